/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gstdio.h>
#include <string.h>

#include "core/anj-json.h"
#include "hub/hub-audit.h"
#include "hub/hub-cache-source.h"
#include "hub/hub-diff.h"
#include "hub/hub-import-print.h"
#include "hub/hub-row.h"
#include "hub/hub-undo.h"
#include "register-fixture.h"

/* what batches mean together: preview, mapping, undo */

#define KK "3509010101209001"
#define OTHER_KK "3509010101209002"
#define FATHER "3509010102809001"
#define MOTHER "3509014103829002"
#define SON "3509010305019003"
#define WIDOW "3509014107609004"

#define DTSEN(kk, nik, name, date, sex, relation, desil, status)                                   \
  "F1," kk "," nik "," name "," date "," sex "," relation ",Jl. Mawar,1,2," VILLAGE "," desil      \
  ",Buruh tani," status "\n"
#define FATHER_ROW(kk, desil, status)                                                              \
  DTSEN (kk, FATHER, "Slamet Riyadi", "1980-02-01", "L", "1", desil, status)
#define MOTHER_ROW(kk, desil, status)                                                              \
  DTSEN (kk, MOTHER, "Siti Aminah", "1982-03-01", "P", "Istri", desil, status)
#define SON_ROW(kk, desil, status)                                                                 \
  DTSEN (kk, SON, "Budi Riyadi", "2001-05-03", "L", "Anak", desil, status)
#define WIDOW_ROW(kk, desil, status)                                                               \
  DTSEN (kk, WIDOW, "Sri Wahyuni", "1960-07-01", "P", "1", desil, status)
#define PAYMENT(programme, nik, kk, period, state)                                                 \
  programme "," nik "," kk ",SD," period ",,225000,KKS," state ",,\n"
#define PK_HEADER                                                                                  \
  "id_keluarga_pk,nik,nama,tanggal_lahir,alamat,kode_wilayah,tahun,risiko_stunting,faktor,"        \
  "kategori_3b\n"
#define PETUGAS_HEADER "peran,nama,kode_wilayah,kontak\n"
#define TITIK_HEADER "program,kode_wilayah,nama,alamat,jadwal,kontak\n"

typedef struct
{
  HubRegister reg;
  const char *id;
  const char *date;
  const char *csv;
} Batch;

