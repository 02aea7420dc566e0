/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/anj-hex.h"
#include "core/anj-json.h"
#include "hub/hub-admin-terminals.h"
#include "hub/hub-audit.h"
#include "hub/hub-auth.h"
#include "hub/hub-est.h"
#include "hub/hub-lost-certificate.h"
#include "hub/hub-quarantine.h"
#include "hub/hub-terminals.h"
#include "tests/unit/hub/server-fixture.h"

/* terminals whose disk lost the certificate, which the key brings back, or the key, which an admin
 * lets them replace */

#define TERMINAL "t-0000000000aa"

typedef struct
{
  ServerFixture hub;
  EVP_PKEY *key;
  X509 *cert;
} Fixture;

static X509 *
certify (Fixture *self, const char *id, EVP_PKEY *key)
{
  AnjCertRequest request = {
    .kind = ANJ_CERT_CLIENT,
    .common_name = id,
    .organizational_unit = FIXTURE_VILLAGE,
    .serial_number = "131072+131072",
    .not_before_us = self->hub.now_us - G_TIME_SPAN_HOUR,
    .not_after_us = self->hub.now_us + HUB_CERT_DAYS * G_TIME_SPAN_DAY,
  };
  const HubKeys *keys = self->hub.app.keys;
  g_autoptr (GError) error = NULL;
  X509 *cert = anj_cert_issue (&request, key, keys->ca, keys->ca_key, &error);

  g_assert_no_error (error);
  return cert;
}

static void
add_terminal (Fixture *self, const char *id, X509 *cert)
{
  HubStore *store = self->hub.app.store;
  g_autoptr (GError) error = NULL;

  g_assert_true (hub_terminal_add (store, id, FIXTURE_VILLAGE, HUB_SLICE_SIZE, "before",
                                   self->hub.now_us, &error));
  g_assert_true (hub_terminal_set_certificate (store, id, cert, self->hub.app.keys->ca, &error));
}

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  server_fixture_set_up (&self->hub, data);
  self->key = anj_cert_generate_key (&error);
  g_assert_no_error (error);
  self->cert = certify (self, TERMINAL, self->key);
  add_terminal (self, TERMINAL, self->cert);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  X509_free (self->cert);
  EVP_PKEY_free (self->key);
  server_fixture_tear_down (&self->hub, data);
}

/* (transfer full): base64, as EST wants it */
static char *
make_request (EVP_PKEY *key, const char *name)
{
  g_autoptr (GBytes) der = anj_cert_request_new (key, name, NULL);

  return g_base64_encode (g_bytes_get_data (der, NULL), g_bytes_get_size (der));
}

static HubRequest *
ask_back (Fixture *self, EVP_PKEY *key)
{
  g_autofree char *text = make_request (key, "anjungan terminal");

  return server_fixture_call (&self->hub, hub_lost_certificate_post, NULL, text);
}

/* (transfer full): the one certificate of the answer */
static X509 *
take (HubRequest *request)
{
  g_autoptr (GBytes) der = NULL;
  g_autoptr (GPtrArray) certs = NULL;

  g_assert_cmpuint (request->status, ==, 200);
  der = anj_base64_decode (request->reply);
  certs = anj_cert_bag_open (der, NULL);
  g_assert_cmpuint (certs->len, ==, 1);
  X509_up_ref (certs->pdata[0]);
  hub_request_free (request);
  return certs->pdata[0];
}

static void
refuse (HubRequest *request, HubProblem problem)
{
  server_fixture_assert_problem (request, problem);
  hub_request_free (request);
}

static gint64
count (Fixture *self, const char *event)
{
  g_autoptr (GError) error = NULL;
  HubAuditState audit;
  gint64 n = 0;

  g_assert_true (hub_audit_verify (self->hub.app.store, &audit, &error));
  g_assert_true (hub_store_get_int (self->hub.app.store, &error, 0, &n,
                                    "SELECT count(*) FROM audit WHERE instr(row, ?)", "t", event));
  return n;
}

static void
run_sql (Fixture *self, const char *sql)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (hub_store_run (self->hub.app.store, &error, sql, ""));
}

static void
revoke_it (Fixture *self)
{
  gboolean is_known;

  g_assert_true (hub_terminal_revoke (self->hub.app.store, TERMINAL, "stolen", "admin a",
                                      self->hub.now_us, &is_known, NULL));
}

