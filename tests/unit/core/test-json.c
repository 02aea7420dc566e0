/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "core/anj-error.h"
#include "core/anj-json.h"
#include "test-parse.h"

static JsonNode *
parse (const char *json, gssize length, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (json, length < 0 ? strlen (json) : (gsize) length);

  return anj_json_parse (bytes, error);
}

static void
test_good (void)
{
  static const char *const texts[] = {
    "{}",
    " [ ] ",
    "null",
    "true",
    "false",
    "\"\"",
    "0",
    "-0",
    "1.5e-7",
    "1E+2",
    "-9223372036854775808",
    "9223372036854775807",
    "\t{\"a\" : [1 , \"\\u00e9\\ud83d\\ude00\\/\\n\"]}\r\n",
    "{\"\":1}",
    "{\"a\":1,\"a\":2}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (JsonNode) node = parse (texts[i], -1, &error);

      g_test_message ("%s", texts[i]);
      g_assert_no_error (error);
      g_assert_nonnull (node);
    }
}

static void
test_refused (void)
{
  static const char *const texts[] = {
    "",
    " ",
    "{",
    "}",
    "[1",
    "[1,]",
    "{\"a\":1,}",
    "{\"a\"}",
    "{a:1}",
    "{'a':1}",
    "{\"a\":1}x",
    "{} {}",
    "/* c */{}",
    "// c\n{}",
    "[1 2]",
    "[,1]",
    "nul",
    "truee",
    "True",
    "NaN",
    "Infinity",
    "var x = {}",
    "01",
    "+1",
    "1.",
    ".5",
    "1e",
    "1e+",
    "0x10",
    "-",
    "--1",
    "9223372036854775808",
    "1e400",
    "\"a",
    "\"\\x41\"",
    "\"\\u12\"",
    "\"\\u0000\"",
    "\"\\ud800\"",
    "\"\\ud800\\u0041\"",
    "\"\\ude00\"",
    "\"a\nb\"",
    "\"\x7f\xff\"",
    "\"\xc0\x80\"",
    "\"\xed\xa0\x80\"",
    "\xef\xbb\xbf{}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (parse (texts[i], -1, &error));
      g_assert_error (error, ANJ_ERROR, ANJ_ERROR_INVALID);
      g_test_message ("%s", error->message);
    }
}

static void
test_nul (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (parse ("{}\0{}", 5, &error));
  g_assert_error (error, ANJ_ERROR, ANJ_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, "NUL"));
}

static void
test_place (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (parse ("{\n  \"a\": tru\n}", -1, &error));
  g_assert_nonnull (strstr (error->message, "line 2, column 8"));
}

static char *
nest (int depth)
{
  g_autofree char *open = g_strnfill ((gsize) depth, '[');
  g_autofree char *close = g_strnfill ((gsize) depth, ']');

  return g_strconcat (open, close, NULL);
}

static void
test_depth (void)
{
  g_autofree char *good = nest (64);
  g_autofree char *deep = nest (65);
  g_autofree char *very_deep = g_strnfill (1000000, '[');
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = parse (good, -1, &error);

  g_assert_no_error (error);
  g_assert_null (parse (deep, -1, &error));
  g_assert_error (error, ANJ_ERROR, ANJ_ERROR_INVALID);
  g_assert_null (parse (very_deep, -1, NULL));
}

/* the scanner must never look past the end: every beginning of a document is refused */
static void
test_truncated (void)
{
  static const char json[] = "{\"a\":[1.5e3,true,null,\"\\ud83d\\ude00\\n\"],\"b\":{\"c\":-1}}";

  for (gsize length = 0; length < sizeof json - 1; length++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (parse (json, (gssize) length, &error));
      g_assert_error (error, ANJ_ERROR, ANJ_ERROR_INVALID);
    }
}

static void
test_object_only (void)
{
  g_autoptr (GBytes) array = g_bytes_new_static ("[]", 2);
  g_autoptr (GError) error = NULL;

  g_assert_null (anj_json_parse_object (array, &error));
  g_assert_error (error, ANJ_ERROR, ANJ_ERROR_INVALID);
}

