/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/anj-cert.h"

#include <openssl/x509v3.h>
#include <string.h>

#include "core/anj-error.h"
#include "core/anj-secret.h"
#include "test-pki.h"

typedef struct
{
  TestIdentity *ca;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  fixture->ca = test_identity_new (ANJ_CERT_CA, "Anjungan hub CA", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  test_identity_free (fixture->ca);
}

static X509 *
issue_terminal (Fixture *fixture, EVP_PKEY *key)
{
  const AnjCertRequest request = { .kind = ANJ_CERT_CLIENT,
                                   .common_name = "t-0123456789ab",
                                   .organizational_unit = "35.09.01.2001",
                                   .serial_number = "131072+131072",
                                   .not_before_us = TEST_NOW_US,
                                   .not_after_us = TEST_NOW_US + 90 * TEST_DAY_US };
  g_autoptr (GError) error = NULL;
  X509 *cert = anj_cert_issue (&request, key, fixture->ca->cert, fixture->ca->key, &error);

  g_assert_no_error (error);
  return cert;
}

static void
test_subject (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (EVP_PKEY) key = anj_cert_generate_key (NULL);
  g_autoptr (X509) cert = issue_terminal (fixture, key);
  g_autofree char *name = anj_cert_common_name (cert);
  g_autofree char *unit = anj_cert_organizational_unit (cert);
  g_autofree char *serial = anj_cert_serial_number (cert);
  g_autofree char *none = anj_cert_organizational_unit (fixture->ca->cert);

  g_assert_cmpstr (name, ==, "t-0123456789ab");
  g_assert_cmpstr (unit, ==, "35.09.01.2001");
  g_assert_cmpstr (serial, ==, "131072+131072");
  g_assert_null (none);
  g_assert_cmpint (anj_cert_not_before_us (cert), ==, TEST_NOW_US);
  g_assert_cmpint (anj_cert_not_after_us (cert), ==, TEST_NOW_US + 90 * TEST_DAY_US);
}

static void
test_usage (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  for (AnjCertKind made = ANJ_CERT_CA; made <= ANJ_CERT_RECIPIENT; made++)
    {
      g_autoptr (TestIdentity) identity = test_identity_new (made, "x", fixture->ca);

      for (AnjCertKind asked = ANJ_CERT_CA; asked <= ANJ_CERT_RECIPIENT; asked++)
        {
          g_autoptr (GError) error = NULL;
          gboolean ok = anj_cert_verify_chain (identity->cert, fixture->ca->cert, asked,
                                               TEST_NOW_US, &error);

          g_assert_cmpint (ok, ==, made == asked);
          g_assert_cmpint (anj_cert_has_usage (identity->cert, asked), ==, made == asked);
          if (!ok)
            g_assert_error (error, ANJ_ERROR, ANJ_ERROR_TAMPERED);
        }
    }
}

static void
assert_chain_fails (X509 *cert, X509 *ca, gint64 at_us, AnjError code)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (anj_cert_verify_chain (cert, ca, ANJ_CERT_CLIENT, at_us, &error));
  g_assert_error (error, ANJ_ERROR, (int) code);
}

static void
test_chain (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (EVP_PKEY) key = anj_cert_generate_key (NULL);
  g_autoptr (X509) cert = issue_terminal (fixture, key);
  g_autoptr (TestIdentity) other_ca = test_identity_new (ANJ_CERT_CA, "Anjungan hub CA", NULL);
  g_autoptr (TestIdentity) middle = test_identity_new (ANJ_CERT_CA, "middle", fixture->ca);
  g_autoptr (TestIdentity) below = test_identity_new (ANJ_CERT_CLIENT, "below", middle);
  g_autoptr (TestIdentity) own = test_identity_new (ANJ_CERT_CLIENT, "own", NULL);

  g_assert_true (
      anj_cert_verify_chain (cert, fixture->ca->cert, ANJ_CERT_CLIENT, TEST_NOW_US, NULL));
  assert_chain_fails (cert, fixture->ca->cert, TEST_NOW_US - TEST_DAY_US, ANJ_ERROR_EXPIRED);
  assert_chain_fails (cert, fixture->ca->cert, TEST_NOW_US + 91 * TEST_DAY_US, ANJ_ERROR_EXPIRED);
  assert_chain_fails (cert, other_ca->cert, TEST_NOW_US, ANJ_ERROR_TAMPERED);
  assert_chain_fails (below->cert, fixture->ca->cert, TEST_NOW_US, ANJ_ERROR_TAMPERED);
  assert_chain_fails (own->cert, fixture->ca->cert, TEST_NOW_US, ANJ_ERROR_TAMPERED);
}

