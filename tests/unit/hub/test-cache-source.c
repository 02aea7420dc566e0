/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "core/anj-cache-row.h"
#include "core/anj-columns.h"
#include "core/anj-hex.h"
#include "core/anj-json.h"
#include "hub/hub-cache-source.h"
#include "register-fixture.h"

#define KK_A "3509010101209001"
#define KK_B "3509010101209002"
#define KK_C "3509010101209003"
#define PERSON_A "3509010102809001"
#define PERSON_B "3509010202809002"
#define PERSON_C "3509010302809003"
#define CHILD "3509010402129004"

#define GENERATION "00112233445566778899aabbccddeeff"

/* a page, taken apart */
typedef struct
{
  GHashTable *records; /* record -> JsonObject of its row */
  guint n_short;       /* rows that came without their record */
  GHashTable *deleted; /* records */
  JsonObject *place;
  char *cursor;
  char *data_date;
  gboolean more;
} Page;

static void
page_clear (Page *self)
{
  g_clear_pointer (&self->records, g_hash_table_unref);
  g_clear_pointer (&self->deleted, g_hash_table_unref);
  g_clear_pointer (&self->place, json_object_unref);
  g_clear_pointer (&self->cursor, g_free);
  g_clear_pointer (&self->data_date, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Page, page_clear)

static void
take_households (Page *page, JsonObject *households)
{
  guint8 key[ANJ_VILLAGE_KEY_BYTES];
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjColumns) columns = anj_columns_read (households, &error);

  g_assert_no_error (error);
  g_assert_cmpint (anj_json_get_int (households, "schema", 0), ==, HUB_CACHE_SCHEMA);
  g_assert_true (anj_hex_decode (anj_json_get_string (households, "key", ""), key, sizeof key));
  for (guint i = 0; i < anj_columns_n_rows (columns); i++)
    {
      JsonObject *row = anj_columns_get_row (columns, i);

      page->n_short += !json_object_has_member (row, "record");
      anj_cache_row_lengthen (row, key);
      g_hash_table_insert (page->records, g_strdup (anj_json_get_string (row, "record", NULL)),
                           row);
    }
}

static void
take_line (Page *page, const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));
  g_autoptr (GError) error = NULL;
  JsonObject *line = anj_json_parse_object (bytes, &error);

  g_assert_no_error (error);
  if (json_object_has_member (line, "households"))
    take_households (page, anj_json_get_object (line, "households"));
  else if (json_object_has_member (line, "place"))
    page->place = json_object_ref (anj_json_get_object (line, "place"));
  else if (json_object_has_member (line, "delete"))
    g_hash_table_add (page->deleted, g_strdup (anj_json_get_string (line, "delete", "")));
  else
    {
      page->cursor = g_strdup (anj_json_get_string (line, "cursor", NULL));
      page->data_date = g_strdup (anj_json_get_string (line, "data_date", NULL));
      page->more = anj_json_get_bool (line, "more", FALSE);
    }
  json_object_unref (line);
}

static void
read_page (RegisterFixture *f, const char *village, const char *since, guint n_max, Page *page)
{
  HubCacheQuery query = { GENERATION, f->catalogue, f->regions, village, since, n_max, &f->random };
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) lines = NULL;
  g_autofree char *cursor = g_strdup (since);

  query.since = cursor;
  g_assert_cmpint (hub_cache_source_page (f->store, &query, out, &error), ==, HUB_CACHE_PAGE);
  g_assert_no_error (error);
  page_clear (page);
  page->n_short = 0;
  page->records = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                         (GDestroyNotify) json_object_unref);
  page->deleted = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_assert_true (g_str_has_suffix (out->str, "}\n"));
  lines = g_strsplit (out->str, "\n", -1);
  for (gsize i = 0; lines[i][0] != '\0'; i++)
    take_line (page, lines[i]);
  g_assert_nonnull (page->place);
  g_assert_nonnull (page->cursor);
}

/* (nullable) (transfer none): the record that @nik opens */
static const char *
find_record (Page *page, const char *nik)
{
  GHashTableIter iter;
  gpointer record, line;

  g_hash_table_iter_init (&iter, page->records);
  while (g_hash_table_iter_next (&iter, &record, &line))
    {
      JsonArray *people = anj_json_get_array (line, "people");

      for (guint i = 0; i < json_array_get_length (people); i++)
        if (strcmp (anj_json_get_string (anj_json_array_get_object (people, i), "nik", ""), nik) ==
            0)
          return record;
    }
  return NULL;
}

static void
import_rows (RegisterFixture *f, const char *batch, char *first, char *second)
{
  g_autofree char *csv = g_strconcat (DTSEN_HEADER, first, second, NULL);

  register_fixture_import (f, HUB_REGISTER_DTSEN, batch, csv);
  g_free (first);
  g_free (second);
}