/* they overrule, contradict and complete each other; the order is that of coming in */
static const Batch batches[] = {
  { HUB_REGISTER_DTSEN, "dtsen-1", "2026-01-10",
    DTSEN_HEADER FATHER_ROW (KK, "1", "aktif") MOTHER_ROW (KK, "1", "aktif")
        SON_ROW (KK, "1", "aktif") },
  { HUB_REGISTER_P3KE, "p3ke-1", "2024-05-01",
    P3KE_HEADER "P1," FATHER ",Slamet Riyadi,1980-02-01,," VILLAGE ",1,2023\n"
                "P2,,Siti Aminah,1982-03-01,," VILLAGE ",2,2023\n"
                "P3," WIDOW ",Sri Wahyuni,1960-07-01,," VILLAGE ",1,2023\n" },
  { HUB_REGISTER_PENERIMA, "aid-1", "2026-02-01",
    PENERIMA_HEADER PAYMENT ("PKH", FATHER, KK, "2026-1", "SI")
        PAYMENT ("BLT-DD", WIDOW, OTHER_KK, "2026-1", "SI") },
  /* the mother's row without NIK may now be somebody else's; the son has left */
  { HUB_REGISTER_DTSEN, "dtsen-2", "2026-04-10",
    DTSEN_HEADER FATHER_ROW (KK, "2", "aktif") SON_ROW (OTHER_KK, "1", "aktif")
        DTSEN (OTHER_KK,
               "3509014103829077",
               "Siti Aminah",
               "1982-03-01",
               "P",
               "Istri",
               "3",
               "aktif") },
  { HUB_REGISTER_PENERIMA, "aid-2", "2026-05-01",
    PENERIMA_HEADER PAYMENT ("PKH", FATHER, OTHER_KK, "2026-1", "EXCLUDE")
        PAYMENT ("PKH", MOTHER, KK, "2026-2", "SI") },
  /* comes late, and one who moved stands in it twice */
  { HUB_REGISTER_DTSEN, "dtsen-late", "2026-02-20",
    DTSEN_HEADER FATHER_ROW (OTHER_KK, "9", "aktif") SON_ROW (KK, "5", "pindah")
        SON_ROW (OTHER_KK, "5", "aktif") WIDOW_ROW (OTHER_KK, "4", "aktif") },
  { HUB_REGISTER_DTKS, "dtks-1", "2026-01-15",
    DTKS_HEADER FATHER "," KK ",Slamet Riyadi,1980-02-01,," VILLAGE ",terdaftar,2020-01-01,\n" },
  { HUB_REGISTER_PK, "pk-1", "2025-06-01",
    PK_HEADER "K1," MOTHER ",Siti Aminah,1982-03-01,," VILLAGE ",2025,ya,air|jamban,hamil\n" },
  { HUB_REGISTER_PK, "pk-2", "2026-06-01",
    PK_HEADER "K1," MOTHER ",Siti Aminah,1982-03-01,," VILLAGE ",2026,tidak,,-\n" },
  { HUB_REGISTER_PETUGAS, "petugas-1", "2026-01-01",
    PETUGAS_HEADER "TKSK,Ani,35.09.01,0811\nPKB,Eko," VILLAGE ",0812\nPKB,Tuti," VILLAGE ",\n" },
  { HUB_REGISTER_PETUGAS, "petugas-2", "2026-03-01", PETUGAS_HEADER "PKB,Tuti," VILLAGE ",0899\n" },
  { HUB_REGISTER_TITIK, "titik-1", "2026-01-01",
    TITIK_HEADER "MBG," VILLAGE ",SDN 1,Dusun Krajan,Senin,\n"
                 "MBG," VILLAGE ",Posyandu Mawar,RT 2,Selasa 08.00,0811\n" },
  { HUB_REGISTER_TITIK, "titik-2", "2026-03-01",
    TITIK_HEADER "MBG," VILLAGE ",Posyandu Mawar,RT 2,Rabu 08.00,0811\n" },
  { HUB_REGISTER_WILAYAH, "wilayah-1", "2026-01-01",
    "kode,kode_bps,nama\n" VILLAGE ",3509010001,Satu\n" },
  /* of one date, the later in counts */
  { HUB_REGISTER_DTSEN, "dtsen-2b", "2026-04-10",
    DTSEN_HEADER MOTHER_ROW (KK, "3", "meninggal") FATHER_ROW (KK, "3", "aktif") },
};

static void
try_in (RegisterFixture *f, const Batch *batch, HubImportMode mode, GError **error)
{
  g_autofree char *path = g_build_filename (f->data_dir, "in.csv", NULL);
  HubImportJob job = {
    .reg = batch->reg, .path = path, .batch = batch->id, .date = batch->date, .mode = mode
  };

  g_assert_true (g_file_set_contents (path, batch->csv, -1, NULL));
  hub_import_result_clear (&f->result);
  if (!hub_import_file (&f->context, &job, &f->result, error))
    g_assert_true (error == NULL || *error != NULL);
}

static void
take_in (RegisterFixture *f, const Batch *batch)
{
  g_autoptr (GError) error = NULL;

  try_in (f, batch, HUB_IMPORT_FOR_GOOD, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (f->result.n_rejected, ==, 0);
}

static void
take_out (RegisterFixture *f, const char *id)
{
  g_autoptr (GError) error = NULL;
  HubUndoResult result = { 0 };

  gboolean ok = hub_undo_batch (&f->context, id, &result, &error);

  g_assert_no_error (error);
  g_assert_true (ok);
}

static int
compare_lines (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* the rows in order, without the column `batch`: its numbers differ between two stores */
static void
dump_query (RegisterFixture *f, const char *sql, GString *out)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HubStmt) stmt = hub_store_query (f->store, &error, sql, "");
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  gboolean row = TRUE;

  g_assert_no_error (error);
  while (row)
    {
      g_autoptr (GString) line = g_string_new (NULL);

      g_assert_true (hub_stmt_next (stmt, &row, &error));
      for (int i = 0; row && i < sqlite3_column_count (stmt); i++)
        if (strcmp (sqlite3_column_name (stmt, i), "batch") != 0)
          g_string_append_printf (line, "%s|",
                                  hub_stmt_text (stmt, i) ? hub_stmt_text (stmt, i) : "");
      g_ptr_array_add (lines, g_string_free (g_steal_pointer (&line), FALSE));
    }
  g_ptr_array_sort (lines, compare_lines);
  g_string_append_printf (out, "-- %s\n", sql);
  for (guint i = 0; i < lines->len; i++)
    g_string_append_printf (out, "%s\n", (const char *) g_ptr_array_index (lines, i));
}

