/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "core/anj-cms.h"
#include "core/anj-error.h"
#include "test-pki.h"

#define CONTENT "{\"epoch\":1,\"version\":2,\"text\":\"Bantuan Anda\"}"

typedef struct
{
  TestIdentity *ca;
  TestIdentity *signer;
  TestIdentity *recipient;
  TestIdentity *recovery;
  GPtrArray *recipients; /* (element-type X509) (unowned): the two above */
  GBytes *content;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  fixture->ca = test_identity_new (ANJ_CERT_CA, "Test CA", NULL);
  fixture->signer = test_identity_new (ANJ_CERT_SIGNER, "Test signer", fixture->ca);
  fixture->recipient = test_identity_new (ANJ_CERT_RECIPIENT, "intake", NULL);
  fixture->recovery = test_identity_new (ANJ_CERT_RECIPIENT, "recovery", NULL);
  fixture->recipients = g_ptr_array_new ();
  g_ptr_array_add (fixture->recipients, fixture->recipient->cert);
  g_ptr_array_add (fixture->recipients, fixture->recovery->cert);
  fixture->content = test_bytes (CONTENT);
}

static void
tear_down (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  test_identity_free (fixture->ca);
  test_identity_free (fixture->signer);
  test_identity_free (fixture->recipient);
  test_identity_free (fixture->recovery);
  g_ptr_array_unref (fixture->recipients);
  g_bytes_unref (fixture->content);
}

static GBytes *
sign (Fixture *fixture, const TestIdentity *signer)
{
  g_autoptr (GError) error = NULL;
  GBytes *der = anj_cms_sign (fixture->content, signer->cert, signer->key, &error);

  g_assert_no_error (error);
  return der;
}

static GBytes *
encrypt (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  GBytes *der = anj_cms_encrypt (fixture->content, fixture->recipients, &error);

  g_assert_no_error (error);
  return der;
}

static void
assert_refused (GBytes *der, X509 *ca, gint64 at_us, AnjError code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) content = anj_cms_verify (der, ca, at_us, NULL, &error);

  g_assert_null (content);
  g_assert_error (error, ANJ_ERROR, (int) code);
}

static void
test_signed_round_trip (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GBytes) der = sign (fixture, fixture->signer);
  g_autoptr (GError) error = NULL;
  g_autoptr (X509) signer = NULL;
  g_autoptr (GBytes)
      content = anj_cms_verify (der, fixture->ca->cert, TEST_NOW_US, &signer, &error);

  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (content, fixture->content));
  g_assert_cmpint (X509_cmp (signer, fixture->signer->cert), ==, 0);
}

static void
test_expired_signer (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (TestIdentity)
      brief = test_identity_new_for (ANJ_CERT_SIGNER, "Brief", fixture->ca, /* days */ 1);
  g_autoptr (GBytes) der = sign (fixture, brief);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) content = NULL;

  assert_refused (der, fixture->ca->cert, TEST_NOW_US, ANJ_ERROR_EXPIRED);
  assert_refused (der, fixture->ca->cert, TEST_NOW_US - 20 * TEST_DAY_US, ANJ_ERROR_EXPIRED);
  content = anj_cms_verify (der, fixture->ca->cert, /* at any time */ 0, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (content, fixture->content));
}

static void
test_other_ca (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (TestIdentity) other_ca = test_identity_new (ANJ_CERT_CA, "Test CA", NULL);
  g_autoptr (TestIdentity) forger = test_identity_new (ANJ_CERT_SIGNER, "Test signer", other_ca);
  g_autoptr (GBytes) der = sign (fixture, forger);

  assert_refused (der, fixture->ca->cert, TEST_NOW_US, ANJ_ERROR_TAMPERED);
  assert_refused (der, fixture->ca->cert, 0, ANJ_ERROR_TAMPERED);
}

static void
test_wrong_usage (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  const AnjCertKind kinds[] = { ANJ_CERT_SERVER, ANJ_CERT_CLIENT, ANJ_CERT_RECIPIENT, ANJ_CERT_CA };

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autoptr (TestIdentity) other = test_identity_new (kinds[i], "Other", fixture->ca);
      g_autoptr (GBytes) der = NULL;

      der = anj_cms_sign (fixture->content, other->cert, other->key, NULL);
      if (der != NULL)
        assert_refused (der, fixture->ca->cert, 0, ANJ_ERROR_TAMPERED);
    }
}

/* a terminal's own certificate must not become a CA through a certificate sent along */
static void
test_no_intermediate (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (TestIdentity) middle = test_identity_new (ANJ_CERT_CA, "Middle", fixture->ca);
  g_autoptr (TestIdentity) signer = test_identity_new (ANJ_CERT_SIGNER, "Below", middle);
  g_autoptr (TestFolder) folder = test_folder_new ();
  g_autoptr (GBytes) der = NULL;

  test_folder_put_bytes (folder, "content", fixture->content);
  test_folder_put_identity (folder, "middle", middle);
  test_folder_put_identity (folder, "signer", signer);
  g_assert_true (test_openssl (folder,
                               "cms -sign -binary -nodetach -in content -outform DER -out der "
                               "-signer signer.cert.pem -inkey signer.key.pem "
                               "-certfile middle.cert.pem",
                               NULL));
  der = test_folder_get (folder, "der");
  assert_refused (der, fixture->ca->cert, TEST_NOW_US, ANJ_ERROR_TAMPERED);
}

