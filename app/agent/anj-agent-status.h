/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "app/agent/anj-devices.h"
#include "app/agent/anj-line.h"
#include "app/agent/anj-terminal.h"

G_BEGIN_DECLS

/* (transfer full): the JSON that Status answers with (docs/protocol.md) */
char *anj_agent_status_make (const AnjTerminalHealth *health, AnjLine *line, AnjDevices *devices);

G_END_DECLS
