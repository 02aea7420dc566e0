/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "core/anj-error.h"
#include "core/anj-json.h"
#include "core/anj-schema.h"
#include "data/anj-data.h"
#include "test-parse.h"

/* Debian 12 carries the suite up to draft 7. For the words we know 2020-12 says the same, but for
 * "$defs" (then "definitions"), lists in "items" (refused here) and words beside "$ref" (which
 * count since 2019-09). */
#define SUITE "/usr/share/json-schema-test-suite/tests/draft7"

static const char *const suite_files[] = {
  "additionalProperties",
  "boolean_schema",
  "const",
  "default",
  "definitions",
  "enum",
  "items",
  "maxItems",
  "maximum",
  "maxLength",
  "minItems",
  "minimum",
  "minLength",
  "pattern",
  "properties",
  "ref",
  "required",
  "type",
};

/* groups whose schemas say more than we take, or point outside; all others must run */
static const char *const refused_groups[] = {
  "additionalProperties: additionalProperties being false does not allow other properties",
  "additionalProperties: non-ASCII pattern with additionalProperties",
  "definitions: valid definition",
  "definitions: invalid definition",
  "items: an array of schemas for items",
  "items: items with boolean schemas",
  "properties: properties, patternProperties, additionalProperties interaction",
  "ref: relative pointer ref to array",
  "ref: escaped pointer ref",
  "ref: remote ref, containing refs itself",
  "ref: Recursive references between schemas",
  NULL,
};

/* draft 7 lets "$ref" switch off the words beside it; 2020-12 does not */
#define SIBLING_CASE "ref valid, maxItems ignored"

typedef struct
{
  guint n_run;
  guint n_refused;
} Counts;

static AnjSchema *
compile (const char *json, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (json, strlen (json));

  return anj_schema_new (bytes, error);
}

/* the schema as 2020-12 would write it */
static AnjSchema *
compile_node (JsonNode *node, GError **error)
{
  g_autofree char *text = json_to_string (node, FALSE);
  g_autoptr (GString) schema = g_string_new (text);

  g_string_replace (schema, "definitions", "$defs", 0);
  return compile (schema->str, error);
}

static void
run_group (const char *file, JsonObject *group, Counts *counts)
{
  const char *description = json_object_get_string_member (group, "description");
  g_autofree char *name = g_strdup_printf ("%s: %s", file, description);
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjSchema) schema = compile_node (json_object_get_member (group, "schema"), &error);
  JsonArray *tests = json_object_get_array_member (group, "tests");

  if (g_strv_contains (refused_groups, name))
    {
      g_assert_error (error, ANJ_ERROR, ANJ_ERROR_INVALID);
      counts->n_refused++;
      return;
    }
  g_test_message ("%s", name);
  g_assert_no_error (error);
  for (guint i = 0; i < json_array_get_length (tests); i++)
    {
      JsonObject *test = json_array_get_object_element (tests, i);
      const char *what = json_object_get_string_member (test, "description");
      gboolean valid = json_object_get_boolean_member (test, "valid") &&
                       strcmp (what, SIBLING_CASE) != 0;

      g_test_message ("  %s", what);
      g_assert_true (anj_schema_check (schema, json_object_get_member (test, "data"), NULL) ==
                     valid);
      counts->n_run++;
    }
}

static void
test_suite (void)
{
  Counts counts = { 0 };

  for (gsize i = 0; i < G_N_ELEMENTS (suite_files); i++)
    {
      g_autofree char *path = g_strdup_printf (SUITE "/%s.json", suite_files[i]);
      g_autoptr (JsonParser) parser = json_parser_new ();
      g_autoptr (GError) error = NULL;
      JsonArray *groups;

      json_parser_load_from_file (parser, path, &error);
      g_assert_no_error (error);
      groups = json_node_get_array (json_parser_get_root (parser));
      for (guint j = 0; j < json_array_get_length (groups); j++)
        run_group (suite_files[i], json_array_get_object_element (groups, j), &counts);
    }
  g_test_message ("json-schema-test-suite: %u cases run, %u groups refused", counts.n_run,
                  counts.n_refused);
  g_assert_cmpuint (counts.n_run, >, 0);
  g_assert_cmpuint (counts.n_refused, ==, G_N_ELEMENTS (refused_groups) - 1);
}

static void
test_refused_schemas (void)
{
  static const char *const schemas[] = {
    "{\"allOf\":[]}",
    "{\"properties\":{\"a\":{\"oneOf\":[]}}}",
    "{\"$defs\":{\"unused\":{\"format\":\"date\"}}}",
    "{\"items\":[{}]}",
    "{\"items\":1}",
    "{\"properties\":[]}",
    "{\"required\":\"a\"}",
    "{\"required\":[1]}",
    "{\"type\":\"text\"}",
    "{\"type\":[]}",
    "{\"type\":1}",
    "{\"enum\":1}",
    "{\"pattern\":\"(\"}",
    "{\"pattern\":1}",
    "{\"minimum\":\"1\"}",
    "{\"minLength\":-1}",
    "{\"minLength\":1.5}",
    "{\"maxItems\":null}",
    "{\"$ref\":1}",
    "{\"$ref\":\"#/nowhere\"}",
    "{\"$ref\":\"#anchor\"}",
    "{\"$ref\":\"other.json\"}",
    "{\"$ref\":\"#\"}",
    "{\"$ref\":\"#/$defs/a\",\"$defs\":{\"a\":{\"$ref\":\"#/$defs/b\"},\"b\":{\"$ref\":\"#/$defs/"
    "a\"}}}",
    "{\"properties\":{\"a\":{\"$id\":\"b\"}}}",
    "[]",
    "1",
    "null",
    "{",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (schemas); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", schemas[i]);
      g_assert_null (compile (schemas[i], &error));
      g_assert_error (error, ANJ_ERROR, ANJ_ERROR_INVALID);
    }
}

