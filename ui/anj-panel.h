/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "ui/anj-metrics.h"

G_BEGIN_DECLS

/**
 * anj_panel_prepare:
 * @test_accessibility: leave the accessibility bus
 *
 * What GTK must find before it starts. Afterwards the locale is ours.
 */
void anj_panel_prepare (gboolean test_accessibility);

/**
 * anj_panel_measure:
 * @display: the display the screen is on
 * @size: (nullable): "WxH", instead of the panel's own size
 * @px_per_mm: above 0: what is known better than what the panel says of itself; else 0
 * @error: %G_OPTION_ERROR_BAD_VALUE for a @size or a @px_per_mm that is none
 *
 * Without @px_per_mm the panel's own measures are used where they are plausible, else 4 px/mm.
 */
gboolean anj_panel_measure (GdkDisplay *display,
                            const char *size,
                            double px_per_mm,
                            AnjMetrics *out_metrics,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * anj_panel_px_per_mm:
 * @width_mm: as the panel tells it; 0 where it tells none
 * @height_mm: likewise
 *
 * Returns: 4 where what the panel tells cannot be: no size, no size of a panel (from 8" to 55", 2
 *   to 16 px/mm), or pixels that are not square, turned or not
 */
double anj_panel_px_per_mm (int width_px, int height_px, int width_mm, int height_mm);

/* nothing on @display moves any more: neither press, nor sun, nor picture loop */
void anj_panel_set_low_power (GdkDisplay *display);

G_END_DECLS
