/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * A page of GET /v1/cache, as a terminal's sync reads and seals it: lines of JSON with the
 * village's households, deletions, place and cursor.
 *
 * Promises: a page that is taken has a cursor; each person in it opens the household's document
 * with both numbers, and not without; a page that is not taken gives nothing.
 */

#include <string.h>

#include "app/agent/anj-sync-page.h"
#include "core/anj-cache-row.h"
#include "core/anj-columns.h"
#include "core/anj-hex.h"
#include "core/anj-json.h"
#include "core/anj-seal.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/mutate.h"

#define VILLAGE "35.09.01.2001"
#define MANY_PEOPLE 3

static const guint8 k_seal[ANJ_SEAL_KEY_BYTES] = { 1 };

static void
fill (gpointer user_data, guint8 *out, gsize n_bytes)
{
  for (gsize i = 0; i < n_bytes; i++)
    out[i] = (guint8) fuzz_random_next (user_data);
}

/* as a session does that knows the numbers */
static void
check_person (const AnjSealedHousehold *household,
              const AnjCacheRow *row,
              JsonObject *person,
              GBytes *document,
              const AnjCacheGeneration *generation)
{
  static const guint8 wrong_proof[ANJ_CACHE_PROOF_BYTES] = { 0 };
  g_autoptr (GError) error = NULL, wrong_error = NULL;
  g_autoptr (GBytes) key = NULL, opened = NULL, wrong = NULL;
  guint8 hidden[ANJ_CACHE_INDEX_BYTES];
  AnjLookupKey lookup;

  g_assert_true (anj_kdf_lookup (anj_json_get_string (person, "nik", ""),
                                 anj_json_get_string (person, "no_kk", ""), generation->salt,
                                 &generation->cost, &lookup, &error));
  g_assert_true (anj_cache_hide_index (k_seal, lookup.index, hidden, &error));
  g_assert_cmpmem (row->index, sizeof row->index, hidden, sizeof hidden);
  key = anj_cache_unwrap (row->wrapped, household->record, k_seal, lookup.proof, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (key), >=, ANJ_SEAL_KEY_BYTES);
  opened = anj_seal_open (g_bytes_get_data (key, NULL), household->sealed, household->aad, &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (opened, document));
  wrong = anj_cache_unwrap (row->wrapped, household->record, k_seal, wrong_proof, &wrong_error);
  g_assert_null (wrong);
  fuzz_assert_refused (wrong_error);
}

static void
check_household (const AnjSealedHousehold *household,
                 JsonObject *row,
                 const AnjCacheGeneration *generation)
{
  JsonArray *people = anj_json_get_array (row, "people");
  g_autoptr (GBytes) document = anj_json_object_to_bytes (anj_json_get_object (row, "document"));

  g_assert_cmpstr (household->record, ==, anj_json_get_string (row, "record", NULL));
  g_assert_cmpuint (household->rows->len, ==, json_array_get_length (people));
  for (guint i = 0; i < MIN (household->rows->len, MANY_PEOPLE); i++)
    check_person (household, &g_array_index (household->rows, AnjCacheRow, i),
                  anj_json_array_get_object (people, i), document, generation);
}

/* the households of one line; @inout_n: how many came before */
static void
check_line (const AnjCachePage *page,
            JsonObject *line,
            guint *inout_n,
            const AnjCacheGeneration *generation)
{
  JsonObject *households = anj_json_get_object (line, "households");
  g_autoptr (AnjColumns) columns = NULL;
  guint8 key[ANJ_VILLAGE_KEY_BYTES];

  if (households == NULL)
    return;
  columns = anj_columns_read (households, NULL);
  g_assert_nonnull (columns);
  g_assert_true (anj_hex_decode (anj_json_get_string (households, "key", ""), key, sizeof key));
  for (guint i = 0; i < anj_columns_n_rows (columns); i++)
    {
      g_autoptr (JsonObject) row = anj_columns_get_row (columns, i);

      g_assert_cmpuint (*inout_n, <, page->households->len);
      anj_cache_row_lengthen (row, key);
      check_household (page->households->pdata[(*inout_n)++], row, generation);
    }
}

static void
check_page (const AnjCachePage *page,
            const guint8 *data,
            gsize n_bytes,
            const AnjCacheGeneration *generation)
{
  g_autofree char *text = g_strndup ((const char *) data, n_bytes);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  guint n = 0;

  for (guint i = 0; lines[i] != NULL; i++)
    if (*lines[i] != '\0')
      {
        g_autoptr (GBytes) bytes = g_bytes_new_static (lines[i], strlen (lines[i]));
        g_autoptr (JsonObject) line = anj_json_parse_object (bytes, NULL);

        g_assert_nonnull (line);
        check_line (page, line, &n, generation);
      }
  g_assert_cmpuint (n, ==, page->households->len);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize n_bytes)
{
  FuzzRandom state = { .state = 1 };
  AnjRandom random = { fill, &state };
  g_autoptr (GBytes) lines = g_bytes_new (data, n_bytes);
  g_autoptr (GBytes) salt = g_bytes_new_static ("01234567890123456789012345678901", 32);
  /* the cheapest that scrypt allows: what it costs is not the question here */
  AnjCacheGeneration generation = { .salt = salt, .cost = { 1024, 1, 1 } };
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
  check_page (page, data, n_bytes, &generation);
  return 0;
}
