/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "fault-village.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "app/agent/anj-enrol.h"
#include "app/agent/anj-line-private.h"
#include "app/agent/anj-sync-child.h"
#include "core/anj-json.h"
#include "data/anj-data.h"
#include "fault-disk.h"
#include "fault-time.h"
#include "hub/hub-attachment-store.h"
#include "hub/hub-cmd-import.h"
#include "hub/hub-cmd-init.h"
#include "hub/hub-feed.h"
#include "hub/hub-listen.h"
#include "hub/hub-routes.h"
#include "hub/hub-terminals.h"
#include "system/anj-system.h"

/* 2026-11-20, a Friday, 03:00 UTC */
#define START_US G_GINT64_CONSTANT (1795143600000000)
#define MAX_CONNECTIONS 100

static const AnjBackoffPolicy quick = { .first_ms = 2, .max_ms = 4 };

static gint64
get_real_us (gpointer user_data)
{
  FaultVillage *self = user_data;

  return START_US + g_get_monotonic_time () - self->begun_us;
}

static gint64
get_monotonic_us (gpointer user_data G_GNUC_UNUSED)
{
  return g_get_monotonic_time ();
}

/* --- files --- */

static void
copy_file (const char *from, const char *to)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *data = NULL;
  gsize n_bytes;

  g_assert_true (g_file_get_contents (from, &data, &n_bytes, &error));
  g_assert_true (g_file_set_contents_full (to, data, (gssize) n_bytes, G_FILE_SET_CONTENTS_NONE,
                                           0600, &error));
}

static void
copy_folder (const char *from, const char *to)
{
  g_autoptr (GDir) dir = g_dir_open (from, 0, NULL);
  const char *name;

  g_assert_nonnull (dir);
  g_assert_cmpint (g_mkdir_with_parents (to, 0700), ==, 0);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *source = g_build_filename (from, name, NULL);
      g_autofree char *target = g_build_filename (to, name, NULL);

      if (g_file_test (source, G_FILE_TEST_IS_DIR))
        copy_folder (source, target);
      else
        copy_file (source, target);
    }
}

/* between the live folders and those that are kept */
static void
copy_life (FaultVillage *self, gboolean is_kept)
{
  static const char *const names[] = { "hub", "state" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *live = g_build_filename (self->folder, names[i], NULL);
      g_autofree char *kept = g_strconcat (live, ".kept", NULL);

      if (!is_kept && g_file_test (live, G_FILE_TEST_IS_DIR))
        fault_folder_empty (live);
      copy_folder (is_kept ? live : kept, is_kept ? kept : live);
    }
}

/* --- the hub --- */

static AnjSchema *
load_schema (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) json = anj_data_lookup (path, &error);
  AnjSchema *schema = json != NULL ? anj_schema_new (json, &error) : NULL;

  g_assert_no_error (error);
  return schema;
}

static void
open_hub (FaultVillage *self)
{
  HubApp *app = &self->app;
  g_autoptr (GError) error = NULL;

  *app = (HubApp){ .clock = &self->clock,
                   .random = self->random,
                   .token_guard = &self->token_guard,
                   .public_url = self->bootstrap != NULL ? self->bootstrap->hub : "" };
  app->keys = hub_keys_load (self->hub_dir, &error);
  g_assert_no_error (error);
  if (self->prepare != NULL)
    self->prepare (app->keys, self->data);
  app->store = hub_registers_open (self->hub_dir, &error);
  g_assert_no_error (error);
  app->config = hub_config_state_open (app->store, app->keys->config_ca, &error);
  g_assert_no_error (error);
  app->generation = hub_store_ensure_generation (app->store, self->random, &error);
  g_assert_no_error (error);
  app->presence = hub_presence_new ();
  app->terminal_log = hub_terminal_log_new (self->hub_dir, /* backup_dir */ NULL);
  app->attachments_dir = g_build_filename (self->hub_dir, "attachments", NULL);
  g_assert_true (hub_attachment_reconcile (app->store, app->attachments_dir, &error));
  hub_token_guard_init (&self->token_guard, &self->clock);
  app->telemetry_schema = load_schema ("schema/telemetry.json");
}

static void
close_hub (FaultVillage *self)
{
  HubApp *app = &self->app;

  hub_presence_free (app->presence);
  hub_terminal_log_free (app->terminal_log);
  g_free ((char *) app->attachments_dir);
  hub_config_state_free (app->config);
  hub_keys_free (app->keys);
  anj_schema_free ((AnjSchema *) app->telemetry_schema);
  g_free ((char *) app->generation);
  hub_store_free (app->store);
}

