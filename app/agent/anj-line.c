/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "anj-agent"

#include "app/agent/anj-line.h"

#include "app/agent/anj-agent-error.h"
#include "app/agent/anj-line-private.h"
#include "core/anj-json.h"
#include "core/anj-time.h"

/*
 * What is followed at the hub, one step at a time:
 *
 *   EXAMINE ──► POLL ──► APPLY ──► CONFIG ──► SYNC ──► COMMIT ─┐
 *      ▲          │        │       (newer?)   (changed,  │     │
 *      │          ▼        ▼          │        or none?) │     │
 *      │        WAIT ◄────────────────┴──────────────────┘     │
 *      └──────────┴─────────────────────────────────────────────┘
 *
 * WAIT is the jittered back-off after any failure. The channel's cursor is committed last, so what
 * failed on the way is told again. What an admin said is done, and told, after APPLY and before
 * each POLL (anj-line-remote.c). Sending (anj-line-send.c) runs beside this.
 */

#define POLL_SLACK_S 30u
/* a hub that asks for longer is asked again all the same */
#define RETRY_AFTER_MAX_S 600u
/* a full disk is looked at again so often */
#define FULL_RETRY_S 10

/* a poll that lasted longer was held by the hub, not by a connection that did not come about */
#define HELD_US ((gint64) 30 * G_USEC_PER_SEC)
static const AnjBackoffPolicy poll_policy = { .first_ms = 2000, .max_ms = 5 * 60 * 1000 };
static const AnjBackoffPolicy send_policy = { .first_ms = 1000, .max_ms = 5 * 60 * 1000 };

static const char *const state_names[] = { "stopped", "examine", "poll",   "apply",
                                           "config",  "sync",    "commit", "wait" };

G_DEFINE_FINAL_TYPE (AnjLine, anj_line, G_TYPE_OBJECT)

void
anj_channel_news_free (AnjChannelNews *self)
{
  if (self == NULL)
    return;
  g_free (self->cursor);
  g_free (self->generation);
  g_clear_pointer (&self->tickets, json_array_unref);
  g_clear_pointer (&self->missing, json_array_unref);
  g_clear_pointer (&self->commands, json_array_unref);
  g_free (self);
}

AnjHttpRequest *
anj_line_make_request (AnjLine *self, const char *path, GBytes *body)
{
  g_autofree char *url = g_strconcat (self->setup.bootstrap->hub, path, NULL);
  AnjHttpRequest *request = anj_http_request_new (body != NULL ? "POST" : "GET", url,
                                                  ANJ_LINE_ANSWER_MAX_BYTES, ANJ_LINE_TIMEOUT_MS);

  if (body != NULL)
    anj_http_request_set_body (request, body, "application/json");
  return request;
}

static gboolean
job_note_revoked (AnjTerminal *terminal, gpointer data, GError **error)
{
  return anj_terminal_note_revoked (terminal, GPOINTER_TO_INT (data), error);
}

static void
on_revoked_noted (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AnjLine) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    g_warning ("cannot note whether the hub refuses this terminal: %s", error->message);
  g_signal_emit_by_name (self, "status-changed");
}

/* an answer for us, or one that says that there is none for us; any other says nothing of it */
static void
note_revoked (AnjLine *self, const GError *error)
{
  const char *key = error != NULL ? anj_net_error_get_key (error) : NULL;
  gboolean is_revoked = g_strcmp0 (key, "terminal-revoked") == 0 ||
                        g_strcmp0 (key, "terminal-quarantined") == 0;

  if ((error != NULL && !is_revoked) || (self->knows_revoked && self->is_revoked == is_revoked))
    return;
  if (is_revoked)
    g_warning ("the hub refuses this terminal: %s", key);
  self->knows_revoked = TRUE;
  self->is_revoked = is_revoked;
  anj_store_thread_run (self->setup.store, job_note_revoked, GINT_TO_POINTER (is_revoked), NULL,
                        on_revoked_noted, g_object_ref (self));
}

