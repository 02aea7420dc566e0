/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * The cursor of /v1/cache, as a terminal sends it back.
 *
 * Promises: one that is taken is "0" or names this database, and the hub's own writing of its place
 * means the same place.
 */

#include "hub/hub-cache-source.h"
#include "tests/fuzz/fuzz.h"

#define GENERATION "0123456789abcdef0123456789abcdef"

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize n_bytes)
{
  g_autofree char *text = g_strndup ((const char *) data, n_bytes);
  g_autofree char *again = NULL;
  gint64 seq = -1, seq_again = -2;

  if (!hub_cache_source_parse (text, GENERATION, &seq))
    return 0;
  fuzz_note_taken ();
  g_assert_cmpint (seq, >=, 0);
  g_assert_true (g_str_has_prefix (text, GENERATION ".") || g_str_equal (text, "0"));
  again = hub_cache_source_cursor (GENERATION, seq);
  g_assert_true (hub_cache_source_parse (again, GENERATION, &seq_again));
  g_assert_cmpint (seq, ==, seq_again);
  return 0;
}
