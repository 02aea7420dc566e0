/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "anj-hub"

#include "hub/hub-cmd-serve.h"

#include <glib-unix.h>
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sysexits.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#include "core/anj-time.h"
#include "data/anj-data.h"
#include "hub/hub-app.h"
#include "hub/hub-attachment-store.h"
#include "hub/hub-backup-timer.h"
#include "hub/hub-feed.h"
#include "hub/hub-import.h"
#include "hub/hub-listen.h"
#include "hub/hub-registers.h"
#include "hub/hub-rollout-engine.h"
#include "hub/hub-routes.h"
#include "hub/hub-server.h"
#include "hub/hub-undo.h"
#include "hub/hub-upkeep.h"

/* `serve`: puts the objects together, says that it is ready, ticks, and drains at SIGTERM. */

#define TICK_MS 1000
#define FLUSH_EVERY_TICKS 30
/* A handler that has to write waits so long for an import, with the store's lock; then it is 503
 * and the terminal tries again. Readers in between wait no longer than that. */
#define STORE_WAIT_MS 500
#define PUBLISH_BUDGET_US (TICK_MS * 1000 / 2)
/* files beside connections: database, listeners, epoll, log */
#define SPARE_FILES 64
/* before a certificate ends: time for all terminals to call */
#define END_WARNING_US (180 * G_TIME_SPAN_DAY)

typedef struct
{
  char *data_dir;
  char *listen;
  char *admin_listen;
  char *public_url;
  char *backup_dir;
  int max_connections;
  int backup_every_s;
} Options;

static const char description[] =
    "Serves terminals and admins until SIGTERM, then ends what is under way and leaves. Prints "
    "'ready URL ADMIN-URL' when it answers, and tells systemd.\n\n"
    "With --backup-dir it makes a backup every hour ('anjungan-hub backup --help' says of what), "
    "and "
    "warns at each start while the folder is on the data's own device: terminals let go of a case "
    "only when a backup elsewhere holds it. Once a day it forgets what the configuration's member "
    "'retention' says ('anjungan-hub retain --help').\n\n"
    "Options are also read from /etc/anjungan/*.conf, group [hub], for example "
    "backup-dir=/srv/backup.";

