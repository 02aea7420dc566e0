/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-info-page.h"

#include "ui/anj-choices.h"
#include "ui/anj-i18n.h"

#define EMBLEM_HEIGHT_MM 60

struct _AnjInfoPage
{
  AnjPage parent_instance;
};

G_DEFINE_FINAL_TYPE (AnjInfoPage, anj_info_page, ANJ_TYPE_PAGE)

static const AnjChoiceCard CARDS[] = {
  { "kertas", "nila", N_ ("Standar layanan"), N_ ("Syarat, waktu, dan biaya."), FALSE },
  { "jam", "nila", N_ ("Jam layanan"), N_ ("Kapan kantor buka."), FALSE },
  { "tanya-petugas", "nila", N_ ("Petugas"), N_ ("Siapa yang bisa Anda tanya."), FALSE },
  { "pengumuman", "nila", N_ ("Pengumuman"), N_ ("Kabar dari desa dan dinas."), FALSE },
  { "program-mbg", "nila", N_ ("Tempat dan jadwal"), N_ ("Di mana makanan dibagikan."), FALSE },
  { "jumlah", "nila", N_ ("Jumlah di desa"), N_ ("Berapa keluarga menerima bantuan."), FALSE },
};

static const char *const WAYS[G_N_ELEMENTS (CARDS)] = { "standards",     "hours",  "officials",
                                                        "announcements", "points", "totals" };

static const AnjChoiceLayout LAYOUT = { .square_mm = 32,
                                        .square_landscape_mm = 15,
                                        .max_row_mm = 54,
                                        .n_columns_landscape = 2,
                                        .brief_landscape = TRUE };

static void
on_chosen (AnjPage *self, GtkWidget *card)
{
  anj_page_go (self, WAYS[anj_choice_card_get_index (card)]);
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
  anj_choices_show (self,
                    anj_choices_new_cards (self, CARDS, G_N_ELEMENTS (CARDS), &LAYOUT, on_chosen),
                    "layanan-informasi", EMBLEM_HEIGHT_MM);
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
