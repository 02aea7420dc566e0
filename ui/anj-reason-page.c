/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-reason-page.h"

#include "core/anj-json.h"
#include "ui/anj-about-page.h"
#include "ui/anj-catalogue.h"
#include "ui/anj-choices.h"
#include "ui/anj-i18n.h"
#include "ui/anj-pager.h"

#define EMBLEM_HEIGHT_MM 84
#define MAX_ROW_MM 44
#define N_COLUMNS_LANDSCAPE 2

struct _AnjReasonPage
{
  AnjPage parent_instance;

  GPtrArray *rows; /* (element-type GtkWidget) (unowned): children */
};

G_DEFINE_FINAL_TYPE (AnjReasonPage, anj_reason_page, ANJ_TYPE_PAGE)

static gboolean
is_objection (AnjPage *page)
{
  return anj_visit_is_kind (anj_page_get_visit (page), "objection");
}

/* why the own family should get aid is the same question for a proposal and for an objection to
 * having been left out */
static JsonArray *
get_reasons (AnjVisit *visit)
{
  gboolean others = anj_visit_is_kind (visit, "objection") && anj_about_is_asked (visit);

  return anj_json_get_array (anj_visit_get_config (visit),
                             others ? "objection_reasons" : "proposal_reasons");
}

static void
show_selected (AnjReasonPage *self)
{
  AnjPage *page = ANJ_PAGE (self);
  const char *reason = anj_visit_get_answer (anj_page_get_visit (page), "reason");

  for (guint i = 0; i < self->rows->len; i++)
    anj_choice_row_set_selected (
        self->rows->pdata[i],
        g_str_equal (g_object_get_data (G_OBJECT (self->rows->pdata[i]), "reason"), reason));
  if (is_objection (page))
    anj_page_set_complete (page, *reason != '\0',
                           _ ("Pilih dulu satu alasan.\nSentuh yang paling sesuai."));
}

static void
on_clicked (AnjReasonPage *self, GtkButton *row)
{
  AnjPage *page = ANJ_PAGE (self);

  anj_visit_set_answer (anj_page_get_visit (page), "reason",
                        g_object_get_data (G_OBJECT (row), "reason"));
  anj_page_set_error (page, NULL, NULL);
  show_selected (self);
  if (!is_objection (page))
    anj_page_next (page);
}

static GtkWidget *
make_choices (AnjReasonPage *self)
{
  AnjPage *page = ANJ_PAGE (self);
  AnjVisit *visit = anj_page_get_visit (page);
  const AnjMetrics *metrics = anj_page_get_metrics (page);
  gboolean two_columns = anj_metrics_is_landscape (metrics) && metrics->text_size < ANJ_TEXT_150;
  JsonArray *reasons = get_reasons (visit);

  for (guint i = 0; reasons != NULL && i < json_array_get_length (reasons); i++)
    {
      JsonObject *reason = anj_json_array_get_object (reasons, i);
      GtkWidget *row = NULL;

      if (reason == NULL)
        continue;
      row = anj_choice_row_new (
          metrics, anj_json_get_string (reason, "icon", "tanya-petugas"),
          anj_json_get_text (reason, "label", anj_visit_get_language (visit)));
      g_object_set_data_full (G_OBJECT (row), "reason",
                              g_strdup (anj_json_get_string (reason, "code", "")), g_free);
      g_signal_connect_swapped (row, "clicked", G_CALLBACK (on_clicked), self);
      g_ptr_array_add (self->rows, row);
    }
  return anj_choices_new (metrics, (GtkWidget **) self->rows->pdata, self->rows->len,
                          two_columns ? N_COLUMNS_LANDSCAPE : 1, MAX_ROW_MM);
}

static void
set_words (AnjPage *page)
{
  AnjVisit *visit = anj_page_get_visit (page);
  const char *code = anj_visit_get_answer (visit, "programme");
  const char *programme = anj_catalogue_programme_name (anj_visit_get_config (visit), code,
                                                        anj_visit_get_language (visit));
  g_autofree char *sentence = NULL;

  if (!is_objection (page))
    {
      anj_page_set_question (page, _ ("Mengapa Anda perlu bantuan?"));
      if (*code != '\0')
        /* translators: %s is a programme */
        sentence = g_strdup_printf (_ ("Usulan untuk %s. Pilih satu alasan."), programme);
    }
  else if (anj_about_is_asked (visit))
    {
      anj_page_set_question (page, _ ("Mengapa bantuan itu tidak tepat?"));
      sentence = g_strdup (_ ("Pilih satu alasan yang Anda lihat sendiri."));
    }
  else
    {
      anj_page_set_question (page, _ ("Mengapa keluarga Anda layak?"));
      if (*code != '\0')
        /* translators: %s is a programme */
        sentence = g_strdup_printf (_ ("Sanggahan tentang %s. Pilih satu alasan."), programme);
    }
  if (!anj_metrics_is_landscape (anj_page_get_metrics (page)) || *code != '\0')
    anj_page_set_sentence (page, sentence != NULL ? sentence : _ ("Pilih satu alasan."));
}

static void
anj_reason_page_constructed (GObject *object)
{
  AnjReasonPage *self = ANJ_REASON_PAGE (object);
  AnjPage *page = ANJ_PAGE (object);
  const AnjMetrics *metrics = NULL;
  GtkWidget *choices = NULL;

  G_OBJECT_CLASS (anj_reason_page_parent_class)->constructed (object);

  metrics = anj_page_get_metrics (page);
  set_words (page);
  anj_page_set_navigation (page, TRUE, is_objection (page) ? _ ("Lanjut") : NULL, "lanjut");
  choices = make_choices (self);
  if (anj_metrics_is_landscape (metrics) && !is_objection (page))
    anj_page_set_secondary (page, anj_pager_take_bar (ANJ_PAGER (choices)));
  else if (anj_pager_stands_close (metrics))
    anj_page_set_secondary (page, anj_pager_take_close_bar (ANJ_PAGER (choices), metrics));
  anj_choices_show (page, choices, is_objection (page) ? "sanggah" : "usulkan", EMBLEM_HEIGHT_MM);
  show_selected (self);
}

static void
anj_reason_page_finalize (GObject *object)
{
  g_ptr_array_unref (ANJ_REASON_PAGE (object)->rows);

  G_OBJECT_CLASS (anj_reason_page_parent_class)->finalize (object);
}

static void
anj_reason_page_class_init (AnjReasonPageClass *klass)
{
  G_OBJECT_CLASS (klass)->constructed = anj_reason_page_constructed;
  G_OBJECT_CLASS (klass)->finalize = anj_reason_page_finalize;
}

static void
anj_reason_page_init (AnjReasonPage *self)
{
  self->rows = g_ptr_array_new ();
}
