/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-retention.h"

#include <glib/gstdio.h>
#include <utime.h>

#include "core/anj-json.h"
#include "hub/hub-audit.h"
#include "hub/hub-submissions.h"
#include "hub/hub-tickets.h"
#include "tests/unit/hub/server-fixture.h"

#define DAYS(n) ((n) *G_TIME_SPAN_DAY)

static const HubRetentionPolicy policy = { .cases_days = 100,
                                           .attachments_days = 30,
                                           .audit_days = 200,
                                           .batches_days = 50,
                                           .rejected_days = 10 };

static gint64
get_int (ServerFixture *self, const char *sql)
{
  g_autoptr (GError) error = NULL;
  gint64 value = -1;

  g_assert_true (hub_store_get_int (self->app.store, &error, -1, &value, sql, ""));
  return value;
}

static void
run_sql (ServerFixture *self, const char *sql)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (hub_store_run (self->app.store, &error, sql, ""));
  g_assert_no_error (error);
}

/* (transfer full): a new case's number; @attachment: (nullable): its content */
static char *
send_case (ServerFixture *self, guint32 index, const char *attachment)
{
  g_autoptr (AnjHeader) header = server_fixture_header (self, index);
  g_autoptr (JsonArray) array = json_array_new ();
  g_autoptr (AnjReceipt) receipt = NULL;
  g_autoptr (GError) error = NULL;
  HubChain chain;

  if (attachment != NULL)
    {
      g_autofree char *name = g_compute_checksum_for_string (G_CHECKSUM_SHA256, attachment, -1);
      g_autofree char *path = g_build_filename (self->dir, "attachments", name, NULL);
      g_autofree char *dir = g_path_get_dirname (path);
      JsonObject *entry = json_object_new ();

      g_mkdir_with_parents (dir, 0700);
      g_assert_true (g_file_set_contents (path, attachment, -1, NULL));
      json_object_set_string_member (entry, "sha256", name);
      json_object_set_int_member (entry, "bytes", (gint64) strlen (attachment));
      json_object_set_string_member (entry, "type", "image/jpeg");
      json_array_add_object_element (header->attachments, entry);
    }
  json_array_add_object_element (array, server_fixture_link (self, header, "sealed"));
  g_assert_cmpint (
      hub_submissions_take (&self->app, self->terminal, array, NULL, 0, &receipt, &chain, &error),
      ==, HUB_INTAKE_OK);
  g_assert_cmpuint (receipt->tombstones->len, ==, 0);
  return g_strdup (header->number);
}

static void
move_to (ServerFixture *self, const char *number, const char *state)
{
  g_autoptr (GBytes) answer = g_bytes_new_static ("answer", 6);
  g_autoptr (GError) error = NULL;
  gboolean is_known = FALSE;

  g_assert_true (hub_ticket_answer (self->app.store, FIXTURE_VILLAGE, number, state, answer,
                                    self->now_us, &is_known, &error));
  g_assert_true (is_known);
}

/* counts first, and holds what went against it */
static HubRetentionCounts
retain (ServerFixture *self)
{
  g_autoptr (GError) error = NULL;
  HubRetentionCounts planned, counts;
  gboolean more = TRUE;

  g_assert_true (
      hub_retention_count (self->app.store, self->dir, &policy, self->now_us, &planned, &error));
  g_assert_no_error (error);
  g_assert_true (hub_retention_run (self->app.store, self->dir, &policy, self->now_us, &counts,
                                    &more, &error));
  g_assert_no_error (error);
  g_assert_false (more);
  g_assert_cmpuint (planned.n_cases, ==, counts.n_cases);
  g_assert_cmpuint (planned.n_attachments, ==, counts.n_attachments);
  g_assert_cmpuint (planned.n_register_rows, ==, counts.n_register_rows);
  g_assert_cmpuint (planned.n_rejected_files, ==, counts.n_rejected_files);
  return counts;
}

static void
test_shipped_configuration_has_a_policy (ServerFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (JsonObject) empty = json_object_new ();
  JsonObject *document = anj_config_document (hub_config_state_current (self->app.config));
  HubRetentionPolicy read = { 0 };

  g_assert_true (hub_retention_read_policy (document, &read));
  g_assert_cmpint (read.cases_days, ==, 1825);
  g_assert_cmpint (read.attachments_days, ==, 365);
  g_assert_cmpint (read.audit_days, ==, 1825);
  g_assert_cmpint (read.batches_days, ==, 365);
  g_assert_cmpint (read.rejected_days, ==, 90);
  g_assert_false (hub_retention_read_policy (empty, &read));
}

