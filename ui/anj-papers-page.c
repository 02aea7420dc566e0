/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-papers-page.h"

#include "core/anj-json.h"
#include "ui/anj-choices.h"
#include "ui/anj-i18n.h"
#include "ui/anj-pager.h"
#include "ui/anj-referral.h"

#define EMBLEM_HEIGHT_MM 56
#define MAX_ROW_MM 44
#define N_COLUMNS_LANDSCAPE 2
#define PAPER_KEY "anj-paper"

struct _AnjPapersPage
{
  AnjPage parent_instance;
};

G_DEFINE_FINAL_TYPE (AnjPapersPage, anj_papers_page, ANJ_TYPE_PAGE)

static const char *
paper_of (GtkWidget *row)
{
  return g_object_get_data (G_OBJECT (row), PAPER_KEY);
}

static void
on_clicked (AnjPage *self, GtkWidget *row)
{
  AnjVisit *visit = anj_page_get_visit (self);
  gboolean at_hand = !anj_referral_has_paper (visit, paper_of (row));

  anj_referral_set_paper (visit, paper_of (row), at_hand);
  anj_choice_row_set_selected (row, at_hand);
}

/* who has none of it goes on, too */
static void
go_on (AnjPage *self)
{
  AnjVisit *visit = anj_page_get_visit (self);

  if (*anj_visit_get_answer (visit, "documents") == '\0')
    anj_visit_set_answer (visit, "documents", ANJ_REFERRAL_NONE);
  anj_page_next (self);
}

/* @entry: of the checklist */
static GtkWidget *
make_row (AnjPage *self, JsonObject *entry)
{
  AnjVisit *visit = anj_page_get_visit (self);
  const char *code = anj_json_get_string (entry, "code", "");
  JsonObject *paper = anj_referral_find_paper (visit, code);
  const char *label = paper != NULL
                          ? anj_json_get_text (paper, "label", anj_visit_get_language (visit))
                          : code;
  /* translators: %s is a paper that helps, but is not asked for */
  g_autofree char *word = anj_json_get_bool (entry, "needed", FALSE)
                              ? g_strdup (label)
                              : g_strdup_printf (_ ("%s, jika ada"), label);
  GtkWidget *row = anj_choice_row_new (
      anj_page_get_metrics (self),
      paper != NULL ? anj_json_get_string (paper, "icon", "kertas") : "kertas", word);

  g_object_set_data_full (G_OBJECT (row), PAPER_KEY, g_strdup (code), g_free);
  anj_choice_row_set_selected (row, anj_referral_has_paper (visit, code));
  g_signal_connect_swapped (row, "clicked", G_CALLBACK (on_clicked), self);
  return row;
}

static GtkWidget *
make_list (AnjPage *self)
{
  const AnjMetrics *metrics = anj_page_get_metrics (self);
  JsonObject *referral = anj_referral_get (anj_page_get_visit (self));
  JsonArray *checklist = referral != NULL ? anj_json_get_array (referral, "documents") : NULL;
  gboolean two_columns = anj_metrics_is_landscape (metrics) && metrics->text_size < ANJ_TEXT_150;
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();

  for (guint i = 0; checklist != NULL && i < json_array_get_length (checklist); i++)
    {
      JsonObject *entry = anj_json_array_get_object (checklist, i);

      if (entry != NULL)
        g_ptr_array_add (rows, make_row (self, entry));
    }
  return anj_choices_new (metrics, (GtkWidget *const *) rows->pdata, rows->len,
                          two_columns ? N_COLUMNS_LANDSCAPE : 1, MAX_ROW_MM);
}

static void
anj_papers_page_constructed (GObject *object)
{
  AnjPage *self = ANJ_PAGE (object);
  const AnjMetrics *metrics = NULL;
  GtkWidget *list = NULL;

  G_OBJECT_CLASS (anj_papers_page_parent_class)->constructed (object);

  metrics = anj_page_get_metrics (self);
  anj_page_set_question (self, _ ("Surat apa yang sudah ada?"));
  anj_page_set_sentence (self, _ ("Sentuh yang sudah ada. Yang lain boleh menyusul."));
  anj_page_set_navigation (self, TRUE, _ ("Lanjut"), "lanjut");
  anj_page_set_primary_func (self, go_on);
  list = make_list (self);
  if (anj_pager_stands_close (metrics))
    anj_page_set_secondary (self, anj_pager_take_close_bar (ANJ_PAGER (list), metrics));
  anj_choices_show (self, list, "kertas", EMBLEM_HEIGHT_MM);
}

static void
anj_papers_page_class_init (AnjPapersPageClass *klass)
{
  G_OBJECT_CLASS (klass)->constructed = anj_papers_page_constructed;
}

static void
anj_papers_page_init (AnjPapersPage *self G_GNUC_UNUSED)
{
}
