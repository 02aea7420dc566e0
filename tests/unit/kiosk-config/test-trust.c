/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config-fixture.h"

/* Whose configurations are obeyed, over three generations of roots. */

#define N_GENERATIONS 3

typedef struct
{
  TestIdentity *roots[N_GENERATIONS];   /* all of one name */
  X509 *crosses[N_GENERATIONS];         /* each root's key, signed by the root before; none first */
  TestIdentity *signers[N_GENERATIONS]; /* each by its root */
  GPtrArray *chains[N_GENERATIONS];     /* from each signer back to the first root */
  AnjConfigTrust *trusts[N_GENERATIONS];
  GBytes *source;
} Fixture;

static X509 *
cross_sign (const TestIdentity *fresh, const TestIdentity *old)
{
  const AnjCertRequest request = { .kind = ANJ_CERT_CA,
                                   .common_name = "Configuration CA",
                                   .not_before_us = TEST_NOW_US - 10 * TEST_DAY_US,
                                   .not_after_us = TEST_NOW_US + 3650 * TEST_DAY_US };
  g_autoptr (GError) error = NULL;
  X509 *cross = anj_cert_issue (&request, fresh->key, old->cert, old->key, &error);

  g_assert_no_error (error);
  return cross;
}

static void
add_cert (GPtrArray *chain, X509 *cert)
{
  X509_up_ref (cert);
  g_ptr_array_add (chain, cert);
}

static void
set_up (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  self->source = config_default_source (1, 1);
  for (int i = 0; i < N_GENERATIONS; i++)
    {
      self->roots[i] = test_identity_new (ANJ_CERT_CA, "Configuration CA", NULL);
      self->signers[i] = test_identity_new (ANJ_CERT_SIGNER, "Signer", self->roots[i]);
      self->trusts[i] = anj_config_trust_new (self->roots[i]->cert);
      self->chains[i] = g_ptr_array_new_with_free_func ((GDestroyNotify) X509_free);
      add_cert (self->chains[i], self->roots[0]->cert);
      if (i > 0)
        self->crosses[i] = cross_sign (self->roots[i], self->roots[i - 1]);
      for (int j = 1; j <= i; j++)
        add_cert (self->chains[i], self->crosses[j]);
    }
}

static void
tear_down (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_bytes_unref (self->source);
  for (int i = 0; i < N_GENERATIONS; i++)
    {
      test_identity_free (self->roots[i]);
      test_identity_free (self->signers[i]);
      anj_config_trust_unref (self->trusts[i]);
      g_ptr_array_unref (self->chains[i]);
      X509_free (self->crosses[i]);
    }
}

/* @trust_member: JSON of the document's `trust`, or NULL */
static GBytes *
sign_with (Fixture *self, const TestIdentity *signer, GPtrArray *chain, const char *trust_member)
{
  g_autofree char *more = g_strdup_printf (trust_member != NULL ? "{\"trust\": %s}" : "{}",
                                           trust_member);
  g_autoptr (JsonObject) document = config_document_with (self->source, more);
  g_autoptr (GBytes) source = anj_json_object_to_bytes (document);
  g_autoptr (GError) error = NULL;
  GBytes *der = anj_config_sign (source, signer->cert, signer->key, chain, &error);

  g_assert_no_error (error);
  return der;
}

static AnjConfig *
open_good (GBytes *der, const AnjConfigTrust *trust)
{
  g_autoptr (GError) error = NULL;
  AnjConfig *config = anj_config_open (der, trust, &error);

  g_assert_no_error (error);
  return config;
}

static void
assert_refused (GBytes *der, const AnjConfigTrust *trust, int code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (anj_config_open (der, trust, &error));
  g_assert_error (error, ANJ_ERROR, code);
}

/* {"roots": [PEM of @root], "revoked": [fingerprint of @revoked]} */
static char *
say_trust (X509 *root, X509 *revoked)
{
  g_autoptr (JsonObject) said = json_object_new ();
  JsonArray *roots = json_array_new (), *gone = json_array_new ();

  if (root != NULL)
    {
      g_autofree char *pem = anj_cert_to_pem (root);

      json_array_add_string_element (roots, pem);
      json_object_set_array_member (said, "roots", json_array_ref (roots));
    }
  if (revoked != NULL)
    {
      g_autofree char *fingerprint = anj_cert_fingerprint (revoked);

      json_array_add_string_element (gone, fingerprint);
      json_object_set_array_member (said, "revoked", json_array_ref (gone));
    }
  json_array_unref (roots);
  json_array_unref (gone);
  return anj_json_object_to_text (said);
}

