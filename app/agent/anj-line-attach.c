/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "anj-agent"

/*
 * Photos and recordings, when no case waits: one after the other, each piece by piece.
 *
 *   next (store) ──► ask "how far?" ──► read (store) ──► put a piece ──┐
 *     ▲  none: end           │               ▲               more      │
 *     │                      │               └─────────────────────────┤
 *     └── confirm (store) ◄──┴─────────────── whole ───────────────────┘
 *
 * A case that comes meanwhile goes first, after the piece that is under way. Any failure forgets
 * how far it was and, after a back-off of its own, asks the hub again: what it has it keeps, on
 * either side's restart. What the hub refuses for good is left for this round, so that it holds up
 * no other. What is lost here the hub is told (DELETE), so that nobody waits for it.
 */

#include "app/agent/anj-agent-error.h"
#include "app/agent/anj-line-private.h"
#include "core/anj-json.h"

#define PIECE_MIN_BYTES (64 * 1024)
#define PIECE_MAX_BYTES (256 * 1024)
/* a piece that takes less than this may be followed by a longer one */
#define PIECE_FAST_US (5 * G_USEC_PER_SEC)
#define PIECE_TIMEOUT_MS 120000

static void go_on (AnjLine *self);

static gboolean
on_waited (gpointer user_data)
{
  AnjLine *self = user_data;

  self->upload.wait_id = 0;
  g_hash_table_remove_all (self->upload.skipped);
  anj_line_kick (self);
  return G_SOURCE_REMOVE;
}

/* cases may be sent meanwhile */
static void
wait (AnjLine *self, const GError *error)
{
  self->upload.wait_id = g_timeout_add (anj_line_next_wait_ms (self, &self->upload.backoff, error),
                                        on_waited, self);
  anj_line_send_end (self);
}

static void
fail (AnjLine *self, const GError *error)
{
  guint status = anj_net_error_get_status (error);
  gboolean is_final = status >= 400 && status < 500 && status != 408 && status != 429;

  if (self->state == ANJ_LINE_STOPPED)
    return;
  g_message ("attachment %s: %s", self->upload.sha256, error->message);
  anj_line_note_refusal (self, &self->upload.refusal, anj_net_error_get_key (error));
  self->upload.piece_bytes = PIECE_MIN_BYTES;
  /* a wrong place in the file is set right by asking again */
  if (!is_final || g_strcmp0 (anj_net_error_get_key (error), "range") == 0)
    {
      g_clear_pointer (&self->upload.sha256, g_free);
      wait (self, error);
      return;
    }
  g_hash_table_add (self->upload.skipped, g_steal_pointer (&self->upload.sha256));
  go_on (self);
}

static gboolean
job_confirm (AnjTerminal *terminal, gpointer data, GError **error)
{
  return anj_terminal_confirm_attachment (terminal, data, error);
}

static void
on_confirmed (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer user_data)
{
  AnjLine *self = user_data;
  g_autoptr (GError) error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      fail (self, error);
      return;
    }
  if (self->state == ANJ_LINE_STOPPED)
    return;
  g_clear_pointer (&self->upload.sha256, g_free);
  anj_line_note_refusal (self, &self->upload.refusal, NULL);
  g_signal_emit_by_name (self, "status-changed");
  go_on (self);
}

static gboolean
job_give_up (AnjTerminal *terminal, gpointer data, GError **error)
{
  return anj_terminal_give_up_attachment (terminal, data, error);
}

static void
on_given_up (GObject *source, GAsyncResult *result, gpointer user_data)
{
  AnjLine *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjHttpResponse)
      response = anj_http_client_send_finish (ANJ_HTTP_CLIENT (source), result, &error);

  if (self->state == ANJ_LINE_STOPPED)
    return;
  anj_line_note_contact (self, error);
  if (response != NULL)
    anj_store_thread_run (self->setup.store, job_give_up, g_strdup (self->upload.sha256), g_free,
                          on_confirmed, self);
  else
    fail (self, error);
}

