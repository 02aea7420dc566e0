/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <math.h>

#include "core/anj-json.h"
#include "hub/hub-csv.h"
#include "hub/report/hub-report-chart.h"
#include "hub/report/hub-report-parts.h"
#include "hub/report/hub-report-tkpk.h"

#define HIDDEN "•"
#define UNTOLD "tidak dicetak"

static const char *const words[] = {
  "TKPK",
  "Tim Koordinasi Penanggulangan Kemiskinan. Laporannya berjenjang: desa, kecamatan, kabupaten "
  "atau "
  "kota, provinsi (Permendagri 53/2020).",
  HIDDEN,
  "Angka ini tidak dicetak. Kelompoknya kurang dari 5, atau ia dapat membuka kelompok kurang dari "
  "5 "
  "di tempat lain. Angka 0 dicetak.",
  "Keluarga",
  "Orang yang tinggal dengan No. KK yang sama, dihitung sekali. Desa dengan kurang dari 5 keluarga "
  "tidak masuk angka mana pun.",
  "Desil",
  "Desil terendah anggota keluarga di DTSEN. Halaman ini tidak menghitung desil sendiri.",
  "Terjangkau",
  "Paling sedikit satu anggota ada di daftar penerima terbaru suatu program, juga sebagai calon, "
  "dan tidak dikeluarkan atau gagal. Bantuannya mungkin belum cair. Satu keluarga dapat menerima "
  "beberapa program.",
  NULL,
};

static const char *const strategy_names[HUB_TKPK_N_STRATEGIES] = {
  "Mengurangi beban",
  "Menambah pendapatan",
  "Mengurangi kantong kemiskinan",
};

static const char *const register_names[HUB_TKPK_N_REGISTERS] = { "DTSEN", "DTKS", "P3KE", "PK" };

/* one group of columns: members of @object in a row, or of the row itself where it is NULL */
typedef struct
{
  const char *object;
  const char *member;
  char *title;
} Column;

static void
column_clear (gpointer data)
{
  g_free (((Column *) data)->title);
}

static void
add_column (GArray *columns, const char *object, const char *member, const char *title)
{
  Column column = { object, member, g_strdup (title) };

  g_array_append_val (columns, column);
}

static GArray *
new_columns (void)
{
  GArray *columns = g_array_new (FALSE, FALSE, sizeof (Column));

  g_array_set_clear_func (columns, column_clear);
  return columns;
}

static void
add_desil_columns (GArray *columns)
{
  for (guint i = 0; i < HUB_TKPK_N_DESIL_GROUPS; i++)
    {
      const char *group = hub_tkpk_desil_groups[i];
      g_autofree char *title = i + 1 == HUB_TKPK_N_DESIL_GROUPS
                                   ? g_strdup ("Tanpa desil")
                                   : g_strdup_printf ("Desil %s", group);

      add_column (columns, "desil", group, title);
    }
}

static void
add_reach_columns (GArray *columns)
{
  add_column (columns, NULL, "reached", "Terjangkau");
  add_column (columns, NULL, "unreached", "Belum");
}

static void
add_programme_columns (const HubReportQuery *query, GArray *columns)
{
  for (guint i = 0; i < hub_catalogue_n_programmes (query->catalogue); i++)
    {
      const char *code = hub_catalogue_programme (query->catalogue, i);
      JsonObject *entry = hub_catalogue_find_entry (query->catalogue, "programmes", code);

      add_column (columns, "programmes", code,
                  entry != NULL ? anj_json_get_text (entry, "name", "id") : code);
    }
}

static void
add_strategy_columns (GArray *columns)
{
  for (guint i = 0; i < HUB_TKPK_N_STRATEGIES; i++)
    add_column (columns, "strategies", hub_tkpk_strategies[i], strategy_names[i]);
}

static void
add_register_columns (GArray *columns)
{
  for (guint i = 0; i < HUB_TKPK_N_REGISTERS; i++)
    add_column (columns, "people", hub_tkpk_registers[i], register_names[i]);
}

