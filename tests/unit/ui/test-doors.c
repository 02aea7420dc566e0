/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The pages where a visit begins, and what stands there when there is none. */

#include "core/anj-json.h"
#include "sample-page.h"
#include "ui/anj-dawn.h"
#include "ui/anj-demo.h"
#include "ui/anj-home-page.h"
#include "ui/anj-hours-page.h"
#include "ui/anj-journey.h"
#include "ui/anj-language-page.h"
#include "ui/anj-languages.h"
#include "ui/anj-parts.h"
#include "ui/anj-service-page.h"
#include "ui/anj-welcome-page.h"

#define DEMO_MS 20000

static AnjLanguage ALL_LANGUAGES[] = {
  { (char *) "id", (char *) "Bahasa Indonesia", (char *) "Selamat datang", TRUE, FALSE },
  { (char *) "jv", (char *) "Basa Jawa", (char *) "Sugeng rawuh", FALSE, FALSE },
  { (char *) "en", (char *) "English", (char *) "Welcome", TRUE, FALSE },
};

/* what this terminal has, and what its configuration offers */
static void
take_languages (SamplePage *sample, const char *offered)
{
  g_autoptr (GPtrArray) there = g_ptr_array_new ();
  g_auto (GStrv) codes = g_strsplit (offered, " ", -1);
  JsonArray *array = json_array_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (ALL_LANGUAGES); i++)
    g_ptr_array_add (there, &ALL_LANGUAGES[i]);
  for (guint i = 0; codes[i] != NULL; i++)
    json_array_add_string_element (array, codes[i]);
  json_object_set_array_member (anj_visit_get_config (sample->visit), "languages", array);
  anj_visit_set_languages (sample->visit, there);
}

/* --- the demonstration --- */

typedef struct
{
  gint64 now_us;
  AnjClock clock;
} FakeTime;

static gint64
tell_time (gpointer user_data)
{
  return ((FakeTime *) user_data)->now_us;
}

static void
test_scenes_fill_twenty_seconds (void)
{
  guint left_ms = 0, last = 0;
  gint64 at_ms = 0;

  while (at_ms < DEMO_MS)
    {
      guint scene = anj_demo_scene_at (at_ms, &left_ms);

      /* one after the other, each long enough to be seen and none so long that nothing happens */
      g_assert_cmpuint (scene, ==, at_ms == 0 ? 0 : last + 1);
      g_assert_cmpuint (left_ms, >=, 2000);
      g_assert_cmpuint (left_ms, <=, 4000);
      last = scene;
      at_ms += left_ms;
    }
  g_assert_cmpint (at_ms, ==, DEMO_MS);
  g_assert_cmpuint (last, >=, 5);
  g_assert_cmpuint (anj_demo_scene_at (DEMO_MS, &left_ms), ==, 0);
  g_assert_cmpuint (anj_demo_scene_at (DEMO_MS - 1, &left_ms), ==, last);
  g_assert_cmpuint (left_ms, ==, 1);
}

static GtkWidget *
show_demo (FakeTime *time, GtkWidget **out_demo)
{
  AnjMetrics metrics = { .px_per_mm = 4.034, .width_px = 1080, .height_px = 1920 };
  g_autoptr (GPtrArray) languages = g_ptr_array_new ();
  GtkWidget *window = gtk_window_new ();

  time->now_us = 7 * G_USEC_PER_SEC;
  time->clock = (AnjClock){ tell_time, tell_time, time };
  g_ptr_array_add (languages, &ALL_LANGUAGES[0]);
  *out_demo = anj_demo_new (&metrics, &time->clock, languages, 200);
  gtk_window_set_child (GTK_WINDOW (window), *out_demo);
  gtk_window_present (GTK_WINDOW (window));
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  return window;
}

