/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * POST /.well-known/est/simpleenroll: the input is the body, a PKCS#10 request in base64; the token
 * is good.
 *
 * Promises: a certificate for exactly the key that the request proves, of the token's village, and
 * the token burnt; or a refusal, and the token as good as before.
 */

#include <glib/gstdio.h>
#include <stdlib.h>

#include "core/anj-hex.h"
#include "core/anj-json.h"
#include "hub/hub-admin-terminals.h"
#include "hub/hub-est.h"
#include "hub/hub-lost-certificate.h"
#include "tests/fuzz/der-tree.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/hub.h"

static FuzzHub *hub;
static char *authorization;

static void
forget (void)
{
  fuzz_hub_free (hub);
  g_free (authorization);
}

int
LLVMFuzzerInitialize (int *argc G_GNUC_UNUSED, char ***argv G_GNUC_UNUSED)
{
  static const char body[] = "{\"region\": \"" FIXTURE_VILLAGE "\", \"hours\": 72}";
  g_autoptr (HubRequest) request = NULL;
  g_autoptr (JsonObject) reply = NULL;
  g_autofree char *pair = NULL, *basic = NULL;

  hub = fuzz_hub_new ();
  atexit (forget);
  request = server_fixture_call (&hub->server, hub_admin_tokens_post, hub->server.admin, body);
  reply = server_fixture_reply (request);
  pair = g_strconcat ("token:", anj_json_get_string (reply, "token", ""), NULL);
  basic = g_base64_encode ((const guchar *) pair, strlen (pair));
  authorization = g_strconcat ("Basic ", basic, NULL);
  fuzz_hub_keep (hub);
  return 0;
}

gsize
LLVMFuzzerCustomMutator (guint8 *data, gsize n_bytes, gsize n_max, unsigned seed)
{
  return der_mutate_base64 (data, n_bytes, n_max, seed);
}

static X509 *
read_certificate (const HubRequest *request)
{
  g_autoptr (GBytes) der = anj_base64_decode (request->reply);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) certs = anj_cert_bag_open (der, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (certs->len, ==, 1);
  X509_up_ref (certs->pdata[0]);
  return certs->pdata[0];
}

static void
check_enrolled (const HubRequest *request)
{
  g_autoptr (X509) cert = read_certificate (request);
  g_autofree char *unit = anj_cert_organizational_unit (cert);
  g_autoptr (GBytes) der = anj_base64_decode (request->body);
  g_autoptr (GError) error = NULL;
  g_autoptr (EVP_PKEY) key = anj_cert_request_open (der, &error);

  g_assert_no_error (error);
  g_assert_cmpint (EVP_PKEY_eq (X509_get0_pubkey (cert), key), ==, 1);
  g_assert_cmpstr (unit, ==, FIXTURE_VILLAGE);
  g_assert_true (anj_cert_verify_chain (cert, hub->server.app.keys->ca, ANJ_CERT_CLIENT,
                                        hub->server.now_us, &error));
  g_assert_cmpint (fuzz_hub_count (hub, "SELECT count(*) FROM terminals"), ==, 2);
}

/* what is kept outside of the database, for lost ones */
static void
forget_log (void)
{
  g_autofree char *path = g_build_filename (hub->server.dir, "terminals.log", NULL);

  g_unlink (path);
}

/* POST /v1/certificate, where anybody may ask: the same request brings back what it brought before,
 * or nothing */
static void
ask_back (const guint8 *data, gsize n_bytes, gboolean is_enrolled)
{
  g_autoptr (HubRequest)
      request = fuzz_hub_run (hub, hub_lost_certificate_post, fuzz_hub_request (data, n_bytes));

  if (is_enrolled)
    g_assert_cmpuint (request->status, ==, 200);
  else
    g_assert_true (request->status == 400 || request->status == 403);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize n_bytes)
{
  HubRequest *made = fuzz_hub_request (data, n_bytes);
  g_autoptr (HubRequest) request = NULL;

  fuzz_hub_rewind (hub);
  g_hash_table_insert (made->headers, g_strdup ("authorization"), g_strdup (authorization));
  request = fuzz_hub_run (hub, hub_est_simpleenroll, made);
  if (request->status == 200)
    {
      fuzz_note_taken ();
      check_enrolled (request);
      forget_log ();
    }
  else
    {
      g_assert_cmpuint (request->status, ==, 400);
      g_assert_cmpuint (hub->n_commits, ==, 0);
    }
  ask_back (data, n_bytes, request->status == 200);
  return 0;
}
