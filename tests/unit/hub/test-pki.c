/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gstdio.h>

#include "core/anj-cms.h"
#include "hub/hub-cmd-init.h"
#include "hub/hub-peer.h"
#include "tests/unit/hub/server-fixture.h"

static char *
path_in (ServerFixture *self, const char *name)
{
  return g_build_filename (self->dir, name, NULL);
}

static X509 *
load_cert (ServerFixture *self, const char *name)
{
  g_autofree char *path = path_in (self, name);
  g_autofree char *pem = NULL;
  g_autoptr (GError) error = NULL;
  X509 *cert;

  g_assert_true (g_file_get_contents (path, &pem, NULL, &error));
  cert = anj_cert_from_pem (pem, &error);
  g_assert_no_error (error);
  return cert;
}

static void
test_every_folder_is_whole (ServerFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  static const char *const folders[] = { "ca",       "admin",         "intake", "sensitive",
                                         "recovery", "config-signer", "server", "receipts" };

  for (gsize i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      g_autofree char *key = g_build_filename (self->dir, folders[i], "key.pem", NULL);
      g_autofree char *cert = g_build_filename (self->dir, folders[i], "cert.pem", NULL);
      g_autofree char *ca = g_build_filename (self->dir, folders[i], "ca.pem", NULL);
      GStatBuf status;

      g_assert_cmpint (g_stat (key, &status), ==, 0);
      g_assert_cmpint (status.st_mode & 0777, ==, 0600);
      g_assert_true (g_file_test (cert, G_FILE_TEST_IS_REGULAR));
      g_assert_true (g_file_test (ca, G_FILE_TEST_IS_REGULAR));
    }
}

static void
test_certificates_have_one_use_each (ServerFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  static const struct
  {
    const char *cert;
    const char *ca;
    AnjCertKind kind;
  } cases[] = {
    { "server/cert.pem", "ca/cert.pem", ANJ_CERT_SERVER },
    { "admin/cert.pem", "ca/cert.pem", ANJ_CERT_CLIENT },
    { "receipts/cert.pem", "ca/cert.pem", ANJ_CERT_SIGNER },
    { "config-signer/cert.pem", "admin/config_ca.pem", ANJ_CERT_SIGNER },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    for (AnjCertKind kind = ANJ_CERT_CA; kind <= ANJ_CERT_RECIPIENT; kind++)
      {
        g_autoptr (X509) cert = load_cert (self, cases[i].cert);
        g_autoptr (X509) ca = load_cert (self, cases[i].ca);

        g_test_message ("%s as %d", cases[i].cert, kind);
        g_assert_cmpint (anj_cert_verify_chain (cert, ca, kind, self->now_us, NULL), ==,
                         kind == cases[i].kind);
      }
}

static void
test_configuration_ca_is_not_the_hubs (ServerFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (X509) hub_ca = load_cert (self, "ca/cert.pem");
  g_autoptr (X509) signer = load_cert (self, "config-signer/cert.pem");

  g_assert_false (anj_cert_verify_chain (signer, hub_ca, ANJ_CERT_SIGNER, self->now_us, NULL));
}

static void
test_init_does_not_overwrite (ServerFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (hub_init_run (self->dir, NULL, &self->clock, &self->random, &error));
  g_assert_error (error, HUB_ERROR, HUB_ERROR_CANT_CREATE);
}

static void
test_serve_needs_no_offline_key (ServerFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GPtrArray) before = hub_keys_list_misplaced (self->dir);
  g_autoptr (GPtrArray) after = NULL;
  g_autoptr (HubKeys) keys = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (before->len, ==, 5);
  for (guint i = 0; i < before->len; i++)
    g_assert_cmpint (g_unlink (before->pdata[i]), ==, 0);
  after = hub_keys_list_misplaced (self->dir);
  g_assert_cmpuint (after->len, ==, 0);
  keys = hub_keys_load (self->dir, &error);
  g_assert_no_error (error);
  g_assert_nonnull (keys);
}

static void
test_missing_key_is_named (ServerFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *path = path_in (self, "receipts/key.pem");
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_null (hub_keys_load (self->dir, &error));
  g_assert_error (error, HUB_ERROR, HUB_ERROR_NO_INPUT);
  g_assert_nonnull (strstr (error->message, "receipts/key.pem"));
}

