/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "hub/hub-command.h"

G_BEGIN_DECLS

/* init --data-dir DIR [--host NAME]… */
int hub_cmd_init (int argc, char **argv, const AnjClock *clock, const AnjRandom *random);

/**
 * hub_init_run:
 * @data_dir: made when missing; must be empty
 * @hosts: (nullable): see hub_pki_create()
 *
 * Keys, database, and configuration version 1, signed and published. On failure what was written
 * stays, and the message says to remove it.
 */
gboolean hub_init_run (const char *data_dir,
                       const char *const *hosts,
                       const AnjClock *clock,
                       const AnjRandom *random,
                       GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
