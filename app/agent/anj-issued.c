/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/agent/anj-issued.h"

#include "app/agent/anj-agent-error.h"
#include "core/anj-hex.h"

static char *
to_pem (GPtrArray *certs, X509 *leaf)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new ();

  g_ptr_array_add (all, leaf);
  for (guint i = 0; i < certs->len; i++)
    if (X509_cmp (certs->pdata[i], leaf) != 0)
      g_ptr_array_add (all, certs->pdata[i]);
  return anj_cert_list_to_pem (all);
}

X509 *
anj_issued_read (GBytes *body, EVP_PKEY *key, GPtrArray *hub_cas, char **out_pem, GError **error)
{
  g_autoptr (GBytes) der = anj_base64_decode (body);
  g_autoptr (GPtrArray) certs = anj_cert_bag_open (der, error);

  if (certs == NULL)
    {
      g_prefix_error (error, "the hub's answer: ");
      return NULL;
    }
  for (guint i = 0; i < certs->len; i++)
    {
      X509 *cert = certs->pdata[i];

      if (EVP_PKEY_eq (X509_get0_pubkey (cert), key) != 1)
        continue;
      if (!anj_cert_verify_path (cert, hub_cas, certs, ANJ_CERT_CLIENT, ANJ_CERT_ANY_TIME, error))
        return NULL;
      *out_pem = to_pem (certs, cert);
      X509_up_ref (cert);
      return cert;
    }
  g_set_error_literal (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_REFUSED,
                       "the hub's answer holds no certificate for this terminal's key");
  return NULL;
}
