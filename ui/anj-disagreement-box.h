/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>
#include <json-glib/json-glib.h>

#include "ui/anj-metrics.h"

G_BEGIN_DECLS

/**
 * anj_disagreement_box_new:
 * @household: household.household
 * @disagreement: an element of its "disagreements"
 *
 * Two registers, ≠ between them, what each says and of which date. Never says which one is right.
 *
 * Returns: (transfer floating)
 */
GtkWidget *anj_disagreement_box_new (const AnjMetrics *metrics,
                                     JsonObject *household,
                                     JsonObject *disagreement,
                                     const char *language);

G_END_DECLS
