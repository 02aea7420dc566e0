/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "core/anj-json.h"
#include "hub/report/hub-report-parts.h"
#include "hub/report/hub-report-suppress.h"
#include "hub/report/hub-report-tiers.h"
#include "hub/report/hub-report-tkpk.h"

/*
 * Everything is counted for all villages of the hub, whatever the area: what is hidden of a village
 * depends on its neighbours, and has to be the same in the reports of all tiers.
 *
 *   count_villages    which villages have 5 households or more, and what lies around them
 *   read_listings     what each listing of the tally (hub-tally.h) means
 *   count_…, finish   each table (hub-report-tkpk.h), and what of it is hidden
 *                     (hub-report-suppress.h)
 *   write_rows        the area and its parts
 */

#define N_DESIL_GROUPS HUB_TKPK_N_DESIL_GROUPS
#define N_REGISTERS HUB_TKPK_N_REGISTERS
/* households keep a bit a programme */
#define MAX_PROGRAMMES 32

const char *const hub_tkpk_desil_groups[N_DESIL_GROUPS] = {
  "1", "2", "3", "4", "5", "6-10", "none"
};
const char *const hub_tkpk_registers[N_REGISTERS] = { "dtsen", "dtks", "p3ke", "pk" };
const char *const hub_tkpk_strategies[HUB_TKPK_N_STRATEGIES] = { "mengurangi-beban",
                                                                 "meningkatkan-pendapatan",
                                                                 "mengurangi-kantong" };

typedef struct
{
  const HubReportQuery *query; /* (unowned) */
  const HubTally *tally;       /* (unowned) */
  guint n_programmes;
  guint32 of_strategy[HUB_TKPK_N_STRATEGIES]; /* programmes */
  guint32 *aid;                               /* (owned): of each listing, whether there is any */
  guint32 *programmes_of;                     /* (owned): of each listing, those that give aid */
  HubTiers *tiers;                            /* (owned) */
  HubTierTable all, desil, reached, registers[N_REGISTERS];
  HubTierTable programmes[MAX_PROGRAMMES], strategies[HUB_TKPK_N_STRATEGIES];
} Tkpk;

static void
tkpk_clear (Tkpk *self)
{
  g_free (self->aid);
  g_free (self->programmes_of);
  g_clear_pointer (&self->tiers, hub_tiers_free);
  hub_tier_table_clear (&self->all);
  hub_tier_table_clear (&self->desil);
  hub_tier_table_clear (&self->reached);
  for (guint i = 0; i < N_REGISTERS; i++)
    hub_tier_table_clear (&self->registers[i]);
  for (guint i = 0; i < MAX_PROGRAMMES; i++)
    hub_tier_table_clear (&self->programmes[i]);
  for (guint i = 0; i < HUB_TKPK_N_STRATEGIES; i++)
    hub_tier_table_clear (&self->strategies[i]);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Tkpk, tkpk_clear)

static const HubTallyLine *
get_line (const Tkpk *self, HubTallyKind kind, guint index)
{
  return &g_array_index (self->tally->lines[kind], HubTallyLine, index);
}

static void
count_villages (Tkpk *self)
{
  const GPtrArray *villages = self->tally->villages;
  g_autofree gint64 *n_households = g_new0 (gint64, villages->len + 1);

  for (guint i = 0; i < self->tally->lines[HUB_TALLY_HOUSEHOLDS]->len; i++)
    {
      const HubTallyLine *line = get_line (self, HUB_TALLY_HOUSEHOLDS, i);

      n_households[line->village] += line->n;
    }
  self->tiers = hub_tiers_new ((const char *const *) villages->pdata, n_households, villages->len,
                               HUB_TIERS_LEAVE_OUT);
}

static void
read_strategies (Tkpk *self)
{
  const HubCatalogue *catalogue = self->query->catalogue;

  self->n_programmes = MIN (hub_catalogue_n_programmes (catalogue), MAX_PROGRAMMES);
  for (guint i = 0; i < self->n_programmes; i++)
    for (guint s = 0; s < HUB_TKPK_N_STRATEGIES; s++)
      {
        JsonObject *entry = hub_catalogue_find_entry (catalogue, "programmes",
                                                      hub_catalogue_programme (catalogue, i));

        if (g_strcmp0 (anj_json_get_string (entry, "strategy", NULL), hub_tkpk_strategies[s]) == 0)
          self->of_strategy[s] |= (guint32) 1 << i;
      }
}

/* its bit; 0: in no column, or the state is no aid */
static guint32
find_programme (const Tkpk *self, const HubTallyState *state)
{
  const HubCatalogue *catalogue = self->query->catalogue;

  if (hub_people_is_aid (catalogue, state->programme, state->state))
    for (guint i = 0; i < self->n_programmes; i++)
      if (strcmp (hub_catalogue_programme (catalogue, i), state->programme) == 0)
        return (guint32) 1 << i;
  return 0;
}

