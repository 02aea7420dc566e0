/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "app/session/anj-ask.h"
#include "core/anj-ticket-number.h"
#include "data/anj-data.h"
#include "session-fake-agent.h"

typedef struct
{
  FakeAgent *agent;
  AnjRegionTable *regions;
  AnjAsk ask;
  char *out_text, *log_text;
  gsize n_out, n_log;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  int exit_code = EX_OK;

  fixture->agent = fake_agent_new ();
  fixture->regions = anj_data_regions_new (&error);
  g_assert_no_error (error);
  fixture->ask.session = anj_ask_connect (fixture->agent->socket_path, &fixture->agent->clock,
                                          &fixture->agent->random, stderr, &exit_code);
  g_assert_nonnull (fixture->ask.session);
  fixture->ask.regions = fixture->regions;
  fixture->ask.out = open_memstream (&fixture->out_text, &fixture->n_out);
  fixture->ask.log = open_memstream (&fixture->log_text, &fixture->n_log);
}

static void
tear_down (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  fclose (fixture->ask.in);
  fclose (fixture->ask.out);
  fclose (fixture->ask.log);
  free (fixture->out_text);
  free (fixture->log_text);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (fixture->ask.session);
  anj_region_table_free (fixture->regions);
  fake_agent_free (fixture->agent);
}

static void
type (Fixture *fixture, const char *text)
{
  fixture->ask.in = fmemopen ((char *) text, strlen (text), "r");
  g_assert_nonnull (fixture->ask.in);
}

static void
flush (Fixture *fixture)
{
  fflush (fixture->ask.out);
  fflush (fixture->ask.log);
}

static void
test_household (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_auto (GStrv) lines = NULL;

  type (fixture, FAKE_NIK " " FAKE_KK "\n350901540383900 " FAKE_KK "\n\n" FAKE_NIK "\n"
                          "9999014101800001 " FAKE_KK "\n" FAKE_NIK " 3509010101100002\n");
  g_assert_cmpint (anj_ask_household (&fixture->ask), ==, EX_DATAERR);
  flush (fixture);
  lines = g_strsplit (fixture->out_text, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 3);
  g_assert_nonnull (strstr (lines[0], "\"found\":true"));
  g_assert_cmpstr (lines[1], ==, "{\"found\":false}");
  g_assert_nonnull (strstr (fixture->log_text, "line 2: NIK too short: it has 15 characters"));
  g_assert_nonnull (strstr (fixture->log_text, "line 4: write a NIK"));
  g_assert_nonnull (strstr (fixture->log_text, "line 5: NIK"));
}

/* 91.01.01 was Merauke's, before its province was split */
static void
test_former_district (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  type (fixture, "9101010101800001 " FAKE_KK "\n" FAKE_NIK " " FAKE_KK "\n");
  g_assert_cmpint (anj_ask_household (&fixture->ask), ==, EX_OK);
  flush (fixture);
  g_assert_cmpuint (fixture->agent->n_open, ==, 2);
  g_assert_cmpstr (fixture->log_text, ==,
                   "anjungan-ask: line 1: the NIK begins with a code that its district has no "
                   "longer; looked up all the same\n");
}

static void
test_waits (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  fixture->agent->open_error = "Throttled throttled 1";
  fixture->agent->n_open_errors = 1;
  type (fixture, FAKE_NIK " " FAKE_KK "\n");
  g_assert_cmpint (anj_ask_household (&fixture->ask), ==, EX_OK);
  flush (fixture);
  g_assert_cmpuint (fixture->agent->n_open, ==, 2);
  g_assert_nonnull (strstr (fixture->log_text, "waiting 1 s"));
}

static void
test_stops (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  fixture->agent->open_error = "Locked locked";
  fixture->agent->n_open_errors = 1;
  type (fixture, FAKE_NIK " " FAKE_KK "\n" FAKE_NIK " " FAKE_KK "\n");
  g_assert_cmpint (anj_ask_household (&fixture->ask), ==, EX_NOPERM);
  flush (fixture);
  g_assert_cmpuint (fixture->n_out, ==, 0);
  g_assert_nonnull (strstr (fixture->log_text, "administrator"));
}

