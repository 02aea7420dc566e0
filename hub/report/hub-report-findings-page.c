/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <math.h>
#include <string.h>

#include "core/anj-json.h"
#include "hub/hub-csv.h"
#include "hub/report/hub-report-chart.h"
#include "hub/report/hub-report-parts.h"

#define HIDDEN "•"

/* member of a row, and the list of the configuration that names its parts */
static const struct
{
  const char *member;
  const char *list;
  const char *title;
} groups[] = {
  { "topics", NULL, "Tentang apa" },
  { "programmes", "programmes", "Program yang disebut" },
  { "strategies", NULL, "Strategi program itu" },
  { "months", NULL, "Bulan masuk" },
};

static const char *const states[][2] = {
  { "open", "Dalam waktu" },
  { "late", "Lewat waktu" },
  { "answered", "Sudah dijawab" },
  { "closed", "Selesai" },
};

static const char *const names[][2] = {
  { "mengurangi-beban", "Mengurangi beban" },
  { "meningkatkan-pendapatan", "Menambah pendapatan" },
  { "mengurangi-kantong", "Mengurangi kantong kemiskinan" },
  { "none", "Program tanpa strategi, atau tidak disebut" },
  { "-", "Tidak menyebut program" },
};

static const char *const words[] = {
  "Temuan",
  "Pengaduan, usulan, sanggahan, dan permintaan perubahan data dari warga. Yang dibaca hanya "
  "kepala "
  "suratnya: jenis, program, desa, dan tanggal. Isi dan nama tidak dibaca.",
  "Lewat waktu",
  "Belum dijawab, padahal batas waktunya sudah lewat pada tanggal halaman ini.",
  HIDDEN,
  "Angka ini tidak dicetak. Kelompoknya kurang dari 5, atau ia dapat membuka kelompok kurang dari "
  "5 "
  "di tempat lain.",
  "Desa lain, bersama",
  "Desa dengan kurang dari 5 temuan dihitung bersama. Kalau bersama pun kurang dari 5, mereka baru "
  "dihitung di wilayah di atasnya.",
  NULL,
};

static gint64
read_number (JsonObject *row, const char *group, const char *member)
{
  return anj_json_get_int (group != NULL ? anj_json_get_object (row, group) : row, member, -1);
}

/* "complaint:kartu" → what both are called */
static char *
name_topic (const HubReportQuery *query, const char *topic)
{
  g_auto (GStrv) parts = g_strsplit (topic, ":", 2);
  JsonObject *kind = hub_catalogue_find_entry (query->catalogue, "kinds", parts[0]);
  JsonObject *category = hub_catalogue_find_entry (query->catalogue, "categories", parts[1]);
  const char *first = kind != NULL ? anj_json_get_text (kind, "label", "id") : parts[0];

  if (parts[1] == NULL)
    return g_strdup (first);
  return g_strdup_printf (
      "%s: %s", first, category != NULL ? anj_json_get_text (category, "label", "id") : parts[1]);
}

static char *
name_month (const char *month)
{
  g_autofree char *first = g_strconcat (month, "-01", NULL);
  g_autofree char *date = hub_page_date (first);

  return g_strdup (g_str_has_prefix (date, "1 ") ? date + strlen ("1 ") : date);
}

/* (transfer full): what a page calls @member of the group */
static char *
name_member (const HubReportQuery *query, guint group, const char *member)
{
  JsonObject *entry = groups[group].list != NULL
                          ? hub_catalogue_find_entry (query->catalogue, groups[group].list, member)
                          : NULL;

  if (entry != NULL)
    return g_strdup (anj_json_get_text (entry, "name", "id"));
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (strcmp (names[i][0], member) == 0)
      return g_strdup (names[i][1]);
  if (strcmp (groups[group].member, "topics") == 0)
    return name_topic (query, member);
  return strcmp (groups[group].member, "months") == 0 ? name_month (member) : g_strdup (member);
}

