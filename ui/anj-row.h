/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Things beside each other, of which some are words that wrap. All are as high as the highest. GTK
 * 4.8's lying box searches for its height, and each label in it for its width, dozens of times. */
#define ANJ_TYPE_ROW (anj_row_get_type ())
G_DECLARE_FINAL_TYPE (AnjRow, anj_row, ANJ, ROW, GtkWidget)

GtkWidget *anj_row_new (int spacing_px);

/* at the end */
void anj_row_add (AnjRow *self, GtkWidget *child);

G_END_DECLS
