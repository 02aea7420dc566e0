/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How two statements' birth dates and NIKs stand to each other. */

/* YYYYMMDD as a number */
typedef guint32 HubDay;

/* @text: "YYYY-MM-DD" */
HubDay hub_day_read (const char *text);
gboolean hub_day_is_valid (HubDay day);
/* a day that offices write for whoever does not know their own */
gboolean hub_day_is_heaped (HubDay day);
/* day and month swapped; 0: that is no day */
HubDay hub_day_swap (HubDay day);

/**
 * HubDayKin:
 * @HUB_DAY_SWAPPED: day and month have changed places
 * @HUB_DAY_DIGIT: one digit differs
 * @HUB_DAY_YEAR: only the year is the same
 */
typedef enum {
  HUB_DAY_SAME,
  HUB_DAY_SWAPPED,
  HUB_DAY_DIGIT,
  HUB_DAY_YEAR,
  HUB_DAY_OTHER,
} HubDayKin;

HubDayKin hub_day_compare (HubDay a, HubDay b);

/* days one digit away: at most 8 × 9 */
#define HUB_DAY_MAX_NEAR 72
guint hub_day_list_near (HubDay day, HubDay out[HUB_DAY_MAX_NEAR]);

/**
 * HubNikKin:
 * @HUB_NIK_NONE: one of them has none
 * @HUB_NIK_SLIP: one digit of district or birth date differs, or two neighbours have changed
 *   places, and the serial is the same: nobody else has such a NIK by chance
 * @HUB_NIK_SERIAL: a slip in the serial, which may as well be the next one's born that day
 * @HUB_NIK_TWO_DIGITS: two digits differ
 */
typedef enum {
  HUB_NIK_NONE,
  HUB_NIK_SAME,
  HUB_NIK_SLIP,
  HUB_NIK_SERIAL,
  HUB_NIK_TWO_DIGITS,
  HUB_NIK_OTHER,
} HubNikKin;

/* @a, @b: 0: none */
HubNikKin hub_nik_compare (guint64 a, guint64 b);

/* whose NIK it is, by the day of birth in it (women's days 40 more) */
typedef enum {
  HUB_SEX_UNKNOWN,
  HUB_SEX_MALE,
  HUB_SEX_FEMALE,
} HubSex;

HubSex hub_nik_sex (guint64 nik);

G_END_DECLS
