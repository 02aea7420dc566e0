/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ui/anj-pager.h"

G_BEGIN_DECLS

/**
 * AnjPairs:
 * @pager: (unowned): the list
 * @metrics: (unowned)
 * @gap_mm: between two
 * @two: whether two stand beside each other, else each has a row of its own
 * @row: (unowned) (nullable): has room for one more; begins as %NULL
 *
 * Fills a list with what stands two by two on a low panel.
 */
typedef struct
{
  AnjPager *pager;
  const AnjMetrics *metrics;
  double gap_mm;
  gboolean two;
  GtkWidget *row;
} AnjPairs;

/* @widget: (transfer floating) */
void anj_pairs_add (AnjPairs *self, GtkWidget *widget);
/* in a row of its own, over the whole width */
void anj_pairs_add_broad (AnjPairs *self, GtkWidget *widget);
/* what comes next begins a row; also after the last one */
void anj_pairs_end_row (AnjPairs *self);

G_END_DECLS
