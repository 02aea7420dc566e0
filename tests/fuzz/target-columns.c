/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * Households as columns ({"rows", "columns"}), as a cache page has them.
 *
 * Promises: rows that come out go in again and come out the same; a row that is shortened and
 * made long again is what it was.
 */

#include "core/anj-cache-row.h"
#include "core/anj-columns.h"
#include "core/anj-json.h"
#include "tests/fuzz/fuzz.h"

/* below what a page has: a fuzzer's time is for forms, not for sizes */
#define MANY_ROWS 200

static const guint8 village_key[ANJ_VILLAGE_KEY_BYTES] = { 1, 2, 3 };

/* shortened and made long again, @row is what it was */
static void
check_lengths (JsonObject *row)
{
  g_autoptr (GBytes) bytes = anj_json_object_to_bytes (row);
  g_autoptr (JsonObject) before = anj_json_parse_object (bytes, NULL);

  if (before == NULL)
    return; /* nested deeper than what travels */
  anj_cache_row_shorten (row, village_key);
  anj_cache_row_lengthen (row, village_key);
  g_assert_true (fuzz_objects_equal (row, before));
}

static void
check_rows (const AnjColumns *columns)
{
  g_autoptr (AnjColumnsWriter) writer = anj_columns_writer_new ();
  g_autoptr (JsonObject) packed = NULL;
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
  g_autoptr (AnjColumns) again = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < anj_columns_n_rows (columns); i++)
    {
      g_ptr_array_add (rows, anj_columns_get_row (columns, i));
      anj_columns_writer_add (writer, rows->pdata[i]);
    }
  packed = anj_columns_writer_finish (writer);
  again = anj_columns_read (packed, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (anj_columns_n_rows (again), ==, rows->len);
  for (guint i = 0; i < rows->len; i++)
    {
      g_autoptr (JsonObject) row = anj_columns_get_row (again, i);

      g_assert_true (fuzz_objects_equal (row, rows->pdata[i]));
      anj_cache_row_lengthen (row, village_key);
      check_lengths (row);
      json_object_remove_member (row, "record"); /* what is not there does not come back */
      check_lengths (row);
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize n_bytes)
{
  g_autoptr (GBytes) json = g_bytes_new (data, n_bytes);
  g_autoptr (JsonObject) packed = anj_json_parse_object (json, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjColumns) columns = NULL;

  if (packed == NULL)
    return 0;
  columns = anj_columns_read (packed, &error);
  if (columns == NULL)
    fuzz_assert_refused (error);
  else if (anj_columns_n_rows (columns) <= MANY_ROWS)
    {
      fuzz_note_taken ();
      check_rows (columns);
    }
  return 0;
}
