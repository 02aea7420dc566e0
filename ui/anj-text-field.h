/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "ui/anj-metrics.h"

G_BEGIN_DECLS

/**
 * AnjTextField:
 *
 * What a resident writes, with the caret at its end. A widget of its own, not GtkTextView: it has
 * no clipboard, no undo buffer and no menu, so nothing of a resident's words stays behind. When the
 * text is higher than the field its end is shown.
 */
#define ANJ_TYPE_TEXT_FIELD (anj_text_field_get_type ())
G_DECLARE_FINAL_TYPE (AnjTextField, anj_text_field, ANJ, TEXT_FIELD, GtkWidget)

/* @hint: shown while the field is empty */
GtkWidget *anj_text_field_new (const AnjMetrics *metrics, const char *hint);
void anj_text_field_set_text (AnjTextField *self, const char *text);
/* of several fields on a page one is active: its frame is strong and it has the caret. A new field
 * is active */
void anj_text_field_set_active (AnjTextField *self, gboolean active);

/**
 * anj_text_field_type:
 * @text: what stands there, UTF-8
 * @n_max: most characters
 * @character: typed; '\b' takes the last one away
 *
 * The first letter of a sentence becomes a capital by itself.
 *
 * Returns: (transfer full) (nullable): the text after it; %NULL when it is full already
 */
char *anj_text_field_type (const char *text, guint n_max, gunichar character);

G_END_DECLS