/* --- the certificate --- */

static void
test_key_brings_the_certificate_back (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (X509) back = take (ask_back (self, self->key));

  g_assert_cmpint (X509_cmp (back, self->cert), ==, 0);
  g_assert_cmpint (count (self, "\"certificate-returned\""), ==, 1);
  g_assert_cmpint (count (self, "\"terminal-renewed\""), ==, 0);
}

static void
test_ended_certificate_comes_back_too (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (X509) back = NULL;

  self->hub.now_us += 400 * G_TIME_SPAN_DAY;
  back = take (ask_back (self, self->key));
  g_assert_cmpint (X509_cmp (back, self->cert), ==, 0);
}

static void
test_hub_that_was_restored_makes_a_new_one (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (X509) fresh = NULL;
  g_autoptr (X509) again = NULL;

  run_sql (self, "UPDATE terminals SET certificate = NULL");
  fresh = take (ask_back (self, self->key));
  g_assert_cmpint (X509_cmp (fresh, self->cert), !=, 0);
  g_assert_cmpint (
      X509_NAME_cmp (X509_get_subject_name (fresh), X509_get_subject_name (self->cert)), ==, 0);
  g_assert_cmpint (count (self, "\"terminal-renewed\""), ==, 1);
  again = take (ask_back (self, self->key));
  g_assert_cmpint (X509_cmp (fresh, again), ==, 0);
}

static void
test_another_key_gets_nothing (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (EVP_PKEY) stranger = anj_cert_generate_key (NULL);
  g_autofree char *text = make_request (self->key, "anjungan terminal");
  gsize n_bytes;
  g_autofree guchar *der = g_base64_decode (text, &n_bytes);
  g_autofree char *forged = NULL;

  refuse (ask_back (self, stranger), HUB_PROBLEM_TERMINAL_UNKNOWN);
  /* the terminal's public key, which its certificate shows to everybody, without a signature */
  der[n_bytes - 1] ^= 1;
  forged = g_base64_encode (der, n_bytes);
  refuse (server_fixture_call (&self->hub, hub_lost_certificate_post, NULL, forged),
          HUB_PROBLEM_CSR_INVALID);
  refuse (server_fixture_call (&self->hub, hub_lost_certificate_post, NULL, "none"),
          HUB_PROBLEM_CSR_INVALID);
  g_assert_cmpint (count (self, "\"certificate-returned\""), ==, 0);
}

static void
test_revoked_terminal_gets_nothing (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  revoke_it (self);
  refuse (ask_back (self, self->key), HUB_PROBLEM_TERMINAL_REVOKED);
}

static void
test_terminal_that_is_set_aside_gets_nothing (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_assert_true (hub_quarantine_set (self->hub.app.store, TERMINAL, 7, self->hub.now_us, NULL));
  refuse (ask_back (self, self->key), HUB_PROBLEM_TERMINAL_QUARANTINED);
}

static void
test_fourth_in_an_hour_waits (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (X509) last = NULL;
  HubRequest *request;

  for (int i = 0; i < HUB_LOST_CERTIFICATE_MAX; i++)
    {
      g_autoptr (X509) back = take (ask_back (self, self->key));

      self->hub.now_us += G_TIME_SPAN_MINUTE;
    }
  request = ask_back (self, self->key);
  g_assert_cmpuint (request->reply_headers->len, ==, 2);
  g_assert_cmpstr (request->reply_headers->pdata[0], ==, "Retry-After");
  g_assert_cmpstr (request->reply_headers->pdata[1], ==, "3420");
  refuse (request, HUB_PROBLEM_CERTIFICATE_RETURNS);
  self->hub.now_us += 57 * G_TIME_SPAN_MINUTE;
  last = take (ask_back (self, self->key));
  refuse (ask_back (self, self->key), HUB_PROBLEM_CERTIFICATE_RETURNS);
  g_assert_cmpint (count (self, "\"certificate-returned\""), ==, HUB_LOST_CERTIFICATE_MAX + 1);
}

