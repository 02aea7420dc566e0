/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-home-page.h"

#include "core/anj-json.h"
#include "ui/anj-hero.h"
#include "ui/anj-i18n.h"
#include "ui/anj-icon.h"
#include "ui/anj-parts.h"

#define MAX_NEWS_LETTERS 70

#define N_TILES 6

struct _AnjHomePage
{
  AnjPage parent_instance;

  GtkWidget *sentences[N_TILES]; /* (unowned) (nullable): under the names of tiles */
};

G_DEFINE_FINAL_TYPE (AnjHomePage, anj_home_page, ANJ_TYPE_PAGE)

/* codes of config `services`: the first are what most people come for and say what they are */
static const struct
{
  const char *service;
  const char *kind;
  const char *icon_name;
  const char *css_class; /* (nullable): of the picture; %NULL: pale, on a small tile */
  const char *name;
  const char *sentence; /* (nullable) */
} TILES[N_TILES] = {
  { "cek-bantuan", "", "layanan-cek-bantuan", "hijau", N_ ("Cek bantuan"),
    N_ ("Lihat bantuan keluarga Anda.") },
  { "pengaduan", "complaint", "layanan-pengaduan", "nila", N_ ("Pengaduan"),
    N_ ("Sampaikan masalah. Boleh tanpa nama.") },
  { "perbarui-data", "", "layanan-perbarui-data", "soga", N_ ("Perbarui data"),
    N_ ("Perbaiki data, usulkan, atau sanggah.") },
  { "ikuti", "", "layanan-ikuti", NULL, N_ ("Ikuti pengaduan"), NULL },
  { "informasi", "", "layanan-informasi", NULL, N_ ("Informasi"), NULL },
  { "kepuasan", "feedback", "layanan-kepuasan", NULL, N_ ("Nilai layanan"), NULL },
};

static gboolean
is_offered (JsonObject *config, const char *service)
{
  JsonArray *services = anj_json_get_array (config, "services");

  for (guint i = 0; services != NULL && i < json_array_get_length (services); i++)
    {
      JsonObject *offered = anj_json_array_get_object (services, i);

      if (offered != NULL && g_str_equal (anj_json_get_string (offered, "code", ""), service))
        return TRUE;
    }
  return FALSE;
}

static void
on_clicked (AnjPage *self, GtkButton *tile)
{
  guint index = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (tile), "index"));

  anj_visit_set_kind (anj_page_get_visit (self), TILES[index].kind);
  anj_page_go (self, TILES[index].service);
}

/* large letters on a narrow panel: the picture and the name say it */
static gboolean
has_sentences (const AnjMetrics *metrics)
{
  return !anj_metrics_is_upright_narrow (metrics) || metrics->text_size < ANJ_TEXT_150;
}

/* the one that was put up last; of those without a date the first */
static JsonObject *
find_news (JsonObject *config)
{
  JsonArray *announcements = anj_json_get_array (config, "announcements");
  JsonObject *news = NULL;

  for (guint i = 0; announcements != NULL && i < json_array_get_length (announcements); i++)
    {
      JsonObject *entry = anj_json_array_get_object (announcements, i);

      if (entry != NULL && (news == NULL || g_strcmp0 (anj_json_get_string (entry, "date", ""),
                                                       anj_json_get_string (news, "date", "")) > 0))
        news = entry;
    }
  return news;
}

/* where it does not take the tiles' room */
static gboolean
has_room_for_news (const AnjMetrics *metrics)
{
  return metrics->text_size == ANJ_TEXT_100 &&
         (anj_metrics_is_wide (metrics) || anj_metrics_is_large_landscape (metrics));
}

/* leads to what has no room here */
static gboolean
hints_at_news (AnjPage *self, guint index)
{
  const AnjMetrics *metrics = anj_page_get_metrics (self);

  return g_str_equal (TILES[index].service, "informasi") && metrics->text_size == ANJ_TEXT_100 &&
         !has_room_for_news (metrics) &&
         find_news (anj_visit_get_config (anj_page_get_visit (self))) != NULL;
}

static GtkWidget *
make_hint (void)
{
  GtkWidget *hint = anj_parts_label (_ ("Ada kabar baru"), "kecil tebal nila");

  gtk_label_set_xalign (GTK_LABEL (hint), 0.5f);
  gtk_label_set_justify (GTK_LABEL (hint), GTK_JUSTIFY_CENTER);
  return hint;
}

