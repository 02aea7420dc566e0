/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>
#include <json-glib/json-glib.h>

#include "ui/anj-metrics.h"
#include "ui/anj-visit.h"

G_BEGIN_DECLS

/* (transfer full) (element-type JsonObject): the disagreements of @household (household.household),
 * those on one matter as one that names all its registers */
GPtrArray *anj_disagreements (JsonObject *household);

/* (nullable): the way that @disagreement opens: "propose", "update" */
const char *anj_disagreement_way (JsonObject *disagreement);

/* (nullable) (transfer none): the register that the household is missing in, of a disagreement on
 * that */
const char *anj_disagreement_lacking (JsonObject *household, JsonObject *disagreement);

/**
 * anj_disagreement_box_new:
 * @household: household.household
 * @disagreement: of anj_disagreements()
 * @button: (nullable) (transfer floating): what the resident can do about it
 * @out_rest: (out) (nullable) (transfer floating): what the largest letters leave no room for, a
 *   box that follows
 *
 * The registers, ≠ between them, what each says and of which date, whom to ask. Never says which
 * one is right.
 *
 * Returns: (transfer floating)
 */
GtkWidget *anj_disagreement_box_new (const AnjMetrics *metrics,
                                     AnjVisit *visit,
                                     JsonObject *household,
                                     JsonObject *disagreement,
                                     GtkWidget *button,
                                     GtkWidget **out_rest);

G_END_DECLS
