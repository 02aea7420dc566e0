/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "core/anj-json.h"
#include "hub/hub-csv.h"
#include "hub/report/hub-report-chart.h"
#include "hub/report/hub-report-parts.h"

static const char *const odd[][2] = {
  { "twice_a_day", "Dua baris untuk orang dan hari yang sama" },
  { "left_out", "Orang tanpa pembagian lebih dari 28 hari, padahal desanya masih membagi" },
  { "no_date", "Baris tanpa tanggal" },
  { "no_portions", "Baris tanpa jumlah porsi" },
  { "other_period", "Tanggal di luar bulan periodenya" },
  { "future", "Tanggal yang belum tiba" },
};

static const char *const words[] = {
  "PMT",
  "Pemberian Makanan Tambahan untuk balita kurang gizi dan ibu hamil kurang gizi. Satu baris "
  "daftar "
  "penerima berarti satu pembagian untuk satu orang.",
  "Porsi, tempat",
  "Dibaca dari kolom keterangan, misalnya: 10 porsi; Posyandu Melati; nama petugas. Nama petugas "
  "dan nama penerima tidak dicetak di sini.",
  "Minggu tanpa pembagian",
  "Minggu (Senin sampai Ahad) tanpa satu pun pembagian, di antara pembagian pertama dan terakhir "
  "di "
  "desa itu.",
  "Janggal",
  "Baris yang perlu diperiksa di lapangan. Janggal belum berarti salah.",
  NULL,
};

static gint64
sum_odd (JsonObject *row)
{
  JsonObject *counts = anj_json_get_object (row, "odd");
  gint64 sum = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (odd); i++)
    sum += anj_json_get_int (counts, odd[i][0], 0);
  return sum;
}

/* the log: a line a day and place */
void
hub_report_pmt_csv (const HubReportQuery *query G_GNUC_UNUSED, JsonObject *document, GString *out)
{
  JsonArray *log = anj_json_get_array (document, "log");

  g_string_append (out, "date,code,place,people,portions\n");
  for (guint i = 0; i < json_array_get_length (log); i++)
    {
      JsonObject *line = anj_json_array_get_object (log, i);

      g_string_append_printf (out, "%s,%s,", anj_json_get_string (line, "date", ""),
                              anj_json_get_string (line, "code", ""));
      hub_csv_append_cell (out, anj_json_get_string (line, "place", ""));
      g_string_append_printf (out, ",%" G_GINT64_FORMAT ",%" G_GINT64_FORMAT "\n",
                              anj_json_get_int (line, "people", 0),
                              anj_json_get_int (line, "portions", 0));
    }
}

typedef struct
{
  gint64 people;
  gint64 portions;
  gint64 gaps;
  gint64 odd;
} Sums;

static Sums
add_up (JsonArray *rows)
{
  Sums sums = { 0 };

  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *row = anj_json_array_get_object (rows, i);

      sums.people += anj_json_get_int (row, "people", 0);
      sums.portions += anj_json_get_int (row, "portions", 0);
      sums.gaps += json_array_get_length (anj_json_get_array (row, "weeks_without"));
      sums.odd += sum_odd (row);
    }
  return sums;
}

static void
add_hero (HubPage *page, const Sums *sums)
{
  g_autofree char *odd_rows = hub_page_number (sums->odd);
  g_autofree char *people = hub_page_number (sums->people);
  g_autofree char *portions = hub_page_number (sums->portions);
  g_autofree char *gaps = hub_page_number (sums->gaps);

  hub_page_add (
      page,
      "<section class=\"hero\">\n<div class=\"main\"><strong>%s</strong><span>Hal janggal "
      "yang perlu diperiksa</span></div>\n<dl>\n<dt>%s</dt><dd>orang dilayani</dd>\n"
      "<dt>%s</dt><dd>porsi tercatat</dd>\n<dt>%s</dt><dd>minggu tanpa pembagian, semua "
      "desa</dd>\n</dl>\n</section>\n",
      odd_rows, people, portions, gaps);
}

static gboolean
add_months (HubPage *page, GError **error)
{
  static const char *const headings[] = { "Bulan", "Porsi", "Orang", NULL };
  JsonArray *months = anj_json_get_array (page->document, "months");
  guint n_months = json_array_get_length (months);
  g_autofree double *numbers = g_new0 (double, n_months + 1);
  g_autoptr (GPtrArray) labels = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *svg = NULL;

  hub_page_add_markup (page, "<h2>Orang yang dilayani tiap bulan</h2>\n");
  for (guint i = 0; i < n_months; i++)
    {
      JsonObject *line = anj_json_array_get_object (months, i);
      g_autofree char *date = g_strconcat (anj_json_get_string (line, "month", ""), "-01", NULL);
      g_autofree char *name = hub_page_short_date (date);

      numbers[i] = (double) anj_json_get_int (line, "people", 0);
      g_ptr_array_add (labels, g_strdup (name + strlen ("1 ")));
    }
  if (n_months == 0)
    return TRUE;
  svg = hub_report_chart_draw (&(HubChart){ .kind = HUB_CHART_STACKS,
                                            .id = "bulan",
                                            .title = "Orang yang dilayani tiap bulan",
                                            .description = "Angkanya tertulis di bawahnya.",
                                            .unit = "Orang",
                                            .labels = (const char *const *) labels->pdata,
                                            .n_labels = n_months,
                                            .series = { { "Orang", numbers } },
                                            .n_series = 1 },
                               error);
  if (svg == NULL)
    return FALSE;
  hub_page_add_markup (page, "<figure>\n");
  hub_page_add_markup (page, svg);
  hub_page_add_markup (page, "</figure>\n");
  hub_page_begin_table (page, NULL, headings);
  for (guint i = 0; i < n_months; i++)
    {
      JsonObject *line = anj_json_array_get_object (months, i);

      hub_page_begin_row (page, g_ptr_array_index (labels, i), FALSE);
      hub_page_add_number (page, anj_json_get_int (line, "portions", 0));
      hub_page_add_number (page, anj_json_get_int (line, "people", 0));
      hub_page_end_row (page);
    }
  hub_page_end_table (page);
  return TRUE;
}