static void
test_unknown_signer (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GBytes) foreign = sign_with (self, self->signers[1], NULL, NULL);
  g_autoptr (GPtrArray) claimed = g_ptr_array_new ();
  g_autoptr (GBytes) dressed = NULL;

  assert_refused (foreign, self->trusts[0], ANJ_ERROR_TAMPERED);
  /* its own root beside it makes it no better known */
  g_ptr_array_add (claimed, self->roots[1]->cert);
  dressed = sign_with (self, self->signers[1], claimed, NULL);
  assert_refused (dressed, self->trusts[0], ANJ_ERROR_TAMPERED);
}

/* from any root that was ever in use, in one step */
static void
test_rotation (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *said = say_trust (self->roots[2]->cert, NULL);
  g_autoptr (GBytes) last = sign_with (self, self->signers[2], self->chains[2], said);
  g_autoptr (GBytes) without_chain = sign_with (self, self->signers[2], NULL, NULL);
  g_autoptr (GBytes) by_first = sign_with (self, self->signers[0], NULL, NULL);

  for (int i = 0; i < N_GENERATIONS; i += 2)
    {
      g_autoptr (AnjConfig) config = open_good (last, self->trusts[i]);
      g_autoptr (AnjConfigTrust) after = anj_config_trust_follow (self->trusts[i], config);
      g_autoptr (AnjConfig) next = open_good (without_chain, after);

      g_assert_cmpuint (anj_config_trust_get_roots (after)->len, ==, 1);
      assert_refused (by_first, after, ANJ_ERROR_TAMPERED);
    }
  assert_refused (without_chain, self->trusts[0], ANJ_ERROR_TAMPERED);
}

/* the middle root trusts the last through one cross-certificate; the first one's lie beside it */
static void
test_middle (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GBytes) last = sign_with (self, self->signers[2], self->chains[2], NULL);
  g_autoptr (AnjConfig) config = open_good (last, self->trusts[1]);

  g_assert_nonnull (config);
}

static void
test_says_nothing (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GBytes) der = sign_with (self, self->signers[0], NULL, NULL);
  g_autoptr (AnjConfig) config = open_good (der, self->trusts[0]);
  g_autoptr (AnjConfigTrust) after = anj_config_trust_follow (self->trusts[0], config);

  g_assert_true (after == self->trusts[0]);
}

/* signer, cross-certificate, root: none is trusted again once revoked */
static void
test_revoked (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (TestIdentity) other = test_identity_new (ANJ_CERT_SIGNER, "Other", self->roots[0]);
  X509 *revoked[] = { self->signers[0]->cert, self->crosses[1] };
  g_autoptr (GBytes) by_signer = sign_with (self, self->signers[0], NULL, NULL);
  g_autoptr (GBytes) by_cross = sign_with (self, self->signers[1], self->chains[1], NULL);
  GBytes *const bundles[] = { by_signer, by_cross };

  for (gsize i = 0; i < G_N_ELEMENTS (revoked); i++)
    {
      g_autofree char *said = say_trust (NULL, revoked[i]);
      g_autoptr (GBytes) revoking = sign_with (self, other, NULL, said);
      g_autoptr (AnjConfig) before = open_good (bundles[i], self->trusts[0]);
      g_autoptr (AnjConfig) config = open_good (revoking, self->trusts[0]);
      g_autoptr (AnjConfigTrust) after = anj_config_trust_follow (self->trusts[0], config);
      g_autoptr (AnjConfig) again = open_good (revoking, after);
      g_autoptr (AnjConfig) other_one = open_good (bundles[1 - i], after);

      assert_refused (bundles[i], after, ANJ_ERROR_TAMPERED);
    }
}

