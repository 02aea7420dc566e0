/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ui/anj-timeline.h"

G_BEGIN_DECLS

/**
 * AnjSteps:
 * @metrics: (unowned)
 * @gap_mm: between two of them where they will stand
 * @heading: (nullable): stands above the first
 * @widgets: (element-type GtkWidget) (owned): one a step, floating until a parent takes them
 * @last: (unowned) (nullable): the timeline of the last step; begins as %NULL
 *
 * A timeline in pieces of one step, so that a pager may part it wherever a page ends; the line goes
 * on from piece to piece.
 */
typedef struct
{
  const AnjMetrics *metrics;
  double gap_mm;
  const char *heading;
  GPtrArray *widgets;
  GtkWidget *last;
} AnjSteps;

/* @icon_name, @under: (nullable), see anj_timeline_add(). Returns: (transfer none): the step */
GtkWidget *anj_steps_add (AnjSteps *self,
                          AnjStepState state,
                          const char *icon_name,
                          const char *heading,
                          const char *under);

G_END_DECLS
