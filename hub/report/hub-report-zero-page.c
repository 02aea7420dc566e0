/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "core/anj-json.h"
#include "hub/hub-csv.h"
#include "hub/report/hub-report-chart.h"
#include "hub/report/hub-report-parts.h"

/* first places named in the advice */
#define N_PLACES_NAMED 3

static const char *const words[] = {
  "Keluarga miskin ekstrem",
  "Keluarga (satu No. KK) dengan paling sedikit satu anggota desil 1 di DTSEN atau P3KE. Anggota "
  "yang meninggal atau pindah tidak dihitung. Tiap keluarga dihitung sekali.",
  "Sudah terdaftar di program",
  "Paling sedikit satu anggota ada di daftar penerima terbaru suatu program, juga sebagai calon. "
  "Bantuannya mungkin belum cair. Yang dikeluarkan atau gagal tidak dihitung.",
  "Belum terdaftar di program",
  "Tidak satu pun anggota ada di daftar penerima terbaru program mana pun. Sasarannya 0 keluarga.",
  "Desil 1",
  "Sepersepuluh penduduk yang paling miskin menurut register itu. Halaman ini tidak menghitung "
  "desil sendiri.",
  NULL,
};

static void
append_line (GString *out, const char *date, const char *code, const char *name, JsonObject *counts)
{
  g_string_append_printf (out, "%s,%s,", date, code);
  hub_csv_append_cell (out, name);
  g_string_append_printf (out, ",%" G_GINT64_FORMAT ",%" G_GINT64_FORMAT "\n",
                          anj_json_get_int (counts, "households", 0),
                          anj_json_get_int (counts, "unreached", 0));
}

/* the area on each date, then its parts on the last */
void
hub_report_zero_csv (const HubReportQuery *query, JsonObject *document, GString *out)
{
  JsonArray *trend = anj_json_get_array (document, "trend");
  JsonArray *parts = anj_json_get_array (document, "parts");

  g_string_append (out, "date,code,name,households,unreached\n");
  for (guint i = 0; i < json_array_get_length (trend); i++)
    {
      JsonObject *point = anj_json_array_get_object (trend, i);

      append_line (out, anj_json_get_string (point, "date", ""), query->area,
                   anj_region_table_name (query->regions, query->area), point);
    }
  for (guint i = 0; i < json_array_get_length (parts); i++)
    {
      JsonObject *part = anj_json_array_get_object (parts, i);

      append_line (out, anj_json_get_string (document, "as_of", ""),
                   anj_json_get_string (part, "code", ""), anj_json_get_string (part, "name", ""),
                   part);
    }
}

static gint64
unreached_of (JsonObject *counts)
{
  return anj_json_get_int (counts, "unreached", 0);
}

static gint64
households_of (JsonObject *counts)
{
  return anj_json_get_int (counts, "households", 0);
}

/* the first date since which the same households are meant: none were added or left, and no file of
 * people came in */
static guint
find_comparable (JsonObject *document)
{
  JsonArray *trend = anj_json_get_array (document, "trend");
  JsonArray *sources = anj_json_get_array (document, "sources");
  const char *newest = "";
  guint first = json_array_get_length (trend);

  for (guint i = 0; sources != NULL && i < json_array_get_length (sources); i++)
    {
      JsonObject *source = anj_json_array_get_object (sources, i);
      const char *name = anj_json_get_string (source, "register", "");
      const char *date = anj_json_get_string (source, "date", "");

      if ((strcmp (name, "dtsen") == 0 || strcmp (name, "p3ke") == 0) && strcmp (date, newest) > 0)
        newest = date;
    }
  while (first > 0)
    {
      JsonObject *point = anj_json_array_get_object (trend, first - 1);

      if (households_of (point) != households_of (document) ||
          strcmp (anj_json_get_string (point, "date", ""), newest) < 0)
        break;
      first--;
    }
  return first;
}

