/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-feedback-page.h"

#include "ui/anj-choices.h"
#include "ui/anj-i18n.h"
#include "ui/anj-parts.h"

#define SQUARE_MM 60
#define SQUARE_LANDSCAPE_MM 40
#define MAX_ROW_MM 116
#define N_COLUMNS_LANDSCAPE 3

struct _AnjFeedbackPage
{
  AnjPage parent_instance;
};

G_DEFINE_FINAL_TYPE (AnjFeedbackPage, anj_feedback_page, ANJ_TYPE_PAGE)

static const struct
{
  const char *rating;
  AnjChoiceCard card;
} FACES[] = {
  { "3", { "wajah-senang", "hijau", N_ ("Puas"), N_ ("Mudah dan membantu."), TRUE } },
  { "2", { "wajah-biasa", "nila", N_ ("Cukup"), N_ ("Masih bisa lebih baik."), TRUE } },
  { "1", { "wajah-kecewa", "soga", N_ ("Kecewa"), N_ ("Sulit atau tidak membantu."), TRUE } },
};

static void
on_clicked (AnjPage *self, GtkButton *card)
{
  anj_visit_set_answer (anj_page_get_visit (self), "rating",
                        g_object_get_data (G_OBJECT (card), "rating"));
  anj_page_next (self);
}

static void
anj_feedback_page_constructed (GObject *object)
{
  AnjPage *self = ANJ_PAGE (object);
  const AnjMetrics *metrics = NULL;
  GtkWidget *cards[G_N_ELEMENTS (FACES)];
  GtkWidget *choices = NULL;
  gboolean landscape;

  G_OBJECT_CLASS (anj_feedback_page_parent_class)->constructed (object);

  metrics = anj_page_get_metrics (self);
  landscape = anj_metrics_is_landscape (metrics);
  for (gsize i = 0; i < G_N_ELEMENTS (FACES); i++)
    {
      AnjChoiceCard card = FACES[i].card;

      card.word = _ (card.word);
      card.sentence = _ (card.sentence);
      cards[i] = anj_choice_card_new (metrics, landscape ? SQUARE_LANDSCAPE_MM : SQUARE_MM, &card);
      g_object_set_data (G_OBJECT (cards[i]), "rating", (gpointer) FACES[i].rating);
      g_signal_connect_swapped (cards[i], "clicked", G_CALLBACK (on_clicked), self);
    }
  choices = anj_choices_new (metrics, cards, G_N_ELEMENTS (cards),
                             landscape ? N_COLUMNS_LANDSCAPE : 1, MAX_ROW_MM);
  anj_page_set_question (self, _ ("Bagaimana layanan di sini?"));
  anj_page_set_sentence (self, _ ("Sentuh satu wajah. Nama Anda tidak ditanya."));
  gtk_widget_set_vexpand (choices, TRUE);
  anj_page_set_navigation (self, TRUE, NULL, NULL);
  anj_page_set_content (self, choices);
}

static void
anj_feedback_page_class_init (AnjFeedbackPageClass *klass)
{
  G_OBJECT_CLASS (klass)->constructed = anj_feedback_page_constructed;
}

static void
anj_feedback_page_init (AnjFeedbackPage *self G_GNUC_UNUSED)
{
}
