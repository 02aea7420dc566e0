/* SPDX-License-Identifier: GPL-3.0-or-later */

#undef _FORTIFY_SOURCE

#include "fault-day-private.h"

#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "app/agent/anj-agent-error.h"
#include "app/agent/anj-attachment-files.h"
#include "app/agent/anj-terminal-private.h"
#include "core/anj-json.h"
#include "core/anj-kdf.h"

#define N_CONFIGS 4
#define MORNING_US (G_GINT64_CONSTANT (1790000000) * G_USEC_PER_SEC)
#define HOUR_US (G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC)
#define NIK "3509010101800001"
#define NO_KK "3509010101200001"
/* by then the hub is another one, restored */
#define RESTORED_AT 13

static const AnjLookupCost cheap = { 1024, 1, 1 };

/* splitmix64: a seed gives the same day */
static void
fill (gpointer user_data, guint8 *out, gsize n_bytes)
{
  FaultDay *self = user_data;

  for (gsize i = 0; i < n_bytes; i++)
    {
      guint64 z = self->random_state += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);

      z = (z ^ z >> 30) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
      out[i] = (guint8) (z >> 40);
    }
}

static FaultTold *
tell (FaultDay *self, FaultToldKind kind, guint64 seq)
{
  FaultTold *told = &self->told->all[self->told->n];

  g_assert_cmpuint (self->told->n, <, FAULT_MAX_TOLD);
  *told = (FaultTold){ .kind = kind,
                       .n_operations = self->disk != NULL ? fault_disk_count (self->disk) : 0,
                       .real_us = self->terminal.agent.real_us,
                       .monotonic_us = self->terminal.agent.monotonic_us,
                       .seq = seq };
  /* a child may end anywhere: what is counted is whole */
  __atomic_store_n (&self->told->n, self->told->n + 1, __ATOMIC_RELEASE);
  return told;
}

static void
tell_number (FaultDay *self, FaultToldKind kind, guint64 seq, const char *number)
{
  g_strlcpy (tell (self, kind, seq)->number, number, sizeof ((FaultTold *) NULL)->number);
}

static void
set_outside (FaultDay *self, gboolean is_outside)
{
  if (self->pause != NULL)
    self->pause (is_outside);
}

/* as the agent does that ends itself, or is ended; it stays closed while it cannot be */
static void
open_again (FaultDay *self)
{
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&self->terminal.terminal, anj_terminal_close);
  for (guint i = 0; i < 2 && self->terminal.terminal == NULL; i++)
    {
      g_clear_error (&error);
      self->terminal.terminal = anj_terminal_open (
          &self->terminal.identity, &self->terminal.bootstrap, &self->terminal.agent.clock,
          self->terminal.agent.random, &error);
      if (self->terminal.terminal == NULL && !self->is_rough)
        g_error ("%s", error->message);
    }
}

/* whether a step was done; what a failing disk makes of one may be anything */
static gboolean
is_done (FaultDay *self, gboolean done, GError *const *error)
{
  if (done)
    return TRUE;
  if (!self->is_rough)
    g_error ("%s", *error != NULL ? (*error)->message : "not done");
  self->told->n_failed++;
  open_again (self);
  return FALSE;
}

/* --- cases --- */

