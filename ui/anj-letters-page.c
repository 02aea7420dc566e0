/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-letters-page.h"

#include "ui/anj-i18n.h"
#include "ui/anj-icon.h"
#include "ui/anj-parts.h"

#define GAP_MM 5
#define GAP_LANDSCAPE_MM 3
#define ICON_MM 26
#define ICON_LANDSCAPE_MM 13
#define ICON_LARGE_LANDSCAPE_MM 20
#define TICK_MM 8
#define N_COLUMNS_UPRIGHT 2
#define N_COLUMNS_LANDSCAPE 3

struct _AnjLettersPage
{
  AnjPage parent_instance;
};

G_DEFINE_FINAL_TYPE (AnjLettersPage, anj_letters_page, ANJ_TYPE_PAGE)

/* each is drawn in the size that it stands for */
static const struct
{
  const char *css_class;
  const char *word;
} SIZES[] = {
  [ANJ_TEXT_100] = { "contoh100", N_ ("Huruf biasa") },
  [ANJ_TEXT_125] = { "contoh125", N_ ("Huruf besar") },
  [ANJ_TEXT_150] = { "contoh150", N_ ("Lebih besar") },
  [ANJ_TEXT_200] = { "contoh200", N_ ("Paling besar") },
};

static void
on_size_clicked (AnjPage *self, GtkButton *tile)
{
  anj_visit_set_text_size (anj_page_get_visit (self),
                           GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (tile), "size")));
}

static void
on_colours_clicked (AnjPage *self)
{
  AnjVisit *visit = anj_page_get_visit (self);

  anj_visit_set_theme (visit, (anj_visit_get_theme (visit) + 1) % (ANJ_THEME_WHITE_BLACK + 1));
}

static void
on_reach_clicked (AnjPage *self)
{
  AnjVisit *visit = anj_page_get_visit (self);

  anj_visit_set_reach (visit, !anj_visit_get_reach (visit));
}

/* @picture: what stands above @word; the tick keeps its room, chosen or not */
static GtkWidget *
make_tile (AnjPage *self, GtkWidget *picture, const char *word, gboolean chosen)
{
  const AnjMetrics *metrics = anj_page_get_metrics (self);
  GtkWidget *tile = gtk_button_new ();
  GtkWidget *box = anj_parts_box (GTK_ORIENTATION_VERTICAL, metrics, 1, NULL);
  GtkWidget *line = anj_parts_box (GTK_ORIENTATION_HORIZONTAL, metrics, 2, NULL);
  GtkWidget *label = anj_parts_label (word, "label nama-huruf");

  gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_CENTER);
  gtk_label_set_xalign (GTK_LABEL (label), 0.5f);
  if (chosen)
    {
      gtk_box_append (GTK_BOX (line), anj_icon_new ("status-diterima", TICK_MM));
      gtk_widget_add_css_class (tile, "terpilih");
    }
  gtk_box_append (GTK_BOX (line), label);
  gtk_widget_set_halign (line, GTK_ALIGN_CENTER);
  gtk_widget_set_vexpand (picture, TRUE);
  gtk_widget_set_valign (picture, GTK_ALIGN_CENTER);
  gtk_widget_set_halign (picture, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), picture);
  gtk_box_append (GTK_BOX (box), line);
  gtk_button_set_child (GTK_BUTTON (tile), box);
  gtk_widget_set_focus_on_click (tile, FALSE);
  gtk_widget_set_vexpand (tile, TRUE);
  anj_parts_add_classes (tile, "kartu ubin");
  anj_parts_set_name (tile, word);
  gtk_accessible_update_state (
      GTK_ACCESSIBLE (tile), GTK_ACCESSIBLE_STATE_PRESSED,
      chosen ? GTK_ACCESSIBLE_TRISTATE_TRUE : GTK_ACCESSIBLE_TRISTATE_FALSE, -1);
  return tile;
}

static GtkWidget *
make_size_tile (AnjPage *self, AnjTextSize size)
{
  gboolean chosen = anj_visit_get_text_size (anj_page_get_visit (self)) == size;
  GtkWidget *letter = anj_parts_label ("A", SIZES[size].css_class);
  GtkWidget *tile = make_tile (self, letter, _ (SIZES[size].word), chosen);

  gtk_widget_add_css_class (letter, "nila");
  g_object_set_data (G_OBJECT (tile), "size", GUINT_TO_POINTER (size));
  g_signal_connect_swapped (tile, "clicked", G_CALLBACK (on_size_clicked), self);
  return tile;
}

