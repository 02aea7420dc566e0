/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gstdio.h>

#include "core/anj-cms.h"
#include "core/anj-json.h"
#include "hub/hub-audit.h"
#include "hub/hub-auth.h"
#include "hub/hub-renew.h"
#include "hub/hub-terminals.h"
#include "tests/unit/hub/server-fixture.h"

/* renewal of terminals' certificates: on the connection, and after they ended */

#define TERMINAL "t-0000000000aa"
#define DAYS(n) ((n) *G_TIME_SPAN_DAY)

typedef struct
{
  ServerFixture hub;
  EVP_PKEY *key;
  X509 *cert;
} Fixture;

/* @key's certificate by @ca_key under the hub's name, for @days from now on */
static X509 *
issue (Fixture *self, const char *id, AnjCertKind kind, EVP_PKEY *key, EVP_PKEY *ca_key, int days)
{
  AnjCertRequest request = {
    .kind = kind,
    .common_name = id,
    .organizational_unit = FIXTURE_VILLAGE,
    .serial_number = "131072+131072",
    .not_before_us = self->hub.now_us - G_TIME_SPAN_HOUR,
    .not_after_us = self->hub.now_us + DAYS (days),
  };
  const HubKeys *keys = self->hub.app.keys;
  g_autoptr (X509) ca = NULL;
  g_autoptr (GError) error = NULL;
  AnjCertRequest ca_request = { .kind = ANJ_CERT_CA,
                                .common_name = "Anjungan hub CA",
                                .not_before_us = self->hub.now_us - DAYS (1),
                                .not_after_us = self->hub.now_us + DAYS (1000) };
  X509 *cert;

  ca = ca_key == keys->ca_key ? X509_dup (keys->ca)
                              : anj_cert_issue (&ca_request, ca_key, NULL, ca_key, &error);
  g_assert_no_error (error);
  cert = anj_cert_issue (&request, key, ca, ca_key, &error);
  g_assert_no_error (error);
  return cert;
}

static void
set_up (Fixture *self, gconstpointer data)
{
  HubStore *store;
  g_autoptr (GError) error = NULL;

  server_fixture_set_up (&self->hub, data);
  store = self->hub.app.store;
  self->key = anj_cert_generate_key (&error);
  g_assert_no_error (error);
  self->cert = issue (self, TERMINAL, ANJ_CERT_CLIENT, self->key, self->hub.app.keys->ca_key,
                      HUB_CERT_DAYS);
  g_assert_true (hub_terminal_add (store, TERMINAL, FIXTURE_VILLAGE, HUB_SLICE_SIZE, "before",
                                   self->hub.now_us, &error));
  g_assert_true (
      hub_terminal_set_certificate (store, TERMINAL, self->cert, self->hub.app.keys->ca, &error));
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  X509_free (self->cert);
  EVP_PKEY_free (self->key);
  server_fixture_tear_down (&self->hub, data);
}

static HubRequest *
call (Fixture *self, HubHandler handler, const HubPeer *peer, GBytes *body)
{
  HubRequest *request = hub_request_new ();

  g_bytes_unref (request->body);
  request->body = g_bytes_ref (body);
  request->peer = peer;
  if (handler == hub_renew_est_post && !hub_auth_check (&self->hub.app, HUB_AUTH_TERMINAL, request))
    return request;
  return server_fixture_run (&self->hub, handler, peer, request);
}

/* on a connection of @cert's, with a request by @key for @named's subject */
static HubRequest *
reenroll (Fixture *self, X509 *cert, EVP_PKEY *key, X509 *named)
{
  g_autoptr (HubPeer) peer = hub_peer_new (cert, self->hub.app.keys->cas, self->hub.now_us);
  g_autoptr (GBytes) der = anj_cert_request_renewal (key, named, NULL);
  char *text = g_base64_encode (g_bytes_get_data (der, NULL), g_bytes_get_size (der));
  g_autoptr (GBytes) body = g_bytes_new_take (text, strlen (text));
  HubRequest *request = call (self, hub_renew_est_post, peer, body);

  request->peer = NULL;
  return request;
}