/* (transfer full): sealed as a session's is; @sha256: what it is named */
static GPtrArray *
make_attachment (FaultDay *self, char *sha256, gsize *out_n_bytes)
{
  GPtrArray *files = g_ptr_array_new_with_free_func ((GDestroyNotify) anj_attachment_file_free);
  int fd = memfd_create ("photo", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  guint8 bytes[3000];
  g_autofree char *name = NULL;

  anj_random_fill (&self->random, bytes, sizeof bytes);
  *out_n_bytes = 700 + bytes[0] * 9u;
  g_assert_cmpint (write (fd, bytes, *out_n_bytes), ==, *out_n_bytes);
  g_assert_cmpint (fcntl (fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW), ==, 0);
  name = anj_sha256_hex (bytes, *out_n_bytes);
  g_strlcpy (sha256, name, sizeof ((FaultTold *) NULL)->sha256);
  g_ptr_array_add (files, anj_attachment_file_new (name, fd));
  return files;
}

static GBytes *
make_header (FaultDay *self, const AnjReservation *reservation, const char *sha256, gsize n_bytes)
{
  g_autofree char *text = terminal_fixture_header (&self->terminal, reservation->id,
                                                   reservation->number, reservation->anonymous,
                                                   FAULT_FOLLOW_BYTE);
  g_autoptr (GBytes) plain = agent_text (text);
  g_autoptr (AnjHeader) header = anj_header_parse (plain, NULL);
  JsonObject *attachment;

  if (sha256 == NULL)
    return g_steal_pointer (&plain);
  attachment = json_object_new ();
  json_object_set_string_member (attachment, "sha256", sha256);
  json_object_set_int_member (attachment, "bytes", (gint64) n_bytes);
  json_object_set_string_member (attachment, "type", "image/jpeg");
  json_array_add_object_element (header->attachments, attachment);
  return anj_header_to_bytes (header);
}

gboolean
fault_day_submit (FaultDay *self,
                  AnjTerminal *terminal,
                  const AnjReservation *reservation,
                  char *sha256,
                  GError **error)
{
  g_autoptr (GBytes) payload = NULL;
  g_autoptr (GBytes) header = NULL;
  g_autoptr (GPtrArray) files = NULL;
  gsize n_bytes = 0;
  gboolean is_kept;

  set_outside (self, TRUE);
  if (sha256 != NULL)
    files = make_attachment (self, sha256, &n_bytes);
  header = make_header (self, reservation, sha256, n_bytes);
  payload = agent_text ("sealed words");
  set_outside (self, FALSE);
  is_kept = anj_terminal_submit (terminal, reservation, header, payload, files, error);
  return is_kept;
}

static void
step_send (FaultDay *self, guint i)
{
  char sha256[sizeof ((FaultTold *) NULL)->sha256] = "";
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjReservation) reservation = anj_terminal_reserve (
      self->terminal.terminal, i % 5 == 0 ? "complaint:anonymous" : "complaint", &error);
  FaultTold *told;

  if (!is_done (self, reservation != NULL, &error))
    return;
  tell_number (self, FAULT_TOLD_NUMBER, 0, reservation->number);
  if (!is_done (self,
                fault_day_submit (self, self->terminal.terminal, reservation,
                                  i % 3 == 1 || i % 10 == 0 ? sha256 : NULL, &error),
                &error))
    return;
  told = tell (self, FAULT_TOLD_CASE, 0);
  g_strlcpy (told->id, reservation->id, sizeof told->id);
  g_strlcpy (told->number, reservation->number, sizeof told->number);
  g_strlcpy (told->sha256, sha256, sizeof told->sha256);
  if (i % 6 == 1 && is_done (self,
                             anj_terminal_take_slip (self->terminal.terminal, AGENT_REGION,
                                                     reservation->number, &error),
                             &error))
    tell_number (self, FAULT_TOLD_SLIP, 0, reservation->number);
}

/* --- the hub --- */

/* before a receipt lets any go; (transfer full) (nullable): the id at @seq */
static char *
note_places (FaultDay *self, guint64 seq)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray)
      entries = anj_outbox_read (self->terminal.terminal->outbox, 1, G_MAXUINT, G_MAXSIZE, &error);
  char *found = NULL;

  for (guint i = 0; entries != NULL && i < entries->len; i++)
    {
      const AnjOutboxEntry *entry = entries->pdata[i];
      g_autoptr (AnjHeader) header = anj_header_parse (entry->header, NULL);
      FaultTold *told = tell (self, FAULT_TOLD_PLACE, entry->seq);

      g_strlcpy (told->id, header->id, sizeof told->id);
      if (entry->seq == seq && found == NULL)
        found = g_strdup (header->id);
    }
  return found;
}

