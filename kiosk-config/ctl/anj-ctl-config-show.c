/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kiosk-config/ctl/anj-ctl-config.h"

#include <string.h>

#include "core/anj-error.h"
#include "core/anj-json.h"
#include "core/anj-region.h"
#include "kiosk-config/anj-config-values.h"

/* What a configuration holds: whole, for one terminal, where each value comes from; what differs.
 */

/* longer lists and objects are told by their size */
#define MAX_SHOWN_CHARACTERS 60

/* --- for one terminal --- */

typedef struct
{
  AnjConfigPlace place;
  JsonNode *told; /* (owned) (nullable): what the hub says of the terminal */
  char **labels;  /* (owned) (nullable) */
} Place;

static void
place_clear (Place *self)
{
  g_clear_pointer (&self->told, json_node_unref);
  g_clear_pointer (&self->labels, g_strfreev);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Place, place_clear)

static gboolean
take_from_hub (const AnjCtl *ctl, Place *self, GError **error)
{
  g_autofree char *id = g_uri_escape_string (ctl->terminal, NULL, FALSE);
  g_autofree char *path = g_strconcat ("/admin/v1/terminals/", id, NULL);
  JsonObject *told;
  JsonArray *labels;

  self->told = anj_ctl_request_json (ctl, "GET", path, NULL, error);
  if (self->told == NULL)
    return FALSE;
  told = JSON_NODE_HOLDS_OBJECT (self->told) ? json_node_get_object (self->told) : NULL;
  if (told == NULL || anj_json_get_string (told, "region", NULL) == NULL)
    {
      g_set_error (error, ANJ_CTL_ERROR, ANJ_CTL_ERROR_DATA, "%s: the hub told no region",
                   ctl->terminal);
      return FALSE;
    }
  labels = anj_json_get_array (told, "labels");
  self->labels = g_new0 (char *, (labels != NULL ? json_array_get_length (labels) : 0) + 1);
  for (guint i = 0; labels != NULL && i < json_array_get_length (labels); i++)
    self->labels[i] = g_strdup (json_array_get_string_element (labels, i));
  self->place = (AnjConfigPlace){ .region = anj_json_get_string (told, "region", NULL),
                                  .terminal = ctl->terminal,
                                  .labels = (const char *const *) self->labels,
                                  .hardware = anj_json_get_string (told, "hardware", NULL) };
  return TRUE;
}

static gboolean
find_place (const AnjCtl *ctl, Place *self, GError **error)
{
  if (ctl->terminal != NULL && ctl->region == NULL)
    return take_from_hub (ctl, self, error);
  if (!anj_ctl_require (ctl->region, "--terminal ID or --region CODE", error))
    return FALSE;
  if (anj_region_code_level (ctl->region) != ANJ_REGION_VILLAGE)
    {
      g_set_error (error, ANJ_CTL_ERROR, ANJ_CTL_ERROR_USAGE,
                   "--region %s: must be a village's code, e.g. 35.09.01.2001", ctl->region);
      return FALSE;
    }
  self->place = (AnjConfigPlace){ .region = ctl->region,
                                  .terminal = ctl->terminal,
                                  .labels = (const char *const *) ctl->labels,
                                  .hardware = ctl->hardware };
  return TRUE;
}

/* --- where values come from --- */

/* whether @pointer is @parent or below it */
static gboolean
is_within (const char *pointer, const char *parent)
{
  gsize length = strlen (parent);

  return strncmp (pointer, parent, length) == 0 &&
         (pointer[length] == '\0' || pointer[length] == '/');
}

/* how many of @values from @first on lie within @parent */
static guint
count_within (GPtrArray *values, guint first, const char *parent)
{
  guint n = 0;

  while (first + n < values->len &&
         is_within (((AnjConfigValue *) g_ptr_array_index (values, first + n))->pointer, parent))
    n++;
  return n;
}

