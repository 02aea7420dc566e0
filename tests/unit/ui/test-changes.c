/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Language, text size and theme change on every page of the journey table while something is typed
 * there: what the resident told stays, and every word is in the new language. */

#include <string.h>

#include "data/anj-pack.h"
#include "sample-screen.h"
#include "ui/anj-evidence.h"
#include "ui/anj-journey.h"
#include "ui/anj-languages.h"
#include "ui/anj-parts.h"
#include "ui/anj-screen-private.h"
#include "widget-walk.h"

typedef struct
{
  AnjScreen *screen;
  AnjVisit *visit;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  AnjMetrics metrics = { .px_per_mm = 4.034, .width_px = 1080, .height_px = 1920 };

  fixture->screen = sample_screen_new (metrics, "id");
  fixture->visit = anj_screen_get_visit (fixture->screen);
}

static void
tear_down (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  sample_screen_end (fixture->screen);
}

static void
spin (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    continue;
}

static AnjPage *
page_of (Fixture *fixture)
{
  return ANJ_PAGE (widget_walk_find (GTK_WIDGET (fixture->screen), "AnjPage"));
}

/* all that the resident told */
static char *
told (AnjVisit *visit)
{
  static const char *const questions[] = { "category", "words",  "programme",  "member",
                                           "field",    "new",    "about-name", "about-place",
                                           "about",    "rating", "service",    "reason" };
  GString *all = g_string_new (NULL);

  g_string_append_printf (all, "%s|%s|%s|%s|%s|%d|%u|%u", anj_visit_get_kind (visit),
                          anj_visit_get_nik (visit), anj_visit_get_no_kk (visit),
                          anj_visit_get_follow_number (visit), anj_visit_get_follow_pin (visit),
                          anj_visit_get_name_choice (visit), anj_visit_get_attachments (visit)->len,
                          anj_evidence_get_recording_s (visit));
  for (gsize i = 0; i < G_N_ELEMENTS (questions); i++)
    g_string_append_printf (all, "|%s", anj_visit_get_answer (visit, questions[i]));
  return g_string_free (all, FALSE);
}

/* the page with the sample resident's data; numbers not full, so that there is room for a key */
static void
show (Fixture *fixture, const char *id)
{
  sample_visit_fill (fixture->visit);
  sample_visit_begin_for (fixture->visit, id);
  sample_visit_choose (fixture->visit, "PKH");
  if (g_str_equal (id, "nik"))
    anj_visit_set_nik (fixture->visit, "3509");
  else if (g_str_equal (id, "kk"))
    anj_visit_set_no_kk (fixture->visit, "350901");
  anj_screen_show_page (fixture->screen, id);
  spin ();
}

/* (transfer full): what was told before something was typed; NULL: the page takes no keys */
static char *
type_something (Fixture *fixture)
{
  g_autofree char *before = told (fixture->visit);
  g_autofree char *after = NULL;

  if (!anj_page_press_key (page_of (fixture), '7', GDK_KEY_7))
    return NULL;
  after = told (fixture->visit);
  return strcmp (before, after) != 0 ? g_steal_pointer (&before) : NULL;
}

static void
assert_told (Fixture *fixture, const char *id, const char *what, const char *after)
{
  g_autofree char *now = told (fixture->visit);

  if (strcmp (now, what) != 0)
    g_test_fail_printf ("%s, after %s: %s, not %s", id, after, now, what);
}

/* the page itself still holds what was typed: its last character can be taken away */
static void
assert_goes_on (Fixture *fixture, const char *id, const char *before)
{
  if (before == NULL)
    return;
  g_assert_true (anj_page_press_key (page_of (fixture), 0, GDK_KEY_BackSpace));
  assert_told (fixture, id, before, "taking away what was typed");
}

