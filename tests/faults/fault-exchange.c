/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "fault-exchange.h"

#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "app/agent/anj-attachment-files.h"
#include "core/anj-hex.h"
#include "core/anj-json.h"
#include "core/anj-kdf.h"
#include "core/anj-time.h"
#include "fault-quiet.h"
#include "fault-time.h"
#include "hub/hub-audit.h"
#include "hub/hub-registers.h"
#include "hub/hub-tickets.h"
#include "net/anj-net-error.h"

#define N_CASES 2
#define PHOTO_BYTES 700
#define PIN_BYTE 7
#define FINGERPRINT "abababababababababababababababababababababababababababababababab"

/* when nothing more can happen by itself, time passes: in steps that grow while nothing comes of
 * it, until one of them ends what somebody waits for */
#define FIRST_STEP_US 4000
#define STEP_GROWTH 4
#define MAX_STEP_US (10 * G_USEC_PER_SEC)
/* to ask the terminal costs more than a moment of the exchange */
#define ASK_EVERY_US 3000
/* what never ends by itself: nothing comes of so much time, or so much work (an exchange takes a
 * tenth of a second) */
#define STUCK_US G_TIME_SPAN_DAY
#define STUCK_WORK_US G_TIME_SPAN_MINUTE

typedef struct
{
  char *id;
  char *number;
  char *payload;
  char *photo; /* (nullable): hex of SHA-256 */
} FaultCase;

static void
case_free (gpointer data)
{
  FaultCase *self = data;

  g_free (self->id);
  g_free (self->number);
  g_free (self->payload);
  g_free (self->photo);
  g_free (self);
}

/* --- time --- */

/* past what stands before libc */
static gint64
real_monotonic_us (void)
{
  return g_get_real_time ();
}

/* of all threads: a machine with other work gives it slowly */
static gint64
work_us (void)
{
  struct timespec spent;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &spent);
  return spent.tv_sec * G_USEC_PER_SEC + spent.tv_nsec / 1000;
}

static void
let_time_pass (FaultExchange *self)
{
  guint64 n_bytes = fault_proxy_count_all (self->village->proxy);

  if (n_bytes != self->n_bytes_seen)
    self->step_us = FIRST_STEP_US;
  self->n_bytes_seen = n_bytes;
  fault_time_pass (self->step_us);
  self->passed_us += self->step_us;
  self->step_us = MIN (self->step_us * STEP_GROWTH, MAX_STEP_US);
}

static gboolean
on_moment (gpointer user_data G_GNUC_UNUSED)
{
  return G_SOURCE_CONTINUE;
}

/* for ASK_EVERY_US, or until nothing more can happen by itself: TRUE */
static gboolean
live_a_while (FaultExchange *self)
{
  gint64 asked_us = real_monotonic_us ();

  do
    {
      while (g_main_context_iteration (NULL, FALSE))
        ;
      if (!fault_proxy_is_late (self->village->proxy) && fault_quiet ())
        return TRUE;
      g_main_context_iteration (NULL, TRUE);
    }
  while (real_monotonic_us () - asked_us < ASK_EVERY_US);
  return FALSE;
}

void
fault_exchange_live_until (FaultExchange *self,
                           const char *what,
                           gboolean (*is_done) (FaultExchange *))
{
  gint64 begun_us = work_us ();
  guint moment_id = g_timeout_add (1, on_moment, NULL);

  self->passed_us = 0;
  self->step_us = FIRST_STEP_US;
  while (!is_done (self))
    {
      /* libmicrohttpd turns round and round over half a TLS record that stalls: never quiet */
      if (live_a_while (self) || fault_proxy_is_stalled (self->village->proxy))
        let_time_pass (self);
      if (g_get_monotonic_time () - self->ticked_us > G_USEC_PER_SEC)
        {
          hub_server_tick (self->village->server);
          self->ticked_us = g_get_monotonic_time ();
        }
      if (self->passed_us > STUCK_US || work_us () - begun_us > STUCK_WORK_US)
        g_error ("stuck: %s", what);
    }
  g_source_remove (moment_id);
}

/* --- the terminal's health, now --- */

