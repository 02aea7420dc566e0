/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sample-screen.h"

#include "system/anj-system.h"
#include "ui/anj-i18n.h"
#include "ui/anj-languages.h"

static char *
sample_packs_dir (void)
{
  return g_build_filename (g_getenv ("ANJ_BUILD_ROOT"), "packs", NULL);
}

gboolean
sample_screen_init (void)
{
  g_autofree char *packs_dir = sample_packs_dir ();

  anj_i18n_init (packs_dir);
  gtk_disable_setlocale ();
  g_setenv ("GTK_THEME", "Empty", TRUE);
  return gtk_init_check ();
}

AnjScreen *
sample_screen_new (AnjMetrics metrics, const char *language)
{
  return sample_screen_new_speaking (metrics, language, /* speaker */ NULL, anj_system_clock ());
}

AnjScreen *
sample_screen_new_speaking (AnjMetrics metrics,
                            const char *language,
                            AnjSpeaker *speaker,
                            const AnjClock *clock)
{
  g_autofree char *packs_dir = sample_packs_dir ();
  g_autoptr (GPtrArray) languages = anj_languages_load (packs_dir);
  AnjScreenOptions options = {
    .language = language,
    .languages = languages,
    .metrics = metrics,
    .windowed = TRUE,
    .clock = clock,
    .random = anj_system_random (),
    .speaker = speaker,
  };
  AnjScreen *screen = anj_screen_new (&options);

  anj_screen_start (screen);
  sample_visit_fill (anj_screen_get_visit (screen));
  /* the configuration that came only now may offer more languages */
  anj_visit_set_language (anj_screen_get_visit (screen), language);
  return screen;
}

void
sample_screen_end (AnjScreen *screen)
{
  gtk_window_destroy (GTK_WINDOW (screen));
  while (g_main_context_iteration (NULL, FALSE))
    continue;
}