static GtkWidget *
make_words (AnjPage *self, guint index, gboolean centred)
{
  const AnjMetrics *metrics = anj_page_get_metrics (self);
  GtkWidget *words = anj_parts_box (GTK_ORIENTATION_VERTICAL, metrics, 1.5, NULL);
  GtkWidget *name = anj_parts_label (_ (TILES[index].name), centred ? "nama-kecil" : "nama-ubin");

  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (words), name);
  if (centred)
    {
      gtk_label_set_xalign (GTK_LABEL (name), 0.5f);
      gtk_label_set_justify (GTK_LABEL (name), GTK_JUSTIFY_CENTER);
      if (hints_at_news (self, index))
        gtk_box_append (GTK_BOX (words), make_hint ());
    }
  else if (has_sentences (metrics))
    {
      GtkWidget *sentence = anj_parts_label (_ (TILES[index].sentence), "isi");

      ANJ_HOME_PAGE (self)->sentences[index] = sentence;
      gtk_box_append (GTK_BOX (words), sentence);
    }
  return words;
}

/* upright and large: a row with its sentence and an arrow; else picture above word */
static GtkWidget *
make_tile (AnjPage *self, guint index)
{
  const AnjMetrics *metrics = anj_page_get_metrics (self);
  gboolean landscape = anj_metrics_is_landscape (metrics);
  gboolean centred = landscape || TILES[index].sentence == NULL;
  double large_mm = anj_metrics_is_wide (metrics) ? 46 : 30;
  /* on a low panel large letters take the room of the picture */
  double low_mm = metrics->text_size == ANJ_TEXT_100 ? 23 : 14;
  double small_mm = anj_metrics_is_small_landscape (metrics)   ? low_mm
                    : anj_metrics_is_broad_landscape (metrics) ? 40
                    : anj_metrics_is_landscape (metrics)       ? 30
                    : anj_metrics_is_wide (metrics)            ? 26
                                                               : 20;
  double side_mm = centred ? small_mm : large_mm;
  GtkWidget *tile = gtk_button_new ();
  GtkWidget *words = make_words (self, index, centred);
  GtkWidget *square = NULL, *box = NULL;

  if (metrics->text_size == ANJ_TEXT_200 && !anj_metrics_is_small_landscape (metrics))
    side_mm *= centred ? 0.6 : 0.7;
  square = anj_parts_square (TILES[index].icon_name, side_mm * 0.68, metrics, side_mm,
                             TILES[index].css_class);
  if (centred)
    {
      box = anj_parts_box (GTK_ORIENTATION_VERTICAL, metrics, 3, NULL);
      gtk_box_append (GTK_BOX (box), square);
      gtk_box_append (GTK_BOX (box), words);
      /* pictures of neighbours stand in a line, however many lines their words take */
      gtk_widget_set_vexpand (words, TRUE);
      gtk_widget_set_vexpand (tile, FALSE);
      gtk_widget_add_css_class (tile, "ubin");
    }
  else
    {
      GtkWidget *arrow = anj_icon_new ("rincian", 15);

      gtk_widget_add_css_class (tile, "layanan");
      gtk_widget_add_css_class (arrow, "panah");
      box = anj_parts_row (metrics, 8, NULL);
      anj_parts_row_add (box, square);
      anj_parts_row_add (box, words);
      anj_parts_row_add (box, arrow);
    }
  gtk_button_set_child (GTK_BUTTON (tile), box);
  gtk_widget_set_focus_on_click (tile, FALSE);
  gtk_widget_add_css_class (tile, "kartu");
  anj_parts_set_name (tile, _ (TILES[index].name));
  g_object_set_data (G_OBJECT (tile), "index", GUINT_TO_POINTER (index));
  g_signal_connect_swapped (tile, "clicked", G_CALLBACK (on_clicked), self);
  return tile;
}

static double
gap_mm (const AnjMetrics *metrics)
{
  gboolean roomy = anj_metrics_is_wide (metrics) && metrics->text_size < ANJ_TEXT_200;

  return anj_metrics_is_landscape (metrics) ? 3 : roomy ? 5 : 4;
}

static GtkWidget *
make_group (const AnjMetrics *metrics, GtkOrientation orientation)
{
  GtkWidget *group = anj_parts_box (orientation, metrics, gap_mm (metrics), NULL);

  gtk_box_set_homogeneous (GTK_BOX (group), TRUE);
  return group;
}