static gboolean
job_doubt (AnjTerminal *terminal, gpointer data, GError **error)
{
  return anj_terminal_doubt_attachment (terminal, data, error);
}

static void
adapt (AnjLine *self)
{
  gint64 taken_us = anj_clock_monotonic_us (self->setup.clock) - self->upload.begun_monotonic_us;

  anj_backoff_reset (&self->upload.backoff);
  if (taken_us < (gint64) PIECE_FAST_US)
    self->upload.piece_bytes = MIN (self->upload.piece_bytes * 2, PIECE_MAX_BYTES);
}

/* {"bytes", "complete"}: FALSE when it is not, or tells of no progress */
static gboolean
read_answer (AnjLine *self, AnjHttpResponse *response, gboolean *out_complete, GError **error)
{
  g_autoptr (JsonObject)
      object = anj_json_parse_object (anj_http_response_get_body (response), error);
  gint64 n_bytes;

  if (object == NULL)
    return FALSE;
  n_bytes = anj_json_get_int (object, "bytes", -1);
  *out_complete = anj_json_get_bool (object, "complete", FALSE);
  if (*out_complete ||
      (n_bytes >= (gint64) self->upload.at && n_bytes < (gint64) self->upload.n_bytes))
    {
      self->upload.at = (guint64) MAX (n_bytes, 0);
      return TRUE;
    }
  g_set_error_literal (error, ANJ_NET_ERROR, ANJ_NET_ERROR_FAILED,
                       "the hub's answer does not continue what was sent");
  return FALSE;
}

static void
on_put (GObject *source, GAsyncResult *result, gpointer user_data)
{
  AnjLine *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjHttpResponse)
      response = anj_http_client_send_finish (ANJ_HTTP_CLIENT (source), result, &error);
  gboolean is_complete = FALSE;

  if (self->state == ANJ_LINE_STOPPED)
    return;
  anj_line_note_contact (self, error);
  if (response == NULL || !read_answer (self, response, &is_complete, &error))
    {
      if (g_strcmp0 (anj_net_error_get_key (error), "attachment-damaged") == 0)
        anj_store_thread_run (self->setup.store, job_doubt, g_strdup (self->upload.sha256), g_free,
                              NULL, NULL);
      fail (self, error);
      return;
    }
  adapt (self);
  if (is_complete)
    anj_store_thread_run (self->setup.store, job_confirm, g_strdup (self->upload.sha256), g_free,
                          on_confirmed, self);
  else
    go_on (self);
}

static AnjHttpRequest *
make_request (AnjLine *self, const char *method)
{
  g_autofree char *url = g_strconcat (self->setup.bootstrap->hub, "/v1/attachments/",
                                      self->upload.sha256, NULL);

  return anj_http_request_new (method, url, ANJ_LINE_ANSWER_MAX_BYTES, PIECE_TIMEOUT_MS);
}

/* @piece: (nullable): %NULL: asks how far the hub is */
static void
put (AnjLine *self, GBytes *piece)
{
  AnjHttpRequest *request = make_request (self, "PUT");
  g_autoptr (GBytes) body = piece != NULL ? g_bytes_ref (piece) : g_bytes_new (NULL, 0);
  g_autofree char *range = NULL;

  if (piece == NULL)
    range = g_strdup_printf ("bytes */%" G_GUINT64_FORMAT, self->upload.n_bytes);
  else
    range = g_strdup_printf ("bytes %" G_GUINT64_FORMAT "-%" G_GUINT64_FORMAT "/%" G_GUINT64_FORMAT,
                             self->upload.at, self->upload.at + g_bytes_get_size (piece) - 1,
                             self->upload.n_bytes);
  anj_http_request_set_body (request, body, "application/octet-stream");
  anj_http_request_add_header (request, "Content-Range", range);
  self->upload.begun_monotonic_us = anj_clock_monotonic_us (self->setup.clock);
  anj_http_client_send_async (self->client, request, self->cancellable, on_put, self);
}

typedef struct
{
  char *sha256;
  guint64 at;
  gsize n_max;
} Piece;

static void
piece_free (Piece *self)
{
  g_free (self->sha256);
  g_free (self);
}

