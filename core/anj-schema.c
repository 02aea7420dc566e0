/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/anj-schema.h"

#include <math.h>
#include <string.h>

#include "core/anj-error.h"
#include "core/anj-json.h"
#include "core/anj-schema-private.h"

/*
 * Compiles a JSON Schema; anj-schema-check.c holds instances against it.
 *
 *   rule_for        the rule of a node of the schema's text; empty at first and put on the queue
 *   compile_rule    fills one rule, word by word from the table `words`
 *   anj_schema_new  until the queue is empty, then looks for $ref circles
 *
 * The queue instead of recursion lets schemas refer to themselves and keeps the stack flat.
 * Patterns are PCRE (GRegex) without anchors; of ECMA 262 that is all but Unicode's fine points:
 * write [0-9], not \d, which takes any script's digits here. "$" is the very end of the text.
 */

struct _AnjSchema
{
  JsonNode *root;             /* (owned) */
  GHashTable *rules;          /* (owned): JsonNode (unowned) -> AnjSchemaRule (owned) */
  const AnjSchemaRule *start; /* (unowned) */
};

typedef struct
{
  AnjSchema *schema; /* (unowned) */
  GQueue pending;    /* nodes whose rules are empty */
} Compiler;

typedef gboolean (*CompileFunc) (Compiler *compiler,
                                 AnjSchemaRule *rule,
                                 gsize offset,
                                 JsonNode *value,
                                 GError **error);

typedef struct
{
  const char *word;
  CompileFunc compile;
  gsize offset; /* of the rule's member */
} Word;

static const char *const type_names[] = { "null",   "boolean", "object", "array",
                                          "number", "string",  "integer" };

const char *
anj_schema_type_name (guint type)
{
  for (gsize i = G_N_ELEMENTS (type_names); i > 0; i--)
    if (type & 1u << (i - 1))
      return type_names[i - 1];
  return "nothing";
}

guint
anj_schema_type_of (JsonNode *node)
{
  double value;

  if (JSON_NODE_HOLDS_OBJECT (node))
    return ANJ_JSON_OBJECT;
  if (JSON_NODE_HOLDS_ARRAY (node))
    return ANJ_JSON_ARRAY;
  switch (json_node_get_value_type (node))
    {
    case G_TYPE_STRING:
      return ANJ_JSON_STRING;
    case G_TYPE_BOOLEAN:
      return ANJ_JSON_BOOLEAN;
    case G_TYPE_INT64:
      return ANJ_JSON_NUMBER | ANJ_JSON_INTEGER;
    case G_TYPE_DOUBLE:
      value = json_node_get_double (node);
      return floor (value) == value ? ANJ_JSON_NUMBER | ANJ_JSON_INTEGER : ANJ_JSON_NUMBER;
    default:
      return ANJ_JSON_NULL;
    }
}

int
anj_schema_compare_numbers (JsonNode *a, JsonNode *b)
{
  if (json_node_get_value_type (a) == G_TYPE_INT64 && json_node_get_value_type (b) == G_TYPE_INT64)
    {
      gint64 left = json_node_get_int (a);
      gint64 right = json_node_get_int (b);

      return (left > right) - (left < right);
    }
  return (json_node_get_double (a) > json_node_get_double (b)) -
         (json_node_get_double (a) < json_node_get_double (b));
}

static gboolean
refuse (GError **error, const char *word, const char *what)
{
  g_set_error (error, ANJ_ERROR, ANJ_ERROR_INVALID, "schema: \"%.40s\" %s", word, what);
  return FALSE;
}

static AnjSchemaRule *
rule_for (Compiler *self, JsonNode *node)
{
  AnjSchemaRule *rule = g_hash_table_lookup (self->schema->rules, node);

  if (rule != NULL)
    return rule;
  rule = g_new0 (AnjSchemaRule, 1);
  rule->min_length = rule->max_length = rule->min_items = rule->max_items = -1;
  g_hash_table_insert (self->schema->rules, node, rule);
  g_queue_push_tail (&self->pending, node);
  return rule;
}

static void
rule_free (gpointer data)
{
  AnjSchemaRule *self = data;

  g_clear_pointer (&self->properties, g_hash_table_unref);
  g_clear_pointer (&self->required, g_ptr_array_unref);
  g_clear_pointer (&self->pattern, g_regex_unref);
  g_free (self);
}

