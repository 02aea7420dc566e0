/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "app/agent/anj-outbox-private.h"

G_BEGIN_DECLS

/**
 * AnjFoundCase:
 * @sealed, @payload: as they lay in its row
 * @prev: hash of the link before it
 * @hash: of its own link
 */
typedef struct
{
  AnjOutboxEntry *entry;
  GBytes *sealed;
  GBytes *payload;
  guint8 prev[ANJ_CHAIN_BYTES];
  guint8 hash[ANJ_CHAIN_BYTES];
} AnjFoundCase;

typedef struct
{
  GBytes *slot;
  GBytes *sealed;
  GBytes *payload;
  char *id;
} AnjFoundPooled;

/**
 * AnjOutboxFound:
 * @cases: (element-type guint64 GPtrArray): by sequence, in each the ones that claim it, in the
 *   order of the file; more than one only where something was half written
 * @pool: (element-type GBytes AnjFoundPooled): by slot
 * @gaps: (element-type AnjOutboxGap)
 * @has_marks: whether @marks are there, the newest found
 *
 * All that opens under the terminal's key, from anywhere in the files.
 */
typedef struct
{
  GHashTable *cases;
  GHashTable *pool;
  GArray *gaps;
  gboolean has_marks;
  AnjOutboxMarks marks;
} AnjOutboxFound;

/* @file, @log: as anj_page_scan() */
void anj_outbox_find (AnjOutboxFound *out_found,
                      GBytes *file,
                      GBytes *log,
                      const char *terminal,
                      const guint8 *row_key);
void anj_outbox_found_clear (AnjOutboxFound *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AnjOutboxFound, anj_outbox_found_clear)

/**
 * AnjOutboxPlan:
 * @cases: (element-type AnjFoundCase) (unowned): ascending
 * @gaps: (element-type AnjOutboxGap): ascending; with the cases they lead from the front to
 *   @last_seq without a hole
 * @n_missing: cases in gaps of which the hub has not said that it has them
 *
 * The chain that can be made of what was found.
 */
typedef struct
{
  GPtrArray *cases;
  GArray *gaps;
  AnjOutboxMarks marks;
  guint64 last_seq;
  guint n_missing;
} AnjOutboxPlan;

/* @witness: (nullable): as for anj_outbox_salvage() */
void anj_outbox_plan (AnjOutboxPlan *out_plan,
                      const AnjOutboxFound *found,
                      const AnjOutboxLinks *witness);
void anj_outbox_plan_clear (AnjOutboxPlan *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AnjOutboxPlan, anj_outbox_plan_clear)

G_END_DECLS