typedef struct
{
  const char *schema;
  const char *instance;
  const char *message;
} MessageCase;

static void
test_messages (void)
{
  static const MessageCase cases[] = {
    { "{\"properties\":{\"c\":{\"items\":{\"properties\":{\"code\":{\"pattern\":\"^[a-z-]+$\"}}}}}"
      "}",
      "{\"c\":[{\"code\":\"ok\"},{\"code\":\"x y\"}]}",
      "/c/1/code: \"x y\" does not match ^[a-z-]+$" },
    { "{\"properties\":{\"a/b~\":{\"type\":[\"string\",\"null\"]}}}", "{\"a/b~\":true}",
      "/a~1b~0: true is not of type null or string" },
    { "{\"required\":[\"nik\"]}", "{}", "/: object lacks \"nik\"" },
    { "{\"enum\":[\"paid\",1]}", "\"due\"", "/: \"due\" is none of \"paid\", 1" },
    { "{\"const\":true}", "false", "/: false is not true" },
    { "{\"additionalProperties\":false}", "{\"x\":[]}", "/x: array is not allowed here" },
    { "{\"minimum\":1}", "0.5", "/: 0.5 is less than 1" },
    { "{\"maximum\":9007199254740993}", "9007199254740994",
      "/: a long number is more than 9.007199255e+15" },
    { "{\"maxLength\":2}", "\"abc\"", "/: \"abc\" has 3 characters, at most 2" },
    { "{\"minItems\":1}", "[]", "/: array has 0 items, at least 1" },
    { "{\"type\":\"integer\"}", "\"NIK 3509010101900001!\"",
      "/: \"NIK ****************!\" is not of type integer" },
    { "{\"type\":\"null\"}", "\"áááááááááááááááááááááááááááááááááááááááááá\"",
      "/: \"áááááááááááááááááááááááááááááááááááááááá…\" is not of type null" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (AnjSchema) schema = compile (cases[i].schema, &error);
      g_autoptr (JsonNode) instance = test_parse (cases[i].instance);

      g_assert_no_error (error);
      g_assert_false (anj_schema_check (schema, instance, &error));
      g_assert_error (error, ANJ_ERROR, ANJ_ERROR_INVALID);
      g_assert_cmpstr (error->message, ==, cases[i].message);
    }
}

static void
test_escaped_pointers (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjSchema) schema = compile (
      "{\"$defs\":{\"a~b\":{\"type\":\"integer\"},\"a/b\":{\"type\":\"string\"},"
      "\"a%b\":false},\"properties\":{\"tilde\":{\"$ref\":\"#/$defs/a~0b\"},"
      "\"slash\":{\"$ref\":\"#/$defs/a~1b\"},\"percent\":{\"$ref\":\"#/$defs/a%25b\"},"
      "\"inner\":{\"$ref\":\"#/properties/tilde\"}}}",
      &error);
  g_autoptr (JsonNode) good = test_parse ("{\"tilde\":1,\"slash\":\"x\",\"inner\":2}");
  g_autoptr (JsonNode) swapped = test_parse ("{\"tilde\":\"x\"}");
  g_autoptr (JsonNode) percent = test_parse ("{\"percent\":1}");
  g_autoptr (JsonNode) inner = test_parse ("{\"inner\":null}");

  g_assert_no_error (error);
  g_assert_true (anj_schema_check (schema, good, NULL));
  g_assert_false (anj_schema_check (schema, swapped, NULL));
  g_assert_false (anj_schema_check (schema, percent, NULL));
  g_assert_false (anj_schema_check (schema, inner, NULL));
}

/* each level is tried twice as often as the one above it */
static void
test_multiplying_references (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjSchema)
      schema = compile ("{\"$defs\":{\"a\":{\"items\":{\"$ref\":\"#\"}}},\"$ref\":\"#/$defs/a\","
                        "\"items\":{\"$ref\":\"#\"}}",
                        &error);
  g_autoptr (GString) json = g_string_new (NULL);
  g_autoptr (JsonNode) instance = NULL;

  g_assert_no_error (error);
  for (int i = 0; i < 60; i++)
    {
      g_string_prepend_c (json, '[');
      g_string_append_c (json, ']');
    }
  instance = test_parse (json->str);
  g_assert_false (anj_schema_check (schema, instance, &error));
  g_assert_nonnull (strstr (error->message, "takes too long"));
}