/* all that is there; @kept: what its backup holds */
static AnjReceipt *
make_receipt (FaultDay *self, guint i, guint64 kept)
{
  AnjReceipt *receipt = anj_receipt_new ();
  AnjOutboxState state;

  anj_outbox_get_state (self->terminal.terminal->outbox, &state);
  receipt->terminal = g_strdup (AGENT_TERMINAL);
  receipt->first_seq = state.receipted_seq + 1;
  receipt->last_seq = state.last_seq;
  receipt->backed_up_seq = MIN (kept, state.last_seq);
  receipt->hub_generation = g_strdup (i < RESTORED_AT ? "g1" : "g2");
  receipt->time_us = self->terminal.agent.real_us;
  memcpy (receipt->head, state.head, sizeof receipt->head);
  if (i % 8 == 0 && receipt->first_seq <= receipt->last_seq)
    anj_receipt_add_tombstone (receipt, receipt->last_seq, "invalid");
  return receipt;
}

static void
step_receipt (FaultDay *self, guint i)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjReceipt) receipt = NULL;
  g_autoptr (GBytes) der = NULL;
  g_autofree char *refused = NULL;
  guint64 first, last;

  if (i % 4 != 0)
    return;
  set_outside (self, TRUE);
  receipt = make_receipt (self, i, i / 2);
  first = receipt->first_seq;
  last = receipt->last_seq;
  if (first <= last)
    {
      der = agent_receipt_sign (&self->terminal.agent, receipt);
      refused = note_places (self, receipt->tombstones->len > 0 ? last : 0);
      if (refused != NULL)
        g_strlcpy (tell (self, FAULT_TOLD_REFUSED, last)->id, refused,
                   sizeof ((FaultTold *) 0)->id);
      tell (self, FAULT_TOLD_MAY_GO, receipt->backed_up_seq);
    }
  set_outside (self, FALSE);
  if (der != NULL &&
      is_done (self, anj_terminal_apply_receipt (self->terminal.terminal, der, &error), &error))
    tell (self, FAULT_TOLD_RECEIPT, last);
}

/* the hub was restored from a backup of yesterday: it asks for what it lacks */
static void
step_restore (FaultDay *self, guint i)
{
  g_autoptr (GError) error = NULL;
  AnjOutboxState state;

  if (i != RESTORED_AT)
    return;
  anj_outbox_get_state (self->terminal.terminal->outbox, &state);
  tell (self, FAULT_TOLD_RESTORED, state.backed_up_seq);
  is_done (self, anj_terminal_rewind (self->terminal.terminal, state.backed_up_seq, &error),
           &error);
}

/* lets the pool's cases go and makes what would be sent */
static void
step_pool (FaultDay *self, guint i)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) batch = NULL;

  if (i % 9 != 0)
    return;
  self->terminal.agent.real_us += 48 * HOUR_US;
  self->terminal.agent.monotonic_us += 48 * HOUR_US;
  tell (self, FAULT_TOLD_CLOCK, 0);
  batch = anj_terminal_make_batch (self->terminal.terminal, 0, &error);
  is_done (self, error == NULL, &error);
}

/* one attachment goes to the hub */
static void
step_upload (FaultDay *self, guint i)
{
  g_autoptr (GHashTable) skipped = g_hash_table_new (g_str_hash, g_str_equal);
  AnjTerminal *terminal = self->terminal.terminal;
  g_autoptr (GError) error = NULL;
  g_autofree char *sha256 = NULL;
  g_autoptr (GBytes) bytes = NULL;
  guint64 n_bytes;

  if (i % 2 == 0 ||
      !is_done (self, anj_terminal_next_attachment (terminal, skipped, &sha256, &n_bytes, &error),
                &error))
    return;
  if (sha256 == NULL)
    return;
  bytes = anj_terminal_read_attachment (terminal, sha256, 0, n_bytes, &error);
  /* less is a piece; the rest is asked for later */
  if (!is_done (self, bytes != NULL && g_bytes_get_size (bytes) == n_bytes, &error))
    return;
  is_done (self, anj_terminal_confirm_attachment (terminal, sha256, &error), &error);
}

