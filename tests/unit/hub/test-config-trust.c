/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/anj-json.h"
#include "hub/hub-ca.h"
#include "server-fixture.h"
#include "tests/unit/core/test-pki.h"

/* The hub follows the configuration's roots, and still knows them after a restart. */

#define ROOT_NAME "Anjungan configuration CA"

typedef struct
{
  ServerFixture server;
  TestIdentity *root;   /* the new one */
  TestIdentity *signer; /* under it */
  GPtrArray *chain;     /* from it to the old one */
} Fixture;

static X509 *
load_cert (Fixture *self, const char *name)
{
  g_autofree char *path = g_build_filename (self->server.dir, "config-signer", name, NULL);
  g_autofree char *pem = NULL;
  g_autoptr (GError) error = NULL;
  X509 *cert = NULL;

  g_file_get_contents (path, &pem, NULL, &error);
  g_assert_no_error (error);
  cert = anj_cert_from_pem (pem, &error);
  g_assert_no_error (error);
  return cert;
}

static EVP_PKEY *
load_key (Fixture *self, const char *name)
{
  g_autofree char *path = g_build_filename (self->server.dir, "config-signer", name, NULL);
  g_autofree char *pem = NULL;
  g_autoptr (GError) error = NULL;
  EVP_PKEY *key = NULL;

  g_file_get_contents (path, &pem, NULL, &error);
  g_assert_no_error (error);
  key = anj_cert_key_from_pem (pem, &error);
  g_assert_no_error (error);
  return key;
}

static void
set_up (Fixture *self, gconstpointer data)
{
  const AnjCertRequest request = { .kind = ANJ_CERT_CA,
                                   .common_name = ROOT_NAME,
                                   .not_before_us = TEST_NOW_US,
                                   .not_after_us = TEST_NOW_US + 3650 * TEST_DAY_US };
  g_autoptr (EVP_PKEY) old_key = NULL;
  X509 *old = NULL;

  server_fixture_set_up (&self->server, data);
  old = load_cert (self, "ca.pem");
  old_key = load_key (self, "ca-key.pem");
  self->root = test_identity_new (ANJ_CERT_CA, ROOT_NAME, NULL);
  self->signer = test_identity_new (ANJ_CERT_SIGNER, "New signer", self->root);
  self->chain = g_ptr_array_new_with_free_func ((GDestroyNotify) X509_free);
  g_ptr_array_add (self->chain, old);
  g_ptr_array_add (self->chain, anj_cert_issue (&request, self->root->key, old, old_key, NULL));
  g_assert_nonnull (g_ptr_array_index (self->chain, 1));
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  test_identity_free (self->root);
  test_identity_free (self->signer);
  g_ptr_array_unref (self->chain);
  server_fixture_tear_down (&self->server, data);
}

/* the published document as @version, trusting the new root alone, by the new signer */
static GBytes *
sign_next (Fixture *self, gint64 version, GPtrArray *chain)
{
  const AnjConfig *current = hub_config_state_current (self->server.app.config);
  g_autoptr (GBytes) before = anj_json_object_to_bytes (anj_config_document (current));
  g_autoptr (JsonObject) document = anj_json_parse_object (before, NULL);
  g_autofree char *pem = anj_cert_to_pem (self->root->cert);
  g_autoptr (GBytes) source = NULL;
  g_autoptr (GError) error = NULL;
  JsonObject *trust = json_object_new ();
  JsonArray *roots = json_array_new ();
  GBytes *bundle = NULL;

  json_array_add_string_element (roots, pem);
  json_object_set_array_member (trust, "roots", roots);
  json_object_set_object_member (document, "trust", trust);
  json_object_set_int_member (document, "version", version);
  source = anj_json_object_to_bytes (document);
  bundle = anj_config_sign (source, self->signer->cert, self->signer->key, chain, &error);
  g_assert_no_error (error);
  return bundle;
}

static HubConfigOutcome
publish (Fixture *self, GBytes *bundle)
{
  const AnjConfig *config = NULL;
  g_autoptr (GError) error = NULL;

  return hub_config_state_publish (self->server.app.config, self->server.app.keys, bundle,
                                   "admin test", self->server.now_us, &config, &error);
}

static void
restart (Fixture *self)
{
  g_autoptr (GError) error = NULL;

  hub_config_state_free (self->server.app.config);
  self->server.app.config = hub_config_state_open (self->server.app.store,
                                                   self->server.app.keys->config_ca, &error);
  g_assert_no_error (error);
}

/* new terminals get the root from there */
static void
assert_admins_get_the_root (Fixture *self)
{
  g_autofree char *out = g_build_filename (self->server.dir, "siti", NULL);
  g_autofree char *path = g_build_filename (out, "config_ca.pem", NULL);
  g_autofree char *expected = anj_cert_to_pem (self->root->cert);
  g_autofree char *pem = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (hub_ca_create_admin (self->server.dir, "siti", out, &self->server.clock, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &pem, NULL, NULL));
  g_assert_cmpstr (pem, ==, expected);
}

static void
test_follows (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GBytes) foreign = sign_next (self, 2, NULL);
  g_autoptr (GBytes) crossed = sign_next (self, 2, self->chain);
  g_autoptr (GBytes) bare = sign_next (self, 3, NULL);
  g_autoptr (GBytes) last = sign_next (self, 4, NULL);

  g_assert_cmpint (publish (self, foreign), ==, HUB_CONFIG_REFUSED);
  g_assert_cmpint (publish (self, crossed), ==, HUB_CONFIG_PUBLISHED);
  g_assert_cmpint (publish (self, bare), ==, HUB_CONFIG_PUBLISHED);
  /* it starts with config_ca.pem as it was, and with a bundle that does not lead back to it */
  restart (self);
  g_assert_cmpuint (anj_config_version (hub_config_state_current (self->server.app.config)), ==, 3);
  g_assert_cmpint (publish (self, last), ==, HUB_CONFIG_PUBLISHED);
  assert_admins_get_the_root (self);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/config-trust/a-new-root-is-followed-and-kept", Fixture, NULL, set_up, test_follows,
              tear_down);
  return g_test_run ();
}
