/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "core/anj-error.h"
#include "core/anj-schema-private.h"

/* deeper instances are refused: anj_json_parse() lets through 64 */
#define MAX_DEPTH 128
/* rules tried on one instance; a schema whose references multiply stops here */
#define MAX_STEPS 1000000
/* of a list of all that is wrong */
#define MAX_MISTAKES 100
#define MAX_PRINTED_CHARACTERS 40
/* a longer row of digits may be somebody's number and is printed as asterisks */
#define MAX_PRINTED_DIGITS 8

typedef struct
{
  GPtrArray *path; /* (owned) (element-type utf8): steps from the root, owned */
  guint n_steps;
  GPtrArray *mistakes; /* (unowned) (nullable): all are wanted, and gathered here */
} Checker;

static gboolean
check_node (Checker *self, const AnjSchemaRule *rule, JsonNode *node, GError **error);

/* json_node_equal() holds 1 and 1.0 apart; JSON Schema does not */
static gboolean
equals (JsonNode *a, JsonNode *b)
{
  guint type = anj_schema_type_of (a);

  if (type & ANJ_JSON_NUMBER)
    return anj_schema_type_of (b) & ANJ_JSON_NUMBER && anj_schema_compare_numbers (a, b) == 0;
  if (type != anj_schema_type_of (b))
    return FALSE;
  if (type == ANJ_JSON_STRING)
    return strcmp (json_node_get_string (a), json_node_get_string (b)) == 0;
  if (type == ANJ_JSON_BOOLEAN)
    return json_node_get_boolean (a) == json_node_get_boolean (b);
  if (type == ANJ_JSON_ARRAY)
    {
      JsonArray *left = json_node_get_array (a);
      JsonArray *right = json_node_get_array (b);

      if (json_array_get_length (left) != json_array_get_length (right))
        return FALSE;
      for (guint i = 0; i < json_array_get_length (left); i++)
        if (!equals (json_array_get_element (left, i), json_array_get_element (right, i)))
          return FALSE;
    }
  if (type == ANJ_JSON_OBJECT)
    {
      JsonObject *right = json_node_get_object (b);
      JsonObjectIter iter;
      const char *name;
      JsonNode *value;

      if (json_object_get_size (json_node_get_object (a)) != json_object_get_size (right))
        return FALSE;
      json_object_iter_init (&iter, json_node_get_object (a));
      while (json_object_iter_next (&iter, &name, &value))
        {
          JsonNode *other = json_object_get_member (right, name);

          if (other == NULL || !equals (value, other))
            return FALSE;
        }
    }
  return TRUE;
}

/* (transfer full): quoted and cut, long rows of digits hidden */
static char *
describe_string (const char *text)
{
  GString *described = g_string_new ("\"");
  const char *end = g_utf8_offset_to_pointer (
      text, MIN (g_utf8_strlen (text, -1), (glong) MAX_PRINTED_CHARACTERS));

  while (text < end)
    {
      gsize n_digits = strspn (text, "0123456789");
      gsize length = n_digits > 0 ? MIN (n_digits, (gsize) (end - text)) : 1;

      if (n_digits > MAX_PRINTED_DIGITS)
        for (gsize i = 0; i < length; i++)
          g_string_append_c (described, '*');
      else
        g_string_append_len (described, text, (gssize) length);
      text += length;
    }
  g_string_append (described, *end != '\0' ? "…\"" : "\"");
  return g_string_free (described, FALSE);
}

/* (transfer full): a scalar's value, or what kind of thing it is */
static char *
describe (JsonNode *node)
{
  guint type = anj_schema_type_of (node);
  g_autofree char *number = NULL;

  if (type == ANJ_JSON_STRING)
    return describe_string (json_node_get_string (node));
  if (type == ANJ_JSON_BOOLEAN)
    return g_strdup (json_node_get_boolean (node) ? "true" : "false");
  if (!(type & ANJ_JSON_NUMBER))
    return g_strdup (anj_schema_type_name (type));
  number = json_node_get_value_type (node) == G_TYPE_INT64
               ? g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node))
               : g_strdup_printf ("%.10g", json_node_get_double (node));
  if (strlen (number) > MAX_PRINTED_DIGITS + 1)
    return g_strdup ("a long number");
  return g_steal_pointer (&number);
}

