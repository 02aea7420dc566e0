/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "ui/anj-digit-boxes.h"
#include "ui/anj-i18n.h"
#include "ui/anj-keypad.h"
#include "ui/anj-kk-page.h"
#include "ui/anj-nik-page.h"
#include "ui/anj-parts.h"

#define NIK "3509015403839001"

typedef struct
{
  gint64 now_us;
  AnjClock clock;
  AnjRegionTable *regions;
  AnjVisit *visit;
  AnjPage *page;
  GString *ways;
} Fixture;

static const AnjMetrics METRICS = { .px_per_mm = 4.034, .width_px = 1080, .height_px = 1920 };

/* 22 November 2026 */
static gint64
tell_time (gpointer user_data)
{
  return ((Fixture *) user_data)->now_us;
}

static void
on_way (Fixture *fixture, const char *way)
{
  g_string_append_printf (fixture->ways, "%s ", way);
}

static void
show_page (Fixture *fixture, GType type)
{
  g_clear_object (&fixture->page);
  fixture->page = g_object_ref_sink (g_object_new (type, "visit", fixture->visit, "metrics",
                                                   &METRICS, "clock", &fixture->clock, NULL));
  g_signal_connect_swapped (fixture->page, "way", G_CALLBACK (on_way), fixture);
}

static void
set_up (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  static const char CSV[] = "35,JAWA TIMUR\n35.09,KAB. JEMBER\n35.09.01,JOMBANG\n";
  g_autoptr (GBytes) bytes = g_bytes_new_static (CSV, strlen (CSV));

  fixture->now_us = 1795309200 * G_TIME_SPAN_SECOND;
  fixture->clock = (AnjClock){ tell_time, tell_time, fixture };
  fixture->regions = anj_region_table_new (bytes, NULL);
  fixture->visit = anj_visit_new (/* session */ NULL);
  fixture->ways = g_string_new (NULL);
  anj_visit_set_regions (fixture->visit, fixture->regions);
  show_page (fixture, ANJ_TYPE_NIK_PAGE);
}

static void
tear_down (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_assert_finalize_object (fixture->page);
  g_assert_finalize_object (fixture->visit);
  anj_region_table_free (fixture->regions);
  g_string_free (fixture->ways, TRUE);
}

static void
type (Fixture *fixture, const char *keys)
{
  for (const char *key = keys; *key != '\0'; key++)
    {
      fixture->now_us += G_TIME_SPAN_SECOND;
      if (*key == '<')
        anj_page_press_key (fixture->page, 0, GDK_KEY_BackSpace);
      else
        anj_page_press_key (fixture->page, (gunichar) *key, 0);
    }
}

/* whether a label on the page that can be seen holds @text */
static gboolean
says (GtkWidget *widget, const char *text)
{
  if (!gtk_widget_get_visible (widget) || !gtk_widget_get_child_visible (widget))
    return FALSE;
  if (GTK_IS_LABEL (widget) && strstr (gtk_label_get_text (GTK_LABEL (widget)), text) != NULL)
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (says (child, text))
      return TRUE;
  return FALSE;
}

#define assert_says(fixture, text) g_assert_true (says (GTK_WIDGET ((fixture)->page), text))
#define assert_silent(fixture, text) g_assert_false (says (GTK_WIDGET ((fixture)->page), text))

static void
test_a_whole_number_goes_on (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  type (fixture, NIK);
  g_assert_cmpstr (anj_visit_get_nik (fixture->visit), ==, NIK);
  assert_says (fixture, "Lahir 14 Maret 1983?");
  anj_page_activate_primary (fixture->page);
  g_assert_cmpstr (fixture->ways->str, ==, "next ");
}

static void
test_fifteen_digits_are_told_what_is_missing (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  type (fixture, "350901540383900");
  assert_silent (fixture, "NIK harus 16 angka.");
  anj_page_activate_primary (fixture->page);
  g_assert_cmpstr (fixture->ways->str, ==, "");
  assert_says (fixture, "NIK harus 16 angka.");
  assert_says (fixture, "Anda menulis 15. Tambahkan satu angka lagi.");
  type (fixture, "1");
  assert_silent (fixture, "NIK harus 16 angka.");
}

static void
test_fewer_digits_are_counted (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  anj_page_activate_primary (fixture->page);
  assert_says (fixture, "Tulis dulu 16 angka.");
  type (fixture, "3509");
  anj_page_activate_primary (fixture->page);
  assert_says (fixture, "Anda menulis 4. Tambahkan 12 angka lagi.");
}

static void
test_a_day_that_never_was_is_refused (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  type (fixture, "3509013102839001");
  assert_says (fixture, "Tanggal lahir di NIK tidak ada.");
  anj_page_activate_primary (fixture->page);
  g_assert_cmpstr (fixture->ways->str, ==, "");
}

