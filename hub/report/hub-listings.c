/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/report/hub-listings.h"

struct _HubListings
{
  HubTally *tally;     /* (unowned): the caller's */
  GHashTable *states;  /* programme -> (owned) state -> index + 1 */
  GHashTable *indexes; /* (owned) GBytes of entries -> index */
  GHashTable *sums;    /* listing and state -> listing */
  const char *programme;
  GHashTable *of_programme; /* (unowned): @states' of @programme */
};

HubListings *
hub_listings_new (HubTally *tally)
{
  HubListings *self = g_new0 (HubListings, 1);

  self->tally = tally;
  self->states = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                        (GDestroyNotify) g_hash_table_unref);
  self->indexes = g_hash_table_new_full (g_bytes_hash, g_bytes_equal,
                                         (GDestroyNotify) g_bytes_unref, NULL);
  self->sums = g_hash_table_new (NULL, NULL);
  hub_listings_find (self, NULL, 0);
  return self;
}

void
hub_listings_free (HubListings *self)
{
  g_hash_table_unref (self->states);
  g_hash_table_unref (self->indexes);
  g_hash_table_unref (self->sums);
  g_free (self);
}

/* rows come by programme */
static void
take_programme (HubListings *self, const char *programme)
{
  gpointer key, states;

  if (g_strcmp0 (self->programme, programme) == 0)
    return;
  if (!g_hash_table_lookup_extended (self->states, programme, &key, &states))
    {
      key = g_strdup (programme);
      states = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      g_hash_table_insert (self->states, key, states);
    }
  self->programme = key;
  self->of_programme = states;
}

guint32
hub_listings_find_state (HubListings *self, const char *programme, const char *state)
{
  guint found;
  guint32 index;

  take_programme (self, programme);
  found = GPOINTER_TO_UINT (g_hash_table_lookup (self->of_programme, state));
  if (found > 0)
    return found - 1;
  index = hub_tally_add_state (self->tally, programme, state);
  g_hash_table_insert (self->of_programme, g_strdup (state), GUINT_TO_POINTER (index + 1));
  return index;
}

guint32
hub_listings_find (HubListings *self, const HubTallyEntry *entries, guint n)
{
  g_autoptr (GBytes) key = g_bytes_new (entries, n * sizeof *entries);
  GArray *listings = self->tally->listings;
  gpointer index;

  if (g_hash_table_lookup_extended (self->indexes, key, NULL, &index))
    return GPOINTER_TO_UINT (index);
  if (n > 0)
    g_array_append_vals (self->tally->entries, entries, n);
  g_array_append_val (listings, self->tally->entries->len);
  g_hash_table_insert (self->indexes, g_steal_pointer (&key), GUINT_TO_POINTER (listings->len - 1));
  return listings->len - 1;
}

void
hub_listings_note (GArray *entries, guint32 state, guint32 dates)
{
  guint at = 0;

  while (at < entries->len && g_array_index (entries, HubTallyEntry, at).state < state)
    at++;
  if (at < entries->len && g_array_index (entries, HubTallyEntry, at).state == state)
    g_array_index (entries, HubTallyEntry, at).dates |= dates;
  else
    g_array_insert_val (entries, at, ((HubTallyEntry){ state, dates }));
}

guint32
hub_listings_add (HubListings *self, guint32 listing, guint32 state)
{
  /* GLib hashes the lower half alone */
  gpointer key = GSIZE_TO_POINTER ((gsize) state << 32 | listing);
  g_autoptr (GArray) entries = NULL;
  const HubTallyEntry *had;
  gpointer found;
  guint32 sum;
  guint n = 0;

  if (g_hash_table_lookup_extended (self->sums, key, NULL, &found))
    return GPOINTER_TO_UINT (found);
  had = hub_tally_listing (self->tally, listing, &n);
  entries = g_array_sized_new (FALSE, FALSE, sizeof (HubTallyEntry), n + 1);
  g_array_append_vals (entries, had, n);
  hub_listings_note (entries, state, 1);
  sum = hub_listings_find (self, (const HubTallyEntry *) (gpointer) entries->data, entries->len);
  g_hash_table_insert (self->sums, key, GUINT_TO_POINTER (sum));
  return sum;
}

guint32
hub_listings_join (HubListings *self, guint32 listing, guint32 other)
{
  guint n = 0;

  hub_tally_listing (self->tally, other, &n);
  for (guint i = 0; i < n; i++)
    {
      /* entries move as listings are added */
      guint32 state = hub_tally_listing (self->tally, other, &n)[i].state;

      listing = hub_listings_add (self, listing, state);
    }
  return listing;
}
