/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/agent/anj-agent-error.h"
#include "app/agent/anj-attachment-files.h"
#include "app/agent/anj-terminal-private.h"
#include "core/anj-hex.h"
#include "core/anj-json.h"
#include "terminal-fixture.h"

#define SEALS (F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL)
#define RIGHT 7
#define DAY_S 86400

static void
set_up (TerminalFixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  terminal_fixture_init (fixture);
  terminal_fixture_sync (fixture);
}

static void
tear_down (TerminalFixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  terminal_fixture_clear (fixture);
}

static AnjAttachmentFile *
hand_over (const char *content, const char *sha256, int seals)
{
  g_autofree char *hash = anj_sha256_hex ((const guint8 *) content, strlen (content));
  int fd = memfd_create ("test", MFD_CLOEXEC | MFD_ALLOW_SEALING);

  g_assert_cmpint (write (fd, content, strlen (content)), ==, (gssize) strlen (content));
  g_assert_cmpint (fcntl (fd, F_ADD_SEALS, seals), ==, 0);
  return anj_attachment_file_new (sha256 != NULL ? sha256 : hash, fd);
}

static GPtrArray *
files_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) anj_attachment_file_free);
}

/* a header that names @content as @type with @n_bytes */
static GBytes *
make_header (TerminalFixture *fixture,
             const AnjReservation *reservation,
             const char *sha256,
             const char *type,
             gint64 n_bytes)
{
  g_autofree char *text = terminal_fixture_header (fixture, reservation->id, reservation->number,
                                                   reservation->anonymous, RIGHT);
  g_autofree char *named = g_strdup_printf (
      "\"attachments\":[{\"sha256\":\"%s\",\"bytes\":%" G_GINT64_FORMAT ",\"type\":\"%s\"}]",
      sha256, n_bytes, type);
  g_autoptr (GString) header = g_string_new (text);

  g_assert_cmpuint (g_string_replace (header, "\"attachments\":[]", named, 1), ==, 1);
  return agent_text (header->str);
}

static gboolean
submit (TerminalFixture *fixture,
        const char *kind,
        const char *content,
        GPtrArray *files,
        const char *type,
        GError **error)
{
  g_autofree char *hash = anj_sha256_hex ((const guint8 *) content, strlen (content));
  g_autoptr (AnjReservation) reservation = anj_terminal_reserve (fixture->terminal, kind, NULL);
  g_autoptr (GBytes) payload = agent_text ("sealed words");
  g_autoptr (GBytes)
      header = make_header (fixture, reservation, hash, type, (gint64) strlen (content));

  return anj_terminal_submit (fixture->terminal, reservation, header, payload, files, error);
}

/* a complaint with one good photo */
static void
send_photo (TerminalFixture *fixture, const char *kind, const char *content)
{
  g_autoptr (GPtrArray) files = files_new ();
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (files, hand_over (content, NULL, SEALS));
  g_assert_true (submit (fixture, kind, content, files, "image/jpeg", &error));
  g_assert_no_error (error);
}

static guint
count_files (TerminalFixture *fixture, const char *name)
{
  g_autofree char *path = g_build_filename (fixture->agent.state_dir, name, NULL);
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  guint n_files = 0;

  while (folder != NULL && g_dir_read_name (folder) != NULL)
    n_files++;
  return n_files;
}

static char *
path_of (TerminalFixture *fixture, const char *content)
{
  g_autofree char *hash = anj_sha256_hex ((const guint8 *) content, strlen (content));

  return g_build_filename (fixture->agent.state_dir, "attachments", hash, NULL);
}

static AnjTerminalHealth *
examine (TerminalFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  AnjTerminalHealth *health = anj_terminal_examine (fixture->terminal, &error);

  g_assert_no_error (error);
  return health;
}

static char *
next (TerminalFixture *fixture, guint64 *out_n_bytes)
{
  g_autoptr (GHashTable) skipped = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GError) error = NULL;
  char *sha256 = NULL;

  g_assert_true (
      anj_terminal_next_attachment (fixture->terminal, skipped, &sha256, out_n_bytes, &error));
  return sha256;
}

