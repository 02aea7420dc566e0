/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "anj-agent"

/* Small questions to the hub: telemetry, tickets. */

#include <string.h>
#include <time.h>

#include "app/agent/anj-agent-error.h"
#include "app/agent/anj-line-private.h"
#include "core/anj-hex.h"
#include "core/anj-json.h"

#define TICKET_TIMEOUT_MS 10000
/* the machine goes off meanwhile */
#define STOPPING_TIMEOUT_MS 2000

/* what a report counted, to be forgotten when the hub has it */
typedef struct
{
  guint n_power_cuts;
  guint n_crashes;
} Counted;

static gboolean
job_forget (AnjTerminal *terminal, gpointer data, GError **error)
{
  const Counted *counted = data;

  return anj_terminal_forget_ends (terminal, counted->n_power_cuts, counted->n_crashes, error);
}

static void
forget_counts (AnjLine *self)
{
  const Counted counted = { self->health->n_power_cuts, self->health->n_crashes };

  self->n_failures = 0;
  if (counted.n_power_cuts + counted.n_crashes == 0)
    return;
  self->health->n_power_cuts = self->health->n_crashes = 0;
  anj_store_thread_run (self->setup.store, job_forget, g_memdup2 (&counted, sizeof counted), g_free,
                        NULL, NULL);
}

static void
note_told (AnjLine *self, AnjHttpResponse *response, const GError *error)
{
  if (self->state != ANJ_LINE_STOPPED)
    anj_line_look_ups_answered (self, response != NULL);
  if (response == NULL)
    {
      g_debug ("telemetry: %s", error->message);
      self->told.hash = 0; /* news still */
      self->told.room = ANJ_ROOM_PLENTY;
    }
  else if (self->state != ANJ_LINE_STOPPED)
    forget_counts (self);
}

static void
on_told (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AnjLine) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjHttpResponse)
      response = anj_http_client_send_finish (ANJ_HTTP_CLIENT (source), result, &error);

  note_told (self, response, error);
  if (self->state != ANJ_LINE_STOPPED)
    self->after_telling (self);
}

static void
on_told_beside (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AnjLine) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjHttpResponse)
      response = anj_http_client_send_finish (ANJ_HTTP_CLIENT (source), result, &error);

  note_told (self, response, error);
}

static void
set_place (JsonObject *object, const AnjIdentity *identity)
{
  if (identity->labels != NULL && identity->labels[0] != NULL)
    {
      JsonArray *labels = json_array_new ();

      for (gsize i = 0; identity->labels[i] != NULL; i++)
        json_array_add_string_element (labels, identity->labels[i]);
      json_object_set_array_member (object, "labels", labels);
    }
  if (identity->hardware != NULL)
    json_object_set_string_member (object, "hardware", identity->hardware);
}

/* what is as it mostly is stays out */
static void
set_count (JsonObject *object, const char *member, gint64 count)
{
  if (count > 0)
    json_object_set_int_member (object, member, count);
}

/* what does not change by itself */
static JsonObject *
make_facts (AnjLine *self)
{
  const AnjTerminalHealth *health = self->health;
  JsonObject *object = json_object_new ();
  const char *key = anj_key_source_to_string (self->setup.identity->key_source);
  JsonObject *damage = anj_damage_summarize (health->damage);

  json_object_set_int_member (object, "outbox", health->n_waiting);
  json_object_set_int_member (object, "config_version", (gint64) health->config_version);
  if (health->data_date != NULL)
    json_object_set_string_member (object, "data_date", health->data_date);
  json_object_set_string_member (object, "key", key);
  json_object_set_string_member (object, "version", ANJ_VERSION);
  set_place (object, self->setup.identity);
  set_count (object, "throttle_level", health->throttle_level);
  set_count (object, "power_cuts", health->n_power_cuts);
  set_count (object, "crashes", health->n_crashes);
  if (damage != NULL)
    json_object_set_object_member (object, "damage", damage);
  if (!g_str_equal (health->storage, "good"))
    json_object_set_string_member (object, "storage", health->storage);
  if (health->is_locked)
    json_object_set_boolean_member (object, "locked", TRUE);
  if (health->is_config_expired)
    json_object_set_boolean_member (object, "config_expired", TRUE);
  if (health->is_behind)
    json_object_set_boolean_member (object, "behind", TRUE);
  return object;
}

/* since this machine was switched on; 0: not known */
static gint64
read_uptime_s (void)
{
  struct timespec uptime;

  return clock_gettime (CLOCK_BOOTTIME, &uptime) == 0 ? (gint64) uptime.tv_sec : 0;
}

/* a disk that cannot be written has no room */
static AnjRoom
judge_room (gint64 free_bytes, gboolean is_on_disk)
{
  return is_on_disk ? anj_room_judge (free_bytes) : ANJ_ROOM_NONE;
}

