/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "core/anj-sources.h"
#include "ui/anj-metrics.h"

G_BEGIN_DECLS

/**
 * AnjDemo:
 *
 * How it is done, shown in 20 seconds and over again: somebody comes, touches the screen, chooses,
 * types, reads the result and goes home with a slip (ux.md § 1.4). Beside each other the person and
 * what stands on their screen, beneath it what they do, in a few words. Scenes are cut, nothing
 * moves; between two scenes nothing runs but a timer. Where animations are off, one scene stands
 * still. Decoration: takes no touch; to the voice it is one text. It is gone where there is no room
 * for it.
 */
#define ANJ_TYPE_DEMO (anj_demo_get_type ())
G_DECLARE_FINAL_TYPE (AnjDemo, anj_demo, ANJ, DEMO, GtkWidget)

/**
 * anj_demo_new:
 * @clock: outlives the widget
 * @languages: (element-type AnjLanguage): what a resident may choose; the first are shown
 * @width_mm: natural width; becomes smaller where there is less room
 */
GtkWidget *anj_demo_new (const AnjMetrics *metrics,
                         const AnjClock *clock,
                         GPtrArray *languages,
                         double width_mm);

/* looks at the clock; runs by itself when a scene is over; for tests */
void anj_demo_tick (AnjDemo *self);
/* number of the scene that stands there, from 0 */
guint anj_demo_get_scene (AnjDemo *self);

/* number of the scene that stands @elapsed_ms after the beginning; @out_left_ms: for how long
 * still, above 0 */
guint anj_demo_scene_at (gint64 elapsed_ms, guint *out_left_ms);

G_END_DECLS