static void
test_flips (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (EVP_PKEY) key = anj_cert_generate_key (NULL);
  g_autoptr (X509) cert = issue_terminal (fixture, key);
  g_autoptr (GBytes) der = anj_cert_to_der (cert);

  for (gsize i = 0; i < g_bytes_get_size (der); i++)
    {
      g_autoptr (GBytes) flipped = test_flip (der, i, 0x01);
      g_autoptr (X509) bad = anj_cert_from_der (flipped, NULL);

      if (bad != NULL)
        g_assert_false (
            anj_cert_verify_chain (bad, fixture->ca->cert, ANJ_CERT_CLIENT, TEST_NOW_US, NULL));
    }
}

static void
test_hosts (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  static const char *const hosts[] = { "hub.example", "localhost", "127.0.0.1",
                                       "::1",         "a,DNS:b",   NULL };
  const AnjCertRequest request = { .kind = ANJ_CERT_SERVER,
                                   .common_name = "hub.example",
                                   .hosts = hosts,
                                   .not_before_us = TEST_NOW_US,
                                   .not_after_us = TEST_NOW_US + TEST_DAY_US };
  g_autoptr (EVP_PKEY) key = anj_cert_generate_key (NULL);
  g_autoptr (X509) cert = anj_cert_issue (&request, key, fixture->ca->cert, fixture->ca->key, NULL);
  g_autoptr (TestFolder) folder = test_folder_new ();
  g_autofree char *pem = anj_cert_to_pem (cert);
  g_autofree char *text = NULL;

  test_folder_put (folder, "cert.pem", pem, -1);
  g_assert_true (test_openssl (folder, "x509 -in cert.pem -noout -text -nameopt utf8", &text));
  g_assert_nonnull (strstr (text, "DNS:hub.example, DNS:localhost, IP Address:127.0.0.1"));
  g_assert_nonnull (strstr (text, "IP Address:0:0:0:0:0:0:0:1"));
  g_assert_nonnull (strstr (text, "TLS Web Server Authentication"));
  g_assert_null (strstr (text, "TLS Web Client Authentication"));
  g_assert_cmpint (X509_check_host (cert, "localhost", 0, 0, NULL), ==, 1);
  g_assert_cmpint (X509_check_host (cert, "b", 0, 0, NULL), ==, 0);
  g_assert_cmpint (X509_check_ip_asc (cert, "::1", 0), ==, 1);
}

static void
test_request (Fixture *fixture G_GNUC_UNUSED, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (EVP_PKEY) key = anj_cert_generate_key (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) der = anj_cert_request_new (key, "terminal", &error);
  g_autoptr (EVP_PKEY) public_key = NULL;

  g_assert_no_error (error);
  public_key = anj_cert_request_open (der, &error);
  g_assert_no_error (error);
  g_assert_cmpint (EVP_PKEY_eq (public_key, key), ==, 1);
  for (gsize i = 0; i < g_bytes_get_size (der); i++)
    {
      g_autoptr (GBytes) flipped = test_flip (der, i, 0x01);
      g_autoptr (EVP_PKEY) bad = anj_cert_request_open (flipped, NULL);

      g_assert_null (bad);
    }
}

static void
test_request_by_openssl (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (TestFolder) folder = test_folder_new ();
  g_autoptr (GBytes) der = NULL, rsa_der = NULL;
  g_autoptr (EVP_PKEY) key = NULL;
  g_autoptr (X509) cert = NULL;
  g_autoptr (GError) error = NULL, rsa_error = NULL;

  g_assert_true (test_openssl (folder,
                               "req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes "
                               "-keyout k.pem -subj /CN=evil -addext extendedKeyUsage=serverAuth "
                               "-outform DER -out r.der",
                               NULL));
  der = test_folder_get (folder, "r.der");
  key = anj_cert_request_open (der, &error);
  g_assert_no_error (error);
  /* what a request asks for does not matter */
  cert = issue_terminal (fixture, key);
  g_assert_true (anj_cert_has_usage (cert, ANJ_CERT_CLIENT));

  g_assert_true (test_openssl (folder,
                               "req -new -newkey rsa:2048 -nodes -keyout k.pem -subj /CN=x "
                               "-outform DER -out rsa.der",
                               NULL));
  rsa_der = test_folder_get (folder, "rsa.der");
  g_assert_null (anj_cert_request_open (rsa_der, &rsa_error));
  g_assert_error (rsa_error, ANJ_ERROR, ANJ_ERROR_INVALID);
}

