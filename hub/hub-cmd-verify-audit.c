/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-cmd-verify-audit.h"

#include <sysexits.h>

#include "hub/hub-audit.h"
#include "hub/hub-backup-set.h"

static const char description[] =
    "Walks the chain of audit rows and names the first one that was changed, inserted, moved or "
    "taken out; exit 65 then. It only reads.\n\n"
    "A chain alone does not show that its newest rows were cut off. With --backup-dir the chain is "
    "held against the heads that backups noted: keep that folder where whoever might change the "
    "database cannot write. Rows since the newest backup are vouched for by nothing but "
    "themselves.";

/* The newest backup of this database, or of the one that it was restored from. */
static gboolean
check_backup (HubStore *store,
              const HubBackup *backup,
              const HubAuditState *state,
              const char *generation,
              GError **error)
{
  gboolean holds = FALSE;

  if (backup->audit_id > 0 && backup->audit_id < state->first_id)
    {
      g_print ("backup %s noted row %" G_GINT64_FORMAT ", which retention has taken since\n",
               backup->name, backup->audit_id);
      return TRUE;
    }

  if (!hub_audit_holds (store, backup->audit_id, backup->audit_head, &holds, error))
    return FALSE;
  if (holds)
    {
      g_print ("backup %s noted row %" G_GINT64_FORMAT " and it is there%s\n", backup->name,
               backup->audit_id,
               g_str_equal (backup->generation, generation) ? "" : " (before the last restore)");
      return TRUE;
    }
  g_set_error (error, HUB_ERROR, HUB_ERROR_DATA,
               "backup %s noted audit row %" G_GINT64_FORMAT
               ", which is not in the database: rows were cut off or written anew",
               backup->name, backup->audit_id);
  return FALSE;
}

/* (nullable) (transfer full): name of the backup that a restore made this database of */
static char *
find_origin (HubStore *store, const char *generation, GError **error)
{
  g_autoptr (HubStmt) stmt = hub_store_query (
      store, error,
      "SELECT json_extract(row, '$.detail.backup') FROM audit"
      " WHERE json_extract(row, '$.event') = 'restored'"
      " AND json_extract(row, '$.detail.generation') = ? ORDER BY id DESC LIMIT 1",
      "t", generation);
  gboolean row = FALSE;

  if (stmt == NULL || !hub_stmt_next (stmt, &row, error))
    return NULL;
  return row ? g_strdup (hub_stmt_text (stmt, 0)) : NULL;
}

static gboolean
check_backups (HubStore *store, const char *backup_dir, const HubAuditState *state, GError **error)
{
  g_autofree char *generation = hub_store_generation (store, error);
  g_autoptr (GPtrArray) backups = hub_backup_list (backup_dir);
  g_autoptr (GError) local_error = NULL;
  g_autofree char *origin = NULL;

  if (generation == NULL)
    return FALSE;
  for (guint i = 0; i < backups->len; i++)
    {
      const HubBackup *backup = g_ptr_array_index (backups, i);

      if (g_str_equal (backup->generation, generation))
        return check_backup (store, backup, state, generation, error);
    }
  origin = find_origin (store, generation, &local_error);
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  for (guint i = 0; origin != NULL && i < backups->len; i++)
    {
      const HubBackup *backup = g_ptr_array_index (backups, i);

      if (g_str_equal (backup->name, origin))
        return check_backup (store, backup, state, generation, error);
    }
  g_set_error (error, HUB_ERROR, HUB_ERROR_DATA,
               "%s holds no backup of this database, nor the one it was restored from; whether "
               "newest rows were cut off cannot be seen",
               backup_dir);
  return FALSE;
}

static gboolean
verify (const char *data_dir, const char *backup_dir, GError **error)
{
  g_autofree char *path = g_build_filename (data_dir, "hub.db", NULL);
  g_autoptr (HubStore) store = hub_store_open_file (path, error);
  HubAuditState state;

  if (store == NULL || !hub_audit_verify (store, &state, error))
    return FALSE;
  g_print ("audit rows %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT " hold; head %s\n",
           state.first_id, state.last_id, state.head);
  if (backup_dir != NULL)
    return check_backups (store, backup_dir, &state, error);
  g_print ("whether newest rows were cut off cannot be seen without --backup-dir\n");
  return TRUE;
}

int
hub_cmd_verify_audit (int argc,
                      char **argv,
                      const AnjClock *clock G_GNUC_UNUSED,
                      const AnjRandom *random G_GNUC_UNUSED)
{
  g_autofree char *data_dir = NULL;
  g_autofree char *backup_dir = NULL;
  g_autoptr (GError) error = NULL;
  const GOptionEntry entries[] = {
    { "data-dir", 0, 0, G_OPTION_ARG_FILENAME, &data_dir, "The hub's data", "DIR" },
    { "backup-dir", 0, 0, G_OPTION_ARG_FILENAME, &backup_dir, "Where backups are kept", "DIR" },
    G_OPTION_ENTRY_NULL,
  };

  if (!hub_command_parse (&argc, &argv, NULL, description, entries, &error))
    return hub_command_fail ("verify-audit", error);
  if (data_dir == NULL || argc > 1)
    {
      g_set_error (&error, HUB_ERROR, HUB_ERROR_USAGE, "needs --data-dir DIR");
      return hub_command_fail ("verify-audit", error);
    }
  return verify (data_dir, backup_dir, &error) ? EX_OK : hub_command_fail ("verify-audit", error);
}
