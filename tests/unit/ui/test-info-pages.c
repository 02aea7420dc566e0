/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "core/anj-json.h"
#include "sample-page.h"
#include "ui/anj-announcements-page.h"
#include "ui/anj-contact.h"
#include "ui/anj-hours-page.h"
#include "ui/anj-info-page.h"
#include "ui/anj-journey.h"
#include "ui/anj-officials-page.h"
#include "ui/anj-pager.h"
#include "ui/anj-points-page.h"
#include "ui/anj-standards-page.h"
#include "ui/anj-totals-page.h"

static JsonObject *
config_of (SamplePage *sample)
{
  return anj_visit_get_config (sample->visit);
}

static void
test_the_menu_leads_to_each_page (SamplePage *sample, gconstpointer data G_GNUC_UNUSED)
{
  const AnjJourneyPage *menu = anj_journey_find ("informasi");
  static const struct
  {
    const char *word;
    const char *way;
    GType (*get_type) (void);
  } cards[] = {
    { "Standar layanan", "standards", anj_standards_page_get_type },
    { "Jam layanan", "hours", anj_hours_page_get_type },
    { "Petugas", "officials", anj_officials_page_get_type },
    { "Pengumuman", "announcements", anj_announcements_page_get_type },
    { "Tempat dan jadwal", "points", anj_points_page_get_type },
    { "Jumlah di desa", "totals", anj_totals_page_get_type },
  };

  sample_page_show (sample, ANJ_TYPE_INFO_PAGE);
  for (gsize i = 0; i < G_N_ELEMENTS (cards); i++)
    {
      const AnjJourneyPage *target = NULL;

      sample_page_touch (sample, cards[i].word);
      g_assert_cmpstr (sample->way, ==, cards[i].way);
      target = anj_journey_follow (menu, sample->way, sample->visit);
      g_assert_nonnull (target);
      g_assert_true (target->get_type () == cards[i].get_type ());
      /* anybody may read it: no numbers, no time-out of a person's page */
      g_assert_false (target->personal);
    }
}

static void
test_a_standard_has_its_six_parts (SamplePage *sample, gconstpointer data G_GNUC_UNUSED)
{
  JsonObject *standard = anj_json_array_get_object (
      anj_json_get_array (config_of (sample), "service_standards"), 0);
  const char *const parts[] = {
    "requirements", "procedure", "time", "cost", "product", "complaints"
  };

  sample_page_show (sample, ANJ_TYPE_STANDARDS_PAGE);
  sample_page_assert_says (sample, anj_json_get_text (standard, "title", "id"));
  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    sample_page_assert_says (sample, anj_json_get_text (standard, parts[i], "id"));
  sample_page_assert_says (sample, "Biaya");
}

static void
test_each_service_has_a_page_under_its_name (SamplePage *sample, gconstpointer data G_GNUC_UNUSED)
{
  JsonArray *standards = anj_json_get_array (config_of (sample), "service_standards");
  guint n_standards = json_array_get_length (standards);
  GtkWidget *window = NULL, *pager = NULL;

  sample_page_show (sample, ANJ_TYPE_STANDARDS_PAGE);
  window = sample_page_present (sample);
  pager = sample_page_find_type (sample, ANJ_TYPE_PAGER);
  g_assert_cmpuint (n_standards, >, 1);
  g_assert_cmpuint (anj_pager_get_n_pages (ANJ_PAGER (pager)), ==, n_standards);
  for (guint i = 0; i < n_standards; i++)
    {
      JsonObject *standard = anj_json_array_get_object (standards, i);

      sample_page_assert_says (sample, anj_json_get_text (standard, "title", "id"));
      sample_page_touch (sample, "Berikut");
    }
  gtk_window_destroy (GTK_WINDOW (window));
}

/* a configuration that counts nothing: the office's own words */
static void
test_hours_are_the_configurations (SamplePage *sample, gconstpointer data G_GNUC_UNUSED)
{
  JsonArray *entries = anj_json_get_array (config_of (sample), "opening_hours");
  JsonObject *hours = anj_json_array_get_object (entries, 1);

  for (guint i = 0; i < json_array_get_length (entries); i++)
    json_object_remove_member (anj_json_array_get_object (entries, i), "weekdays");
  sample_page_show (sample, ANJ_TYPE_HOURS_PAGE);
  sample_page_assert_says (sample, anj_json_get_text (hours, "days", "id"));
  sample_page_assert_says (sample, anj_json_get_text (hours, "hours", "id"));
  json_object_remove_member (config_of (sample), "opening_hours");
  sample_page_show (sample, ANJ_TYPE_HOURS_PAGE);
  sample_page_assert_says (sample, "Jam belum ditulis.");
}

static void
test_officials_have_role_name_and_contact (SamplePage *sample, gconstpointer data G_GNUC_UNUSED)
{
  sample_page_show (sample, ANJ_TYPE_OFFICIALS_PAGE);
  sample_page_assert_says (sample, "Operator data desa");
  sample_page_assert_says (sample, "Bu Siti Rahayu");
  sample_page_assert_says (sample, "0812-0000-9001");
  /* one of the configuration's */
  sample_page_assert_says (sample, "Layanan Dinas Sosial");
}

static void
test_who_stands_in_two_lists_is_shown_once (SamplePage *sample, gconstpointer data G_GNUC_UNUSED)
{
  sample_page_show (sample, ANJ_TYPE_OFFICIALS_PAGE);
  g_assert_cmpuint (sample_page_count (sample, "Pak Bambang Hermawan"), ==, 1);
}