static gpointer
job_read (AnjTerminal *terminal, gpointer data, GError **error)
{
  const Piece *piece = data;

  return anj_terminal_read_attachment (terminal, piece->sha256, piece->at, piece->n_max, error);
}

static void
on_read (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer user_data)
{
  AnjLine *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) piece = g_task_propagate_pointer (G_TASK (result), &error);

  if (self->state == ANJ_LINE_STOPPED)
    return;
  if (piece != NULL)
    put (self, piece);
  else if (g_error_matches (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_FAILED))
    {
      /* what the disk does not give now holds up none of the others */
      g_message ("attachment %s: %s", self->upload.sha256, error->message);
      g_hash_table_add (self->upload.skipped, g_steal_pointer (&self->upload.sha256));
      go_on (self);
    }
  else
    fail (self, error);
}

static void
send_piece (AnjLine *self)
{
  Piece *piece = g_new (Piece, 1);

  piece->sha256 = g_strdup (self->upload.sha256);
  piece->at = self->upload.at;
  piece->n_max = (gsize) MIN (self->upload.piece_bytes, self->upload.n_bytes - self->upload.at);
  anj_store_thread_make (self->setup.store, job_read, piece, (GDestroyNotify) piece_free,
                         (GDestroyNotify) g_bytes_unref, on_read, self);
}

typedef struct
{
  GHashTable *skipped; /* (owned): the line does not touch it meanwhile */
  char *sha256;        /* (nullable) */
  guint64 n_bytes;
} Next;

static void
next_free (Next *self)
{
  g_hash_table_unref (self->skipped);
  g_free (self->sha256);
  g_free (self);
}

static gboolean
job_next (AnjTerminal *terminal, gpointer data, GError **error)
{
  Next *next = data;

  return anj_terminal_next_attachment (terminal, next->skipped, &next->sha256, &next->n_bytes,
                                       error);
}

static void
on_next (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer user_data)
{
  AnjLine *self = user_data;
  g_autoptr (GError) error = NULL;
  Next *next = g_task_get_task_data (G_TASK (result));
  gboolean is_good = g_task_propagate_boolean (G_TASK (result), &error);

  if (self->state == ANJ_LINE_STOPPED)
    return;
  if (!is_good)
    fail (self, error);
  else if (next->sha256 != NULL)
    {
      self->upload.sha256 = g_steal_pointer (&next->sha256);
      self->upload.n_bytes = next->n_bytes;
      self->upload.at = 0;
      if (next->n_bytes > 0)
        put (self, /* ask */ NULL);
      else
        anj_http_client_send_async (self->client, make_request (self, "DELETE"), self->cancellable,
                                    on_given_up, self);
    }
  else if (g_hash_table_size (self->upload.skipped) > 0)
    wait (self, NULL);
  else
    anj_line_send_end (self);
}

static void
go_on (AnjLine *self)
{
  Next *next;

  if (self->send_again || self->upload.wait_id != 0)
    anj_line_send_end (self); /* cases first; it comes back here */
  else if (self->upload.sha256 != NULL)
    send_piece (self);
  else
    {
      next = g_new0 (Next, 1);
      next->skipped = g_hash_table_ref (self->upload.skipped);
      anj_store_thread_run (self->setup.store, job_next, next, (GDestroyNotify) next_free, on_next,
                            self);
    }
}

void
anj_line_attach (AnjLine *self)
{
  go_on (self);
}

void
anj_line_attach_init (AnjLine *self)
{
  self->upload.skipped = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->upload.piece_bytes = PIECE_MIN_BYTES;
}

void
anj_line_attach_stop (AnjLine *self)
{
  g_clear_handle_id (&self->upload.wait_id, g_source_remove);
}

void
anj_line_attach_clear (AnjLine *self)
{
  anj_line_attach_stop (self);
  g_clear_pointer (&self->upload.skipped, g_hash_table_unref);
  g_clear_pointer (&self->upload.sha256, g_free);
  g_clear_pointer (&self->upload.refusal, g_free);
}
