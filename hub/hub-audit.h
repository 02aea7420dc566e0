/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

#include "hub/hub-store.h"

G_BEGIN_DECLS

/**
 * hub_audit_append:
 * @now_us: µs UTC
 * @actor: "admin NAME", "terminal ID", "hub"
 * @event: "token-issued", "enrolled", "revoked", "config-published", "ticket-viewed", …
 * @detail: (transfer full) (nullable): ids and codes; never personal data
 *
 * Adds a row to the audit chain: JSON {id, time, actor, event, detail, prev}, where prev is the
 * SHA-256 of the row before (64 zeros for the first). Belongs in the transaction of what it tells
 * of.
 */
gboolean hub_audit_append (HubStore *store,
                           gint64 now_us,
                           const char *actor,
                           const char *event,
                           JsonObject *detail,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;

#define HUB_AUDIT_HEAD_CHARS 64

/**
 * HubAuditState:
 * @first_id: oldest row that is still there
 * @last_id: newest row; 0: there is none
 * @head: its SHA-256, hex; zeros for none
 */
typedef struct
{
  gint64 first_id;
  gint64 last_id;
  char head[HUB_AUDIT_HEAD_CHARS + 1];
} HubAuditState;

/**
 * hub_audit_verify:
 * @out_state: (out): of a chain that holds
 * @error: %HUB_ERROR_DATA names the first row that does not, with its time
 *
 * Walks the whole chain. Rows that hub_audit_purge() took from its front are vouched for by the row
 * that it left. Rows cut off at the end cannot be seen from here: compare with a head that was
 * noted elsewhere, hub_audit_holds().
 */
gboolean hub_audit_verify (HubStore *store,
                           HubAuditState *out_state,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* newest row as it stands, nothing is checked; first_id is 0 */
gboolean hub_audit_read_head (HubStore *store,
                              HubAuditState *out_state,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* whether row @id has the hash @head (hex); @id 0 is the start of every chain */
gboolean
hub_audit_holds (HubStore *store, gint64 id, const char *head, gboolean *out_holds, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/**
 * hub_audit_purge:
 * @before_us: rows older than this go, from the front as long as they are older
 * @n_max: at most so many
 * @out_n_rows: (out): how many went
 *
 * Leaves a row "audit-purged" {rows, last, head} that vouches for what is gone, in the same
 * transaction. Without effect when there is nothing so old.
 */
gboolean hub_audit_purge (HubStore *store,
                          gint64 before_us,
                          gint64 now_us,
                          guint n_max,
                          guint *out_n_rows,
                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* rows that hub_audit_purge() would take */
gboolean hub_audit_count_older (HubStore *store,
                                gint64 before_us,
                                guint n_max,
                                guint *out_n_rows,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