typedef struct
{
  AnjTerminalHealth *health;
  gboolean is_done;
} Examination;

static gpointer
job_examine (AnjTerminal *terminal, gpointer data G_GNUC_UNUSED, GError **error)
{
  return anj_terminal_examine (terminal, error);
}

static void
on_examined (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer user_data)
{
  Examination *examination = user_data;

  examination->health = g_task_propagate_pointer (G_TASK (result), NULL);
  examination->is_done = TRUE;
}

/* what the terminal has a receipt for the hub has, at every moment: else only the next rewind would
 * save it */
static void
check_receipted (FaultExchange *self, const AnjTerminalHealth *health)
{
  HubStore *store = self->village->app.store;
  g_autoptr (GError) error = NULL;
  gint64 n_held = 0;

  hub_store_lock (store);
  g_assert_true (
      hub_store_get_int (store, &error, 0, &n_held, "SELECT count(*) FROM submissions", ""));
  hub_store_unlock (store);
  g_assert_cmpint (n_held, >=, health->receipted_seq);
}

/* (transfer full) */
static AnjTerminalHealth *
examine (FaultExchange *self)
{
  Examination examination = { NULL, FALSE };

  anj_store_thread_make (self->village->store, job_examine, NULL, NULL,
                         (GDestroyNotify) anj_terminal_health_free, on_examined, &examination);
  while (!examination.is_done)
    g_main_context_iteration (NULL, TRUE);
  g_assert_nonnull (examination.health);
  check_receipted (self, examination.health);
  return examination.health;
}

static gboolean
is_in_service (FaultExchange *self)
{
  g_autoptr (AnjTerminalHealth) health = examine (self);

  return health->config_version == FAULT_VILLAGE_CONFIG && !health->is_config_on_trial &&
         health->is_synced && !health->needs_sync && health->channel_cursor != NULL;
}

static gboolean
is_all_sent (FaultExchange *self)
{
  g_autoptr (AnjTerminalHealth) health = examine (self);

  return health->n_waiting == 0 && health->n_attachments == 0;
}

/* --- cases --- */

/* what a resident hands over, and whether it was taken */
typedef struct
{
  FaultCase *sent;
  char *photo; /* (nullable): what it shows */
} Handing;

static void
handing_free (gpointer data)
{
  Handing *self = data;

  g_clear_pointer (&self->sent, case_free);
  g_free (self->photo);
  g_free (self);
}

static GPtrArray *
hand_over (const char *photo, const char *sha256)
{
  GPtrArray *files = g_ptr_array_new_with_free_func ((GDestroyNotify) anj_attachment_file_free);
  int fd;

  if (photo == NULL)
    return files;
  fd = memfd_create ("photo", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  g_assert_cmpint (write (fd, photo, PHOTO_BYTES), ==, PHOTO_BYTES);
  g_assert_cmpint (
      fcntl (fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL), ==, 0);
  g_ptr_array_add (files, anj_attachment_file_new (sha256, fd));
  return files;
}

static GBytes *
make_header (const Handing *handing, const AnjReservation *reservation, gint64 now_us)
{
  g_autoptr (AnjHeader) header = anj_header_new ();
  guint8 follow[ANJ_FOLLOW_BYTES];

  memset (follow, PIN_BYTE, sizeof follow);
  header->id = g_strdup (reservation->id);
  header->region = g_strdup (reservation->region);
  header->number = g_strdup (reservation->number);
  header->kind = g_strdup ("complaint");
  header->category = g_strdup ("tidak-cair");
  header->submitted = anj_time_format (now_us);
  header->follow_hash = anj_sha256_hex (follow, sizeof follow);
  g_ptr_array_add (header->recipients, anj_recipient_name_new ("intake", FINGERPRINT));
  g_ptr_array_add (header->recipients, anj_recipient_name_new ("recovery", FINGERPRINT));
  if (handing->sent->photo != NULL)
    {
      g_autoptr (GString) text = NULL;
      g_autoptr (GBytes) bytes = anj_header_to_bytes (header);
      g_autofree char *named = g_strdup_printf (
          "\"attachments\":[{\"sha256\":\"%s\",\"bytes\":%d,\"type\":\"image/jpeg\"}]",
          handing->sent->photo, PHOTO_BYTES);

      text = g_string_new_len (g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes));
      g_assert_cmpuint (g_string_replace (text, "\"attachments\":[]", named, 1), ==, 1);
      return g_bytes_new (text->str, text->len);
    }
  return anj_header_to_bytes (header);
}

