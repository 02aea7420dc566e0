/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "terminal-fixture.h"

/**
 * ScriptedHub:
 * @answer: (transfer full) (nullable): what a request to @path with @body gets, with *@status, 200
 *   at first; %NULL: the connection is cut. In a thread a connection, four at once
 *
 * A TLS server whose certificate the terminal's CA signed, at 127.0.0.1.
 */
typedef struct
{
  GBytes *(*answer) (gpointer data, const char *path, GBytes *body, guint *status);
  gpointer data;
  EVP_PKEY *key;          /* (owned) */
  X509 *cert;             /* (owned) */
  GSocketService *server; /* (owned) */
} ScriptedHub;

/* with @answer and @data set; @terminal's bootstrap names it from now on */
void scripted_hub_start (ScriptedHub *self, TerminalFixture *terminal);
void scripted_hub_stop (ScriptedHub *self);
