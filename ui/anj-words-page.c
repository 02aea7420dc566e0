/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-words-page.h"

#include "core/anj-secret.h"
#include "ui/anj-draft.h"
#include "ui/anj-i18n.h"
#include "ui/anj-keyboard.h"
#include "ui/anj-parts.h"
#include "ui/anj-text-field.h"

struct _AnjWordsPage
{
  AnjPage parent_instance;

  GtkWidget *field;    /* (unowned): child */
  GtkWidget *keyboard; /* (unowned): child */
};

G_DEFINE_FINAL_TYPE (AnjWordsPage, anj_words_page, ANJ_TYPE_PAGE)

static void
show_words (AnjWordsPage *self)
{
  AnjPage *page = ANJ_PAGE (self);
  AnjVisit *visit = anj_page_get_visit (page);

  anj_text_field_set_text (ANJ_TEXT_FIELD (self->field), anj_visit_get_words (visit));
  anj_page_set_complete (page, anj_draft_has_words (visit),
                         _ ("Tulis dulu yang terjadi.\nBoleh singkat, satu kalimat cukup."));
}

static void
on_key (AnjWordsPage *self, guint character)
{
  AnjPage *page = ANJ_PAGE (self);
  AnjVisit *visit = anj_page_get_visit (page);
  g_autoptr (AnjSecretString) after = anj_text_field_type (
      anj_visit_get_words (visit), ANJ_DRAFT_MAX_CHARACTERS, (gunichar) character);

  if (after == NULL)
    {
      anj_page_set_error (page, _ ("Sudah penuh."), _ ("Cukup sampai di sini."));
      return;
    }
  anj_page_set_error (page, NULL, NULL);
  anj_visit_set_words (visit, after);
  show_words (self);
}

static gboolean
anj_words_page_key (AnjPage *page, gunichar character, guint keyval)
{
  AnjKeyboard *keyboard = ANJ_KEYBOARD (ANJ_WORDS_PAGE (page)->keyboard);

  if (keyval == GDK_KEY_BackSpace)
    anj_keyboard_press (keyboard, '\b');
  else if (keyval == GDK_KEY_Return || keyval == GDK_KEY_KP_Enter)
    anj_keyboard_press (keyboard, '\n');
  else if (g_unichar_isprint (character))
    anj_keyboard_press (keyboard, character);
  else
    return FALSE;
  return TRUE;
}

static void
anj_words_page_constructed (GObject *object)
{
  AnjWordsPage *self = ANJ_WORDS_PAGE (object);
  AnjPage *page = ANJ_PAGE (object);
  const AnjMetrics *metrics = NULL;
  gboolean anonymous, landscape;
  GtkWidget *box = NULL;

  G_OBJECT_CLASS (anj_words_page_parent_class)->constructed (object);

  metrics = anj_page_get_metrics (page);
  landscape = anj_metrics_is_landscape (metrics);
  anonymous = anj_visit_get_name_choice (anj_page_get_visit (page)) == ANJ_NAME_ANONYMOUS;
  box = anj_parts_box (GTK_ORIENTATION_VERTICAL, metrics, landscape ? 2 : 4, NULL);
  anj_page_set_question (page, _ ("Ceritakan yang terjadi"));
  if (!landscape)
    anj_page_set_sentence (page, anonymous ? _ ("Boleh singkat. Jangan tulis nama Anda.")
                                           : _ ("Boleh singkat. Tulis kapan dan di mana."));
  self->field = anj_text_field_new (metrics, _ ("Sentuh huruf di bawah."));
  gtk_widget_set_vexpand (self->field, TRUE);
  self->keyboard = anj_keyboard_new (metrics, anj_page_get_clock (page));
  g_signal_connect_swapped (self->keyboard, "key", G_CALLBACK (on_key), self);
  gtk_box_append (GTK_BOX (box), self->field);
  gtk_box_append (GTK_BOX (box), anj_page_take_error_place (page));
  gtk_box_append (GTK_BOX (box), self->keyboard);
  anj_page_set_navigation (page, TRUE, _ ("Lanjut"), "lanjut");
  anj_page_set_content (page, box);
  show_words (self);
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
