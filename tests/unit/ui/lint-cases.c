/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "lint-cases.h"

#include "lint-exempt.h"
#include "sample-screen.h"
#include "ui/anj-journey.h"
#include "ui/anj-parts.h"
#include "ui/anj-service-page.h"
#include "widget-walk.h"

#define N_FACTORS 4
#define PANEL_KEY "lint-panel"
/* a hard case that has to be undone */
#define STRAINED_KEY "lint-strained"
#define N_THEMES 3
#define N_SIZES 4

static const LintPanel PANELS[] = {
  { "21.5-upright", 4.034, 1080, 1920 }, { "15.6-upright", 5.560, 1080, 1920 },
  { "21.5-lying", 4.034, 1920, 1080 },   { "15.6-lying", 5.560, 1920, 1080 },
  { "10.1-lying", 5.884, 1280, 800 },    { "15.6-hd-lying", 3.955, 1366, 768 },
};

static const char *const LANGUAGES[] = { "id", "en", "jv", "su", "mad" };
static const char *const THEMES[N_THEMES] = { "mori", "hk", "ph" };

/* how many of each, in the order of LintLook */
static const guint N_VALUES[N_FACTORS] = { G_N_ELEMENTS (PANELS), G_N_ELEMENTS (LANGUAGES),
                                           N_THEMES, N_SIZES };

const LintPanel *
lint_panels (guint *out_n_panels)
{
  *out_n_panels = G_N_ELEMENTS (PANELS);
  return PANELS;
}

const char *
lint_language (guint index)
{
  return LANGUAGES[index];
}

const char *
lint_theme (guint index)
{
  return THEMES[index];
}

/* --- looks --- */

static GArray *
make_all_looks (void)
{
  GArray *looks = g_array_new (FALSE, FALSE, sizeof (LintLook));

  for (guint panel = 0; panel < N_VALUES[0]; panel++)
    for (guint language = 0; language < N_VALUES[1]; language++)
      for (guint theme = 0; theme < N_VALUES[2]; theme++)
        for (guint size = 0; size < N_VALUES[3]; size++)
          {
            LintLook look = { panel, language, theme, size };

            g_array_append_val (looks, look);
          }
  return looks;
}

static gpointer
pair_of (const LintLook *look, guint one, guint other)
{
  const guint values[N_FACTORS] = { look->panel, look->language, look->theme, look->text_size };

  /* factors and values are below 16 */
  return GUINT_TO_POINTER (one << 12 | values[one] << 8 | other << 4 | values[other]);
}

/* how many pairs are not in @covered yet; @take: now they are */
static guint
count_new_pairs (GHashTable *covered, const LintLook *look, gboolean take)
{
  guint n = 0;

  for (guint one = 0; one < N_FACTORS; one++)
    for (guint other = one + 1; other < N_FACTORS; other++)
      {
        n += !g_hash_table_contains (covered, pair_of (look, one, other));
        if (take)
          g_hash_table_add (covered, pair_of (look, one, other));
      }
  return n;
}

/* each time the one that adds most */
static const LintLook *
find_most_new (GArray *looks, GHashTable *covered)
{
  const LintLook *best = NULL;
  guint most = 0;

  for (guint i = 0; i < looks->len; i++)
    {
      const LintLook *look = &g_array_index (looks, LintLook, i);
      guint n = count_new_pairs (covered, look, FALSE);

      if (n > most)
        {
          most = n;
          best = look;
        }
    }
  return best;
}

static int
compare_looks (gconstpointer a, gconstpointer b)
{
  const LintLook *one = a, *other = b;

  return one->panel != other->panel ? (int) one->panel - (int) other->panel
                                    : (int) one->language - (int) other->language;
}

GArray *
lint_looks (gboolean all)
{
  g_autoptr (GArray) looks = make_all_looks ();
  g_autoptr (GHashTable) covered = g_hash_table_new (NULL, NULL);
  GArray *chosen = NULL;
  const LintLook *look = NULL;

  if (all)
    return g_steal_pointer (&looks);
  chosen = g_array_new (FALSE, FALSE, sizeof (LintLook));
  while ((look = find_most_new (looks, covered)) != NULL)
    {
      count_new_pairs (covered, look, TRUE);
      g_array_append_vals (chosen, look, 1);
    }
  g_array_sort (chosen, compare_looks);
  return chosen;
}

/* --- pages --- */

static void
add_kinds (GPtrArray *pages)
{
  const char *const *strained = NULL;
  const char *name = NULL;

  for (guint i = 0; sample_visit_kind (i) != NULL; i++)
    {
      /* a rating is sent as it is; its words are a page of their own */
      if (strcmp (sample_visit_kind (i), "feedback") == 0)
        {
          g_ptr_array_add (pages, g_strdup ("cerita:feedback"));
          continue;
        }
      g_ptr_array_add (pages, g_strconcat ("periksa:", sample_visit_kind (i), NULL));
      g_ptr_array_add (pages, g_strconcat ("terkirim:", sample_visit_kind (i), NULL));
    }
  for (guint i = ANJ_DOOR_NO_AGENT; i <= ANJ_DOOR_CLOSED; i++)
    g_ptr_array_add (pages, g_strdup_printf ("tutup:%u", i));
  for (guint i = 0; (name = sample_visit_hard_case (i, &strained)) != NULL; i++)
    for (; *strained != NULL; strained++)
      g_ptr_array_add (pages, g_strconcat (*strained, ":", name, NULL));
}

