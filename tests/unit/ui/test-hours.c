/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "core/anj-json.h"
#include "core/anj-time.h"
#include "ui/anj-door.h"
#include "ui/anj-hours.h"

/* Monday to Thursday, Friday, the weekend, as the default configuration has them */
#define WEEK                                                                                       \
  "{\"weekdays\": [1, 2, 3, 4], \"opens\": \"08.00\", \"closes\": \"15.30\"},"                     \
  "{\"weekdays\": [5], \"opens\": \"08.00\", \"closes\": \"14.30\"},"                              \
  "{\"weekdays\": [6, 7]}"
#define ON_JAVA "35.09.01.2001"
#define ON_BALI "51.71.01.1001"
#define ON_PAPUA "91.71.01.1001"

static JsonObject *
parse (const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  JsonObject *object = anj_json_parse_object (bytes, &error);

  g_assert_no_error (error);
  return object;
}

static JsonObject *
make_config (const char *region, const char *entries)
{
  g_autofree char *text = g_strdup_printf ("{\"region\": \"%s\", \"opening_hours\": [%s]}", region,
                                           entries);

  return parse (text);
}

static gint64
at (const char *utc)
{
  gint64 real_us = 0;

  g_assert_true (anj_time_parse (utc, &real_us));
  return real_us;
}

static void
assert_zone (const char *region, int hours)
{
  g_autoptr (GTimeZone) zone = anj_hours_zone (region);

  g_assert_cmpint (g_time_zone_get_offset (zone, 0), ==, hours * 3600);
}

static void
test_zones (void)
{
  assert_zone ("11.01.01.2001", 7);
  assert_zone ("21.71", 7);
  assert_zone (ON_JAVA, 7);
  assert_zone ("62", 7);
  assert_zone ("63", 8);
  assert_zone (ON_BALI, 8);
  assert_zone ("53.01", 8);
  assert_zone ("73.71", 8);
  assert_zone ("81.71", 9);
  assert_zone (ON_PAPUA, 9);
  assert_zone ("97", 9);
  assert_zone (NULL, 7);
}

typedef struct
{
  const char *name;
  const char *region;
  const char *entries;
  const char *utc;
  guint weekday;
  gboolean is_open;
  int minute;
  guint days_ahead;
  const char *words;
} Moment;

static const Moment MOMENTS[] = {
  { "the-minute-it-opens", ON_JAVA, WEEK, "2026-11-23T01:00:00Z", 1, TRUE, 930, 0,
    "Buka sampai pukul 15.30." },
  { "a-second-before-it-opens", ON_JAVA, WEEK, "2026-11-23T00:59:59Z", 1, FALSE, 480, 0,
    "Buka lagi hari ini pukul 08.00." },
  { "the-minute-it-closes", ON_JAVA, WEEK, "2026-11-23T08:30:00Z", 1, FALSE, 480, 1,
    "Buka lagi besok pukul 08.00." },
  { "the-same-moment-on-bali-is-an-hour-later", ON_BALI, WEEK, "2026-11-23T07:30:00Z", 1, FALSE,
    480, 1, "Buka lagi besok pukul 08.00." },
  { "the-same-moment-on-papua-is-two-hours-later", ON_PAPUA, WEEK, "2026-11-23T06:29:00Z", 1, TRUE,
    930, 0, "Buka sampai pukul 15.30." },
  { "a-day-begins-at-the-villages-midnight", ON_JAVA, WEEK, "2026-11-22T17:30:00Z", 1, FALSE, 480,
    0, "Buka lagi hari ini pukul 08.00." },
  { "after-friday-comes-monday", ON_JAVA, WEEK, "2026-11-27T07:30:00Z", 5, FALSE, 480, 3,
    "Buka lagi hari Senin pukul 08.00." },
  { "a-break-at-noon", ON_JAVA,
    "{\"weekdays\": [1], \"opens\": \"08.00\", \"closes\": \"11.30\"},"
    "{\"weekdays\": [1], \"opens\": \"13.00\", \"closes\": \"15.00\"}",
    "2026-11-23T05:00:00Z", 1, FALSE, 780, 0, "Buka lagi hari ini pukul 13.00." },
  { "one-day-a-week-comes-again-after-seven", ON_JAVA,
    "{\"weekdays\": [3], \"opens\": \"09.00\", \"closes\": \"12.00\"}", "2026-11-25T05:00:00Z", 3,
    FALSE, 540, 7, "Buka lagi hari Rabu pukul 09.00." },
  { "who-never-opens-promises-nothing", ON_JAVA, "{\"weekdays\": [6, 7]}", "2026-11-23T02:00:00Z",
    1, FALSE, -1, 0, "" },
};

static void
test_moment (gconstpointer data)
{
  const Moment *moment = data;
  g_autoptr (JsonObject) config = make_config (moment->region, moment->entries);
  g_autofree char *words = NULL;
  AnjHoursNow now;

  g_assert_true (anj_hours_look (config, at (moment->utc), &now));
  g_assert_cmpuint (now.weekday, ==, moment->weekday);
  g_assert_cmpint (now.is_open, ==, moment->is_open);
  g_assert_cmpint (now.minute, ==, moment->minute);
  g_assert_cmpuint (now.days_ahead, ==, moment->days_ahead);
  words = anj_hours_next (&now, "id");
  g_assert_cmpstr (words, ==, moment->words);
}