static void
test_round_trip (void)
{
  static const char json[] =
      "{\"z\":\"é\\n\\\"\",\"a\":[1,2.5,true,null],\"m\":{},\"n\":-9223372036854775808}";
  g_autoptr (JsonObject) object = test_parse_object (json);
  g_autoptr (GBytes) bytes = anj_json_object_to_bytes (object);

  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), json, sizeof json - 1);
}

static void
test_readers (void)
{
  g_autoptr (JsonObject) object = test_parse_object (
      "{\"s\":\"x\",\"i\":7,\"d\":2.0,\"f\":2.5,\"b\":true,\"n\":null,\"o\":{},\"l\":[{},1]}");

  g_assert_cmpstr (anj_json_get_string (object, "s", "-"), ==, "x");
  g_assert_cmpstr (anj_json_get_string (object, "i", "-"), ==, "-");
  g_assert_cmpstr (anj_json_get_string (object, "n", "-"), ==, "-");
  g_assert_cmpstr (anj_json_get_string (object, "none", NULL), ==, NULL);
  g_assert_cmpstr (anj_json_get_string (NULL, "s", "-"), ==, "-");
  g_assert_cmpint (anj_json_get_int (object, "i", -1), ==, 7);
  g_assert_cmpint (anj_json_get_int (object, "d", -1), ==, 2);
  g_assert_cmpint (anj_json_get_int (object, "f", -1), ==, -1);
  g_assert_cmpint (anj_json_get_int (object, "s", -1), ==, -1);
  g_assert_cmpint (anj_json_get_int (object, "o", -1), ==, -1);
  g_assert_true (anj_json_get_bool (object, "b", FALSE));
  g_assert_true (anj_json_get_bool (object, "i", TRUE));
  g_assert_nonnull (anj_json_get_object (object, "o"));
  g_assert_null (anj_json_get_object (object, "l"));
  g_assert_null (anj_json_get_object (object, "n"));
  g_assert_nonnull (anj_json_get_array (object, "l"));
  g_assert_null (anj_json_get_array (object, "o"));
  g_assert_nonnull (anj_json_array_get_object (anj_json_get_array (object, "l"), 0));
  g_assert_null (anj_json_array_get_object (anj_json_get_array (object, "l"), 1));
  g_assert_null (anj_json_array_get_object (anj_json_get_array (object, "l"), 2));
  g_assert_null (anj_json_array_get_object (NULL, 0));
}

static void
test_texts (void)
{
  g_autoptr (JsonObject)
      object = test_parse_object ("{\"t\":{\"id\":\"Bantuan\",\"en\":\"Aid\"},\"p\":"
                                  "\"Polos\",\"e\":{\"en\":\"Only\"},\"i\":1}");

  g_assert_cmpstr (anj_json_get_text (object, "t", "en"), ==, "Aid");
  g_assert_cmpstr (anj_json_get_text (object, "t", "jv"), ==, "Bantuan");
  g_assert_cmpstr (anj_json_get_text (object, "t", NULL), ==, "Bantuan");
  g_assert_cmpstr (anj_json_get_text (object, "p", "en"), ==, "Polos");
  g_assert_cmpstr (anj_json_get_text (object, "e", "id"), ==, "");
  g_assert_cmpstr (anj_json_get_text (object, "i", "id"), ==, "");
  g_assert_cmpstr (anj_json_get_text (object, "none", "id"), ==, "");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/json/good-documents-are-taken", test_good);
  g_test_add_func ("/json/what-is-not-json-is-refused", test_refused);
  g_test_add_func ("/json/a-nul-byte-is-refused", test_nul);
  g_test_add_func ("/json/line-and-column-are-named", test_place);
  g_test_add_func ("/json/64-levels-and-no-more", test_depth);
  g_test_add_func ("/json/every-truncation-is-refused", test_truncated);
  g_test_add_func ("/json/only-an-object-is-an-object", test_object_only);
  g_test_add_func ("/json/written-as-it-was-read", test_round_trip);
  g_test_add_func ("/json/readers-fall-back", test_readers);
  g_test_add_func ("/json/texts-fall-back-to-indonesian", test_texts);
  return g_test_run ();
}
