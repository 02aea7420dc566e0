/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-place.h"

#include <string.h>

#include "core/anj-json.h"
#include "hub/hub-people.h"

/*
 * What a count may tell: a group of 1 to 4 households is too few to be counted in public, and
 * neither may those few be left over when one number is taken from another. So a programme that
 * all but 1 to 4 households have is left out. Programmes overlap, so the others cannot be worked
 * out from each other. Totals of several villages are told by the coordination team's report: it
 * counts the same, a household where its member with the lowest NIK lives, and knows what stands
 * here (hub/report/hub-report-suppress.h).
 */
#define FEWEST_TO_COUNT 5
/* No. KKs of the village ?1; beside min(), region is that row's (SQLite) */
#define HOMES                                                                                      \
  "SELECT no_kk FROM (SELECT no_kk, region, min(nik) FROM residents WHERE is_present = 1"          \
  " AND no_kk IN (SELECT no_kk FROM residents WHERE region = ?1 AND is_present = 1)"               \
  " GROUP BY no_kk) WHERE region = ?1"
#define COUNT_HOMES "SELECT count(*) FROM (" HOMES ")"
#define MAX_POINTS 200

static gboolean
is_too_few (guint64 n)
{
  return n > 0 && n < FEWEST_TO_COUNT;
}

static void
put_count (JsonObject *out, const char *member, guint64 n)
{
  if (is_too_few (n))
    json_object_set_null_member (out, member);
  else
    json_object_set_int_member (out, member, (gint64) n);
}

static void
put_names (JsonObject *out, const AnjRegionTable *regions, const char *village)
{
  static const char *const levels[] = { "village", "district", "regency", "province" };
  g_autofree char *code = g_strdup (village);

  for (gsize i = 0; i < G_N_ELEMENTS (levels) && code != NULL; i++)
    {
      const char *name = regions != NULL ? anj_region_table_name (regions, code) : NULL;
      char *parent = anj_region_code_parent (code);

      json_object_set_string_member (out, levels[i], name != NULL ? name : code);
      g_free (code);
      code = parent;
    }
}

typedef struct
{
  JsonObject *official;
  gsize n_code; /* longer is nearer */
  guint rank;
} Official;

static void
official_clear (gpointer data)
{
  json_object_unref (((Official *) data)->official);
}

static int
compare_officials (gconstpointer a, gconstpointer b)
{
  const Official *first = a, *second = b;

  if (first->n_code != second->n_code)
    return first->n_code > second->n_code ? -1 : 1;
  if (first->rank != second->rank)
    return first->rank < second->rank ? -1 : 1;
  return strcmp (anj_json_get_string (first->official, "name", ""),
                 anj_json_get_string (second->official, "name", ""));
}

static Official
read_official (const HubCatalogue *catalogue, HubStmt *stmt)
{
  Official self = {
    .official = json_object_new (),
    .n_code = strlen (hub_stmt_text (stmt, 0)),
    .rank = hub_catalogue_role_rank (catalogue, hub_stmt_text (stmt, 1)),
  };
  const char *contact = hub_stmt_text (stmt, 3);

  json_object_set_string_member (self.official, "role", hub_stmt_text (stmt, 1));
  json_object_set_string_member (self.official, "name", hub_stmt_text (stmt, 2));
  if (*contact != '\0')
    json_object_set_string_member (self.official, "contact", contact);
  return self;
}

JsonArray *
hub_place_officials (HubStore *store,
                     const HubCatalogue *catalogue,
                     const char *village,
                     GError **error)
{
  g_autofree char *district = anj_region_code_parent (village);
  g_autofree char *regency = district != NULL ? anj_region_code_parent (district) : NULL;
  g_autofree char *province = regency != NULL ? anj_region_code_parent (regency) : NULL;
  g_autoptr (HubStmt)
      stmt = hub_store_query (store, error,
                              "SELECT region, role, name, contact FROM officials_now"
                              " WHERE region IN (?, ?, ?, ?)",
                              "tttt", village, district, regency, province);
  g_autoptr (GArray) officials = g_array_new (FALSE, FALSE, sizeof (Official));
  JsonArray *array;
  gboolean row = TRUE;

  g_array_set_clear_func (officials, official_clear);
  if (stmt == NULL)
    return NULL;
  while (hub_stmt_next (stmt, &row, error) && row)
    {
      Official official = read_official (catalogue, stmt);

      g_array_append_val (officials, official);
    }
  if (row)
    return NULL;
  g_array_sort (officials, compare_officials);
  array = json_array_new ();
  for (guint i = 0; i < officials->len; i++)
    json_array_add_object_element (
        array, json_object_ref (g_array_index (officials, Official, i).official));
  return array;
}

/* people and households of the registers; @out_date: (nullable) (transfer full): of their newest
 * batch */
static gboolean
count_people (HubStore *store,
              const char *village,
              guint64 *out_n_households,
              guint64 *out_n_people,
              char **out_date,
              GError **error)
{
  g_autoptr (HubStmt)
      stmt = hub_store_query (store, error,
                              "SELECT (" COUNT_HOMES "), count(*), (SELECT max(date) FROM batches"
                              "   WHERE register NOT IN ('wilayah', 'petugas', 'titik'))"
                              " FROM residents WHERE region = ?1 AND is_present = 1",
                              "t", village);
  gboolean row = FALSE;

  if (stmt == NULL || !hub_stmt_next (stmt, &row, error))
    return FALSE;
  *out_n_households = (guint64) hub_stmt_int (stmt, 0);
  *out_n_people = (guint64) hub_stmt_int (stmt, 1);
  *out_date = g_strdup (hub_stmt_text (stmt, 2));
  return TRUE;
}