static void
options_clear (Options *self)
{
  g_free (self->data_dir);
  g_free (self->listen);
  g_free (self->admin_listen);
  g_free (self->public_url);
  g_free (self->backup_dir);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

/* everything that lives from start to stop */
typedef struct
{
  HubStore *store;
  HubKeys *keys;
  HubConfigState *config;
  HubPresence *presence;
  HubTokenGuard token_guard;
  AnjRegionTable *regions;
  AnjSchema *telemetry_schema;
  char *generation;
  char *public_url;
  char *attachments_dir;
  char *data_dir;
  HubApp app;
  HubUpkeep *upkeep;
  HubRolloutEngine *rollouts;
  HubServer *server;
  GMainLoop *loop;
  guint n_ticks;
} Serve;

static void
serve_clear (Serve *self)
{
  g_clear_pointer (&self->server, hub_server_free);
  g_clear_pointer (&self->upkeep, hub_upkeep_free);
  g_clear_pointer (&self->rollouts, hub_rollout_engine_free);
  g_clear_pointer (&self->loop, g_main_loop_unref);
  g_clear_pointer (&self->config, hub_config_state_free);
  g_clear_pointer (&self->presence, hub_presence_free);
  g_clear_pointer (&self->keys, hub_keys_free);
  g_clear_pointer (&self->regions, anj_region_table_free);
  g_clear_pointer (&self->telemetry_schema, anj_schema_free);
  g_clear_pointer (&self->store, hub_store_free);
  g_clear_pointer (&self->generation, g_free);
  g_clear_pointer (&self->public_url, g_free);
  g_clear_pointer (&self->attachments_dir, g_free);
  g_clear_pointer (&self->data_dir, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Serve, serve_clear)

static gboolean
parse_options (int argc, char **argv, Options *out, GError **error)
{
  const GOptionEntry entries[] = {
    { "data-dir", 0, 0, G_OPTION_ARG_FILENAME, &out->data_dir, "Directory that init made", "DIR" },
    { "listen", 0, 0, G_OPTION_ARG_STRING, &out->listen, "Where terminals call",
      "ADDR:PORT|unix:PATH" },
    { "admin-listen", 0, 0, G_OPTION_ARG_STRING, &out->admin_listen, "Where anjunganctl calls",
      "ADDR:PORT" },
    { "public-url", 0, 0, G_OPTION_ARG_STRING, &out->public_url,
      "What terminals are told to call (default: the listen address)", "URL" },
    { "max-connections", 0, 0, G_OPTION_ARG_INT, &out->max_connections,
      "Connections at once a listener (default 10000)", "N" },
    { "backup-dir", 0, 0, G_OPTION_ARG_FILENAME, &out->backup_dir,
      "Where backups are kept: on another device than the data", "DIR" },
    { "backup-every", 0, 0, G_OPTION_ARG_INT, &out->backup_every_s,
      "Age at which the newest backup gets a successor (default 3600)", "SECONDS" },
    G_OPTION_ENTRY_NULL,
  };

  out->max_connections = HUB_SERVER_DEFAULT_MAX_CONNECTIONS;
  out->backup_every_s = HUB_BACKUP_DEFAULT_EVERY_S;
  if (!hub_command_parse (&argc, &argv, NULL, description, entries, error))
    return FALSE;
  if (out->data_dir != NULL && out->listen != NULL && out->admin_listen != NULL && argc == 1 &&
      out->max_connections > 0 && out->backup_every_s > 0)
    return TRUE;
  g_set_error_literal (error, HUB_ERROR, HUB_ERROR_USAGE,
                       "needs --data-dir DIR, --listen ADDR:PORT and --admin-listen ADDR:PORT");
  return FALSE;
}

/* (nullable): the shipped schema; a broken one is a broken build */
static AnjSchema *
load_schema (const char *path, GError **error)
{
  g_autoptr (GBytes) json = anj_data_lookup (path, error);

  return json != NULL ? anj_schema_new (json, error) : NULL;
}

/* an import that the power cut off */
static gboolean
take_out_rest (Serve *self, GError **error)
{
  HubImportContext context = {
    .store = self->store,
    .data_dir = self->data_dir,
    .clock = self->app.clock,
    .random = self->app.random,
  };

  return hub_import_is_running (self->data_dir) || hub_undo_unfinished (&context, error);
}

static gboolean
load (Serve *self,
      const Options *options,
      const AnjClock *clock,
      const AnjRandom *random,
      GError **error)
{
  if ((self->keys = hub_keys_load (options->data_dir, error)) == NULL ||
      (self->store = hub_registers_open (options->data_dir, error)) == NULL ||
      (self->config = hub_config_state_open (self->store, self->keys->config_ca, error)) == NULL ||
      (self->generation = hub_store_ensure_generation (self->store, random, error)) == NULL ||
      (self->regions = anj_data_regions_new (error)) == NULL ||
      (self->telemetry_schema = load_schema ("schema/telemetry.json", error)) == NULL)
    return FALSE;
  self->attachments_dir = g_build_filename (options->data_dir, "attachments", NULL);
  self->presence = hub_presence_new ();
  hub_token_guard_init (&self->token_guard, clock);
  self->app = (HubApp){
    .store = self->store,
    .clock = clock,
    .random = random,
    .keys = self->keys,
    .config = self->config,
    .presence = self->presence,
    .token_guard = &self->token_guard,
    .regions = self->regions,
    .telemetry_schema = self->telemetry_schema,
    .generation = self->generation,
    .attachments_dir = self->attachments_dir,
  };
  self->data_dir = g_strdup (options->data_dir);
  if (!hub_presence_begin (self->presence, self->store, hub_app_now_us (&self->app), error) ||
      !hub_attachment_reconcile (self->store, self->attachments_dir, error) ||
      !take_out_rest (self, error))
    return FALSE;
  hub_store_set_wait_ms (self->store, STORE_WAIT_MS);
  self->rollouts = hub_rollout_engine_new (&self->app);
  self->upkeep = hub_upkeep_new (&self->app, options->data_dir, options->backup_dir,
                                 (guint) options->backup_every_s, error);
  return self->upkeep != NULL;
}

static void
warn_of_misplaced_keys (const char *data_dir)
{
  g_autoptr (GPtrArray) paths = hub_keys_list_misplaced (data_dir);

  for (guint i = 0; i < paths->len; i++)
    g_printerr ("anjungan-hub serve: warning: %s is a private key that belongs off this server\n",
                (const char *) g_ptr_array_index (paths, i));
}

static void
warn_of_end (const HubKeys *keys, gint64 now_us)
{
  const char *name = NULL;
  gint64 end_us = hub_keys_next_end (keys, &name);
  g_autofree char *end = anj_time_format (end_us);

  if (end_us - now_us < END_WARNING_US)
    g_printerr (
        "anjungan-hub serve: warning: %s/cert.pem ends on %.10s, and with it the line of every "
        "terminal; 'anjungan-hub ca new' begins a change\n",
        name, end);
}

/* the smaller of what was asked for and what the kernel gives */
static guint
raise_file_limit (int wanted)
{
  struct rlimit limit;

  if (getrlimit (RLIMIT_NOFILE, &limit) != 0)
    return (guint) wanted;
  limit.rlim_cur = limit.rlim_max;
  setrlimit (RLIMIT_NOFILE, &limit);
  /* two listeners share the files */
  return (guint) CLAMP ((gint64) MIN (limit.rlim_cur, (rlim_t) G_MAXINT32) / 2 - SPARE_FILES, 1,
                        wanted);
}

static char *
name_url (const char *name)
{
  return g_str_has_prefix (name, "unix:") ? g_strdup (name) : g_strconcat ("https://", name, NULL);
}

static gboolean
start (Serve *self, const Options *options, GError **error)
{
  gsize n_terminal, n_admin;
  const HubRoute *terminal = hub_routes_terminal (&n_terminal);
  const HubRoute *admin = hub_routes_admin (&n_admin);
  g_autofree char *name = NULL;
  g_autofree char *admin_name = NULL;
  g_autofree char *url = NULL;
  g_autofree char *admin_url = NULL;
  int fd = hub_listen (options->listen, &name, error), admin_fd;

  if (fd < 0)
    return FALSE;
  admin_fd = hub_listen (options->admin_listen, &admin_name, error);
  if (admin_fd < 0)
    {
      close (fd);
      return FALSE;
    }
  url = name_url (name);
  self->public_url = g_strdup (options->public_url != NULL ? options->public_url : url);
  self->app.public_url = self->public_url;
  if (options->public_url == NULL && g_str_has_prefix (name, "unix:"))
    g_printerr ("anjungan-hub serve: warning: no --public-url: tokens do not say where the proxy "
                "is\n");
  self->server = hub_server_new (&self->app, raise_file_limit (options->max_connections));
  if (!hub_server_add_listener (self->server, fd, terminal, n_terminal, error))
    {
      close (admin_fd);
      return FALSE;
    }
  if (!hub_server_add_listener (self->server, admin_fd, admin, n_admin, error))
    return FALSE;
  admin_url = name_url (admin_name);
  g_print ("ready %s %s\n", url, admin_url);
  fflush (stdout);
  sd_notifyf (0, "READY=1\nSTATUS=serving %s", url);
  return TRUE;
}

static void
flush_presence (Serve *self)
{
  g_autoptr (GError) error = NULL;

  hub_store_lock (self->store);
  if (!hub_presence_flush (self->presence, self->store, &error))
    g_message ("cannot note who called: %s", error->message);
  hub_store_unlock (self->store);
}

/* What an import that was cut off, or a publication, left to be told to terminals: in steps with
 * the store free in between, so that no terminal waits for it. A running import does its own. */
static void
publish_touched (Serve *self)
{
  gint64 end_us = anj_clock_monotonic_us (self->app.clock) + PUBLISH_BUDGET_US;
  gboolean more = FALSE;

  do
    {
      g_autoptr (GError) error = NULL;

      hub_store_lock (self->store);
      if (hub_feed_has_touched (self->store, &more, &error) && more &&
          (hub_import_is_running (self->data_dir) ||
           !hub_feed_publish_some (self->store, self->app.random, &more, &error)))
        more = FALSE;
      hub_store_unlock (self->store);
      if (error != NULL)
        g_message ("cannot publish households: %s", error->message);
    }
  while (more && anj_clock_monotonic_us (self->app.clock) < end_us);
}

static gboolean
on_tick (gpointer user_data)
{
  Serve *self = user_data;

  publish_touched (self);
  hub_upkeep_tick (self->upkeep);
  hub_rollout_engine_tick (self->rollouts);
  hub_server_tick (self->server);
  if (++self->n_ticks % FLUSH_EVERY_TICKS == 0)
    flush_presence (self);
  return G_SOURCE_CONTINUE;
}

static gboolean
on_stop (gpointer user_data)
{
  Serve *self = user_data;

  g_main_loop_quit (self->loop);
  return G_SOURCE_CONTINUE;
}

int
hub_cmd_serve (int argc, char **argv, const AnjClock *clock, const AnjRandom *random)
{
  g_auto (Options) options = { 0 };
  g_auto (Serve) self = { 0 };
  g_autoptr (GError) error = NULL;

  if (!parse_options (argc, argv, &options, &error) ||
      !load (&self, &options, clock, random, &error))
    return hub_command_fail ("serve", error);
  warn_of_misplaced_keys (options.data_dir);
  warn_of_end (self.keys, anj_clock_real_us (clock));
  signal (SIGPIPE, SIG_IGN);
  self.loop = g_main_loop_new (NULL, /* is_running */ FALSE);
  g_unix_signal_add (SIGTERM, on_stop, &self);
  g_unix_signal_add (SIGINT, on_stop, &self);
  if (!start (&self, &options, &error))
    {
      if (self.server != NULL)
        hub_server_drain (self.server);
      return hub_command_fail ("serve", error);
    }
  g_timeout_add (TICK_MS, on_tick, &self);
  g_main_loop_run (self.loop);
  sd_notify (0, "STOPPING=1");
  hub_server_drain (self.server);
  flush_presence (&self);
  return EX_OK;
}
