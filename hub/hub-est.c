/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-est.h"

#include <string.h>

#include "core/anj-error.h"
#include "core/anj-secret.h"
#include "hub/hub-audit.h"
#include "hub/hub-auth.h"
#include "hub/hub-issue.h"
#include "hub/hub-terminals.h"

/*
 * Enrolment. Of the request nothing but the public key counts: the hub writes subject, usage and
 * validity itself. One transaction burns the token, takes a fresh slice of ticket numbers, records
 * the terminal and its audit row; a refused request burns nothing.
 *
 * A token may be for a terminal that is there: its key is lost, its cases are not. Then who enrols
 * goes on as that one, and the old key is nobody's any more. The request names it (CN), so that no
 * empty machine takes the place of one with cases by mistake, and no machine with cases gets
 * another name.
 */

#define BASIC_USER "token:"

void
hub_est_cacerts (HubApp *app, HubRequest *request)
{
  hub_issue_reply (app, request, app->keys->ca);
}

/* (transfer full) (nullable): the password of HTTP Basic with user "token" */
static char *
read_token (HubRequest *request)
{
  const char *header = hub_request_header (request, "authorization");
  g_autofree guchar *decoded = NULL;
  gsize n_bytes = 0;
  char *token = NULL;

  if (header == NULL || g_ascii_strncasecmp (header, "Basic ", 6) != 0)
    return NULL;
  decoded = g_base64_decode (header + 6, &n_bytes);
  if (n_bytes > strlen (BASIC_USER) && memchr (decoded, 0, n_bytes) == NULL &&
      memcmp (decoded, BASIC_USER, strlen (BASIC_USER)) == 0)
    token = g_strndup ((const char *) decoded + strlen (BASIC_USER), n_bytes - strlen (BASIC_USER));
  explicit_bzero (decoded, n_bytes);
  return token;
}

/* (transfer full) (nullable): the request's public key; NULL sets a 400 */
static EVP_PKEY *
read_public_key (HubRequest *request)
{
  g_autoptr (GBytes) der = hub_issue_read_body (request);
  g_autoptr (GError) error = NULL;
  EVP_PKEY *key = anj_cert_request_open (der, &error);

  if (key == NULL)
    hub_reply_problem (request, HUB_PROBLEM_CSR_INVALID, error->message);
  return key;
}

static gboolean
log_enrolment (HubApp *app,
               const char *token,
               const char *id,
               const char *region,
               guint32 slice_first,
               X509 *cert,
               GError **error)
{
  HubEnrolment enrolment = {
    .terminal = id,
    .region = region,
    .certificate = cert,
    .ca = app->keys->ca,
    .token = token,
    .slice_first = slice_first,
    .slice_size = HUB_SLICE_SIZE,
  };

  return hub_terminal_log_add_enrolled (app->terminal_log, &enrolment, hub_app_now_us (app), error);
}

/* FALSE with *error unset: the village has no numbers left */
static gboolean
enrol (HubApp *app,
       const char *token,
       const char *region,
       EVP_PKEY *key,
       X509 **out_cert,
       GError **error)
{
  g_autoptr (HubTransaction) transaction = hub_transaction_begin (app->store, error);
  g_autofree char *id = hub_terminal_draw_id (app->random);
  g_autofree char *actor = g_strconcat ("terminal ", id, NULL);
  g_autofree char *fingerprint = NULL;
  g_autoptr (X509) cert = NULL;
  gint64 now_us = hub_app_now_us (app);
  gboolean is_exhausted = FALSE;
  guint32 slice_first = 0;
  JsonObject *detail;

  if (transaction == NULL ||
      !hub_terminal_next_slice (app->store, region, &slice_first, &is_exhausted, error) ||
      is_exhausted)
    return FALSE;
  cert = hub_issue_terminal (app, id, region, slice_first, HUB_SLICE_SIZE, key, error);
  if (cert == NULL)
    return FALSE;
  fingerprint = anj_cert_fingerprint (cert);
  detail = json_object_new ();
  json_object_set_string_member (detail, "region", region);
  json_object_set_string_member (detail, "certificate", fingerprint);
  if (!hub_terminal_add (app->store, id, region, slice_first, fingerprint, now_us, error) ||
      !hub_terminal_set_certificate (app->store, id, cert, app->keys->ca, error) ||
      !hub_token_burn (app->store, token, id, now_us, error) ||
      !hub_audit_append (app->store, now_us, actor, "terminal-enrolled", detail, error) ||
      !log_enrolment (app, token, id, region, slice_first, cert, error) ||
      !hub_transaction_commit (transaction, error))
    return FALSE;
  *out_cert = g_steal_pointer (&cert);
  return TRUE;
}

