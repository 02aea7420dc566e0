/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "core/anj-json.h"
#include "hub/report/hub-report-parts.h"
#include "hub/report/hub-report-suppress.h"
#include "hub/report/hub-report-tiers.h"

/*
 * What residents brought forward, from the clear headers of their cases. As in the coordination
 * team's report all of the hub is counted, so that all tiers hide the same. Strategies are no table
 * of their own: they are sums of programmes, and printed where none of these is hidden.
 */

#define N_MONTHS 12
#define NO_PROGRAMME "-"
#define NO_STRATEGY "none"

typedef enum {
  STATE_OPEN,
  STATE_LATE,
  STATE_ANSWERED,
  STATE_CLOSED,
  N_STATES,
} State;

static const char *const state_names[N_STATES] = { "open", "late", "answered", "closed" };

/* of Case: indexes into what Findings holds */
typedef struct
{
  guint village;
  guint topic;
  guint programme;
  guint month;
  State state;
} Case;

/* words in the order in which they came; or sorted */
typedef struct
{
  GPtrArray *words; /* (owned) (element-type utf8) */
  GHashTable *indexes;
} Words;

typedef struct
{
  const HubReportQuery *query; /* (unowned) */
  GArray *cases;               /* (owned) (element-type Case) */
  Words villages, topics, programmes, months;
  HubTiers *tiers; /* (owned) */
  HubTierTable all, of_topic, of_programme, of_month, of_state;
} Findings;

static void
words_init (Words *self)
{
  self->words = g_ptr_array_new_with_free_func (g_free);
  self->indexes = g_hash_table_new (g_str_hash, g_str_equal);
}

static void
words_clear (Words *self)
{
  g_hash_table_unref (self->indexes);
  g_ptr_array_unref (self->words);
}

static guint
words_find (Words *self, const char *word)
{
  gpointer index;
  char *kept;

  if (g_hash_table_lookup_extended (self->indexes, word, NULL, &index))
    return GPOINTER_TO_UINT (index);
  kept = g_strdup (word);
  g_ptr_array_add (self->words, kept);
  g_hash_table_insert (self->indexes, kept, GUINT_TO_POINTER (self->words->len - 1));
  return self->words->len - 1;
}

static const char *
words_get (const Words *self, guint index)
{
  return g_ptr_array_index (self->words, index);
}

static void
findings_init (Findings *self, const HubReportQuery *query)
{
  self->query = query;
  self->cases = g_array_new (FALSE, FALSE, sizeof (Case));
  words_init (&self->villages);
  words_init (&self->topics);
  words_init (&self->programmes);
  words_init (&self->months);
}

static void
findings_clear (Findings *self)
{
  g_array_unref (self->cases);
  words_clear (&self->villages);
  words_clear (&self->topics);
  words_clear (&self->programmes);
  words_clear (&self->months);
  g_clear_pointer (&self->tiers, hub_tiers_free);
  hub_tier_table_clear (&self->all);
  hub_tier_table_clear (&self->of_topic);
  hub_tier_table_clear (&self->of_programme);
  hub_tier_table_clear (&self->of_month);
  hub_tier_table_clear (&self->of_state);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Findings, findings_clear)

/* late: not answered, and the day on which it should have been is over */
static State
read_state (const Findings *self, const char *state, const char *due)
{
  if (strcmp (state, "closed") == 0)
    return STATE_CLOSED;
  if (strcmp (state, "answered") == 0)
    return STATE_ANSWERED;
  return g_strcmp0 (due, self->query->today) < 0 ? STATE_LATE : STATE_OPEN;
}

static void
note_case (Findings *self, HubStmt *stmt)
{
  const char *kind = hub_stmt_text (stmt, 1), *category = hub_stmt_text (stmt, 2);
  const char *programme = hub_stmt_text (stmt, 3);
  g_autofree char *topic = *category != '\0' ? g_strdup_printf ("%s:%s", kind, category)
                                             : g_strdup (kind);
  g_autofree char *month = g_strndup (hub_stmt_text (stmt, 5), strlen ("2026-11"));
  Case found = {
    .village = words_find (&self->villages, hub_stmt_text (stmt, 0)),
    .topic = words_find (&self->topics, topic),
    .programme = words_find (&self->programmes, programme != NULL ? programme : NO_PROGRAMME),
    .month = words_find (&self->months, month),
    .state = read_state (self, hub_stmt_text (stmt, 4), hub_stmt_text (stmt, 6)),
  };

  g_array_append_val (self->cases, found);
}

/* of the last twelve months in which there are any */
static gboolean
load_cases (Findings *self, GError **error)
{
  g_autoptr (HubStmt) stmt = hub_store_query (
      self->query->store, error,
      "SELECT region, kind, category, programme, state, submitted, due FROM tickets"
      " WHERE kind NOT IN ('note', 'feedback') AND substr(submitted, 1, 7) IN ("
      "   SELECT DISTINCT substr(submitted, 1, 7) FROM tickets ORDER BY 1 DESC LIMIT ?)"
      " ORDER BY substr(submitted, 1, 7), kind, category, programme, region",
      "i", (gint64) N_MONTHS);
  gboolean row = TRUE;

  if (stmt == NULL)
    return FALSE;
  while (hub_stmt_next (stmt, &row, error) && row)
    note_case (self, stmt);
  return !row;
}

