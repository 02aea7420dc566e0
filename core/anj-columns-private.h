/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/anj-columns.h"

G_BEGIN_DECLS

/* Digits of a code: printable ASCII but for what JSON escapes or compressors meet everywhere. */
#define ANJ_CODE_FIRST '#'
#define ANJ_CODE_ESCAPED '\\'
#define ANJ_CODE_BASE 91

static inline char
anj_code_digit (guint value)
{
  char digit = (char) (ANJ_CODE_FIRST + value);

  return digit < ANJ_CODE_ESCAPED ? digit : (char) (digit + 1);
}

/* -1: no digit */
static inline int
anj_code_value (char digit)
{
  if (digit < ANJ_CODE_FIRST || digit > '~' || digit == ANJ_CODE_ESCAPED)
    return -1;
  return digit - ANJ_CODE_FIRST - (digit > ANJ_CODE_ESCAPED ? 1 : 0);
}

/* how many digits a code of @n_values different ones has */
static inline guint
anj_code_width (guint n_values)
{
  guint width = 1;

  for (guint64 n = ANJ_CODE_BASE; n < n_values; n *= ANJ_CODE_BASE)
    width++;
  return width;
}

typedef enum {
  ANJ_KIND_MISSING = '.',
  ANJ_KIND_VALUE = 'v',
  ANJ_KIND_OBJECT = 'o',
  ANJ_KIND_ARRAY = 'a',
} AnjKind;

/**
 * AnjSpread:
 * @n_items: of all arrays together
 * @starts: per array, where its items start in the order of arrays
 * @places: of items in the order of arrays: their place in the order of positions (first all first
 *   items, then all second ones, …)
 */
typedef struct
{
  guint n_items;
  guint32 *starts;
  guint32 *places;
} AnjSpread;

/* @lengths add up to less than G_MAXUINT32 */
void anj_spread_init (AnjSpread *self, const guint32 *lengths, guint n_arrays);
void anj_spread_clear (AnjSpread *self);

G_END_DECLS
