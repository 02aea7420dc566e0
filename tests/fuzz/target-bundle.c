/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * A configuration bundle: CMS, then the document. The corpus is signed by a key that was thrown
 * away (corpus.py), so nobody can sign anything new under that root.
 *
 * Promise: what is accepted holds one of the contents that were signed then, byte by byte. (What
 * else can be done to a bundle: tests/unit/kiosk-config/test-mutated-bundles.c)
 */

#include <string.h>

#include "core/anj-kdf.h"
#include "kiosk-config/anj-config.h"
#include "tests/fuzz/der-tree.h"
#include "tests/fuzz/fuzz.h"

static AnjConfigTrust *trust;
static char *hashes; /* SHA-256 of each signed content, a line each */

int
LLVMFuzzerInitialize (int *argc G_GNUC_UNUSED, char ***argv G_GNUC_UNUSED)
{
  g_autoptr (GBytes) pem = fuzz_read_signed ("config-ca.pem");
  g_autoptr (GBytes) list = fuzz_read_signed ("contents.sha256");
  g_autoptr (GError) error = NULL;
  g_autoptr (X509) root = NULL;

  root = anj_cert_from_pem (g_bytes_get_data (pem, NULL), &error);
  g_assert_no_error (error);
  trust = anj_config_trust_new (root);
  hashes = g_strndup (g_bytes_get_data (list, NULL), g_bytes_get_size (list));
  return 0;
}

gsize
LLVMFuzzerCustomMutator (guint8 *data, gsize n_bytes, gsize n_max, unsigned seed)
{
  FuzzRandom random = { .state = seed };

  if (fuzz_random_below (&random, 3) == 0)
    return LLVMFuzzerMutate (data, n_bytes, n_max);
  return der_mutate (data, n_bytes, n_max, &random);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize n_bytes)
{
  g_autoptr (GBytes) der = g_bytes_new (data, n_bytes);
  g_autoptr (GError) error = NULL, config_error = NULL;
  g_autoptr (GBytes) content = anj_cms_verify_under (der, anj_config_trust_get_roots (trust),
                                                     /* revoked */ NULL, NULL, &error);
  g_autoptr (AnjConfig) config = anj_config_open (der, trust, &config_error);
  g_autofree char *hash = NULL;

  if (content == NULL)
    {
      fuzz_assert_refused (error);
      g_assert_null (config);
    }
  else
    {
      hash = anj_sha256_hex (g_bytes_get_data (content, NULL), g_bytes_get_size (content));
      g_assert_nonnull (strstr (hashes, hash));
    }
  if (config == NULL)
    fuzz_assert_refused (config_error);
  else
    fuzz_note_taken ();
  return 0;
}