static void
append_line (GString *out, JsonObject *row, const char *group, const char *member, gint64 number)
{
  g_string_append_printf (out, "%s,", anj_json_get_string (row, "code", ""));
  hub_csv_append_cell (out, anj_json_get_string (row, "name", ""));
  g_string_append_printf (out, ",%s,", group);
  hub_csv_append_cell (out, member);
  if (number >= 0)
    g_string_append_printf (out, ",%" G_GINT64_FORMAT "\n", number);
  else
    g_string_append (out, ",\n");
}

void
hub_report_findings_csv (const HubReportQuery *query G_GNUC_UNUSED,
                         JsonObject *document,
                         GString *out)
{
  static const char *const members[] = { "states", "topics", "programmes", "strategies", "months" };
  JsonArray *rows = anj_json_get_array (document, "rows");

  g_string_append (out, "code,name,group,item,cases\n");
  for (guint r = 0; r < json_array_get_length (rows); r++)
    {
      JsonObject *row = anj_json_array_get_object (rows, r);

      append_line (out, row, "cases", "", read_number (row, NULL, "cases"));
      for (gsize g = 0; g < G_N_ELEMENTS (members); g++)
        {
          JsonObjectIter iter;
          const char *member;

          json_object_iter_init_ordered (&iter, anj_json_get_object (row, members[g]));
          while (json_object_iter_next_ordered (&iter, &member, NULL))
            append_line (out, row, members[g], member, read_number (row, members[g], member));
        }
    }
}

static void
add_number (HubPage *page, gint64 number)
{
  if (number >= 0)
    hub_page_add_number (page, number);
  else
    hub_page_add_markup (page, "<td>" HIDDEN "</td>");
}

static void
add_fact (HubPage *page, gint64 number, const char *meaning)
{
  g_autofree char *text = number >= 0 ? hub_page_number (number) : g_strdup (HIDDEN);

  hub_page_add (page, "<dt>%s</dt><dd>%s</dd>\n", text, meaning);
}

static void
add_hero (HubPage *page, JsonObject *row)
{
  g_autofree char *number = hub_page_number (read_number (row, NULL, "cases"));

  hub_page_add (
      page,
      "<section class=\"hero\">\n<div class=\"main\"><strong>%s</strong><span>Temuan dari "
      "warga dalam 12 bulan terakhir yang ada temuannya</span></div>\n<dl>\n",
      number);
  add_fact (page, read_number (row, "states", "late"), "lewat waktu, belum dijawab");
  add_fact (page, read_number (row, "states", "open"), "masih dalam waktu");
  add_fact (page, read_number (row, "states", "answered"), "sudah dijawab");
  add_fact (page, read_number (row, "states", "closed"), "selesai");
  hub_page_add_markup (page, "</dl>\n</section>\n");
}

static gboolean
add_chart (HubPage *page, JsonObject *row, GError **error)
{
  JsonObject *months = anj_json_get_object (row, "months");
  guint n_months = json_object_get_size (months);
  g_autofree double *numbers = g_new0 (double, n_months);
  g_autoptr (GPtrArray) labels = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GString) told = g_string_new ("Temuan tiap bulan: ");
  g_autofree char *svg = NULL;
  JsonObjectIter iter;
  const char *month;

  json_object_iter_init_ordered (&iter, months);
  while (json_object_iter_next_ordered (&iter, &month, NULL))
    {
      gint64 number = anj_json_get_int (months, month, -1);
      g_autofree char *name = name_month (month);
      g_autofree char *value = number >= 0 ? hub_page_number (number) : g_strdup ("tidak dicetak");

      g_string_append_printf (told, "%s%s %s", labels->len > 0 ? ", " : "", name, value);
      numbers[labels->len] = number >= 0 ? (double) number : NAN;
      g_ptr_array_add (labels, g_strdup_printf ("%.3s %.2s", name, month + strlen ("20")));
    }
  svg = hub_report_chart_draw (&(HubChart){ .kind = HUB_CHART_STACKS,
                                            .id = "bulan",
                                            .title = "Temuan tiap bulan",
                                            .description = told->str,
                                            .unit = "Temuan",
                                            .labels = (const char *const *) labels->pdata,
                                            .n_labels = n_months,
                                            .series = { { "Temuan", numbers } },
                                            .n_series = 1 },
                               error);
  if (svg == NULL)
    return FALSE;
  hub_page_add_markup (page, "<figure>\n<figcaption>Temuan tiap bulan masuk. Bulan tanpa batang "
                             "tidak dicetak angkanya.</figcaption>\n");
  hub_page_add_markup (page, svg);
  hub_page_add_markup (page, "</figure>\n");
  return TRUE;
}

