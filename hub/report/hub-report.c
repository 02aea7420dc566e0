/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/report/hub-report.h"

#include "core/anj-json.h"
#include "hub/hub-region-codes.h"
#include "hub/report/hub-report-parts.h"

typedef gboolean (*MakeReport) (const HubReportQuery *query,
                                const HubTally *tally,
                                JsonObject *out,
                                GError **error);

#define REPORT(name, on_people, with_tally)                                                        \
  {                                                                                                \
#name, on_people, with_tally, hub_report_##name, hub_report_##name##_csv,                      \
        hub_report_##name##_page                                                                   \
  }

static const struct
{
  const char *name;
  gboolean is_on_people; /* nothing without them; is handed the tally */
  gboolean uses_tally;
  MakeReport make;
  void (*write_csv) (const HubReportQuery *query, JsonObject *document, GString *out);
  gboolean (*write_page) (HubPage *page, GError **error);
} reports[HUB_N_REPORTS] = {
  [HUB_REPORT_SIIKEP] = REPORT (siikep, TRUE, TRUE),
  [HUB_REPORT_ZERO] = REPORT (zero, TRUE, TRUE),
  [HUB_REPORT_TKPK] = REPORT (tkpk, TRUE, TRUE),
  [HUB_REPORT_FINDINGS] = REPORT (findings, FALSE, FALSE),
  [HUB_REPORT_PMT] = REPORT (pmt, FALSE, TRUE),
  [HUB_REPORT_INDICATORS] = REPORT (indicators, FALSE, TRUE),
};

static const char *const format_names[HUB_N_REPORT_FORMATS] = {
  [HUB_REPORT_JSON] = "json",
  [HUB_REPORT_CSV] = "csv",
  [HUB_REPORT_HTML] = "html",
};

gboolean
hub_report_from_name (const char *name, HubReport *out_report)
{
  for (int i = 0; i < HUB_N_REPORTS; i++)
    if (g_strcmp0 (reports[i].name, name) == 0)
      {
        *out_report = (HubReport) i;
        return TRUE;
      }
  return FALSE;
}

GArray *
hub_report_find_villages (const GPtrArray *villages, const char *area)
{
  GArray *is_inside = g_array_sized_new (FALSE, FALSE, sizeof (gboolean), villages->len);

  for (guint i = 0; i < villages->len; i++)
    {
      gboolean inside = anj_region_code_contains (area, g_ptr_array_index (villages, i));

      g_array_append_val (is_inside, inside);
    }
  return is_inside;
}

char *
hub_report_name_region (const HubReportQuery *query, const char *code)
{
  const char *name = anj_region_table_name (query->regions, code);

  return name != NULL ? g_strdup (name) : g_strdup_printf ("Kode lama %s", code);
}

/* (transfer full) (nullable): what became of a code that its region gave up */
static char *
describe_former (const HubReportQuery *query)
{
  g_autoptr (HubRegionCodes) codes = NULL;
  const char *today;

  hub_store_lock (query->store);
  codes = hub_region_codes_load (query->store, NULL);
  hub_store_unlock (query->store);
  if (codes == NULL)
    return NULL;
  switch (hub_region_codes_follow (codes, query->area, &today))
    {
    case HUB_CODE_RENUMBERED:
      return g_strdup_printf ("its code today is %s", today);
    case HUB_CODE_SPLIT:
      return g_strdup ("it was split; take what it became, or the district around it");
    case HUB_CODE_PRESENT:
    default:
      return NULL;
    }
}

gboolean
hub_report_check_area (const HubReportQuery *query, GError **error)
{
  gboolean is_code = anj_region_code_level (query->area) != ANJ_REGION_NONE;
  g_autofree char *former = NULL;

  if (is_code && anj_region_table_name (query->regions, query->area) != NULL)
    return TRUE;
  former = is_code ? describe_former (query) : NULL;
  if (former != NULL)
    {
      g_set_error (error, HUB_ERROR, HUB_ERROR_USAGE, "no region has the code %s any more: %s",
                   query->area, former);
      return FALSE;
    }
  g_set_error (error, HUB_ERROR, HUB_ERROR_USAGE,
               "no region has the code \"%s\"; take a province, regency, district or village like "
               "35, 35.09, 35.09.01 or 35.09.01.2001, or import it as wilayah first",
               query->area);
  return FALSE;
}

gboolean
hub_report_has_people (const HubReportQuery *query, gboolean *out_has, GError **error)
{
  gint64 has_people = 0;

  /* '/' follows '.': all codes that begin with "AREA." */
  if (!hub_store_get_int (query->store, error, 0, &has_people,
                          "SELECT EXISTS (SELECT 1 FROM coverage WHERE region = ?1"
                          " OR (region > ?1 || '.' AND region < ?1 || '/'))",
                          "t", query->area))
    return FALSE;
  *out_has = has_people != 0;
  return TRUE;
}

gboolean
hub_report_check_people (const HubReportQuery *query, GError **error)
{
  gboolean has_people;

  if (!hub_report_has_people (query, &has_people, error))
    return FALSE;
  if (has_people)
    return TRUE;
  g_set_error (error, HUB_ERROR, HUB_ERROR_NO_INPUT,
               "no register has anybody in %s; import registers first", query->area);
  return FALSE;
}

