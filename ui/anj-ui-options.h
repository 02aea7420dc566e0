/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * AnjUiOptions:
 * @agent, @size: (nullable)
 * @test_utterances: (nullable): file that all is written to that is said; holds secrets
 * @px_per_mm: 0 where it was not given
 * @test_patience: how many times as long as usual the supervisor waits for a screen before it takes
 *   it for hung; 0: usual
 * @low_power: for a machine that has to save: nothing on the screen moves
 *
 * What the program anjungan is told by its command line and its settings. Strings are (owned).
 */
typedef struct
{
  gboolean version;
  gboolean session;
  gboolean curtain;
  gboolean windowed;
  gboolean low_power;
  gboolean test_accessibility;
  gboolean allow_unsandboxed;
  char *test_utterances;
  int test_patience;
  char *agent;
  char *size;
  char *language;
  char *packs;
  double px_per_mm;
} AnjUiOptions;

/**
 * anj_ui_options_parse:
 * @self: zeroed; to be cleared even on failure
 * @conf_dir: holds the settings (data/anj-conf.h), group [screen]. Only the supervisor reads them:
 *   it tells its screens and its curtain all, and their sandbox has no such folder
 * @error: %G_OPTION_ERROR for the command line, %G_KEY_FILE_ERROR for the settings
 *
 * --help prints and exits.
 */
gboolean anj_ui_options_parse (AnjUiOptions *self,
                               const char *conf_dir,
                               int argc,
                               char **argv,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;
void anj_ui_options_clear (AnjUiOptions *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AnjUiOptions, anj_ui_options_clear)

G_END_DECLS
