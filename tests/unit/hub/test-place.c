/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "core/anj-json.h"
#include "hub/hub-place.h"
#include "register-fixture.h"

#define PETUGAS_HEADER "peran,nama,kode_wilayah,kontak\n"
#define TITIK_HEADER "program,kode_wilayah,nama,alamat,jadwal,kontak\n"

/* families of one person, and the first @n_paid of them with PKH */
static void
import_families (RegisterFixture *f, guint n_families, guint n_paid)
{
  g_autoptr (GString) people = g_string_new (DTSEN_HEADER);
  g_autoptr (GString) payments = g_string_new (PENERIMA_HEADER);

  for (guint i = 0; i < n_families; i++)
    {
      g_autofree char *no_kk = g_strdup_printf ("350901010120%04u", 9001 + i);
      g_autofree char *nik = g_strdup_printf ("350901010280%04u", 9001 + i);
      g_autofree char *row = register_fixture_dtsen (no_kk, nik, "Slamet", "aktif");

      g_string_append (people, row);
      g_string_append_printf (payments, "PKH,%s,%s,SD,2026-3,3,0,KKS,%s,,\n", nik, no_kk,
                              i < n_paid ? "SI" : "EXCLUDE");
    }
  register_fixture_import (f, HUB_REGISTER_DTSEN, "dtsen-1", people->str);
  register_fixture_import (f, HUB_REGISTER_PENERIMA, "penerima-1", payments->str);
}

static JsonObject *
make_place (RegisterFixture *f)
{
  g_autoptr (GError) error = NULL;
  JsonObject *place = hub_place_document (f->store, f->catalogue, f->regions, VILLAGE, &error);

  g_assert_no_error (error);
  return place;
}

/* (nullable): of a programme; NULL when the programme is left out */
static JsonNode *
find_count (JsonObject *place, const char *programme)
{
  JsonObject *totals = anj_json_get_object (place, "totals");
  JsonArray *programmes = anj_json_get_array (totals, "programmes");

  for (guint i = 0; i < json_array_get_length (programmes); i++)
    {
      JsonObject *one = anj_json_array_get_object (programmes, i);

      if (strcmp (anj_json_get_string (one, "code", ""), programme) == 0)
        return json_object_get_member (one, "households");
    }
  return NULL;
}

static void
test_totals_count_households_with_aid (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (JsonObject) place = NULL;
  JsonObject *totals;

  import_families (f, 12, 5);
  place = make_place (f);
  totals = anj_json_get_object (place, "totals");
  g_assert_cmpstr (anj_json_get_string (place, "village", ""), ==, "Padomasan");
  g_assert_cmpstr (anj_json_get_string (place, "regency", ""), ==, "Kabupaten Jember");
  g_assert_cmpstr (anj_json_get_string (totals, "date", ""), ==, "2026-10-15");
  g_assert_cmpint (anj_json_get_int (totals, "households", 0), ==, 12);
  g_assert_cmpint (anj_json_get_int (totals, "people", 0), ==, 12);
  g_assert_cmpint (json_node_get_int (find_count (place, "PKH")), ==, 5);
  g_assert_cmpint (json_node_get_int (find_count (place, "SEMBAKO")), ==, 0);
  /* marked sensitive */
  g_assert_null (find_count (place, "PMT"));
}

static void
test_fewer_than_five_are_not_counted (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (JsonObject) place = NULL;

  import_families (f, 12, 4);
  place = make_place (f);
  g_assert_true (JSON_NODE_HOLDS_NULL (find_count (place, "PKH")));
}

static void
test_fewer_than_five_are_not_left_over (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (JsonObject) place = NULL;

  import_families (f, 12, 9);
  place = make_place (f);
  g_assert_null (find_count (place, "PKH"));
  g_assert_nonnull (find_count (place, "SEMBAKO"));
}

static void
test_a_place_of_few_households_tells_none (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (JsonObject) place = NULL;
  JsonObject *totals;

  import_families (f, 3, 3);
  place = make_place (f);
  totals = anj_json_get_object (place, "totals");
  g_assert_true (json_object_get_null_member (totals, "households"));
  g_assert_true (json_object_get_null_member (totals, "people"));
  g_assert_true (JSON_NODE_HOLDS_NULL (find_count (place, "PKH")));
}

static void
test_officials_come_nearest_first (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  static const char *const roles[] = { "KEPALA_DESA", "TKSK", "DINSOS_KAB" };
  g_autoptr (JsonObject) place = NULL;
  JsonArray *officials;

  register_fixture_import (f, HUB_REGISTER_PETUGAS, "petugas-1",
                           PETUGAS_HEADER "DINSOS_KAB,Wiwik,35.09,0800-1\n"
                                          "TKSK,Ani,35.09.01,\n"
                                          "TKSK,Budi,35.09.02,0800-2\n"
                                          "KEPALA_DESA,Hasan,35.09.01.2002,0800-3\n"
                                          "KEPALA_DESA,Slamet,35.09.01.2001,0800-4\n");
  place = make_place (f);
  officials = anj_json_get_array (place, "officials");
  g_assert_cmpuint (json_array_get_length (officials), ==, G_N_ELEMENTS (roles));
  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    g_assert_cmpstr (anj_json_get_string (anj_json_array_get_object (officials, i), "role", ""), ==,
                     roles[i]);
  g_assert_cmpstr (anj_json_get_string (anj_json_array_get_object (officials, 0), "contact", ""),
                   ==, "0800-4");
  g_assert_false (json_object_has_member (anj_json_array_get_object (officials, 1), "contact"));
}

