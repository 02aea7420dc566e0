/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "ui/anj-metrics.h"

G_BEGIN_DECLS

/**
 * AnjDigitBoxes:
 *
 * A box for each character of a number, in groups; the next one is marked. After 20 s without a
 * touch the filled ones show •, until they are touched or something is typed. A landscape panel has
 * two lines where there are more than eight boxes.
 */
#define ANJ_TYPE_DIGIT_BOXES (anj_digit_boxes_get_type ())
G_DECLARE_FINAL_TYPE (AnjDigitBoxes, anj_digit_boxes, ANJ, DIGIT_BOXES, GtkWidget)

/* @n_group: boxes a group, 4 for a NIK */
GtkWidget *anj_digit_boxes_new (const AnjMetrics *metrics, guint n_boxes, guint n_group);
/* @text: ASCII */
void anj_digit_boxes_set_text (AnjDigitBoxes *self, const char *text);
gboolean anj_digit_boxes_is_masked (AnjDigitBoxes *self);
void anj_digit_boxes_set_masked (AnjDigitBoxes *self, gboolean masked);

G_END_DECLS
