/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * AnjSandbox:
 * @bwrap: (nullable): path of bubblewrap; %NULL: no sandbox
 * @program: path of the screen
 * @agent_socket: (nullable): path; bound together with its folder when that holds nothing but
 * sockets, so that an agent that restarts is found again, else alone
 * @readable_paths: (nullable): NULL-terminated
 * @writable_path: (nullable): a file that exists; tests
 * @test_accessibility: keeps the session bus, and with it the network namespace, /tmp and /run
 *
 * What a screen may see: /usr and the fonts (read-only), the display's socket, the agent's socket.
 * No network, no home, no other process.
 */
typedef struct
{
  const char *bwrap;
  const char *program;
  const char *agent_socket;
  const char *const *readable_paths;
  const char *writable_path;
  gboolean test_accessibility;
} AnjSandbox;

/* (transfer full) (element-type utf8): bwrap and its options, to be followed by the program and its
 * own; empty without @bwrap */
GPtrArray *anj_sandbox_args (const AnjSandbox *self);

/* (transfer full): the few variables that a screen needs; GTK_A11Y=none and no bus unless
 * @test_accessibility */
char **anj_sandbox_environment (const AnjSandbox *self);

/**
 * anj_sandbox_probe:
 *
 * Runs true(1) in the sandbox: user namespaces may be forbidden, or bwrap missing.
 *
 * Returns: (transfer full) (nullable): %NULL when it works, else why not
 */
char *anj_sandbox_probe (const AnjSandbox *self);

G_END_DECLS
