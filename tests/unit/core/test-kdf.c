/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Known answers: docs/derivations.md; made by Python's hashlib.scrypt and hmac. */

#include "core/anj-kdf.h"

#include <string.h>

#include "core/anj-error.h"
#include "core/anj-hex.h"

#define NIK "3509015403839001"
#define NO_KK "3509011203050003"
#define VILLAGE "35.09.01.2001"
#define NUMBER "FTB-2738-5"

static const AnjLookupCost cheap = { 1024, 8, 1 };

static void
assert_hex (const guint8 *data, gsize n_bytes, const char *expected)
{
  g_autofree char *hex = anj_hex_encode (data, n_bytes);

  g_assert_cmpstr (hex, ==, expected);
}

static GBytes *
salt_new (void)
{
  guint8 salt[32];

  for (guint8 i = 0; i < sizeof salt; i++)
    salt[i] = i;
  return g_bytes_new (salt, sizeof salt);
}

static void
test_lookup (void)
{
  const AnjLookupCost cost = ANJ_LOOKUP_COST_DEFAULT;
  g_autoptr (GBytes) salt = salt_new ();
  g_autoptr (GError) error = NULL;
  AnjLookupKey key;

  g_assert_true (anj_kdf_lookup (NIK, NO_KK, salt, &cost, &key, &error));
  g_assert_no_error (error);
  assert_hex (key.index, sizeof key.index, "d5e6d7647b169e712eba78659302564c");
  assert_hex (key.proof, sizeof key.proof,
              "f4d1dbee225fd533c863afc9291905c037097383093f0561b6a93f3a4eeb255a");

  g_assert_true (anj_kdf_lookup (NIK, NO_KK, salt, &cheap, &key, &error));
  assert_hex (key.index, sizeof key.index, "94e9552ccf7ae98da695f969dd72ad38");
  assert_hex (key.proof, sizeof key.proof,
              "c5a0034cb2fce21617c11c27f3ae8429eff0618e413c6fb76297feb8260da80a");
}

static void
test_lookup_inputs (void)
{
  static const struct
  {
    const char *nik;
    const char *no_kk;
    AnjLookupCost cost;
  } cases[] = {
    { "350901540383900", NO_KK, { 1024, 8, 1 } },
    { "35090154038390011", NO_KK, { 1024, 8, 1 } },
    { "350901540383900x", NO_KK, { 1024, 8, 1 } },
    { NULL, NO_KK, { 1024, 8, 1 } },
    { NIK, "", { 1024, 8, 1 } },
    { NIK, NULL, { 1024, 8, 1 } },
    { NIK, NO_KK, { 512, 8, 1 } },
    { NIK, NO_KK, { 1 << 21, 8, 1 } },
    { NIK, NO_KK, { 5000, 8, 1 } },
    { NIK, NO_KK, { 1024, 0, 1 } },
    { NIK, NO_KK, { 1024, 33, 1 } },
    { NIK, NO_KK, { 1024, 8, 0 } },
    { NIK, NO_KK, { 1024, 8, 17 } },
  };
  g_autoptr (GBytes) salt = salt_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      AnjLookupKey key;

      g_assert_false (
          anj_kdf_lookup (cases[i].nik, cases[i].no_kk, salt, &cases[i].cost, &key, &error));
      g_assert_error (error, ANJ_ERROR, ANJ_ERROR_INVALID);
    }
}

/* above OpenSSL's own memory limit of 32 MiB */
static void
test_lookup_high_cost (void)
{
  const AnjLookupCost high = { 65536, 8, 1 };
  g_autoptr (GBytes) salt = salt_new ();
  g_autoptr (GError) error = NULL;
  AnjLookupKey key;

  g_assert_true (anj_kdf_lookup (NIK, NO_KK, salt, &high, &key, &error));
  g_assert_no_error (error);
}

static void
test_follow (void)
{
  g_autoptr (GError) error = NULL;
  guint8 follow[ANJ_FOLLOW_BYTES];
  g_autofree char *hash = NULL;

  g_assert_true (anj_kdf_follow ("073915", VILLAGE, NUMBER, follow, &error));
  g_assert_no_error (error);
  assert_hex (follow, sizeof follow,
              "09e3d1b48bd1031c2e8f6ab466938889398e99f54508f44b63438a164b313d0e");
  hash = anj_sha256_hex (follow, sizeof follow);
  g_assert_cmpstr (hash, ==, "9a9dfa075e8cbee2fbe1245438415b08062145f41d038df3c9027843de020589");
}

