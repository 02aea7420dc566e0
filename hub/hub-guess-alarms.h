/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "hub/hub-router.h"

G_BEGIN_DECLS

/*
 * What terminals tell of look-ups and misses, and the alarms that come of it (hub-guess-watch.h
 * judges). Kept: counts of a terminal in five minutes, for a day; what is usual at a place; alarms.
 */

gboolean hub_guess_migrate (HubStore *store, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * hub_guess_note:
 * @report: telemetry; without effect when it tells of no look-ups
 *
 * Counts, and raises an alarm for this terminal if that is more than residents come to. Counts of a
 * terminal that was dark for long are spread evenly over the last day of that time: places are
 * judged by its last half hour.
 */
gboolean hub_guess_note (HubStore *store,
                         const char *terminal,
                         JsonObject *report,
                         gint64 now_us,
                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * hub_guess_list:
 * @region: (nullable): only in it, and of what holds it
 * @all: also those that ended, the newest 500
 *
 * Returns: (transfer full): [{place | terminal, region?, raised, last, ended?, unmended | misses,
 * look_ups, expected?}]: open ones first, the newest first
 */
JsonArray *hub_guess_list (HubStore *store, const char *region, gboolean all, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full) (nullable): the open alarm of @terminal, {since, misses}; NULL without error:
 * there is none */
JsonObject *hub_guess_find (HubStore *store, const char *terminal, GError **error);

/**
 * HubGuessTimer:
 *
 * Judges the fleet every five minutes, raises and ends alarms.
 */
typedef struct _HubGuessTimer HubGuessTimer;

/* @app: (unowned), outlives this */
HubGuessTimer *hub_guess_timer_new (HubApp *app);
void hub_guess_timer_free (HubGuessTimer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HubGuessTimer, hub_guess_timer_free)

/* once a second; the store's lock is not held */
void hub_guess_timer_tick (HubGuessTimer *self);

/* `GET /admin/v1/guess-alarms` */
void hub_guess_alarms_get (HubApp *app, HubRequest *request);

G_END_DECLS
