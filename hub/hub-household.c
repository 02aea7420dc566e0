/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-household.h"

#include <string.h>

#include "core/anj-json.h"
#include "core/anj-nik.h"
#include "hub/hub-household-facts.h"
#include "hub/hub-indication.h"

/* as data/schema/household.json bounds the lists */
#define MAX_MEMBERS 40
#define MAX_PROGRAMMES 40
#define MAX_PAYMENTS 200
#define MAX_CONTACTS 20
#define MAX_SHORT_NAME_CHARACTERS 100

void
hub_household_free (HubHousehold *self)
{
  g_free (self->batch);
  g_free (self->as_of);
  g_clear_pointer (&self->people, json_array_unref);
  g_clear_pointer (&self->document, json_object_unref);
  g_free (self);
}

static void
set_text_unless_empty (JsonObject *object, const char *member, const char *text)
{
  if (text != NULL && *text != '\0')
    json_object_set_string_member (object, member, text);
}

static char *
make_short_name (const char *name)
{
  g_autofree char *short_name = anj_household_shorten_name (name);

  return g_utf8_substring (short_name, 0,
                           MIN (g_utf8_strlen (short_name, -1), MAX_SHORT_NAME_CHARACTERS));
}

static JsonArray *
make_members (const HubHouseholdFacts *facts)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < MIN (facts->members->len, MAX_MEMBERS); i++)
    {
      const HubMember *member = g_ptr_array_index (facts->members, i);
      JsonObject *object = json_object_new ();
      g_autofree char *name = make_short_name (member->name);
      g_autofree char *nik = anj_number_mask (member->nik);

      json_object_set_string_member (object, "id", member->id);
      json_object_set_string_member (object, "name", name);
      json_object_set_string_member (object, "nik", nik);
      set_text_unless_empty (object, "relation", member->relation);
      set_text_unless_empty (object, "occupation", member->occupation);
      json_array_add_object_element (array, object);
    }
  return array;
}

/* @member: (nullable): how the document names the person; not under a second NIK */
static void
add_person (JsonArray *array, const char *nik, const char *no_kk, const char *member)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "nik", nik);
  json_object_set_string_member (object, "no_kk", no_kk);
  if (member != NULL)
    json_object_set_string_member (object, "member", member);
  json_array_add_object_element (array, object);
}

static JsonArray *
make_people (const HubHouseholdFacts *facts)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < facts->members->len; i++)
    {
      const HubMember *member = g_ptr_array_index (facts->members, i);

      add_person (array, member->nik, facts->no_kk, i < MAX_MEMBERS ? member->id : NULL);
    }
  for (guint i = 0; i < facts->second_niks->len; i++)
    add_person (array, g_ptr_array_index (facts->second_niks, i), facts->no_kk, NULL);
  return array;
}

static JsonArray *
make_registers (const HubHouseholdFacts *facts)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < HUB_N_PERSONS; i++)
    {
      const HubRegisterFacts *one = &facts->registers[i];
      JsonObject *object;

      if (one->status == NULL)
        continue;
      object = json_object_new ();
      json_object_set_string_member (object, "register", hub_persons_name (i));
      json_object_set_string_member (object, "batch", one->batch);
      json_object_set_string_member (object, "date", one->date);
      json_object_set_string_member (object, "status", one->status);
      if (one->desil > 0)
        json_object_set_int_member (object, "desil", one->desil);
      set_text_unless_empty (object, "year", one->year);
      set_text_unless_empty (object, "since", one->since);
      set_text_unless_empty (object, "reason", one->reason);
      json_array_add_object_element (array, object);
    }
  return array;
}

/* the village's officials, then the configuration's contacts */
static JsonArray *
make_contacts (const HubCatalogue *catalogue, JsonArray *officials, const char *village)
{
  g_autoptr (JsonArray) configured = hub_catalogue_contacts (catalogue, village);
  JsonArray *lists[] = { officials, configured };
  JsonArray *array = json_array_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (lists); i++)
    for (guint j = 0; j < json_array_get_length (lists[i]); j++)
      if (json_array_get_length (array) < MAX_CONTACTS)
        json_array_add_object_element (array,
                                       json_object_ref (anj_json_array_get_object (lists[i], j)));
  return array;
}

static JsonObject *
make_payment (const HubPayment *payment)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "period", payment->period);
  set_text_unless_empty (object, "stage", payment->stage);
  json_object_set_int_member (object, "amount", payment->amount);
  set_text_unless_empty (object, "channel", payment->channel);
  json_object_set_string_member (object, "state", payment->state);
  set_text_unless_empty (object, "date", payment->date);
  return object;
}

