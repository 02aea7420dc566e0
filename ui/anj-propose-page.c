/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-propose-page.h"

#include "ui/anj-about-page.h"
#include "ui/anj-choices.h"
#include "ui/anj-i18n.h"

#define EMBLEM_HEIGHT_MM 56
#define SQUARE_MM 38
#define SQUARE_LANDSCAPE_MM 18
#define MAX_ROW_MM 76
#define N_COLUMNS_LANDSCAPE 2

struct _AnjProposePage
{
  AnjPage parent_instance;
};

G_DEFINE_FINAL_TYPE (AnjProposePage, anj_propose_page, ANJ_TYPE_PAGE)

static void
begin_update (AnjVisit *visit)
{
  anj_visit_set_kind (visit, "update");
}

static void
begin_proposal (AnjVisit *visit)
{
  anj_visit_set_kind (visit, "proposal");
}

static void
begin_objection (AnjVisit *visit)
{
  anj_visit_set_kind (visit, "objection");
}

static const struct
{
  void (*begin) (AnjVisit *visit);
  AnjChoiceCard card;
} CARDS[] = {
  { begin_update,
    { "layanan-perbarui-data", "nila", N_ ("Perbaiki data"), N_ ("Ada data yang salah."), FALSE } },
  { begin_proposal,
    { "usulkan", "hijau", N_ ("Usulkan keluarga saya"), N_ ("Kami layak, tetapi belum terdaftar."),
      FALSE } },
  { anj_about_begin_own,
    { "status-berhenti", "soga", N_ ("Sanggah hasil saya"),
      N_ ("Bantuan kami berhenti atau ditolak."), FALSE } },
  { begin_objection,
    { "sanggah", "soga", N_ ("Sanggah keluarga lain"), N_ ("Ada yang mampu, tetapi menerima."),
      FALSE } },
};

static void
on_clicked (AnjPage *self, GtkButton *card)
{
  guint index = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (card), "index"));

  CARDS[index].begin (anj_page_get_visit (self));
  anj_page_next (self);
}

static GtkWidget *
make_choices (AnjPage *self)
{
  const AnjMetrics *metrics = anj_page_get_metrics (self);
  gboolean landscape = anj_metrics_is_landscape (metrics);
  GtkWidget *cards[G_N_ELEMENTS (CARDS)];

  for (gsize i = 0; i < G_N_ELEMENTS (CARDS); i++)
    {
      AnjChoiceCard card = CARDS[i].card;

      card.word = _ (card.word);
      card.sentence = _ (card.sentence);
      cards[i] = anj_choice_card_new (metrics, landscape ? SQUARE_LANDSCAPE_MM : SQUARE_MM, &card);
      g_object_set_data (G_OBJECT (cards[i]), "index", GUINT_TO_POINTER (i));
      g_signal_connect_swapped (cards[i], "clicked", G_CALLBACK (on_clicked), self);
    }
  return anj_choices_new (metrics, cards, G_N_ELEMENTS (cards),
                          landscape && metrics->text_size < ANJ_TEXT_150 ? N_COLUMNS_LANDSCAPE : 1,
                          MAX_ROW_MM);
}

static void
anj_propose_page_constructed (GObject *object)
{
  AnjPage *self = ANJ_PAGE (object);

  G_OBJECT_CLASS (anj_propose_page_parent_class)->constructed (object);

  anj_page_set_question (self, _ ("Apa yang ingin Anda sampaikan?"));
  if (!anj_metrics_is_landscape (anj_page_get_metrics (self)))
    anj_page_set_sentence (self, _ ("Keputusan dibuat lewat musyawarah desa."));
  anj_page_set_navigation (self, TRUE, NULL, NULL);
  anj_choices_show (self, make_choices (self), "layanan-perbarui-data", EMBLEM_HEIGHT_MM);
}

static void
anj_propose_page_class_init (AnjProposePageClass *klass)
{
  G_OBJECT_CLASS (klass)->constructed = anj_propose_page_constructed;
}

static void
anj_propose_page_init (AnjProposePage *self G_GNUC_UNUSED)
{
}
