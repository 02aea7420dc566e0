/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/agent/anj-cache-digest.h"

#include <string.h>

#include "core/anj-kdf.h"

void
anj_cache_digest_row (sqlite3_stmt *statement, int n_columns, AnjCacheSum *out_sum)
{
  g_autoptr (GByteArray) row = g_byte_array_new ();

  for (int i = 0; i < n_columns; i++)
    {
      const guint8 *data = sqlite3_column_blob (statement, i);
      guint n_bytes = (guint) sqlite3_column_bytes (statement, i);
      guint32 length = GUINT32_TO_BE (n_bytes);

      g_byte_array_append (row, (const guint8 *) &length, sizeof length);
      g_byte_array_append (row, data, n_bytes);
    }
  anj_sha256 (row->data, row->len, out_sum->bytes);
}

void
anj_cache_sum_toggle (AnjCacheSum *self, const AnjCacheSum *row)
{
  for (gsize i = 0; i < sizeof self->bytes; i++)
    self->bytes[i] ^= row->bytes[i];
}

gboolean
anj_cache_sum_matches (const AnjCacheSum *self, sqlite3_stmt *statement, int column)
{
  const void *there = sqlite3_column_blob (statement, column);

  return sqlite3_column_bytes (statement, column) == sizeof self->bytes &&
         memcmp (there, self->bytes, sizeof self->bytes) == 0;
}
