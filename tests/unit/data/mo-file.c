/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "mo-file.h"

#include <string.h>

#define HEADER_WORDS 7
#define MAGIC 0x950412deu

static void
put_word (GByteArray *file, gsize value)
{
  guint32 word = (guint32) value;

  g_byte_array_append (file, (const guint8 *) &word, sizeof word);
}

/* texts at even places, translations at odd ones */
static void
put_table (GByteArray *file, const char *const *pairs, guint n_pairs, guint first, gsize *offset)
{
  for (guint i = 0; i < n_pairs; i++)
    {
      gsize length = strlen (pairs[2 * i + first]);

      put_word (file, length);
      put_word (file, *offset);
      *offset += length + 1;
    }
}

static void
put_strings (GByteArray *file, const char *const *pairs, guint n_pairs, guint first)
{
  for (guint i = 0; i < n_pairs; i++)
    {
      g_autofree char *text = g_strdup (pairs[2 * i + first]);

      gsize n_bytes = strlen (text) + 1;

      g_strdelimit (text, "|", '\0');
      g_byte_array_append (file, (const guint8 *) text, (guint) n_bytes);
    }
}

GBytes *
mo_file_new (const char *const *pairs)
{
  GByteArray *file = g_byte_array_new ();
  guint n_pairs = g_strv_length ((char **) pairs) / 2;
  const gsize table_bytes = 8 * (gsize) n_pairs;
  const gsize header_bytes = HEADER_WORDS * sizeof (guint32);
  gsize offset = header_bytes + 2 * table_bytes;

  put_word (file, MAGIC);
  put_word (file, 0);
  put_word (file, n_pairs);
  put_word (file, header_bytes);
  put_word (file, header_bytes + table_bytes);
  put_word (file, 0);
  put_word (file, 0);
  put_table (file, pairs, n_pairs, 0, &offset);
  put_table (file, pairs, n_pairs, 1, &offset);
  put_strings (file, pairs, n_pairs, 0);
  put_strings (file, pairs, n_pairs, 1);
  return g_byte_array_free_to_bytes (file);
}
