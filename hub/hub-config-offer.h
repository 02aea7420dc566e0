/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "hub/hub-app.h"

G_BEGIN_DECLS

/*
 * Which configuration a terminal is offered: the newest bundle that is published, or rolled out to
 * it, that is for it and that it has not turned down.
 */

/**
 * hub_config_offer_find:
 * @epoch, @version: what the terminal runs
 * @out_config: (out) (nullable) (transfer none): newer than that; %NULL: nothing is. Until the next
 *   reload
 *
 * Whom a rollout offers it for the first time is noted: the caller tells the terminal.
 */
gboolean hub_config_offer_find (HubApp *app,
                                const HubPeer *terminal,
                                guint64 epoch,
                                guint64 version,
                                const AnjConfig **out_config,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * hub_config_offer_may_fetch:
 *
 * Whether the terminal may have the bundle of @version: it is offered it, or was.
 */
gboolean hub_config_offer_may_fetch (HubApp *app,
                                     const HubPeer *terminal,
                                     guint64 version,
                                     gboolean *out_may,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* terminals in use that a rollout of @config by @plan is for */
gboolean hub_config_offer_count_fleet (HubStore *store,
                                       const HubRolloutPlan *plan,
                                       const AnjConfig *config,
                                       guint *out_n,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
