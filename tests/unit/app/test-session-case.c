/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib.h>
#include <string.h>

#include "app/session/anj-case-rules.h"
#include "app/session/anj-case.h"
#include "app/session/anj-session.h"
#include "core/anj-json.h"

#define N_DRAWS 200000

static void
fill_counting (gpointer user_data, guint8 *out, gsize n_bytes)
{
  guint64 *state = user_data;

  for (gsize i = 0; i < n_bytes; i++)
    {
      *state = *state * G_GUINT64_CONSTANT (6364136223846793005) + 1442695040888963407u;
      out[i] = (guint8) (*state >> 56);
    }
}

/* each digit at each place: chi-square with 9 degrees of freedom stays below 40 (p < 1e-5) */
static void
test_pin_uniform (void)
{
  guint64 state = 1;
  const AnjRandom random = { fill_counting, &state };
  guint counts[6][10] = { { 0 } };

  for (guint i = 0; i < N_DRAWS; i++)
    {
      g_autoptr (AnjSecretString) pin = anj_case_draw_pin (&random);

      g_assert_cmpuint (strlen (pin), ==, 6);
      for (guint place = 0; place < 6; place++)
        counts[place][pin[place] - '0']++;
    }
  for (guint place = 0; place < 6; place++)
    {
      double chi_square = 0, expected = N_DRAWS / 10.0;

      for (guint digit = 0; digit < 10; digit++)
        chi_square += (counts[place][digit] - expected) * (counts[place][digit] - expected) /
                      expected;
      g_assert_cmpfloat (chi_square, <, 40);
    }
}

static void
fill_from_list (gpointer user_data, guint8 *out, gsize n_bytes)
{
  const guint32 **next = user_data;

  g_assert_cmpuint (n_bytes, ==, sizeof **next);
  memcpy (out, *next, n_bytes);
  *next += 1;
}

/* 4,294,000,000 and above would make the low numbers likelier by one in 4,295 */
static void
test_pin_rejects (void)
{
  const guint32 draws[] = { G_MAXUINT32, 4294000000u, 4293999999u, 1000007u };
  const guint32 *next = draws;
  const AnjRandom random = { fill_from_list, &next };
  g_autoptr (AnjSecretString) last = anj_case_draw_pin (&random);
  g_autoptr (AnjSecretString) small = anj_case_draw_pin (&random);

  g_assert_cmpstr (last, ==, "999999");
  g_assert_cmpstr (small, ==, "000007");
}

#define NUMBERS "\"nik\":\"3509010102809001\",\"no_kk\":\"3509010101209001\""

static JsonObject *
parse (const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  JsonObject *object = anj_json_parse_object (bytes, &error);

  g_assert_no_error (error);
  return object;
}

static JsonObject *
make_config (void)
{
  return parse (
      "{\"categories\": [{\"code\": \"pungutan\", \"sensitive\": true, \"recipient\": \"desa\"}],"
      " \"programmes\": [{\"code\": \"PKH\"},"
      "  {\"code\": \"UPT-PPSAA\", \"referral\": {\"attendant_only\": true}},"
      "  {\"code\": \"BAZNAS\", \"referral\": {\"recipient\": \"baznas\","
      "   \"ppks\": [\"fakir-miskin\"], \"documents\": [{\"code\": \"sktm\"}]}},"
      "  {\"code\": \"UPT-PSBR\", \"referral\": {\"for_member\": true,"
      "   \"courses\": [{\"code\": \"las\"}], \"intakes\": [{\"code\": \"awal\"}]}}]}");
}

