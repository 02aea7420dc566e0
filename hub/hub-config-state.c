/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-config-state.h"

#include "core/anj-json.h"
#include "hub/hub-audit.h"

#define DEFAULT_DUE_DAYS 14
#define MAX_DUE_DAYS 365

struct _HubConfigState
{
  HubStore *store;   /* (unowned): outlives this */
  X509 *config_ca;   /* (owned) */
  AnjConfig *config; /* (owned) */
  GBytes *bundle;    /* (owned) */
};

HubConfigState *
hub_config_state_open (HubStore *store, X509 *config_ca, GError **error)
{
  g_autoptr (HubConfigState) self = g_new0 (HubConfigState, 1);
  g_autoptr (HubStmt) stmt = NULL;
  g_autoptr (GError) local_error = NULL;
  gboolean row;

  X509_up_ref (config_ca);
  self->config_ca = config_ca;
  self->store = store;
  stmt = hub_store_query (
      store, error, "SELECT bundle FROM configs ORDER BY epoch DESC, version DESC LIMIT 1", "");
  if (stmt == NULL || !hub_stmt_next (stmt, &row, error))
    return NULL;
  if (!row)
    {
      g_set_error_literal (error, HUB_ERROR, HUB_ERROR_CONFIG,
                           "no configuration is published; make the data directory with "
                           "'anjungan-hub init'");
      return NULL;
    }
  self->bundle = hub_stmt_bytes (stmt, 0);
  self->config = anj_config_open (self->bundle, config_ca, &local_error);
  if (self->config == NULL)
    {
      g_set_error (error, HUB_ERROR, HUB_ERROR_CONFIG,
                   "the published configuration does not hold: %s; publish a good one",
                   local_error->message);
      return NULL;
    }
  return g_steal_pointer (&self);
}

void
hub_config_state_free (HubConfigState *self)
{
  g_clear_pointer (&self->config_ca, X509_free);
  g_clear_pointer (&self->config, anj_config_free);
  g_clear_pointer (&self->bundle, g_bytes_unref);
  g_free (self);
}

const AnjConfig *
hub_config_state_current (const HubConfigState *self)
{
  return self->config;
}

GBytes *
hub_config_state_bundle (const HubConfigState *self)
{
  return self->bundle;
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

static gboolean
store_published (HubConfigState *self,
                 const AnjConfig *config,
                 GBytes *bundle,
                 const char *actor,
                 gint64 now_us,
                 GError **error)
{
  g_autoptr (HubTransaction) transaction = hub_transaction_begin (self->store, error);
  JsonObject *detail;

  if (transaction == NULL || !hub_config_store_first (self->store, config, bundle, now_us, error))
    return FALSE;
  detail = json_object_new ();
  json_object_set_int_member (detail, "epoch", (gint64) anj_config_epoch (config));
  json_object_set_int_member (detail, "version", (gint64) anj_config_version (config));
  return hub_audit_append (self->store, now_us, actor, "config-published", detail, error) &&
         hub_transaction_commit (transaction, error);
}

HubConfigOutcome
hub_config_state_publish (HubConfigState *self,
                          GBytes *bundle,
                          const char *actor,
                          gint64 now_us,
                          GError **error)
{
  g_autoptr (AnjConfig) config = anj_config_open (bundle, self->config_ca, error);

  if (config == NULL)
    return HUB_CONFIG_REFUSED;
  if (anj_config_compare (config, self->config) <= 0)
    return HUB_CONFIG_NOT_NEWER;
  if (!store_published (self, config, bundle, actor, now_us, error))
    return HUB_CONFIG_FAILED;
  g_clear_pointer (&self->config, anj_config_free);
  g_clear_pointer (&self->bundle, g_bytes_unref);
  self->config = g_steal_pointer (&config);
  self->bundle = g_bytes_ref (bundle);
  return HUB_CONFIG_PUBLISHED;
}

guint
hub_config_state_due_days (const HubConfigState *self, const char *kind, const char *category)
{
  gboolean is_complaint = g_str_equal (kind, "complaint");
  JsonArray *list = anj_json_get_array (anj_config_document (self->config),
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
