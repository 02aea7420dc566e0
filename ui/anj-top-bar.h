/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "ui/anj-visit.h"

G_BEGIN_DECLS

/**
 * AnjTopBar:
 *
 * Where the resident is, whether the line stands and how old the data are; on the cloth's motif.
 * Follows the visit's status. On a landscape panel it also carries the progress.
 */
#define ANJ_TYPE_TOP_BAR (anj_top_bar_get_type ())
G_DECLARE_FINAL_TYPE (AnjTopBar, anj_top_bar, ANJ, TOP_BAR, GtkWidget)

GtkWidget *anj_top_bar_new (AnjVisit *visit, const AnjMetrics *metrics);
/* @n_steps 0: none */
void anj_top_bar_set_progress (AnjTopBar *self, guint step, guint n_steps);

G_END_DECLS
