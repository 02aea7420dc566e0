/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "core/anj-cache-row.h"
#include "core/anj-columns.h"
#include "core/anj-hex.h"
#include "core/anj-household.h"
#include "core/anj-json.h"
#include "core/anj-schema.h"
#include "data/anj-data.h"
#include "hub/hub-cache-source.h"
#include "hub/hub-demo-names.h"
#include "hub/hub-demo.h"
#include "register-fixture.h"

#define GENERATION "00112233445566778899aabbccddeeff"

static void
use_shipped_catalogue (RegisterFixture *f)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = anj_data_lookup ("default-config.json", &error);
  g_autofree char *json = NULL;

  g_assert_no_error (error);
  json = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  register_fixture_set_catalogue (f, json);
}

static void
make_demo (RegisterFixture *f, guint n_residents, guint32 seed, const char *area)
{
  HubDemoPlan plan = { area, n_residents, seed };
  HubDemoSummary summary;
  g_autoptr (GError) error = NULL;
  gboolean ok;

  use_shipped_catalogue (f);
  ok = hub_demo_make (&f->context, &plan, &summary, &error);
  g_assert_no_error (error);
  g_assert_true (ok);
  g_assert_cmpuint (summary.n_residents, ==, n_residents);
}

static char *
read_file (RegisterFixture *f, const char *name)
{
  g_autofree char *path = g_build_filename (f->data_dir, name, NULL);
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

static void
test_every_status_code_and_hard_case_is_there (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  static const char *const counts[] = {
    "SELECT count(*) FROM residents WHERE substr(nik, 7, 2) = '71'",
    "SELECT count(*) FROM residents WHERE substr(nik, 7, 2) = '41'",
    "SELECT count(*) FROM residents WHERE birth_date LIKE '%-02-29'",
    "SELECT count(*) FROM register_rows WHERE register = 'p3ke' AND nik IS NULL",
    "SELECT count(*) FROM register_rows WHERE register = 'dtsen' AND status = 'meninggal'",
    "SELECT count(*) FROM residents r JOIN register_rows d ON d.register = 'dtsen' AND d.key = "
    "r.nik WHERE r.relation = 'Kepala keluarga' AND r.birth_date > '2009'",
    "SELECT count(*) FROM residents WHERE length(name) = 60",
    "SELECT count(*) FROM residents WHERE name = 'Kasiman' OR name = 'Painem'",
    "SELECT count(*) FROM residents WHERE name LIKE '%''%'",
    "SELECT count(*) FROM (SELECT address FROM register_rows WHERE register = 'dtsen'"
    " GROUP BY address, rt HAVING count(DISTINCT no_kk) > 0)",
    "SELECT count(*) FROM payments WHERE programme = 'PMT'",
  };

  make_demo (f, 600, 7, VILLAGE);
  for (guint i = 0; i < hub_catalogue_n_states (f->catalogue); i++)
    {
      const char *state = hub_catalogue_state (f->catalogue, i);
      g_autofree char *sql = g_strdup_printf ("SELECT count(*) FROM payments WHERE state = '%s'",
                                              state);

      g_test_message ("%s", state);
      g_assert_cmpint (register_fixture_count (f, sql), >, 0);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (counts); i++)
    {
      g_test_message ("%s", counts[i]);
      g_assert_cmpint (register_fixture_count (f, counts[i]), >, 0);
    }
  g_assert_cmpint (register_fixture_count (f, "SELECT sum(n_rejected) FROM batches"), ==, 0);
}

/* the synthetic serials are out of any office's reach */
static void
test_numbers_are_nobodys (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  make_demo (f, 300, 1, VILLAGE);
  g_assert_cmpint (register_fixture_count (f, "SELECT count(*) FROM residents WHERE"
                                              " substr(nik, 13, 1) <> '9' OR"
                                              " substr(no_kk, 13, 1) <> '9'"),
                   ==, 0);
}

/* the screen shows the last four digits */
static void
test_a_family_is_told_apart_by_masked_numbers (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  make_demo (f, 600, 3, VILLAGE);
  g_assert_cmpint (register_fixture_count (f, "SELECT count(*) FROM (SELECT 1 FROM residents GROUP"
                                              " BY no_kk, substr(nik, 13) HAVING count(*) > 1)"),
                   ==, 0);
}

/* the components of a family's stage are one payment, of one day */
static void
test_a_stage_is_paid_on_one_day (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  make_demo (f, 300, 1, VILLAGE);
  g_assert_cmpint (register_fixture_count (f, "SELECT count(*) FROM (SELECT 1 FROM payments WHERE"
                                              " programme = 'PKH' GROUP BY no_kk, period, stage"
                                              " HAVING count(*) > 1)"),
                   >, 0);
  g_assert_cmpint (register_fixture_count (f, "SELECT count(*) FROM (SELECT 1 FROM payments WHERE"
                                              " programme = 'PKH' GROUP BY no_kk, period, stage"
                                              " HAVING count(DISTINCT date) > 1)"),
                   ==, 0);
}

static void
check_row (const AnjSchema *schema, JsonObject *line, GHashTable *people, GHashTable *classes)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *document = anj_json_get_object (line, "document");
  JsonArray *list;

  json_node_set_object (node, document);
  g_assert_true (anj_schema_check (schema, node, &error));
  g_assert_true (anj_household_check (document, &error));
  g_assert_no_error (error);
  list = anj_json_get_array (line, "people");
  for (guint i = 0; i < json_array_get_length (list); i++)
    {
      JsonObject *person = anj_json_array_get_object (list, i);

      g_hash_table_add (people, g_strdup_printf ("%s,%s", anj_json_get_string (person, "nik", ""),
                                                 anj_json_get_string (person, "no_kk", "")));
    }
  list = anj_json_get_array (anj_json_get_object (document, "household"), "programmes");
  for (guint i = 0; i < json_array_get_length (list); i++)
    g_hash_table_add (
        classes, g_strdup (anj_json_get_string (anj_json_array_get_object (list, i), "class", "")));
}

