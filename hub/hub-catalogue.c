/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-catalogue.h"

#include <string.h>

#include "core/anj-json.h"
#include "core/anj-region.h"

struct _HubCatalogue
{
  JsonObject *document;  /* (owned) */
  char *today;           /* (nullable) (owned) */
  GPtrArray *programmes; /* (element-type JsonObject) (unowned): @document's */
  GHashTable *codes;     /* (element-type utf8) (unowned): of every programme of @document */
  GPtrArray *states;     /* (element-type JsonObject) (unowned): @document's */
  GHashTable *by_state;  /* (unowned): code -> element of @states */
  JsonObject *unknown;   /* (nullable) (unowned): @document's; for codes that nothing else names */
  GHashTable *aliases[HUB_N_ALIAS_KINDS]; /* (unowned): alias -> element of @document */
  GHashTable *texts; /* (owned): text of @document -> the same in the languages that are offered */
};

/* how far the money has come, and what helps where it does not */
static const char *const WAY[] = { "step", "arrived", "may" };
static const char *const TEXTS[] = { "explanation", "next_step", "whom" };

static gboolean
is_offered (JsonObject *document, const char *language)
{
  JsonArray *offered = anj_json_get_array (document, "languages");

  for (guint i = 0; offered != NULL && i < json_array_get_length (offered); i++)
    if (g_str_equal (json_array_get_string_element (offered, i), language))
      return TRUE;
  return offered == NULL;
}

/* (transfer full) */
static JsonObject *
offered_part (JsonObject *document, JsonObject *text)
{
  JsonObject *part = json_object_new ();
  JsonObjectIter iter;
  const char *language = NULL;
  JsonNode *node = NULL;

  json_object_iter_init_ordered (&iter, text);
  while (json_object_iter_next_ordered (&iter, &language, &node))
    if (is_offered (document, language))
      json_object_set_member (part, language, json_node_copy (node));
  return part;
}

/* a household carries its texts: in languages that nobody can choose they would be twice as long */
static void
take_texts (HubCatalogue *self, JsonObject *entry)
{
  for (gsize i = 0; entry != NULL && i < G_N_ELEMENTS (TEXTS); i++)
    {
      JsonObject *text = anj_json_get_object (entry, TEXTS[i]);

      if (text != NULL)
        g_hash_table_insert (self->texts, text, offered_part (self->document, text));
    }
}

static void
take_aliases (HubCatalogue *self)
{
  static const char *const kinds[HUB_N_ALIAS_KINDS] = {
    [HUB_ALIAS_PROGRAMME] = "programme",
    [HUB_ALIAS_STATUS] = "status",
    [HUB_ALIAS_REGISTER] = "register",
    [HUB_ALIAS_REPORT] = "report",
  };
  JsonArray *all = anj_json_get_array (self->document, "aliases");

  for (guint kind = 0; kind < HUB_N_ALIAS_KINDS; kind++)
    {
      self->aliases[kind] = g_hash_table_new (g_str_hash, g_str_equal);
      for (guint i = 0; all != NULL && i < json_array_get_length (all); i++)
        {
          JsonObject *entry = anj_json_array_get_object (all, i);

          if (strcmp (anj_json_get_string (entry, "kind", ""), kinds[kind]) == 0)
            g_hash_table_insert (self->aliases[kind],
                                 (gpointer) anj_json_get_string (entry, "alias", ""), entry);
        }
    }
}

HubCatalogue *
hub_catalogue_new (JsonObject *document, const char *today)
{
  HubCatalogue *self = g_new0 (HubCatalogue, 1);
  JsonArray *programmes = anj_json_get_array (document, "programmes");
  JsonArray *states = anj_json_get_array (document, "status_codes");

  self->document = json_object_ref (document);
  self->today = g_strdup (today);
  self->programmes = g_ptr_array_new ();
  self->codes = g_hash_table_new (g_str_hash, g_str_equal);
  self->states = g_ptr_array_new ();
  self->by_state = g_hash_table_new (g_str_hash, g_str_equal);
  self->unknown = anj_json_get_object (document, "status_unknown");
  self->texts = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) json_object_unref);
  take_texts (self, self->unknown);
  take_aliases (self);
  for (guint i = 0; programmes != NULL && i < json_array_get_length (programmes); i++)
    {
      JsonObject *entry = anj_json_array_get_object (programmes, i);

      if (entry != NULL)
        g_hash_table_add (self->codes, (gpointer) anj_json_get_string (entry, "code", ""));
      if (entry != NULL && !anj_json_get_bool (entry, "sensitive", FALSE))
        {
          g_ptr_array_add (self->programmes, entry);
          take_texts (self, anj_json_get_object (entry, "none"));
        }
    }
  for (guint i = 0; states != NULL && i < json_array_get_length (states); i++)
    {
      JsonObject *entry = anj_json_array_get_object (states, i);
      const char *code = anj_json_get_string (entry, "code", "");

      g_ptr_array_add (self->states, entry);
      g_hash_table_insert (self->by_state, (gpointer) code, entry);
      take_texts (self, entry);
    }
  return self;
}

