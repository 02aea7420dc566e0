/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "core/anj-error.h"
#include "core/anj-household.h"
#include "core/anj-json.h"
#include "core/anj-schema.h"
#include "data/anj-data.h"
#include "test-parse.h"

#define DOCUMENT                                                                                   \
  "{\"found\": true, \"as_of\": \"2026-10-15\", \"household\": {\"no_kk\": \"3509********0001\","  \
  "\"region\": \"35.09.01.2001\", \"members\": [{\"id\": \"m1\", \"name\": \"Slamet R.\","         \
  "\"nik\": \"3509********0001\", \"relation\": \"Kepala keluarga\", \"occupation\": \"Petani\"}," \
  "{\"id\": \"m2\", \"name\": \"Siti A.\", \"nik\": \"3509********0002\"}],"                       \
  "\"registers\": [{\"register\": \"dtsen\", \"batch\": \"dtsen-2026-10\", \"date\": "             \
  "\"2026-10-01\", \"status\": \"aktif\", \"desil\": 1}],"                                         \
  "\"programmes\": [{\"code\": \"PKH\", \"listed\": true, \"state\": \"SI\", \"class\": \"paid\"," \
  "\"explanation\": {\"id\": \"Sudah cair\"}, \"next_step\": {\"id\": \"Ambil di bank\"},"         \
  "\"whom\": \"PENDAMPING_PKH\", \"payments\": [{\"period\": \"2026-07\", \"stage\": \"3\","       \
  "\"amount\": 600000, \"channel\": \"BNI\", \"state\": \"SI\", \"date\": \"2026-09-03\"}]}],"     \
  "\"disagreements\": [{\"registers\": [\"p3ke\", \"dtks\"], \"kind\": \"missing\","               \
  "\"may\": [\"proposal\"]}], \"contacts\": [{\"role\": \"PENDAMPING_PKH\", \"name\": \"Rina\","   \
  "\"contact\": \"0812-3456-7890\"}]}}"

