/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/anj-ticket-number.h"

#include <string.h>

/* eight characters without the dashes: three letters, four digits, check character */
#define N_CHARACTERS 8
#define N_LETTERS 3
#define MODULUS 31
#define BASE 3
/* 3^7 * 11 = 1 (mod 31): frees the check character, which stands at i = 7 */
#define INVERSE_OF_LAST_WEIGHT 11
#define N_ROUNDS 10

static const char values[] = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
static const char letters[] = "ABCDEFGHJKMNPQRSTUVWXYZ";
static const char digits[] = "23456789";

/* position of @character in @alphabet, or -1 */
static int
position (const char *alphabet, char character)
{
  const char *found = character == '\0' ? NULL : strchr (alphabet, character);

  return found == NULL ? -1 : (int) (found - alphabet);
}

/* sum of 3^i * v_i over the first @n characters, mod 31; i = 0 is the first letter */
static guint
weighted_sum (const char *characters, gsize n)
{
  guint weight = 1;
  guint sum = 0;

  for (gsize i = 0; i < n; i++)
    {
      sum += weight * (guint) position (values, characters[i]);
      weight = weight * BASE % MODULUS;
    }
  return sum % MODULUS;
}

char *
anj_ticket_number_format (guint32 index)
{
  char characters[N_CHARACTERS];
  guint sum;

  g_return_val_if_fail (index < ANJ_TICKET_NUMBER_SPACE, NULL);

  for (int i = N_CHARACTERS - 2; i >= N_LETTERS; i--)
    {
      characters[i] = digits[index % 8];
      index /= 8;
    }
  for (int i = N_LETTERS - 1; i >= 0; i--)
    {
      characters[i] = letters[index % 23];
      index /= 23;
    }
  sum = weighted_sum (characters, N_CHARACTERS - 1);
  characters[N_CHARACTERS - 1] = values[(MODULUS - sum) * INVERSE_OF_LAST_WEIGHT % MODULUS];
  return g_strdup_printf ("%.3s-%.4s-%c", characters, characters + 3, characters[7]);
}

/* the eight characters in upper case, without spaces and the two dashes */
static gboolean
read_characters (const char *text, char *out)
{
  gsize n = 0;
  gboolean dash_allowed = FALSE;

  for (; *text != '\0'; text++)
    {
      char character = g_ascii_toupper (*text);

      if (g_ascii_isspace (character))
        continue;
      if (character == '-' && dash_allowed)
        {
          dash_allowed = FALSE;
          continue;
        }
      if (n == N_CHARACTERS || position (values, character) < 0)
        return FALSE;
      out[n++] = character;
      dash_allowed = n == 3 || n == 7;
    }
  return n == N_CHARACTERS;
}

gboolean
anj_ticket_number_parse (const char *text, guint32 *out_index)
{
  char characters[N_CHARACTERS];
  guint32 index = 0;

  if (text == NULL || !read_characters (text, characters))
    return FALSE;
  for (gsize i = 0; i < N_CHARACTERS - 1; i++)
    {
      int value = position (i < N_LETTERS ? letters : digits, characters[i]);

      if (value < 0)
        return FALSE;
      index = index * (i < N_LETTERS ? 23 : 8) + (guint32) value;
    }
  if (weighted_sum (characters, N_CHARACTERS) != 0)
    return FALSE;
  if (out_index != NULL)
    *out_index = index;
  return TRUE;
}

char *
anj_ticket_number_normalize (const char *text)
{
  guint32 index;

  return anj_ticket_number_parse (text, &index) ? anj_ticket_number_format (index) : NULL;
}

typedef struct
{
  const guint8 *key;
  guint32 slice_first;
  guint32 slice_size;
} Permutation;

static void
put_u32 (guint8 *out, guint32 value)
{
  value = GUINT32_TO_BE (value);
  memcpy (out, &value, sizeof value);
}

/* first four bytes of HMAC-SHA-256 (key, round ‖ slice_first ‖ slice_size ‖ half), big-endian */
static guint32
round_value (const Permutation *self, guint8 round, guint32 half)
{
  g_autoptr (GHmac) hmac = g_hmac_new (G_CHECKSUM_SHA256, self->key, 32);
  guint8 message[13];
  guint8 digest[32];
  gsize n_digest_bytes = sizeof digest;
  guint32 value;

  message[0] = round;
  put_u32 (message + 1, self->slice_first);
  put_u32 (message + 5, self->slice_size);
  put_u32 (message + 9, half);
  g_hmac_update (hmac, message, sizeof message);
  g_hmac_get_digest (hmac, digest, &n_digest_bytes);
  memcpy (&value, digest, sizeof value);
  return GUINT32_FROM_BE (value);
}

static guint64
permute (const Permutation *self, guint64 value, guint half_bits)
{
  guint32 mask = (guint32) ((G_GUINT64_CONSTANT (1) << half_bits) - 1);
  guint32 left = (guint32) (value >> half_bits);
  guint32 right = (guint32) value & mask;

  for (guint8 round = 0; round < N_ROUNDS; round++)
    {
      guint32 next = left ^ (round_value (self, round, right) & mask);

      left = right;
      right = next;
    }
  return (guint64) left << half_bits | right;
}

guint32
anj_ticket_number_draw (const guint8 key[32],
                        guint32 slice_first,
                        guint32 slice_size,
                        guint32 sequence)
{
  Permutation permutation = { key, slice_first, slice_size };
  guint64 value = sequence;
  guint half_bits = 1;

  g_return_val_if_fail (key != NULL, 0);
  g_return_val_if_fail (sequence < slice_size, 0);

  while (G_GUINT64_CONSTANT (1) << (2 * half_bits) < slice_size)
    half_bits++;
  do
    value = permute (&permutation, value, half_bits);
  while (value >= slice_size);
  return slice_first + (guint32) value;
}
