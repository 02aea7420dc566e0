/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-indication.h"

#include <string.h>

#include "core/anj-json.h"

#define DESIL_MIN 1
#define DESIL_MAX 10

/* in this order: of several registers the last one speaks */
typedef enum {
  OUTSIDE,
  UNKNOWN,
  FITS,
} Indication;

static const char *const words[] = { "outside", "unknown", "fits" };

/* how much of a village's code (35.09.01.2001) names the region of that level */
static gsize
domicile_length (const char *level)
{
  static const struct
  {
    const char *level;
    gsize length;
  } levels[] = { { "province", 2 }, { "regency", 5 }, { "district", 8 }, { "village", 13 } };

  for (gsize i = 0; i < G_N_ELEMENTS (levels); i++)
    if (strcmp (levels[i].level, level) == 0)
      return levels[i].length;
  return 0;
}

static Indication
judge_register (JsonObject *asked,
                const char *domicile,
                const HubRegisterFacts *facts,
                const char *village)
{
  gboolean asks_desil = json_object_has_member (asked, "desil_from") ||
                        json_object_has_member (asked, "desil_to");

  if (facts->status == NULL)
    return facts->is_covered ? OUTSIDE : UNKNOWN;
  if (!facts->is_active || strncmp (facts->region, village, domicile_length (domicile)) != 0)
    return OUTSIDE;
  if (!asks_desil)
    return FITS;
  if (facts->desil == 0)
    return UNKNOWN;
  return facts->desil >= anj_json_get_int (asked, "desil_from", DESIL_MIN) &&
                 facts->desil <= anj_json_get_int (asked, "desil_to", DESIL_MAX)
             ? FITS
             : OUTSIDE;
}

/* (transfer full): what the rule asks of the register, what it answers, and of which day that is */
static JsonObject *
make_ground (JsonObject *asked, const HubRegisterFacts *facts, Indication indication)
{
  static const char *const members[] = { "register", "desil_from", "desil_to" };
  JsonObject *ground = json_object_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    if (json_object_has_member (asked, members[i]))
      json_object_set_member (ground, members[i], json_object_dup_member (asked, members[i]));
  json_object_set_string_member (ground, "indication", words[indication]);
  if (facts->date != NULL)
    json_object_set_string_member (ground, "date", facts->date);
  return ground;
}

void
hub_indication_put (JsonObject *rule,
                    const HubRegisterFacts facts[HUB_N_PERSONS],
                    const char *village,
                    JsonObject *out)
{
  JsonArray *registers = rule != NULL ? anj_json_get_array (rule, "registers") : NULL;
  guint n = registers != NULL ? json_array_get_length (registers) : 0;
  const char *domicile = rule != NULL ? anj_json_get_string (rule, "domicile", "") : "";
  Indication indication = n > 0 ? OUTSIDE : UNKNOWN;
  JsonArray *grounds = json_array_new ();

  for (guint i = 0; i < n; i++)
    {
      JsonObject *asked = anj_json_array_get_object (registers, i);
      Indication one;
      HubPersons persons;

      if (!hub_persons_from_name (anj_json_get_string (asked, "register", ""), &persons))
        continue;
      one = judge_register (asked, domicile, &facts[persons], village);
      indication = MAX (indication, one);
      json_array_add_object_element (grounds, make_ground (asked, &facts[persons], one));
    }
  json_object_set_string_member (out, "indication", words[indication]);
  if (n > 0)
    json_object_set_array_member (out, "rests_on", grounds);
  else
    json_array_unref (grounds);
}