static void
test_what_was_told_stays (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  static const char *const languages[] = { "en", "jv", "su", "mad", "id" };
  guint n_pages, n_typed = 0;
  const AnjJourneyPage *pages = anj_journey_pages (&n_pages);

  for (guint i = 0; i < n_pages; i++)
    {
      const char *id = pages[i].id;
      g_autofree char *before = NULL;
      g_autofree char *typed = NULL;

      show (fixture, id);
      before = type_something (fixture);
      typed = told (fixture->visit);
      n_typed += before != NULL;
      for (gsize l = 0; l < G_N_ELEMENTS (languages); l++)
        {
          anj_visit_set_language (fixture->visit, languages[l]);
          spin ();
          assert_told (fixture, id, typed, languages[l]);
        }
      anj_visit_set_text_size (fixture->visit, ANJ_TEXT_200);
      anj_visit_set_theme (fixture->visit, ANJ_THEME_BLACK_YELLOW);
      spin ();
      assert_told (fixture, id, typed, "size and theme");
      g_assert_true (G_OBJECT_TYPE (page_of (fixture)) == pages[i].get_type ());
      assert_goes_on (fixture, id, before);
      anj_visit_set_text_size (fixture->visit, ANJ_TEXT_100);
      anj_visit_set_theme (fixture->visit, ANJ_THEME_MORI);
    }
  /* NIK, No. KK, number and PIN of a ticket, story, news */
  g_assert_cmpuint (n_typed, >=, 6);
}

static gboolean
is_resident_s (GtkWidget *widget, gconstpointer what G_GNUC_UNUSED)
{
  return gtk_widget_has_css_class (widget, "pesan");
}

static gboolean
is_translation (GHashTable *texts, const char *text)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, texts);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (g_str_equal (value, text))
      return TRUE;
  return FALSE;
}

/* languages name themselves and greet in their own words, whatever is chosen */
static gboolean
is_greeting (AnjVisit *visit, const char *text)
{
  g_autoptr (GPtrArray) languages = anj_visit_get_languages (visit);

  for (guint i = 0; i < languages->len; i++)
    {
      const AnjLanguage *language = languages->pdata[i];

      if (g_str_equal (language->greeting, text) || g_str_equal (language->name, text))
        return TRUE;
    }
  return FALSE;
}

/* how many labels are still Indonesian although the language has words for them */
static guint
count_left (Fixture *fixture, const char *id, const char *language, GHashTable *texts)
{
  g_autoptr (GPtrArray)
      labels = widget_walk (GTK_WIDGET (fixture->screen), widget_is_label, NULL, is_resident_s);
  guint n_left = 0;

  for (guint i = 0; i < labels->len; i++)
    {
      const char *text = gtk_label_get_text (labels->pdata[i]);

      if (!g_hash_table_contains (texts, text) || is_translation (texts, text) ||
          is_greeting (fixture->visit, text))
        continue;
      g_test_message ("%s, %s: still «%s»", id, language, text);
      n_left++;
    }
  return n_left;
}

static void
test_every_word_changes (Fixture *fixture, gconstpointer language)
{
  g_autofree char *packs_dir = g_build_filename (g_getenv ("ANJ_BUILD_ROOT"), "packs", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjPack) pack = anj_pack_load (packs_dir, language, &error);
  g_autoptr (GHashTable) texts = NULL;
  guint n_pages, n_left = 0;
  const AnjJourneyPage *pages = anj_journey_pages (&n_pages);

  g_assert_no_error (error);
  texts = anj_pack_read_texts (pack, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < n_pages; i++)
    {
      anj_visit_set_language (fixture->visit, "id");
      show (fixture, pages[i].id);
      anj_visit_set_language (fixture->visit, language);
      spin ();
      n_left += count_left (fixture, pages[i].id, language, texts);
    }
  if (n_left > 0)
    g_test_fail_printf ("%u labels stay Indonesian", n_left);
}

/* by the help bar, as a resident would, and back */
static void
ask (Fixture *fixture, const char *what)
{
  g_signal_emit_by_name (widget_walk_find (GTK_WIDGET (fixture->screen), "AnjHelpBar"), "asked",
                         what);
  spin ();
}

static void
touch (Fixture *fixture, const char *name)
{
  GtkWidget *button = widget_walk_find_button (GTK_WIDGET (page_of (fixture)), name);

  g_assert_nonnull (button);
  g_signal_emit_by_name (button, "clicked");
  spin ();
}