void
anj_line_note_contact (AnjLine *self, const GError *error)
{
  /* a hub that answers with an error is there */
  gboolean is_online = error == NULL || anj_net_error_get_status (error) != 0;

  note_revoked (self, error);
  if (is_online)
    self->last_contact_us = anj_clock_real_us (self->setup.clock);
  if (is_online == self->is_online)
    return;
  self->is_online = is_online;
  g_signal_emit_by_name (self, "status-changed");
}

void
anj_line_note_refusal (AnjLine *self, char **place, const char *key)
{
  if (g_strcmp0 (key, *place) == 0)
    return;
  g_free (*place);
  *place = g_strdup (key);
  g_signal_emit_by_name (self, "status-changed");
}

guint
anj_line_next_wait_ms (AnjLine *self, AnjBackoff *backoff, const GError *error)
{
  guint at_least_s = anj_net_error_get_retry_after_s (error);
  guint wait_ms;

  if (g_error_matches (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_FULL))
    {
      anj_backoff_reset (backoff);
      at_least_s = FULL_RETRY_S;
    }
  wait_ms = anj_backoff_next_ms (backoff, self->setup.random);
  return MAX (wait_ms, MIN (at_least_s, RETRY_AFTER_MAX_S) * 1000);
}

static void
set_state (AnjLine *self, AnjLineState state)
{
  g_debug ("line: %s -> %s", state_names[self->state], state_names[state]);
  self->state = state;
}

static gboolean
on_waited (gpointer user_data)
{
  AnjLine *self = user_data;

  self->wait_id = 0;
  anj_line_enter (self, ANJ_LINE_EXAMINE);
  return G_SOURCE_REMOVE;
}

static void
wait (AnjLine *self, const GError *error)
{
  set_state (self, ANJ_LINE_WAIT);
  self->wait_id = g_timeout_add (anj_line_next_wait_ms (self, &self->backoff, error), on_waited,
                                 self);
}

void
anj_line_fail (AnjLine *self, const GError *error)
{
  if (self->state == ANJ_LINE_STOPPED)
    return;
  g_message ("line: %s: %s", state_names[self->state], error->message);
  anj_renew_heed (self->renew, error);
  if (self->state == ANJ_LINE_POLL && anj_net_error_get_status (error) == 0)
    {
      gint64 lasted_us = anj_clock_monotonic_us (self->setup.clock) - self->poll_monotonic_us;

      /* the hub was there until it was cut: not one more failure in a row */
      if (lasted_us > HELD_US)
        anj_backoff_reset (&self->backoff);
      anj_hold_note_death (&self->hold, lasted_us, self->health->poll_hold_s);
      self->n_failures++;
    }
  g_clear_pointer (&self->news, anj_channel_news_free);
  wait (self, error);
}

static void
set_time_floor (AnjLine *self)
{
  anj_http_client_set_time_floor (self->client, MAX (self->health->floor_us, 1),
                                  self->health->is_clock_sure);
}

void
anj_line_take_health (AnjLine *self, AnjTerminalHealth *health)
{
  g_clear_pointer (&self->health, anj_terminal_health_free);
  self->health = health;
  set_time_floor (self);
  anj_line_recall_misses (self);
}

void
anj_line_begin_anew (AnjLine *self)
{
  anj_backoff_reset (&self->backoff);
  if (self->state == ANJ_LINE_WAIT)
    {
      g_clear_handle_id (&self->wait_id, g_source_remove);
      anj_line_enter (self, ANJ_LINE_EXAMINE);
    }
  else if (self->state == ANJ_LINE_POLL && self->poll_cancellable != NULL)
    {
      self->begins_anew = TRUE;
      g_cancellable_cancel (self->poll_cancellable);
    }
}

gpointer
anj_line_job_examine (AnjTerminal *terminal, gpointer data G_GNUC_UNUSED, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  AnjTerminalHealth *health = anj_terminal_examine (terminal, error);

  /* for the sync's child, and for the next start */
  if (health != NULL && (!anj_terminal_keep_hub_cas (terminal, health->hub_cas, &local_error) ||
                         !anj_terminal_keep_identity (terminal, &local_error)))
    g_warning ("%s", local_error->message);
  return health;
}

