/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "core/anj-error.h"
#include "core/anj-json.h"
#include "core/anj-region.h"
#include "data/anj-data.h"
#include "kiosk-config/anj-config-check.h"
#include "kiosk-config/anj-config-merge.h"
#include "kiosk-config/anj-config.h"

/* What of the signed document holds for one terminal. */

/* an element without "region" holds everywhere */
static gboolean
holds_in (JsonObject *element, const char *region)
{
  const char *where = anj_json_get_string (element, "region", NULL);

  return where == NULL || anj_region_code_contains (where, region);
}

static JsonArray *
filter_by_region (JsonArray *all, const char *region)
{
  JsonArray *kept = json_array_new ();

  for (guint i = 0; all != NULL && i < json_array_get_length (all); i++)
    if (holds_in (anj_json_array_get_object (all, i), region))
      json_array_add_element (kept, json_array_dup_element (all, i));
  return kept;
}

static gsize
nearness (JsonObject *element)
{
  return strlen (anj_json_get_string (element, "region", ""));
}

/* whether another recipient of the same role is nearer to @region than @candidate */
static gboolean
is_outdone (JsonArray *all, JsonObject *candidate, const char *region)
{
  const char *role = anj_json_get_string (candidate, "role", "");

  for (guint i = 0; i < json_array_get_length (all); i++)
    {
      JsonObject *other = anj_json_array_get_object (all, i);

      if (strcmp (anj_json_get_string (other, "role", ""), role) == 0 && holds_in (other, region) &&
          nearness (other) > nearness (candidate))
        return TRUE;
    }
  return FALSE;
}

static JsonArray *
filter_recipients (JsonArray *all, const char *region)
{
  JsonArray *kept = json_array_new ();

  for (guint i = 0; i < json_array_get_length (all); i++)
    {
      JsonObject *recipient = anj_json_array_get_object (all, i);

      if (holds_in (recipient, region) && !is_outdone (all, recipient, region))
        json_array_add_element (kept, json_array_dup_element (all, i));
    }
  return kept;
}

/* those of the nearest place that has any: a village's own hours stand instead of the country's */
static JsonArray *
filter_nearest (JsonArray *all, const char *region)
{
  g_autoptr (JsonArray) held = filter_by_region (all, region);
  JsonArray *kept = json_array_new ();
  gsize nearest = 0;

  for (guint i = 0; i < json_array_get_length (held); i++)
    nearest = MAX (nearest, nearness (anj_json_array_get_object (held, i)));
  for (guint i = 0; i < json_array_get_length (held); i++)
    if (nearness (anj_json_array_get_object (held, i)) == nearest)
      json_array_add_element (kept, json_array_dup_element (held, i));
  return kept;
}

static gboolean
is_told (JsonArray *types, const char *code)
{
  for (guint i = 0; i < json_array_get_length (types); i++)
    if (strcmp (anj_json_get_string (anj_json_array_get_object (types, i), "code", ""), code) == 0)
      return TRUE;
  return FALSE;
}

/* takes the codes that @types lacks out of the programme's referral */
static void
keep_told_needs (JsonObject *programme, JsonArray *types)
{
  JsonObject *referral = anj_json_get_object (programme, "referral");
  JsonArray *codes = referral != NULL ? anj_json_get_array (referral, "ppks") : NULL;

  for (guint i = codes != NULL ? json_array_get_length (codes) : 0; i > 0; i--)
    if (!is_told (types, json_array_get_string_element (codes, i - 1)))
      json_array_remove_element (codes, i - 1);
}

/* a session stands on a public screen: it is told no sensitive kind of need */
static void
drop_sensitive_needs (JsonObject *effective)
{
  JsonArray *types = anj_json_get_array (effective, "ppks_types");
  JsonArray *programmes = anj_json_get_array (effective, "programmes");

  if (types == NULL)
    return;
  for (guint i = json_array_get_length (types); i > 0; i--)
    if (anj_json_get_bool (anj_json_array_get_object (types, i - 1), "sensitive", TRUE))
      json_array_remove_element (types, i - 1);
  for (guint i = 0; i < json_array_get_length (programmes); i++)
    keep_told_needs (anj_json_array_get_object (programmes, i), types);
}