static void
import_three (RegisterFixture *f)
{
  import_rows (f, "d1", register_fixture_dtsen (KK_A, PERSON_A, "Slamet", "aktif"),
               register_fixture_dtsen (KK_A, CHILD, "Budi", "aktif"));
  import_rows (f, "d2", register_fixture_dtsen (KK_B, PERSON_B, "Wagiman", "aktif"),
               register_fixture_dtsen (KK_C, PERSON_C, "Suparti", "aktif"));
}

static void
test_first_sync_gives_all_of_the_village (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_auto (Page) page = { 0 };
  g_auto (Page) other = { 0 };
  JsonObject *line;

  import_three (f);
  read_page (f, VILLAGE, "0", 500, &page);
  g_assert_cmpuint (g_hash_table_size (page.records), ==, 3);
  g_assert_false (page.more);
  g_assert_cmpstr (page.data_date, ==, "2026-10-15");
  g_assert_cmpstr (anj_json_get_string (page.place, "village", ""), ==, "Padomasan");
  g_assert_nonnull (anj_json_get_string (page.place, "province", NULL));
  line = g_hash_table_lookup (page.records, find_record (&page, CHILD));
  g_assert_cmpuint (json_array_get_length (anj_json_get_array (line, "people")), ==, 2);
  g_assert_cmpstr (anj_json_get_string (line, "batch", ""), ==, "d1");
  /* what the numbers tell does not travel */
  g_assert_cmpuint (page.n_short, ==, 3);
  g_assert_true (anj_json_get_bool (anj_json_get_object (line, "document"), "found", FALSE));
  read_page (f, OTHER_VILLAGE, "0", 500, &other);
  g_assert_cmpuint (g_hash_table_size (other.records), ==, 0);
  g_assert_null (other.data_date);
}

static void
test_pages_together_give_all (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_auto (Page) page = { 0 };
  guint n_records = 0;
  g_autofree char *cursor = g_strdup ("0");

  import_three (f);
  do
    {
      read_page (f, VILLAGE, cursor, 1, &page);
      n_records += g_hash_table_size (page.records);
      g_assert_cmpuint (g_hash_table_size (page.records), ==, 1);
      g_free (cursor);
      cursor = g_strdup (page.cursor);
    }
  while (page.more);
  g_assert_cmpuint (n_records, ==, 3);
}

static void
test_no_change_gives_nothing (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_auto (Page) page = { 0 };

  import_three (f);
  read_page (f, VILLAGE, "0", 500, &page);
  import_rows (f, "d1", register_fixture_dtsen (KK_A, PERSON_A, "Slamet", "aktif"),
               register_fixture_dtsen (KK_A, CHILD, "Budi", "aktif"));
  g_assert_true (f->result.was_known);
  read_page (f, VILLAGE, page.cursor, 500, &page);
  g_assert_cmpuint (g_hash_table_size (page.records) + g_hash_table_size (page.deleted), ==, 0);
}

static void
test_change_comes_alone_under_its_old_id (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_auto (Page) page = { 0 };
  g_autofree char *record = NULL;

  import_three (f);
  read_page (f, VILLAGE, "0", 500, &page);
  record = g_strdup (find_record (&page, PERSON_B));
  register_fixture_import (f, HUB_REGISTER_PENERIMA, "p1",
                           PENERIMA_HEADER "PKH," PERSON_B "," KK_B ",,2026-3,3,1,KKS,SI,,\n");
  read_page (f, VILLAGE, page.cursor, 500, &page);
  g_assert_cmpuint (g_hash_table_size (page.records), ==, 1);
  g_assert_true (g_hash_table_contains (page.records, record));
}

static void
test_row_changed_while_paging_comes_again (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_auto (Page) page = { 0 };
  g_autofree char *first = NULL;
  gboolean came_again = FALSE;
  guint n_lines = 0;

  import_three (f);
  read_page (f, VILLAGE, "0", 1, &page);
  first = g_strdup (find_record (&page, PERSON_A));
  g_assert_nonnull (first);
  register_fixture_import (f, HUB_REGISTER_PENERIMA, "p1",
                           PENERIMA_HEADER "PKH," PERSON_A "," KK_A ",,2026-3,3,1,KKS,SI,,\n");
  while (page.more)
    {
      read_page (f, VILLAGE, page.cursor, 1, &page);
      came_again = came_again || g_hash_table_contains (page.records, first);
      n_lines++;
    }
  g_assert_true (came_again);
  g_assert_cmpuint (n_lines, ==, 3);
}

