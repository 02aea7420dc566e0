/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "core/anj-envelope.h"
#include "core/anj-error.h"
#include "core/anj-hex.h"
#include "core/anj-time.h"
#include "test-pki.h"

#define HEAD "91f7ab9f71b1c135c2c64a33d9a1a9be8e96aaa169bc1bc03192cdaa9213a7c9"
#define RECEIPT                                                                                    \
  "{\"terminal\":\"t-0123456789ab\",\"first_seq\":1,\"last_seq\":2,\"head\":\"" HEAD               \
  "\",\"backed_up_seq\":1,\"hub_generation\":\"g1\",\"time\":\"2026-11-22T02:20:00Z\","            \
  "\"tombstones\":[{\"seq\":2,\"code\":\"conflict\"}]}"

static AnjReceipt *
receipt_new (void)
{
  AnjReceipt *receipt = anj_receipt_new ();

  receipt->terminal = g_strdup ("t-0123456789ab");
  receipt->first_seq = 1;
  receipt->last_seq = 2;
  receipt->backed_up_seq = 1;
  receipt->hub_generation = g_strdup ("g1");
  g_assert_true (anj_hex_decode (HEAD, receipt->head, sizeof receipt->head));
  g_assert_true (anj_time_parse ("2026-11-22T02:20:00Z", &receipt->time_us));
  anj_receipt_add_tombstone (receipt, 2, "conflict");
  return receipt;
}

static void
test_known_answer (void)
{
  g_autoptr (AnjReceipt) receipt = receipt_new ();
  g_autoptr (GBytes) bytes = anj_receipt_to_bytes (receipt);
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjReceipt) parsed = anj_receipt_parse (bytes, &error);
  const AnjTombstone *tombstone;

  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), RECEIPT,
                   strlen (RECEIPT));
  g_assert_no_error (error);
  g_assert_cmpstr (parsed->terminal, ==, receipt->terminal);
  g_assert_cmpuint (parsed->last_seq, ==, 2);
  g_assert_cmpuint (parsed->backed_up_seq, ==, 1);
  g_assert_cmpint (parsed->time_us, ==, receipt->time_us);
  g_assert_cmpmem (parsed->head, 32, receipt->head, 32);
  g_assert_cmpuint (parsed->tombstones->len, ==, 1);
  tombstone = g_ptr_array_index (parsed->tombstones, 0);
  g_assert_cmpuint (tombstone->seq, ==, 2);
  g_assert_cmpstr (tombstone->code, ==, "conflict");
}

static void
test_missing (void)
{
  g_autoptr (AnjReceipt) receipt = receipt_new ();
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjReceipt) parsed = NULL;

  g_ptr_array_add (receipt->missing, g_strdup (HEAD));
  bytes = anj_receipt_to_bytes (receipt);
  text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_assert_true (g_str_has_suffix (text, "\"conflict\"}],\"missing\":[\"" HEAD "\"]}"));
  parsed = anj_receipt_parse (bytes, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (parsed->missing->len, ==, 1);
  g_assert_cmpstr (parsed->missing->pdata[0], ==, HEAD);
}

static void
test_lost (void)
{
  g_autoptr (AnjReceipt) receipt = receipt_new ();
  AnjSeqRange range = { 1, 2 };
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjReceipt) parsed = NULL;

  g_array_append_val (receipt->lost, range);
  bytes = anj_receipt_to_bytes (receipt);
  text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_assert_true (g_str_has_suffix (text, "],\"lost\":[{\"first_seq\":1,\"last_seq\":2}]}"));
  parsed = anj_receipt_parse (bytes, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (parsed->lost->len, ==, 1);
  g_assert_cmpuint (g_array_index (parsed->lost, AnjSeqRange, 0).last_seq, ==, 2);
}