static void
copy_routes (FaultVillage *self, gsize *out_n)
{
  const HubRoute *routes = hub_routes_terminal (out_n);

  self->routes = g_memdup2 (routes, *out_n * sizeof *routes);
  for (gsize i = 0; self->submissions != NULL && i < *out_n; i++)
    if (g_str_equal (routes[i].pattern, "/v1/submissions"))
      self->routes[i].handler = self->submissions;
}

static void
start_hub (FaultVillage *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *name = NULL;
  gsize n_routes;
  int fd;

  copy_routes (self, &n_routes);
  open_hub (self);
  fd = hub_listen ("127.0.0.1:0", &name, &error);
  g_assert_no_error (error);
  self->hub_port = (guint16) g_ascii_strtoull (strrchr (name, ':') + 1, NULL, 10);
  self->server = hub_server_new (&self->app, MAX_CONNECTIONS);
  g_assert_true (hub_server_add_listener (self->server, fd, self->routes, n_routes, &error));
  fault_proxy_plan (self->proxy, self->hub_port, NULL, 0);
}

static void
stop_hub (FaultVillage *self)
{
  hub_server_drain (self->server);
  g_clear_pointer (&self->server, hub_server_free);
  g_clear_pointer (&self->routes, g_free);
  close_hub (self);
}

/* one household of one person */
static void
import_household (FaultVillage *self)
{
  static const char csv[] =
      "id_keluarga,no_kk,nik,nama,tanggal_lahir,jenis_kelamin,hubungan,alamat,rt,rw,kode_wilayah,"
      "desil,pekerjaan,status\n"
      "F1," FAULT_VILLAGE_KK "," FAULT_VILLAGE_NIK ",Slamet,1980-02-01,L,Kepala keluarga,"
      "Jl. Mawar 1,1,2," FAULT_VILLAGE_REGION ",1,Buruh tani,aktif\n";
  g_autofree char *path = g_build_filename (self->folder, "dtsen.csv", NULL);
  const HubImportJob job = {
    .reg = HUB_REGISTER_DTSEN, .path = path, .batch = "d1", .date = "2026-10-15"
  };
  HubImportResult result = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (HubRegisterFiles)
      files = hub_register_files_open (self->hub_dir, &self->clock, self->random, &error);

  g_assert_no_error (error);
  g_assert_true (g_file_set_contents (path, csv, -1, &error));
  g_assert_true (hub_import_file (&files->context, &job, &result, &error));
  g_assert_cmpuint (result.n_households, ==, 1);
  hub_import_result_clear (&result);
}

static char *
read_pem (FaultVillage *self, const char *name)
{
  g_autofree char *path = g_build_filename (self->hub_dir, "config-signer", name, NULL);
  char *pem = NULL;

  g_assert_true (g_file_get_contents (path, &pem, NULL, NULL));
  return pem;
}

/* all that a configuration can do without goes: what is tried is each byte of it */
static void
shorten (JsonObject *document)
{
  static const char *const kept_first[] = { "programmes", "status_codes", "categories", "kinds" };
  static const char *const dropped[] = {
    "service_standards", "update_fields", "ppks_types",    "documents",  "proposal_reasons",
    "objection_reasons", "aliases",       "opening_hours", "indicators", "closed_outside_hours"
  };
  JsonObject *lookup = json_object_get_object_member (document, "lookup");
  JsonObject *programme;

  for (gsize i = 0; i < G_N_ELEMENTS (kept_first); i++)
    {
      JsonArray *array = json_object_get_array_member (document, kept_first[i]);

      while (json_array_get_length (array) > 1)
        json_array_remove_element (array, 1);
    }
  programme = json_array_get_object_element (json_object_get_array_member (document, "programmes"),
                                             0);
  json_object_remove_member (programme, "requirements");
  for (gsize i = 0; i < G_N_ELEMENTS (dropped); i++)
    json_object_remove_member (document, dropped[i]);
  json_object_set_int_member (lookup, "n", 1024);
}

