/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "tests/sim/sim-hub.h"

#include <glib/gstdio.h>

#include "core/anj-kdf.h"
#include "data/anj-data.h"
#include "hub/hub-attachment-store.h"
#include "hub/hub-auth.h"
#include "hub/hub-backup.h"
#include "hub/hub-cmd-init.h"
#include "hub/hub-registers.h"
#include "hub/hub-restore.h"
#include "hub/hub-rollout-engine.h"
#include "hub/hub-router.h"
#include "hub/hub-routes.h"
#include "hub/hub-terminals.h"
#include "hub/hub-tickets.h"

/* `serve` ticks each second and does little */
#define TICK_US G_TIME_SPAN_MINUTE
/* of an officer for a case that is not there yet */
#define MOST_LOOKS 5

/* A request that the hub has, with nothing to say yet. */
typedef struct
{
  SimHub *hub; /* (unowned) */
  const HubRoute *route;
  HubRequest *request;       /* (owned) */
  SimConnection *connection; /* (owned) */
  gint64 hold_until_us;
  guint event_id;
  SimAnswer answer;
  gpointer user_data;
} Exchange;

struct _SimConnection
{
  X509 *cert;    /* (owned) (nullable) */
  HubPeer *peer; /* (owned) (nullable): what the hub that it reached found */
};

struct _SimHub
{
  char *data_dir;
  char *backup_dir;
  SimChance chance;
  SimDisk *disk;
  AnjClock clock;
  AnjRandom random;

  /* while it serves */
  gboolean is_up;
  HubApp app;
  HubTokenGuard token_guard;
  HubRolloutEngine *rollouts;
  GPtrArray *held; /* (element-type Exchange) (unowned) */
  guint tick_id;
  gint64 down_us; /* how long it is off when it dies by itself */
};

static gint64
read_real_us (gpointer user_data G_GNUC_UNUSED)
{
  return sim_loop_now_us ();
}

static gint64
read_monotonic_us (gpointer user_data G_GNUC_UNUSED)
{
  return sim_loop_now_us () - SIM_BEGIN_US + G_TIME_SPAN_DAY;
}

SimConnection *
sim_connection_new (X509 *cert)
{
  SimConnection *self = g_rc_box_new0 (SimConnection);

  if (cert != NULL)
    X509_up_ref (cert);
  self->cert = cert;
  return self;
}

static void
connection_clear (gpointer data)
{
  SimConnection *self = data;

  g_clear_pointer (&self->cert, X509_free);
  g_clear_pointer (&self->peer, hub_peer_free);
}

void
sim_connection_unref (SimConnection *self)
{
  g_rc_box_release_full (self, connection_clear);
}

SimHub *
sim_hub_new (const char *root, const char *backup_dir, guint64 seed)
{
  SimHub *self = g_new0 (SimHub, 1);
  g_autoptr (GError) error = NULL;

  self->data_dir = g_build_filename (root, "hub", NULL);
  self->backup_dir = g_strdup (backup_dir);
  self->chance = sim_chance_new (seed, 0);
  self->clock = (AnjClock){ read_real_us, read_monotonic_us, NULL };
  self->random = (AnjRandom){ sim_chance_fill, &self->chance };
  self->held = g_ptr_array_new ();
  if (!hub_init_run (self->data_dir, NULL, &self->clock, &self->random, &error))
    g_error ("%s", error->message);
  self->disk = sim_disk_new (self->data_dir, &self->chance);
  return self;
}

SimDisk *
sim_hub_disk (SimHub *self)
{
  return self->disk;
}

HubApp *
sim_hub_app (SimHub *self)
{
  return &self->app;
}

const char *
sim_hub_data_dir (const SimHub *self)
{
  return self->data_dir;
}

gboolean
sim_hub_is_up (const SimHub *self)
{
  return self->is_up;
}

static void
exchange_end (Exchange *self, gboolean is_answered)
{
  g_ptr_array_remove (self->hub->held, self);
  if (self->event_id != 0)
    sim_loop_cancel (self->event_id);
  self->answer (self->user_data, is_answered ? self->request : NULL);
  hub_request_free (self->request);
  sim_connection_unref (self->connection);
  g_free (self);
}

static void run_handler (Exchange *self);

static void
on_hold_over (gpointer user_data)
{
  Exchange *self = user_data;

  self->event_id = 0;
  g_ptr_array_remove (self->hub->held, self);
  run_handler (self);
}

