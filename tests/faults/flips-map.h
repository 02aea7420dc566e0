/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "flips-outbox.h"

G_BEGIN_DECLS

/**
 * FlipsMap:
 *
 * Which bytes of outbox.db and its log are the sealed bytes or the payload of a case: found by
 * looking for them, not by knowing the format. To SQLite they are all the same, so what a flipped
 * bit there does is known from that case alone. All other bytes lead to cases, or to nothing.
 */
typedef struct _FlipsMap FlipsMap;

FlipsMap *flips_map_new (FlipsOutbox *outbox);
void flips_map_free (FlipsMap *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FlipsMap, flips_map_free)

/* whether byte @at of the file or the log is of a case */
gboolean flips_map_is_content (FlipsMap *self, gsize at, gboolean is_log);
/* fails the test if the case that byte @at is of is still taken for whole with @bit flipped */
void flips_map_check_content (FlipsMap *self, gsize at, guint bit, gboolean is_log);
/* fails the test if the log's frame that byte @at is in is still valid with @bit flipped; FALSE:
 * it is in no frame */
gboolean flips_map_check_frame (FlipsMap *self, gsize at, guint bit);

G_END_DECLS
