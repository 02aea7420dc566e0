/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ui/anj-say-box.h"

G_BEGIN_DECLS

/**
 * AnjErrorPlace:
 *
 * Where a page says what came of a touch: empty and not seen, or one box (ui/anj-say-box.h).
 */
#define ANJ_TYPE_ERROR_PLACE (anj_error_place_get_type ())
G_DECLARE_FINAL_TYPE (AnjErrorPlace, anj_error_place, ANJ, ERROR_PLACE, GtkBox)

/* (transfer floating) */
GtkWidget *anj_error_place_new (const AnjMetrics *metrics);
/* @heading: (nullable): %NULL empties it. @more: (nullable): what to do */
void anj_error_place_show (AnjErrorPlace *self,
                           AnjSayBoxKind kind,
                           const char *heading,
                           const char *more);
/* TRUE shows an error as long as they come, FALSE what stood there */
void anj_error_place_rehearse (AnjErrorPlace *self, gboolean on);
/* (transfer none) (nullable): %NULL while it is empty */
GtkWidget *anj_error_place_get_box (AnjErrorPlace *self);

G_END_DECLS
