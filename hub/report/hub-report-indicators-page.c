/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <math.h>
#include <string.h>

#include "core/anj-json.h"
#include "hub/hub-csv.h"
#include "hub/report/hub-report-chart.h"
#include "hub/report/hub-report-parts.h"

static const char *const words[] = {
  "Sasaran",
  "Angka yang ingin dicapai pada tahun itu, misalnya menurut RPJMD atau Inpres 8/2025. Sasaran, "
  "capaian, dan sumbernya diisi di pengaturan oleh Bappeda; halaman ini tidak menghitungnya.",
  "Keluarga miskin ekstrem yang belum terdaftar di program",
  "Dihitung dari register dan daftar penerima yang masuk ke sini. Rinciannya ada di laporan "
  "\"Menuju nol kemiskinan ekstrem\".",
  NULL,
};

static double
read_number (JsonObject *object, const char *member)
{
  JsonNode *node = json_object_get_member (object, member);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_double (node) : NAN;
}

/* (transfer full): "10,65"; "–" for none */
static char *
print_number (double number)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  if (isnan (number))
    return g_strdup ("–");
  g_ascii_formatd (text, sizeof text, "%.12g", number);
  for (char *c = text; *c != '\0'; c++)
    if (*c == '.')
      *c = ',';
  return g_strdup (text);
}

static void
append_number (GString *out, JsonObject *year, const char *member)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  double number = read_number (year, member);

  g_string_append_printf (
      out, ",%s", isnan (number) ? "" : g_ascii_formatd (text, sizeof text, "%.12g", number));
}

void
hub_report_indicators_csv (const HubReportQuery *query, JsonObject *document, GString *out)
{
  JsonArray *indicators = anj_json_get_array (document, "indicators");
  JsonObject *unreached = anj_json_get_object (document, "unreached");

  g_string_append (out, "region,indicator,unit,year,target,target_to,value,met,source\n");
  for (guint i = 0; i < json_array_get_length (indicators); i++)
    {
      JsonObject *indicator = anj_json_array_get_object (indicators, i);
      JsonArray *years = anj_json_get_array (indicator, "years");

      for (guint y = 0; y < json_array_get_length (years); y++)
        {
          JsonObject *year = anj_json_array_get_object (years, y);

          g_string_append_printf (out, "%s,%s,", anj_json_get_string (indicator, "region", ""),
                                  anj_json_get_string (indicator, "code", ""));
          hub_csv_append_cell (out, anj_json_get_string (indicator, "unit", ""));
          g_string_append_printf (out, ",%" G_GINT64_FORMAT, anj_json_get_int (year, "year", 0));
          append_number (out, year, "target");
          append_number (out, year, "target_to");
          append_number (out, year, "value");
          g_string_append_printf (out, ",%s,", anj_json_get_string (year, "met", ""));
          hub_csv_append_cell (out, anj_json_get_string (indicator, "source", ""));
          g_string_append_c (out, '\n');
        }
    }
  if (unreached != NULL)
    g_string_append_printf (
        out, "%s,unreached,keluarga,%.4s,0,,%" G_GINT64_FORMAT ",%s,registers %s\n", query->area,
        anj_json_get_string (unreached, "date", ""), anj_json_get_int (unreached, "unreached", 0),
        anj_json_get_int (unreached, "unreached", 0) == 0 ? "yes" : "no",
        anj_json_get_string (unreached, "date", ""));
}

static void
add_unreached (HubPage *page, JsonObject *unreached)
{
  g_autofree char *number = hub_page_number (anj_json_get_int (unreached, "unreached", 0));
  g_autofree char *all = hub_page_number (anj_json_get_int (unreached, "households", 0));
  g_autofree char *date = hub_page_date (anj_json_get_string (unreached, "date", ""));

  hub_page_add (page,
                "<section class=\"hero\">\n<div class=\"main\"><strong>%s</strong><span>Keluarga "
                "miskin ekstrem yang belum terdaftar di program</span><em>Sasaran: 0</em></div>\n"
                "<dl>\n<dt>%s</dt><dd>keluarga miskin ekstrem, menurut register per %s</dd>\n"
                "</dl>\n</section>\n",
                number, all, date);
}

