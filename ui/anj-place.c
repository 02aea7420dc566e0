/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-place.h"

#include <string.h>

#include "core/anj-household.h"
#include "core/anj-json.h"

#define SHORT_MONTH_LETTERS 3

/* registers shout; a sign on a house does not: "SUMBER KENCANA" → "Sumber Kencana" */
static char *
calm_down (const char *name)
{
  g_autofree char *lower = NULL;
  GString *out = NULL;
  gboolean word_start = TRUE;

  for (const char *p = name; *p != '\0'; p = g_utf8_next_char (p))
    if (g_unichar_islower (g_utf8_get_char (p)))
      return g_strdup (name);
  lower = g_utf8_strdown (name, -1);
  out = g_string_new (NULL);
  for (const char *p = lower; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      g_string_append_unichar (out, word_start ? g_unichar_toupper (c) : c);
      word_start = !g_unichar_isalpha (c) && c != '\'';
    }
  return g_string_free (out, FALSE);
}

char *
anj_place_village (JsonObject *config)
{
  JsonObject *place = anj_json_get_object (config, "place");
  const char *region = anj_json_get_string (config, "region", "");
  const char *village = place != NULL ? anj_json_get_string (place, "village", "") : "";
  const char *number = strrchr (region, '.');
  g_autofree char *name = calm_down (village);

  if (*name == '\0' || number == NULL || g_str_has_prefix (name, "Desa ") ||
      g_str_has_prefix (name, "Kelurahan "))
    return g_steal_pointer (&name);
  /* the fourth part of a village code begins with 1 for a kelurahan, else it is a desa */
  return g_strconcat (number[1] == '1' ? "Kelurahan " : "Desa ", name, NULL);
}

char *
anj_place_regency (JsonObject *config)
{
  JsonObject *place = anj_json_get_object (config, "place");
  g_autofree char *name = calm_down (place != NULL ? anj_json_get_string (place, "regency", "")
                                                   : "");

  if (g_str_has_prefix (name, "Kab. "))
    return g_strconcat ("Kabupaten ", name + strlen ("Kab. "), NULL);
  return g_steal_pointer (&name);
}

char *
anj_place_short_date (const char *iso, const char *language)
{
  g_autofree char *words = iso != NULL ? anj_date_in_words (iso, language) : NULL;
  g_auto (GStrv) parts = words != NULL ? g_strsplit (words, " ", -1) : NULL;
  g_autofree char *month = NULL;

  if (parts == NULL || g_strv_length (parts) != 3)
    return NULL;
  month = g_utf8_substring (parts[1], 0, MIN (SHORT_MONTH_LETTERS, g_utf8_strlen (parts[1], -1)));
  return g_strjoin (" ", parts[0], month, parts[2], NULL);
}
