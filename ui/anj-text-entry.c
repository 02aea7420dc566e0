/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-text-entry.h"

#include "core/anj-secret.h"
#include "ui/anj-i18n.h"
#include "ui/anj-keyboard.h"
#include "ui/anj-keypad.h"
#include "ui/anj-parts.h"
#include "ui/anj-text-field.h"

struct _AnjTextEntry
{
  GtkBox parent_instance;

  AnjPage *page; /* (unowned): holds this */
  AnjTextEntryKind kind;
  const char *question;
  guint n_max;
  GtkWidget *upper; /* (unowned): child: the field and what is beside it */
  GtkWidget *field; /* (unowned): in @upper */
  GtkWidget *keys;  /* (unowned): child */
};

G_DEFINE_FINAL_TYPE (AnjTextEntry, anj_text_entry, GTK_TYPE_BOX)

static guint changed_signal;

/* (transfer full) (nullable): %NULL when it is full */
static char *
edit (AnjTextEntry *self, const char *text, guint character)
{
  if (self->kind == ANJ_TEXT_ENTRY_DIGITS)
    return anj_keypad_edit (text, self->n_max, (char) character);
  if (self->kind == ANJ_TEXT_ENTRY_LINE && character == '\n')
    character = ' ';
  return anj_text_field_type (text, self->n_max, (gunichar) character);
}

static void
on_key (AnjTextEntry *self, guint character)
{
  AnjVisit *visit = anj_page_get_visit (self->page);
  const char *text = anj_visit_get_answer (visit, self->question);
  g_autoptr (AnjSecretString) after = edit (self, text, character);

  if (after == NULL)
    {
      anj_page_set_error (self->page, _ ("Sudah penuh."), _ ("Cukup sampai di sini."));
      return;
    }
  anj_page_set_error (self->page, NULL, NULL);
  anj_visit_set_answer (visit, self->question, after);
  anj_text_field_set_text (ANJ_TEXT_FIELD (self->field), after);
  g_signal_emit (self, changed_signal, 0);
}

static void
press (AnjTextEntry *self, gunichar character)
{
  if (self->kind == ANJ_TEXT_ENTRY_DIGITS)
    anj_keypad_press (ANJ_KEYPAD (self->keys), (char) character);
  else
    anj_keyboard_press (ANJ_KEYBOARD (self->keys), character);
}

gboolean
anj_text_entry_press (AnjTextEntry *self, gunichar character, guint keyval)
{
  gboolean digits = self->kind == ANJ_TEXT_ENTRY_DIGITS;

  if (keyval == GDK_KEY_BackSpace)
    press (self, '\b');
  else if (self->kind == ANJ_TEXT_ENTRY_STORY &&
           (keyval == GDK_KEY_Return || keyval == GDK_KEY_KP_Enter))
    press (self, '\n');
  else if (digits ? character < 128 && g_ascii_isdigit ((char) character)
                  : g_unichar_isprint (character))
    press (self, character);
  else
    return FALSE;
  return TRUE;
}

void
anj_text_entry_add_beside (AnjTextEntry *self, GtkWidget *widget)
{
  gtk_box_append (GTK_BOX (self->upper), widget);
}

GtkWidget *
anj_text_entry_new (AnjPage *page,
                    AnjTextEntryKind kind,
                    const char *question,
                    const char *hint,
                    guint n_max)
{
  const AnjMetrics *metrics = anj_page_get_metrics (page);
  AnjTextEntry *self = g_object_new (
      ANJ_TYPE_TEXT_ENTRY, "orientation", GTK_ORIENTATION_VERTICAL, "spacing",
      anj_metrics_px (metrics, anj_metrics_is_landscape (metrics) ? 2 : 4), NULL);

  self->page = page;
  self->kind = kind;
  self->question = question;
  self->n_max = n_max;
  self->field = anj_text_field_new (metrics, hint);
  anj_text_field_set_text (ANJ_TEXT_FIELD (self->field),
                           anj_visit_get_answer (anj_page_get_visit (page), question));
  gtk_widget_set_vexpand (self->field, TRUE);
  self->keys = kind == ANJ_TEXT_ENTRY_DIGITS
                   ? anj_keypad_new (metrics, anj_page_get_clock (page))
                   : anj_keyboard_new (metrics, anj_page_get_clock (page));
  g_signal_connect_swapped (self->keys, "key", G_CALLBACK (on_key), self);
  self->upper = anj_parts_box (anj_metrics_is_landscape (metrics) ? GTK_ORIENTATION_HORIZONTAL
                                                                  : GTK_ORIENTATION_VERTICAL,
                               metrics, 4, NULL);
  gtk_widget_set_hexpand (self->field, TRUE);
  gtk_box_append (GTK_BOX (self->upper), self->field);
  gtk_box_append (GTK_BOX (self), self->upper);
  gtk_box_append (GTK_BOX (self), anj_page_take_error_place (page));
  if (kind == ANJ_TEXT_ENTRY_DIGITS && anj_metrics_is_landscape (metrics))
    {
      gtk_widget_set_size_request (self->keys, anj_metrics_px (metrics, 70), -1);
      gtk_widget_set_valign (self->keys, GTK_ALIGN_START);
      anj_page_set_side (page, self->keys);
    }
  else
    {
      gtk_box_append (GTK_BOX (self), self->keys);
      if (kind != ANJ_TEXT_ENTRY_DIGITS && anj_metrics_is_small_landscape (metrics))
        anj_page_set_secondary (page, anj_keyboard_get_bar (ANJ_KEYBOARD (self->keys)));
    }
  return GTK_WIDGET (self);
}

static void
anj_text_entry_class_init (AnjTextEntryClass *klass)
{
  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
}

static void
anj_text_entry_init (AnjTextEntry *self G_GNUC_UNUSED)
{
}
