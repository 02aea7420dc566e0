/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-text-entry.h"

#include "core/anj-secret.h"
#include "ui/anj-i18n.h"
#include "ui/anj-keyboard.h"
#include "ui/anj-keypad.h"
#include "ui/anj-parts.h"
#include "ui/anj-shape.h"
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

/* written on a keypad */
static gboolean
is_number (AnjTextEntryKind kind)
{
  return kind == ANJ_TEXT_ENTRY_DIGITS || kind == ANJ_TEXT_ENTRY_DATE ||
         kind == ANJ_TEXT_ENTRY_AMOUNT;
}

/* (transfer full) (nullable): %NULL when it is full */
static char *
edit_number (AnjTextEntry *self, const char *text, char key)
{
  g_autoptr (AnjSecretString) before = anj_shape_digits (text);
  g_autoptr (AnjSecretString) after = NULL;

  if (self->kind == ANJ_TEXT_ENTRY_DATE)
    after = anj_keypad_edit (before, ANJ_SHAPE_DATE_DIGITS, key);
  else if (self->kind == ANJ_TEXT_ENTRY_AMOUNT)
    after = anj_keypad_edit (before, MIN (self->n_max, ANJ_SHAPE_AMOUNT_DIGITS), key);
  else
    after = anj_keypad_edit (before, self->n_max, key);
  if (after == NULL || self->kind == ANJ_TEXT_ENTRY_DIGITS)
    return g_steal_pointer (&after);
  return self->kind == ANJ_TEXT_ENTRY_DATE ? anj_shape_date (after) : anj_shape_amount (after);
}

/* (transfer full) (nullable): %NULL when it is full */
static char *
edit (AnjTextEntry *self, const char *text, guint character)
{
  if (is_number (self->kind))
    return edit_number (self, text, (char) character);
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
      anj_pad_show_full (self->page);
      return;
    }
  anj_page_set_error (self->page, NULL, NULL);
  anj_visit_set_answer (visit, self->question, after);
  anj_text_field_set_text (ANJ_TEXT_FIELD (self->field), after);
  g_signal_emit (self, changed_signal, 0);
}

gboolean
anj_text_entry_press (AnjTextEntry *self, gunichar character, guint keyval)
{
  if (is_number (self->kind))
    return anj_keypad_type (ANJ_KEYPAD (self->keys), character, keyval);
  if (keyval == GDK_KEY_BackSpace)
    anj_keyboard_press (ANJ_KEYBOARD (self->keys), '\b');
  else if (self->kind == ANJ_TEXT_ENTRY_STORY &&
           (keyval == GDK_KEY_Return || keyval == GDK_KEY_KP_Enter))
    anj_keyboard_press (ANJ_KEYBOARD (self->keys), '\n');
  else if (g_unichar_isprint (character))
    anj_keyboard_press (ANJ_KEYBOARD (self->keys), character);
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
  self->keys = kind == ANJ_TEXT_ENTRY_DIGITS ? anj_keypad_new (metrics)
                                             : anj_keyboard_new (metrics);
  g_signal_connect_swapped (self->keys, "key", G_CALLBACK (on_key), self);
  self->upper = anj_parts_box (anj_metrics_is_landscape (metrics) ? GTK_ORIENTATION_HORIZONTAL
                                                                  : GTK_ORIENTATION_VERTICAL,
                               metrics, 4, NULL);
  gtk_widget_set_hexpand (self->field, TRUE);
  gtk_box_append (GTK_BOX (self->upper), self->field);
  gtk_box_append (GTK_BOX (self), self->upper);
  gtk_box_append (GTK_BOX (self), anj_page_take_error_place (page));
  if (is_number (kind) && anj_metrics_is_landscape (metrics))
    {
      gtk_widget_set_size_request (self->keys, anj_metrics_px (metrics, 70), -1);
      gtk_widget_set_valign (self->keys, GTK_ALIGN_START);
      anj_page_set_side (page, self->keys);
    }
  else
    {
      gtk_box_append (GTK_BOX (self), self->keys);
      if (!is_number (kind) && anj_metrics_is_small_landscape (metrics))
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
