/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "anj-agent"

/*
 * What the hub told this terminal to do (anj-remote-book.h), one command after the other:
 *
 *   read the open ones ──► each: tell ACKED ──► do ──► tell DONE or FAILED ──► then ()
 *
 * Lock and unlock were done when they were taken. A sync is wished for here and done by the line; a
 * restart, and a wipe, end this process: the next one tells. A failure to tell fails nothing: the
 * line waits a while before it polls again, and this runs again before that.
 */

#include "app/agent/anj-agent-error.h"
#include "app/agent/anj-line-private.h"
#include "app/agent/anj-log-ring.h"
#include "app/agent/anj-remote-book.h"
#include "core/anj-json.h"

#define TIMEOUT_MS 15000
/* beginnings that ended with this process, until the command is given up */
#define MAX_BEGUN 3

static void step (AnjLine *self);
static void act (AnjLine *self);

static AnjRemoteEntry *
get_entry (AnjLine *self)
{
  return g_ptr_array_index (self->remote.entries, self->remote.at);
}

static void
next (AnjLine *self)
{
  self->remote.at++;
  step (self);
}

static void
finish (AnjLine *self)
{
  void (*then) (AnjLine * line) = self->remote.then;

  g_clear_pointer (&self->remote.entries, g_ptr_array_unref);
  self->remote.then = NULL;
  then (self);
}

/* telling */

static gboolean
job_note_told (AnjTerminal *terminal, gpointer data, GError **error)
{
  const AnjRemoteEntry *entry = data;

  return anj_remote_book_note_told (anj_terminal_get_ledger (terminal), entry->id, entry->state,
                                    error);
}

static void
on_noted (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AnjLine) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    g_warning ("a command's state: %s", error->message);
  if (self->state != ANJ_LINE_STOPPED)
    self->remote.after_telling (self);
}

static void
on_told (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AnjLine) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjHttpResponse)
      response = anj_http_client_send_finish (ANJ_HTTP_CLIENT (source), result, &error);
  guint status = error != NULL ? anj_net_error_get_status (error) : 200;

  if (self->state == ANJ_LINE_STOPPED)
    return;
  /* a hub that knows nothing of it (it was restored) is not asked again */
  if (status == 200 || status == 404)
    {
      get_entry (self)->is_told = TRUE;
      anj_store_thread_run (self->setup.store, job_note_told, get_entry (self), NULL, on_noted,
                            g_object_ref (self));
      return;
    }
  g_message ("a command's state: %s", error->message);
  self->remote.is_untold = TRUE;
  self->remote.after_telling (self);
}

static AnjHttpRequest *
make_request (AnjLine *self, const char *method, const char *path)
{
  g_autofree char *url = g_strconcat (self->setup.bootstrap->hub, path, NULL);

  return anj_http_request_new (method, url, ANJ_LINE_ANSWER_MAX_BYTES, TIMEOUT_MS);
}

static void
tell (AnjLine *self, void (*then) (AnjLine *self))
{
  const AnjRemoteEntry *entry = get_entry (self);
  g_autoptr (JsonObject) body = json_object_new ();
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *path = g_strconcat ("/v1/commands/", entry->id, NULL);
  AnjHttpRequest *request = make_request (self, "POST", path);

  json_object_set_string_member (body, "state", anj_remote_state_name (entry->state));
  if (entry->detail != NULL)
    json_object_set_string_member (body, "detail", entry->detail);
  bytes = anj_json_object_to_bytes (body);
  anj_http_request_set_body (request, bytes, "application/json");
  self->remote.after_telling = then;
  anj_http_client_send_async (self->client, request, self->cancellable, on_told,
                              g_object_ref (self));
}

/* doing */

typedef struct
{
  char *id;
  AnjRemoteState state;
  char *detail; /* (owned) (nullable) */
} End;

static void
end_free (End *end)
{
  g_free (end->id);
  g_free (end->detail);
  g_free (end);
}

static gboolean
job_end (AnjTerminal *terminal, gpointer data, GError **error)
{
  const End *end = data;

  return anj_remote_book_end (anj_terminal_get_ledger (terminal), end->id, end->state, end->detail,
                              error);
}

static void
on_ended (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AnjLine) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    g_warning ("a command's end: %s", error->message);
  if (self->state != ANJ_LINE_STOPPED)
    tell (self, next);
}

