/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/agent/anj-ticket-mark.h"

#include <string.h>

#include "app/agent/anj-state-files.h"
#include "core/anj-kdf.h"

#define FILE_NAME "tickets"

/* the number and its SHA-256, so that a damaged one is not taken for a small one */
static char *
make_text (gint64 mark)
{
  g_autofree char *digits = g_strdup_printf ("%" G_GINT64_FORMAT, mark);
  g_autofree char *sha256 = anj_sha256_hex ((const guint8 *) digits, strlen (digits));

  return g_strdup_printf ("%s %s\n", digits, sha256);
}

gint64
anj_ticket_mark_read (const char *state_dir)
{
  g_autoptr (GBytes) bytes = anj_state_read (state_dir, FILE_NAME, NULL);
  g_autofree char *text = NULL;
  g_autofree char *expected = NULL;
  gsize n_bytes;
  const char *data;
  gint64 mark;

  if (bytes == NULL)
    return 0;
  data = g_bytes_get_data (bytes, &n_bytes);
  text = g_strndup (data, n_bytes);
  mark = g_ascii_strtoll (text, NULL, 10);
  expected = make_text (mark);
  return mark > 0 && g_str_equal (text, expected) ? mark : 0;
}

gboolean
anj_ticket_mark_write (const char *state_dir, gint64 mark, GError **error)
{
  g_autofree char *text = make_text (mark);
  g_autoptr (GBytes) content = g_bytes_new (text, strlen (text));

  return anj_state_write (state_dir, FILE_NAME, content, error);
}
