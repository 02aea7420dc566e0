/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/agent/anj-enrol.h"

#include <string.h>

#include "app/agent/anj-agent-error.h"
#include "app/agent/anj-issued.h"
#include "app/agent/anj-own-key.h"
#include "app/agent/anj-state-files.h"
#include "core/anj-secret.h"
#include "net/anj-http-client.h"

#define ANSWER_MAX_BYTES 65536
#define TIMEOUT_MS 60000

typedef struct
{
  const char *key; /* the problem's */
  const char *advice;
} TokenProblem;

static const TokenProblem token_problems[] = {
  { "token-unknown", "the hub does not know this token; make one on this hub: "
                     "anjunganctl terminal token" },
  { "token-used", "this token was used already; make a new one: anjunganctl terminal token" },
  { "token-expired", "this token has expired; make a new one: anjunganctl terminal token" },
};

/* the key stands in the problem's type or in its detail (docs/protocol.md, Enrolment) */
static const char *
find_advice (const GError *error)
{
  GBytes *body = anj_net_error_get_body (error);
  gsize n_bytes = 0;
  const char *text = body != NULL ? g_bytes_get_data (body, &n_bytes) : NULL;

  for (gsize i = 0; text != NULL && i < G_N_ELEMENTS (token_problems); i++)
    if (g_strstr_len (text, (gssize) n_bytes, token_problems[i].key) != NULL)
      return token_problems[i].advice;
  if (anj_net_error_get_status (error) == 429)
    return "too many bad tokens; wait a minute and try again";
  return NULL;
}

static void
explain (GError **error, const GError *cause, const char *hub)
{
  const char *advice = find_advice (cause);

  if (advice != NULL)
    g_set_error_literal (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_REFUSED, advice);
  else if (g_error_matches (cause, ANJ_NET_ERROR, ANJ_NET_ERROR_TLS))
    g_set_error (error, ANJ_NET_ERROR, ANJ_NET_ERROR_TLS,
                 "%s is not the hub that the bootstrap file names; get the file from this hub's "
                 "admin (%s)",
                 hub, cause->message);
  else
    {
      g_propagate_error (error, g_error_copy (cause));
      g_prefix_error (error, "%s: ", hub);
    }
}

static EVP_PKEY *
ensure_own_key (const AnjStoreKeysSetup *setup, GError **error)
{
  g_auto (AnjStoreKeys) keys = { 0 };
  g_autoptr (EVP_PKEY) key = NULL;
  g_autoptr (AnjSecretString) pem = NULL;
  g_autofree char *lost = NULL;

  if (!anj_store_keys_prepare (setup, &lost, error) ||
      !anj_store_keys_load (setup->state_dir, setup->credentials_dir, &keys, error))
    return NULL;
  if (anj_own_key_exists (setup->state_dir))
    {
      pem = anj_own_key_read (setup->state_dir, keys.k_out, error);
      return pem != NULL ? anj_cert_key_from_pem (pem, error) : NULL;
    }
  key = anj_cert_generate_key (error);
  if (key == NULL)
    return NULL;
  pem = anj_cert_key_to_pem (key);
  return anj_own_key_write (setup->state_dir, pem, keys.source, keys.k_out, setup->random, error)
             ? g_steal_pointer (&key)
             : NULL;
}

static GBytes *
make_request_body (EVP_PKEY *key, GError **error)
{
  g_autoptr (GBytes) der = anj_cert_request_new (key, "anjungan terminal", error);
  char *text;

  if (der == NULL)
    return NULL;
  text = g_base64_encode (g_bytes_get_data (der, NULL), g_bytes_get_size (der));
  return g_bytes_new_take (text, strlen (text));
}