/* the answer to its first enrolment was lost, and the key stayed for the second */
static void
test_of_two_with_one_key_the_newest_counts (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (X509) second = certify (self, "t-00000000000b", self->key);
  g_autoptr (X509) back = NULL;

  self->hub.now_us += G_TIME_SPAN_HOUR;
  add_terminal (self, "t-00000000000b", second);
  back = take (ask_back (self, self->key));
  g_assert_cmpint (X509_cmp (back, second), ==, 0);
}

/* --- the key --- */

static HubRequest *
order_token (Fixture *self, const char *body)
{
  return server_fixture_call (&self->hub, hub_admin_tokens_post, self->hub.admin, body);
}

/* (transfer full) */
static char *
issue_token (Fixture *self, const char *body)
{
  g_autoptr (HubRequest) request = order_token (self, body);
  g_autoptr (JsonObject) reply = server_fixture_reply (request);

  g_assert_cmpuint (request->status, ==, 201);
  g_assert_cmpstr (anj_json_get_string (reply, "region", NULL), ==, FIXTURE_VILLAGE);
  return g_strdup (anj_json_get_string (reply, "token", NULL));
}

#define REPLACES "{\"replaces\": \"" TERMINAL "\"}"

static HubRequest *
enrol (Fixture *self, const char *token, EVP_PKEY *key, const char *name)
{
  HubRequest *request = hub_request_new ();
  g_autofree char *pair = g_strconcat ("token:", token, NULL);
  g_autofree char *basic = g_base64_encode ((const guchar *) pair, strlen (pair));
  char *text = make_request (key, name);

  g_hash_table_insert (request->headers, g_strdup ("authorization"),
                       g_strconcat ("Basic ", basic, NULL));
  g_bytes_unref (request->body);
  request->body = g_bytes_new_take (text, strlen (text));
  return server_fixture_run (&self->hub, hub_est_simpleenroll, NULL, request);
}

/* whether the hub lets @cert in; else it refuses it as a revoked terminal's, whose cases stay */
static gboolean
is_let_in (Fixture *self, X509 *cert)
{
  g_autoptr (HubPeer) peer = hub_peer_new (cert, self->hub.app.keys->cas, self->hub.now_us);
  g_autoptr (HubRequest) request = hub_request_new ();
  gboolean good;

  request->peer = peer;
  good = hub_auth_check (&self->hub.app, HUB_AUTH_TERMINAL, request);
  if (!good)
    server_fixture_assert_problem (request, HUB_PROBLEM_TERMINAL_REVOKED);
  request->peer = NULL;
  return good;
}

static void
test_terminal_goes_on_with_another_key (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *token = issue_token (self, REPLACES);
  g_autoptr (EVP_PKEY) key = anj_cert_generate_key (NULL);
  g_autoptr (X509) cert = NULL;

  g_assert_true (is_let_in (self, self->cert));
  cert = take (enrol (self, token, key, TERMINAL));
  g_assert_cmpint (X509_NAME_cmp (X509_get_subject_name (cert), X509_get_subject_name (self->cert)),
                   ==, 0);
  g_assert_true (is_let_in (self, cert));
  g_assert_false (is_let_in (self, self->cert));
  refuse (ask_back (self, self->key), HUB_PROBLEM_TERMINAL_UNKNOWN);
  refuse (enrol (self, token, key, TERMINAL), HUB_PROBLEM_TOKEN_USED);
  g_assert_cmpint (count (self, "\"terminal-rekeyed\""), ==, 1);
  g_assert_cmpint (count (self, "\"replaces\":\"" TERMINAL "\""), ==, 1);
  g_assert_cmpstr (self->hub.wakes->pdata[self->hub.wakes->len - 1], ==, FIXTURE_VILLAGE);
}

static void
test_token_is_for_one_name_alone (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *replacing = issue_token (self, REPLACES);
  g_autofree char *plain = issue_token (self, "{\"region\": \"" FIXTURE_VILLAGE "\"}");
  g_autoptr (EVP_PKEY) key = anj_cert_generate_key (NULL);
  g_autoptr (X509) replaced = NULL;
  g_autoptr (X509) fresh = NULL;
  g_autofree char *name = NULL;

  /* an empty machine, one with another's cases, one with cases and a new terminal's token */
  refuse (enrol (self, replacing, key, "anjungan terminal"), HUB_PROBLEM_CSR_INVALID);
  refuse (enrol (self, replacing, key, self->hub.terminal->id), HUB_PROBLEM_CSR_INVALID);
  refuse (enrol (self, plain, key, TERMINAL), HUB_PROBLEM_CSR_INVALID);
  g_assert_true (is_let_in (self, self->cert));
  /* none was burnt */
  fresh = take (enrol (self, plain, key, "anjungan terminal"));
  name = anj_cert_common_name (fresh);
  g_assert_cmpstr (name, !=, TERMINAL);
  replaced = take (enrol (self, replacing, key, TERMINAL));
}

