/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-category-page.h"

#include "core/anj-json.h"
#include "ui/anj-catalogue.h"
#include "ui/anj-emblem.h"
#include "ui/anj-i18n.h"
#include "ui/anj-icon.h"
#include "ui/anj-pager.h"
#include "ui/anj-parts.h"
#include "ui/anj-tile.h"

#define MAX_TILES 6
#define N_COLUMNS 2
#define GAP_MM 5
#define EMBLEM_HEIGHT_MM 92
#define MAX_ROW_MM 90

struct _AnjCategoryPage
{
  AnjPage parent_instance;
};

G_DEFINE_FINAL_TYPE (AnjCategoryPage, anj_category_page, ANJ_TYPE_PAGE)

static void
on_clicked (AnjPage *self, GtkButton *tile)
{
  anj_visit_set_answer (anj_page_get_visit (self), "category",
                        g_object_get_data (G_OBJECT (tile), "category"));
  anj_page_next (self);
}

static GtkWidget *
make_tile (AnjPage *self, JsonObject *category)
{
  AnjVisit *visit = anj_page_get_visit (self);
  const char *language = anj_visit_get_language (visit);
  const char *code = anj_json_get_string (category, "code", "");
  gboolean sensitive = anj_catalogue_is_sensitive (anj_visit_get_config (visit), code);
  GtkWidget *tile = anj_tile_new (
      anj_page_get_metrics (self), anj_json_get_string (category, "icon", "layanan-pengaduan"),
      anj_json_get_text (category, "label", language), sensitive ? _ ("Tidak dibaca desa") : NULL);

  g_object_set_data_full (G_OBJECT (tile), "category", g_strdup (code), g_free);
  g_signal_connect_swapped (tile, "clicked", G_CALLBACK (on_clicked), self);
  return tile;
}

/* boxes, not a grid: a grid that is asked how high it is at any width answers for the narrowest */
static GtkWidget *
make_tiles (AnjPage *self)
{
  const AnjMetrics *metrics = anj_page_get_metrics (self);
  gboolean landscape = anj_metrics_is_landscape (metrics);
  double gap_mm = landscape ? 3 : GAP_MM;
  JsonArray *categories = anj_json_get_array (anj_visit_get_config (anj_page_get_visit (self)),
                                              "categories");
  gboolean spacious = anj_metrics_is_wide (metrics) || anj_metrics_is_large_landscape (metrics);
  gboolean large = metrics->text_size >= ANJ_TEXT_150 ||
                   (!spacious && metrics->text_size > ANJ_TEXT_100);
  GtkWidget *rows = large ? anj_pager_new (metrics, gap_mm, MAX_ROW_MM)
                          : anj_parts_box (GTK_ORIENTATION_VERTICAL, metrics, gap_mm, NULL);
  GtkWidget *row = NULL;
  guint n = 0;

  if (!large)
    gtk_box_set_homogeneous (GTK_BOX (rows), anj_metrics_is_wide (metrics));
  for (guint i = 0; categories != NULL && i < json_array_get_length (categories); i++)
    {
      JsonObject *category = anj_json_array_get_object (categories, i);
      GtkWidget *tile = NULL;

      if (category == NULL || n == MAX_TILES)
        continue;
      if (n % N_COLUMNS == 0)
        {
          row = anj_parts_box (GTK_ORIENTATION_HORIZONTAL, metrics, gap_mm, NULL);
          gtk_box_set_homogeneous (GTK_BOX (row), TRUE);
          gtk_widget_set_vexpand (row, TRUE);
          if (large)
            anj_pager_append (ANJ_PAGER (rows), row);
          else
            gtk_box_append (GTK_BOX (rows), row);
        }
      tile = make_tile (self, category);
      gtk_widget_set_hexpand (tile, TRUE);
      gtk_box_append (GTK_BOX (row), tile);
      n++;
    }
  return rows;
}

static GtkWidget *
make_assurance (AnjPage *self)
{
  GtkWidget *box = anj_parts_box (GTK_ORIENTATION_HORIZONTAL, anj_page_get_metrics (self), 5,
                                  "kotak-aman");
  GtkWidget *overlay = gtk_overlay_new ();

  gtk_box_append (GTK_BOX (box), anj_icon_new ("rahasia", 10));
  gtk_box_append (GTK_BOX (box), anj_parts_label (_ ("Boleh tanpa nama."), "isi tebal"));
  /* an overlay has no baseline: beside a button's two heights would be summed up otherwise */
  gtk_overlay_set_child (GTK_OVERLAY (overlay), box);
  gtk_widget_set_hexpand (overlay, TRUE);
  return overlay;
}

static void
anj_category_page_constructed (GObject *object)
{
  AnjPage *self = ANJ_PAGE (object);
  const AnjMetrics *metrics = NULL;
  GtkWidget *tiles = NULL;

  G_OBJECT_CLASS (anj_category_page_parent_class)->constructed (object);

  metrics = anj_page_get_metrics (self);
  anj_page_set_question (self, _ ("Apa masalahnya?"));
  if (!anj_metrics_is_small_landscape (metrics))
    anj_page_set_sentence (self, _ ("Pilih yang paling sesuai."));
  tiles = make_tiles (self);
  if (!anj_metrics_is_landscape (metrics))
    tiles = anj_emblem_new_above (metrics, "layanan-pengaduan", EMBLEM_HEIGHT_MM, tiles);
  anj_page_set_navigation (self, TRUE, NULL, NULL);
  anj_page_set_secondary (self, make_assurance (self));
  anj_page_set_content (self, tiles);
}

static void
anj_category_page_class_init (AnjCategoryPageClass *klass)
{
  G_OBJECT_CLASS (klass)->constructed = anj_category_page_constructed;
}

static void
anj_category_page_init (AnjCategoryPage *self G_GNUC_UNUSED)
{
}
