/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gstdio.h>

#include "core/anj-cms.h"
#include "core/anj-json.h"
#include "hub/hub-audit.h"
#include "hub/hub-auth.h"
#include "hub/hub-backup.h"
#include "hub/hub-ca.h"
#include "hub/hub-cmd-init.h"
#include "hub/hub-pki.h"
#include "hub/hub-registers.h"
#include "hub/hub-renew.h"
#include "hub/hub-terminals.h"
#include "tests/unit/hub/server-fixture.h"

/* a change of the hub's CA: who can follow, who is let in, and power that fails in between */

#define DAYS(n) ((n) *G_TIME_SPAN_DAY)
#define N_TERMINALS 8

typedef struct
{
  ServerFixture hub;
  EVP_PKEY *key; /* of all terminals: what they have in common does not matter here */
  X509 *certs[N_TERMINALS];
} Fixture;

static void
stop (Fixture *self)
{
  HubApp *app = &self->hub.app;

  g_clear_pointer (&app->config, hub_config_state_free);
  g_clear_pointer (&app->store, hub_store_free);
  g_clear_pointer (&app->keys, hub_keys_free);
}

static void
start (Fixture *self)
{
  HubApp *app = &self->hub.app;
  g_autoptr (GError) error = NULL;

  app->keys = hub_keys_load (self->hub.dir, &error);
  g_assert_no_error (error);
  app->store = hub_registers_open (self->hub.dir, &error);
  g_assert_no_error (error);
  app->config = hub_config_state_open (app->store, app->keys->config_ca, &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  server_fixture_set_up (&self->hub, data);
  /* the fixture's own terminal has no certificate */
  g_assert_true (hub_store_run (self->hub.app.store, &error, "DELETE FROM terminals", ""));
  self->key = anj_cert_generate_key (&error);
  for (guint i = 0; i < N_TERMINALS; i++)
    {
      g_autofree char *id = g_strdup_printf ("t-%012u", i);
      g_autofree char *slice = g_strdup_printf ("%u+131072", i * 131072);
      AnjCertRequest request = { .kind = ANJ_CERT_CLIENT,
                                 .common_name = id,
                                 .organizational_unit = FIXTURE_VILLAGE,
                                 .serial_number = slice,
                                 .not_before_us = self->hub.now_us - DAYS (1),
                                 .not_after_us = self->hub.now_us + DAYS (90) };
      const HubKeys *keys = self->hub.app.keys;

      self->certs[i] = anj_cert_issue (&request, self->key, keys->ca, keys->ca_key, &error);
      g_assert_no_error (error);
      g_assert_true (hub_terminal_add (self->hub.app.store, id, FIXTURE_VILLAGE, i * 131072, "",
                                       self->hub.now_us, &error));
      g_assert_true (
          hub_terminal_set_certificate (self->hub.app.store, id, self->certs[i], keys->ca, &error));
    }
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  for (guint i = 0; i < N_TERMINALS; i++)
    X509_free (self->certs[i]);
  EVP_PKEY_free (self->key);
  server_fixture_tear_down (&self->hub, data);
}

static void
must_new (Fixture *self)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (hub_ca_new (self->hub.dir, &self->hub.clock, &error));
  g_assert_no_error (error);
}

static void
must_switch (Fixture *self)
{
  g_autoptr (GError) error = NULL;

  stop (self);
  g_assert_true (hub_ca_switch (self->hub.dir, &self->hub.clock, &error));
  g_assert_no_error (error);
  start (self);
}

/* (nullable): why not */
static GError *
try_drop (Fixture *self, gboolean forced)
{
  GError *error = NULL;
  gboolean good;

  stop (self);
  good = hub_ca_drop (self->hub.dir, forced, &self->hub.clock, &error);
  g_assert_true (good == (error == NULL));
  start (self);
  return error;
}

