/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * A day of the hub, recorded down to its writes; then the power goes after any of them. What it
 * signed for it has: cases, attachments, answers, enrolments; a token is not burnt twice; a backup
 * on a disk of its own holds all that its mark lets terminals forget; and it goes on.
 *
 * ANJ_FAULT_IMAGES: how many disks (default 150); ANJ_FAULT_SEED.
 */

#include <glib/gstdio.h>
#include <string.h>

#include "core/anj-json.h"
#include "core/anj-kdf.h"
#include "fault-disk.h"
#include "hub/hub-admin-terminals.h"
#include "hub/hub-admin-tickets.h"
#include "hub/hub-attachment-store.h"
#include "hub/hub-attachments.h"
#include "hub/hub-backup.h"
#include "hub/hub-est.h"
#include "hub/hub-files.h"
#include "hub/hub-registers.h"
#include "hub/hub-restore.h"
#include "hub/hub-submissions.h"
#include "tests/unit/hub/server-fixture.h"

#define DEFAULT_IMAGES 150
#define N_CASES 18
/* below the hub's folder; another disk nevertheless */
#define BACKUP_FOLDER "backups"
#define CASES_BETWEEN_BACKUPS 5

typedef enum { TOLD_RECEIPT, TOLD_ATTACHMENT, TOLD_ANSWER, TOLD_ENROLLED } ToldKind;

/* what somebody outside was told, and after how many operations */
typedef struct
{
  ToldKind kind;
  guint n_operations;
  guint64 seq;
  guint8 head[32];
  char *text; /* an attachment's content, a number, a token */
} Told;

typedef struct
{
  ServerFixture hub;
  FaultDisk *disk;
  GPtrArray *told; /* (element-type Told) */
} Day;

static void
told_free (gpointer data)
{
  g_free (((Told *) data)->text);
  g_free (data);
}

static Told *
tell (Day *day, ToldKind kind, const char *text)
{
  Told *told = g_new0 (Told, 1);

  told->kind = kind;
  told->n_operations = fault_disk_count (day->disk);
  told->text = g_strdup (text);
  g_ptr_array_add (day->told, told);
  return told;
}

static guint
read_number (const char *name, guint otherwise)
{
  const char *text = g_getenv (name);

  return text != NULL ? (guint) g_ascii_strtoull (text, NULL, 10) : otherwise;
}

/* instead of hub-files.c's: there is no second disk here */
gboolean __wrap_hub_files_same_device (const char *one,
                                       const char *other,
                                       gboolean *out_same,
                                       GError **error);
gboolean
__wrap_hub_files_same_device (const char *one,
                              const char *other G_GNUC_UNUSED,
                              gboolean *out_same,
                              GError **error)
{
  *out_same = FALSE;
  return g_file_test (one, G_FILE_TEST_IS_DIR) || hub_dir_make (one, error);
}

/* --- what is asked of it --- */

/* (transfer full): what the @i-th case's attachment holds */
static char *
make_content (guint i)
{
  GString *content = g_string_new (NULL);

  for (guint k = 0; k < 200 + 40 * i; k++)
    g_string_append_printf (content, "photo %u piece %u;", i, k);
  return g_string_free (content, FALSE);
}

static void
name_attachment (AnjHeader *header, const char *content)
{
  JsonObject *entry = json_object_new ();
  g_autofree char *sha256 = anj_sha256_hex ((const guint8 *) content, strlen (content));

  json_object_set_string_member (entry, "sha256", sha256);
  json_object_set_int_member (entry, "bytes", (gint64) strlen (content));
  json_object_set_string_member (entry, "type", "image/jpeg");
  json_array_add_object_element (header->attachments, entry);
}

/* (transfer full): the ticket's number; @content: (nullable) */
static char *
submit (ServerFixture *hub, guint i, const char *content)
{
  g_autoptr (AnjHeader) header = server_fixture_header (hub, i);
  g_autoptr (JsonObject) item = NULL;
  g_autofree char *text = NULL;
  g_autofree char *body = NULL;
  g_autoptr (HubRequest) request = NULL;

  if (content != NULL)
    name_attachment (header, content);
  item = server_fixture_link (hub, header, "sealed words");
  text = anj_json_object_to_text (item);
  body = g_strdup_printf ("{\"submissions\":[%s]}", text);
  request = server_fixture_call (hub, hub_submissions_post, hub->terminal, body);
  g_assert_cmpuint (request->status, ==, 200);
  return g_strdup (header->number);
}