/* (transfer full) (element-type utf8 guint): how many of the village's households each programme's
 * newest batch gives aid */
static GHashTable *
count_programmes (HubStore *store,
                  const HubCatalogue *catalogue,
                  const char *village,
                  GError **error)
{
  g_autoptr (HubStmt) stmt = hub_store_query (
      store, error,
      "WITH newest AS MATERIALIZED (SELECT programme, batch FROM programme_newest),"
      " home AS MATERIALIZED (" HOMES "),"
      " paid AS ("
      "   SELECT h.no_kk, p.programme, p.batch, p.state FROM home h"
      "     CROSS JOIN residents r ON r.no_kk = h.no_kk CROSS JOIN payments p ON p.nik = r.nik"
      "   UNION ALL"
      "   SELECT h.no_kk, p.programme, p.batch, p.state FROM home h"
      "     CROSS JOIN payments p ON p.no_kk = h.no_kk"
      "     WHERE NOT EXISTS (SELECT 1 FROM residents x WHERE x.nik = p.nik))"
      " SELECT DISTINCT d.programme, d.no_kk, d.state FROM paid d"
      " CROSS JOIN newest n ON n.programme = d.programme AND n.batch = d.batch"
      " ORDER BY 1, 2",
      "t", village);
  g_autoptr (GHashTable) counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *last = g_strdup ("");
  gboolean row = TRUE;

  if (stmt == NULL)
    return NULL;
  while (hub_stmt_next (stmt, &row, error) && row)
    {
      const char *programme = hub_stmt_text (stmt, 0);
      g_autofree char *household = g_strconcat (programme, " ", hub_stmt_text (stmt, 1), NULL);
      guint n = GPOINTER_TO_UINT (g_hash_table_lookup (counts, programme));

      /* one household may have several states */
      if (!hub_people_is_aid (catalogue, programme, hub_stmt_text (stmt, 2)) ||
          g_str_equal (household, last))
        continue;
      g_hash_table_replace (counts, g_strdup (programme), GUINT_TO_POINTER (n + 1));
      g_free (last);
      last = g_steal_pointer (&household);
    }
  return row ? NULL : g_steal_pointer (&counts);
}

static JsonArray *
make_programmes (const HubCatalogue *catalogue,
                 const char *village,
                 GHashTable *counts,
                 guint64 n_households)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < hub_catalogue_n_programmes (catalogue); i++)
    {
      const char *code = hub_catalogue_programme (catalogue, i);
      guint64 n = GPOINTER_TO_UINT (g_hash_table_lookup (counts, code));
      JsonObject *programme;

      if (is_too_few (n_households - n) ||
          (n == 0 && !hub_catalogue_is_given (catalogue, i, village)))
        continue;
      programme = json_object_new ();
      json_object_set_string_member (programme, "code", code);
      put_count (programme, "households", n);
      json_array_add_object_element (array, programme);
    }
  return array;
}

static JsonObject *
make_totals (HubStore *store, const HubCatalogue *catalogue, const char *village, GError **error)
{
  guint64 n_households, n_people;
  g_autofree char *date = NULL;
  g_autoptr (GHashTable) counts = NULL;
  JsonObject *totals;

  if (!count_people (store, village, &n_households, &n_people, &date, error))
    return NULL;
  counts = count_programmes (store, catalogue, village, error);
  if (counts == NULL)
    return NULL;
  totals = json_object_new ();
  if (date != NULL)
    json_object_set_string_member (totals, "date", date);
  else
    json_object_set_null_member (totals, "date");
  put_count (totals, "households", n_households);
  put_count (totals, "people", n_people);
  json_object_set_array_member (totals, "programmes",
                                make_programmes (catalogue, village, counts, n_households));
  return totals;
}

/* where a village gets what comes as food or care, by programme: (nullable) (transfer full) */
static JsonArray *
read_points (HubStore *store, const char *village, GError **error)
{
  static const char *const members[] = { "programme", "name", "address", "schedule", "contact" };
  g_autoptr (HubStmt) stmt = hub_store_query (
      store, error,
      "SELECT programme, name, address, schedule, contact FROM points_now WHERE region = ?"
      " ORDER BY programme, name_key LIMIT " G_STRINGIFY (MAX_POINTS),
      "t", village);
  g_autoptr (JsonArray) array = json_array_new ();
  gboolean row = TRUE;

  while (stmt != NULL && hub_stmt_next (stmt, &row, error) && row)
    {
      JsonObject *point = json_object_new ();

      for (int i = 0; i < (int) G_N_ELEMENTS (members); i++)
        if (*hub_stmt_text (stmt, i) != '\0')
          json_object_set_string_member (point, members[i], hub_stmt_text (stmt, i));
      json_array_add_object_element (array, point);
    }
  return row ? NULL : g_steal_pointer (&array);
}

JsonObject *
hub_place_document (HubStore *store,
                    const HubCatalogue *catalogue,
                    const AnjRegionTable *regions,
                    const char *village,
                    GError **error)
{
  g_autoptr (JsonObject) out = json_object_new ();
  JsonArray *officials, *points;
  JsonObject *totals;

  hub_store_lock (store);
  officials = hub_place_officials (store, catalogue, village, error);
  points = officials != NULL ? read_points (store, village, error) : NULL;
  totals = points != NULL ? make_totals (store, catalogue, village, error) : NULL;
  hub_store_unlock (store);
  put_names (out, regions, village);
  if (officials != NULL)
    json_object_set_array_member (out, "officials", officials);
  if (points != NULL)
    json_object_set_array_member (out, "points", points);
  if (totals == NULL)
    return NULL;
  json_object_set_object_member (out, "totals", totals);
  return g_steal_pointer (&out);
}