/* @cert's owner signs a request; (transfer full): what may be sent again and again */
static GBytes *
sign_request (X509 *cert, EVP_PKEY *cert_key, EVP_PKEY *key)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) der = anj_cert_request_renewal (key, cert, &error);
  GBytes *signed_request = anj_cms_sign (der, cert, cert_key, &error);

  g_assert_no_error (error);
  return signed_request;
}

static HubRequest *
renew (Fixture *self, X509 *cert)
{
  g_autoptr (GBytes) body = sign_request (cert, self->key, self->key);

  return call (self, hub_renew_signed_post, NULL, body);
}

/* (transfer full): the certificate of the answer, which is checked */
static X509 *
take (Fixture *self, HubRequest *request)
{
  g_autofree char *text = g_strndup (g_bytes_get_data (request->reply, NULL),
                                     g_bytes_get_size (request->reply));
  gsize n_bytes;
  guchar *data = g_base64_decode (text, &n_bytes);
  g_autoptr (GBytes) der = g_bytes_new_take (data, n_bytes);
  g_autoptr (GPtrArray) certs = anj_cert_bag_open (der, NULL);
  X509 *cert;

  g_assert_cmpuint (request->status, ==, 200);
  g_assert_cmpuint (certs->len, ==, 1);
  cert = certs->pdata[0];
  g_assert_cmpint (X509_NAME_cmp (X509_get_subject_name (cert), X509_get_subject_name (self->cert)),
                   ==, 0);
  g_assert_cmpint (EVP_PKEY_eq (X509_get0_pubkey (cert), self->key), ==, 1);
  g_assert_true (anj_cert_verify_chain (cert, self->hub.app.keys->ca, ANJ_CERT_CLIENT,
                                        anj_cert_not_before_us (cert), NULL));
  X509_up_ref (cert);
  hub_request_free (request);
  return cert;
}

static void
refuse (HubRequest *request, HubProblem problem)
{
  server_fixture_assert_problem (request, problem);
  hub_request_free (request);
}

static gint64
count (Fixture *self, const char *sql)
{
  g_autoptr (GError) error = NULL;
  gint64 n = 0;

  g_assert_true (hub_store_get_int (self->hub.app.store, &error, 0, &n, sql, ""));
  return n;
}

#define RENEWALS "SELECT count(*) FROM audit WHERE instr(row, 'terminal-renewed')"

static void
test_connection_renews (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (X509) cert = NULL;
  HubAuditState audit;

  self->hub.now_us += DAYS (30);
  cert = take (self, reenroll (self, self->cert, self->key, self->cert));
  g_assert_cmpint (anj_cert_not_after_us (cert), ==, self->hub.now_us + DAYS (HUB_CERT_DAYS));
  g_assert_cmpint (count (self, RENEWALS), ==, 1);
  g_assert_true (hub_audit_verify (self->hub.app.store, &audit, NULL));
}

static void
test_ended_certificate_renews_after_years (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (X509) cert = NULL;

  self->hub.now_us += DAYS (1000);
  refuse (reenroll (self, self->cert, self->key, self->cert), HUB_PROBLEM_CERTIFICATE_EXPIRED);
  cert = take (self, renew (self, self->cert));
  g_assert_cmpint (anj_cert_not_after_us (cert), ==, self->hub.now_us + DAYS (HUB_CERT_DAYS));
}

static void
test_replayed_request_gives_the_same (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GBytes) body = sign_request (self->cert, self->key, self->key);
  g_autoptr (X509) first = NULL;

  self->hub.now_us += DAYS (200);
  first = take (self, call (self, hub_renew_signed_post, NULL, body));
  for (int day = 0; day < 400; day += 50)
    {
      g_autoptr (X509) again = take (self, call (self, hub_renew_signed_post, NULL, body));

      g_assert_cmpint (X509_cmp (first, again), ==, 0);
      self->hub.now_us += DAYS (50);
    }
  g_assert_cmpint (count (self, RENEWALS), ==, 1);
}