/* (transfer full): "turun 62 keluarga sejak 23 Oktober 2026"; NULL where nothing can be compared */
static char *
say_change (JsonObject *document)
{
  JsonArray *trend = anj_json_get_array (document, "trend");
  guint start = find_comparable (document);
  JsonObject *first;
  gint64 change;
  g_autofree char *date = NULL;
  g_autofree char *number = NULL;

  if (start + 1 >= json_array_get_length (trend))
    return NULL;
  first = anj_json_array_get_object (trend, start);
  change = unreached_of (document) - unreached_of (first);
  date = hub_page_date (anj_json_get_string (first, "date", ""));
  number = hub_page_number (ABS (change));
  if (change == 0)
    return g_strdup_printf ("tetap sejak %s", date);
  return g_strdup_printf ("%s %s keluarga sejak %s", change < 0 ? "turun" : "naik", number, date);
}

static void
add_hero (HubPage *page)
{
  gint64 households = anj_json_get_int (page->document, "households", 0);
  gint64 unreached = unreached_of (page->document);
  g_autofree char *change = say_change (page->document);
  g_autofree char *left = hub_page_number (unreached);
  g_autofree char *target = hub_page_number (anj_json_get_int (page->document, "target", 0));
  g_autofree char *all = hub_page_number (households);
  g_autofree char *reached = hub_page_number (households - unreached);
  g_autofree char *share = hub_page_percent (households - unreached, households);
  g_autofree char *others = hub_page_number (
      anj_json_get_int (page->document, "people_without_no_kk", 0));

  hub_page_add (page,
                "<section class=\"hero\">\n<div class=\"main\"><strong>%s</strong>"
                "<span>Keluarga miskin ekstrem yang belum terdaftar di program</span>"
                "<em>Sasaran: %s</em></div>\n<dl>\n",
                left, target);
  hub_page_add (page, "<dt>%s</dt><dd>keluarga miskin ekstrem</dd>\n", all);
  hub_page_add (page, "<dt>%s</dt><dd>sudah terdaftar di program (%s)</dd>\n", reached, share);
  hub_page_add (page,
                "<dt>%s</dt><dd>orang desil 1 di P3KE yang No. KK-nya belum diketahui; "
                "mereka tidak masuk hitungan keluarga</dd>\n",
                others);
  if (change != NULL)
    hub_page_add (page, "<dt>%s</dt><dd>yang belum terdaftar %s</dd>\n",
                  g_str_has_prefix (change, "turun")  ? "▼"
                  : g_str_has_prefix (change, "naik") ? "▲"
                                                      : "=",
                  change);
  hub_page_add_markup (page, "</dl>\n</section>\n");
}

static double
read_day (const char *date)
{
  GDate day;
  int parts[3] = { 0 };
  g_auto (GStrv) words_of_date = g_strsplit (date, "-", 3);

  for (guint i = 0; i < G_N_ELEMENTS (parts) && words_of_date[i] != NULL; i++)
    parts[i] = (int) g_ascii_strtoll (words_of_date[i], NULL, 10);
  if (!g_date_valid_dmy ((GDateDay) parts[2], (GDateMonth) parts[1], (GDateYear) parts[0]))
    return 0;
  g_date_set_dmy (&day, (GDateDay) parts[2], (GDateMonth) parts[1], (GDateYear) parts[0]);
  return g_date_get_julian (&day);
}

