/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gstdio.h>
#include <openssl/cms.h>
#include <stdlib.h>

#include "app/agent/anj-config-store.h"
#include "core/anj-json.h"
#include "system/anj-system.h"

/* What a pushed configuration costs a terminal: verified and checked, and applied (verified,
 * checked for its place, laid out, on disk). Beside it OpenSSL's CMS_verify() of the same bundle.
 * Prints p50 and p99 in ms of the three, and leaves bundle.cms and root.pem in the folder. Usage:
 * config-times FOLDER N */

#define VILLAGE "35.09.01.2001"
#define YEAR_US (G_GINT64_CONSTANT (365) * 86400 * G_USEC_PER_SEC)

typedef struct
{
  EVP_PKEY *key;
  X509 *cert;
} Party;

static Party
make_party (AnjCertKind kind, const char *name, const Party *issuer)
{
  gint64 now_us = g_get_real_time ();
  const AnjCertRequest request = { .kind = kind,
                                   .common_name = name,
                                   .not_before_us = now_us - YEAR_US,
                                   .not_after_us = now_us + YEAR_US };
  Party party = { anj_cert_generate_key (NULL), NULL };

  party.cert = anj_cert_issue (&request, party.key, issuer != NULL ? issuer->cert : NULL,
                               issuer != NULL ? issuer->key : party.key, NULL);
  g_assert (party.cert != NULL);
  return party;
}

static GPtrArray *
make_recipients (void)
{
  static const char *const roles[] = { "intake", "sensitive", "recovery" };
  GPtrArray *recipients = g_ptr_array_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (roles); i++)
    {
      Party party = make_party (ANJ_CERT_RECIPIENT, roles[i], NULL);
      g_autofree char *pem = anj_cert_to_pem (party.cert);
      JsonObject *recipient = json_object_new (), *title = json_object_new ();

      json_object_set_string_member (title, "id", roles[i]);
      json_object_set_string_member (recipient, "role", roles[i]);
      json_object_set_object_member (recipient, "title", title);
      json_object_set_string_member (recipient, "certificate", pem);
      g_ptr_array_add (recipients, recipient);
    }
  return recipients;
}

static GBytes *
make_bundle (GPtrArray *recipients, const Party *signer, guint64 version)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes)
      source = anj_config_default (recipients, 1, version, g_get_real_time (), &error);
  GBytes *bundle = NULL;

  g_assert_no_error (error);
  bundle = anj_config_sign (source, signer->cert, signer->key, /* chain */ NULL, &error);
  g_assert_no_error (error);
  return bundle;
}

static void
verify (GBytes *bundle, const AnjConfigTrust *trust)
{
  g_autoptr (AnjConfig) config = anj_config_open (bundle, trust, NULL);

  g_assert (config != NULL);
}

static void
verify_straight (GBytes *bundle, X509 *root)
{
  BIO *in = BIO_new_mem_buf (g_bytes_get_data (bundle, NULL), (int) g_bytes_get_size (bundle));
  BIO *out = BIO_new (BIO_s_mem ());
  CMS_ContentInfo *cms = d2i_CMS_bio (in, NULL);
  X509_STORE *store = X509_STORE_new ();

  X509_STORE_add_cert (store, root);
  g_assert (CMS_verify (cms, NULL, store, NULL, out, CMS_BINARY) == 1);
  X509_STORE_free (store);
  CMS_ContentInfo_free (cms);
  BIO_free (in);
  BIO_free (out);
}

static void
apply (AnjConfigStore *store, GBytes *bundle, guint64 version)
{
  const AnjConfigOffer offer = { bundle, 1, version, 0 };
  g_autoptr (GError) error = NULL;
  gboolean changed = FALSE;

  g_assert (anj_config_store_apply (store, &offer, 0, &changed, &error));
  g_assert (changed);
  g_assert (anj_config_store_keep (store, &error));
}

static int
compare_times (const void *a, const void *b)
{
  return (*(const gint64 *) a > *(const gint64 *) b) - (*(const gint64 *) a < *(const gint64 *) b);
}

static void
print_times (gint64 *times_us, guint n)
{
  qsort (times_us, n, sizeof *times_us, compare_times);
  g_print ("%.3f %.3f\n", (double) times_us[n / 2] / 1000, (double) times_us[n * 99 / 100] / 1000);
}

int
main (int argc, char **argv)
{
  const char *folder = argc > 1 ? argv[1] : ".";
  guint n = argc > 2 ? (guint) atoi (argv[2]) : 100;
  Party root = make_party (ANJ_CERT_CA, "Configuration CA", NULL);
  Party signer = make_party (ANJ_CERT_SIGNER, "Signer", &root);
  g_autoptr (AnjConfigTrust) trust = anj_config_trust_new (root.cert);
  g_autofree char *pem = anj_cert_to_pem (root.cert);
  g_autofree char *root_path = g_build_filename (folder, "root.pem", NULL);
  g_autofree char *bundle_path = g_build_filename (folder, "bundle.cms", NULL);
  g_autofree char *config_dir = g_build_filename (folder, "config", NULL);
  const AnjConfigPlace place = { .region = VILLAGE };
  const guint8 k_out[32] = { 1 };
  GPtrArray *recipients = make_recipients ();
  AnjLedger *ledger = anj_ledger_open (folder, k_out, anj_system_random (), NULL);
  AnjConfigStore *store = NULL;
  g_autofree gint64 *times_us = g_new (gint64, 3 * n);

  g_mkdir (config_dir, 0700);
  store = anj_config_store_new (folder, root.cert, &place, ledger);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GBytes) bundle = make_bundle (recipients, &signer, i + 1);
      gint64 start_us = g_get_monotonic_time ();

      verify (bundle, trust);
      times_us[i] = g_get_monotonic_time () - start_us;
      start_us = g_get_monotonic_time ();
      apply (store, bundle, i + 1);
      times_us[n + i] = g_get_monotonic_time () - start_us;
      start_us = g_get_monotonic_time ();
      verify_straight (bundle, root.cert);
      times_us[2 * n + i] = g_get_monotonic_time () - start_us;
      if (i == 0)
        g_file_set_contents (bundle_path, g_bytes_get_data (bundle, NULL),
                             (gssize) g_bytes_get_size (bundle), NULL);
    }
  g_file_set_contents (root_path, pem, -1, NULL);
  for (guint i = 0; i < 3; i++)
    print_times (times_us + i * n, n);
  return 0;
}