/* after the handler that tells it */
static void
wake_one (Exchange *self)
{
  sim_loop_cancel (self->event_id);
  self->event_id = sim_loop_after (0, on_hold_over, self);
}

static void
wake (gpointer user_data, const char *region)
{
  SimHub *self = user_data;

  for (guint i = 0; i < self->held->len; i++)
    {
      Exchange *exchange = self->held->pdata[i];

      if (region == NULL || g_strcmp0 (region, exchange->request->hold_region) == 0)
        wake_one (exchange);
    }
}

static void
wake_some (gpointer user_data,
           gboolean (*wants) (gpointer user_data, const HubPeer *peer),
           gpointer wants_data)
{
  SimHub *self = user_data;

  for (guint i = 0; i < self->held->len; i++)
    if (wants (wants_data, ((Exchange *) self->held->pdata[i])->request->peer))
      wake_one (self->held->pdata[i]);
}

/* a terminal has one held request: of an older one the line broke without a word */
static void
release_twin (Exchange *fresh)
{
  GPtrArray *held = fresh->hub->held;

  for (guint i = 0; i < held->len; i++)
    {
      Exchange *exchange = held->pdata[i];

      if (!g_str_equal (exchange->request->peer->id, fresh->request->peer->id))
        continue;
      exchange->hold_until_us = 1; /* long over */
      wake_one (exchange);
    }
}

static void
hold (Exchange *self)
{
  gint64 now_us = sim_loop_now_us ();

  if (self->hold_until_us == 0)
    {
      release_twin (self);
      self->hold_until_us = now_us + self->request->hold_us;
    }
  g_ptr_array_add (self->hub->held, self);
  self->event_id = sim_loop_after (self->hold_until_us - now_us, on_hold_over, self);
}

static void
on_died (gpointer user_data)
{
  SimHub *self = user_data;

  if (self->is_up && sim_disk_is_dead (self->disk))
    sim_hub_die (self, sim_chance_once_in (&self->chance, 2), self->down_us);
}

static void
run_handler (Exchange *self)
{
  SimHub *hub = self->hub;
  HubRequest *request = self->request;

  request->must_answer = self->hold_until_us > 0 && self->hold_until_us <= sim_loop_now_us ();
  request->hold_us = 0;
  hub_store_lock (hub->app.store);
  if (hub_auth_check (&hub->app, self->route->auth, request))
    self->route->handler (&hub->app, request);
  hub_store_unlock (hub->app.store);
  if (request->status == 0 && request->hold_us > 0)
    {
      hold (self);
      return;
    }
  if (request->status == 0 && request->work != NULL)
    request->work (&hub->app, request);
  if (sim_disk_is_dead (hub->disk))
    {
      hub->down_us = (gint64) sim_chance_below (&hub->chance, 20 * G_TIME_SPAN_MINUTE);
      sim_loop_after (0, on_died, hub);
      exchange_end (self, FALSE);
      return;
    }
  g_assert (request->status != 0);
  exchange_end (self, TRUE);
}

static void
take_query (HubRequest *request, const char *query)
{
  g_auto (GStrv) parts = g_strsplit (query, "&", -1);

  for (gsize i = 0; parts[i] != NULL; i++)
    {
      char *value = strchr (parts[i], '=');

      if (value == NULL)
        continue;
      *value++ = '\0';
      g_hash_table_replace (request->query, g_strdup (parts[i]),
                            g_uri_unescape_string (value, NULL));
    }
}

static HubRequest *
make_request (const SimCall *call)
{
  HubRequest *request = hub_request_new ();
  GHashTableIter iter;
  const char *name, *value;

  if (call->body != NULL)
    {
      g_bytes_unref (request->body);
      request->body = g_bytes_ref (call->body);
    }
  g_hash_table_iter_init (&iter, call->headers);
  while (g_hash_table_iter_next (&iter, (gpointer *) &name, (gpointer *) &value))
    g_hash_table_replace (request->headers, g_strdup (name), g_strdup (value));
  return request;
}