static void
test_both_households_come_when_a_person_moves (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_auto (Page) page = { 0 };

  import_three (f);
  read_page (f, VILLAGE, "0", 500, &page);
  import_rows (f, "d3", register_fixture_dtsen (KK_B, CHILD, "Budi", "aktif"), g_strdup (""));
  read_page (f, VILLAGE, page.cursor, 500, &page);
  g_assert_cmpuint (g_hash_table_size (page.records), ==, 2);
  g_assert_nonnull (find_record (&page, PERSON_A));
  g_assert_cmpstr (find_record (&page, CHILD), ==, find_record (&page, PERSON_B));
}

static void
test_household_of_nobody_is_deleted (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_auto (Page) page = { 0 };
  g_auto (Page) whole = { 0 };
  g_autofree char *record = NULL;

  import_three (f);
  read_page (f, VILLAGE, "0", 500, &page);
  record = g_strdup (find_record (&page, PERSON_C));
  import_rows (f, "d3", register_fixture_dtsen (KK_C, PERSON_C, "Suparti", "meninggal"),
               g_strdup (""));
  read_page (f, VILLAGE, page.cursor, 500, &page);
  g_assert_true (g_hash_table_contains (page.deleted, record));
  g_assert_cmpuint (g_hash_table_size (page.records), ==, 0);
  read_page (f, VILLAGE, "0", 500, &whole);
  g_assert_cmpuint (g_hash_table_size (whole.records), ==, 2);
  g_assert_cmpuint (g_hash_table_size (whole.deleted), ==, 0);
}

static void
test_household_that_moves_village_leaves_the_first (RegisterFixture *f,
                                                    gconstpointer data G_GNUC_UNUSED)
{
  g_auto (Page) here = { 0 };
  g_auto (Page) there = { 0 };
  g_autofree char *record = NULL;
  g_autofree char *row = register_fixture_dtsen (KK_C, PERSON_C, "Suparti", "aktif");
  g_autoptr (GString) moved = g_string_new (row);

  import_three (f);
  read_page (f, VILLAGE, "0", 500, &here);
  record = g_strdup (find_record (&here, PERSON_C));
  g_string_replace (moved, VILLAGE, OTHER_VILLAGE, 0);
  import_rows (f, "d3", g_strdup (moved->str), g_strdup (""));
  read_page (f, VILLAGE, here.cursor, 500, &here);
  g_assert_true (g_hash_table_contains (here.deleted, record));
  read_page (f, OTHER_VILLAGE, "0", 500, &there);
  g_assert_true (g_hash_table_contains (there.records, record));
  /* and back again */
  import_rows (f, "d4", g_steal_pointer (&row), g_strdup (""));
  read_page (f, VILLAGE, here.cursor, 500, &here);
  g_assert_true (g_hash_table_contains (here.records, record));
}

static void
test_unknown_cursors_are_reported (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  static const char *const cursors[] = {
    "",
    "x",
    "1",
    GENERATION ".99999",
    GENERATION ".-1",
    GENERATION ".1x",
    GENERATION,
    "ffffffffffffffffffffffffffffffff.1",
  };

  import_three (f);
  for (gsize i = 0; i < G_N_ELEMENTS (cursors); i++)
    {
      HubCacheQuery query = { GENERATION, f->catalogue, f->regions, VILLAGE,
                              cursors[i], 500,          &f->random };
      g_autoptr (GString) out = g_string_new (NULL);
      g_autoptr (GError) error = NULL;

      g_assert_cmpint (hub_cache_source_page (f->store, &query, out, &error), ==,
                       HUB_CACHE_UNKNOWN_CURSOR);
      g_assert_no_error (error);
      g_assert_cmpuint (out->len, ==, 0);
    }
}

static void
test_head_grows_with_changes_of_the_village_only (RegisterFixture *f,
                                                  gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  gint64 before = -1, after = -1, other = -1;

  import_three (f);
  g_assert_true (hub_cache_source_head (f->store, VILLAGE, &before, &error));
  register_fixture_import (f, HUB_REGISTER_PENERIMA, "p1",
                           PENERIMA_HEADER "PKH," PERSON_B "," KK_B ",,2026-3,3,1,KKS,SI,,\n");
  g_assert_true (hub_cache_source_head (f->store, VILLAGE, &after, &error));
  g_assert_cmpint (after, >, before);
  g_assert_true (hub_cache_source_head (f->store, OTHER_VILLAGE, &other, &error));
  g_assert_no_error (error);
  g_assert_cmpint (other, ==, 0);
}

