/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "hub/report/hub-report-parts.h"

/*
 * A household is a No. KK of present residents. Of each that was ever extremely poor two words are
 * kept, one bit a date: was it poor then, did a programme reach it then. A row holds from its
 * batch to the batch that overrules it; a programme's batch to the programme's next one.
 *
 *   load_dates       the dates of batches, and the newest batch of each
 *   note_poor        rows with desil 1, those that hold and those of the past
 *   note_payment     rows that mean aid
 *   count_*          bits
 */

#define TREND_MAX_DATES 24
#define TARGET_HOUSEHOLDS 0
#define MAX_VILLAGES 20

typedef struct
{
  gboolean is_placed;
  guint32 village;
  guint32 poor;
  guint32 reached;
} Household;

G_STATIC_ASSERT (TREND_MAX_DATES <= 32);

typedef struct
{
  const HubReportQuery *query; /* (unowned): the caller's */
  const HubPeople *people;     /* (unowned): the caller's */
  GPtrArray *dates;            /* (element-type utf8): ascending */
  guint32 last_ranks[TREND_MAX_DATES];
  GHashTable *households;  /* No. KK -> (owned) Household */
  guint64 n_without_no_kk; /* people of p3ke in the area */
} Zero;

typedef struct
{
  gint64 n_households;
  gint64 n_unreached;
} Count;

static void
zero_clear (Zero *self)
{
  g_ptr_array_unref (self->dates);
  g_hash_table_unref (self->households);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Zero, zero_clear)

static gboolean
walk (Zero *self, const char *sql, void (*note) (Zero *self, HubStmt *stmt), GError **error)
{
  g_autoptr (HubStmt) stmt = hub_store_query (self->query->store, error, sql, "");
  gboolean row = TRUE;

  if (stmt == NULL)
    return FALSE;
  while (hub_stmt_next (stmt, &row, error) && row)
    note (self, stmt);
  return !row;
}

/* newest first */
static void
note_date (Zero *self, HubStmt *stmt)
{
  if (self->dates->len == TREND_MAX_DATES)
    return;
  g_ptr_array_insert (self->dates, 0, g_strdup (hub_stmt_text (stmt, 0)));
  memmove (self->last_ranks + 1, self->last_ranks,
           sizeof self->last_ranks - sizeof self->last_ranks[0]);
  self->last_ranks[0] = hub_people_rank (self->people, hub_stmt_int (stmt, 1));
}

/* the dates on which something held from one batch on until another came (NULL: still does) */
static guint32
read_span (Zero *self, HubStmt *stmt, int column)
{
  gint64 next = hub_stmt_int (stmt, column + 1);
  guint32 from = hub_people_rank (self->people, hub_stmt_int (stmt, column));
  guint32 to = next != 0 ? hub_people_rank (self->people, next) : G_MAXUINT32;
  guint32 span = 0;

  for (guint i = 0; i < self->dates->len; i++)
    if (from <= self->last_ranks[i] && self->last_ranks[i] < to)
      span |= (guint32) 1 << i;
  return span;
}

static void
note_poor (Zero *self, HubStmt *stmt)
{
  const HubPerson *person = hub_people_find_resident (self->people,
                                                      hub_people_read_number (stmt, 0));
  guint32 span = read_span (self, stmt, 2);
  Household *household;

  if (person == NULL)
    {
      gboolean holds = hub_stmt_int (stmt, 3) == 0;

      self->n_without_no_kk += holds && anj_region_code_contains (self->query->area,
                                                                  hub_stmt_text (stmt, 1));
      return;
    }
  if (!(person->flags & HUB_PERSON_PRESENT) || span == 0)
    return;
  household = g_hash_table_lookup (self->households, GSIZE_TO_POINTER (person->no_kk));
  if (household == NULL)
    {
      household = g_new0 (Household, 1);
      g_hash_table_insert (self->households, GSIZE_TO_POINTER (person->no_kk), household);
    }
  household->poor |= span;
}

