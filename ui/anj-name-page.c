/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-name-page.h"

#include "ui/anj-answer-row.h"
#include "ui/anj-catalogue.h"
#include "ui/anj-emblem.h"
#include "ui/anj-i18n.h"
#include "ui/anj-pager.h"
#include "ui/anj-parts.h"

#define EMBLEM_HEIGHT_MM 84
#define ROW_MM 68
#define MAX_ROW_MM 90

struct _AnjNamePage
{
  AnjPage parent_instance;
};

G_DEFINE_FINAL_TYPE (AnjNamePage, anj_name_page, ANJ_TYPE_PAGE)

static const struct
{
  AnjNameChoice choice;
  const char *icon_name;
  const char *css_class;
  const char *word;
} ROWS[] = {
  { ANJ_NAME_ANONYMOUS, "tanpa-nama", "soga", N_ ("Tanpa nama") },
  { ANJ_NAME_SECRET, "rahasia", "nila", N_ ("Nama dirahasiakan") },
  { ANJ_NAME_OPEN, "tanya-petugas", "hijau", N_ ("Pakai nama saya") },
};

static void
on_clicked (AnjPage *self, GtkButton *row)
{
  guint index = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (row), "index"));

  anj_visit_set_name_choice (anj_page_get_visit (self), ROWS[index].choice);
  anj_page_next (self);
}

static char *
meaning (AnjVisit *visit, AnjNameChoice choice)
{
  g_autofree char *reader = anj_catalogue_reader (anj_visit_get_config (visit),
                                                  anj_visit_get_answer (visit, "category"),
                                                  anj_visit_get_language (visit));

  if (choice == ANJ_NAME_ANONYMOUS)
    return g_strdup (_ ("Nama Anda tidak ditanya dan tidak disimpan."));
  if (choice == ANJ_NAME_SECRET)
    /* translators: %s is the office that reads the complaint */
    return g_strdup_printf (_ ("Hanya %s yang tahu."), reader);
  return g_strdup (_ ("Petugas bisa menghubungi Anda."));
}

static GtkWidget *
make_rows (AnjPage *self)
{
  const AnjMetrics *metrics = anj_page_get_metrics (self);
  gboolean landscape = anj_metrics_is_landscape (metrics);
  AnjVisit *visit = anj_page_get_visit (self);
  gboolean large = metrics->text_size >= ANJ_TEXT_150;
  double gap_mm = landscape ? 3 : 6;
  GtkWidget *rows = large ? anj_pager_new (metrics, gap_mm, MAX_ROW_MM)
                          : anj_parts_box (GTK_ORIENTATION_VERTICAL, metrics, gap_mm, NULL);

  if (!large)
    gtk_box_set_homogeneous (GTK_BOX (rows), TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (ROWS); i++)
    {
      g_autofree char *sentence = meaning (visit, ROWS[i].choice);
      GtkWidget *row = anj_answer_row_new (metrics, ROWS[i].icon_name, ROWS[i].css_class,
                                           _ (ROWS[i].word), sentence,
                                           anj_visit_get_name_choice (visit) == ROWS[i].choice);

      if (!landscape && !large && anj_metrics_is_wide (metrics))
        gtk_widget_set_size_request (row, -1, anj_metrics_px (metrics, ROW_MM));
      g_object_set_data (G_OBJECT (row), "index", GUINT_TO_POINTER (i));
      g_signal_connect_swapped (row, "clicked", G_CALLBACK (on_clicked), self);
      if (large)
        anj_pager_append (ANJ_PAGER (rows), row);
      else
        gtk_box_append (GTK_BOX (rows), row);
    }
  return rows;
}

static void
anj_name_page_constructed (GObject *object)
{
  AnjPage *self = ANJ_PAGE (object);
  const AnjMetrics *metrics = NULL;
  GtkWidget *rows = NULL;

  G_OBJECT_CLASS (anj_name_page_parent_class)->constructed (object);

  metrics = anj_page_get_metrics (self);
  anj_page_set_question (self, _ ("Apakah nama Anda ditulis?"));
  anj_page_set_sentence (self, _ ("Semua aduan ditangani sama adil."));
  rows = make_rows (self);
  if (!anj_metrics_is_landscape (metrics))
    rows = anj_emblem_new_above (metrics, "tanpa-nama", EMBLEM_HEIGHT_MM, rows);
  anj_page_set_navigation (self, TRUE, NULL, NULL);
  anj_page_set_content (self, rows);
}

static void
anj_name_page_class_init (AnjNamePageClass *klass)
{
  G_OBJECT_CLASS (klass)->constructed = anj_name_page_constructed;
}

static void
anj_name_page_init (AnjNamePage *self G_GNUC_UNUSED)
{
}