static AnjHttpResponse *
ask (const AnjBootstrap *bootstrap,
     const char *token,
     GBytes *body,
     const AnjClock *clock,
     GError **error)
{
  g_autoptr (AnjHttpClient) client = anj_http_client_new (clock);
  g_autofree char *url = g_strconcat (bootstrap->hub, "/.well-known/est/simpleenroll", NULL);
  g_autoptr (AnjHttpRequest)
      request = anj_http_request_new ("POST", url, ANSWER_MAX_BYTES, TIMEOUT_MS);
  g_autoptr (GError) cause = NULL;
  AnjHttpResponse *response;

  anj_http_client_set_ca (client, bootstrap->hub_ca_pem);
  /* the hub's CA was made in the past: the only witness of time a new terminal has */
  anj_http_client_set_time_floor (client, anj_cert_not_before_us (bootstrap->hub_ca),
                                  /* is_clock_sure */ FALSE);
  anj_http_request_set_body (request, body, "application/pkcs10");
  anj_http_request_add_header (request, "Content-Transfer-Encoding", "base64");
  anj_http_request_set_basic_auth (request, "token", token);
  response = anj_http_client_send (client, g_steal_pointer (&request), NULL, &cause);
  if (response == NULL)
    explain (error, cause, bootstrap->hub);
  return response;
}

/* @out_pem: (out) (transfer full): with what leads to the CA that the bootstrap file names */
static X509 *
find_certificate (AnjHttpResponse *response,
                  const AnjBootstrap *bootstrap,
                  EVP_PKEY *key,
                  char **out_pem,
                  GError **error)
{
  g_autoptr (GPtrArray) hub_cas = g_ptr_array_new ();

  g_ptr_array_add (hub_cas, bootstrap->hub_ca);
  return anj_issued_read (anj_http_response_get_body (response), key, hub_cas, out_pem, error);
}

static gboolean
write_text (const char *state_dir, const char *name, const char *text, GError **error)
{
  g_autoptr (GBytes) content = g_bytes_new (text, strlen (text));

  return anj_state_write (state_dir, name, content, error);
}

static gboolean
keep (const char *state_dir,
      const char *bootstrap_path,
      const AnjBootstrap *bootstrap,
      const char *pem,
      GError **error)
{
  g_autofree char *bootstrap_text = NULL;

  /* cert.pem last: it is what says "enrolled" */
  return g_file_get_contents (bootstrap_path, &bootstrap_text, NULL, error) &&
         write_text (state_dir, "bootstrap.json", bootstrap_text, error) &&
         write_text (state_dir, "identity/ca.pem", bootstrap->hub_ca_pem, error) &&
         write_text (state_dir, "identity/cert.pem", pem, error);
}

gboolean
anj_enrol (const char *bootstrap_path,
           const AnjStoreKeysSetup *keys,
           const char *token,
           const AnjClock *clock,
           char **out_terminal,
           GError **error)
{
  g_autoptr (AnjBootstrap) bootstrap = anj_bootstrap_load (bootstrap_path, error);
  g_autoptr (AnjSecretString) stripped = g_strstrip (g_strdup (token));
  g_autoptr (EVP_PKEY) key = NULL;
  g_autoptr (GBytes) body = NULL;
  g_autoptr (AnjHttpResponse) response = NULL;
  g_autoptr (X509) cert = NULL;
  g_autofree char *region = NULL;
  g_autofree char *pem = NULL;
  const char *state_dir = keys->state_dir;

  if (bootstrap == NULL)
    return FALSE;
  if (anj_identity_is_enrolled (state_dir))
    {
      g_set_error (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_CONFIG,
                   "%s is enrolled already; name another --state-dir", state_dir);
      return FALSE;
    }
  if (anj_state_exists (state_dir, "outbox.db"))
    {
      /* another terminal's cases would not go with a new name */
      anj_identity_fail_absent (state_dir, error);
      return FALSE;
    }
  key = ensure_own_key (keys, error);
  if (key == NULL)
    return FALSE;
  body = make_request_body (key, error);
  response = body != NULL ? ask (bootstrap, stripped, body, clock, error) : NULL;
  cert = response != NULL ? find_certificate (response, bootstrap, key, &pem, error) : NULL;
  if (cert == NULL)
    return FALSE;

  region = anj_cert_organizational_unit (cert);
  if (g_strcmp0 (region, bootstrap->region) != 0)
    {
      g_set_error (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_REFUSED,
                   "the token is for %s, the bootstrap file for %s; make a token for %s", region,
                   bootstrap->region, bootstrap->region);
      return FALSE;
    }
  if (!keep (state_dir, bootstrap_path, bootstrap, pem, error))
    return FALSE;
  *out_terminal = anj_cert_common_name (cert);
  return TRUE;
}
