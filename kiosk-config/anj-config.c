/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kiosk-config/anj-config.h"

#include "core/anj-error.h"
#include "core/anj-json.h"
#include "core/anj-time.h"
#include "data/anj-data.h"
#include "kiosk-config/anj-config-check.h"
#include "kiosk-config/anj-config-trust-private.h"

struct _AnjConfig
{
  JsonObject *document; /* (owned) */
  guint64 epoch;
  guint64 version;
  gint64 expires_us;
};

static AnjConfig *
config_new (JsonObject *document)
{
  AnjConfig *self = g_new0 (AnjConfig, 1);

  self->document = json_object_ref (document);
  self->epoch = (guint64) anj_json_get_int (document, "epoch", 0);
  self->version = (guint64) anj_json_get_int (document, "version", 0);
  if (!anj_time_parse (anj_json_get_string (document, "expires", NULL), &self->expires_us))
    self->expires_us = G_MAXINT64;
  return self;
}

void
anj_config_free (AnjConfig *self)
{
  if (self == NULL)
    return;
  json_object_unref (self->document);
  g_free (self);
}

static JsonObject *
parse_and_check (GBytes *source, GError **error)
{
  g_autoptr (JsonObject) document = anj_json_parse_object (source, error);

  if (document == NULL || !anj_config_check_document (document, error))
    {
      g_prefix_error (error, "configuration: ");
      return NULL;
    }
  return g_steal_pointer (&document);
}

static GBytes *
verify (GBytes *der, const AnjConfigTrust *trust, X509 **out_signer, GError **error)
{
  GBytes *source = NULL;

  if (g_bytes_get_size (der) > ANJ_CONFIG_MAX_BYTES)
    g_set_error (error, ANJ_ERROR, ANJ_ERROR_INVALID, "longer than %d bytes", ANJ_CONFIG_MAX_BYTES);
  else
    source = anj_cms_verify_under (der, anj_config_trust_get_roots (trust),
                                   anj_config_trust_get_revoked (trust), out_signer, error);
  if (source == NULL)
    g_prefix_error (error, "configuration: ");
  return source;
}

/* no clock is asked: what was good when it was issued stays good */
static gboolean
check_signer_time (JsonObject *document, X509 *signer, GError **error)
{
  const char *issued = anj_json_get_string (document, "issued", NULL);
  gint64 issued_us;

  if (anj_time_parse (issued, &issued_us) && issued_us >= anj_cert_not_before_us (signer) &&
      issued_us <= anj_cert_not_after_us (signer))
    return TRUE;
  g_set_error (error, ANJ_ERROR, ANJ_ERROR_EXPIRED,
               "configuration: /issued: the signer's certificate was not valid at %s", issued);
  return FALSE;
}

/* only a root makes roots, and who signs in others must not sign itself out */
static gboolean
check_new_trust (GBytes *der, JsonObject *document, const AnjConfigTrust *trust, GError **error)
{
  JsonObject *said = anj_json_get_object (document, "trust");
  g_autoptr (AnjConfigTrust) next = NULL;
  g_autoptr (GPtrArray) certificates = NULL;
  g_autoptr (GBytes) source = NULL;

  if (said == NULL)
    return TRUE;
  next = anj_config_trust_obey (trust, said, error);
  certificates = next != NULL ? anj_cms_list_certificates (der, error) : NULL;
  if (certificates == NULL || !anj_config_trust_check_next (trust, next, certificates, error))
    {
      g_prefix_error (error, "configuration: ");
      return FALSE;
    }
  source = verify (der, next, /* out_signer */ NULL, error);
  if (source == NULL)
    g_prefix_error (error, "under the trust that it brings: ");
  return source != NULL;
}

AnjConfig *
anj_config_open (GBytes *der, const AnjConfigTrust *trust, GError **error)
{
  g_autoptr (X509) signer = NULL;
  g_autoptr (GBytes) source = verify (der, trust, &signer, error);
  g_autoptr (JsonObject) document = source != NULL ? parse_and_check (source, error) : NULL;

  if (document == NULL || !check_signer_time (document, signer, error) ||
      !check_new_trust (der, document, trust, error))
    return NULL;
  return config_new (document);
}

