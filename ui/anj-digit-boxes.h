/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "ui/anj-metrics.h"

G_BEGIN_DECLS

/**
 * AnjDigitMask:
 * @ANJ_DIGIT_MASK_MIDDLE: the first four and the last four stay: 3509 •••• •••• 9001
 *
 * Which of the filled boxes show • instead of their digit.
 */
typedef enum {
  ANJ_DIGIT_MASK_NONE,
  ANJ_DIGIT_MASK_MIDDLE,
  ANJ_DIGIT_MASK_ALL,
} AnjDigitMask;

/**
 * AnjDigitBoxes:
 *
 * A box for each character of a number, in groups; the next one is marked. After 20 s without a
 * touch the filled ones show •, until they are touched or something is typed. A landscape panel has
 * two lines where there are more than eight boxes. Its digits are said into a headset only; without
 * one, how many stand there.
 */
#define ANJ_TYPE_DIGIT_BOXES (anj_digit_boxes_get_type ())
G_DECLARE_FINAL_TYPE (AnjDigitBoxes, anj_digit_boxes, ANJ, DIGIT_BOXES, GtkWidget)

/* @n_group: boxes a group, 4 for a NIK */
GtkWidget *anj_digit_boxes_new (const AnjMetrics *metrics, guint n_boxes, guint n_group);
/* @text: ASCII; shown as it is */
void anj_digit_boxes_set_text (AnjDigitBoxes *self, const char *text);
AnjDigitMask anj_digit_boxes_get_mask (AnjDigitBoxes *self);
/* until the text is set again; a touch uncovers what the 20 s covered, nothing else */
void anj_digit_boxes_set_mask (AnjDigitBoxes *self, AnjDigitMask mask);

G_END_DECLS