void
sim_hub_take (SimHub *self, const SimCall *call, SimAnswer answer, gpointer user_data)
{
  Exchange *exchange;
  const char *query = strchr (call->path, '?');
  g_autofree char *path = g_strndup (call->path, query != NULL ? (gsize) (query - call->path)
                                                               : strlen (call->path));
  gsize n_routes, index = 0;
  const HubRoute *routes = hub_routes_terminal (&n_routes);

  if (!self->is_up)
    {
      answer (user_data, NULL);
      return;
    }
  exchange = g_new0 (Exchange, 1);
  exchange->hub = self;
  exchange->request = make_request (call);
  exchange->answer = answer;
  exchange->user_data = user_data;
  if (query != NULL)
    take_query (exchange->request, query + 1);
  if (hub_router_match (routes, n_routes, call->method, path, exchange->request->args, &index) !=
      HUB_MATCH_FOUND)
    g_error ("the hub has no %s %s", call->method, path);
  exchange->route = &routes[index];
  exchange->connection = g_rc_box_acquire (call->connection);
  if (exchange->route->auth != HUB_AUTH_NONE && call->connection->peer == NULL)
    call->connection->peer = hub_peer_new (call->connection->cert, self->app.keys->cas,
                                           sim_loop_now_us ());
  exchange->request->peer = call->connection->peer;
  run_handler (exchange);
}

static void
tick (gpointer user_data)
{
  SimHub *self = user_data;
  g_autoptr (GError) error = NULL;

  hub_rollout_engine_tick (self->rollouts);
  hub_store_lock (self->app.store);
  if (!hub_presence_flush (self->app.presence, self->app.store, &error))
    g_message ("cannot note who called: %s", error->message);
  hub_store_unlock (self->app.store);
  self->tick_id = sim_loop_after (TICK_US, tick, self);
  on_died (self);
}

static const AnjSchema *
load_schema (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) json = anj_data_lookup (path, &error);
  AnjSchema *schema = json != NULL ? anj_schema_new (json, &error) : NULL;

  if (schema == NULL)
    g_error ("%s", error->message);
  return schema;
}

static gboolean
load (SimHub *self, GError **error)
{
  HubApp *app = &self->app;

  if ((app->keys = hub_keys_load (self->data_dir, error)) == NULL ||
      (app->store = hub_registers_open (self->data_dir, error)) == NULL ||
      (app->config = hub_config_state_open (app->store, app->keys->config_ca, error)) == NULL ||
      (app->generation = hub_store_ensure_generation (app->store, &self->random, error)) == NULL ||
      !hub_attachment_reconcile (app->store, app->attachments_dir, error))
    return FALSE;
  return TRUE;
}

static void
unload (SimHub *self)
{
  HubApp *app = &self->app;

  g_clear_pointer (&self->rollouts, hub_rollout_engine_free);
  g_clear_pointer (&app->presence, hub_presence_free);
  g_clear_pointer (&app->terminal_log, hub_terminal_log_free);
  g_clear_pointer (&app->config, hub_config_state_free);
  g_clear_pointer (&app->keys, hub_keys_free);
  g_clear_pointer ((AnjSchema **) &app->telemetry_schema, anj_schema_free);
  g_clear_pointer ((char **) &app->generation, g_free);
  g_clear_pointer ((char **) &app->attachments_dir, g_free);
  g_clear_pointer (&app->store, hub_store_free);
}

static void
start_again (gpointer user_data)
{
  sim_hub_start (user_data);
}

void
sim_hub_start (SimHub *self)
{
  g_autoptr (GError) error = NULL;

  if (self->is_up)
    return;
  self->app = (HubApp){ .clock = &self->clock,
                        .random = &self->random,
                        .token_guard = &self->token_guard,
                        .telemetry_schema = load_schema ("schema/telemetry.json"),
                        .public_url = SIM_HUB_URL,
                        .wake = wake,
                        .wake_some = wake_some,
                        .wake_data = self };
  self->app.attachments_dir = g_build_filename (self->data_dir, "attachments", NULL);
  hub_token_guard_init (&self->token_guard, &self->clock);
  if (!load (self, &error))
    {
      g_message ("the hub does not start: %s", error->message);
      unload (self);
      sim_disk_revive (self->disk, FALSE);
      sim_loop_after (G_TIME_SPAN_MINUTE, start_again, self);
      return;
    }
  hub_store_set_wait_ms (self->app.store, 0);
  self->app.presence = hub_presence_new ();
  self->app.terminal_log = hub_terminal_log_new (self->data_dir, self->backup_dir);
  self->rollouts = hub_rollout_engine_new (&self->app);
  self->tick_id = sim_loop_after (TICK_US, tick, self);
  self->is_up = TRUE;
  sim_trace ("hub serves", 0, 0);
}