static void
read_listings (Tkpk *self)
{
  const HubTally *tally = self->tally;
  g_autofree guint32 *programme_of = g_new0 (guint32, tally->states->len + 1);

  self->aid = hub_tally_find_aid (tally, self->query->catalogue);
  self->programmes_of = g_new0 (guint32, tally->listings->len + 1);
  for (guint i = 0; i < tally->states->len; i++)
    programme_of[i] = find_programme (self, g_ptr_array_index (tally->states, i));
  for (guint i = 0; i < tally->listings->len; i++)
    {
      guint n = 0;
      const HubTallyEntry *entries = hub_tally_listing (tally, i, &n);

      for (guint e = 0; e < n; e++)
        self->programmes_of[i] |= programme_of[entries[e].state];
    }
}

static guint
find_desil_group (guint desil)
{
  if (desil == 0)
    return N_DESIL_GROUPS - 1;
  return desil <= 5 ? desil - 1 : 5;
}

static void
count_households (Tkpk *self)
{
  const HubTiers *tiers = self->tiers;

  hub_tier_table_init (&self->all, tiers, 1);
  hub_tier_table_init (&self->desil, tiers, N_DESIL_GROUPS);
  hub_tier_table_init (&self->reached, tiers, 2);
  for (guint i = 0; i < self->n_programmes; i++)
    hub_tier_table_init (&self->programmes[i], tiers, 2);
  for (guint i = 0; i < HUB_TKPK_N_STRATEGIES; i++)
    hub_tier_table_init (&self->strategies[i], tiers, 2);
  for (guint l = 0; l < self->tally->lines[HUB_TALLY_HOUSEHOLDS]->len; l++)
    {
      const HubTallyLine *line = get_line (self, HUB_TALLY_HOUSEHOLDS, l);
      guint32 programmes = self->programmes_of[line->listing];

      hub_tier_table_add (&self->all, tiers, line->village, 0, line->n);
      hub_tier_table_add (&self->desil, tiers, line->village, find_desil_group (line->trait),
                          line->n);
      hub_tier_table_add (&self->reached, tiers, line->village, self->aid[line->listing] == 0,
                          line->n);
      for (guint i = 0; i < self->n_programmes; i++)
        hub_tier_table_add (&self->programmes[i], tiers, line->village,
                            !(programmes & ((guint32) 1 << i)), line->n);
      for (guint i = 0; i < HUB_TKPK_N_STRATEGIES; i++)
        hub_tier_table_add (&self->strategies[i], tiers, line->village,
                            !(programmes & self->of_strategy[i]), line->n);
    }
}

static void
count_people (Tkpk *self)
{
  static const guint flags[N_REGISTERS] = { HUB_PERSON_DTSEN, HUB_PERSON_DTKS, HUB_PERSON_P3KE,
                                            HUB_PERSON_PK };

  for (guint i = 0; i < N_REGISTERS; i++)
    hub_tier_table_init (&self->registers[i], self->tiers, 1);
  for (guint l = 0; l < self->tally->lines[HUB_TALLY_PEOPLE]->len; l++)
    {
      const HubTallyLine *line = get_line (self, HUB_TALLY_PEOPLE, l);

      for (guint r = 0; r < N_REGISTERS; r++)
        if (line->trait & flags[r])
          hub_tier_table_add (&self->registers[r], self->tiers, line->village, 0, line->n);
    }
}

static JsonObject *
make_row (const Tkpk *self, guint region)
{
  const char *code = g_ptr_array_index (self->tiers->codes, region);
  g_autofree char *name = hub_report_name_region (self->query, code);
  JsonObject *row = json_object_new (), *desil = json_object_new (),
             *programmes = json_object_new (), *strategies = json_object_new (),
             *registers = json_object_new ();

  json_object_set_string_member (row, "code", code);
  json_object_set_string_member (row, "name", name);
  hub_tier_table_put (&self->all, region, 0, row, "households");
  for (guint i = 0; i < N_DESIL_GROUPS; i++)
    hub_tier_table_put (&self->desil, region, i, desil, hub_tkpk_desil_groups[i]);
  json_object_set_object_member (row, "desil", desil);
  hub_tier_table_put (&self->reached, region, 0, row, "reached");
  hub_tier_table_put (&self->reached, region, 1, row, "unreached");
  for (guint i = 0; i < self->n_programmes; i++)
    hub_tier_table_put (&self->programmes[i], region, 0, programmes,
                        hub_catalogue_programme (self->query->catalogue, i));
  json_object_set_object_member (row, "programmes", programmes);
  for (guint i = 0; i < HUB_TKPK_N_STRATEGIES; i++)
    hub_tier_table_put (&self->strategies[i], region, 0, strategies, hub_tkpk_strategies[i]);
  json_object_set_object_member (row, "strategies", strategies);
  for (guint i = 0; i < N_REGISTERS; i++)
    hub_tier_table_put (&self->registers[i], region, 0, registers, hub_tkpk_registers[i]);
  json_object_set_object_member (row, "people", registers);
  return row;
}