static void
test_follow_inputs (void)
{
  static const char *const cases[][3] = {
    { "07391", VILLAGE, NUMBER },        { "0739155", VILLAGE, NUMBER },
    { "07391a", VILLAGE, NUMBER },       { "", VILLAGE, NUMBER },
    { "073915", "35.09.01", NUMBER },    { "073915", "", NUMBER },
    { "073915", VILLAGE, "FTB27385" },   { "073915", VILLAGE, "ftb-2738-5" },
    { "073915", VILLAGE, "FTB-2738-6" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      guint8 follow[ANJ_FOLLOW_BYTES];

      g_assert_false (anj_kdf_follow (cases[i][0], cases[i][1], cases[i][2], follow, &error));
      g_assert_error (error, ANJ_ERROR, ANJ_ERROR_INVALID);
    }
}

typedef struct
{
  const char *key, *salt, *info, *okm;
} HkdfCase;

/* RFC 5869, appendix A; test 2's info holds a NUL, which this programme's purposes never do */
static const HkdfCase hkdf_cases[] = {
  { "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "000102030405060708090a0b0c",
    "\xf0\xf1\xf2\xf3\xf4\xf5\xf6\xf7\xf8\xf9",
    "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865" },
  { "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "", "",
    "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8" },
};

static void
test_hkdf_rfc (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (hkdf_cases); i++)
    {
      const HkdfCase *c = &hkdf_cases[i];
      gsize n_key = strlen (c->key) / 2, n_salt = strlen (c->salt) / 2, n_okm = strlen (c->okm) / 2;
      guint8 key[80], salt[80], okm[82];
      g_autoptr (GError) error = NULL;

      g_assert_true (anj_hex_decode (c->key, key, n_key));
      g_assert_true (anj_hex_decode (c->salt, salt, n_salt));
      g_assert_true (anj_kdf_hkdf (key, n_key, salt, n_salt, c->info, okm, n_okm, &error));
      g_assert_no_error (error);
      assert_hex (okm, n_okm, c->okm);
    }
}

static void
test_hkdf_purposes (void)
{
  static const struct
  {
    const char *info;
    const char *expected;
  } cases[] = {
    { ANJ_HKDF_OUTBOX_ROW, "ad6f41743930d490dc65e2ac035b453f41b9ffa6dbf5e5933b46dc76d7b0f616" },
    { ANJ_HKDF_LEDGER, "163f364a70f57a35fcc8c243e6021100f41793a7815656f5963bb8a2cde25b62" },
    { ANJ_HKDF_ATTACHMENT, "7fbe9bddf7b647914410e7a4a8c30d9135f7c8e32532c6b1c43565c51c512f66" },
    { ANJ_HKDF_OWN_KEY, "439ef125c0c68206ced817f67e410adb704fff150f638b56955ed50e94e937f3" },
    { ANJ_HKDF_TICKETS, "680d110208c626932abcfa4a51169ee444146e6cb79fa0fbb9e314a745dab80c" },
  };
  guint8 key[32], proof[32], out[32];

  for (guint8 i = 0; i < sizeof key; i++)
    key[i] = (guint8) (0x40 + i);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_assert_true (anj_kdf_hkdf (key, sizeof key, NULL, 0, cases[i].info, out, sizeof out, NULL));
      assert_hex (out, sizeof out, cases[i].expected);
    }

  g_assert_true (anj_hex_decode ("f4d1dbee225fd533c863afc9291905c037097383093f0561b6a93f3a4eeb255a",
                                 proof, sizeof proof));
  g_assert_true (anj_kdf_hkdf (key, sizeof key, proof, sizeof proof, ANJ_HKDF_CACHE_ROW, out,
                               sizeof out, NULL));
  assert_hex (out, sizeof out, "f1f8ae655eb54f46361bbdea3c8ef45f1dce23eb336c743d7545ca2b6da827c8");

  g_assert_true (anj_hex_decode ("d5e6d7647b169e712eba78659302564c", proof, 16));
  g_assert_true (
      anj_kdf_hkdf (key, sizeof key, proof, 16, ANJ_HKDF_CACHE_INDEX, out, sizeof out, NULL));
  assert_hex (out, sizeof out, "f4c038126ace1cc2fc607a186055a7bd600669574394392dcdd5a161956afbbc");
  for (guint8 i = 0; i < sizeof proof; i++)
    proof[i] = i;
  g_assert_true (anj_kdf_hkdf (key, sizeof key, proof, sizeof proof, ANJ_HKDF_CACHE_KEY, out,
                               sizeof out, NULL));
  assert_hex (out, sizeof out, "adc1bc43ac7b8c7cbb6e5d5dcdadfe8edf23f673c108b9ec00df6069da687000");

  g_assert_true (anj_hex_decode ("09e3d1b48bd1031c2e8f6ab466938889398e99f54508f44b63438a164b313d0e",
                                 proof, sizeof proof));
  g_assert_true (
      anj_kdf_hkdf (proof, sizeof proof, NULL, 0, ANJ_HKDF_ANSWER, out, sizeof out, NULL));
  assert_hex (out, sizeof out, "eee9b4853d06b86d01f6b23c7bd113089ede3a578223cc331c486e9123d3270a");
}

static void
test_sha256 (void)
{
  g_autofree char *empty = anj_sha256_hex ((const guint8 *) "", 0);
  g_autofree char *abc = anj_sha256_hex ((const guint8 *) "abc", 3);

  g_assert_cmpstr (empty, ==, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  g_assert_cmpstr (abc, ==, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kdf/lookup/known-answers", test_lookup);
  g_test_add_func ("/kdf/lookup/bad-numbers-and-costs-are-refused", test_lookup_inputs);
  g_test_add_func ("/kdf/lookup/a-high-cost-works", test_lookup_high_cost);
  g_test_add_func ("/kdf/follow/known-answer", test_follow);
  g_test_add_func ("/kdf/follow/only-canonical-input-is-taken", test_follow_inputs);
  g_test_add_func ("/kdf/hkdf/rfc-5869-answers", test_hkdf_rfc);
  g_test_add_func ("/kdf/hkdf/known-answers-of-every-purpose", test_hkdf_purposes);
  g_test_add_func ("/kdf/sha256/known-answers", test_sha256);
  return g_test_run ();
}
