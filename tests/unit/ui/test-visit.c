/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/anj-json.h"
#include "core/anj-schema.h"
#include "data/anj-data.h"
#include "sample-visit.h"
#include "ui/anj-draft.h"
#include "ui/anj-place.h"
#include "ui/anj-visit.h"

#define NIK "3509015403839001"
#define NO_KK "3509011206159003"

static AnjVisit *
make_visit (AnjNameChoice choice)
{
  AnjVisit *visit = anj_visit_new (/* session */ NULL);

  anj_visit_set_nik (visit, NIK);
  anj_visit_set_no_kk (visit, NO_KK);
  anj_visit_set_kind (visit, "complaint");
  anj_visit_set_answer (visit, "category", "tidak-cair");
  anj_visit_set_answer (visit, "words", "uang belum masuk");
  anj_visit_set_name_choice (visit, choice);
  return visit;
}

static void
test_an_anonymous_complaint_carries_no_number (void)
{
  const AnjNameChoice choices[] = { ANJ_NAME_ANONYMOUS, ANJ_NAME_UNDECIDED };

  for (guint i = 0; i < G_N_ELEMENTS (choices); i++)
    {
      g_autoptr (AnjVisit) visit = make_visit (choices[i]);
      g_autoptr (JsonObject) body = anj_visit_make_body (visit);

      g_assert_true (anj_json_get_bool (body, "anonymous", FALSE));
      g_assert_false (anj_json_get_bool (body, "secret", TRUE));
      g_assert_false (json_object_has_member (body, "nik"));
      g_assert_false (json_object_has_member (body, "no_kk"));
    }
}

static void
test_a_secret_complaint_carries_the_numbers_and_says_so (void)
{
  g_autoptr (AnjVisit) visit = make_visit (ANJ_NAME_SECRET);
  g_autoptr (JsonObject) body = anj_visit_make_body (visit);

  g_assert_false (anj_json_get_bool (body, "anonymous", TRUE));
  g_assert_true (anj_json_get_bool (body, "secret", FALSE));
  g_assert_cmpstr (anj_json_get_string (body, "nik", NULL), ==, NIK);
  g_assert_cmpstr (anj_json_get_string (body, "no_kk", NULL), ==, NO_KK);
  g_assert_cmpstr (anj_json_get_string (body, "category", NULL), ==, "tidak-cair");
  g_assert_cmpstr (anj_json_get_string (body, "text", NULL), ==, "uang belum masuk");
  g_assert_false (json_object_has_member (body, "programme"));
}

static void
test_a_complaint_from_a_programme_names_it (void)
{
  g_autoptr (AnjVisit) visit = make_visit (ANJ_NAME_OPEN);
  g_autoptr (JsonObject) body = NULL;

  anj_visit_set_answer (visit, "programme", "PKH");
  body = anj_visit_make_body (visit);
  g_assert_cmpstr (anj_json_get_string (body, "programme", NULL), ==, "PKH");
  g_assert_false (anj_json_get_bool (body, "secret", TRUE));
}

static void
test_each_kind_has_a_body_that_its_schema_takes (void)
{
  for (guint i = 0; sample_visit_kind (i) != NULL; i++)
    {
      const char *kind = sample_visit_kind (i);
      g_autofree char *name = g_strdup_printf ("schema/body-%s.json", kind);
      g_autoptr (AnjVisit) visit = anj_visit_new (/* session */ NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) bytes = anj_data_lookup (name, &error);
      g_autoptr (AnjSchema) schema = NULL;
      g_autoptr (JsonNode) node = json_node_alloc ();

      g_assert_no_error (error);
      schema = anj_schema_new (bytes, &error);
      g_assert_no_error (error);
      sample_visit_fill (visit);
      sample_visit_begin (visit, kind);
      json_node_init_object (node, NULL);
      json_node_take_object (node, anj_visit_make_body (visit));
      if (!anj_schema_check (schema, node, &error))
        g_test_fail_printf ("%s: %s", kind, error->message);
    }
}