static gboolean
job_submit (AnjTerminal *terminal, gpointer data, GError **error)
{
  Handing *handing = data;
  FaultCase *sent = handing->sent;
  g_autoptr (AnjReservation) reservation = anj_terminal_reserve (terminal, "complaint", error);
  g_autoptr (GBytes) payload = g_bytes_new (sent->payload, strlen (sent->payload));
  g_autoptr (GPtrArray) files = hand_over (handing->photo, sent->photo);
  g_autoptr (GBytes) header = NULL;

  if (reservation == NULL)
    return FALSE;
  header = make_header (handing, reservation, g_get_real_time ());
  if (!anj_terminal_submit (terminal, reservation, header, payload, files, error))
    return FALSE;
  sent->id = g_strdup (reservation->id);
  sent->number = g_strdup (reservation->number);
  return TRUE;
}

static void
on_submitted (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer user_data)
{
  FaultExchange *self = user_data;
  Handing *handing = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;

  self->is_case_due = FALSE;
  g_task_propagate_boolean (G_TASK (result), &error);
  g_assert_no_error (error);
  g_ptr_array_add (self->cases, g_steal_pointer (&handing->sent));
}

static gboolean
is_case_taken (FaultExchange *self)
{
  return !self->is_case_due;
}

static void
submit (FaultExchange *self, guint number)
{
  Handing *handing = g_new0 (Handing, 1);

  handing->sent = g_new0 (FaultCase, 1);
  handing->sent->payload = g_strdup_printf ("sealed words %u", number);
  if (number > 0)
    {
      handing->photo = g_strnfill (PHOTO_BYTES, (char) ('a' + number));
      handing->sent->photo = anj_sha256_hex ((const guint8 *) handing->photo, PHOTO_BYTES);
    }
  self->is_case_due = TRUE;
  anj_store_thread_run (self->village->store, job_submit, handing, handing_free, on_submitted,
                        self);
  fault_exchange_live_until (self, "a case on its way to the disk", is_case_taken);
  anj_line_kick (self->village->line);
}

/* --- a ticket, asked for and told --- */

static void
on_ticket (GObject *source, GAsyncResult *result, gpointer user_data)
{
  FaultExchange *self = user_data;
  g_autofree char *state = NULL;
  g_autoptr (GBytes) answer = NULL;
  g_autoptr (GError) error = NULL;

  self->is_ticket_due = FALSE;
  self->has_ticket = anj_line_query_ticket_finish (ANJ_LINE (source), result, &state, &answer,
                                                   &error);
  g_assert_true (self->has_ticket || error->domain == ANJ_NET_ERROR);
}

/* a resident who hears that the hub is away asks again */
static gboolean
has_ticket (FaultExchange *self)
{
  const FaultCase *asked = self->cases->pdata[0];
  guint8 follow[ANJ_FOLLOW_BYTES];

  if (self->has_ticket || self->is_ticket_due)
    return self->has_ticket;
  memset (follow, PIN_BYTE, sizeof follow);
  self->is_ticket_due = TRUE;
  anj_line_query_ticket_async (self->village->line, FAULT_VILLAGE_REGION, asked->number, follow,
                               on_ticket, self);
  return FALSE;
}

/* an AnjStoreMaker: (nullable): the second case's state, as the terminal knows it without a hub */
static gpointer
job_find_ticket (AnjTerminal *terminal, gpointer data, GError **error)
{
  guint8 follow[ANJ_FOLLOW_BYTES];
  g_autoptr (GBytes) answer = NULL;
  char *state = NULL;

  memset (follow, PIN_BYTE, sizeof follow);
  return anj_terminal_find_ticket (terminal, ANJ_TICKET_LAST_KNOWN, FAULT_VILLAGE_REGION, data,
                                   follow, &state, &answer, error) == ANJ_TICKET_ANSWERED
             ? state
             : NULL;
}

