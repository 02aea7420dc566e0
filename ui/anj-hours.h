/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* When the office is open, counted: of the entries of config `opening_hours` that have `weekdays`.
 * One with `opens` and `closes` is a part of those days, one without says that they are closed.
 * Hours are those of the village's own clock (see anj_hours_zone()). On a day of `holidays` it is
 * closed, whatever the hours say. */

#define ANJ_HOURS_N_DAYS 7
#define ANJ_HOURS_DATE_LENGTH 10

/**
 * AnjHoursNow:
 * @weekday: of today, 1 Monday … 7 Sunday
 * @is_open: at this moment
 * @minute: of its day: when it closes if it is open, else when it opens next; -1: never
 * @days_ahead: until it opens next: 0 today, 1 tomorrow, …; 0 while it is open
 * @date: then; "2026-11-23"
 * @holiday: (nullable): (unowned): today's of the configuration
 */
typedef struct
{
  guint weekday;
  gboolean is_open;
  int minute;
  guint days_ahead;
  char date[ANJ_HOURS_DATE_LENGTH + 1];
  JsonObject *holiday;
} AnjHoursNow;

/**
 * anj_hours_zone:
 * @region: (nullable): a region's code
 *
 * The village's clock (see anj_zone_hours()).
 *
 * Returns: (transfer full)
 */
GTimeZone *anj_hours_zone (const char *region);

/* whether the configuration tells more than words for people */
gboolean anj_hours_are_counted (JsonObject *config);

/**
 * anj_hours_look:
 * @real_us: wall clock, µs UTC
 *
 * Returns: %FALSE when the hours are not counted
 */
gboolean anj_hours_look (JsonObject *config, gint64 real_us, AnjHoursNow *out_now);

/* (transfer full) (nullable): "08.00–11.30, 13.00–15.30" of a weekday, 1 … 7; %NULL: closed */
char *anj_hours_of_day (JsonObject *config, guint weekday);
/* (transfer full): "08.00" */
char *anj_hours_time (int minute);
/* (transfer none): "Senin", in the screen's language */
const char *anj_hours_weekday (guint weekday);
/* (transfer full): "Buka lagi besok pukul 08.00.", in the screen's language, which is @language; ""
 * when it never does */
char *anj_hours_next (const AnjHoursNow *now, const char *language);
/* (transfer full) (nullable): "Hari ini libur: Natal."; %NULL on any other day */
char *anj_hours_holiday (const AnjHoursNow *now, const char *language);
/* (transfer full) (element-type JsonObject): of the configuration's holidays, those from today on
 * and not farther than a month, by date */
GPtrArray *anj_hours_list_holidays (JsonObject *config, gint64 real_us);

G_END_DECLS
