/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "app/agent/anj-outbox-row.h"
#include "app/agent/anj-outbox.h"

G_BEGIN_DECLS

/* What else outbox.db keeps sealed, so that a flipped bit is seen: up to where the chain has left,
 * and its gaps. */

#define ANJ_CHAIN_BYTES 32

/**
 * AnjOutboxMarks:
 * @front_seq: newest link that has left the disk
 * @front_hash: its hash
 * @hub_generation: (owned) (nullable): whose @backed_up_seq counts
 */
typedef struct
{
  guint64 front_seq;
  guint8 front_hash[ANJ_CHAIN_BYTES];
  guint64 receipted_seq;
  guint64 backed_up_seq;
  char *hub_generation;
} AnjOutboxMarks;

void anj_outbox_marks_clear (AnjOutboxMarks *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AnjOutboxMarks, anj_outbox_marks_clear)

GBytes *anj_outbox_marks_seal (const AnjOutboxMarks *self,
                               const guint8 *row_key,
                               const AnjRandom *random,
                               GError **error);
/* @out_marks: (out caller-allocates): untouched without success */
gboolean anj_outbox_marks_open (AnjOutboxMarks *out_marks,
                                const guint8 *row_key,
                                GBytes *sealed,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* @n_lost is not in it: it stands beside */
GBytes *anj_outbox_gap_seal (const AnjOutboxGap *self,
                             const guint8 *row_key,
                             const AnjRandom *random,
                             GError **error);
/* @first_seq: under which it lies; @out_gap's n_lost is %ANJ_OUTBOX_GAP_OPEN then */
gboolean anj_outbox_gap_open (AnjOutboxGap *out_gap,
                              const guint8 *row_key,
                              guint64 first_seq,
                              GBytes *sealed,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* what the ledger keeps of the newest link, so that a tail that is lost is missed */
GBytes *anj_outbox_witness_seal (const AnjOutboxLinks *self,
                                 const guint8 *row_key,
                                 const AnjRandom *random,
                                 GError **error);
gboolean anj_outbox_witness_open (AnjOutboxLinks *out_links,
                                  const guint8 *row_key,
                                  GBytes *sealed,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