static void
write_rows (const Tkpk *self, JsonObject *out)
{
  JsonArray *rows = json_array_new ();
  guint area = hub_tiers_find (self->tiers, self->query->area);

  for (guint i = 0; area != G_MAXUINT && i < self->tiers->codes->len; i++)
    if (i == area || g_array_index (self->tiers->parents, int, i) == (int) area)
      json_array_add_object_element (rows, make_row (self, i));
  json_object_set_int_member (out, "hidden_below", HUB_SUPPRESS_FEWEST);
  json_object_set_array_member (out, "rows", rows);
}

/* a strategy of which one programme only reaches anybody is that programme: told twice, both must
 * tell the same */
static void
follow_only_programme (Tkpk *self, guint strategy)
{
  const HubTierTable *only = NULL;

  for (guint i = 0; i < self->n_programmes; i++)
    {
      gboolean reaches = FALSE;

      if (!(self->of_strategy[strategy] & ((guint32) 1 << i)))
        continue;
      for (guint r = 0; r < self->tiers->codes->len && !reaches; r++)
        reaches = self->programmes[i].counts[(gsize) r * 2] > 0;
      if (reaches && only != NULL)
        return;
      if (reaches)
        only = &self->programmes[i];
    }
  if (only == NULL)
    return;
  g_free (self->strategies[strategy].is_hidden);
  self->strategies[strategy].is_hidden = g_memdup2 (
      only->is_hidden, sizeof (gboolean) * self->tiers->codes->len * only->n_groups);
}

static gint64
get_with (const HubTierTable *table, guint region)
{
  return table->counts[(gsize) region * 2];
}

static gint64
get_without (const HubTierTable *table, guint region)
{
  return table->counts[(gsize) region * 2 + 1];
}

/* before tiers are summed up: of villages. A programme's households are its strategy's, and no
 * strategy has more than its programmes together, or than are reached. Where what is reached is
 * small itself, it grows in its own other world */
static void
find_least_of_strategy (Tkpk *self, guint strategy)
{
  HubTierTable *table = &self->strategies[strategy];

  table->least = g_new0 (gint64, (gsize) self->tiers->codes->len * 2 + 1);
  for (guint r = 0; r < self->tiers->codes->len; r++)
    {
      gint64 sum = 0, most = get_with (&self->reached, r), all = get_with (table, r);

      all += get_without (table, r);
      for (guint i = 0; i < self->n_programmes; i++)
        if (self->of_strategy[strategy] & ((guint32) 1 << i))
          {
            table->least[r * 2] = MAX (table->least[r * 2], get_with (&self->programmes[i], r));
            sum += get_with (&self->programmes[i], r);
          }
      if (hub_suppress_is_few (most))
        most = HUB_SUPPRESS_FEWEST;
      else if (hub_suppress_is_few (get_without (&self->reached, r)))
        most++;
      table->least[r * 2 + 1] = MAX (0, all - MIN (most, sum));
    }
}

/* what programmes reach is reached; a strategy that all but few are in goes down in its own other
 * world. There is no most: a sensitive programme, which has no column, may reach anybody */
static void
find_least_reached (Tkpk *self)
{
  self->reached.least = g_new0 (gint64, (gsize) self->tiers->codes->len * 2 + 1);
  for (guint r = 0; r < self->tiers->codes->len; r++)
    {
      gint64 *least = &self->reached.least[r * 2];

      for (guint i = 0; i < self->n_programmes; i++)
        *least = MAX (*least, get_with (&self->programmes[i], r));
      for (guint s = 0; s < HUB_TKPK_N_STRATEGIES; s++)
        {
          gint64 with = get_with (&self->strategies[s], r);
          gint64 without = get_without (&self->strategies[s], r);

          if (hub_suppress_is_few (without))
            with = MIN (with, with + without - HUB_SUPPRESS_FEWEST);
          *least = MAX (*least, with);
        }
    }
}

/* what is hidden */
static void
finish (Tkpk *self)
{
  find_least_reached (self);
  for (guint i = 0; i < HUB_TKPK_N_STRATEGIES; i++)
    find_least_of_strategy (self, i);
  hub_tier_table_finish (&self->all, self->tiers, FALSE, FALSE);
  hub_tier_table_finish (&self->desil, self->tiers, TRUE, FALSE);
  hub_tier_table_finish (&self->reached, self->tiers, TRUE, FALSE);
  for (guint i = 0; i < N_REGISTERS; i++)
    hub_tier_table_finish (&self->registers[i], self->tiers, FALSE, FALSE);
  for (guint i = 0; i < self->n_programmes; i++)
    hub_tier_table_finish (&self->programmes[i], self->tiers, TRUE, TRUE);
  for (guint i = 0; i < HUB_TKPK_N_STRATEGIES; i++)
    {
      hub_tier_table_finish (&self->strategies[i], self->tiers, TRUE, FALSE);
      follow_only_programme (self, i);
    }
}

gboolean
hub_report_tkpk (const HubReportQuery *query,
                 const HubTally *tally,
                 JsonObject *out,
                 GError **error G_GNUC_UNUSED)
{
  g_auto (Tkpk) self = { .query = query, .tally = tally };

  count_villages (&self);
  read_strategies (&self);
  read_listings (&self);
  count_households (&self);
  count_people (&self);
  finish (&self);
  write_rows (&self, out);
  return TRUE;
}
