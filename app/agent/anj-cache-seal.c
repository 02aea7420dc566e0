/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/agent/anj-cache-seal.h"

#include <string.h>

#include "core/anj-seal.h"
#include "core/anj-secret.h"

static void
clear_row (gpointer data)
{
  AnjCacheRow *row = data;

  g_clear_pointer (&row->wrapped, g_bytes_unref);
}

void
anj_sealed_household_free (AnjSealedHousehold *self)
{
  if (self == NULL)
    return;
  g_free (self->record);
  g_free (self->as_of);
  g_clear_pointer (&self->aad, g_bytes_unref);
  g_clear_pointer (&self->sealed, g_bytes_unref);
  g_clear_pointer (&self->rows, g_array_unref);
  g_free (self);
}

gboolean
anj_cache_hide_index (const guint8 *k_seal,
                      const guint8 index[ANJ_CACHE_INDEX_BYTES],
                      guint8 out_hidden[ANJ_CACHE_INDEX_BYTES],
                      GError **error)
{
  return anj_kdf_hkdf (k_seal, ANJ_SEAL_KEY_BYTES, index, ANJ_CACHE_INDEX_BYTES,
                       ANJ_HKDF_CACHE_INDEX, out_hidden, ANJ_CACHE_INDEX_BYTES, error);
}

static gboolean
derive_wrap_key (const guint8 *k_seal, const guint8 *proof, guint8 *out_key, GError **error)
{
  return anj_kdf_hkdf (k_seal, ANJ_SEAL_KEY_BYTES, proof, ANJ_CACHE_PROOF_BYTES, ANJ_HKDF_CACHE_ROW,
                       out_key, ANJ_SEAL_KEY_BYTES, error);
}

/* which record a wrapped key belongs to is bound to it */
static GBytes *
wrap_aad (const char *record)
{
  return g_bytes_new (record, strlen (record));
}

/* what a row holds: who looked is known as soon as the household opens */
static GBytes *
make_row_secret (GBytes *household_key, const char *member)
{
  gsize n_key_bytes, n_bytes;
  const guint8 *key = g_bytes_get_data (household_key, &n_key_bytes);
  guint8 *data;

  n_bytes = n_key_bytes + strlen (member);
  data = g_malloc (n_bytes);
  memcpy (data, key, n_key_bytes);
  memcpy (data + n_key_bytes, member, strlen (member));
  return anj_secret_bytes_new_take (data, n_bytes);
}

static gboolean
add_row (AnjSealedHousehold *self,
         const AnjLookupKey *lookup,
         const guint8 *k_seal,
         GBytes *secret,
         const AnjRandom *random,
         GError **error)
{
  g_autoptr (GBytes) aad = wrap_aad (self->record);
  AnjCacheRow row = { 0 };
  guint8 wrap_key[ANJ_SEAL_KEY_BYTES];

  if (!anj_cache_hide_index (k_seal, lookup->index, row.index, error) ||
      !derive_wrap_key (k_seal, lookup->proof, wrap_key, error))
    return FALSE;
  row.wrapped = anj_seal (wrap_key, secret, aad, random, error);
  explicit_bzero (wrap_key, sizeof wrap_key);
  if (row.wrapped == NULL)
    return FALSE;
  g_array_append_val (self->rows, row);
  return TRUE;
}

AnjSealedHousehold *
anj_cache_seal (const AnjCacheDocument *document,
                const guint8 *k_seal,
                GBytes *salt,
                const AnjLookupCost *cost,
                const AnjRandom *random,
                GError **error)
{
  g_autoptr (AnjSealedHousehold) self = g_new0 (AnjSealedHousehold, 1);
  g_autoptr (GBytes) household_key = NULL;
  guint8 key[ANJ_SEAL_KEY_BYTES];

  anj_random_fill (random, key, sizeof key);
  household_key = anj_secret_bytes_new (key, sizeof key);
  explicit_bzero (key, sizeof key);

  self->record = g_strdup (document->record);
  self->as_of = g_strdup (document->as_of);
  self->aad = anj_seal_record_aad (document->record, document->batch, document->schema);
  self->rows = g_array_new (FALSE, FALSE, sizeof (AnjCacheRow));
  g_array_set_clear_func (self->rows, clear_row);
  self->sealed = anj_seal (g_bytes_get_data (household_key, NULL), document->plain, self->aad,
                           random, error);
  if (self->sealed == NULL)
    return NULL;

  for (guint i = 0; i < document->people->len; i++)
    {
      const AnjCachePerson *person = &g_array_index (document->people, AnjCachePerson, i);
      g_autoptr (GBytes) secret = make_row_secret (household_key, person->member);
      AnjLookupKey lookup;
      gboolean added = anj_kdf_lookup (person->nik, person->no_kk, salt, cost, &lookup, error) &&
                       add_row (self, &lookup, k_seal, secret, random, error);

      explicit_bzero (&lookup, sizeof lookup);
      if (!added)
        return NULL;
    }
  return g_steal_pointer (&self);
}

GBytes *
anj_cache_unwrap (GBytes *wrapped,
                  const char *record,
                  const guint8 *k_seal,
                  const guint8 *proof,
                  GError **error)
{
  g_autoptr (GBytes) aad = wrap_aad (record);
  guint8 wrap_key[ANJ_SEAL_KEY_BYTES];
  GBytes *key;

  if (!derive_wrap_key (k_seal, proof, wrap_key, error))
    return NULL;
  key = anj_seal_open (wrap_key, wrapped, aad, error);
  explicit_bzero (wrap_key, sizeof wrap_key);
  return key;
}