static void
on_examined (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer user_data)
{
  AnjLine *self = user_data;
  g_autoptr (GError) error = NULL;
  AnjTerminalHealth *health = g_task_propagate_pointer (G_TASK (result), &error);

  if (self->state == ANJ_LINE_STOPPED)
    g_clear_pointer (&health, anj_terminal_health_free);
  else if (health == NULL)
    anj_line_fail (self, error);
  else
    {
      anj_line_take_health (self, health);
      anj_line_follow_config (self);
      anj_line_consider_renewal (self);
      anj_line_enter (self, ANJ_LINE_POLL);
    }
}

static guint64
get_count (JsonObject *object, const char *member)
{
  return (guint64) MAX (0, anj_json_get_int (object, member, 0));
}

AnjChannelNews *
anj_channel_news_parse (GBytes *body, const char *old_cursor, GError **error)
{
  g_autoptr (JsonObject) object = anj_json_parse_object (body, error);
  g_autoptr (AnjChannelNews) news = g_new0 (AnjChannelNews, 1);
  JsonObject *config;
  JsonArray *tickets, *missing, *commands;

  if (object == NULL)
    return NULL;
  if (anj_json_get_string (object, "cursor", old_cursor) == NULL)
    {
      g_set_error_literal (error, ANJ_NET_ERROR, ANJ_NET_ERROR_FAILED,
                           "this is no channel's answer");
      return NULL;
    }
  config = anj_json_get_object (object, "config");
  tickets = anj_json_get_array (object, "tickets");
  missing = anj_json_get_array (object, "missing");
  commands = anj_json_get_array (object, "commands");
  news->tells_last_seq = json_object_has_member (object, "last_seq");
  news->last_seq = get_count (object, "last_seq");
  news->generation = g_strdup (anj_json_get_string (object, "generation", ""));
  news->backed_up_seq = get_count (object, "backed_up_seq");
  news->config_epoch = config != NULL ? get_count (config, "epoch") : 0;
  news->config_version = config != NULL ? get_count (config, "version") : 0;
  news->cache_changed = anj_json_get_bool (object, "cache", FALSE);
  news->cursor = g_strdup (anj_json_get_string (object, "cursor", old_cursor));
  if (!anj_time_parse (anj_json_get_string (object, "time", NULL), &news->time_us))
    news->time_us = 0;
  news->tickets = tickets != NULL ? json_array_ref (tickets) : NULL;
  news->missing = missing != NULL ? json_array_ref (missing) : NULL;
  news->commands = commands != NULL ? json_array_ref (commands) : NULL;
  return g_steal_pointer (&news);
}

static void
on_polled (GObject *source, GAsyncResult *result, gpointer user_data)
{
  AnjLine *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjHttpResponse)
      response = anj_http_client_send_finish (ANJ_HTTP_CLIENT (source), result, &error);

  if (self->state == ANJ_LINE_STOPPED)
    return;
  g_clear_object (&self->poll_cancellable);
  if (self->begins_anew)
    {
      self->begins_anew = FALSE;
      anj_line_enter (self, ANJ_LINE_EXAMINE);
      return;
    }
  anj_line_note_contact (self, error);
  if (response != NULL)
    self->news = anj_channel_news_parse (anj_http_response_get_body (response),
                                         self->health->channel_cursor, &error);
  anj_config_watch_polled (self->watch, error);
  if (self->news == NULL)
    {
      anj_line_fail (self, error);
      return;
    }
  anj_line_note_generation (self, self->news->generation);
  anj_hold_note_answer (&self->hold,
                        anj_clock_monotonic_us (self->setup.clock) - self->poll_monotonic_us,
                        self->health->poll_hold_s);
  self->has_polled = TRUE;
  anj_line_enter (self, ANJ_LINE_APPLY);
}

