/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ui/anj-page.h"

G_BEGIN_DECLS

/**
 * AnjTextEntry:
 *
 * A field, the page's error place and the keys to write with; what is written is an answer of the
 * visit. Signal "changed": the answer is another one.
 */
#define ANJ_TYPE_TEXT_ENTRY (anj_text_entry_get_type ())
G_DECLARE_FINAL_TYPE (AnjTextEntry, anj_text_entry, ANJ, TEXT_ENTRY, GtkBox)

typedef enum {
  ANJ_TEXT_ENTRY_STORY,  /* letters; several lines */
  ANJ_TEXT_ENTRY_LINE,   /* letters; one line */
  ANJ_TEXT_ENTRY_DIGITS, /* a keypad */
  ANJ_TEXT_ENTRY_DATE,   /* a keypad; "14-03-1983" (ui/anj-shape.h) */
  ANJ_TEXT_ENTRY_AMOUNT, /* a keypad; "Rp600.000" */
} AnjTextEntryKind;

/* @page: (unowned): holds the entry. @question: a static name of an answer. @hint: while nothing is
 * written. @n_max: most characters */
GtkWidget *anj_text_entry_new (AnjPage *page,
                               AnjTextEntryKind kind,
                               const char *question,
                               const char *hint,
                               guint n_max);
/* puts @widget under the field, or right of it on a wide panel */
void anj_text_entry_add_beside (AnjTextEntry *self, GtkWidget *widget);
/* a key of a real keyboard; whether it was taken */
gboolean anj_text_entry_press (AnjTextEntry *self, gunichar character, guint keyval);

G_END_DECLS
