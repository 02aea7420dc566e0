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
/* hands in what was reserved, with a payload of @n_bytes */
gboolean terminal_fixture_submit (TerminalFixture *self,
                                  const AnjReservation *reservation,
                                  guint8 follow_byte,
                                  gsize n_bytes,
                                  GError **error);
/* (transfer full): of a case that was sent */
AnjReservation *terminal_fixture_send (TerminalFixture *self, const char *kind, guint8 follow_byte);
/* @n numbers, none of which is among @numbers, where they go */
void terminal_fixture_reserve (TerminalFixture *self, GHashTable *numbers, guint n);

G_END_DECLS