static void
note_payment (Zero *self, HubStmt *stmt)
{
  const HubPerson *person;
  Household *household;

  if (!hub_people_is_aid (self->query->catalogue, hub_stmt_text (stmt, 5), hub_stmt_text (stmt, 2)))
    return;
  person = hub_people_find_resident (self->people, hub_people_read_number (stmt, 0));
  household = g_hash_table_lookup (
      self->households,
      GSIZE_TO_POINTER (person != NULL ? person->no_kk : hub_people_read_number (stmt, 1)));
  if (household != NULL)
    household->reached |= read_span (self, stmt, 3);
}

/* a household is counted once: where the resident with the lowest NIK lives */
static void
place_households (Zero *self)
{
  for (guint i = 0; i < self->people->n_residents; i++)
    {
      const HubPerson *person = &g_array_index (self->people->persons, HubPerson, i);
      Household *household = g_hash_table_lookup (self->households,
                                                  GSIZE_TO_POINTER (person->no_kk));

      if (household == NULL || household->is_placed || !(person->flags & HUB_PERSON_PRESENT))
        continue;
      household->is_placed = TRUE;
      household->village = person->village;
    }
}

static gboolean
load (Zero *self, GError **error)
{
  /* a date shows how things stood after its last batch; before both people and payments came in
   * nobody can be told from the reached, and what a closed batch overruled may be forgotten
   * (retention) */
  return walk (self,
               "SELECT date, max(seq) FROM batches"
               " WHERE register IN ('dtsen', 'p3ke', 'penerima') AND date >= coalesce("
               "   (SELECT max(first) FROM ("
               "     SELECT min(date) AS first FROM batches WHERE register = 'penerima' UNION ALL"
               "     SELECT min(date) FROM batches WHERE register IN ('dtsen', 'p3ke'))), '')"
               " AND date >= coalesce((SELECT max(date) FROM batches WHERE is_closed), '')"
               " GROUP BY date ORDER BY date DESC",
               note_date, error) &&
         walk (self,
               "SELECT " HUB_PEOPLE_NIK
               ", r.region, r.batch, NULL FROM " HUB_PEOPLE_ROWS ("register_rows") //
               " WHERE r.register IN ('dtsen', 'p3ke') AND r.desil = 1"
               " UNION ALL "
               "SELECT " HUB_PEOPLE_NIK ", r.region, r.batch,"
               "   (SELECT n.seq FROM (SELECT batch FROM overruled_rows x"
               "       WHERE x.register = r.register AND x.key = r.key UNION ALL"
               "     SELECT batch FROM register_rows x"
               "       WHERE x.register = r.register AND x.key = r.key) later"
               "     JOIN batches n ON n.seq = later.batch"
               "     WHERE n.date > b.date OR (n.date = b.date AND n.seq > b.seq)"
               "     ORDER BY n.date, n.seq LIMIT 1)"
               " FROM " HUB_PEOPLE_ROWS ("overruled_rows") //
               " JOIN batches b ON b.seq = r.batch"
               " WHERE r.register IN ('dtsen', 'p3ke') AND r.desil = 1",
               note_poor, error) &&
         walk (self,
               "WITH spans AS MATERIALIZED (SELECT programme, seq,"
               "   lead(seq) OVER (PARTITION BY programme ORDER BY date, seq) AS next"
               "   FROM programme_batches JOIN batches ON seq = batch)"
               " SELECT p.nik, p.no_kk, p.state, p.batch, s.next, p.programme FROM payments p"
               " CROSS JOIN spans s ON s.programme = p.programme AND s.seq = p.batch"
               " UNION ALL "
               "SELECT p.nik, p.no_kk, p.state, p.batch, s.next, p.programme"
               " FROM overruled_payments p"
               " CROSS JOIN spans s ON s.programme = p.programme AND s.seq = p.batch",
               note_payment, error);
}

