/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "app/agent/anj-ledger.h"
#include "kiosk-config/anj-config.h"

G_BEGIN_DECLS

/**
 * AnjConfigStore:
 *
 * The signed configuration this terminal obeys: config/current.cms, and config/previous.cms to go
 * back to. The ledger remembers the highest (epoch, version) that was kept, and which were tried
 * and taken back:
 *
 *   none, kept ──apply──► on trial ──keep──► kept
 *                            │ ▲
 *                            │ └──apply (a newer one)
 *                            └──revert, too many starts──► none or kept, as before
 *
 * On trial is what current.cms holds above the ledger's highest; so a power cut between any two
 * writes leaves a good configuration, never older than the highest kept. Only files and ledger are
 * here; anj-config-watch.h judges.
 */
typedef struct _AnjConfigStore AnjConfigStore;

/**
 * anj_config_store_new:
 * @config_ca: (transfer none): the first configuration root
 * @place: what this terminal is; outlives the store, as what it points to and @ledger do
 *
 * Reads what is there and changes nothing; a current bundle that does not verify falls back to the
 * previous one.
 */
AnjConfigStore *anj_config_store_new (const char *state_dir,
                                      X509 *config_ca,
                                      const AnjConfigPlace *place,
                                      AnjLedger *ledger);
void anj_config_store_free (AnjConfigStore *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnjConfigStore, anj_config_store_free)

/* for the one agent that works here: counts its start on what is on trial, goes back when there
 * were too many (%ANJ_PROBATION_STARTS_MAX) and one to go back to, and mends what a power cut left
 */
gboolean anj_config_store_resume (AnjConfigStore *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer none) (nullable): in force; valid until the next call that changes it */
const AnjConfig *anj_config_store_get (AnjConfigStore *self);
/* (transfer none) (nullable): anj_config_effective() of it, here */
JsonObject *anj_config_store_get_effective (AnjConfigStore *self);
/* (transfer none) (nullable): of the one to go back to while another is on trial */
JsonObject *anj_config_store_get_kept_effective (AnjConfigStore *self);
gboolean anj_config_store_is_on_trial (AnjConfigStore *self);
/* while on trial: what it has to be good for, bits 1 << AnjHealth */
guint anj_config_store_get_needs (AnjConfigStore *self);
/* (transfer none) (nullable): what was wrong last, for staff */
const char *anj_config_store_get_problem (AnjConfigStore *self);
/**
 * AnjConfigOffer:
 * @bundle: (nullable): as the hub sent it
 * @epoch, @version: under which the hub offered it
 * @needs: what is good now and has to stay so, bits 1 << AnjHealth
 */
typedef struct
{
  GBytes *bundle;
  guint64 epoch;
  guint64 version;
  guint needs;
} AnjConfigOffer;

/**
 * anj_config_store_apply:
 * @now_us: no later than the true time, µs UTC: what expired before is refused
 * @out_changed: (out): %FALSE when it is the one in force already
 * @error: %ANJ_ERROR_TAMPERED, %ANJ_ERROR_INVALID (also: not for this terminal),
 *   %ANJ_ERROR_EXPIRED, %ANJ_AGENT_ERROR_REFUSED for another than offered, an older one and one
 * that was taken back; nothing has changed then but the problem
 *
 * It is on trial. The first one may have expired, as a late one is better than none, and need but
 * keep the line.
 */
gboolean anj_config_store_apply (AnjConfigStore *self,
                                 const AnjConfigOffer *offer,
                                 gint64 now_us,
                                 gboolean *out_changed,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* the offer is refused unopened; @offer: without a bundle where none came */
void anj_config_store_refuse (AnjConfigStore *self, const AnjConfigOffer *offer, const char *why);

/* What is on trial is good: it is the highest kept, and whom it trusts is trusted. Nothing without
 * a trial, as the next two. */
gboolean anj_config_store_keep (AnjConfigStore *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* back to the one before, or to none; @reason: "line" */
gboolean anj_config_store_revert (AnjConfigStore *self,
                                  const char *reason,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* this start was no bad one, whatever becomes of the trial */
gboolean anj_config_store_outlive (AnjConfigStore *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full) (nullable): what `POST /v1/config-state` tells but for terminal and time; %NULL
 * without a configuration, also one that was turned down */
JsonObject *anj_config_store_make_state (AnjConfigStore *self);

G_END_DECLS
