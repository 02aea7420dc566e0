/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-facts.h"

#include "ui/anj-emblem.h"
#include "ui/anj-parts.h"

#define GAP_MM 4
#define GAP_LANDSCAPE_MM 2
#define SQUARE_MM 24
#define SQUARE_LANDSCAPE_MM 18
#define SQUARE_LOW_MM 12
#define EMBLEM_HEIGHT_MM 92

static GtkWidget *
make_words (const char *small, const char *text, const char *more)
{
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  if (small != NULL && *small != '\0')
    gtk_box_append (GTK_BOX (words), anj_parts_label (small, "kepala-fakta kedua"));
  gtk_box_append (GTK_BOX (words), anj_parts_label (text, "fakta"));
  if (more != NULL && *more != '\0')
    gtk_box_append (GTK_BOX (words), anj_parts_label (more, "isi"));
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (words, TRUE);
  return words;
}

GtkWidget *
anj_fact_new (const AnjMetrics *metrics,
              const char *icon_name,
              const char *small,
              const char *text,
              const char *more)
{
  gboolean landscape = anj_metrics_is_landscape (metrics);
  double side_mm = anj_metrics_is_small_landscape (metrics) ? SQUARE_LOW_MM
                   : landscape                              ? SQUARE_LANDSCAPE_MM
                                                            : SQUARE_MM;
  GtkWidget *self = anj_parts_box (GTK_ORIENTATION_HORIZONTAL, metrics, landscape ? 4 : 6,
                                   "kotak-orang");

  if (icon_name != NULL)
    gtk_box_append (GTK_BOX (self),
                    anj_parts_square (icon_name, side_mm * 0.72, metrics, side_mm, NULL));
  else
    gtk_widget_add_css_class (self, "polos-gambar");
  gtk_box_append (GTK_BOX (self), make_words (small, text, more));
  return self;
}

GtkWidget *
anj_fact_count_new (const AnjMetrics *metrics,
                    const char *icon_name,
                    const char *text,
                    const char *count)
{
  GtkWidget *self = anj_fact_new (metrics, icon_name, NULL, text, NULL);
  GtkWidget *number = anj_parts_label (count, "label nila");

  gtk_label_set_wrap (GTK_LABEL (number), metrics->text_size >= ANJ_TEXT_150);
  gtk_label_set_xalign (GTK_LABEL (number), 1);
  gtk_label_set_justify (GTK_LABEL (number), GTK_JUSTIFY_RIGHT);
  gtk_box_append (GTK_BOX (self), number);
  return self;
}

AnjPager *
anj_facts_fill (AnjPage *page, const char *question, const char *emblem, double max_item_mm)
{
  const AnjMetrics *metrics = anj_page_get_metrics (page);
  double gap_mm = anj_metrics_is_landscape (metrics) ? GAP_LANDSCAPE_MM : GAP_MM;
  GtkWidget *box = anj_parts_box (GTK_ORIENTATION_VERTICAL, metrics, 5, NULL);
  GtkWidget *facts = anj_pager_new (metrics, gap_mm, max_item_mm);
  GtkWidget *whole = facts;

  anj_page_set_question (page, question);
  anj_page_set_navigation (page, TRUE, NULL, NULL);
  if (anj_metrics_is_landscape (metrics))
    anj_page_set_secondary (page, anj_pager_take_bar (ANJ_PAGER (facts)));
  if (emblem != NULL && !anj_metrics_is_landscape (metrics))
    whole = anj_emblem_new_above (metrics, emblem, EMBLEM_HEIGHT_MM, facts);
  gtk_widget_set_vexpand (whole, TRUE);
  gtk_box_append (GTK_BOX (box), whole);
  anj_page_set_content (page, box);
  return ANJ_PAGER (facts);
}

void
anj_facts_say_none (AnjPage *page, AnjPager *facts, const char *icon_name, const char *sentence)
{
  anj_pager_append (facts,
                    anj_fact_new (anj_page_get_metrics (page), icon_name, NULL, sentence, NULL));
}
