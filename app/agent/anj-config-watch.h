/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "app/agent/anj-probation.h"
#include "app/agent/anj-store-thread.h"

G_BEGIN_DECLS

/**
 * AnjConfigWatch:
 *
 * Looks on while a configuration is on trial: gathers the proofs that anj-probation.h wants, and
 * has the store keep the configuration or go back. Lives in the line's main context.
 *
 * Signal "settled" (no arguments): the store has kept it or gone back.
 */
#define ANJ_TYPE_CONFIG_WATCH (anj_config_watch_get_type ())
G_DECLARE_FINAL_TYPE (AnjConfigWatch, anj_config_watch, ANJ, CONFIG_WATCH, GObject)

/* @store, @clock: (transfer none): outlive it */
AnjConfigWatch *anj_config_watch_new (AnjStoreThread *store, const AnjClock *clock);
/* nothing is judged after it */
void anj_config_watch_stop (AnjConfigWatch *self);

/**
 * anj_config_watch_begin:
 * @needs: as anj_probation_begin() has it
 * @cost: what the configuration wants of look-ups
 *
 * The configuration in force is another one from now on, and on trial.
 */
void anj_config_watch_begin (AnjConfigWatch *self, guint needs, const AnjLookupCost *cost);
gboolean anj_config_watch_is_running (AnjConfigWatch *self);
/* whether a good answer of the hub is still waited for */
gboolean anj_config_watch_wants_line (AnjConfigWatch *self);

/* A session's connection @client: asked for the configuration, painted what it asked for first,
 * went away. */
void anj_config_watch_asks (AnjConfigWatch *self, gconstpointer client);
void anj_config_watch_paints (AnjConfigWatch *self, gconstpointer client);
void anj_config_watch_leaves (AnjConfigWatch *self, gconstpointer client);
/* a screen has painted and is still there */
gboolean anj_config_watch_has_screen (AnjConfigWatch *self);

/* a poll ended; @error: (nullable): %NULL: with a good answer */
void anj_config_watch_polled (AnjConfigWatch *self, const GError *error);

/* looks at the clock; does so by itself every second */
void anj_config_watch_judge (AnjConfigWatch *self);

G_END_DECLS
