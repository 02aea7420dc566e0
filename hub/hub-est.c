/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-est.h"

#include <string.h>

#include "core/anj-error.h"
#include "core/anj-secret.h"
#include "hub/hub-audit.h"
#include "hub/hub-terminals.h"

/*
 * Enrolment. Of the request nothing but the public key counts: the hub writes subject, usage and
 * validity itself. One transaction burns the token, takes a fresh slice of ticket numbers, records
 * the terminal and its audit row; a refused request burns nothing.
 */

#define BACKDATE_US (G_TIME_SPAN_HOUR) /* for terminals whose clock is a little behind */
#define BASIC_USER "token:"

static void
reply_certs (HubRequest *request, X509 *cert)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bag = anj_cert_bag_new (&cert, 1, &error);
  g_autoptr (GBytes) body = NULL;
  gsize n_bytes, n_text, n_tail;
  int state = 0, save = 0;
  char *text;

  if (bag == NULL)
    {
      hub_reply_error (request, "certificate bag", error);
      return;
    }
  n_bytes = g_bytes_get_size (bag);
  text = g_malloc (n_bytes / 3 * 4 + n_bytes / 54 + 16);
  n_text = g_base64_encode_step (g_bytes_get_data (bag, NULL), n_bytes, /* break_lines */ TRUE,
                                 text, &state, &save);
  n_tail = g_base64_encode_close (/* break_lines */ TRUE, text + n_text, &state, &save);
  body = g_bytes_new_take (text, n_text + n_tail);
  hub_reply_bytes (request, 200, "application/pkcs7-mime; smime-type=certs-only", body);
  hub_reply_header (request, "Content-Transfer-Encoding", "base64");
}

void
hub_est_cacerts (HubApp *app, HubRequest *request)
{
  reply_certs (request, app->keys->ca);
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
  gsize n_body, n_der = 0;
  const char *body = g_bytes_get_data (request->body, &n_body);
  g_autofree char *text = g_strndup (body, n_body);
  g_autofree guchar *decoded = g_base64_decode (text, &n_der);
  g_autoptr (GBytes) der = g_bytes_new (decoded, n_der);
  g_autoptr (GError) error = NULL;
  EVP_PKEY *key = anj_cert_request_open (der, &error);

  if (key == NULL)
    hub_reply_problem (request, HUB_PROBLEM_CSR_INVALID, error->message);
  return key;
}

static X509 *
issue_terminal_cert (HubApp *app,
                     const char *id,
                     const char *region,
                     guint32 slice_first,
                     EVP_PKEY *key,
                     GError **error)
{
  gint64 now_us = hub_app_now_us (app);
  g_autofree char *slice = hub_peer_slice_format (slice_first, HUB_SLICE_SIZE);
  AnjCertRequest request = {
    .kind = ANJ_CERT_CLIENT,
    .common_name = id,
    .organizational_unit = region,
    .serial_number = slice,
    .not_before_us = now_us - BACKDATE_US,
    .not_after_us = now_us + HUB_CERT_DAYS * G_TIME_SPAN_DAY,
  };

  return anj_cert_issue (&request, key, app->keys->ca, app->keys->ca_key, error);
}

static gboolean
log_enrolment (HubApp *app,
               const char *token,
               const char *id,
               const char *region,
               guint32 slice_first,
               const char *fingerprint,
               GError **error)
{
  HubEnrolment enrolment = {
    .terminal = id,
    .region = region,
    .certificate = fingerprint,
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
  cert = issue_terminal_cert (app, id, region, slice_first, key, error);
  if (cert == NULL)
    return FALSE;
  fingerprint = anj_cert_fingerprint (cert);
  detail = json_object_new ();
  json_object_set_string_member (detail, "region", region);
  json_object_set_string_member (detail, "certificate", fingerprint);
  if (!hub_terminal_add (app->store, id, region, slice_first, fingerprint, now_us, error) ||
      !hub_token_burn (app->store, token, id, now_us, error) ||
      !hub_audit_append (app->store, now_us, actor, "terminal-enrolled", detail, error) ||
      !log_enrolment (app, token, id, region, slice_first, fingerprint, error) ||
      !hub_transaction_commit (transaction, error))
    return FALSE;
  *out_cert = g_steal_pointer (&cert);
  return TRUE;
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

void
hub_est_simpleenroll (HubApp *app, HubRequest *request)
{
  guint wait_s = hub_token_guard_wait_s (app->token_guard);
  g_autoptr (AnjSecretString) token = read_token (request);
  g_autofree char *region = NULL;
  g_autoptr (EVP_PKEY) key = NULL;
  g_autoptr (X509) cert = NULL;
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
  if (key == NULL)
    return;
  if (enrol (app, token, region, key, &cert, &error))
    reply_certs (request, cert);
  else if (error == NULL)
    hub_reply_problem (request, HUB_PROBLEM_SLICES_EXHAUSTED, NULL);
  else
    hub_reply_error (request, "enrolment", error);
}