AnjConfigTrust *
anj_config_trust_follow (AnjConfigTrust *trust, const AnjConfig *config)
{
  JsonObject *said = anj_json_get_object (config->document, "trust");
  AnjConfigTrust *next = said != NULL ? anj_config_trust_obey (trust, said, /* error */ NULL)
                                      : NULL;

  return next != NULL ? next : anj_config_trust_ref (trust);
}

guint64
anj_config_epoch (const AnjConfig *self)
{
  return self->epoch;
}

guint64
anj_config_version (const AnjConfig *self)
{
  return self->version;
}

gint64
anj_config_expires_us (const AnjConfig *self)
{
  return self->expires_us;
}

JsonObject *
anj_config_document (const AnjConfig *self)
{
  return self->document;
}

int
anj_config_compare (const AnjConfig *a, const AnjConfig *b)
{
  if (a->epoch != b->epoch)
    return a->epoch < b->epoch ? -1 : 1;
  return a->version < b->version ? -1 : a->version > b->version;
}

gboolean
anj_config_check_source (GBytes *source, GError **error)
{
  g_autoptr (JsonObject) document = parse_and_check (source, error);

  return document != NULL;
}

/* whoever knows one of the roots in @chain must be able to follow it to the signer */
static gboolean
check_chain (GBytes *der, GPtrArray *chain, GError **error)
{
  for (guint i = 0; i < chain->len; i++)
    {
      g_autoptr (GPtrArray) roots = g_ptr_array_new ();
      g_autoptr (GBytes) source = NULL;

      g_ptr_array_add (roots, g_ptr_array_index (chain, i));
      if (X509_self_signed (g_ptr_array_index (chain, i), /* verify */ 1) != 1)
        continue;
      source = anj_cms_verify_under (der, roots, /* revoked */ NULL, /* out_signer */ NULL, error);
      if (source == NULL)
        {
          g_prefix_error (error, "the chain's certificate %u: ", i);
          return FALSE;
        }
    }
  return TRUE;
}

GBytes *
anj_config_sign (GBytes *source, X509 *cert, EVP_PKEY *key, GPtrArray *chain, GError **error)
{
  g_autoptr (JsonObject) document = parse_and_check (source, error);
  g_autoptr (GBytes) der = NULL;

  if (document == NULL)
    return NULL;
  if (!anj_cert_has_usage (cert, ANJ_CERT_SIGNER))
    {
      g_set_error_literal (error, ANJ_ERROR, ANJ_ERROR_INVALID,
                           "the certificate is not a signer's (emailProtection)");
      return NULL;
    }
  if (!check_signer_time (document, cert, error))
    return NULL;
  der = anj_cms_sign_with (source, cert, key, chain, error);
  if (der == NULL || (chain != NULL && !check_chain (der, chain, error)))
    return NULL;
  return g_steal_pointer (&der);
}

static void
copy_members (JsonObject *from, JsonObject *to)
{
  g_autoptr (GList) members = json_object_get_members (from);

  for (GList *l = members; l != NULL; l = l->next)
    json_object_set_member (to, l->data, json_object_dup_member (from, l->data));
}

GBytes *
anj_config_default (GPtrArray *recipients,
                    guint64 epoch,
                    guint64 version,
                    gint64 issued_us,
                    GError **error)
{
  g_autoptr (GBytes) shipped = anj_data_lookup ("default-config.json", error);
  g_autoptr (JsonObject) defaults = NULL;
  g_autoptr (JsonObject) document = json_object_new ();
  g_autofree char *issued = anj_time_format (issued_us);
  JsonArray *array;

  if (shipped == NULL || (defaults = anj_json_parse_object (shipped, error)) == NULL)
    return NULL;
  json_object_set_int_member (document, "epoch", (gint64) epoch);
  json_object_set_int_member (document, "version", (gint64) version);
  json_object_set_string_member (document, "issued", issued);
  copy_members (defaults, document);

  array = json_array_new ();
  for (guint i = 0; i < recipients->len; i++)
    json_array_add_object_element (array, json_object_ref (g_ptr_array_index (recipients, i)));
  json_object_set_array_member (document, "recipients", array);
  if (!anj_config_check_document (document, error))
    return NULL;
  return anj_json_object_to_bytes (document);
}