/* -1: hidden */
static gint64
read_cell (JsonObject *row, const Column *column)
{
  return anj_json_get_int (column->object != NULL ? anj_json_get_object (row, column->object) : row,
                           column->member, -1);
}

void
hub_report_tkpk_csv (const HubReportQuery *query, JsonObject *document, GString *out)
{
  JsonArray *rows = anj_json_get_array (document, "rows");
  g_autoptr (GArray) columns = new_columns ();

  add_column (columns, NULL, "households", "");
  add_desil_columns (columns);
  add_reach_columns (columns);
  add_programme_columns (query, columns);
  add_strategy_columns (columns);
  add_register_columns (columns);
  g_string_append (out, "date,code,name");
  for (guint i = 0; i < columns->len; i++)
    {
      const Column *column = &g_array_index (columns, Column, i);

      g_string_append_printf (out, ",%s%s%s", column->object != NULL ? column->object : "",
                              column->object != NULL ? ":" : "", column->member);
    }
  g_string_append_c (out, '\n');
  for (guint r = 0; r < json_array_get_length (rows); r++)
    {
      JsonObject *row = anj_json_array_get_object (rows, r);

      g_string_append_printf (out, "%s,%s,", anj_json_get_string (document, "as_of", ""),
                              anj_json_get_string (row, "code", ""));
      hub_csv_append_cell (out, anj_json_get_string (row, "name", ""));
      for (guint i = 0; i < columns->len; i++)
        {
          gint64 number = read_cell (row, &g_array_index (columns, Column, i));

          g_string_append_c (out, ',');
          if (number >= 0)
            g_string_append_printf (out, "%" G_GINT64_FORMAT, number);
        }
      g_string_append_c (out, '\n');
    }
}

static void
add_cell (HubPage *page, gint64 number)
{
  if (number >= 0)
    hub_page_add_number (page, number);
  else
    hub_page_add_markup (page, "<td>" HIDDEN "</td>");
}

static void
add_table (HubPage *page, const char *title, const char *caption, const GArray *columns)
{
  JsonArray *rows = anj_json_get_array (page->document, "rows");
  g_autoptr (GPtrArray) headings = g_ptr_array_new ();

  hub_page_add (page, "<h2>%s</h2>\n", title);
  g_ptr_array_add (headings, (gpointer) "Wilayah");
  for (guint i = 0; i < columns->len; i++)
    g_ptr_array_add (headings, g_array_index (columns, Column, i).title);
  g_ptr_array_add (headings, NULL);
  hub_page_begin_table (page, caption, (const char *const *) headings->pdata);
  for (guint r = 0; r < json_array_get_length (rows); r++)
    {
      JsonObject *row = anj_json_array_get_object (rows, r);

      hub_page_begin_row (page, anj_json_get_string (row, "name", ""), r == 0);
      for (guint i = 0; i < columns->len; i++)
        add_cell (page, read_cell (row, &g_array_index (columns, Column, i)));
      hub_page_end_row (page);
    }
  hub_page_end_table (page);
}

static void
add_fact (HubPage *page, JsonObject *row, const char *member, const char *meaning)
{
  gint64 number = anj_json_get_int (row, member, -1);
  g_autofree char *text = number >= 0 ? hub_page_number (number) : g_strdup (UNTOLD);

  hub_page_add (page, "<dt>%s</dt><dd>%s</dd>\n", text, meaning);
}

/* of how many groups of desil there is a bar */
static guint
count_bars (JsonObject *row)
{
  guint n = 0;

  for (guint i = 0; i < HUB_TKPK_N_DESIL_GROUPS; i++)
    n += anj_json_get_int (anj_json_get_object (row, "desil"), hub_tkpk_desil_groups[i], 0) > 0;
  return n;
}

