/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-backup.h"

#include <ftw.h>
#include <glib/gstdio.h>
#include <stdio.h>

#include "hub/hub-audit.h"
#include "hub/hub-restore.h"
#include "hub/hub-submissions.h"
#include "hub/hub-terminals.h"
#include "tests/unit/hub/server-fixture.h"

typedef struct
{
  ServerFixture hub;
  char *backup_dir;
  char *new_dir;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  server_fixture_set_up (&self->hub, data);
  self->backup_dir = g_dir_make_tmp ("hub-backup-XXXXXX", &error);
  g_assert_no_error (error);
  self->new_dir = g_dir_make_tmp ("hub-new-XXXXXX", &error);
  g_assert_no_error (error);
}

static int
remove_one (const char *path,
            const struct stat *status G_GNUC_UNUSED,
            int type G_GNUC_UNUSED,
            struct FTW *where G_GNUC_UNUSED)
{
  return remove (path);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  nftw (self->backup_dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
  nftw (self->new_dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
  g_free (self->backup_dir);
  g_free (self->new_dir);
  server_fixture_tear_down (&self->hub, data);
}

static gboolean
try_back_up (Fixture *self, HubBackupResult *result, GError **error)
{
  HubBackupJob job = { self->hub.app.store, self->hub.dir, self->backup_dir, &self->hub.clock };

  self->hub.now_us += G_USEC_PER_SEC;
  return hub_backup_run (&job, /* cancellable */ NULL, result, error);
}

/* (transfer full): its name */
static char *
back_up (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  HubBackupResult result;
  char *name;

  g_assert_true (try_back_up (self, &result, &error));
  g_assert_no_error (error);
  g_assert_null (result.audit_fault);
  name = g_strdup (result.name);
  hub_backup_result_clear (&result);
  return name;
}

static gboolean
try_restore (Fixture *self, gint64 at_us, gboolean replace, HubRestoreResult *out, GError **error)
{
  HubRestoreJob job = {
    .data_dir = self->new_dir,
    .backup_dir = self->backup_dir,
    .keys_dir = self->hub.dir,
    .at_us = at_us,
    .replace = replace,
    .clock = &self->hub.clock,
    .random = &self->hub.random,
  };

  return hub_restore_run (&job, out, error);
}

/* (transfer full): the new directory's store */
static HubStore *
restore (Fixture *self, gint64 at_us)
{
  g_autoptr (GError) error = NULL;
  HubRestoreResult result;
  HubStore *store;

  g_assert_true (try_restore (self, at_us, /* replace */ FALSE, &result, &error));
  g_assert_no_error (error);
  g_assert_false (result.lacks_keys);
  hub_restore_result_clear (&result);
  store = hub_store_open (self->new_dir, &error);
  g_assert_no_error (error);
  return store;
}

/* sends the next case of the fixture's terminal; (transfer full): what it sent */
static JsonArray *
make_case (Fixture *self, guint32 index)
{
  g_autoptr (AnjHeader) header = server_fixture_header (&self->hub, index);
  JsonArray *array = json_array_new ();

  json_array_add_object_element (array, server_fixture_link (&self->hub, header, "sealed"));
  return array;
}

static AnjReceipt *
send_to (Fixture *self, HubStore *store, JsonArray *cases, guint64 front_seq)
{
  HubApp app = self->hub.app;
  g_autoptr (GError) error = NULL;
  AnjReceipt *receipt = NULL;
  HubChain chain;

  app.store = store;
  if (hub_submissions_take (&app, self->hub.terminal, cases, NULL, front_seq, &receipt, &chain,
                            &error) != HUB_INTAKE_OK)
    return NULL;
  return receipt;
}

static void
send_case (Fixture *self, guint32 index)
{
  g_autoptr (JsonArray) cases = make_case (self, index);
  g_autoptr (AnjReceipt) receipt = send_to (self, self->hub.app.store, cases, 0);

  g_assert_nonnull (receipt);
}

static gint64
get_int (HubStore *store, const char *sql)
{
  g_autoptr (GError) error = NULL;
  gint64 value = -1;

  g_assert_true (hub_store_get_int (store, &error, -1, &value, sql, ""));
  return value;
}

static char *
add_attachment (Fixture *self, const char *content)
{
  g_autofree char *dir = g_build_filename (self->hub.dir, "attachments", NULL);
  g_autofree char *name = g_compute_checksum_for_string (G_CHECKSUM_SHA256, content, -1);
  g_autofree char *path = g_build_filename (dir, name, NULL);

  g_assert_cmpint (g_mkdir_with_parents (dir, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, content, -1, NULL));
  return g_steal_pointer (&name);
}

static void
test_backup_holds_all_and_is_closed_to_others (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *attachment = add_attachment (self, "sealed bytes");
  g_autofree char *name = NULL;
  g_autoptr (HubStore) copy = NULL;
  g_autoptr (GPtrArray) backups = NULL;
  g_autofree char *path = NULL;
  g_autofree char *copied = NULL;
  g_autoptr (GError) error = NULL;
  GStatBuf status;

  send_case (self, 1);
  name = back_up (self);
  path = g_build_filename (self->backup_dir, name, "hub.db", NULL);
  copied = g_build_filename (self->backup_dir, "attachments", attachment, NULL);
  copy = hub_store_open_file (path, &error);
  g_assert_no_error (error);
  g_assert_cmpint (get_int (copy, "SELECT count(*) FROM tickets"), ==, 1);
  g_assert_cmpint (g_stat (path, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0600);
  g_assert_cmpint (g_stat (copied, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0600);
  backups = hub_backup_list (self->backup_dir);
  g_assert_cmpuint (backups->len, ==, 1);
  g_assert_cmpstr (((HubBackup *) backups->pdata[0])->generation, ==, self->hub.app.generation);
}

/* the temporary folders of one machine lie on one device */
static void
test_mark_stands_while_the_backup_is_on_the_datas_device (Fixture *self,
                                                          gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *name = NULL;

  send_case (self, 1);
  name = back_up (self);
  g_assert_cmpint (get_int (self->hub.app.store, "SELECT backed_up_seq FROM terminals"), ==, 0);
}

/* (transfer full) (nullable): a folder on another device than @folder's */
static char *
make_elsewhere (const char *folder)
{
  static const char *const places[] = { "/var/tmp", "/dev/shm" };
  GStatBuf one, other;

  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    if (g_stat (places[i], &one) == 0 && g_stat (folder, &other) == 0 && one.st_dev != other.st_dev)
      return g_mkdtemp (g_build_filename (places[i], "hub-backup-XXXXXX", NULL));
  return NULL;
}

static void
test_mark_moves_with_a_backup_elsewhere (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *name = NULL;
  g_autofree char *elsewhere = make_elsewhere (self->hub.dir);
  g_autoptr (JsonArray) cases = NULL;
  g_autoptr (AnjReceipt) receipt = NULL;

  if (elsewhere == NULL)
    {
      g_test_skip ("there is no second device here");
      return;
    }
  g_rmdir (self->backup_dir);
  g_free (self->backup_dir);
  self->backup_dir = g_steal_pointer (&elsewhere);
  send_case (self, 1);
  send_case (self, 2);
  name = back_up (self);
  g_assert_cmpint (get_int (self->hub.app.store, "SELECT backed_up_seq FROM terminals"), ==, 2);
  cases = make_case (self, 3);
  receipt = send_to (self, self->hub.app.store, cases, 0);
  g_assert_cmpuint (receipt->last_seq, ==, 3);
  g_assert_cmpuint (receipt->backed_up_seq, ==, 2);
}

static void
test_old_backups_go_and_their_attachments (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *attachment = add_attachment (self, "goes");
  g_autofree char *path = g_build_filename (self->hub.dir, "attachments", attachment, NULL);
  g_autofree char *copied = g_build_filename (self->backup_dir, "attachments", attachment, NULL);
  g_autofree char *first = back_up (self);
  g_autoptr (GPtrArray) backups = NULL;

  g_unlink (path);
  for (guint i = 0; i < HUB_BACKUP_KEEP + 2; i++)
    {
      g_autofree char *name = back_up (self);

      g_assert_cmpstr (name, >, first);
    }
  backups = hub_backup_list (self->backup_dir);
  g_assert_cmpuint (backups->len, ==, HUB_BACKUP_KEEP);
  g_assert_false (g_file_test (copied, G_FILE_TEST_EXISTS));
}

/* hourly for ten days */
static void
test_one_a_day_is_kept_for_a_week (void)
{
  g_autoptr (GPtrArray) backups = g_ptr_array_new_with_free_func ((GDestroyNotify) hub_backup_free);
  g_autoptr (GPtrArray) spare = NULL;
  g_autoptr (GHashTable) gone = g_hash_table_new (NULL, NULL);
  g_autoptr (GHashTable) days = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (int hour = 10 * 24 - 1; hour >= 0; hour--)
    {
      HubBackup *backup = hub_backup_new ();

      backup->time_us = FIXTURE_NOW_US + hour * G_TIME_SPAN_HOUR;
      backup->name = hub_backup_name (backup->time_us);
      g_ptr_array_add (backups, backup);
    }
  spare = hub_backup_list_spare (backups);
  for (guint i = 0; i < spare->len; i++)
    g_hash_table_add (gone, spare->pdata[i]);
  for (guint i = 0; i < backups->len; i++)
    {
      HubBackup *backup = backups->pdata[i];

      g_assert_true (i >= HUB_BACKUP_KEEP || !g_hash_table_contains (gone, backup));
      if (!g_hash_table_contains (gone, backup))
        g_hash_table_add (days, g_strndup (backup->name, 8));
    }
  g_assert_cmpuint (g_hash_table_size (days), ==, HUB_BACKUP_KEEP_DAYS);
  /* the newest 24 touch two days; five more days have one each */
  g_assert_cmpuint (backups->len - spare->len, ==, HUB_BACKUP_KEEP + HUB_BACKUP_KEEP_DAYS - 2);
}

static void
test_folder_of_another_hub_is_refused (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *ca = g_build_filename (self->hub.dir, "receipts", "cert.pem", NULL);
  g_autofree char *own = g_build_filename (self->backup_dir, "ca.pem", NULL);
  g_autofree char *pem = NULL;
  g_autoptr (GError) error = NULL;
  HubBackupResult result;

  g_assert_true (g_file_get_contents (ca, &pem, NULL, NULL));
  g_assert_true (g_file_set_contents (own, pem, -1, NULL));
  g_assert_false (try_back_up (self, &result, &error));
  g_assert_error (error, HUB_ERROR, HUB_ERROR_CONFIG);
  hub_backup_result_clear (&result);
}

static void
test_two_backups_at_once_are_refused (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  HubBackupResult result;
  int lock = hub_backup_set_lock (self->backup_dir, &error);

  g_assert_cmpint (lock, >=, 0);
  g_assert_false (try_back_up (self, &result, &error));
  g_assert_error (error, HUB_ERROR, HUB_ERROR_UNAVAILABLE);
  hub_backup_result_clear (&result);
  g_assert_true (g_close (lock, NULL));
}

static void
test_cancelled_backup_leaves_none (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  HubBackupJob job = { self->hub.app.store, self->hub.dir, self->backup_dir, &self->hub.clock };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GPtrArray) backups = NULL;
  g_autoptr (GError) error = NULL;
  HubBackupResult result;

  g_cancellable_cancel (cancellable);
  g_assert_false (hub_backup_run (&job, cancellable, &result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  hub_backup_result_clear (&result);
  backups = hub_backup_list (self->backup_dir);
  g_assert_cmpuint (backups->len, ==, 0);
}

static void
test_restored_hub_takes_again_what_it_lost (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (JsonArray) lost = NULL;
  g_autofree char *name = NULL;
  g_autofree char *generation = NULL;
  g_autoptr (HubStore) store = NULL;
  g_autoptr (GError) error = NULL;
  HubAuditState audit;

  send_case (self, 1);
  name = back_up (self);
  lost = make_case (self, 2);
  {
    g_autoptr (AnjReceipt) first = send_to (self, self->hub.app.store, lost, 0);

    g_assert_cmpuint (first->last_seq, ==, 2);
  }
  store = restore (self, G_MAXINT64);
  generation = hub_store_generation (store, &error);
  g_assert_cmpstr (generation, !=, self->hub.app.generation);
  g_assert_true (hub_audit_verify (store, &audit, &error));
  g_assert_no_error (error);
  g_assert_cmpint (get_int (store, "SELECT count(*) FROM audit WHERE row LIKE '%restored%'"), ==,
                   1);
  g_assert_cmpint (get_int (store, "SELECT count(*) FROM tickets"), ==, 1);
  for (int i = 0; i < 2; i++)
    {
      g_autoptr (AnjReceipt) again = send_to (self, store, lost, 0);

      g_assert_cmpuint (again->last_seq, ==, 2);
      g_assert_cmpuint (again->tombstones->len, ==, 0);
    }
  g_assert_cmpint (get_int (store, "SELECT count(*) FROM tickets"), ==, 2);
}

/* cases 2 and 3 were in the newest backup, which is lost too, so the terminal let them go */
static void
test_gap_after_a_restore_is_named_and_passed (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *name = NULL;
  g_autoptr (HubStore) store = NULL;
  g_autoptr (JsonArray) next = NULL;
  g_autoptr (JsonArray) later = NULL;
  g_autoptr (AnjReceipt) receipt = NULL;

  send_case (self, 1);
  name = back_up (self);
  send_case (self, 2);
  send_case (self, 3);
  next = make_case (self, 4);
  store = restore (self, G_MAXINT64);
  g_assert_null (send_to (self, store, next, 0)); /* the terminal may still have 2 and 3 */
  g_assert_null (send_to (self, store, next, 2)); /* and 3 */
  receipt = send_to (self, store, next, 3);
  g_assert_nonnull (receipt);
  g_assert_cmpuint (receipt->first_seq, ==, 4);
  g_assert_cmpint (get_int (store, "SELECT count(*) FROM audit WHERE row LIKE '%chain-gap%'"
                                   " AND row LIKE '%\"first_seq\":2,\"last_seq\":3%'"),
                   ==, 1);
  g_assert_cmpint (get_int (store, "SELECT last_seq FROM terminals"), ==, 4);
  self->hub.seq++; /* a second gap is a fault */
  later = make_case (self, 6);
  g_assert_null (send_to (self, store, later, 5));
}

static void
test_older_backup_is_chosen_by_time (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *first = back_up (self);
  gint64 first_us = self->hub.now_us;
  g_autofree char *second = NULL;
  g_autoptr (HubStore) store = NULL;
  g_autoptr (GError) error = NULL;
  HubRestoreResult result;

  send_case (self, 1);
  second = back_up (self);
  g_assert_false (try_restore (self, first_us - 1, FALSE, &result, &error));
  g_assert_error (error, HUB_ERROR, HUB_ERROR_NO_INPUT);
  hub_restore_result_clear (&result);
  store = restore (self, self->hub.now_us - 1);
  g_assert_cmpint (get_int (store, "SELECT count(*) FROM tickets"), ==, 0);
}

/* it may have been stopped since, for the harm it did */
static void
test_a_rollout_waits_after_a_restore (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *name = NULL;
  g_autoptr (HubStore) store = NULL;

  g_assert_true (hub_store_run (self->hub.app.store, NULL,
                                "INSERT INTO configs (epoch, version, bundle, published_us)"
                                " VALUES (1, 2, x'00', 0)",
                                ""));
  g_assert_true (hub_store_run (self->hub.app.store, NULL,
                                "INSERT INTO rollouts (id, epoch, version, plan, state, started_us,"
                                " started_by, changed_us) VALUES"
                                " ('r-1', 1, 2, '{}', 'running', 1, 'admin', 1)",
                                ""));
  name = back_up (self);
  store = restore (self, G_MAXINT64);
  g_assert_cmpint (get_int (store, "SELECT count(*) FROM rollouts WHERE state = 'paused'"
                                   " AND reason = 'restored'"),
                   ==, 1);
}

static void
test_database_that_is_there_is_refused_or_set_aside (Fixture *self,
                                                     gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *name = back_up (self);
  g_autofree char *aside = NULL;
  g_autoptr (HubStore) store = restore (self, G_MAXINT64);
  g_autoptr (GError) error = NULL;
  HubRestoreResult result;

  g_assert_false (try_restore (self, G_MAXINT64, TRUE, &result, &error));
  g_assert_error (error, HUB_ERROR, HUB_ERROR_UNAVAILABLE); /* in use */
  hub_restore_result_clear (&result);
  g_clear_error (&error);
  g_clear_pointer (&store, hub_store_free);
  g_assert_false (try_restore (self, G_MAXINT64, FALSE, &result, &error));
  g_assert_error (error, HUB_ERROR, HUB_ERROR_CANT_CREATE);
  hub_restore_result_clear (&result);
  g_clear_error (&error);
  g_assert_true (try_restore (self, G_MAXINT64, TRUE, &result, &error));
  aside = g_build_filename (result.set_aside, "hub.db", NULL);
  g_assert_true (g_file_test (aside, G_FILE_TEST_EXISTS));
  hub_restore_result_clear (&result);
}

static void
test_damaged_backup_is_refused (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *name = back_up (self);
  g_autofree char *path = g_build_filename (self->backup_dir, name, "hub.db", NULL);
  g_autofree char *database = g_build_filename (self->new_dir, "hub.db", NULL);
  g_autofree char *content = NULL;
  g_autoptr (GError) error = NULL;
  HubRestoreResult result;
  gsize n_bytes;

  g_assert_true (g_file_get_contents (path, &content, &n_bytes, NULL));
  content[n_bytes / 2] ^= 1;
  g_assert_true (g_file_set_contents (path, content, (gssize) n_bytes, NULL));
  g_assert_false (try_restore (self, G_MAXINT64, FALSE, &result, &error));
  g_assert_error (error, HUB_ERROR, HUB_ERROR_DATA);
  g_assert_false (g_file_test (database, G_FILE_TEST_EXISTS));
  hub_restore_result_clear (&result);
}

static void
test_attachments_come_back_whole_or_are_counted (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *good = add_attachment (self, "good");
  g_autofree char *bad = add_attachment (self, "bad");
  g_autofree char *name = back_up (self);
  g_autofree char *kept = g_build_filename (self->backup_dir, "attachments", bad, NULL);
  g_autofree char *back = g_build_filename (self->new_dir, "attachments", good, NULL);
  g_autofree char *gone = g_build_filename (self->new_dir, "attachments", bad, NULL);
  g_autoptr (GError) error = NULL;
  HubRestoreResult result;

  g_assert_true (g_file_set_contents (kept, "bat", -1, NULL));
  g_assert_true (try_restore (self, G_MAXINT64, FALSE, &result, &error));
  g_assert_cmpuint (result.n_attachments, ==, 1);
  g_assert_cmpuint (result.n_lost, ==, 1);
  g_assert_true (g_file_test (back, G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test (gone, G_FILE_TEST_EXISTS));
  hub_restore_result_clear (&result);
}

static void
revoke_terminal (Fixture *self, const char *id)
{
  g_autoptr (GError) error = NULL;
  gboolean is_known = FALSE;

  g_assert_true (hub_terminal_log_add_revoked (self->hub.app.terminal_log, id, "stolen",
                                               self->hub.now_us, &error));
  g_assert_true (hub_terminal_revoke (self->hub.app.store, id, "stolen", "admin a",
                                      self->hub.now_us, &is_known, &error));
}

static HubTerminalState
state_of (HubStore *store, const char *id)
{
  g_autoptr (GError) error = NULL;
  HubTerminalState state;

  g_assert_true (hub_terminal_state (store, id, &state, &error));
  return state;
}

/* with the log of the backup folder, and with the old disk's when that one was not reached */
static void
test_revoked_terminal_stays_out (Fixture *self, gconstpointer data)
{
  gboolean through_backup = data != NULL;
  g_autofree char *name = back_up (self);
  g_autoptr (HubStore) store = NULL;
  g_autoptr (GError) error = NULL;

  hub_terminal_log_free (self->hub.app.terminal_log);
  self->hub.app.terminal_log = hub_terminal_log_new (self->hub.dir,
                                                     through_backup ? self->backup_dir : NULL);
  revoke_terminal (self, self->hub.terminal->id);
  if (!through_backup)
    g_assert_true (hub_terminal_log_merge (self->hub.dir, self->new_dir, &error));
  store = restore (self, G_MAXINT64);
  g_assert_cmpint (state_of (store, self->hub.terminal->id), ==, HUB_TERMINAL_REVOKED);
}

static void
test_terminal_enrolled_since_is_known_and_its_numbers_are_taken (Fixture *self,
                                                                 gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *name = back_up (self);
  g_autoptr (HubStore) store = NULL;
  g_autoptr (GError) error = NULL;
  HubEnrolment enrolment = { .terminal = "t-0000000000ff",
                             .region = FIXTURE_VILLAGE,
                             .certificate = self->hub.app.keys->receipts,
                             .ca = self->hub.app.keys->ca,
                             .token = "ANJ1-00000000000000000000000001",
                             .slice_first = 4 * HUB_SLICE_SIZE,
                             .slice_size = HUB_SLICE_SIZE };
  HubTerminalLogResult again;
  gboolean is_exhausted;
  guint32 first = 0;

  g_assert_true (hub_terminal_log_add_enrolled (self->hub.app.terminal_log, &enrolment,
                                                self->hub.now_us, &error));
  g_assert_true (hub_terminal_log_merge (self->hub.dir, self->backup_dir, &error));
  store = restore (self, G_MAXINT64);
  g_assert_cmpint (state_of (store, "t-0000000000ff"), ==, HUB_TERMINAL_ACTIVE);
  g_assert_true (hub_terminal_next_slice (store, FIXTURE_VILLAGE, &first, &is_exhausted, &error));
  g_assert_cmpuint (first, ==, 5 * HUB_SLICE_SIZE);
  g_assert_true (hub_terminal_log_replay (self->new_dir, store, self->hub.now_us, &again, &error));
  g_assert_cmpuint (again.n_enrolled + again.n_revoked + again.n_unread, ==, 0);
}

static void
test_torn_line_of_the_log_harms_no_other (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *path = g_build_filename (self->hub.dir, "terminals.log", NULL);
  g_autoptr (GError) error = NULL;
  HubTerminalLogResult result;

  g_assert_true (g_file_set_contents (path, "{\"event\":\"revo", -1, NULL));
  g_assert_true (hub_terminal_log_add_revoked (self->hub.app.terminal_log, self->hub.terminal->id,
                                               "stolen", self->hub.now_us, &error));
  g_assert_true (hub_terminal_log_replay (self->hub.dir, self->hub.app.store, self->hub.now_us,
                                          &result, &error));
  g_assert_cmpuint (result.n_unread, ==, 1);
  g_assert_cmpuint (result.n_revoked, ==, 1);
  g_assert_cmpint (state_of (self->hub.app.store, self->hub.terminal->id), ==,
                   HUB_TERMINAL_REVOKED);
}

static void
test_keys_of_another_hub_are_refused (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *name = back_up (self);
  g_autofree char *dir = g_build_filename (self->new_dir, "ca", NULL);
  g_autofree char *path = g_build_filename (dir, "cert.pem", NULL);
  g_autofree char *other = g_build_filename (self->hub.dir, "receipts", "cert.pem", NULL);
  g_autofree char *pem = NULL;
  g_autoptr (GError) error = NULL;
  HubRestoreResult result;

  g_assert_true (g_file_get_contents (other, &pem, NULL, NULL));
  g_mkdir (dir, 0700);
  g_assert_true (g_file_set_contents (path, pem, -1, NULL));
  g_assert_false (try_restore (self, G_MAXINT64, FALSE, &result, &error));
  g_assert_error (error, HUB_ERROR, HUB_ERROR_CONFIG);
  hub_restore_result_clear (&result);
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/backup/holds-all-and-is-closed-to-others", test_backup_holds_all_and_is_closed_to_others);
  ADD ("/backup/mark-stands-while-the-backup-is-on-the-datas-device",
       test_mark_stands_while_the_backup_is_on_the_datas_device);
  ADD ("/backup/mark-moves-with-a-backup-elsewhere", test_mark_moves_with_a_backup_elsewhere);
  ADD ("/backup/old-ones-go-and-their-attachments", test_old_backups_go_and_their_attachments);
  g_test_add_func ("/backup/one-a-day-is-kept-for-a-week", test_one_a_day_is_kept_for_a_week);
  ADD ("/backup/folder-of-another-hub-is-refused", test_folder_of_another_hub_is_refused);
  ADD ("/backup/two-at-once-are-refused", test_two_backups_at_once_are_refused);
  ADD ("/backup/cancelled-one-leaves-none", test_cancelled_backup_leaves_none);
  ADD ("/restore/takes-again-what-it-lost", test_restored_hub_takes_again_what_it_lost);
  ADD ("/restore/gap-is-named-and-passed", test_gap_after_a_restore_is_named_and_passed);
  ADD ("/restore/older-backup-is-chosen-by-time", test_older_backup_is_chosen_by_time);
  ADD ("/restore/a-rollout-waits", test_a_rollout_waits_after_a_restore);
  ADD ("/restore/database-that-is-there-is-refused-or-set-aside",
       test_database_that_is_there_is_refused_or_set_aside);
  ADD ("/restore/damaged-backup-is-refused", test_damaged_backup_is_refused);
  ADD ("/restore/attachments-come-back-whole-or-are-counted",
       test_attachments_come_back_whole_or_are_counted);
  ADD ("/restore/keys-of-another-hub-are-refused", test_keys_of_another_hub_are_refused);
  g_test_add ("/terminal-log/revoked-stays-out/by-the-backup-folder", Fixture, "", set_up,
              test_revoked_terminal_stays_out, tear_down);
  ADD ("/terminal-log/revoked-stays-out/by-the-old-disk", test_revoked_terminal_stays_out);
  ADD ("/terminal-log/enrolled-since-is-known-and-its-numbers-are-taken",
       test_terminal_enrolled_since_is_known_and_its_numbers_are_taken);
  ADD ("/terminal-log/torn-line-harms-no-other", test_torn_line_of_the_log_harms_no_other);
  return g_test_run ();
}