#define MEMBER(Type) (*(Type *) ((char *) rule + offset))

static gboolean
compile_annotation (Compiler *compiler G_GNUC_UNUSED,
                    AnjSchemaRule *rule G_GNUC_UNUSED,
                    gsize offset G_GNUC_UNUSED,
                    JsonNode *value G_GNUC_UNUSED,
                    GError **error G_GNUC_UNUSED)
{
  return TRUE;
}

static gboolean
add_type (AnjSchemaRule *rule, JsonNode *value, GError **error)
{
  const char *name = json_node_get_value_type (value) == G_TYPE_STRING
                         ? json_node_get_string (value)
                         : NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (type_names); i++)
    if (g_strcmp0 (name, type_names[i]) == 0)
      {
        rule->types |= 1u << i;
        return TRUE;
      }
  return refuse (error, "type", "names no type");
}

static gboolean
compile_type (Compiler *compiler G_GNUC_UNUSED,
              AnjSchemaRule *rule,
              gsize offset G_GNUC_UNUSED,
              JsonNode *value,
              GError **error)
{
  JsonArray *types;

  if (!JSON_NODE_HOLDS_ARRAY (value))
    return add_type (rule, value, error);
  types = json_node_get_array (value);
  for (guint i = 0; i < json_array_get_length (types); i++)
    if (!add_type (rule, json_array_get_element (types, i), error))
      return FALSE;
  return rule->types != 0 || refuse (error, "type", "names no type");
}

static gboolean
compile_properties (Compiler *compiler,
                    AnjSchemaRule *rule,
                    gsize offset,
                    JsonNode *value,
                    GError **error)
{
  GHashTable *properties;
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  if (!JSON_NODE_HOLDS_OBJECT (value))
    return refuse (error, "properties", "must be an object");
  properties = g_hash_table_new (g_str_hash, g_str_equal);
  MEMBER (GHashTable *) = properties;
  json_object_iter_init (&iter, json_node_get_object (value));
  while (json_object_iter_next (&iter, &name, &node))
    g_hash_table_insert (properties, (gpointer) name, rule_for (compiler, node));
  return TRUE;
}

/* compiled so that mistakes show, though only $ref leads there */
static gboolean
compile_definitions (Compiler *compiler,
                     AnjSchemaRule *rule G_GNUC_UNUSED,
                     gsize offset G_GNUC_UNUSED,
                     JsonNode *value,
                     GError **error)
{
  JsonObjectIter iter;
  JsonNode *node;

  if (!JSON_NODE_HOLDS_OBJECT (value))
    return refuse (error, "$defs", "must be an object");
  json_object_iter_init (&iter, json_node_get_object (value));
  while (json_object_iter_next (&iter, NULL, &node))
    rule_for (compiler, node);
  return TRUE;
}

static gboolean
compile_required (Compiler *compiler G_GNUC_UNUSED,
                  AnjSchemaRule *rule,
                  gsize offset G_GNUC_UNUSED,
                  JsonNode *value,
                  GError **error)
{
  JsonArray *names;

  if (!JSON_NODE_HOLDS_ARRAY (value))
    return refuse (error, "required", "must be an array of names");
  names = json_node_get_array (value);
  rule->required = g_ptr_array_new ();
  for (guint i = 0; i < json_array_get_length (names); i++)
    {
      JsonNode *name = json_array_get_element (names, i);

      if (json_node_get_value_type (name) != G_TYPE_STRING)
        return refuse (error, "required", "must be an array of names");
      g_ptr_array_add (rule->required, (gpointer) json_node_get_string (name));
    }
  return TRUE;
}

static gboolean
compile_subschema (Compiler *compiler,
                   AnjSchemaRule *rule,
                   gsize offset,
                   JsonNode *value,
                   GError **error G_GNUC_UNUSED)
{
  MEMBER (AnjSchemaRule *) = rule_for (compiler, value);
  return TRUE;
}

static gboolean
compile_enum (Compiler *compiler G_GNUC_UNUSED,
              AnjSchemaRule *rule,
              gsize offset G_GNUC_UNUSED,
              JsonNode *value,
              GError **error)
{
  if (!JSON_NODE_HOLDS_ARRAY (value))
    return refuse (error, "enum", "must be an array");
  rule->allowed = json_node_get_array (value);
  return TRUE;
}

