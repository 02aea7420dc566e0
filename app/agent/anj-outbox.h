/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "app/agent/anj-db.h"
#include "core/anj-envelope.h"

G_BEGIN_DECLS

/**
 * AnjOutbox:
 *
 * outbox.db: cases in a chain of links, until the hub's signed receipt covers them and its backup
 * holds them. Rows are never changed and leave from the front only; marks keep sequence and chain
 * hash of what has left. Cases that a damage of the file cost leave a gap (anj-outbox-salvage.h),
 * which the hub is told. "Waiting" is a case above the receipted mark or one with an
 * attachment that the hub lacks, "kept" one that is receipted and not yet backed up. Attachments
 * leave the disk with their case.
 */
typedef struct _AnjOutbox AnjOutbox;

typedef struct
{
  guint64 seq;
  GBytes *header;
  GBytes *link;
  GBytes *payload;
} AnjOutboxEntry;

void anj_outbox_entry_free (AnjOutboxEntry *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnjOutboxEntry, anj_outbox_entry_free)

/**
 * AnjOutboxState:
 * @last_seq: newest link; 0 before the first
 * @front_seq: newest that has left the disk
 */
typedef struct
{
  guint64 front_seq;
  guint64 last_seq;
  guint64 receipted_seq;
  guint64 backed_up_seq;
  guint8 head[32];
  guint n_waiting;
  guint n_kept;
  guint n_refused;     /* tombstones */
  guint n_unsure;      /* in gaps of which the hub has not said yet what it has */
  guint n_lost;        /* in gaps, and the hub has none of them */
  guint n_attachments; /* that the hub lacks */
  guint n_attachments_lost;
} AnjOutboxState;

/**
 * anj_outbox_open:
 * @k_out: 32 bytes
 * @mode: %ANJ_DB_DURABLE, %ANJ_DB_READ or %ANJ_DB_COPY
 * @error: %ANJ_AGENT_ERROR_DAMAGED names what does not hold
 *
 * Checks the whole chain, and writes nothing before it held.
 */
AnjOutbox *anj_outbox_open (const char *state_dir,
                            const char *terminal,
                            const guint8 *k_out,
                            const AnjRandom *random,
                            AnjDbMode mode,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;
void anj_outbox_close (AnjOutbox *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnjOutbox, anj_outbox_close)

/* (transfer none): for the anonymous pool, which shares file and transactions */
AnjDb *anj_outbox_get_db (AnjOutbox *self);
void anj_outbox_get_state (AnjOutbox *self, AnjOutboxState *out_state);

/**
 * AnjOutboxGap:
 * @first_seq: the first of cases that follow one another and are not here any more, for the file
 *   was damaged
 * @head: hash of the link @last_seq, as what came after it has it
 * @n_lost: how many of them the hub does not have either; %ANJ_OUTBOX_GAP_OPEN until it said so
 */
typedef struct
{
  guint64 first_seq;
  guint64 last_seq;
  guint8 head[32];
  gint64 n_lost;
} AnjOutboxGap;

#define ANJ_OUTBOX_GAP_OPEN (-1)

/* (transfer none) (nullable): the one that @seq lies in, valid until something is written */
const AnjOutboxGap *anj_outbox_find_gap (AnjOutbox *self, guint64 seq);

/* links and keeps a case, whose attachments lie in attachments/ already; durable when it returns.
 * %ANJ_AGENT_ERROR_FULL when there is no room */
gboolean anj_outbox_append (AnjOutbox *self, GBytes *header, GBytes *payload, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/**
 * AnjOutboxLinks:
 *
 * The same for several cases inside a transaction that somebody else began and commits: what the
 * chain will be is taken over only with anj_outbox_links_done() after the commit.
 */
typedef struct
{
  guint64 last_seq;
  guint8 head[32];
} AnjOutboxLinks;

void anj_outbox_links_begin (AnjOutbox *self, AnjOutboxLinks *links);
/* whether the chain reaches to @witness, which was its newest link once;
 * %ANJ_AGENT_ERROR_DAMAGED */
gboolean anj_outbox_reaches (AnjOutbox *self,
                             const AnjOutboxLinks *witness,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean anj_outbox_links_add (AnjOutbox *self,
                               AnjOutboxLinks *links,
                               GBytes *header,
                               GBytes *payload,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;
void anj_outbox_links_done (AnjOutbox *self, const AnjOutboxLinks *links);

/**
 * anj_outbox_read:
 * @first_seq: where to begin
 * @n_max: at most so many
 * @max_bytes: stops before the sum of their bytes goes beyond it, never before the first
 *
 * Returns: (transfer full) (element-type AnjOutboxEntry): ascending, maybe empty
 */
GPtrArray *
anj_outbox_read (AnjOutbox *self, guint64 first_seq, guint n_max, gsize max_bytes, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full) (element-type GBytes): headers of cases that the hub refused, also of those that
 * have left */
GPtrArray *anj_outbox_read_refused (AnjOutbox *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * anj_outbox_apply_receipt:
 * @der: CMS as the hub sent it
 * @hub_cas: (element-type X509): whose receipt signer counts
 * @out_receipt: (out) (optional) (transfer full)
 * @out_n_lost: (out) (optional): cases of which it says for the first time that they are lost
 * @error: %ANJ_ERROR_TAMPERED, %ANJ_AGENT_ERROR_REFUSED: another terminal's, a gap, or another
 *   chain than ours; nothing has changed then
 *
 * Raises the marks; takes from the front what is receipted and backed up; puts refused cases aside
 * in quarantine/. An old receipt changes nothing.
 */
gboolean anj_outbox_apply_receipt (AnjOutbox *self,
                                   GBytes *der,
                                   GPtrArray *hub_cas,
                                   AnjReceipt **out_receipt,
                                   guint *out_n_lost,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * anj_outbox_rewind:
 * @hub_last_seq: what the hub holds, by its own word
 *
 * A hub restored from an older backup gets again what is still here. Never drops anything.
 */
gboolean
anj_outbox_rewind (AnjOutbox *self, guint64 hub_last_seq, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * anj_outbox_make_room:
 * @n_bytes: how much to let go
 * @out_freed: (out): bytes of rows and attachments that went; 0: there is nothing that may
 *
 * For a disk that is full: kept cases leave without waiting for the hub's backup, the oldest first.
 * What is not receipted, or has an attachment that waits, stays.
 */
gboolean anj_outbox_make_room (AnjOutbox *self, guint64 n_bytes, guint64 *out_freed, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