static void
step_configure (FaultDay *self, guint i)
{
  AnjConfigOffer offer = { .epoch = 1, .version = self->version + 1 };
  g_autoptr (GError) error = NULL;
  gboolean has_changed;

  if (i % 8 != 0 || offer.version > N_CONFIGS)
    return;
  offer.bundle = self->configs->pdata[self->version - 1];
  self->version++;
  if (is_done (self,
               anj_terminal_apply_config (self->terminal.terminal, &offer, &has_changed, &error) &&
                   anj_terminal_keep_config (self->terminal.terminal, &error),
               &error))
    tell (self, FAULT_TOLD_CONFIG, self->version);
}

static void
step_lock (FaultDay *self, guint i)
{
  const char *texts[] = {
    "[{\"id\":\"c-00000000000000a1\",\"kind\":\"lock\",\"expires\":\"2030-01-01T00:00:00Z\"}]",
    "[{\"id\":\"c-00000000000000a2\",\"kind\":\"unlock\",\"expires\":\"2030-01-01T00:00:00Z\"}]",
  };

  for (guint k = 0; i == 6 && k < G_N_ELEMENTS (texts) && self->terminal.terminal != NULL; k++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (JsonNode) node = NULL;

      set_outside (self, TRUE);
      node = json_from_string (texts[k], NULL);
      set_outside (self, FALSE);
      if (is_done (self,
                   anj_terminal_take_remotes (self->terminal.terminal, json_node_get_array (node),
                                              &error),
                   &error))
        tell (self, FAULT_TOLD_LOCKED, k == 0);
    }
}

/* --- who stands before it --- */

/* the household's own numbers, or nobody's */
static gboolean
look_up (FaultDay *self, gboolean is_known, AnjCacheRecord **out_record, GError **error)
{
  AnjTerminal *terminal = self->terminal.terminal;
  g_autoptr (AnjCacheGeneration) generation = anj_terminal_require_synced (terminal, error);
  g_autofree char *viewed = NULL;
  AnjLookupKey key = { 0 };

  return generation != NULL &&
         (!is_known ||
          anj_kdf_lookup (NIK, NO_KK, generation->salt, &generation->cost, &key, error)) &&
         anj_terminal_look_up (terminal, key.index, key.proof, out_record, &viewed, error);
}

static void
step_look_up (FaultDay *self, guint i)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjCacheRecord) record = NULL;
  gboolean is_known = i % 4 != 2;

  if (i % 2 != 0 || !is_done (self, look_up (self, is_known, &record, &error), &error))
    return;
  g_assert_true ((record != NULL) == is_known);
  if (!is_known)
    tell (self, FAULT_TOLD_MISS, anj_guess_delay_get_level (self->terminal.terminal->guess_delay));
}

/* the newest case that was told */
static const FaultTold *
last_case (FaultDay *self)
{
  for (guint i = self->told->n; i > 0; i--)
    if (self->told->all[i - 1].kind == FAULT_TOLD_CASE)
      return &self->told->all[i - 1];
  return NULL;
}

static void
step_follow (FaultDay *self, guint i)
{
  const FaultTold *told = last_case (self);
  AnjTerminal *terminal = self->terminal.terminal;
  guint8 follow[ANJ_FOLLOW_BYTES];
  g_autoptr (GError) error = NULL;
  g_autofree char *state = NULL;
  g_autoptr (GBytes) answer = NULL;
  char number[sizeof told->number];

  if (i % 7 != 3 || told == NULL)
    return;
  memset (follow, FAULT_FOLLOW_BYTE, sizeof follow);
  g_strlcpy (number, told->number, sizeof number);
  if (!is_done (self,
                anj_terminal_find_ticket (terminal, ANJ_TICKET_LAST_KNOWN, AGENT_REGION, number,
                                          follow, &state, &answer, &error) == ANJ_TICKET_ANSWERED,
                &error))
    return;
  if (is_done (self,
               anj_terminal_keep_ticket (terminal, AGENT_REGION, number, follow,
                                         "{\"state\":\"answered\"}", answer, &error),
               &error))
    tell_number (self, FAULT_TOLD_ANSWER, 0, number);
}

