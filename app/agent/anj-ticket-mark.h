/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * The file `tickets`: a number that the counter of ticket numbers (ledger.db) is below, raised
 * before the counter gets there. Whatever becomes of ledger.db, a counter that goes on from here
 * gives no number twice.
 */

/* the counter is never further below it in good order: so many numbers a lost counter costs */
#define ANJ_TICKET_MARK_STEP 64

/* 0: absent or damaged */
gint64 anj_ticket_mark_read (const char *state_dir);
/* durable when it returns */
gboolean anj_ticket_mark_write (const char *state_dir,
                                gint64 mark,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
