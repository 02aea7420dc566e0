/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <math.h>

#include "core/anj-json.h"
#include "hub/report/hub-report-parts.h"

/* Targets beside what came of them, from the configuration; and the one that the registers tell. */

static double
read_number (JsonObject *object, const char *member)
{
  JsonNode *node = json_object_get_member (object, member);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_double (node) : NAN;
}

/* "yes", "no", or what the year lacks: "no_target", "no_value" */
static const char *
judge (JsonObject *year, gboolean is_lower_better)
{
  double value = read_number (year, "value"), target = read_number (year, "target");
  double to = read_number (year, "target_to");
  double worst = isnan (to) ? target : is_lower_better ? MAX (target, to) : MIN (target, to);

  if (isnan (target))
    return "no_target";
  if (isnan (value))
    return "no_value";
  return (is_lower_better ? value <= worst : value >= worst) ? "yes" : "no";
}

static void
copy_number (JsonObject *from, const char *member, JsonObject *to)
{
  double number = read_number (from, member);

  if (!isnan (number))
    json_object_set_double_member (to, member, number);
}

static JsonObject *
make_indicator (const HubReportQuery *query, JsonObject *entry)
{
  static const char *const members[] = { "target", "target_to", "value" };
  JsonArray *years = anj_json_get_array (entry, "years"), *out_years = json_array_new ();
  const char *region = anj_json_get_string (entry, "region", "");
  gboolean is_lower_better = g_strcmp0 (anj_json_get_string (entry, "better", ""), "lower") == 0;
  g_autofree char *place = hub_page_region (query, region);
  JsonObject *out = json_object_new ();

  json_object_set_string_member (out, "code", anj_json_get_string (entry, "code", ""));
  json_object_set_string_member (out, "name", anj_json_get_text (entry, "name", "id"));
  json_object_set_string_member (out, "region", region);
  json_object_set_string_member (out, "region_name", place);
  json_object_set_string_member (out, "unit", anj_json_get_string (entry, "unit", ""));
  json_object_set_string_member (out, "source", anj_json_get_string (entry, "source", ""));
  for (guint i = 0; i < json_array_get_length (years); i++)
    {
      JsonObject *year = anj_json_array_get_object (years, i), *line = json_object_new ();

      json_object_set_int_member (line, "year", anj_json_get_int (year, "year", 0));
      for (gsize m = 0; m < G_N_ELEMENTS (members); m++)
        copy_number (year, members[m], line);
      json_object_set_string_member (line, "met", judge (year, is_lower_better));
      json_array_add_object_element (out_years, line);
    }
  json_object_set_array_member (out, "years", out_years);
  return out;
}

/* of the registers, where the area has any */
static gboolean
add_unreached (const HubReportQuery *query, JsonObject *out, GError **error)
{
  g_autoptr (JsonObject) zero = json_object_new ();
  g_autoptr (HubTally) tally = hub_tally_get (query->store, error);

  if (tally == NULL || !hub_report_zero (query, tally, zero, error))
    return FALSE;
  json_object_set_string_member (zero, "date", tally->as_of);
  json_object_remove_member (zero, "parts");
  json_object_remove_member (zero, "villages");
  json_object_set_object_member (out, "unreached", g_steal_pointer (&zero));
  return TRUE;
}

gboolean
hub_report_indicators (const HubReportQuery *query,
                       const HubTally *tally G_GNUC_UNUSED,
                       JsonObject *out,
                       GError **error)
{
  JsonArray *all = hub_catalogue_indicators (query->catalogue);
  JsonArray *indicators = json_array_new ();
  gboolean has_people = FALSE;

  json_object_set_string_member (out, "as_of", query->today);
  json_object_set_array_member (out, "indicators", indicators);
  for (guint i = 0; all != NULL && i < json_array_get_length (all); i++)
    {
      JsonObject *entry = anj_json_array_get_object (all, i);

      if (anj_region_code_contains (query->area, anj_json_get_string (entry, "region", "")))
        json_array_add_object_element (indicators, make_indicator (query, entry));
    }
  return hub_report_has_people (query, &has_people, error) &&
         (!has_people || add_unreached (query, out, error));
}
