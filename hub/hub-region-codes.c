/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-region-codes.h"

#include <string.h>

typedef struct
{
  char *code;
  guint rank; /* of the newest batch that has it; higher is newer */
  char *bps;  /* as that one has it */
} Region;

/* one row's word that a region had a code */
typedef struct
{
  const Region *region; /* (unowned): in HubRegionCodes.regions */
  char *former;
  guint rank; /* of the row's batch */
} Claim;

/* what became of a code, or which region has one of BPS */
typedef struct
{
  const Region *region; /* (unowned): in HubRegionCodes.regions */
  gboolean has_others;
} Heir;

struct _HubRegionCodes
{
  GHashTable *regions; /* (element-type utf8 Region): by code */
  GHashTable *former;  /* (element-type utf8 Heir): by a code given up */
  GHashTable *bps;     /* (element-type utf8 Heir) */
};

static void
region_free (gpointer data)
{
  Region *self = data;

  g_free (self->code);
  g_free (self->bps);
  g_free (self);
}

static void
claim_clear (gpointer data)
{
  g_free (((Claim *) data)->former);
}

static void
add_heir (GHashTable *heirs, const char *code, const Region *region)
{
  Heir *heir = g_hash_table_lookup (heirs, code);

  if (heir != NULL)
    {
      heir->has_others = heir->has_others || heir->region != region;
      return;
    }
  heir = g_new0 (Heir, 1);
  heir->region = region;
  g_hash_table_insert (heirs, g_strdup (code), heir);
}

static gboolean
is_present (const HubRegionCodes *self, const char *code, guint rank)
{
  const Region *region = g_hash_table_lookup (self->regions, code);

  return region != NULL && region->rank >= rank;
}

/* (transfer none): a row's region, with what the row says of it; rows come oldest first */
static const Region *
note_region (HubRegionCodes *self, const char *code, const char *bps, guint rank)
{
  Region *region = g_hash_table_lookup (self->regions, code);

  if (region == NULL)
    {
      region = g_new0 (Region, 1);
      region->code = g_strdup (code);
      g_hash_table_insert (self->regions, region->code, region);
    }
  g_free (region->bps);
  region->bps = g_strdup (bps);
  region->rank = rank;
  return region;
}

static void
note_claims (const Region *region, const char *former, guint rank, GArray *claims)
{
  g_auto (GStrv) codes = g_strsplit (former, "|", -1);

  for (char **code = codes; *code != NULL; code++)
    {
      Claim claim = { .region = region, .former = g_strdup (*code), .rank = rank };

      g_array_append_val (claims, claim);
    }
}

static void
add_heirs (HubRegionCodes *self, const GArray *claims)
{
  GHashTableIter iter;
  gpointer value;

  for (guint i = 0; i < claims->len; i++)
    {
      const Claim *claim = &g_array_index (claims, Claim, i);

      if (!is_present (self, claim->former, claim->rank))
        add_heir (self->former, claim->former, claim->region);
    }
  g_hash_table_iter_init (&iter, self->regions);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (*((const Region *) value)->bps != '\0')
      add_heir (self->bps, ((const Region *) value)->bps, value);
}

HubRegionCodes *
hub_region_codes_load (HubStore *store, GError **error)
{
  g_autoptr (HubRegionCodes) self = g_new0 (HubRegionCodes, 1);
  g_autoptr (GArray) claims = g_array_new (FALSE, FALSE, sizeof (Claim));
  g_autoptr (HubStmt) stmt = hub_store_query (
      store, error,
      "SELECT r.code, r.bps, r.former, dense_rank() OVER (ORDER BY b.date, b.seq)"
      " FROM register_regions r JOIN batches b ON b.seq = r.batch ORDER BY b.date, b.seq",
      "");
  gboolean row = TRUE;

  g_array_set_clear_func (claims, claim_clear);
  self->regions = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, region_free);
  self->former = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->bps = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  while (stmt != NULL && hub_stmt_next (stmt, &row, error) && row)
    {
      guint rank = (guint) hub_stmt_int (stmt, 3);
      const Region *region = note_region (self, hub_stmt_text (stmt, 0), hub_stmt_text (stmt, 1),
                                          rank);

      note_claims (region, hub_stmt_text (stmt, 2), rank, claims);
    }
  if (row)
    return NULL;
  add_heirs (self, claims);
  return g_steal_pointer (&self);
}

void
hub_region_codes_free (HubRegionCodes *self)
{
  g_hash_table_unref (self->former);
  g_hash_table_unref (self->bps);
  g_hash_table_unref (self->regions);
  g_free (self);
}

/* never round in a circle: of the claims in one, the newest makes its region present, so that the
 * claim on that region's code is none */
HubCodeState
hub_region_codes_follow (const HubRegionCodes *self, const char *code, const char **out_code)
{
  const Heir *heir = g_hash_table_lookup (self->former, code);

  *out_code = code;
  for (; heir != NULL; heir = g_hash_table_lookup (self->former, *out_code))
    {
      if (heir->has_others)
        return HUB_CODE_SPLIT;
      *out_code = heir->region->code;
    }
  return *out_code == code ? HUB_CODE_PRESENT : HUB_CODE_RENUMBERED;
}

const char *
hub_region_codes_find_bps (const HubRegionCodes *self, const char *bps, gboolean *out_is_doubtful)
{
  const Heir *heir = g_hash_table_lookup (self->bps, bps);

  *out_is_doubtful = heir != NULL && heir->has_others;
  return heir != NULL && !heir->has_others ? heir->region->code : NULL;
}