static void
test_the_help_bar_comes_back_to_the_page (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  static const char *const ids[] = { "nik", "cerita", "data-baru", "usul-alasan", "ikuti-pin" };

  for (gsize i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_autofree char *typed = NULL;
      g_autofree char *before = NULL;
      GType type = anj_journey_find (ids[i])->get_type ();

      show (fixture, ids[i]);
      before = type_something (fixture);
      typed = told (fixture->visit);
      ask (fixture, "language");
      touch (fixture, "Basa Sunda");
      g_assert_true (G_OBJECT_TYPE (page_of (fixture)) == type);
      g_assert_cmpstr (anj_visit_get_language (fixture->visit), ==, "su");
      assert_told (fixture, ids[i], typed, "another language");
      anj_visit_set_language (fixture->visit, "id");
      spin ();
      ask (fixture, "text-size");
      touch (fixture, "Paling besar");
      g_assert_true (anj_page_activate_back (page_of (fixture)));
      spin ();
      g_assert_true (G_OBJECT_TYPE (page_of (fixture)) == type);
      g_assert_cmpint (anj_visit_get_text_size (fixture->visit), ==, ANJ_TEXT_200);
      assert_told (fixture, ids[i], typed, "another size");
      assert_goes_on (fixture, ids[i], before);
      anj_visit_set_text_size (fixture->visit, ANJ_TEXT_100);
    }
}

/* who comes next finds the theme that the configuration wants, whatever the one before chose */
static void
test_theme_of_the_configuration (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  static const struct
  {
    const char *wanted;
    AnjTheme theme;
  } cases[] = { { "white-black", ANJ_THEME_WHITE_BLACK },
                { "black-yellow", ANJ_THEME_BLACK_YELLOW },
                { "mori", ANJ_THEME_MORI } };

  anj_screen_show_page (fixture->screen, "sapaan");
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      json_object_set_string_member (anj_visit_get_config (fixture->visit), "theme",
                                     cases[i].wanted);
      anj_visit_set_theme (fixture->visit, (cases[i].theme + 1) % (ANJ_THEME_WHITE_BLACK + 1));
      anj_screen_help (fixture->screen, "restart");
      g_assert_cmpint (anj_visit_get_theme (fixture->visit), ==, cases[i].theme);
    }
}

/* the picture gives way, then what stands under the names of tiles */
static void
test_a_band_costs_no_letters (Fixture *fixture, gconstpointer language)
{
  static const AnjTextSize sizes[] = { ANJ_TEXT_100, ANJ_TEXT_200 };

  anj_visit_set_language (fixture->visit, language);
  sample_visit_make_hard (fixture->visit, "tanpa-internet");
  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      const AnjMetrics *used = NULL;

      anj_visit_set_text_size (fixture->visit, sizes[i]);
      anj_screen_show_page (fixture->screen, "beranda");
      used = anj_parts_metrics_for (GTK_WIDGET (fixture->screen));
      g_assert_cmpint (used->text_size, ==, sizes[i]);
      g_assert_cmpfloat_with_epsilon (used->px_per_mm, 4.034, 1e-6);
    }
}

int
main (int argc, char **argv)
{
  static const char *const languages[] = { "en", "jv", "su", "mad" };

  if (!sample_screen_init ())
    return 77;
  g_test_init (&argc, &argv, NULL);
  g_log_set_always_fatal (G_LOG_FATAL_MASK);
  g_test_add ("/changes/what-was-told-stays", Fixture, NULL, set_up, test_what_was_told_stays,
              tear_down);
  for (gsize i = 0; i < G_N_ELEMENTS (languages); i++)
    {
      g_autofree char *path = g_strconcat ("/changes/every-word-changes/", languages[i], NULL);

      g_test_add (path, Fixture, languages[i], set_up, test_every_word_changes, tear_down);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (languages); i++)
    {
      g_autofree char *path = g_strconcat ("/changes/a-band-costs-no-letters/", languages[i], NULL);

      g_test_add (path, Fixture, languages[i], set_up, test_a_band_costs_no_letters, tear_down);
    }
  g_test_add ("/changes/the-help-bar-comes-back-to-the-page", Fixture, NULL, set_up,
              test_the_help_bar_comes_back_to_the_page, tear_down);
  g_test_add ("/changes/the-theme-begins-as-the-configuration-wants", Fixture, NULL, set_up,
              test_theme_of_the_configuration, tear_down);
  return g_test_run ();
}
