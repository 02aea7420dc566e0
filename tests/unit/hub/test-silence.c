/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Why a terminal is silent: facts in, a judgement out, and never more than they bear. */

#include "hub/hub-silence.h"

#include <string.h>

#include "core/anj-json.h"

#define NOW_US G_GINT64_CONSTANT (1795143600000000) /* 2026-11-20T03:00:00Z */
#define HOURS(n) ((n) *G_TIME_SPAN_HOUR)

typedef struct
{
  const char *name;
  gint64 seen_ago_us;         /* -1: never called */
  gint64 told_ago_us;         /* 0: it never reported */
  gint64 off_ago_us;          /* 0: it did not say farewell */
  gint64 certificate_left_us; /* 0: not known */
  gboolean is_connected;
  gboolean is_refused;
  const char *report; /* (nullable) */
  guint n_neighbours, n_silent, n_fell_silent;
  HubSilenceCause cause;
  gboolean is_known;
  const char *fact; /* (nullable): a part of the first */
} Case;

static const Case cases[] = {
  { .name = "who-called-lately-is-not-silent",
    .seen_ago_us = HOURS (0),
    .cause = HUB_SILENCE_NONE },
  { .name = "a-held-poll-is-not-silence",
    .seen_ago_us = HOURS (9),
    .is_connected = TRUE,
    .cause = HUB_SILENCE_NONE },
  { .name = "at-the-limit-it-is-not",
    .seen_ago_us = HUB_SILENT_AFTER_US,
    .cause = HUB_SILENCE_NONE },
  { .name = "beyond-it-it-is",
    .seen_ago_us = HUB_SILENT_AFTER_US + 1,
    .cause = HUB_SILENCE_UNKNOWN },
  { .name = "refused",
    .seen_ago_us = HOURS (0),
    .is_refused = TRUE,
    .cause = HUB_SILENCE_REFUSED,
    .is_known = TRUE,
    .fact = "refuses" },
  { .name = "never-called",
    .seen_ago_us = -1,
    .cause = HUB_SILENCE_NEVER_CALLED,
    .is_known = TRUE,
    .fact = "since it was enrolled" },
  { .name = "silent-since-its-certificate-ended",
    .seen_ago_us = HOURS (50),
    .certificate_left_us = -HOURS (49),
    .cause = HUB_SILENCE_CERTIFICATE,
    .fact = "ended at 2026-11-18T02:00:00Z" },
  { .name = "a-certificate-that-ended-long-after-is-not-why",
    .seen_ago_us = HOURS (2000),
    .certificate_left_us = -HOURS (5),
    .cause = HUB_SILENCE_UNKNOWN },
  { .name = "it-said-that-it-is-switched-off",
    .seen_ago_us = HOURS (12),
    .off_ago_us = HOURS (12),
    .cause = HUB_SILENCE_SWITCHED_OFF,
    .is_known = TRUE,
    .fact = "said so at 2026-11-19T15:00:00Z" },
  { .name = "who-said-so-is-silent-at-once",
    .seen_ago_us = G_USEC_PER_SEC,
    .off_ago_us = G_USEC_PER_SEC,
    .cause = HUB_SILENCE_SWITCHED_OFF,
    .is_known = TRUE },
  { .name = "it-came-back-after-it-was-switched-off",
    .seen_ago_us = HOURS (12),
    .off_ago_us = HOURS (20),
    .cause = HUB_SILENCE_UNKNOWN },
  { .name = "a-call-right-after-the-farewell-ends-it",
    .seen_ago_us = 0,
    .off_ago_us = 1,
    .cause = HUB_SILENCE_NONE },
  { .name = "no-space",
    .seen_ago_us = HOURS (5),
    .told_ago_us = HOURS (6),
    .report = "{\"free_bytes\": 3145728}",
    .cause = HUB_SILENCE_DISK,
    .fact = "3 MiB" },
  { .name = "a-disk-that-could-not-be-written",
    .seen_ago_us = HOURS (5),
    .told_ago_us = HOURS (6),
    .report = "{\"storage\": \"read-only\", \"free_bytes\": 31457280000}",
    .cause = HUB_SILENCE_DISK,
    .fact = "its disk could not be written at 2026-11-19T21:00:00Z" },
  { .name = "the-whole-district",
    .seen_ago_us = HOURS (5),
    .n_neighbours = 9,
    .n_silent = 8,
    .n_fell_silent = 8,
    .cause = HUB_SILENCE_DISTRICT,
    .fact = "8 of the other 9" },
  { .name = "neighbours-that-fell-silent-at-other-times",
    .seen_ago_us = HOURS (5),
    .n_neighbours = 9,
    .n_silent = 8,
    .n_fell_silent = 1,
    .cause = HUB_SILENCE_UNKNOWN,
    .fact = "8 of the other 9" },
  { .name = "one-neighbour-is-no-district",
    .seen_ago_us = HOURS (5),
    .n_neighbours = 1,
    .n_silent = 1,
    .n_fell_silent = 1,
    .cause = HUB_SILENCE_UNKNOWN },
  { .name = "an-agent-that-ends-by-itself",
    .seen_ago_us = HOURS (5),
    .told_ago_us = HOURS (6),
    .report = "{\"crashes\": 4, \"line_failures\": 1}",
    .cause = HUB_SILENCE_PROGRAMME,
    .fact = "4 times" },
  { .name = "power-cuts-and-a-good-line",
    .seen_ago_us = HOURS (5),
    .told_ago_us = HOURS (6),
    .report = "{\"power_cuts\": 2}",
    .cause = HUB_SILENCE_POWER,
    .fact = "2 times" },
  { .name = "a-bad-line-and-good-power",
    .seen_ago_us = HOURS (5),
    .told_ago_us = HOURS (6),
    .report = "{\"line_failures\": 12}",
    .cause = HUB_SILENCE_LINE,
    .fact = "12 times" },
  { .name = "bad-line-and-bad-power-are-not-told-apart",
    .seen_ago_us = HOURS (5),
    .told_ago_us = HOURS (6),
    .report = "{\"line_failures\": 12, \"power_cuts\": 2}",
    .cause = HUB_SILENCE_UNKNOWN,
    .fact = "last report, of 2026-11-19T21:00:00Z" },
  { .name = "nothing-is-known",
    .seen_ago_us = HOURS (5),
    .told_ago_us = HOURS (6),
    .report = "{\"free_bytes\": 31457280000}",
    .cause = HUB_SILENCE_UNKNOWN },
};

