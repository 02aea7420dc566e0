/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-hours.h"

#include <stdio.h>
#include <stdlib.h>

#include "core/anj-json.h"
#include "ui/anj-i18n.h"

static const char *const WEEKDAYS[ANJ_HOURS_N_DAYS] = {
  N_ ("Senin"), N_ ("Selasa"), N_ ("Rabu"), N_ ("Kamis"), N_ ("Jumat"), N_ ("Sabtu"), N_ ("Minggu"),
};

/* first and last province of each zone that is not central */
static const struct
{
  int first, last;
  int hours;
} ZONES[] = {
  { 11, 36, 7 }, /* Aceh … Banten */
  { 61, 62, 7 }, /* West and Central Kalimantan */
  { 81, 99, 9 }, /* Moluccas, Papua */
};

GTimeZone *
anj_hours_zone (const char *region)
{
  int province = region != NULL ? atoi (region) : 0;
  int hours = province > 0 ? 8 : 7;

  for (gsize i = 0; i < G_N_ELEMENTS (ZONES); i++)
    if (province >= ZONES[i].first && province <= ZONES[i].last)
      hours = ZONES[i].hours;
  return g_time_zone_new_offset (hours * 3600);
}

static JsonArray *
get_entries (JsonObject *config)
{
  return anj_json_get_array (config, "opening_hours");
}

static gboolean
is_of_day (JsonObject *entry, guint weekday)
{
  JsonArray *days = anj_json_get_array (entry, "weekdays");

  for (guint i = 0; days != NULL && i < json_array_get_length (days); i++)
    if (json_array_get_int_element (days, i) == weekday)
      return TRUE;
  return FALSE;
}

/* minute of the day; -1: no such time */
static int
read_time (JsonObject *entry, const char *member)
{
  guint hour = 0, minute = 0;
  const char *text = anj_json_get_string (entry, member, "");

  if (sscanf (text, "%2u.%2u", &hour, &minute) != 2 || hour > 24 || minute > 59)
    return -1;
  return (int) (hour * 60 + minute);
}

/* the part of @weekday that @entry is; FALSE: none */
static gboolean
read_part (JsonObject *entry, guint weekday, int *out_opens, int *out_closes)
{
  if (entry == NULL || !is_of_day (entry, weekday))
    return FALSE;
  *out_opens = read_time (entry, "opens");
  *out_closes = read_time (entry, "closes");
  return *out_opens >= 0 && *out_closes > *out_opens;
}

gboolean
anj_hours_are_counted (JsonObject *config)
{
  JsonArray *entries = get_entries (config);

  for (guint i = 0; entries != NULL && i < json_array_get_length (entries); i++)
    {
      JsonObject *entry = anj_json_array_get_object (entries, i);

      if (entry != NULL && anj_json_get_array (entry, "weekdays") != NULL)
        return TRUE;
    }
  return FALSE;
}

/* when it closes that is open at @minute of @weekday; -1: closed */
static int
find_close (JsonArray *entries, guint weekday, int minute)
{
  int latest = -1;

  for (guint i = 0; i < json_array_get_length (entries); i++)
    {
      int opens, closes;

      if (read_part (anj_json_array_get_object (entries, i), weekday, &opens, &closes) &&
          minute >= opens && minute < closes)
        latest = MAX (latest, closes);
    }
  return latest;
}

/* the first time that it opens at or after @minute of @weekday; -1: not on that day */
static int
find_open (JsonArray *entries, guint weekday, int minute)
{
  int earliest = -1;

  for (guint i = 0; i < json_array_get_length (entries); i++)
    {
      int opens, closes;

      if (read_part (anj_json_array_get_object (entries, i), weekday, &opens, &closes) &&
          opens >= minute && (earliest < 0 || opens < earliest))
        earliest = opens;
    }
  return earliest;
}

gboolean
anj_hours_look (JsonObject *config, gint64 real_us, AnjHoursNow *out_now)
{
  g_autoptr (GTimeZone) zone = anj_hours_zone (anj_json_get_string (config, "region", NULL));
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (real_us / G_USEC_PER_SEC);
  g_autoptr (GDateTime) here = utc != NULL ? g_date_time_to_timezone (utc, zone) : NULL;
  JsonArray *entries = get_entries (config);
  AnjHoursNow now = { .minute = -1 };
  int minute;

  if (here == NULL || !anj_hours_are_counted (config))
    return FALSE;
  minute = g_date_time_get_hour (here) * 60 + g_date_time_get_minute (here);
  now.weekday = (guint) g_date_time_get_day_of_week (here);
  now.minute = find_close (entries, now.weekday, minute);
  now.is_open = now.minute >= 0;
  for (guint day = 0; now.minute < 0 && day <= ANJ_HOURS_N_DAYS; day++)
    {
      guint weekday = (now.weekday - 1 + day) % ANJ_HOURS_N_DAYS + 1;

      now.minute = find_open (entries, weekday, day == 0 ? minute : 0);
      now.days_ahead = day;
    }
  *out_now = now;
  return TRUE;
}

char *
anj_hours_time (int minute)
{
  return g_strdup_printf ("%02d.%02d", minute / 60, minute % 60);
}

char *
anj_hours_of_day (JsonObject *config, guint weekday)
{
  JsonArray *entries = get_entries (config);
  g_autoptr (GString) all = g_string_new (NULL);

  for (guint i = 0; entries != NULL && i < json_array_get_length (entries); i++)
    {
      int opens, closes;

      if (read_part (anj_json_array_get_object (entries, i), weekday, &opens, &closes))
        {
          g_autofree char *from = anj_hours_time (opens);
          g_autofree char *to = anj_hours_time (closes);

          g_string_append_printf (all, "%s%s–%s", all->len > 0 ? ", " : "", from, to);
        }
    }
  return all->len > 0 ? g_string_free (g_steal_pointer (&all), FALSE) : NULL;
}

const char *
anj_hours_weekday (guint weekday)
{
  g_return_val_if_fail (weekday >= 1 && weekday <= ANJ_HOURS_N_DAYS, "");

  return _ (WEEKDAYS[weekday - 1]);
}

char *
anj_hours_next (const AnjHoursNow *now)
{
  g_autofree char *time = now->minute >= 0 ? anj_hours_time (now->minute) : NULL;

  if (time == NULL)
    return g_strdup ("");
  if (now->is_open)
    /* translators: %s is a time of the day, "15.30" */
    return g_strdup_printf (_ ("Buka sampai pukul %s."), time);
  if (now->days_ahead == 0)
    /* translators: %s is a time of the day, "08.00" */
    return g_strdup_printf (_ ("Buka lagi hari ini pukul %s."), time);
  if (now->days_ahead == 1)
    /* translators: %s is a time of the day, "08.00" */
    return g_strdup_printf (_ ("Buka lagi besok pukul %s."), time);
  /* translators: a day of the week and a time of the day: "Senin", "08.00" */
  return g_strdup_printf (
      _ ("Buka lagi hari %s pukul %s."),
      anj_hours_weekday ((now->weekday - 1 + now->days_ahead) % ANJ_HOURS_N_DAYS + 1), time);
}
