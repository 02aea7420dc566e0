/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/agent/anj-outbox-row.h"

#include <string.h>

#include "core/anj-error.h"
#include "core/anj-kdf.h"
#include "core/anj-seal.h"
#include "core/anj-secret.h"

#define LENGTH_BYTES 4

gboolean
anj_outbox_row_key (const guint8 *k_out, guint8 *out_key, GError **error)
{
  return anj_kdf_hkdf (k_out, ANJ_SEAL_KEY_BYTES, NULL, 0, ANJ_HKDF_OUTBOX_ROW, out_key,
                       ANJ_OUTBOX_ROW_KEY_BYTES, error);
}

GBytes *
anj_outbox_row_seal (const guint8 *key,
                     const char *place,
                     GBytes *first,
                     GBytes *second,
                     const AnjRandom *random,
                     GError **error)
{
  g_autoptr (GBytes) aad = g_bytes_new (place, strlen (place));
  g_autoptr (GBytes) plain = NULL;
  gsize n_first, n_second;
  const guint8 *first_data = g_bytes_get_data (first, &n_first);
  const guint8 *second_data = g_bytes_get_data (second, &n_second);
  guint32 length = GUINT32_TO_BE ((guint32) n_first);
  guint8 *data = g_malloc (LENGTH_BYTES + n_first + n_second);

  memcpy (data, &length, LENGTH_BYTES);
  memcpy (data + LENGTH_BYTES, first_data, n_first);
  if (n_second > 0)
    memcpy (data + LENGTH_BYTES + n_first, second_data, n_second);
  plain = anj_secret_bytes_new_take (data, LENGTH_BYTES + n_first + n_second);
  return anj_seal (key, plain, aad, random, error);
}

gboolean
anj_outbox_row_open (const guint8 *key,
                     const char *place,
                     GBytes *sealed,
                     GBytes **out_first,
                     GBytes **out_second,
                     GError **error)
{
  g_autoptr (GBytes) aad = g_bytes_new (place, strlen (place));
  g_autoptr (GBytes) plain = anj_seal_open (key, sealed, aad, error);
  gsize n_bytes;
  const guint8 *data;
  guint32 length;

  if (plain == NULL)
    return FALSE;
  data = g_bytes_get_data (plain, &n_bytes);
  if (n_bytes < LENGTH_BYTES)
    {
      g_set_error_literal (error, ANJ_ERROR, ANJ_ERROR_INVALID, "sealed row is too short");
      return FALSE;
    }
  memcpy (&length, data, LENGTH_BYTES);
  length = GUINT32_FROM_BE (length);
  if (length > n_bytes - LENGTH_BYTES)
    {
      g_set_error_literal (error, ANJ_ERROR, ANJ_ERROR_INVALID, "sealed row is cut short");
      return FALSE;
    }
  *out_first = g_bytes_new (data + LENGTH_BYTES, length);
  *out_second = g_bytes_new (data + LENGTH_BYTES + length, n_bytes - LENGTH_BYTES - length);
  return TRUE;
}
