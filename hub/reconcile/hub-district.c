/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/reconcile/hub-district.h"

HubDistrict *
hub_district_new (void)
{
  HubDistrict *self = g_new0 (HubDistrict, 1);

  self->claims = g_array_new (FALSE, FALSE, sizeof (HubClaim));
  self->faces = g_array_new (FALSE, FALSE, sizeof (HubFace));
  self->names = g_array_new (FALSE, FALSE, sizeof (HubKnownName));
  self->name_ids = g_hash_table_new (g_str_hash, g_str_equal);
  self->words = g_hash_table_new (g_str_hash, g_str_equal);
  self->strings = g_string_chunk_new (1 << 16);
  return self;
}

void
hub_district_free (HubDistrict *self)
{
  g_array_unref (self->claims);
  g_array_unref (self->faces);
  g_array_unref (self->names);
  g_hash_table_unref (self->name_ids);
  g_hash_table_unref (self->words);
  g_string_chunk_free (self->strings);
  g_free (self);
}

guint
hub_district_add_claim (HubDistrict *self, const HubClaim *claim)
{
  HubClaim copy = *claim;

  copy.id = g_string_chunk_insert (self->strings, claim->id);
  g_array_append_val (self->claims, copy);
  return self->claims->len - 1;
}

static guint
find_name (HubDistrict *self, const HubName *name)
{
  g_autofree char *sorted = hub_name_sorted (name);
  HubKnownName known = { .name = *name, .last_claim = G_MAXUINT };
  gpointer found;

  if (g_hash_table_lookup_extended (self->name_ids, sorted, NULL, &found))
    return GPOINTER_TO_UINT (found);
  g_array_append_val (self->names, known);
  g_hash_table_insert (self->name_ids, g_string_chunk_insert (self->strings, sorted),
                       GUINT_TO_POINTER (self->names->len - 1));
  return self->names->len - 1;
}

static void
count_words (HubDistrict *self, const HubName *name)
{
  for (guint i = 0; i < name->n_words; i++)
    {
      gpointer key, n;

      if (!g_hash_table_lookup_extended (self->words, name->words[i], &key, &n))
        {
          key = g_string_chunk_insert (self->strings, name->words[i]);
          n = NULL;
        }
      g_hash_table_insert (self->words, key, GUINT_TO_POINTER (GPOINTER_TO_UINT (n) + 1));
    }
}

void
hub_district_add_face (HubDistrict *self,
                       const HubName *name,
                       HubDay birth,
                       guint32 village,
                       guint32 address)
{
  HubFace face = { self->claims->len - 1, find_name (self, name), birth, village, address };
  HubKnownName *known = &g_array_index (self->names, HubKnownName, face.name);

  if (known->last_claim != face.claim && !g_array_index (self->claims, HubClaim, face.claim).is_row)
    {
      known->last_claim = face.claim;
      known->n_claims++;
      count_words (self, name);
    }
  g_array_append_val (self->faces, face);
}

guint
hub_district_rarest (const HubDistrict *self, const HubName *name, guint words)
{
  guint fewest = self->claims->len;

  for (guint i = 0; i < name->n_words; i++)
    if (words & 1u << i)
      fewest = MIN (fewest, GPOINTER_TO_UINT (g_hash_table_lookup (self->words, name->words[i])));
  return fewest;
}
