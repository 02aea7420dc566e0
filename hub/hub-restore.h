/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "hub/hub-backup-set.h"
#include "hub/hub-store.h"

G_BEGIN_DECLS

/**
 * HubRestoreJob:
 * @data_dir: made when it is missing
 * @backup_dir: where `backup` and `serve --backup-dir` wrote
 * @keys_dir: (nullable): a data directory, or a copy of its ca/, receipts/ and server/
 * @at_us: the newest backup that is not younger; G_MAXINT64: the newest
 * @replace: a database that is there is set aside instead of refused
 */
typedef struct
{
  const char *data_dir;
  const char *backup_dir;
  const char *keys_dir;
  gint64 at_us;
  gboolean replace;
  const AnjClock *clock;
  const AnjRandom *random;
} HubRestoreJob;

/**
 * HubRestoreResult:
 * @backup: (owned): what was restored
 * @set_aside: (owned) (nullable): where the database went that was there
 * @n_attachments: that were copied
 * @n_lost: attachments that the backup lists and does not hold any more, or not undamaged
 * @n_enrolled, @n_revoked: terminals since the backup, from terminals.log
 * @lacks_keys: whether `serve` still needs ca/, receipts/ or server/
 */
typedef struct
{
  HubBackup *backup;
  char *set_aside;
  guint n_attachments;
  guint n_lost;
  guint n_enrolled;
  guint n_revoked;
  gboolean lacks_keys;
} HubRestoreResult;

void hub_restore_result_clear (HubRestoreResult *self);

/**
 * hub_restore_run:
 * @out_result: cleared with hub_restore_result_clear(), also on error
 * @error: %HUB_ERROR_NO_INPUT (no such backup), %HUB_ERROR_CANT_CREATE (there is a database),
 *   %HUB_ERROR_UNAVAILABLE (a hub serves it, a backup is under way), %HUB_ERROR_DATA (the backup is
 *   not what its manifest says), %HUB_ERROR_CONFIG (another hub's keys), %HUB_ERROR_IO
 *
 * Puts a backup in a data directory. The database gets a new generation, so that terminals offer
 * again what it lost; who was revoked since the backup stays revoked. The data directory is
 * untouched until the backup has been checked.
 */
gboolean hub_restore_run (const HubRestoreJob *job,
                          HubRestoreResult *out_result,
                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