static void
test_the_place_follows_the_registers (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (JsonObject) before = NULL;
  g_autoptr (JsonObject) after = NULL;

  import_families (f, 12, 5);
  before = make_place (f);
  g_assert_cmpuint (json_array_get_length (anj_json_get_array (before, "officials")), ==, 0);
  register_fixture_import (f, HUB_REGISTER_PETUGAS, "petugas-1",
                           PETUGAS_HEADER "KEPALA_DESA,Slamet,35.09.01.2001,\n");
  register_fixture_import (f, HUB_REGISTER_DTSEN, "dtsen-2",
                           DTSEN_HEADER
                           "K1,3509010101208001,3509010102808001,Siti,1980-02-01,P,Kepala keluarga,"
                           "Jl. Mawar 1,1,1,35.09.01.2001,1,,aktif\n");
  after = make_place (f);
  g_assert_cmpuint (json_array_get_length (anj_json_get_array (after, "officials")), ==, 1);
  g_assert_cmpint (anj_json_get_int (anj_json_get_object (after, "totals"), "households", 0), ==,
                   13);
}

/* how often the village's terminals were told to fetch the place anew */
static gint64
feed_position (RegisterFixture *f)
{
  return register_fixture_count (f, "SELECT coalesce(max(seq), 0) FROM feed WHERE no_kk = 'place'");
}

static void
test_points_are_those_of_the_newest_list (RegisterFixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (JsonObject) before = NULL, after = NULL;
  JsonObject *point;
  gint64 fed;

  import_families (f, 12, 5);
  register_fixture_import (f, HUB_REGISTER_TITIK, "titik-1",
                           TITIK_HEADER "MBG,35.09.01.2001,SDN Ambulu 1,,Senin sampai Jumat,\n"
                                        "MBG,35.09.01.2002,SDN Ambulu 2,,,\n"
                                        "PMT,35.09.01.2001,Posyandu Mawar,RT 2 RW 1,Selasa 08.00,"
                                        "0800-1\n");
  fed = feed_position (f);
  g_assert_cmpint (fed, >, 0);
  before = make_place (f);
  g_assert_cmpuint (json_array_get_length (anj_json_get_array (before, "points")), ==, 2);
  point = anj_json_array_get_object (anj_json_get_array (before, "points"), 1);
  g_assert_cmpstr (anj_json_get_string (point, "programme", ""), ==, "PMT");
  g_assert_cmpstr (anj_json_get_string (point, "name", ""), ==, "Posyandu Mawar");
  g_assert_cmpstr (anj_json_get_string (point, "address", ""), ==, "RT 2 RW 1");
  g_assert_cmpstr (anj_json_get_string (point, "schedule", ""), ==, "Selasa 08.00");
  g_assert_cmpstr (anj_json_get_string (point, "contact", ""), ==, "0800-1");
  /* the school is not on it any more */
  register_fixture_import (f, HUB_REGISTER_TITIK, "titik-2",
                           TITIK_HEADER "MBG,35.09.01.2001,Posyandu Mawar,,Rabu,\n");
  g_assert_cmpuint (f->result.n_gone, ==, 1);
  g_assert_cmpint (feed_position (f), >, fed);
  after = make_place (f);
  g_assert_cmpuint (json_array_get_length (anj_json_get_array (after, "points")), ==, 2);
  point = anj_json_array_get_object (anj_json_get_array (after, "points"), 0);
  g_assert_cmpstr (anj_json_get_string (point, "name", ""), ==, "Posyandu Mawar");
  g_assert_false (json_object_has_member (point, "address"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  REGISTER_TEST ("/place/totals-count-households-with-aid", test_totals_count_households_with_aid);
  REGISTER_TEST ("/place/fewer-than-five-are-not-counted", test_fewer_than_five_are_not_counted);
  REGISTER_TEST ("/place/fewer-than-five-are-not-left-over",
                 test_fewer_than_five_are_not_left_over);
  REGISTER_TEST ("/place/a-place-of-few-households-tells-none",
                 test_a_place_of_few_households_tells_none);
  REGISTER_TEST ("/place/officials-come-nearest-first", test_officials_come_nearest_first);
  REGISTER_TEST ("/place/points-are-those-of-the-newest-list",
                 test_points_are_those_of_the_newest_list);
  REGISTER_TEST ("/place/the-place-follows-the-registers", test_the_place_follows_the_registers);
  return g_test_run ();
}
