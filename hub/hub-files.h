/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "hub/hub-error.h"

G_BEGIN_DECLS

/* Files that must not get lost: each function is durable when it returns, if
 * it does not say otherwise. */

#define HUB_SHA256_HEX_CHARS 64

/**
 * hub_file_copy:
 * @from: a file
 * @to: appears whole or not at all, 0600, in place of what was there; its folder still has to be
 *   synced
 *
 * Returns: (transfer full): SHA-256 of what was copied, hex
 */
char *hub_file_copy (const char *from, const char *to, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full): SHA-256 of its content, hex; %HUB_ERROR_NO_INPUT */
char *hub_file_sha256 (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* writes @text to @path, 0600, whole or not at all; syncs file and folder */
gboolean
hub_file_write (const char *path, const char *text, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* makes @path and its parents, 0700 */
gboolean hub_dir_make (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * hub_dir_lock:
 * @data_dir: of a hub
 * @error: %HUB_ERROR_UNAVAILABLE while somebody has its database open
 *
 * Returns: a descriptor; nobody else opens the database before it is closed, or -1
 */
int hub_dir_lock (const char *data_dir, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* what was made, renamed and removed in @path stays so after a power cut */
gboolean hub_dir_sync (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* @path and the files in it (no folders below); missing is as good */
gboolean hub_dir_remove (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * hub_dir_list:
 *
 * Returns: (transfer full) (element-type utf8): names in @path, sorted; none when it is missing
 */
GPtrArray *hub_dir_list (const char *path);

/* whether both lie on the same device; %HUB_ERROR_NO_INPUT */
gboolean hub_files_same_device (const char *one,
                                const char *other,
                                gboolean *out_same,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* all of @data, whatever interrupts; errno where it could not. Not yet durable */
gboolean hub_fd_write_all (int fd, const guint8 *data, gsize n_bytes) G_GNUC_WARN_UNUSED_RESULT;

/* whether @name is a SHA-256 in lower-case hex: how attachments are named */
gboolean hub_is_sha256_name (const char *name);

G_END_DECLS