static gboolean
compile_const (Compiler *compiler G_GNUC_UNUSED,
               AnjSchemaRule *rule,
               gsize offset G_GNUC_UNUSED,
               JsonNode *value,
               GError **error G_GNUC_UNUSED)
{
  rule->constant = value;
  return TRUE;
}

static gboolean
compile_pattern (Compiler *compiler G_GNUC_UNUSED,
                 AnjSchemaRule *rule,
                 gsize offset G_GNUC_UNUSED,
                 JsonNode *value,
                 GError **error)
{
  if (json_node_get_value_type (value) != G_TYPE_STRING)
    return refuse (error, "pattern", "must be a string");
  rule->pattern = g_regex_new (json_node_get_string (value),
                               G_REGEX_DOLLAR_ENDONLY | G_REGEX_OPTIMIZE, 0, NULL);
  return rule->pattern != NULL || refuse (error, json_node_get_string (value), "is no pattern");
}

static gboolean
compile_bound (Compiler *compiler G_GNUC_UNUSED,
               AnjSchemaRule *rule,
               gsize offset,
               JsonNode *value,
               GError **error)
{
  if (!(anj_schema_type_of (value) & ANJ_JSON_NUMBER))
    return refuse (error, "minimum or maximum", "must be a number");
  MEMBER (JsonNode *) = value;
  return TRUE;
}

static gboolean
compile_length (Compiler *compiler G_GNUC_UNUSED,
                AnjSchemaRule *rule,
                gsize offset,
                JsonNode *value,
                GError **error)
{
  /* 2.0 is a length too */
  double length = anj_schema_type_of (value) & ANJ_JSON_INTEGER ? json_node_get_double (value) : -1;

  if (length < 0 || length > G_MAXINT32)
    return refuse (error, "a length", "must be a whole number from 0");
  MEMBER (gint64) = (gint64) length;
  return TRUE;
}

/* (transfer none) (nullable): one step of a JSON pointer (RFC 6901) */
static JsonNode *
step_into (JsonNode *node, const char *step)
{
  guint64 index;

  if (JSON_NODE_HOLDS_OBJECT (node))
    return json_object_get_member (json_node_get_object (node), step);
  if (!JSON_NODE_HOLDS_ARRAY (node) ||
      !g_ascii_string_to_unsigned (step, 10, 0, G_MAXUINT, &index, NULL) ||
      index >= json_array_get_length (json_node_get_array (node)))
    return NULL;
  return json_array_get_element (json_node_get_array (node), (guint) index);
}

static JsonNode *
resolve_pointer (JsonNode *root, const char *pointer)
{
  g_auto (GStrv) steps = NULL;
  JsonNode *node = root;

  if (pointer[0] == '\0')
    return root;
  if (pointer[0] != '/')
    return NULL;
  steps = g_strsplit (pointer + 1, "/", -1);
  for (gsize i = 0; steps[i] != NULL && node != NULL; i++)
    {
      GString *step = g_string_new (steps[i]);

      g_string_replace (step, "~1", "/", 0);
      g_string_replace (step, "~0", "~", 0);
      node = step_into (node, step->str);
      g_string_free (step, TRUE);
    }
  return node;
}

static gboolean
compile_ref (Compiler *compiler,
             AnjSchemaRule *rule,
             gsize offset G_GNUC_UNUSED,
             JsonNode *value,
             GError **error)
{
  const char *ref = json_node_get_value_type (value) == G_TYPE_STRING ? json_node_get_string (value)
                                                                      : NULL;
  g_autofree char *pointer = NULL;
  JsonNode *target;

  if (ref == NULL || ref[0] != '#')
    return refuse (error, ref != NULL ? ref : "$ref", "does not point inside the file");
  pointer = g_uri_unescape_string (ref + 1, NULL);
  target = pointer != NULL ? resolve_pointer (compiler->schema->root, pointer) : NULL;
  if (target == NULL)
    return refuse (error, ref, "points to nothing");
  rule->ref = rule_for (compiler, target);
  return TRUE;
}