static gboolean
have_one_origin (GPtrArray *values, guint first, guint n)
{
  const AnjConfigValue *one = g_ptr_array_index (values, first);

  for (guint i = first; i < first + n; i++)
    if (strcmp (((AnjConfigValue *) g_ptr_array_index (values, i))->origin, one->origin) != 0)
      return FALSE;
  return TRUE;
}

/* (transfer full): @pointer's first @n_steps; %NULL when it has not so many */
static char *
head_of (const char *pointer, guint n_steps)
{
  const char *end = pointer;

  for (guint i = 0; i < n_steps; i++)
    {
      if (*end != '/')
        return NULL;
      end = strchr (end + 1, '/');
      if (end == NULL)
        end = pointer + strlen (pointer);
    }
  return g_strndup (pointer, (gsize) (end - pointer));
}

/* (transfer full) (nullable): "[0,5]" of the @n scalars of a short list */
static char *
describe_list (const char *pointer, GPtrArray *values, guint first, guint n)
{
  g_autoptr (GString) text = g_string_new ("[");

  for (guint i = 0; i < n; i++)
    {
      const AnjConfigValue *value = g_ptr_array_index (values, first + i);
      g_autofree char *element = g_strdup_printf ("%s/%u", pointer, i);
      g_autofree char *one = json_to_string (value->node, FALSE);

      if (strcmp (value->pointer, element) != 0 || text->len > MAX_SHOWN_CHARACTERS)
        return NULL;
      g_string_append_printf (text, "%s%s", i > 0 ? "," : "", one);
    }
  g_string_append_c (text, ']');
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* @n values of one origin */
static void
print_some (const char *pointer, GPtrArray *values, guint first, guint n)
{
  const AnjConfigValue *value = g_ptr_array_index (values, first);
  g_autofree char *text = strcmp (pointer, value->pointer) == 0
                              ? json_to_string (value->node, FALSE)
                              : describe_list (pointer, values, first, n);

  if (text == NULL)
    text = g_strdup_printf (n == 1 ? "1 value" : "%u values", n);
  g_print ("%-28s %-36s %s\n", pointer, text, value->origin);
}

/* what has one origin is one line: nobody reads five thousand */
static void
print_origins (GPtrArray *values, guint first, guint n, guint n_steps)
{
  const guint end = first + n;

  while (first < end)
    {
      const AnjConfigValue *value = g_ptr_array_index (values, first);
      g_autofree char *pointer = head_of (value->pointer, n_steps);
      guint n_here = count_within (values, first, pointer);

      if (have_one_origin (values, first, n_here))
        print_some (pointer, values, first, n_here);
      else
        print_origins (values, first, n_here, n_steps + 1);
      first += n_here;
    }
}

static void
print_origins_json (GPtrArray *values)
{
  JsonArray *array = json_array_new ();
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_ARRAY);

  for (guint i = 0; i < values->len; i++)
    {
      const AnjConfigValue *value = g_ptr_array_index (values, i);
      JsonObject *object = json_object_new ();

      json_object_set_string_member (object, "pointer", value->pointer);
      json_object_set_member (object, "value", json_node_ref (value->node));
      json_object_set_string_member (object, "origin", value->origin);
      json_array_add_object_element (array, object);
    }
  json_node_take_array (node, array);
  anj_ctl_print_json (node);
}

static gboolean
show_for_place (const AnjCtl *ctl, JsonObject *document, GError **error)
{
  g_auto (Place) place = { { NULL, NULL, NULL, NULL }, NULL, NULL };
  g_autoptr (GPtrArray) values = NULL;
  g_autoptr (JsonObject) effective = NULL;
  g_autoptr (JsonNode) node = json_node_alloc ();

  if (!find_place (ctl, &place, error))
    return FALSE;
  if (!anj_config_selects (document, &place.place))
    g_printerr ("anjunganctl: its selector does not match this terminal, which refuses it\n");
  if (ctl->origin)
    {
      values = anj_config_list_values (document, &place.place);
      if (ctl->as_json)
        print_origins_json (values);
      else
        print_origins (values, 0, values->len, 1);
      return TRUE;
    }
  effective = anj_config_effective_of (document, &place.place, /* origins */ NULL);
  json_node_init_object (node, effective);
  anj_ctl_print_json (node);
  return TRUE;
}

