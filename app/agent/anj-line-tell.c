/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "anj-agent"

/* Small questions to the hub: telemetry, tickets. */

#include <string.h>
#include <sys/statvfs.h>

#include "app/agent/anj-agent-error.h"
#include "app/agent/anj-line-private.h"
#include "core/anj-hex.h"
#include "core/anj-json.h"

/* news of the terminal's health are told soon, that it is as it was seldom: most of an idle day's
 * bytes would be that */
#define TELEMETRY_NEWS_EVERY_US (15 * 60 * G_USEC_PER_SEC)
#define TELEMETRY_EVERY_US (12 * 3600 * (gint64) G_USEC_PER_SEC)
#define TICKET_TIMEOUT_MS 10000

static void
on_told (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AnjLine) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjHttpResponse)
      response = anj_http_client_send_finish (ANJ_HTTP_CLIENT (source), result, &error);

  if (response == NULL)
    g_debug ("telemetry: %s", error->message);
  if (self->state != ANJ_LINE_STOPPED)
    self->after_telling (self);
}

/* @out_hash: of all but the free space, which is never the same */
static GBytes *
make_telemetry (AnjLine *self, guint *out_hash)
{
  const AnjTerminalHealth *health = self->health;
  g_autoptr (JsonObject) object = json_object_new ();
  gboolean is_file = self->setup.identity->key_source == ANJ_KEY_SOURCE_FILE;
  g_autoptr (GBytes) facts = NULL;
  struct statvfs disk;

  json_object_set_int_member (object, "outbox", health->n_waiting);
  json_object_set_int_member (object, "config_version", (gint64) health->config_version);
  if (health->data_date != NULL)
    json_object_set_string_member (object, "data_date", health->data_date);
  json_object_set_string_member (object, "key", is_file ? "file" : "credential");
  json_object_set_string_member (object, "version", ANJ_VERSION);
  json_object_set_int_member (object, "throttle_level", health->throttle_level);
  facts = anj_json_object_to_bytes (object);
  *out_hash = g_bytes_hash (facts);
  if (statvfs (self->setup.identity->state_dir, &disk) == 0)
    json_object_set_int_member (object, "free_bytes",
                                (gint64) disk.f_bavail * (gint64) disk.f_frsize);
  return anj_json_object_to_bytes (object);
}

void
anj_line_tell (AnjLine *self, void (*then) (AnjLine *self))
{
  gint64 now_us = anj_clock_monotonic_us (self->setup.clock);
  guint hash = 0;
  g_autoptr (GBytes) body = make_telemetry (self, &hash);
  gint64 every_us = hash != self->told_hash ? TELEMETRY_NEWS_EVERY_US : TELEMETRY_EVERY_US;

  if (self->telemetry_monotonic_us != 0 && now_us - self->telemetry_monotonic_us < every_us)
    {
      then (self);
      return;
    }
  self->telemetry_monotonic_us = now_us;
  self->told_hash = hash;
  self->after_telling = then;
  anj_http_client_send_async (self->client, anj_line_make_request (self, "/v1/telemetry", body),
                              self->cancellable, on_told, g_object_ref (self));
}

typedef struct
{
  char *state;
  GBytes *answer;
} TicketAnswer;

static void
ticket_answer_free (TicketAnswer *self)
{
  g_free (self->state);
  g_clear_pointer (&self->answer, g_bytes_unref);
  g_free (self);
}

static TicketAnswer *
parse_ticket (AnjHttpResponse *response, GError **error)
{
  g_autoptr (JsonObject)
      object = anj_json_parse_object (anj_http_response_get_body (response), error);
  JsonObject *state = object != NULL ? anj_json_get_object (object, "state") : NULL;
  const char *answer = object != NULL ? anj_json_get_string (object, "answer", NULL) : NULL;
  TicketAnswer *parsed;

  if (object == NULL)
    return NULL;
  if (state == NULL)
    {
      g_set_error_literal (error, ANJ_NET_ERROR, ANJ_NET_ERROR_FAILED, "a ticket without a state");
      return NULL;
    }
  parsed = g_new0 (TicketAnswer, 1);
  parsed->state = anj_json_object_to_text (state);
  if (answer != NULL)
    {
      gsize n_bytes;
      guchar *data = g_base64_decode (answer, &n_bytes);

      parsed->answer = g_bytes_new_take (data, n_bytes);
    }
  else
    parsed->answer = g_bytes_new (NULL, 0);
  return parsed;
}

static GError *
translate (GError *error)
{
  guint status = anj_net_error_get_status (error);
  GError *translated = NULL;

  if (status == 404)
    translated = g_error_new_literal (ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_INVALID, "ticket-unknown");
  else if (status == 429)
    translated = anj_agent_error_new_throttled (
        (gint64) MAX (1, anj_net_error_get_retry_after_s (error)) * (gint64) G_USEC_PER_SEC);
  if (translated == NULL)
    return error;
  g_error_free (error);
  return translated;
}

static void
on_ticket (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  AnjLine *self = g_task_get_source_object (task);
  GError *error = NULL;
  g_autoptr (AnjHttpResponse)
      response = anj_http_client_send_finish (ANJ_HTTP_CLIENT (source), result, &error);
  TicketAnswer *answer = NULL;

  if (self->state != ANJ_LINE_STOPPED)
    anj_line_note_contact (self, error);
  if (response != NULL)
    answer = parse_ticket (response, &error);
  if (answer != NULL)
    g_task_return_pointer (task, answer, (GDestroyNotify) ticket_answer_free);
  else
    g_task_return_error (task, translate (error));
}

void
anj_line_query_ticket_async (AnjLine *self,
                             const char *region,
                             const char *number,
                             const guint8 *follow,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  GTask *task = g_task_new (self, self->cancellable, callback, user_data);
  g_autofree char *url = g_strconcat (self->setup.bootstrap->hub, "/v1/tickets/query", NULL);
  AnjHttpRequest *request = anj_http_request_new ("POST", url, ANJ_LINE_ANSWER_MAX_BYTES,
                                                  TICKET_TIMEOUT_MS);
  g_autoptr (JsonObject) object = json_object_new ();
  g_autofree char *hex = anj_hex_encode (follow, ANJ_FOLLOW_BYTES);
  g_autoptr (GBytes) body = NULL;

  g_task_set_source_tag (task, anj_line_query_ticket_async);
  json_object_set_string_member (object, "region", region);
  json_object_set_string_member (object, "number", number);
  json_object_set_string_member (object, "follow", hex);
  body = anj_json_object_to_bytes (object);
  anj_http_request_set_body (request, body, "application/json");
  anj_http_client_send_async (self->client, request, self->cancellable, on_ticket, task);
}

gboolean
anj_line_query_ticket_finish (AnjLine *self,
                              GAsyncResult *result,
                              char **out_state,
                              GBytes **out_answer,
                              GError **error)
{
  TicketAnswer *answer;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  answer = g_task_propagate_pointer (G_TASK (result), error);
  if (answer == NULL)
    return FALSE;
  *out_state = g_steal_pointer (&answer->state);
  *out_answer = g_steal_pointer (&answer->answer);
  ticket_answer_free (answer);
  return TRUE;
}