static void
add_programmes (GPtrArray *pages)
{
  /* one of each class that the sample household has */
  const char *const codes[] = { "PKH", "SEMBAKO", "PBI-JK", "BPJS-TK", "PIP", "PELATIHAN" };

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    g_ptr_array_add (pages, g_strconcat ("rincian:", codes[i], NULL));
  /* the longest checklist */
  g_ptr_array_add (pages, g_strdup ("rujuk-berkas:PBI-JK"));
}

GPtrArray *
lint_pages (void)
{
  GPtrArray *pages = g_ptr_array_new_with_free_func (g_free);
  guint n_pages;
  const AnjJourneyPage *table = anj_journey_pages (&n_pages);

  for (guint i = 0; i < n_pages; i++)
    g_ptr_array_add (pages, g_strdup (table[i].id));
  add_kinds (pages);
  add_programmes (pages);
  return pages;
}

static GtkWidget *
find_page (AnjScreen *screen)
{
  return widget_walk_find (GTK_WIDGET (screen), "AnjPage");
}

/* a list that has to be parted tells so when it is laid out, and is laid out anew */
static void
lay_out (AnjScreen *screen)
{
  GtkWidget *whole = gtk_window_get_child (GTK_WINDOW (screen));
  const LintPanel *panel = g_object_get_data (G_OBJECT (screen), PANEL_KEY);
  int width, height;

  for (guint i = 0; i < 2; i++)
    {
      anj_screen_measure (screen, &width, &height);
      gtk_widget_allocate (whole, MAX (width, panel->width_px), MAX (height, panel->height_px), -1,
                           NULL);
      while (g_main_context_iteration (NULL, FALSE))
        continue;
    }
  gtk_widget_allocate (whole, MAX (width, panel->width_px), MAX (height, panel->height_px), -1,
                       NULL);
}

void
lint_open (AnjScreen *screen, const char *page)
{
  AnjVisit *visit = anj_screen_get_visit (screen);
  g_auto (GStrv) parts = g_strsplit (page, ":", 2);
  const char *kind = parts[1];

  if (g_object_steal_data (G_OBJECT (screen), STRAINED_KEY) != NULL)
    sample_visit_fill (visit);
  sample_visit_begin_for (visit, parts[0]);
  sample_visit_choose (visit, kind != NULL && g_ascii_isupper (*kind) ? kind : "PKH");
  if (kind != NULL && sample_visit_make_hard (visit, kind))
    g_object_set_data (G_OBJECT (screen), STRAINED_KEY, GINT_TO_POINTER (TRUE));
  else if (kind != NULL && g_ascii_islower (*kind))
    sample_visit_begin (visit, kind);
  anj_screen_show_page (screen, parts[0]);
  if (kind != NULL && g_ascii_isdigit (*kind))
    anj_service_page_show_door (ANJ_SERVICE_PAGE (find_page (screen)),
                                (AnjDoor) g_ascii_digit_value (*kind));
  lay_out (screen);
}

/* --- all rules --- */

AnjScreen *
lint_screen_new (const LintLook *look)
{
  const LintPanel *panel = &PANELS[look->panel];
  AnjMetrics metrics = { .px_per_mm = panel->px_per_mm,
                         .width_px = panel->width_px,
                         .height_px = panel->height_px };
  AnjScreen *screen = sample_screen_new (metrics, LANGUAGES[look->language]);

  g_object_set_data (G_OBJECT (screen), PANEL_KEY, (gpointer) panel);
  gtk_window_set_default_size (GTK_WINDOW (screen), panel->width_px, panel->height_px);
  gtk_window_present (GTK_WINDOW (screen));
  while (!gtk_widget_get_mapped (GTK_WIDGET (screen)))
    g_main_context_iteration (NULL, TRUE);
  return screen;
}

/* T7: the size that was asked for is the size that is shown, and all of it is on the panel */
static void
check_size (AnjScreen *screen, const LintLook *look, Lint *lint)
{
  static const int PERCENT[] = { 100, 125, 150, 200 };
  const AnjMetrics *used = anj_parts_metrics_for (GTK_WIDGET (screen));
  int percent = used->panel_px_per_mm > 0 ? (int) (100 * used->px_per_mm / used->panel_px_per_mm)
                                          : 100;
  int width, height;

  anj_screen_measure (screen, &width, &height);
  if (width > lint->width_px || height > lint->height_px)
    lint_add (lint, "T7", NULL, "needs %d × %d px of %d × %d", width, height, lint->width_px,
              lint->height_px);
  if ((used->text_size != (AnjTextSize) look->text_size || percent < 100) &&
      !lint_may_shrink (look, used->text_size, percent))
    lint_add (lint, "T7", NULL, "is shown at %d %% of size %d", percent, PERCENT[used->text_size]);
}

void
lint_page (AnjScreen *screen, const LintLook *look, Lint *out_lint)
{
  const LintPanel *panel = &PANELS[look->panel];

  *out_lint = (Lint){
    .whole = gtk_window_get_child (GTK_WINDOW (screen)),
    .page = ANJ_PAGE (find_page (screen)),
    .language = LANGUAGES[look->language],
    /* where it is shown smaller than it should be, check_size() tells that, once */
    .px_per_mm = anj_parts_metrics_for (GTK_WIDGET (screen))->px_per_mm,
    .width_px = panel->width_px,
    .height_px = panel->height_px,
    .findings = g_ptr_array_new_with_free_func (g_free),
  };
  check_size (screen, look, out_lint);
  lint_targets (out_lint);
  lint_letters (out_lint);
  lint_choices (out_lint);
  lint_unread (out_lint);
}
