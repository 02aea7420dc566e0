/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "core/anj-sources.h"
#include "ui/anj-metrics.h"

G_BEGIN_DECLS

/**
 * AnjKeyboard:
 *
 * Letters in the order of QWERTY, "123 ?" for figures and signs. Its keys take no focus; a second
 * touch of the same key within 300 ms counts once; a held key does not repeat.
 * Signal "key" (guint character): a character, '\b' for delete, '\n' for a new line.
 */
#define ANJ_TYPE_KEYBOARD (anj_keyboard_get_type ())
G_DECLARE_FINAL_TYPE (AnjKeyboard, anj_keyboard, ANJ, KEYBOARD, GtkWidget)

typedef enum {
  ANJ_KEYBOARD_LETTERS,
  ANJ_KEYBOARD_CAPITALS,
  ANJ_KEYBOARD_FIGURES,
} AnjKeyboardLayer;

/* @clock: outlives the keyboard */
GtkWidget *anj_keyboard_new (const AnjMetrics *metrics, const AnjClock *clock);
/* as if the key of @character were touched, whatever layer is shown; for a real keyboard and tests
 */
void anj_keyboard_press (AnjKeyboard *self, gunichar character);

/* (transfer none) (nullable): on a small panel that lies the lowest row stands apart: figures,
 * space and full stop, to be put into the page's navigation. The comma is among the figures there,
 * and there are no new lines */
GtkWidget *anj_keyboard_get_bar (AnjKeyboard *self);

G_END_DECLS