static void
poll (AnjLine *self)
{
  const char *cursor = self->health->channel_cursor;
  g_autofree char *since = g_uri_escape_string (cursor != NULL ? cursor : "0", NULL, FALSE);
  gboolean is_long = self->has_polled && !anj_config_watch_wants_line (self->watch);
  guint hold_s = is_long ? anj_hold_get_s (&self->hold, self->health->poll_hold_s) : 1;
  g_autofree char *path = NULL;
  g_autofree char *url = NULL;

  path = g_strdup_printf ("/v1/channel?config=%" G_GUINT64_FORMAT ".%" G_GUINT64_FORMAT
                          "&since=%s&hold=%u",
                          self->health->config_epoch, self->health->config_version, since, hold_s);
  url = g_strconcat (self->setup.bootstrap->hub, path, NULL);
  self->poll_monotonic_us = anj_clock_monotonic_us (self->setup.clock);
  self->poll_cancellable = g_cancellable_new ();
  anj_http_client_send_async (
      self->client,
      anj_http_request_new ("GET", url, ANJ_LINE_ANSWER_MAX_BYTES, (hold_s + POLL_SLACK_S) * 1000),
      self->poll_cancellable, on_polled, self);
}

gboolean
anj_channel_news_apply (AnjTerminal *terminal, const AnjChannelNews *news, GError **error)
{
  gboolean good = news->time_us == 0 || anj_terminal_hear_time (terminal, news->time_us, error);

  good = good &&
         (news->commands == NULL || anj_terminal_take_remotes (terminal, news->commands, error));

  good = good && (!news->tells_last_seq || anj_terminal_rewind (terminal, news->last_seq, error));
  good = good && (news->missing == NULL ||
                  anj_terminal_reopen_attachments (terminal, news->missing, error));
  for (guint i = 0; good && news->tickets != NULL && i < json_array_get_length (news->tickets); i++)
    {
      JsonObject *ticket = anj_json_array_get_object (news->tickets, i);
      JsonObject *state = ticket != NULL ? anj_json_get_object (ticket, "state") : NULL;
      g_autofree char *text = state != NULL ? anj_json_object_to_text (state) : NULL;

      if (text == NULL)
        continue;
      good = anj_terminal_update_ticket (terminal, anj_json_get_string (ticket, "region", ""),
                                         anj_json_get_string (ticket, "number", ""), text, error);
    }
  return good;
}

static gboolean
job_apply (AnjTerminal *terminal, gpointer data, GError **error)
{
  return anj_channel_news_apply (terminal, data, error);
}

static void
emit_tickets (AnjLine *self)
{
  JsonArray *tickets = self->news->tickets;

  for (guint i = 0; tickets != NULL && i < json_array_get_length (tickets); i++)
    {
      JsonObject *ticket = anj_json_array_get_object (tickets, i);

      if (ticket != NULL)
        g_signal_emit_by_name (self, "ticket-changed", anj_json_get_string (ticket, "region", ""),
                               anj_json_get_string (ticket, "number", ""));
    }
}

/* A fresh receipt is the only thing that lets receipted cases leave the disk. */
static void
consider_reask (AnjLine *self)
{
  guint64 seq = MIN (self->news->backed_up_seq, self->health->receipted_seq);

  if (seq <= self->health->front_seq || seq <= self->health->backed_up_seq)
    return;
  self->reask_seq = seq;
}

static void
go_on_from_apply (AnjLine *self)
{
  anj_line_enter (self, anj_line_wants_config (self) ? ANJ_LINE_CONFIG : ANJ_LINE_SYNC);
}

static void
on_applied (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer user_data)
{
  AnjLine *self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean good = g_task_propagate_boolean (G_TASK (result), &error);

  if (self->state == ANJ_LINE_STOPPED)
    return;
  if (!good)
    {
      anj_line_fail (self, error);
      return;
    }
  emit_tickets (self);
  if (self->news->time_us != 0 && !self->health->is_time_sure)
    g_signal_emit_by_name (self, "status-changed"); /* days may be shown again */
  consider_reask (self);
  anj_line_kick (self); /* the hub is there, and maybe lacks what it had */
  if (self->news->commands == NULL)
    {
      go_on_from_apply (self);
      return;
    }
  g_signal_emit_by_name (self, "status-changed"); /* locked, maybe */
  anj_line_do_remotes (self, go_on_from_apply);
}

