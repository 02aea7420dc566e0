/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-words-page.h"

#include "ui/anj-draft.h"
#include "ui/anj-evidence.h"
#include "ui/anj-i18n.h"
#include "ui/anj-parts.h"
#include "ui/anj-text-entry.h"
#include "ui/anj-voice-page.h"

struct _AnjWordsPage
{
  AnjPage parent_instance;

  GtkWidget *entry; /* (unowned): child */
};

G_DEFINE_FINAL_TYPE (AnjWordsPage, anj_words_page, ANJ_TYPE_PAGE)

/* more to a reason or a rating; a complaint and a note are nothing without words */
static gboolean
is_optional (AnjVisit *visit)
{
  return !anj_visit_is_kind (visit, "complaint") && !anj_visit_is_kind (visit, "note");
}

static void
judge (AnjPage *page)
{
  AnjVisit *visit = anj_page_get_visit (page);

  anj_page_set_complete (page, is_optional (visit) || anj_draft_has_words (visit),
                         _ ("Tulis dulu yang terjadi.\nBoleh singkat, satu kalimat cukup."));
}

static gboolean
anj_words_page_key (AnjPage *page, gunichar character, guint keyval)
{
  return anj_text_entry_press (ANJ_TEXT_ENTRY (ANJ_WORDS_PAGE (page)->entry), character, keyval);
}

static const char *
question (AnjVisit *visit)
{
  if (anj_visit_is_kind (visit, "note"))
    return _ ("Tulis kabar baru");
  return is_optional (visit) ? _ ("Ingin menambah keterangan?") : _ ("Ceritakan yang terjadi");
}

static const char *
advice (AnjVisit *visit)
{
  if (anj_visit_is_kind (visit, "note"))
    return _ ("Petugas membaca kabar ini bersama aduan Anda.");
  if (anj_visit_is_kind (visit, "feedback") ||
      anj_visit_get_name_choice (visit) == ANJ_NAME_ANONYMOUS)
    return _ ("Boleh singkat. Jangan tulis nama Anda.");
  if (is_optional (visit))
    return _ ("Boleh singkat. Boleh kosong.");
  return _ ("Boleh singkat. Tulis kapan dan di mana.");
}

static void
on_voice (AnjPage *page)
{
  anj_page_go (page, "voice");
}

static void
add_voice_button (AnjWordsPage *self)
{
  AnjPage *page = ANJ_PAGE (self);
  AnjVisit *visit = anj_page_get_visit (page);
  gboolean landscape = anj_metrics_is_landscape (anj_page_get_metrics (page));
  g_autofree char *recorded = anj_voice_page_summary (visit);
  const char *word = landscape ? _ ("Rekam suara") : _ ("Rekam suara saja");
  GtkWidget *button = NULL;

  if (anj_evidence_get_recording_s (visit) > 0)
    word = recorded;
  button = anj_parts_button ("mikrofon", word, landscape ? "biru sedang-tombol" : "biru");
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (on_voice), page);
  anj_text_entry_add_beside (ANJ_TEXT_ENTRY (self->entry), button);
}

static void
anj_words_page_constructed (GObject *object)
{
  AnjWordsPage *self = ANJ_WORDS_PAGE (object);
  AnjPage *page = ANJ_PAGE (object);
  AnjVisit *visit = NULL;

  G_OBJECT_CLASS (anj_words_page_parent_class)->constructed (object);

  visit = anj_page_get_visit (page);
  anj_page_set_question (page, question (visit));
  if (!anj_metrics_is_landscape (anj_page_get_metrics (page)))
    anj_page_set_sentence (page, advice (visit));
  self->entry = anj_text_entry_new (page, ANJ_TEXT_ENTRY_STORY, "words",
                                    _ ("Sentuh huruf di bawah."), ANJ_DRAFT_MAX_CHARACTERS);
  g_signal_connect_swapped (self->entry, "changed", G_CALLBACK (judge), page);
  if (anj_visit_is_kind (visit, "feedback"))
    anj_page_set_navigation (page, TRUE, _ ("Kirim"), "kirim");
  else
    anj_page_set_navigation (page, TRUE, _ ("Lanjut"), "lanjut");
  if (anj_visit_is_kind (visit, "complaint") && anj_evidence_has_microphone (visit))
    add_voice_button (self);
  anj_page_set_content (page, self->entry);
  judge (page);
}

static void
anj_words_page_class_init (AnjWordsPageClass *klass)
{
  G_OBJECT_CLASS (klass)->constructed = anj_words_page_constructed;
  ANJ_PAGE_CLASS (klass)->key = anj_words_page_key;
}

static void
anj_words_page_init (AnjWordsPage *self G_GNUC_UNUSED)
{
}