/* the document that the config signer signs next: with the name of @ca */
static void
publish_ca (Fixture *self, X509 *ca)
{
  g_autofree char *cert_path = g_build_filename (self->hub.dir, "config-signer", "cert.pem", NULL);
  g_autofree char *key_path = g_build_filename (self->hub.dir, "config-signer", "key.pem", NULL);
  JsonObject *document = anj_config_document (hub_config_state_current (self->hub.app.config));
  g_autofree char *cert_pem = NULL;
  g_autofree char *key_pem = NULL;
  g_autofree char *ca_pem = anj_cert_to_pem (ca);
  g_autoptr (X509) cert = NULL;
  g_autoptr (EVP_PKEY) key = NULL;
  g_autoptr (GBytes) source = NULL;
  g_autoptr (GBytes) bundle = NULL;
  g_autoptr (GError) error = NULL;
  JsonArray *cas = json_array_new ();
  const AnjConfig *config = NULL;

  g_assert_true (g_file_get_contents (cert_path, &cert_pem, NULL, NULL));
  g_assert_true (g_file_get_contents (key_path, &key_pem, NULL, NULL));
  cert = anj_cert_from_pem (cert_pem, NULL);
  key = anj_cert_key_from_pem (key_pem, NULL);
  json_array_add_string_element (cas, ca_pem);
  json_object_set_array_member (document, "hub_cas", cas);
  json_object_set_int_member (document, "version", anj_json_get_int (document, "version", 0) + 1);
  source = anj_json_object_to_bytes (document);
  bundle = anj_cms_sign (source, cert, key, &error);
  g_assert_no_error (error);
  g_assert_cmpint (hub_config_state_publish (self->hub.app.config, self->hub.app.keys, bundle,
                                             "admin a", self->hub.now_us, &config, &error),
                   ==, HUB_CONFIG_PUBLISHED);
}

static gboolean
is_let_in (Fixture *self, X509 *cert)
{
  g_autoptr (HubPeer) peer = hub_peer_new (cert, self->hub.app.keys->cas, self->hub.now_us);
  g_autoptr (HubRequest) request = hub_request_new ();
  gboolean good;

  request->peer = peer;
  good = hub_auth_check (&self->hub.app, HUB_AUTH_TERMINAL, request);
  request->peer = NULL;
  return good;
}

/* @cert_i asks; what the answer holds is judged by who trusts @root alone */
static void
renew (Fixture *self, guint i, X509 *root)
{
  g_autoptr (GBytes) csr = anj_cert_request_renewal (self->key, self->certs[i], NULL);
  g_autoptr (GBytes) body = anj_cms_sign (csr, self->certs[i], self->key, NULL);
  g_autoptr (HubRequest) request = hub_request_new ();
  g_autofree char *text = NULL;
  g_autoptr (GBytes) der = NULL;
  g_autoptr (GPtrArray) certs = NULL;
  g_autoptr (GPtrArray) roots = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  gsize n_bytes;
  guchar *data;

  g_bytes_unref (request->body);
  request->body = g_bytes_ref (body);
  server_fixture_run (&self->hub, hub_renew_signed_post, NULL, request);
  g_assert_cmpuint (request->status, ==, 200);
  text = g_strndup (g_bytes_get_data (request->reply, NULL), g_bytes_get_size (request->reply));
  data = g_base64_decode (text, &n_bytes);
  der = g_bytes_new_take (data, n_bytes);
  certs = anj_cert_bag_open (der, &error);
  g_assert_no_error (error);
  g_ptr_array_add (roots, root);
  g_assert_true (anj_cert_verify_path (certs->pdata[0], roots, certs, ANJ_CERT_CLIENT,
                                       self->hub.now_us, &error));
  X509_free (self->certs[i]);
  self->certs[i] = X509_dup (certs->pdata[0]);
}

/* whether who trusts @root alone takes the server for the hub, and its receipts for the hub's */
static void
assert_followed (Fixture *self, X509 *root)
{
  const HubKeys *keys = self->hub.app.keys;
  g_autoptr (GPtrArray) server = anj_cert_list_from_pem (keys->server_cert_pem, NULL);
  g_autoptr (GPtrArray) roots = g_ptr_array_new ();
  g_autoptr (GBytes) plain = g_bytes_new_static ("receipt", 7);
  g_autoptr (GBytes)
      der = anj_cms_sign_with (plain, keys->receipts, keys->receipts_key, keys->ca_chain, NULL);
  g_autoptr (GBytes) content = NULL;
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (roots, root);
  g_assert_true (anj_cert_verify_path (server->pdata[0], roots, server, ANJ_CERT_SERVER,
                                       self->hub.now_us, &error));
  content = anj_cms_verify_under (der, roots, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (content, plain));
}

