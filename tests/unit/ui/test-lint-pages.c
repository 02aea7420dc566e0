/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The linter of T1 to T10 over every page, language, theme, text size and panel. Each run looks at
 * so many of their combinations that each two values stand together on every page;
 * (its kinds in a third of them); ANJ_TEST_BUDGET=large looks at all. One argument, the number of a
 * panel: that panel alone. */

#include <string.h>

#include "lint-exempt.h"
#include "sample-screen.h"
#include "ui/anj-journey.h"
#include "widget-walk.h"

/* the kinds that show a page differently are looked at in each so many looks */
#define KINDS_EACH 3

static void
lint_one (AnjScreen *screen, const LintLook *look, const char *page)
{
  static const int PERCENT[] = { 100, 125, 150, 200 };
  guint n_panels;
  Lint lint;

  lint_open (screen, page);
  lint_page (screen, look, &lint);
  for (guint i = 0; i < lint.findings->len; i++)
    {
      if (lint_why_exempt (look, page, lint.findings->pdata[i]) != NULL)
        continue;
      g_test_message ("%s, %s, %s, %d %%, %s: %s", page, lint_language (look->language),
                      lint_theme (look->theme), PERCENT[look->text_size],
                      lint_panels (&n_panels)[look->panel].name, (char *) lint.findings->pdata[i]);
      g_test_fail ();
    }
  g_ptr_array_unref (lint.findings);
}

static void
test_pages (gconstpointer data)
{
  guint panel = GPOINTER_TO_UINT (data);
  gboolean large = g_strcmp0 (g_getenv ("ANJ_TEST_BUDGET"), "large") == 0;
  g_autoptr (GArray) looks = lint_looks (large);
  g_autoptr (GPtrArray) pages = lint_pages ();

  for (guint i = 0; i < looks->len; i++)
    {
      const LintLook *look = &g_array_index (looks, LintLook, i);
      AnjScreen *screen = NULL;

      if (look->panel != panel)
        continue;
      screen = lint_screen_new (look);
      anj_visit_set_theme (anj_screen_get_visit (screen), (AnjTheme) look->theme);
      anj_visit_set_text_size (anj_screen_get_visit (screen), (AnjTextSize) look->text_size);
      for (guint page = 0; page < pages->len; page++)
        if (large || i % KINDS_EACH == 0 || strchr (pages->pdata[page], ':') == NULL)
          lint_one (screen, look, pages->pdata[page]);
      sample_screen_end (screen);
    }
}

/* the first pages have nothing to go back to, a result is where a journey ends */
static gboolean
needs_way_back (const char *id)
{
  const char *const without[] = { "sapaan", "bahasa", "beranda", "hasil", "ikuti", NULL };

  return !g_strv_contains (without, id) && !anj_journey_find (id)->final;
}

static void
test_every_page_has_a_way_back (void)
{
  const LintLook look = { .panel = 0 };
  AnjScreen *screen = lint_screen_new (&look);
  guint n_pages;
  const AnjJourneyPage *pages = anj_journey_pages (&n_pages);

  for (guint i = 0; i < n_pages; i++)
    {
      lint_open (screen, pages[i].id);
      if (needs_way_back (pages[i].id) &&
          widget_walk_find_button (GTK_WIDGET (screen), "Kembali") == NULL)
        g_test_fail_printf ("%s has no way back", pages[i].id);
    }
  sample_screen_end (screen);
}

int
main (int argc, char **argv)
{
  guint n_panels;
  const LintPanel *panels = lint_panels (&n_panels);

  if (!sample_screen_init ())
    return 77;
  g_test_init (&argc, &argv, NULL);
  /* GTK 4.8 measures a row with a baseline 2 px apart with and without a width, and says so */
  g_log_set_always_fatal (G_LOG_FATAL_MASK);
  for (guint i = 0; i < n_panels; i++)
    {
      g_autofree char *path = g_strconcat ("/lint/pages/", panels[i].name, NULL);

      if (argc < 2 || g_str_equal (argv[1], panels[i].name))
        g_test_add_data_func (path, GUINT_TO_POINTER (i), test_pages);
    }
  if (argc < 2 || g_str_equal (argv[1], panels[0].name))
    g_test_add_func ("/lint/every-page-has-a-way-back", test_every_page_has_a_way_back);
  return g_test_run ();
}
