/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sample-screen.h"

#include "system/anj-system.h"
#include "ui/anj-i18n.h"

gboolean
sample_screen_init (void)
{
  g_autofree char *locale_dir = g_build_filename (g_getenv ("ANJ_BUILD_ROOT"), "po", NULL);

  anj_i18n_init (locale_dir);
  gtk_disable_setlocale ();
  g_setenv ("GTK_THEME", "Empty", TRUE);
  return gtk_init_check ();
}

AnjScreen *
sample_screen_new (AnjMetrics metrics, const char *language)
{
  AnjScreenOptions options = {
    .language = language,
    .metrics = metrics,
    .windowed = TRUE,
    .clock = anj_system_clock (),
    .random = anj_system_random (),
  };
  AnjScreen *screen = anj_screen_new (&options);

  anj_screen_start (screen);
  sample_visit_fill (anj_screen_get_visit (screen));
  return screen;
}

void
sample_screen_end (AnjScreen *screen)
{
  gtk_window_destroy (GTK_WINDOW (screen));
  while (g_main_context_iteration (NULL, FALSE))
    continue;
}
