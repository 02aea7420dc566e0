/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "ui/anj-metrics.h"

G_BEGIN_DECLS

/**
 * AnjLoudness:
 *
 * A row of bars that fills as a voice is louder. Decoration: the words beside it say the same.
 */
#define ANJ_TYPE_LOUDNESS (anj_loudness_get_type ())
G_DECLARE_FINAL_TYPE (AnjLoudness, anj_loudness, ANJ, LOUDNESS, GtkWidget)

GtkWidget *anj_loudness_new (const AnjMetrics *metrics);
/* @peak: 0 to 1 */
void anj_loudness_set_peak (AnjLoudness *self, double peak);

G_END_DECLS
