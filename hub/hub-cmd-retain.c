/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-cmd-retain.h"

#include <sysexits.h>

#include "hub/hub-config-state.h"
#include "hub/hub-keys.h"
#include "hub/hub-registers.h"
#include "hub/hub-retention.h"

static const char description[] =
    "Takes away what is older than the configuration's member 'retention' allows, as 'serve' does "
    "once a day: what residents wrote in closed cases, attachments of decided cases, old audit "
    "rows "
    "(the chain can still be verified), what later batches overruled, lists of rejected rows. What "
    "went is an audit row. Backups forget as they are replaced, within 7 days.\n\n"
    "'serve' does not do it by itself after 30 days without, since a clock that jumped would look "
    "the same: look with --preview, then run this.";

static HubConfigState *
open_config (HubStore *store, const char *data_dir, GError **error)
{
  g_autofree char *path = g_build_filename (data_dir, "server", "config_ca.pem", NULL);
  g_autoptr (GError) local_error = NULL;
  g_autofree char *pem = NULL;
  g_autoptr (X509) ca = NULL;

  if (!g_file_get_contents (path, &pem, NULL, &local_error))
    {
      g_set_error_literal (error, HUB_ERROR, HUB_ERROR_NO_INPUT, local_error->message);
      return NULL;
    }
  ca = anj_cert_from_pem (pem, error);
  return ca != NULL ? hub_config_state_open (store, ca, error) : NULL;
}

static gboolean
run_all (HubStore *store,
         const char *data_dir,
         const HubRetentionPolicy *policy,
         gint64 now_us,
         HubRetentionCounts *total,
         GError **error)
{
  gboolean more = TRUE;

  while (more)
    {
      HubRetentionCounts counts;

      if (!hub_retention_run (store, data_dir, policy, now_us, &counts, &more, error))
        return FALSE;
      total->n_cases += counts.n_cases;
      total->n_attachments += counts.n_attachments;
      total->n_audit_rows += counts.n_audit_rows;
      total->n_register_rows += counts.n_register_rows;
      total->n_rejected_files += counts.n_rejected_files;
    }
  return hub_retention_note_done (store, now_us, error);
}

static gboolean
retain (const char *data_dir, gboolean preview, gint64 now_us, GError **error)
{
  g_autoptr (HubStore) store = hub_registers_open (data_dir, error);
  g_autoptr (HubConfigState) config = store != NULL ? open_config (store, data_dir, error) : NULL;
  HubRetentionCounts total = { 0 };
  HubRetentionPolicy policy;

  if (config == NULL)
    return FALSE;
  if (!hub_retention_read_policy (anj_config_document (hub_config_state_current (config)), &policy))
    {
      g_set_error_literal (error, HUB_ERROR, HUB_ERROR_CONFIG,
                           "the published configuration has no member 'retention'; publish one");
      return FALSE;
    }
  if (preview ? !hub_retention_count (store, data_dir, &policy, now_us, &total, error)
              : !run_all (store, data_dir, &policy, now_us, &total, error))
    return FALSE;
  g_print ("%s: %u cases, %u attachments, %u audit rows, %u register rows, %u rejected files\n",
           preview ? "would go" : "gone", total.n_cases, total.n_attachments, total.n_audit_rows,
           total.n_register_rows, total.n_rejected_files);
  return TRUE;
}

int
hub_cmd_retain (int argc, char **argv, const AnjClock *clock, const AnjRandom *random G_GNUC_UNUSED)
{
  g_autofree char *data_dir = NULL;
  gboolean preview = FALSE;
  g_autoptr (GError) error = NULL;
  const GOptionEntry entries[] = {
    { "data-dir", 0, 0, G_OPTION_ARG_FILENAME, &data_dir, "The hub's data", "DIR" },
    { "preview", 0, 0, G_OPTION_ARG_NONE, &preview, "Only say how much would go", NULL },
    G_OPTION_ENTRY_NULL,
  };

  if (!hub_command_parse (&argc, &argv, NULL, description, entries, &error))
    return hub_command_fail ("retain", error);
  if (data_dir == NULL || argc > 1)
    {
      g_set_error (&error, HUB_ERROR, HUB_ERROR_USAGE, "needs --data-dir DIR");
      return hub_command_fail ("retain", error);
    }
  return retain (data_dir, preview, anj_clock_real_us (clock), &error)
             ? EX_OK
             : hub_command_fail ("retain", error);
}