static double
picture_mm (const AnjMetrics *metrics)
{
  if (!anj_metrics_is_landscape (metrics) || anj_metrics_is_broad_landscape (metrics))
    return ICON_MM;
  return anj_metrics_is_small_landscape (metrics) ? ICON_LANDSCAPE_MM : ICON_LARGE_LANDSCAPE_MM;
}

static GtkWidget *
make_picture (const AnjMetrics *metrics, const char *icon_name)
{
  GtkWidget *icon = anj_icon_new (icon_name, picture_mm (metrics));

  gtk_widget_add_css_class (icon, "nila");
  return icon;
}

static GtkWidget *
make_colours_tile (AnjPage *self)
{
  GtkWidget *tile = make_tile (self, make_picture (anj_page_get_metrics (self), "kontras"),
                               _ ("Ganti warna"), /* chosen */ FALSE);

  g_signal_connect_swapped (tile, "clicked", G_CALLBACK (on_colours_clicked), self);
  return tile;
}

static GtkWidget *
make_reach_tile (AnjPage *self)
{
  gboolean low = anj_visit_get_reach (anj_page_get_visit (self));
  GtkWidget *tile = make_tile (self, make_picture (anj_page_get_metrics (self), "turunkan-isi"),
                               _ ("Turunkan isi layar"), low);

  g_signal_connect_swapped (tile, "clicked", G_CALLBACK (on_reach_clicked), self);
  return tile;
}

static GtkWidget *
make_tiles (AnjPage *self)
{
  const AnjMetrics *metrics = anj_page_get_metrics (self);
  gboolean landscape = anj_metrics_is_landscape (metrics);
  GtkWidget *tiles[6] = { NULL };
  guint n_columns = landscape ? N_COLUMNS_LANDSCAPE : N_COLUMNS_UPRIGHT, n = 0;
  GtkWidget *grid = gtk_grid_new ();
  int gap = anj_metrics_px (metrics, landscape ? GAP_LANDSCAPE_MM : GAP_MM);

  gtk_grid_set_column_homogeneous (GTK_GRID (grid), TRUE);
  gtk_grid_set_row_homogeneous (GTK_GRID (grid), TRUE);
  gtk_grid_set_row_spacing (GTK_GRID (grid), gap);
  gtk_grid_set_column_spacing (GTK_GRID (grid), gap);
  for (AnjTextSize size = ANJ_TEXT_100; size <= ANJ_TEXT_200; size++)
    tiles[n++] = make_size_tile (self, size);
  tiles[n++] = make_colours_tile (self);
  /* a panel that lies has nothing out of reach */
  if (!landscape)
    tiles[n++] = make_reach_tile (self);
  for (guint i = 0; i < n; i++)
    gtk_grid_attach (GTK_GRID (grid), tiles[i], (int) (i % n_columns), (int) (i / n_columns), 1, 1);
  return grid;
}

/* the tiles do */
static gboolean
need_all_room (const AnjMetrics *metrics)
{
  return anj_metrics_is_small_landscape (metrics) ||
         (anj_metrics_is_upright_narrow (metrics) && metrics->text_size >= ANJ_TEXT_125);
}

static void
anj_letters_page_constructed (GObject *object)
{
  AnjPage *self = ANJ_PAGE (object);

  G_OBJECT_CLASS (anj_letters_page_parent_class)->constructed (object);

  anj_page_set_question (self, _ ("Mana yang mudah Anda baca?"));
  if (!need_all_room (anj_page_get_metrics (self)))
    anj_page_set_sentence (self, _ ("Sentuh satu, layar langsung berubah."));
  anj_page_set_content (self, make_tiles (self));
  anj_page_set_navigation (self, TRUE, _ ("Lanjut"), "lanjut");
}

static void
anj_letters_page_class_init (AnjLettersPageClass *klass)
{
  G_OBJECT_CLASS (klass)->constructed = anj_letters_page_constructed;
}

static void
anj_letters_page_init (AnjLettersPage *self G_GNUC_UNUSED)
{
}
