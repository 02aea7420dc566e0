/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "ui/anj-metrics.h"

G_BEGIN_DECLS

typedef enum {
  ANJ_STEP_DONE,
  ANJ_STEP_NOW,
  ANJ_STEP_AHEAD,
  ANJ_STEP_STOPPED,
} AnjStepState;

/**
 * AnjTimeline:
 *
 * Steps beneath each other on a line: solid as far as things have come, dashed ahead. Steps stand
 * as far apart as there is room, within reason.
 */
#define ANJ_TYPE_TIMELINE (anj_timeline_get_type ())
G_DECLARE_FINAL_TYPE (AnjTimeline, anj_timeline, ANJ, TIMELINE, GtkWidget)

GtkWidget *anj_timeline_new (const AnjMetrics *metrics);
/* @icon_name: (nullable): the state's own. @under: (nullable) */
void anj_timeline_add (AnjTimeline *self,
                       AnjStepState state,
                       const char *icon_name,
                       const char *heading,
                       const char *under);
/* The line goes on beneath the last step, to a timeline whose first step is @next and which stands
 * @gap_mm below: so that a pager may part steps. */
void anj_timeline_lead_on (AnjTimeline *self, AnjStepState next, double gap_mm);

G_END_DECLS