/* what is counted from: each register's batches, and the newest batch of each programme */
static JsonArray *
make_sources (HubStore *store, GError **error)
{
  g_autoptr (HubStmt) stmt = hub_store_query (
      store, error,
      "SELECT register, NULL, id, date, n FROM (SELECT register, id, date, count(*) OVER w AS n,"
      "   row_number() OVER (PARTITION BY register ORDER BY date DESC, seq DESC) AS nth"
      "   FROM batches WHERE register IN ('dtsen', 'dtks', 'p3ke', 'pk')"
      "   WINDOW w AS (PARTITION BY register)) WHERE nth = 1"
      " UNION ALL "
      "SELECT 'penerima', (SELECT group_concat(programme, ', ') FROM (SELECT programme"
      "   FROM programme_newest n WHERE n.batch = b.seq ORDER BY programme)), id, date, 1"
      " FROM batches b WHERE seq IN (SELECT batch FROM programme_newest) ORDER BY 1, 4, 3",
      "");
  g_autoptr (JsonArray) sources = json_array_new ();
  gboolean row = TRUE;

  if (stmt == NULL)
    return NULL;
  while (hub_stmt_next (stmt, &row, error) && row)
    {
      JsonObject *source = json_object_new ();

      json_object_set_string_member (source, "register", hub_stmt_text (stmt, 0));
      if (hub_stmt_text (stmt, 1) != NULL)
        json_object_set_string_member (source, "programmes", hub_stmt_text (stmt, 1));
      json_object_set_string_member (source, "batch", hub_stmt_text (stmt, 2));
      json_object_set_string_member (source, "date", hub_stmt_text (stmt, 3));
      json_object_set_int_member (source, "batches", hub_stmt_int (stmt, 4));
      json_array_add_object_element (sources, source);
    }
  return row ? NULL : g_steal_pointer (&sources);
}

static HubTally *
load_tally (const HubReportQuery *query, JsonObject *out, GError **error)
{
  g_autoptr (HubTally) tally = NULL;
  JsonArray *sources;

  if (!hub_report_check_people (query, error))
    return NULL;
  tally = hub_tally_get (query->store, error);
  sources = tally != NULL ? make_sources (query->store, error) : NULL;
  if (sources == NULL)
    return NULL;
  json_object_set_string_member (out, "as_of", tally->as_of);
  json_object_set_array_member (out, "sources", sources);
  return g_steal_pointer (&tally);
}

static gboolean
make_document (HubReport report, const HubReportQuery *query, JsonObject *out, GError **error)
{
  g_autoptr (HubTally) tally = NULL;

  json_object_set_string_member (out, "area", query->area);
  if (reports[report].is_on_people)
    {
      tally = load_tally (query, out, error);
      if (tally == NULL)
        return FALSE;
    }
  return reports[report].make (query, tally, out, error);
}

/* what could not be kept is counted again in the report's own transaction */
static void
refresh_tally (HubStore *store)
{
  g_autoptr (GError) error = NULL;

  if (sqlite3_get_autocommit (hub_store_db (store)) &&
      !hub_tally_refresh (store, /* cancellable */ NULL, &error))
    g_debug ("the tally is not kept: %s", error->message);
}

JsonObject *
hub_report_make (HubReport report, const HubReportQuery *query, GError **error)
{
  g_autoptr (JsonObject) out = json_object_new ();
  gboolean ok;

  if (!hub_report_check_area (query, error))
    return NULL;
  if (reports[report].uses_tally)
    refresh_tally (query->store);
  hub_store_lock (query->store);
  /* one state for all that is read, whatever an import beside this writes */
  ok = hub_store_run (query->store, error, "SAVEPOINT report", "") &&
       make_document (report, query, out, error);
  if (!hub_store_run (query->store, NULL, "RELEASE report", ""))
    g_debug ("a read transaction could not be ended");
  hub_store_unlock (query->store);
  return ok ? g_steal_pointer (&out) : NULL;
}

gboolean
hub_report_format_from_name (const char *name, HubReportFormat *out_format)
{
  for (int i = 0; i < HUB_N_REPORT_FORMATS; i++)
    if (g_strcmp0 (format_names[i], name) == 0)
      {
        *out_format = (HubReportFormat) i;
        return TRUE;
      }
  return FALSE;
}

char *
hub_report_write (HubReport report,
                  HubReportFormat format,
                  const HubReportQuery *query,
                  JsonObject *document,
                  GError **error)
{
  g_autoptr (GString) out = g_string_new (NULL);
  HubPage page = { out, query, document };

  switch (format)
    {
    case HUB_REPORT_CSV:
      reports[report].write_csv (query, document, out);
      break;
    case HUB_REPORT_HTML:
      if (!reports[report].write_page (&page, error))
        return NULL;
      break;
    case HUB_REPORT_JSON:
    case HUB_N_REPORT_FORMATS:
      default: {
        g_autofree char *text = anj_json_object_to_text (document);

        g_string_append_printf (out, "%s\n", text);
      }
    }
  return g_string_free (g_steal_pointer (&out), FALSE);
}
