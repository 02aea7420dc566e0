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
 *   load_households   who lives where; desil; what reaches them
 *   make_tree         villages with 5 households or more, and what lies around them
 *   count, find       each table (hub-report-tkpk.h), and what of it is hidden
 * (hub-report-suppress.h) write_rows        the area and its parts
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
  guint32 village;
  guint32 programmes; /* those that catalogue and place name */
  guint8 desil;       /* lowest of a member; 0: none */
  gboolean is_reached;
} Household;

typedef struct
{
  const HubReportQuery *query; /* (unowned) */
  const HubPeople *people;     /* (unowned) */
  GHashTable *households;      /* No. KK -> (owned) Household */
  guint n_programmes;
  guint32 of_strategy[HUB_TKPK_N_STRATEGIES]; /* programmes */
  gint64 *n_households;                       /* (owned): of a village of people->villages */
  HubTiers *tiers;                            /* (owned) */
  HubTierTable all, desil, reached, registers[N_REGISTERS];
  HubTierTable programmes[MAX_PROGRAMMES], strategies[HUB_TKPK_N_STRATEGIES];
  char *last_programme; /* (owned) */
  guint32 last_bit;
} Tkpk;

static void
tkpk_clear (Tkpk *self)
{
  g_hash_table_unref (self->households);
  g_free (self->n_households);
  g_free (self->last_programme);
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

/* residents come ascending by NIK: a household lives where its first present member does */
static void
place_households (Tkpk *self)
{
  self->n_households = g_new0 (gint64, self->people->villages->len + 1);
  for (guint i = 0; i < self->people->n_residents; i++)
    {
      const HubPerson *person = &g_array_index (self->people->persons, HubPerson, i);
      Household *household;

      if (!(person->flags & HUB_PERSON_PRESENT) ||
          g_hash_table_contains (self->households, GSIZE_TO_POINTER (person->no_kk)))
        continue;
      household = g_new0 (Household, 1);
      household->village = person->village;
      self->n_households[person->village]++;
      g_hash_table_insert (self->households, GSIZE_TO_POINTER (person->no_kk), household);
    }
}

static void
note_desil (Tkpk *self, HubStmt *stmt)
{
  const HubPerson *person = hub_people_find_resident (self->people,
                                                      hub_people_read_number (stmt, 0));
  guint8 desil = (guint8) hub_stmt_int (stmt, 1);
  Household *household;

  if (person == NULL || !(person->flags & HUB_PERSON_PRESENT))
    return;
  household = g_hash_table_lookup (self->households, GSIZE_TO_POINTER (person->no_kk));
  if (household->desil == 0 || desil < household->desil)
    household->desil = desil;
}

/* its bit; 0: in no column. Rows come by programme, so the last one is the answer mostly */
static guint32
find_programme (Tkpk *self, const char *programme)
{
  if (g_strcmp0 (self->last_programme, programme) == 0)
    return self->last_bit;
  g_free (self->last_programme);
  self->last_programme = g_strdup (programme);
  self->last_bit = 0;
  for (guint i = 0; i < self->n_programmes; i++)
    if (strcmp (hub_catalogue_programme (self->query->catalogue, i), programme) == 0)
      self->last_bit = (guint32) 1 << i;
  return self->last_bit;
}

static void
note_payment (Tkpk *self, HubStmt *stmt)
{
  const HubPerson *person;
  Household *household;

  if (!hub_people_is_aid (self->query->catalogue, hub_stmt_text (stmt, 0), hub_stmt_text (stmt, 3)))
    return;
  person = hub_people_find_resident (self->people, hub_people_read_number (stmt, 1));
  household = g_hash_table_lookup (
      self->households,
      GSIZE_TO_POINTER (person != NULL ? person->no_kk : hub_people_read_number (stmt, 2)));
  if (household == NULL)
    return;
  household->is_reached = TRUE;
  household->programmes |= find_programme (self, hub_stmt_text (stmt, 0));
}

static gboolean
walk (Tkpk *self, const char *sql, void (*note) (Tkpk *self, HubStmt *stmt), GError **error)
{
  g_autoptr (HubStmt) stmt = hub_store_query (self->query->store, error, sql, "");
  gboolean row = TRUE;

  if (stmt == NULL)
    return FALSE;
  while (hub_stmt_next (stmt, &row, error) && row)
    note (self, stmt);
  return !row;
}

static gboolean
load_households (Tkpk *self, GError **error)
{
  self->n_programmes = MIN (hub_catalogue_n_programmes (self->query->catalogue), MAX_PROGRAMMES);
  for (guint i = 0; i < self->n_programmes; i++)
    for (guint s = 0; s < HUB_TKPK_N_STRATEGIES; s++)
      {
        JsonObject *entry = hub_catalogue_find_entry (
            self->query->catalogue, "programmes",
            hub_catalogue_programme (self->query->catalogue, i));

        if (g_strcmp0 (anj_json_get_string (entry, "strategy", NULL), hub_tkpk_strategies[s]) == 0)
          self->of_strategy[s] |= (guint32) 1 << i;
      }
  place_households (self);
  return walk (self,
               "SELECT " HUB_PEOPLE_NIK ", r.desil FROM " HUB_PEOPLE_ROWS (
                   "register_rows") " WHERE r.register = 'dtsen' AND r.desil IS NOT NULL",
               note_desil, error) &&
         walk (self,
               "SELECT p.programme, p.nik, p.no_kk, p.state FROM programme_newest n"
               " CROSS JOIN payments p ON p.programme = n.programme AND p.batch = n.batch",
               note_payment, error);
}

static guint
find_desil_group (guint8 desil)
{
  if (desil == 0)
    return N_DESIL_GROUPS - 1;
  return desil <= 5 ? desil - 1u : 5;
}

static void
count_households (Tkpk *self)
{
  GHashTableIter iter;
  Household *household;

  hub_tier_table_init (&self->all, self->tiers, 1);
  hub_tier_table_init (&self->desil, self->tiers, N_DESIL_GROUPS);
  hub_tier_table_init (&self->reached, self->tiers, 2);
  for (guint i = 0; i < self->n_programmes; i++)
    hub_tier_table_init (&self->programmes[i], self->tiers, 2);
  for (guint i = 0; i < HUB_TKPK_N_STRATEGIES; i++)
    hub_tier_table_init (&self->strategies[i], self->tiers, 2);
  g_hash_table_iter_init (&iter, self->households);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &household))
    {
      hub_tier_table_add (&self->all, self->tiers, household->village, 0);
      hub_tier_table_add (&self->desil, self->tiers, household->village,
                          find_desil_group (household->desil));
      hub_tier_table_add (&self->reached, self->tiers, household->village, !household->is_reached);
      for (guint i = 0; i < self->n_programmes; i++)
        hub_tier_table_add (&self->programmes[i], self->tiers, household->village,
                            !(household->programmes & ((guint32) 1 << i)));
      for (guint i = 0; i < HUB_TKPK_N_STRATEGIES; i++)
        hub_tier_table_add (&self->strategies[i], self->tiers, household->village,
                            !(household->programmes & self->of_strategy[i]));
    }
}

