/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What stands before pure functions of the project (the linker's --wrap): who asks the same bytes
 * again gets the answer of the first time. Terminals read their own certificates and the one
 * configuration of a fleet a thousand times over. Refusals are not remembered. */

#include <string.h>

#include "core/anj-cert.h"
#include "kiosk-config/anj-config.h"

X509 *__real_anj_cert_from_pem (const char *pem, GError **error);
X509 *__wrap_anj_cert_from_pem (const char *pem, GError **error);
EVP_PKEY *__real_anj_cert_key_from_pem (const char *pem, GError **error);
EVP_PKEY *__wrap_anj_cert_key_from_pem (const char *pem, GError **error);
GPtrArray *__real_anj_cert_list_from_pem (const char *pem, GError **error);
GPtrArray *__wrap_anj_cert_list_from_pem (const char *pem, GError **error);
AnjConfig *__real_anj_config_open (GBytes *der, const AnjConfigTrust *trust, GError **error);
AnjConfig *__wrap_anj_config_open (GBytes *der, const AnjConfigTrust *trust, GError **error);
JsonObject *__real_anj_config_effective (const AnjConfig *self, const AnjConfigPlace *place);
JsonObject *__wrap_anj_config_effective (const AnjConfig *self, const AnjConfigPlace *place);
void __real_anj_config_free (AnjConfig *self);
void __wrap_anj_config_free (AnjConfig *self);

typedef struct
{
  GHashTable *certs;     /* (element-type utf8 X509) */
  GHashTable *keys;      /* (element-type utf8 EVP_PKEY) */
  GHashTable *lists;     /* (element-type utf8 GPtrArray) */
  GHashTable *configs;   /* (element-type GBytes AnjConfig) */
  GHashTable *kept;      /* (element-type AnjConfig): a set, of the values of the last */
  GHashTable *effective; /* (element-type utf8 JsonObject) */
} Memo;

static Memo *
memo (void)
{
  static Memo self;

  if (self.certs == NULL)
    {
      self.certs = g_hash_table_new (g_str_hash, g_str_equal);
      self.keys = g_hash_table_new (g_str_hash, g_str_equal);
      self.lists = g_hash_table_new (g_str_hash, g_str_equal);
      self.configs = g_hash_table_new (g_bytes_hash, g_bytes_equal);
      self.kept = g_hash_table_new (NULL, NULL);
      self.effective = g_hash_table_new (g_str_hash, g_str_equal);
    }
  return &self;
}

X509 *
__wrap_anj_cert_from_pem (const char *pem, GError **error)
{
  X509 *cert = g_hash_table_lookup (memo ()->certs, pem);

  if (cert == NULL && (cert = __real_anj_cert_from_pem (pem, error)) != NULL)
    g_hash_table_insert (memo ()->certs, g_strdup (pem), cert);
  if (cert != NULL)
    X509_up_ref (cert);
  return cert;
}

EVP_PKEY *
__wrap_anj_cert_key_from_pem (const char *pem, GError **error)
{
  EVP_PKEY *key = g_hash_table_lookup (memo ()->keys, pem);

  if (key == NULL && (key = __real_anj_cert_key_from_pem (pem, error)) != NULL)
    g_hash_table_insert (memo ()->keys, g_strdup (pem), key);
  if (key != NULL)
    EVP_PKEY_up_ref (key);
  return key;
}

/* a list may be changed by whom it was given to */
GPtrArray *
__wrap_anj_cert_list_from_pem (const char *pem, GError **error)
{
  GPtrArray *list = g_hash_table_lookup (memo ()->lists, pem);
  GPtrArray *copy;

  if (list == NULL && (list = __real_anj_cert_list_from_pem (pem, error)) != NULL)
    g_hash_table_insert (memo ()->lists, g_strdup (pem), list);
  if (list == NULL)
    return NULL;
  copy = g_ptr_array_new_with_free_func ((GDestroyNotify) X509_free);
  for (guint i = 0; i < list->len; i++)
    {
      X509_up_ref (list->pdata[i]);
      g_ptr_array_add (copy, list->pdata[i]);
    }
  return copy;
}

AnjConfig *
__wrap_anj_config_open (GBytes *der, const AnjConfigTrust *trust, GError **error)
{
  g_autoptr (GBytes) trusted = anj_config_trust_to_bytes (trust);
  g_autoptr (GByteArray) joined = g_byte_array_new ();
  g_autoptr (GBytes) key = NULL;
  AnjConfig *config;

  g_byte_array_append (joined, g_bytes_get_data (trusted, NULL),
                       (guint) g_bytes_get_size (trusted));
  g_byte_array_append (joined, g_bytes_get_data (der, NULL), (guint) g_bytes_get_size (der));
  key = g_byte_array_free_to_bytes (g_steal_pointer (&joined));
  config = g_hash_table_lookup (memo ()->configs, key);
  if (config == NULL && (config = __real_anj_config_open (der, trust, error)) != NULL)
    {
      g_hash_table_insert (memo ()->configs, g_steal_pointer (&key), config);
      g_hash_table_add (memo ()->kept, config);
    }
  return config;
}

/* nothing changes one that was opened: all may have the same */
void
__wrap_anj_config_free (AnjConfig *self)
{
  if (!g_hash_table_contains (memo ()->kept, self))
    __real_anj_config_free (self);
}

/* who asks reads it only: app/agent/anj-config-store.c */
JsonObject *
__wrap_anj_config_effective (const AnjConfig *self, const AnjConfigPlace *place)
{
  g_autofree char *labels = NULL;
  g_autofree char *key = NULL;
  JsonObject *effective;

  if (!g_hash_table_contains (memo ()->kept, self))
    return __real_anj_config_effective (self, place);
  labels = place->labels != NULL ? g_strjoinv ("\n", (char **) place->labels) : g_strdup ("");
  key = g_strdup_printf ("%p\n%s\n%s\n%s\n%s", (const void *) self, place->region, place->terminal,
                         place->hardware != NULL ? place->hardware : "", labels);
  effective = g_hash_table_lookup (memo ()->effective, key);
  if (effective == NULL)
    {
      effective = __real_anj_config_effective (self, place);
      g_hash_table_insert (memo ()->effective, g_steal_pointer (&key), effective);
    }
  return json_object_ref (effective);
}
