/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>
#include <json-glib/json-glib.h>

#include "ui/anj-metrics.h"
#include "ui/anj-visit.h"

G_BEGIN_DECLS

/* (nullable): the way that @disagreement opens: "propose", "update" */
const char *anj_disagreement_way (JsonObject *disagreement);

/* (nullable) (transfer none): the register that the household is missing in, of a disagreement on
 * that */
const char *anj_disagreement_lacking (JsonObject *household, JsonObject *disagreement);

/**
 * anj_disagreement_box_new:
 * @household: household.household
 * @disagreement: an element of its "disagreements"
 * @button: (nullable) (transfer floating): what the resident can do about it
 *
 * Two registers, ≠ between them, what each says and of which date, whom to ask. Never says which
 * one is right.
 *
 * Returns: (transfer floating)
 */
GtkWidget *anj_disagreement_box_new (const AnjMetrics *metrics,
                                     AnjVisit *visit,
                                     JsonObject *household,
                                     JsonObject *disagreement,
                                     GtkWidget *button);

G_END_DECLS