static void
check_line (const AnjSchema *schema, const char *text, GHashTable *people, GHashTable *classes)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) line = anj_json_parse_object (bytes, &error);
  JsonObject *households = anj_json_get_object (line, "households");
  g_autoptr (AnjColumns) columns = NULL;
  guint8 key[ANJ_VILLAGE_KEY_BYTES];

  g_assert_no_error (error);
  if (households == NULL)
    return;
  columns = anj_columns_read (households, &error);
  g_assert_no_error (error);
  g_assert_true (anj_hex_decode (anj_json_get_string (households, "key", ""), key, sizeof key));
  for (guint i = 0; i < anj_columns_n_rows (columns); i++)
    {
      g_autoptr (JsonObject) row = anj_columns_get_row (columns, i);

      anj_cache_row_lengthen (row, key);
      check_row (schema, row, people, classes);
    }
}

static void
read_feed (RegisterFixture *f, GHashTable *people, GHashTable *classes)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = anj_data_lookup ("schema/household.json", &error);
  g_autoptr (AnjSchema) schema = anj_schema_new (bytes, &error);
  HubCacheQuery query = { GENERATION, f->catalogue, f->regions, VILLAGE, "0", 500, &f->random };
  g_autoptr (GString) page = g_string_new (NULL);
  g_auto (GStrv) lines = NULL;

  g_assert_no_error (error);
  g_assert_cmpint (hub_cache_source_page (f->store, &query, page, &error), ==, HUB_CACHE_PAGE);
  lines = g_strsplit (page->str, "\n", -1);
  for (gsize i = 0; lines[i][0] != '\0'; i++)
    check_line (schema, lines[i], people, classes);
}

static void
test_everybody_in_the_list_finds_a_good_document (RegisterFixture *f,
                                                  gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GHashTable) people = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) classes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *list = NULL;
  g_auto (GStrv) lines = NULL;

  make_demo (f, 600, 3, VILLAGE);
  read_feed (f, people, classes);
  list = read_file (f, "demo-people.csv");
  lines = g_strsplit (list, "\n", -1);
  g_assert_cmpstr (lines[0], ==, "nik,no_kk,name,village,case");
  for (gsize i = 1; lines[i][0] != '\0'; i++)
    {
      g_autofree char *pair = g_strndup (lines[i], 33);

      if (!g_hash_table_contains (people, pair))
        g_error ("not found: %s", lines[i]);
    }
  g_assert_cmpuint (g_strv_length (lines) - 2, ==, g_hash_table_size (people));
  /* one dead; the five classes are all to be seen */
  g_assert_cmpuint (g_hash_table_size (people), ==, 599);
  g_assert_cmpuint (g_hash_table_size (classes), ==, 5);
}

