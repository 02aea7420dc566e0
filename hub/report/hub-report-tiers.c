/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/report/hub-report-tiers.h"

#include <stdlib.h>
#include <string.h>

#include "core/anj-region.h"
#include "hub/report/hub-report-suppress.h"

#define POOL ".~" /* comes behind all codes of a region */

typedef struct
{
  HubTiers *tiers; /* (unowned): being filled */
  GHashTable *codes;
  const char *const *villages;
  char **leaves; /* (owned): of each village, the code it is counted under; NULL: none */
  guint n_villages;
} Builder;

/* the code and all around it */
static void
add_code (Builder *self, const char *leaf)
{
  g_autofree char *pooled = g_str_has_suffix (leaf, POOL)
                                ? g_strndup (leaf, strlen (leaf) - strlen (POOL))
                                : NULL;
  char *code = g_strdup (leaf);

  while (code != NULL && !g_hash_table_contains (self->codes, code))
    {
      char *parent = pooled != NULL && strcmp (code, leaf) == 0 ? g_strdup (pooled)
                                                                : anj_region_code_parent (code);

      g_hash_table_add (self->codes, code);
      code = parent;
    }
  g_free (code);
}

/* villages without a leaf whose region of @level counts enough of them get that region's pool */
static void
pool (Builder *self, const gint64 *totals, AnjRegionLevel level)
{
  g_autoptr (GHashTable) sums = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) around = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < self->n_villages; i++)
    {
      char *code = g_strdup (self->villages[i]);

      while (anj_region_code_level (code) > level)
        {
          char *parent = anj_region_code_parent (code);

          g_free (code);
          code = parent;
        }
      g_ptr_array_add (around, code);
      if (self->leaves[i] == NULL)
        g_hash_table_insert (sums, g_strdup (code),
                             GSIZE_TO_POINTER (GPOINTER_TO_SIZE (g_hash_table_lookup (sums, code)) +
                                               (gsize) totals[i]));
    }
  for (guint i = 0; i < self->n_villages; i++)
    {
      const char *code = g_ptr_array_index (around, i);

      if (self->leaves[i] == NULL && totals[i] > 0 &&
          GPOINTER_TO_SIZE (g_hash_table_lookup (sums, code)) >= HUB_SUPPRESS_FEWEST)
        self->leaves[i] = g_strconcat (code, POOL, NULL);
    }
}

static int
compare_codes (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

guint
hub_tiers_find (const HubTiers *self, const char *code)
{
  char **found = self->codes->len == 0 ? NULL
                                       : bsearch (&code, self->codes->pdata, self->codes->len,
                                                  sizeof (char *), compare_codes);

  return found != NULL ? (guint) (found - (char **) self->codes->pdata) : G_MAXUINT;
}

gboolean
hub_tiers_is_pool (const HubTiers *self, guint region)
{
  return g_str_has_suffix (g_ptr_array_index (self->codes, region), POOL);
}

static int
find_parent (const HubTiers *self, guint region)
{
  const char *code = g_ptr_array_index (self->codes, region);
  g_autofree char *parent = hub_tiers_is_pool (self, region)
                                ? g_strndup (code, strlen (code) - strlen (POOL))
                                : anj_region_code_parent (code);

  return parent != NULL ? (int) hub_tiers_find (self, parent) : -1;
}

static void
arrange (Builder *self)
{
  HubTiers *tiers = self->tiers;
  GHashTableIter iter;
  char *code;

  for (guint i = 0; i < self->n_villages; i++)
    if (self->leaves[i] != NULL)
      add_code (self, self->leaves[i]);
  g_hash_table_iter_init (&iter, self->codes);
  while (g_hash_table_iter_next (&iter, (gpointer *) &code, NULL))
    g_ptr_array_add (tiers->codes, code);
  g_ptr_array_sort (tiers->codes, compare_codes);
  for (guint i = 0; i < tiers->codes->len; i++)
    {
      int parent = find_parent (tiers, i);

      g_array_append_val (tiers->parents, parent);
    }
}

HubTiers *
hub_tiers_new (const char *const *villages, const gint64 *totals, guint n_villages, HubTiersFew few)
{
  HubTiers *tiers = g_new0 (HubTiers, 1);
  g_autoptr (GHashTable) codes = g_hash_table_new (g_str_hash, g_str_equal);
  Builder builder = { tiers, codes, villages, g_new0 (char *, n_villages + 1), n_villages };

  tiers->codes = g_ptr_array_new_with_free_func (g_free);
  tiers->parents = g_array_new (FALSE, FALSE, sizeof (int));
  tiers->leaf_of = g_new (guint, n_villages + 1);
  for (guint i = 0; i < n_villages; i++)
    if (totals[i] >= HUB_SUPPRESS_FEWEST)
      builder.leaves[i] = g_strdup (villages[i]);
  if (few == HUB_TIERS_POOL)
    for (int level = ANJ_REGION_DISTRICT; level >= ANJ_REGION_PROVINCE; level--)
      pool (&builder, totals, (AnjRegionLevel) level);
  arrange (&builder);
  for (guint i = 0; i < n_villages; i++)
    {
      tiers->leaf_of[i] = builder.leaves[i] != NULL ? hub_tiers_find (tiers, builder.leaves[i])
                                                    : G_MAXUINT;
      g_free (builder.leaves[i]);
    }
  g_free (builder.leaves);
  return tiers;
}

void
hub_tiers_free (HubTiers *self)
{
  g_ptr_array_unref (self->codes);
  g_array_unref (self->parents);
  g_free (self->leaf_of);
  g_free (self);
}

void
hub_tier_table_init (HubTierTable *self, const HubTiers *tiers, guint n_groups)
{
  self->n_groups = n_groups;
  self->counts = g_new0 (gint64, (gsize) tiers->codes->len * n_groups + 1);
}

void
hub_tier_table_clear (HubTierTable *self)
{
  g_clear_pointer (&self->counts, g_free);
  g_clear_pointer (&self->least, g_free);
  g_clear_pointer (&self->is_hidden, g_free);
}

void
hub_tier_table_add (HubTierTable *self, const HubTiers *tiers, guint village, guint group, guint n)
{
  if (tiers->leaf_of[village] != G_MAXUINT)
    self->counts[(gsize) tiers->leaf_of[village] * self->n_groups + group] += n;
}

void
hub_tier_table_finish (HubTierTable *self,
                       const HubTiers *tiers,
                       gboolean adds_up,
                       gboolean is_told_below)
{
  const HubSuppressTable question = {
    .parents = (const int *) (gpointer) tiers->parents->data,
    .n_regions = tiers->codes->len,
    .counts = self->counts,
    .least = self->least,
    .n_groups = self->n_groups,
    .adds_up = adds_up,
    .is_told_below = is_told_below,
  };

  for (guint i = tiers->codes->len; i-- > 0;)
    for (guint g = 0; question.parents[i] >= 0 && g < self->n_groups; g++)
      self->counts[(gsize) question.parents[i] * self->n_groups + g] +=
          self->counts[(gsize) i * self->n_groups + g];
  self->is_hidden = hub_suppress_find (&question);
}

void
hub_tier_table_put (const HubTierTable *self,
                    guint region,
                    guint group,
                    JsonObject *out,
                    const char *member)
{
  gsize cell = (gsize) region * self->n_groups + group;

  if (self->is_hidden[cell])
    json_object_set_null_member (out, member);
  else
    json_object_set_int_member (out, member, self->counts[cell]);
}
