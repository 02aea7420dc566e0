/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "data/anj-clip-number.h"

#include <string.h>

#define N_DIGITS_MAX 12
#define N_DIGITS_OF_NUMBER 3 /* more than these in one are a code */
#define SEPARATORS ".,"
#define RUPIAH_SIGN "Rp"

/* FALSE: there is no clip of @text */
static gboolean
add (GPtrArray *spelt, GHashTable *texts, const char *text)
{
  gboolean is_there = g_hash_table_contains (texts, text);

  if (is_there)
    g_ptr_array_add (spelt, g_strdup (text));
  return is_there;
}

/* as the screen writes it: 1.250.000 */
static char *
write_number (guint64 number)
{
  g_autofree char *rest = NULL;
  g_autofree char *first = NULL;

  if (number < 1000)
    return g_strdup_printf ("%" G_GUINT64_FORMAT, number);
  first = write_number (number / 1000);
  rest = g_strdup_printf ("%03u", (guint) (number % 1000));
  return g_strdup_printf ("%s.%s", first, rest);
}

static gboolean
add_number (GPtrArray *spelt, GHashTable *texts, guint64 number)
{
  static const struct
  {
    guint64 unit;
    const char *text; /* said after how many of it there are; NULL: no word of its own */
  } units[] = {
    { 1000000000, ANJ_CLIP_BILLION },
    { 1000000, ANJ_CLIP_MILLION },
    { 1000, ANJ_CLIP_THOUSAND },
    { 100, NULL },
    { 10, NULL },
  };
  g_autofree char *whole = write_number (number);

  if (add (spelt, texts, whole))
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    {
      guint64 unit = units[i].unit;
      guint64 rest = number % unit;

      if (number < unit)
        continue;
      if (rest > 0)
        return add_number (spelt, texts, number - rest) && add_number (spelt, texts, rest);
      return units[i].text != NULL && add_number (spelt, texts, number / unit) &&
             add (spelt, texts, units[i].text);
    }
  return FALSE;
}

static gboolean
add_characters (GPtrArray *spelt, GHashTable *texts, const char *token)
{
  for (const char *at = token; *at != '\0'; at++)
    {
      char character[] = { *at, '\0' };

      if (*at != '-' && !add (spelt, texts, character))
        return FALSE;
    }
  return TRUE;
}

/* (transfer full) (nullable): the digits of a number in threes or of at most three; NULL: it is
 * none */
static char *
read_number (const char *token, AnjClipNumberManner manner)
{
  g_auto (GStrv) groups = g_strsplit_set (token, SEPARATORS, -1);
  g_autofree char *digits = g_strjoinv ("", groups);
  guint n_groups = g_strv_length (groups);
  gsize n_digits = strlen (digits);

  if (n_digits == 0 || n_digits > N_DIGITS_MAX || strspn (digits, "0123456789") != n_digits ||
      (digits[0] == '0' && n_digits > 1))
    return NULL;
  if (n_groups == 1 && n_digits > N_DIGITS_OF_NUMBER && manner == ANJ_CLIP_NUMBER_ALONE)
    return NULL;
  for (guint i = 0; n_groups > 1 && i < n_groups; i++)
    if (strlen (groups[i]) > 3 || (i > 0 && strlen (groups[i]) < 3))
      return NULL;
  return g_steal_pointer (&digits);
}

static gboolean
is_code (const char *token)
{
  gsize n_capitals_or_digits = strspn (token, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-");

  return token[n_capitals_or_digits] == '\0' && strpbrk (token, "0123456789") != NULL;
}

GPtrArray *
anj_clip_number_spell (const char *token, AnjClipNumberManner manner, GHashTable *texts)
{
  g_autoptr (GPtrArray) spelt = g_ptr_array_new_with_free_func (g_free);
  gboolean is_amount = g_str_has_prefix (token, RUPIAH_SIGN);
  const char *from = is_amount ? token + strlen (RUPIAH_SIGN) : token;
  g_autofree char *bare = g_strndup (from, strcspn (from, "!?;:"));
  g_autofree char *number = NULL;
  gboolean is_spelt;

  while (g_str_has_suffix (bare, ".") || g_str_has_suffix (bare, ","))
    bare[strlen (bare) - 1] = '\0';
  number = read_number (bare, is_amount ? ANJ_CLIP_NUMBER_AFTER_WORD : manner);
  if (number != NULL)
    is_spelt = add_number (spelt, texts, g_ascii_strtoull (number, NULL, 10)) &&
               (!is_amount || add (spelt, texts, ANJ_CLIP_RUPIAH));
  else
    is_spelt = !is_amount && is_code (bare) && add_characters (spelt, texts, bare);
  return is_spelt ? g_steal_pointer (&spelt) : NULL;
}
