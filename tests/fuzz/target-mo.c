/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * A language pack's catalogue of texts.
 *
 * Promise: every translation that is taken is UTF-8 and has the arguments and tags of its text: a
 * screen that formats it stays up.
 */

#include <string.h>

#include "data/anj-mo.h"
#include "tests/fuzz/fuzz.h"

static const char *
without_context (const char *text)
{
  const char *end = strchr (text, '\4');

  return end != NULL ? end + 1 : text;
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize n_bytes)
{
  g_autoptr (GBytes) file = g_bytes_new (data, n_bytes);
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) texts = anj_mo_read (file, &error);
  GHashTableIter iter;
  gpointer text, translation;

  if (texts == NULL)
    {
      fuzz_assert_refused (error);
      return 0;
    }
  fuzz_note_taken ();
  g_hash_table_iter_init (&iter, texts);
  while (g_hash_table_iter_next (&iter, &text, &translation))
    {
      g_assert_true (g_utf8_validate (text, -1, NULL));
      g_assert_true (g_utf8_validate (translation, -1, NULL));
      g_assert_true (anj_mo_keeps_pieces (without_context (text), translation));
    }
  return 0;
}
