/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "ui/anj-metrics.h"

G_BEGIN_DECLS

/**
 * AnjWaitCover:
 *
 * "Mohon tunggu", over a page that waits. Nothing of it is made before it is due.
 * Signal "changed": it came, got its way out, or went.
 */
#define ANJ_TYPE_WAIT_COVER (anj_wait_cover_get_type ())
G_DECLARE_FINAL_TYPE (AnjWaitCover, anj_wait_cover, ANJ, WAIT_COVER, GtkBox)

/* (transfer floating): not seen yet */
GtkWidget *anj_wait_cover_new (const AnjMetrics *metrics);
/* comes after 1 s; after 10 s with @way_out: (transfer floating) (nullable): a button */
void anj_wait_cover_begin (AnjWaitCover *self, GtkWidget *way_out);
void anj_wait_cover_end (AnjWaitCover *self);

G_END_DECLS
