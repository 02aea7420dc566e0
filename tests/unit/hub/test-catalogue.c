/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "core/anj-json.h"
#include "data/anj-data.h"
#include "hub/hub-catalogue.h"
#include "hub/hub-indication.h"

#define VILLAGE "35.09.01.2001"

static JsonObject *
parse (const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  JsonObject *object = anj_json_parse_object (bytes, &error);

  g_assert_no_error (error);
  return object;
}

/* of the shipped configuration */
static HubCatalogue *
open_shipped (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = anj_data_lookup ("default-config.json", &error);
  g_autoptr (JsonObject) document = anj_json_parse_object (bytes, &error);

  g_assert_no_error (error);
  return hub_catalogue_new (document, "2026-11-22");
}

/* every code that operators met in SIKS-NG, and the way of the money in its order */
static void
test_status_codes (void)
{
  static const struct
  {
    const char *code;
    AnjProgrammeClass klass;
  } codes[] = {
    { "FINAL CLOSING", ANJ_CLASS_PENDING },
    { "CEK REKENING", ANJ_CLASS_PENDING },
    { "PROSES BUREKOL", ANJ_CLASS_PENDING },
    { "PROSES SPM", ANJ_CLASS_PENDING },
    { "SUKSES SPM", ANJ_CLASS_PENDING },
    { "SP2D", ANJ_CLASS_PENDING },
    { "OMSPAN", ANJ_CLASS_PENDING },
    { "SI", ANJ_CLASS_PAID },
    { "TOP UP", ANJ_CLASS_PAID },
    { "SK", ANJ_CLASS_PENDING },
    { "CALON PENERIMA", ANJ_CLASS_PENDING },
    { "SK/CALON PENERIMA", ANJ_CLASS_PENDING },
    { "GAGAL OMSPAN", ANJ_CLASS_FAILED },
    { "GAGAL CEK REKENING", ANJ_CLASS_FAILED },
    { "-", ANJ_CLASS_FAILED },
    { "TIDAK TRANSAKSI", ANJ_CLASS_FAILED },
    { "EXCLUDE", ANJ_CLASS_EXCLUDED },
    { "EXCLUDE PEKERJAAN", ANJ_CLASS_EXCLUDED },
    { "EXCLUDE TIDAK LAYAK DAERAH", ANJ_CLASS_EXCLUDED },
    { "EXCLUDE MENINGGAL", ANJ_CLASS_EXCLUDED },
    { "TIDAK LAYAK GIS", ANJ_CLASS_EXCLUDED },
    { "OVERLAP SDM KESOS", ANJ_CLASS_EXCLUDED },
    { "TOPUP", ANJ_CLASS_PAID },
    { "KODE YANG BELUM ADA", ANJ_CLASS_PENDING },
  };
  g_autoptr (HubCatalogue) catalogue = open_shipped ();

  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      g_autoptr (JsonObject) out = json_object_new ();

      g_test_message ("%s", codes[i].code);
      g_assert_cmpint (hub_catalogue_class (catalogue, codes[i].code), ==, codes[i].klass);
      hub_catalogue_explain (catalogue, 0, codes[i].code, out);
      g_assert_cmpstr (anj_json_get_text (out, "explanation", "en"), !=, "");
      g_assert_cmpstr (anj_json_get_text (out, "next_step", "en"), !=, "");
      g_assert_cmpstr (anj_json_get_text (out, "whom", "en"), !=, "");
    }
}

static void
assert_step (const HubCatalogue *catalogue, const char *state, gint64 step, gboolean has_arrived)
{
  g_autoptr (JsonObject) out = json_object_new ();

  hub_catalogue_explain (catalogue, 0, state, out);
  g_assert_cmpint (anj_json_get_int (out, "step", 0), ==, step);
  g_assert_cmpint (anj_json_get_bool (out, "arrived", FALSE), ==, has_arrived);
}

static void
test_wrong_data_may_be_corrected (void)
{
  g_autoptr (HubCatalogue) catalogue = open_shipped ();
  g_autoptr (JsonObject) incomplete = json_object_new ();
  g_autoptr (JsonObject) judged = json_object_new ();

  hub_catalogue_explain (catalogue, 0, "EXCLUDE", incomplete);
  g_assert_cmpstr (json_array_get_string_element (anj_json_get_array (incomplete, "may"), 0), ==,
                   "update");
  hub_catalogue_explain (catalogue, 0, "TIDAK LAYAK GIS", judged);
  g_assert_null (anj_json_get_array (judged, "may"));
}

