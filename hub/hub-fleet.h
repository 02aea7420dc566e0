/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "hub/hub-app.h"

G_BEGIN_DECLS

/* The terminals, as admins see them: what each said last, and why it is silent as far as is known.
 * Caller holds the store's lock. */

#define HUB_FLEET_MAX_PAGE 5000

/**
 * HubFleetQuery:
 * @id: (nullable): only this one
 * @region: (nullable): only those in it
 * @state: (nullable): "active", "locked", "quarantined", "revoked"
 * @is_silent: only those that may call and do not
 * @after: (nullable): a terminal; what comes after it in the order (region, enrolment, id)
 * @limit: 0: all
 *
 * Strings are (unowned).
 */
typedef struct
{
  const char *id;
  const char *region;
  const char *state;
  gboolean is_silent;
  const char *after;
  gint64 limit;
} HubFleetQuery;

/**
 * hub_fleet_list:
 *
 * Returns: (transfer full): [{id, region, village?, state, last_seen, connected, config_version,
 *   outbox, lost?, enrolled, slice, certificate_until?, told?, version?, key?, data_date?,
 * free_bytes?, storage?, damage?, labels?, hardware?, quarantine?, silent?}]; `last_seen` is null
 * for one that never called, `told` is when its last report came, `silent` {cause, known, facts} is
 * there where it is silent
 */
JsonArray *
hub_fleet_list (HubApp *app, const HubFleetQuery *query, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