/* writes down how it ended, tells, goes on */
static void
end (AnjLine *self, AnjRemoteState state, const char *detail)
{
  AnjRemoteEntry *entry = get_entry (self);
  End *ended = g_new0 (End, 1);

  entry->state = state;
  entry->is_told = FALSE;
  g_free (entry->detail);
  entry->detail = g_strdup (detail);
  ended->id = g_strdup (entry->id);
  ended->state = state;
  ended->detail = g_strdup (detail);
  anj_store_thread_run (self->setup.store, job_end, ended, (GDestroyNotify) end_free, on_ended,
                        g_object_ref (self));
}

static gboolean
job_set_locked (AnjTerminal *terminal, gpointer data, GError **error)
{
  const AnjRemoteEntry *entry = data;

  return anj_terminal_set_locked (terminal, entry->id, entry->kind == ANJ_REMOTE_LOCK, error);
}

static void
on_locked (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AnjLine) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean good = g_task_propagate_boolean (G_TASK (result), &error);

  if (self->state == ANJ_LINE_STOPPED)
    return;
  g_signal_emit_by_name (self, "status-changed");
  end (self, good ? ANJ_REMOTE_DONE : ANJ_REMOTE_FAILED, good ? NULL : error->message);
}

/* a lock that the power cut off between taking and doing */
static void
do_lock (AnjLine *self)
{
  anj_store_thread_run (self->setup.store, job_set_locked, get_entry (self), NULL, on_locked,
                        g_object_ref (self));
}

/* the next process finds that it was begun, and that it is another one */
static void
do_restart (AnjLine *self)
{
  g_signal_emit_by_name (self, "restart-wanted", /* at once */ FALSE);
  next (self);
}

static gboolean
job_wipe (AnjTerminal *terminal, gpointer data, GError **error)
{
  g_autofree char *detail = NULL;

  return anj_terminal_wipe (terminal, &detail, error) &&
         anj_remote_book_end (anj_terminal_get_ledger (terminal), data, ANJ_REMOTE_DONE, detail,
                              error);
}

static void
on_wiped (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AnjLine) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean good = g_task_propagate_boolean (G_TASK (result), &error);

  if (self->state == ANJ_LINE_STOPPED)
    return;
  if (good)
    /* the old key lives in this process's memory */
    g_signal_emit_by_name (self, "restart-wanted", /* at once */ TRUE);
  else
    end (self, ANJ_REMOTE_FAILED, error->message);
}

static void
do_wipe (AnjLine *self)
{
  anj_store_thread_run (self->setup.store, job_wipe, g_strdup (get_entry (self)->id), g_free,
                        on_wiped, g_object_ref (self));
}

static void
do_sync (AnjLine *self)
{
  self->remote.is_sync_wanted = TRUE;
  next (self);
}

static void
on_log_sent (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AnjLine) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjHttpResponse)
      response = anj_http_client_send_finish (ANJ_HTTP_CLIENT (source), result, &error);

  if (self->state == ANJ_LINE_STOPPED)
    return;
  end (self, response != NULL ? ANJ_REMOTE_DONE : ANJ_REMOTE_FAILED,
       response != NULL ? NULL : error->message);
}

static void
do_logs (AnjLine *self)
{
  g_autofree char *path = g_strconcat ("/v1/commands/", get_entry (self)->id, "/log", NULL);
  g_autoptr (GBytes) log = NULL;
  AnjHttpRequest *request;

  if (self->setup.log == NULL)
    {
      end (self, ANJ_REMOTE_FAILED, "no log is kept");
      return;
    }
  log = anj_log_ring_read (self->setup.log, ANJ_REMOTE_LOG_MAX_BYTES);
  request = make_request (self, "PUT", path);
  anj_http_request_set_body (request, log, "text/plain");
  anj_http_client_send_async (self->client, request, self->cancellable, on_log_sent,
                              g_object_ref (self));
}

static void
do_renew (AnjLine *self)
{
  self->remote.is_renewing = anj_renew_now (self->renew);
  if (!self->remote.is_renewing)
    end (self, ANJ_REMOTE_FAILED, "not now: a configuration is on trial");
}

void
anj_line_remote_renewed (AnjLine *self, gboolean is_fresh, const GError *error)
{
  const char *detail = is_fresh ? NULL : "not needed: the hub takes the certificate for new enough";

  if (!self->remote.is_renewing)
    return;
  self->remote.is_renewing = FALSE;
  end (self, error == NULL ? ANJ_REMOTE_DONE : ANJ_REMOTE_FAILED,
       error != NULL ? error->message : detail);
}

static void (*const acts[ANJ_N_REMOTES]) (AnjLine *self) = {
  [ANJ_REMOTE_LOCK] = do_lock,       [ANJ_REMOTE_UNLOCK] = do_lock, [ANJ_REMOTE_WIPE] = do_wipe,
  [ANJ_REMOTE_RESTART] = do_restart, [ANJ_REMOTE_SYNC] = do_sync,   [ANJ_REMOTE_RENEW] = do_renew,
  [ANJ_REMOTE_LOGS] = do_logs,
};