static void
add_parts (HubPage *page, JsonArray *rows)
{
  const char *const headings[] = { "Wilayah",    states[0][1], states[1][1], states[2][1],
                                   states[3][1], "Semua",      NULL };

  hub_page_begin_table (page, HIDDEN " berarti angka tidak dicetak.", headings);
  for (guint r = 0; r < json_array_get_length (rows); r++)
    {
      JsonObject *row = anj_json_array_get_object (rows, r);

      hub_page_begin_row (page, anj_json_get_string (row, "name", ""), r == 0);
      for (gsize s = 0; s < G_N_ELEMENTS (states); s++)
        add_number (page, read_number (row, "states", states[s][0]));
      add_number (page, read_number (row, NULL, "cases"));
      hub_page_end_row (page);
    }
  hub_page_end_table (page);
}

static void
add_group (HubPage *page, JsonObject *row, guint group)
{
  const char *const headings[] = { groups[group].title, "Temuan", "<\u00a0", NULL };
  JsonObject *numbers = anj_json_get_object (row, groups[group].member);
  JsonObjectIter iter;
  const char *member;
  gint64 most = 0;

  json_object_iter_init_ordered (&iter, numbers);
  while (json_object_iter_next_ordered (&iter, &member, NULL))
    most = MAX (most, anj_json_get_int (numbers, member, 0));
  hub_page_add_markup (page, "<section class=\"keep\">\n");
  hub_page_add (page, "<h2>%s</h2>\n", groups[group].title);
  hub_page_begin_table (page, NULL, headings);
  json_object_iter_init_ordered (&iter, numbers);
  while (json_object_iter_next_ordered (&iter, &member, NULL))
    {
      g_autofree char *name = name_member (page->query, group, member);

      hub_page_begin_row (page, name, FALSE);
      add_number (page, anj_json_get_int (numbers, member, -1));
      hub_page_add_bar (page, MAX (0, anj_json_get_int (numbers, member, 0)), most);
      hub_page_end_row (page);
    }
  hub_page_end_table (page);
  hub_page_add_markup (page, "</section>\n");
}

gboolean
hub_report_findings_page (HubPage *page, GError **error)
{
  JsonArray *rows = anj_json_get_array (page->document, "rows");
  JsonObject *row = json_array_get_length (rows) > 0 ? anj_json_array_get_object (rows, 0) : NULL;

  hub_page_begin (page, "Laporan temuan lapangan", HUB_PAGE_FOR_ALL);
  if (row == NULL)
    hub_page_add_markup (page, "<p>Ada kurang dari 5 temuan di wilayah ini. Angkanya tidak dicetak."
                               "</p>\n");
  else
    {
      add_hero (page, row);
      if (!add_chart (page, row, error))
        return FALSE;
      hub_page_add_markup (page, "<h2>Per wilayah</h2>\n");
      add_parts (page, rows);
      for (guint i = 0; i < G_N_ELEMENTS (groups); i++)
        add_group (page, row, i);
    }
  hub_page_add_words (page, words);
  hub_page_end (page);
  return TRUE;
}
