/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-feedback-page.h"

#include "ui/anj-choices.h"
#include "ui/anj-i18n.h"

struct _AnjFeedbackPage
{
  AnjPage parent_instance;
};

G_DEFINE_FINAL_TYPE (AnjFeedbackPage, anj_feedback_page, ANJ_TYPE_PAGE)

static const AnjChoiceCard FACES[] = {
  { "wajah-senang", "hijau", N_ ("Puas"), N_ ("Mudah dan membantu."), TRUE },
  { "wajah-biasa", "nila", N_ ("Cukup"), N_ ("Masih bisa lebih baik."), TRUE },
  { "wajah-kecewa", "soga", N_ ("Kecewa"), N_ ("Sulit atau tidak membantu."), TRUE },
};

static const char *const RATINGS[G_N_ELEMENTS (FACES)] = { "3", "2", "1" };

const char *
anj_feedback_icon (const char *rating)
{
  for (gsize i = 0; i < G_N_ELEMENTS (FACES); i++)
    if (g_str_equal (RATINGS[i], rating))
      return FACES[i].icon_name;
  return FACES[0].icon_name;
}

static const AnjChoiceLayout LAYOUT = { .square_mm = 60,
                                        .square_landscape_mm = 40,
                                        .max_row_mm = 116,
                                        .n_columns_landscape = 3 };

static void
on_chosen (AnjPage *self, GtkWidget *card)
{
  anj_visit_set_answer (anj_page_get_visit (self), "rating",
                        RATINGS[anj_choice_card_get_index (card)]);
  anj_page_next (self);
}

static void
anj_feedback_page_constructed (GObject *object)
{
  AnjPage *self = ANJ_PAGE (object);
  GtkWidget *choices = NULL;

  G_OBJECT_CLASS (anj_feedback_page_parent_class)->constructed (object);

  choices = anj_choices_new_cards (self, FACES, G_N_ELEMENTS (FACES), &LAYOUT, on_chosen);
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
