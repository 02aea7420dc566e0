/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/anj-http-tls.h"

#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>
#include <string.h>

#include "core/anj-cert.h"
#include "core/anj-secret.h"

/*
 * A terminal without a battery may wake in 1970, or decades ahead, so OpenSSL's look at the wall
 * clock is replaced:
 *
 *   ended before the floor (the last time the hub signed)   refused, always
 *   ended, or not begun, by the wall clock                  refused, but forgiven while it is
 * unsure
 *
 * Unsure is a wall clock with a floor beside it that is earlier than the floor, or that no signed
 * time has borne out.
 */
static gboolean
is_unsure (const AnjHttpTls *self, gint64 now_us)
{
  return self->floor_us != 0 && (now_us < self->floor_us || !self->is_clock_sure);
}

static int
verify (X509_STORE_CTX *store, void *user_data)
{
  const AnjHttpTls *self = user_data;
  gint64 now_us = anj_clock_real_us (self->clock);
  gboolean unsure = is_unsure (self, now_us);
  STACK_OF (X509) * chain;

  X509_VERIFY_PARAM_set_flags (X509_STORE_CTX_get0_param (store), X509_V_FLAG_NO_CHECK_TIME);
  if (X509_verify_cert (store) != 1)
    return 0;

  chain = X509_STORE_CTX_get0_chain (store);
  for (int i = 0; i < sk_X509_num (chain); i++)
    {
      X509 *cert = sk_X509_value (chain, i);

      if (anj_cert_not_after_us (cert) < (unsure ? self->floor_us : MAX (now_us, self->floor_us)))
        {
          X509_STORE_CTX_set_error (store, X509_V_ERR_CERT_HAS_EXPIRED);
          return 0;
        }
      if (!unsure && anj_cert_not_before_us (cert) > now_us)
        {
          X509_STORE_CTX_set_error (store, X509_V_ERR_CERT_NOT_YET_VALID);
          return 0;
        }
    }
  return 1;
}

static CURLcode
on_ssl_ctx (CURL *easy G_GNUC_UNUSED, void *ssl_ctx, void *user_data)
{
  SSL_CTX_set_cert_verify_callback (ssl_ctx, verify, user_data);
  return CURLE_OK;
}

static gboolean
set_blob (CURL *easy, CURLoption option, const char *pem)
{
  struct curl_blob blob = { (void *) pem, strlen (pem), CURL_BLOB_COPY };

  return curl_easy_setopt (easy, option, &blob) == CURLE_OK;
}

gboolean
anj_http_tls_apply (AnjHttpTls *self, CURL *easy)
{
  if (curl_easy_setopt (easy, CURLOPT_SSLVERSION, (long) CURL_SSLVERSION_TLSv1_3) != CURLE_OK ||
      curl_easy_setopt (easy, CURLOPT_CAINFO, NULL) != CURLE_OK ||
      curl_easy_setopt (easy, CURLOPT_CAPATH, NULL) != CURLE_OK ||
      curl_easy_setopt (easy, CURLOPT_SSL_CTX_FUNCTION, on_ssl_ctx) != CURLE_OK ||
      curl_easy_setopt (easy, CURLOPT_SSL_CTX_DATA, self) != CURLE_OK)
    return FALSE;
  if (self->ca_pem != NULL && !set_blob (easy, CURLOPT_CAINFO_BLOB, self->ca_pem))
    return FALSE;
  if (self->cert_pem == NULL || self->key_pem == NULL)
    return TRUE;
  return set_blob (easy, CURLOPT_SSLCERT_BLOB, self->cert_pem) &&
         set_blob (easy, CURLOPT_SSLKEY_BLOB, self->key_pem);
}

void
anj_http_tls_clear (AnjHttpTls *self)
{
  g_clear_pointer (&self->ca_pem, g_free);
  g_clear_pointer (&self->cert_pem, g_free);
  g_clear_pointer (&self->key_pem, anj_secret_string_free);
}