static void
add_to (Count *count, const Household *household, guint32 bit)
{
  if (!(household->poor & bit))
    return;
  count->n_households++;
  count->n_unreached += !(household->reached & bit);
}

static void
put_count (JsonObject *out, const Count *count)
{
  json_object_set_int_member (out, "households", count->n_households);
  json_object_set_int_member (out, "unreached", count->n_unreached);
}

static JsonArray *
make_trend (const Zero *self, const Count counts[TREND_MAX_DATES])
{
  JsonArray *trend = json_array_new ();

  for (guint i = 0; i < self->dates->len; i++)
    {
      JsonObject *point = json_object_new ();

      json_object_set_string_member (point, "date", g_ptr_array_index (self->dates, i));
      put_count (point, &counts[i]);
      json_array_add_object_element (trend, point);
    }
  return trend;
}

/* (transfer full): code of the region one level below @area that holds @village; NULL below a
 * village */
static char *
find_part (const char *area, const char *village)
{
  g_autofree char *code = g_strdup (village);

  while (code != NULL)
    {
      char *parent = anj_region_code_parent (code);

      if (g_strcmp0 (parent, area) == 0)
        {
          g_free (parent);
          return g_steal_pointer (&code);
        }
      g_free (code);
      code = parent;
    }
  return NULL;
}

/* @counts: code -> Count; villages that the regions no longer have, too */
static JsonArray *
write_parts (const Zero *self, GHashTable *counts)
{
  g_autoptr (GList) codes = g_list_sort (g_hash_table_get_keys (counts), (GCompareFunc) strcmp);
  JsonArray *out = json_array_new ();

  for (const GList *code = codes; code != NULL; code = code->next)
    {
      g_autofree char *name = hub_report_name_region (self->query, code->data);
      JsonObject *part = json_object_new ();

      json_object_set_string_member (part, "code", code->data);
      json_object_set_string_member (part, "name", name);
      put_count (part, g_hash_table_lookup (counts, code->data));
      json_array_add_object_element (out, part);
    }
  return out;
}

/* parts of the area in which anybody lives whom a register has */
static JsonArray *
make_parts (const Zero *self, const GArray *is_inside, guint32 now)
{
  const char *area = self->query->area;
  g_autoptr (GHashTable) counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autofree Count **of_village = g_new0 (Count *, self->people->villages->len + 1);
  GHashTableIter iter;
  Household *household;

  for (guint i = 0; i < self->people->villages->len; i++)
    {
      g_autofree char *code = find_part (area, g_ptr_array_index (self->people->villages, i));

      if (!g_array_index (is_inside, gboolean, i) || code == NULL)
        continue;
      of_village[i] = g_hash_table_lookup (counts, code);
      if (of_village[i] == NULL)
        {
          of_village[i] = g_new0 (Count, 1);
          g_hash_table_insert (counts, g_steal_pointer (&code), of_village[i]);
        }
    }
  g_hash_table_iter_init (&iter, self->households);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &household))
    if (of_village[household->village] != NULL)
      add_to (of_village[household->village], household, now);
  return write_parts (self, counts);
}

typedef struct
{
  const char *code;
  Count count;
} Village;

/* most unreached first */
static int
compare_villages (gconstpointer a, gconstpointer b)
{
  const Village *first = a, *second = b;

  if (first->count.n_unreached != second->count.n_unreached)
    return first->count.n_unreached > second->count.n_unreached ? -1 : 1;
  return strcmp (first->code, second->code);
}

