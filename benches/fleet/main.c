/* SPDX-License-Identifier: GPL-3.0-or-later */

/* anjungan-fleet: N simulated terminals against a hub. Standard output says, a line each:
 *   enrolled N
 *   ready N                            all are on the line
 *   applied TERMINAL EPOCH.VERSION US  verified at that time, µs UTC
 * and at the end: failures N. */

#include <glib-unix.h>
#include <stdio.h>
#include <sysexits.h>

#include "benches/fleet/fleet-terminal.h"
#include "net/anj-http-client.h"
#include "system/anj-system.h"

typedef struct
{
  GMainLoop *loop;
  GPtrArray *terminals; /* (element-type FleetTerminal) */
  guint n_wanted;
  guint n_polling;
  guint n_failures;
} Fleet;

typedef struct
{
  char *hub;
  char *admin;
  char *hub_ca;
  char *config_ca;
  char *identity;
  char *region;
  char *state_dir;
  int n_terminals;
  int first;
  int seconds;
} Options;

static void
on_polling (const char *id, gpointer user_data)
{
  Fleet *fleet = user_data;

  (void) id;
  if (++fleet->n_polling == fleet->n_wanted)
    printf ("ready %u\n", fleet->n_polling);
}

static void
on_applied (const char *id, const AnjConfig *config, gint64 real_us, gpointer user_data)
{
  (void) user_data;
  printf ("applied %s %" G_GUINT64_FORMAT ".%" G_GUINT64_FORMAT " %" G_GINT64_FORMAT "\n", id,
          anj_config_epoch (config), anj_config_version (config), real_us);
}

static void
on_failed (const char *id, const GError *error, gpointer user_data)
{
  Fleet *fleet = user_data;

  fleet->n_failures++;
  g_printerr ("%s: %s\n", id, error->message);
}

static gboolean
on_end (gpointer user_data)
{
  Fleet *fleet = user_data;

  g_main_loop_quit (fleet->loop);
  return G_SOURCE_REMOVE;
}

static GOptionEntry *
list_options (Options *options)
{
  GOptionEntry entries[] = {
    { "hub", 0, 0, G_OPTION_ARG_STRING, &options->hub, "The terminals' listener", "URL" },
    { "hub-ca", 0, 0, G_OPTION_ARG_FILENAME, &options->hub_ca, "Whom to trust", "FILE" },
    { "config-ca", 0, 0, G_OPTION_ARG_FILENAME, &options->config_ca, "Configuration root", "FILE" },
    { "admin", 0, 0, G_OPTION_ARG_STRING, &options->admin, "The admins' listener", "URL" },
    { "identity", 0, 0, G_OPTION_ARG_FILENAME, &options->identity, "An admin's folder", "DIR" },
    { "region", 0, 0, G_OPTION_ARG_STRING, &options->region, "Village of new terminals", "CODE" },
    { "state-dir", 0, 0, G_OPTION_ARG_FILENAME, &options->state_dir, "Their keys", "DIR" },
    { "terminals", 0, 0, G_OPTION_ARG_INT, &options->n_terminals, "How many", "N" },
    { "first", 0, 0, G_OPTION_ARG_INT, &options->first, "Number of the first one", "N" },
    { "seconds", 0, 0, G_OPTION_ARG_INT, &options->seconds, "How long; 0: enrol only", "S" },
    { NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL },
  };

  return g_memdup2 (entries, sizeof entries);
}

static void
options_clear (Options *self)
{
  g_free (self->hub);
  g_free (self->admin);
  g_free (self->hub_ca);
  g_free (self->config_ca);
  g_free (self->identity);
  g_free (self->region);
  g_free (self->state_dir);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
parse (Options *options, int *argc, char ***argv, GError **error)
{
  g_autoptr (GOptionContext) context = g_option_context_new ("- N simulated terminals");
  g_autofree GOptionEntry *entries = list_options (options);

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, argc, argv, error))
    return FALSE;
  if (options->hub != NULL && options->hub_ca != NULL && options->config_ca != NULL &&
      options->state_dir != NULL && options->n_terminals > 0 && options->first >= 0 &&
      options->seconds >= 0)
    return TRUE;
  g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                       "needs --hub, --hub-ca, --config-ca, --state-dir and --terminals");
  return FALSE;
}