static void
test_names (void)
{
  static const char *const cases[][2] = {
    { "Siti Aminah Putri", "Siti A. P." },
    { "Slamet", "Slamet" },
    { "SLAMET  RIYADI ", "SLAMET R." },
    { " Nur'aini Sa'adah", "Nur'aini S." },
    { "Abdul 'Aziz", "Abdul A." },
    { "Made I Gusti", "Made I. G." },
    { "Slamet, S.Pd", "Slamet S." },
    { "Émile Élan", "Émile É." },
    { "Ahmad e\xcc\x81lan", "Ahmad e\xcc\x81." },
    { "ꦱꦶꦠꦶ ꦫꦶꦪꦃ", "ꦱꦶꦠꦶ ꦫꦶ." },
    { "Budi - Santoso", "Budi S." },
    { "", "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *name = anj_household_shorten_name (cases[i][0]);

      g_assert_cmpstr (name, ==, cases[i][1]);
    }
}

static void
test_classes (void)
{
  for (guint i = ANJ_CLASS_NONE; i <= ANJ_CLASS_EXCLUDED; i++)
    g_assert_cmpint (
        anj_programme_class_from_string (anj_programme_class_to_string ((AnjProgrammeClass) i)), ==,
        i);
  g_assert_cmpstr (anj_programme_class_to_string (ANJ_CLASS_PAID), ==, "paid");
  g_assert_cmpint (anj_programme_class_from_string ("unheard-of"), ==, ANJ_CLASS_NONE);
  g_assert_cmpint (anj_programme_class_from_string (NULL), ==, ANJ_CLASS_NONE);
}

static void
test_money (void)
{
  static const struct
  {
    gint64 rupiah;
    const char *language;
    const char *text;
  } cases[] = {
    { 0, "id", "Rp0" },
    { 999, "id", "Rp999" },
    { 1000, "id", "Rp1.000" },
    { 600000, "id", "Rp600.000" },
    { 600000, "en", "Rp600,000" },
    { 1234567890, "id", "Rp1.234.567.890" },
    { -50000, "id", "-Rp50.000" },
    { G_MAXINT64, "id", "Rp9.223.372.036.854.775.807" },
    { G_MININT64, "en", "-Rp9,223,372,036,854,775,808" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = anj_money_format (cases[i].rupiah, cases[i].language);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

static void
test_dates (void)
{
  static const char *const cases[][3] = {
    { "2026-11-15", "id", "15 November 2026" },
    { "2026-08-01", "id", "1 Agustus 2026" },
    { "2026-08-01", "en", "1 August 2026" },
    { "2026-02-03", "su", "3 Pébruari 2026" },
    { "2026-05-03", "mad", "3 Mèi 2026" },
    { "2026-08-01", "jv", "1 Agustus 2026" },
    { "2026-08-01", "jv", "1 Agustus 2026" },
    { "2026-05-31T23:59:59Z", "id", "31 Mei 2026" },
    { "2026-02-29", "id", "2026-02-29" },
    { "2026-02", "id", "2026-02" },
    { "2026-08-011", "id", "2026-08-011" },
    { "kemarin", "id", "kemarin" },
    { "", "id", "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = anj_date_in_words (cases[i][0], cases[i][1]);

      g_assert_cmpstr (text, ==, cases[i][2]);
    }
}

static void
test_good_documents (void)
{
  static const char *const documents[] = {
    DOCUMENT,
    "{\"found\": false}",
    "{\"found\": false, \"id\": "
    "\"01234567890123456789012345678901234567890123456789012345678901ab\"}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (documents); i++)
    {
      g_autoptr (JsonObject) document = test_parse_object (documents[i]);
      g_autoptr (GError) error = NULL;
      gboolean ok = anj_household_check (document, &error);

      g_assert_no_error (error);
      g_assert_true (ok);
    }
}

static void
test_schema_agrees (void)
{
  g_autoptr (GBytes) bytes = anj_data_lookup ("schema/household.json", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjSchema) schema = anj_schema_new (bytes, &error);
  g_autoptr (JsonNode) node = json_from_string (DOCUMENT, NULL);
  gboolean ok;

  g_assert_no_error (error);
  ok = anj_schema_check (schema, node, &error);
  g_assert_no_error (error);
  g_assert_true (ok);
}

/* the good document with one text replaced by another */
static void
assert_refused (const char *from, const char *to)
{
  g_autoptr (GString) json = g_string_new (DOCUMENT);
  g_autoptr (JsonObject) document = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (g_string_replace (json, from, to, 1), ==, 1);
  document = test_parse_object (json->str);
  g_test_message ("%s", to);
  g_assert_false (anj_household_check (document, &error));
  g_assert_error (error, ANJ_ERROR, ANJ_ERROR_INVALID);
  g_assert_null (strstr (error->message, "3509010101900001"));
}

static void
test_bad_documents (void)
{
  assert_refused ("\"found\": true", "\"found\": 1");
  assert_refused ("\"found\": true", "\"found\": null");
  assert_refused ("\"found\": true", "\"lost\": true");
  assert_refused ("2026-10-15", "2026-13-15");
  assert_refused ("\"household\":", "\"house\":");
  assert_refused ("\"members\": [", "\"members\": {}, \"x\": [");
  assert_refused ("\"name\": \"Slamet R.\"", "\"name\": 1");
  assert_refused ("\"nik\": \"3509********0001\"", "\"nik\": \"3509***********01\"");
  assert_refused ("\"nik\": \"3509********0001\"", "\"nik\": null");
  assert_refused ("\"no_kk\": \"3509********0001\"", "\"no_kk\": \"3509\"");
  assert_refused ("\"programmes\":", "\"programs\":");
  assert_refused ("\"code\": \"PKH\"", "\"code\": null");
  assert_refused ("\"class\": \"paid\"", "\"class\": \"rich\"");
  assert_refused ("\"amount\": 600000", "\"amount\": \"600000\"");
  assert_refused ("\"amount\": 600000", "\"amount\": 600000.5");
  assert_refused ("\"payments\": [", "\"payments\": 1, \"x\": [");
}

static void
test_full_numbers (void)
{
  assert_refused ("\"no_kk\": \"3509********0001\"", "\"no_kk\": \"3509010101900001\"");
  assert_refused ("Petani", "Petani 3509010101900001");
  assert_refused ("Petani", "NIK3509010101900001a");
  assert_refused ("Petani", "ab3509010101900001");
  assert_refused ("\"id\": \"m2\"", "\"id\": 3509010101900001");
  assert_refused ("\"id\": \"m2\"", "\"3509010101900001\": \"m2\"");
  assert_refused ("Sudah cair", "Rekening 12345678901234567890");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/household/names-become-first-word-and-initials", test_names);
  g_test_add_func ("/household/classes-have-five-words", test_classes);
  g_test_add_func ("/household/money-is-written-in-rupiah", test_money);
  g_test_add_func ("/household/dates-are-written-in-words", test_dates);
  g_test_add_func ("/household/good-documents-pass", test_good_documents);
  g_test_add_func ("/household/the-schema-takes-the-same-document", test_schema_agrees);
  g_test_add_func ("/household/each-missing-part-is-refused", test_bad_documents);
  g_test_add_func ("/household/a-full-number-anywhere-is-refused", test_full_numbers);
  return g_test_run ();
}
