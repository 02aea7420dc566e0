/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* XXX-NNNN-C: docs/derivations.md, Ticket number. The space has 23^3 * 8^4 = 49,836,032 numbers a
 * village. */
#define ANJ_TICKET_NUMBER_SPACE 49836032u
#define ANJ_TICKET_NUMBER_LENGTH 10

/**
 * anj_ticket_number_format:
 * @index: below %ANJ_TICKET_NUMBER_SPACE
 *
 * Returns: (transfer full): the number with dashes and check character
 */
char *anj_ticket_number_format (guint32 index);

/**
 * anj_ticket_number_parse:
 * @text: (nullable): dashes optional, any case, surrounding and inner spaces ignored
 * @out_index: (out) (optional)
 *
 * Returns: whether @text is a ticket number with a right check character
 */
gboolean anj_ticket_number_parse (const char *text, guint32 *out_index);

/**
 * anj_ticket_number_normalize:
 *
 * Returns: (transfer full) (nullable): the canonical writing of @text, or %NULL if it is none
 */
char *anj_ticket_number_normalize (const char *text);

/**
 * anj_ticket_number_draw:
 * @key: 32 bytes, the terminal's own; never leaves it
 * @slice_first: first index of the terminal's slice
 * @slice_size: number of indices in the slice; above 0
 * @sequence: the terminal's own counter, below @slice_size
 *
 * Keyed permutation of @sequence inside the slice (Feistel network over the next even power of two
 * with HMAC-SHA-256 rounds and cycle walking; docs/derivations.md), so that numbers tell neither
 * order nor count.
 *
 * Returns: an index; distinct for distinct @sequence under one key and slice
 */
guint32 anj_ticket_number_draw (const guint8 key[32],
                                guint32 slice_first,
                                guint32 slice_size,
                                guint32 sequence);

G_END_DECLS