/* desil of the area's households; hidden ones are no bar */
static gboolean
add_chart (HubPage *page, JsonObject *row, GError **error)
{
  double numbers[HUB_TKPK_N_DESIL_GROUPS];
  const char *labels[HUB_TKPK_N_DESIL_GROUPS];
  g_autoptr (GArray) columns = new_columns ();
  g_autoptr (GString) told = g_string_new ("Keluarga: ");
  g_autofree char *svg = NULL;

  add_desil_columns (columns);
  for (guint i = 0; i < columns->len; i++)
    {
      const Column *column = &g_array_index (columns, Column, i);
      gint64 number = read_cell (row, column);

      labels[i] = column->title;
      numbers[i] = number >= 0 ? (double) number : NAN;
      if (number >= 0)
        g_string_append_printf (told, "%s%s %" G_GINT64_FORMAT, i > 0 ? ", " : "", column->title,
                                number);
      else
        g_string_append_printf (told, "%s%s tidak dicetak", i > 0 ? ", " : "", column->title);
    }
  svg = hub_report_chart_draw (&(HubChart){ .kind = HUB_CHART_STACKS,
                                            .id = "desil",
                                            .title = "Keluarga menurut desil",
                                            .description = told->str,
                                            .unit = "Keluarga",
                                            .labels = labels,
                                            .n_labels = HUB_TKPK_N_DESIL_GROUPS,
                                            .series = { { "Keluarga", numbers } },
                                            .n_series = 1 },
                               error);
  if (svg == NULL)
    return FALSE;
  hub_page_add_markup (page, "<figure>\n<figcaption>Keluarga menurut desil</figcaption>\n");
  hub_page_add_markup (page, svg);
  hub_page_add_markup (page, "</figure>\n");
  return TRUE;
}

static void
add_tables (HubPage *page)
{
  g_autoptr (GArray) households = new_columns ();
  g_autoptr (GArray) programmes = new_columns ();
  g_autoptr (GArray) strategies = new_columns ();
  g_autoptr (GArray) people = new_columns ();

  add_column (households, NULL, "households", "Keluarga");
  add_desil_columns (households);
  add_programme_columns (page->query, programmes);
  add_strategy_columns (strategies);
  add_reach_columns (strategies);
  add_register_columns (people);
  add_table (page, "Keluarga menurut desil",
             "Dihitung dalam keluarga. " HIDDEN " berarti angka tidak dicetak.", households);
  add_table (page, "Keluarga yang dijangkau tiap program",
             "Dihitung dalam keluarga. Satu keluarga dapat ada di beberapa kolom.", programmes);
  add_table (page, "Keluarga yang dijangkau tiap strategi", "Dihitung dalam keluarga.", strategies);
  add_table (page, "Orang di tiap register", "Dihitung dalam orang, apa pun statusnya.", people);
}

gboolean
hub_report_tkpk_page (HubPage *page, GError **error)
{
  JsonArray *rows = anj_json_get_array (page->document, "rows");
  JsonObject *row = json_array_get_length (rows) > 0 ? anj_json_array_get_object (rows, 0) : NULL;

  hub_page_begin (page, "Laporan koordinasi penanggulangan kemiskinan", HUB_PAGE_FOR_ALL);
  if (row == NULL)
    hub_page_add_markup (page, "<p>Setiap desa di wilayah ini punya kurang dari 5 keluarga. Tidak "
                               "ada angka yang boleh dicetak.</p>\n");
  else
    {
      gint64 unreached = anj_json_get_int (row, "unreached", -1);
      g_autofree char *number = unreached >= 0 ? hub_page_number (unreached) : g_strdup (UNTOLD);

      hub_page_add_markup (page, "<section class=\"hero\">\n<div class=\"main\">");
      hub_page_add_markup (page, unreached >= 0 ? "<strong>" : "<strong class=\"untold\">");
      hub_page_add (
          page,
          "%s</strong><span>Keluarga dari semua desil, juga yang tidak miskin, yang belum "
          "dijangkau program mana pun</span></div>\n<dl>\n",
          number);
      add_fact (page, row, "households", "keluarga di register, dari semua desil");
      add_fact (page, row, "reached", "keluarga sudah dijangkau program");
      hub_page_add_markup (page, "</dl>\n</section>\n");
      if (count_bars (row) > 1 && !add_chart (page, row, error))
        return FALSE;
      add_tables (page);
    }
  hub_page_add_words (page, words);
  hub_page_end (page);
  return TRUE;
}