/* the next version, published; (transfer full): DER */
static GBytes *
publish (FaultVillage *self, gint64 version)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *cert_pem = read_pem (self, "cert.pem");
  g_autofree char *key_pem = read_pem (self, "key.pem");
  g_autoptr (X509) cert = anj_cert_from_pem (cert_pem, NULL);
  g_autoptr (EVP_PKEY) key = anj_cert_key_from_pem (key_pem, NULL);
  const AnjConfig *current = hub_config_state_current (self->app.config);
  g_autoptr (GBytes) copy = anj_json_object_to_bytes (anj_config_document (current));
  g_autoptr (JsonObject) document = anj_json_parse_object (copy, NULL);
  g_autoptr (GBytes) source = NULL;
  gboolean is_more = TRUE;
  GBytes *bundle;

  json_object_set_int_member (document, "version", version);
  shorten (document);
  source = anj_json_object_to_bytes (document);
  bundle = anj_config_sign (source, cert, key, /* chain */ NULL, &error);
  g_assert_no_error (error);
  hub_store_lock (self->app.store);
  g_assert_cmpint (hub_config_state_publish (self->app.config, self->app.keys, bundle, "admin",
                                             get_real_us (self), &current, &error),
                   ==, HUB_CONFIG_PUBLISHED);
  while (is_more)
    g_assert_true (hub_feed_publish_some (self->app.store, self->random, &is_more, &error));
  hub_store_unlock (self->app.store);
  return bundle;
}

/* --- the terminal --- */

static char *
make_token (FaultVillage *self)
{
  g_autoptr (GError) error = NULL;
  char *token;

  hub_store_lock (self->app.store);
  token = hub_token_issue (self->app.store, self->random, FAULT_VILLAGE_REGION, get_real_us (self),
                           get_real_us (self) + G_TIME_SPAN_HOUR, &error);
  hub_store_unlock (self->app.store);
  g_assert_no_error (error);
  return token;
}

/* (transfer full): its path */
static char *
write_bootstrap (FaultVillage *self)
{
  g_autofree char *ca = anj_cert_to_pem (self->app.keys->ca);
  g_autofree char *config_ca = anj_cert_to_pem (self->app.keys->config_ca);
  g_autofree char *hub = g_strdup_printf ("https://127.0.0.1:%u", fault_proxy_port (self->proxy));
  g_autoptr (JsonObject) object = json_object_new ();
  g_autofree char *text = NULL;
  char *path = g_build_filename (self->folder, "bootstrap.json", NULL);

  json_object_set_string_member (object, "hub", hub);
  json_object_set_string_member (object, "hub_ca", ca);
  json_object_set_string_member (object, "config_ca", config_ca);
  json_object_set_string_member (object, "region", FAULT_VILLAGE_REGION);
  text = anj_json_object_to_text (object);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return path;
}

static void
enrol (FaultVillage *self)
{
  const AnjStoreKeysSetup keys = { .state_dir = self->state_dir, .random = self->random };
  g_autofree char *path = write_bootstrap (self);
  g_autofree char *token = make_token (self);
  const AnjEnrolment enrolment = {
    .bootstrap_path = path, .keys = &keys, .token = token, .clock = &self->clock
  };
  g_autofree char *terminal = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir (self->state_dir, 0700), ==, 0);
  if (!anj_enrol (&enrolment, &terminal, &error))
    g_error ("%s", error->message);
  self->bootstrap = anj_bootstrap_load (path, &error);
  g_assert_no_error (error);
}

AnjTerminal *
fault_village_open_terminal (FaultVillage *self)
{
  g_autoptr (GError) error = NULL;
  AnjTerminal *terminal = anj_terminal_open (self->identity, self->bootstrap, &self->clock,
                                             self->random, &error);

  g_assert_no_error (error);
  g_assert_true (anj_terminal_audit_attachments (terminal, &error));
  g_assert_true (anj_terminal_resume_config (terminal, &error));
  g_assert_no_error (error);
  return terminal;
}

/* it serves by @bundle, but for its data */
static void
configure (FaultVillage *self, GBytes *bundle)
{
  const AnjConfigOffer offer = { .bundle = bundle,
                                 .epoch = 1,
                                 .version = FAULT_VILLAGE_CONFIG - 1 };
  g_autoptr (AnjTerminal) terminal = fault_village_open_terminal (self);
  g_autoptr (GError) error = NULL;
  gboolean has_changed = FALSE;

  g_assert_true (anj_terminal_apply_config (terminal, &offer, &has_changed, &error));
  g_assert_true (anj_terminal_keep_config (terminal, &error));
  g_assert_no_error (error);
}

