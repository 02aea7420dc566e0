/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "app/agent/anj-probation.h"
#include "hub/hub-peer.h"

G_BEGIN_DECLS

/**
 * SimConfig:
 * @breaks: bits 1 << AnjHealth of what it breaks
 * @hardware: (nullable): only there
 * @percent: of the terminals that it can break, so many
 *
 * What a configuration does to terminals.
 */
typedef struct
{
  guint breaks;
  const char *hardware;
  double percent;
} SimConfig;

/**
 * SimTerminal:
 * @hardware: (static)
 * @luck: 0 … 1, drawn once: below @percent of a #SimConfig it is one that breaks
 * @is_up: powered and connected
 * @flip_us: when that changes
 * @version: what it runs
 * @rejected: what it went back from last, and takes no more
 * @is_busy: it was told of a bundle, and has not said yet what became of it: it does not poll
 *
 * A terminal as the hub sees it, with the agent's own probation inside.
 */
typedef struct
{
  const HubPeer *peer;
  const char *hardware;
  double luck;
  gboolean is_up;
  gint64 flip_us;
  guint64 version;
  guint64 rejected;
  gboolean is_busy;
} SimTerminal;

gboolean sim_config_breaks (const SimConfig *config, const SimTerminal *terminal);

/**
 * sim_terminal_try:
 * @start_us: when @config came into force, µs
 * @out_end_us: when it was kept or given back
 *
 * The probation, second by second; nothing of the hub takes part in it.
 *
 * Returns: whether it is kept
 */
gboolean sim_terminal_try (const SimTerminal *terminal,
                           const SimConfig *config,
                           gint64 start_us,
                           gint64 *out_end_us);

G_END_DECLS