static void
add_odd (HubPage *page, JsonArray *rows)
{
  static const char *const headings[] = { "Janggal", "Banyaknya", NULL };

  hub_page_add_markup (page, "<section class=\"keep\">\n<h2>Yang janggal</h2>\n");
  hub_page_begin_table (page, NULL, headings);
  for (gsize i = 0; i < G_N_ELEMENTS (odd); i++)
    {
      gint64 sum = 0;

      for (guint r = 0; r < json_array_get_length (rows); r++)
        sum += anj_json_get_int (anj_json_get_object (anj_json_array_get_object (rows, r), "odd"),
                                 odd[i][0], 0);
      hub_page_begin_row (page, odd[i][1], FALSE);
      hub_page_add_number (page, sum);
      hub_page_end_row (page);
    }
  hub_page_end_table (page);
  hub_page_add_markup (page, "</section>\n");
}

static void
add_villages (HubPage *page, JsonArray *rows, const Sums *sums)
{
  static const char *const headings[] = {
    "Desa atau kelurahan",    "Orang",   "Porsi", "Hari pembagian",
    "Minggu tanpa pembagian", "Janggal", NULL
  };

  hub_page_add_markup (page, "<h2>Per desa</h2>\n");
  hub_page_begin_table (page, NULL, headings);
  hub_page_begin_row (page, "Jumlah", TRUE);
  hub_page_add_number (page, sums->people);
  hub_page_add_number (page, sums->portions);
  hub_page_add_markup (page, "<td></td>");
  hub_page_add_number (page, sums->gaps);
  hub_page_add_number (page, sums->odd);
  hub_page_end_row (page);
  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *row = anj_json_array_get_object (rows, i);

      hub_page_begin_row (page, anj_json_get_string (row, "name", ""), FALSE);
      hub_page_add_number (page, anj_json_get_int (row, "people", 0));
      hub_page_add_number (page, anj_json_get_int (row, "portions", 0));
      hub_page_add_number (page, anj_json_get_int (row, "days", 0));
      hub_page_add_number (page, json_array_get_length (anj_json_get_array (row, "weeks_without")));
      hub_page_add_number (page, sum_odd (row));
      hub_page_end_row (page);
    }
  hub_page_end_table (page);
}

static void
add_log (HubPage *page)
{
  static const char *const headings[] = { "Tanggal", "<Tempat", "Orang", "Porsi", NULL };
  JsonArray *log = anj_json_get_array (page->document, "log");

  hub_page_add_markup (page, "<h2>Catatan pembagian</h2>\n");
  hub_page_begin_table (page, NULL, headings);
  for (guint i = 0; i < json_array_get_length (log); i++)
    {
      JsonObject *line = anj_json_array_get_object (log, i);
      g_autofree char *date = hub_page_short_date (anj_json_get_string (line, "date", ""));

      hub_page_begin_row (page, date, FALSE);
      hub_page_add_text (page, anj_json_get_string (line, "place", ""));
      hub_page_add_number (page, anj_json_get_int (line, "people", 0));
      hub_page_add_number (page, anj_json_get_int (line, "portions", 0));
      hub_page_end_row (page);
    }
  hub_page_end_table (page);
}

/* weeks without any, of a village */
static void
add_gaps (HubPage *page, JsonObject *row)
{
  JsonArray *weeks = anj_json_get_array (row, "weeks_without");

  hub_page_add_markup (page, "<h2>Minggu tanpa pembagian</h2>\n");
  if (json_array_get_length (weeks) == 0)
    hub_page_add_markup (page, "<p>Tidak ada.</p>\n");
  else
    hub_page_add_markup (page, "<p>Minggu yang mulai pada hari Senin: ");
  for (guint i = 0; i < json_array_get_length (weeks); i++)
    {
      g_autofree char *date = hub_page_short_date (json_array_get_string_element (weeks, i));

      hub_page_add (page, "%s%s", i > 0 ? ", " : "", date);
    }
  if (json_array_get_length (weeks) > 0)
    hub_page_add_markup (page, ".</p>\n");
}

gboolean
hub_report_pmt_page (HubPage *page, GError **error)
{
  JsonArray *rows = anj_json_get_array (page->document, "rows");
  Sums sums = add_up (rows);

  hub_page_begin (page, "Pembagian PMT", HUB_PAGE_FOR_OFFICES);
  if (json_array_get_length (rows) == 0)
    hub_page_add_markup (page, "<p>Daftar penerima PMT tidak punya baris untuk wilayah ini.</p>\n");
  else
    {
      add_hero (page, &sums);
      if (!add_months (page, error))
        return FALSE;
      add_odd (page, rows);
      if (anj_region_code_level (page->query->area) == ANJ_REGION_VILLAGE)
        {
          add_gaps (page, anj_json_array_get_object (rows, 0));
          add_log (page);
        }
      else
        add_villages (page, rows, &sums);
    }
  hub_page_add_words (page, words);
  hub_page_end (page);
  return TRUE;
}
