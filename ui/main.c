/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "anjungan"

#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>

#include "core/anj-exit.h"
#include "core/anj-harden.h"
#include "data/anj-conf.h"
#include "data/anj-data.h"
#include "system/anj-system.h"
#include "ui/anj-curtain.h"
#include "ui/anj-i18n.h"
#include "ui/anj-languages.h"
#include "ui/anj-panel.h"
#include "ui/anj-screen.h"
#include "ui/anj-ui-options.h"
#include "ui/supervisor/anj-supervisor.h"

static int
fail (int code, const GError *error)
{
  fprintf (stderr, "anjungan: %s\n", error->message);
  return code;
}

static void
on_exit_asked (void)
{
  anj_exit (EXIT_SUCCESS);
}

static int
run_screen (const AnjUiOptions *options)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjSupervised) supervised = anj_supervised_new_from_fd3 ();
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (AnjRegionTable) regions = NULL;
  g_autoptr (GPtrArray) languages = NULL;
  AnjScreenOptions screen_options = { .agent_socket = options->agent,
                                      .language = options->language,
                                      .windowed = options->windowed,
                                      .clock = anj_system_clock (),
                                      .random = anj_system_random (),
                                      .supervised = supervised };
  AnjSpeakerSetup voice = { .clock = anj_system_clock (),
                            .packs_dir = options->packs,
                            .log_path = options->test_utterances,
                            .pace = options->test_utterances != NULL ? ANJ_SPEAKER_PACE_HURRY
                                                                     : ANJ_SPEAKER_PACE_SOUND };
  g_autoptr (AnjSpeaker) speaker = NULL;
  AnjScreen *screen = NULL;

  if (!anj_harden_self (supervised != NULL ? ANJ_HARDEN_WITH_PARENT : ANJ_HARDEN_ALONE))
    g_warning ("cannot close this process to others");
  anj_panel_prepare (options->test_accessibility);
  if (!gtk_init_check ())
    {
      fprintf (stderr, "anjungan: no display; set DISPLAY or WAYLAND_DISPLAY\n");
      return EX_UNAVAILABLE;
    }
  if (!anj_panel_measure (gdk_display_get_default (), options->size, options->px_per_mm,
                          &screen_options.metrics, &error))
    return fail (EX_USAGE, error);
  if (options->low_power)
    anj_panel_set_low_power (gdk_display_get_default ());
  regions = anj_data_regions_new (&error);
  if (regions == NULL)
    return fail (EX_SOFTWARE, error);
  screen_options.regions = regions;
  languages = anj_languages_load (options->packs);
  screen_options.languages = languages;
  anj_i18n_set_language (options->language);

  speaker = anj_speaker_new (&voice);
  screen_options.speaker = speaker;
  if (supervised != NULL)
    g_signal_connect (supervised, "exit", G_CALLBACK (on_exit_asked), NULL);
  screen = anj_screen_new (&screen_options);
  if (supervised == NULL)
    g_signal_connect_swapped (screen, "done", G_CALLBACK (g_main_loop_quit), loop);
  if (options->windowed)
    g_signal_connect_swapped (screen, "close-request", G_CALLBACK (g_main_loop_quit), loop);
  anj_screen_start (screen);
  g_main_loop_run (loop);
  anj_exit (EXIT_SUCCESS);
}

static int
run_supervisor (const AnjUiOptions *options)
{
  const char *const readable_paths[] = { options->packs, NULL };
  g_autoptr (GPtrArray) args = g_ptr_array_new_with_free_func (g_free);
  AnjSupervisorOptions supervisor = { .agent_socket = options->agent,
                                      .readable_paths = readable_paths,
                                      .allow_unsandboxed = options->allow_unsandboxed,
                                      .test_accessibility = options->test_accessibility,
                                      .writable_path = options->test_utterances,
                                      .clock = anj_system_clock (),
                                      .times = anj_supervisor_times_new (options->test_patience) };

  if (!anj_harden_self (ANJ_HARDEN_STARTER))
    g_warning ("cannot close this process to others");
  if (options->agent == NULL)
    {
      fprintf (stderr, "anjungan: name the agent's socket with --agent\n");
      return EX_USAGE;
    }
  if (options->size != NULL)
    g_ptr_array_add (args, g_strdup_printf ("--size=%s", options->size));
  if (options->px_per_mm > 0)
    g_ptr_array_add (args, g_strdup_printf ("--px-per-mm=%g", options->px_per_mm));
  if (options->windowed)
    g_ptr_array_add (args, g_strdup ("--windowed"));
  if (options->low_power)
    g_ptr_array_add (args, g_strdup ("--low-power"));
  if (options->test_accessibility)
    g_ptr_array_add (args, g_strdup ("--test-accessibility"));
  if (options->test_utterances != NULL)
    g_ptr_array_add (args, g_strdup_printf ("--test-utterances=%s", options->test_utterances));
  g_ptr_array_add (args, g_strdup_printf ("--lang=%s", options->language));
  g_ptr_array_add (args, g_strdup_printf ("--packs=%s", options->packs));
  g_ptr_array_add (args, NULL);
  supervisor.screen_args = (const char *const *) args->pdata;
  return anj_supervisor_run (&supervisor);
}

int
main (int argc, char **argv)
{
  g_auto (AnjUiOptions) o = { 0 };
  g_autoptr (GError) error = NULL;

  if (!anj_ui_options_parse (&o, ANJ_CONF_DIR, argc, argv, &error))
    return fail (error->domain == G_KEY_FILE_ERROR ? EX_CONFIG : EX_USAGE, error);
  if (o.version)
    {
      printf ("anjungan %s\n", ANJ_VERSION);
      return EXIT_SUCCESS;
    }
  anj_i18n_init (o.packs);
  if (o.curtain)
    return anj_curtain_run (o.size, o.px_per_mm, o.language, o.test_accessibility);
  return o.session ? run_screen (&o) : run_supervisor (&o);
}
