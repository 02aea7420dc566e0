/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "anj-hub"

#include "hub/hub-config-state.h"

#include "core/anj-json.h"
#include "hub/hub-audit.h"
#include "hub/hub-config-guard.h"
#include "hub/hub-feed.h"

#define DEFAULT_DUE_DAYS 14
#define MAX_DUE_DAYS 365

struct _HubConfigState
{
  HubStore *store;               /* (unowned): outlives this */
  AnjConfigTrust *trust;         /* (owned): the first root, and what the current one changed */
  GHashTable *opened;            /* (owned) (element-type GBytes AnjConfig): of @entries */
  GPtrArray *entries;            /* (owned) (element-type HubConfigEntry): the newest first */
  const HubConfigEntry *current; /* one of @entries */
};

static void
entry_free (HubConfigEntry *self)
{
  g_clear_pointer (&self->bundle, g_bytes_unref);
  g_clear_pointer (&self->rollout, hub_rollout_free);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HubConfigEntry, entry_free)

/* (transfer full): what was published last left it, else the first root alone */
static AnjConfigTrust *
read_trust (HubStore *store, X509 *config_ca, GError **error)
{
  g_autoptr (HubStmt) stmt = hub_store_query (
      store, error, "SELECT CAST(value AS BLOB) FROM meta WHERE key = 'config-trust'", "");
  g_autoptr (GBytes) bytes = NULL;
  gboolean row;

  if (stmt == NULL || !hub_stmt_next (stmt, &row, error))
    return NULL;
  if (!row)
    return anj_config_trust_new (config_ca);
  bytes = hub_stmt_bytes (stmt, 0);
  return anj_config_trust_from_bytes (bytes, error);
}

/* from now on as the current one says */
static gboolean
follow (HubConfigState *self, GError **error)
{
  g_autoptr (AnjConfigTrust) trust = anj_config_trust_follow (self->trust, self->current->config);
  g_autoptr (GBytes) bytes = anj_config_trust_to_bytes (trust);
  g_autofree char *text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));

  if (anj_config_trust_equal (trust, self->trust))
    return TRUE;
  if (!hub_store_run (self->store, error,
                      "INSERT OR REPLACE INTO meta (key, value) VALUES ('config-trust', ?)", "t",
                      text))
    return FALSE;
  anj_config_trust_unref (self->trust);
  self->trust = g_steal_pointer (&trust);
  return TRUE;
}

static gboolean
is_for_all (const AnjConfig *config)
{
  JsonObject *selector = anj_json_get_object (anj_config_document (config), "selector");

  return selector == NULL || json_object_get_size (selector) == 0;
}

/* (transfer none) (nullable): what @bundle holds */
static const AnjConfig *
open_config (HubConfigState *self, GBytes *bundle, GError **error)
{
  AnjConfig *config = g_hash_table_lookup (self->opened, bundle);

  if (config == NULL && (config = anj_config_open (bundle, self->trust, error)) != NULL)
    g_hash_table_insert (self->opened, g_bytes_ref (bundle), config);
  return config;
}

static gboolean
is_unused (gpointer bundle, gpointer config G_GNUC_UNUSED, gpointer user_data)
{
  GPtrArray *entries = user_data;

  for (guint i = 0; i < entries->len; i++)
    if (g_bytes_equal (((HubConfigEntry *) entries->pdata[i])->bundle, bundle))
      return FALSE;
  return TRUE;
}

/* (transfer full) (nullable): of what stands on @stmt; NULL without an error: it counts for nobody
 */