/* the hub's word over all cases made so far */
static void
receive (TerminalFixture *fixture,
         guint64 backed_up_seq,
         const char *missing,
         const char *tombstone)
{
  g_autoptr (GBytes) batch = anj_terminal_make_batch (fixture->terminal, 1, NULL);
  g_autoptr (JsonObject) body = batch != NULL ? anj_json_parse_object (batch, NULL) : NULL;
  JsonArray *cases = anj_json_get_array (body, "submissions");
  guint last = json_array_get_length (cases) - 1;
  const char *text = anj_json_get_string (anj_json_array_get_object (cases, last), "link", "");
  g_autoptr (GBytes) link = agent_text (text);
  g_autoptr (AnjLink) parsed = anj_link_parse (link, NULL);
  g_autoptr (AnjReceipt) receipt = anj_receipt_new ();
  g_autoptr (GBytes) der = NULL;
  g_autoptr (GError) error = NULL;

  receipt->terminal = g_strdup (AGENT_TERMINAL);
  receipt->hub_generation = g_strdup ("g1");
  receipt->first_seq = 1;
  receipt->last_seq = parsed->seq;
  receipt->backed_up_seq = backed_up_seq;
  receipt->time_us = fixture->agent.real_us;
  anj_link_hash (link, receipt->head);
  if (missing != NULL)
    g_ptr_array_add (receipt->missing, g_strdup (missing));
  if (tombstone != NULL)
    anj_receipt_add_tombstone (receipt, parsed->seq, tombstone);
  der = agent_receipt_sign (&fixture->agent, receipt);
  g_assert_true (anj_terminal_apply_receipt (fixture->terminal, der, &error));
  g_assert_no_error (error);
}

static void
assert_holds (TerminalFixture *fixture, const char *content)
{
  gsize n_bytes = strlen (content);
  g_autofree char *hash = anj_sha256_hex ((const guint8 *) content, n_bytes);
  g_autofree char *path = path_of (fixture, content);
  g_autofree char *lying = NULL;
  g_autoptr (GError) error = NULL;
  gsize n_lying;

  g_assert_true (g_file_get_contents (path, &lying, &n_lying, NULL));
  g_assert_null (memmem (lying, n_lying, content, MIN (n_bytes, 8)));
  for (guint64 at = 0; at <= n_bytes; at += 60000)
    {
      g_autoptr (GBytes)
          bytes = anj_terminal_read_attachment (fixture->terminal, hash, at, 60000, &error);

      g_assert_no_error (error);
      g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), content + at,
                       MIN (60000, n_bytes - at));
    }
}

