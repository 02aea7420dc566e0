/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "ui/anj-visit.h"

G_BEGIN_DECLS

/**
 * AnjHeader:
 *
 * Where the resident is, whether the line stands and how old the data are; on the cloth's motif.
 * Follows the visit's status. On a landscape panel it also carries the progress.
 */
#define ANJ_TYPE_HEADER (anj_header_get_type ())
G_DECLARE_FINAL_TYPE (AnjHeader, anj_header, ANJ, HEADER, GtkWidget)

GtkWidget *anj_header_new (AnjVisit *visit, const AnjMetrics *metrics);
/* @n_steps 0: none */
void anj_header_set_progress (AnjHeader *self, guint step, guint n_steps);

G_END_DECLS
