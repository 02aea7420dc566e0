/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/agent/anj-miss-mark.h"

#include <glib/gstdio.h>
#include <string.h>

#include "app/agent/anj-state-files.h"
#include "core/anj-kdf.h"

#define FILE_NAME "misses"

/* the numbers and their SHA-256, so that damaged ones are not taken for small ones */
static char *
make_text (const AnjMissMark *mark)
{
  g_autofree char *numbers = g_strdup_printf (
      "%" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT,
      mark->n_misses, mark->wait_us, mark->forgive_us, mark->n_untold);
  g_autofree char *sha256 = anj_sha256_hex ((const guint8 *) numbers, strlen (numbers));

  return g_strdup_printf ("%s %s\n", numbers, sha256);
}

gboolean
anj_miss_mark_read (const char *state_dir, AnjMissMark *out_mark)
{
  g_autofree char *text = anj_state_read_text (state_dir, FILE_NAME);
  g_autofree char *expected = NULL;
  AnjMissMark mark;
  char *at = text;

  if (text == NULL)
    return FALSE;
  mark.n_misses = g_ascii_strtoll (at, &at, 10);
  mark.wait_us = g_ascii_strtoll (at, &at, 10);
  mark.forgive_us = g_ascii_strtoll (at, &at, 10);
  mark.n_untold = g_ascii_strtoll (at, &at, 10);
  expected = make_text (&mark);
  if (!g_str_equal (text, expected))
    return FALSE;
  *out_mark = mark;
  return TRUE;
}

gboolean
anj_miss_mark_write (const char *state_dir, const AnjMissMark *mark, GError **error)
{
  g_autofree char *path = g_build_filename (state_dir, FILE_NAME, NULL);
  g_autofree char *text = make_text (mark);
  g_autofree char *present = anj_state_read_text (state_dir, FILE_NAME);
  g_autoptr (GBytes) content = NULL;

  if (g_strcmp0 (text, present) == 0)
    return TRUE;
  content = g_bytes_new (text, strlen (text));
  if (anj_state_write (state_dir, FILE_NAME, content, error))
    return TRUE;
  g_unlink (path);
  return FALSE;
}