/* what was revoked stays so, though a later document forgets it */
static void
test_revoked_for_ever (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (TestIdentity) other = test_identity_new (ANJ_CERT_SIGNER, "Other", self->roots[0]);
  g_autofree char *said = say_trust (NULL, self->signers[0]->cert);
  g_autofree char *forgetful = say_trust (self->roots[0]->cert, NULL);
  g_autoptr (GBytes) bad = sign_with (self, self->signers[0], NULL, NULL);
  g_autoptr (GBytes) revoking = sign_with (self, other, NULL, said);
  g_autoptr (GBytes) later = sign_with (self, other, NULL, forgetful);
  g_autoptr (AnjConfig) first = open_good (revoking, self->trusts[0]);
  g_autoptr (AnjConfigTrust) after = anj_config_trust_follow (self->trusts[0], first);
  g_autoptr (AnjConfig) second = open_good (later, after);
  g_autoptr (AnjConfigTrust) still = anj_config_trust_follow (after, second);

  assert_refused (bad, still, ANJ_ERROR_TAMPERED);
}

/* else the terminal would not open at its next start what it obeys */
static void
test_no_suicide (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *itself = say_trust (NULL, self->signers[0]->cert);
  g_autofree char *foreign = say_trust (self->roots[1]->cert, NULL);
  g_autofree char *own_root = say_trust (NULL, self->roots[0]->cert);
  g_autoptr (GBytes) one = sign_with (self, self->signers[0], NULL, itself);
  g_autoptr (GBytes) two = sign_with (self, self->signers[0], NULL, foreign);
  g_autoptr (GBytes) three = sign_with (self, self->signers[0], NULL, own_root);

  assert_refused (one, self->trusts[0], ANJ_ERROR_TAMPERED);
  assert_refused (two, self->trusts[0], ANJ_ERROR_TAMPERED);
  assert_refused (three, self->trusts[0], ANJ_ERROR_INVALID);
}

/* a thief of the signer's key makes a root and lets it vouch for the old one: both ways hold, but
 * for the one that counts */
static void
test_signer_makes_no_root (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (TestIdentity) thief = test_identity_new (ANJ_CERT_CA, "Configuration CA", NULL);
  g_autoptr (X509) backwards = cross_sign (self->roots[0], thief);
  g_autoptr (GPtrArray) chain = g_ptr_array_new ();
  g_autofree char *alone = say_trust (thief->cert, NULL);
  g_autofree char *with_old = NULL;
  g_autoptr (GBytes) takeover = NULL, both = NULL;
  const char *thief_root = strchr (alone, '[');
  g_autofree char *old = say_trust (self->roots[0]->cert, NULL);

  g_ptr_array_add (chain, thief->cert);
  g_ptr_array_add (chain, backwards);
  takeover = sign_with (self, self->signers[0], chain, alone);
  assert_refused (takeover, self->trusts[0], ANJ_ERROR_TAMPERED);
  /* beside the old root, so that nothing else of it is wrong */
  with_old = g_strdup_printf ("{\"roots\": [%.*s, %s", (int) strcspn (strchr (old, '[') + 1, "]"),
                              strchr (old, '[') + 1, thief_root + 1);
  both = sign_with (self, self->signers[0], NULL, with_old);
  assert_refused (both, self->trusts[0], ANJ_ERROR_TAMPERED);
}

static void
test_keeping (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *said = say_trust (self->roots[1]->cert, self->roots[0]->cert);
  g_autoptr (GBytes) der = sign_with (self, self->signers[1], self->chains[1], said);
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjConfig) config = NULL;
  g_autoptr (AnjConfigTrust) after = NULL, kept = NULL;
  g_autoptr (GBytes) bytes = NULL, nonsense = test_bytes ("{\"roots\": [\"x\"]}");

  config = open_good (der, self->trusts[0]);
  after = anj_config_trust_follow (self->trusts[0], config);
  bytes = anj_config_trust_to_bytes (after);
  kept = anj_config_trust_from_bytes (bytes, &error);
  g_assert_no_error (error);
  g_assert_true (anj_config_trust_equal (after, kept));
  g_assert_false (anj_config_trust_equal (after, self->trusts[0]));
  g_assert_null (anj_config_trust_from_bytes (nonsense, &error));
  g_assert_error (error, ANJ_ERROR, ANJ_ERROR_INVALID);
}

