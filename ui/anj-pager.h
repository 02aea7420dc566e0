/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "ui/anj-metrics.h"

G_BEGIN_DECLS

/**
 * AnjPager:
 *
 * A list that never scrolls: as many items as fit stand whole on a page; when there are more, a row
 * with "1 dari 2" and a large "Berikut" leads on.
 * Signal "turned" (guint first_item): the resident turned to another page.
 */
#define ANJ_TYPE_PAGER (anj_pager_get_type ())
G_DECLARE_FINAL_TYPE (AnjPager, anj_pager, ANJ, PAGER, GtkWidget)

/* @max_item_mm: an item may grow to this height where a page has room left; an item that expands
 * takes all of it, or what its natural height asks for */
GtkWidget *anj_pager_new (const AnjMetrics *metrics, double gap_mm, double max_item_mm);
void anj_pager_append (AnjPager *self, GtkWidget *item);
/* (transfer none): "1 dari 2" and its buttons, to stand somewhere else on the page, e.g. beside
 * "Kembali"; call it once, before anything is shown. Cannot be seen while all items fit */
GtkWidget *anj_pager_take_bar (AnjPager *self);
/* where a bar has room between Kembali and the primary button, and the page none for a row of it */
gboolean anj_pager_stands_close (const AnjMetrics *metrics);
/* (transfer none): the same, with "1 dari 2" in the button that turns on */
GtkWidget *anj_pager_take_close_bar (AnjPager *self, const AnjMetrics *metrics);
/* the next item stands first on a page of its own */
void anj_pager_begin_page (AnjPager *self);
/* shows the page that holds item @index */
void anj_pager_show_item (AnjPager *self, guint index);
/* of the last layout; 1 when all items fit */
guint anj_pager_get_n_pages (AnjPager *self);

G_END_DECLS
