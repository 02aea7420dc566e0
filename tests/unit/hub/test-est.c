/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/anj-json.h"
#include "hub/hub-admin-terminals.h"
#include "hub/hub-audit.h"
#include "hub/hub-auth.h"
#include "hub/hub-est.h"
#include "hub/hub-terminals.h"
#include "tests/unit/hub/server-fixture.h"

/* enrolment: tokens, slices, certificates; and what a certificate then opens */

static char *
issue (ServerFixture *self, gint64 hours)
{
  g_autofree char *body = g_strdup_printf (
      "{\"region\": \"" FIXTURE_VILLAGE "\", \"hours\": %" G_GINT64_FORMAT "}", hours);
  g_autoptr (HubRequest)
      request = server_fixture_call (self, hub_admin_tokens_post, self->admin, body);
  g_autoptr (JsonObject) reply = server_fixture_reply (request);

  g_assert_cmpuint (request->status, ==, 201);
  g_assert_cmpstr (anj_json_get_string (reply, "hub", NULL), ==, "https://hub.example:8443");
  return g_strdup (anj_json_get_string (reply, "token", NULL));
}

static char *
make_csr (void)
{
  g_autoptr (EVP_PKEY) key = anj_cert_generate_key (NULL);
  g_autoptr (GBytes) der = anj_cert_request_new (key, "whatever it asks for", NULL);

  return g_base64_encode (g_bytes_get_data (der, NULL), g_bytes_get_size (der));
}

static HubRequest *
enrol (ServerFixture *self, const char *token, const char *csr)
{
  HubRequest *request = hub_request_new ();
  g_autofree char *pair = g_strconcat ("token:", token, NULL);
  g_autofree char *basic = g_base64_encode ((const guchar *) pair, strlen (pair));

  g_hash_table_insert (request->headers, g_strdup ("authorization"),
                       g_strconcat ("Basic ", basic, NULL));
  g_bytes_unref (request->body);
  request->body = g_bytes_new (csr, strlen (csr));
  return server_fixture_run (self, hub_est_simpleenroll, NULL, request);
}

static X509 *
read_cert (const HubRequest *request)
{
  g_autofree char *text = g_strndup (g_bytes_get_data (request->reply, NULL),
                                     g_bytes_get_size (request->reply));
  gsize n_bytes;
  guchar *data = g_base64_decode (text, &n_bytes);
  g_autoptr (GBytes) der = g_bytes_new_take (data, n_bytes);
  g_autoptr (GPtrArray) certs = anj_cert_bag_open (der, NULL);

  g_assert_cmpuint (request->status, ==, 200);
  g_assert_cmpuint (certs->len, ==, 1);
  X509_up_ref (certs->pdata[0]);
  return certs->pdata[0];
}

static void
test_token_has_128_bits_of_crockford (ServerFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *token = issue (self, 72);

  g_assert_true (
      g_regex_match_simple ("^ANJ1-[0-7][0-9A-HJKMNP-TV-Z]{25}$", token, G_REGEX_DEFAULT, 0));
}

static void
test_token_enrols_once (ServerFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *token = issue (self, 72);
  g_autofree char *csr = make_csr ();
  g_autoptr (HubRequest) first = enrol (self, token, csr);
  g_autoptr (HubRequest) second = enrol (self, token, csr);
  g_autoptr (X509) cert = read_cert (first);
  g_autofree char *unit = anj_cert_organizational_unit (cert);
  g_autofree char *slice = anj_cert_serial_number (cert);
  g_autofree char *name = anj_cert_common_name (cert);
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (unit, ==, FIXTURE_VILLAGE);
  g_assert_cmpstr (slice, ==, "131072+131072"); /* the fixture's terminal has the first */
  g_assert_true (g_regex_match_simple ("^t-[0-9a-f]{12}$", name, G_REGEX_DEFAULT, 0));
  g_assert_true (
      anj_cert_verify_chain (cert, self->app.keys->ca, ANJ_CERT_CLIENT, self->now_us, &error));
  g_assert_cmpint (anj_cert_not_after_us (cert), ==,
                   self->now_us + HUB_CERT_DAYS * G_TIME_SPAN_DAY);
  server_fixture_assert_problem (second, HUB_PROBLEM_TOKEN_USED);
}