/* the sync's child, in a thread: of its process nothing but memory is left out */
static void
run_sync (GTask *task, gpointer source, gpointer data, GCancellable *cancellable G_GNUC_UNUSED)
{
  FaultVillage *self = g_object_get_data (source, "village");
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (GError) error = NULL;
  guint n_changed = 0;
  gboolean is_good;

  fault_time_watch (context);
  g_main_context_push_thread_default (context);
  is_good = anj_sync_child_run (data, &self->clock, self->random, &n_changed, &error);
  g_main_context_pop_thread_default (context);
  fault_time_unwatch (context);
  if (is_good)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
  g_atomic_int_add (&self->n_syncs, -1);
}

/* instead of anj-line-sync.c */
void
anj_line_sync_async (AnjLine *line, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (line, NULL, callback, user_data);
  const AnjSyncTask work = { .bootstrap = line->setup.bootstrap,
                             .identity = line->setup.identity,
                             .cost = line->health->cost,
                             .floor_us = MAX (line->health->floor_us, 1) };
  FaultVillage *self = g_object_get_data (G_OBJECT (line), "village");

  g_atomic_int_inc (&self->n_syncs);
  g_task_set_task_data (task, g_memdup2 (&work, sizeof work), g_free);
  g_task_run_in_thread (task, run_sync);
}

gboolean
anj_line_sync_finish (AnjLine *line, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, line), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
start_terminal (FaultVillage *self)
{
  AnjLineSetup setup = { .identity = self->identity,
                         .bootstrap = self->bootstrap,
                         .bootstrap_path = "",
                         .clock = &self->clock,
                         .random = self->random,
                         .backoff = &quick };

  self->store = anj_store_thread_new (fault_village_open_terminal (self));
  setup.store = self->store;
  self->line = anj_line_new (&setup);
  g_object_set_data (G_OBJECT (self->line), "village", self);
}

static void
stop_terminal (FaultVillage *self)
{
  anj_line_stop (self->line);
  while (g_atomic_int_get (&self->n_syncs) > 0)
    g_main_context_iteration (NULL, TRUE);
  g_clear_pointer (&self->store, anj_store_thread_free);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (g_steal_pointer (&self->line));
}

/* --- both --- */

void
fault_village_begin (FaultVillage *self)
{
  self->begun_us = g_get_monotonic_time ();
  copy_life (self, /* is_kept */ FALSE);
  start_hub (self);
  start_terminal (self);
}

void
fault_village_end (FaultVillage *self)
{
  /* nobody holds on to a connection, stalled or not */
  fault_proxy_plan (self->proxy, 0, NULL, 0);
  stop_terminal (self);
  stop_hub (self);
}

void
fault_village_init (FaultVillage *self, const char *parent)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bundle = NULL;

  memset (self, 0, sizeof *self);
  self->folder = g_build_filename (parent, "anj-village-XXXXXX", NULL);
  g_assert_nonnull (g_mkdtemp (self->folder));
  self->hub_dir = g_build_filename (self->folder, "hub", NULL);
  self->state_dir = g_build_filename (self->folder, "state", NULL);
  self->begun_us = g_get_monotonic_time ();
  self->clock = (AnjClock){ get_real_us, get_monotonic_us, self };
  self->random = anj_system_random ();
  self->proxy = fault_proxy_new ();
  if (!hub_init_run (self->hub_dir, NULL, &self->clock, self->random, &error))
    g_error ("%s", error->message);
  import_household (self);
  start_hub (self);
  enrol (self);
  self->identity = anj_identity_load (self->state_dir, NULL, self->bootstrap, &error);
  g_assert_no_error (error);
  bundle = publish (self, FAULT_VILLAGE_CONFIG - 1);
  configure (self, bundle);
  g_bytes_unref (publish (self, FAULT_VILLAGE_CONFIG));
  stop_hub (self);
  copy_life (self, /* is_kept */ TRUE);
}

void
fault_village_clear (FaultVillage *self)
{
  fault_proxy_free (self->proxy);
  anj_identity_free (self->identity);
  anj_bootstrap_free (self->bootstrap);
  fault_folder_empty (self->folder);
  g_assert_cmpint (g_rmdir (self->folder), ==, 0);
  g_free (self->folder);
  g_free (self->hub_dir);
  g_free (self->state_dir);
}
