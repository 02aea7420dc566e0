/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a resident sees while nobody told the terminal what day it is: no day that could be wrong,
 * and nothing that is kept from them for it. */

#include <string.h>

#include "core/anj-json.h"
#include "core/anj-time.h"
#include "sample-page.h"
#include "sample-visit.h"
#include "ui/anj-door.h"
#include "ui/anj-hours-page.h"
#include "ui/anj-own-data-page.h"
#include "ui/anj-result-page.h"
#include "ui/anj-slip-text.h"
#include "ui/anj-ticket-page.h"

static gint64 now_us;

static gint64
get_now_us (gpointer user_data G_GNUC_UNUSED)
{
  return now_us;
}

static void
set_status (SamplePage *sample, const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));
  g_autoptr (JsonObject) status = anj_json_parse_object (bytes, NULL);

  anj_visit_set_status (sample->visit, status);
}

static void
set_up (SamplePage *sample, gconstpointer data)
{
  sample_page_set_up (sample, data);
  sample_visit_fill (sample->visit);
  g_assert_true (anj_time_parse ("2026-11-22T12:00:00Z", &now_us)); /* a Sunday evening */
  sample->clock.real_us = get_now_us;
  set_status (sample, "{\"online\": true, \"synced\": true, \"printer\": \"ready\","
                      " \"time_unsure\": true}");
}

static void
test_door (SamplePage *sample, gconstpointer data G_GNUC_UNUSED)
{
  JsonObject *config = anj_visit_get_config (sample->visit);

  json_object_set_boolean_member (config, "closed_outside_hours", TRUE);
  json_object_set_string_member (config, "region", "35.09.01.2001");
  g_assert_cmpint (anj_door_of_visit (sample->visit, &sample->clock), ==, ANJ_DOOR_OPEN);
  set_status (sample, "{\"online\": true, \"synced\": true}");
  g_assert_cmpint (anj_door_of_visit (sample->visit, &sample->clock), ==, ANJ_DOOR_CLOSED);
}

static void
test_hours (SamplePage *sample, gconstpointer data G_GNUC_UNUSED)
{
  sample_page_show (sample, ANJ_TYPE_HOURS_PAGE);
  g_assert_false (sample_page_says (sample, "sekarang"));
  g_assert_false (sample_page_says (sample, "hari ini"));
}

/* the data's own day is the hub's, and stays */
static void
test_old_data (SamplePage *sample, gconstpointer data G_GNUC_UNUSED)
{
  now_us += 90 * G_TIME_SPAN_DAY;
  sample_page_show (sample, ANJ_TYPE_RESULT_PAGE);
  sample_page_assert_says (sample, "Data per");
  sample_page_assert_says (sample, "hari lebih");
}

static void
test_ticket (SamplePage *sample, gconstpointer data G_GNUC_UNUSED)
{
  now_us -= 3 * G_TIME_SPAN_DAY;
  sample_page_show (sample, ANJ_TYPE_TICKET_PAGE);
  sample_page_assert_says (sample, "Jawaban paling lambat");
  g_assert_false (sample_page_says (sample, "hari kerja lagi"));
  g_assert_false (sample_page_says (sample, "Kabar per"));
  sample_page_assert_says (sample, "Kabar terbaru");
}

static void
test_slip (SamplePage *sample, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (AnjSlipText) slip = NULL;
  g_autoptr (AnjSlipText) dated = NULL;

  sample_page_show (sample, ANJ_TYPE_TICKET_PAGE);
  slip = anj_slip_text_new_ticket (sample->page);
  g_assert_null (slip->slip.date);
  for (guint i = 0; i < slip->steps->len; i++)
    {
      const char *text = g_array_index (slip->steps, AnjSlipStep, i).text;

      g_assert_true (text == NULL || strstr (text, "2026") == NULL);
    }
  set_status (sample, "{\"online\": true, \"synced\": true}");
  dated = anj_slip_text_new_ticket (sample->page);
  g_assert_nonnull (strstr (dated->slip.date, "2026"));
}

static void
test_last_viewed (SamplePage *sample, gconstpointer data G_GNUC_UNUSED)
{
  json_object_set_string_member (anj_visit_get_household (sample->visit), "last_viewed", "unknown");
  sample_page_show (sample, ANJ_TYPE_OWN_DATA_PAGE);
  sample_page_assert_says (sample, "tanggal tidak tercatat");
}

#define ADD(path, func) g_test_add (path, SamplePage, NULL, set_up, func, sample_page_tear_down)

int
main (int argc, char **argv)
{
  if (!sample_page_init (&argc, &argv))
    return 77;

  ADD ("/unsure-time/turns-nobody-away", test_door);
  ADD ("/unsure-time/says-not-whether-it-is-open-now", test_hours);
  ADD ("/unsure-time/data-are-so-old-or-older", test_old_data);
  ADD ("/unsure-time/counts-no-days-that-are-left", test_ticket);
  ADD ("/unsure-time/prints-no-day", test_slip);
  ADD ("/unsure-time/last-looks-without-a-day", test_last_viewed);

  return g_test_run ();
}
