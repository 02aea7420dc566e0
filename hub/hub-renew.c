/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-renew.h"

#include "core/anj-cms.h"
#include "hub/hub-audit.h"
#include "hub/hub-auth.h"
#include "hub/hub-issue.h"
#include "hub/hub-terminals.h"

/*
 * A renewal keeps id, region, slice and key; nothing but the times and the issuer is new.
 *
 *   the asker shows the newest certificate    a new one: terminals.log, then the database
 *   … which is younger than an hour           that one again
 *   the asker shows an older one              the newest: its answer got lost, or somebody replays
 *                                             an old request, which gains them nothing
 *
 * An older certificate is let in until it ends. It has the terminal's key, and whoever has that can
 * renew; and a terminal whose power went before it could write the new one must not be shut out.
 */

#define REST_US G_TIME_SPAN_HOUR

static gboolean
is_by_present_ca (HubApp *app, X509 *cert)
{
  return X509_verify (cert, X509_get0_pubkey (app->keys->ca)) == 1;
}

static gboolean
should_issue (HubApp *app, const HubPeer *peer, const HubCertificate *newest)
{
  gint64 begun_us;

  if (newest->cert == NULL)
    return TRUE;
  if (peer->not_after_us < newest->not_after_us)
    return FALSE;
  begun_us = anj_cert_not_before_us (newest->cert) + HUB_ISSUE_BACKDATE_US;
  return hub_app_now_us (app) - begun_us >= REST_US || !is_by_present_ca (app, newest->cert);
}

static gboolean
record (HubApp *app, const HubPeer *peer, X509 *cert, GError **error)
{
  g_autoptr (HubTransaction) transaction = hub_transaction_begin (app->store, error);
  g_autofree char *actor = g_strconcat ("terminal ", peer->id, NULL);
  g_autofree char *fingerprint = anj_cert_fingerprint (cert);
  gint64 now_us = hub_app_now_us (app);
  JsonObject *detail;

  if (transaction == NULL)
    return FALSE;
  detail = json_object_new ();
  json_object_set_string_member (detail, "certificate", fingerprint);
  return hub_audit_append (app->store, now_us, actor, "terminal-renewed", detail, error) &&
         hub_terminal_set_certificate (app->store, peer->id, cert, app->keys->ca, error) &&
         hub_terminal_log_add_renewed (app->terminal_log, peer->id, cert, app->keys->ca, now_us,
                                       error) &&
         hub_transaction_commit (transaction, error);
}

X509 *
hub_renew_issue (HubApp *app, const HubPeer *peer, EVP_PKEY *key, GError **error)
{
  g_autoptr (X509) cert = hub_issue_terminal (app, peer->id, peer->region, peer->slice_first,
                                              peer->slice_size, key, error);

  return cert != NULL && record (app, peer, cert, error) ? g_steal_pointer (&cert) : NULL;
}

/* (transfer full) (nullable): the request's key, which is @peer's; NULL sets a 400 */
static EVP_PKEY *
read_request (HubRequest *request, const HubPeer *peer, GBytes *der)
{
  g_autofree char *slice = hub_peer_slice_format (peer->slice_first, peer->slice_size);
  AnjCertRequest subject = { .common_name = peer->id,
                             .organizational_unit = peer->region,
                             .serial_number = slice };
  g_autoptr (GError) error = NULL;
  EVP_PKEY *key = anj_cert_request_open_renewal (der, &subject, peer->key_sha256, &error);

  if (key == NULL)
    hub_reply_problem (request, HUB_PROBLEM_CSR_INVALID, error->message);
  return key;
}

static void
renew (HubApp *app, HubRequest *request, const HubPeer *peer, GBytes *der)
{
  g_autoptr (EVP_PKEY) key = read_request (request, peer, der);
  g_auto (HubCertificate) newest = { 0 };
  g_autoptr (X509) cert = NULL;
  g_autoptr (GError) error = NULL;

  if (key == NULL)
    return;
  if (!hub_terminal_get_certificate (app->store, peer->id, &newest, &error))
    hub_reply_error (request, "renewal", error);
  else if (!should_issue (app, peer, &newest))
    hub_issue_reply (app, request, newest.cert);
  else if ((cert = hub_renew_issue (app, peer, key, &error)) != NULL)
    hub_issue_reply (app, request, cert);
  else
    hub_reply_error (request, "renewal", error);
}

void
hub_renew_est_post (HubApp *app, HubRequest *request)
{
  g_autoptr (GBytes) der = hub_issue_read_body (request);

  renew (app, request, request->peer, der);
}

void
hub_renew_signed_post (HubApp *app, HubRequest *request)
{
  g_autoptr (X509) signer = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) der = anj_cms_open_signed (request->body, &signer, &error);
  g_autoptr (HubPeer) peer = NULL;

  if (der == NULL)
    {
      hub_reply_problem (request, HUB_PROBLEM_CSR_INVALID, error->message);
      return;
    }
  peer = hub_peer_new (signer, app->keys->cas, ANJ_CERT_ANY_TIME);
  if (peer->kind == HUB_PEER_NOBODY)
    hub_reply_problem (request, peer->problem, NULL);
  else if (peer->kind != HUB_PEER_TERMINAL)
    hub_reply_problem (request, HUB_PROBLEM_FORBIDDEN, NULL);
  else if (hub_auth_check_terminal (app, request, peer))
    renew (app, request, peer, der);
}