/* what terminals would get of each household */
static void
dump_households (RegisterFixture *f, GString *out)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HubStmt) stmt = hub_store_query (
      f->store, &error, "SELECT no_kk, region FROM households WHERE region IS NOT NULL ORDER BY 1",
      "");
  gboolean row = TRUE;

  g_assert_no_error (error);
  while (hub_stmt_next (stmt, &row, &error) && row)
    {
      g_autofree char *region = NULL;
      g_autoptr (HubHousehold)
          household = register_fixture_household (f, hub_stmt_text (stmt, 0), &region);
      g_autoptr (GBytes) document = NULL;

      g_assert_nonnull (household);
      g_assert_cmpstr (region, ==, hub_stmt_text (stmt, 1));
      document = anj_json_object_to_bytes (household->document);
      g_string_append_printf (
          out, "%s %s %s %u people: %.*s\n", hub_stmt_text (stmt, 0), household->batch,
          household->as_of, json_array_get_length (household->people),
          (int) g_bytes_get_size (document), (const char *) g_bytes_get_data (document, NULL));
    }
  g_assert_no_error (error);
}

/* everything that batches make, but what is drawn at random and their order's numbers */
static char *
dump (RegisterFixture *f)
{
  static const char *const tables[] = {
    "register_rows", "overruled_rows",   "payments", "overruled_payments", "pk_sensitive",
    "officials",     "register_regions", "coverage", "programme_batches",  "points",
  };
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (GRegex) members = g_regex_new ("m-[0-9a-f]{12}", 0, 0, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      g_autofree char *sql = g_strdup_printf (
          "SELECT b.id, t.* FROM %s t JOIN batches b ON b.seq = t.batch", tables[i]);

      dump_query (f, sql, out);
    }
  dump_query (f, "SELECT region, role, name, contact FROM officials_now", out);
  dump_query (f, "SELECT region, programme, name, schedule FROM points_now", out);
  dump_query (
      f, "SELECT p.programme, b.id FROM programme_newest p JOIN batches b ON b.seq = p.batch", out);
  dump_query (f, "SELECT nik, no_kk, region, name, name_key, relation, is_present FROM residents",
              out);
  dump_households (f, out);
  dump_query (f, "SELECT is_whole, count(*) FROM batches GROUP BY is_whole", out);
  dump_query (f, "SELECT count(*) FROM touched_households", out);
  return g_regex_replace_literal (members, out->str, -1, 0, "m-", 0, NULL);
}

static void
assert_same (RegisterFixture *f, RegisterFixture *other)
{
  g_autofree char *one = dump (f);
  g_autofree char *two = dump (other);

  g_assert_cmpstr (one, ==, two);
}

static void
test_undone_batch_was_never_there (RegisterFixture *f G_GNUC_UNUSED, gconstpointer data)
{
  gsize left_out = GPOINTER_TO_SIZE (data);
  RegisterFixture undone = { 0 }, without = { 0 };

  register_fixture_set_up (&undone, NULL);
  register_fixture_set_up (&without, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (batches); i++)
    {
      take_in (&undone, &batches[i]);
      if (i != left_out)
        take_in (&without, &batches[i]);
    }
  take_out (&undone, batches[left_out].id);
  assert_same (&undone, &without);
  register_fixture_tear_down (&undone, NULL);
  register_fixture_tear_down (&without, NULL);
}

static void
test_all_undone_leaves_nothing (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  RegisterFixture empty = { 0 };

  register_fixture_set_up (&empty, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (batches); i++)
    take_in (f, &batches[i]);
  for (gsize i = 0; i < G_N_ELEMENTS (batches); i += 2)
    take_out (f, batches[i].id);
  for (gsize i = 1; i < G_N_ELEMENTS (batches); i += 2)
    take_out (f, batches[i].id);
  assert_same (f, &empty);
  g_assert_cmpint (register_fixture_count (f, "SELECT count(*) FROM batches"), ==, 0);
  register_fixture_tear_down (&empty, NULL);
}

static void
test_order_of_coming_in_does_not_matter (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  RegisterFixture backwards = { 0 };

  register_fixture_set_up (&backwards, NULL);
  /* but for the last, which shares its date */
  for (gsize i = 0; i + 1 < G_N_ELEMENTS (batches); i++)
    {
      take_in (f, &batches[i]);
      take_in (&backwards, &batches[G_N_ELEMENTS (batches) - 2 - i]);
    }
  assert_same (f, &backwards);
  register_fixture_tear_down (&backwards, NULL);
}

