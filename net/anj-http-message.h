/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * AnjHttpSink:
 * @data: the next piece of the body, decoded
 *
 * Takes a long answer piece by piece. Must not free the client.
 *
 * Returns: %FALSE to stop the transfer (%ANJ_NET_ERROR_FAILED)
 */
typedef gboolean (*AnjHttpSink) (const guint8 *data, gsize n_bytes, gpointer user_data);

/**
 * AnjHttpRequest:
 *
 * What to ask; handed over with anj_http_client_send_async().
 */
typedef struct _AnjHttpRequest AnjHttpRequest;

/**
 * anj_http_request_new:
 * @method: "GET", "POST", "PUT", "DELETE"
 * @url: absolute
 * @max_bytes: longest decoded body to accept; above 0
 * @timeout_ms: budget for the whole request; above 0
 */
AnjHttpRequest *
anj_http_request_new (const char *method, const char *url, gsize max_bytes, guint timeout_ms);
void anj_http_request_free (AnjHttpRequest *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnjHttpRequest, anj_http_request_free)

void anj_http_request_set_body (AnjHttpRequest *self, GBytes *body, const char *content_type);
void anj_http_request_add_header (AnjHttpRequest *self, const char *name, const char *value);
/* HTTP Basic (RFC 7617), as EST's token wants it */
void anj_http_request_set_basic_auth (AnjHttpRequest *self, const char *user, const char *password);
/* the body goes to @sink instead of the response; an error status's body never does */
void anj_http_request_set_sink (AnjHttpRequest *self, AnjHttpSink sink, gpointer user_data);

/**
 * AnjHttpResponse:
 *
 * An answer with a status below 300.
 */
typedef struct _AnjHttpResponse AnjHttpResponse;

void anj_http_response_free (AnjHttpResponse *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnjHttpResponse, anj_http_response_free)

guint anj_http_response_get_status (const AnjHttpResponse *self);
/* (transfer none): empty when there was none or it went to a sink */
GBytes *anj_http_response_get_body (const AnjHttpResponse *self);
/* (nullable) (transfer none): @name in any case */
const char *anj_http_response_get_header (const AnjHttpResponse *self, const char *name);

G_END_DECLS
