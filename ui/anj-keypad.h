/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "core/anj-sources.h"
#include "ui/anj-metrics.h"

G_BEGIN_DECLS

#define ANJ_KEYPAD_ERASE_ONE '\b'
#define ANJ_KEYPAD_ERASE_ALL '\f'

/**
 * AnjKeypad:
 *
 * Ten digits in the order of an ATM, "Hapus semua" left and "Hapus satu" right of 0. A second touch
 * of the same key within 300 ms is a trembling hand and counts once.
 * Signal "key" (guint character): '0' … '9', %ANJ_KEYPAD_ERASE_ONE, %ANJ_KEYPAD_ERASE_ALL.
 */
#define ANJ_TYPE_KEYPAD (anj_keypad_get_type ())
G_DECLARE_FINAL_TYPE (AnjKeypad, anj_keypad, ANJ, KEYPAD, GtkWidget)

/* @clock: outlives the keypad */
GtkWidget *anj_keypad_new (const AnjMetrics *metrics, const AnjClock *clock);
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
 * Returns: (transfer full): the text after the key; more digits than @n_max are not taken
 */
char *anj_keypad_edit (const char *text, guint n_max, char character);

G_END_DECLS
