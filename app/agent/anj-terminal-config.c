/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "anj-agent"

#include "app/agent/anj-key-recovery.h"
#include "app/agent/anj-probation.h"
#include "app/agent/anj-terminal-private.h"
#include "core/anj-json.h"
#include "core/anj-time.h"

/* What becomes of a configuration that the hub sent: trial, proof, evidence. */

/* a time that has passed for sure: expiry is not judged by a clock that may be years ahead */
static gint64
get_past_us (AnjTerminal *self)
{
  return anj_time_sense_is_fresh (self->time) ? anj_terminal_now_us (self)
                                              : anj_time_sense_floor_us (self->time);
}

/* whom the configuration now says; a terminal that cannot write it serves on */
static void
keep_recovery (AnjTerminal *self)
{
  JsonObject *document = anj_config_store_get_effective (self->config);
  g_autoptr (GError) error = NULL;

  if (document != NULL && !anj_key_recovery_keep (self->identity, document, &error))
    g_warning ("outbox.recovery: %s", error->message);
}

gboolean
anj_terminal_apply_config (AnjTerminal *self,
                           const AnjConfigOffer *offer,
                           gboolean *out_changed,
                           GError **error)
{
  AnjConfigOffer whole = *offer;
  g_autoptr (AnjCacheGeneration) generation = anj_terminal_require_synced (self, /* error */ NULL);

  if (generation != NULL)
    whole.needs |= 1u << ANJ_HEALTH_LOOK_UP;
  if (!anj_config_store_apply (self->config, &whole, get_past_us (self), out_changed, error))
    return FALSE;
  if (*out_changed)
    keep_recovery (self);
  return TRUE;
}

void
anj_terminal_refuse_config (AnjTerminal *self, const AnjConfigOffer *offer, const char *why)
{
  anj_config_store_refuse (self->config, offer, why);
}

gboolean
anj_terminal_resume_config (AnjTerminal *self, GError **error)
{
  if (!anj_config_store_resume (self->config, error))
    return FALSE;
  keep_recovery (self);
  return TRUE;
}

gboolean
anj_terminal_keep_config (AnjTerminal *self, GError **error)
{
  return anj_config_store_keep (self->config, error);
}

gboolean
anj_terminal_revert_config (AnjTerminal *self, const char *reason, GError **error)
{
  if (!anj_config_store_revert (self->config, reason, error))
    return FALSE;
  keep_recovery (self);
  return TRUE;
}

gboolean
anj_terminal_outlive_config (AnjTerminal *self, GError **error)
{
  return anj_config_store_outlive (self->config, error);
}

gboolean
anj_terminal_probe_look_up (AnjTerminal *self, GError **error)
{
  static const guint8 index[ANJ_CACHE_INDEX_BYTES];
  static const guint8 proof[ANJ_CACHE_PROOF_BYTES];
  g_autoptr (AnjCacheGeneration) generation = anj_terminal_require_synced (self, error);
  g_autoptr (AnjCacheRecord) record = NULL;
  g_autofree char *config = NULL;

  if (generation == NULL)
    return FALSE;
  config = anj_terminal_make_config (self, error);
  return config != NULL &&
         anj_cache_store_look_up (self->cache, generation->id, index, proof, &record, error);
}

void
anj_config_evidence_free (AnjConfigEvidence *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->der, g_bytes_unref);
  g_free (self->facts);
  g_free (self);
}

AnjConfigEvidence *
anj_terminal_sign_config_state (AnjTerminal *self, const char *told, GError **error)
{
  g_autoptr (JsonObject) state = anj_config_store_make_state (self->config);
  g_autoptr (AnjConfigEvidence) evidence = NULL;
  g_autoptr (X509) cert = anj_identity_get_cert (self->identity);
  g_autoptr (EVP_PKEY) key = NULL;
  g_autoptr (GBytes) content = NULL;
  g_autofree char *now = anj_time_format (anj_terminal_now_us (self));
  g_autofree char *facts = state != NULL ? anj_json_object_to_text (state) : NULL;

  if (state == NULL || g_strcmp0 (facts, told) == 0)
    return NULL;
  evidence = g_new0 (AnjConfigEvidence, 1);
  evidence->facts = g_steal_pointer (&facts);
  json_object_set_string_member (state, "terminal", self->identity->terminal);
  json_object_set_string_member (state, "time", now);
  content = anj_json_object_to_bytes (state);
  key = anj_cert_key_from_pem (self->identity->key_pem, error);
  evidence->der = key != NULL ? anj_cms_sign (content, cert, key, error) : NULL;
  return evidence->der != NULL ? g_steal_pointer (&evidence) : NULL;
}
