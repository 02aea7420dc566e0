/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-thanks-page.h"

#include "ui/anj-choices.h"
#include "ui/anj-draft.h"
#include "ui/anj-emblem.h"
#include "ui/anj-feedback-page.h"
#include "ui/anj-i18n.h"
#include "ui/anj-sending.h"

#define EMBLEM_HEIGHT_MM 130
#define EMBLEM_HEIGHT_LANDSCAPE_MM 60
/* just before a personal page's 45 s are over */
#define SEND_AFTER_S 40

struct _AnjThanksPage
{
  AnjPage parent_instance;

  GtkWidget *why; /* (unowned) (nullable): child */
  gboolean is_ending;
  guint source; /* until it sends by itself */
};

G_DEFINE_FINAL_TYPE (AnjThanksPage, anj_thanks_page, ANJ_TYPE_PAGE)

static const AnjChoiceCard WHY[] = {
  { "ubah", "nila", N_ ("Tulis sebabnya"), N_ ("Boleh dilewati."), FALSE },
};

static const AnjChoiceLayout LAYOUT = { .square_mm = 32,
                                        .square_landscape_mm = 15,
                                        .max_row_mm = 60,
                                        .n_columns_landscape = 1 };

static void
on_sent (AnjPage *page, gboolean sent, const GError *error G_GNUC_UNUSED)
{
  AnjThanksPage *self = ANJ_THANKS_PAGE (page);
  gboolean is_ending = self->is_ending;

  self->is_ending = FALSE;
  if (!sent)
    anj_page_set_error (page, _ ("Penilaian belum tersimpan."),
                        _ ("Coba lagi, atau panggil petugas."));
  else if (is_ending)
    anj_page_end (page);
}

/* once only: what was sent takes no words any more */
static void
send (AnjThanksPage *self)
{
  g_clear_handle_id (&self->source, g_source_remove);
  if (self->why != NULL)
    gtk_widget_set_visible (self->why, FALSE);
  anj_page_set_error (ANJ_PAGE (self), NULL, NULL);
  anj_sending_begin (ANJ_PAGE (self), on_sent);
}

static gboolean
on_nothing_touched (gpointer user_data)
{
  AnjThanksPage *self = user_data;

  self->source = 0;
  send (self);
  return G_SOURCE_REMOVE;
}

static gboolean
is_to_be_sent (AnjVisit *visit)
{
  return anj_visit_get_ticket (visit) == NULL && !anj_sending_is_under_way (visit);
}

static void
on_primary (AnjPage *page)
{
  AnjThanksPage *self = ANJ_THANKS_PAGE (page);

  if (!is_to_be_sent (anj_page_get_visit (page)))
    {
      anj_page_end (page);
      return;
    }
  self->is_ending = TRUE;
  send (self);
}

static void
on_why (AnjPage *page, GtkWidget *card G_GNUC_UNUSED)
{
  anj_page_go (page, "words");
}

static void
anj_thanks_page_constructed (GObject *object)
{
  AnjThanksPage *self = ANJ_THANKS_PAGE (object);
  AnjPage *page = ANJ_PAGE (object);
  const AnjMetrics *metrics = NULL;
  AnjVisit *visit = NULL;
  const char *face = NULL;

  G_OBJECT_CLASS (anj_thanks_page_parent_class)->constructed (object);

  metrics = anj_page_get_metrics (page);
  visit = anj_page_get_visit (page);
  face = anj_feedback_icon (anj_visit_get_answer (visit, "rating"));
  anj_page_set_question (page, _ ("Terima kasih, Bapak atau Ibu."));
  anj_page_set_sentence (page, _ ("Penilaian ini tanpa nama. Tidak ada yang perlu dicatat."));
  anj_page_set_navigation (page, FALSE, _ ("Selesai"), "status-diterima");
  anj_page_set_primary_func (page, on_primary);
  if (is_to_be_sent (visit) && !anj_draft_has_words (visit))
    {
      self->why = anj_choices_new_cards (page, WHY, G_N_ELEMENTS (WHY), &LAYOUT, on_why);
      self->source = g_timeout_add_seconds (SEND_AFTER_S, on_nothing_touched, self);
    }
  anj_page_set_content (
      page, self->why != NULL
                ? anj_emblem_new_above (metrics, face, EMBLEM_HEIGHT_MM, self->why)
                : anj_emblem_new (metrics, face,
                                  anj_metrics_is_landscape (metrics) ? EMBLEM_HEIGHT_LANDSCAPE_MM
                                                                     : EMBLEM_HEIGHT_MM));
  if (is_to_be_sent (visit) && self->why == NULL)
    send (self);
}

static void
anj_thanks_page_dispose (GObject *object)
{
  g_clear_handle_id (&ANJ_THANKS_PAGE (object)->source, g_source_remove);
  G_OBJECT_CLASS (anj_thanks_page_parent_class)->dispose (object);
}

static void
anj_thanks_page_class_init (AnjThanksPageClass *klass)
{
  G_OBJECT_CLASS (klass)->constructed = anj_thanks_page_constructed;
  G_OBJECT_CLASS (klass)->dispose = anj_thanks_page_dispose;
}

static void
anj_thanks_page_init (AnjThanksPage *self G_GNUC_UNUSED)
{
}
