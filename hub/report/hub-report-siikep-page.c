/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/anj-json.h"
#include "hub/report/hub-report-chart.h"
#include "hub/report/hub-report-parts.h"

/* bucket, and what it is called on the page */
static const char *const buckets[][2] = {
  { "both", "P3KE dan DTKS" },
  { "p3ke_only", "Hanya P3KE" },
  { "dtks_only", "Hanya DTKS" },
  { "neither", "Hanya register lain" },
};

#define N_BUCKETS G_N_ELEMENTS (buckets)

static const char *const words[] = {
  "SIIKEP",
  "Strategi integrasi dan kolaborasi untuk menghapus kemiskinan ekstrem. Sasarannya orang yang ada "
  "di P3KE dan DTKS, tetapi belum terdaftar di program bantuan.",
  "Terdaftar di program",
  "Ada di daftar penerima terbaru suatu program, juga sebagai calon, dan bukan dikeluarkan atau "
  "gagal. "
  "Bantuannya mungkin belum cair. Untuk "
  "PKH dan Sembako cukup seorang anggota keluarga (satu No. KK).",
  "P3KE",
  "Sasaran percepatan penghapusan kemiskinan ekstrem. Barisnya boleh tanpa NIK: orang itu dihitung "
  "tersendiri.",
  "DTKS",
  "Data terpadu kesejahteraan sosial. Orang yang tercatat tidak aktif tetap dihitung tercatat.",
  NULL,
};

static JsonObject *
get_bucket (JsonObject *document, guint index)
{
  return anj_json_get_object (anj_json_get_object (document, "buckets"), buckets[index][0]);
}

void
hub_report_siikep_csv (const HubReportQuery *query, JsonObject *document, GString *out)
{
  g_string_append (out, "area,as_of,bucket,aid,no_aid\n");
  for (guint i = 0; i < N_BUCKETS; i++)
    {
      JsonObject *bucket = get_bucket (document, i);

      g_string_append_printf (out, "%s,%s,%s,%" G_GINT64_FORMAT ",%" G_GINT64_FORMAT "\n",
                              query->area, anj_json_get_string (document, "as_of", ""),
                              buckets[i][0], anj_json_get_int (bucket, "aid", 0),
                              anj_json_get_int (bucket, "no_aid", 0));
    }
}

static gboolean
add_chart (HubPage *page, GError **error)
{
  double aid[N_BUCKETS], no_aid[N_BUCKETS];
  const char *labels[N_BUCKETS];
  g_autoptr (GString) told = g_string_new ("Belum dan sudah terdaftar di program: ");
  g_autofree char *svg = NULL;

  for (guint i = 0; i < N_BUCKETS; i++)
    {
      JsonObject *bucket = get_bucket (page->document, i);

      labels[i] = buckets[i][1];
      aid[i] = (double) anj_json_get_int (bucket, "aid", 0);
      no_aid[i] = (double) anj_json_get_int (bucket, "no_aid", 0);
      g_string_append_printf (told, "%s%s %.0f dan %.0f", i > 0 ? ", " : "", labels[i], no_aid[i],
                              aid[i]);
    }
  svg = hub_report_chart_draw (&(HubChart){ .kind = HUB_CHART_STACKS,
                                            .id = "register",
                                            .title = "Orang menurut register dan program",
                                            .description = told->str,
                                            .unit = "Orang",
                                            .labels = labels,
                                            .n_labels = N_BUCKETS,
                                            .series = { { "Belum terdaftar di program", no_aid },
                                                        { "Sudah terdaftar", aid } },
                                            .n_series = 2 },
                               error);
  if (svg == NULL)
    return FALSE;
  hub_page_add_markup (page, "<figure>\n<figcaption>Orang menurut register dan program"
                             "</figcaption>\n");
  hub_page_add_markup (page, svg);
  hub_page_add_markup (page, "</figure>\n");
  return TRUE;
}

static void
add_table (HubPage *page)
{
  static const char *const headings[] = { "Tercatat di", "Sudah terdaftar di program",
                                          "Belum terdaftar", "Jumlah orang", NULL };
  gint64 sums[3] = { 0 };

  hub_page_begin_table (page, NULL, headings);
  for (guint i = 0; i <= N_BUCKETS; i++)
    {
      JsonObject *bucket = i < N_BUCKETS ? get_bucket (page->document, i) : NULL;
      gint64 aid = bucket != NULL ? anj_json_get_int (bucket, "aid", 0) : sums[0];
      gint64 no_aid = bucket != NULL ? anj_json_get_int (bucket, "no_aid", 0) : sums[1];
      const gint64 numbers[] = { aid, no_aid, aid + no_aid };

      hub_page_begin_row (page, bucket != NULL ? buckets[i][1] : "Jumlah", bucket == NULL);
      for (gsize j = 0; j < G_N_ELEMENTS (numbers); j++)
        {
          hub_page_add_number (page, numbers[j]);
          sums[j] += numbers[j];
        }
      hub_page_end_row (page);
    }
  hub_page_end_table (page);
}

gboolean
hub_report_siikep_page (HubPage *page, GError **error)
{
  JsonObject *both = get_bucket (page->document, 0);
  gint64 worklist = anj_json_get_int (page->document, "worklist", 0);
  g_autofree char *number = hub_page_number (worklist);
  g_autofree char *aid = hub_page_number (anj_json_get_int (both, "aid", 0));
  g_autofree char *all = hub_page_number (worklist + anj_json_get_int (both, "aid", 0));

  hub_page_begin (page, "Pemadanan P3KE dan DTKS (SIIKEP)", HUB_PAGE_FOR_OFFICES);
  hub_page_add (page,
                "<section class=\"hero\">\n<div class=\"main\"><strong>%s</strong>"
                "<span>Orang di P3KE dan DTKS yang belum terdaftar di program</span>"
                "<em>Daftar kerja</em></div>\n<dl>\n",
                number);
  hub_page_add (page,
                "<dt>%s</dt><dd>orang ada di P3KE dan DTKS</dd>\n"
                "<dt>%s</dt><dd>di antaranya sudah terdaftar di program</dd>\n</dl>\n</section>\n",
                all, aid);
  hub_page_add_markup (page, "<h2>Empat kelompok</h2>\n");
  if (!add_chart (page, error))
    return FALSE;
  add_table (page);
  hub_page_add_words (page, words);
  hub_page_end (page);
  return TRUE;
}
