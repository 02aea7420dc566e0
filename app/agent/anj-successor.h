/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * A new database in the place of one of the state directory that is damaged, or was taken away:
 *
 *   NAME.salvaging ── whole, on the disk ──► NAME.salvaged ─────────► NAME
 *                          what bears NAME, and its log ──► quarantine/
 *
 * What bears the middle name is whole, and counts whatever bears NAME: a start goes on from there.
 * The old log goes first, for SQLite would play it back into the new file.
 */

/* whether NAME is absent or empty while its log is not: SQLite would delete that unread when it
 * opens NAME, so nobody may before the log is set aside */
gboolean anj_successor_has_lone_log (const char *state_dir, const char *name);

/* (transfer full): the path to write it to; nothing is there, nor a log of it */
char *anj_successor_begin (const char *state_dir, const char *name);
/* what was written there, and is closed, is whole; durable */
gboolean anj_successor_complete (const char *state_dir,
                                 const char *name,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;
/**
 * anj_successor_take_place:
 * @real_us: names what is set aside in quarantine/
 * @out_is_new: (out) (optional): whether a new one was there to take the place
 *
 * For a database that nobody has open; before each opening, for the power may have gone in between.
 */
gboolean anj_successor_take_place (const char *state_dir,
                                   const char *name,
                                   gint64 real_us,
                                   gboolean *out_is_new,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
