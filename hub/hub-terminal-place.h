/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "hub/hub-store.h"
#include "kiosk-config/anj-config.h"

G_BEGIN_DECLS

/**
 * HubTerminalPlace:
 * @place: what selectors are held against; its strings are owned by this
 *
 * What the hub knows of a terminal's region, labels and hardware. The terminal tells the last two
 * by telemetry, and judges by itself all the same.
 */
typedef struct
{
  AnjConfigPlace place;
  char *terminal;
  char *region;
  char **labels;  /* (nullable) */
  char *hardware; /* (nullable) */
} HubTerminalPlace;

HubTerminalPlace *
hub_terminal_place_new (const char *terminal, const char *region, const char *telemetry);
void hub_terminal_place_free (HubTerminalPlace *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HubTerminalPlace, hub_terminal_place_free)

/* (transfer full) */
HubTerminalPlace *hub_terminal_place_read (HubStore *store,
                                           const char *terminal,
                                           const char *region,
                                           GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