/* (transfer full): "/categories/2/code"; the document itself is "/" */
static char *
describe_place (Checker *self)
{
  GString *place = g_string_new (NULL);

  for (guint i = 0; i < self->path->len; i++)
    {
      GString *step = g_string_new (g_ptr_array_index (self->path, i));

      g_string_replace (step, "~", "~0", 0);
      g_string_replace (step, "/", "~1", 0);
      g_string_append_printf (place, "/%s", step->str);
      g_string_free (step, TRUE);
    }
  if (place->len == 0)
    g_string_append_c (place, '/');
  return g_string_free (place, FALSE);
}

/* whether to go on */
G_GNUC_PRINTF (4, 5)
static gboolean
fail (Checker *self, JsonNode *node, GError **error, const char *format, ...)
{
  g_autofree char *place = describe_place (self);
  g_autofree char *value = describe (node);
  g_autofree char *allowed = NULL;
  va_list args;

  va_start (args, format);
  allowed = g_strdup_vprintf (format, args);
  va_end (args);
  if (self->mistakes != NULL)
    {
      g_ptr_array_add (self->mistakes, g_strdup_printf ("%s: %s %s", place, value, allowed));
      return self->mistakes->len < MAX_MISTAKES;
    }
  g_set_error (error, ANJ_ERROR, ANJ_ERROR_INVALID, "%s: %s %s", place, value, allowed);
  return FALSE;
}

static gboolean
check_step (Checker *self,
            const AnjSchemaRule *rule,
            const char *name,
            JsonNode *node,
            GError **error)
{
  g_autofree char *shown = g_utf8_substring (
      name, 0, MIN (g_utf8_strlen (name, -1), (glong) MAX_PRINTED_CHARACTERS));
  gboolean ok;

  g_ptr_array_add (self->path, g_steal_pointer (&shown));
  ok = check_node (self, rule, node, error);
  g_ptr_array_set_size (self->path, (int) self->path->len - 1);
  return ok;
}