static HubConfigEntry *
make_entry (HubConfigState *self, HubStmt *stmt, GPtrArray *rollouts, GError **error)
{
  g_autoptr (HubConfigEntry) entry = g_new0 (HubConfigEntry, 1);
  g_autoptr (GError) local_error = NULL;

  entry->bundle = hub_stmt_bytes (stmt, 0);
  entry->is_published = hub_stmt_int (stmt, 1) > 0;
  entry->config = open_config (self, entry->bundle, &local_error);
  if (entry->config == NULL)
    {
      if (entry->is_published)
        g_set_error (error, HUB_ERROR, HUB_ERROR_CONFIG,
                     "the published configuration does not hold: %s; publish a good one",
                     local_error->message);
      else
        g_message ("a bundle that is rolled out does not hold: %s", local_error->message);
      return NULL;
    }
  for (guint i = 0; i < rollouts->len; i++)
    {
      HubRollout *rollout = rollouts->pdata[i];

      if (rollout->epoch == anj_config_epoch (entry->config) &&
          rollout->version == anj_config_version (entry->config))
        {
          entry->rollout = g_ptr_array_steal_index (rollouts, i);
          break;
        }
    }
  return g_steal_pointer (&entry);
}

/* whether the hub works by it; then nothing older counts */
static gboolean
is_current (const HubConfigEntry *entry)
{
  return entry->is_published && is_for_all (entry->config);
}

static GPtrArray *
load_entries (HubConfigState *self, GError **error)
{
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func ((GDestroyNotify) entry_free);
  g_autoptr (GPtrArray) rollouts = hub_rollouts_list (self->store, /* id */ NULL, error);
  g_autoptr (HubStmt) stmt = hub_store_query (
      self->store, error,
      "SELECT bundle, published_us FROM configs c WHERE published_us > 0 OR EXISTS"
      " (SELECT 1 FROM rollouts r WHERE r.epoch = c.epoch AND r.version = c.version"
      "  AND r.state <> 'stopped') ORDER BY epoch DESC, version DESC",
      "");
  gboolean row;

  if (rollouts == NULL || stmt == NULL || !hub_stmt_next (stmt, &row, error))
    return NULL;
  while (row)
    {
      GError *local_error = NULL;
      HubConfigEntry *entry = make_entry (self, stmt, rollouts, &local_error);

      if (local_error != NULL)
        {
          g_propagate_error (error, local_error);
          return NULL;
        }
      if (entry != NULL)
        g_ptr_array_add (entries, entry);
      if (entry != NULL && is_current (entry))
        break;
      if (!hub_stmt_next (stmt, &row, error))
        return NULL;
    }
  return g_steal_pointer (&entries);
}

/* (nullable): the newest published one that is for all, else the newest published one */
static const HubConfigEntry *
find_current (GPtrArray *entries)
{
  const HubConfigEntry *newest = NULL;

  for (guint i = 0; i < entries->len; i++)
    {
      const HubConfigEntry *entry = entries->pdata[i];

      if (is_current (entry))
        return entry;
      if (newest == NULL && entry->is_published)
        newest = entry;
    }
  return newest;
}

gboolean
hub_config_state_reload (HubConfigState *self, GError **error)
{
  g_autoptr (GPtrArray) entries = load_entries (self, error);
  const HubConfigEntry *current = entries != NULL ? find_current (entries) : NULL;

  if (entries == NULL)
    return FALSE;
  if (current == NULL)
    {
      g_set_error_literal (error, HUB_ERROR, HUB_ERROR_CONFIG,
                           "no configuration is published; make the data directory with "
                           "'anjungan-hub init'");
      return FALSE;
    }
  g_clear_pointer (&self->entries, g_ptr_array_unref);
  self->entries = g_steal_pointer (&entries);
  self->current = current;
  g_hash_table_foreach_remove (self->opened, is_unused, self->entries);
  return follow (self, error);
}