static gboolean
draw (HubPage *page, JsonObject *indicator, guint index, GError **error)
{
  JsonArray *years = anj_json_get_array (indicator, "years");
  guint n_years = json_array_get_length (years);
  g_autofree double *positions = g_new0 (double, n_years);
  g_autofree double *values = g_new0 (double, n_years);
  g_autofree double *targets = g_new0 (double, n_years);
  g_autofree double *limits = g_new0 (double, n_years);
  g_autofree char *id = g_strdup_printf ("indikator%u", index);
  g_autofree char *svg = NULL;
  g_autoptr (GPtrArray) labels = g_ptr_array_new_with_free_func (g_free);
  gboolean has_range = FALSE;

  for (guint y = 0; y < n_years; y++)
    {
      JsonObject *year = anj_json_array_get_object (years, y);

      positions[y] = (double) anj_json_get_int (year, "year", 0);
      values[y] = read_number (year, "value");
      targets[y] = read_number (year, "target");
      limits[y] = read_number (year, "target_to");
      has_range |= !isnan (limits[y]);
      g_ptr_array_add (labels, g_strdup_printf ("%.0f", positions[y]));
    }
  svg = hub_report_chart_draw (
      &(HubChart){ .kind = HUB_CHART_LINES,
                   .id = id,
                   .title = anj_json_get_string (indicator, "name", ""),
                   .description = "Capaian dan sasaran tiap tahun; angkanya tertulis di bawahnya.",
                   .unit = anj_json_get_string (indicator, "unit", ""),
                   .labels = (const char *const *) labels->pdata,
                   .positions = positions,
                   .n_labels = n_years,
                   .series = { { "Capaian", values },
                               { has_range ? "Sasaran (dari)" : "Sasaran", targets },
                               { "Sasaran (sampai)", limits } },
                   .n_series = has_range ? 3 : 2 },
      error);
  if (svg == NULL)
    return FALSE;
  hub_page_add_markup (page, "<figure>\n");
  hub_page_add_markup (page, svg);
  hub_page_add_markup (page, "</figure>\n");
  return TRUE;
}

static void
add_years (HubPage *page, JsonObject *indicator)
{
  static const char *const headings[] = { "Tahun", "Sasaran", "Capaian", "<Tercapai?", NULL };
  JsonArray *years = anj_json_get_array (indicator, "years");

  hub_page_begin_table (page, NULL, headings);
  for (guint y = 0; y < json_array_get_length (years); y++)
    {
      JsonObject *year = anj_json_array_get_object (years, y);
      const char *met = anj_json_get_string (year, "met", "");
      g_autofree char *label = g_strdup_printf ("%" G_GINT64_FORMAT,
                                                anj_json_get_int (year, "year", 0));
      g_autofree char *target = print_number (read_number (year, "target"));
      g_autofree char *to = print_number (read_number (year, "target_to"));
      g_autofree char *value = print_number (read_number (year, "value"));

      hub_page_begin_row (page, label, FALSE);
      if (isnan (read_number (year, "target_to")))
        hub_page_add (page, "<td>%s</td>", target);
      else
        hub_page_add (page, "<td>%s sampai %s</td>", target, to);
      hub_page_add (page, "<td>%s</td>", value);
      hub_page_add_text (page, strcmp (met, "yes") == 0        ? "Ya"
                               : strcmp (met, "no") == 0       ? "Belum"
                               : strcmp (met, "no_value") == 0 ? "Belum ada capaian"
                                                               : "Tanpa sasaran");
      hub_page_end_row (page);
    }
  hub_page_end_table (page);
}

gboolean
hub_report_indicators_page (HubPage *page, GError **error)
{
  JsonArray *indicators = anj_json_get_array (page->document, "indicators");
  JsonObject *unreached = anj_json_get_object (page->document, "unreached");

  hub_page_begin (page, "Indikator dan sasaran", HUB_PAGE_FOR_OFFICES);
  if (unreached != NULL)
    add_unreached (page, unreached);
  if (json_array_get_length (indicators) == 0)
    hub_page_add_markup (page, "<p>Pengaturan belum memuat indikator untuk wilayah ini.</p>\n");
  for (guint i = 0; i < json_array_get_length (indicators); i++)
    {
      JsonObject *indicator = anj_json_array_get_object (indicators, i);

      hub_page_add_markup (page, "<section class=\"keep\">\n");
      hub_page_add (page, "<h2>%s (%s), %s</h2>\n", anj_json_get_string (indicator, "name", ""),
                    anj_json_get_string (indicator, "unit", ""),
                    anj_json_get_string (indicator, "region_name", ""));
      if (!draw (page, indicator, i, error))
        return FALSE;
      add_years (page, indicator);
      hub_page_add (page, "<p class=\"small\">Sumber: %s.</p>\n</section>\n",
                    anj_json_get_string (indicator, "source", ""));
    }
  hub_page_add_words (page, words);
  hub_page_end (page);
  return TRUE;
}
