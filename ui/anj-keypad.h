/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ui/anj-pad.h"

G_BEGIN_DECLS

#define ANJ_KEYPAD_ERASE_ONE '\b'
#define ANJ_KEYPAD_ERASE_ALL '\f'

/**
 * AnjKeypad:
 *
 * Ten digits in the order of an ATM, "Hapus semua" left and "Hapus satu" right of 0.
 * "key" tells '0' … '9', %ANJ_KEYPAD_ERASE_ONE, %ANJ_KEYPAD_ERASE_ALL.
 */
#define ANJ_TYPE_KEYPAD (anj_keypad_get_type ())
G_DECLARE_FINAL_TYPE (AnjKeypad, anj_keypad, ANJ, KEYPAD, AnjPad)

GtkWidget *anj_keypad_new (const AnjMetrics *metrics);
/* as if the key of @character were touched; for tests too */
void anj_keypad_press (AnjKeypad *self, char character);
/* the same for a key of a keyboard, as AnjPageClass.key gets it. Returns: %FALSE: none of them */
gboolean anj_keypad_type (AnjKeypad *self, gunichar character, guint keyval);

/**
 * anj_keypad_edit:
 * @text: what stands there
 * @n_max: how many digits there may be
 * @character: of the signal
 *
 * Returns: (transfer full) (nullable): the text after the key; %NULL when it is full already
 */
char *anj_keypad_edit (const char *text, guint n_max, char character);

G_END_DECLS