static gboolean
check_object (Checker *self, const AnjSchemaRule *rule, JsonNode *node, GError **error)
{
  JsonObject *object = json_node_get_object (node);
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  for (guint i = 0; rule->required != NULL && i < rule->required->len; i++)
    if (!json_object_has_member (object, g_ptr_array_index (rule->required, i)) &&
        !fail (self, node, error, "lacks \"%s\"",
               (const char *) g_ptr_array_index (rule->required, i)))
      return FALSE;
  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &value))
    {
      const AnjSchemaRule *inner = rule->properties != NULL
                                       ? g_hash_table_lookup (rule->properties, name)
                                       : NULL;

      if (inner == NULL)
        inner = rule->additional;
      if (inner != NULL && !check_step (self, inner, name, value, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
check_array (Checker *self, const AnjSchemaRule *rule, JsonNode *node, GError **error)
{
  JsonArray *array = json_node_get_array (node);
  gint64 n_items = json_array_get_length (array);

  if (rule->min_items >= 0 && n_items < rule->min_items)
    return fail (self, node, error, "has %" G_GINT64_FORMAT " items, at least %" G_GINT64_FORMAT,
                 n_items, rule->min_items);
  if (rule->max_items >= 0 && n_items > rule->max_items)
    return fail (self, node, error, "has %" G_GINT64_FORMAT " items, at most %" G_GINT64_FORMAT,
                 n_items, rule->max_items);
  for (guint i = 0; rule->items != NULL && i < n_items; i++)
    {
      char name[16];

      g_snprintf (name, sizeof name, "%u", i);
      if (!check_step (self, rule->items, name, json_array_get_element (array, i), error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
check_string (Checker *self, const AnjSchemaRule *rule, JsonNode *node, GError **error)
{
  const char *text = json_node_get_string (node);
  gint64 length = g_utf8_strlen (text, -1);

  if (rule->min_length >= 0 && length < rule->min_length)
    return fail (self, node, error,
                 "has %" G_GINT64_FORMAT " characters, at least %" G_GINT64_FORMAT, length,
                 rule->min_length);
  if (rule->max_length >= 0 && length > rule->max_length)
    return fail (self, node, error,
                 "has %" G_GINT64_FORMAT " characters, at most %" G_GINT64_FORMAT, length,
                 rule->max_length);
  /* a match that PCRE gives up on is none */
  if (rule->pattern != NULL && !g_regex_match (rule->pattern, text, 0, NULL))
    return fail (self, node, error, "does not match %s", g_regex_get_pattern (rule->pattern));
  return TRUE;
}

static gboolean
check_number (Checker *self, const AnjSchemaRule *rule, JsonNode *node, GError **error)
{
  if (rule->minimum != NULL && anj_schema_compare_numbers (node, rule->minimum) < 0)
    return fail (self, node, error, "is less than %.10g", json_node_get_double (rule->minimum));
  if (rule->maximum != NULL && anj_schema_compare_numbers (node, rule->maximum) > 0)
    return fail (self, node, error, "is more than %.10g", json_node_get_double (rule->maximum));
  return TRUE;
}

/* type, enum and const: what is said of any kind of value */
static gboolean
check_any (Checker *self, const AnjSchemaRule *rule, JsonNode *node, guint type, GError **error)
{
  if (rule->never)
    return fail (self, node, error, "is not allowed here");
  if (rule->types != 0 && !(rule->types & type))
    {
      g_autoptr (GString) allowed = g_string_new (NULL);

      for (guint bit = 1; bit <= ANJ_JSON_INTEGER; bit <<= 1)
        if (rule->types & bit)
          g_string_append_printf (allowed, "%s%s", allowed->len > 0 ? " or " : "",
                                  anj_schema_type_name (bit));
      return fail (self, node, error, "is not of type %s", allowed->str);
    }
  if (rule->constant != NULL && !equals (node, rule->constant))
    {
      g_autofree char *constant = describe (rule->constant);

      return fail (self, node, error, "is not %s", constant);
    }
  if (rule->allowed != NULL)
    {
      g_autoptr (GString) allowed = g_string_new (NULL);

      for (guint i = 0; i < json_array_get_length (rule->allowed); i++)
        {
          JsonNode *element = json_array_get_element (rule->allowed, i);
          g_autofree char *value = describe (element);

          if (equals (node, element))
            return TRUE;
          g_string_append_printf (allowed, "%s%s", i > 0 ? ", " : "", value);
        }
      return fail (self, node, error, "is none of %s", allowed->str);
    }
  return TRUE;
}

static gboolean
check_node (Checker *self, const AnjSchemaRule *rule, JsonNode *node, GError **error)
{
  guint type = anj_schema_type_of (node);

  if (self->path->len > MAX_DEPTH)
    return fail (self, node, error, "is nested too deep");
  for (; rule != NULL; rule = rule->ref)
    {
      if (++self->n_steps > MAX_STEPS)
        return fail (self, node, error, "takes too long to check");
      if (!check_any (self, rule, node, type, error) ||
          (type == ANJ_JSON_OBJECT && !check_object (self, rule, node, error)) ||
          (type == ANJ_JSON_ARRAY && !check_array (self, rule, node, error)) ||
          (type == ANJ_JSON_STRING && !check_string (self, rule, node, error)) ||
          (type & ANJ_JSON_NUMBER && !check_number (self, rule, node, error)))
        return FALSE;
    }
  return TRUE;
}

gboolean
anj_schema_check (const AnjSchema *self, JsonNode *instance, GError **error)
{
  g_autoptr (GPtrArray) path = g_ptr_array_new_with_free_func (g_free);
  Checker checker = { path, 0, /* mistakes */ NULL };

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (instance != NULL, FALSE);

  return check_node (&checker, anj_schema_get_start (self), instance, error);
}

void
anj_schema_check_all (const AnjSchema *self, JsonNode *instance, GPtrArray *mistakes)
{
  g_autoptr (GPtrArray) path = g_ptr_array_new_with_free_func (g_free);
  Checker checker = { path, 0, mistakes };

  g_return_if_fail (self != NULL && instance != NULL && mistakes != NULL);

  check_node (&checker, anj_schema_get_start (self), instance, /* error */ NULL);
}