typedef struct
{
  const char *name;
  const char *unit;
  const char *serial;
  AnjCertKind kind;
  gboolean foreign;
  gint64 age_us;
  HubPeerKind peer;
  HubProblem problem;
} PeerCase;

static void
test_peer_is_what_the_certificate_says (ServerFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  static const PeerCase cases[] = {
    { "t-1", FIXTURE_VILLAGE, "0+131072", ANJ_CERT_CLIENT, FALSE, 0, HUB_PEER_TERMINAL, 0 },
    { "ani", "admin", NULL, ANJ_CERT_CLIENT, FALSE, 0, HUB_PEER_ADMIN, 0 },
    { "t-1", FIXTURE_VILLAGE, "0+131072", ANJ_CERT_CLIENT, TRUE, 0, HUB_PEER_NOBODY,
      HUB_PROBLEM_CERTIFICATE_INVALID },
    { "t-1", FIXTURE_VILLAGE, "0+131072", ANJ_CERT_SERVER, FALSE, 0, HUB_PEER_NOBODY,
      HUB_PROBLEM_CERTIFICATE_INVALID },
    { "t-1", FIXTURE_VILLAGE, "0+131072", ANJ_CERT_CLIENT, FALSE, 3 * G_TIME_SPAN_DAY,
      HUB_PEER_NOBODY, HUB_PROBLEM_CERTIFICATE_EXPIRED },
    { "t-1", "35.09", "0+131072", ANJ_CERT_CLIENT, FALSE, 0, HUB_PEER_NOBODY,
      HUB_PROBLEM_CERTIFICATE_INVALID },
    { "t-1", FIXTURE_VILLAGE, "49836031+2", ANJ_CERT_CLIENT, FALSE, 0, HUB_PEER_NOBODY,
      HUB_PROBLEM_CERTIFICATE_INVALID },
    { "t-1", FIXTURE_VILLAGE, NULL, ANJ_CERT_CLIENT, FALSE, 0, HUB_PEER_NOBODY,
      HUB_PROBLEM_CERTIFICATE_INVALID },
  };
  const HubKeys *keys = self->app.keys;
  g_autofree char *foreign_path = path_in (self, "config-signer/ca-key.pem");
  g_autofree char *foreign_pem = NULL;
  g_autoptr (EVP_PKEY) foreign_key = NULL;

  g_assert_true (g_file_get_contents (foreign_path, &foreign_pem, NULL, NULL));
  foreign_key = anj_cert_key_from_pem (foreign_pem, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const PeerCase *c = &cases[i];
      AnjCertRequest request = { .kind = c->kind,
                                 .common_name = c->name,
                                 .organizational_unit = c->unit,
                                 .serial_number = c->serial,
                                 .not_before_us = self->now_us - G_TIME_SPAN_DAY - c->age_us,
                                 .not_after_us = self->now_us + G_TIME_SPAN_DAY - c->age_us };
      g_autoptr (X509) cert = anj_cert_issue (&request, keys->receipts_key,
                                              c->foreign ? keys->config_ca : keys->ca,
                                              c->foreign ? foreign_key : keys->ca_key, NULL);
      g_autoptr (HubPeer) peer = hub_peer_new (cert, keys->cas, self->now_us);

      g_test_message ("case %" G_GSIZE_FORMAT, i);
      g_assert_nonnull (cert);
      g_assert_cmpint (peer->kind, ==, c->peer);
      if (c->peer == HUB_PEER_NOBODY)
        g_assert_cmpint (peer->problem, ==, c->problem);
    }
}

#define ADD(path, function)                                                                        \
  g_test_add (path, ServerFixture, NULL, server_fixture_set_up, function, server_fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/pki/every-folder-is-whole", test_every_folder_is_whole);
  ADD ("/pki/certificates-have-one-use-each", test_certificates_have_one_use_each);
  ADD ("/pki/configuration-ca-is-not-the-hubs", test_configuration_ca_is_not_the_hubs);
  ADD ("/init/does-not-overwrite", test_init_does_not_overwrite);
  ADD ("/keys/serve-needs-no-offline-key", test_serve_needs_no_offline_key);
  ADD ("/keys/missing-one-is-named", test_missing_key_is_named);
  ADD ("/peer/is-what-the-certificate-says", test_peer_is_what_the_certificate_says);
  return g_test_run ();
}