/* twenty residents change: their households come, nobody else's */
static void
test_delta_of_many_is_what_changed (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GString) all = g_string_new (DTSEN_HEADER);
  g_autoptr (GString) paid = g_string_new (PENERIMA_HEADER);
  g_auto (Page) page = { 0 };

  for (guint i = 1; i <= 60; i++)
    {
      g_autofree char *no_kk = g_strdup_printf ("350901010120%04u", i);
      g_autofree char *nik = g_strdup_printf ("350901010180%04u", i);
      g_autofree char *row = register_fixture_dtsen (no_kk, nik, "Slamet", "aktif");

      g_string_append (all, row);
      if (i % 3 == 0)
        g_string_append_printf (paid, "PKH,%s,%s,,2026-3,3,1,KKS,SI,,\n", nik, no_kk);
    }
  register_fixture_import (f, HUB_REGISTER_DTSEN, "d1", all->str);
  read_page (f, VILLAGE, "0", 500, &page);
  g_assert_cmpuint (g_hash_table_size (page.records), ==, 60);
  register_fixture_import (f, HUB_REGISTER_PENERIMA, "p1", paid->str);
  read_page (f, VILLAGE, page.cursor, 500, &page);
  g_assert_cmpuint (g_hash_table_size (page.records), ==, 20);
  g_assert_nonnull (find_record (&page, "3509010101800003"));
  g_assert_null (find_record (&page, "3509010101800004"));
}

static void
test_place_alone_moves_the_head (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  static const char *const around[] = { VILLAGE, "35.09.01", "35" };
  g_autoptr (GError) error = NULL;
  g_auto (Page) page = { 0 };

  import_three (f);
  read_page (f, VILLAGE, "0", 500, &page);
  for (gsize i = 0; i < G_N_ELEMENTS (around) + 1; i++)
    {
      gboolean is_around = i < G_N_ELEMENTS (around);
      gint64 before, after;

      g_assert_true (hub_cache_source_head (f->store, VILLAGE, &before, &error));
      g_assert_true (
          hub_cache_source_touch_place (f->store, is_around ? around[i] : "35.09.01.2002", &error));
      g_assert_true (hub_cache_source_head (f->store, VILLAGE, &after, &error));
      g_assert_no_error (error);
      g_assert_cmpint (after > before, ==, is_around);
      read_page (f, VILLAGE, page.cursor, 500, &page);
      g_assert_cmpuint (g_hash_table_size (page.records) + g_hash_table_size (page.deleted), ==, 0);
    }
}

static void
test_page_reads_beside_a_writer (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_auto (Page) page = { 0 };
  g_autoptr (HubStore) other = NULL;
  g_autoptr (HubTransaction) transaction = NULL;
  g_autoptr (GError) error = NULL;

  import_three (f);
  transaction = hub_transaction_begin (f->store, &error);
  g_assert_no_error (error);
  g_assert_true (hub_store_run (f->store, &error, "DELETE FROM feed", ""));
  read_page (f, VILLAGE, "0", 500, &page);
  g_assert_cmpuint (g_hash_table_size (page.records), ==, 3);
  g_clear_pointer (&transaction, hub_transaction_free);

  other = hub_store_open (f->data_dir, &error);
  g_assert_no_error (error);
  transaction = hub_transaction_begin (other, &error);
  g_assert_no_error (error);
  hub_store_set_wait_ms (f->store, 1);
  read_page (f, VILLAGE, "0", 500, &page);
  g_assert_cmpuint (g_hash_table_size (page.records), ==, 3);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  REGISTER_TEST ("/cache-source/first-sync-gives-all-of-the-village",
                 test_first_sync_gives_all_of_the_village);
  REGISTER_TEST ("/cache-source/pages-together-give-all", test_pages_together_give_all);
  REGISTER_TEST ("/cache-source/no-change-gives-nothing", test_no_change_gives_nothing);
  REGISTER_TEST ("/cache-source/change-comes-alone-under-its-old-id",
                 test_change_comes_alone_under_its_old_id);
  REGISTER_TEST ("/cache-source/row-changed-while-paging-comes-again",
                 test_row_changed_while_paging_comes_again);
  REGISTER_TEST ("/cache-source/both-households-come-when-a-person-moves",
                 test_both_households_come_when_a_person_moves);
  REGISTER_TEST ("/cache-source/household-of-nobody-is-deleted",
                 test_household_of_nobody_is_deleted);
  REGISTER_TEST ("/cache-source/household-that-moves-village-leaves-the-first",
                 test_household_that_moves_village_leaves_the_first);
  REGISTER_TEST ("/cache-source/unknown-cursors-are-reported", test_unknown_cursors_are_reported);
  REGISTER_TEST ("/cache-source/head-grows-with-changes-of-the-village-only",
                 test_head_grows_with_changes_of_the_village_only);
  REGISTER_TEST ("/cache-source/delta-of-many-is-what-changed", test_delta_of_many_is_what_changed);
  REGISTER_TEST ("/cache-source/place-alone-moves-the-head", test_place_alone_moves_the_head);
  REGISTER_TEST ("/cache-source/page-reads-beside-a-writer", test_page_reads_beside_a_writer);
  return g_test_run ();
}
