/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "tests/fuzz/mutate.h"

#include <string.h>

#define LONGEST_PIECE 64

guint64
fuzz_random_next (FuzzRandom *self)
{
  guint64 z = self->state += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);

  z = (z ^ z >> 30) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  z = (z ^ z >> 27) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return z ^ z >> 31;
}

gsize
fuzz_random_below (FuzzRandom *self, gsize n)
{
  return n == 0 ? 0 : (gsize) (fuzz_random_next (self) % n);
}

static gsize
change_byte (FuzzRandom *random, guint8 *data, gsize n_bytes)
{
  static const guint8 telling[] = { 0x00, 0x01, 0x7f, 0x80, 0xff,         '"', '\\',
                                    '\n', ',',  '-',  '9',  '0',          '{', '}',
                                    '[',  ']',  ' ',  ';',  (guint8) 0xc3 };
  gsize at = fuzz_random_below (random, n_bytes);

  if (n_bytes == 0)
    return 0;
  if (fuzz_random_below (random, 2) == 0)
    data[at] ^= (guint8) (1u << fuzz_random_below (random, 8));
  else
    data[at] = telling[fuzz_random_below (random, sizeof telling)];
  return n_bytes;
}

/* a run of digits becomes another number */
static gsize
change_number (FuzzRandom *random, guint8 *data, gsize n_bytes)
{
  gsize at = fuzz_random_below (random, n_bytes);
  gsize end;

  while (at < n_bytes && !g_ascii_isdigit (data[at]))
    at++;
  for (end = at; end < n_bytes && g_ascii_isdigit (data[end]); end++)
    data[end] = (guint8) ('0' + fuzz_random_below (random, 10));
  return at == n_bytes ? change_byte (random, data, n_bytes) : n_bytes;
}

static gsize
leave_out (FuzzRandom *random, guint8 *data, gsize n_bytes)
{
  gsize at = fuzz_random_below (random, n_bytes);
  gsize length = 1 + fuzz_random_below (random, MIN (n_bytes - at, LONGEST_PIECE));

  if (n_bytes == 0)
    return 0;
  memmove (data + at, data + at + length, n_bytes - at - length);
  return n_bytes - length;
}

/* a piece stands a second time, somewhere */
static gsize
double_piece (FuzzRandom *random, guint8 *data, gsize n_bytes, gsize n_max)
{
  guint8 piece[LONGEST_PIECE];
  gsize from = fuzz_random_below (random, n_bytes);
  gsize to = fuzz_random_below (random, n_bytes + 1);
  gsize length = MIN (MIN (n_bytes - from, n_max - n_bytes),
                      1 + fuzz_random_below (random, LONGEST_PIECE));

  memcpy (piece, data + from, length);
  memmove (data + to + length, data + to, n_bytes - to);
  memcpy (data + to, piece, length);
  return n_bytes + length;
}

static gsize
overwrite_piece (FuzzRandom *random, guint8 *data, gsize n_bytes)
{
  gsize from = fuzz_random_below (random, n_bytes);
  gsize to = fuzz_random_below (random, n_bytes);
  gsize length = MIN (n_bytes - MAX (from, to), 1 + fuzz_random_below (random, LONGEST_PIECE));

  memmove (data + to, data + from, length);
  return n_bytes;
}

gsize
fuzz_mutate (FuzzRandom *random, guint8 *data, gsize n_bytes, gsize n_max)
{
  switch (fuzz_random_below (random, 8))
    {
    case 0:
      return change_number (random, data, n_bytes);
    case 1:
      return leave_out (random, data, n_bytes);
    case 2:
    case 3:
      return double_piece (random, data, n_bytes, n_max);
    case 4:
      return overwrite_piece (random, data, n_bytes);
    case 5:
      return fuzz_random_below (random, 8) == 0 ? fuzz_random_below (random, n_bytes)
                                                : change_byte (random, data, n_bytes);
    default:
      return change_byte (random, data, n_bytes);
    }
}