static gboolean
job_begin (AnjTerminal *terminal, gpointer data, GError **error)
{
  return anj_remote_book_begin (anj_terminal_get_ledger (terminal), data, error);
}

static void
on_begun (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AnjLine) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean good = g_task_propagate_boolean (G_TASK (result), &error);

  if (self->state == ANJ_LINE_STOPPED)
    return;
  if (!good)
    g_warning ("a command's beginning: %s", error->message);
  if (good)
    acts[get_entry (self)->kind](self);
  else
    next (self);
}

static void
act (AnjLine *self)
{
  AnjRemoteEntry *entry = get_entry (self);
  gboolean is_ours = g_hash_table_contains (self->remote.begun, entry->id);

  if (entry->n_begun > 0 && !is_ours && entry->kind == ANJ_REMOTE_RESTART)
    end (self, ANJ_REMOTE_DONE, NULL);
  else if (entry->n_begun >= MAX_BEGUN && !is_ours)
    end (self, ANJ_REMOTE_FAILED, "the agent ended each time it began with it");
  else if (is_ours)
    next (self); /* on its way: a sync, a restart */
  else
    {
      g_hash_table_add (self->remote.begun, g_strdup (entry->id));
      anj_store_thread_run (self->setup.store, job_begin, g_strdup (entry->id), g_free, on_begun,
                            g_object_ref (self));
    }
}

static void
step (AnjLine *self)
{
  const AnjRemoteEntry *entry;

  if (self->remote.at >= self->remote.entries->len)
    {
      finish (self);
      return;
    }
  entry = get_entry (self);
  if (entry->state != ANJ_REMOTE_ACKED)
    tell (self, next);
  else if (entry->kind == ANJ_REMOTE_WIPE || entry->is_told)
    act (self); /* a wipe waits for nobody */
  else
    tell (self, act);
}

static gpointer
job_list (AnjTerminal *terminal, gpointer data G_GNUC_UNUSED, GError **error)
{
  return anj_remote_book_list_open (anj_terminal_get_ledger (terminal), error);
}

static void
on_listed (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AnjLine) self = user_data;
  g_autoptr (GError) error = NULL;
  GPtrArray *entries = g_task_propagate_pointer (G_TASK (result), &error);

  if (self->state == ANJ_LINE_STOPPED)
    {
      g_clear_pointer (&entries, g_ptr_array_unref);
      return;
    }
  if (entries == NULL)
    {
      g_warning ("commands: %s", error->message);
      entries = g_ptr_array_new ();
    }
  self->remote.entries = entries;
  self->remote.at = 0;
  step (self);
}

void
anj_line_do_remotes (AnjLine *self, void (*then) (AnjLine *self))
{
  self->remote.then = then;
  self->remote.is_untold = FALSE;
  anj_store_thread_make (self->setup.store, job_list, NULL, NULL,
                         (GDestroyNotify) g_ptr_array_unref, on_listed, g_object_ref (self));
}

/* the records are here: whoever wished for a sync has it */

static gboolean
job_end_syncs (AnjTerminal *terminal, gpointer data G_GNUC_UNUSED, GError **error)
{
  AnjLedger *ledger = anj_terminal_get_ledger (terminal);
  g_autoptr (GPtrArray) entries = anj_remote_book_list_open (ledger, error);

  for (guint i = 0; entries != NULL && i < entries->len; i++)
    {
      const AnjRemoteEntry *entry = entries->pdata[i];

      if (entry->kind == ANJ_REMOTE_SYNC && entry->state == ANJ_REMOTE_ACKED &&
          entry->n_begun > 0 &&
          !anj_remote_book_end (ledger, entry->id, ANJ_REMOTE_DONE, NULL, error))
        return FALSE;
    }
  return entries != NULL;
}

void
anj_line_end_syncs (AnjLine *self)
{
  if (!self->remote.is_sync_wanted)
    return;
  self->remote.is_sync_wanted = FALSE;
  anj_store_thread_run (self->setup.store, job_end_syncs, NULL, NULL, NULL, NULL);
}

void
anj_line_remote_init (AnjLine *self)
{
  self->remote.begun = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

void
anj_line_remote_clear (AnjLine *self)
{
  g_clear_pointer (&self->remote.begun, g_hash_table_unref);
  g_clear_pointer (&self->remote.entries, g_ptr_array_unref);
}