static void
test_an_unknown_district_is_said_but_not_refused (Fixture *fixture,
                                                  gconstpointer data G_GNUC_UNUSED)
{
  type (fixture, "9999995403839001");
  assert_says (fixture, "Enam angka pertama tidak dikenal.");
  anj_page_activate_primary (fixture->page);
  g_assert_cmpstr (fixture->ways->str, ==, "next ");
}

static void
test_more_than_sixteen_digits_are_not_taken (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  type (fixture, NIK);
  assert_silent (fixture, "Sudah penuh.");
  type (fixture, "2");
  assert_says (fixture, "Sudah penuh.");
  type (fixture, "3");
  g_assert_cmpstr (anj_visit_get_nik (fixture->visit), ==, NIK);
  type (fixture, "<");
  g_assert_cmpuint (strlen (anj_visit_get_nik (fixture->visit)), ==, 15);
}

static void
test_what_was_typed_outlives_the_page (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  type (fixture, "350901540383");
  show_page (fixture, ANJ_TYPE_NIK_PAGE);
  assert_says (fixture, "Lahir 14 Maret 1983?");
}

/* the button whose word is @word; it is touched */
static gboolean
touch (GtkWidget *widget, const char *word)
{
  if (GTK_IS_BUTTON (widget) && says (widget, word))
    {
      g_signal_emit_by_name (widget, "clicked");
      return TRUE;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (touch (child, word))
      return TRUE;
  return FALSE;
}

static AnjDigitBoxes *
find_boxes (GtkWidget *widget)
{
  AnjDigitBoxes *found = ANJ_IS_DIGIT_BOXES (widget) ? ANJ_DIGIT_BOXES (widget) : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_boxes (child);
  return found;
}

#define assert_shown(fixture, digits)                                                              \
  g_assert_cmpstr (anj_parts_get_name (GTK_WIDGET (find_boxes (GTK_WIDGET ((fixture)->page)))),    \
                   ==, digits)

static void
test_who_comes_back_finds_the_number_masked (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  type (fixture, NIK);
  assert_shown (fixture, "3509 0154 0383 9001");
  show_page (fixture, ANJ_TYPE_NIK_PAGE);
  assert_shown (fixture, "3509 •••• •••• 9001");
  assert_silent (fixture, "Lahir");
  anj_page_activate_primary (fixture->page);
  g_assert_cmpstr (fixture->ways->str, ==, "next ");
}

static void
test_a_masked_number_is_shown_to_be_changed (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  anj_visit_set_nik (fixture->visit, NIK);
  show_page (fixture, ANJ_TYPE_NIK_PAGE);
  g_assert_true (touch (GTK_WIDGET (fixture->page), "Ubah"));
  assert_shown (fixture, "3509 0154 0383 9001");
  assert_says (fixture, "Lahir 14 Maret 1983?");
  show_page (fixture, ANJ_TYPE_NIK_PAGE);
  type (fixture, "<");
  assert_shown (fixture, "3509 0154 0383 900");
}

static void
test_the_purpose_is_told_before_the_number_is_written (Fixture *fixture,
                                                       gconstpointer data G_GNUC_UNUSED)
{
  assert_says (fixture, "NIK hanya untuk mencari data Anda.");
  assert_says (fixture, "Data saya");
  anj_visit_set_kind (fixture->visit, "complaint");
  show_page (fixture, ANJ_TYPE_NIK_PAGE);
  assert_silent (fixture, "NIK hanya untuk mencari data Anda.");
  assert_says (fixture, "NIK ikut terkirim, tertutup.");
}

static void
test_the_family_card_begins_like_the_nik (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  anj_visit_set_nik (fixture->visit, NIK);
  show_page (fixture, ANJ_TYPE_KK_PAGE);
  g_assert_cmpstr (anj_visit_get_no_kk (fixture->visit), ==, "350901");
  type (fixture, "1206159003");
  g_assert_cmpstr (anj_visit_get_no_kk (fixture->visit), ==, "3509011206159003");
  assert_says (fixture, "Sudah 16 angka.");
}

static void
test_one_touch_takes_the_beginning_away (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  anj_visit_set_nik (fixture->visit, NIK);
  show_page (fixture, ANJ_TYPE_KK_PAGE);
  g_assert_true (touch (GTK_WIDGET (fixture->page), "Bukan? Hapus"));
  g_assert_cmpstr (anj_visit_get_no_kk (fixture->visit), ==, "");
  assert_silent (fixture, "Bukan? Hapus");
  show_page (fixture, ANJ_TYPE_KK_PAGE);
  type (fixture, "<");
  g_assert_cmpstr (anj_visit_get_no_kk (fixture->visit), ==, "");
}

static void
test_who_writes_the_beginning_again_is_understood (Fixture *fixture,
                                                   gconstpointer data G_GNUC_UNUSED)
{
  anj_visit_set_nik (fixture->visit, NIK);
  show_page (fixture, ANJ_TYPE_KK_PAGE);
  type (fixture, "3509011206159003");
  g_assert_cmpstr (anj_visit_get_no_kk (fixture->visit), ==, "3509011206159003");
}

static void
test_a_complaint_takes_the_number_without_looking (Fixture *fixture,
                                                   gconstpointer data G_GNUC_UNUSED)
{
  anj_visit_set_kind (fixture->visit, "complaint");
  anj_visit_set_nik (fixture->visit, NIK);
  show_page (fixture, ANJ_TYPE_KK_PAGE);
  assert_silent (fixture, "Lihat bantuan");
  type (fixture, "1206159003");
  anj_page_activate_primary (fixture->page);
  g_assert_cmpstr (fixture->ways->str, ==, "next ");
}

static void
test_without_an_agent_the_page_says_so (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  anj_visit_set_nik (fixture->visit, NIK);
  show_page (fixture, ANJ_TYPE_KK_PAGE);
  type (fixture, "1206159003");
  anj_page_activate_primary (fixture->page);
  assert_says (fixture, "Layar ini sedang disiapkan.");
  g_assert_cmpstr (fixture->ways->str, ==, "");
}

static void
test_boxes_are_covered_until_something_is_typed (void)
{
  g_autoptr (GtkWidget) boxes = g_object_ref_sink (anj_digit_boxes_new (&METRICS, 16, 4));

  AnjDigitBoxes *self = ANJ_DIGIT_BOXES (boxes);

  anj_digit_boxes_set_text (self, "3509");
  anj_digit_boxes_set_mask (self, ANJ_DIGIT_MASK_ALL);
  g_assert_cmpstr (anj_parts_get_name (boxes), ==, "••••");
  anj_digit_boxes_set_text (self, "35090");
  g_assert_cmpint (anj_digit_boxes_get_mask (self), ==, ANJ_DIGIT_MASK_NONE);
  g_assert_cmpstr (anj_parts_get_name (boxes), ==, "3509 0");
}

/* aloud only how many there are */
static void
test_digits_are_for_a_headset (void)
{
  g_autoptr (GtkWidget) boxes = g_object_ref_sink (anj_digit_boxes_new (&METRICS, 16, 4));
  GtkWidget *marked = NULL;

  anj_digit_boxes_set_text (ANJ_DIGIT_BOXES (boxes), "35090");
  g_assert_cmpint (anj_parts_get_secrecy (boxes, &marked), ==, ANJ_SECRECY_HEADSET);
  g_assert_cmpstr (anj_parts_get_instead (boxes), ==, "5 dari 16 angka");
}

#define ADD(name, func) g_test_add ("/number-pages/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  anj_i18n_init ("/nonexistent");
  gtk_disable_setlocale ();
  if (!gtk_init_check ())
    return 77;
  g_test_init (&argc, &argv, NULL);
  ADD ("a-whole-number-goes-on", test_a_whole_number_goes_on);
  ADD ("fifteen-digits-are-told-what-is-missing", test_fifteen_digits_are_told_what_is_missing);
  ADD ("fewer-digits-are-counted", test_fewer_digits_are_counted);
  ADD ("a-day-that-never-was-is-refused", test_a_day_that_never_was_is_refused);
  ADD ("an-unknown-district-is-said-but-not-refused",
       test_an_unknown_district_is_said_but_not_refused);
  ADD ("more-than-sixteen-digits-are-not-taken", test_more_than_sixteen_digits_are_not_taken);
  ADD ("what-was-typed-outlives-the-page", test_what_was_typed_outlives_the_page);
  ADD ("who-comes-back-finds-the-number-masked", test_who_comes_back_finds_the_number_masked);
  ADD ("a-masked-number-is-shown-to-be-changed", test_a_masked_number_is_shown_to_be_changed);
  ADD ("the-purpose-is-told-before-the-number-is-written",
       test_the_purpose_is_told_before_the_number_is_written);
  ADD ("the-family-card-begins-like-the-nik", test_the_family_card_begins_like_the_nik);
  ADD ("one-touch-takes-the-beginning-away", test_one_touch_takes_the_beginning_away);
  ADD ("who-writes-the-beginning-again-is-understood",
       test_who_writes_the_beginning_again_is_understood);
  ADD ("a-complaint-takes-the-number-without-looking",
       test_a_complaint_takes_the_number_without_looking);
  ADD ("without-an-agent-the-page-says-so", test_without_an_agent_the_page_says_so);
  g_test_add_func ("/digit-boxes/boxes-are-covered-until-something-is-typed",
                   test_boxes_are_covered_until_something_is_typed);
  g_test_add_func ("/digit-boxes/digits-are-for-a-headset", test_digits_are_for_a_headset);
  return g_test_run ();
}