/* half of the fleet is dark from before the change until 120 days after it */
static void
test_nobody_is_stranded (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (X509) old = X509_dup (self->hub.app.keys->ca);
  g_autoptr (X509) left = X509_dup (self->certs[N_TERMINALS - 1]);
  g_autoptr (GError) early = NULL;
  g_autoptr (GError) unnamed = NULL;
  g_autoptr (GError) none = NULL;
  HubAuditState audit;

  must_new (self);
  must_switch (self);
  assert_followed (self, old);
  assert_followed (self, self->hub.app.keys->ca);
  for (guint i = 0; i < N_TERMINALS / 2; i++)
    {
      g_assert_true (is_let_in (self, self->certs[i]));
      renew (self, i, old);
    }
  early = try_drop (self, FALSE);
  g_assert_error (early, HUB_ERROR, HUB_ERROR_DATA);
  g_assert_nonnull (strstr (early->message, "4 active terminals"));

  self->hub.now_us += DAYS (120);
  for (guint i = N_TERMINALS / 2; i < N_TERMINALS; i++)
    {
      g_assert_false (is_let_in (self, self->certs[i])); /* it has ended */
      renew (self, i, old);
      g_assert_true (is_let_in (self, self->certs[i]));
    }
  publish_ca (self, old); /* the cross-certificate leads to it */
  unnamed = try_drop (self, FALSE);
  g_assert_error (unnamed, HUB_ERROR, HUB_ERROR_DATA);
  publish_ca (self, self->hub.app.keys->ca);
  none = try_drop (self, FALSE);
  g_assert_no_error (none);

  /* whoever still knows the first root alone goes on following; its certificates are of no use */
  assert_followed (self, old);
  self->hub.now_us -= DAYS (120);
  g_assert_false (is_let_in (self, left));
  g_assert_true (hub_audit_verify (self->hub.app.store, &audit, NULL));
}

static void
test_third_ca_is_followed_from_the_first (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (X509) first = X509_dup (self->hub.app.keys->ca);
  g_autoptr (X509) second = NULL;
  g_autoptr (GError) error = NULL;

  must_new (self);
  must_switch (self);
  second = X509_dup (self->hub.app.keys->ca);
  error = try_drop (self, TRUE);
  g_assert_no_error (error);
  must_new (self);
  must_switch (self);
  assert_followed (self, first);
  assert_followed (self, second);
  assert_followed (self, self->hub.app.keys->ca);
}

static void
test_steps_come_in_their_order (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  const AnjClock *clock = &self->hub.clock;
  const char *dir = self->hub.dir;
  g_autoptr (GError) no_next = NULL;
  g_autoptr (GError) no_old = NULL;
  g_autoptr (GError) again = NULL;
  g_autoptr (GError) serving = NULL;
  g_autoptr (GError) unfinished = NULL;

  g_assert_false (hub_ca_switch (dir, clock, &no_next));
  g_assert_error (no_next, HUB_ERROR, HUB_ERROR_USAGE);
  g_assert_false (hub_ca_drop (dir, TRUE, clock, &no_old));
  g_assert_error (no_old, HUB_ERROR, HUB_ERROR_USAGE);
  must_new (self);
  g_assert_false (hub_ca_new (dir, clock, &again));
  g_assert_error (again, HUB_ERROR, HUB_ERROR_USAGE);
  g_assert_false (hub_ca_switch (dir, clock, &serving));
  g_assert_error (serving, HUB_ERROR, HUB_ERROR_UNAVAILABLE);
  must_switch (self);
  g_assert_false (hub_ca_new (dir, clock, &unfinished));
  g_assert_error (unfinished, HUB_ERROR, HUB_ERROR_USAGE);
}

/* the power fails after so many of the switch's six renames */
static void
test_switch_that_was_cut_off_goes_on (Fixture *self, gconstpointer data)
{
  static const char *const moves[][2] = {
    { "ca", "ca-old" },
    { "ca-next", "ca" },
    { "receipts", "receipts-old" },
    { "receipts-next", "receipts" },
    { "server", "server-old" },
    { "server-next", "server" },
  };
  guint n_done = GPOINTER_TO_UINT (data);
  g_autoptr (X509) old = X509_dup (self->hub.app.keys->ca);

  must_new (self);
  if (n_done >= G_N_ELEMENTS (moves) - 1)
    { /* before the first rename it was copied */
      g_autofree char *from = g_build_filename (self->hub.dir, "server", "config_ca.pem", NULL);
      g_autofree char *to = g_build_filename (self->hub.dir, "server-next", "config_ca.pem", NULL);
      g_autofree char *text = NULL;

      g_assert_true (g_file_get_contents (from, &text, NULL, NULL));
      g_assert_true (g_file_set_contents (to, text, -1, NULL));
    }
  for (guint i = 0; i < n_done; i++)
    {
      g_autofree char *from = g_build_filename (self->hub.dir, moves[i][0], NULL);
      g_autofree char *to = g_build_filename (self->hub.dir, moves[i][1], NULL);

      g_assert_cmpint (g_rename (from, to), ==, 0);
    }
  must_switch (self);
  assert_followed (self, old);
  assert_followed (self, self->hub.app.keys->ca);
  g_assert_true (is_let_in (self, self->certs[0]));
  g_assert_cmpuint (self->hub.app.keys->cas->len, ==, 2);
}