static void
count (Findings *self)
{
  g_autofree gint64 *totals = g_new0 (gint64, self->villages.words->len + 1);

  for (guint i = 0; i < self->cases->len; i++)
    totals[g_array_index (self->cases, Case, i).village]++;
  self->tiers = hub_tiers_new ((const char *const *) self->villages.words->pdata, totals,
                               self->villages.words->len, HUB_TIERS_POOL);
  hub_tier_table_init (&self->all, self->tiers, 1);
  hub_tier_table_init (&self->of_topic, self->tiers, self->topics.words->len);
  hub_tier_table_init (&self->of_programme, self->tiers, self->programmes.words->len);
  hub_tier_table_init (&self->of_month, self->tiers, self->months.words->len);
  hub_tier_table_init (&self->of_state, self->tiers, N_STATES);
  for (guint i = 0; i < self->cases->len; i++)
    {
      const Case *found = &g_array_index (self->cases, Case, i);

      hub_tier_table_add (&self->all, self->tiers, found->village, 0, 1);
      hub_tier_table_add (&self->of_topic, self->tiers, found->village, found->topic, 1);
      hub_tier_table_add (&self->of_programme, self->tiers, found->village, found->programme, 1);
      hub_tier_table_add (&self->of_month, self->tiers, found->village, found->month, 1);
      hub_tier_table_add (&self->of_state, self->tiers, found->village, found->state, 1);
    }
  hub_tier_table_finish (&self->all, self->tiers, FALSE, FALSE);
  hub_tier_table_finish (&self->of_topic, self->tiers, TRUE, FALSE);
  hub_tier_table_finish (&self->of_programme, self->tiers, TRUE, FALSE);
  hub_tier_table_finish (&self->of_month, self->tiers, TRUE, FALSE);
  hub_tier_table_finish (&self->of_state, self->tiers, TRUE, FALSE);
}

static const char *
find_strategy (const Findings *self, guint programme)
{
  JsonObject *entry = hub_catalogue_find_entry (self->query->catalogue, "programmes",
                                                words_get (&self->programmes, programme));

  return entry != NULL ? anj_json_get_string (entry, "strategy", NO_STRATEGY) : NO_STRATEGY;
}

static JsonObject *
make_strategies (const Findings *self, guint region)
{
  const HubTierTable *table = &self->of_programme;
  JsonObject *out = json_object_new ();

  for (guint i = 0; i < table->n_groups; i++)
    {
      gsize cell = (gsize) region * table->n_groups + i;
      const char *strategy = find_strategy (self, i);
      gint64 sum = anj_json_get_int (out, strategy, 0);

      if (table->is_hidden[cell] ||
          (json_object_has_member (out, strategy) && json_object_get_null_member (out, strategy)))
        json_object_set_null_member (out, strategy);
      else
        json_object_set_int_member (out, strategy, sum + table->counts[cell]);
    }
  return out;
}

static JsonObject *
make_groups (const HubTierTable *table, guint region, const char *const *names)
{
  JsonObject *out = json_object_new ();

  for (guint i = 0; i < table->n_groups; i++)
    hub_tier_table_put (table, region, i, out, names[i]);
  return out;
}

static JsonObject *
make_row (const Findings *self, guint region)
{
  const char *code = g_ptr_array_index (self->tiers->codes, region);
  const char *name = anj_region_table_name (self->query->regions, code);
  JsonObject *row = json_object_new ();

  json_object_set_string_member (row, "code", code);
  json_object_set_string_member (row, "name",
                                 hub_tiers_is_pool (self->tiers, region) ? "Desa lain, bersama"
                                 : name != NULL                          ? name
                                                                         : code);
  hub_tier_table_put (&self->all, region, 0, row, "cases");
  json_object_set_object_member (row, "states", make_groups (&self->of_state, region, state_names));
  json_object_set_object_member (
      row, "topics",
      make_groups (&self->of_topic, region, (const char *const *) self->topics.words->pdata));
  json_object_set_object_member (row, "programmes",
                                 make_groups (&self->of_programme, region,
                                              (const char *const *) self->programmes.words->pdata));
  json_object_set_object_member (row, "strategies", make_strategies (self, region));
  json_object_set_object_member (
      row, "months",
      make_groups (&self->of_month, region, (const char *const *) self->months.words->pdata));
  return row;
}

gboolean
hub_report_findings (const HubReportQuery *query,
                     const HubTally *tally G_GNUC_UNUSED,
                     JsonObject *out,
                     GError **error)
{
  g_auto (Findings) self = { 0 };
  JsonArray *rows = json_array_new ();
  guint area;

  findings_init (&self, query);
  json_object_set_string_member (out, "as_of", query->today);
  json_object_set_int_member (out, "hidden_below", HUB_SUPPRESS_FEWEST);
  json_object_set_array_member (out, "rows", rows);
  if (!load_cases (&self, error))
    return FALSE;
  count (&self);
  area = hub_tiers_find (self.tiers, query->area);
  for (guint i = 0; area != G_MAXUINT && i < self.tiers->codes->len; i++)
    if (i == area || g_array_index (self.tiers->parents, int, i) == (int) area)
      json_array_add_object_element (rows, make_row (&self, i));
  return TRUE;
}
