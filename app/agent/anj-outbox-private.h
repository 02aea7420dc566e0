/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "app/agent/anj-outbox-marks.h"

G_BEGIN_DECLS

/*
 * The chain in one picture:
 *
 *   left the disk        on the disk
 *   … ── front ─┬─ front+1 … receipted … gap … last
 *               marks        ├─ kept ─┤├─── waiting ──┤
 *
 * What has left is what is receipted, in the hub's backup and without an attachment that waits: its
 * attachments leave with it. A receipted case whose attachments wait counts as waiting. Each link
 * holds the hash of the one before it; the marks hold the front's hash, so the chain can be checked
 * from there. Where cases were lost a gap stands, with the hash of the last of them.
 */

struct _AnjOutbox
{
  AnjDb *db;               /* (owned) */
  char *state_dir;         /* (owned) */
  char *terminal;          /* (owned) */
  const AnjRandom *random; /* (unowned): outlives the outbox */
  guint8 row_key[ANJ_OUTBOX_ROW_KEY_BYTES];
  AnjOutboxMarks marks; /* (owned) */
  GArray *gaps;         /* (owned) (element-type AnjOutboxGap): ascending, those that left too */
  guint64 last_seq;
  guint8 head[ANJ_CHAIN_BYTES];
};

extern const char *const anj_outbox_migrations[];

/* (transfer full): what a row's seal is bound to */
char *anj_outbox_place (guint64 seq);

/* @entry's row, sealed; in the place of one of that sequence */
gboolean anj_outbox_put_entry (AnjDb *db,
                               const AnjOutboxEntry *entry,
                               const guint8 *row_key,
                               const AnjRandom *random,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full): an entry whose seal holds and whose link is this terminal's, its own and covers
 * it; @sealed, @payload: as they lie; @out_prev: what it continues. Errors: any */
AnjOutboxEntry *anj_outbox_entry_open (const guint8 *row_key,
                                       const char *terminal,
                                       guint64 seq,
                                       GBytes *sealed,
                                       GBytes *payload,
                                       guint8 out_prev[ANJ_CHAIN_BYTES],
                                       GError **error);

/* %ANJ_AGENT_ERROR_DAMAGED names what does not hold, %ANJ_AGENT_ERROR_CONFIG a newer version's
 * file. Fills in all that is read */
gboolean anj_outbox_verify (AnjOutbox *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* seals what older versions left in clear: marks, and the payloads of chain and pool; where there
 * is no room for that it stays as it is */
gboolean anj_outbox_seal_older (AnjOutbox *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* of a case with a tombstone: its header stays when it leaves */
gboolean anj_outbox_put_refused (AnjDb *db,
                                 guint64 seq,
                                 GBytes *header,
                                 const guint8 *row_key,
                                 const AnjRandom *random,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

gboolean anj_outbox_put_marks (AnjDb *db,
                               const AnjOutboxMarks *marks,
                               const guint8 *row_key,
                               const AnjRandom *random,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean anj_outbox_put_gap (AnjDb *db,
                             const AnjOutboxGap *gap,
                             const guint8 *row_key,
                             const AnjRandom *random,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
