/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/agent/anj-enrol.h"

#include <string.h>

#include "app/agent/anj-agent-error.h"
#include "app/agent/anj-hub-cas.h"
#include "app/agent/anj-identity-copy.h"
#include "app/agent/anj-issued.h"
#include "app/agent/anj-outbox.h"
#include "app/agent/anj-own-key.h"
#include "app/agent/anj-state-files.h"
#include "core/anj-secret.h"
#include "net/anj-http-client.h"

#define ANSWER_MAX_BYTES 65536
#define TIMEOUT_MS 60000

typedef struct
{
  const char *key; /* the problem's */
  const char *words;
} TokenProblem;

static const TokenProblem token_problems[] = {
  { "token-unknown", "the hub does not know this token; make one on this hub" },
  { "token-used", "this token was used already; make a new one" },
  { "token-expired", "this token has expired; make a new one" },
};

/* the key stands in the problem's type or in its detail (docs/protocol.md, Enrolment) */
static const char *
find_token_problem (const GError *error)
{
  GBytes *body = anj_net_error_get_body (error);
  gsize n_bytes = 0;
  const char *text = body != NULL ? g_bytes_get_data (body, &n_bytes) : NULL;

  for (gsize i = 0; text != NULL && i < G_N_ELEMENTS (token_problems); i++)
    if (g_strstr_len (text, (gssize) n_bytes, token_problems[i].key) != NULL)
      return token_problems[i].words;
  return NULL;
}