gboolean
anj_ctl_config_show (const AnjCtl *ctl, char **arguments, GError **error)
{
  const char *name = arguments[0] != NULL ? arguments[0] : ANJ_CTL_PUBLISHED;
  g_autoptr (JsonObject) document = NULL;
  g_autoptr (JsonNode) node = json_node_alloc ();

  if (arguments[0] != NULL && arguments[1] != NULL)
    {
      g_set_error_literal (error, ANJ_CTL_ERROR, ANJ_CTL_ERROR_USAGE, "one FILE at most");
      return FALSE;
    }
  document = anj_ctl_load_config (ctl, name, error);
  if (document == NULL)
    return FALSE;
  if (ctl->terminal != NULL || ctl->region != NULL || ctl->origin)
    return show_for_place (ctl, document, error);
  json_node_init_object (node, document);
  anj_ctl_print_json (node);
  return TRUE;
}

/* --- what differs --- */

/* (transfer full): "-" for what is not there */
static char *
describe (JsonNode *node)
{
  g_autofree char *text = node != NULL ? json_to_string (node, FALSE) : NULL;

  if (text == NULL)
    return g_strdup ("-");
  if (g_utf8_strlen (text, -1) <= MAX_SHOWN_CHARACTERS)
    return g_steal_pointer (&text);
  if (JSON_NODE_HOLDS_ARRAY (node))
    return g_strdup_printf ("[%u elements]", json_array_get_length (json_node_get_array (node)));
  if (JSON_NODE_HOLDS_OBJECT (node))
    return g_strdup_printf ("{%u members}", json_object_get_size (json_node_get_object (node)));
  return g_steal_pointer (&text);
}

static void
print_change (const AnjConfigChange *change)
{
  g_autofree char *before = describe (change->before);
  g_autofree char *after = describe (change->after);

  if (change->name != NULL)
    g_print ("%s (%s): %s → %s\n", change->pointer, change->name, before, after);
  else
    g_print ("%s: %s → %s\n", change->pointer, before, after);
}

static void
print_changes_json (GPtrArray *changes)
{
  JsonArray *array = json_array_new ();
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_ARRAY);

  for (guint i = 0; i < changes->len; i++)
    {
      const AnjConfigChange *change = g_ptr_array_index (changes, i);
      JsonObject *object = json_object_new ();

      json_object_set_string_member (object, "pointer", change->pointer);
      if (change->name != NULL)
        json_object_set_string_member (object, "name", change->name);
      if (change->before != NULL)
        json_object_set_member (object, "before", json_node_ref (change->before));
      if (change->after != NULL)
        json_object_set_member (object, "after", json_node_ref (change->after));
      json_array_add_object_element (array, object);
    }
  json_node_take_array (node, array);
  anj_ctl_print_json (node);
}

gboolean
anj_ctl_config_diff (const AnjCtl *ctl, char **arguments, GError **error)
{
  g_autoptr (JsonObject) before = anj_ctl_load_config (ctl, arguments[0], error);
  g_autoptr (JsonObject) after = NULL;
  g_autoptr (GPtrArray) changes = NULL;

  if (before == NULL)
    return FALSE;
  after = anj_ctl_load_config (ctl, arguments[1], error);
  if (after == NULL)
    return FALSE;
  changes = anj_config_list_changes (before, after);
  if (ctl->as_json)
    print_changes_json (changes);
  else
    for (guint i = 0; i < changes->len; i++)
      print_change (g_ptr_array_index (changes, i));
  return TRUE;
}