static void
test_lost_answer_is_given_again (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (X509) lost = NULL;
  g_autoptr (X509) again = NULL;
  g_autoptr (X509) fresh = NULL;

  self->hub.now_us += DAYS (40);
  lost = take (self, reenroll (self, self->cert, self->key, self->cert));
  again = take (self, reenroll (self, self->cert, self->key, self->cert));
  g_assert_cmpint (X509_cmp (lost, again), ==, 0);
  /* so long that the lost one has ended too */
  self->hub.now_us += DAYS (100);
  X509_free (again);
  again = take (self, renew (self, self->cert));
  g_assert_cmpint (X509_cmp (lost, again), ==, 0);
  fresh = take (self, renew (self, again));
  g_assert_cmpint (anj_cert_not_after_us (fresh), ==, self->hub.now_us + DAYS (HUB_CERT_DAYS));
}

static void
test_one_an_hour_is_enough (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (X509) cert = take (self, reenroll (self, self->cert, self->key, self->cert));
  g_autoptr (X509) later = NULL;

  g_assert_cmpint (X509_cmp (cert, self->cert), ==, 0);
  g_assert_cmpint (count (self, RENEWALS), ==, 0);
  self->hub.now_us += G_TIME_SPAN_HOUR;
  later = take (self, reenroll (self, self->cert, self->key, self->cert));
  g_assert_cmpint (X509_cmp (later, self->cert), !=, 0);
}

static void
test_older_certificate_is_let_in_until_it_ends (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (X509) fresh = NULL;
  g_autoptr (HubPeer) old = NULL;
  g_autoptr (HubRequest) request = hub_request_new ();

  self->hub.now_us += DAYS (30);
  fresh = take (self, reenroll (self, self->cert, self->key, self->cert));
  old = hub_peer_new (self->cert, self->hub.app.keys->cas, self->hub.now_us);
  request->peer = old;
  g_assert_true (hub_auth_check (&self->hub.app, HUB_AUTH_TERMINAL, request));
  self->hub.now_us += DAYS (61);
  g_assert_false (hub_auth_check (&self->hub.app, HUB_AUTH_TERMINAL, request));
  server_fixture_assert_problem (request, HUB_PROBLEM_CERTIFICATE_EXPIRED);
  request->peer = NULL;
}

static void
test_other_subject_or_key_is_refused (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  EVP_PKEY *ca_key = self->hub.app.keys->ca_key;
  g_autoptr (EVP_PKEY) other_key = anj_cert_generate_key (NULL);
  g_autoptr (X509) other = issue (self, "t-0000000000bb", ANJ_CERT_CLIENT, self->key, ca_key, 90);
  g_autoptr (GBytes) body = sign_request (self->cert, self->key, other_key);

  self->hub.now_us += DAYS (1);
  refuse (reenroll (self, self->cert, self->key, other), HUB_PROBLEM_CSR_INVALID);
  refuse (reenroll (self, self->cert, other_key, self->cert), HUB_PROBLEM_CSR_INVALID);
  refuse (call (self, hub_renew_signed_post, NULL, body), HUB_PROBLEM_CSR_INVALID);
  g_assert_cmpint (count (self, RENEWALS), ==, 0);
}

/* what somebody with the CA's key could make: a certificate for a terminal that has another key */
static void
test_forged_certificate_of_a_known_terminal_is_refused (Fixture *self,
                                                        gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (EVP_PKEY) key = anj_cert_generate_key (NULL);
  g_autoptr (X509)
      forged = issue (self, TERMINAL, ANJ_CERT_CLIENT, key, self->hub.app.keys->ca_key, 90);
  g_autoptr (GBytes) body = sign_request (forged, key, key);

  self->hub.now_us += DAYS (1);
  refuse (reenroll (self, forged, key, forged), HUB_PROBLEM_TERMINAL_UNKNOWN);
  refuse (call (self, hub_renew_signed_post, NULL, body), HUB_PROBLEM_TERMINAL_UNKNOWN);
}

