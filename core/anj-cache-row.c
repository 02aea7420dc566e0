/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/anj-cache-row.h"

#include "core/anj-json.h"
#include "core/anj-nik.h"

#define RECORD_CHARACTERS 32
#define MEMBER_CHARACTERS 12

/* Both directions walk the same members in the same order; this is what they do with each. */
typedef void (*Visit) (JsonObject *object, const char *member, const char *derived);

static char *
derive (const guint8 *key, const char *purpose, const char *number)
{
  g_autoptr (GHmac) hmac = g_hmac_new (G_CHECKSUM_SHA256, key, ANJ_VILLAGE_KEY_BYTES);

  g_hmac_update (hmac, (const guint8 *) purpose, -1);
  g_hmac_update (hmac, (const guint8 *) number, -1);
  return g_strdup (g_hmac_get_string (hmac));
}

char *
anj_cache_record_id (const guint8 *key, const char *no_kk)
{
  char *id = derive (key, "record", no_kk);

  id[RECORD_CHARACTERS] = '\0';
  return id;
}

char *
anj_cache_member_id (const guint8 *key, const char *nik)
{
  g_autofree char *id = derive (key, "member", nik);

  return g_strdup_printf ("m-%.*s", MEMBER_CHARACTERS, id);
}

/* @derived: (nullable): nothing can be derived, the member stays as it is */
static void
leave_out (JsonObject *object, const char *member, const char *derived)
{
  if (derived == NULL)
    return;
  if (!json_object_has_member (object, member))
    json_object_set_null_member (object, member);
  else if (g_strcmp0 (anj_json_get_string (object, member, NULL), derived) == 0)
    json_object_remove_member (object, member);
}

static void
put_back (JsonObject *object, const char *member, const char *derived)
{
  if (derived == NULL)
    return;
  if (!json_object_has_member (object, member))
    json_object_set_string_member (object, member, derived);
  else if (json_object_get_null_member (object, member))
    json_object_remove_member (object, member);
}

static void
visit_person (JsonObject *person,
              JsonObject *member,
              const char *no_kk,
              const guint8 *key,
              Visit visit)
{
  const char *nik = anj_json_get_string (person, "nik", NULL);
  g_autofree char *id = nik != NULL ? anj_cache_member_id (key, nik) : NULL;
  g_autofree char *masked = nik != NULL ? anj_number_mask (nik) : NULL;
  g_autofree char *named = NULL;

  visit (person, "no_kk", no_kk);
  if (member == NULL)
    return;
  visit (member, "nik", masked);
  /* the id as the long row has it */
  named = g_strdup (visit == leave_out ? anj_json_get_string (member, "id", NULL) : NULL);
  visit (member, "id", id);
  visit (person, "member", visit == leave_out ? named : anj_json_get_string (member, "id", NULL));
}

static void
visit_row (JsonObject *row, const char *no_kk, const guint8 *key, Visit visit)
{
  JsonObject *document = anj_json_get_object (row, "document");
  JsonObject *household = document != NULL ? anj_json_get_object (document, "household") : NULL;
  JsonArray *members = household != NULL ? anj_json_get_array (household, "members") : NULL;
  JsonArray *people = anj_json_get_array (row, "people");
  g_autofree char *record = no_kk != NULL ? anj_cache_record_id (key, no_kk) : NULL;
  g_autofree char *masked = no_kk != NULL ? anj_number_mask (no_kk) : NULL;

  visit (row, "record", record);
  if (household != NULL)
    visit (household, "no_kk", masked);
  for (guint i = 0; people != NULL && i < json_array_get_length (people); i++)
    {
      JsonObject *person = anj_json_array_get_object (people, i);
      JsonObject *member = members != NULL && i < json_array_get_length (members)
                               ? anj_json_array_get_object (members, i)
                               : NULL;

      if (person != NULL)
        visit_person (person, member, no_kk, key, visit);
    }
}

void
anj_cache_row_shorten (JsonObject *row, const guint8 *key)
{
  JsonArray *people = anj_json_get_array (row, "people");
  JsonObject *first = people != NULL && json_array_get_length (people) > 0
                          ? anj_json_array_get_object (people, 0)
                          : NULL;
  g_autofree char *no_kk = g_strdup (first != NULL ? anj_json_get_string (first, "no_kk", NULL)
                                                   : NULL);

  visit_row (row, no_kk, key, leave_out);
  if (no_kk != NULL)
    json_object_set_string_member (row, "no_kk", no_kk);
}

void
anj_cache_row_lengthen (JsonObject *row, const guint8 *key)
{
  g_autofree char *no_kk = g_strdup (anj_json_get_string (row, "no_kk", NULL));

  visit_row (row, no_kk, key, put_back);
  json_object_remove_member (row, "no_kk");
}
