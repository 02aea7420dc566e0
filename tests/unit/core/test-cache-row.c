/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "core/anj-cache-row.h"
#include "core/anj-json.h"
#include "test-parse.h"

#define PERSON_1 "{\"nik\":\"3509010101800001\",\"no_kk\":\"3509010101200001\""
#define PERSON_2 "{\"nik\":\"3509010202850002\",\"no_kk\":\"3509010101200001\""
#define HOUSEHOLD(no_kk, members)                                                                  \
  "\"document\":{\"found\":true,\"household\":{\"no_kk\":\"" no_kk "\",\"members\":[" members "]}" \
  "}"
#define MASKED_KK "3509********0001"

static const guint8 key[ANJ_VILLAGE_KEY_BYTES] = { 0, 1, 2,  3,  4,  5,  6,  7,
                                                   8, 9, 10, 11, 12, 13, 14, 15 };

/* openssl mac -digest SHA256 -macopt hexkey:000102…0f HMAC, over "record3509…" and "member3509…" */
static void
test_known_answers (void)
{
  g_autofree char *record = anj_cache_record_id (key, "3509010101200001");
  g_autofree char *member = anj_cache_member_id (key, "3509010101800001");

  g_assert_cmpstr (record, ==, "e6d4f22650eab785a332107467839c75");
  g_assert_cmpstr (member, ==, "m-54d0bc40b9c0");
}

static void
test_comes_back (gconstpointer data)
{
  g_autoptr (JsonNode) wanted = test_parse (data);
  g_autoptr (JsonNode) row = test_parse (data);

  anj_cache_row_shorten (json_node_get_object (row), key);
  anj_cache_row_lengthen (json_node_get_object (row), key);
  g_assert_true (json_node_equal (row, wanted));
}

static void
test_what_the_numbers_tell_stays_out (void)
{
  g_autofree char *record = anj_cache_record_id (key, "3509010101200001");
  g_autofree char *member = anj_cache_member_id (key, "3509010101800001");
  g_autofree char *text = g_strdup_printf (
      "{\"record\":\"%s\",\"people\":[" PERSON_1 ",\"member\":\"%s\"}]," HOUSEHOLD (
          MASKED_KK, "{\"id\":\"%s\",\"nik\":\"3509********0001\",\"name\":\"Slamet\"}") "}",
      record, member, member);
  g_autoptr (JsonNode) row = test_parse (text);
  g_autoptr (JsonNode) wanted = test_parse (
      "{\"no_kk\":\"3509010101200001\",\"people\":[{\"nik\":\"3509010101800001\"}],\"document\":"
      "{\"found\":true,\"household\":{\"members\":[{\"name\":\"Slamet\"}]}}}");

  anj_cache_row_shorten (json_node_get_object (row), key);
  g_assert_true (json_node_equal (row, wanted));
  test_comes_back (text);
}

/* what a hub that means harm may send: nothing to crash over */
static void
test_odd_rows_are_left (gconstpointer data)
{
  g_autoptr (JsonNode) row = test_parse (data);

  anj_cache_row_lengthen (json_node_get_object (row), key);
}

int
main (int argc, char **argv)
{
  static const char *const rows[] = {
    "{}",
    "{\"record\":\"r\",\"people\":[],\"document\":{}}",
    "{\"record\":\"r\",\"people\":[" PERSON_1 "}," PERSON_2 "}],\"document\":{\"found\":true}}",
    /* ids of another database */
    "{\"record\":\"r\",\"people\":[" PERSON_1 ",\"member\":\"m-1\"}]," HOUSEHOLD (
        MASKED_KK, "{\"id\":\"m-1\",\"nik\":\"3509********0001\"}") "}",
    /* a member without number and a person who is not in the document */
    "{\"record\":\"r\",\"people\":[" PERSON_1 "}," PERSON_2
    "}]," HOUSEHOLD ("other", "{\"id\":\"m-1\",\"name\":\"Slamet\"}") "}",
    /* two numbers of families in one household */
    "{\"people\":[" PERSON_1 "},{\"nik\":\"3509010202850002\",\"no_kk\":\"3509010101200002\"}],"
    "\"document\":{\"household\":{\"members\":[{},{}]}}}",
  };
  static const char *const odd[] = {
    "{\"no_kk\":1,\"people\":{},\"document\":[]}",
    "{\"no_kk\":\"\",\"people\":[1,null,[]],\"document\":{\"household\":{\"members\":[1,{}]}}}",
    "{\"no_kk\":\"3509\",\"people\":[{\"nik\":\"\"}],\"document\":{\"household\":{\"members\":{}}}"
    "}",
    "{\"no_kk\":\"x\",\"record\":null,\"people\":[{\"nik\":\"1\",\"member\":null}],\"document\":"
    "{\"household\":{\"no_kk\":null,\"members\":[{\"id\":null,\"nik\":[]}]}}}",
  };

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cache-row/ids-have-known-answers", test_known_answers);
  g_test_add_func ("/cache-row/what-the-numbers-tell-stays-out",
                   test_what_the_numbers_tell_stays_out);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strdup_printf ("/cache-row/comes-back/%" G_GSIZE_FORMAT, i);

      g_test_add_data_func (path, rows[i], test_comes_back);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (odd); i++)
    {
      g_autofree char *path = g_strdup_printf ("/cache-row/odd/%" G_GSIZE_FORMAT, i);

      g_test_add_data_func (path, odd[i], test_odd_rows_are_left);
    }
  return g_test_run ();
}