/* @out_told: of all but what is never the same, now */
static JsonObject *
make_telemetry (AnjLine *self, AnjTold *out_told)
{
  JsonObject *object = make_facts (self);
  g_autoptr (GBytes) facts = anj_json_object_to_bytes (object);
  gint64 free_bytes = anj_room_read_free_bytes (self->setup.identity->state_dir);

  *out_told = (AnjTold){ anj_clock_monotonic_us (self->setup.clock), g_bytes_hash (facts),
                         judge_room (free_bytes, g_str_equal (self->health->storage, "good")) };
  if (free_bytes >= 0)
    json_object_set_int_member (object, "free_bytes", free_bytes);
  /* of the cases in the outbox, those between the two have their place in the chain */
  if (self->health->last_seq > self->health->receipted_seq)
    {
      json_object_set_int_member (object, "receipted_seq", (gint64) self->health->receipted_seq);
      json_object_set_int_member (object, "last_seq", (gint64) self->health->last_seq);
    }
  set_count (object, "line_failures", self->n_failures);
  set_count (object, "up_s", read_uptime_s ());
  return object;
}

static void
send_report (AnjLine *self, JsonObject *report, const AnjTold *now, GAsyncReadyCallback callback)
{
  g_autoptr (GBytes) body = NULL;

  anj_line_put_look_ups (self, report);
  body = anj_json_object_to_bytes (report);
  self->told = *now;
  anj_http_client_send_async (self->client, anj_line_make_request (self, "/v1/telemetry", body),
                              self->cancellable, callback, g_object_ref (self));
}

void
anj_line_tell (AnjLine *self, void (*then) (AnjLine *self))
{
  AnjTold now;
  g_autoptr (JsonObject) report = make_telemetry (self, &now);

  if (self->look_ups.n == 0 && !anj_told_is_due (&self->told, now.hash, now.room, now.monotonic_us))
    {
      then (self);
      return;
    }
  self->after_telling = then;
  send_report (self, report, &now, on_told);
}

void
anj_line_tell_beside (AnjLine *self)
{
  AnjTold now;
  g_autoptr (JsonObject) report = make_telemetry (self, &now);

  send_report (self, report, &now, on_told_beside);
}

static void
on_trouble_examined (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AnjLine) self = user_data;
  g_autoptr (GError) error = NULL;
  AnjTerminalHealth *health = g_task_propagate_pointer (G_TASK (result), &error);

  if (health == NULL)
    {
      g_debug ("%s", error->message);
      return;
    }
  if (self->state == ANJ_LINE_STOPPED)
    {
      anj_terminal_health_free (health);
      return;
    }
  anj_line_take_health (self, health);
  anj_line_tell_beside (self);
}

void
anj_line_tell_trouble (AnjLine *self, gboolean is_on_disk)
{
  AnjRoom room = judge_room (anj_room_read_free_bytes (self->setup.identity->state_dir),
                             is_on_disk);

  /* what was never told goes with the first poll */
  if (self->state == ANJ_LINE_STOPPED || !self->is_online || self->is_revoked ||
      self->told.monotonic_us == 0 || room <= self->told.room ||
      !anj_told_is_due (&self->told, self->told.hash, room,
                        anj_clock_monotonic_us (self->setup.clock)))
    return;
  anj_store_thread_make (self->setup.store, anj_line_job_examine, NULL, NULL,
                         (GDestroyNotify) anj_terminal_health_free, on_trouble_examined,
                         g_object_ref (self));
}

static void
on_stopping_told (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjHttpResponse)
      response = anj_http_client_send_finish (ANJ_HTTP_CLIENT (source), result, &error);

  anj_line_look_ups_answered (g_task_get_source_object (task), response != NULL);
  g_task_return_boolean (task, response != NULL);
}

static void
send_farewell (AnjLine *self, GTask *task)
{
  g_autofree char *url = g_strconcat (self->setup.bootstrap->hub, "/v1/telemetry", NULL);
  g_autoptr (JsonObject) report = NULL;
  g_autoptr (GBytes) body = NULL;
  AnjHttpRequest *request;
  AnjTold now;

  report = make_telemetry (self, &now);
  json_object_set_boolean_member (report, "stopping", TRUE);
  anj_line_put_look_ups (self, report);
  body = anj_json_object_to_bytes (report);
  request = anj_http_request_new ("POST", url, ANJ_LINE_ANSWER_MAX_BYTES, STOPPING_TIMEOUT_MS);
  anj_http_request_set_body (request, body, "application/json");
  anj_http_client_send_async (self->client, request, /* cancellable */ NULL, on_stopping_told,
                              task);
}

static void
on_examined (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  AnjLine *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  AnjTerminalHealth *health = g_task_propagate_pointer (G_TASK (result), &error);

  if (health == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  anj_line_take_health (self, health);
  send_farewell (self, g_steal_pointer (&task));
}

void
anj_line_tell_stopping_async (AnjLine *self, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, /* cancellable */ NULL, callback, user_data);

  g_return_if_fail (self->state == ANJ_LINE_STOPPED);

  g_task_set_source_tag (task, anj_line_tell_stopping_async);
  /* a line that was not tried yet may be good */
  if ((self->is_online || self->n_failures == 0) && !self->is_revoked)
    {
      anj_store_thread_make (self->setup.store, anj_line_job_examine, NULL, NULL,
                             (GDestroyNotify) anj_terminal_health_free, on_examined, task);
      return;
    }
  g_task_return_boolean (task, FALSE);
  g_object_unref (task);
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