/* somebody guesses at a stranger's ticket */
static void
step_guess (FaultDay *self, guint i)
{
  const FaultTold *told = last_case (self);
  char number[sizeof told->number];
  guint8 follow[ANJ_FOLLOW_BYTES] = { 0 };

  if (i != 5 || told == NULL)
    return;
  g_strlcpy (number, told->number, sizeof number);
  tell_number (self, FAULT_TOLD_GUESSED, 0, number);
  for (guint k = 0; k < 6; k++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *state = NULL;
      g_autoptr (GBytes) answer = NULL;
      AnjTicketOutcome outcome = anj_terminal_find_ticket (self->terminal.terminal,
                                                           ANJ_TICKET_LAST_KNOWN, AGENT_REGION,
                                                           number, follow, &state, &answer, &error);

      g_assert_cmpint (outcome, !=, ANJ_TICKET_ANSWERED);
      if (g_error_matches (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_THROTTLED))
        {
          tell_number (self, FAULT_TOLD_SHUT_OUT, 0, number);
          return;
        }
      if (!g_error_matches (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_INVALID))
        {
          is_done (self, FALSE, &error);
          return;
        }
    }
}

/* --- the terminal's own --- */

gboolean
fault_day_sync (FaultDay *self, const char *folder, GError **error)
{
  const AnjCachePerson person = { NIK, NO_KK, "m-1" };
  g_autoptr (GArray) people = g_array_new (FALSE, FALSE, sizeof person);
  g_autoptr (GBytes) plain = agent_text ("{\"found\":true}");
  AnjCacheDocument document = { "r1", "b1", "2026-10-15", 1, plain, people };
  g_autoptr (AnjCacheStore) store = NULL;
  g_autoptr (AnjCacheGeneration) generation = NULL;
  g_autoptr (AnjCachePage) page = anj_cache_page_new ();
  AnjSealedHousehold *household;

  g_array_append_val (people, person);
  store = anj_cache_store_open (folder, self->terminal.agent.k_seal, error);
  generation = store != NULL ? anj_cache_store_begin (store, &cheap, &self->random, error) : NULL;
  household = generation != NULL ? anj_cache_seal (&document, self->terminal.agent.k_seal,
                                                   generation->salt, &cheap, &self->random, error)
                                 : NULL;
  if (household == NULL)
    return FALSE;
  g_ptr_array_add (page->households, household);
  page->cursor = g_strdup_printf ("c%u", ++self->n_pages);
  page->data_date = g_strdup ("2026-10-15");
  page->is_last = TRUE;
  return anj_cache_store_write (store, generation->id, page, error);
}

static void
step_sync (FaultDay *self, guint i)
{
  g_autoptr (GError) error = NULL;

  if (i % 7 == 2)
    is_done (self, fault_day_sync (self, self->terminal.agent.state_dir, &error), &error);
}

static void
step_restart (FaultDay *self, guint i)
{
  g_autoptr (GError) error = NULL;

  if (i % 11 != 0 && i != 7)
    return;
  if (!is_done (self, anj_terminal_note_end (self->terminal.terminal, &error), &error))
    return;
  open_again (self);
  if (self->terminal.terminal != NULL)
    is_done (self,
             anj_terminal_audit_attachments (self->terminal.terminal, &error) &&
                 anj_terminal_note_start (self->terminal.terminal, "boot", &error),
             &error);
}

