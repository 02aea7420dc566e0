/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-lost-certificate.h"

#include "core/anj-cert.h"
#include "hub/hub-audit.h"
#include "hub/hub-auth.h"
#include "hub/hub-issue.h"
#include "hub/hub-renew.h"
#include "hub/hub-terminals.h"

/*
 * A disk lost the certificate, not the key. The hub knows whose key it is, and a PKCS #10 request
 * is signed by its key (RFC 2986 § 4.2). What it gives back is what it gave to that key before, so
 * a request that somebody else sends again brings him what is of no use without the key; a new
 * certificate is made only where terminals.log alone knows the newest. One that has ended is
 * renewed by the terminal, as always.
 */

/* @out_wait_us: until the next may be given back; 0: now */
static gboolean
look_at_limit (HubApp *app, const char *terminal, gint64 *out_wait_us, GError **error)
{
  gint64 now_us = hub_app_now_us (app);
  g_autoptr (HubStmt) stmt = hub_store_query (
      app->store, error,
      "SELECT count(*), min(returned_us) FROM certificate_returns WHERE terminal = ?"
      " AND returned_us > ? AND returned_us <= ?",
      "tii", terminal, now_us - HUB_LOST_CERTIFICATE_WINDOW_US, now_us);
  gboolean row;

  if (stmt == NULL || !hub_stmt_next (stmt, &row, error))
    return FALSE;
  *out_wait_us = hub_stmt_int (stmt, 0) < HUB_LOST_CERTIFICATE_MAX
                     ? 0
                     : hub_stmt_int (stmt, 1) + HUB_LOST_CERTIFICATE_WINDOW_US - now_us;
  return TRUE;
}

static gboolean
record (HubApp *app, const HubPeer *owner, X509 *cert, GError **error)
{
  g_autoptr (HubTransaction) transaction = hub_transaction_begin (app->store, error);
  g_autofree char *actor = g_strconcat ("terminal ", owner->id, NULL);
  g_autofree char *fingerprint = anj_cert_fingerprint (cert);
  gint64 now_us = hub_app_now_us (app);
  JsonObject *detail;

  if (transaction == NULL)
    return FALSE;
  detail = json_object_new ();
  json_object_set_string_member (detail, "certificate", fingerprint);
  return hub_audit_append (app->store, now_us, actor, "certificate-returned", detail, error) &&
         hub_store_run (app->store, error,
                        "DELETE FROM certificate_returns WHERE terminal = ? AND returned_us <= ?",
                        "ti", owner->id, now_us - HUB_LOST_CERTIFICATE_WINDOW_US) &&
         hub_store_run (app->store, error,
                        "INSERT INTO certificate_returns (terminal, returned_us) VALUES (?, ?)",
                        "ti", owner->id, now_us) &&
         hub_transaction_commit (transaction, error);
}

static gboolean
ensure_certificate (HubApp *app,
                    const HubPeer *owner,
                    EVP_PKEY *key,
                    HubCertificate *newest,
                    GError **error)
{
  if (newest->cert != NULL && EVP_PKEY_eq (X509_get0_pubkey (newest->cert), key) == 1)
    return TRUE;
  hub_certificate_clear (newest);
  newest->cert = hub_renew_issue (app, owner, key, error);
  return newest->cert != NULL;
}

static void
give_back (HubApp *app, HubRequest *request, const HubPeer *owner, EVP_PKEY *key)
{
  g_auto (HubCertificate) newest = { 0 };
  g_autoptr (GError) error = NULL;

  if (hub_terminal_get_certificate (app->store, owner->id, &newest, &error) &&
      ensure_certificate (app, owner, key, &newest, &error) &&
      record (app, owner, newest.cert, &error))
    hub_issue_reply (app, request, newest.cert);
  else
    hub_reply_error (request, "lost certificate", error);
}

static void
refuse_for (HubRequest *request, gint64 wait_us)
{
  g_autofree char *wait_s = g_strdup_printf ("%" G_GINT64_FORMAT,
                                             (wait_us + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC);

  hub_reply_problem (request, HUB_PROBLEM_CERTIFICATE_RETURNS, NULL);
  hub_reply_header (request, "Retry-After", wait_s);
}

void
hub_lost_certificate_post (HubApp *app, HubRequest *request)
{
  g_autoptr (GBytes) der = hub_issue_read_body (request);
  g_autoptr (GError) error = NULL;
  g_autoptr (EVP_PKEY) key = anj_cert_request_open (der, &error);
  g_autofree char *key_sha256 = key != NULL ? anj_cert_key_sha256 (key) : NULL;
  g_autoptr (HubPeer) owner = NULL;
  gint64 wait_us = 0;

  if (key == NULL)
    {
      hub_reply_problem (request, HUB_PROBLEM_CSR_INVALID, error->message);
      return;
    }
  owner = hub_terminal_find (app->store, /* id */ NULL, key_sha256, &error);
  if (error == NULL && owner == NULL)
    hub_reply_problem (request, HUB_PROBLEM_TERMINAL_UNKNOWN, NULL);
  else if (error == NULL && !hub_auth_check_terminal (app, request, owner))
    return;
  else if (error != NULL || !look_at_limit (app, owner->id, &wait_us, &error))
    hub_reply_error (request, "lost certificate", error);
  else if (wait_us > 0)
    refuse_for (request, wait_us);
  else
    give_back (app, request, owner, key);
}