static void
test_case (gconstpointer data)
{
  const Case *one = data;
  g_autoptr (GBytes) bytes = one->report != NULL ? g_bytes_new (one->report, strlen (one->report))
                                                 : NULL;
  g_autoptr (JsonObject) report = bytes != NULL ? anj_json_parse_object (bytes, NULL) : NULL;
  g_auto (HubSilence) silence = { 0 };
  HubSilenceFacts facts = {
    .now_us = NOW_US,
    .silent_before_us = NOW_US - HUB_SILENT_AFTER_US,
    .last_seen_us = one->seen_ago_us < 0 ? 0 : NOW_US - one->seen_ago_us,
    .is_connected = one->is_connected,
    .is_refused = one->is_refused,
    .not_after_us = one->certificate_left_us != 0 ? NOW_US + one->certificate_left_us : 0,
    .told_us = one->told_ago_us != 0 ? NOW_US - one->told_ago_us : 0,
    .off_us = one->off_ago_us != 0 ? NOW_US - one->off_ago_us : 0,
    .report = report,
    .n_neighbours = one->n_neighbours,
    .n_silent = one->n_silent,
    .n_fell_silent = one->n_fell_silent,
  };

  hub_silence_judge (&facts, &silence);
  g_assert_cmpint (silence.cause, ==, one->cause);
  g_assert_cmpint (silence.is_known, ==, one->is_known);
  if (one->fact != NULL)
    {
      g_assert_cmpuint (silence.facts->len, >, 0);
      g_assert_nonnull (strstr (silence.facts->pdata[0], one->fact));
    }
  /* no judgement without what it rests on */
  if (one->cause != HUB_SILENCE_NONE && one->cause != HUB_SILENCE_UNKNOWN)
    g_assert_cmpuint (silence.facts->len, ==, 1);
}

static void
test_each_cause_has_a_name (void)
{
  g_assert_null (hub_silence_cause_name (HUB_SILENCE_NONE));
  for (int i = HUB_SILENCE_NONE + 1; i < HUB_N_SILENCES; i++)
    g_assert_nonnull (hub_silence_cause_name ((HubSilenceCause) i));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/silence/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/silence/each-cause-has-a-name", test_each_cause_has_a_name);
  return g_test_run ();
}