static void
test_closed_case_is_emptied_after_its_days (ServerFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *closed = send_case (self, 1, NULL);
  g_autofree char *open = send_case (self, 2, NULL);

  move_to (self, closed, "closed");
  move_to (self, open, "answered");
  self->now_us += DAYS (100);
  g_assert_cmpuint (retain (self).n_cases, ==, 0);
  self->now_us += 1;
  g_assert_cmpuint (retain (self).n_cases, ==, 1);
  g_assert_cmpint (get_int (self, "SELECT count(*) FROM submissions WHERE length(payload) = 0"), ==,
                   1);
  g_assert_cmpint (get_int (self, "SELECT count(*) FROM tickets WHERE answer IS NULL"
                                  " AND state = 'closed'"),
                   ==, 1);
  /* the chain, the number and the totals are still there */
  g_assert_cmpint (get_int (self, "SELECT count(*) FROM tickets"), ==, 2);
  g_assert_cmpint (get_int (self, "SELECT last_seq FROM terminals"), ==, 2);
  g_assert_cmpint (get_int (self, "SELECT count(*) FROM audit WHERE row LIKE '%\"retention\"%'"
                                  " AND row LIKE '%\"cases\":1,%'"),
                   ==, 1);
  g_assert_cmpuint (retain (self).n_cases, ==, 0);
  g_assert_cmpint (get_int (self, "SELECT count(*) FROM audit WHERE row LIKE '%\"retention\"%'"),
                   ==, 1);
}

static void
test_refused_case_is_emptied_too (ServerFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *number = send_case (self, 1, NULL);

  run_sql (self, "DELETE FROM ticket_history");
  run_sql (self, "DELETE FROM tickets");
  run_sql (self, "UPDATE submissions SET tombstone = 'conflict'");
  self->now_us += DAYS (100) + 1;
  g_assert_cmpuint (retain (self).n_cases, ==, 1);
  g_assert_cmpint (get_int (self, "SELECT count(*) FROM submissions WHERE length(payload) = 0"
                                  " AND length(header) = 0 AND length(link) > 0"),
                   ==, 1);
}

