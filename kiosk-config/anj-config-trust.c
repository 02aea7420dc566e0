/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kiosk-config/anj-config-trust.h"

#include "core/anj-error.h"
#include "core/anj-json.h"
#include "kiosk-config/anj-config-trust-private.h"

struct _AnjConfigTrust
{
  gatomicrefcount n_refs;
  GPtrArray *roots;    /* (owned) (element-type X509) */
  GHashTable *revoked; /* (owned) (element-type utf8): a set */
};

static AnjConfigTrust *
trust_new (void)
{
  AnjConfigTrust *self = g_new0 (AnjConfigTrust, 1);

  g_atomic_ref_count_init (&self->n_refs);
  self->roots = g_ptr_array_new_with_free_func ((GDestroyNotify) X509_free);
  self->revoked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return self;
}

static void
add_root (AnjConfigTrust *self, X509 *root)
{
  X509_up_ref (root);
  g_ptr_array_add (self->roots, root);
}

AnjConfigTrust *
anj_config_trust_new (X509 *root)
{
  AnjConfigTrust *self = trust_new ();

  add_root (self, root);
  return self;
}

AnjConfigTrust *
anj_config_trust_ref (AnjConfigTrust *self)
{
  g_atomic_ref_count_inc (&self->n_refs);
  return self;
}

void
anj_config_trust_unref (AnjConfigTrust *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->n_refs))
    return;
  g_ptr_array_unref (self->roots);
  g_hash_table_unref (self->revoked);
  g_free (self);
}

static gboolean
add_roots (AnjConfigTrust *self, JsonArray *roots, GError **error)
{
  for (guint i = 0; i < json_array_get_length (roots); i++)
    {
      JsonNode *node = json_array_get_element (roots, i);
      const char *pem = json_node_get_value_type (node) == G_TYPE_STRING
                            ? json_node_get_string (node)
                            : "";
      g_autoptr (X509) root = anj_cert_from_pem (pem, NULL);

      if (root == NULL || !anj_cert_has_usage (root, ANJ_CERT_CA) ||
          X509_self_signed (root, 1) != 1)
        {
          g_set_error (error, ANJ_ERROR, ANJ_ERROR_INVALID,
                       "/trust/roots/%u: must be a CA's certificate in PEM, EC P-256, signed by "
                       "itself",
                       i);
          return FALSE;
        }
      add_root (self, root);
    }
  return TRUE;
}

static void
add_revoked (AnjConfigTrust *self, JsonArray *revoked)
{
  for (guint i = 0; revoked != NULL && i < json_array_get_length (revoked); i++)
    {
      JsonNode *node = json_array_get_element (revoked, i);

      if (json_node_get_value_type (node) == G_TYPE_STRING)
        g_hash_table_add (self->revoked, json_node_dup_string (node));
    }
}

/* a root that is revoked is none */
static void
drop_revoked_roots (AnjConfigTrust *self)
{
  for (guint i = self->roots->len; i > 0; i--)
    {
      g_autofree char *fingerprint = anj_cert_fingerprint (g_ptr_array_index (self->roots, i - 1));

      if (g_hash_table_contains (self->revoked, fingerprint))
        g_ptr_array_remove_index (self->roots, i - 1);
    }
}

AnjConfigTrust *
anj_config_trust_obey (const AnjConfigTrust *self, JsonObject *said, GError **error)
{
  g_autoptr (AnjConfigTrust) next = trust_new ();
  JsonArray *roots = anj_json_get_array (said, "roots");
  GHashTableIter iter;
  gpointer fingerprint;

  for (guint i = 0; self != NULL && roots == NULL && i < self->roots->len; i++)
    add_root (next, g_ptr_array_index (self->roots, i));
  if (roots != NULL && !add_roots (next, roots, error))
    return NULL;
  if (self != NULL)
    {
      g_hash_table_iter_init (&iter, self->revoked);
      while (g_hash_table_iter_next (&iter, &fingerprint, NULL))
        g_hash_table_add (next->revoked, g_strdup (fingerprint));
    }
  add_revoked (next, anj_json_get_array (said, "revoked"));
  drop_revoked_roots (next);
  if (next->roots->len > 0)
    return g_steal_pointer (&next);
  g_set_error_literal (error, ANJ_ERROR, ANJ_ERROR_INVALID,
                       "/trust: must leave a root that is not revoked");
  return NULL;
}

