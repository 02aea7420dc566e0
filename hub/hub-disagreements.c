/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-disagreements.h"

/* as data/schema/household.json bounds the list */
#define MAX_DISAGREEMENTS 20

/* dtsen ranks everybody, dtks and p3ke list the poor: above this desil they need not have a family
 */
#define POOR_DESIL_MAX 4

static const HubRegister registers[HUB_N_PERSONS] = {
  [HUB_PERSONS_DTSEN] = HUB_REGISTER_DTSEN,
  [HUB_PERSONS_DTKS] = HUB_REGISTER_DTKS,
  [HUB_PERSONS_P3KE] = HUB_REGISTER_P3KE,
  [HUB_PERSONS_PK] = HUB_REGISTER_PK,
};

void
hub_register_facts_clear (HubRegisterFacts *self)
{
  g_clear_pointer (&self->status, g_free);
  g_clear_pointer (&self->batch, g_free);
  g_clear_pointer (&self->date, g_free);
  g_clear_pointer (&self->year, g_free);
  g_clear_pointer (&self->since, g_free);
  g_clear_pointer (&self->reason, g_free);
  g_clear_pointer (&self->region, g_free);
}

const char *
hub_persons_name (HubPersons persons)
{
  return hub_register_name (registers[persons]);
}

gboolean
hub_persons_from_name (const char *name, HubPersons *out_persons)
{
  for (guint i = 0; i < HUB_N_PERSONS; i++)
    if (g_str_equal (hub_persons_name (i), name))
      {
        *out_persons = (HubPersons) i;
        return TRUE;
      }
  return FALSE;
}

static void
add (JsonArray *array, HubPersons first, HubPersons second, const char *kind, const char *may)
{
  JsonObject *object;
  JsonArray *names, *ways;

  if (json_array_get_length (array) == MAX_DISAGREEMENTS)
    return;
  object = json_object_new ();
  names = json_array_new ();
  ways = json_array_new ();
  json_array_add_string_element (names, hub_persons_name (first));
  json_array_add_string_element (names, hub_persons_name (second));
  json_array_add_string_element (ways, may);
  json_object_set_array_member (object, "registers", names);
  json_object_set_string_member (object, "kind", kind);
  json_object_set_array_member (object, "may", ways);
  json_array_add_object_element (array, object);
}

/* pk is a census of one year: nobody can be proposed for it, and its families need not be poor */
static gboolean
is_missing (const HubRegisterFacts *facts, HubPersons has, HubPersons lacks)
{
  const HubRegisterFacts *one = &facts[has];

  if (one->status == NULL || facts[lacks].status != NULL || !facts[lacks].is_covered)
    return FALSE;
  if (lacks == HUB_PERSONS_PK || (has == HUB_PERSONS_PK && lacks != HUB_PERSONS_DTSEN))
    return FALSE;
  return has != HUB_PERSONS_DTSEN || one->desil <= POOR_DESIL_MAX;
}

/* what lists of families can contradict each other in; pk has neither status nor desil, and counts
 * families otherwise */
static void
compare_families (JsonArray *array, const HubRegisterFacts *facts, HubPersons a, HubPersons b)
{
  const HubRegisterFacts *first = &facts[a], *second = &facts[b];

  if (a == HUB_PERSONS_PK || b == HUB_PERSONS_PK)
    return;
  if (first->is_active != second->is_active)
    add (array, a, b, "status", "proposal");
  if (first->desil > 0 && second->desil > 0 && first->desil != second->desil)
    add (array, a, b, "desil", "update");
  if (first->n_members != second->n_members)
    add (array, a, b, "members", "update");
}

static void
compare_persons (JsonArray *array, const HubRegisterFacts *facts, HubPersons a, HubPersons b)
{
  static const struct
  {
    HubDiffers flag;
    const char *kind;
  } kinds[] = {
    { HUB_DIFFERS_NO_KK, "no-kk" },
    { HUB_DIFFERS_NAME, "name" },
    { HUB_DIFFERS_BIRTH, "birth" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (facts[a].differs[b] & kinds[i].flag)
      add (array, a, b, kinds[i].kind, "update");
}

JsonArray *
hub_disagreements_make (const HubRegisterFacts facts[HUB_N_PERSONS])
{
  JsonArray *array = json_array_new ();

  for (guint has = 0; has < HUB_N_PERSONS; has++)
    for (guint lacks = 0; lacks < HUB_N_PERSONS; lacks++)
      if (is_missing (facts, has, lacks))
        add (array, has, lacks, "missing", "proposal");
  for (guint a = 0; a < HUB_N_PERSONS; a++)
    for (guint b = a + 1; b < HUB_N_PERSONS; b++)
      if (facts[a].status != NULL && facts[b].status != NULL)
        {
          compare_families (array, facts, a, b);
          compare_persons (array, facts, a, b);
        }
  return array;
}