static void
test_writings (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autofree char *pem = anj_cert_to_pem (fixture->ca->cert);
  g_autoptr (AnjSecretString) key_pem = anj_cert_key_to_pem (fixture->ca->key);
  g_autoptr (GBytes) der = anj_cert_to_der (fixture->ca->cert);
  g_autoptr (X509) from_pem = anj_cert_from_pem (pem, NULL);
  g_autoptr (X509) from_der = anj_cert_from_der (der, NULL);
  g_autoptr (EVP_PKEY) key = anj_cert_key_from_pem (key_pem, NULL);
  g_autofree char *fingerprint = anj_cert_fingerprint (fixture->ca->cert);
  g_autoptr (TestFolder) folder = test_folder_new ();
  g_autofree char *digest = NULL;

  g_assert_cmpint (X509_cmp (from_pem, fixture->ca->cert), ==, 0);
  g_assert_cmpint (X509_cmp (from_der, fixture->ca->cert), ==, 0);
  g_assert_cmpint (EVP_PKEY_eq (key, fixture->ca->key), ==, 1);
  g_assert_true (g_str_has_prefix (key_pem, "-----BEGIN PRIVATE KEY-----"));

  test_folder_put_bytes (folder, "der", der);
  g_assert_true (test_openssl (folder, "dgst -sha256 -r der", &digest));
  g_assert_cmpuint (strlen (fingerprint), ==, 64);
  g_assert_true (g_str_has_prefix (digest, fingerprint));
}

static void
test_nonsense (Fixture *fixture G_GNUC_UNUSED, gconstpointer user_data G_GNUC_UNUSED)
{
  static const char *const texts[] = {
    "", "x", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
    "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GBytes) bytes = test_bytes (texts[i]);
      GError *errors[5] = { NULL };

      g_assert_null (anj_cert_from_pem (texts[i], &errors[0]));
      g_assert_null (anj_cert_key_from_pem (texts[i], &errors[1]));
      g_assert_null (anj_cert_from_der (bytes, &errors[2]));
      g_assert_null (anj_cert_request_open (bytes, &errors[3]));
      g_assert_null (anj_cert_bag_open (bytes, &errors[4]));
      for (gsize j = 0; j < G_N_ELEMENTS (errors); j++)
        {
          g_assert_error (errors[j], ANJ_ERROR, ANJ_ERROR_INVALID);
          g_clear_error (&errors[j]);
        }
    }
  g_assert_null (anj_cert_from_pem (NULL, NULL));
}

static void
test_bag (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (EVP_PKEY) key = anj_cert_generate_key (NULL);
  g_autoptr (X509) cert = issue_terminal (fixture, key);
  X509 *const certs[] = { cert, fixture->ca->cert };
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) der = anj_cert_bag_new (certs, G_N_ELEMENTS (certs), &error);
  g_autoptr (GPtrArray) inside = NULL;
  g_autoptr (TestFolder) folder = test_folder_new ();
  g_autofree char *text = NULL;

  g_assert_no_error (error);
  inside = anj_cert_bag_open (der, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (inside->len, ==, 2);

  test_folder_put_bytes (folder, "der", der);
  g_assert_true (test_openssl (folder, "pkcs7 -inform DER -in der -print_certs -noout", &text));
  g_assert_nonnull (strstr (text, "t-0123456789ab"));
  g_assert_nonnull (strstr (text, "Anjungan hub CA"));
}