static void
upload (ServerFixture *hub, const char *content)
{
  HubRequest *request = hub_request_new ();
  g_autoptr (HubRequest) done = NULL;

  request->args[0] = anj_sha256_hex ((const guint8 *) content, strlen (content));
  g_hash_table_insert (request->headers, g_strdup ("content-range"),
                       g_strdup_printf ("bytes 0-%" G_GSIZE_FORMAT "/%" G_GSIZE_FORMAT,
                                        strlen (content) - 1, strlen (content)));
  g_bytes_unref (request->body);
  request->body = g_bytes_new (content, strlen (content));
  done = server_fixture_run (hub, hub_attachments_put, hub->terminal, request);
  g_assert_cmpuint (done->status, ==, 200);
}

static void
answer (ServerFixture *hub, const char *number)
{
  static const char body[] = "{\"state\": \"answered\", \"answer\": \"c2VhbGVk\"}";
  HubRequest *request = hub_request_new ();
  g_autoptr (HubRequest) done = NULL;

  request->args[0] = g_strdup (FIXTURE_VILLAGE);
  request->args[1] = g_strdup (number);
  g_bytes_unref (request->body);
  request->body = g_bytes_new (body, strlen (body));
  done = server_fixture_run (hub, hub_admin_ticket_answer, hub->admin, request);
  g_assert_cmpuint (done->status, ==, 200);
}

/* (transfer full) */
static char *
issue_token (ServerFixture *hub)
{
  g_autoptr (HubRequest)
      request = server_fixture_call (hub, hub_admin_tokens_post, hub->admin,
                                     "{\"region\": \"" FIXTURE_VILLAGE "\", \"hours\": 72}");
  g_autoptr (JsonObject) reply = server_fixture_reply (request);

  g_assert_cmpuint (request->status, ==, 201);
  return g_strdup (anj_json_get_string (reply, "token", NULL));
}

/* (transfer full) */
static HubRequest *
enrol (ServerFixture *hub, const char *token)
{
  HubRequest *request = hub_request_new ();
  g_autofree char *pair = g_strconcat ("token:", token, NULL);
  g_autofree char *basic = g_base64_encode ((const guchar *) pair, strlen (pair));
  g_autoptr (EVP_PKEY) key = anj_cert_generate_key (NULL);
  g_autoptr (GBytes) der = anj_cert_request_new (key, "any", NULL);
  g_autofree char *csr = g_base64_encode (g_bytes_get_data (der, NULL), g_bytes_get_size (der));

  g_hash_table_insert (request->headers, g_strdup ("authorization"),
                       g_strconcat ("Basic ", basic, NULL));
  g_bytes_unref (request->body);
  request->body = g_bytes_new (csr, strlen (csr));
  return server_fixture_run (hub, hub_est_simpleenroll, NULL, request);
}

/* an hour later by the clock of @day, which is also that of @hub */
static void
back_up (Day *day, ServerFixture *hub, const char *backup_dir)
{
  const HubBackupJob job = { hub->app.store, hub->dir, backup_dir, hub->app.clock };
  HubBackupResult result;
  g_autoptr (GError) error = NULL;
  gboolean is_good;

  day->hub.now_us += G_TIME_SPAN_HOUR;
  is_good = hub_backup_run (&job, NULL, &result, &error);
  g_assert_no_error (error);
  g_assert_true (is_good);
  hub_backup_result_clear (&result);
}

/* --- its day --- */

