/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "hub/hub-store.h"
#include "kiosk-config/anj-config.h"

G_BEGIN_DECLS

/**
 * HubConfigState:
 *
 * The newest published configuration, verified against the configuration CA's certificate that the
 * data directory holds. The hub cannot sign one. Caller holds the store's lock.
 */
typedef struct _HubConfigState HubConfigState;

/**
 * hub_config_state_open:
 * @config_ca: the only accepted root
 * @error: %HUB_ERROR_CONFIG when no configuration is published or the newest does not hold
 */
HubConfigState *
hub_config_state_open (HubStore *store, X509 *config_ca, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void hub_config_state_free (HubConfigState *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HubConfigState, hub_config_state_free)

/* (transfer none): until the next publication */
const AnjConfig *hub_config_state_current (const HubConfigState *self);
/* (transfer none): its bundle, DER */
GBytes *hub_config_state_bundle (const HubConfigState *self);
/* (transfer full) (nullable): bundle of @version in the newest epoch that has it; NULL without an
 * error when there is none */
GBytes *hub_config_state_lookup (HubConfigState *self, guint64 version, GError **error);

typedef enum {
  HUB_CONFIG_PUBLISHED,
  HUB_CONFIG_NOT_NEWER,
  HUB_CONFIG_REFUSED, /* signature or schema: @error says which */
  HUB_CONFIG_FAILED,  /* the store: @error */
} HubConfigOutcome;

/* verifies, then stores in one transaction with its audit row */
HubConfigOutcome hub_config_state_publish (HubConfigState *self,
                                           GBytes *bundle,
                                           const char *actor,
                                           gint64 now_us,
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