static void
make_configs (FaultDay *self)
{
  AgentFixture *agent = &self->terminal.agent;
  g_autoptr (GPtrArray) recipients = agent_recipients_new (agent);

  self->configs = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  for (guint64 version = 2; version <= N_CONFIGS; version++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes)
          source = anj_config_default (recipients, 1, version, agent->real_us, &error);
      GBytes *der;

      g_assert_no_error (error);
      der = anj_config_sign (source, agent->signer, agent->signer_key, /* chain */ NULL, &error);
      g_assert_no_error (error);
      g_ptr_array_add (self->configs, der);
    }
}

/* both flat, as a state directory is but for its folders */
static void
copy_files (const char *from, const char *to)
{
  g_autoptr (GDir) dir = g_dir_open (from, 0, NULL);
  const char *name;

  g_mkdir_with_parents (to, 0700);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *source = g_build_filename (from, name, NULL);
      g_autofree char *target = g_build_filename (to, name, NULL);
      g_autoptr (GError) error = NULL;
      g_autofree char *data = NULL;
      gsize n_bytes;

      if (g_file_test (source, G_FILE_TEST_IS_DIR))
        {
          copy_files (source, target);
          continue;
        }
      g_assert_true (g_file_get_contents (source, &data, &n_bytes, &error));
      g_assert_true (g_file_set_contents_full (target, data, (gssize) n_bytes,
                                               G_FILE_SET_CONTENTS_NONE, 0600, &error));
    }
}

void
fault_day_init (FaultDay *self)
{
  g_autoptr (GError) error = NULL;

  self->told = mmap (NULL, sizeof *self->told, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
                     -1, 0);
  g_assert_true (self->told != MAP_FAILED);
  terminal_fixture_init (&self->terminal);
  terminal_fixture_sync (&self->terminal);
  self->random = (AnjRandom){ fill, self };
  self->terminal.agent.random = &self->random;
  g_assert_true (fault_day_sync (self, self->terminal.agent.state_dir, &error));
  g_assert_no_error (error);
  make_configs (self);
  g_clear_pointer (&self->terminal.terminal, anj_terminal_close);
  self->morning = g_strconcat (self->terminal.agent.state_dir, "-morning", NULL);
  copy_files (self->terminal.agent.state_dir, self->morning);
  fault_day_begin (self);
}

void
fault_day_begin (FaultDay *self)
{
  g_assert_null (self->terminal.terminal);
  g_clear_pointer (&self->disk, fault_disk_free);
  fault_folder_empty (self->terminal.agent.state_dir);
  copy_files (self->morning, self->terminal.agent.state_dir);
  self->terminal.agent.real_us = MORNING_US;
  self->terminal.agent.monotonic_us = 1000 * G_USEC_PER_SEC;
  self->random_state = 1;
  self->version = 1;
  self->n_pages = 1;
  self->told->n = 0;
  self->told->n_failed = 0;
}

void
fault_day_record (FaultDay *self)
{
  self->disk = fault_disk_record (self->terminal.agent.state_dir);
}

typedef void (*Step) (FaultDay *self, guint i);

void
fault_day_live (FaultDay *self, guint first, guint last)
{
  static const Step steps[] = { step_look_up, step_send,      step_follow, step_guess,
                                step_receipt, step_restore,   step_upload, step_pool,
                                step_sync,    step_configure, step_lock,   step_restart };

  open_again (self);
  for (guint i = first; i <= last; i++)
    for (gsize k = 0; k < G_N_ELEMENTS (steps) && self->terminal.terminal != NULL; k++)
      steps[k](self, i);
  g_clear_pointer (&self->terminal.terminal, anj_terminal_close);
  if (self->disk != NULL)
    fault_disk_stop (self->disk);
}

void
fault_day_clear (FaultDay *self)
{
  fault_disk_free (self->disk);
  g_ptr_array_unref (self->configs);
  fault_folder_empty (self->morning);
  rmdir (self->morning);
  g_free (self->morning);
  munmap (self->told, sizeof *self->told);
  terminal_fixture_clear (&self->terminal);
}

guint
fault_day_number (const char *name, guint otherwise)
{
  const char *text = g_getenv (name);

  return text != NULL ? (guint) g_ascii_strtoull (text, NULL, 10) : otherwise;
}