/* (transfer container): those that are not revoked */
static GPtrArray *
without_revoked (const AnjConfigTrust *self, GPtrArray *certificates)
{
  GPtrArray *kept = g_ptr_array_new ();

  for (guint i = 0; i < certificates->len; i++)
    {
      g_autofree char *fingerprint = anj_cert_fingerprint (g_ptr_array_index (certificates, i));

      if (!g_hash_table_contains (self->revoked, fingerprint))
        g_ptr_array_add (kept, g_ptr_array_index (certificates, i));
    }
  return kept;
}

static gboolean
is_same_authority (X509 *a, X509 *b)
{
  return X509_NAME_cmp (X509_get_subject_name (a), X509_get_subject_name (b)) == 0 &&
         EVP_PKEY_eq (X509_get0_pubkey (a), X509_get0_pubkey (b)) == 1;
}

static gboolean
is_vouched_for (const AnjConfigTrust *self, X509 *root, GPtrArray *between)
{
  for (guint i = 0; i < self->roots->len; i++)
    if (X509_cmp (g_ptr_array_index (self->roots, i), root) == 0)
      return TRUE;
  for (guint i = 0; i < between->len; i++)
    {
      X509 *cross = g_ptr_array_index (between, i);

      if (is_same_authority (cross, root) &&
          anj_cert_verify_path (cross, self->roots, between, ANJ_CERT_CA, ANJ_CERT_ANY_TIME,
                                /* error */ NULL))
        return TRUE;
    }
  return FALSE;
}

gboolean
anj_config_trust_check_next (const AnjConfigTrust *self,
                             const AnjConfigTrust *next,
                             GPtrArray *certificates,
                             GError **error)
{
  /* what the document revokes vouches for nothing any more, but for a root that goes: it may cross
   * over to its successor with its last word */
  g_autoptr (GPtrArray) between = without_revoked (self, certificates);

  for (guint i = 0; i < next->roots->len; i++)
    if (!is_vouched_for (self, g_ptr_array_index (next->roots, i), between))
      {
        g_set_error (error, ANJ_ERROR, ANJ_ERROR_TAMPERED,
                     "/trust/roots: no certificate inside leads from root %u to one that is "
                     "trusted",
                     i);
        return FALSE;
      }
  return TRUE;
}

AnjConfigTrust *
anj_config_trust_from_bytes (GBytes *bytes, GError **error)
{
  g_autoptr (JsonObject) object = anj_json_parse_object (bytes, error);

  return object != NULL ? anj_config_trust_obey (NULL, object, error) : NULL;
}

GBytes *
anj_config_trust_to_bytes (const AnjConfigTrust *self)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (GList)
      all = g_list_sort (g_hash_table_get_keys (self->revoked), (GCompareFunc) g_strcmp0);
  JsonArray *roots = json_array_new (), *revoked = json_array_new ();

  for (guint i = 0; i < self->roots->len; i++)
    {
      g_autofree char *pem = anj_cert_to_pem (g_ptr_array_index (self->roots, i));

      json_array_add_string_element (roots, pem);
    }
  for (GList *l = all; l != NULL; l = l->next)
    json_array_add_string_element (revoked, l->data);
  json_object_set_array_member (object, "roots", roots);
  json_object_set_array_member (object, "revoked", revoked);
  return anj_json_object_to_bytes (object);
}

GPtrArray *
anj_config_trust_get_roots (const AnjConfigTrust *self)
{
  return self->roots;
}

GHashTable *
anj_config_trust_get_revoked (const AnjConfigTrust *self)
{
  return self->revoked;
}

gboolean
anj_config_trust_equal (const AnjConfigTrust *a, const AnjConfigTrust *b)
{
  g_autoptr (GBytes) left = anj_config_trust_to_bytes (a);
  g_autoptr (GBytes) right = anj_config_trust_to_bytes (b);

  return g_bytes_equal (left, right);
}