static gboolean
begin (Fleet *fleet,
       const Options *options,
       const FleetSetup *setup,
       const FleetBundles *bundles,
       const FleetEvents *events,
       GError **error)
{
  g_autoptr (GPtrArray)
      identities = g_ptr_array_new_with_free_func ((GDestroyNotify) fleet_identity_free);

  for (guint i = 0; i < fleet->n_wanted; i++)
    {
      FleetIdentity *identity = fleet_identity_get (setup, (guint) options->first + i, error);

      if (identity == NULL)
        return FALSE;
      g_ptr_array_add (identities, identity);
    }
  printf ("enrolled %u\n", identities->len);
  for (guint i = 0; options->seconds > 0 && i < identities->len; i++)
    {
      FleetTerminal *terminal = fleet_terminal_new (setup, identities->pdata[i], bundles, events,
                                                    error);

      if (terminal == NULL)
        return FALSE;
      g_ptr_array_add (fleet->terminals, terminal);
    }
  return TRUE;
}

static char *
read_text (const char *folder, const char *name, GError **error)
{
  g_autofree char *path = folder != NULL ? g_build_filename (folder, name, NULL) : g_strdup (name);
  char *text = NULL;

  return g_file_get_contents (path, &text, NULL, error) ? text : NULL;
}

static gboolean
run (const Options *options, GError **error)
{
  g_autofree char *hub_ca = read_text (NULL, options->hub_ca, error);
  g_autofree char *config_ca = hub_ca != NULL ? read_text (NULL, options->config_ca, error) : NULL;
  g_autoptr (X509) root = config_ca != NULL ? anj_cert_from_pem (config_ca, error) : NULL;
  g_autofree char *cert = NULL;
  g_autofree char *key = NULL;
  g_autoptr (AnjConfigTrust) trust = NULL;
  g_autoptr (GHashTable)
      opened = g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify) g_bytes_unref,
                                      (GDestroyNotify) anj_config_free);
  FleetBundles bundles = { .opened = opened };
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GPtrArray)
      terminals = g_ptr_array_new_with_free_func ((GDestroyNotify) fleet_terminal_free);
  Fleet fleet = { .loop = loop, .terminals = terminals, .n_wanted = (guint) options->n_terminals };
  const FleetEvents events = { on_polling, on_applied, on_failed, &fleet };
  FleetSetup setup = {
    .hub = options->hub,
    .hub_ca_pem = hub_ca,
    .region = options->region,
    .state_dir = options->state_dir,
    .clock = anj_system_clock (),
  };

  if (root == NULL)
    return FALSE;
  if (options->admin != NULL && options->identity != NULL)
    {
      cert = read_text (options->identity, "cert.pem", error);
      key = cert != NULL ? read_text (options->identity, "key.pem", error) : NULL;
      if (key == NULL)
        return FALSE;
      setup.admin = options->admin;
      setup.admin_cert_pem = cert;
      setup.admin_key_pem = key;
    }
  trust = anj_config_trust_new (root);
  bundles.trust = trust;
  if (!begin (&fleet, options, &setup, &bundles, &events, error))
    return FALSE;
  if (options->seconds > 0)
    {
      g_unix_signal_add (SIGTERM, on_end, &fleet);
      g_timeout_add_seconds ((guint) options->seconds, on_end, &fleet);
      g_main_loop_run (loop);
    }
  g_ptr_array_set_size (terminals, 0);
  printf ("failures %u\n", fleet.n_failures);
  return TRUE;
}

int
main (int argc, char **argv)
{
  g_auto (Options) options = { 0 };
  g_autoptr (GError) error = NULL;

  setvbuf (stdout, NULL, _IOLBF, 0);
  anj_http_client_global_init ();
  if (!parse (&options, &argc, &argv, &error))
    {
      g_printerr ("anjungan-fleet: %s\n", error->message);
      return EX_USAGE;
    }
  if (g_mkdir_with_parents (options.state_dir, 0700) != 0 || !run (&options, &error))
    {
      g_printerr ("anjungan-fleet: %s\n", error != NULL ? error->message : options.state_dir);
      return EX_UNAVAILABLE;
    }
  return 0;
}
