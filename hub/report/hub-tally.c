/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/report/hub-tally.h"

#include <string.h>

static void
state_free (gpointer data)
{
  HubTallyState *self = data;

  g_free (self->programme);
  g_free (self->state);
  g_free (self);
}

HubTally *
hub_tally_new (void)
{
  HubTally *self = g_new0 (HubTally, 1);

  self->villages = g_ptr_array_new_with_free_func (g_free);
  self->dates = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < HUB_N_TALLIES; i++)
    self->lines[i] = g_array_new (FALSE, FALSE, sizeof (HubTallyLine));
  self->states = g_ptr_array_new_with_free_func (state_free);
  self->entries = g_array_new (FALSE, FALSE, sizeof (HubTallyEntry));
  self->listings = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->fed = g_array_new (FALSE, FALSE, sizeof (HubTallyFed));
  self->words = g_ptr_array_new_with_free_func (g_free);
  return self;
}

void
hub_tally_free (HubTally *self)
{
  g_free (self->as_of);
  g_ptr_array_unref (self->villages);
  g_ptr_array_unref (self->dates);
  for (guint i = 0; i < HUB_N_TALLIES; i++)
    g_array_unref (self->lines[i]);
  g_ptr_array_unref (self->states);
  g_array_unref (self->entries);
  g_array_unref (self->listings);
  g_array_unref (self->fed);
  g_ptr_array_unref (self->words);
  g_free (self);
}

guint32
hub_tally_add_state (HubTally *self, const char *programme, const char *state)
{
  HubTallyState *added = g_new0 (HubTallyState, 1);

  added->programme = g_strdup (programme);
  added->state = g_strdup (state);
  g_ptr_array_add (self->states, added);
  return self->states->len - 1;
}

const HubTallyEntry *
hub_tally_listing (const HubTally *self, guint32 listing, guint *out_n)
{
  guint32 from = listing > 0 ? g_array_index (self->listings, guint32, listing - 1) : 0;

  *out_n = g_array_index (self->listings, guint32, listing) - from;
  return &g_array_index (self->entries, HubTallyEntry, from);
}

guint32 *
hub_tally_find_aid (const HubTally *self, const HubCatalogue *catalogue)
{
  g_autofree gboolean *is_aid = g_new (gboolean, self->states->len + 1);
  guint32 *aid = g_new0 (guint32, self->listings->len + 1);

  for (guint i = 0; i < self->states->len; i++)
    {
      const HubTallyState *state = g_ptr_array_index (self->states, i);

      is_aid[i] = hub_people_is_aid (catalogue, state->programme, state->state);
    }
  for (guint i = 0; i < self->listings->len; i++)
    {
      guint n = 0;
      const HubTallyEntry *entries = hub_tally_listing (self, i, &n);

      for (guint e = 0; e < n; e++)
        if (is_aid[entries[e].state])
          aid[i] |= entries[e].dates;
    }
  return aid;
}

/* a date shows how things stood after its last batch; before both people and payments came in
 * nobody can be told from the reached, and what a closed batch overruled may be forgotten
 * (retention) */
static const char select_dates[] =
    "SELECT date, max(seq) FROM batches"
    " WHERE register IN ('dtsen', 'p3ke', 'penerima') AND date >= coalesce("
    "   (SELECT max(first) FROM ("
    "     SELECT min(date) AS first FROM batches WHERE register = 'penerima' UNION ALL"
    "     SELECT min(date) FROM batches WHERE register IN ('dtsen', 'p3ke'))), '')"
    " AND date >= coalesce((SELECT max(date) FROM batches WHERE is_closed"
    "   AND register IN ('dtsen', 'p3ke', 'penerima')), '')"
    " GROUP BY date ORDER BY date DESC LIMIT " G_STRINGIFY (HUB_TALLY_MAX_DATES);

static gboolean
load_as_of (HubTally *self, HubStore *store, GError **error)
{
  g_autoptr (HubStmt) stmt = hub_store_query (
      store, error,
      "SELECT max(date) FROM batches WHERE register NOT IN ('wilayah', 'petugas', 'titik')", "");
  gboolean row = FALSE;

  if (stmt == NULL || !hub_stmt_next (stmt, &row, error))
    return FALSE;
  self->as_of = g_strdup (hub_stmt_text (stmt, 0));
  return TRUE;
}

gboolean
hub_tally_load_dates (HubTally *self,
                      HubStore *store,
                      gint64 out_last[HUB_TALLY_MAX_DATES],
                      GError **error)
{
  g_autoptr (HubStmt) stmt = hub_store_query (store, error, select_dates, "");
  gboolean row = TRUE;

  if (stmt == NULL || !load_as_of (self, store, error))
    return FALSE;
  while (hub_stmt_next (stmt, &row, error) && row)
    {
      g_ptr_array_insert (self->dates, 0, g_strdup (hub_stmt_text (stmt, 0)));
      if (out_last == NULL)
        continue;
      memmove (out_last + 1, out_last, sizeof out_last[0] * (HUB_TALLY_MAX_DATES - 1));
      out_last[0] = hub_stmt_int (stmt, 1);
    }
  return !row;
}
