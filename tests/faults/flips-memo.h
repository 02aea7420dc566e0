/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "app/agent/anj-outbox-private.h"

G_BEGIN_DECLS

/* Linked before anj_outbox_entry_open() (flips_memo_link of meson.build): a row whose bytes are
 * those that were opened well before is not opened again, which is most of the time of a check.
 * Any other row goes to the real one. One at a time. */

/* (element-type guint64 FlipsMemo): what is known; NULL: nothing is */
typedef struct
{
  GBytes *sealed; /* as it lies */
  GBytes *stored; /* the payload, as it lies */
  GBytes *header;
  GBytes *link;
  GBytes *payload;
  guint8 prev[ANJ_CHAIN_BYTES];
} FlipsMemo;

void flips_memo_free (FlipsMemo *self);
void flips_memo_set (GHashTable *known);

G_END_DECLS
