/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-indication.h"

#include <string.h>

#include "core/anj-household.h"
#include "core/anj-json.h"
#include "ui/anj-i18n.h"
#include "ui/anj-register.h"

#define MAX_NAMED 2

/* (transfer full): "DTSEN, 15 Oktober 2026" */
static char *
name_ground (JsonObject *ground, const char *language)
{
  const char *date = anj_json_get_string (ground, "date", NULL);
  g_autofree char *name = anj_register_name (anj_json_get_string (ground, "register", ""));
  g_autofree char *day = date != NULL ? anj_date_in_words (date, language) : NULL;

  return day != NULL ? g_strdup_printf ("%s, %s", name, day) : g_steal_pointer (&name);
}

/* (transfer full) (nullable): the lists that say @indication; with a day those that have the
 * family, without one those that lack it */
static char *
name_grounds (JsonObject *programme,
              const char *indication,
              gboolean has_family,
              const char *language)
{
  JsonArray *grounds = anj_json_get_array (programme, "rests_on");
  char *names[MAX_NAMED + 1] = { NULL };
  guint n = 0;
  char *joined = NULL;

  for (guint i = 0; grounds != NULL && i < json_array_get_length (grounds) && n < MAX_NAMED; i++)
    {
      JsonObject *ground = anj_json_array_get_object (grounds, i);

      if (strcmp (anj_json_get_string (ground, "indication", ""), indication) == 0 &&
          json_object_has_member (ground, "date") == has_family)
        names[n++] = name_ground (ground, language);
    }
  if (n > 0)
    /* translators: between two lists: "P3KE dan DTKS" */
    joined = g_strjoinv (_ (" dan "), names);
  for (guint i = 0; i < n; i++)
    g_free (names[i]);
  return joined;
}

/* @named: the lists, and of which day */
static char *
say_of_family (const char *indication, const char *named)
{
  if (strcmp (indication, "fits") == 0)
    /* translators: %s is a list and its day: "DTSEN, 15 Oktober 2026" */
    return g_strdup_printf (_ ("Mungkin cocok menurut %s."), named);
  if (strcmp (indication, "outside") == 0)
    /* translators: %s is a list and its day */
    return g_strdup_printf (_ ("Di luar syarat menurut %s."), named);
  /* translators: %s is a list and its day */
  return g_strdup_printf (_ ("Belum jelas menurut %s."), named);
}

/* @named: the lists that do not have the family */
static char *
say_of_lists (const char *indication, const char *named)
{
  if (strcmp (indication, "outside") == 0)
    /* translators: %s is a list: "P3KE" */
    return g_strdup_printf (_ ("Keluarga Anda tidak ada di %s."), named);
  /* translators: %s is a list: "P3KE" */
  return g_strdup_printf (_ ("Belum ada data %s di desa ini."), named);
}

char *
anj_indication_says (JsonObject *programme, const char *language)
{
  const char *indication = anj_json_get_string (programme, "indication", NULL);
  const char *decides = _ ("Petugas yang memutuskan.");
  g_autofree char *named = NULL, *lacking = NULL, *sentence = NULL;

  if (indication == NULL)
    return NULL;
  named = name_grounds (programme, indication, /* has_family */ TRUE, language);
  lacking = name_grounds (programme, indication, /* has_family */ FALSE, language);
  if (named == NULL && lacking == NULL)
    return g_strdup (decides);
  sentence = named != NULL ? say_of_family (indication, named) : say_of_lists (indication, lacking);
  return g_strconcat (sentence, " ", decides, NULL);
}
