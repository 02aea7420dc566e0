/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "app/agent/anj-db.h"

G_BEGIN_DECLS

/* What outbox.db knows of the attachments of linked cases: whose they are and whether the hub has
 * them. Those of the anonymous pool are named by its sealed headers alone. All calls belong into
 * the outbox' thread, and into its transactions where they change something. */

#define ANJ_ATTACHMENT_ROWS_SCHEMA                                                                 \
  "CREATE TABLE attachment (seq INTEGER NOT NULL, sha256 TEXT NOT NULL UNIQUE,"                    \
  " bytes INTEGER NOT NULL, state INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (seq, sha256))"          \
  " WITHOUT ROWID;"

/**
 * AnjAttachmentState:
 * @ANJ_ATTACHMENT_WAITING: the hub has not said that it has it
 * @ANJ_ATTACHMENT_SENT: it has; the file stays as long as its case does
 * @ANJ_ATTACHMENT_LOST: the file here is gone or damaged, and the hub awaits it
 * @ANJ_ATTACHMENT_GIVEN_UP: the same, and the hub knows
 */
typedef enum {
  ANJ_ATTACHMENT_WAITING,
  ANJ_ATTACHMENT_SENT,
  ANJ_ATTACHMENT_LOST,
  ANJ_ATTACHMENT_GIVEN_UP,
} AnjAttachmentState;

typedef struct
{
  char *sha256;
  guint64 n_bytes;
} AnjAttachmentRow;

void anj_attachment_row_free (AnjAttachmentRow *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnjAttachmentRow, anj_attachment_row_free)

/* those that @header names become case @seq's */
gboolean anj_attachment_rows_add (AnjDb *db, guint64 seq, GBytes *header, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full) (element-type AnjAttachmentRow): in @state, of cases @first_seq … @last_seq */
GPtrArray *anj_attachment_rows_list (AnjDb *db,
                                     AnjAttachmentState state,
                                     guint64 first_seq,
                                     guint64 last_seq,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full) (element-type AnjAttachmentRow): the same in any state */
GPtrArray *anj_attachment_rows_list_all (AnjDb *db,
                                         guint64 first_seq,
                                         guint64 last_seq,
                                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* the first case that has one waiting; G_MAXUINT64: none */
gboolean anj_attachment_rows_first_waiting (AnjDb *db,
                                            guint64 *out_seq,
                                            GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* cases up to @last_seq that have one waiting */
guint anj_attachment_rows_count_cases (AnjDb *db, guint64 last_seq);
guint anj_attachment_rows_count (AnjDb *db, AnjAttachmentState state);
/* the file here is gone or damaged */
gboolean anj_attachment_rows_is_lost (AnjDb *db, const char *sha256);

gboolean anj_attachment_rows_set (AnjDb *db,
                                  const char *sha256,
                                  AnjAttachmentState state,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* what was sent waits again: @sha256, or (%NULL) all of cases above @seq */
gboolean anj_attachment_rows_reopen (AnjDb *db, const char *sha256, guint64 seq, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
gboolean anj_attachment_rows_remove (AnjDb *db, guint64 first_seq, guint64 last_seq, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
