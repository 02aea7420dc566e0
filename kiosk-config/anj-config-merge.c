/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kiosk-config/anj-config-merge.h"

#include <string.h>

#include "core/anj-json.h"
#include "core/anj-region.h"
#include "kiosk-config/anj-config-values.h"

/* in the order in which they are laid over one another: province to village, then the others */
typedef enum {
  RANK_NONE = 0,
  RANK_LABEL = ANJ_REGION_VILLAGE + 1,
  RANK_HARDWARE,
  RANK_TERMINAL,
  N_RANKS,
} Rank;

typedef struct
{
  GHashTable *origins; /* (nullable) (unowned) */
  char *origin;        /* (owned) (nullable) */
} Merge;

gboolean
anj_config_may_override (const char *member)
{
  /* the rest is the hub's (programmes, codes, recipients, retention, reports) or says whom to trust
   */
  static const char *const members[] = {
    "languages", "idle",           "lookup",        "anonymous_hold_s",     "poll_hold_s",
    "theme",     "guess_delays_s", "services",      "announcements",        "data_old_days",
    "contacts",  "attachments",    "opening_hours", "closed_outside_hours", "service_standards",
    "holidays",  "printer"
  };

  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    if (strcmp (member, members[i]) == 0)
      return TRUE;
  return FALSE;
}

static JsonNode *copy_node (JsonNode *node);

static JsonObject *
copy_object (JsonObject *object)
{
  JsonObject *copy = json_object_new ();
  JsonObjectIter iter;
  const char *member;
  JsonNode *value;

  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &member, &value))
    json_object_set_member (copy, member, copy_node (value));
  return copy;
}

static JsonArray *
copy_array (JsonArray *array)
{
  guint n = json_array_get_length (array);
  JsonArray *copy = json_array_sized_new (n);

  for (guint i = 0; i < n; i++)
    json_array_add_element (copy, copy_node (json_array_get_element (array, i)));
  return copy;
}

/* json-glib copies a node, not what it holds; no document is nested deeper than anj_json_parse()
 * lets it be */
static JsonNode *
copy_node (JsonNode *node)
{
  JsonNode *copy;

  if (JSON_NODE_TYPE (node) == JSON_NODE_VALUE || JSON_NODE_TYPE (node) == JSON_NODE_NULL)
    return json_node_copy (node);
  copy = json_node_new (JSON_NODE_TYPE (node));
  if (JSON_NODE_HOLDS_OBJECT (node))
    json_node_take_object (copy, copy_object (json_node_get_object (node)));
  else
    json_node_take_array (copy, copy_array (json_node_get_array (node)));
  return copy;
}

char *
anj_config_step_into (const char *pointer, const char *member)
{
  g_autoptr (GString) step = g_string_new (member);

  g_string_replace (step, "~", "~0", 0);
  g_string_replace (step, "/", "~1", 0);
  return g_strconcat (pointer, "/", step->str, NULL);
}

/* what stood below @pointer is gone */
static gboolean
is_below (gpointer key, gpointer value G_GNUC_UNUSED, gpointer user_data)
{
  const char *pointer = user_data;
  gsize length = strlen (pointer);

  return strncmp (key, pointer, length) == 0 && ((char *) key)[length] == '/';
}

static void
note_origin (const Merge *self, const char *pointer)
{
  if (self->origins == NULL)
    return;
  g_hash_table_foreach_remove (self->origins, is_below, (gpointer) pointer);
  g_hash_table_insert (self->origins, g_strdup (pointer), g_strdup (self->origin));
}

static void
merge_objects (const Merge *self, JsonObject *target, JsonObject *patch, const char *pointer)
{
  JsonObjectIter iter;
  const char *member;
  JsonNode *value;

  json_object_iter_init_ordered (&iter, patch);
  while (json_object_iter_next_ordered (&iter, &member, &value))
    {
      g_autofree char *place = anj_config_step_into (pointer, member);

      if (JSON_NODE_HOLDS_NULL (value))
        {
          json_object_remove_member (target, member);
          note_origin (self, place);
        }
      else if (JSON_NODE_HOLDS_OBJECT (value))
        {
          if (anj_json_get_object (target, member) == NULL)
            {
              json_object_set_object_member (target, member, json_object_new ());
              note_origin (self, place);
            }
          merge_objects (self, anj_json_get_object (target, member), json_node_get_object (value),
                         place);
        }
      else
        {
          json_object_set_member (target, member, copy_node (value));
          note_origin (self, place);
        }
    }
}

void
anj_config_merge_patch (JsonObject *object, JsonObject *patch)
{
  const Merge merge = { NULL, NULL };

  merge_objects (&merge, object, patch, "");
}

static gboolean
has_label (const AnjConfigPlace *place, const char *label)
{
  return place->labels != NULL && g_strv_contains (place->labels, label);
}

/* how near an override is to @place; %RANK_NONE: it is for others */
static guint
rank_for (JsonObject *whom, const AnjConfigPlace *place)
{
  const char *region = anj_json_get_string (whom, "region", NULL);
  const char *label = anj_json_get_string (whom, "label", NULL);
  const char *hardware = anj_json_get_string (whom, "hardware", NULL);
  const char *terminal = anj_json_get_string (whom, "terminal", NULL);

  if (region != NULL && anj_region_code_contains (region, place->region))
    return anj_region_code_level (region);
  if (label != NULL && has_label (place, label))
    return RANK_LABEL;
  if (hardware != NULL && g_strcmp0 (hardware, place->hardware) == 0)
    return RANK_HARDWARE;
  if (terminal != NULL && g_strcmp0 (terminal, place->terminal) == 0)
    return RANK_TERMINAL;
  return RANK_NONE;
}

char *
anj_config_describe_region (const char *region)
{
  static const char *const levels[] = { "country", "province", "regency", "district", "village" };

  return g_strdup_printf ("%s %s", levels[anj_region_code_level (region)], region);
}

/* (transfer full): "label x" */
static char *
describe (JsonObject *whom)
{
  const char *region = anj_json_get_string (whom, "region", NULL);
  JsonObjectIter iter;
  const char *member;

  if (region != NULL)
    return anj_config_describe_region (region);
  json_object_iter_init (&iter, whom);
  return json_object_iter_next (&iter, &member, NULL)
             ? g_strdup_printf ("%s %s", member, anj_json_get_string (whom, member, ""))
             : NULL;
}

JsonObject *
anj_config_merge_for (JsonObject *document, const AnjConfigPlace *place, GHashTable *origins)
{
  JsonArray *overrides = anj_json_get_array (document, "overrides");
  guint n_overrides = overrides != NULL ? json_array_get_length (overrides) : 0;
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), document);
  g_autoptr (JsonNode) copy = copy_node (node);
  JsonObject *merged = json_node_dup_object (copy);

  for (guint rank = RANK_NONE + 1; rank < N_RANKS; rank++)
    for (guint i = 0; i < n_overrides; i++)
      {
        JsonObject *override = anj_json_array_get_object (overrides, i);
        JsonObject *whom = anj_json_get_object (override, "for");
        Merge merge = { origins, NULL };

        if (rank_for (whom, place) != rank)
          continue;
        merge.origin = describe (whom);
        merge_objects (&merge, merged, anj_json_get_object (override, "set"), "");
        g_free (merge.origin);
      }
  return merged;
}
