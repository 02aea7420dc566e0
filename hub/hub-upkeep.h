/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "hub/hub-app.h"

G_BEGIN_DECLS

/**
 * HubUpkeep:
 *
 * What `serve` does beside answering: backups, what is to be forgotten, terminals.log, what reports
 * count from. One thread.
 */
typedef struct _HubUpkeep HubUpkeep;

/**
 * hub_upkeep_new:
 * @app: (unowned); gets its terminal_log; outlives this
 * @backup_dir: (nullable): no backups are made without
 * @backup_every_s: at least 1
 *
 * Brings the database up to terminals.log, and warns on stderr of backups that are none.
 */
HubUpkeep *hub_upkeep_new (HubApp *app,
                           const char *data_dir,
                           const char *backup_dir,
                           guint backup_every_s,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;
void hub_upkeep_free (HubUpkeep *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HubUpkeep, hub_upkeep_free)

/* once a second */
void hub_upkeep_tick (HubUpkeep *self);

G_END_DECLS
