/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "core/anj-sources.h"
#include "net/anj-http-message.h"
#include "net/anj-net-error.h"

G_BEGIN_DECLS

/**
 * AnjHttpClient:
 *
 * HTTPS with one pinned root and, where it has one, a certificate of its own. Never follows a
 * redirect, never retries, asks no proxy and no system trust store.
 */
#define ANJ_TYPE_HTTP_CLIENT (anj_http_client_get_type ())
G_DECLARE_FINAL_TYPE (AnjHttpClient, anj_http_client, ANJ, HTTP_CLIENT, GObject)

/**
 * anj_http_client_new:
 * @clock: (transfer none): outlives the client; tells whether the server's certificate has ended
 *
 * Creates a client that does its work in the main context that is the thread default right now.
 * All calls must come from the thread that runs this context. The caller must have run
 * curl_global_init() once (anj_http_client_global_init()).
 *
 * Returns: (transfer full): a new client that trusts nobody yet
 */
AnjHttpClient *anj_http_client_new (const AnjClock *clock);

/* once a program, before the first client and before any thread */
void anj_http_client_global_init (void);

/* the only certificates to trust; PEM */
void anj_http_client_set_ca (AnjHttpClient *self, const char *pem);

/**
 * anj_http_client_set_identity:
 * @cert_pem: (nullable): %NULL: no certificate from now on
 * @key_pem: (nullable): the client keeps a copy that it wipes
 *
 * Holds for connections made after it; those open are not reused for other identities.
 */
void anj_http_client_set_identity (AnjHttpClient *self, const char *cert_pem, const char *key_pem);

/**
 * anj_http_client_set_time_floor:
 * @floor_us: µs UTC; the latest time known to have passed; above 0
 * @is_clock_sure: whether the client's clock is right
 *
 * A server certificate that ended before @floor_us is refused whatever the clock says. While that
 * is unsure (not @is_clock_sure, or earlier than @floor_us) nothing else is held against a
 * certificate's dates: it may be years behind or ahead.
 */
void anj_http_client_set_time_floor (AnjHttpClient *self, gint64 floor_us, gboolean is_clock_sure);

/**
 * anj_http_client_allow_plain_http:
 *
 * Lets the client speak http: next to https:. For tests against a loopback server only.
 */
void anj_http_client_allow_plain_http (AnjHttpClient *self);

/**
 * anj_http_client_send_async:
 * @request: (transfer full)
 * @cancellable: (nullable): aborts the transfer and closes its connection
 * @callback: (scope async): run in the client's main context, always, exactly once
 *
 * The request keeps the client alive until @callback has run.
 */
void anj_http_client_send_async (AnjHttpClient *self,
                                 AnjHttpRequest *request,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);

/**
 * anj_http_client_send_finish:
 * @error: set to a %ANJ_NET_ERROR, or to %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full): an answer with a status below 300, or %NULL with @error set
 */
AnjHttpResponse *anj_http_client_send_finish (AnjHttpClient *self,
                                              GAsyncResult *result,
                                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * anj_http_client_send:
 * @request: (transfer full)
 *
 * The same, waiting: runs the client's main context until the answer is there. For commands and
 * child processes that do one thing after the other; never where a loop is running already.
 */
AnjHttpResponse *anj_http_client_send (AnjHttpClient *self,
                                       AnjHttpRequest *request,
                                       GCancellable *cancellable,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