static void
live (Day *day)
{
  ServerFixture *hub = &day->hub;

  for (guint i = 1; i <= N_CASES; i++)
    {
      g_autofree char *content = i % 3 == 0 ? make_content (i) : NULL;
      g_autofree char *number = submit (hub, i, content);
      Told *told = tell (day, TOLD_RECEIPT, number);

      told->seq = hub->seq;
      memcpy (told->head, hub->head, sizeof told->head);
      if (content != NULL)
        {
          upload (hub, content);
          tell (day, TOLD_ATTACHMENT, content)->seq = hub->seq;
        }
      if (i % 4 == 0)
        {
          answer (hub, number);
          tell (day, TOLD_ANSWER, number);
        }
      if (i % 6 == 0)
        {
          g_autofree char *token = issue_token (hub);
          g_autoptr (HubRequest) enrolled = enrol (hub, token);

          g_assert_cmpuint (enrolled->status, ==, 200);
          tell (day, TOLD_ENROLLED, token);
        }
      if (i % CASES_BETWEEN_BACKUPS == 0)
        {
          g_autofree char *backup_dir = g_build_filename (hub->dir, BACKUP_FOLDER, NULL);

          back_up (day, hub, backup_dir);
        }
    }
}

/* --- what is left of it --- */

static gint64
count_in (HubStore *store, const char *sql, const char *text)
{
  g_autoptr (GError) error = NULL;
  gint64 n = -1;

  g_assert_true (hub_store_get_int (store, &error, -1, &n, sql, text != NULL ? "t" : "", text));
  g_assert_no_error (error);
  return n;
}

static gint64
count (ServerFixture *hub, const char *sql, const char *text)
{
  return count_in (hub->app.store, sql, text);
}

static void
check_receipt (ServerFixture *hub, const Told *told)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *sql = g_strdup_printf (
      "SELECT count(*) FROM submissions WHERE seq <= %" G_GUINT64_FORMAT
      " AND tombstone IS NULL AND length(payload) > 0 AND length(header) > 0",
      told->seq);
  HubChain chain;

  g_assert_true (hub_chain_read (hub->app.store, hub->terminal->id, &chain, &error));
  g_assert_cmpuint (chain.last_seq, >=, told->seq);
  if (chain.last_seq == told->seq)
    g_assert_cmpmem (chain.head, sizeof chain.head, told->head, sizeof told->head);
  g_assert_cmpint (count (hub, sql, NULL), ==, (gint64) told->seq);
  g_assert_cmpint (count (hub, "SELECT count(*) FROM tickets WHERE number = ?", told->text), ==, 1);
}

static void
check_attachment (const char *folder, const char *content)
{
  g_autofree char *sha256 = anj_sha256_hex ((const guint8 *) content, strlen (content));
  g_autofree char *path = g_build_filename (folder, sha256, NULL);
  g_autofree char *there = NULL;

  g_assert_true (g_file_get_contents (path, &there, NULL, NULL));
  g_assert_cmpstr (there, ==, content);
}

static void
check_told (ServerFixture *hub, const Told *told)
{
  switch (told->kind)
    {
    case TOLD_RECEIPT:
      check_receipt (hub, told);
      break;
    case TOLD_ATTACHMENT:
      check_attachment (hub->app.attachments_dir, told->text);
      break;
    case TOLD_ANSWER:
      g_assert_cmpint (
          count (hub, "SELECT count(*) FROM tickets WHERE state = 'answered' AND number = ?",
                 told->text),
          ==, 1);
      break;
      case TOLD_ENROLLED: {
        g_autoptr (HubRequest) again = enrol (hub, told->text);

        server_fixture_assert_problem (again, HUB_PROBLEM_TOKEN_USED);
        break;
      }
    }
}

/* a hub that is made of the newest backup in @backup_dir alone has all up to @mark */
static void
check_mark (Day *day, const char *backup_dir, gint64 mark)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("hub-restored-XXXXXX", &error);
  g_autofree char *attachments = g_build_filename (folder, "attachments", NULL);
  g_autofree char *sql = g_strdup_printf (
      "SELECT count(*) FROM submissions WHERE seq <= %" G_GINT64_FORMAT
      " AND tombstone IS NULL AND length(payload) > 0",
      mark);
  g_autoptr (HubStore) store = NULL;
  const HubRestoreJob job = { .data_dir = folder,
                              .backup_dir = backup_dir,
                              .at_us = G_MAXINT64,
                              .clock = day->hub.app.clock,
                              .random = day->hub.app.random };
  HubRestoreResult result;
  gboolean is_good = hub_restore_run (&job, &result, &error);

  g_assert_no_error (error);
  g_assert_true (is_good);
  hub_restore_result_clear (&result);
  store = hub_store_open (folder, &error);
  g_assert_no_error (error);
  g_assert_cmpint (count_in (store, sql, NULL), ==, mark);
  for (guint i = 0; i < day->told->len; i++)
    {
      const Told *told = day->told->pdata[i];

      if (told->kind == TOLD_ATTACHMENT && (gint64) told->seq <= mark)
        check_attachment (attachments, told->text);
    }
  g_clear_pointer (&store, hub_store_free);
  fault_folder_empty (folder);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

