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

/**
 * hub_audit_verify:
 * @out_n_rows: (out): rows that hold
 * @error: %HUB_ERROR_DATA names the first row that does not
 */
gboolean
hub_audit_verify (HubStore *store, gint64 *out_n_rows, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
