/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "hub/hub-backup.h"

G_BEGIN_DECLS

#define HUB_BACKUP_DEFAULT_EVERY_S 3600

/**
 * HubBackupTimer:
 *
 * Makes a backup whenever the newest one is older than it should be, in a thread of its own. All
 * calls from one thread, the one whose default main context runs.
 */
typedef struct _HubBackupTimer HubBackupTimer;

/* @job: what it points to must live longer; @every_s: at least 1 */
HubBackupTimer *hub_backup_timer_new (const HubBackupJob *job, guint every_s);
/* ends one that is under way; what it had written does not count */
void hub_backup_timer_free (HubBackupTimer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HubBackupTimer, hub_backup_timer_free)

/* once a second */
void hub_backup_timer_tick (HubBackupTimer *self);

G_END_DECLS
