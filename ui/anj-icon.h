/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * AnjIcon:
 *
 * One of resources/icons/NAME.svg in the CSS `color` of its place; square; decoration for assistive
 * technology. Properties: "icon-name", "size-mm" (double). The screen's px per mm is found through
 * the root window's AnjMetrics (anj_parts_metrics_for()).
 */
#define ANJ_TYPE_ICON (anj_icon_get_type ())
G_DECLARE_FINAL_TYPE (AnjIcon, anj_icon, ANJ, ICON, GtkWidget)

GtkWidget *anj_icon_new (const char *icon_name, double size_mm);
void anj_icon_set_name (AnjIcon *self, const char *icon_name);

G_END_DECLS
