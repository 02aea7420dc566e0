/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-report.h"

#include "hub/hub-report-parts.h"

typedef gboolean (*MakeReport) (const HubReportQuery *query,
                                HubPeople *people,
                                JsonObject *out,
                                GError **error);

static const struct
{
  const char *name;
  MakeReport make;
} reports[HUB_N_REPORTS] = {
  [HUB_REPORT_SIIKEP] = { "siikep", hub_report_siikep },
  [HUB_REPORT_ZERO] = { "zero", hub_report_zero },
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
hub_report_find_villages (const HubPeople *people, const char *area)
{
  GArray *is_inside = g_array_sized_new (FALSE, FALSE, sizeof (gboolean), people->villages->len);

  for (guint i = 0; i < people->villages->len; i++)
    {
      gboolean inside = anj_region_code_contains (area, g_ptr_array_index (people->villages, i));

      g_array_append_val (is_inside, inside);
    }
  return is_inside;
}

static gboolean
check_area (const HubReportQuery *query, GError **error)
{
  if (anj_region_code_level (query->area) != ANJ_REGION_NONE &&
      anj_region_table_name (query->regions, query->area) != NULL)
    return TRUE;
  g_set_error (error, HUB_ERROR, HUB_ERROR_USAGE,
               "no region has the code \"%s\"; take a province, regency, district or village like "
               "35, 35.09, 35.09.01 or 35.09.01.2001, or import it as wilayah first",
               query->area);
  return FALSE;
}

static gboolean
check_people (const HubReportQuery *query, GError **error)
{
  gint64 has_people = 0;

  /* '/' follows '.': all codes that begin with "AREA." */
  if (!hub_store_get_int (query->store, error, 0, &has_people,
                          "SELECT EXISTS (SELECT 1 FROM coverage WHERE region = ?1"
                          " OR (region > ?1 || '.' AND region < ?1 || '/'))",
                          "t", query->area))
    return FALSE;
  if (has_people)
    return TRUE;
  g_set_error (error, HUB_ERROR, HUB_ERROR_NO_INPUT,
               "no register has anybody in %s; import registers first", query->area);
  return FALSE;
}

static gboolean
make_document (MakeReport make, const HubReportQuery *query, JsonObject *out, GError **error)
{
  g_autoptr (HubPeople) people = NULL;

  if (!check_people (query, error))
    return FALSE;
  people = hub_people_load (query->store, error);
  if (people == NULL)
    return FALSE;
  json_object_set_string_member (out, "area", query->area);
  json_object_set_string_member (out, "as_of", people->as_of);
  return make (query, people, out, error);
}

JsonObject *
hub_report_make (HubReport report, const HubReportQuery *query, GError **error)
{
  g_autoptr (JsonObject) out = json_object_new ();
  gboolean ok;

  if (!check_area (query, error))
    return NULL;
  hub_store_lock (query->store);
  /* one state for all that is read, whatever an import beside this writes */
  ok = hub_store_run (query->store, error, "SAVEPOINT report", "") &&
       make_document (reports[report].make, query, out, error);
  if (!hub_store_run (query->store, NULL, "RELEASE report", ""))
    g_debug ("a read transaction could not be ended");
  hub_store_unlock (query->store);
  return ok ? g_steal_pointer (&out) : NULL;
}
