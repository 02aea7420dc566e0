/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How digits that somebody types are shown while they are: 14-03-1983, Rp1.500.000. */

/* of a whole date */
#define ANJ_SHAPE_DATE_DIGITS 8
/* no household gets more */
#define ANJ_SHAPE_AMOUNT_DIGITS 12

/* (transfer full): the digits in @text, which may have a shape already */
char *anj_shape_digits (const char *text);
/* (transfer full): day, month, year, as far as they are written: "14-0" */
char *anj_shape_date (const char *digits);
/* (transfer full): whole rupiah; "" for none; zeros at the beginning count for nothing */
char *anj_shape_amount (const char *digits);
/* whether @text is a day that there was or will be, after 1900 */
gboolean anj_shape_is_date (const char *text);

G_END_DECLS
