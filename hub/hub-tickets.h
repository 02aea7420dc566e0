/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/anj-envelope.h"
#include "hub/hub-router.h"

G_BEGIN_DECLS

/* Tickets in the store, and POST /v1/tickets/query. Caller holds the store's lock. */

#define HUB_TICKET_MAX_TRIES 5
#define HUB_TICKET_TRIES_WINDOW_US G_TIME_SPAN_HOUR

/* a case that arrived: "received", with its due date */
gboolean hub_ticket_add (HubStore *store,
                         const AnjHeader *header,
                         gint64 submission,
                         guint due_days,
                         gint64 now_us,
                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * hub_ticket_state:
 *
 * Returns: (transfer full) (nullable): STATE of docs/protocol.md; %NULL without an error for an
 *   unknown number
 */
JsonObject *hub_ticket_state (HubStore *store,
                              const char *region,
                              const char *number,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* moves it to @state and keeps @answer (nullable: the old one stays); @out_known */
gboolean hub_ticket_answer (HubStore *store,
                            const char *region,
                            const char *number,
                            const char *state,
                            GBytes *answer,
                            gint64 now_us,
                            gboolean *out_known,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * hub_ticket_wait_s:
 *
 * Seconds until @number may be tried again, 0 when now. Counts numbers that do not exist like those
 * that do.
 */
gboolean hub_ticket_wait_s (HubStore *store,
                            const char *region,
                            const char *number,
                            gint64 now_us,
                            guint *out_wait_s,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* POST /v1/tickets/query */
void hub_tickets_query (HubApp *app, HubRequest *request);

G_END_DECLS
