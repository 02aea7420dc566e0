/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* When the office is open, counted: of the entries of config `opening_hours` that have `weekdays`.
 * One with `opens` and `closes` is a part of those days, one without says that they are closed.
 * Hours are those of the village's own clock (see anj_hours_zone()). */

#define ANJ_HOURS_N_DAYS 7

/**
 * AnjHoursNow:
 * @weekday: of today, 1 Monday … 7 Sunday
 * @is_open: at this moment
 * @minute: of its day: when it closes if it is open, else when it opens next; -1: never
 * @days_ahead: until it opens next: 0 today, 1 tomorrow, … 7; 0 while it is open
 */
typedef struct
{
  guint weekday;
  gboolean is_open;
  int minute;
  guint days_ahead;
} AnjHoursNow;

/**
 * anj_hours_zone:
 * @region: (nullable): a region's code
 *
 * The zones of Indonesia by province (Keputusan Presiden 41/1987): western, UTC+7, on Sumatra and
 * Java, in West and Central Kalimantan; eastern, UTC+9, on the Moluccas and Papua; else central,
 * UTC+8. Western where the region is unknown.
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
/* (transfer full): "Buka lagi besok pukul 08.00.", in the screen's language; "" when it never does
 */
char *anj_hours_next (const AnjHoursNow *now);

G_END_DECLS
