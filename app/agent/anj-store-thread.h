/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "app/agent/anj-terminal.h"

G_BEGIN_DECLS

/**
 * AnjStoreThread:
 *
 * The one thread that touches the terminal's databases. Jobs run one after the other, in order.
 */
typedef struct _AnjStoreThread AnjStoreThread;

/**
 * AnjStoreJob:
 * @data: what came with it
 *
 * Runs in the store thread. Returns: %FALSE with @error
 */
typedef gboolean (*AnjStoreJob) (AnjTerminal *terminal, gpointer data, GError **error);

/**
 * AnjStoreMaker:
 * @data: what came with it
 *
 * Runs in the store thread. Returns: (transfer full) (nullable): what it made
 */
typedef gpointer (*AnjStoreMaker) (AnjTerminal *terminal, gpointer data, GError **error);

/* @terminal: (transfer full) */
AnjStoreThread *anj_store_thread_new (AnjTerminal *terminal);
/* waits for the jobs already given, then closes the terminal */
void anj_store_thread_free (AnjStoreThread *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnjStoreThread, anj_store_thread_free)

/**
 * anj_store_thread_run:
 * @data: (transfer full) (nullable)
 * @callback: (scope async) (nullable): in the caller's main context; the result is what @job
 *   returned, taken with g_task_propagate_boolean(); the task's data is @data
 */
void anj_store_thread_run (AnjStoreThread *self,
                           AnjStoreJob job,
                           gpointer data,
                           GDestroyNotify free_data,
                           GAsyncReadyCallback callback,
                           gpointer user_data);

/* the same for what g_task_propagate_pointer() takes; @free_made frees it when nobody does */
void anj_store_thread_make (AnjStoreThread *self,
                            AnjStoreMaker maker,
                            gpointer data,
                            GDestroyNotify free_data,
                            GDestroyNotify free_made,
                            GAsyncReadyCallback callback,
                            gpointer user_data);

G_END_DECLS
