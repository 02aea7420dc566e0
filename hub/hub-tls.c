/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-tls.h"

struct _HubTlsTickets
{
  gnutls_datum_t key; /* (owned) */
};

HubTlsTickets *
hub_tls_tickets_new (void)
{
  HubTlsTickets *self = g_new0 (HubTlsTickets, 1);

  if (gnutls_session_ticket_key_generate (&self->key) != GNUTLS_E_SUCCESS)
    self->key.size = 0; /* no resumption then: slower, not wrong */
  return self;
}

void
hub_tls_tickets_free (HubTlsTickets *self)
{
  if (self->key.size > 0)
    {
      gnutls_memset (self->key.data, 0, self->key.size);
      gnutls_free (self->key.data);
    }
  g_free (self);
}

static gnutls_session_t
get_session (struct MHD_Connection *connection)
{
  const union MHD_ConnectionInfo *info = MHD_get_connection_info (
      connection, MHD_CONNECTION_INFO_GNUTLS_SESSION);

  return info != NULL ? info->tls_session : NULL;
}

void
hub_tls_tickets_offer (HubTlsTickets *self, struct MHD_Connection *connection)
{
  gnutls_session_t session = get_session (connection);

  if (session != NULL && self->key.size > 0)
    gnutls_session_ticket_enable_server (session, &self->key);
}

X509 *
hub_tls_peer_cert (struct MHD_Connection *connection)
{
  gnutls_session_t session = get_session (connection);
  const gnutls_datum_t *list;
  g_autoptr (GBytes) der = NULL;
  unsigned int n_certs = 0;

  if (session == NULL)
    return NULL;
  list = gnutls_certificate_get_peers (session, &n_certs);
  if (list == NULL || n_certs == 0)
    return NULL;
  der = g_bytes_new (list[0].data, list[0].size);
  return anj_cert_from_der (der, NULL);
}

X509 *
hub_tls_proxied_cert (const HubRequest *request)
{
  const char *header = hub_request_header (request, HUB_TLS_PROXY_HEADER);
  g_autofree char *pem = header != NULL ? g_uri_unescape_string (header, NULL) : NULL;

  return pem != NULL ? anj_cert_from_pem (pem, NULL) : NULL;
}
