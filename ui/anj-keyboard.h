/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ui/anj-pad.h"

G_BEGIN_DECLS

/**
 * AnjKeyboard:
 *
 * Letters in the order of QWERTY, small until "ABC" is touched; "123 ?" for figures and signs.
 * "key" tells a character, '\b' for delete, '\n' for a new line.
 */
#define ANJ_TYPE_KEYBOARD (anj_keyboard_get_type ())
G_DECLARE_FINAL_TYPE (AnjKeyboard, anj_keyboard, ANJ, KEYBOARD, AnjPad)

typedef enum {
  ANJ_KEYBOARD_LETTERS,
  ANJ_KEYBOARD_CAPITALS,
  ANJ_KEYBOARD_FIGURES,
} AnjKeyboardLayer;

GtkWidget *anj_keyboard_new (const AnjMetrics *metrics);
/* as if the key of @character were touched, whatever layer is shown; for a real keyboard and tests
 */
void anj_keyboard_press (AnjKeyboard *self, gunichar character);

/* (transfer none) (nullable): on a small panel that lies the lowest row stands apart: figures,
 * space and full stop, to be put into the page's navigation. The comma is among the figures there,
 * and there are no new lines */
GtkWidget *anj_keyboard_get_bar (AnjKeyboard *self);

G_END_DECLS
