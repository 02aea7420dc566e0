/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * The hub's answer to an enrolment, as a terminal reads it: certificates only, in base64. The
 * corpus is of a CA whose key was thrown away (corpus.py).
 *
 * Promise: a certificate that holds under that CA names a terminal that was enrolled then.
 */

#include <string.h>

#include "core/anj-cert.h"
#include "core/anj-hex.h"
#include "tests/fuzz/der-tree.h"
#include "tests/fuzz/fuzz.h"

static X509 *root;
static char *terminals; /* names and key hashes, a line each */

int
LLVMFuzzerInitialize (int *argc G_GNUC_UNUSED, char ***argv G_GNUC_UNUSED)
{
  g_autoptr (GBytes) pem = fuzz_read_signed ("hub-ca.pem");
  g_autoptr (GBytes) list = fuzz_read_signed ("terminals");
  g_autoptr (GError) error = NULL;

  root = anj_cert_from_pem (g_bytes_get_data (pem, NULL), &error);
  g_assert_no_error (error);
  terminals = g_strndup (g_bytes_get_data (list, NULL), g_bytes_get_size (list));
  return 0;
}

gsize
LLVMFuzzerCustomMutator (guint8 *data, gsize n_bytes, gsize n_max, unsigned seed)
{
  return der_mutate_base64 (data, n_bytes, n_max, seed);
}

static void
check_certificate (X509 *cert)
{
  g_autofree char *name = NULL;
  g_autofree char *key = NULL;
  g_autofree char *line = NULL;
  guint8 *der = NULL;
  int n_bytes;

  if (!anj_cert_verify_chain (cert, root, ANJ_CERT_CLIENT, anj_cert_not_before_us (cert), NULL))
    return;
  fuzz_note_taken ();
  n_bytes = i2d_PUBKEY (X509_get0_pubkey (cert), &der);
  key = g_compute_checksum_for_data (G_CHECKSUM_SHA256, der, (gsize) n_bytes);
  OPENSSL_free (der);
  name = anj_cert_common_name (cert);
  line = g_strdup_printf ("%s %s\n", name, key);
  g_assert_nonnull (strstr (terminals, line));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize n_bytes)
{
  g_autoptr (GBytes) text = g_bytes_new (data, n_bytes);
  g_autoptr (GBytes) der = anj_base64_decode (text);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) certs = anj_cert_bag_open (der, &error);

  if (certs == NULL)
    fuzz_assert_refused (error);
  for (guint i = 0; certs != NULL && i < certs->len; i++)
    check_certificate (certs->pdata[i]);
  return 0;
}