static gboolean
is_among (JsonArray *list, const char *text)
{
  for (guint i = 0; text != NULL && i < json_array_get_length (list); i++)
    if (strcmp (json_array_get_string_element (list, i), text) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
is_in_one_of (JsonArray *regions, const char *region)
{
  for (guint i = 0; i < json_array_get_length (regions); i++)
    if (anj_region_code_contains (json_array_get_string_element (regions, i), region))
      return TRUE;
  return FALSE;
}

static gboolean
has_one_of (JsonArray *labels, const char *const *given)
{
  for (gsize i = 0; given != NULL && given[i] != NULL; i++)
    if (is_among (labels, given[i]))
      return TRUE;
  return FALSE;
}

gboolean
anj_config_selects (JsonObject *document, const AnjConfigPlace *place)
{
  JsonObject *selector = anj_json_get_object (document, "selector");
  JsonArray *regions, *labels, *hardware;

  if (selector == NULL)
    return TRUE;
  regions = anj_json_get_array (selector, "regions");
  labels = anj_json_get_array (selector, "labels");
  hardware = anj_json_get_array (selector, "hardware");
  return (regions == NULL || is_in_one_of (regions, place->region)) &&
         (labels == NULL || has_one_of (labels, place->labels)) &&
         (hardware == NULL || is_among (hardware, place->hardware));
}

gboolean
anj_config_is_for (const AnjConfig *self, const AnjConfigPlace *place)
{
  return anj_config_selects (anj_config_document (self), place);
}

gboolean
anj_config_check_for (const AnjConfig *self, const AnjConfigPlace *place, GError **error)
{
  g_autoptr (JsonObject) merged = NULL;

  if (!anj_config_is_for (self, place))
    {
      g_set_error (error, ANJ_ERROR, ANJ_ERROR_INVALID,
                   "/selector: the configuration is not for a terminal in %s", place->region);
      return FALSE;
    }
  if (!json_object_has_member (anj_config_document (self), "overrides"))
    return TRUE; /* it was checked when it was opened */
  merged = anj_config_merge_for (anj_config_document (self), place, /* origins */ NULL);
  return anj_config_check_document (merged, error);
}

/* what the document leaves out and the schema gives a default for */
static void
add_defaults (JsonObject *effective, GHashTable *origins)
{
  g_autoptr (GBytes) bytes = anj_data_lookup ("schema/config.json", /* error */ NULL);
  g_autoptr (JsonObject) schema = bytes != NULL ? anj_json_parse_object (bytes, NULL) : NULL;
  JsonObjectIter iter;
  const char *member;
  JsonNode *node;

  g_assert (schema != NULL); /* it is part of the program */
  json_object_iter_init_ordered (&iter, anj_json_get_object (schema, "properties"));
  while (json_object_iter_next_ordered (&iter, &member, &node))
    {
      JsonObject *rule = json_node_get_object (node);

      if (!json_object_has_member (rule, "default") || json_object_has_member (effective, member))
        continue;
      json_object_set_member (effective, member, json_object_dup_member (rule, "default"));
      if (origins != NULL)
        g_hash_table_insert (origins, g_strconcat ("/", member, NULL), g_strdup ("default"));
    }
}

JsonObject *
anj_config_effective_of (JsonObject *document, const AnjConfigPlace *place, GHashTable *origins)
{
  static const struct
  {
    const char *list;
    JsonArray *(*filter) (JsonArray *all, const char *region);
  } filters[] = { { "announcements", filter_by_region }, { "contacts", filter_by_region },
                  { "holidays", filter_by_region },      { "opening_hours", filter_nearest },
                  { "programmes", filter_by_region },    { "recipients", filter_recipients } };
  static const char *const hidden[] = { "overrides", "selector", "trust" };
  JsonObject *effective = anj_config_merge_for (document, place, origins);

  add_defaults (effective, origins);
  json_object_set_string_member (effective, "region", place->region);
  if (origins != NULL)
    g_hash_table_insert (origins, g_strdup ("/region"), g_strdup ("certificate"));
  for (gsize i = 0; i < G_N_ELEMENTS (filters); i++)
    json_object_set_array_member (
        effective, filters[i].list,
        filters[i].filter (anj_json_get_array (effective, filters[i].list), place->region));
  for (gsize i = 0; i < G_N_ELEMENTS (hidden); i++)
    json_object_remove_member (effective, hidden[i]);
  drop_sensitive_needs (effective);
  return effective;
}

JsonObject *
anj_config_effective (const AnjConfig *self, const AnjConfigPlace *place)
{
  return anj_config_effective_of (anj_config_document (self), place, /* origins */ NULL);
}
