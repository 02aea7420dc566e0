/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-shape.h"

#include <string.h>

#define FIRST_YEAR 1900
#define N_GROUP 3

char *
anj_shape_digits (const char *text)
{
  GString *digits = g_string_new (NULL);

  for (const char *at = text; *at != '\0'; at++)
    if (g_ascii_isdigit (*at))
      g_string_append_c (digits, *at);
  return g_string_free (digits, FALSE);
}

char *
anj_shape_date (const char *digits)
{
  GString *date = g_string_new (NULL);

  for (gsize i = 0; digits[i] != '\0' && i < ANJ_SHAPE_DATE_DIGITS; i++)
    {
      if (i == 2 || i == 4)
        g_string_append_c (date, '-');
      g_string_append_c (date, digits[i]);
    }
  return g_string_free (date, FALSE);
}

char *
anj_shape_amount (const char *digits)
{
  const char *first = digits + strspn (digits, "0");
  gsize length = strlen (first);
  GString *amount = NULL;

  if (length == 0)
    return g_strdup ("");
  amount = g_string_new ("Rp");
  for (gsize i = 0; i < length; i++)
    {
      if (i > 0 && (length - i) % N_GROUP == 0)
        g_string_append_c (amount, '.');
      g_string_append_c (amount, first[i]);
    }
  return g_string_free (amount, FALSE);
}

gboolean
anj_shape_is_date (const char *text)
{
  g_autofree char *digits = anj_shape_digits (text);
  guint64 number = g_ascii_strtoull (digits, NULL, 10);
  guint day = (guint) (number / 1000000), month = (guint) (number / 10000 % 100);
  guint year = (guint) (number % 10000);

  return strlen (digits) == ANJ_SHAPE_DATE_DIGITS && year >= FIRST_YEAR && month >= 1 &&
         month <= 12 && g_date_valid_dmy ((GDateDay) day, (GDateMonth) month, (GDateYear) year);
}
