/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "hub/hub-app.h"
#include "hub/hub-router.h"

G_BEGIN_DECLS

/*
 * What terminals say of configurations, each with its signature: table config_states, one row a
 * bundle and terminal. Caller holds the store's lock.
 *
 *   (none) ──► told ──► probation ──► kept
 *     │         │           └───────► reverted
 *     └─────────┴──► kept, refused, other: what a terminal says last holds
 */

typedef enum {
  HUB_EVIDENCE_NONE,
  HUB_EVIDENCE_TOLD, /* by a rollout; the terminal has not answered */
  HUB_EVIDENCE_PROBATION,
  HUB_EVIDENCE_KEPT,
  HUB_EVIDENCE_REVERTED, /* went back by itself: never takes it again */
  HUB_EVIDENCE_REFUSED,  /* did not take it */
  HUB_EVIDENCE_OTHER,    /* says that it runs other bytes under this number */
} HubEvidence;

/* whether the terminal is not to be told of the bundle again */
gboolean hub_evidence_is_failure (HubEvidence evidence);

gboolean hub_config_evidence_read (HubStore *store,
                                   guint64 epoch,
                                   guint64 version,
                                   const char *terminal,
                                   HubEvidence *out_evidence,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * hub_config_evidence_add_told:
 * @group: of the rollout
 * @hardware: (nullable): the terminal's
 *
 * A terminal is told of the bundle for the first time: before the answer leaves.
 */
gboolean hub_config_evidence_add_told (HubStore *store,
                                       const AnjConfig *config,
                                       const char *terminal,
                                       guint group,
                                       const char *hardware,
                                       gint64 now_us,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * HubConfigReport:
 * @epoch, @version, @sha256: the bundle that it is about
 * @reason: (nullable): why it was refused
 * @der: (nullable): the signed report
 *
 * What a terminal said of a bundle. Strings are (unowned).
 */
typedef struct
{
  guint64 epoch;
  guint64 version;
  const char *sha256;
  HubEvidence evidence;
  const char *reason;
  GBytes *der;
} HubConfigReport;

/* keeps it; a probation that is told of late does not undo what came of it */
gboolean hub_config_evidence_note (HubStore *store,
                                   const char *terminal,
                                   const HubConfigReport *report,
                                   gint64 now_us,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full) (nullable): the newest signed report of @terminal on it, DER; NULL without error:
 * there is none */
GBytes *hub_config_evidence_read_der (HubStore *store,
                                      guint64 epoch,
                                      guint64 version,
                                      const char *terminal,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * hub_config_state_post:
 *
 * POST /v1/config-state: CMS SignedData by the terminal's own certificate over {"terminal",
 * "epoch", "version", "sha256", "effective_sha256", "state", "rejected"?, "time"} → 204. 400
 * `evidence-invalid`: not signed with the key that this connection shows, or not about this
 * terminal.
 */
void hub_config_state_post (HubApp *app, HubRequest *request);

G_END_DECLS
