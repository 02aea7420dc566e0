/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "core/anj-json.h"
#include "hub/hub-csv.h"
#include "hub/hub-report.h"

/*
 * A report as CSV (for spreadsheets: codes as in the JSON, plain numbers) and as a page that prints
 * well (Indonesian: it is for the offices of a regency).
 */

static const char *const format_names[HUB_N_REPORT_FORMATS] = {
  [HUB_REPORT_JSON] = "json",
  [HUB_REPORT_CSV] = "csv",
  [HUB_REPORT_HTML] = "html",
};

/* bucket, and what it is called on the page */
static const char *const buckets[][2] = {
  { "both", "P3KE dan DTKS" },
  { "p3ke_only", "Hanya P3KE" },
  { "dtks_only", "Hanya DTKS" },
  { "neither", "Hanya register lain" },
};

static const char page_begin[] =
    "<!DOCTYPE html>\n<html lang=\"id\">\n<head>\n<meta charset=\"utf-8\">\n<title>%s</title>\n"
    "<style>\n"
    "@page { size: A4; margin: 20mm; }\n"
    "body { font: 11pt/1.4 sans-serif; color: #000; max-width: 170mm; margin: 10mm auto; }\n"
    "h1 { font-size: 16pt; margin: 0; }\n"
    "h2 { font-size: 12pt; margin: 8mm 0 2mm; }\n"
    "table { border-collapse: collapse; width: 100%%; }\n"
    "thead { display: table-header-group; }\n"
    "tr { break-inside: avoid; }\n"
    "th, td { border-bottom: 0.3mm solid #767676; padding: 1mm 2mm; text-align: right; }\n"
    "th:first-child, td:first-child { text-align: left; }\n"
    "p { margin: 2mm 0; }\n"
    "@media print { body { margin: 0; } }\n"
    "</style>\n</head>\n<body>\n<h1>%s</h1>\n<p>%s (%s) · data per %s</p>\n";

static const char siikep_notes[] =
    "<p>Dihitung dalam orang. <strong>Menerima bantuan</strong>: ada baris dalam daftar penerima "
    "terbaru suatu program, dan statusnya bukan dikeluarkan atau gagal. Untuk PKH dan Sembako "
    "cukup "
    "seorang anggota keluarga (No. KK yang sama).</p>\n"
    "<p><strong>P3KE dan DTKS, belum menerima</strong> adalah daftar kerja.</p>\n";

static const char zero_notes[] =
    "<p>Dihitung dalam keluarga (No. KK). <strong>Miskin ekstrem</strong>: seorang anggotanya "
    "desil 1 di DTSEN atau P3KE. <strong>Belum terjangkau</strong>: tidak seorang pun tercatat "
    "dalam daftar penerima terbaru program mana pun.</p>\n";

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

/* 1.234.567, as numbers are written in Indonesia */
static char *
group_digits (gint64 number)
{
  GString *text = g_string_new (NULL);

  g_string_printf (text, "%" G_GINT64_FORMAT, number);
  for (gssize i = (gssize) text->len - 3; i > 0; i -= 3)
    g_string_insert_c (text, i, '.');
  return g_string_free (text, FALSE);
}

static void
append_cell (GString *out, gint64 number)
{
  g_autofree char *text = group_digits (number);

  g_string_append_printf (out, "<td>%s</td>", text);
}

static void
append_heading (GString *out, const char *const *headings)
{
  g_string_append (out, "<table>\n<thead><tr>");
  for (; *headings != NULL; headings++)
    g_string_append_printf (out, "<th scope=\"col\">%s</th>", *headings);
  g_string_append (out, "</tr></thead>\n<tbody>\n");
}

static void
append_row (GString *out, const char *label, const gint64 *numbers, guint n_numbers)
{
  g_autofree char *escaped = g_markup_escape_text (label, -1);

  g_string_append_printf (out, "<tr><td>%s</td>", escaped);
  for (guint i = 0; i < n_numbers; i++)
    append_cell (out, numbers[i]);
  g_string_append (out, "</tr>\n");
}

static void
append_table_end (GString *out)
{
  g_string_append (out, "</tbody>\n</table>\n");
}

static void
write_siikep_csv (JsonObject *document, GString *out)
{
  JsonObject *all = anj_json_get_object (document, "buckets");

  g_string_append (out, "area,as_of,bucket,aid,no_aid\n");
  for (gsize i = 0; i < G_N_ELEMENTS (buckets); i++)
    {
      JsonObject *bucket = anj_json_get_object (all, buckets[i][0]);

      g_string_append_printf (out, "%s,%s,%s,%" G_GINT64_FORMAT ",%" G_GINT64_FORMAT "\n",
                              anj_json_get_string (document, "area", ""),
                              anj_json_get_string (document, "as_of", ""), buckets[i][0],
                              anj_json_get_int (bucket, "aid", 0),
                              anj_json_get_int (bucket, "no_aid", 0));
    }
}

