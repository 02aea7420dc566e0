/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-plain-line.h"

#include <string.h>

#include "core/anj-nik.h"

static gboolean
is_good (const char *text)
{
  guint n_digits = 0;
  gboolean is_blank = TRUE;

  if (!g_utf8_validate (text, -1, NULL) || g_utf8_strlen (text, -1) > HUB_PLAIN_LINE_MAX_CHARACTERS)
    return FALSE;
  for (const char *p = text; *p != '\0'; p++)
    {
      if (g_ascii_isdigit (*p))
        n_digits++;
      else if (strchr (" .-", *p) == NULL)
        n_digits = 0;
      if (n_digits >= ANJ_NIK_LENGTH || g_ascii_iscntrl (*p))
        return FALSE;
      is_blank = is_blank && *p == ' ';
    }
  return !is_blank;
}

gboolean
hub_plain_line_check (const char *option, const char *text, GError **error)
{
  if (text != NULL && is_good (text))
    return TRUE;
  g_set_error (error, HUB_ERROR, HUB_ERROR_USAGE,
               "%s takes one line of up to %d characters without a NIK or No. KK: it is kept for "
               "years",
               option, HUB_PLAIN_LINE_MAX_CHARACTERS);
  return FALSE;
}