static void
test_wrong_referrals (void)
{
#define REFERRAL(more) "{" NUMBERS "," more "}"
#define YOUTH(more) REFERRAL ("\"programme\":\"UPT-PSBR\"," more)
  static const char *const cases[][2] = {
    { REFERRAL ("\"programme\":\"PKH\""), "/programme" },
    { REFERRAL ("\"programme\":\"LAIN\""), "/programme" },
    { REFERRAL ("\"programme\":\"UPT-PPSAA\",\"member\":\"m-1\""), "attendant" },
    { YOUTH ("\"course\":\"las\""), "/member" },
    { YOUTH ("\"member\":\"m-1\",\"course\":\"jahit\""), "/course" },
    { YOUTH ("\"member\":\"m-1\",\"intake\":\"las\""), "/intake" },
    { REFERRAL ("\"programme\":\"BAZNAS\",\"documents\":[\"ktp\"]"), "/documents" },
    { REFERRAL ("\"programme\":\"BAZNAS\",\"age\":15"), "age" },
    { REFERRAL ("\"programme\":\"BAZNAS\",\"ppks\":\"anak-telantar\""), "/ppks" },
    { YOUTH ("\"member\":\"m-1\",\"ppks\":\"fakir-miskin\""), "/ppks" },
    { "{" NUMBERS "}", "programme" },
  };
  g_autoptr (JsonObject) config = make_config ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (JsonObject) body = parse (cases[i][0]);
      g_autoptr (GError) error = NULL;

      g_assert_null (anj_case_new (config, "referral", body, NULL, NULL, &error));
      g_assert_error (error, ANJ_SESSION_ERROR, ANJ_SESSION_ERROR_INVALID);
      g_assert_nonnull (strstr (error->message, cases[i][1]));
    }
}

/* (transfer full): the office of a case; @about: (nullable): what a note is about */
static char *
office_of (JsonObject *config, const char *kind, const char *text, const char *about_text)
{
  g_autoptr (AnjHeader) header = anj_header_new ();
  g_autoptr (JsonObject) body = parse (text);
  g_autoptr (JsonObject) about = about_text != NULL ? parse (about_text) : NULL;
  g_autoptr (GError) error = NULL;
  const char *office;

  header->kind = g_strdup (kind);
  header->category = g_strdup (anj_json_get_string (body, "category", ""));
  header->programme = g_strdup (anj_json_get_string (body, "programme", NULL));
  g_assert_true (anj_case_rules_take (header, config, body, &error));
  g_assert_no_error (error);
  office = anj_case_rules_office (header, config, body, about);
  g_assert_true (header->sensitive);
  return g_strdup (office);
}

#define ABOUT(state)                                                                               \
  "{\"region\":\"35.09.01.2001\",\"number\":\"FTB-2738-5\",\"state\":{" state "}}"

/* sensitive all of them; what is about an official goes past whom the category names */
static void
test_offices (void)
{
  static const char note[] = "{\"about\":\"35.09.01.2001/FTB-2738-5\",\"text\":\"Halo\"}";
  static const struct
  {
    const char *kind, *body, *about, *office;
  } cases[] = {
    { "referral", "{" NUMBERS ",\"programme\":\"BAZNAS\"}", NULL, "baznas" },
    { "referral", "{" NUMBERS ",\"programme\":\"BAZNAS\",\"ppks\":\"fakir-miskin\"}", NULL,
      "baznas" },
    { "referral", "{" NUMBERS ",\"programme\":\"UPT-PSBR\",\"member\":\"m-1\"}", NULL,
      "sensitive" },
    { "complaint", "{" NUMBERS ",\"category\":\"pungutan\",\"programme\":\"BAZNAS\"}", NULL,
      "sensitive" },
    { "note", note, ABOUT ("\"kind\":\"referral\",\"programme\":\"BAZNAS\""), "baznas" },
    { "note", note, ABOUT ("\"kind\":\"referral\",\"programme\":\"UPT-PSBR\""), "sensitive" },
    { "note", note,
      ABOUT ("\"kind\":\"complaint\",\"category\":\"pungutan\",\"programme\":\"BAZNAS\""),
      "sensitive" },
  };
  g_autoptr (JsonObject) config = make_config ();
  g_autoptr (JsonObject)
      kinds = parse ("{\"kinds\":[{\"code\":\"referral\",\"recipient\":\"dinsos\"}]}");
  g_autofree char *by_kind = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *office = office_of (config, cases[i].kind, cases[i].body, cases[i].about);

      g_assert_cmpstr (office, ==, cases[i].office);
    }
  json_object_set_member (config, "kinds", json_object_dup_member (kinds, "kinds"));
  by_kind = office_of (config, "referral", cases[2].body, NULL);
  g_assert_cmpstr (by_kind, ==, "dinsos");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/case/pin/every-digit-is-equally-likely", test_pin_uniform);
  g_test_add_func ("/case/pin/draws-beyond-the-last-whole-million-are-thrown-away",
                   test_pin_rejects);
  g_test_add_func ("/case/referral/must-be-one-that-a-programme-offers", test_wrong_referrals);
  g_test_add_func ("/case/referral/goes-to-the-office-that-the-configuration-names", test_offices);
  return g_test_run ();
}