static guint
count_files (ServerFixture *self, const char *name)
{
  g_autofree char *path = g_build_filename (self->dir, name, NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  guint n = 0;

  while (dir != NULL && g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static void
test_attachments_go_after_the_decision (ServerFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *decided = send_case (self, 1, "decided");
  g_autofree char *open = send_case (self, 2, "open");

  self->now_us += DAYS (60); /* the age of the file does not matter, the decision's does */
  move_to (self, decided, "answered");
  g_assert_cmpuint (retain (self).n_attachments, ==, 0);
  self->now_us += DAYS (30) + 1;
  g_assert_cmpuint (retain (self).n_attachments, ==, 1);
  g_assert_cmpuint (count_files (self, "attachments"), ==, 1);
  g_assert_cmpint (get_int (self, "SELECT count(*) FROM attachments WHERE dropped_us NOT NULL"), ==,
                   1);
  g_assert_cmpuint (retain (self).n_attachments, ==, 0);
}

static void
test_old_audit_rows_go_and_the_chain_holds (ServerFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  HubAuditState state;

  for (int i = 0; i < 5; i++)
    g_assert_true (
        hub_audit_append (self->app.store, self->now_us + DAYS (i), "hub", "event", NULL, &error));
  self->now_us += DAYS (203);
  g_assert_cmpuint (retain (self).n_audit_rows, ==, 4); /* init's and three */
  g_assert_true (hub_audit_verify (self->app.store, &state, &error));
  g_assert_no_error (error);
  g_assert_cmpint (state.first_id, ==, 5);
}

static void
test_rejected_files_go_by_their_date (ServerFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *dir = g_build_filename (self->dir, "rejected", NULL);
  g_autofree char *old = g_build_filename (dir, "old.csv", NULL);
  g_autofree char *fresh = g_build_filename (dir, "fresh.csv", NULL);
  struct utimbuf times;

  g_mkdir (dir, 0700);
  times.actime = times.modtime = self->now_us / G_USEC_PER_SEC;
  g_assert_true (g_file_set_contents (fresh, "line\n", -1, NULL));
  g_assert_cmpint (g_utime (fresh, &times), ==, 0);
  times.modtime -= 10 * 24 * 3600 + 1;
  g_assert_true (g_file_set_contents (old, "line\n", -1, NULL));
  g_assert_cmpint (g_utime (old, &times), ==, 0);
  g_assert_cmpuint (retain (self).n_rejected_files, ==, 1);
  g_assert_false (g_file_test (old, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (fresh, G_FILE_TEST_EXISTS));
}

/* batch @seq of dtsen, imported @days after the fixture's day */
static void
add_batch (ServerFixture *self, int seq, int days)
{
  g_autofree char *sql = g_strdup_printf (
      "INSERT INTO batches (seq, id, register, date, sha256, n_rows, n_rejected, imported_us)"
      " VALUES (%d, 'b%d', 'dtsen', '2026-0%d-01', '', 1, 0, %" G_GINT64_FORMAT ")",
      seq, seq, seq, FIXTURE_NOW_US + DAYS (days));

  run_sql (self, sql);
}

static void
add_row (ServerFixture *self, const char *table, const char *key, int batch)
{
  g_autofree char *sql = g_strdup_printf (
      "INSERT INTO %s (register, key, name, name_key, birth_date, region, status, batch)"
      " VALUES ('dtsen', '%s', 'A', 'a', '2000-01-01', '35.09.01.2001', 'aktif', %d)",
      table, key, batch);

  run_sql (self, sql);
}

static void
test_overruled_rows_go_when_their_successor_is_old (ServerFixture *self,
                                                    gconstpointer data G_GNUC_UNUSED)
{
  add_batch (self, 1, 0);
  add_batch (self, 2, 10);
  add_batch (self, 3, 40);
  add_row (self, "overruled_rows", "p", 1); /* overruled by 2, 40 days older than 3 */
  add_row (self, "overruled_rows", "p", 2);
  add_row (self, "register_rows", "p", 3);
  add_row (self, "overruled_rows", "q", 1); /* by 3 alone: an undo of 3 brings it back */
  add_row (self, "register_rows", "q", 3);
  self->now_us = FIXTURE_NOW_US + DAYS (10 + 50) + 1;
  g_assert_cmpuint (retain (self).n_register_rows, ==, 1);
  g_assert_cmpint (get_int (self, "SELECT count(*) FROM overruled_rows WHERE batch = 1"
                                  " AND key = 'p'"),
                   ==, 0);
  g_assert_cmpint (get_int (self, "SELECT count(*) FROM overruled_rows"), ==, 2);
  g_assert_cmpint (get_int (self, "SELECT count(*) FROM batches WHERE is_closed"), ==, 2);
  self->now_us = FIXTURE_NOW_US + DAYS (40 + 50) + 1;
  g_assert_cmpuint (retain (self).n_register_rows, ==, 2);
  g_assert_cmpint (get_int (self, "SELECT count(*) FROM register_rows"), ==, 2);
}

static void
test_it_runs_once_a_day_and_not_after_a_jump (ServerFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  static const struct
  {
    gint64 after_us;
    HubRetentionTurn turn;
  } cases[] = {
    { 0, HUB_RETENTION_NOT_YET },         { DAYS (1) - 1, HUB_RETENTION_NOT_YET },
    { DAYS (1), HUB_RETENTION_DUE },      { DAYS (30), HUB_RETENTION_DUE },
    { DAYS (30) + 1, HUB_RETENTION_GAP }, { DAYS (36500), HUB_RETENTION_GAP },
    { -DAYS (1), HUB_RETENTION_GAP },
  };
  g_autoptr (GError) error = NULL;
  HubRetentionTurn turn = HUB_RETENTION_GAP;

  g_assert_true (hub_retention_turn (self->app.store, self->now_us, &turn, &error));
  g_assert_cmpint (turn, ==, HUB_RETENTION_DUE);
  g_assert_true (hub_retention_note_done (self->app.store, self->now_us, &error));
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_assert_true (
          hub_retention_turn (self->app.store, self->now_us + cases[i].after_us, &turn, &error));
      g_assert_cmpint (turn, ==, cases[i].turn);
    }
}

#define ADD(path, function)                                                                        \
  g_test_add (path, ServerFixture, NULL, server_fixture_set_up, function, server_fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/retention/shipped-configuration-has-a-policy", test_shipped_configuration_has_a_policy);
  ADD ("/retention/closed-case-is-emptied-after-its-days",
       test_closed_case_is_emptied_after_its_days);
  ADD ("/retention/refused-case-is-emptied-too", test_refused_case_is_emptied_too);
  ADD ("/retention/attachments-go-after-the-decision", test_attachments_go_after_the_decision);
  ADD ("/retention/old-audit-rows-go-and-the-chain-holds",
       test_old_audit_rows_go_and_the_chain_holds);
  ADD ("/retention/rejected-files-go-by-their-date", test_rejected_files_go_by_their_date);
  ADD ("/retention/overruled-rows-go-when-their-successor-is-old",
       test_overruled_rows_go_when_their_successor_is_old);
  ADD ("/retention/runs-once-a-day-and-not-after-a-jump",
       test_it_runs_once_a_day_and_not_after_a_jump);
  return g_test_run ();
}