/* Friday, then the weekend, then a long holiday */
#define HOLIDAYS                                                                                   \
  "\"holidays\": ["                                                                                \
  "{\"date\": \"2026-12-25\", \"name\": {\"id\": \"Natal\", \"en\": \"Christmas\"}},"              \
  "{\"date\": \"2026-12-28\", \"name\": {\"id\": \"Cuti bersama\"}},"                              \
  "{\"date\": \"2026-12-29\", \"name\": {\"id\": \"Cuti bersama\"}},"                              \
  "{\"date\": \"2026-12-30\", \"name\": {\"id\": \"Cuti bersama\"}},"                              \
  "{\"date\": \"2026-12-31\", \"name\": {\"id\": \"Cuti bersama\"}},"                              \
  "{\"date\": \"2027-01-01\", \"name\": {\"id\": \"Tahun baru\"}},"                                \
  "{\"date\": \"2026-08-17\", \"name\": {\"id\": \"Kemerdekaan\"}}]"

static const struct
{
  const char *utc;
  gboolean is_open;
  const char *holiday; /* (nullable) */
  const char *next;
} HOLIDAY_MOMENTS[] = {
  { "2026-12-24T03:00:00Z", TRUE, NULL, "Buka sampai pukul 15.30." },
  { "2026-12-24T16:59:00Z", FALSE, NULL, "Buka lagi Senin, 4 Januari 2027, pukul 08.00." },
  { "2026-12-24T17:00:00Z", FALSE, "Hari ini libur: Natal.",
    "Buka lagi Senin, 4 Januari 2027, pukul 08.00." },
  { "2026-12-28T03:00:00Z", FALSE, "Hari ini libur: Cuti bersama.",
    "Buka lagi hari Senin pukul 08.00." },
  { "2027-01-03T03:00:00Z", FALSE, NULL, "Buka lagi besok pukul 08.00." },
};

static void
test_holidays_close (void)
{
  g_autoptr (JsonObject)
      config = parse ("{\"region\": \"" ON_JAVA "\", \"opening_hours\": [" WEEK "], " HOLIDAYS "}");

  for (gsize i = 0; i < G_N_ELEMENTS (HOLIDAY_MOMENTS); i++)
    {
      AnjHoursNow now;
      g_autofree char *holiday = NULL, *next = NULL;

      g_assert_true (anj_hours_look (config, at (HOLIDAY_MOMENTS[i].utc), &now));
      g_assert_cmpint (now.is_open, ==, HOLIDAY_MOMENTS[i].is_open);
      holiday = anj_hours_holiday (&now, "id");
      next = anj_hours_next (&now, "id");
      g_assert_cmpstr (holiday, ==, HOLIDAY_MOMENTS[i].holiday);
      g_assert_cmpstr (next, ==, HOLIDAY_MOMENTS[i].next);
    }
}

static void
test_holidays_to_come (void)
{
  g_autoptr (JsonObject) config = parse ("{\"region\": \"" ON_JAVA "\", " HOLIDAYS "}");
  g_autoptr (GPtrArray) all = anj_hours_list_holidays (config, at ("2026-12-01T03:00:00Z"));
  g_autoptr (GPtrArray) early = anj_hours_list_holidays (config, at ("2026-11-25T03:00:00Z"));
  g_autoptr (GPtrArray) late = anj_hours_list_holidays (config, at ("2026-12-31T18:00:00Z"));

  g_assert_cmpuint (all->len, ==, 6);
  g_assert_cmpuint (early->len, ==, 1);
  g_assert_cmpstr (anj_json_get_string (g_ptr_array_index (early, 0), "date", ""), ==,
                   "2026-12-25");
  g_assert_cmpuint (late->len, ==, 1);
}

static void
test_words_alone (void)
{
  g_autoptr (JsonObject) config = make_config (
      ON_JAVA, "{\"days\": {\"id\": \"Senin\"}, \"hours\": {\"id\": \"Pagi\"}}");
  AnjHoursNow now;

  g_assert_false (anj_hours_are_counted (config));
  g_assert_false (anj_hours_look (config, at ("2026-11-23T01:00:00Z"), &now));
}

static void
test_day (void)
{
  g_autoptr (JsonObject) config = make_config (
      ON_JAVA, "{\"weekdays\": [1, 2], \"opens\": \"08.00\", \"closes\": \"11.30\"},"
               "{\"weekdays\": [1], \"opens\": \"13.00\", \"closes\": \"15.00\"},"
               "{\"weekdays\": [7]}");
  g_autofree char *monday = anj_hours_of_day (config, 1);
  g_autofree char *tuesday = anj_hours_of_day (config, 2);

  g_assert_cmpstr (monday, ==, "08.00–11.30, 13.00–15.00");
  g_assert_cmpstr (tuesday, ==, "08.00–11.30");
  g_assert_null (anj_hours_of_day (config, 3));
  g_assert_null (anj_hours_of_day (config, 7));
}