static gboolean
add_trend (HubPage *page, GError **error)
{
  JsonArray *trend = anj_json_get_array (page->document, "trend");
  guint n_dates = json_array_get_length (trend);
  guint first;
  g_autofree double *days = g_new0 (double, n_dates + 1);
  g_autofree double *numbers = g_new0 (double, n_dates + 1);
  g_autofree double *all = g_new0 (double, n_dates + 1);
  g_autoptr (GPtrArray) labels = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GString) told = g_string_new ("Banyaknya keluarga pada tiap tanggal data: ");
  g_autofree char *svg = NULL;

  hub_page_add_markup (page, "<h2>Perkembangan</h2>\n");
  if (n_dates < 2)
    {
      hub_page_add_markup (page, "<p>Baru ada satu tanggal data. Perkembangan tampak setelah "
                                 "kiriman berikutnya.</p>\n");
      return TRUE;
    }
  for (guint i = 0; i < n_dates; i++)
    {
      JsonObject *point = anj_json_array_get_object (trend, i);
      const char *date = anj_json_get_string (point, "date", "");

      days[i] = read_day (date);
      numbers[i] = (double) unreached_of (point);
      all[i] = (double) households_of (point);
      g_ptr_array_add (labels, hub_page_short_date (date));
      g_string_append_printf (told, "%s%s %.0f dari %.0f", i > 0 ? ", " : "",
                              (char *) g_ptr_array_index (labels, i), numbers[i], all[i]);
    }
  svg = hub_report_chart_draw (
      &(HubChart){
          .kind = HUB_CHART_LINES,
          .id = "perkembangan",
          .title = "Keluarga miskin ekstrem yang belum terdaftar di program",
          .description = told->str,
          .unit = "Keluarga",
          .labels = (const char *const *) labels->pdata,
          .positions = days,
          .n_labels = n_dates,
          .series = { { "Belum terdaftar di program", numbers }, { "Semua miskin ekstrem", all } },
          .n_series = 2 },
      error);
  if (svg == NULL)
    return FALSE;
  hub_page_add (page,
                "<figure>\n<figcaption>Keluarga miskin ekstrem yang belum terdaftar di program, "
                "pada tiap tanggal data</figcaption>\n");
  hub_page_add_markup (page, svg);
  hub_page_add_markup (page, "</figure>\n");
  first = find_comparable (page->document);
  if (first > 0 && first < n_dates)
    hub_page_add (page,
                  "<p>Data warga yang baru masuk pada %s. Angka sebelum itu tidak dapat "
                  "dibandingkan dengan angka sesudahnya.</p>\n",
                  (char *) g_ptr_array_index (labels, first));
  return TRUE;
}

static int
compare_parts (gconstpointer a, gconstpointer b)
{
  JsonObject *first = *(JsonObject *const *) a, *second = *(JsonObject *const *) b;

  if (unreached_of (first) != unreached_of (second))
    return unreached_of (first) > unreached_of (second) ? -1 : 1;
  return g_strcmp0 (anj_json_get_string (first, "code", ""),
                    anj_json_get_string (second, "code", ""));
}

/* (transfer full) (element-type JsonObject) (transfer none): most unreached first */
static GPtrArray *
sort_parts (JsonArray *parts)
{
  GPtrArray *sorted = g_ptr_array_new ();

  for (guint i = 0; parts != NULL && i < json_array_get_length (parts); i++)
    g_ptr_array_add (sorted, anj_json_array_get_object (parts, i));
  g_ptr_array_sort (sorted, compare_parts);
  return sorted;
}

static void
add_advice (HubPage *page, const GPtrArray *parts)
{
  gint64 others = anj_json_get_int (page->document, "people_without_no_kk", 0);
  g_autoptr (GString) places = g_string_new (NULL);
  gint64 there = 0;

  hub_page_add_markup (page, "<h2>Yang perlu dilakukan</h2>\n<ol class=\"next\">\n");
  /* to name all of them would be no advice */
  for (guint i = 0; i < MIN (parts->len, N_PLACES_NAMED); i++)
    {
      JsonObject *part = g_ptr_array_index (parts, i);

      if (unreached_of (part) == 0 ||
          (i > 0 && there + unreached_of (part) == unreached_of (page->document)))
        break;
      there += unreached_of (part);
      g_string_append_printf (places, "%s%s", i > 0 ? ", " : "",
                              anj_json_get_string (part, "name", ""));
    }
  if (there > 0 && there < unreached_of (page->document))
    {
      g_autofree char *share = hub_page_percent (there, unreached_of (page->document));
      g_autofree char *number = hub_page_number (there);

      hub_page_add (page,
                    "<li><strong>Mulai dari %s.</strong> Di sana ada %s keluarga yang belum "
                    "terdaftar di program (%s).</li>\n",
                    places->str, number, share);
    }
  if (unreached_of (page->document) > 0)
    hub_page_add_markup (
        page, "<li><strong>Periksa keluarga itu satu per satu.</strong> Dinas Sosial menyerahkan "
              "namanya kepada operator data desa dan pendamping. Halaman ini tidak memuat nama."
              "</li>\n<li><strong>Bawa ke musyawarah.</strong> Keluarga yang layak diusulkan lewat "
              "musyawarah desa atau kelurahan, lalu disahkan.</li>\n");
  if (others > 0)
    {
      g_autofree char *number = hub_page_number (others);

      hub_page_add (
          page,
          "<li><strong>Lengkapi No. KK.</strong> Dinas Dukcapil mencari No. KK %s orang yang belum "
          "diketahui. "
          "Tanpa itu mereka tidak dapat dihubungkan dengan keluarga dan bantuannya.</li>\n",
          number);
    }
  hub_page_add_markup (page, "<li><strong>Ukur lagi.</strong> Setelah daftar penerima yang baru "
                             "masuk, cetak lagi halaman ini. Angkanya harus turun sampai 0.</li>\n"
                             "</ol>\n");
}