/* @replaced: (nullable) */
static void
explain (GError **error, const GError *cause, const AnjBootstrap *bootstrap, const char *replaced)
{
  const char *problem = find_token_problem (cause);
  const char *hub = bootstrap->hub;

  if (problem != NULL)
    g_set_error (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_REFUSED,
                 "%s: anjunganctl terminal token %s %s --out DIR", problem,
                 replaced != NULL ? "--replace" : "--region",
                 replaced != NULL ? replaced : bootstrap->region);
  else if (anj_net_error_get_status (cause) == 429)
    g_set_error_literal (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_REFUSED,
                         "too many bad tokens; wait a minute and try again");
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

/* to the hub @bootstrap names, at @path, with @key's request in @name; @token: (nullable) */
typedef struct
{
  const AnjBootstrap *bootstrap;
  const char *path;
  GPtrArray *hub_cas;
  const char *token;
  const char *name;
  EVP_PKEY *key;
  const AnjClock *clock;
} Ask;

static GBytes *
make_request_body (const Ask *self, GError **error)
{
  g_autoptr (GBytes) der = anj_cert_request_new (self->key, self->name, error);
  char *text;

  if (der == NULL)
    return NULL;
  text = g_base64_encode (g_bytes_get_data (der, NULL), g_bytes_get_size (der));
  return g_bytes_new_take (text, strlen (text));
}

/* @out_pem: (out) (transfer full): with what leads to a CA of the hub's; @error: as the hub says */
static X509 *
ask (const Ask *self, char **out_pem, GError **error)
{
  g_autoptr (GBytes) body = make_request_body (self, error);
  g_autoptr (AnjHttpClient) client = anj_http_client_new (self->clock);
  g_autofree char *url = g_strconcat (self->bootstrap->hub, self->path, NULL);
  g_autofree char *cas = anj_cert_list_to_pem (self->hub_cas);
  g_autoptr (AnjHttpRequest)
      request = anj_http_request_new ("POST", url, ANSWER_MAX_BYTES, TIMEOUT_MS);
  g_autoptr (AnjHttpResponse) response = NULL;

  if (body == NULL)
    return NULL;
  anj_http_client_set_ca (client, cas);
  /* the hub's CA was made in the past: the only witness of time there is */
  anj_http_client_set_time_floor (client, anj_cert_not_before_us (self->bootstrap->hub_ca),
                                  /* is_clock_sure */ FALSE);
  anj_http_request_set_body (request, body, "application/pkcs10");
  anj_http_request_add_header (request, "Content-Transfer-Encoding", "base64");
  if (self->token != NULL)
    anj_http_request_set_basic_auth (request, "token", self->token);
  response = anj_http_client_send (client, g_steal_pointer (&request), NULL, error);
  return response != NULL ? anj_issued_read (anj_http_response_get_body (response), self->key,
                                             self->hub_cas, out_pem, error)
                          : NULL;
}

static gboolean
write_text (const char *state_dir, const char *name, const char *text, GError **error)
{
  g_autoptr (GBytes) content = g_bytes_new (text, strlen (text));

  return anj_state_write (state_dir, name, content, error);
}

/* whether @cert is as it has to be; @replaced: (nullable) */
static gboolean
check_subject (X509 *cert, const AnjBootstrap *bootstrap, const char *replaced, GError **error)
{
  g_autofree char *region = anj_cert_organizational_unit (cert);
  g_autofree char *name = anj_cert_common_name (cert);

  if (g_strcmp0 (region, bootstrap->region) != 0)
    g_set_error (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_REFUSED,
                 "the token is for %s, the bootstrap file for %s; make a token for %s", region,
                 bootstrap->region, bootstrap->region);
  else if (replaced != NULL && g_strcmp0 (name, replaced) != 0)
    g_set_error (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_REFUSED,
                 "the hub's answer is for %s, not for %s", name, replaced);
  else
    return TRUE;
  return FALSE;
}

/* (transfer full) (nullable): @out_pem as for ask(); whose certificate it is, was checked */
static X509 *
enrol_key (const AnjEnrolment *self,
           const AnjBootstrap *bootstrap,
           EVP_PKEY *key,
           char **out_pem,
           GError **error)
{
  g_autoptr (AnjSecretString) token = g_strstrip (g_strdup (self->token));
  g_autoptr (GPtrArray) hub_cas = g_ptr_array_new ();
  const Ask request = { .bootstrap = bootstrap,
                        .path = "/.well-known/est/simpleenroll",
                        .hub_cas = hub_cas,
                        .token = token,
                        .name = self->replaced != NULL ? self->replaced : "anjungan terminal",
                        .key = key,
                        .clock = self->clock };
  g_autoptr (GError) cause = NULL;
  g_autoptr (X509) cert = NULL;

  g_ptr_array_add (hub_cas, bootstrap->hub_ca);
  cert = ask (&request, out_pem, &cause);
  if (cert == NULL)
    {
      explain (error, cause, bootstrap, self->replaced);
      return NULL;
    }
  return check_subject (cert, bootstrap, self->replaced, error) ? g_steal_pointer (&cert) : NULL;
}

static gboolean
keep (const AnjEnrolment *self, const AnjBootstrap *bootstrap, const char *pem, GError **error)
{
  const char *state_dir = self->keys->state_dir;
  g_autofree char *bootstrap_text = NULL;

  /* cert.pem last: it is what says "enrolled" */
  return g_file_get_contents (self->bootstrap_path, &bootstrap_text, NULL, error) &&
         write_text (state_dir, "bootstrap.json", bootstrap_text, error) &&
         write_text (state_dir, "identity/ca.pem", bootstrap->hub_ca_pem, error) &&
         write_text (state_dir, "identity/cert.pem", pem, error);
}

/* another directory would leave the cases behind */
static void
fail_enrolled (const char *state_dir, GError **error)
{
  g_autofree char *new_key = anj_identity_dup_new_key_advice (state_dir, /* id */ NULL);

  if (anj_state_exists (state_dir, "outbox.db"))
    g_set_error (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_CONFIG,
                 "%s is enrolled already, and has cases: start the agent. If its key is lost, or "
                 "no secret any more: %s",
                 state_dir, new_key);
  else
    g_set_error (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_CONFIG,
                 "%s is enrolled already: start the agent. It has no cases: if it cannot start, "
                 "name an empty --state-dir",
                 state_dir);
}

static gboolean
enrol_new (const AnjEnrolment *self,
           const AnjBootstrap *bootstrap,
           char **out_terminal,
           GError **error)
{
  const char *state_dir = self->keys->state_dir;
  g_autoptr (EVP_PKEY) key = NULL;
  g_autofree char *pem = NULL;
  g_autoptr (X509) cert = NULL;

  if (anj_identity_is_enrolled (state_dir))
    {
      fail_enrolled (state_dir, error);
      return FALSE;
    }
  if (anj_state_exists (state_dir, "outbox.db"))
    {
      /* another terminal's cases would not go with a new name */
      anj_identity_fail_absent (state_dir, error);
      return FALSE;
    }
  key = ensure_own_key (self->keys, error);
  cert = key != NULL ? enrol_key (self, bootstrap, key, &pem, error) : NULL;
  if (cert == NULL || !keep (self, bootstrap, pem, error))
    return FALSE;
  *out_terminal = anj_cert_common_name (cert);
  return TRUE;
}

static gboolean
check_has_cases (const AnjEnrolment *self, const AnjBootstrap *bootstrap, GError **error)
{
  const char *state_dir = self->keys->state_dir;
  g_autofree char *enrol = NULL;

  if (anj_state_exists (state_dir, "outbox.db"))
    return TRUE;
  enrol = anj_identity_dup_enrol_advice (state_dir, bootstrap->region);
  g_set_error (
      error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_CONFIG,
      "%s holds no terminal's cases (no outbox.db): name the --state-dir that has those of "
      "%s; where there are none, enrol as a new terminal: %s",
      state_dir, self->replaced, enrol);
  return FALSE;
}

/* @cause: why they were not opened as @terminal's */
static void
fail_other_cases (const char *state_dir, const char *terminal, const GError *cause, GError **error)
{
  g_autofree char *id = anj_identity_guess_id (state_dir);
  g_autofree char *advice = NULL;

  if (id != NULL && !g_str_equal (id, terminal))
    {
      advice = anj_identity_dup_new_key_advice (state_dir, id);
      g_set_error (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_CONFIG,
                   "the cases in %s are not those of %s: by its certificate this is %s; %s",
                   state_dir, terminal, id, advice);
    }
  else
    g_set_error (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_CONFIG,
                 "the cases in %s are not those of %s, or are damaged (%s); keep %s, and see that "
                 "the id is right: anjunganctl terminal list; if it is: docs/operations.md, A "
                 "damaged identity",
                 state_dir, terminal, cause->message, state_dir);
}

/* whether the cases that lie here are @terminal's; where there are none any more, as far as can be
 * told */
static gboolean
check_cases (const AnjStoreKeysSetup *setup,
             const char *terminal,
             const AnjStoreKeys *keys,
             GError **error)
{
  const char *state_dir = setup->state_dir;
  g_autoptr (AnjOutbox) outbox = NULL;
  g_autoptr (GError) cause = NULL;

  outbox = anj_outbox_open (state_dir, terminal, keys->k_out, setup->random, ANJ_DB_READ, &cause);
  if (outbox != NULL)
    return TRUE;
  fail_other_cases (state_dir, terminal, cause, error);
  return FALSE;
}

/* Nothing of the old identity goes before the hub has taken the new key. Where the power cuts the
 * writes in two the key is there, and the hub gives the certificate back. */
static gboolean
enrol_again (const AnjEnrolment *self,
             const AnjBootstrap *bootstrap,
             char **out_terminal,
             GError **error)
{
  const AnjStoreKeysSetup *setup = self->keys;
  g_auto (AnjStoreKeys) keys = { 0 };
  g_autofree char *lost = NULL;
  g_autoptr (EVP_PKEY) key = NULL;
  g_autoptr (AnjSecretString) key_pem = NULL;
  g_autofree char *pem = NULL;
  g_autoptr (X509) cert = NULL;

  if (!check_has_cases (self, bootstrap, error) || !anj_state_lock (setup->state_dir, error) ||
      !anj_store_keys_prepare (setup, &lost, error) ||
      !anj_store_keys_load (setup->state_dir, setup->credentials_dir, &keys, error) ||
      !check_cases (setup, self->replaced, &keys, error))
    return FALSE;
  key = anj_cert_generate_key (error);
  cert = key != NULL ? enrol_key (self, bootstrap, key, &pem, error) : NULL;
  if (cert == NULL)
    return FALSE;
  key_pem = anj_cert_key_to_pem (key);
  if (!anj_own_key_write (setup->state_dir, key_pem, keys.source, keys.k_out, setup->random,
                          error) ||
      !anj_identity_copy_write (setup->state_dir, keys.k_out, pem, key_pem, setup->random, error) ||
      !keep (self, bootstrap, pem, error))
    return FALSE;
  *out_terminal = anj_cert_common_name (cert);
  return TRUE;
}

gboolean
anj_enrol (const AnjEnrolment *self, char **out_terminal, GError **error)
{
  g_autoptr (AnjBootstrap) bootstrap = anj_bootstrap_load (self->bootstrap_path, error);

  if (bootstrap == NULL)
    return FALSE;
  return self->replaced != NULL ? enrol_again (self, bootstrap, out_terminal, error)
                                : enrol_new (self, bootstrap, out_terminal, error);
}

static void
explain_no_certificate (GError **error,
                        const GError *cause,
                        const AnjBootstrap *bootstrap,
                        const char *state_dir)
{
  const char *key = anj_net_error_get_key (cause);
  const char *hub = bootstrap->hub;
  g_autofree char *advice = anj_state_exists (state_dir, "outbox.db")
                                ? anj_identity_dup_new_key_advice (state_dir, /* id */ NULL)
                                : anj_identity_dup_enrol_advice (state_dir, bootstrap->region);

  if (g_strcmp0 (key, "terminal-unknown") == 0)
    g_set_error (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_REFUSED,
                 "identity/cert.pem is gone, and %s knows no terminal with the key that is here: "
                 "%s",
                 hub, advice);
  else
    {
      g_propagate_error (error, g_error_copy (cause));
      g_prefix_error (error, "identity/cert.pem is gone; asked %s for it: ", hub);
    }
}

gboolean
anj_enrol_fetch_certificate (const AnjBootstrap *bootstrap,
                             const AnjStoreKeysSetup *setup,
                             const AnjClock *clock,
                             GError **error)
{
  g_auto (AnjStoreKeys) keys = { 0 };
  g_autoptr (AnjSecretString) key_pem = NULL;
  g_autoptr (EVP_PKEY) key = NULL;
  g_autoptr (GPtrArray) hub_cas = anj_hub_cas_load (setup->state_dir, bootstrap);
  g_autofree char *pem = NULL;
  g_autoptr (X509) cert = NULL;
  g_autoptr (GError) cause = NULL;
  Ask request = { .bootstrap = bootstrap,
                  .path = "/v1/certificate",
                  .hub_cas = hub_cas,
                  .name = "anjungan terminal",
                  .clock = clock };

  if (!anj_store_keys_load (setup->state_dir, setup->credentials_dir, &keys, error))
    return FALSE;
  key_pem = anj_own_key_read (setup->state_dir, keys.k_out, error);
  key = key_pem != NULL ? anj_cert_key_from_pem (key_pem, error) : NULL;
  if (key == NULL)
    return FALSE;
  request.key = key;
  cert = ask (&request, &pem, &cause);
  if (cert == NULL)
    {
      explain_no_certificate (error, cause, bootstrap, setup->state_dir);
      return FALSE;
    }
  return check_subject (cert, bootstrap, /* replaced */ NULL, error) &&
         write_text (setup->state_dir, "identity/cert.pem", pem, error);
}