static void
on_ticket_found (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer user_data)
{
  FaultExchange *self = user_data;
  g_autofree char *state = g_task_propagate_pointer (G_TASK (result), NULL);

  self->is_ticket_due = FALSE;
  self->has_answer = state != NULL && strstr (state, "\"answered\"") != NULL;
}

/* the channel told it */
static gboolean
has_answer (FaultExchange *self)
{
  const FaultCase *asked = self->cases->pdata[1];

  if (self->has_answer || self->is_ticket_due)
    return self->has_answer;
  self->is_ticket_due = TRUE;
  anj_store_thread_make (self->village->store, job_find_ticket, g_strdup (asked->number), g_free,
                         g_free, on_ticket_found, self);
  return FALSE;
}

/* an officer whose hub cannot write it down tries again */
static gboolean
is_answer_taken (FaultExchange *self)
{
  const FaultCase *asked = self->cases->pdata[1];
  HubApp *app = &self->village->app;
  g_autoptr (GBytes) answer = g_bytes_new_static ("sealed answer", 13);
  gboolean is_known = FALSE;
  gboolean is_taken;

  hub_store_lock (app->store);
  is_taken = hub_ticket_answer (app->store, FAULT_VILLAGE_REGION, asked->number, "answered", answer,
                                hub_app_now_us (app), &is_known, /* error */ NULL);
  hub_store_unlock (app->store);
  if (is_taken)
    hub_app_wake (app, FAULT_VILLAGE_REGION);
  return is_taken;
}

void
fault_exchange_begin (FaultExchange *self)
{
  self->cases = g_ptr_array_new_with_free_func (case_free);
  anj_line_start (self->village->line);
  fault_exchange_live_until (self, "out of service", is_in_service);
  submit (self, 0);
}

void
fault_exchange_run (FaultExchange *self)
{
  fault_exchange_begin (self);
  for (guint i = 1; i < N_CASES; i++)
    submit (self, i);
  fault_exchange_live_until (self, "cases or attachments", is_all_sent);
  fault_exchange_live_until (self, "no answer to a PIN", has_ticket);
  fault_exchange_live_until (self, "the answer is not taken", is_answer_taken);
  fault_exchange_live_until (self, "no news of an answer", has_answer);
}

/* --- what must hold --- */

static gint64
count (HubStore *store, const char *sql, const char *text)
{
  g_autoptr (GError) error = NULL;
  gint64 n = -1;

  g_assert_true (text != NULL ? hub_store_get_int (store, &error, -1, &n, sql, "t", text)
                              : hub_store_get_int (store, &error, -1, &n, sql, ""));
  g_assert_no_error (error);
  return n;
}

static void
check_photo (FaultExchange *self, HubStore *store, const FaultCase *sent)
{
  g_autofree char *path = g_build_filename (self->village->hub_dir, "attachments", sent->photo,
                                            NULL);
  g_autofree char *data = NULL;
  g_autofree char *hash = NULL;
  gsize n_bytes = 0;

  g_assert_cmpint (count (store,
                          "SELECT count(*) FROM attachments WHERE sha256 = ?"
                          " AND received_us IS NOT NULL AND dropped_us IS NULL",
                          sent->photo),
                   ==, 1);
  g_assert_true (g_file_get_contents (path, &data, &n_bytes, NULL));
  hash = anj_sha256_hex ((const guint8 *) data, n_bytes);
  g_assert_cmpstr (hash, ==, sent->photo);
}