static void
test_two_signers (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (TestIdentity) second = test_identity_new (ANJ_CERT_SIGNER, "Second", fixture->ca);
  g_autoptr (TestFolder) folder = test_folder_new ();
  g_autoptr (GBytes) der = NULL;

  test_folder_put_bytes (folder, "content", fixture->content);
  test_folder_put_identity (folder, "a", fixture->signer);
  test_folder_put_identity (folder, "b", second);
  g_assert_true (test_openssl (folder,
                               "cms -sign -binary -nodetach -in content -outform DER -out der "
                               "-signer a.cert.pem -inkey a.key.pem "
                               "-signer b.cert.pem -inkey b.key.pem",
                               NULL));
  der = test_folder_get (folder, "der");
  assert_refused (der, fixture->ca->cert, TEST_NOW_US, ANJ_ERROR_TAMPERED);
}

static void
test_trailing_byte (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GBytes) signed_der = sign (fixture, fixture->signer);
  g_autoptr (GByteArray) longer = g_byte_array_new ();
  g_autoptr (GBytes) bytes = NULL;

  g_byte_array_append (longer, g_bytes_get_data (signed_der, NULL),
                       (guint) g_bytes_get_size (signed_der));
  g_byte_array_append (longer, (const guint8 *) "", 1);
  bytes = g_byte_array_free_to_bytes (g_steal_pointer (&longer));
  assert_refused (bytes, fixture->ca->cert, 0, ANJ_ERROR_INVALID);
}

static void
test_truncated (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GBytes) der = sign (fixture, fixture->signer);

  for (gsize n_bytes = 0; n_bytes < g_bytes_get_size (der); n_bytes += 7)
    {
      g_autoptr (GBytes) part = g_bytes_new_from_bytes (der, 0, n_bytes);

      assert_refused (part, fixture->ca->cert, 0, ANJ_ERROR_INVALID);
    }
}

static void
test_signed_flips (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  const guint8 masks[] = { 0x01, 0x04, 0x20, 0x80, 0xff };
  g_autoptr (GBytes) der = sign (fixture, fixture->signer);

  for (gsize i = 0; i < g_bytes_get_size (der); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (masks); j++)
      {
        g_autoptr (GBytes) flipped = test_flip (der, i, masks[j]);
        g_autoptr (GBytes)
            content = anj_cms_verify (flipped, fixture->ca->cert, TEST_NOW_US, NULL, NULL);

        if (content != NULL)
          g_test_message ("accepted with byte %" G_GSIZE_FORMAT " ^ %02x", i, masks[j]);
        g_assert_null (content);
      }
}

static void
test_signed_for_openssl (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GBytes) der = sign (fixture, fixture->signer);
  g_autoptr (TestFolder) folder = test_folder_new ();
  g_autoptr (GBytes) content = NULL;

  test_folder_put_bytes (folder, "der", der);
  test_folder_put_identity (folder, "ca", fixture->ca);
  g_assert_true (test_openssl (folder,
                               "cms -verify -binary -inform DER -in der -out content "
                               "-CAfile ca.cert.pem -attime 1795305600",
                               NULL));
  content = test_folder_get (folder, "content");
  g_assert_true (g_bytes_equal (content, fixture->content));
}

static void
test_signed_by_openssl (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (TestFolder) folder = test_folder_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) der = NULL, content = NULL;

  test_folder_put_bytes (folder, "content", fixture->content);
  test_folder_put_identity (folder, "signer", fixture->signer);
  g_assert_true (test_openssl (folder,
                               "cms -sign -binary -nodetach -in content -outform DER -out der "
                               "-signer signer.cert.pem -inkey signer.key.pem",
                               NULL));
  der = test_folder_get (folder, "der");
  content = anj_cms_verify (der, fixture->ca->cert, TEST_NOW_US, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (content, fixture->content));
}

static void
test_encrypted_round_trip (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GBytes) der = encrypt (fixture);
  const TestIdentity *readers[] = { fixture->recipient, fixture->recovery };

  for (gsize i = 0; i < G_N_ELEMENTS (readers); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) plain = anj_cms_decrypt (der, readers[i]->cert, readers[i]->key, &error);

      g_assert_no_error (error);
      g_assert_true (g_bytes_equal (plain, fixture->content));
    }
}

static void
test_encrypted_for_others (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GBytes) der = encrypt (fixture);
  g_autoptr (TestIdentity) other = test_identity_new (ANJ_CERT_RECIPIENT, "intake", NULL);
  g_autoptr (GError) error = NULL, key_error = NULL;

  g_assert_null (anj_cms_decrypt (der, other->cert, other->key, &error));
  g_assert_error (error, ANJ_ERROR, ANJ_ERROR_TAMPERED);
  g_assert_null (anj_cms_decrypt (der, fixture->recipient->cert, other->key, &key_error));
  g_assert_error (key_error, ANJ_ERROR, ANJ_ERROR_TAMPERED);
}