static void
test_the_list_begins_with_a_tour (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  static const char *const tour[] = { "receives PKH; PKH SI (paid)", "registers disagree",
                                      "PKH has stopped; PKH EXCLUDE PEKERJAAN (excluded)",
                                      "waits for PKH; PKH PROSES SPM (pending)" };
  g_autofree char *list = NULL;
  g_auto (GStrv) lines = NULL;

  make_demo (f, 200, 11, VILLAGE);
  list = read_file (f, "demo-people.csv");
  lines = g_strsplit (list, "\n", -1);
  for (gsize i = 0; i < G_N_ELEMENTS (tour); i++)
    g_assert_nonnull (strstr (lines[i + 1], tour[i]));
}

static void
test_same_seed_gives_the_same (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  gint64 n_changes;

  make_demo (f, 150, 5, VILLAGE);
  first = read_file (f, "demo/dtsen-1.csv");
  n_changes = register_fixture_count (f, "SELECT max(seq) FROM feed");
  make_demo (f, 150, 5, VILLAGE);
  second = read_file (f, "demo/dtsen-1.csv");
  g_assert_cmpstr (first, ==, second);
  g_assert_cmpint (register_fixture_count (f, "SELECT max(seq) FROM feed"), ==, n_changes);
}

static void
test_demo_does_not_mix_with_other_people (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  HubDemoPlan plan = { VILLAGE, 100, 6 };
  HubDemoSummary summary;
  g_autoptr (GError) error = NULL;

  make_demo (f, 100, 5, VILLAGE);
  g_assert_false (hub_demo_make (&f->context, &plan, &summary, &error));
  g_assert_error (error, HUB_ERROR, HUB_ERROR_CANT_CREATE);
}

static void
test_a_regencys_villages_share_the_people (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  make_demo (f, 400, 2, "18.02");
  g_assert_cmpint (register_fixture_count (f, "SELECT count(DISTINCT region) FROM households"), >,
                   20);
  g_assert_cmpint (register_fixture_count (f, "SELECT count(*) FROM households WHERE region NOT"
                                              " LIKE '18.02.%'"),
                   ==, 0);
}

static void
test_area_without_known_villages_is_refused (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  static const char *const areas[] = { "35.09.01.2999", "35.10", "35", "Jember", "" };

  use_shipped_catalogue (f);
  for (gsize i = 0; i < G_N_ELEMENTS (areas); i++)
    {
      HubDemoPlan plan = { areas[i], 100, 6 };
      HubDemoSummary summary;
      g_autoptr (GError) error = NULL;

      g_assert_false (hub_demo_make (&f->context, &plan, &summary, &error));
      g_assert_error (error, HUB_ERROR, HUB_ERROR_USAGE);
    }
}

static void
test_the_smallest_village_has_one_person (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  make_demo (f, 1, 4, VILLAGE);
  g_assert_cmpint (register_fixture_count (f, "SELECT count(*) FROM residents"), ==, 1);
}

static void
test_the_long_name_has_60_characters (void)
{
  g_assert_cmpint (g_utf8_strlen (hub_demo_name_of_60_characters (), -1), ==, 60);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  REGISTER_TEST ("/demo/every-status-code-and-hard-case-is-there",
                 test_every_status_code_and_hard_case_is_there);
  REGISTER_TEST ("/demo/numbers-are-nobodys", test_numbers_are_nobodys);
  REGISTER_TEST ("/demo/a-family-is-told-apart-by-masked-numbers",
                 test_a_family_is_told_apart_by_masked_numbers);
  REGISTER_TEST ("/demo/a-stage-is-paid-on-one-day", test_a_stage_is_paid_on_one_day);
  REGISTER_TEST ("/demo/everybody-in-the-list-finds-a-good-document",
                 test_everybody_in_the_list_finds_a_good_document);
  REGISTER_TEST ("/demo/the-list-begins-with-a-tour", test_the_list_begins_with_a_tour);
  REGISTER_TEST ("/demo/same-seed-gives-the-same", test_same_seed_gives_the_same);
  REGISTER_TEST ("/demo/demo-does-not-mix-with-other-people",
                 test_demo_does_not_mix_with_other_people);
  REGISTER_TEST ("/demo/a-regencys-villages-share-the-people",
                 test_a_regencys_villages_share_the_people);
  REGISTER_TEST ("/demo/area-without-known-villages-is-refused",
                 test_area_without_known_villages_is_refused);
  REGISTER_TEST ("/demo/the-smallest-village-has-one-person",
                 test_the_smallest_village_has_one_person);
  g_test_add_func ("/demo/the-long-name-has-60-characters", test_the_long_name_has_60_characters);
  return g_test_run ();
}