/* FALSE with *error unset: a refusal is set */
static gboolean
rekey (HubApp *app,
       HubRequest *request,
       const char *token,
       const char *id,
       EVP_PKEY *key,
       X509 **out_cert,
       GError **error)
{
  g_autoptr (HubTransaction) transaction = hub_transaction_begin (app->store, error);
  g_autoptr (HubPeer) peer = transaction != NULL
                                 ? hub_terminal_find (app->store, id, /* key_sha256 */ NULL, error)
                                 : NULL;
  HubEnrolment enrolment = { .terminal = id, .ca = app->keys->ca, .token = token };
  g_autofree char *actor = g_strconcat ("terminal ", id, NULL);
  g_autofree char *fingerprint = NULL;
  g_autoptr (X509) cert = NULL;
  gint64 now_us = hub_app_now_us (app);
  JsonObject *detail;

  if (peer == NULL || !hub_auth_check_terminal (app, request, peer))
    return FALSE;
  cert = hub_issue_terminal (app, id, peer->region, peer->slice_first, peer->slice_size, key,
                             error);
  if (cert == NULL)
    return FALSE;
  enrolment.certificate = cert;
  fingerprint = anj_cert_fingerprint (cert);
  detail = json_object_new ();
  json_object_set_string_member (detail, "certificate", fingerprint);
  enrolment.former_key = peer->key_sha256;
  if (!hub_terminal_retire_key (app->store, id, peer->key_sha256, error) ||
      !hub_terminal_set_certificate (app->store, id, cert, app->keys->ca, error) ||
      !hub_token_burn (app->store, token, id, now_us, error) ||
      !hub_audit_append (app->store, now_us, actor, "terminal-rekeyed", detail, error) ||
      !hub_terminal_log_add_rekeyed (app->terminal_log, &enrolment, now_us, error) ||
      !hub_transaction_commit (transaction, error))
    return FALSE;
  /* a poll that the old key holds must end now */
  hub_app_wake (app, peer->region);
  *out_cert = g_steal_pointer (&cert);
  return TRUE;
}

/* whether the request is for what the token is for; FALSE sets a 400 */
static gboolean
check_name (HubRequest *request, const char *replaced)
{
  g_autoptr (GBytes) der = hub_issue_read_body (request);
  g_autofree char *name = anj_cert_request_common_name (der);
  g_autofree char *detail = NULL;

  if (replaced != NULL ? g_strcmp0 (name, replaced) == 0
                       : name == NULL || !hub_terminal_is_id (name))
    return TRUE;
  detail = replaced != NULL
               ? g_strdup_printf ("this token is for %s to go on with another key", replaced)
               : g_strdup_printf ("this token is for a new terminal, not for %s", name);
  hub_reply_problem (request, HUB_PROBLEM_CSR_INVALID, detail);
  return FALSE;
}

static void
refuse_token (HubApp *app, HubRequest *request, HubTokenState state)
{
  static const HubProblem problems[] = {
    [HUB_TOKEN_UNKNOWN] = HUB_PROBLEM_TOKEN_UNKNOWN,
    [HUB_TOKEN_USED] = HUB_PROBLEM_TOKEN_USED,
    [HUB_TOKEN_EXPIRED] = HUB_PROBLEM_TOKEN_EXPIRED,
  };

  hub_token_guard_add_bad (app->token_guard);
  hub_reply_problem (request, problems[state], hub_problem_key (problems[state]));
  hub_reply_header (request, "WWW-Authenticate", "Basic realm=\"anjungan\"");
}

static void
admit (HubApp *app, HubRequest *request, const char *token, const char *region, EVP_PKEY *key)
{
  g_autofree char *replaced = NULL;
  g_autoptr (X509) cert = NULL;
  g_autoptr (GError) error = NULL;
  gboolean good = FALSE;

  if (hub_token_get_replaced (app->store, token, &replaced, &error))
    {
      if (!check_name (request, replaced))
        return;
      good = replaced != NULL ? rekey (app, request, token, replaced, key, &cert, &error)
                              : enrol (app, token, region, key, &cert, &error);
    }
  if (good)
    hub_issue_reply (app, request, cert);
  else if (error != NULL)
    hub_reply_error (request, "enrolment", error);
  else if (replaced == NULL)
    hub_reply_problem (request, HUB_PROBLEM_SLICES_EXHAUSTED, NULL);
}

void
hub_est_simpleenroll (HubApp *app, HubRequest *request)
{
  guint wait_s = hub_token_guard_wait_s (app->token_guard);
  g_autoptr (AnjSecretString) token = read_token (request);
  g_autofree char *region = NULL;
  g_autoptr (EVP_PKEY) key = NULL;
  g_autoptr (GError) error = NULL;
  HubTokenState state = HUB_TOKEN_UNKNOWN;

  if (wait_s > 0)
    {
      g_autofree char *text = g_strdup_printf ("%u", wait_s);

      hub_reply_problem (request, HUB_PROBLEM_TOKEN_TRIES, NULL);
      hub_reply_header (request, "Retry-After", text);
      return;
    }
  if (token != NULL &&
      !hub_token_look (app->store, token, hub_app_now_us (app), &state, &region, &error))
    {
      hub_reply_error (request, "token", error);
      return;
    }
  if (state != HUB_TOKEN_OK)
    {
      refuse_token (app, request, state);
      return;
    }
  key = read_public_key (request);
  if (key != NULL)
    admit (app, request, token, region, key);
}