/* when payments of one period differ, the one that somebody must act on tells the state */
static guint
urgency (AnjProgrammeClass klass)
{
  static const guint urgencies[] = {
    [ANJ_CLASS_NONE] = 0,    [ANJ_CLASS_PAID] = 1,   [ANJ_CLASS_EXCLUDED] = 2,
    [ANJ_CLASS_PENDING] = 3, [ANJ_CLASS_FAILED] = 4,
  };

  return urgencies[klass];
}

static const char *
find_state (const HubCatalogue *catalogue, const HubHouseholdFacts *facts, const char *programme)
{
  const HubPayment *best = NULL;

  for (guint i = 0; i < facts->payments->len; i++)
    {
      const HubPayment *payment = g_ptr_array_index (facts->payments, i);

      if (strcmp (payment->programme, programme) != 0)
        continue;
      if (best == NULL)
        best = payment;
      else if (strcmp (best->period, payment->period) == 0 &&
               strcmp (best->stage, payment->stage) == 0 &&
               urgency (hub_catalogue_class (catalogue, payment->state)) >
                   urgency (hub_catalogue_class (catalogue, best->state)))
        best = payment;
    }
  return best != NULL ? best->state : NULL;
}

/* @state: (nullable): %NULL: the programme does not list the household */
static JsonObject *
make_programme (const HubCatalogue *catalogue,
                const HubHouseholdFacts *facts,
                guint index,
                const char *state)
{
  const char *code = hub_catalogue_programme (catalogue, index);
  JsonObject *object = json_object_new ();
  JsonArray *payments = json_array_new ();

  for (guint i = 0; i < facts->payments->len; i++)
    {
      const HubPayment *payment = g_ptr_array_index (facts->payments, i);

      if (strcmp (payment->programme, code) == 0 && json_array_get_length (payments) < MAX_PAYMENTS)
        json_array_add_object_element (payments, make_payment (payment));
    }
  json_object_set_string_member (object, "code", code);
  json_object_set_boolean_member (object, "listed", state != NULL);
  if (state != NULL)
    json_object_set_string_member (object, "state", state);
  hub_catalogue_explain (catalogue, index, state, object);
  if (state == NULL)
    hub_indication_put (hub_catalogue_rule (catalogue, index), facts->registers,
                        hub_household_facts_region (facts), object);
  json_object_set_array_member (object, "payments", payments);
  return object;
}

/* those that are given here today, and those that listed the household */
static JsonArray *
make_programmes (const HubCatalogue *catalogue, const HubHouseholdFacts *facts)
{
  const char *village = hub_household_facts_region (facts);
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < hub_catalogue_n_programmes (catalogue); i++)
    {
      const char *state = find_state (catalogue, facts, hub_catalogue_programme (catalogue, i));

      if ((state != NULL || hub_catalogue_is_given (catalogue, i, village)) &&
          json_array_get_length (array) < MAX_PROGRAMMES)
        json_array_add_object_element (array, make_programme (catalogue, facts, i, state));
    }
  return array;
}

static JsonObject *
make_document (const HubCatalogue *catalogue, JsonArray *officials, const HubHouseholdFacts *facts)
{
  const char *village = hub_household_facts_region (facts);
  g_autofree char *masked = anj_number_mask (facts->no_kk);
  JsonObject *document = json_object_new ();
  JsonObject *household = json_object_new ();

  json_object_set_string_member (household, "no_kk", masked);
  json_object_set_string_member (household, "region", village);
  json_object_set_array_member (household, "members", make_members (facts));
  json_object_set_array_member (household, "registers", make_registers (facts));
  json_object_set_array_member (household, "programmes", make_programmes (catalogue, facts));
  json_object_set_array_member (household, "disagreements",
                                hub_disagreements_make (facts->registers));
  json_object_set_array_member (household, "contacts",
                                make_contacts (catalogue, officials, village));
  json_object_set_boolean_member (document, "found", TRUE);
  json_object_set_string_member (document, "as_of", facts->as_of);
  json_object_set_object_member (document, "household", household);
  return document;
}

HubHousehold *
hub_household_make (const HubCatalogue *catalogue,
                    JsonArray *officials,
                    const HubHouseholdFacts *facts)
{
  HubHousehold *household = g_new0 (HubHousehold, 1);

  household->people = make_people (facts);
  household->document = make_document (catalogue, officials, facts);
  household->batch = g_strdup (facts->batch);
  household->as_of = g_strdup (facts->as_of);
  return household;
}