static GtkWidget *
make_tiles (AnjPage *self)
{
  const AnjMetrics *metrics = anj_page_get_metrics (self);
  gboolean landscape = anj_metrics_is_landscape (metrics);
  JsonObject *config = anj_visit_get_config (anj_page_get_visit (self));
  GtkWidget *box = anj_parts_box (GTK_ORIENTATION_VERTICAL, metrics, gap_mm (metrics), NULL);
  GtkWidget *large = make_group (metrics,
                                 landscape ? GTK_ORIENTATION_HORIZONTAL : GTK_ORIENTATION_VERTICAL);
  GtkWidget *small = make_group (metrics, GTK_ORIENTATION_HORIZONTAL);

  for (guint i = 0; i < G_N_ELEMENTS (TILES); i++)
    if (is_offered (config, TILES[i].service))
      gtk_box_append (GTK_BOX (TILES[i].sentence != NULL ? large : small), make_tile (self, i));
  gtk_box_set_homogeneous (GTK_BOX (box), landscape);
  gtk_widget_set_vexpand (large, TRUE);
  gtk_box_append (GTK_BOX (box), large);
  gtk_widget_set_visible (small, gtk_widget_get_first_child (small) != NULL);
  gtk_box_append (GTK_BOX (box), small);
  return box;
}

static void
on_news (AnjPage *self)
{
  anj_visit_set_kind (anj_page_get_visit (self), "");
  anj_page_go (self, "pengumuman");
}

/* a line that says what is new, where it is short enough for one; touched it leads to all of it */
static GtkWidget *
make_news (AnjPage *self, JsonObject *news)
{
  const AnjMetrics *metrics = anj_page_get_metrics (self);
  const char *language = anj_visit_get_language (anj_page_get_visit (self));
  const char *text = anj_json_get_text (news, "text", language);
  GtkWidget *line = gtk_button_new ();
  GtkWidget *box = anj_parts_row (metrics, 5, NULL);
  GtkWidget *arrow = anj_icon_new ("rincian", 10);
  GtkWidget *label = NULL;

  if (g_utf8_strlen (text, -1) > MAX_NEWS_LETTERS)
    text = _ ("Ada kabar dari desa. Sentuh untuk membaca.");
  label = anj_parts_label (text, "isi");
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_add_css_class (arrow, "panah");
  anj_parts_row_add (box, anj_icon_new ("pengumuman", 10));
  anj_parts_row_add (box, label);
  anj_parts_row_add (box, arrow);
  gtk_button_set_child (GTK_BUTTON (line), box);
  gtk_widget_set_focus_on_click (line, FALSE);
  anj_parts_add_classes (line, "kartu berita");
  anj_parts_set_name (line, text);
  g_signal_connect_swapped (line, "clicked", G_CALLBACK (on_news), self);
  return line;
}

static void
anj_home_page_constructed (GObject *object)
{
  AnjPage *self = ANJ_PAGE (object);
  const AnjMetrics *metrics = NULL;
  GtkWidget *tiles = NULL, *content = NULL;
  JsonObject *news = NULL;
  gboolean wide;

  G_OBJECT_CLASS (anj_home_page_parent_class)->constructed (object);

  metrics = anj_page_get_metrics (self);
  wide = anj_metrics_is_wide (metrics);
  tiles = make_tiles (self);
  news = find_news (anj_visit_get_config (anj_page_get_visit (self)));
  content = anj_parts_box (GTK_ORIENTATION_VERTICAL, metrics,
                           anj_metrics_is_landscape (metrics) ? 3 : 5, NULL);
  if (news != NULL && has_room_for_news (metrics))
    gtk_box_append (GTK_BOX (content), make_news (self, news));
  gtk_widget_set_vexpand (tiles, TRUE);
  gtk_box_append (GTK_BOX (content), tiles);
  if (anj_metrics_is_landscape (metrics))
    {
      anj_page_set_question (self, _ ("Apa yang Anda perlukan?"));
    }
  else
    {
      anj_page_set_top (self,
                        anj_hero_new (metrics, _ ("Apa yang Anda perlukan?"),
                                      _ ("Sentuh satu gambar. Boleh mulai lagi kapan saja.")));
      gtk_widget_set_margin_top (
          content, anj_metrics_px (metrics, wide && metrics->text_size < ANJ_TEXT_150 ? 8 : 2));
    }
  anj_page_set_content (self, content);
}

static gboolean
anj_home_page_leave_out (AnjPage *page)
{
  AnjHomePage *self = ANJ_HOME_PAGE (page);
  gboolean is_any = FALSE;

  for (guint i = 0; i < N_TILES; i++)
    if (self->sentences[i] != NULL && gtk_widget_get_visible (self->sentences[i]))
      {
        gtk_widget_set_visible (self->sentences[i], FALSE);
        is_any = TRUE;
      }
  return is_any;
}

static void
anj_home_page_class_init (AnjHomePageClass *klass)
{
  G_OBJECT_CLASS (klass)->constructed = anj_home_page_constructed;
  ANJ_PAGE_CLASS (klass)->leave_out = anj_home_page_leave_out;
}

static void
anj_home_page_init (AnjHomePage *self G_GNUC_UNUSED)
{
}