static void
test_undone_batch_may_come_again (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  RegisterFixture other = { 0 };

  register_fixture_set_up (&other, NULL);
  for (gsize i = 0; i < 4; i++)
    {
      take_in (f, &batches[i]);
      take_in (&other, &batches[i]);
    }
  take_out (f, "dtsen-2");
  take_in (f, &batches[3]);
  g_assert_false (f->result.was_known);
  assert_same (f, &other);
  register_fixture_tear_down (&other, NULL);
}

static int
compare_dates (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(const Batch *const *) a)->date, (*(const Batch *const *) b)->date);
}

/* after all came in by date, each still tells what it told then */
static void
test_diff_is_what_the_import_told (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GPtrArray) sorted = g_ptr_array_new ();
  g_autoptr (GHashTable) told = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  g_autoptr (GError) error = NULL;
  HubImportResult result = { 0 };
  HubRegister reg;

  for (gsize i = 0; i < G_N_ELEMENTS (batches); i++)
    g_ptr_array_add (sorted, (gpointer) &batches[i]);
  g_ptr_array_sort (sorted, compare_dates);
  for (guint i = 0; i < sorted->len; i++)
    {
      const Batch *batch = g_ptr_array_index (sorted, i);

      take_in (f, batch);
      g_hash_table_insert (told, (gpointer) batch->id, g_memdup2 (&f->result, sizeof f->result));
    }
  for (gsize i = 0; i < G_N_ELEMENTS (batches); i++)
    {
      const HubImportResult *then = g_hash_table_lookup (told, batches[i].id);

      /* the import counts both rows of one who stands in a file twice */
      if (hub_register_column_name (batches[i].reg, HUB_FIELD_NIK) == NULL ||
          g_str_equal (batches[i].id, "dtsen-late"))
        continue;
      g_test_message ("%s", batches[i].id);
      g_assert_true (hub_diff_batch (f->store, batches[i].id, 20, &reg, &result, &error));
      g_assert_no_error (error);
      g_assert_cmpint (reg, ==, batches[i].reg);
      g_assert_cmpuint (result.n_added, ==, then->n_added);
      g_assert_cmpuint (result.n_changed, ==, then->n_changed);
      g_assert_cmpuint (result.n_gone, ==, then->n_gone);
      g_assert_cmpuint (result.n_same, ==, then->n_same);
      hub_import_result_clear (&result);
    }
}

static void
test_diff_names_columns_and_masks_people (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  HubImportResult result = { 0 };
  HubRegister reg;

  for (gsize i = 0; i < G_N_ELEMENTS (batches); i++)
    take_in (f, &batches[i]);
  g_assert_true (hub_diff_batch (f->store, "dtsen-2b", 1, &reg, &result, &error));
  hub_import_append_changes (text, &result);
  g_assert_cmpstr (text->str, ==,
                   "~ line 3 (before: line 2) 3509********9001: desil\n  and 1 more\n");
  hub_import_result_clear (&result);
  g_assert_true (hub_diff_batch (f->store, "pk-2", 20, &reg, &result, &error));
  g_string_truncate (text, 0);
  hub_import_append_changes (text, &result);
  g_assert_cmpstr (
      text->str, ==,
      "~ line 2 (before: line 2) 3509********9002: tahun, risiko_stunting, faktor, kategori_3b\n");
  hub_import_result_clear (&result);
  g_assert_false (hub_diff_batch (f->store, "petugas-1", 20, &reg, &result, &error));
  g_assert_error (error, HUB_ERROR, HUB_ERROR_USAGE);
  g_clear_error (&error);
  g_assert_false (hub_diff_batch (f->store, "nothing", 20, &reg, &result, &error));
  g_assert_error (error, HUB_ERROR, HUB_ERROR_USAGE);
}

static gint64
head_of (RegisterFixture *f)
{
  gint64 seq = 0;

  g_assert_true (hub_cache_source_head (f->store, VILLAGE, &seq, NULL));
  return seq;
}

