/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/anj-sources.h"

G_BEGIN_DECLS

/* Small files of the state directory: whole or absent after a power cut, readable by us alone. */

/* atomically and durably, mode 0600; missing folders are made with 0700 */
gboolean anj_state_write (const char *state_dir, const char *name, GBytes *content, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
/* G_FILE_ERROR_NOENT when absent; wiped when the last reference goes */
GBytes *
anj_state_read (const char *state_dir, const char *name, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full) (nullable): NULL where it cannot be read */
char *anj_state_read_text (const char *state_dir, const char *name);
gboolean anj_state_exists (const char *state_dir, const char *name);

/**
 * anj_state_quarantine:
 * @name: file to set aside, with its "-wal" and "-shm"
 * @real_us: names the copy
 *
 * Moves a damaged file to quarantine/; never deletes.
 */
gboolean anj_state_quarantine (const char *state_dir,
                               const char *name,
                               gint64 real_us,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* the same for what is fetched again anyway: of those set aside before none is kept */
gboolean anj_state_quarantine_one (const char *state_dir,
                                   const char *name,
                                   gint64 real_us,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;
/**
 * anj_state_lock:
 * @error: %ANJ_AGENT_ERROR_CONFIG when another agent has it
 *
 * Makes this process the only agent of the directory, until it ends.
 */
gboolean anj_state_lock (const char *state_dir, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* how many files lie there */
guint anj_state_count_quarantine (const char *state_dir);

G_END_DECLS
