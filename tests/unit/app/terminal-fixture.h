/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "agent-fixture.h"
#include "app/agent/anj-terminal.h"

G_BEGIN_DECLS

/* A whole terminal on the disk: identity, signed configuration 1.1, a cache of one household. */
typedef struct
{
  AgentFixture agent;
  AnjIdentity identity;
  AnjBootstrap bootstrap;
  AnjTerminal *terminal; /* (owned) (nullable) */
} TerminalFixture;

void terminal_fixture_init (TerminalFixture *self);
void terminal_fixture_clear (TerminalFixture *self);

/* closes it and opens it again from the disk */
void terminal_fixture_restart (TerminalFixture *self);
/* makes it "synced" */
void terminal_fixture_sync (TerminalFixture *self);

/* a header for @reservation whose PIN's follow is 32 times @follow_byte */
char *terminal_fixture_header (TerminalFixture *self,
                               const char *id,
                               const char *number,
                               gboolean anonymous,
                               guint8 follow_byte);

G_END_DECLS