/* with SI the bank has been told to pay; that it has, nobody knows */
static void
test_way_of_the_money (void)
{
  g_autoptr (HubCatalogue) catalogue = open_shipped ();

  assert_step (catalogue, "FINAL CLOSING", 1, FALSE);
  assert_step (catalogue, "GAGAL CEK REKENING", 2, FALSE);
  assert_step (catalogue, "SP2D", 3, FALSE);
  assert_step (catalogue, "SI", 4, FALSE);
  assert_step (catalogue, "TOP UP", 4, TRUE);
  assert_step (catalogue, "TOPUP", 4, TRUE);
  assert_step (catalogue, "AKTIF", 0, FALSE);
  assert_step (catalogue, NULL, 0, FALSE);
}

static void
test_aliases (void)
{
  g_autoptr (HubCatalogue) catalogue = open_shipped ();

  g_assert_cmpstr (hub_catalogue_resolve (catalogue, HUB_ALIAS_PROGRAMME, "bpnt"), ==, "SEMBAKO");
  g_assert_cmpstr (hub_catalogue_resolve (catalogue, HUB_ALIAS_PROGRAMME, "PKH"), ==, "PKH");
  g_assert_cmpstr (hub_catalogue_resolve (catalogue, HUB_ALIAS_REPORT, "sikkep"), ==, "siikep");
  g_assert_cmpstr (hub_catalogue_resolve (catalogue, HUB_ALIAS_REGISTER, "sikkep"), ==, "sikkep");
  /* nobody knows what it stands for: the admin says so, the program does not guess */
  g_assert_cmpstr (hub_catalogue_resolve (catalogue, HUB_ALIAS_REGISTER, "BPKS"), ==, "BPKS");
  g_assert_true (hub_catalogue_is_undecided (catalogue, HUB_ALIAS_REGISTER, "BPKS"));
  g_assert_false (hub_catalogue_is_undecided (catalogue, HUB_ALIAS_PROGRAMME, "BPNT"));
  g_assert_false (hub_catalogue_is_undecided (catalogue, HUB_ALIAS_REGISTER, "DTKS"));
}

