/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "hub/hub-region-codes.h"
#include "register-fixture.h"

/* codes of Kemendagri and of BPS side by side; villages that were renumbered or split */

#define KK "3509010101209001"
#define WILAYAH "kode,kode_bps,nama,kode_lama\n"
#define P3KE_ROW(id, region) id ",,Slamet,1980-02-01,," region ",1,2023\n"

typedef struct
{
  const char *code;
  HubCodeState state;
  const char *today;
} Code;

static void
check_codes (RegisterFixture *f, const Code *codes, gsize n_codes)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HubRegionCodes) self = hub_region_codes_load (f->store, &error);

  g_assert_no_error (error);
  for (gsize i = 0; i < n_codes; i++)
    {
      const char *today = NULL;

      g_assert_cmpint (hub_region_codes_follow (self, codes[i].code, &today), ==, codes[i].state);
      g_assert_cmpstr (today, ==, codes[i].today);
    }
}

/* imported wilayah, and the table that the next import reads with */
static void
take_regions (RegisterFixture *f, const char *batch, const char *date, const char *csv)
{
  g_autofree char *path = g_build_filename (f->data_dir, "w.csv", NULL);
  HubImportJob job = { .reg = HUB_REGISTER_WILAYAH, .path = path, .batch = batch, .date = date };
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (path, csv, -1, NULL));
  hub_import_result_clear (&f->result);
  g_assert_true (hub_import_file (&f->context, &job, &f->result, &error));
  g_assert_no_error (error);
  anj_region_table_free (f->regions);
  f->regions = hub_import_load_regions (f->store, &error);
  g_assert_no_error (error);
  f->context.regions = f->regions;
}

static void
test_codes_are_followed (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  static const Code codes[] = {
    { "35.09.01.2001", HUB_CODE_RENUMBERED, "35.09.01.2102" }, /* twice, once in each list */
    { "35.09.01.2101", HUB_CODE_RENUMBERED, "35.09.01.2102" },
    { "35.09.01.2102", HUB_CODE_PRESENT, "35.09.01.2102" },
    { "35.09.01.2002", HUB_CODE_SPLIT, "35.09.01.2002" },      /* gone, and two came of it */
    { "35.09.01.2003", HUB_CODE_PRESENT, "35.09.01.2003" },    /* gave a part away and stays */
    { "35.09.01.2004", HUB_CODE_RENUMBERED, "35.09.01.2106" }, /* two became one */
    { "35.09.01.2005", HUB_CODE_RENUMBERED, "35.09.01.2106" },
    { "35.09.01.2007", HUB_CODE_PRESENT, "35.09.01.2007" }, /* is given anew in a later list */
    { "35.09.01.2009", HUB_CODE_PRESENT, "35.09.01.2009" }, /* got its old code back */
    { "35.09.01.2010", HUB_CODE_RENUMBERED, "35.09.01.2009" },
    { "35.09.01.2011", HUB_CODE_RENUMBERED, "35.09.01.2009" },
    { "35.09.02.2001", HUB_CODE_PRESENT, "35.09.02.2001" },
  };

  take_regions (f, "w1", "2024-01-01",
                WILAYAH "35.09.01.2101,,Satu,35.09.01.2001\n"
                        "35.09.01.2103,,Dua Lor,3509012002\n"
                        "35.09.01.2104,,Dua Kidul,35.09.01.2002\n"
                        "35.09.01.2003,,Tiga,\n"
                        "35.09.01.2105,,Tiga Baru,35.09.01.2003\n"
                        "35.09.01.2106,,Empat,\"35.09.01.2004, 35.09.01.2005\"\n"
                        "35.09.01.2107,,Tujuh,35.09.01.2007\n");
  take_regions (f, "w2", "2026-01-01",
                WILAYAH "35.09.01.2102,,Satu,35.09.01.2101\n"
                        "35.09.01.2007,,Tujuh,\n"
                        "35.09.01.2106,,Empat,\n");
  take_regions (f, "w3", "2026-02-01", WILAYAH "35.09.01.2010,,Sembilan,35.09.01.2009\n");
  take_regions (f, "w4", "2026-03-01", WILAYAH "35.09.01.2011,,Sembilan,35.09.01.2010\n");
  take_regions (f, "w5", "2026-04-01", WILAYAH "35.09.01.2009,,Sembilan,35.09.01.2011\n");
  check_codes (f, codes, G_N_ELEMENTS (codes));
}