static void
add_counts (HubPage *page, JsonObject *counts, gint64 most)
{
  gint64 households = anj_json_get_int (counts, "households", 0);
  g_autofree char *share = hub_page_percent (households - unreached_of (counts), households);

  hub_page_add_number (page, households);
  hub_page_add (page, "<td>%s</td>", share);
  hub_page_add_number (page, unreached_of (counts));
  if (most >= 0)
    hub_page_add_bar (page, unreached_of (counts), most);
  else
    hub_page_add_markup (page, "<td></td>");
  hub_page_end_row (page);
}

/* what lies in it, and the sum above; in villages of everywhere, with the district each lies in */
static void
add_table (HubPage *page, const char *title, const GPtrArray *rows, gboolean is_everywhere)
{
  const char *const parts[] = {
    title, "Miskin ekstrem", "Sudah terdaftar", "Belum terdaftar", "<\u00a0", NULL
  };
  const char *const villages[] = {
    title, "<Kecamatan", "Miskin ekstrem", "Sudah terdaftar", "Belum terdaftar", "<\u00a0", NULL
  };
  gint64 most = rows->len > 0 ? unreached_of (g_ptr_array_index (rows, 0)) : 0;

  hub_page_begin_table (page, "Dihitung dalam keluarga, dari yang terbanyak belum terdaftar.",
                        is_everywhere ? villages : parts);
  if (!is_everywhere)
    {
      hub_page_begin_row (page, "Jumlah", TRUE);
      add_counts (page, page->document, -1);
    }
  for (guint i = 0; i < rows->len; i++)
    {
      JsonObject *row = g_ptr_array_index (rows, i);
      g_autofree char *district = anj_region_code_parent (anj_json_get_string (row, "code", ""));
      const char *name = anj_region_table_name (page->query->regions, district);

      hub_page_begin_row (page, anj_json_get_string (row, "name", ""), FALSE);
      if (is_everywhere)
        hub_page_add_text (page, name != NULL ? name : district);
      add_counts (page, row, most);
    }
  hub_page_end_table (page);
}

gboolean
hub_report_zero_page (HubPage *page, GError **error)
{
  g_autoptr (GPtrArray) parts = sort_parts (anj_json_get_array (page->document, "parts"));
  g_autoptr (GPtrArray) villages = sort_parts (anj_json_get_array (page->document, "villages"));
  g_autofree char *word = g_strdup (hub_page_part_word (page->query->area));

  hub_page_begin (page, "Menuju nol kemiskinan ekstrem", HUB_PAGE_FOR_OFFICES);
  add_hero (page);
  if (!add_trend (page, error))
    return FALSE;
  add_advice (page, parts);
  if (parts->len > 0)
    {
      hub_page_add (page, "<h2 class=\"new-page\">Per %s</h2>\n", word);
      *word = g_ascii_toupper (*word);
      add_table (page, word, parts, FALSE);
    }
  if (villages->len > 0)
    {
      hub_page_add_markup (page, "<h2>Desa dan kelurahan yang terbanyak belum terdaftar</h2>\n");
      add_table (page, "Desa atau kelurahan", villages, TRUE);
    }
  hub_page_add_words (page, words);
  hub_page_end (page);
  return TRUE;
}