static void
test_undo_reaches_terminals_and_audit (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  HubAuditState state;
  gint64 head;

  take_in (f, &batches[0]);
  take_in (f, &batches[3]);
  head = head_of (f);
  take_out (f, "dtsen-2");
  /* KK's document is what it was; OTHER_KK is deleted */
  g_assert_cmpint (head_of (f), ==, head + 2);
  g_assert_cmpint (register_fixture_count (f, "SELECT count(*) FROM feed WHERE is_deleted"), ==, 1);
  g_assert_cmpint (register_fixture_count (f, "SELECT count(*) FROM audit WHERE"
                                              " json_extract(row, '$.event') = 'batch-undone' AND"
                                              " json_extract(row, '$.detail.batch') = 'dtsen-2'"),
                   ==, 1);
  g_assert_cmpint (register_fixture_count (f, "SELECT count(*) FROM audit WHERE"
                                              " json_extract(row, '$.event') = 'batch-imported'"),
                   ==, 2);
  g_assert_true (hub_audit_verify (f->store, &state, NULL));
}

/* SQLite 3.40 finds NULLs where none are, in tables without rowid whose key is not first */
static void
test_store_is_sound (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (batches); i++)
    take_in (f, &batches[i]);
  g_assert_cmpint (register_fixture_count (f, "SELECT count(*) FROM overruled_rows"), >, 0);
  g_assert_cmpint (register_fixture_count (f, "SELECT count(*) FROM overruled_payments"), >, 0);
  g_assert_true (hub_store_check (f->store, &error));
  g_assert_no_error (error);
}

static void
test_only_touched_households_change (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  static const Batch widow = { HUB_REGISTER_DTSEN, "widow", "2026-07-01",
                               DTSEN_HEADER WIDOW_ROW (OTHER_KK, "4", "aktif") };

  take_in (f, &batches[0]);
  take_in (f, &widow);
  g_assert_cmpuint (f->result.n_households, ==, 1);
  g_assert_cmpint (register_fixture_count (f, "SELECT count(*) FROM feed"), ==, 2);
}

static void
test_undo_of_no_or_closed_batch_is_refused (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) unknown = NULL;
  g_autoptr (GError) closed = NULL;
  HubUndoResult result = { 0 };

  take_in (f, &batches[0]);
  g_assert_false (hub_undo_batch (&f->context, "dtsen-7", &result, &unknown));
  g_assert_error (unknown, HUB_ERROR, HUB_ERROR_USAGE);
  g_assert_nonnull (strstr (unknown->message, "dtsen-1"));
  g_assert_true (hub_store_run (f->store, NULL, "UPDATE batches SET is_closed = 1", ""));
  g_assert_false (hub_undo_batch (&f->context, "dtsen-1", &result, &closed));
  g_assert_error (closed, HUB_ERROR, HUB_ERROR_DATA);
  g_assert_cmpint (register_fixture_count (f, "SELECT count(*) FROM residents"), ==, 3);
}

static void
test_preview_counts_and_changes_nothing (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  HubImportJob job = { .reg = HUB_REGISTER_DTSEN, .batch = "dtsen-3", .mode = HUB_IMPORT_PREVIEW };
  Batch next = { HUB_REGISTER_DTSEN, "dtsen-3", "2026-08-01",
                 DTSEN_HEADER FATHER_ROW (KK, "4", "aktif") MOTHER_ROW (KK, "1", "meninggal")
                     SON_ROW (KK, "1", "aktif") WIDOW_ROW (OTHER_KK, "1", "aktif") "x\n" };
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autofree char *text = NULL;
  g_autofree char *rejected = NULL;

  take_in (f, &batches[0]);
  before = dump (f);
  try_in (f, &next, HUB_IMPORT_PREVIEW, &error);
  g_assert_no_error (error);
  after = dump (f);
  g_assert_cmpstr (after, ==, before);
  rejected = register_fixture_rejected (f, "dtsen-3");
  g_assert_null (rejected);
  g_assert_cmpuint (f->result.n_added, ==, 1);
  g_assert_cmpuint (f->result.n_changed, ==, 1);
  g_assert_cmpuint (f->result.n_gone, ==, 1);
  g_assert_cmpuint (f->result.n_same, ==, 1);
  g_assert_cmpuint (f->result.n_rejected, ==, 1);
  text = hub_import_to_text (&job, &f->result);
  g_test_message ("%s", text);
  g_assert_nonnull (strstr (text, "\n~ line 2 3509********9001: desil\n"));
  g_assert_nonnull (strstr (text, "\n- line 3 3509********9002: status\n"));
  g_assert_nonnull (strstr (text, "\n+ line 5 3509********9004: " VILLAGE "\n"));
  g_assert_nonnull (strstr (text, "\n! line 6: has 1 columns"));
  g_assert_null (strstr (text, "Slamet"));
  /* then for good */
  try_in (f, &next, HUB_IMPORT_FOR_GOOD, &error);
  g_assert_no_error (error);
  g_assert_false (f->result.was_known);
  g_assert_cmpuint (f->result.n_gone, ==, 1);
}

