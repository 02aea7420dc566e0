/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gnutls/gnutls.h>
#include <microhttpd.h>

#include "core/anj-cert.h"
#include "hub/hub-request.h"

G_BEGIN_DECLS

/* TLS 1.3 and nothing else, the protocol's mandatory ciphers */
#define HUB_TLS_PRIORITIES                                                                         \
  "NORMAL:-VERS-ALL:+VERS-TLS1.3:-CIPHER-ALL:+AES-128-GCM:+AES-256-GCM:+CHACHA20-POLY1305:"        \
  "-GROUP-ALL:+GROUP-X25519:+GROUP-SECP256R1"

/**
 * HubTlsTickets:
 *
 * Key of session tickets, drawn at the start: a terminal that comes back within GnuTLS' ticket life
 * spares the certificates' bytes. The client's certificate rides in the ticket and is checked again
 * on every connection.
 */
typedef struct _HubTlsTickets HubTlsTickets;
HubTlsTickets *hub_tls_tickets_new (void);
void hub_tls_tickets_free (HubTlsTickets *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HubTlsTickets, hub_tls_tickets_free)

/* before the handshake */
void hub_tls_tickets_offer (HubTlsTickets *self, struct MHD_Connection *connection);

/* (transfer full) (nullable): what the client showed; nothing about it is checked yet */
X509 *hub_tls_peer_cert (struct MHD_Connection *connection);

/* (transfer full) (nullable): the same of a connection from a proxy that ends TLS: what it says the
 * client showed, in the header %HUB_TLS_PROXY_HEADER, PEM, percent-encoded */
#define HUB_TLS_PROXY_HEADER "x-client-cert"
X509 *hub_tls_proxied_cert (const HubRequest *request);

G_END_DECLS
