/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-home-page.h"

#include "ui/anj-hero.h"
#include "ui/anj-i18n.h"
#include "ui/anj-icon.h"
#include "ui/anj-parts.h"

struct _AnjHomePage
{
  AnjPage parent_instance;
};

G_DEFINE_FINAL_TYPE (AnjHomePage, anj_home_page, ANJ_TYPE_PAGE)

static const struct
{
  const char *way;
  const char *icon_name;
  const char *css_class;
  const char *name;
  const char *sentence;
} TILES[] = {
  { "check", "layanan-cek-bantuan", "hijau", N_ ("Cek bantuan"),
    N_ ("Lihat bantuan keluarga Anda.") },
  { "complaint", "layanan-pengaduan", "nila", N_ ("Pengaduan"),
    N_ ("Sampaikan masalah. Boleh tanpa nama.") },
  { "follow", "layanan-ikuti", "soga", N_ ("Ikuti laporan"),
    N_ ("Lihat jawaban atas aduan Anda.") },
};

static void
on_clicked (AnjPage *self, GtkButton *tile)
{
  /* a name chosen in a complaint that was left half-way does not colour what comes now */
  anj_visit_set_name_choice (anj_page_get_visit (self), ANJ_NAME_UNDECIDED);
  anj_page_go (self, g_object_get_data (G_OBJECT (tile), "way"));
}

static GtkWidget *
make_tile (AnjPage *self, guint index)
{
  const AnjMetrics *metrics = anj_page_get_metrics (self);
  gboolean landscape = anj_metrics_is_landscape (metrics);
  double side_mm = landscape ? 34 : anj_metrics_is_wide (metrics) ? 50 : 36;
  GtkWidget *tile = gtk_button_new ();
  GtkWidget *box = anj_parts_box (landscape ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL,
                                  metrics, landscape ? 4 : 8, NULL);
  GtkWidget *words = anj_parts_box (GTK_ORIENTATION_VERTICAL, metrics, 1.5, NULL);
  GtkWidget *name = anj_parts_label (_ (TILES[index].name), "nama-ubin");
  GtkWidget *sentence = anj_parts_label (_ (TILES[index].sentence), "isi");

  if (metrics->text_size == ANJ_TEXT_200)
    side_mm *= 0.7;
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (words), name);
  gtk_box_append (GTK_BOX (words), sentence);
  gtk_box_append (GTK_BOX (box), anj_parts_square (TILES[index].icon_name, side_mm * 0.65, metrics,
                                                   side_mm, TILES[index].css_class));
  gtk_box_append (GTK_BOX (box), words);
  if (landscape)
    {
      gtk_label_set_xalign (GTK_LABEL (name), 0.5f);
      gtk_label_set_justify (GTK_LABEL (name), GTK_JUSTIFY_CENTER);
      gtk_label_set_xalign (GTK_LABEL (sentence), 0.5f);
      gtk_label_set_justify (GTK_LABEL (sentence), GTK_JUSTIFY_CENTER);
      gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
    }
  else
    {
      GtkWidget *arrow = anj_icon_new ("rincian", 15);

      gtk_widget_add_css_class (arrow, "panah");
      gtk_box_append (GTK_BOX (box), arrow);
    }
  gtk_button_set_child (GTK_BUTTON (tile), box);
  gtk_widget_set_focus_on_click (tile, FALSE);
  gtk_widget_add_css_class (tile, "kartu");
  anj_parts_set_name (tile, _ (TILES[index].name));
  g_object_set_data (G_OBJECT (tile), "way", (gpointer) TILES[index].way);
  g_signal_connect_swapped (tile, "clicked", G_CALLBACK (on_clicked), self);
  return tile;
}

static void
anj_home_page_constructed (GObject *object)
{
  AnjPage *self = ANJ_PAGE (object);
  const AnjMetrics *metrics = NULL;
  GtkWidget *tiles = NULL;
  gboolean landscape;

  G_OBJECT_CLASS (anj_home_page_parent_class)->constructed (object);

  metrics = anj_page_get_metrics (self);
  landscape = anj_metrics_is_landscape (metrics);
  tiles = anj_parts_box (landscape ? GTK_ORIENTATION_HORIZONTAL : GTK_ORIENTATION_VERTICAL, metrics,
                         landscape ? 3 : 6, NULL);
  gtk_box_set_homogeneous (GTK_BOX (tiles), TRUE);
  if (landscape)
    anj_page_set_question (self, _ ("Apa yang Anda perlukan?"));
  else
    anj_page_set_top (self, anj_hero_new (metrics, _ ("Apa yang Anda perlukan?"),
                                          _ ("Sentuh satu gambar. Boleh mulai lagi kapan saja.")));
  for (guint i = 0; i < G_N_ELEMENTS (TILES); i++)
    gtk_box_append (GTK_BOX (tiles), make_tile (self, i));
  if (!landscape)
    gtk_widget_set_margin_top (tiles,
                               anj_metrics_px (metrics, metrics->text_size < ANJ_TEXT_150 ? 8 : 2));
  anj_page_set_content (self, tiles);
}

static void
anj_home_page_class_init (AnjHomePageClass *klass)
{
  G_OBJECT_CLASS (klass)->constructed = anj_home_page_constructed;
}

static void
anj_home_page_init (AnjHomePage *self G_GNUC_UNUSED)
{
}
