/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "ui/anj-metrics.h"

G_BEGIN_DECLS

/**
 * AnjEmblem:
 *
 * The picture of a question page: its icon in a white disc on cloth. Decoration: no focus, not
 * spoken. Takes the room that is left; below 30 mm it is not there at all.
 */
#define ANJ_TYPE_EMBLEM (anj_emblem_get_type ())
G_DECLARE_FINAL_TYPE (AnjEmblem, anj_emblem, ANJ, EMBLEM, GtkWidget)

GtkWidget *anj_emblem_new (const AnjMetrics *metrics, const char *icon_name, double height_mm);
/* over @below, with the room that @below leaves when all of it stands there; else not at all */
GtkWidget *anj_emblem_new_above (const AnjMetrics *metrics,
                                 const char *icon_name,
                                 double height_mm,
                                 GtkWidget *below);

G_END_DECLS
