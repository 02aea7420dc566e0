/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "anj-agent"

/*
 * Sending: batch (store) -> POST -> receipt (store) -> again, until nothing waits. A case leaves
 * the "waiting" ones only by a receipt that holds; any failure is tried again after a back-off.
 * While the anonymous pool holds a case back, it is looked at now and then whether its time has
 * come. When no case waits, attachments go (anj-line-attach.c).
 */

#include <string.h>

#include "app/agent/anj-agent-error.h"
#include "app/agent/anj-line-private.h"
#include "core/anj-json.h"

static void begin (AnjLine *self);

static gboolean
on_waited (gpointer user_data)
{
  AnjLine *self = user_data;

  self->send_wait_id = 0;
  anj_line_kick (self);
  return G_SOURCE_REMOVE;
}

static gboolean
on_tick (gpointer user_data)
{
  AnjLine *self = user_data;

  self->send_tick_id = 0;
  anj_line_kick (self);
  return G_SOURCE_REMOVE;
}

void
anj_line_send_end (AnjLine *self)
{
  self->is_sending = FALSE;
  self->reask_seq = 0;
  if (self->send_again && self->state != ANJ_LINE_STOPPED)
    anj_line_kick (self);
}

static void
fail (AnjLine *self, const GError *error)
{
  self->is_sending = FALSE;
  self->reask_seq = 0;
  if (self->state == ANJ_LINE_STOPPED)
    return;
  g_message ("sending: %s", error->message);
  if (self->send_wait_id == 0)
    self->send_wait_id = g_timeout_add (anj_line_next_wait_ms (self, &self->send_backoff, error),
                                        on_waited, self);
}

static gboolean
job_receipt (AnjTerminal *terminal, gpointer data, GError **error)
{
  return anj_terminal_apply_receipt (terminal, data, error);
}

static void
on_receipt_applied (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer user_data)
{
  AnjLine *self = user_data;
  g_autoptr (GError) error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      g_warning ("%s", error->message);
      fail (self, error);
      return;
    }
  if (self->state == ANJ_LINE_STOPPED)
    return;
  anj_backoff_reset (&self->send_backoff);
  self->reask_seq = 0;
  g_signal_emit_by_name (self, "status-changed");
  begin (self); /* maybe there is more */
}

static GBytes *
read_receipt (AnjHttpResponse *response, GError **error)
{
  g_autoptr (JsonObject)
      object = anj_json_parse_object (anj_http_response_get_body (response), error);
  gsize n_bytes;
  guchar *data;

  if (object == NULL)
    return NULL;
  data = g_base64_decode (anj_json_get_string (object, "receipt", ""), &n_bytes);
  return g_bytes_new_take (data, n_bytes);
}

static gboolean
job_rewind (AnjTerminal *terminal, gpointer data, GError **error)
{
  return anj_terminal_rewind (terminal, *(guint64 *) data, error);
}

/* 409 "chain": the hub says what it holds; what it lacks is sent again */
static void
consider_chain (AnjLine *self, const GError *error)
{
  GBytes *body = anj_net_error_get_body (error);
  g_autoptr (JsonObject) problem = NULL;
  guint64 last_seq;

  if (g_strcmp0 (anj_net_error_get_key (error), "chain") != 0 || body == NULL)
    return;
  problem = anj_json_parse_object (body, NULL);
  if (problem == NULL || !json_object_has_member (problem, "last_seq"))
    return;
  last_seq = (guint64) MAX (0, anj_json_get_int (problem, "last_seq", 0));
  g_warning ("the hub holds another chain, up to %" G_GUINT64_FORMAT, last_seq);
  anj_store_thread_run (self->setup.store, job_rewind, g_memdup2 (&last_seq, sizeof last_seq),
                        g_free, NULL, NULL);
}

static void
on_posted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  AnjLine *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjHttpResponse)
      response = anj_http_client_send_finish (ANJ_HTTP_CLIENT (source), result, &error);
  g_autoptr (GBytes) receipt = NULL;

  if (self->state == ANJ_LINE_STOPPED)
    return;
  anj_line_note_contact (self, error);
  if (response != NULL)
    receipt = read_receipt (response, &error);
  anj_line_note_refusal (self, &self->refusal,
                         error != NULL ? anj_net_error_get_key (error) : NULL);
  if (receipt == NULL)
    {
      consider_chain (self, error);
      fail (self, error);
      return;
    }
  anj_store_thread_run (self->setup.store, job_receipt, g_steal_pointer (&receipt),
                        (GDestroyNotify) g_bytes_unref, on_receipt_applied, self);
}

typedef struct
{
  guint64 reask_seq;
  guint look_s; /* (out) */
} Batch;

static gpointer
job_batch (AnjTerminal *terminal, gpointer data, GError **error)
{
  Batch *batch = data;
  GBytes *body = anj_terminal_make_batch (terminal, batch->reask_seq, error);

  batch->look_s = anj_terminal_get_look_s (terminal);
  return body;
}

static void
look_again (AnjLine *self, guint look_s)
{
  g_clear_handle_id (&self->send_tick_id, g_source_remove);
  if (look_s > 0)
    self->send_tick_id = g_timeout_add_seconds (look_s, on_tick, self);
}

static void
on_batch (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer user_data)
{
  AnjLine *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) body = g_task_propagate_pointer (G_TASK (result), &error);
  const Batch *batch = g_task_get_task_data (G_TASK (result));

  if (self->state != ANJ_LINE_STOPPED)
    look_again (self, batch->look_s);
  if (error != NULL)
    fail (self, error);
  else if (self->state == ANJ_LINE_STOPPED)
    anj_line_send_end (self);
  else if (body == NULL)
    anj_line_attach (self);
  else
    anj_http_client_send_async (self->client, anj_line_make_request (self, "/v1/submissions", body),
                                self->cancellable, on_posted, self);
}

static void
begin (AnjLine *self)
{
  Batch *batch = g_new0 (Batch, 1);

  self->is_sending = TRUE;
  self->send_again = FALSE;
  batch->reask_seq = self->reask_seq;
  anj_store_thread_make (self->setup.store, job_batch, batch, g_free,
                         (GDestroyNotify) g_bytes_unref, on_batch, self);
}

void
anj_line_kick (AnjLine *self)
{
  g_return_if_fail (ANJ_IS_LINE (self));

  if (self->state == ANJ_LINE_STOPPED)
    return;
  if (self->is_sending)
    self->send_again = TRUE;
  else if (self->send_wait_id == 0)
    begin (self);
}

void
anj_line_send_stop (AnjLine *self)
{
  g_clear_handle_id (&self->send_wait_id, g_source_remove);
  g_clear_handle_id (&self->send_tick_id, g_source_remove);
  anj_line_attach_stop (self);
}