static void
check_case (FaultExchange *self, HubStore *store, const FaultCase *sent)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HubStmt) stmt = hub_store_query (
      store, &error, "SELECT payload FROM submissions WHERE uuid = ? AND tombstone IS NULL", "t",
      sent->id);
  gboolean row = FALSE;

  g_assert_true (hub_stmt_next (stmt, &row, &error));
  if (!row)
    g_error ("case %s is lost", sent->id);
  g_assert_cmpmem (sqlite3_column_blob (stmt, 0), sqlite3_column_bytes (stmt, 0), sent->payload,
                   strlen (sent->payload));
  g_assert_true (hub_stmt_next (stmt, &row, &error));
  if (row)
    g_error ("case %s is there twice", sent->id);
  g_assert_cmpint (count (store, "SELECT count(*) FROM tickets WHERE uuid = ?", sent->id), ==, 1);
  if (sent->photo != NULL)
    check_photo (self, store, sent);
}

static void
check_hub (FaultExchange *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HubStore) store = hub_registers_open (self->village->hub_dir, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < self->cases->len; i++)
    check_case (self, store, self->cases->pdata[i]);
  g_assert_cmpint (count (store, "SELECT count(*) FROM submissions", NULL), ==, self->cases->len);
  g_assert_cmpint (count (store, "SELECT count(*) FROM tickets", NULL), ==, self->cases->len);
  g_assert_cmpint (count (store, "SELECT count(*) FROM attachments", NULL), ==, N_CASES - 1);
  g_assert_cmpint (count (store, "SELECT count(*) FROM audit WHERE row LIKE '%chain-%'", NULL), ==,
                   0);
  g_assert_cmpint (count (store, "SELECT count(*) FROM terminals WHERE state <> 'active'", NULL),
                   ==, 0);
}

/* the household that the sync brought answers to its numbers */
static void
check_look_up (AnjTerminal *terminal)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = anj_terminal_make_config (terminal, &error);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (JsonObject) config = anj_json_parse_object (bytes, &error);
  JsonObject *lookup = anj_json_get_object (config, "lookup");
  const AnjLookupCost cost = { (guint64) anj_json_get_int (lookup, "n", 0),
                               (guint32) anj_json_get_int (lookup, "r", 0),
                               (guint32) anj_json_get_int (lookup, "p", 0) };
  guint8 salt_bytes[32];
  g_autoptr (GBytes) salt = NULL;
  g_autoptr (AnjCacheRecord) record = NULL;
  g_autofree char *last_viewed = NULL;
  AnjLookupKey key;

  g_assert_true (
      anj_hex_decode (anj_json_get_string (lookup, "salt", ""), salt_bytes, sizeof salt_bytes));
  salt = g_bytes_new (salt_bytes, sizeof salt_bytes);
  g_assert_true (anj_kdf_lookup (FAULT_VILLAGE_NIK, FAULT_VILLAGE_KK, salt, &cost, &key, &error));
  g_assert_true (
      anj_terminal_look_up (terminal, key.index, key.proof, &record, &last_viewed, &error));
  g_assert_no_error (error);
  g_assert_nonnull (record);
}

static void
check_terminal (FaultExchange *self)
{
  g_autoptr (AnjTerminal) terminal = fault_village_open_terminal (self->village);
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjTerminalHealth) health = anj_terminal_examine (terminal, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (health->last_seq, ==, self->cases->len);
  g_assert_cmpuint (health->receipted_seq, ==, self->cases->len);
  g_assert_cmpuint (health->n_kept, ==, self->cases->len); /* no backup holds them */
  g_assert_cmpuint (health->n_waiting, ==, 0);
  g_assert_cmpuint (health->n_attachments, ==, 0);
  g_assert_cmpuint (health->n_attachments_lost, ==, 0);
  g_assert_cmpuint (health->n_refused, ==, 0);
  g_assert_cmpuint (health->n_lost, ==, 0);
  g_assert_cmpuint (health->n_quarantine, ==, 0);
  g_assert_cmpuint (health->config_version, ==, FAULT_VILLAGE_CONFIG);
  g_assert_null (health->config_problem);
  g_assert_false (health->is_behind);
  g_assert_false (health->is_revoked);
  check_look_up (terminal);
}

void
fault_exchange_check (FaultExchange *self)
{
  g_assert_cmpuint (self->cases->len, ==, N_CASES);
  check_hub (self);
  check_terminal (self);
}

void
fault_exchange_clear (FaultExchange *self)
{
  g_clear_pointer (&self->cases, g_ptr_array_unref);
}