HubConfigState *
hub_config_state_open (HubStore *store, X509 *config_ca, GError **error)
{
  g_autoptr (HubConfigState) self = g_new0 (HubConfigState, 1);

  self->store = store;
  self->opened = g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify) g_bytes_unref,
                                        (GDestroyNotify) anj_config_free);
  self->trust = read_trust (store, config_ca, error);
  if (self->trust == NULL || !hub_config_state_reload (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
hub_config_state_free (HubConfigState *self)
{
  g_clear_pointer (&self->trust, anj_config_trust_unref);
  g_clear_pointer (&self->entries, g_ptr_array_unref);
  g_hash_table_unref (self->opened);
  g_free (self);
}

const AnjConfig *
hub_config_state_current (const HubConfigState *self)
{
  return self->current->config;
}

const AnjConfigTrust *
hub_config_state_trust (const HubConfigState *self)
{
  return self->trust;
}

GBytes *
hub_config_state_bundle (const HubConfigState *self)
{
  return self->current->bundle;
}

GPtrArray *
hub_config_state_entries (const HubConfigState *self)
{
  return self->entries;
}

GBytes *
hub_config_state_lookup (HubConfigState *self, guint64 version, GError **error)
{
  g_autoptr (HubStmt) stmt = hub_store_query (
      self->store, error,
      "SELECT bundle FROM configs WHERE version = ? ORDER BY epoch DESC LIMIT 1", "i",
      (gint64) version);
  gboolean row;

  if (stmt == NULL || !hub_stmt_next (stmt, &row, error))
    return NULL;
  return row ? hub_stmt_bytes (stmt, 0) : NULL;
}

AnjConfig *
hub_config_state_verify (HubConfigState *self, GBytes *bundle, GError **error)
{
  return anj_config_open (bundle, self->trust, error);
}

gboolean
hub_config_state_is_newer (HubConfigState *self,
                           const AnjConfig *config,
                           gboolean *out_newer,
                           GError **error)
{
  gint64 n_newer = 0;
  gboolean ok = hub_store_get_int (
      self->store, error, 0, &n_newer,
      "SELECT count(*) FROM configs WHERE epoch > ?1 OR (epoch = ?1 AND version >= ?2)", "ii",
      (gint64) anj_config_epoch (config), (gint64) anj_config_version (config));

  *out_newer = ok && n_newer == 0;
  return ok;
}

gboolean
hub_config_store_first (HubStore *store,
                        const AnjConfig *config,
                        GBytes *bundle,
                        gint64 now_us,
                        GError **error)
{
  return hub_store_run (
      store, error,
      "INSERT INTO configs (epoch, version, bundle, published_us) VALUES (?, ?, ?, ?)", "iibi",
      (gint64) anj_config_epoch (config), (gint64) anj_config_version (config), bundle, now_us);
}

/* whether this very bundle is kept, unpublished */
static gboolean
is_rolled_out (HubConfigState *self,
               const AnjConfig *config,
               GBytes *bundle,
               gboolean *out_is,
               GError **error)
{
  gint64 n_same = 0;
  gboolean ok = hub_store_get_int (self->store, error, 0, &n_same,
                                   "SELECT count(*) FROM configs WHERE epoch = ? AND version = ?"
                                   " AND published_us = 0 AND bundle = ?",
                                   "iib", (gint64) anj_config_epoch (config),
                                   (gint64) anj_config_version (config), bundle);

  *out_is = n_same > 0;
  return ok;
}

/* %HUB_CONFIG_PUBLISHED: no rollout of it was stopped or stands still */
static HubConfigOutcome
look_at_rollout (HubConfigState *self, const AnjConfig *config, GError **error)
{
  g_autoptr (HubStmt) stmt = hub_store_query (
      self->store, error,
      "SELECT id, state, coalesce(reason, 'admin') FROM rollouts"
      " WHERE epoch = ? AND version = ? AND state IN ('paused', 'stopped')",
      "ii", (gint64) anj_config_epoch (config), (gint64) anj_config_version (config));
  gboolean is_paused;
  gboolean row;

  if (stmt == NULL || !hub_stmt_next (stmt, &row, error))
    return HUB_CONFIG_FAILED;
  if (!row)
    return HUB_CONFIG_PUBLISHED;
  is_paused = g_str_equal (hub_stmt_text (stmt, 1), "paused");
  g_set_error (error, HUB_ERROR, HUB_ERROR_CONFIG, "its rollout %s was %s (%s): %s",
               hub_stmt_text (stmt, 0), hub_stmt_text (stmt, 1), hub_stmt_text (stmt, 2),
               is_paused ? "resume it first, or stop it and sign anew under a higher version"
                         : "mend it, and sign it under a higher version");
  return HUB_CONFIG_STOPPED;
}

static gboolean
store_published (HubConfigState *self,
                 const AnjConfig *config,
                 GBytes *bundle,
                 gboolean is_known,
                 const char *actor,
                 gint64 now_us,
                 GError **error)
{
  g_autoptr (HubTransaction) transaction = hub_transaction_begin (self->store, error);
  gint64 epoch = (gint64) anj_config_epoch (config);
  gint64 version = (gint64) anj_config_version (config);
  JsonObject *detail;

  if (transaction == NULL)
    return FALSE;
  if (is_known ? !hub_store_run (self->store, error,
                                 "UPDATE configs SET published_us = ? WHERE epoch = ?"
                                 " AND version = ?",
                                 "iii", now_us, epoch, version)
               : !hub_config_store_first (self->store, config, bundle, now_us, error))
    return FALSE;
  detail = json_object_new ();
  json_object_set_int_member (detail, "epoch", epoch);
  json_object_set_int_member (detail, "version", version);
  if (!hub_audit_append (self->store, now_us, actor, "config-published", detail, error) ||
      (is_for_all (config) &&
       !hub_rollouts_note_published (self->store, (guint64) epoch, (guint64) version, actor, now_us,
                                     error)))
    return FALSE;
  return hub_feed_touch_all (self->store, error) && hub_transaction_commit (transaction, error);
}

HubConfigOutcome
hub_config_state_publish (HubConfigState *self,
                          const HubKeys *keys,
                          GBytes *bundle,
                          const char *actor,
                          gint64 now_us,
                          const AnjConfig **out_config,
                          GError **error)
{
  g_autoptr (AnjConfig) config = hub_config_state_verify (self, bundle, error);
  HubConfigOutcome outcome = HUB_CONFIG_PUBLISHED;
  gboolean is_newer, is_known;

  if (config == NULL)
    return HUB_CONFIG_REFUSED;
  if (!is_rolled_out (self, config, bundle, &is_known, error) ||
      !hub_config_state_is_newer (self, config, &is_newer, error))
    return HUB_CONFIG_FAILED;
  if ((!is_newer && !is_known) || anj_config_compare (config, self->current->config) <= 0)
    return HUB_CONFIG_NOT_NEWER;
  if (is_known)
    outcome = look_at_rollout (self, config, error);
  if (outcome != HUB_CONFIG_PUBLISHED)
    return outcome;
  if (!hub_config_guard_check (config, self->trust, keys, error))
    return HUB_CONFIG_REFUSED;
  if (!store_published (self, config, bundle, is_known, actor, now_us, error) ||
      !hub_config_state_reload (self, error))
    return HUB_CONFIG_FAILED;
  *out_config = g_hash_table_lookup (self->opened, bundle);
  return HUB_CONFIG_PUBLISHED;
}

guint
hub_config_state_due_days (const HubConfigState *self, const char *kind, const char *category)
{
  gboolean is_complaint = g_str_equal (kind, "complaint");
  JsonArray *list = anj_json_get_array (anj_config_document (self->current->config),
                                        is_complaint ? "categories" : "kinds");

  for (guint i = 0; list != NULL && i < json_array_get_length (list); i++)
    {
      JsonObject *entry = anj_json_array_get_object (list, i);

      if (entry != NULL &&
          g_str_equal (anj_json_get_string (entry, "code", ""), is_complaint ? category : kind))
        return (guint) CLAMP (anj_json_get_int (entry, "due_working_days", DEFAULT_DUE_DAYS), 0,
                              MAX_DUE_DAYS);
    }
  return DEFAULT_DUE_DAYS;
}