static void
test_wrong_issuer_key (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  const AnjCertRequest request = { .kind = ANJ_CERT_CLIENT,
                                   .common_name = "x",
                                   .not_before_us = TEST_NOW_US,
                                   .not_after_us = TEST_NOW_US };
  g_autoptr (EVP_PKEY) key = anj_cert_generate_key (NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (anj_cert_issue (&request, key, fixture->ca->cert, key, &error));
  g_assert_error (error, ANJ_ERROR, ANJ_ERROR_INVALID);
}

static void
test_renewal_keeps_subject_and_key (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (EVP_PKEY) key = anj_cert_generate_key (NULL);
  g_autoptr (EVP_PKEY) other = anj_cert_generate_key (NULL);
  g_autoptr (X509) cert = issue_terminal (fixture, key);
  g_autoptr (GBytes) der = anj_cert_request_renewal (key, cert, NULL);
  g_autoptr (GBytes) other_der = anj_cert_request_renewal (other, cert, NULL);
  g_autofree char *sha256 = anj_cert_key_sha256 (X509_get0_pubkey (cert));
  AnjCertRequest subject = { .common_name = "t-0123456789ab",
                             .organizational_unit = "35.09.01.2001",
                             .serial_number = "131072+131072" };
  g_autoptr (EVP_PKEY) found = anj_cert_request_open_renewal (der, &subject, sha256, NULL);
  g_autoptr (GError) wrong_key = NULL;
  g_autoptr (GError) wrong_subject = NULL;

  g_assert_nonnull (found);
  g_assert_cmpint (EVP_PKEY_eq (found, key), ==, 1);
  g_assert_null (anj_cert_request_open_renewal (other_der, &subject, sha256, &wrong_key));
  g_assert_error (wrong_key, ANJ_ERROR, ANJ_ERROR_INVALID);
  subject.serial_number = "0+131072";
  g_assert_null (anj_cert_request_open_renewal (der, &subject, sha256, &wrong_subject));
  g_assert_error (wrong_subject, ANJ_ERROR, ANJ_ERROR_INVALID);
}

static void
test_list (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (TestIdentity) other = test_identity_new (ANJ_CERT_CA, "x", NULL);
  g_autoptr (GPtrArray) certs = g_ptr_array_new ();
  g_autoptr (GPtrArray) read = NULL;
  g_autofree char *pem = NULL;
  g_autofree char *cut = NULL;
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (certs, fixture->ca->cert);
  g_ptr_array_add (certs, other->cert);
  pem = anj_cert_list_to_pem (certs);
  read = anj_cert_list_from_pem (pem, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (read->len, ==, 2);
  g_assert_cmpint (X509_cmp (read->pdata[1], other->cert), ==, 0);
  cut = g_strndup (pem, strlen (pem) - 60);
  g_assert_null (anj_cert_list_from_pem (cut, NULL));
  g_assert_null (anj_cert_list_from_pem ("", &error));
  g_assert_error (error, ANJ_ERROR, ANJ_ERROR_INVALID);
}

static void
test_hosts_are_read_back (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  static const char *const hosts[] = { "hub.kab.example", "10.0.0.7", "2001:db8::7", NULL };
  AnjCertRequest request = { .kind = ANJ_CERT_SERVER,
                             .common_name = "hub.kab.example",
                             .hosts = hosts,
                             .not_before_us = TEST_NOW_US,
                             .not_after_us = TEST_NOW_US + TEST_DAY_US };
  g_autoptr (EVP_PKEY) key = anj_cert_generate_key (NULL);
  g_autoptr (X509) cert = anj_cert_issue (&request, key, fixture->ca->cert, fixture->ca->key, NULL);
  g_auto (GStrv) read = anj_cert_hosts (cert);
  g_auto (GStrv) none = anj_cert_hosts (fixture->ca->cert);

  g_assert_true (g_strv_equal ((const char *const *) read, hosts));
  g_assert_cmpuint (g_strv_length (none), ==, 0);
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/cert/issue/subject-and-times-can-be-read-back", test_subject);
  ADD ("/cert/issue/hosts-go-in-one-by-one", test_hosts);
  ADD ("/cert/issue/a-key-that-is-not-the-issuers-is-refused", test_wrong_issuer_key);
  ADD ("/cert/chain/each-kind-is-good-for-its-own-use-only", test_usage);
  ADD ("/cert/chain/time-issuer-and-depth-count", test_chain);
  ADD ("/cert/chain/every-flipped-byte-is-refused", test_flips);
  ADD ("/cert/request/gives-the-key-and-refuses-flips", test_request);
  ADD ("/cert/request/openssl-commands-requests-are-read", test_request_by_openssl);
  ADD ("/cert/writing/pem-der-and-fingerprint", test_writings);
  ADD ("/cert/writing/nonsense-is-refused", test_nonsense);
  ADD ("/cert/request/renewal-keeps-subject-and-key", test_renewal_keeps_subject_and_key);
  ADD ("/cert/writing/list-of-certificates", test_list);
  ADD ("/cert/writing/hosts-are-read-back", test_hosts_are_read_back);
  ADD ("/cert/bag/openssl-command-reads-it", test_bag);
  return g_test_run ();
}
