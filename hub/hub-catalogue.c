/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-catalogue.h"

#include "core/anj-json.h"
#include "core/anj-region.h"

struct _HubCatalogue
{
  JsonObject *document;  /* (owned) */
  GPtrArray *programmes; /* (element-type JsonObject) (unowned): @document's */
  GPtrArray *states;     /* (element-type JsonObject) (unowned): @document's */
  GHashTable *by_state;  /* (unowned): code -> element of @states */
  JsonObject *unknown;   /* (nullable) (unowned): @document's; for codes that nothing else names */
};

HubCatalogue *
hub_catalogue_new (JsonObject *document)
{
  HubCatalogue *self = g_new0 (HubCatalogue, 1);
  JsonArray *programmes = anj_json_get_array (document, "programmes");
  JsonArray *states = anj_json_get_array (document, "status_codes");

  self->document = json_object_ref (document);
  self->programmes = g_ptr_array_new ();
  self->states = g_ptr_array_new ();
  self->by_state = g_hash_table_new (g_str_hash, g_str_equal);
  self->unknown = anj_json_get_object (document, "status_unknown");
  for (guint i = 0; programmes != NULL && i < json_array_get_length (programmes); i++)
    {
      JsonObject *entry = anj_json_array_get_object (programmes, i);

      if (entry != NULL && !anj_json_get_bool (entry, "sensitive", FALSE))
        g_ptr_array_add (self->programmes, entry);
    }
  for (guint i = 0; states != NULL && i < json_array_get_length (states); i++)
    {
      JsonObject *entry = anj_json_array_get_object (states, i);
      const char *code = anj_json_get_string (entry, "code", "");

      g_ptr_array_add (self->states, entry);
      g_hash_table_insert (self->by_state, (gpointer) code, entry);
    }
  return self;
}

void
hub_catalogue_free (HubCatalogue *self)
{
  g_hash_table_unref (self->by_state);
  g_ptr_array_unref (self->programmes);
  g_ptr_array_unref (self->states);
  json_object_unref (self->document);
  g_free (self);
}

guint
hub_catalogue_n_programmes (const HubCatalogue *self)
{
  return self->programmes->len;
}

const char *
hub_catalogue_programme (const HubCatalogue *self, guint index)
{
  return anj_json_get_string (g_ptr_array_index (self->programmes, index), "code", "");
}

guint
hub_catalogue_n_states (const HubCatalogue *self)
{
  return self->states->len;
}

const char *
hub_catalogue_state (const HubCatalogue *self, guint index)
{
  return anj_json_get_string (g_ptr_array_index (self->states, index), "code", "");
}

static JsonObject *
find_state (const HubCatalogue *self, const char *state)
{
  JsonObject *entry = g_hash_table_lookup (self->by_state, state);

  return entry != NULL ? entry : self->unknown;
}

AnjProgrammeClass
hub_catalogue_class (const HubCatalogue *self, const char *state)
{
  JsonObject *entry = find_state (self, state);

  return entry == NULL
             ? ANJ_CLASS_PENDING
             : anj_programme_class_from_string (anj_json_get_string (entry, "class", "pending"));
}

/* texts are shared, not copied: nobody changes a configuration or a document's parts */
static void
copy_member (JsonObject *from, const char *member, JsonObject *to)
{
  JsonObject *text = from != NULL ? anj_json_get_object (from, member) : NULL;
  const char *plain = from != NULL ? anj_json_get_string (from, member, NULL) : NULL;

  if (text != NULL)
    json_object_set_object_member (to, member, json_object_ref (text));
  else if (plain != NULL)
    json_object_set_string_member (to, member, plain);
}

void
hub_catalogue_explain (const HubCatalogue *self, guint index, const char *state, JsonObject *out)
{
  JsonObject *programme = g_ptr_array_index (self->programmes, index);
  JsonObject *entry = state != NULL ? find_state (self, state)
                                    : anj_json_get_object (programme, "none");
  AnjProgrammeClass klass = state != NULL ? hub_catalogue_class (self, state) : ANJ_CLASS_NONE;

  json_object_set_string_member (out, "class", anj_programme_class_to_string (klass));
  copy_member (entry, "explanation", out);
  copy_member (entry, "next_step", out);
  copy_member (entry, "whom", out);
}

JsonArray *
hub_catalogue_contacts (const HubCatalogue *self, const char *region)
{
  JsonArray *all = anj_json_get_array (self->document, "contacts");
  JsonArray *array = json_array_new ();

  for (guint i = 0; all != NULL && i < json_array_get_length (all); i++)
    {
      JsonObject *entry = anj_json_array_get_object (all, i);
      const char *where = anj_json_get_string (entry, "region", NULL);
      JsonObject *contact;

      if (where != NULL && !anj_region_code_contains (where, region))
        continue;
      contact = json_object_new ();
      copy_member (entry, "role", contact);
      copy_member (entry, "name", contact);
      copy_member (entry, "contact", contact);
      json_array_add_object_element (array, contact);
    }
  return array;
}

guint
hub_catalogue_role_rank (const HubCatalogue *self, const char *role)
{
  JsonArray *roles = anj_json_get_array (self->document, "roles");
  guint n_roles = roles != NULL ? json_array_get_length (roles) : 0;

  for (guint i = 0; i < n_roles; i++)
    {
      JsonObject *entry = anj_json_array_get_object (roles, i);

      if (entry != NULL && g_str_equal (anj_json_get_string (entry, "code", ""), role))
        return i;
    }
  return n_roles;
}