/* where most are left to reach, in an area whose parts are larger than villages */
static JsonArray *
make_villages (const Zero *self, const GArray *is_inside, guint32 now)
{
  guint n_villages = self->people->villages->len;
  g_autoptr (GArray) villages = g_array_new (FALSE, TRUE, sizeof (Village));
  JsonArray *out = json_array_new ();
  GHashTableIter iter;
  Household *household;

  g_array_set_size (villages, n_villages);
  for (guint i = 0; i < n_villages; i++)
    g_array_index (villages, Village, i).code = g_ptr_array_index (self->people->villages, i);
  g_hash_table_iter_init (&iter, self->households);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &household))
    if (g_array_index (is_inside, gboolean, household->village))
      add_to (&g_array_index (villages, Village, household->village).count, household, now);
  g_array_sort (villages, compare_villages);
  for (guint i = 0; i < MIN (n_villages, MAX_VILLAGES); i++)
    {
      const Village *village = &g_array_index (villages, Village, i);
      g_autofree char *name = hub_report_name_region (self->query, village->code);
      JsonObject *part;

      if (village->count.n_unreached == 0)
        break;
      part = json_object_new ();
      json_object_set_string_member (part, "code", village->code);
      json_object_set_string_member (part, "name", name);
      put_count (part, &village->count);
      json_array_add_object_element (out, part);
    }
  return out;
}

static void
write_document (const Zero *self, JsonObject *out)
{
  g_autoptr (GArray) is_inside = hub_report_find_villages (self->people, self->query->area);
  Count counts[TREND_MAX_DATES] = { 0 };
  Count now = { 0 };
  guint32 today = self->dates->len > 0 ? (guint32) 1 << (self->dates->len - 1) : 0;
  GHashTableIter iter;
  Household *household;

  g_hash_table_iter_init (&iter, self->households);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &household))
    for (guint i = 0; i < self->dates->len; i++)
      if (g_array_index (is_inside, gboolean, household->village))
        add_to (&counts[i], household, (guint32) 1 << i);
  if (self->dates->len > 0)
    now = counts[self->dates->len - 1];
  put_count (out, &now);
  json_object_set_int_member (out, "target", TARGET_HOUSEHOLDS);
  json_object_set_int_member (out, "people_without_no_kk", (gint64) self->n_without_no_kk);
  json_object_set_array_member (out, "trend", make_trend (self, counts));
  json_object_set_array_member (out, "parts", make_parts (self, is_inside, today));
  if (anj_region_code_level (self->query->area) < ANJ_REGION_DISTRICT)
    json_object_set_array_member (out, "villages", make_villages (self, is_inside, today));
}

gboolean
hub_report_zero (const HubReportQuery *query, HubPeople *people, JsonObject *out, GError **error)
{
  g_auto (Zero) self = {
    .query = query,
    .people = people,
    .dates = g_ptr_array_new_with_free_func (g_free),
    .households = g_hash_table_new_full (NULL, NULL, NULL, g_free),
  };

  if (!load (&self, error))
    return FALSE;
  place_households (&self);
  write_document (&self, out);
  return TRUE;
}

GArray *
hub_report_zero_list_unreached (const HubReportQuery *query,
                                const HubPeople *people,
                                GError **error)
{
  g_auto (Zero) self = {
    .query = query,
    .people = people,
    .dates = g_ptr_array_new_with_free_func (g_free),
    .households = g_hash_table_new_full (NULL, NULL, NULL, g_free),
  };
  g_autoptr (GArray) is_inside = hub_report_find_villages (people, query->area);
  g_autoptr (GArray) list = g_array_new (FALSE, FALSE, sizeof (guint64));
  GHashTableIter iter;
  Household *household;
  gpointer no_kk;

  if (!load (&self, error))
    return NULL;
  place_households (&self);
  g_hash_table_iter_init (&iter, self.households);
  while (self.dates->len > 0 && g_hash_table_iter_next (&iter, &no_kk, (gpointer *) &household))
    {
      Count count = { 0 };
      guint64 number = GPOINTER_TO_SIZE (no_kk);

      add_to (&count, household, (guint32) 1 << (self.dates->len - 1));
      if (g_array_index (is_inside, gboolean, household->village) && count.n_unreached > 0)
        g_array_append_val (list, number);
    }
  return g_steal_pointer (&list);
}