static void
test_token_is_read_as_people_type (ServerFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *token = issue (self, 72);
  g_autofree char *lower = g_ascii_strdown (token, -1);
  g_autofree char *csr = make_csr ();
  g_autoptr (HubRequest) request = enrol (self, lower, csr);

  g_assert_cmpuint (request->status, ==, 200);
}

static void
test_token_expires (ServerFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *token = issue (self, 1);
  g_autofree char *csr = make_csr ();
  g_autoptr (HubRequest) request = NULL;

  self->now_us += G_TIME_SPAN_HOUR;
  request = enrol (self, token, csr);
  server_fixture_assert_problem (request, HUB_PROBLEM_TOKEN_EXPIRED);
}

static void
test_bad_request_burns_no_token (ServerFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *token = issue (self, 72);
  g_autofree char *csr = make_csr ();
  g_autoptr (HubRequest) bad = enrol (self, token, "bm90IGEgcmVxdWVzdA==");
  g_autoptr (HubRequest) good = enrol (self, token, csr);

  server_fixture_assert_problem (bad, HUB_PROBLEM_CSR_INVALID);
  g_assert_cmpuint (good->status, ==, 200);
}

static void
test_eleventh_bad_token_waits (ServerFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *token = issue (self, 72);
  g_autofree char *csr = make_csr ();
  g_autoptr (HubRequest) shut = NULL;
  g_autoptr (HubRequest) open = NULL;

  for (int i = 0; i < HUB_TOKEN_GUARD_MAX_TRIES; i++)
    {
      g_autoptr (HubRequest) request = enrol (self, "ANJ1-00000000000000000000000000", csr);

      server_fixture_assert_problem (request, HUB_PROBLEM_TOKEN_UNKNOWN);
    }
  shut = enrol (self, token, csr);
  server_fixture_assert_problem (shut, HUB_PROBLEM_TOKEN_TRIES);
  self->now_us += HUB_TOKEN_GUARD_WINDOW_US;
  open = enrol (self, token, csr);
  g_assert_cmpuint (open->status, ==, 200);
}

static void
test_village_runs_out_of_slices (ServerFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  gboolean is_exhausted = FALSE;
  guint32 first = 0;

  g_assert_true (hub_store_run (self->app.store, &error, "UPDATE slices SET next = 379", ""));
  g_assert_true (
      hub_terminal_next_slice (self->app.store, FIXTURE_VILLAGE, &first, &is_exhausted, &error));
  g_assert_false (is_exhausted);
  g_assert_cmpuint (first, ==, 379 * HUB_SLICE_SIZE);
  g_assert_true (
      hub_terminal_next_slice (self->app.store, FIXTURE_VILLAGE, &first, &is_exhausted, &error));
  g_assert_true (is_exhausted);
}

static void
test_hours_have_limits (ServerFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  static const char *const bad[] = {
    "{\"region\": \"35.09\"}",
    "{\"region\": \"35.09.01.2001\", \"hours\": 0}",
    "{\"region\": \"35.09.01.2001\", \"hours\": 73}",
    "{}",
    "[]",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (HubRequest)
          request = server_fixture_call (self, hub_admin_tokens_post, self->admin, bad[i]);

      server_fixture_assert_problem (request, HUB_PROBLEM_BAD_REQUEST);
    }
}