/* the terminal sends on from where the hub says that it stands */
static void
check_goes_on (ServerFixture *hub)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *number = NULL;
  HubChain chain;

  g_assert_true (hub_chain_read (hub->app.store, hub->terminal->id, &chain, &error));
  hub->seq = chain.last_seq;
  memcpy (hub->head, chain.head, sizeof hub->head);
  number = submit (hub, 1000, NULL);
}

static void
check (Day *day, const char *folder, guint cut)
{
  ServerFixture hub = day->hub;
  g_autofree char *backup_dir = g_build_filename (folder, BACKUP_FOLDER, NULL);
  g_autoptr (GError) error = NULL;
  gint64 mark;

  hub.dir = (char *) folder;
  hub_token_guard_init (&hub.token_guard, hub.app.clock);
  hub.app.token_guard = &hub.token_guard;
  hub.app.store = hub_registers_open (folder, &error);
  g_assert_no_error (error);
  hub.app.attachments_dir = g_build_filename (folder, "attachments", NULL);
  hub.app.terminal_log = hub_terminal_log_new (folder, backup_dir);
  g_assert_true (hub_attachment_reconcile (hub.app.store, hub.app.attachments_dir, &error));
  g_assert_cmpint (count (&hub,
                          "SELECT count(*) FROM pragma_integrity_check"
                          " WHERE integrity_check <> 'ok'",
                          NULL),
                   ==, 0);
  for (guint i = 0; i < day->told->len; i++)
    if (((Told *) day->told->pdata[i])->n_operations <= cut)
      check_told (&hub, day->told->pdata[i]);
  mark = count (&hub, "SELECT max(backed_up_seq) FROM terminals", NULL);
  if (mark > 0)
    check_mark (day, backup_dir, mark);
  check_goes_on (&hub);
  back_up (day, &hub, backup_dir);
  hub_terminal_log_free (hub.app.terminal_log);
  g_free ((char *) hub.app.attachments_dir);
  hub_store_free (hub.app.store);
}

static void
test_any_moment (void)
{
  guint n_images = read_number ("ANJ_FAULT_IMAGES", DEFAULT_IMAGES);
  guint32 seed = read_number ("ANJ_FAULT_SEED", 1);
  g_autoptr (GRand) chance = g_rand_new_with_seed (seed);
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("hub-image-XXXXXX", &error);
  g_autoptr (FaultImages) images = NULL;
  guint n_operations;
  Day day = { 0 };

  server_fixture_set_up (&day.hub, NULL);
  day.told = g_ptr_array_new_with_free_func (told_free);
  day.disk = fault_disk_record (day.hub.dir);
  fault_disk_split (day.disk, BACKUP_FOLDER);
  live (&day);
  fault_disk_stop (day.disk);
  n_operations = fault_disk_count (day.disk);
  g_assert_cmpuint (n_operations, >, 200);
  g_test_message ("seed %u: %u operations, %u disks", seed, n_operations, n_images);
  images = fault_images_new (day.disk, chance);
  for (guint i = 0; i < n_images; i++)
    {
      guint cut = (guint) ((guint64) i * (n_operations + 1) / n_images);

      fault_images_advance (images, cut);
      fault_images_write (images, folder);
      check (&day, folder, cut);
    }
  fault_disk_free (day.disk);
  g_ptr_array_unref (day.told);
  server_fixture_tear_down (&day.hub, NULL);
  fault_folder_empty (folder);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

int
main (int argc, char **argv)
{
  /* where nothing waits for a disk */
  if (g_file_test ("/dev/shm", G_FILE_TEST_IS_DIR))
    g_setenv ("TMPDIR", "/dev/shm", /* overwrite */ FALSE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/hub-power-cut/any-moment-leaves-what-was-signed-for", test_any_moment);
  return g_test_run ();
}
