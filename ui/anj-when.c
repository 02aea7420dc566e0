/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-when.h"

#include <stdio.h>
#include <string.h>

#include "core/anj-household.h"

#define DATE_LENGTH 10
#define SATURDAY 6
#define MAX_DAYS_AHEAD 800

/* from Monday; the first for a language that is not there */
static const struct
{
  const char *language;
  const char *names[7];
} WEEKDAYS[] = {
  { "id", { "Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu" } },
  { "en", { "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday" } },
  { "jv", { "Senin", "Selasa", "Rebo", "Kemis", "Jemuwah", "Setu", "Minggu" } },
  { "su", { "Senén", "Salasa", "Rebo", "Kemis", "Jumaah", "Saptu", "Minggu" } },
  { "mad", { "Sennèn", "Salasa", "Rebbu", "Kemmès", "Jhuma'at", "Sabtu", "Mèngghu" } },
};

static const char *
weekday (GDateTime *then, const char *language)
{
  gsize index = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (WEEKDAYS); i++)
    if (g_strcmp0 (language, WEEKDAYS[i].language) == 0)
      index = i;
  return WEEKDAYS[index].names[g_date_time_get_day_of_week (then) - 1];
}

static gboolean
has_time (const char *iso)
{
  return strlen (iso) > DATE_LENGTH;
}

static GDateTime *
parse (const char *iso)
{
  g_autoptr (GTimeZone) local = g_time_zone_new_local ();
  g_autofree char *whole = has_time (iso) ? g_strdup (iso) : g_strconcat (iso, "T00:00:00", NULL);
  g_autoptr (GDateTime) there = g_date_time_new_from_iso8601 (whole, local);

  return there != NULL ? g_date_time_to_local (there) : NULL;
}

char *
anj_when_day (const char *iso, const char *language)
{
  g_autoptr (GDateTime) then = parse (iso);
  g_autofree char *date = then != NULL ? g_date_time_format (then, "%F") : NULL;
  g_autofree char *words = date != NULL ? anj_date_in_words (date, language) : NULL;

  if (words == NULL)
    return g_strdup (iso);
  return g_strconcat (weekday (then, language), ", ", words, NULL);
}

char *
anj_when_moment (const char *iso, const char *language)
{
  g_autoptr (GDateTime) then = parse (iso);
  g_autofree char *day = anj_when_day (iso, language);

  if (then == NULL || !has_time (iso))
    return g_steal_pointer (&day);
  return g_strdup_printf ("%s, %02d.%02d", day, g_date_time_get_hour (then),
                          g_date_time_get_minute (then));
}

/* "Oktober 2026"; NULL when there is no such month */
static char *
month (guint year, guint number, const char *language)
{
  g_autofree char *first = g_strdup_printf ("%04u-%02u-01", year, number);
  g_autofree char *words = anj_date_in_words (first, language);

  return g_str_has_prefix (words, "1 ") ? g_strdup (words + strlen ("1 ")) : NULL;
}

char *
anj_when_period (const char *period, const char *language)
{
  guint year = 0, number = 0;
  char rest = '\0';
  g_autofree char *from = NULL;
  g_autofree char *to = NULL;
  char *space = NULL;

  if (sscanf (period, "%4u-%2u%c", &year, &number, &rest) == 2)
    {
      from = month (year, number, language);
      return g_strdup (from != NULL ? from : period);
    }
  if ((sscanf (period, "%4u-Q%1u%c", &year, &number, &rest) != 2 &&
       sscanf (period, "%4u-TW%1u%c", &year, &number, &rest) != 2) ||
      number < 1 || number > 4)
    return g_strdup (period);
  from = month (year, 3 * number - 2, language);
  to = month (year, 3 * number, language);
  space = strchr (from, ' ');
  *space = '\0';
  return g_strconcat (from, "–", to, NULL);
}

guint
anj_when_working_days_until (GDateTime *now, const char *iso)
{
  g_autoptr (GDateTime) then = parse (iso);
  g_autofree char *last = then != NULL ? g_date_time_format (then, "%F") : NULL;
  g_autoptr (GDateTime) day = g_date_time_ref (now);
  guint n_days = 0;

  for (guint i = 0; last != NULL && i < MAX_DAYS_AHEAD; i++)
    {
      g_autofree char *text = g_date_time_format (day, "%F");
      GDateTime *next = NULL;

      if (strcmp (text, last) >= 0)
        break;
      next = g_date_time_add_days (day, 1);
      g_date_time_unref (day);
      day = next;
      if (g_date_time_get_day_of_week (day) < SATURDAY)
        n_days++;
    }
  return n_days;
}
