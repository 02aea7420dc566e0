/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-multitap.h"

#include <string.h>

static const char *const LETTERS[10] = { " 0\n", ".,?!-1", "abc2",  "def3", "ghi4",
                                         "jkl5", "mno6",   "pqrs7", "tuv8", "wxyz9" };

/* what @key writes in turn */
static char *
letters_on (char key, const char *only)
{
  const char *letters = LETTERS[key - '0'];
  GString *left = g_string_new (NULL);

  for (; *letters != '\0'; letters++)
    if (only == NULL)
      g_string_append_c (left, *letters);
    else if (strchr (only, g_ascii_toupper (*letters)) != NULL)
      g_string_append_c (left, g_ascii_toupper (*letters));
  return g_string_free (left, FALSE);
}

gunichar
anj_multitap_press (AnjMultitap *self,
                    char key,
                    const char *last,
                    const char *next,
                    gint64 now_monotonic_us,
                    gboolean *out_replaces)
{
  g_autofree char *others = letters_on (key, last);
  g_autofree char *letters = letters_on (key, next);
  gboolean again = key == self->key &&
                   now_monotonic_us - self->last_monotonic_us < ANJ_MULTITAP_AGAIN_US;

  *out_replaces = again && strlen (others) > 1;
  if (*out_replaces)
    self->n_presses++;
  else if (*letters == '\0')
    return 0;
  else
    self->n_presses = 0;
  self->key = key;
  self->last_monotonic_us = now_monotonic_us;
  return (gunichar) (*out_replaces ? others[self->n_presses % strlen (others)] : *letters);
}

void
anj_multitap_end (AnjMultitap *self)
{
  *self = (AnjMultitap){ 0 };
}