static void
count_people (Tkpk *self)
{
  static const guint flags[N_REGISTERS] = { HUB_PERSON_DTSEN, HUB_PERSON_DTKS, HUB_PERSON_P3KE,
                                            HUB_PERSON_PK };

  for (guint i = 0; i < N_REGISTERS; i++)
    hub_tier_table_init (&self->registers[i], self->tiers, 1);
  for (guint i = 0; i < self->people->persons->len; i++)
    {
      const HubPerson *person = &g_array_index (self->people->persons, HubPerson, i);

      for (guint r = 0; r < N_REGISTERS; r++)
        if (person->flags & flags[r])
          hub_tier_table_add (&self->registers[r], self->tiers, person->village, 0);
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

gboolean
hub_report_tkpk (const HubReportQuery *query, HubPeople *people, JsonObject *out, GError **error)
{
  g_auto (Tkpk) self = {
    .query = query,
    .people = people,
    .households = g_hash_table_new_full (NULL, NULL, NULL, g_free),
  };

  if (!hub_people_load_registers (people, query->store, NULL, error) ||
      !load_households (&self, error))
    return FALSE;
  self.tiers = hub_tiers_new ((const char *const *) people->villages->pdata, self.n_households,
                              people->villages->len, HUB_TIERS_LEAVE_OUT);
  count_households (&self);
  count_people (&self);
  find_least_reached (&self);
  for (guint i = 0; i < HUB_TKPK_N_STRATEGIES; i++)
    find_least_of_strategy (&self, i);
  hub_tier_table_finish (&self.all, self.tiers, FALSE, FALSE);
  hub_tier_table_finish (&self.desil, self.tiers, TRUE, FALSE);
  hub_tier_table_finish (&self.reached, self.tiers, TRUE, FALSE);
  for (guint i = 0; i < N_REGISTERS; i++)
    hub_tier_table_finish (&self.registers[i], self.tiers, FALSE, FALSE);
  for (guint i = 0; i < self.n_programmes; i++)
    hub_tier_table_finish (&self.programmes[i], self.tiers, TRUE, TRUE);
  for (guint i = 0; i < HUB_TKPK_N_STRATEGIES; i++)
    {
      hub_tier_table_finish (&self.strategies[i], self.tiers, TRUE, FALSE);
      follow_only_programme (&self, i);
    }
  write_rows (&self, out);
  return TRUE;
}
