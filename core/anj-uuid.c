/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/anj-envelope.h"

#include "core/anj-hex.h"

#define UUID_BYTES 16
#define US_PER_MS 1000

static char *
uuid_format (guint8 bytes[UUID_BYTES], guint8 version)
{
  g_autofree char *hex = NULL;

  bytes[6] = (guint8) ((bytes[6] & 0x0f) | (version << 4));
  bytes[8] = (guint8) ((bytes[8] & 0x3f) | 0x80);
  hex = anj_hex_encode (bytes, UUID_BYTES);
  return g_strdup_printf ("%.8s-%.4s-%.4s-%.4s-%.12s", hex, hex + 8, hex + 12, hex + 16, hex + 20);
}

char *
anj_uuid_v7 (gint64 real_us, const AnjRandom *random)
{
  guint8 bytes[UUID_BYTES];
  guint64 milliseconds = (guint64) (real_us / US_PER_MS);

  anj_random_fill (random, bytes, sizeof bytes);
  for (int i = 5; i >= 0; i--)
    {
      bytes[i] = (guint8) (milliseconds & 0xff);
      milliseconds >>= 8;
    }
  return uuid_format (bytes, 7);
}

char *
anj_uuid_v4 (const AnjRandom *random)
{
  guint8 bytes[UUID_BYTES];

  anj_random_fill (random, bytes, sizeof bytes);
  return uuid_format (bytes, 4);
}
