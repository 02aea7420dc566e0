/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/anj-sources.h"
#include "hub/hub-error.h"

G_BEGIN_DECLS

/**
 * HubCommand:
 * @argc, @argv: argv[0] is the sub-command's name ("import")
 *
 * A sub-command: `int hub_cmd_import (int argc, char **argv, clock, random)`. It parses its options
 * with GOption, which gives it --help.
 *
 * Returns: a sysexits.h code; a failure has been told on stderr in one line (hub_command_fail())
 */
typedef int (*HubCommand) (int argc, char **argv, const AnjClock *clock, const AnjRandom *random);

/* writes "anjungan-hub NAME: message", one line; Returns: the exit code */
int hub_command_fail (const char *name, const GError *error);

/**
 * hub_command_parse:
 * @summary: one sentence for --help
 * @usage: (nullable): what follows the options, e.g. "REGISTER FILE.csv"
 *
 * Parses options and leaves the other words in @argv, argv[0] first. --help prints and exits.
 * Options that the command line does not name come from the group [hub] of the settings
 * (data/anj-conf.h).
 */
gboolean hub_command_parse (int *argc,
                            char ***argv,
                            const char *usage,
                            const char *summary,
                            const GOptionEntry *entries,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