static void
test_an_update_says_the_value_in_words (void)
{
  g_autoptr (AnjVisit) visit = anj_visit_new (/* session */ NULL);
  g_autoptr (JsonObject) body = NULL;

  sample_visit_fill (visit);
  sample_visit_begin (visit, "update");
  anj_visit_set_language (visit, "en");
  body = anj_visit_make_body (visit);
  g_assert_cmpstr (anj_json_get_string (body, "new", NULL), ==, "Pedagang");
  g_assert_cmpstr (anj_json_get_string (body, "field", NULL), ==, "pekerjaan");
  g_assert_cmpstr (anj_json_get_string (body, "member", NULL), ==, "m1");
}

static void
test_a_reason_is_said_in_words_with_what_was_added (void)
{
  g_autoptr (AnjVisit) visit = anj_visit_new (/* session */ NULL);
  g_autoptr (JsonObject) body = NULL;
  const char *reason = NULL;

  sample_visit_fill (visit);
  sample_visit_begin (visit, "objection");
  anj_visit_set_answer (visit, "words", "Punya dua mobil.");
  body = anj_visit_make_body (visit);
  reason = anj_json_get_string (body, "reason", "");
  g_assert_true (g_str_has_suffix (reason, ": Punya dua mobil."));
  g_assert_false (g_str_has_prefix (reason, anj_visit_get_answer (visit, "reason")));
  g_assert_cmpstr (anj_json_get_string (anj_json_get_object (body, "about"), "name", NULL), ==,
                   "Keluarga Pak Hartono");
}

static void
test_another_kind_begins_an_empty_draft_and_keeps_the_numbers (void)
{
  g_autoptr (AnjVisit) visit = make_visit (ANJ_NAME_SECRET);

  anj_visit_set_kind (visit, "feedback");
  g_assert_cmpstr (anj_visit_get_answer (visit, "words"), ==, "");
  g_assert_cmpstr (anj_visit_get_answer (visit, "category"), ==, "");
  g_assert_cmpint (anj_visit_get_name_choice (visit), ==, ANJ_NAME_UNDECIDED);
  g_assert_cmpstr (anj_visit_get_nik (visit), ==, NIK);
  g_assert_cmpstr (anj_visit_get_no_kk (visit), ==, NO_KK);
}

static void
test_another_number_forgets_the_household (void)
{
  g_autoptr (AnjVisit) visit = anj_visit_new (/* session */ NULL);

  sample_visit_fill (visit);
  anj_visit_set_nik (visit, anj_visit_get_nik (visit));
  g_assert_nonnull (anj_visit_get_household (visit));
  anj_visit_set_nik (visit, NO_KK);
  g_assert_null (anj_visit_get_household (visit));
}

/* takes an answer away and looks; gives it back */
static void
assert_needed (AnjVisit *visit, const char *question)
{
  g_autofree char *answer = g_strdup (anj_visit_get_answer (visit, question));

  g_assert_true (anj_draft_is_complete (visit));
  anj_visit_set_answer (visit, question, NULL);
  if (anj_draft_is_complete (visit))
    g_test_fail_printf ("%s: complete without %s", anj_visit_get_kind (visit), question);
  anj_visit_set_answer (visit, question, answer);
}

static void
test_a_draft_is_complete_when_its_kind_has_all (void)
{
  static const struct
  {
    const char *kind;
    const char *questions[5];
  } NEEDED[] = {
    { "complaint", { "category", "words", "nik", "no_kk" } },
    { "update", { "member", "field", "new", "nik", "no_kk" } },
    { "proposal", { "reason", "nik", "no_kk" } },
    { "objection", { "about-name", "about-place", "reason", "nik", "no_kk" } },
    { "note", { "about", "words" } },
    { "feedback", { "rating" } },
  };
  g_autoptr (AnjVisit) visit = anj_visit_new (/* session */ NULL);

  sample_visit_fill (visit);
  for (guint i = 0; i < G_N_ELEMENTS (NEEDED); i++)
    {
      sample_visit_begin (visit, NEEDED[i].kind);
      g_ptr_array_set_size (anj_visit_get_attachments (visit), 0); /* a recording does for words */
      for (guint q = 0; q < G_N_ELEMENTS (NEEDED[i].questions) && NEEDED[i].questions[q]; q++)
        assert_needed (visit, NEEDED[i].questions[q]);
    }
  anj_visit_set_kind (visit, "");
  g_assert_false (anj_draft_is_complete (visit));
}

