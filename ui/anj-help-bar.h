/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "ui/anj-metrics.h"

G_BEGIN_DECLS

/**
 * AnjHelpBar:
 *
 * Panggil petugas · Mulai lagi · Suara · Bahasa · Huruf: always there, always in the same place,
 * under no dialogue. On a landscape panel a rail at the left, the attendant lowest.
 * Signal "asked" (char *what): "attendant", "restart", "voice", "voice-off" (held for 1 s),
 * "language", "text-size".
 */
#define ANJ_TYPE_HELP_BAR (anj_help_bar_get_type ())
G_DECLARE_FINAL_TYPE (AnjHelpBar, anj_help_bar, ANJ, HELP_BAR, GtkWidget)

GtkWidget *anj_help_bar_new (const AnjMetrics *metrics);
/* whether the screen speaks at all, and just now */
void anj_help_bar_set_voice (AnjHelpBar *self, gboolean is_on, gboolean is_speaking);
/* (transfer none): the button that asks for @what */
GtkWidget *anj_help_bar_get_button (AnjHelpBar *self, const char *what);

G_END_DECLS