static void
write_siikep_page (JsonObject *document, GString *out)
{
  static const char *const headings[] = { "Tercatat di", "Menerima bantuan", "Belum menerima",
                                          "Jumlah orang", NULL };
  JsonObject *all = anj_json_get_object (document, "buckets");
  gint64 sums[3] = { 0 };
  g_autofree char *worklist = group_digits (anj_json_get_int (document, "worklist", 0));

  g_string_append_printf (out, "<p>Daftar kerja: <strong>%s orang</strong></p>\n", worklist);
  append_heading (out, headings);
  for (gsize i = 0; i < G_N_ELEMENTS (buckets); i++)
    {
      JsonObject *bucket = anj_json_get_object (all, buckets[i][0]);
      gint64 aid = anj_json_get_int (bucket, "aid", 0);
      gint64 no_aid = anj_json_get_int (bucket, "no_aid", 0);
      gint64 numbers[] = { aid, no_aid, aid + no_aid };

      append_row (out, buckets[i][1], numbers, G_N_ELEMENTS (numbers));
      for (gsize j = 0; j < G_N_ELEMENTS (sums); j++)
        sums[j] += numbers[j];
    }
  append_row (out, "Jumlah", sums, G_N_ELEMENTS (sums));
  append_table_end (out);
  g_string_append (out, siikep_notes);
}

static void
append_zero_line (GString *out,
                  const char *date,
                  const char *code,
                  const char *name,
                  JsonObject *counts)
{
  g_string_append_printf (out, "%s,%s,", date, code);
  hub_csv_append_cell (out, name);
  g_string_append_printf (out, ",%" G_GINT64_FORMAT ",%" G_GINT64_FORMAT "\n",
                          anj_json_get_int (counts, "households", 0),
                          anj_json_get_int (counts, "unreached", 0));
}

/* the area on each date, then its parts on the last */
static void
write_zero_csv (JsonObject *document, const char *name, GString *out)
{
  JsonArray *trend = anj_json_get_array (document, "trend");
  JsonArray *parts = anj_json_get_array (document, "parts");

  g_string_append (out, "date,code,name,households,unreached\n");
  for (guint i = 0; i < json_array_get_length (trend); i++)
    {
      JsonObject *point = anj_json_array_get_object (trend, i);

      append_zero_line (out, anj_json_get_string (point, "date", ""),
                        anj_json_get_string (document, "area", ""), name, point);
    }
  for (guint i = 0; i < json_array_get_length (parts); i++)
    {
      JsonObject *part = anj_json_array_get_object (parts, i);

      append_zero_line (out, anj_json_get_string (document, "as_of", ""),
                        anj_json_get_string (part, "code", ""),
                        anj_json_get_string (part, "name", ""), part);
    }
}

/* @member: of each row, what stands in its first cell */
static void
write_zero_table (JsonArray *rows, const char *title, const char *member, GString *out)
{
  const char *const headings[] = { title, "Miskin ekstrem", "Belum terjangkau", NULL };

  append_heading (out, headings);
  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *row = anj_json_array_get_object (rows, i);
      const gint64 numbers[] = { anj_json_get_int (row, "households", 0),
                                 anj_json_get_int (row, "unreached", 0) };

      append_row (out, anj_json_get_string (row, member, ""), numbers, G_N_ELEMENTS (numbers));
    }
  append_table_end (out);
}

static void
write_zero_page (JsonObject *document, GString *out)
{
  JsonArray *parts = anj_json_get_array (document, "parts");
  g_autofree char *households = group_digits (anj_json_get_int (document, "households", 0));
  g_autofree char *unreached = group_digits (anj_json_get_int (document, "unreached", 0));
  g_autofree char *target = group_digits (anj_json_get_int (document, "target", 0));
  g_autofree char *others = group_digits (anj_json_get_int (document, "people_without_no_kk", 0));

  g_string_append_printf (out,
                          "<p>Keluarga miskin ekstrem: <strong>%s</strong>. Belum terjangkau: "
                          "<strong>%s</strong>. Sasaran: <strong>%s</strong>.</p>\n"
                          "<p>Di luar itu: %s orang desil 1 di P3KE tanpa No. KK.</p>\n",
                          households, unreached, target, others);
  if (json_array_get_length (parts) > 0)
    {
      g_string_append (out, "<h2>Per wilayah</h2>\n");
      write_zero_table (parts, "Wilayah", "name", out);
    }
  g_string_append (out, "<h2>Perkembangan</h2>\n");
  write_zero_table (anj_json_get_array (document, "trend"), "Data per", "date", out);
  g_string_append (out, zero_notes);
}

static void
write_page (HubReport report, JsonObject *document, const char *name, GString *out)
{
  static const char *const titles[HUB_N_REPORTS] = {
    [HUB_REPORT_SIIKEP] = "Pemadanan P3KE dan DTKS (SIIKEP)",
    [HUB_REPORT_ZERO] = "Menuju nol kemiskinan ekstrem",
  };
  g_autofree char *escaped = g_markup_escape_text (name, -1);

  g_string_append_printf (out, page_begin, titles[report], titles[report], escaped,
                          anj_json_get_string (document, "area", ""),
                          anj_json_get_string (document, "as_of", ""));
  if (report == HUB_REPORT_SIIKEP)
    write_siikep_page (document, out);
  else
    write_zero_page (document, out);
  g_string_append (out, "</body>\n</html>\n");
}

char *
hub_report_write (HubReport report,
                  HubReportFormat format,
                  const HubReportQuery *query,
                  JsonObject *document)
{
  const char *name = anj_region_table_name (query->regions, query->area);
  GString *out = g_string_new (NULL);

  if (format == HUB_REPORT_JSON)
    {
      g_autoptr (GBytes) bytes = anj_json_object_to_bytes (document);

      g_string_append_len (out, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes));
      g_string_append_c (out, '\n');
    }
  else if (format == HUB_REPORT_HTML)
    write_page (report, document, name, out);
  else if (report == HUB_REPORT_SIIKEP)
    write_siikep_csv (document, out);
  else
    write_zero_csv (document, name, out);
  return g_string_free (out, FALSE);
}
