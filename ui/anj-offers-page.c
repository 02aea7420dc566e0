/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-offers-page.h"

#include "core/anj-json.h"
#include "ui/anj-choices.h"
#include "ui/anj-i18n.h"
#include "ui/anj-pager.h"
#include "ui/anj-referral.h"

#define EMBLEM_HEIGHT_MM 56
#define SQUARE_MM 30
#define SQUARE_LANDSCAPE_MM 16
#define MAX_ROW_MM 60
#define N_COLUMNS_LANDSCAPE 2
#define CODE_KEY "anj-programme"

struct _AnjOffersPage
{
  AnjPage parent_instance;
};

G_DEFINE_FINAL_TYPE (AnjOffersPage, anj_offers_page, ANJ_TYPE_PAGE)

static void
on_clicked (AnjPage *self, GtkWidget *card)
{
  anj_referral_choose_programme (anj_page_get_visit (self),
                                 g_object_get_data (G_OBJECT (card), CODE_KEY));
  anj_page_next (self);
}

static GtkWidget *
make_card (AnjPage *self, JsonObject *programme)
{
  const AnjMetrics *metrics = anj_page_get_metrics (self);
  const char *language = anj_visit_get_language (anj_page_get_visit (self));
  JsonObject *rule = anj_json_get_object (programme, "rule");
  gboolean brief = anj_metrics_is_landscape (metrics) || metrics->text_size >= ANJ_TEXT_150;
  AnjChoiceCard card = {
    .icon_name = anj_json_get_string (programme, "icon", "kertas"),
    .word = anj_json_get_text (anj_json_get_object (programme, "referral"), "label", language),
    .sentence = brief || rule == NULL ? NULL : anj_json_get_text (rule, "text", language),
  };
  GtkWidget *widget = anj_choice_card_new (
      metrics, anj_metrics_is_landscape (metrics) ? SQUARE_LANDSCAPE_MM : SQUARE_MM, &card);

  g_object_set_data_full (G_OBJECT (widget), CODE_KEY,
                          g_strdup (anj_json_get_string (programme, "code", "")), g_free);
  g_signal_connect_swapped (widget, "clicked", G_CALLBACK (on_clicked), self);
  return widget;
}

static void
anj_offers_page_constructed (GObject *object)
{
  AnjPage *self = ANJ_PAGE (object);
  const AnjMetrics *metrics = NULL;
  g_autoptr (GPtrArray) offers = NULL;
  g_autoptr (GPtrArray) cards = g_ptr_array_new ();
  GtkWidget *list = NULL;
  gboolean landscape;

  G_OBJECT_CLASS (anj_offers_page_parent_class)->constructed (object);

  metrics = anj_page_get_metrics (self);
  landscape = anj_metrics_is_landscape (metrics);
  offers = anj_referral_offers (anj_page_get_visit (self));
  anj_page_set_question (self, _ ("Apa yang ingin Anda ajukan?"));
  if (!landscape)
    anj_page_set_sentence (self, _ ("Petugas memeriksa, lalu memberi jawaban."));
  anj_page_set_navigation (self, TRUE, NULL, NULL);
  for (guint i = 0; i < offers->len; i++)
    g_ptr_array_add (cards, make_card (self, offers->pdata[i]));
  list = anj_choices_new (metrics, (GtkWidget *const *) cards->pdata, cards->len,
                          landscape && metrics->text_size < ANJ_TEXT_150 ? N_COLUMNS_LANDSCAPE : 1,
                          MAX_ROW_MM);
  if (landscape)
    anj_page_set_secondary (self, anj_pager_take_bar (ANJ_PAGER (list)));
  anj_choices_show (self, list, "kertas", EMBLEM_HEIGHT_MM);
}

static void
anj_offers_page_class_init (AnjOffersPageClass *klass)
{
  G_OBJECT_CLASS (klass)->constructed = anj_offers_page_constructed;
}

static void
anj_offers_page_init (AnjOffersPage *self G_GNUC_UNUSED)
{
}
