/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/anj-hex.h"

#include <string.h>

char *
anj_hex_encode (const guint8 *data, gsize n_bytes)
{
  static const char digits[] = "0123456789abcdef";
  char *text;

  g_return_val_if_fail (data != NULL || n_bytes == 0, NULL);

  text = g_malloc (n_bytes * 2 + 1);
  for (gsize i = 0; i < n_bytes; i++)
    {
      text[i * 2] = digits[data[i] >> 4];
      text[i * 2 + 1] = digits[data[i] & 0x0f];
    }
  text[n_bytes * 2] = '\0';
  return text;
}

gboolean
anj_hex_decode (const char *text, guint8 *out, gsize n_bytes)
{
  g_return_val_if_fail (out != NULL || n_bytes == 0, FALSE);

  if (text == NULL || strlen (text) != n_bytes * 2)
    return FALSE;
  for (gsize i = 0; i < n_bytes * 2; i++)
    if (!g_ascii_isxdigit (text[i]))
      return FALSE;
  for (gsize i = 0; i < n_bytes; i++)
    out[i] = (guint8) (g_ascii_xdigit_value (text[i * 2]) << 4 |
                       g_ascii_xdigit_value (text[i * 2 + 1]));
  return TRUE;
}

GBytes *
anj_base64_decode (GBytes *text)
{
  gsize n_text, n_bytes = 0;
  const char *data = g_bytes_get_data (text, &n_text);
  g_autofree char *terminated = g_strndup (data != NULL ? data : "", n_text);
  guchar *bytes = g_base64_decode (terminated, &n_bytes);

  return g_bytes_new_take (bytes, n_bytes);
}
