/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "hub/hub-backup-set.h"
#include "hub/hub-store.h"

G_BEGIN_DECLS

/**
 * HubBackupJob:
 * @store: of @data_dir; its lock is taken for a moment only
 *
 * All (unowned).
 */
typedef struct
{
  HubStore *store;
  const char *data_dir;
  const char *backup_dir;
  const AnjClock *clock;
} HubBackupJob;

/**
 * HubBackupResult:
 * @name: (owned): the new backup's folder
 * @n_attachments: attachments that it holds
 * @n_damaged: attachments that are not what their name says, so not in it
 * @is_elsewhere: whether it lies on another device than the data
 * @audit_fault: (owned) (nullable): what does not hold in the audit chain; the backup is good
 */
typedef struct
{
  char *name;
  guint n_attachments;
  guint n_damaged;
  gboolean is_elsewhere;
  char *audit_fault;
} HubBackupResult;

void hub_backup_result_clear (HubBackupResult *self);

/**
 * hub_backup_run:
 * @cancellable: (nullable)
 * @out_result: cleared with hub_backup_result_clear(), also on error
 * @error: %HUB_ERROR_UNAVAILABLE (another one is under way), %HUB_ERROR_CONFIG (another hub's
 *   folder), %HUB_ERROR_DATA (the copy does not hold), %HUB_ERROR_IO, %G_IO_ERROR_CANCELLED
 *
 * Makes one backup of database and attachments while the hub goes on, checks it, takes away those
 * that need not be kept, and, when it lies on another device than the data, lets the terminals'
 * backed_up_seq go up to what it holds. Private keys are not in it. Any thread.
 */
gboolean hub_backup_run (const HubBackupJob *job,
                         GCancellable *cancellable,
                         HubBackupResult *out_result,
                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* makes @backup_dir where it is missing; whether it lies on another device than @data_dir */
gboolean hub_backup_prepare (const char *data_dir,
                             const char *backup_dir,
                             gboolean *out_is_elsewhere,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