/* nothing between may be another thing than a CA, nor lie there unsigned */
static void
test_between (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (TestIdentity) server = test_identity_new (ANJ_CERT_SERVER, "Server", self->roots[0]);
  g_autoptr (TestIdentity) under = test_identity_new (ANJ_CERT_SIGNER, "Under", server);
  g_autoptr (GPtrArray) through_server = g_ptr_array_new (), unsigned_one = g_ptr_array_new ();
  g_autoptr (GBytes) through = NULL, loose = NULL;

  g_ptr_array_add (through_server, self->roots[0]->cert);
  g_ptr_array_add (through_server, server->cert);
  through = anj_cms_sign_with (self->source, under->cert, under->key, through_server, NULL);
  assert_refused (through, self->trusts[0], ANJ_ERROR_TAMPERED);
  /* whose issuer is not in the object: its signature cannot be looked at */
  g_ptr_array_add (unsigned_one, self->crosses[2]);
  loose = anj_cms_sign_with (self->source, self->signers[0]->cert, self->signers[0]->key,
                             unsigned_one, NULL);
  assert_refused (loose, self->trusts[0], ANJ_ERROR_TAMPERED);
}

/* a root on another curve, as somebody's own openssl makes it, signs for nobody here */
static void
test_other_curve (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (TestFolder) folder = test_folder_new ();
  g_autoptr (GBytes) pem = NULL, der = NULL;
  g_autoptr (X509) root = NULL;
  g_autoptr (AnjConfigTrust) trust = NULL;

  test_folder_put_identity (folder, "signer", self->signers[0]);
  test_folder_put (folder, "ext",
                   "keyUsage=critical,digitalSignature\nextendedKeyUsage=emailProtection\n", -1);
  g_assert_true (test_openssl (folder,
                               "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-384 -noenc"
                               " -keyout root.key -out root.pem -subj /CN=Root -days 7300"
                               " -addext keyUsage=critical,keyCertSign",
                               NULL));
  g_assert_true (
      test_openssl (folder, "req -new -key signer.key.pem -subj /CN=Signer -out signer.csr", NULL));
  g_assert_true (test_openssl (folder,
                               "x509 -req -in signer.csr -CA root.pem -CAkey root.key -extfile ext"
                               " -days 7300 -out signer.cert.pem",
                               NULL));
  test_folder_put_bytes (folder, "document", self->source);
  g_assert_true (test_openssl (folder,
                               "cms -sign -binary -nodetach -md sha256 -outform DER -in document"
                               " -out bundle -signer signer.cert.pem -inkey signer.key.pem",
                               NULL));
  pem = test_folder_get (folder, "root.pem");
  root = anj_cert_from_pem (g_bytes_get_data (pem, NULL), NULL);
  g_assert_nonnull (root);
  trust = anj_config_trust_new (root);
  der = test_folder_get (folder, "bundle");
  assert_refused (der, trust, ANJ_ERROR_TAMPERED);
}

/* each bit of the certificates that it carries, needed or not */
static void
test_turned_chain (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GBytes) der = sign_with (self, self->signers[2], self->chains[2], NULL);
  gsize n_bytes = g_bytes_get_size (der), n_certificates = 4 * 420;

  for (gsize i = n_bytes - n_certificates; i < n_bytes; i += 11)
    for (int trust = 0; trust < N_GENERATIONS; trust += 2)
      {
        g_autoptr (GBytes) turned = test_flip (der, i, (guint8) (1 << (i % 8)));
        g_autoptr (GError) error = NULL;

        g_assert_null (anj_config_open (turned, self->trusts[trust], &error));
        g_assert_true (error->domain == ANJ_ERROR);
      }
}

static void
test_chain_that_leads_nowhere (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GPtrArray) chain = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (chain, self->roots[1]->cert);
  g_assert_null (
      anj_config_sign (self->source, self->signers[0]->cert, self->signers[0]->key, chain, &error));
  g_assert_error (error, ANJ_ERROR, ANJ_ERROR_TAMPERED);
}

static void
test_too_long (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree guint8 *data_bytes = g_malloc0 (ANJ_CONFIG_MAX_BYTES + 1);
  g_autoptr (GBytes)
      der = g_bytes_new_take (g_steal_pointer (&data_bytes), ANJ_CONFIG_MAX_BYTES + 1);
  g_autoptr (GError) error = NULL;

  g_assert_null (anj_config_open (der, self->trusts[0], &error));
  g_assert_error (error, ANJ_ERROR, ANJ_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, "longer"));
}