static void
test_fields (void)
{
  static const char *const changes[][2] = {
    { "}]}", "}],\"missing\":[\"91\"]}" },
    { "}]}", "}],\"missing\":[[]]}" },
    { "}]}", "}],\"missing\":{}}" },
    { "}]}", "}],\"lost\":{}}" },
    { "}]}", "}],\"lost\":[1]}" },
    { "}]}", "}],\"lost\":[{\"first_seq\":2,\"last_seq\":1}]}" },
    { "}]}", "}],\"lost\":[{\"first_seq\":2,\"last_seq\":3}]}" },
    { "\"first_seq\":1", "\"first_seq\":0" },
    { "\"first_seq\":1", "\"first_seq\":3" },
    { "\"last_seq\":2", "\"last_seq\":\"2\"" },
    { "\"backed_up_seq\":1", "\"backed_up_seq\":-1" },
    { HEAD, "91" },
    { "2026-11-22T02:20:00Z", "yesterday" },
    { "\"seq\":2", "\"seq\":3" },
    { "conflict", "con flict" },
    { "t-0123456789ab", "" },
    { "[{", "[1,{" },
    { "\"tombstones\"", "\"other\"" },
    { "\"g1\"", "null" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      g_auto (GStrv) parts = g_strsplit (RECEIPT, changes[i][0], 2);
      g_autofree char *text = g_strjoinv (changes[i][1], parts);
      g_autoptr (GBytes) bytes = test_bytes (text);
      g_autoptr (GError) error = NULL;

      g_assert_cmpuint (g_strv_length (parts), ==, 2);
      g_assert_null (anj_receipt_parse (bytes, &error));
      g_assert_error (error, ANJ_ERROR, ANJ_ERROR_INVALID);
    }
}

static void
test_signed_flips (void)
{
  g_autoptr (TestIdentity) ca = test_identity_new (ANJ_CERT_CA, "Anjungan hub CA", NULL);
  g_autoptr (TestIdentity) signer = test_identity_new (ANJ_CERT_SIGNER, "Anjungan receipts", ca);
  g_autoptr (AnjReceipt) receipt = receipt_new ();
  g_autoptr (GBytes) bytes = anj_receipt_to_bytes (receipt);
  g_autoptr (GBytes) der = anj_cms_sign (bytes, signer->cert, signer->key, NULL);
  g_autoptr (GBytes) content = anj_cms_verify (der, ca->cert, 0, NULL, NULL);

  g_assert_true (g_bytes_equal (content, bytes));
  for (gsize i = 0; i < g_bytes_get_size (der); i++)
    {
      g_autoptr (GBytes) flipped = test_flip (der, i, (guint8) (1 << (i % 8)));
      g_autoptr (GBytes) bad = anj_cms_verify (flipped, ca->cert, 0, NULL, NULL);

      g_assert_null (bad);
    }
}

/* the server's and a terminal's certificate are under the same CA */
static void
test_other_signers (void)
{
  static const AnjCertKind kinds[] = { ANJ_CERT_SERVER, ANJ_CERT_CLIENT };
  g_autoptr (TestIdentity) ca = test_identity_new (ANJ_CERT_CA, "Anjungan hub CA", NULL);
  g_autoptr (GBytes) bytes = test_bytes (RECEIPT);

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autoptr (TestIdentity) other = test_identity_new (kinds[i], "other", ca);
      g_autoptr (GBytes) der = anj_cms_sign (bytes, other->cert, other->key, NULL);
      g_autoptr (GError) error = NULL;

      g_assert_null (anj_cms_verify (der, ca->cert, 0, NULL, &error));
      g_assert_error (error, ANJ_ERROR, ANJ_ERROR_TAMPERED);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/receipt/known-answer", test_known_answer);
  g_test_add_func ("/receipt/names-attachments-that-are-missing", test_missing);
  g_test_add_func ("/receipt/says-what-is-lost", test_lost);
  g_test_add_func ("/receipt/bad-fields-are-refused", test_fields);
  g_test_add_func ("/receipt/every-flipped-byte-is-refused", test_signed_flips);
  g_test_add_func ("/receipt/only-the-receipt-signer-counts", test_other_signers);
  return g_test_run ();
}