static void
stop (SimHub *self)
{
  sim_loop_cancel (self->tick_id);
  while (self->held->len > 0)
    exchange_end (self->held->pdata[0], FALSE);
  self->is_up = FALSE;
  unload (self);
}

void
sim_hub_die (SimHub *self, gboolean is_power, gint64 down_us)
{
  if (!self->is_up)
    return;
  sim_trace (is_power ? "hub loses its power" : "hub dies", 0, (guint64) down_us);
  sim_disk_die (self->disk);
  stop (self);
  sim_disk_revive (self->disk, is_power);
  sim_loop_after (down_us, start_again, self);
}

void
sim_hub_free (SimHub *self)
{
  if (self->is_up)
    stop (self);
  sim_disk_free (self->disk);
  g_ptr_array_unref (self->held);
  g_free (self->data_dir);
  g_free (self->backup_dir);
  g_free (self);
}

char *
sim_hub_make_token (SimHub *self, const char *region)
{
  gint64 now_us = sim_loop_now_us ();
  g_autoptr (GError) error = NULL;
  char *token = hub_token_issue (self->app.store, &self->random, region, now_us,
                                 now_us + G_TIME_SPAN_DAY, &error);

  if (token == NULL)
    g_error ("%s", error->message);
  return token;
}

typedef struct
{
  SimHub *hub;
  char *region;
  char *number;
  guint n_looks;
} Answer;

static void
answer_free (Answer *self)
{
  g_free (self->region);
  g_free (self->number);
  g_free (self);
}

/* as POST /v1/admin/tickets does it */
static gboolean
store_answer (Answer *self, gboolean *out_known, GError **error)
{
  HubStore *store = self->hub->app.store;
  g_autoptr (HubTransaction) transaction = hub_transaction_begin (store, error);

  return transaction != NULL &&
         hub_ticket_answer (store, self->region, self->number, "answered", /* answer */ NULL,
                            sim_loop_now_us (), out_known, error) &&
         hub_transaction_commit (transaction, error);
}

static void
answer (gpointer user_data)
{
  Answer *self = user_data;
  SimHub *hub = self->hub;
  gboolean is_known = FALSE;
  g_autoptr (GError) error = NULL;

  if (hub->is_up)
    {
      hub_store_lock (hub->app.store);
      if (!store_answer (self, &is_known, &error))
        g_message ("no answer: %s", error->message);
      hub_store_unlock (hub->app.store);
      on_died (hub);
    }
  if (is_known && error == NULL)
    {
      sim_trace ("is answered", 0, 0);
      if (hub->is_up)
        hub_app_wake (&hub->app, self->region);
    }
  else if (++self->n_looks < MOST_LOOKS)
    {
      sim_loop_after (G_TIME_SPAN_DAY, answer, self);
      return;
    }
  answer_free (self);
}

void
sim_hub_answer_later (SimHub *self, const char *region, const char *number, gint64 delay_us)
{
  Answer *later = g_new0 (Answer, 1);

  *later = (Answer){ self, g_strdup (region), g_strdup (number), 0 };
  sim_loop_after (delay_us, answer, later);
}

void
sim_hub_back_up (SimHub *self)
{
  const HubBackupJob job = { self->app.store, self->data_dir, self->backup_dir, &self->clock };
  g_autoptr (GError) error = NULL;
  HubBackupResult result;

  if (!self->is_up)
    return;
  if (!hub_backup_run (&job, NULL, &result, &error))
    g_message ("no backup: %s", error->message);
  sim_trace ("backup", 0, error == NULL);
  hub_backup_result_clear (&result);
  on_died (self);
}

gboolean
sim_hub_restore (SimHub *self)
{
  const HubRestoreJob job = { .data_dir = self->data_dir,
                              .backup_dir = self->backup_dir,
                              .at_us = G_MAXINT64,
                              .replace = TRUE,
                              .clock = &self->clock,
                              .random = &self->random };
  HubRestoreResult result;
  g_autoptr (GError) error = NULL;
  gboolean is_done;

  if (self->is_up)
    stop (self);
  is_done = hub_restore_run (&job, &result, &error);
  sim_trace ("hub is restored", 0, is_done);
  if (!is_done)
    g_message ("no restore: %s", error->message);
  hub_restore_result_clear (&result);
  sim_hub_start (self);
  return is_done;
}
