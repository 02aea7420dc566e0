/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "hub/hub-cell.h"
#include "hub/hub-row.h"

char *
hub_row_name_key (const char *name)
{
  g_autofree char *upper = g_utf8_strup (name, -1);
  g_autoptr (GString) key = g_string_new (NULL);
  gboolean is_gap = FALSE;

  for (const char *p = upper; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (g_unichar_isalnum (c))
        {
          if (is_gap)
            g_string_append_c (key, ' ');
          g_string_append_unichar (key, c);
          is_gap = FALSE;
        }
      else if (g_unichar_isspace (c))
        is_gap = key->len > 0;
    }
  return g_string_free (g_steal_pointer (&key), FALSE);
}

/* "III", up to XII; 0: none */
static guint
find_roman (const char *word, gsize n_bytes)
{
  static const char *const numbers[] = { "i",   "ii",   "iii", "iv", "v",  "vi",
                                         "vii", "viii", "ix",  "x",  "xi", "xii" };

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    if (strlen (numbers[i]) == n_bytes && g_ascii_strncasecmp (word, numbers[i], n_bytes) == 0)
      return i + 1;
  return 0;
}

/* the year, if @out_year is given, and the first number that is none: month, quarter or stage */
static void
read_period (const char *text, guint *out_year, guint *out_number)
{
  while (*text != '\0')
    {
      gsize n_letters = 0, n_digits = 0;
      guint number = 0;

      while (g_ascii_isalpha (text[n_letters]))
        n_letters++;
      while (n_letters == 0 && g_ascii_isdigit (text[n_digits]) && n_digits < 4)
        number = number * 10 + (guint) (text[n_digits++] - '0');
      if (n_letters > 0)
        number = find_roman (text, n_letters);
      if (n_letters > 2 && number == 0)
        number = hub_cell_find_month (text, n_letters);
      if (n_digits == 4 && out_year != NULL)
        *out_year = *out_year > 0 ? *out_year : number;
      else if (number > 0 && *out_number == 0)
        *out_number = MIN (number, 99);
      text += MAX (n_letters + n_digits, 1);
    }
}

char *
hub_row_period_key (const char *period, const char *stage)
{
  guint year = 0, number = 0, stage_number = 0;

  read_period (period, &year, &number);
  read_period (stage != NULL ? stage : "", NULL, &stage_number);
  return g_strdup_printf ("%04u-%02u-%02u", year, number, stage_number);
}
