/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A page says two sentences at most under its question (decision 0018 says what is counted), each
 * of twelve words at most, in every language. */

#include <string.h>

#include "sample-screen.h"
#include "ui/anj-journey.h"
#include "widget-walk.h"

#define MAX_SENTENCES 2
#define MAX_WORDS 12

/* what is touched, listed, or answers what was typed: not the page's own sentences */
static gboolean
is_not_told (GtkWidget *widget, gconstpointer what G_GNUC_UNUSED)
{
  static const char *const types[] = { "AnjPager", "AnjTimeline", "AnjDemo" };

  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    if (g_str_equal (G_OBJECT_TYPE_NAME (widget), types[i]))
      return TRUE;
  return GTK_IS_BUTTON (widget) || GTK_IS_STACK (widget) ||
         gtk_widget_has_css_class (widget, "pertanyaan");
}

static guint
count_words (const char *sentence)
{
  g_auto (GStrv) words = g_strsplit_set (sentence, " \n", -1);
  guint n_words = 0;

  for (char **word = words; *word != NULL; word++)
    for (const char *c = *word; *c != '\0'; c = g_utf8_next_char (c))
      if (g_unichar_isalnum (g_utf8_get_char (c)))
        {
          n_words++;
          break;
        }
  return n_words;
}

/* a sentence ends with a mark, not an initial's, and a space or the end; the rest is a label */
static guint
count_sentences (const char *text, guint *out_longest)
{
  g_autoptr (GRegex) end = g_regex_new ("(?<!\\b\\p{Lu})[.?!](?= |\\n|$)", 0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  int from = 0;
  guint n = 0;

  for (g_regex_match (end, text, 0, &match); g_match_info_matches (match);
       g_match_info_next (match, NULL))
    {
      g_autofree char *sentence = NULL;
      int to = 0;

      g_match_info_fetch_pos (match, 0, NULL, &to);
      sentence = g_strndup (text + from, (gsize) (to - from));
      *out_longest = MAX (*out_longest, count_words (sentence));
      from = to;
      n++;
    }
  return n;
}

static gboolean
check_page (AnjScreen *screen, const char *id, const char *language)
{
  GtkWidget *page = widget_walk_find (GTK_WIDGET (screen), "AnjPage");
  g_autoptr (GPtrArray) labels = widget_walk (page, widget_is_label, NULL, is_not_told);
  guint n = 0, longest = 0;

  for (guint i = 0; i < labels->len; i++)
    n += count_sentences (gtk_label_get_text (labels->pdata[i]), &longest);
  if (n <= MAX_SENTENCES && longest <= MAX_WORDS)
    return TRUE;
  g_test_message ("%s, %s: %u sentences, the longest of %u words", id, language, n, longest);
  for (guint i = 0; i < labels->len; i++)
    g_test_message ("  «%s»", gtk_label_get_text (labels->pdata[i]));
  return FALSE;
}

static void
test_pages_say_two_sentences (gconstpointer language)
{
  AnjMetrics metrics = { .px_per_mm = 4.034, .width_px = 1080, .height_px = 1920 };
  AnjScreen *screen = sample_screen_new (metrics, language);
  guint n_pages, n_bad = 0;
  const AnjJourneyPage *pages = anj_journey_pages (&n_pages);

  for (guint i = 0; i < n_pages; i++)
    {
      sample_visit_begin_for (anj_screen_get_visit (screen), pages[i].id);
      anj_screen_show_page (screen, pages[i].id);
      n_bad += !check_page (screen, pages[i].id, language);
    }
  sample_screen_end (screen);
  if (n_bad > 0)
    g_test_fail_printf ("%u pages say too much", n_bad);
}

static void
test_sentences_are_counted (void)
{
  static const struct
  {
    const char *text;
    guint n, longest;
  } cases[] = {
    { "Boleh singkat. Tulis kapan dan di mana.", 2, 5 },
    { "Buka pukul 08.00.", 1, 3 },
    { "Data per 15 November 2026", 0, 0 },
    { "Tidak puas? Panggil petugas.\nSekarang!", 3, 2 },
    { "Pekerjaan · Slamet R. W. K.", 0, 0 },
    { "", 0, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guint longest = 0;

      g_assert_cmpuint (count_sentences (cases[i].text, &longest), ==, cases[i].n);
      g_assert_cmpuint (longest, ==, cases[i].longest);
    }
}

int
main (int argc, char **argv)
{
  static const char *const languages[] = { "id", "en", "jv", "su", "mad" };

  if (!sample_screen_init ())
    return 77;
  g_test_init (&argc, &argv, NULL);
  g_log_set_always_fatal (G_LOG_FATAL_MASK);
  g_test_add_func ("/sentences/are-counted", test_sentences_are_counted);
  for (gsize i = 0; i < G_N_ELEMENTS (languages); i++)
    {
      g_autofree char *path = g_strconcat ("/sentences/two-a-page/", languages[i], NULL);

      g_test_add_data_func (path, languages[i], test_pages_say_two_sentences);
    }
  return g_test_run ();
}
