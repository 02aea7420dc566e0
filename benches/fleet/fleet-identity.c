/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "benches/fleet/fleet-identity.h"

#include <string.h>

#include "core/anj-json.h"
#include "core/anj-secret.h"
#include "net/anj-http-client.h"

#define ANSWER_MAX_BYTES 65536
#define TIMEOUT_MS 60000

void
fleet_identity_free (FleetIdentity *self)
{
  if (self == NULL)
    return;
  g_free (self->cert_pem);
  anj_secret_string_free (self->key_pem);
  g_free (self);
}

static char *
file_name (const FleetSetup *setup, guint number, const char *what)
{
  return g_strdup_printf ("%s/%06u-%s.pem", setup->state_dir, number, what);
}

static FleetIdentity *
read_kept (const FleetSetup *setup, guint number)
{
  g_autofree char *cert = file_name (setup, number, "cert");
  g_autofree char *key = file_name (setup, number, "key");
  g_autoptr (FleetIdentity) self = g_new0 (FleetIdentity, 1);

  if (!g_file_get_contents (cert, &self->cert_pem, NULL, NULL) ||
      !g_file_get_contents (key, &self->key_pem, NULL, NULL))
    return NULL;
  return g_steal_pointer (&self);
}

static gboolean
keep (const FleetSetup *setup, guint number, const FleetIdentity *identity, GError **error)
{
  g_autofree char *cert = file_name (setup, number, "cert");
  g_autofree char *key = file_name (setup, number, "key");

  return g_file_set_contents_full (key, identity->key_pem, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600,
                                   error) &&
         g_file_set_contents (cert, identity->cert_pem, -1, error);
}

static char *
ask_token (const FleetSetup *setup, GError **error)
{
  g_autoptr (AnjHttpClient) client = anj_http_client_new (setup->clock);
  g_autofree char *url = g_strconcat (setup->admin, "/admin/v1/tokens", NULL);
  AnjHttpRequest *request = anj_http_request_new ("POST", url, ANSWER_MAX_BYTES, TIMEOUT_MS);
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (JsonObject) answer = NULL;
  g_autoptr (AnjHttpResponse) response = NULL;
  g_autoptr (GBytes) body = NULL;

  json_object_set_string_member (object, "region", setup->region);
  body = anj_json_object_to_bytes (object);
  anj_http_client_set_ca (client, setup->hub_ca_pem);
  anj_http_client_set_identity (client, setup->admin_cert_pem, setup->admin_key_pem);
  anj_http_request_set_body (request, body, "application/json");
  response = anj_http_client_send (client, request, NULL, error);
  answer = response != NULL ? anj_json_parse_object (anj_http_response_get_body (response), error)
                            : NULL;
  return answer != NULL ? g_strdup (anj_json_get_string (answer, "token", "")) : NULL;
}

static AnjHttpResponse *
ask_certificate (const FleetSetup *setup, const char *token, EVP_PKEY *key, GError **error)
{
  g_autoptr (AnjHttpClient) client = anj_http_client_new (setup->clock);
  g_autofree char *url = g_strconcat (setup->hub, "/.well-known/est/simpleenroll", NULL);
  g_autoptr (GBytes) der = anj_cert_request_new (key, "anjungan terminal", error);
  AnjHttpRequest *request;
  g_autoptr (GBytes) body = NULL;
  char *text;

  if (der == NULL)
    return NULL;
  text = g_base64_encode (g_bytes_get_data (der, NULL), g_bytes_get_size (der));
  body = g_bytes_new_take (text, strlen (text));
  request = anj_http_request_new ("POST", url, ANSWER_MAX_BYTES, TIMEOUT_MS);
  anj_http_client_set_ca (client, setup->hub_ca_pem);
  anj_http_request_set_body (request, body, "application/pkcs10");
  anj_http_request_set_basic_auth (request, "token", token);
  return anj_http_client_send (client, request, NULL, error);
}

static X509 *
find_own (AnjHttpResponse *response, EVP_PKEY *key, GError **error)
{
  GBytes *body = anj_http_response_get_body (response);
  g_autofree char *text = g_strndup (g_bytes_get_data (body, NULL), g_bytes_get_size (body));
  gsize n_bytes;
  guchar *data = g_base64_decode (text, &n_bytes);
  g_autoptr (GBytes) der = g_bytes_new_take (data, n_bytes);
  g_autoptr (GPtrArray) certs = anj_cert_bag_open (der, error);

  for (guint i = 0; certs != NULL && i < certs->len; i++)
    if (EVP_PKEY_eq (X509_get0_pubkey (certs->pdata[i]), key) == 1)
      {
        X509_up_ref (certs->pdata[i]);
        return certs->pdata[i];
      }
  if (certs != NULL)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "no certificate for the key");
  return NULL;
}

static FleetIdentity *
enrol (const FleetSetup *setup, GError **error)
{
  g_autoptr (EVP_PKEY) key = anj_cert_generate_key (error);
  g_autoptr (AnjSecretString) token = key != NULL ? ask_token (setup, error) : NULL;
  g_autoptr (AnjHttpResponse) response = token != NULL ? ask_certificate (setup, token, key, error)
                                                       : NULL;
  g_autoptr (X509) cert = response != NULL ? find_own (response, key, error) : NULL;
  FleetIdentity *self;

  if (cert == NULL)
    return NULL;
  self = g_new0 (FleetIdentity, 1);
  self->cert_pem = anj_cert_to_pem (cert);
  self->key_pem = anj_cert_key_to_pem (key);
  return self;
}

FleetIdentity *
fleet_identity_get (const FleetSetup *setup, guint number, GError **error)
{
  g_autoptr (FleetIdentity) self = read_kept (setup, number);

  if (self != NULL)
    return g_steal_pointer (&self);
  if (setup->admin == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                   "terminal %u is not enrolled in %s; name --admin and --identity", number,
                   setup->state_dir);
      return NULL;
    }
  self = enrol (setup, error);
  if (self == NULL || !keep (setup, number, self, error))
    return NULL;
  return g_steal_pointer (&self);
}
