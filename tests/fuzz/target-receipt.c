/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * A receipt's content, after its signature held.
 *
 * Promise: one that is taken has its numbers in order, and written again it says the same.
 */

#include <string.h>

#include "core/anj-envelope.h"
#include "tests/fuzz/fuzz.h"

static void
check_order (const AnjReceipt *receipt)
{
  guint64 after_seq = 0;

  g_assert_cmpuint (receipt->first_seq, >=, 1);
  g_assert_cmpuint (receipt->first_seq, <=, receipt->last_seq);
  g_assert_cmpuint (receipt->missing->len, <=, ANJ_RECEIPT_MAX_MISSING);
  for (guint i = 0; i < receipt->tombstones->len; i++)
    {
      const AnjTombstone *tombstone = receipt->tombstones->pdata[i];

      g_assert_cmpuint (tombstone->seq, >=, receipt->first_seq);
      g_assert_cmpuint (tombstone->seq, <=, receipt->last_seq);
    }
  for (guint i = 0; i < receipt->lost->len; i++)
    {
      const AnjSeqRange *range = &g_array_index (receipt->lost, AnjSeqRange, i);

      g_assert_cmpuint (range->first_seq, >=, receipt->first_seq);
      g_assert_cmpuint (range->first_seq, <=, range->last_seq);
      g_assert_cmpuint (range->last_seq, <=, receipt->last_seq);
      g_assert_cmpuint (range->first_seq, >, after_seq);
      after_seq = range->last_seq;
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize n_bytes)
{
  g_autoptr (GBytes) json = g_bytes_new (data, n_bytes);
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjReceipt) receipt = anj_receipt_parse (json, &error);
  g_autoptr (AnjReceipt) again = NULL;
  g_autoptr (GBytes) written = NULL, rewritten = NULL;

  if (receipt == NULL)
    {
      fuzz_assert_refused (error);
      return 0;
    }
  fuzz_note_taken ();
  check_order (receipt);
  written = anj_receipt_to_bytes (receipt);
  again = anj_receipt_parse (written, &error);
  g_assert_no_error (error);
  rewritten = anj_receipt_to_bytes (again);
  g_assert_true (g_bytes_equal (written, rewritten));
  g_assert_cmpmem (receipt->head, 32, again->head, 32);
  g_assert_cmpuint (receipt->tombstones->len, ==, again->tombstones->len);
  g_assert_cmpuint (receipt->lost->len, ==, again->lost->len);
  return 0;
}