static void
test_admin_needs_an_identity_of_the_new_ca (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *out = g_build_filename (self->hub.dir, "siti", NULL);
  g_autofree char *path = g_build_filename (out, "cert.pem", NULL);
  g_autofree char *old_path = g_build_filename (self->hub.dir, "admin", "cert.pem", NULL);
  g_autofree char *pem = NULL;
  g_autofree char *old_pem = NULL;
  g_autoptr (X509) cert = NULL;
  g_autoptr (X509) old = NULL;
  g_autoptr (HubPeer) peer = NULL;
  g_autoptr (HubPeer) old_peer = NULL;
  g_autoptr (GError) error = NULL;

  must_new (self);
  must_switch (self);
  g_assert_true (g_file_get_contents (old_path, &old_pem, NULL, NULL));
  old = anj_cert_from_pem (old_pem, NULL);
  old_peer = hub_peer_new (old, self->hub.app.keys->cas, self->hub.now_us);
  g_assert_cmpint (old_peer->kind, ==, HUB_PEER_NOBODY);
  g_assert_true (hub_ca_create_admin (self->hub.dir, "siti", out, &self->hub.clock, &error));
  g_assert_true (g_file_get_contents (path, &pem, NULL, NULL));
  cert = anj_cert_from_pem (pem, NULL);
  peer = hub_peer_new (cert, self->hub.app.keys->cas, self->hub.now_us);
  g_assert_cmpint (peer->kind, ==, HUB_PEER_ADMIN);
  g_assert_cmpstr (peer->id, ==, "siti");
  g_assert_true (anj_cert_verify_chain (cert, self->hub.app.keys->ca, ANJ_CERT_CLIENT,
                                        self->hub.now_us, NULL));
}

/* its folder belongs to one hub, whatever CA that has */
static void
test_backups_go_on (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *backup_dir = g_build_filename (self->hub.dir, "backup", NULL);
  g_autofree char *stranger = g_build_filename (self->hub.dir, "stranger", NULL);
  g_autofree char *path = g_build_filename (backup_dir, "ca.pem", NULL);
  g_autofree char *pem = NULL;
  g_autofree char *present = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) foreign = NULL;
  gboolean is_elsewhere;

  g_assert_true (hub_backup_prepare (self->hub.dir, backup_dir, &is_elsewhere, &error));
  must_new (self);
  must_switch (self);
  g_assert_true (hub_backup_prepare (self->hub.dir, backup_dir, &is_elsewhere, &error));
  g_assert_true (g_file_get_contents (path, &pem, NULL, NULL));
  present = anj_cert_to_pem (self->hub.app.keys->ca);
  g_assert_cmpstr (pem, ==, present);
  g_assert_true (hub_init_run (stranger, NULL, &self->hub.clock, &self->hub.random, &error));
  g_assert_false (hub_backup_prepare (stranger, backup_dir, &is_elsewhere, &foreign));
  g_assert_error (foreign, HUB_ERROR, HUB_ERROR_CONFIG);
}

static void
test_first_end_is_the_servers (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  const char *name = NULL;

  g_assert_cmpint (hub_keys_next_end (self->hub.app.keys, &name), ==,
                   self->hub.now_us + DAYS (5 * 365));
  g_assert_cmpstr (name, ==, "server");
}

#define ADD(path, function, data) g_test_add (path, Fixture, data, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/ca/nobody-is-stranded", test_nobody_is_stranded, NULL);
  ADD ("/ca/third-ca-is-followed-from-the-first", test_third_ca_is_followed_from_the_first, NULL);
  ADD ("/ca/steps-come-in-their-order", test_steps_come_in_their_order, NULL);
  for (guint i = 1; i <= 5; i++)
    {
      g_autofree char *path = g_strdup_printf ("/ca/switch-cut-off-after-%u-renames-goes-on", i);

      ADD (path, test_switch_that_was_cut_off_goes_on, GUINT_TO_POINTER (i));
    }
  ADD ("/ca/admin-needs-an-identity-of-the-new-ca", test_admin_needs_an_identity_of_the_new_ca,
       NULL);
  ADD ("/ca/backups-go-on", test_backups_go_on, NULL);
  ADD ("/ca/first-end-is-the-servers", test_first_end_is_the_servers, NULL);
  return g_test_run ();
}