static void
test_revoked_terminal_is_out_at_once (ServerFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (HubRequest) before = hub_request_new ();
  g_autoptr (HubRequest) after = hub_request_new ();
  HubRequest *revoke = hub_request_new ();
  g_autoptr (JsonObject) reply = NULL;

  before->peer = after->peer = self->terminal;
  g_assert_true (hub_auth_check (&self->app, HUB_AUTH_TERMINAL, before));
  revoke->args[0] = g_strdup (self->terminal->id);
  server_fixture_run (self, hub_admin_terminals_revoke, self->admin, revoke);
  reply = server_fixture_reply (revoke);
  g_assert_cmpstr (anj_json_get_string (reply, "state", NULL), ==, "revoked");
  g_assert_cmpstr (self->wakes->pdata[0], ==, FIXTURE_VILLAGE);
  g_assert_false (hub_auth_check (&self->app, HUB_AUTH_TERMINAL, after));
  server_fixture_assert_problem (after, HUB_PROBLEM_TERMINAL_REVOKED);
  hub_request_free (revoke);
}

static void
test_each_listener_takes_its_own (ServerFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (HubRequest) terminal = hub_request_new ();
  g_autoptr (HubRequest) admin = hub_request_new ();
  g_autoptr (HubRequest) nobody = hub_request_new ();
  g_autoptr (HubRequest) late = hub_request_new ();

  terminal->peer = self->terminal;
  admin->peer = self->admin;
  late->peer = self->terminal;
  g_assert_false (hub_auth_check (&self->app, HUB_AUTH_ADMIN, terminal));
  server_fixture_assert_problem (terminal, HUB_PROBLEM_FORBIDDEN);
  g_assert_false (hub_auth_check (&self->app, HUB_AUTH_TERMINAL, admin));
  server_fixture_assert_problem (admin, HUB_PROBLEM_FORBIDDEN);
  g_assert_false (hub_auth_check (&self->app, HUB_AUTH_TERMINAL, nobody));
  server_fixture_assert_problem (nobody, HUB_PROBLEM_CERTIFICATE_MISSING);
  self->terminal->not_after_us = self->now_us - 1; /* ended on an open connection */
  g_assert_false (hub_auth_check (&self->app, HUB_AUTH_TERMINAL, late));
  server_fixture_assert_problem (late, HUB_PROBLEM_CERTIFICATE_EXPIRED);
}

static void
test_all_of_it_is_audited (ServerFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *token = issue (self, 72);
  g_autofree char *csr = make_csr ();
  g_autoptr (HubRequest) request = enrol (self, token, csr);
  g_autoptr (GError) error = NULL;
  HubAuditState audit;
  gint64 n_token = 0;

  g_assert_true (hub_audit_verify (self->app.store, &audit, &error));
  g_assert_cmpint (audit.last_id, ==, 3); /* configuration 1, token, enrolment */
  g_assert_true (hub_store_get_int (self->app.store, &error, 0, &n_token,
                                    "SELECT count(*) FROM audit WHERE instr(row, ?)", "t", token));
  g_assert_cmpint (n_token, ==, 0);
}

#define ADD(path, function)                                                                        \
  g_test_add (path, ServerFixture, NULL, server_fixture_set_up, function, server_fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/token/has-128-bits-of-crockford", test_token_has_128_bits_of_crockford);
  ADD ("/token/enrols-once", test_token_enrols_once);
  ADD ("/token/is-read-as-people-type", test_token_is_read_as_people_type);
  ADD ("/token/expires", test_token_expires);
  ADD ("/token/hours-have-limits", test_hours_have_limits);
  ADD ("/est/bad-request-burns-no-token", test_bad_request_burns_no_token);
  ADD ("/est/eleventh-bad-token-waits", test_eleventh_bad_token_waits);
  ADD ("/est/village-runs-out-of-slices", test_village_runs_out_of_slices);
  ADD ("/est/all-of-it-is-audited", test_all_of_it_is_audited);
  ADD ("/auth/revoked-terminal-is-out-at-once", test_revoked_terminal_is_out_at_once);
  ADD ("/auth/each-listener-takes-its-own", test_each_listener_takes_its_own);
  return g_test_run ();
}
