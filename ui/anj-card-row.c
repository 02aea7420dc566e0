/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-card-row.h"

#include "ui/anj-icon.h"
#include "ui/anj-parts.h"

#define SQUARE_MM 36
#define SQUARE_SMALL_MM 32
#define SQUARE_UPRIGHT_MM 24
#define SQUARE_LANDSCAPE_MM 20
#define SQUARE_NARROW_MM 15
#define SQUARE_BROAD_MM 26
#define CHEVRON_MM 9

static gboolean
is_large (const AnjMetrics *metrics)
{
  return metrics->text_size >= ANJ_TEXT_150;
}

/* large letters leave it no room beside the name */
static gboolean
has_badge_below (const AnjMetrics *metrics)
{
  return is_large (metrics) ||
         (anj_metrics_is_upright_narrow (metrics) && metrics->text_size >= ANJ_TEXT_125);
}

static void
add_strong (GtkWidget *words, const AnjCardRow *row, const char *css_class)
{
  GtkWidget *label = anj_parts_label (row->strong, css_class);

  if (row->strong_is_secret)
    anj_parts_mark_secret (label);
  gtk_box_append (GTK_BOX (words), label);
}

static GtkWidget *
make_words (const AnjMetrics *metrics, const AnjCardRow *row)
{
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *head = anj_parts_box (GTK_ORIENTATION_HORIZONTAL, metrics, 3, NULL);
  GtkWidget *names = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *badge = anj_badge_new (row->badge);
  GtkWidget *long_name = NULL;
  gboolean badge_below = row->narrow ? !row->broad : has_badge_below (metrics);

  gtk_box_append (GTK_BOX (names), anj_parts_label (row->name, "nama-bantuan"));
  if (row->long_name != NULL && *row->long_name != '\0' && !badge_below && !row->narrow)
    long_name = anj_parts_label (row->long_name, "kecil kedua");
  /* a badge on a narrow panel leaves a long name no room beside it */
  if (long_name != NULL && !anj_metrics_is_upright_narrow (metrics))
    gtk_box_append (GTK_BOX (names), long_name);
  gtk_widget_set_hexpand (names, TRUE);
  gtk_box_append (GTK_BOX (head), names);
  if (!badge_below)
    {
      gtk_widget_set_valign (badge, GTK_ALIGN_START);
      gtk_box_append (GTK_BOX (head), badge);
    }
  gtk_box_append (GTK_BOX (words), head);
  if (long_name != NULL && gtk_widget_get_parent (long_name) == NULL)
    gtk_box_append (GTK_BOX (words), long_name);
  if (badge_below)
    gtk_box_append (GTK_BOX (words), badge);
  if (row->sentence != NULL && *row->sentence != '\0')
    gtk_box_append (GTK_BOX (words),
                    anj_parts_label (row->sentence, row->narrow ? "makna" : "isi-kartu"));
  if (row->strong != NULL && *row->strong != '\0')
    add_strong (words, row, row->narrow ? "makna tebal" : "isi-kartu tebal");
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (words, TRUE);
  return words;
}

GtkWidget *
anj_card_row_new (const AnjMetrics *metrics, const AnjCardRow *row)
{
  gboolean landscape = anj_metrics_is_landscape (metrics);
  gboolean wide = anj_metrics_is_wide (metrics);
  gboolean broad = anj_metrics_is_broad_landscape (metrics);
  gboolean tight = metrics->text_size >= ANJ_TEXT_200 && !wide;
  double side = broad                                                     ? SQUARE_BROAD_MM
                : row->narrow && anj_metrics_is_large_landscape (metrics) ? SQUARE_LANDSCAPE_MM
                : row->narrow || tight                                    ? SQUARE_NARROW_MM
                : landscape                                               ? SQUARE_LANDSCAPE_MM
                : !wide                                                   ? SQUARE_UPRIGHT_MM
                : is_large (metrics)                                      ? SQUARE_SMALL_MM
                                                                          : SQUARE_MM;
  GtkWidget *self = gtk_button_new ();
  GtkWidget *box = anj_parts_box (GTK_ORIENTATION_HORIZONTAL, metrics, wide ? 6 : 4, NULL);
  g_autofree char *said = g_strjoin (". ", row->name, anj_badge_word (row->badge),
                                     row->sentence != NULL ? row->sentence : "", row->strong, NULL);

  gtk_box_append (GTK_BOX (box),
                  anj_parts_square (row->icon_name, side * 0.72, metrics, side, /* css */ NULL));
  gtk_box_append (GTK_BOX (box), make_words (metrics, row));
  if (!row->narrow || row->broad)
    {
      GtkWidget *chevron = anj_icon_new ("rincian", CHEVRON_MM);

      gtk_widget_add_css_class (chevron, "panah");
      gtk_box_append (GTK_BOX (box), chevron);
    }
  if (row->narrow)
    gtk_widget_add_css_class (self, "sempit");
  gtk_button_set_child (GTK_BUTTON (self), box);
  gtk_widget_set_focus_on_click (self, FALSE);
  anj_parts_add_classes (self, "kartu kartu-bantuan");
  anj_parts_set_name (self, said);
  return self;
}
