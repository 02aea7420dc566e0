/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-cmd-ca.h"

#include <string.h>
#include <sysexits.h>

#include "core/anj-time.h"
#include "hub/hub-ca.h"

static const char description[] =
    "list     CAs, and how many active terminals have a certificate of each\n"
    "new      make the next CA, cross-signed by the present one\n"
    "switch   serve, sign and issue under the next one; terminals of the old one stay good\n"
    "drop     the old one's certificates are good no more\n"
    "admin    make an admin's identity under the present CA (--name, --out)\n\n"
    "'switch' and 'drop' want 'serve' to be stopped. docs/operations.md says what to do between "
    "them.";

typedef struct
{
  char *data_dir;
  char *name;
  char *out;
  gboolean forced;
} Options;

static void
options_clear (Options *self)
{
  g_free (self->data_dir);
  g_free (self->name);
  g_free (self->out);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
run_list (const Options *options, const AnjClock *clock G_GNUC_UNUSED, GError **error)
{
  gint64 n_unknown = 0;
  g_autoptr (GPtrArray) cas = hub_ca_list (options->data_dir, &n_unknown, error);

  if (cas == NULL)
    return FALSE;
  for (guint i = 0; i < cas->len; i++)
    {
      const HubCa *ca = cas->pdata[i];
      g_autofree char *fingerprint = anj_cert_fingerprint (ca->cert);
      g_autofree char *end = anj_time_format (anj_cert_not_after_us (ca->cert));

      g_print ("%-8s %s  until %.10s  terminals %" G_GINT64_FORMAT "\n", ca->role, fingerprint, end,
               ca->n_terminals);
    }
  if (n_unknown > 0)
    g_print ("unknown: %" G_GINT64_FORMAT " terminals, until they renew\n", n_unknown);
  return TRUE;
}

static gboolean
run_new (const Options *options, const AnjClock *clock, GError **error)
{
  if (!hub_ca_new (options->data_dir, clock, error))
    return FALSE;
  g_print ("The next CA is made. Stop the hub and go on with 'ca switch'.\n");
  return TRUE;
}

static gboolean
run_switch (const Options *options, const AnjClock *clock, GError **error)
{
  if (!hub_ca_switch (options->data_dir, clock, error))
    return FALSE;
  g_print (
      "The hub works under the new CA. Start it, give admins new identities ('ca admin'), copy "
      "ca/, ca-old/, server/ and receipts/ to the offline keys, and publish a configuration "
      "whose hub_cas names ca/cert.pem.\n");
  return TRUE;
}

static gboolean
run_drop (const Options *options, const AnjClock *clock, GError **error)
{
  if (!hub_ca_drop (options->data_dir, options->forced, clock, error))
    return FALSE;
  g_print ("The old CA is gone, with its key. Destroy the copy among the offline keys.\n");
  return TRUE;
}

static gboolean
run_admin (const Options *options, const AnjClock *clock, GError **error)
{
  if (options->name == NULL || options->out == NULL)
    {
      g_set_error_literal (error, HUB_ERROR, HUB_ERROR_USAGE, "admin needs --name and --out");
      return FALSE;
    }
  return hub_ca_create_admin (options->data_dir, options->name, options->out, clock, error);
}

static const struct
{
  const char *name;
  gboolean (*run) (const Options *options, const AnjClock *clock, GError **error);
} actions[] = {
  { "list", run_list }, { "new", run_new },     { "switch", run_switch },
  { "drop", run_drop }, { "admin", run_admin },
};

int
hub_cmd_ca (int argc, char **argv, const AnjClock *clock, const AnjRandom *random G_GNUC_UNUSED)
{
  g_auto (Options) options = { 0 };
  g_autoptr (GError) error = NULL;
  const GOptionEntry entries[] = {
    { "data-dir", 0, 0, G_OPTION_ARG_FILENAME, &options.data_dir, "The hub's data", "DIR" },
    { "force", 0, 0, G_OPTION_ARG_NONE, &options.forced,
      "drop: also when terminals are left behind", NULL },
    { "name", 0, 0, G_OPTION_ARG_STRING, &options.name, "admin: who it is", "NAME" },
    { "out", 0, 0, G_OPTION_ARG_FILENAME, &options.out, "admin: new folder for it", "DIR" },
    G_OPTION_ENTRY_NULL,
  };

  if (!hub_command_parse (&argc, &argv, "list|new|switch|drop|admin", description, entries, &error))
    return hub_command_fail ("ca", error);
  for (gsize i = 0; argc == 2 && options.data_dir != NULL && i < G_N_ELEMENTS (actions); i++)
    if (g_str_equal (argv[1], actions[i].name))
      return actions[i].run (&options, clock, &error) ? EX_OK : hub_command_fail ("ca", error);
  g_set_error_literal (&error, HUB_ERROR, HUB_ERROR_USAGE,
                       "needs list, new, switch, drop or admin, and --data-dir DIR");
  return hub_command_fail ("ca", error);
}
