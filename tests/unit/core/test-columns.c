/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "core/anj-columns.h"
#include "core/anj-error.h"
#include "core/anj-json.h"
#include "test-parse.h"

/* through text, as between hub and terminal */
static AnjColumns *
read_text (const char *text, GError **error)
{
  g_autoptr (JsonObject) packed = test_parse_object (text);

  return anj_columns_read (packed, error);
}

static char *
pack (GPtrArray *rows)
{
  g_autoptr (AnjColumnsWriter) writer = anj_columns_writer_new ();
  g_autoptr (JsonObject) packed = NULL;

  for (guint i = 0; i < rows->len; i++)
    anj_columns_writer_add (writer, rows->pdata[i]);
  packed = anj_columns_writer_finish (writer);
  return anj_json_object_to_text (packed);
}

static void
check_equal (JsonObject *got, JsonObject *wanted)
{
  g_autoptr (JsonNode) one = json_node_new (JSON_NODE_OBJECT);
  g_autoptr (JsonNode) other = json_node_new (JSON_NODE_OBJECT);

  json_node_set_object (one, got);
  json_node_set_object (other, wanted);
  if (!json_node_equal (one, other))
    {
      g_autofree char *got_text = anj_json_object_to_text (got);
      g_autofree char *wanted_text = anj_json_object_to_text (wanted);

      g_assert_cmpstr (got_text, ==, wanted_text);
    }
}

/* (transfer full): the packed text, after every row came back as it was */
static char *
check_round_trip (GPtrArray *rows)
{
  g_autoptr (GError) error = NULL;
  char *text = pack (rows);
  g_autoptr (AnjColumns) columns = read_text (text, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (anj_columns_n_rows (columns), ==, rows->len);
  for (guint i = 0; i < rows->len; i++)
    {
      g_autoptr (JsonObject) row = anj_columns_get_row (columns, i);

      check_equal (row, rows->pdata[i]);
    }
  return text;
}

static GPtrArray *
rows_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
}

static JsonNode *make_value (GRand *rand, guint depth);

static JsonNode *
make_text (GRand *rand)
{
  static const char *const texts[] = {
    "",
    " ",
    "a  b",
    " Siti Aminah ",
    "a b c d e f g h i j",
    "\"\\/\n\t",
    "Dwi S.",
    "3509010101",
    "12",
    "ꦱꦶꦠꦶ",
    "é",
    "1 2",
    "\x7f#~ ",
    "2026-11-15",
  };
  JsonNode *node = json_node_new (JSON_NODE_VALUE);

  if (g_rand_int_range (rand, 0, 3) > 0)
    json_node_set_string (node, texts[g_rand_int_range (rand, 0, G_N_ELEMENTS (texts))]);
  else
    {
      g_autofree char *digits = g_strdup_printf ("%016u", g_rand_int (rand));

      json_node_set_string (node, digits);
    }
  return node;
}

static JsonNode *
make_scalar (GRand *rand)
{
  JsonNode *node = json_node_new (JSON_NODE_VALUE);

  switch (g_rand_int_range (rand, 0, 6))
    {
    case 0:
      json_node_set_int (node, ((gint64) g_rand_int (rand) << 32) | g_rand_int (rand));
      return node;
    case 1:
      json_node_set_boolean (node, g_rand_boolean (rand));
      return node;
    case 2:
      json_node_set_double (node, g_rand_int_range (rand, -9, 9) / 4.0);
      return node;
    case 3:
      json_node_unref (node);
      return json_node_new (JSON_NODE_NULL);
    default:
      json_node_unref (node);
      return make_text (rand);
    }
}

static JsonObject *
make_object (GRand *rand, guint depth)
{
  static const char *const names[] = { "a", "b", "id", "", "kinds", "é" };
  JsonObject *object = json_object_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_rand_boolean (rand))
      json_object_set_member (object, names[i], make_value (rand, depth));
  return object;
}

static JsonNode *
make_value (GRand *rand, guint depth)
{
  int choice = depth == 0 ? 9 : g_rand_int_range (rand, 0, 10);
  JsonNode *node;
  JsonArray *array;

  if (choice > 3)
    return make_scalar (rand);
  if (choice > 1)
    {
      node = json_node_new (JSON_NODE_OBJECT);
      json_node_take_object (node, make_object (rand, depth - 1));
      return node;
    }
  node = json_node_new (JSON_NODE_ARRAY);
  array = json_array_new ();
  for (int n = g_rand_int_range (rand, 0, 5); n > 0; n--)
    json_array_add_element (array, make_value (rand, depth - 1));
  json_node_take_array (node, array);
  return node;
}