static void
test_certificates_of_others_are_refused (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  EVP_PKEY *ca_key = self->hub.app.keys->ca_key;
  g_autoptr (EVP_PKEY) stranger = anj_cert_generate_key (NULL);
  g_autoptr (X509) wrong_ca = issue (self, TERMINAL, ANJ_CERT_CLIENT, self->key, stranger, 90);
  g_autoptr (X509) wrong_use = issue (self, TERMINAL, ANJ_CERT_SIGNER, self->key, ca_key, 90);
  g_autoptr (X509) unknown = issue (self, "t-0000000000cc", ANJ_CERT_CLIENT, self->key, ca_key, 90);
  g_autoptr (GBytes) nothing = g_bytes_new_static ("no CMS", 6);

  refuse (renew (self, wrong_ca), HUB_PROBLEM_CERTIFICATE_INVALID);
  refuse (renew (self, wrong_use), HUB_PROBLEM_CERTIFICATE_INVALID);
  refuse (renew (self, unknown), HUB_PROBLEM_TERMINAL_UNKNOWN);
  refuse (call (self, hub_renew_signed_post, NULL, nothing), HUB_PROBLEM_CSR_INVALID);
}

static void
test_revoked_terminal_is_not_renewed (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  gboolean is_known = FALSE;
  g_autoptr (GError) error = NULL;

  g_assert_true (hub_terminal_revoke (self->hub.app.store, TERMINAL, "stolen", "admin a",
                                      self->hub.now_us, &is_known, &error));
  self->hub.now_us += DAYS (1);
  refuse (reenroll (self, self->cert, self->key, self->cert), HUB_PROBLEM_TERMINAL_REVOKED);
  refuse (renew (self, self->cert), HUB_PROBLEM_TERMINAL_REVOKED);
}

/* the database comes from before the renewal, terminals.log does not */
static void
test_renewal_outlives_the_database (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *path = g_build_filename (self->hub.dir, "terminals.log", NULL);
  HubStore *store = self->hub.app.store;
  g_auto (HubCertificate) known = { 0 };
  g_autofree char *log = NULL;
  g_autoptr (X509) cert = NULL;
  g_autoptr (X509) next = NULL;
  g_autoptr (GError) error = NULL;
  HubTerminalLogResult result;

  self->hub.now_us += DAYS (30);
  cert = take (self, reenroll (self, self->cert, self->key, self->cert));
  g_assert_true (g_file_get_contents (path, &log, NULL, &error));
  g_assert_nonnull (strstr (log, "\"event\":\"renewed\""));
  g_assert_true (
      hub_terminal_set_certificate (store, TERMINAL, self->cert, self->hub.app.keys->ca, &error));
  g_assert_true (hub_terminal_log_replay (self->hub.dir, store, self->hub.now_us, &result, &error));
  g_assert_cmpuint (result.n_unread, ==, 0);
  g_assert_true (hub_terminal_get_certificate (store, TERMINAL, &known, &error));
  g_assert_cmpint (known.not_after_us, ==, anj_cert_not_after_us (cert));
  next = take (self, reenroll (self, cert, self->key, cert));
  g_assert_cmpint (X509_cmp (next, cert), !=, 0);
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/renew/connection-renews", test_connection_renews);
  ADD ("/renew/ended-certificate-renews-after-years", test_ended_certificate_renews_after_years);
  ADD ("/renew/replayed-request-gives-the-same", test_replayed_request_gives_the_same);
  ADD ("/renew/lost-answer-is-given-again", test_lost_answer_is_given_again);
  ADD ("/renew/one-an-hour-is-enough", test_one_an_hour_is_enough);
  ADD ("/renew/older-certificate-is-let-in-until-it-ends",
       test_older_certificate_is_let_in_until_it_ends);
  ADD ("/renew/other-subject-or-key-is-refused", test_other_subject_or_key_is_refused);
  ADD ("/renew/forged-certificate-of-a-known-terminal-is-refused",
       test_forged_certificate_of_a_known_terminal_is_refused);
  ADD ("/renew/certificates-of-others-are-refused", test_certificates_of_others_are_refused);
  ADD ("/renew/revoked-terminal-is-not-renewed", test_revoked_terminal_is_not_renewed);
  ADD ("/renew/renewal-outlives-the-database", test_renewal_outlives_the_database);
  return g_test_run ();
}
