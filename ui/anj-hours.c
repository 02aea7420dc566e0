/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-hours.h"

#include <stdio.h>
#include <string.h>

#include "core/anj-json.h"
#include "core/anj-zone.h"
#include "ui/anj-i18n.h"
#include "ui/anj-when.h"

/* how far ahead an opening day and holidays are looked for */
#define MAX_DAYS_AHEAD 31
/* "hari Rabu" is the next one that comes */
#define MAX_NAMED_DAYS 7

static const char *const WEEKDAYS[ANJ_HOURS_N_DAYS] = {
  N_ ("Senin"), N_ ("Selasa"), N_ ("Rabu"), N_ ("Kamis"), N_ ("Jumat"), N_ ("Sabtu"), N_ ("Minggu"),
};

GTimeZone *
anj_hours_zone (const char *region)
{
  return g_time_zone_new_offset (anj_zone_hours (region) * 3600);
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

/* (nullable): the village's clock at @real_us */
static GDateTime *
look_at_clock (JsonObject *config, gint64 real_us)
{
  g_autoptr (GTimeZone) zone = anj_hours_zone (anj_json_get_string (config, "region", NULL));
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (real_us / G_USEC_PER_SEC);

  return utc != NULL ? g_date_time_to_timezone (utc, zone) : NULL;
}

/* @n_days after @here; "" beyond the calendar */
static void
write_date (GDateTime *here, guint n_days, char out_date[ANJ_HOURS_DATE_LENGTH + 1])
{
  g_autoptr (GDateTime) day = g_date_time_add_days (here, (int) n_days);
  g_autofree char *date = day != NULL ? g_date_time_format (day, "%F") : NULL;

  g_strlcpy (out_date, date != NULL ? date : "", ANJ_HOURS_DATE_LENGTH + 1);
}

/* (nullable) (unowned) */
static JsonObject *
find_holiday (JsonObject *config, const char *date)
{
  JsonArray *holidays = anj_json_get_array (config, "holidays");

  for (guint i = 0; holidays != NULL && i < json_array_get_length (holidays); i++)
    {
      JsonObject *holiday = anj_json_array_get_object (holidays, i);

      if (holiday != NULL && strcmp (anj_json_get_string (holiday, "date", ""), date) == 0)
        return holiday;
    }
  return NULL;
}

/* from @now's minute on, which is its day's @minute */
static void
find_next_open (JsonObject *config, GDateTime *here, int minute, AnjHoursNow *now)
{
  JsonArray *entries = get_entries (config);

  for (guint day = 0; now->minute < 0 && day <= MAX_DAYS_AHEAD; day++)
    {
      guint weekday = (now->weekday - 1 + day) % ANJ_HOURS_N_DAYS + 1;

      write_date (here, day, now->date);
      if (find_holiday (config, now->date) == NULL)
        now->minute = find_open (entries, weekday, day == 0 ? minute : 0);
      now->days_ahead = now->minute >= 0 ? day : 0;
    }
}

gboolean
anj_hours_look (JsonObject *config, gint64 real_us, AnjHoursNow *out_now)
{
  g_autoptr (GDateTime) here = look_at_clock (config, real_us);
  JsonArray *entries = get_entries (config);
  AnjHoursNow now = { .minute = -1 };
  int minute;

  if (here == NULL || !anj_hours_are_counted (config))
    return FALSE;
  minute = g_date_time_get_hour (here) * 60 + g_date_time_get_minute (here);
  now.weekday = (guint) g_date_time_get_day_of_week (here);
  write_date (here, 0, now.date);
  now.holiday = find_holiday (config, now.date);
  now.minute = now.holiday == NULL ? find_close (entries, now.weekday, minute) : -1;
  now.is_open = now.minute >= 0;
  find_next_open (config, here, minute, &now);
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
anj_hours_holiday (const AnjHoursNow *now, const char *language)
{
  if (now->holiday == NULL)
    return NULL;
  /* translators: %s is a holiday's name */
  return g_strdup_printf (_ ("Hari ini libur: %s."),
                          anj_json_get_text (now->holiday, "name", language));
}

static int
compare_dates (gconstpointer a, gconstpointer b)
{
  return strcmp (anj_json_get_string (*(JsonObject *const *) a, "date", ""),
                 anj_json_get_string (*(JsonObject *const *) b, "date", ""));
}

GPtrArray *
anj_hours_list_holidays (JsonObject *config, gint64 real_us)
{
  g_autoptr (GDateTime) here = look_at_clock (config, real_us);
  JsonArray *all = anj_json_get_array (config, "holidays");
  GPtrArray *near = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
  char from[ANJ_HOURS_DATE_LENGTH + 1], to[ANJ_HOURS_DATE_LENGTH + 1];

  if (here == NULL || all == NULL)
    return near;
  write_date (here, 0, from);
  write_date (here, MAX_DAYS_AHEAD, to);
  for (guint i = 0; i < json_array_get_length (all); i++)
    {
      JsonObject *holiday = anj_json_array_get_object (all, i);
      const char *date = holiday != NULL ? anj_json_get_string (holiday, "date", "") : "";

      if (strcmp (date, from) >= 0 && strcmp (date, to) <= 0)
        g_ptr_array_add (near, json_object_ref (holiday));
    }
  g_ptr_array_sort (near, compare_dates);
  return near;
}

char *
anj_hours_next (const AnjHoursNow *now, const char *language)
{
  g_autofree char *time = now->minute >= 0 ? anj_hours_time (now->minute) : NULL;
  g_autofree char *day = NULL;

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
  if (now->days_ahead > MAX_NAMED_DAYS)
    {
      day = anj_when_day (now->date, language);
      /* translators: a day and a time of the day: "Senin, 4 Januari 2027", "08.00" */
      return g_strdup_printf (_ ("Buka lagi %s, pukul %s."), day, time);
    }
  /* translators: a day of the week and a time of the day: "Senin", "08.00" */
  return g_strdup_printf (
      _ ("Buka lagi hari %s pukul %s."),
      anj_hours_weekday ((now->weekday - 1 + now->days_ahead) % ANJ_HOURS_N_DAYS + 1), time);
}
