/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * AnjNetError:
 * @ANJ_NET_ERROR_UNREACHABLE: the hub could not be resolved or connected to, or the line broke, in
 * a TLS handshake too; worth a retry
 * @ANJ_NET_ERROR_TIMEOUT: the time budget of the request ran out; worth a retry
 * @ANJ_NET_ERROR_TLS: the peer could not be authenticated, or refused our certificate
 * @ANJ_NET_ERROR_STATUS: the hub answered with a status of 300 or above:
 *   anj_net_error_get_status(), anj_net_error_get_key()
 * @ANJ_NET_ERROR_TOO_LARGE: the answer was longer than the caller allows
 * @ANJ_NET_ERROR_FAILED: anything else; the message has the details
 *
 * What a caller of the network layer may want to tell apart. A new value is added only together
 * with the code that handles it differently.
 */
typedef enum {
  ANJ_NET_ERROR_UNREACHABLE,
  ANJ_NET_ERROR_TIMEOUT,
  ANJ_NET_ERROR_TLS,
  ANJ_NET_ERROR_STATUS,
  ANJ_NET_ERROR_TOO_LARGE,
  ANJ_NET_ERROR_FAILED,
} AnjNetError;

#define ANJ_NET_ERROR (anj_net_error_quark ())
GQuark anj_net_error_quark (void);

/**
 * anj_net_error_new_status:
 * @status: HTTP status
 * @retry_after_s: the answer's Retry-After in seconds; 0 without one
 * @body: (nullable): the answer's body; as RFC 9457 problem it gives key and message
 *
 * Returns: (transfer full): a %ANJ_NET_ERROR_STATUS
 */
GError *anj_net_error_new_status (guint status, guint retry_after_s, GBytes *body);

/* HTTP status; 0 for every other error */
guint anj_net_error_get_status (const GError *error);
/* Retry-After in seconds; 0 without one */
guint anj_net_error_get_retry_after_s (const GError *error);
/* (nullable) (transfer none): KEY of the problem's type "about:blank#KEY" */
const char *anj_net_error_get_key (const GError *error);
/* (nullable) (transfer none): the answer's body, for members beyond the problem's own */
GBytes *anj_net_error_get_body (const GError *error);

G_END_DECLS