static void
test_no_token_for_one_that_is_not_let_in (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *early = issue_token (self, REPLACES);
  g_autoptr (EVP_PKEY) key = anj_cert_generate_key (NULL);

  refuse (order_token (self, "{\"replaces\": \"t-000000000000\"}"), HUB_PROBLEM_NOT_FOUND);
  g_assert_true (hub_quarantine_set (self->hub.app.store, TERMINAL, 7, self->hub.now_us, NULL));
  refuse (order_token (self, REPLACES), HUB_PROBLEM_TERMINAL_QUARANTINED);
  refuse (enrol (self, early, key, TERMINAL), HUB_PROBLEM_TERMINAL_QUARANTINED);
  revoke_it (self);
  refuse (order_token (self, REPLACES), HUB_PROBLEM_TERMINAL_REVOKED);
  refuse (enrol (self, early, key, TERMINAL), HUB_PROBLEM_TERMINAL_REVOKED);
  g_assert_cmpint (count (self, "\"terminal-rekeyed\""), ==, 0);
}

/* the database comes from before, terminals.log does not */
static void
test_new_key_outlives_the_database (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  HubStore *store = self->hub.app.store;
  g_autofree char *token = issue_token (self, REPLACES);
  g_autoptr (EVP_PKEY) key = anj_cert_generate_key (NULL);
  g_autoptr (X509) cert = NULL;
  g_autoptr (GError) error = NULL;
  HubTerminalLogResult result;

  self->hub.now_us += G_TIME_SPAN_DAY;
  cert = take (enrol (self, token, key, TERMINAL));
  g_assert_true (
      hub_terminal_set_certificate (store, TERMINAL, self->cert, self->hub.app.keys->ca, &error));
  run_sql (self, "UPDATE tokens SET used_us = NULL");
  run_sql (self, "DELETE FROM former_keys");
  g_assert_true (is_let_in (self, self->cert));
  g_assert_true (hub_terminal_log_replay (self->hub.dir, store, self->hub.now_us, &result, &error));
  g_assert_cmpuint (result.n_unread, ==, 0);
  g_assert_true (is_let_in (self, cert));
  g_assert_false (is_let_in (self, self->cert));
  refuse (enrol (self, token, key, TERMINAL), HUB_PROBLEM_TOKEN_USED);
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/lost-certificate/key-brings-it-back", test_key_brings_the_certificate_back);
  ADD ("/lost-certificate/ended-one-comes-back-too", test_ended_certificate_comes_back_too);
  ADD ("/lost-certificate/hub-that-was-restored-makes-a-new-one",
       test_hub_that_was_restored_makes_a_new_one);
  ADD ("/lost-certificate/another-key-gets-nothing", test_another_key_gets_nothing);
  ADD ("/lost-certificate/revoked-terminal-gets-nothing", test_revoked_terminal_gets_nothing);
  ADD ("/lost-certificate/terminal-that-is-set-aside-gets-nothing",
       test_terminal_that_is_set_aside_gets_nothing);
  ADD ("/lost-certificate/fourth-in-an-hour-waits", test_fourth_in_an_hour_waits);
  ADD ("/lost-certificate/of-two-with-one-key-the-newest-counts",
       test_of_two_with_one_key_the_newest_counts);
  ADD ("/lost-key/terminal-goes-on-with-another-key", test_terminal_goes_on_with_another_key);
  ADD ("/lost-key/token-is-for-one-name-alone", test_token_is_for_one_name_alone);
  ADD ("/lost-key/no-token-for-one-that-is-not-let-in", test_no_token_for_one_that_is_not_let_in);
  ADD ("/lost-key/new-key-outlives-the-database", test_new_key_outlives_the_database);
  return g_test_run ();
}
