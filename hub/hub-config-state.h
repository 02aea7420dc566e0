/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "hub/hub-keys.h"
#include "hub/hub-rollouts.h"
#include "hub/hub-store.h"
#include "kiosk-config/anj-config.h"

G_BEGIN_DECLS

/**
 * HubConfigState:
 *
 * The configurations that count, verified against the configuration CA's certificate that the data
 * directory holds: the published one that the hub works by, and what is newer. The hub cannot sign
 * one. Caller holds the store's lock.
 */
typedef struct _HubConfigState HubConfigState;

/**
 * HubConfigEntry:
 * @is_published: offered to everybody that its selector matches
 * @rollout: (nullable): by which it is offered while it is not published
 *
 * A bundle that terminals may be offered.
 */
typedef struct
{
  const AnjConfig *config;
  GBytes *bundle; /* DER */
  gboolean is_published;
  HubRollout *rollout;
} HubConfigEntry;

/**
 * hub_config_state_open:
 * @config_ca: the only accepted root
 * @error: %HUB_ERROR_CONFIG when no configuration is published or the newest does not hold
 */
HubConfigState *
hub_config_state_open (HubStore *store, X509 *config_ca, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void hub_config_state_free (HubConfigState *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HubConfigState, hub_config_state_free)

/* reads anew what the store has: after a publication, or a rollout's step */
gboolean hub_config_state_reload (HubConfigState *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer none): the newest published one that is for all, which the hub works by; until the next
 * reload, as all that is given here */
const AnjConfig *hub_config_state_current (const HubConfigState *self);
/* (transfer none): whom terminals that follow it trust */
const AnjConfigTrust *hub_config_state_trust (const HubConfigState *self);
/* (transfer none): its bundle, DER */
GBytes *hub_config_state_bundle (const HubConfigState *self);

/* (transfer none) (element-type HubConfigEntry): the current one and all newer ones that are
 * published, or belong to a rollout that was not stopped; the newest first */
GPtrArray *hub_config_state_entries (const HubConfigState *self);

/* (transfer full) (nullable): bundle of @version in the newest epoch that has it; NULL without an
 * error when there is none */
GBytes *hub_config_state_lookup (HubConfigState *self, guint64 version, GError **error);

/* (transfer full) (nullable): @bundle, if the signer's root that is trusted now signed it and it
 * holds */
AnjConfig *hub_config_state_verify (HubConfigState *self, GBytes *bundle, GError **error);

/* @out_newer: whether @config is newer than every bundle that was ever published or rolled out: a
 * terminal that went back from one takes nothing older */
gboolean hub_config_state_is_newer (HubConfigState *self,
                                    const AnjConfig *config,
                                    gboolean *out_newer,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

typedef enum {
  HUB_CONFIG_PUBLISHED,
  HUB_CONFIG_NOT_NEWER,
  HUB_CONFIG_REFUSED, /* signature, schema or hub_config_guard_check(): @error says which */
  HUB_CONFIG_STOPPED, /* its rollout was stopped or paused: @error says why */
  HUB_CONFIG_FAILED,  /* the store: @error */
} HubConfigOutcome;

/* Verifies, then stores in one transaction with its audit row; every household is touched. A bundle
 * that is being rolled out may be published as well, and ends its rollout; one whose rollout was
 * stopped may not. @keys: the hub's own. @out_config: (transfer none): what was published. */
HubConfigOutcome hub_config_state_publish (HubConfigState *self,
                                           const HubKeys *keys,
                                           GBytes *bundle,
                                           const char *actor,
                                           gint64 now_us,
                                           const AnjConfig **out_config,
                                           GError **error);

/* working days until an answer is due: a complaint's by its @category, any other case's by its
 * @kind; the shipped default for what the current configuration does not name */
guint
hub_config_state_due_days (const HubConfigState *self, const char *kind, const char *category);

/* before any HubConfigState is there (init): stores a bundle as it is */
gboolean hub_config_store_first (HubStore *store,
                                 const AnjConfig *config,
                                 GBytes *bundle,
                                 gint64 now_us,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
