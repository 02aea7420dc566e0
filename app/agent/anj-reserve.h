/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * The file `reserve`: room on the disk that nobody else gets. While it is whole a resident can be
 * given a number; when the disk is full it is given up, and what has a number is kept all the same.
 */

/* the largest case, its attachments, and what SQLite wants for them several times over */
#define ANJ_RESERVE_BYTES (16 * 1024 * 1024)

/* whether it is whole */
gboolean anj_reserve_is_taken (const char *state_dir);
/* really allocated when it returns; where it does not fit it stays what it was.
 * %ANJ_AGENT_ERROR_FULL */
gboolean anj_reserve_take (const char *state_dir, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* a quarter of it, so that others who fill the disk do not get all at once; FALSE: nothing is left
 */
gboolean anj_reserve_give_up_some (const char *state_dir) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
