/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/anj-json.h"
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
  anj_visit_set_category (visit, "tidak-cair");
  anj_visit_set_words (visit, "uang belum masuk");
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
      g_autoptr (JsonObject) body = anj_visit_make_complaint (visit);

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
  g_autoptr (JsonObject) body = anj_visit_make_complaint (visit);

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
  g_autoptr (JsonObject) programme = json_object_new ();
  g_autoptr (JsonObject) body = NULL;

  json_object_set_string_member (programme, "code", "PKH");
  anj_visit_set_programme (visit, programme);
  body = anj_visit_make_complaint (visit);
  g_assert_cmpstr (anj_json_get_string (body, "programme", NULL), ==, "PKH");
  g_assert_false (anj_json_get_bool (body, "secret", TRUE));
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
  g_test_add_func ("/visit/language-and-text-size-are-told-once-a-change",
                   test_language_and_text_size_are_told_once_a_change);
  g_test_add_func ("/place/places-are-written-as-on-a-sign", test_places_are_written_as_on_a_sign);
  g_test_add_func ("/place/dates-of-the-header-are-short", test_dates_of_the_header_are_short);
  return g_test_run ();
}