static void
test_encrypted_to_nobody (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GPtrArray) nobody = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;

  g_assert_null (anj_cms_encrypt (fixture->content, nobody, &error));
  g_assert_error (error, ANJ_ERROR, ANJ_ERROR_INVALID);
}

/* what names other recipients is not under the tag: a turned bit there may pass, another content
 * never */
static void
test_encrypted_flips (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GBytes) der = encrypt (fixture);

  for (gsize i = 0; i < g_bytes_get_size (der); i++)
    {
      g_autoptr (GBytes) flipped = test_flip (der, i, 0x01);
      g_autoptr (GBytes) plain = anj_cms_decrypt (flipped, fixture->recipient->cert,
                                                  fixture->recipient->key, NULL);

      g_assert_true (plain == NULL || g_bytes_equal (plain, fixture->content));
    }
}

static void
test_encrypted_for_openssl (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GBytes) der = encrypt (fixture);
  g_autoptr (TestFolder) folder = test_folder_new ();
  g_autoptr (GBytes) plain = NULL;
  g_autofree char *structure = NULL;

  test_folder_put_bytes (folder, "der", der);
  test_folder_put_identity (folder, "me", fixture->recipient);
  g_assert_true (test_openssl (folder,
                               "cms -decrypt -binary -inform DER -in der -out plain "
                               "-recip me.cert.pem -inkey me.key.pem",
                               NULL));
  plain = test_folder_get (folder, "plain");
  g_assert_true (g_bytes_equal (plain, fixture->content));

  g_assert_true (
      test_openssl (folder, "cms -cmsout -print -noout -inform DER -in der", &structure));
  g_assert_nonnull (strstr (structure, "authEnvelopedData"));
  g_assert_nonnull (strstr (structure, "aes-256-gcm"));
  g_assert_nonnull (strstr (structure, "dhSinglePass-stdDH-sha256kdf-scheme"));
}

static void
test_encrypted_by_openssl (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (TestFolder) folder = test_folder_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) der = NULL, plain = NULL;

  test_folder_put_bytes (folder, "plain", fixture->content);
  test_folder_put_identity (folder, "me", fixture->recipient);
  g_assert_true (test_openssl (folder,
                               "cms -encrypt -binary -aes-256-gcm -in plain -outform DER -out der "
                               "me.cert.pem",
                               NULL));
  der = test_folder_get (folder, "der");
  plain = anj_cms_decrypt (der, fixture->recipient->cert, fixture->recipient->key, &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (plain, fixture->content));
}

/* AES-CBC EnvelopedData carries no tag */
static void
test_without_tag (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (TestFolder) folder = test_folder_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) der = NULL;

  test_folder_put_bytes (folder, "plain", fixture->content);
  test_folder_put_identity (folder, "me", fixture->recipient);
  g_assert_true (test_openssl (folder,
                               "cms -encrypt -binary -aes-256-cbc -in plain -outform DER -out der "
                               "me.cert.pem",
                               NULL));
  der = test_folder_get (folder, "der");
  g_assert_null (anj_cms_decrypt (der, fixture->recipient->cert, fixture->recipient->key, &error));
  g_assert_error (error, ANJ_ERROR, ANJ_ERROR_INVALID);
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/cms/sign/gives-back-content-and-signer", test_signed_round_trip);
  ADD ("/cms/sign/expired-signer-counts-only-at-a-time", test_expired_signer);
  ADD ("/cms/sign/another-ca-is-refused", test_other_ca);
  ADD ("/cms/sign/another-key-usage-is-refused", test_wrong_usage);
  ADD ("/cms/sign/an-intermediate-is-refused", test_no_intermediate);
  ADD ("/cms/sign/two-signers-are-refused", test_two_signers);
  ADD ("/cms/sign/a-byte-after-it-is-refused", test_trailing_byte);
  ADD ("/cms/sign/a-truncated-object-is-refused", test_truncated);
  ADD ("/cms/sign/every-flipped-byte-is-refused", test_signed_flips);
  ADD ("/cms/sign/openssl-command-accepts-ours", test_signed_for_openssl);
  ADD ("/cms/sign/we-accept-the-openssl-commands", test_signed_by_openssl);
  ADD ("/cms/encrypt/each-recipient-can-read", test_encrypted_round_trip);
  ADD ("/cms/encrypt/nobody-else-can-read", test_encrypted_for_others);
  ADD ("/cms/encrypt/needs-a-recipient", test_encrypted_to_nobody);
  ADD ("/cms/encrypt/no-flipped-byte-changes-the-content", test_encrypted_flips);
  ADD ("/cms/encrypt/openssl-command-reads-ours", test_encrypted_for_openssl);
  ADD ("/cms/encrypt/we-read-the-openssl-commands", test_encrypted_by_openssl);
  ADD ("/cms/encrypt/content-without-a-tag-is-refused", test_without_tag);
  return g_test_run ();
}
