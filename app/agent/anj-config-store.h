/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "app/agent/anj-ledger.h"
#include "kiosk-config/anj-config.h"

G_BEGIN_DECLS

/**
 * AnjConfigStore:
 *
 * config/current.cms and config/previous.cms: the signed configuration this terminal obeys. (epoch,
 * version) only go up, also across restarts and swapped files: the ledger remembers the highest.
 */
typedef struct _AnjConfigStore AnjConfigStore;

/**
 * anj_config_store_new:
 * @config_ca: (transfer none): outlives the store, as @ledger does
 *
 * Reads what is there; a current bundle that does not verify falls back to the previous one.
 */
AnjConfigStore *anj_config_store_new (const char *state_dir, X509 *config_ca, AnjLedger *ledger);
void anj_config_store_free (AnjConfigStore *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnjConfigStore, anj_config_store_free)

/* (transfer none) (nullable): valid until the next apply */
const AnjConfig *anj_config_store_get (AnjConfigStore *self);
/* (transfer none) (nullable): what was wrong last, for staff */
const char *anj_config_store_get_problem (AnjConfigStore *self);

/**
 * anj_config_store_apply:
 * @der: as the hub sent it
 * @out_changed: (out): %FALSE when it is the one in force already
 * @error: %ANJ_ERROR_TAMPERED, %ANJ_ERROR_INVALID, %ANJ_AGENT_ERROR_REFUSED for an older one;
 *   nothing has changed then but the problem
 */
gboolean anj_config_store_apply (AnjConfigStore *self,
                                 GBytes *der,
                                 gboolean *out_changed,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