typedef struct
{
  const char *name;
  const char *status; /* (nullable) */
  gboolean closes;
  const char *utc;
  AnjDoor door;
} Door;

#define OFFICE_HOUR "2026-11-23T02:00:00Z"
#define AT_NIGHT "2026-11-23T15:00:00Z"

static const Door DOORS[] = {
  { "synced-is-open", "{\"synced\": true, \"online\": true}", FALSE, OFFICE_HOUR, ANJ_DOOR_OPEN },
  { "synced-without-a-line-is-open", "{\"synced\": true, \"online\": false}", FALSE, OFFICE_HOUR,
    ANJ_DOOR_OPEN },
  { "nobody-to-ask", NULL, FALSE, OFFICE_HOUR, ANJ_DOOR_NO_AGENT },
  { "no-data-and-no-line", "{\"synced\": false, \"online\": false}", FALSE, OFFICE_HOUR,
    ANJ_DOOR_NO_LINE },
  { "data-on-their-way", "{\"synced\": false, \"online\": true}", FALSE, OFFICE_HOUR,
    ANJ_DOOR_FETCHING },
  { "damaged-records-on-their-way-again",
    "{\"synced\": false, \"online\": false, \"fetching_again\": true}", FALSE, OFFICE_HOUR,
    ANJ_DOOR_OPEN },
  { "locked-comes-before-all-else", "{\"synced\": false, \"online\": true, \"locked\": true}", TRUE,
    AT_NIGHT, ANJ_DOOR_LOCKED },
  { "refused-by-the-hub", "{\"synced\": true, \"online\": true, \"revoked\": true}", FALSE,
    OFFICE_HOUR, ANJ_DOOR_REVOKED },
  { "open-at-night-unless-told-otherwise", "{\"synced\": true}", FALSE, AT_NIGHT, ANJ_DOOR_OPEN },
  { "closed-at-night-when-told", "{\"synced\": true}", TRUE, AT_NIGHT, ANJ_DOOR_CLOSED },
  { "open-in-the-hours-when-told", "{\"synced\": true}", TRUE, OFFICE_HOUR, ANJ_DOOR_OPEN },
  { "what-is-missing-is-said-at-night-too", "{\"synced\": false}", TRUE, AT_NIGHT,
    ANJ_DOOR_NO_LINE },
};

static void
test_door (gconstpointer data)
{
  const Door *door = data;
  g_autoptr (JsonObject) config = make_config (ON_JAVA, WEEK);
  g_autoptr (JsonObject) status = door->status != NULL ? parse (door->status) : NULL;

  json_object_set_boolean_member (config, "closed_outside_hours", door->closes);
  g_assert_cmpint (anj_door_look (status, config, at (door->utc)), ==, door->door);
}

/* a configuration that closes but does not count its hours must not close for good */
static void
test_uncounted_never_closes (void)
{
  g_autoptr (JsonObject) config = parse (
      "{\"region\": \"" ON_JAVA "\", \"closed_outside_hours\": true, \"opening_hours\": []}");
  g_autoptr (JsonObject) status = parse ("{\"synced\": true}");

  g_assert_cmpint (anj_door_look (status, config, at (AT_NIGHT)), ==, ANJ_DOOR_OPEN);
}

static void
test_what_is_left (void)
{
  g_assert_true (anj_door_leaves_information (ANJ_DOOR_CLOSED));
  g_assert_true (anj_door_leaves_following (ANJ_DOOR_CLOSED));
  g_assert_true (anj_door_leaves_information (ANJ_DOOR_NO_LINE));
  g_assert_false (anj_door_leaves_following (ANJ_DOOR_NO_LINE));
  g_assert_false (anj_door_leaves_information (ANJ_DOOR_LOCKED));
  g_assert_true (anj_door_leaves_information (ANJ_DOOR_NO_AGENT));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/hours/each-province-has-its-zone", test_zones);
  for (gsize i = 0; i < G_N_ELEMENTS (MOMENTS); i++)
    {
      g_autofree char *path = g_strconcat ("/hours/", MOMENTS[i].name, NULL);

      g_test_add_data_func (path, &MOMENTS[i], test_moment);
    }
  g_test_add_func ("/hours/holidays-close-whatever-the-hours-say", test_holidays_close);
  g_test_add_func ("/hours/holidays-of-the-coming-month-are-told", test_holidays_to_come);
  g_test_add_func ("/hours/words-alone-are-not-counted", test_words_alone);
  g_test_add_func ("/hours/a-day-lists-its-parts", test_day);
  for (gsize i = 0; i < G_N_ELEMENTS (DOORS); i++)
    {
      g_autofree char *path = g_strconcat ("/door/", DOORS[i].name, NULL);

      g_test_add_data_func (path, &DOORS[i], test_door);
    }
  g_test_add_func ("/door/uncounted-hours-never-close-it", test_uncounted_never_closes);
  g_test_add_func ("/door/what-still-works", test_what_is_left);
  return g_test_run ();
}
