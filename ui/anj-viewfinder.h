/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "ui/anj-metrics.h"

G_BEGIN_DECLS

/**
 * AnjViewfinder:
 *
 * What a camera sees, whole, with the four corners of a frame over it; as large as its place.
 */
#define ANJ_TYPE_VIEWFINDER (anj_viewfinder_get_type ())
G_DECLARE_FINAL_TYPE (AnjViewfinder, anj_viewfinder, ANJ, VIEWFINDER, GtkWidget)

GtkWidget *anj_viewfinder_new (const AnjMetrics *metrics);
/* @picture: (nullable): %NULL: nothing to be seen */
void anj_viewfinder_set_picture (AnjViewfinder *self, GdkTexture *picture);

G_END_DECLS
