/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-working-days.h"

#include <string.h>

static gboolean
parse_date (const char *text, GDate *out_date)
{
  g_autofree char *day = g_strndup (text, 10);
  g_auto (GStrv) parts = g_strsplit (day, "-", 3);
  guint64 values[3];

  if (strlen (day) != 10 || g_strv_length (parts) != 3)
    return FALSE;
  for (guint i = 0; i < 3; i++)
    if (!g_ascii_string_to_unsigned (parts[i], 10, 1, 9999, &values[i], NULL))
      return FALSE;
  if (!g_date_valid_dmy ((GDateDay) values[2], (GDateMonth) values[1], (GDateYear) values[0]))
    return FALSE;
  g_date_set_dmy (out_date, (GDateDay) values[2], (GDateMonth) values[1], (GDateYear) values[0]);
  return TRUE;
}

char *
hub_working_days_add (const char *date, guint n_days)
{
  GDate day;
  guint n_left = n_days;

  g_date_clear (&day, 1);
  if (!parse_date (date, &day))
    return NULL;
  while (n_left > 0)
    {
      g_date_add_days (&day, 1);
      if (g_date_get_weekday (&day) <= G_DATE_FRIDAY)
        n_left--;
    }
  return g_strdup_printf ("%04u-%02u-%02u", g_date_get_year (&day), g_date_get_month (&day),
                          g_date_get_day (&day));
}
