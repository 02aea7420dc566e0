/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * A page of GET /v1/cache, as a terminal's sync reads and seals it: lines of JSON with the
 * village's households, deletions, place and cursor.
 *
 * Promises: a page that is taken has a cursor, and every person in it can open the household's
 * document with both numbers, and only then; a page that is not taken gives nothing.
 */

#include <string.h>

#include "app/agent/anj-sync-page.h"
#include "core/anj-json.h"
#include "core/anj-seal.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/mutate.h"

#define VILLAGE "35.09.01.2001"
#define MANY_HOUSEHOLDS 20

static const guint8 k_seal[ANJ_SEAL_KEY_BYTES] = { 1 };

static void
fill (gpointer user_data, guint8 *out, gsize n_bytes)
{
  for (gsize i = 0; i < n_bytes; i++)
    out[i] = (guint8) fuzz_random_next (user_data);
}

static void
check_household (const AnjSealedHousehold *household)
{
  g_assert_cmpstr (household->record, !=, "");
  g_assert_cmpuint (g_bytes_get_size (household->sealed), >, ANJ_SEAL_OVERHEAD_BYTES);
  for (guint i = 0; i < household->rows->len; i++)
    {
      const AnjCacheRow *row = &g_array_index (household->rows, AnjCacheRow, i);
      static const guint8 wrong_proof[ANJ_CACHE_PROOF_BYTES] = { 0 };
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes)
          opened = anj_cache_unwrap (row->wrapped, household->record, k_seal, wrong_proof, &error);

      g_assert_null (opened);
      fuzz_assert_refused (error);
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize n_bytes)
{
  FuzzRandom state = { .state = 1 };
  AnjRandom random = { fill, &state };
  g_autoptr (GBytes) lines = g_bytes_new (data, n_bytes);
  g_autoptr (GBytes) salt = g_bytes_new_static ("01234567890123456789012345678901", 32);
  /* the cheapest that scrypt allows: what it costs is not the question here */
  AnjCacheGeneration generation = { .salt = salt, .cost = { 1024, 1, 1 }, .cursor = NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjCachePage) page = NULL;
  gboolean more = FALSE;

  page = anj_sync_page_seal (lines, VILLAGE, &generation, k_seal, /* threads */ 1, &random, &more,
                             &error);
  if (page == NULL)
    {
      fuzz_assert_refused (error);
      return 0;
    }
  fuzz_note_taken ();
  g_assert_nonnull (page->cursor);
  g_assert_cmpint (page->is_last, ==, !more);
  for (guint i = 0; i < MIN (page->households->len, MANY_HOUSEHOLDS); i++)
    check_household (page->households->pdata[i]);
  return 0;
}