static gboolean
job_replace_cache (AnjTerminal *terminal, gpointer data G_GNUC_UNUSED, GError **error)
{
  return anj_terminal_replace_cache (terminal, error);
}

static void
on_cache_replaced (GObject *source G_GNUC_UNUSED,
                   GAsyncResult *result,
                   gpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    g_warning ("cannot set cache.db aside: %s", error->message);
}

static void
on_synced (GObject *source, GAsyncResult *result, gpointer user_data)
{
  AnjLine *self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean good = anj_line_sync_finish (ANJ_LINE (source), result, &error);

  if (self->state == ANJ_LINE_STOPPED)
    return;
  if (g_error_matches (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_DAMAGED))
    anj_store_thread_run (self->setup.store, job_replace_cache, NULL, NULL, on_cache_replaced,
                          NULL);
  if (!good)
    {
      anj_line_fail (self, error);
      return;
    }
  anj_line_end_syncs (self);
  g_signal_emit_by_name (self, "status-changed");
  g_signal_emit_by_name (self, "config-changed"); /* salt, cost and names come with the cache */
  anj_line_enter (self, ANJ_LINE_COMMIT);
}

static void
sync_if_needed (AnjLine *self)
{
  if (self->news->cache_changed || self->health->needs_sync || self->remote.is_sync_wanted)
    anj_line_sync_async (self, on_synced, self);
  else
    anj_line_enter (self, ANJ_LINE_COMMIT);
}

static gboolean
job_commit (AnjTerminal *terminal, gpointer data, GError **error)
{
  return anj_terminal_set_channel_cursor (terminal, data, error);
}

static void
on_committed (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer user_data)
{
  AnjLine *self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean good = g_task_propagate_boolean (G_TASK (result), &error);
  gboolean is_refused;

  if (self->state == ANJ_LINE_STOPPED)
    return;
  if (!good)
    {
      anj_line_fail (self, error);
      return;
    }
  /* a configuration that is still newer was refused: the channel would answer at once, for ever */
  is_refused = anj_line_has_newer_config (self);
  g_clear_pointer (&self->news, anj_channel_news_free);
  if (is_refused || self->remote.is_untold)
    {
      wait (self, NULL);
      return;
    }
  anj_backoff_reset (&self->backoff);
  anj_line_enter (self, ANJ_LINE_EXAMINE);
}

static void
do_remotes (AnjLine *self)
{
  anj_line_do_remotes (self, poll);
}

static void
tell_health (AnjLine *self)
{
  anj_line_tell (self, do_remotes);
}

void
anj_line_enter (AnjLine *self, AnjLineState state)
{
  set_state (self, state);
  switch (state)
    {
    case ANJ_LINE_EXAMINE:
      anj_store_thread_make (self->setup.store, anj_line_job_examine, NULL, NULL,
                             (GDestroyNotify) anj_terminal_health_free, on_examined, self);
      break;
    case ANJ_LINE_POLL:
      /* on trial the poll goes first: a report whose answer is lost would take longer than the
       * proof that the line still works may */
      if (self->has_polled && !anj_config_watch_wants_line (self->watch))
        anj_line_tell_config (self, tell_health);
      else
        poll (self);
      break;
    case ANJ_LINE_APPLY:
      /* the news live until COMMIT is done */
      anj_store_thread_run (self->setup.store, job_apply, self->news, NULL, on_applied, self);
      break;
    case ANJ_LINE_CONFIG:
      anj_line_fetch_config (self);
      break;
    case ANJ_LINE_SYNC:
      sync_if_needed (self);
      break;
    case ANJ_LINE_COMMIT:
      anj_store_thread_run (self->setup.store, job_commit, g_strdup (self->news->cursor), g_free,
                            on_committed, self);
      break;
    case ANJ_LINE_STOPPED:
    case ANJ_LINE_WAIT:
      break;
    }
}

