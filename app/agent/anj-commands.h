/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "app/agent/anj-devices.h"
#include "core/anj-sources.h"

G_BEGIN_DECLS

/**
 * AnjCommandOptions:
 * @credentials_dir: (nullable): $CREDENTIALS_DIRECTORY
 * @tpm: (nullable): where keys go (anj-store-keys.h)
 *
 * What the command line said; strings are (nullable) and (unowned).
 */
typedef struct
{
  const char *state_dir;
  const char *bootstrap;
  const char *socket;
  const char *token_file;
  const char *replaced;
  const char *cost;
  gint64 floor_us;
  const char *const *allow_uids;
  const char *credentials_dir;
  const char *tpm;
  AnjDevicesSetup devices;
  const char *const *labels;
  const char *hardware;
  const AnjClock *clock;
  const AnjRandom *random;
} AnjCommandOptions;

/* Sub-commands. They print what they found on standard output; FALSE with @error ends the program
 * with its sysexits code (anj_agent_error_exit_code()). */
typedef gboolean (*AnjCommand) (const AnjCommandOptions *options, GError **error);

gboolean anj_command_run (const AnjCommandOptions *options, GError **error);
gboolean anj_command_enrol (const AnjCommandOptions *options, GError **error);
gboolean anj_command_check (const AnjCommandOptions *options, GError **error);
gboolean anj_command_outbox (const AnjCommandOptions *options, GError **error);
/* (transfer full): the machine's, of this run */
char *anj_command_read_boot_id (GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* hidden: the child that syncs; says how it went as one line of JSON */
gboolean anj_command_sync (const AnjCommandOptions *options, GError **error);

G_END_DECLS