static void
test_who_is_not_on_a_newer_list_is_gone (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  static const Batch mother_only = { HUB_REGISTER_PENERIMA, "aid-3", "2026-06-01",
                                     PENERIMA_HEADER PAYMENT ("PKH", MOTHER, KK, "2026-3", "SI") };
  g_autoptr (GError) error = NULL;
  const HubImportChange *change;

  take_in (f, &batches[2]);
  try_in (f, &mother_only, HUB_IMPORT_PREVIEW, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (f->result.n_added, ==, 1);
  g_assert_cmpuint (f->result.n_gone, ==, 1);
  change = g_ptr_array_index (f->result.changes, 1);
  g_assert_cmpstr (change->nik, ==, "3509********9001");
  g_assert_cmpstr (change->what, ==, "PKH");
  try_in (f, &batches[4], HUB_IMPORT_PREVIEW, &error);
  g_assert_no_error (error);
  /* PKH: the mother is new, the father's row changed; nobody asked about BLT-DD */
  g_assert_cmpuint (f->result.n_added, ==, 1);
  g_assert_cmpuint (f->result.n_changed, ==, 1);
  g_assert_cmpuint (f->result.n_gone, ==, 0);
  take_in (f, &batches[9]);
  try_in (f, &batches[10], HUB_IMPORT_PREVIEW, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (f->result.n_changed, ==, 1);
  g_assert_cmpuint (f->result.n_gone, ==, 1);
  change = g_ptr_array_index (f->result.changes, 1);
  g_assert_cmpstr (change->what, ==, "PKB " VILLAGE);
}

static void
test_newest_list_of_a_programme_counts (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  static const char newest[] = "SELECT count(*) FROM programme_newest p JOIN batches b"
                               " ON b.seq = p.batch WHERE p.programme || b.id IN"
                               " ('PKHaid-2', 'BLT-DDaid-1')";

  take_in (f, &batches[4]);
  take_in (f, &batches[2]);
  g_assert_cmpint (register_fixture_count (f, newest), ==, 2);
  g_assert_cmpint (register_fixture_count (f, "SELECT count(*) FROM programme_newest"), ==, 2);
}

static void
test_sensitive_part_of_pk_lies_apart (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GString) documents = g_string_new (NULL);

  take_in (f, &batches[0]);
  take_in (f, &batches[7]);
  g_assert_cmpint (register_fixture_count (f, "SELECT count(*) FROM pk_sensitive WHERE"
                                              " stunting_risk = 1 AND factors = 'air|jamban' AND"
                                              " category = 'hamil'"),
                   ==, 1);
  dump_households (f, documents);
  g_assert_nonnull (strstr (documents->str, "pk-1"));
  g_assert_null (strstr (documents->str, "hamil"));
  g_assert_null (strstr (documents->str, "jamban"));
  take_in (f, &batches[8]);
  g_assert_cmpuint (f->result.n_changed, ==, 1);
}

static void
test_bad_cells_of_pk_and_petugas (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  static const struct
  {
    HubRegister reg;
    const char *csv;
    const char *says;
  } bad[] = {
    { HUB_REGISTER_PK,
      PK_HEADER "K1," MOTHER ",Siti,1982-03-01,," VILLAGE ",2025,mungkin,air,hamil\n",
      "risiko_stunting,\"is neither ya nor tidak\"" },
    { HUB_REGISTER_PK, PK_HEADER "K1," MOTHER ",Siti,1982-03-01,," VILLAGE ",2025,ya,air,lansia\n",
      "kategori_3b,\"is none of hamil, menyusui, balita, -\"" },
    { HUB_REGISTER_PK, PK_HEADER "K1,,Siti,1982-03-01,," VILLAGE ",2025,ya,air,\n",
      "nik,\"is empty\"" },
    { HUB_REGISTER_PETUGAS, PETUGAS_HEADER "Kepala Desa,Ani," VILLAGE ",0811\n",
      "peran,\"is no role" },
    { HUB_REGISTER_PETUGAS, PETUGAS_HEADER "TKSK,Ani,Ambulu,0811\n",
      "kode_wilayah,\"is no region code" },
    { HUB_REGISTER_PETUGAS, PETUGAS_HEADER "TKSK,Ani,35.99,0811\n",
      "kode_wilayah,\"names a region that is unknown here (35.99)" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;
      Batch batch = { bad[i].reg, "bad", "2026-01-01", bad[i].csv };
      g_autofree char *rejected = NULL;

      try_in (f, &batch, HUB_IMPORT_FOR_GOOD, &error);
      g_assert_error (error, HUB_ERROR, HUB_ERROR_DATA);
      rejected = register_fixture_rejected (f, "bad");
      g_test_message ("%s", rejected);
      g_assert_nonnull (strstr (rejected, bad[i].says));
    }
}

#define PKH(nik) PAYMENT ("PKH", nik, KK, "2026-3", "SI")

static void
test_a_part_of_a_list_is_told (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  const Batch whole = { HUB_REGISTER_PENERIMA, "whole", "2026-01-01",
                        PENERIMA_HEADER PKH (FATHER) PKH (MOTHER) PKH (SON) PKH (WIDOW) };
  const Batch part = { HUB_REGISTER_PENERIMA, "part", "2026-02-01", PENERIMA_HEADER PKH (WIDOW) };
  const Batch next = { HUB_REGISTER_PENERIMA, "next", "2026-03-01",
                       PENERIMA_HEADER PKH (FATHER) PKH (MOTHER) PKH (SON) };
  const HubImportJob job = { .reg = HUB_REGISTER_PENERIMA, .batch = "part", .date = "2026-02-01" };
  const HubImportShrunken *shrunken;
  g_autofree char *text = NULL;
  g_autofree char *json = NULL;

  take_in (f, &whole);
  g_assert_cmpuint (f->result.shrunken->len, ==, 0);
  take_in (f, &part);
  g_assert_cmpuint (f->result.shrunken->len, ==, 1);
  shrunken = g_ptr_array_index (f->result.shrunken, 0);
  g_assert_cmpstr (shrunken->programme, ==, "PKH");
  g_assert_cmpuint (shrunken->n_people, ==, 1);
  g_assert_cmpuint (shrunken->n_gone, ==, 3);
  text = hub_import_to_text (&job, &f->result);
  g_assert_nonnull (strstr (text,
                            "\nwarning: people of PKH: 1 in this file, 3 of the list before are"
                            " gone"));
  g_assert_nonnull (strstr (text, "'anjungan-hub undo part' takes it out"));
  json = hub_import_to_json (&job, &f->result);
  g_assert_nonnull (
      strstr (json, "\"shrunken\":[{\"programme\":\"PKH\",\"people\":1,\"gone\":3}]"));
  /* one goes, three stand: nothing to be told */
  take_in (f, &next);
  g_assert_cmpuint (f->result.n_gone, ==, 1);
  g_assert_cmpuint (f->result.shrunken->len, ==, 0);
}

static gboolean
try_mapped (RegisterFixture *f, const char *batch, const char *map, const char *csv, GError **error)
{
  g_autofree char *path = g_build_filename (f->data_dir, "in.csv", NULL);
  g_autofree char *map_path = g_build_filename (f->data_dir, "map.json", NULL);
  HubImportJob job = { .reg = HUB_REGISTER_PETUGAS,
                       .path = path,
                       .batch = batch,
                       .date = "2026-10-01",
                       .map_path = map_path };

  g_assert_true (g_file_set_contents (path, csv, -1, NULL));
  g_assert_true (g_file_set_contents (map_path, map, -1, NULL));
  hub_import_result_clear (&f->result);
  return hub_import_file (&f->context, &job, &f->result, error);
}

#define THEIR_CSV "NAMA PETUGAS;Jabatan;nama;kontak\nAni;TKSK;35.09.01;0811\n"
#define THEIR_MAP "{\"nama petugas\": \"nama\", \"JABATAN\": \"peran\", \"nama\": \"kode_wilayah\"}"

static void
test_mapping_renames_columns_all_at_once (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (try_mapped (f, "mapped", THEIR_MAP, THEIR_CSV, &error));
  g_assert_no_error (error);
  g_assert_cmpint (register_fixture_count (f,
                                           "SELECT count(*) FROM officials_now WHERE name = 'Ani'"
                                           " AND role = 'TKSK' AND region = '35.09.01'"),
                   ==, 1);
  g_assert_true (try_mapped (f, "mapped", THEIR_MAP, THEIR_CSV, &error));
  g_assert_true (f->result.was_known);
  /* another mapping makes another content of the same file */
  g_assert_false (try_mapped (f, "mapped", THEIR_MAP "\n", THEIR_CSV, &error));
  g_assert_error (error, HUB_ERROR, HUB_ERROR_DATA);
}

static void
test_faulty_mappings_are_refused (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  static const struct
  {
    const char *map;
    const char *says;
  } faults[] = {
    { "{\"Jabatan\": \"jabatan\"}", "no column of petugas; its columns are peran, nama" },
    { "{\"Jabatan\": 3}", "no column of petugas" },
    { "{\"Jabatan\": \"peran\", \"nama\": \"peran\"}", "cannot both be mapped to one column" },
    { "{\"Jabatan\": \"nama\"}", "would both be nama" },
    { "{\"Kantor\": \"peran\"}", "a column \"kantor\" that the CSV file has not" },
    { "{\"Jabatan\": \"peran\"}", "lacks columns of petugas: kode_wilayah" },
    { "[]", "no mapping file" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (try_mapped (f, "bad", faults[i].map, THEIR_CSV, &error));
      g_test_message ("%s", error->message);
      g_assert_error (error, HUB_ERROR, HUB_ERROR_DATA);
      g_assert_nonnull (strstr (error->message, faults[i].says));
    }
}

static void
test_periods_sort_by_time (void)
{
  static const char *const sorted[][2] = {
    { "2025", "4" },          { "2026", "3" },           { "2026", "10" },       { "2026-2", NULL },
    { "TW III 2026", "" },    { "Juli 2026", "" },       { "Agustus 2026", "" }, { "2026-09", "" },
    { "2026-10", "Tahap I" }, { "2026-10", "Tahap II" }, { "202611", "" },       { "Des 2026", "" },
  };

  for (gsize i = 1; i < G_N_ELEMENTS (sorted); i++)
    {
      g_autofree char *before = hub_row_period_key (sorted[i - 1][0], sorted[i - 1][1]);
      g_autofree char *after = hub_row_period_key (sorted[i][0], sorted[i][1]);

      g_test_message ("%s %s", before, after);
      g_assert_cmpstr (before, <, after);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (batches); i++)
    {
      g_autofree char *path = g_strconcat ("/batches/undone-batch-was-never-there/", batches[i].id,
                                           NULL);

      g_test_add (path, RegisterFixture, GSIZE_TO_POINTER (i), register_fixture_set_up,
                  test_undone_batch_was_never_there, register_fixture_tear_down);
    }
  REGISTER_TEST ("/batches/a-part-of-a-list-is-told", test_a_part_of_a_list_is_told);
  REGISTER_TEST ("/batches/all-undone-leaves-nothing", test_all_undone_leaves_nothing);
  REGISTER_TEST ("/batches/order-of-coming-in-does-not-matter",
                 test_order_of_coming_in_does_not_matter);
  REGISTER_TEST ("/batches/undone-batch-may-come-again", test_undone_batch_may_come_again);
  REGISTER_TEST ("/batches/diff-is-what-the-import-told", test_diff_is_what_the_import_told);
  REGISTER_TEST ("/batches/diff-names-columns-and-masks-people",
                 test_diff_names_columns_and_masks_people);
  REGISTER_TEST ("/batches/undo-reaches-terminals-and-audit",
                 test_undo_reaches_terminals_and_audit);
  REGISTER_TEST ("/batches/store-is-sound", test_store_is_sound);
  REGISTER_TEST ("/batches/only-touched-households-change", test_only_touched_households_change);
  REGISTER_TEST ("/batches/undo-of-no-or-closed-batch-is-refused",
                 test_undo_of_no_or_closed_batch_is_refused);
  REGISTER_TEST ("/batches/preview-counts-and-changes-nothing",
                 test_preview_counts_and_changes_nothing);
  REGISTER_TEST ("/batches/who-is-not-on-a-newer-list-is-gone",
                 test_who_is_not_on_a_newer_list_is_gone);
  REGISTER_TEST ("/batches/newest-list-of-a-programme-counts",
                 test_newest_list_of_a_programme_counts);
  REGISTER_TEST ("/batches/sensitive-part-of-pk-lies-apart", test_sensitive_part_of_pk_lies_apart);
  REGISTER_TEST ("/batches/bad-cells-of-pk-and-petugas", test_bad_cells_of_pk_and_petugas);
  REGISTER_TEST ("/batches/mapping-renames-columns-all-at-once",
                 test_mapping_renames_columns_all_at_once);
  REGISTER_TEST ("/batches/faulty-mappings-are-refused", test_faulty_mappings_are_refused);
  g_test_add_func ("/batches/periods-sort-by-time", test_periods_sort_by_time);
  return g_test_run ();
}