/* a thief would learn from it to whom its case goes */
static void
test_one_of_an_older_version_is_sealed (TerminalFixture *fixture, gconstpointer d G_GNUC_UNUSED)
{
  g_autofree char *content = g_strnfill (200001, 'p');
  g_autofree char *linked = path_of (fixture, content);
  g_autofree char *pooled = path_of (fixture, "pooled photo");
  g_autoptr (GError) error = NULL;
  struct stat info;

  send_photo (fixture, "complaint", content);
  send_photo (fixture, "complaint:anonymous", "pooled photo");
  g_assert_true (g_file_set_contents (linked, content, -1, NULL));
  g_assert_true (g_file_set_contents (pooled, "pooled photo", -1, NULL));
  terminal_fixture_restart (fixture);
  g_assert_true (anj_terminal_audit_attachments (fixture->terminal, &error));
  g_assert_no_error (error);
  assert_holds (fixture, content);
  assert_holds (fixture, "pooled photo");
  g_assert_cmpint (stat (linked, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
  g_assert_cmpuint (count_files (fixture, "attachments"), ==, 2);
}

static void
test_damaged_piece (TerminalFixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *content = g_strnfill (100000, 'p');
  g_autofree char *hash = anj_sha256_hex ((const guint8 *) content, 100000);
  g_autofree char *path = path_of (fixture, content);
  g_autofree char *lying = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) first = NULL;
  g_autoptr (GBytes) second = NULL;
  gsize n_lying;

  send_photo (fixture, "complaint", content);
  g_assert_true (g_file_get_contents (path, &lying, &n_lying, NULL));
  lying[n_lying - 1] ^= 1;
  g_assert_true (g_file_set_contents (path, lying, (gssize) n_lying, NULL));
  first = anj_terminal_read_attachment (fixture->terminal, hash, 0, 1000, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (first), ==, 1000);
  g_test_expect_message ("anj-agent", G_LOG_LEVEL_WARNING, "*damaged or gone*");
  second = anj_terminal_read_attachment (fixture->terminal, hash, 70000, 1000, &error);
  g_test_assert_expected_messages ();
  g_assert_error (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_DAMAGED);
  g_assert_null (second);
}

static void
test_kept_before_its_case (TerminalFixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *path = path_of (fixture, "sealed photo");
  struct stat info;

  send_photo (fixture, "complaint", "sealed photo");
  assert_holds (fixture, "sealed photo");
  g_assert_cmpint (stat (path, &info), ==, 0);
  g_assert_cmpint (info.st_mtime % DAY_S, ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
  g_assert_cmpuint (count_files (fixture, "attachments"), ==, 1);
}

static void
refuse (TerminalFixture *fixture,
        AnjAttachmentFile *file,
        const char *content,
        const char *type,
        const char *key)
{
  g_autoptr (GPtrArray) files = files_new ();
  g_autoptr (GError) error = NULL;

  if (file != NULL)
    g_ptr_array_add (files, file);
  g_assert_false (submit (fixture, "complaint", content, files, type, &error));
  g_assert_error (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_INVALID);
  g_assert_cmpstr (error->message, ==, key);
}

static void
test_bad_input (TerminalFixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *large = g_strnfill (1600 * 1000, 'x');
  g_autofree char *named = anj_sha256_hex ((const guint8 *) "photo", 5);
  g_autoptr (AnjTerminalHealth) health = NULL;

  refuse (fixture, NULL, "photo", "image/jpeg", "attachments-mismatch");
  refuse (fixture, hand_over ("other", NULL, SEALS), "photo", "image/jpeg", "attachments-mismatch");
  refuse (fixture, hand_over ("other", named, SEALS), "photo", "image/jpeg", "attachment-damaged");
  refuse (fixture, hand_over ("photo and more", named, SEALS), "photo", "image/jpeg",
          "attachment-damaged");
  refuse (fixture, hand_over ("photo", named, F_SEAL_SHRINK), "photo", "image/jpeg",
          "attachment-damaged");
  refuse (fixture, hand_over ("photo", NULL, SEALS), "photo", "image/png", "attachment-type");
  refuse (fixture, hand_over (large, NULL, SEALS), large, "image/jpeg", "attachment-too-large");
  send_photo (fixture, "complaint", "photo");
  refuse (fixture, hand_over ("photo", NULL, SEALS), "photo", "image/jpeg", "attachment-known");
  health = examine (fixture);
  g_assert_cmpuint (health->n_waiting, ==, 1);
  g_assert_cmpuint (count_files (fixture, "attachments"), ==, 1);
}

static void
test_full (TerminalFixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  AnjAttachmentFile *file = hand_over ("photo", NULL, SEALS);
  g_autoptr (GError) error = NULL;

  g_assert_false (anj_attachment_file_keep (file, &fixture->terminal->attachments, 5, "2026-11-22",
                                            G_MAXUINT64 - 5, &error));
  g_assert_error (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_FULL);
  g_assert_cmpuint (count_files (fixture, "attachments"), ==, 0);
  anj_attachment_file_free (file);
}

static void
test_waits_for_its_case_and_leaves_with_it (TerminalFixture *fixture, gconstpointer d G_GNUC_UNUSED)
{
  g_autofree char *hash = anj_sha256_hex ((const guint8 *) "photo", 5);
  g_autofree char *early = NULL;
  g_autofree char *due = NULL;
  g_autofree char *none = NULL;
  g_autoptr (AnjTerminalHealth) receipted = NULL;
  g_autoptr (AnjTerminalHealth) sent = NULL;
  g_autoptr (AnjTerminalHealth) gone = NULL;
  g_autoptr (GBytes) piece = NULL;
  guint64 n_bytes = 0;

  send_photo (fixture, "complaint", "photo");
  early = next (fixture, &n_bytes);
  g_assert_null (early); /* the hub does not know whose it is */
  receive (fixture, 1, hash, NULL);
  receipted = examine (fixture);
  g_assert_cmpuint (receipted->n_waiting, ==, 1); /* a receipt does not hide what is missing */
  g_assert_cmpuint (receipted->n_attachments, ==, 1);
  g_assert_cmpuint (count_files (fixture, "attachments"), ==, 1);
  due = next (fixture, &n_bytes);
  g_assert_cmpstr (due, ==, hash);
  g_assert_cmpuint (n_bytes, ==, 5);
  piece = anj_terminal_read_attachment (fixture->terminal, hash, 1, 3, NULL);
  g_assert_cmpmem (g_bytes_get_data (piece, NULL), g_bytes_get_size (piece), "hot", 3);
  g_assert_true (anj_terminal_confirm_attachment (fixture->terminal, hash, NULL));
  none = next (fixture, &n_bytes);
  g_assert_null (none);
  sent = examine (fixture);
  g_assert_cmpuint (sent->n_waiting, ==, 0);
  g_assert_cmpuint (sent->n_kept, ==, 1);
  g_assert_cmpuint (count_files (fixture, "attachments"), ==, 1);
  receive (fixture, 1, NULL, NULL);
  gone = examine (fixture);
  g_assert_cmpuint (gone->n_kept, ==, 0);
  g_assert_cmpuint (count_files (fixture, "attachments"), ==, 0);
}

static void
test_sent_again_when_the_hub_lacks_it (TerminalFixture *fixture, gconstpointer d G_GNUC_UNUSED)
{
  g_autofree char *hash = anj_sha256_hex ((const guint8 *) "photo", 5);
  g_autoptr (JsonArray) missing = json_array_new ();
  guint64 n_bytes;

  json_array_add_string_element (missing, hash);
  json_array_add_int_element (missing, 7);
  send_photo (fixture, "complaint", "photo");
  receive (fixture, 0, NULL, NULL);
  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *none = NULL;
      g_autofree char *due = NULL;

      g_assert_true (anj_terminal_confirm_attachment (fixture->terminal, hash, NULL));
      none = next (fixture, &n_bytes);
      g_assert_null (none);
      if (i == 0) /* the channel says so */
        g_assert_true (anj_terminal_reopen_attachments (fixture->terminal, missing, NULL));
      else if (i == 1) /* a receipt says so */
        receive (fixture, 0, hash, NULL);
      else /* an older hub lacks the case too, which then comes first */
        {
          g_assert_true (anj_terminal_rewind (fixture->terminal, 0, NULL));
          g_assert_null (next (fixture, &n_bytes));
          receive (fixture, 0, NULL, NULL);
        }
      due = next (fixture, &n_bytes);
      g_assert_cmpstr (due, ==, hash);
    }
}

static void
test_refused_case_goes_aside_with_its_photo (TerminalFixture *fixture,
                                             gconstpointer d G_GNUC_UNUSED)
{
  guint64 n_bytes;

  send_photo (fixture, "complaint", "photo");
  receive (fixture, 0, NULL, "conflict");
  g_assert_null (next (fixture, &n_bytes));
  g_assert_cmpuint (count_files (fixture, "attachments"), ==, 0);
  g_assert_cmpuint (count_files (fixture, "quarantine"), ==, 2);
}

/* the power went when the photo had its second name, and the refusal was not committed yet */
static void
test_refusal_cut_in_half (TerminalFixture *fixture, gconstpointer d G_GNUC_UNUSED)
{
  g_autofree char *hash = anj_sha256_hex ((const guint8 *) "photo", 5);
  g_autoptr (GError) error = NULL;
  g_autofree char *due = NULL;
  guint64 n_bytes;

  send_photo (fixture, "complaint", "photo");
  g_assert_true (anj_attachment_file_link_aside (fixture->agent.state_dir, hash, &error));
  g_assert_no_error (error);
  terminal_fixture_restart (fixture);
  g_assert_true (anj_terminal_audit_attachments (fixture->terminal, &error));
  g_assert_no_error (error);
  /* it is its case's as before, and goes aside with it when the hub refuses it again */
  g_assert_cmpuint (count_files (fixture, "attachments"), ==, 1);
  receive (fixture, 0, NULL, "conflict");
  due = next (fixture, &n_bytes);
  g_assert_null (due);
  g_assert_cmpuint (count_files (fixture, "attachments"), ==, 0);
  g_assert_cmpuint (count_files (fixture, "quarantine"), ==, 2);
}

static void
test_start_sweeps_what_no_case_names (TerminalFixture *fixture, gconstpointer d G_GNUC_UNUSED)
{
  AnjAttachmentFile *orphan = hand_over ("orphan", NULL, SEALS);
  g_autofree char *path = path_of (fixture, "orphan");
  g_autofree char *part = path_of (fixture, "half");
  g_autoptr (GError) error = NULL;

  send_photo (fixture, "complaint", "photo");
  send_photo (fixture, "complaint:anonymous", "pooled photo");
  g_assert_true (
      anj_attachment_file_keep (orphan, &fixture->terminal->attachments, 6, "2026-11-22", 0, NULL));
  g_assert_true (g_file_set_contents (part, "x", 1, NULL));
  g_assert_cmpuint (count_files (fixture, "attachments"), ==, 4);
  terminal_fixture_restart (fixture);
  g_assert_true (anj_terminal_audit_attachments (fixture->terminal, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (count_files (fixture, "attachments"), ==, 2);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  anj_attachment_file_free (orphan);
}

static void
test_anonymous_leaves_with_its_case (TerminalFixture *fixture, gconstpointer d G_GNUC_UNUSED)
{
  g_autofree char *hash = anj_sha256_hex ((const guint8 *) "photo", 5);
  g_autofree char *due = NULL;
  guint64 n_bytes;

  send_photo (fixture, "complaint:anonymous", "photo");
  g_assert_null (anj_terminal_make_batch (fixture->terminal, 0, NULL));
  g_assert_null (next (fixture, &n_bytes));
  fixture->agent.monotonic_us += G_GINT64_CONSTANT (2) * DAY_S * G_USEC_PER_SEC;
  receive (fixture, 0, NULL, NULL);
  due = next (fixture, &n_bytes);
  g_assert_cmpstr (due, ==, hash);
}

/* what who sent the only case is told of its photos while the hub is away */
static gint64
ask_lost (TerminalFixture *fixture)
{
  g_autoptr (GPtrArray) entries = anj_outbox_read (fixture->terminal->outbox, 1, 1, 0, NULL);
  g_autoptr (AnjHeader)
      header = anj_header_parse (((AnjOutboxEntry *) entries->pdata[0])->header, NULL);
  guint8 follow[ANJ_FOLLOW_BYTES];
  g_autofree char *text = NULL;
  g_autoptr (GBytes) answer = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (JsonObject) state = NULL;

  memset (follow, RIGHT, sizeof follow);
  g_assert_cmpint (anj_terminal_find_ticket (fixture->terminal, ANJ_TICKET_LAST_KNOWN,
                                             header->region, header->number, follow, &text, &answer,
                                             NULL),
                   ==, ANJ_TICKET_ANSWERED);
  bytes = agent_text (text);
  state = anj_json_parse_object (bytes, NULL);
  return anj_json_get_int (state, "attachments_lost", 0);
}

/* the disk gave it back damaged, or not at all: the hub hears that nobody has it any more */
static void
test_lost (TerminalFixture *fixture, gconstpointer data)
{
  gboolean is_gone = GPOINTER_TO_INT (data);
  g_autofree char *hash = anj_sha256_hex ((const guint8 *) "photo", 5);
  g_autofree char *path = path_of (fixture, "photo");
  g_autofree char *lost = NULL;
  g_autoptr (AnjTerminalHealth) health = NULL;
  guint64 n_bytes = 7;

  send_photo (fixture, "complaint", "photo");
  receive (fixture, 0, NULL, NULL);
  g_assert_true (anj_terminal_doubt_attachment (fixture->terminal, hash, NULL));
  g_assert_cmpuint (count_files (fixture, "attachments"), ==, 1); /* it is good */
  g_assert_cmpint (ask_lost (fixture), ==, 0);
  if (is_gone)
    g_assert_cmpint (g_unlink (path), ==, 0);
  else
    g_assert_true (g_file_set_contents (path, "phoro", 5, NULL));
  g_test_expect_message ("anj-agent", G_LOG_LEVEL_WARNING, "*damaged or gone*");
  g_assert_true (anj_terminal_doubt_attachment (fixture->terminal, hash, NULL));
  g_test_assert_expected_messages ();
  health = examine (fixture);
  g_assert_cmpuint (health->n_attachments, ==, 0);
  g_assert_cmpuint (health->n_attachments_lost, ==, 1);
  g_assert_cmpint (ask_lost (fixture), ==, 1);
  lost = next (fixture, &n_bytes);
  g_assert_cmpstr (lost, ==, hash);
  g_assert_cmpuint (n_bytes, ==, 0);
  g_assert_true (anj_terminal_give_up_attachment (fixture->terminal, hash, NULL));
  g_assert_cmpint (ask_lost (fixture), ==, 1);
  g_assert_null (next (fixture, &n_bytes));
  receive (fixture, 1, NULL, NULL); /* the case leaves without it */
  g_clear_pointer (&health, anj_terminal_health_free);
  health = examine (fixture);
  g_assert_cmpuint (health->n_kept, ==, 0);
}

static void
make_room (TerminalFixture *fixture, guint64 n_bytes, guint64 front_seq, guint n_files)
{
  g_autoptr (GError) error = NULL;
  AnjOutboxState state;
  guint64 freed;

  g_assert_true (anj_outbox_make_room (fixture->terminal->outbox, n_bytes, &freed, &error));
  g_assert_no_error (error);
  anj_outbox_get_state (fixture->terminal->outbox, &state);
  g_assert_cmpuint (state.front_seq, ==, front_seq);
  g_assert_cmpuint (count_files (fixture, "attachments"), ==, n_files);
}

static void
test_leaves_oldest_first_on_a_full_disk (TerminalFixture *fixture, gconstpointer d G_GNUC_UNUSED)
{
  static const char *const photos[] = { "first photo", "second photo", "third photo" };
  g_autoptr (GPtrArray) entries = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (photos); i++)
    send_photo (fixture, "complaint", photos[i]);
  make_room (fixture, G_MAXUINT32, 0, 3); /* the hub has none of them */
  receive (fixture, 0, NULL, NULL);
  make_room (fixture, G_MAXUINT32, 0, 3); /* nor any photo */
  for (gsize i = 0; i < 2; i++)
    {
      g_autofree char *hash = anj_sha256_hex ((const guint8 *) photos[i], strlen (photos[i]));

      g_assert_true (anj_terminal_confirm_attachment (fixture->terminal, hash, NULL));
    }
  send_photo (fixture, "complaint", "fourth photo");
  make_room (fixture, 1, 1, 3);
  make_room (fixture, 1, 2, 2);
  make_room (fixture, G_MAXUINT32, 2, 2); /* the third's photo and the fourth wait */
  terminal_fixture_restart (fixture);
  entries = anj_outbox_read (fixture->terminal->outbox, 0, 9, G_MAXSIZE, NULL);
  g_assert_cmpuint (entries->len, ==, 2);
  g_assert_cmpuint (((AnjOutboxEntry *) entries->pdata[0])->seq, ==, 3);
}

#define ADD(path, data, function)                                                                  \
  g_test_add (path, TerminalFixture, data, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/attachments/are-on-the-disk-before-their-case", NULL, test_kept_before_its_case);
  ADD ("/attachments/one-of-an-older-version-is-sealed", NULL,
       test_one_of_an_older_version_is_sealed);
  ADD ("/attachments/a-damaged-piece-is-not-sent", NULL, test_damaged_piece);
  ADD ("/attachments/bad-input-is-named-and-leaves-nothing", NULL, test_bad_input);
  ADD ("/attachments/leave-room-for-cases", NULL, test_full);
  ADD ("/attachments/wait-for-their-case-and-leave-with-it", NULL,
       test_waits_for_its_case_and_leaves_with_it);
  ADD ("/attachments/are-sent-again-when-the-hub-lacks-them", NULL,
       test_sent_again_when_the_hub_lacks_it);
  ADD ("/attachments/of-a-refused-case-go-aside-with-it", NULL,
       test_refused_case_goes_aside_with_its_photo);
  ADD ("/attachments/a-refusal-cut-in-half-is-done-again", NULL, test_refusal_cut_in_half);
  ADD ("/attachments/that-no-case-names-are-swept-at-the-start", NULL,
       test_start_sweeps_what_no_case_names);
  ADD ("/attachments/of-the-pool-leave-with-their-case", NULL, test_anonymous_leaves_with_its_case);
  ADD ("/attachments/damaged-on-the-disk-are-given-up", GINT_TO_POINTER (FALSE), test_lost);
  ADD ("/attachments/gone-from-the-disk-are-given-up", GINT_TO_POINTER (TRUE), test_lost);
  ADD ("/attachments/on-a-full-disk-what-the-hub-has-leaves-oldest-first", NULL,
       test_leaves_oldest_first_on_a_full_disk);
  return g_test_run ();
}
