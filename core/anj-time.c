/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/anj-time.h"

/* 1970-01-01 as GDate counts days */
#define EPOCH_JULIAN 719163
/* 0001-01-01T00:00:00Z and 9999-12-31T23:59:59Z in seconds: what RFC 3339 can write */
#define FIRST_SECOND G_GINT64_CONSTANT (-62135596800)
#define LAST_SECOND G_GINT64_CONSTANT (253402300799)

char *
anj_time_format (gint64 real_us)
{
  g_autoptr (GDateTime) time = NULL;
  gint64 seconds = real_us / G_USEC_PER_SEC;

  if (real_us % G_USEC_PER_SEC < 0)
    seconds--;
  time = g_date_time_new_from_unix_utc (CLAMP (seconds, FIRST_SECOND, LAST_SECOND));
  return g_strdup_printf ("%04d-%02d-%02dT%02d:%02d:%02dZ", g_date_time_get_year (time),
                          g_date_time_get_month (time), g_date_time_get_day_of_month (time),
                          g_date_time_get_hour (time), g_date_time_get_minute (time),
                          g_date_time_get_second (time));
}

/* takes exactly @n_digits, then @after unless that is 0 */
static gboolean
take_number (const char **cursor, int n_digits, char after, int max, int *out)
{
  int value = 0;

  for (int i = 0; i < n_digits; i++, (*cursor)++)
    {
      if (!g_ascii_isdigit (**cursor))
        return FALSE;
      value = value * 10 + (**cursor - '0');
    }
  if (value > max)
    return FALSE;
  if (after != '\0' && g_ascii_toupper (**cursor) != after)
    return FALSE;
  if (after != '\0')
    (*cursor)++;
  *out = value;
  return TRUE;
}

/* ".123456…": finer digits than µs are dropped */
static gboolean
take_fraction (const char **cursor, gint64 *out_us)
{
  gint64 unit_us = G_USEC_PER_SEC / 10;

  *out_us = 0;
  if (**cursor != '.')
    return TRUE;
  (*cursor)++;
  if (!g_ascii_isdigit (**cursor))
    return FALSE;
  for (; g_ascii_isdigit (**cursor); (*cursor)++, unit_us /= 10)
    *out_us += (**cursor - '0') * unit_us;
  return TRUE;
}

/* "Z" or "+07:00", to the end of the text */
static gboolean
take_offset (const char *cursor, int *out_minutes)
{
  int sign = *cursor == '-' ? -1 : 1;
  int hours;
  int minutes;

  if (g_ascii_toupper (*cursor) == 'Z')
    {
      *out_minutes = 0;
      return cursor[1] == '\0';
    }
  if (*cursor != '+' && *cursor != '-')
    return FALSE;
  cursor++;
  if (!take_number (&cursor, 2, ':', 23, &hours) || !take_number (&cursor, 2, '\0', 59, &minutes))
    return FALSE;
  *out_minutes = sign * (hours * 60 + minutes);
  return *cursor == '\0';
}

gboolean
anj_time_parse (const char *text, gint64 *out_real_us)
{
  const char *cursor = text;
  int year, month, day, hour, minute, second, offset_minutes;
  gint64 fraction_us;
  gint64 seconds;
  GDate date;

  g_return_val_if_fail (out_real_us != NULL, FALSE);

  if (text == NULL || !take_number (&cursor, 4, '-', 9999, &year) ||
      !take_number (&cursor, 2, '-', 12, &month) || !take_number (&cursor, 2, 'T', 31, &day) ||
      !take_number (&cursor, 2, ':', 23, &hour) ||
      !take_number (&cursor, 2, ':', 59, &minute)
      /* 60: a leap second counts as the next one */
      || !take_number (&cursor, 2, '\0', 60, &second) || !take_fraction (&cursor, &fraction_us) ||
      !take_offset (cursor, &offset_minutes) ||
      !g_date_valid_dmy ((GDateDay) day, (GDateMonth) month, (GDateYear) year))
    return FALSE;
  g_date_clear (&date, 1);
  g_date_set_dmy (&date, (GDateDay) day, (GDateMonth) month, (GDateYear) year);
  seconds = ((gint64) g_date_get_julian (&date) - EPOCH_JULIAN) * 86400 + hour * 3600 +
            minute * 60 + second - offset_minutes * 60;
  *out_real_us = seconds * G_USEC_PER_SEC + fraction_us;
  return TRUE;
}