static void
test_random_documents_come_back (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);

  for (guint round = 0; round < 300; round++)
    {
      g_autoptr (GPtrArray) rows = rows_new ();
      g_autofree char *text = NULL;

      for (int n = g_rand_int_range (rand, 0, 40); n > 0; n--)
        g_ptr_array_add (rows, make_object (rand, round % 5));
      /* what repeats takes other forms than what does not */
      for (guint i = 0, n = rows->len; round % 2 == 0 && i < 20 * n; i++)
        g_ptr_array_add (rows, json_object_ref (rows->pdata[i % n]));
      text = check_round_trip (rows);
    }
}

/* more words than one digit of a code can name */
static void
test_long_dictionaries_come_back (void)
{
  g_autoptr (GPtrArray) rows = rows_new ();
  g_autofree char *text = NULL;

  for (guint i = 0; i < 40000; i++)
    {
      JsonObject *row = json_object_new ();
      JsonObject *inner = json_object_new ();

      json_object_set_int_member (row, "n", i % 9000);
      json_object_set_int_member (inner, "m", i % 100);
      json_object_set_object_member (row, "inner", inner);
      g_ptr_array_add (rows, row);
    }
  text = check_round_trip (rows);
}

static void
test_what_repeats_stands_once (void)
{
  g_autoptr (GPtrArray) rows = rows_new ();
  g_autofree char *text = NULL;

  for (guint i = 0; i < 1000; i++)
    {
      g_autofree char *line = g_strdup_printf (
          "{\"nik\":\"350901%010u\",\"list\":[{\"code\":\"PKH\",\"text\":\"Uang sudah masuk.\","
          "\"payments\":[%u,%u]}]}",
          i * 7919, i % 7, i % 3);

      g_ptr_array_add (rows, test_parse_object (line));
    }
  text = check_round_trip (rows);
  g_assert_null (strstr (strstr (text, "Uang sudah masuk.") + 1, "Uang"));
  g_assert_cmpuint (strlen (text), <, 14000);
}

static void
test_rows_share_nothing (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjColumns) columns = read_text (
      "{\"rows\":2,\"columns\":{\"kinds\":\"o\",\"objects\":{\"same\":{\"all\":{\"a\":{\"b\":1}}},"
      "\"members\":{}}}}",
      &error);
  g_autoptr (JsonObject) first = NULL;
  g_autoptr (JsonObject) second = NULL;

  g_assert_no_error (error);
  first = anj_columns_get_row (columns, 0);
  json_object_set_int_member (anj_json_get_object (first, "a"), "b", 2);
  second = anj_columns_get_row (columns, 1);
  g_assert_cmpint (anj_json_get_int (anj_json_get_object (second, "a"), "b", 0), ==, 1);
}

#define ROWS(n, columns) "{\"rows\":" #n ",\"columns\":" columns "}"
#define MEMBER(column)                                                                             \
  "{\"kinds\":\"o\",\"objects\":{\"members\":{\"m\":{\"kinds\":\"v\",\"values\":" column "}}}}"
#define ITEMS(counts, kinds)                                                                       \
  "{\"kinds\":\"o\",\"objects\":{\"members\":{\"m\":{\"kinds\":\"a\",\"arrays\":{"                 \
  "\"counts\":" counts ",\"items\":{\"kinds\":\"" kinds "\",\"values\":{\"all\":\"text\"}}}}}}}"

static void
test_hostile (gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjColumns) columns = read_text (data, &error);

  g_assert_null (columns);
  g_assert_error (error, ANJ_ERROR, ANJ_ERROR_INVALID);
}

/* whatever is bent in a good form is read or refused, and never more than the limits */
static void
test_bent_forms_are_read_or_refused (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (11);
  g_autoptr (GPtrArray) rows = rows_new ();
  g_autofree char *text = NULL;

  for (guint i = 0; i < 30; i++)
    g_ptr_array_add (rows, make_object (rand, 3));
  text = check_round_trip (rows);
  for (guint round = 0; round < 3000; round++)
    {
      g_autofree char *bent = g_strdup (text);
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) bytes = g_bytes_new_static (bent, strlen (bent));
      g_autoptr (JsonObject) packed = NULL;
      g_autoptr (AnjColumns) columns = NULL;

      bent[g_rand_int_range (rand, 0, (gint32) strlen (bent))] =
          "0123456789ova.\"]}{[#$"[g_rand_int_range (rand, 0, 21)];
      packed = anj_json_parse_object (bytes, NULL);
      columns = packed != NULL ? anj_columns_read (packed, &error) : NULL;
      for (guint i = 0; columns != NULL && i < anj_columns_n_rows (columns); i++)
        json_object_unref (anj_columns_get_row (columns, i));
    }
}