void
hub_catalogue_free (HubCatalogue *self)
{
  g_hash_table_unref (self->by_state);
  g_hash_table_unref (self->codes);
  for (guint kind = 0; kind < HUB_N_ALIAS_KINDS; kind++)
    g_hash_table_unref (self->aliases[kind]);
  g_hash_table_unref (self->texts);
  g_ptr_array_unref (self->programmes);
  g_ptr_array_unref (self->states);
  json_object_unref (self->document);
  g_free (self->today);
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

gboolean
hub_catalogue_is_given (const HubCatalogue *self, guint index, const char *village)
{
  JsonObject *programme = g_ptr_array_index (self->programmes, index);
  const char *region = anj_json_get_string (programme, "region", NULL);
  const char *from = anj_json_get_string (programme, "valid_from", NULL);
  const char *to = anj_json_get_string (programme, "valid_to", NULL);

  if (region != NULL && !anj_region_code_contains (region, village))
    return FALSE;
  return self->today == NULL || ((from == NULL || strcmp (from, self->today) <= 0) &&
                                 (to == NULL || strcmp (to, self->today) >= 0));
}

JsonObject *
hub_catalogue_rule (const HubCatalogue *self, guint index)
{
  return anj_json_get_object (g_ptr_array_index (self->programmes, index), "rule");
}

/* (nullable): the configuration's entry for @word */
static JsonObject *
find_alias (const HubCatalogue *self, HubAliasKind kind, const char *word)
{
  g_autofree char *upper = g_ascii_strup (word, -1);

  return g_hash_table_lookup (self->aliases[kind], upper);
}

const char *
hub_catalogue_resolve (const HubCatalogue *self, HubAliasKind kind, const char *word)
{
  JsonObject *entry = find_alias (self, kind, word);

  return entry != NULL ? anj_json_get_string (entry, "is", word) : word;
}

gboolean
hub_catalogue_is_undecided (const HubCatalogue *self, HubAliasKind kind, const char *word)
{
  JsonObject *entry = find_alias (self, kind, word);

  return entry != NULL && !json_object_has_member (entry, "is");
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

gboolean
hub_catalogue_has_programme (const HubCatalogue *self, const char *code)
{
  return g_hash_table_contains (self->codes, code);
}

gboolean
hub_catalogue_has_state (const HubCatalogue *self, const char *state)
{
  return g_hash_table_contains (self->by_state, state) ||
         g_hash_table_contains (self->by_state,
                                hub_catalogue_resolve (self, HUB_ALIAS_STATUS, state));
}

static JsonObject *
find_state (const HubCatalogue *self, const char *state)
{
  JsonObject *entry = g_hash_table_lookup (self->by_state, state);

  if (entry == NULL)
    entry = g_hash_table_lookup (self->by_state,
                                 hub_catalogue_resolve (self, HUB_ALIAS_STATUS, state));
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
copy_member (const HubCatalogue *self, JsonObject *from, const char *member, JsonObject *to)
{
  JsonObject *text = from != NULL ? anj_json_get_object (from, member) : NULL;
  JsonObject *offered = text != NULL ? g_hash_table_lookup (self->texts, text) : NULL;
  const char *plain = from != NULL ? anj_json_get_string (from, member, NULL) : NULL;

  if (text != NULL)
    json_object_set_object_member (to, member, json_object_ref (offered != NULL ? offered : text));
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
  for (gsize i = 0; state != NULL && entry != NULL && i < G_N_ELEMENTS (WAY); i++)
    if (json_object_has_member (entry, WAY[i]))
      json_object_set_member (out, WAY[i], json_object_dup_member (entry, WAY[i]));
  for (gsize i = 0; i < G_N_ELEMENTS (TEXTS); i++)
    copy_member (self, entry, TEXTS[i], out);
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
      copy_member (self, entry, "role", contact);
      copy_member (self, entry, "name", contact);
      copy_member (self, entry, "contact", contact);
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

JsonObject *
hub_catalogue_find_entry (const HubCatalogue *self, const char *list, const char *code)
{
  JsonArray *entries = anj_json_get_array (self->document, list);

  for (guint i = 0; entries != NULL && i < json_array_get_length (entries); i++)
    {
      JsonObject *entry = anj_json_array_get_object (entries, i);

      if (entry != NULL && g_strcmp0 (anj_json_get_string (entry, "code", NULL), code) == 0)
        return entry;
    }
  return NULL;
}

JsonArray *
hub_catalogue_indicators (const HubCatalogue *self)
{
  return anj_json_get_array (self->document, "indicators");
}