static void
test_rows_with_old_codes_come_under_todays (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  take_regions (f, "w1", "2026-01-01",
                WILAYAH "35.09.01.2101,,Satu,35.09.01.2001\n"
                        "35.09.01.2103,,Dua Lor,35.09.01.2002\n"
                        "35.09.01.2104,,Dua Kidul,35.09.01.2002\n"
                        "35.09.01.2108,,Lama,35.09.99.2001|x\n");
  g_assert_cmpuint (f->result.n_rejected, ==, 1);
  register_fixture_import (f, HUB_REGISTER_P3KE, "p",
                           P3KE_HEADER P3KE_ROW ("P1", "35.09.01.2001")
                               P3KE_ROW ("P2", "3509012002") P3KE_ROW ("P3", "35.09.01.2101")
                                   P3KE_ROW ("P4", "35.09.99.2001"));
  g_assert_cmpuint (f->result.n_rows, ==, 3);
  g_assert_cmpuint (f->result.n_rejected, ==, 1);
  g_assert_cmpuint (f->result.n_old_codes, ==, 1);
  g_assert_cmpuint (f->result.n_split_codes, ==, 1);
  g_assert_cmpint (register_fixture_count (
                       f, "SELECT count(*) FROM register_rows WHERE region = '35.09.01.2101'"),
                   ==, 2);
  g_assert_cmpint (register_fixture_count (f, "SELECT count(*) FROM register_rows WHERE key = 'P2'"
                                              " AND region = '35.09.01.2002'"),
                   ==, 1);
}

static void
test_bps_codes_are_looked_up_never_derived (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  static const char header[] = "id_p3ke,nik,nama,tanggal_lahir,alamat,kode_wilayah,kode_bps,desil,"
                               "tahun\n";
  g_autofree char *csv = g_strconcat (header,
                                      "P1,,A,1980-02-01,,,3509010004,1,2023\n"
                                      "P2,,A,1980-02-01,," VILLAGE ",3509019999,1,2023\n"
                                      "P3,,A,1980-02-01,,,3509010009,1,2023\n"
                                      "P4,,A,1980-02-01,,,3509010005,1,2023\n"
                                      "P5,,A,1980-02-01,,,,1,2023\n"
                                      "P6,,A,1980-02-01,,,3509010,1,2023\n"
                                      "P7,,A,1980-02-01,,3509010004,,1,2023\n",
                                      NULL);
  g_autofree char *rejected = NULL;

  take_regions (f, "w1", "2026-01-01",
                WILAYAH "35.09.01,3509010,Kencong,\n" VILLAGE ",3509010004,Padomasan,\n"
                        "35.09.01.2002,3509010005,Keting,\n35.09.01.2003,3509010005,Jombang,\n");
  register_fixture_import (f, HUB_REGISTER_P3KE, "p", csv);
  g_assert_cmpuint (f->result.n_rows, ==, 2);
  g_assert_cmpint (
      register_fixture_count (f, "SELECT count(*) FROM register_rows WHERE region = '" VILLAGE "'"),
      ==, 2);
  rejected = register_fixture_rejected (f, "p");
  g_test_message ("%s", rejected);
  g_assert_nonnull (strstr (rejected, "\n4,kode_bps,\"is no code that wilayah has (3509010009)"));
  g_assert_nonnull (strstr (rejected, "\n5,kode_bps,\"is the code of several regions"));
  g_assert_nonnull (strstr (rejected, "\n6,kode_wilayah,\"is empty, and so is kode_bps\""));
  g_assert_nonnull (
      strstr (rejected, "\n7,kode_bps,\"is the code of 35.09.01, which is no village"));
  g_assert_nonnull (strstr (rejected, "\n8,kode_wilayah,"));
  g_assert_nonnull (strstr (rejected, "the code of BPS goes into kode_bps"));
}

static void
test_niks_of_renumbered_districts_are_counted (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  static const char csv[] = DTKS_HEADER
      "9101010102809001," KK ",Maria,1980-02-01,," VILLAGE ",terdaftar,,\n"
      "3509980102809001," KK ",Ani,1980-02-01,," VILLAGE ",terdaftar,,\n"
      "3509010102809001," KK ",Budi,1980-02-01,," VILLAGE ",terdaftar,,\n";

  /* 91.01.01 (Merauke) is shipped as a former district; 35.09.98 only the list knows */
  register_fixture_import (f, HUB_REGISTER_DTKS, "before", csv);
  g_assert_cmpuint (f->result.n_rejected, ==, 1);
  g_assert_cmpuint (f->result.n_old_districts, ==, 1);
  take_regions (f, "w1", "2026-01-01", WILAYAH VILLAGE ",,Padomasan,35.09.98.2001\n");
  register_fixture_import (f, HUB_REGISTER_DTKS, "after", csv);
  g_assert_cmpuint (f->result.n_rejected, ==, 0);
  g_assert_cmpuint (f->result.n_rows, ==, 3);
  g_assert_cmpuint (f->result.n_old_districts, ==, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  REGISTER_TEST ("/region-codes/renumbered-codes-are-followed-split-ones-are-not",
                 test_codes_are_followed);
  REGISTER_TEST ("/region-codes/rows-with-old-codes-come-under-todays",
                 test_rows_with_old_codes_come_under_todays);
  REGISTER_TEST ("/region-codes/bps-codes-are-looked-up-never-derived",
                 test_bps_codes_are_looked_up_never_derived);
  REGISTER_TEST ("/region-codes/niks-of-renumbered-districts-are-counted-not-refused",
                 test_niks_of_renumbered_districts_are_counted);
  return g_test_run ();
}