void
anj_line_start (AnjLine *self)
{
  g_return_if_fail (ANJ_IS_LINE (self));

  anj_line_time_start (self);
  anj_line_enter (self, ANJ_LINE_EXAMINE);
  anj_line_kick (self);
}

void
anj_line_stop (AnjLine *self)
{
  g_return_if_fail (ANJ_IS_LINE (self));

  set_state (self, ANJ_LINE_STOPPED);
  g_clear_handle_id (&self->wait_id, g_source_remove);
  anj_line_send_stop (self);
  anj_line_look_ups_stop (self);
  anj_line_time_stop (self);
  anj_renew_stop (self->renew);
  anj_config_watch_stop (self->watch);
  if (self->poll_cancellable != NULL)
    g_cancellable_cancel (self->poll_cancellable);
  g_cancellable_cancel (self->cancellable);
}

AnjConfigWatch *
anj_line_get_config_watch (AnjLine *self)
{
  g_return_val_if_fail (ANJ_IS_LINE (self), NULL);

  return self->watch;
}

gboolean
anj_line_is_online (AnjLine *self)
{
  g_return_val_if_fail (ANJ_IS_LINE (self), FALSE);

  return self->is_online;
}

gboolean
anj_line_is_sending (AnjLine *self)
{
  g_return_val_if_fail (ANJ_IS_LINE (self), FALSE);

  return self->is_sending && self->is_online;
}

gint64
anj_line_get_last_contact_us (AnjLine *self)
{
  g_return_val_if_fail (ANJ_IS_LINE (self), 0);

  return self->last_contact_us;
}

const char *
anj_line_get_refusal (AnjLine *self)
{
  g_return_val_if_fail (ANJ_IS_LINE (self), NULL);

  return self->refusal != NULL ? self->refusal : self->upload.refusal;
}

static void
anj_line_finalize (GObject *object)
{
  AnjLine *self = ANJ_LINE (object);

  g_clear_handle_id (&self->wait_id, g_source_remove);
  anj_line_send_stop (self);
  anj_line_look_ups_stop (self);
  anj_line_time_stop (self);
  anj_line_attach_clear (self);
  anj_line_remote_clear (self);
  g_clear_pointer (&self->news, anj_channel_news_free);
  g_clear_pointer (&self->health, anj_terminal_health_free);
  g_clear_pointer (&self->renew, anj_renew_free);
  g_clear_object (&self->client);
  g_clear_object (&self->watch);
  g_clear_object (&self->poll_cancellable);
  g_clear_object (&self->cancellable);
  g_free (self->told_config);
  g_free (self->hub_generation);
  g_free (self->refusal);

  G_OBJECT_CLASS (anj_line_parent_class)->finalize (object);
}

static void
anj_line_class_init (AnjLineClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = anj_line_finalize;
  g_signal_new ("status-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  g_signal_new ("config-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  g_signal_new ("restart-wanted", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                G_TYPE_BOOLEAN);
  g_signal_new ("ticket-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                G_TYPE_STRING, G_TYPE_STRING);
}

static void
anj_line_init (AnjLine *self)
{
  self->cancellable = g_cancellable_new ();
  self->backoff.policy = &poll_policy;
  self->send_backoff.policy = &send_policy;
  self->upload.backoff.policy = &send_policy;
  anj_line_attach_init (self);
  anj_line_remote_init (self);
  anj_hold_init (&self->hold);
}

AnjLine *
anj_line_new (const AnjLineSetup *setup)
{
  AnjLine *self = g_object_new (ANJ_TYPE_LINE, NULL);

  self->setup = *setup;
  if (setup->backoff != NULL)
    self->backoff.policy = self->send_backoff.policy = self->upload.backoff.policy = setup->backoff;
  anj_line_renew_client (self);
  self->renew = anj_line_make_renew (self);
  self->watch = anj_config_watch_new (setup->store, setup->clock);
  g_signal_connect_object (self->watch, "settled", G_CALLBACK (anj_line_on_settled), self,
                           G_CONNECT_SWAPPED);
  return self;
}
