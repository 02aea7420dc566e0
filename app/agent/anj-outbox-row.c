/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/agent/anj-outbox-row.h"

#include <string.h>

#include "core/anj-error.h"
#include "core/anj-kdf.h"
#include "core/anj-seal.h"
#include "core/anj-secret.h"

#define LENGTH_BYTES 4
/* in the first length: the second stands beside it, and zeros fill up */
#define FILLED 0x80000000u
#define STEP_BYTES 1024
#define PAYLOAD_SUFFIX " payload"

gboolean
anj_outbox_row_key (const guint8 *k_out, guint8 *out_key, GError **error)
{
  return anj_kdf_hkdf (k_out, ANJ_SEAL_KEY_BYTES, NULL, 0, ANJ_HKDF_OUTBOX_ROW, out_key,
                       ANJ_OUTBOX_ROW_KEY_BYTES, error);
}

static guint8 *
put_length (guint8 *at, guint32 length)
{
  length = GUINT32_TO_BE (length);
  return (guint8 *) memcpy (at, &length, LENGTH_BYTES) + LENGTH_BYTES;
}

static guint32
get_length (const guint8 *at)
{
  guint32 length;

  memcpy (&length, at, LENGTH_BYTES);
  return GUINT32_FROM_BE (length);
}

static guint8 *
put_bytes (guint8 *at, GBytes *bytes)
{
  gsize n_bytes;
  const guint8 *data = g_bytes_get_data (bytes, &n_bytes);

  if (n_bytes > 0)
    memcpy (at, data, n_bytes);
  return at + n_bytes;
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
  gsize n_bytes = 2 * LENGTH_BYTES + g_bytes_get_size (first) + g_bytes_get_size (second);
  gsize n_filled = (n_bytes + STEP_BYTES - 1) / STEP_BYTES * STEP_BYTES;
  guint8 *data = g_malloc0 (n_filled);
  guint8 *at = put_length (data, (guint32) g_bytes_get_size (first) | FILLED);

  at = put_length (at, (guint32) g_bytes_get_size (second));
  put_bytes (put_bytes (at, first), second);
  plain = anj_secret_bytes_new_take (data, n_filled);
  return anj_seal (key, plain, aad, random, error);
}

/* FALSE: it is cut short */
static gboolean
split (GBytes *plain, GBytes **out_first, GBytes **out_second)
{
  gsize n_bytes;
  const guint8 *data = g_bytes_get_data (plain, &n_bytes);
  gsize n_lengths = LENGTH_BYTES, n_first, n_second;

  if (n_bytes < LENGTH_BYTES)
    return FALSE;
  n_first = get_length (data);
  if ((n_first & FILLED) != 0)
    n_lengths = 2 * LENGTH_BYTES;
  n_first &= ~(gsize) FILLED;
  if (n_bytes < n_lengths || n_first > n_bytes - n_lengths)
    return FALSE;
  n_second = n_bytes - n_lengths - n_first; /* of older versions: all the rest */
  if (n_lengths > LENGTH_BYTES && get_length (data + LENGTH_BYTES) > n_second)
    return FALSE;
  if (n_lengths > LENGTH_BYTES)
    n_second = get_length (data + LENGTH_BYTES);
  *out_first = g_bytes_new (data + n_lengths, n_first);
  *out_second = g_bytes_new (data + n_lengths + n_first, n_second);
  return TRUE;
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

  if (plain == NULL)
    return FALSE;
  if (split (plain, out_first, out_second))
    return TRUE;
  g_set_error_literal (error, ANJ_ERROR, ANJ_ERROR_INVALID, "sealed row is cut short");
  return FALSE;
}

GBytes *
anj_outbox_payload_seal (const guint8 *key,
                         const char *place,
                         GBytes *payload,
                         const AnjRandom *random,
                         GError **error)
{
  g_autofree char *own_place = g_strconcat (place, PAYLOAD_SUFFIX, NULL);
  g_autoptr (GBytes) nothing = g_bytes_new (NULL, 0);

  return anj_outbox_row_seal (key, own_place, payload, nothing, random, error);
}

GBytes *
anj_outbox_payload_open (const guint8 *key, const char *place, GBytes *stored)
{
  g_autofree char *own_place = g_strconcat (place, PAYLOAD_SUFFIX, NULL);
  g_autoptr (GBytes) nothing = NULL;
  GBytes *payload;

  return anj_outbox_row_open (key, own_place, stored, &payload, &nothing, NULL)
             ? payload
             : g_bytes_ref (stored);
}
