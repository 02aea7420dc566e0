/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

#include "hub/hub-error.h"

G_BEGIN_DECLS

/*
 * A backup folder, 0700, files 0600:
 *
 *   ca.pem                     whose hub's backups these are
 *   terminals.log              hub-terminal-log.h
 *   attachments/SHA256         shared by all backups
 *   20261122T055012.123456Z/   one backup: hub.db, attachments.list, manifest.json
 *
 * A backup has its name only when it is whole, checked and on the disk.
 */

#define HUB_BACKUP_KEEP 24     /* the newest so many … */
#define HUB_BACKUP_KEEP_DAYS 7 /* … and the newest of each of the last so many days (UTC) */

/**
 * HubBackup:
 * @name: of its folder
 * @time_us: of the moment it shows, µs UTC
 * @generation: the database's
 * @database_sha256: of hub.db, hex
 * @attachments_sha256: of attachments.list, hex
 * @audit_id: newest audit row; 0 for none
 * @audit_head: its SHA-256, hex
 *
 * A backup as its manifest tells.
 */
typedef struct
{
  char *name;
  gint64 time_us;
  char *generation;
  char *database_sha256;
  char *attachments_sha256;
  gint64 audit_id;
  char *audit_head;
} HubBackup;

HubBackup *hub_backup_new (void);
void hub_backup_free (HubBackup *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HubBackup, hub_backup_free)

/* (transfer full): manifest.json */
char *hub_backup_to_json (const HubBackup *self);

/* (transfer full): the folder's name for @time_us; sorts like the time */
char *hub_backup_name (gint64 time_us);

/**
 * hub_backup_list:
 *
 * Returns: (transfer full) (element-type HubBackup): newest first; folders without a manifest that
 *   can be read are left out
 */
GPtrArray *hub_backup_list (const char *backup_dir);

/**
 * hub_backup_list_spare:
 * @backups: newest first
 *
 * Returns: (transfer container) (element-type HubBackup): those that need not be kept
 */
GPtrArray *hub_backup_list_spare (GPtrArray *backups);

/**
 * hub_backup_set_lock:
 * @error: %HUB_ERROR_UNAVAILABLE while another process writes to or restores from it
 *
 * Returns: a descriptor; the lock goes when it is closed
 */
int hub_backup_set_lock (const char *backup_dir, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * hub_backup_set_check_ca:
 * @ca_path: a hub CA's certificate
 * @error: %HUB_ERROR_CONFIG: the folder holds another hub's backups
 *
 * A folder without ca.pem is anybody's.
 */
gboolean hub_backup_set_check_ca (const char *backup_dir,
                                  const char *ca_path,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full) (element-type utf8): names in a backup's attachments.list */
GPtrArray *hub_backup_read_attachments (const char *backup_dir,
                                        const HubBackup *backup,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