static void
test_without_officials_it_says_so (SamplePage *sample, gconstpointer data G_GNUC_UNUSED)
{
  json_object_remove_member (config_of (sample), "place");
  json_object_remove_member (config_of (sample), "contacts");
  sample_page_show (sample, ANJ_TYPE_OFFICIALS_PAGE);
  sample_page_assert_says (sample, "Nama petugas belum ditulis.");
}

static void
test_announcements_are_in_the_visits_language (SamplePage *sample, gconstpointer data G_GNUC_UNUSED)
{
  sample_page_show (sample, ANJ_TYPE_ANNOUNCEMENTS_PAGE);
  sample_page_assert_says (sample, "Posyandu balita buka Selasa");
  sample_page_assert_says (sample, "Jumat, 20 November 2026");
  anj_visit_set_language (sample->visit, "en");
  sample_page_show (sample, ANJ_TYPE_ANNOUNCEMENTS_PAGE);
  sample_page_assert_says (sample, "Toddlers are weighed on Tuesday");
  /* one that nobody translated stays Indonesian */
  sample_page_assert_says (sample, "Musyawarah desa tentang bantuan");
}

/* the longest that the configuration may hold: 500 characters */
static void
test_a_long_announcement_is_spread_over_pages (SamplePage *sample, gconstpointer data G_GNUC_UNUSED)
{
  JsonObject *entry = anj_json_array_get_object (
      anj_json_get_array (config_of (sample), "announcements"), 0);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 1; i <= 20; i++)
    g_string_append_printf (text, "%sPosyandu buka pada hari %2u.", i > 1 ? " " : "", i);
  g_assert_cmpuint (text->len, >, 500);
  json_object_set_string_member (entry, "text", text->str);
  sample->metrics.text_size = ANJ_TEXT_200;
  sample_page_show (sample, ANJ_TYPE_ANNOUNCEMENTS_PAGE);
  g_assert_false (sample_page_says (sample, text->str));
  for (guint i = 1; i <= 20; i++)
    {
      g_autofree char *sentence = g_strdup_printf ("Posyandu buka pada hari %2u.", i);

      g_assert_cmpuint (sample_page_count (sample, sentence), ==, 1);
    }
}

static void
test_totals_are_grouped_as_the_language_does (SamplePage *sample, gconstpointer data G_GNUC_UNUSED)
{
  anj_visit_set_language (sample->visit, "en");
  sample_page_show (sample, ANJ_TYPE_TOTALS_PAGE);
  sample_page_assert_says (sample, "1,238");
}

static void
test_totals_are_numbers_and_never_small_ones (SamplePage *sample, gconstpointer data G_GNUC_UNUSED)
{
  sample_page_show (sample, ANJ_TYPE_TOTALS_PAGE);
  sample_page_assert_says (sample, "Data per 15 November 2026");
  sample_page_assert_says (sample, "1.238 keluarga");
  sample_page_assert_says (sample, "4.120 orang");
  sample_page_assert_says (sample, "164 keluarga");
  sample_page_assert_says (sample, "Kurang dari 5");
}

static void
test_without_totals_it_says_so (SamplePage *sample, gconstpointer data G_GNUC_UNUSED)
{
  json_object_remove_member (anj_json_get_object (config_of (sample), "place"), "totals");
  sample_page_show (sample, ANJ_TYPE_TOTALS_PAGE);
  sample_page_assert_says (sample, "Jumlah belum ada.");
}

static void
test_the_nearest_contact_comes_first (SamplePage *sample, gconstpointer data G_GNUC_UNUSED)
{
  JsonObject *contact = anj_contact_find (sample->visit, "OPERATOR_DESA");
  g_autofree char *line = anj_contact_line (sample->visit, contact);

  g_assert_cmpstr (line, ==, "Bu Siti Rahayu, Operator data desa, 0812-0000-9001");
  contact = anj_contact_find_whom (sample->visit, "Pendamping PKH atau petugas desa");
  g_assert_cmpstr (anj_json_get_string (contact, "name", NULL), ==, "Bu Lestari");
  g_assert_null (anj_contact_find (sample->visit, "INSPEKTORAT"));
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*test) (SamplePage *, gconstpointer);
  } tests[] = {
    { "/info-pages/the-menu-leads-to-each-page", test_the_menu_leads_to_each_page },
    { "/info-pages/a-standard-has-its-six-parts", test_a_standard_has_its_six_parts },
    { "/info-pages/each-service-has-a-page-under-its-name",
      test_each_service_has_a_page_under_its_name },
    { "/info-pages/hours-are-the-configurations", test_hours_are_the_configurations },
    { "/info-pages/officials-have-role-name-and-contact",
      test_officials_have_role_name_and_contact },
    { "/info-pages/who-stands-in-two-lists-is-shown-once",
      test_who_stands_in_two_lists_is_shown_once },
    { "/info-pages/without-officials-it-says-so", test_without_officials_it_says_so },
    { "/info-pages/announcements-are-in-the-visits-language",
      test_announcements_are_in_the_visits_language },
    { "/info-pages/a-long-announcement-is-spread-over-pages",
      test_a_long_announcement_is_spread_over_pages },
    { "/info-pages/totals-are-grouped-as-the-language-does",
      test_totals_are_grouped_as_the_language_does },
    { "/info-pages/totals-are-numbers-and-never-small-ones",
      test_totals_are_numbers_and_never_small_ones },
    { "/info-pages/without-totals-it-says-so", test_without_totals_it_says_so },
    { "/contact/the-nearest-comes-first", test_the_nearest_contact_comes_first },
  };

  if (!sample_page_init (&argc, &argv))
    return 77;
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, SamplePage, NULL, sample_page_set_up, tests[i].test,
                sample_page_tear_down);
  return g_test_run ();
}