typedef struct
{
  const char *name;
  const char *text;
} Hostile;

static const Hostile hostile[] = {
  { "no-columns", "{\"rows\":1}" },
  { "rows-of-no-number", ROWS ("1", MEMBER ("{\"all\":1}")) },
  { "too-many-rows", ROWS (70000, MEMBER ("{\"all\":1}")) },
  { "negative-rows", ROWS (-1, MEMBER ("{\"all\":1}")) },
  { "row-that-is-no-object", ROWS (1, "{\"kinds\":\"v\",\"values\":{\"all\":1}}") },
  { "unknown-kind", ROWS (1, "{\"kinds\":\"x\"}") },
  { "kinds-too-short", ROWS (3, "{\"kinds\":\"oo\",\"objects\":{\"members\":{}}}") },
  { "column-missing", ROWS (1, MEMBER ("null")) },
  { "column-of-no-form", ROWS (1, MEMBER ("{}")) },
  { "list-too-long", ROWS (1, MEMBER ("[1,2]")) },
  { "codes-too-short", ROWS (3, MEMBER ("{\"of\":[1,2],\"codes\":\"#$\"}")) },
  { "code-without-word", ROWS (2, MEMBER ("{\"of\":[1,2],\"codes\":\"#%\"}")) },
  { "code-that-is-none", ROWS (2, MEMBER ("{\"of\":[1,2],\"codes\":\"# \"}")) },
  { "array-as-word", ROWS (1, MEMBER ("{\"all\":[1]}")) },
  { "object-as-value", ROWS (1, MEMBER ("{\"all\":{}}")) },
  { "part-that-is-no-text", ROWS (1, MEMBER ("{\"join\":\"\",\"parts\":[{\"all\":1}]}")) },
  { "more-words-than-parts",
    ROWS (1, MEMBER ("{\"join\":\" \",\"counts\":{\"all\":2},\"parts\":[{\"all\":\"a\"}]}")) },
  { "negative-count", ROWS (1, ITEMS ("{\"all\":-1}", "v")) },
  { "count-beyond-all-limits", ROWS (1, ITEMS ("{\"all\":9223372036854775807}", "v")) },
  { "counts-that-add-up", ROWS (60000, ITEMS ("{\"all\":100}", "v")) },
};

/* one array in another, again and again */
static void
test_depth_is_limited (void)
{
  g_autoptr (JsonObject) node = test_parse_object ("{\"kinds\":\"v\",\"values\":{\"all\":1}}");
  g_autoptr (JsonObject) packed = json_object_new ();
  g_autoptr (AnjColumns) columns = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 60; i++)
    {
      JsonObject *members = json_object_new ();
      JsonObject *objects = json_object_new ();
      JsonObject *outer = json_object_new ();

      json_object_set_object_member (members, "m", g_steal_pointer (&node));
      json_object_set_object_member (objects, "members", members);
      json_object_set_string_member (outer, "kinds", "o");
      json_object_set_object_member (outer, "objects", objects);
      node = outer;
    }
  json_object_set_int_member (packed, "rows", 1);
  json_object_set_object_member (packed, "columns", g_steal_pointer (&node));
  columns = anj_columns_read (packed, &error);
  g_assert_null (columns);
  g_assert_error (error, ANJ_ERROR, ANJ_ERROR_INVALID);
}

/* few bytes that would be many */
static void
test_texts_are_limited (void)
{
  g_autofree char *word = g_strnfill (2000, 'x');
  g_autofree char *text = g_strdup_printf (ROWS (60000, MEMBER ("{\"all\":\"%s\"}")), word);
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjColumns) columns = read_text (text, &error);

  g_assert_null (columns);
  g_assert_error (error, ANJ_ERROR, ANJ_ERROR_INVALID);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/columns/random-documents-come-back", test_random_documents_come_back);
  g_test_add_func ("/columns/long-dictionaries-come-back", test_long_dictionaries_come_back);
  g_test_add_func ("/columns/what-repeats-stands-once", test_what_repeats_stands_once);
  g_test_add_func ("/columns/rows-share-nothing", test_rows_share_nothing);
  g_test_add_func ("/columns/bent-forms-are-read-or-refused", test_bent_forms_are_read_or_refused);
  g_test_add_func ("/columns/refused/too-deep", test_depth_is_limited);
  g_test_add_func ("/columns/refused/texts-that-add-up", test_texts_are_limited);
  for (gsize i = 0; i < G_N_ELEMENTS (hostile); i++)
    {
      g_autofree char *path = g_strdup_printf ("/columns/refused/%s", hostile[i].name);

      g_test_add_data_func (path, hostile[i].text, test_hostile);
    }
  return g_test_run ();
}