static void
test_scenes_follow_the_clock (void)
{
  FakeTime time;
  GtkWidget *demo = NULL;
  GtkWidget *window = show_demo (&time, &demo);

  g_assert_cmpuint (anj_demo_get_scene (ANJ_DEMO (demo)), ==, 0);
  time.now_us += 3 * G_USEC_PER_SEC;
  anj_demo_tick (ANJ_DEMO (demo));
  g_assert_cmpuint (anj_demo_get_scene (ANJ_DEMO (demo)), ==, 1);
  time.now_us += DEMO_MS * 1000;
  anj_demo_tick (ANJ_DEMO (demo));
  g_assert_cmpuint (anj_demo_get_scene (ANJ_DEMO (demo)), ==, 1);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_without_animations_it_stands_still (void)
{
  FakeTime time;
  GtkWidget *demo = NULL, *window = NULL;
  guint still;

  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  window = show_demo (&time, &demo);
  still = anj_demo_get_scene (ANJ_DEMO (demo));
  for (guint second = 0; second < 20; second++)
    {
      time.now_us += G_USEC_PER_SEC;
      anj_demo_tick (ANJ_DEMO (demo));
      g_assert_cmpuint (anj_demo_get_scene (ANJ_DEMO (demo)), ==, still);
    }
  gtk_window_destroy (GTK_WINDOW (window));
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", TRUE, NULL);
}

static void
test_the_sun_rises_once_in_two_seconds (void)
{
  double before = -1;

  for (gint64 at_us = 0; at_us <= 2 * G_USEC_PER_SEC; at_us += 100000)
    {
      double height = anj_dawn_height_at (at_us);

      g_assert_cmpfloat (height, >, before);
      before = height;
    }
  g_assert_cmpfloat_with_epsilon (anj_dawn_height_at (0), 0, 1e-9);
  g_assert_cmpfloat_with_epsilon (before, 1, 1e-9);
  g_assert_cmpfloat_with_epsilon (anj_dawn_height_at ((gint64) G_USEC_PER_SEC * 3600), 1, 1e-9);
}

/* --- greeting, languages, home --- */

static void
test_only_offered_languages_greet (SamplePage *sample, gconstpointer data G_GNUC_UNUSED)
{
  take_languages (sample, "id en");
  sample_page_show (sample, ANJ_TYPE_WELCOME_PAGE);
  sample_page_assert_says (sample, "Selamat datang");
  sample_page_assert_says (sample, "Welcome");
  g_assert_false (sample_page_says (sample, "Sugeng rawuh"));

  take_languages (sample, "id jv en");
  sample_page_show (sample, ANJ_TYPE_WELCOME_PAGE);
  sample_page_assert_says (sample, "Sugeng rawuh");
}

static void
test_one_touch_chooses_a_language (SamplePage *sample, gconstpointer data G_GNUC_UNUSED)
{
  take_languages (sample, "id jv");
  sample_page_show (sample, ANJ_TYPE_LANGUAGE_PAGE);
  g_assert_false (sample_page_offers (sample, "English"));
  sample_page_touch (sample, "Basa Jawa");
  g_assert_cmpstr (anj_visit_get_language (sample->visit), ==, "jv");
  g_assert_cmpstr (sample->way, ==, "next");
}

static GtkWidget *
find_language (GtkWidget *widget, const char *name)
{
  if (g_strcmp0 (anj_parts_get_name (widget), name) == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_language (child, name);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static void
test_each_language_is_spoken_in_itself (SamplePage *sample, gconstpointer data G_GNUC_UNUSED)
{
  take_languages (sample, "id jv en");
  sample_page_show (sample, ANJ_TYPE_LANGUAGE_PAGE);
  for (gsize i = 0; i < G_N_ELEMENTS (ALL_LANGUAGES); i++)
    {
      GtkWidget *row = find_language (GTK_WIDGET (sample->page), ALL_LANGUAGES[i].name);

      g_assert_nonnull (row);
      g_assert_cmpstr (anj_parts_get_language (row), ==, ALL_LANGUAGES[i].code);
    }
}

static void
set_news (SamplePage *sample, const char *id_text, const char *date)
{
  JsonArray *announcements = json_array_new ();
  JsonObject *old = json_object_new (), *news = json_object_new ();

  json_object_set_string_member (old, "text", "Kabar lama.");
  json_object_set_string_member (old, "date", "2026-11-01");
  json_object_set_string_member (news, "text", id_text);
  json_object_set_string_member (news, "date", date);
  json_array_add_object_element (announcements, old);
  json_array_add_object_element (announcements, news);
  json_object_set_array_member (anj_visit_get_config (sample->visit), "announcements",
                                announcements);
}

static void
test_home_says_what_is_new (SamplePage *sample, gconstpointer data G_GNUC_UNUSED)
{
  set_news (sample, "Posyandu buka besok.", "2026-11-20");
  sample_page_show (sample, ANJ_TYPE_HOME_PAGE);
  g_assert_false (sample_page_says (sample, "Kabar lama."));
  sample_page_touch (sample, "Posyandu buka besok.");
  g_assert_cmpstr (sample->way, ==, "pengumuman");
  g_assert_cmpstr (
      anj_journey_follow (anj_journey_find ("beranda"), sample->way, sample->visit)->id, ==,
      "info-pengumuman");

  set_news (sample, "Posyandu buka besok.", "2026-10-20");
  sample_page_show (sample, ANJ_TYPE_HOME_PAGE);
  sample_page_assert_says (sample, "Kabar lama.");
}

static void
test_home_sums_up_what_is_long (SamplePage *sample, gconstpointer data G_GNUC_UNUSED)
{
  const char *text = "Posyandu balita buka Selasa, 24 November 2026, di balai dusun Krajan siang.";

  set_news (sample, text, "2026-11-20");
  sample_page_show (sample, ANJ_TYPE_HOME_PAGE);
  g_assert_false (sample_page_says (sample, text));
  sample_page_assert_says (sample, "Ada kabar dari desa.");
  json_object_remove_member (anj_visit_get_config (sample->visit), "announcements");
  sample_page_show (sample, ANJ_TYPE_HOME_PAGE);
  g_assert_false (sample_page_says (sample, "Ada kabar dari desa."));
}

/* --- out of service, locked, closed --- */

static const struct
{
  AnjDoor door;
  const char *heading;
  gboolean information, following, looking_up, complaining;
} REASONS[] = {
  { ANJ_DOOR_NO_AGENT, "Layar ini sedang diperbaiki", TRUE, FALSE, FALSE, FALSE },
  { ANJ_DOOR_LOCKED, "Layar ini sedang dikunci", FALSE, FALSE, FALSE, FALSE },
  { ANJ_DOOR_REVOKED, "Layar ini sedang tidak dipakai", FALSE, FALSE, FALSE, FALSE },
  { ANJ_DOOR_NO_LINE, "Layar ini menunggu internet", TRUE, FALSE, FALSE, FALSE },
  { ANJ_DOOR_FETCHING, "Data desa sedang diambil", TRUE, FALSE, FALSE, FALSE },
  { ANJ_DOOR_CLOSED, "Layanan sedang tutup", TRUE, TRUE, FALSE, FALSE },
  { ANJ_DOOR_FULL, "Mesin ini penuh", TRUE, TRUE, TRUE, FALSE },
  { ANJ_DOOR_NO_STORAGE, "Mesin ini rusak", TRUE, TRUE, TRUE, FALSE },
  { ANJ_DOOR_OLD_COPY, "Mesin ini harus disiapkan lagi", TRUE, TRUE, TRUE, FALSE },
  { ANJ_DOOR_FETCHING_AGAIN, "Data desa sedang diambil lagi", TRUE, TRUE, FALSE, TRUE },
};

static void
show_door (SamplePage *sample, AnjDoor door)
{
  sample_page_show (sample, ANJ_TYPE_SERVICE_PAGE);
  anj_service_page_show_door (ANJ_SERVICE_PAGE (sample->page), door);
}

static void
test_each_reason_is_said (SamplePage *sample, gconstpointer data G_GNUC_UNUSED)
{
  for (gsize i = 0; i < G_N_ELEMENTS (REASONS); i++)
    {
      show_door (sample, REASONS[i].door);
      sample_page_assert_says (sample, REASONS[i].heading);
      /* whom to see meanwhile */
      sample_page_assert_says (sample, "Bu Siti Rahayu");
      g_assert_cmpint (sample_page_offers (sample, "Informasi"), ==, REASONS[i].information);
      g_assert_cmpint (sample_page_offers (sample, "Ikuti pengaduan"), ==, REASONS[i].following);
      g_assert_cmpint (sample_page_offers (sample, "Cek bantuan"), ==, REASONS[i].looking_up);
      g_assert_cmpint (sample_page_offers (sample, "Pengaduan"), ==, REASONS[i].complaining);
    }
}

static void
test_without_an_agent_it_is_mended (SamplePage *sample, gconstpointer data G_GNUC_UNUSED)
{
  anj_visit_set_status (sample->visit, NULL);
  sample_page_show (sample, ANJ_TYPE_SERVICE_PAGE);
  sample_page_assert_says (sample, "Layar ini sedang diperbaiki");
}

static void
test_a_page_that_serves_nobody_says_what_still_works (SamplePage *sample,
                                                      gconstpointer data G_GNUC_UNUSED)
{
  static const AnjDoor doors[] = { ANJ_DOOR_NO_AGENT, ANJ_DOOR_LOCKED, ANJ_DOOR_REVOKED };

  /* it may know nothing of the village, nor anybody there */
  json_object_remove_member (anj_visit_get_config (sample->visit), "services");
  json_object_remove_member (anj_visit_get_config (sample->visit), "place");
  for (gsize i = 0; i < G_N_ELEMENTS (doors); i++)
    {
      show_door (sample, doors[i]);
      sample_page_assert_says (sample, "Layanan di meja petugas");
      sample_page_assert_says (sample, "Nomor dan PIN tetap berlaku");
    }
}

/* the sample's now is a Sunday */
static void
test_closed_says_when_it_opens (SamplePage *sample, gconstpointer data G_GNUC_UNUSED)
{
  show_door (sample, ANJ_DOOR_CLOSED);
  sample_page_assert_says (sample, "Buka lagi besok pukul 08.00.");
}

static void
test_what_still_works_can_be_reached (SamplePage *sample, gconstpointer data G_GNUC_UNUSED)
{
  const AnjJourneyPage *page = anj_journey_find ("tutup");

  show_door (sample, ANJ_DOOR_CLOSED);
  sample_page_touch (sample, "Informasi");
  g_assert_cmpstr (anj_journey_follow (page, sample->way, sample->visit)->id, ==, "informasi");
  sample_page_touch (sample, "Ikuti pengaduan");
  g_assert_cmpstr (anj_journey_follow (page, sample->way, sample->visit)->id, ==, "ikuti-nomor");
}

static void
test_a_service_that_is_not_offered_is_not_left (SamplePage *sample,
                                                gconstpointer data G_GNUC_UNUSED)
{
  json_object_set_array_member (anj_visit_get_config (sample->visit), "services",
                                json_array_new ());
  show_door (sample, ANJ_DOOR_CLOSED);
  g_assert_false (sample_page_offers (sample, "Informasi"));
  g_assert_false (sample_page_offers (sample, "Ikuti pengaduan"));
}

/* --- a disk that takes no case --- */

static void
set_status (SamplePage *sample, const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));
  g_autoptr (JsonObject) status = anj_json_parse_object (bytes, NULL);

  anj_visit_set_status (sample->visit, status);
}

static const char *
follow (SamplePage *sample, const char *page, const char *way)
{
  return anj_journey_follow (anj_journey_find (page), way, sample->visit)->id;
}

static const struct
{
  const char *page;
  const char *way;
  const char *target; /* while cases are taken */
} BEGINNINGS[] = {
  { "beranda", "pengaduan", "jenis" },
  { "beranda", "perbarui-data", "usul-sanggah" },
  { "beranda", "kepuasan", "kepuasan" },
  { "hasil", "propose", "usul-alasan" },
  { "hasil", "update", "data-anggota" },
  { "rincian", "complaint", "jenis" },
  { "rincian", "object", "sanggah-alasan" },
  { "data-saya", "update", "data-anggota" },
  { "ikuti", "note", "kabar" },
};

static void
test_no_draft_begins_that_cannot_be_kept (SamplePage *sample, gconstpointer data G_GNUC_UNUSED)
{
  static const char *const BAD[] = { "{\"synced\": true, \"storage\": \"full\"}",
                                     "{\"synced\": true, \"storage\": \"read-only\"}",
                                     "{\"synced\": true, \"storage\": \"disk-error\"}",
                                     "{\"synced\": true, \"enrol_again\": true}" };

  for (gsize i = 0; i < G_N_ELEMENTS (BEGINNINGS); i++)
    {
      set_status (sample, "{\"synced\": true}");
      g_assert_cmpstr (follow (sample, BEGINNINGS[i].page, BEGINNINGS[i].way), ==,
                       BEGINNINGS[i].target);
      for (gsize bad = 0; bad < G_N_ELEMENTS (BAD); bad++)
        {
          set_status (sample, BAD[bad]);
          g_assert_cmpstr (follow (sample, BEGINNINGS[i].page, BEGINNINGS[i].way), ==,
                           "belum-terima");
        }
    }
  /* who was writing when it broke goes on: what is written may yet be kept */
  g_assert_cmpstr (follow (sample, "jenis", "next"), ==, "nama");
  g_assert_cmpstr (follow (sample, "beranda", "cek-bantuan"), ==, "nik");
}

static void
test_a_full_disk_is_told_and_look_ups_are_left (SamplePage *sample,
                                                gconstpointer data G_GNUC_UNUSED)
{
  set_status (sample, "{\"synced\": true, \"storage\": \"full\"}");
  g_assert_cmpint (anj_door_of_visit (sample->visit, &sample->clock), ==, ANJ_DOOR_OPEN);
  sample_page_show (sample, ANJ_TYPE_UNTAKEN_PAGE);
  sample_page_assert_says (sample, "Mesin ini penuh");
  sample_page_touch (sample, "Cek bantuan");
  g_assert_cmpstr (follow (sample, "belum-terima", sample->way), ==, "nik");

  /* mended, while it is shown */
  set_status (sample, "{\"synced\": true}");
  sample_page_show (sample, ANJ_TYPE_UNTAKEN_PAGE);
  sample_page_assert_says (sample, "Sekarang sudah bisa");
}

/* --- records that come anew --- */

static void
test_nobody_types_numbers_that_nothing_is_found_by (SamplePage *sample,
                                                    gconstpointer data G_GNUC_UNUSED)
{
  const char *const away = "{\"synced\": false, \"fetching_again\": true}";

  set_status (sample, away);
  g_assert_cmpstr (follow (sample, "beranda", "cek-bantuan"), ==, "belum-cek");
  g_assert_cmpstr (follow (sample, "belum-terima", "cek-bantuan"), ==, "belum-cek");
  anj_visit_set_kind (sample->visit, "update");
  anj_visit_set_household (sample->visit, NULL);
  g_assert_cmpstr (follow (sample, "usul-sanggah", "next"), ==, "belum-cek");
  /* these only carry the numbers */
  anj_visit_set_kind (sample->visit, "proposal");
  g_assert_cmpstr (follow (sample, "usul-sanggah", "next"), !=, "belum-cek");
  g_assert_cmpstr (follow (sample, "beranda", "pengaduan"), ==, "jenis");

  sample_page_show (sample, ANJ_TYPE_UNFOUND_PAGE);
  sample_page_touch (sample, "Pengaduan");
  g_assert_true (anj_visit_is_kind (sample->visit, "complaint"));
  g_assert_cmpstr (follow (sample, "belum-cek", sample->way), ==, "jenis");

  set_status (sample, "{\"synced\": true}");
  g_assert_cmpstr (follow (sample, "beranda", "cek-bantuan"), ==, "nik");
}

/* --- hours --- */

static void
test_the_week_marks_today (SamplePage *sample, gconstpointer data G_GNUC_UNUSED)
{
  sample_page_show (sample, ANJ_TYPE_HOURS_PAGE);
  sample_page_assert_says (sample, "Tutup sekarang");
  sample_page_assert_says (sample, "Buka lagi besok pukul 08.00.");
  g_assert_cmpuint (sample_page_count (sample, "08.00–15.30"), ==, 4);
  g_assert_cmpuint (sample_page_count (sample, "08.00–14.30"), ==, 1);
  g_assert_cmpuint (sample_page_count (sample, "hari ini"), ==, 1);
  sample_page_assert_says (sample, "Minggu");
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*test) (SamplePage *, gconstpointer);
  } tests[] = {
    { "/welcome/only-offered-languages-greet", test_only_offered_languages_greet },
    { "/language/one-touch-chooses", test_one_touch_chooses_a_language },
    { "/language/each-is-spoken-in-itself", test_each_language_is_spoken_in_itself },
    { "/home/says-what-is-new", test_home_says_what_is_new },
    { "/home/sums-up-what-is-long", test_home_sums_up_what_is_long },
    { "/service/each-reason-is-said", test_each_reason_is_said },
    { "/service/without-an-agent-it-is-mended", test_without_an_agent_it_is_mended },
    { "/service/a-page-that-serves-nobody-says-what-still-works",
      test_a_page_that_serves_nobody_says_what_still_works },
    { "/service/closed-says-when-it-opens", test_closed_says_when_it_opens },
    { "/service/what-still-works-can-be-reached", test_what_still_works_can_be_reached },
    { "/service/what-is-not-offered-is-not-left", test_a_service_that_is_not_offered_is_not_left },
    { "/cases/no-draft-begins-that-cannot-be-kept", test_no_draft_begins_that_cannot_be_kept },
    { "/cases/a-full-disk-is-told-and-look-ups-are-left",
      test_a_full_disk_is_told_and_look_ups_are_left },
    { "/records/nobody-types-numbers-that-nothing-is-found-by",
      test_nobody_types_numbers_that_nothing_is_found_by },
    { "/hours-page/the-week-marks-today", test_the_week_marks_today },
  };

  if (!sample_page_init (&argc, &argv))
    return 77;
  g_test_add_func ("/demo/scenes-fill-twenty-seconds", test_scenes_fill_twenty_seconds);
  g_test_add_func ("/demo/scenes-follow-the-clock", test_scenes_follow_the_clock);
  g_test_add_func ("/demo/without-animations-it-stands-still",
                   test_without_animations_it_stands_still);
  g_test_add_func ("/dawn/the-sun-rises-once-in-two-seconds",
                   test_the_sun_rises_once_in_two_seconds);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, SamplePage, NULL, sample_page_set_up, tests[i].test,
                sample_page_tear_down);
  return g_test_run ();
}