static void
test_deep_instance (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjSchema) schema = compile ("{\"items\":{\"$ref\":\"#\"}}", &error);
  g_autoptr (JsonNode) instance = json_node_init_null (json_node_alloc ());

  g_assert_no_error (error);
  for (int i = 0; i < 200; i++)
    {
      JsonArray *array = json_array_new ();

      json_array_add_element (array, g_steal_pointer (&instance));
      instance = json_node_init_array (json_node_alloc (), array);
      json_array_unref (array);
    }
  g_assert_false (anj_schema_check (schema, instance, &error));
  g_assert_nonnull (strstr (error->message, "nested too deep"));
}

typedef struct
{
  const char *name;
  const char *good;
  const char *bad;
} ShippedCase;

static void
check_shipped (const ShippedCase *shipped)
{
  g_autofree char *path = g_strdup_printf ("schema/%s.json", shipped->name);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = anj_data_lookup (path, &error);
  g_autoptr (AnjSchema) schema = NULL;
  g_autoptr (JsonNode) good = test_parse (shipped->good);
  g_autoptr (JsonNode) bad = test_parse (shipped->bad);
  gboolean ok;

  g_test_message ("%s", shipped->name);
  g_assert_no_error (error);
  schema = anj_schema_new (bytes, &error);
  g_assert_no_error (error);
  ok = anj_schema_check (schema, good, &error);
  g_assert_no_error (error);
  g_assert_true (ok);
  g_assert_false (anj_schema_check (schema, bad, &error));
  g_test_message ("%s", error->message);
}

#define IDS "\"nik\":\"3509010101900001\",\"no_kk\":\"3509010101900002\""
#define HEX64 "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define HEADER                                                                                     \
  "{\"id\":\"01932f0e-1c2d-7abc-8def-0123456789ab\",\"region\":\"35.09.01.2001\",\"number\":\""    \
  "FTB-2738-5\",\"category\":\"tidak-cair\",\"sensitive\":false,\"submitted\":\""                  \
  "2026-11-22T02:15:36Z\",\"follow_hash\":\"" HEX64 "\",\"recipients\":[{\"role\":\"intake\",\""   \
  "fingerprint\":\"" HEX64 "\"}],\"attachments\":[],\"kind\":"

static void
test_shipped_schemas (void)
{
  static const ShippedCase cases[] = {
    { "body-complaint",
      "{\"category\":\"kartu\",\"text\":\"Kartu hilang\",\"anonymous\":false,\"secret\":false," IDS
      ",\"programme\":\"BPJS-TK\",\"place\":\"Balai desa\"}",
      "{\"category\":\"kartu\",\"text\":\" \",\"anonymous\":false,\"secret\":false}" },
    { "body-update", "{" IDS ",\"member\":\"m1\",\"field\":\"occupation\",\"new\":\"Buruh tani\"}",
      "{" IDS ",\"member\":\"m1\",\"field\":\"occupation\"}" },
    { "body-proposal", "{" IDS ",\"reason\":\"Tidak punya penghasilan\"}",
      "{" IDS ",\"reason\":\"Tidak\",\"more\":1}" },
    { "body-objection",
      "{" IDS ",\"about\":{\"name\":\"A\",\"place\":\"RT 1\"},\"reason\":\"Kaya\"}",
      "{" IDS ",\"about\":{\"name\":\"A\"},\"reason\":\"Kaya\"}" },
    { "body-note", "{\"about\":\"35.09.01.2001/FTB-2738-5\",\"text\":\"Sudah datang\"}",
      "{\"about\":\"FTB-2738-5\",\"text\":\"Sudah datang\"}" },
    { "body-feedback", "{\"rating\":3}", "{\"rating\":4}" },
    { "body-referral", "{" IDS ",\"programme\":\"BAZNAS\",\"documents\":[\"ktp\"]}",
      "{\"nik\":\"350901010190001\",\"no_kk\":\"3509010101900002\","
      "\"programme\":\"BAZNAS\"}" },
    { "header", HEADER "\"complaint\"}", HEADER "\"gossip\"}" },
    { "telemetry", "{\"outbox\":0,\"config_version\":1,\"key\":\"file\",\"version\":\"0.1.0\"}",
      "{\"outbox\":-1,\"config_version\":1,\"key\":\"file\",\"version\":\"0.1.0\"}" },
    { "household", "{\"found\":false}", "{\"found\":1}" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    check_shipped (&cases[i]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/schema/the-public-suite-agrees", test_suite);
  g_test_add_func ("/schema/unknown-words-and-dead-references-are-refused", test_refused_schemas);
  g_test_add_func ("/schema/messages-name-place-value-and-rule", test_messages);
  g_test_add_func ("/schema/pointers-are-unescaped", test_escaped_pointers);
  g_test_add_func ("/schema/multiplying-references-end", test_multiplying_references);
  g_test_add_func ("/schema/a-deep-instance-is-refused", test_deep_instance);
  g_test_add_func ("/schema/shipped-schemas-take-good-and-refuse-bad", test_shipped_schemas);
  return g_test_run ();
}
