/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-info-page.h"

#include "ui/anj-choices.h"
#include "ui/anj-i18n.h"

#define EMBLEM_HEIGHT_MM 60
#define SQUARE_MM 32
#define SQUARE_LANDSCAPE_MM 15
#define MAX_ROW_MM 54
#define N_COLUMNS_LANDSCAPE 2

struct _AnjInfoPage
{
  AnjPage parent_instance;
};

G_DEFINE_FINAL_TYPE (AnjInfoPage, anj_info_page, ANJ_TYPE_PAGE)

static const struct
{
  const char *way;
  const char *icon_name;
  const char *word;
  const char *sentence;
} CARDS[] = {
  { "standards", "kertas", N_ ("Standar layanan"), N_ ("Syarat, waktu, dan biaya.") },
  { "hours", "jam", N_ ("Jam layanan"), N_ ("Kapan kantor buka.") },
  { "officials", "tanya-petugas", N_ ("Petugas"), N_ ("Siapa yang bisa Anda tanya.") },
  { "announcements", "pengumuman", N_ ("Pengumuman"), N_ ("Kabar dari desa dan dinas.") },
  { "totals", "jumlah", N_ ("Jumlah di desa"), N_ ("Berapa keluarga menerima bantuan.") },
};

static void
on_clicked (AnjPage *self, GtkButton *card)
{
  anj_page_go (self, g_object_get_data (G_OBJECT (card), "way"));
}

static GtkWidget *
make_choices (AnjPage *self)
{
  const AnjMetrics *metrics = anj_page_get_metrics (self);
  gboolean landscape = anj_metrics_is_landscape (metrics);
  GtkWidget *cards[G_N_ELEMENTS (CARDS)];

  for (gsize i = 0; i < G_N_ELEMENTS (CARDS); i++)
    {
      /* lying there is room for the word only */
      AnjChoiceCard card = { CARDS[i].icon_name, "nila", _ (CARDS[i].word),
                             landscape ? NULL : _ (CARDS[i].sentence), FALSE };

      cards[i] = anj_choice_card_new (metrics, landscape ? SQUARE_LANDSCAPE_MM : SQUARE_MM, &card);
      g_object_set_data (G_OBJECT (cards[i]), "way", (gpointer) CARDS[i].way);
      g_signal_connect_swapped (cards[i], "clicked", G_CALLBACK (on_clicked), self);
    }
  return anj_choices_new (metrics, cards, G_N_ELEMENTS (cards),
                          landscape && metrics->text_size < ANJ_TEXT_150 ? N_COLUMNS_LANDSCAPE : 1,
                          MAX_ROW_MM);
}

static void
anj_info_page_constructed (GObject *object)
{
  AnjPage *self = ANJ_PAGE (object);

  G_OBJECT_CLASS (anj_info_page_parent_class)->constructed (object);

  anj_page_set_question (self, _ ("Apa yang ingin Anda ketahui?"));
  if (!anj_metrics_is_landscape (anj_page_get_metrics (self)))
    anj_page_set_sentence (self, _ ("Semua ini boleh dibaca siapa saja."));
  anj_page_set_navigation (self, TRUE, NULL, NULL);
  anj_choices_show (self, make_choices (self), "layanan-informasi", EMBLEM_HEIGHT_MM);
}

static void
anj_info_page_class_init (AnjInfoPageClass *klass)
{
  G_OBJECT_CLASS (klass)->constructed = anj_info_page_constructed;
}

static void
anj_info_page_init (AnjInfoPage *self G_GNUC_UNUSED)
{
}