/* what `openssl cms -sign` makes is obeyed, with attributes and without */
static void
test_openssl_signs (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  static const char *const options[] = { "", "-noattr" };
  g_autoptr (TestFolder) folder = test_folder_new ();
  g_autofree char *chain = anj_cert_list_to_pem (self->chains[2]);

  test_folder_put_identity (folder, "signer", self->signers[2]);
  test_folder_put_bytes (folder, "document", self->source);
  test_folder_put (folder, "chain.pem", chain, -1);
  for (gsize i = 0; i < G_N_ELEMENTS (options); i++)
    {
      g_autofree char *command = g_strdup_printf (
          "cms -sign -binary -nodetach %s -md sha256 -outform DER -in document -out bundle"
          " -signer signer.cert.pem -inkey signer.key.pem -certfile chain.pem",
          options[i]);
      g_autoptr (GBytes) der = NULL;

      g_assert_true (test_openssl (folder, command, NULL));
      der = test_folder_get (folder, "bundle");
      for (int j = 0; j < N_GENERATIONS; j++)
        {
          g_autoptr (AnjConfig) config = open_good (der, self->trusts[j]);

          g_assert_cmpuint (anj_config_version (config), ==, 1);
        }
    }
}

/* and `openssl cms -verify` knows ours from any root that was in use, and from no other */
static void
test_openssl_verifies (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  static const char verify[] = "cms -verify -inform DER -in bundle -CAfile root.pem -out content";
  g_autoptr (TestIdentity) foreign = test_identity_new (ANJ_CERT_CA, "Configuration CA", NULL);
  g_autoptr (GBytes) der = sign_with (self, self->signers[2], self->chains[2], NULL);
  g_autoptr (TestFolder) folder = test_folder_new ();
  g_autofree char *foreign_pem = anj_cert_to_pem (foreign->cert);

  test_folder_put_bytes (folder, "bundle", der);
  for (int i = 0; i < N_GENERATIONS; i++)
    {
      g_autofree char *pem = anj_cert_to_pem (self->roots[i]->cert);
      g_autoptr (GBytes) content = NULL;

      test_folder_put (folder, "root.pem", pem, -1);
      g_assert_true (test_openssl (folder, verify, NULL));
      content = test_folder_get (folder, "content");
      g_assert_cmpuint (g_bytes_get_size (content), ==, g_bytes_get_size (self->source));
    }
  test_folder_put (folder, "root.pem", foreign_pem, -1);
  g_assert_false (test_openssl (folder, verify, NULL));
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/trust/an-unknown-signer-is-refused-whatever-lies-beside-it", test_unknown_signer);
  ADD ("/trust/roots-change-twice-while-a-terminal-is-dark", test_rotation);
  ADD ("/trust/who-stopped-at-the-second-root-follows-too", test_middle);
  ADD ("/trust/a-document-that-says-nothing-changes-nothing", test_says_nothing);
  ADD ("/trust/what-is-revoked-is-refused", test_revoked);
  ADD ("/trust/what-is-revoked-stays-so", test_revoked_for_ever);
  ADD ("/trust/nobody-signs-itself-out", test_no_suicide);
  ADD ("/trust/a-signer-alone-makes-no-root", test_signer_makes_no_root);
  ADD ("/trust/it-can-be-kept", test_keeping);
  ADD ("/trust/only-signed-ca-certificates-lead-to-a-root", test_between);
  ADD ("/trust/a-root-on-another-curve-signs-for-nobody", test_other_curve);
  ADD ("/trust/no-bit-of-the-chain-may-be-turned", test_turned_chain);
  ADD ("/trust/a-chain-that-leads-nowhere-is-not-signed", test_chain_that_leads_nowhere);
  ADD ("/trust/a-bundle-that-is-too-long-is-not-read", test_too_long);
  ADD ("/trust/openssl-signs-what-is-obeyed", test_openssl_signs);
  ADD ("/trust/openssl-verifies-what-was-signed", test_openssl_verifies);
  return g_test_run ();
}
