/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-propose-page.h"

#include "ui/anj-about-page.h"
#include "ui/anj-choices.h"
#include "ui/anj-i18n.h"
#include "ui/anj-pager.h"
#include "ui/anj-referral.h"

#define EMBLEM_HEIGHT_MM 56

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

static void
begin_referral (AnjVisit *visit)
{
  anj_referral_begin (visit, /* code */ NULL);
}

static const AnjChoiceCard CARDS[] = {
  { "layanan-perbarui-data", "nila", N_ ("Perbaiki data"), N_ ("Ada data yang salah."), FALSE },
  { "usulkan", "hijau", N_ ("Usulkan keluarga saya"), N_ ("Kami layak, tetapi belum terdaftar."),
    FALSE },
  { "status-berhenti", "soga", N_ ("Sanggah hasil saya"),
    N_ ("Bantuan kami berhenti atau ditolak."), FALSE },
  { "sanggah", "soga", N_ ("Sanggah keluarga lain"), N_ ("Ada yang mampu, tetapi menerima."),
    FALSE },
  { "kertas", "hijau", N_ ("Ajukan program lain"), N_ ("Kami pilih dari daftar program."), FALSE },
};

static void (*const BEGIN[G_N_ELEMENTS (CARDS)]) (AnjVisit *visit) = {
  begin_update, begin_proposal, anj_about_begin_own, begin_objection, begin_referral
};

static void
on_chosen (AnjPage *self, GtkWidget *card)
{
  BEGIN[anj_choice_card_get_index (card)](anj_page_get_visit (self));
  anj_page_next (self);
}

static void
anj_propose_page_constructed (GObject *object)
{
  AnjPage *self = ANJ_PAGE (object);
  const AnjMetrics *metrics = NULL;
  AnjChoiceLayout layout = {
    .square_mm = 38, .square_landscape_mm = 16, .max_row_mm = 76, .n_columns_landscape = 2
  };
  g_autoptr (GPtrArray) offers = NULL;
  GtkWidget *choices = NULL;

  G_OBJECT_CLASS (anj_propose_page_parent_class)->constructed (object);

  metrics = anj_page_get_metrics (self);
  layout.brief_landscape = !anj_metrics_is_large_landscape (metrics);
  offers = anj_referral_offers (anj_page_get_visit (self));
  anj_page_set_question (self, _ ("Apa yang ingin Anda sampaikan?"));
  if (!anj_metrics_is_landscape (metrics))
    anj_page_set_sentence (self, _ ("Keputusan dibuat lewat musyawarah desa."));
  anj_page_set_navigation (self, TRUE, NULL, NULL);
  choices = anj_choices_new_cards (self, CARDS, G_N_ELEMENTS (CARDS) - (offers->len == 0), &layout,
                                   on_chosen);
  if (anj_metrics_is_landscape (metrics))
    anj_page_set_secondary (self, anj_pager_take_bar (ANJ_PAGER (choices)));
  anj_choices_show (self, choices, "layanan-perbarui-data", EMBLEM_HEIGHT_MM);
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
