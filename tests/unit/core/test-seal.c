/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Known answer: docs/derivations.md. */

#include "core/anj-seal.h"

#include <string.h>

#include "core/anj-error.h"
#include "core/anj-hex.h"
#include "core/anj-secret.h"
#include "test-pki.h"

static const char sealed_hex[] = "a0a1a2a3a4a5a6a7a8a9aaabacad60509785f80f431b338becc109c8b62847ace"
                                 "d68f0e8fe9edd8be068";

static void
fill_counting (gpointer user_data G_GNUC_UNUSED, guint8 *out, gsize n_bytes)
{
  for (gsize i = 0; i < n_bytes; i++)
    out[i] = (guint8) (0xa0 + i);
}

static const AnjRandom counting = { fill_counting, NULL };

static void
fill_key (guint8 key[ANJ_SEAL_KEY_BYTES])
{
  for (guint8 i = 0; i < ANJ_SEAL_KEY_BYTES; i++)
    key[i] = (guint8) (0x40 + i);
}

static GBytes *
seal_known (const char *plain_text, GBytes *aad)
{
  g_autoptr (GBytes) plain = test_bytes (plain_text);
  g_autoptr (GError) error = NULL;
  guint8 key[ANJ_SEAL_KEY_BYTES];
  GBytes *sealed;

  fill_key (key);
  sealed = anj_seal (key, plain, aad, &counting, &error);
  g_assert_no_error (error);
  return sealed;
}

static GBytes *
open_known (GBytes *sealed, GBytes *aad, GError **error)
{
  guint8 key[ANJ_SEAL_KEY_BYTES];

  fill_key (key);
  return anj_seal_open (key, sealed, aad, error);
}

static void
assert_tampered (GBytes *sealed, GBytes *aad)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (open_known (sealed, aad, &error));
  g_assert_error (error, ANJ_ERROR, ANJ_ERROR_TAMPERED);
}

static void
test_known_answer (void)
{
  g_autoptr (GBytes) aad = anj_seal_record_aad ("8f14e45f", "penerima-2026-11", 1);
  g_autoptr (GBytes) sealed = seal_known ("{\"found\":true}", aad);
  g_autoptr (GBytes) plain = open_known (sealed, aad, NULL);
  g_autofree char *hex = anj_hex_encode (g_bytes_get_data (sealed, NULL),
                                         g_bytes_get_size (sealed));

  g_assert_cmpmem (g_bytes_get_data (aad, NULL), g_bytes_get_size (aad),
                   "8f14e45f\npenerima-2026-11\n1", 27);
  g_assert_cmpstr (hex, ==, sealed_hex);
  g_assert_cmpmem (g_bytes_get_data (plain, NULL), g_bytes_get_size (plain), "{\"found\":true}",
                   14);
}

static void
test_empty (void)
{
  g_autoptr (GBytes) sealed = seal_known ("", NULL);
  g_autoptr (GBytes) plain = open_known (sealed, NULL, NULL);

  g_assert_cmpuint (g_bytes_get_size (sealed), ==, ANJ_SEAL_OVERHEAD_BYTES);
  g_assert_nonnull (plain);
  g_assert_cmpuint (g_bytes_get_size (plain), ==, 0);
}

static void
test_flips (void)
{
  g_autoptr (GBytes) aad = anj_seal_record_aad ("8f14e45f", "penerima-2026-11", 1);
  g_autoptr (GBytes) sealed = seal_known ("{\"found\":true}", aad);

  for (gsize i = 0; i < g_bytes_get_size (sealed); i++)
    for (guint bit = 0; bit < 8; bit++)
      {
        g_autoptr (GBytes) flipped = test_flip (sealed, i, (guint8) (1 << bit));

        assert_tampered (flipped, aad);
      }
  for (gsize i = 0; i < g_bytes_get_size (aad); i++)
    {
      g_autoptr (GBytes) other = test_flip (aad, i, 1);

      assert_tampered (sealed, other);
    }
}

static void
test_context (void)
{
  g_autoptr (GBytes) aad = anj_seal_record_aad ("a", "b", 1);
  g_autoptr (GBytes) other_record = anj_seal_record_aad ("c", "b", 1);
  g_autoptr (GBytes) other_batch = anj_seal_record_aad ("a", "c", 1);
  g_autoptr (GBytes) other_schema = anj_seal_record_aad ("a", "b", 2);
  g_autoptr (GBytes) sealed = seal_known ("x", aad);

  assert_tampered (sealed, other_record);
  assert_tampered (sealed, other_batch);
  assert_tampered (sealed, other_schema);
  assert_tampered (sealed, NULL);
}

static void
test_lengths (void)
{
  g_autoptr (GBytes) sealed = seal_known ("{\"found\":true}", NULL);

  for (gsize n_bytes = 0; n_bytes < g_bytes_get_size (sealed); n_bytes++)
    {
      g_autoptr (GBytes) part = g_bytes_new_from_bytes (sealed, 0, n_bytes);

      assert_tampered (part, NULL);
    }
}

static void
test_other_key (void)
{
  g_autoptr (GBytes) sealed = seal_known ("{\"found\":true}", NULL);
  g_autoptr (GError) error = NULL;
  guint8 key[ANJ_SEAL_KEY_BYTES];

  fill_key (key);
  key[31] ^= 1;
  g_assert_null (anj_seal_open (key, sealed, NULL, &error));
  g_assert_error (error, ANJ_ERROR, ANJ_ERROR_TAMPERED);
}

static void
test_secrets (void)
{
  g_autoptr (GBytes) copy = anj_secret_bytes_new ((const guint8 *) "abc", 3);
  g_autoptr (GBytes) part = g_bytes_new_from_bytes (copy, 1, 1);
  g_autoptr (GBytes) empty = anj_secret_bytes_new (NULL, 0);
  g_autoptr (AnjSecretString) text = g_strdup ("073915");

  g_assert_cmpmem (g_bytes_get_data (part, NULL), 1, "b", 1);
  g_assert_cmpuint (g_bytes_get_size (empty), ==, 0);
  g_assert_nonnull (text);
  anj_secret_string_free (NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/seal/known-answer", test_known_answer);
  g_test_add_func ("/seal/nothing-can-be-sealed", test_empty);
  g_test_add_func ("/seal/every-flipped-bit-is-refused", test_flips);
  g_test_add_func ("/seal/another-context-is-refused", test_context);
  g_test_add_func ("/seal/every-shorter-length-is-refused", test_lengths);
  g_test_add_func ("/seal/another-key-is-refused", test_other_key);
  g_test_add_func ("/secret/bytes-and-strings-can-be-freed", test_secrets);
  return g_test_run ();
}
