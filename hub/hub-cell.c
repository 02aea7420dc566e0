/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-cell.h"

#include <stdio.h>
#include <string.h>

#include "core/anj-nik.h"

#define YEAR_FIRST 1880
#define SHORTEST_MONTH 3 /* letters */
#define RUPIAH_MAX G_GINT64_CONSTANT (1000000000000)
/* of a spreadsheet's serial numbers: day 1 is 1900-01-01, and 1900-02-29 was counted */
#define SERIAL_EPOCH_YEAR 1899
#define SERIAL_EPOCH_DAY 30

static gsize
count_digits (const char *text)
{
  return strspn (text, "0123456789");
}

/* dates */

guint
hub_cell_find_month (const char *word, gsize n_bytes)
{
  static const struct
  {
    const char *name;
    guint month;
  } months[] = {
    { "januari", 1 },   { "january", 1 },   { "februari", 2 },  { "february", 2 },
    { "pebruari", 2 },  { "maret", 3 },     { "march", 3 },     { "april", 4 },
    { "mei", 5 },       { "may", 5 },       { "juni", 6 },      { "june", 6 },
    { "juli", 7 },      { "july", 7 },      { "agustus", 8 },   { "agt", 8 },
    { "august", 8 },    { "september", 9 }, { "oktober", 10 },  { "october", 10 },
    { "november", 11 }, { "nopember", 11 }, { "desember", 12 }, { "december", 12 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (months); i++)
    if (n_bytes >= SHORTEST_MONTH && n_bytes <= strlen (months[i].name) &&
        g_ascii_strncasecmp (word, months[i].name, n_bytes) == 0)
      return months[i].month;
  return 0;
}

typedef struct
{
  guint year;
  guint month;
  guint day;
} Date;

static guint
read_number (const char *text, gsize n_digits)
{
  guint number = 0;

  for (gsize i = 0; i < n_digits; i++)
    number = number * 10 + (guint) (text[i] - '0');
  return number;
}

/* "1980-03-07", "07/03/1980", "7.3.1980": one mark throughout, and a year of four digits */
static gboolean
read_marked (const char *cell, Date *out)
{
  gsize n_first = count_digits (cell);
  char mark = cell[n_first];
  const char *second = cell + n_first + 1;
  gsize n_second = strchr ("-/.", mark) != NULL && mark != '\0' ? count_digits (second) : 0;
  const char *third = second + n_second + 1;
  gsize n_third = n_second > 0 && second[n_second] == mark ? count_digits (third) : 0;

  if (n_third == 0 || third[n_third] != '\0' || n_second > 2)
    return FALSE;
  out->month = read_number (second, n_second);
  if (n_first == 4 && n_third <= 2)
    {
      out->year = read_number (cell, 4);
      out->day = read_number (third, n_third);
      return TRUE;
    }
  out->day = read_number (cell, MIN (n_first, 9));
  out->year = read_number (third, MIN (n_third, 9));
  return n_first > 0 && n_first <= 2 && n_third == 4;
}

/* "7 Maret 1980", "07-Mar-1980" */
static gboolean
read_named (const char *cell, Date *out)
{
  gsize n_day = count_digits (cell);
  const char *month = cell + n_day + strspn (cell + n_day, " -./");
  gsize n_month = 0, n_year;
  const char *year;

  while (g_ascii_isalpha (month[n_month]))
    n_month++;
  year = month + n_month + strspn (month + n_month, " -./,");
  n_year = count_digits (year);
  if (n_day == 0 || n_day > 2 || n_year != 4 || year[n_year] != '\0')
    return FALSE;
  out->day = read_number (cell, n_day);
  out->month = hub_cell_find_month (month, n_month);
  out->year = read_number (year, 4);
  return out->month > 0;
}

/* "19800307", "29287" */
static gboolean
read_bare (const char *cell, Date *out)
{
  gsize n_digits = count_digits (cell);
  GDate date;

  if (cell[n_digits] != '\0' || (n_digits != 8 && n_digits != 5))
    return FALSE;
  if (n_digits == 8)
    {
      out->year = read_number (cell, 4);
      out->month = read_number (cell + 4, 2);
      out->day = read_number (cell + 6, 2);
      return TRUE;
    }
  g_date_clear (&date, 1);
  g_date_set_dmy (&date, SERIAL_EPOCH_DAY, G_DATE_DECEMBER, SERIAL_EPOCH_YEAR);
  g_date_add_days (&date, read_number (cell, 5));
  out->year = g_date_get_year (&date);
  out->month = (guint) g_date_get_month (&date);
  out->day = g_date_get_day (&date);
  return TRUE;
}

/* (transfer full): without " 00:00:00", which databases and spreadsheets put behind a day */
static char *
cut_midnight (const char *cell)
{
  static const char *const times[] = { "0:00", "00:00", "0:00:00", "00:00:00", "00:00:00.000" };
  gsize n_day = strcspn (cell, ":");

  while (n_day > 0 && cell[n_day - 1] != ' ' && cell[n_day - 1] != 'T')
    n_day--;
  for (gsize i = 0; n_day > 0 && i < G_N_ELEMENTS (times); i++)
    if (g_str_equal (cell + n_day, times[i]))
      return g_strchomp (g_strndup (cell, n_day - 1));
  return g_strdup (cell);
}

static gboolean
read_day (const char *cell, Date *out)
{
  g_autofree char *day = NULL;

  if (strchr (cell, ':') == NULL)
    return read_marked (cell, out) || read_named (cell, out) || read_bare (cell, out);
  day = cut_midnight (cell);
  return strchr (day, ':') == NULL && read_day (day, out);
}

char *
hub_cell_read_date (const char *cell, guint year_last, char **out_reason)
{
  Date date = { 0 };

  if (!read_day (cell, &date))
    *out_reason = g_strdup ("is no date; write YYYY-MM-DD");
  else if (date.month > 12 && date.day <= 12)
    *out_reason = g_strdup ("is a date that no calendar has; the day comes before the month");
  else if (date.month > 12 ||
           !g_date_valid_dmy ((GDateDay) date.day, (GDateMonth) date.month, (GDateYear) date.year))
    *out_reason = g_strdup ("is a date that no calendar has");
  else if (date.year < YEAR_FIRST || date.year > year_last)
    *out_reason = g_strdup_printf ("is a date of the year %u", date.year);
  else
    return g_strdup_printf ("%04u-%02u-%02u", date.year, date.month, date.day);
  return NULL;
}

/* amounts */

/* (transfer full): without "Rp", "IDR", spaces and ",-" */
static char *
strip_currency (const char *cell)
{
  static const char *const marks[] = { "rp.", "rp", "idr" };
  static const char *const ends[] = { ",-", ".-", ",--", ".--", ",=", ".=" };
  g_autoptr (GString) bare = g_string_new (NULL);

  for (const char *p = cell; *p != '\0'; p = g_utf8_next_char (p))
    if (!g_unichar_isspace (g_utf8_get_char (p)))
      g_string_append_unichar (bare, g_utf8_get_char (p));
  for (gsize i = 0; i < G_N_ELEMENTS (marks); i++)
    if (g_ascii_strncasecmp (bare->str, marks[i], strlen (marks[i])) == 0)
      {
        g_string_erase (bare, 0, (gssize) strlen (marks[i]));
        break;
      }
  for (gsize i = 0; i < G_N_ELEMENTS (ends); i++)
    if (g_str_has_suffix (bare->str, ends[i]))
      {
        g_string_truncate (bare, bare->len - strlen (ends[i]));
        break;
      }
  return g_string_free (g_steal_pointer (&bare), FALSE);
}

/* whether @n_bytes of @text are digits in threes with @mark between ("1.200.000"); appends them */
static gboolean
read_groups (const char *text, gsize n_bytes, char mark, GString *out_digits)
{
  gsize n_digits = count_digits (text);
  gboolean is_first = TRUE;

  while (n_digits > 0 && n_digits <= n_bytes)
    {
      if (n_digits > 3 ? !is_first || n_digits < n_bytes : !is_first && n_digits != 3)
        return FALSE;
      g_string_append_len (out_digits, text, (gssize) n_digits);
      text += n_digits;
      n_bytes -= n_digits;
      if (n_bytes == 0)
        return TRUE;
      if (*text != mark)
        return FALSE;
      text++;
      n_bytes--;
      n_digits = count_digits (text);
      is_first = FALSE;
    }
  return FALSE;
}

/* where the sen begin, and which mark stands between thousands; FALSE: it could be either */
static gboolean
find_marks (const char *text, const char **out_sen, char *out_thousands)
{
  const char *dot = strrchr (text, '.');
  const char *comma = strrchr (text, ',');
  const char *last = dot > comma ? dot : comma;

  *out_sen = NULL;
  *out_thousands = '.';
  if (last == NULL)
    return TRUE;
  if (dot != NULL && comma != NULL)
    {
      *out_sen = last;
      *out_thousands = last == dot ? ',' : '.';
    }
  else if (strchr (text, *last) != last || (strlen (last + 1) == 3 && last == dot))
    *out_thousands = *last;
  else if (strlen (last + 1) == 3)
    return FALSE;
  else
    *out_sen = last;
  return TRUE;
}

static gboolean
read_amount (const char *text, GString *out_digits, char **out_reason)
{
  const char *sen;
  char thousands;

  if (!find_marks (text, &sen, &thousands))
    *out_reason = g_strdup ("may be thousands or a fraction; write it without the comma (600000 or "
                            "600.000)");
  else if (sen != NULL && strspn (sen + 1, "0") != strlen (sen + 1))
    *out_reason = g_strdup ("has a fraction; aid is in whole rupiah");
  else
    return read_groups (text, sen != NULL ? (gsize) (sen - text) : strlen (text), thousands,
                        out_digits);
  return FALSE;
}

char *
hub_cell_read_rupiah (const char *cell, char **out_reason)
{
  g_autofree char *text = strip_currency (cell);
  g_autoptr (GString) digits = g_string_new (NULL);
  guint64 rupiah;

  if (read_amount (text, digits, out_reason) &&
      g_ascii_string_to_unsigned (digits->str, 10, 0, RUPIAH_MAX, &rupiah, NULL))
    return g_strdup_printf ("%" G_GUINT64_FORMAT, rupiah);
  if (*out_reason == NULL)
    *out_reason = g_strdup ("is no whole number of rupiah (like 600000 or Rp 600.000)");
  return NULL;
}

/* numbers */

/* "'" and what editors make of it: a spreadsheet's mark for text */
static gboolean
is_text_mark (gunichar c)
{
  return c == '\'' || c == '`' || c == 0x2018 || c == 0x2019;
}

char *
hub_cell_clean_number (const char *cell)
{
  g_autoptr (GString) cleaned = NULL;
  const char *start = cell;
  gsize n_digits;

  if (cell[count_digits (cell)] == '\0')
    return g_strdup (cell);
  while (is_text_mark (g_utf8_get_char (start)))
    start = g_utf8_next_char (start);
  n_digits = count_digits (start);
  /* a program that took the number for a fraction */
  if (n_digits == ANJ_NIK_LENGTH && (start[n_digits] == '.' || start[n_digits] == ',') &&
      start[n_digits + 1] == '0' &&
      strspn (start + n_digits + 1, "0") == strlen (start + n_digits + 1))
    return g_strndup (start, n_digits);
  cleaned = g_string_new (NULL);
  for (const char *p = start; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (g_unichar_isspace (c) || c == '.' || c == '-' || is_text_mark (c))
        continue;
      if (!g_unichar_isdigit (c) || c > '9')
        return g_strdup (start); /* its fault is told as it stands */
      g_string_append_unichar (cleaned, c);
    }
  return g_string_free (g_steal_pointer (&cleaned), FALSE);
}

char
hub_cell_read_sex (const char *cell)
{
  static const struct
  {
    const char *word;
    char sex;
  } words[] = {
    { "L", 'L' },    { "P", 'P' },      { "1", 'L' },           { "2", 'P' },
    { "LK", 'L' },   { "PR", 'P' },     { "Laki-laki", 'L' },   { "Perempuan", 'P' },
    { "Pria", 'L' }, { "Wanita", 'P' }, { "Laki laki", 'L' },   { "Lelaki", 'L' },
    { "Lk.", 'L' },  { "Pr.", 'P' },    { "Laki - laki", 'L' },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_ascii_strcasecmp (words[i].word, cell) == 0)
      return words[i].sex;
  return 0;
}

char *
hub_cell_dot_region (const char *cell)
{
  gsize n_digits = count_digits (cell);

  if (cell[n_digits] == '\0' && n_digits == 10)
    return g_strdup_printf ("%.2s.%.2s.%.2s.%.4s", cell, cell + 2, cell + 4, cell + 6);
  if (cell[n_digits] == '\0' && n_digits == 6)
    return g_strdup_printf ("%.2s.%.2s.%.2s", cell, cell + 2, cell + 4);
  if (cell[n_digits] == '\0' && n_digits == 4)
    return g_strdup_printf ("%.2s.%.2s", cell, cell + 2);
  return g_strdup (cell);
}