static void
test_days_and_places (void)
{
  static const struct
  {
    const char *programme, *today;
    gboolean is_given;
  } cases[] = {
    { "\"valid_from\": \"2026-11-22\"", "2026-11-22", TRUE },
    { "\"valid_from\": \"2026-11-23\"", "2026-11-22", FALSE },
    { "\"valid_to\": \"2026-11-22\"", "2026-11-22", TRUE },
    { "\"valid_to\": \"2026-11-21\"", "2026-11-22", FALSE },
    { "\"valid_to\": \"2026-11-21\"", NULL, TRUE },
    { "\"region\": \"35.09\"", "2026-11-22", TRUE },
    { "\"region\": \"31.71\"", "2026-11-22", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf ("{\"programmes\": [{\"code\": \"A\", %s}]}",
                                               cases[i].programme);
      g_autoptr (JsonObject) document = parse (text);
      g_autoptr (HubCatalogue) catalogue = hub_catalogue_new (document, cases[i].today);

      g_test_message ("%s", text);
      g_assert_cmpint (hub_catalogue_is_given (catalogue, 0, VILLAGE), ==, cases[i].is_given);
    }
}

#define DESIL_1_TO_4 "{\"register\": \"dtsen\", \"desil_from\": 1, \"desil_to\": 4}"
#define P3KE_OR_DTKS "{\"register\": \"p3ke\"}, {\"register\": \"dtks\"}"
#define HAS(desil_)                                                                                \
  {                                                                                                \
    .status = (char *) "aktif", .is_active = TRUE, .is_covered = TRUE, .desil = desil_,            \
    .date = (char *) "2026-10-15", .region = (char *) VILLAGE                                      \
  }
#define HAS_ELSEWHERE                                                                              \
  {                                                                                                \
    .status = (char *) "aktif", .is_active = TRUE, .is_covered = TRUE,                             \
    .region = (char *) "31.71.01.1001"                                                             \
  }
#define LEFT                                                                                       \
  {                                                                                                \
    .status = (char *) "nonaktif", .is_covered = TRUE, .region = (char *) VILLAGE                  \
  }
#define LACKS                                                                                      \
  {                                                                                                \
    .is_covered = TRUE                                                                             \
  }

static void
test_indications (void)
{
  static const struct
  {
    const char *rule, *says;
    HubRegisterFacts facts[HUB_N_PERSONS];
  } cases[] = {
    { DESIL_1_TO_4, "fits", { [HUB_PERSONS_DTSEN] = HAS (1) } },
    { DESIL_1_TO_4, "fits", { [HUB_PERSONS_DTSEN] = HAS (4) } },
    { DESIL_1_TO_4, "outside", { [HUB_PERSONS_DTSEN] = HAS (5) } },
    { DESIL_1_TO_4, "unknown", { [HUB_PERSONS_DTSEN] = HAS (0) } },
    { DESIL_1_TO_4, "outside", { [HUB_PERSONS_DTSEN] = LEFT } },
    { DESIL_1_TO_4, "outside", { [HUB_PERSONS_DTSEN] = LACKS } },
    /* another register's desil is not this one's */
    { DESIL_1_TO_4, "unknown", { [HUB_PERSONS_P3KE] = HAS (1) } },
    { P3KE_OR_DTKS, "fits", { [HUB_PERSONS_P3KE] = LACKS, [HUB_PERSONS_DTKS] = HAS (0) } },
    { P3KE_OR_DTKS, "outside", { [HUB_PERSONS_P3KE] = LACKS, [HUB_PERSONS_DTKS] = LEFT } },
    { P3KE_OR_DTKS, "unknown", { [HUB_PERSONS_P3KE] = LACKS } },
    { P3KE_OR_DTKS, "outside", { [HUB_PERSONS_P3KE] = HAS_ELSEWHERE, [HUB_PERSONS_DTKS] = LACKS } },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf (
          "{\"registers\": [%s], \"domicile\": \"regency\", \"age\": {\"to\": 5},"
          " \"needs_component\": true}",
          cases[i].rule);
      g_autoptr (JsonObject) rule = parse (text), out = json_object_new ();

      g_test_message ("%" G_GSIZE_FORMAT ": %s", i, text);
      hub_indication_put (rule, cases[i].facts, VILLAGE, out);
      g_assert_cmpstr (anj_json_get_string (out, "indication", ""), ==, cases[i].says);
    }
}

static void
test_grounds (void)
{
  const HubRegisterFacts facts[HUB_N_PERSONS] = { [HUB_PERSONS_DTSEN] = HAS (2) };
  g_autoptr (JsonObject)
      rule = parse ("{\"registers\": [" DESIL_1_TO_4 ", {\"register\": \"dtks\"}]}");
  g_autoptr (JsonObject) out = json_object_new (), none = json_object_new ();
  JsonObject *dtsen, *dtks;

  hub_indication_put (rule, facts, VILLAGE, out);
  dtsen = anj_json_array_get_object (anj_json_get_array (out, "rests_on"), 0);
  dtks = anj_json_array_get_object (anj_json_get_array (out, "rests_on"), 1);
  g_assert_cmpstr (anj_json_get_string (dtsen, "register", ""), ==, "dtsen");
  g_assert_cmpint (anj_json_get_int (dtsen, "desil_to", 0), ==, 4);
  g_assert_cmpstr (anj_json_get_string (dtsen, "date", ""), ==, "2026-10-15");
  g_assert_cmpstr (anj_json_get_string (dtsen, "indication", ""), ==, "fits");
  g_assert_false (json_object_has_member (dtks, "date"));
  g_assert_cmpstr (anj_json_get_string (dtks, "indication", ""), ==, "unknown");
  hub_indication_put (/* rule */ NULL, facts, VILLAGE, none);
  g_assert_cmpstr (anj_json_get_string (none, "indication", ""), ==, "unknown");
  g_assert_false (json_object_has_member (none, "rests_on"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/catalogue/every-code-of-the-payments-is-explained", test_status_codes);
  g_test_add_func ("/catalogue/a-state-says-how-far-the-money-has-come", test_way_of_the_money);
  g_test_add_func ("/catalogue/wrong-data-may-be-corrected", test_wrong_data_may_be_corrected);
  g_test_add_func ("/catalogue/an-alias-stands-for-its-code-or-is-undecided", test_aliases);
  g_test_add_func ("/catalogue/a-programme-has-its-days-and-places", test_days_and_places);
  g_test_add_func ("/indication/lists-desil-and-domicile-decide-and-nothing-else",
                   test_indications);
  g_test_add_func ("/indication/says-what-it-rests-on", test_grounds);
  return g_test_run ();
}