static void
count (guint *counter)
{
  (*counter)++;
}

static void
test_language_and_text_size_are_told_once_a_change (void)
{
  g_autoptr (AnjVisit) visit = anj_visit_new (NULL);
  guint n_changes = 0;

  g_signal_connect_swapped (visit, "notify::language", G_CALLBACK (count), &n_changes);
  g_signal_connect_swapped (visit, "notify::text-size", G_CALLBACK (count), &n_changes);
  anj_visit_set_language (visit, "en");
  anj_visit_set_language (visit, "en");
  anj_visit_set_text_size (visit, ANJ_TEXT_150);
  anj_visit_set_text_size (visit, ANJ_TEXT_150);
  g_assert_cmpuint (n_changes, ==, 2);
}

static JsonObject *
config (const char *region, const char *village, const char *regency)
{
  JsonObject *self = json_object_new (), *place = json_object_new ();

  json_object_set_string_member (self, "region", region);
  json_object_set_string_member (place, "village", village);
  json_object_set_string_member (place, "regency", regency);
  json_object_set_object_member (self, "place", place);
  return self;
}

static void
test_places_are_written_as_on_a_sign (void)
{
  g_autoptr (JsonObject) desa = config ("35.09.01.2001", "SUMBER KENCANA", "KAB. JEMBER");
  g_autoptr (JsonObject) kelurahan = config ("35.09.21.1003", "Jember Lor", "Kabupaten Jember");
  g_autoptr (JsonObject) nowhere = json_object_new ();
  g_autofree char *village = anj_place_village (desa);
  g_autofree char *regency = anj_place_regency (desa);
  g_autofree char *other = anj_place_village (kelurahan);
  g_autofree char *none = anj_place_village (nowhere);

  g_assert_cmpstr (village, ==, "Desa Sumber Kencana");
  g_assert_cmpstr (regency, ==, "Kabupaten Jember");
  g_assert_cmpstr (other, ==, "Kelurahan Jember Lor");
  g_assert_cmpstr (none, ==, "");
}

static void
test_dates_of_the_header_are_short (void)
{
  g_autofree char *date = anj_place_short_date ("2026-11-15", "id");
  g_autofree char *none = anj_place_short_date ("soon", "id");

  g_assert_cmpstr (date, ==, "15 Nov 2026");
  g_assert_null (none);
  g_assert_null (anj_place_short_date (NULL, "id"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/visit/an-anonymous-complaint-carries-no-number",
                   test_an_anonymous_complaint_carries_no_number);
  g_test_add_func ("/visit/a-secret-complaint-carries-the-numbers-and-says-so",
                   test_a_secret_complaint_carries_the_numbers_and_says_so);
  g_test_add_func ("/visit/a-complaint-from-a-programme-names-it",
                   test_a_complaint_from_a_programme_names_it);
  g_test_add_func ("/visit/each-kind-has-a-body-that-its-schema-takes",
                   test_each_kind_has_a_body_that_its_schema_takes);
  g_test_add_func ("/visit/an-update-says-the-value-in-words",
                   test_an_update_says_the_value_in_words);
  g_test_add_func ("/visit/a-reason-is-said-in-words-with-what-was-added",
                   test_a_reason_is_said_in_words_with_what_was_added);
  g_test_add_func ("/visit/another-kind-begins-an-empty-draft-and-keeps-the-numbers",
                   test_another_kind_begins_an_empty_draft_and_keeps_the_numbers);
  g_test_add_func ("/visit/another-number-forgets-the-household",
                   test_another_number_forgets_the_household);
  g_test_add_func ("/draft/is-complete-when-its-kind-has-all",
                   test_a_draft_is_complete_when_its_kind_has_all);
  g_test_add_func ("/visit/language-and-text-size-are-told-once-a-change",
                   test_language_and_text_size_are_told_once_a_change);
  g_test_add_func ("/place/places-are-written-as-on-a-sign", test_places_are_written_as_on_a_sign);
  g_test_add_func ("/place/dates-of-the-header-are-short", test_dates_of_the_header_are_short);
  return g_test_run ();
}
