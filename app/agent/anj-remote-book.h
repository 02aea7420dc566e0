/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "app/agent/anj-ledger.h"
#include "core/anj-remote.h"

G_BEGIN_DECLS

/*
 * What the hub told this terminal to do, in ledger.db: an id is written down before anything is
 * done for it, and is never done twice.
 *
 *   taken ──► ACKED ──► DONE | FAILED, each told to the hub
 */

typedef enum {
  ANJ_REMOTE_ACKED,
  ANJ_REMOTE_DONE,
  ANJ_REMOTE_FAILED,
} AnjRemoteState;

/* (transfer none): "acked", "done", "failed", as the hub is told */
const char *anj_remote_state_name (AnjRemoteState state);

/**
 * AnjRemoteEntry:
 * @kind: %ANJ_N_REMOTES for one that this program does not know
 * @detail: (nullable): for the admin; no personal data
 * @is_told: the hub knows of @state
 * @n_begun: how often it was begun with
 */
typedef struct
{
  char *id;
  AnjRemoteKind kind;
  AnjRemoteState state;
  char *detail;
  gboolean is_told;
  guint n_begun;
} AnjRemoteEntry;

void anj_remote_entry_free (AnjRemoteEntry *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnjRemoteEntry, anj_remote_entry_free)

/* @out_is_new: FALSE: it was taken before */
gboolean anj_remote_book_take (AnjLedger *ledger,
                               const char *id,
                               AnjRemoteKind kind,
                               gboolean *out_is_new,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full) (element-type AnjRemoteEntry): those with something left to do or to tell, in the
 * order in which they came */
GPtrArray *anj_remote_book_list_open (AnjLedger *ledger, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* counts one more beginning, durably, before what might end this process */
gboolean
anj_remote_book_begin (AnjLedger *ledger, const char *id, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* @state: DONE or FAILED; @detail (nullable) */
gboolean anj_remote_book_end (AnjLedger *ledger,
                              const char *id,
                              AnjRemoteState state,
                              const char *detail,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean anj_remote_book_note_told (AnjLedger *ledger,
                                    const char *id,
                                    AnjRemoteState state,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
