/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * AnjAgentOptions:
 * @verb: (nullable): the one word that is no option
 *
 * What anjungan-agent is told by its command line and its settings. Strings are (owned) and %NULL
 * where they were not given.
 */
typedef struct
{
  char *verb;
  char *state_dir;
  char *bootstrap;
  char *socket;
  char *token_file;
  char *replaced;
  char *tpm;
  char **allow_uids;
  char *camera;
  char *microphone;
  char *sound;
  char *headset_jack;
  char *printer;
  int printer_mm;
  char **labels;
  char *hardware;
  char *cost;
  gint64 floor_us;
  gboolean version;
} AnjAgentOptions;

/**
 * anj_agent_options_parse:
 * @self: zeroed; to be cleared even on failure
 * @conf_dir: holds the settings (data/anj-conf.h), group [agent]; the hidden verb "sync" does not
 *   read them: the agent tells it all
 * @error: %G_OPTION_ERROR for the command line, %G_KEY_FILE_ERROR for the settings
 *
 * --help prints and exits.
 */
gboolean anj_agent_options_parse (AnjAgentOptions *self,
                                  const char *conf_dir,
                                  int argc,
                                  char **argv,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;
void anj_agent_options_clear (AnjAgentOptions *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AnjAgentOptions, anj_agent_options_clear)

G_END_DECLS