static const Word words[] = {
  { "type", compile_type, 0 },
  { "properties", compile_properties, G_STRUCT_OFFSET (AnjSchemaRule, properties) },
  { "required", compile_required, 0 },
  { "additionalProperties", compile_subschema, G_STRUCT_OFFSET (AnjSchemaRule, additional) },
  { "items", compile_subschema, G_STRUCT_OFFSET (AnjSchemaRule, items) },
  { "enum", compile_enum, 0 },
  { "const", compile_const, 0 },
  { "pattern", compile_pattern, 0 },
  { "minimum", compile_bound, G_STRUCT_OFFSET (AnjSchemaRule, minimum) },
  { "maximum", compile_bound, G_STRUCT_OFFSET (AnjSchemaRule, maximum) },
  { "minLength", compile_length, G_STRUCT_OFFSET (AnjSchemaRule, min_length) },
  { "maxLength", compile_length, G_STRUCT_OFFSET (AnjSchemaRule, max_length) },
  { "minItems", compile_length, G_STRUCT_OFFSET (AnjSchemaRule, min_items) },
  { "maxItems", compile_length, G_STRUCT_OFFSET (AnjSchemaRule, max_items) },
  { "$ref", compile_ref, 0 },
  { "$defs", compile_definitions, 0 },
  { "$schema", compile_annotation, 0 },
  { "$comment", compile_annotation, 0 },
  { "title", compile_annotation, 0 },
  { "description", compile_annotation, 0 },
  { "default", compile_annotation, 0 },
  { "examples", compile_annotation, 0 },
};

static gboolean
compile_word (Compiler *self,
              JsonNode *node,
              AnjSchemaRule *rule,
              const char *word,
              JsonNode *value,
              GError **error)
{
  /* deeper down it would change what "#" means */
  if (strcmp (word, "$id") == 0 && node == self->schema->root)
    return TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (strcmp (word, words[i].word) == 0)
      return words[i].compile (self, rule, words[i].offset, value, error);
  return refuse (error, word, "is not among the words that are understood here");
}

static gboolean
compile_rule (Compiler *self, JsonNode *node, GError **error)
{
  AnjSchemaRule *rule = rule_for (self, node);
  JsonObjectIter iter;
  const char *word;
  JsonNode *value;

  if (json_node_get_value_type (node) == G_TYPE_BOOLEAN)
    {
      rule->never = !json_node_get_boolean (node);
      return TRUE;
    }
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return refuse (error, anj_schema_type_name (anj_schema_type_of (node)), "is no schema");
  json_object_iter_init (&iter, json_node_get_object (node));
  while (json_object_iter_next (&iter, &word, &value))
    if (!compile_word (self, node, rule, word, value, error))
      return FALSE;
  return TRUE;
}

/* a chain of $ref alone that comes back to itself would never look at the instance */
static gboolean
check_circles (AnjSchema *self, GError **error)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->rules);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      guint n_steps = 0;

      for (const AnjSchemaRule *rule = value; rule->ref != NULL; rule = rule->ref)
        if (++n_steps > g_hash_table_size (self->rules))
          return refuse (error, "$ref", "goes round in a circle");
    }
  return TRUE;
}

AnjSchema *
anj_schema_new (GBytes *json, GError **error)
{
  g_autoptr (AnjSchema) self = NULL;
  Compiler compiler = { 0 };
  gboolean ok = TRUE;

  g_return_val_if_fail (json != NULL, NULL);

  self = g_new0 (AnjSchema, 1);
  self->rules = g_hash_table_new_full (NULL, NULL, NULL, rule_free);
  self->root = anj_json_parse (json, error);
  if (self->root == NULL)
    return NULL;
  compiler.schema = self;
  g_queue_init (&compiler.pending);
  self->start = rule_for (&compiler, self->root);
  while (ok && !g_queue_is_empty (&compiler.pending))
    ok = compile_rule (&compiler, g_queue_pop_head (&compiler.pending), error);
  g_queue_clear (&compiler.pending);
  return ok && check_circles (self, error) ? g_steal_pointer (&self) : NULL;
}

void
anj_schema_free (AnjSchema *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->rules, g_hash_table_unref);
  g_clear_pointer (&self->root, json_node_unref);
  g_free (self);
}

const AnjSchemaRule *
anj_schema_get_start (const AnjSchema *self)
{
  return self->start;
}
