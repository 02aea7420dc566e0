/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "app/agent/anj-line.h"
#include "app/agent/anj-store-thread.h"

G_BEGIN_DECLS

/**
 * anj_tickets_ask_async:
 * @number: canonical
 * @follow: 32 bytes
 *
 * How a ticket stands: from the outbox while the case is here only, else from the hub, else what is
 * known. What the hub answers is kept for the next time without it.
 */
void anj_tickets_ask_async (AnjStoreThread *store,
                            AnjLine *line,
                            const char *region,
                            const char *number,
                            const guint8 *follow,
                            GAsyncReadyCallback callback,
                            gpointer user_data);

/* errors for sessions (anj-agent-error.h): "ticket-unknown", "throttled SECONDS", "offline" */
gboolean anj_tickets_ask_finish (GAsyncResult *result,
                                 char **out_state,
                                 GBytes **out_answer,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