static void
test_first_sync (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  fixture->agent->open_error = "Unavailable not-synced";
  fixture->agent->n_open_errors = 1;
  type (fixture, FAKE_NIK " " FAKE_KK "\n");
  g_assert_cmpint (anj_ask_household (&fixture->ask), ==, EX_UNAVAILABLE);
  flush (fixture);
  g_assert_cmpuint (fixture->n_out, ==, 0);
  g_assert_nonnull (strstr (fixture->log_text, "the first sync is running, try again soon"));
}

static void
test_send (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  char region[32], number[32], pin[32];

  type (fixture, "{\"category\":\"tidak-cair\",\"text\":\"x\",\"anonymous\":false,"
                 "\"secret\":false,\"nik\":\"" FAKE_NIK "\"}\n");
  g_assert_cmpint (anj_ask_send (&fixture->ask, "complaint", NULL, NULL), ==, EX_OK);
  flush (fixture);
  g_assert_cmpint (sscanf (fixture->out_text, "%31[^/]/%31s %31s", region, number, pin), ==, 3);
  g_assert_cmpstr (region, ==, FAKE_REGION);
  g_assert_cmpuint (strlen (number), ==, 10);
  g_assert_cmpuint (strlen (pin), ==, 6);
}

static void
test_send_refused (Fixture *fixture, gconstpointer data)
{
  type (fixture, data);
  g_assert_cmpint (anj_ask_send (&fixture->ask, "complaint", NULL, NULL), ==, EX_DATAERR);
  flush (fixture);
  g_assert_cmpuint (fixture->n_out, ==, 0);
  g_assert_cmpuint (fixture->n_log, >, 0);
}

static void
test_send_too_long (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *text = g_strnfill (1024 * 1024 + 1, ' ');

  type (fixture, text);
  g_assert_cmpint (anj_ask_send (&fixture->ask, "complaint", NULL, NULL), ==, EX_DATAERR);
  flush (fixture);
  g_assert_nonnull (strstr (fixture->log_text, "1 MiB"));
}

static void
test_ticket (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *number = anj_ticket_number_format (77);
  g_autofree char *ticket = g_strconcat (FAKE_REGION, "/", number, NULL);

  type (fixture, "123456\n");
  g_assert_cmpint (anj_ask_ticket (&fixture->ask, ticket), ==, EX_OK);
  flush (fixture);
  g_assert_nonnull (strstr (fixture->out_text, "\"text\":\"Senin.\""));
}

static void
test_ticket_unknown (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *number = anj_ticket_number_format (77);

  fixture->agent->ticket_error = "Invalid ticket-unknown";
  type (fixture, "123456\n");
  g_assert_cmpint (anj_ask_ticket (&fixture->ask, number), ==, EX_DATAERR);
}

#define ADD(path, data, func) g_test_add ("/ask/" path, Fixture, data, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("household/a-bad-line-is-named-and-the-rest-goes-on", NULL, test_household);
  ADD ("household/a-former-districts-nik-is-looked-up", NULL, test_former_district);
  ADD ("household/guess-delays-are-waited-out", NULL, test_waits);
  ADD ("household/a-locked-terminal-ends-it", NULL, test_stops);
  ADD ("household/the-first-sync-is-told", NULL, test_first_sync);
  ADD ("send/writes-ticket-and-pin", NULL, test_send);
  ADD ("send/invalid-utf8-is-refused", "{\"text\":\"\xff\"}", test_send_refused);
  ADD ("send/an-unknown-category-is-refused",
       "{\"category\":\"x\",\"text\":\"x\",\"anonymous\":false,\"secret\":false}",
       test_send_refused);
  ADD ("send/a-huge-body-is-refused", NULL, test_send_too_long);
  ADD ("ticket/writes-state-and-answer", NULL, test_ticket);
  ADD ("ticket/an-unknown-one-is-bad-data", NULL, test_ticket_unknown);
  return g_test_run ();
}
