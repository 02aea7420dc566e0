/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/anj-sources.h"

G_BEGIN_DECLS

/**
 * AnjSupervisorTimes:
 *
 * All in milliseconds. %ANJ_SUPERVISOR_TIMES_DEFAULT holds on a terminal; tests shorten them.
 */
typedef struct
{
  guint start_waiting_ms; /* from SHOWN to starting the next screen */
  guint silent_ms;        /* without a heartbeat a screen is taken for hung */
  guint shown_timeout_ms; /* from SHOW to SHOWN */
  guint ready_timeout_ms; /* from start to READY */
  guint exit_timeout_ms;  /* from EXIT to SIGKILL */
  guint back_off_ms[4];   /* before a start after 1, 2, 3, 4 and more failures in a row */
} AnjSupervisorTimes;

#define ANJ_SUPERVISOR_TIMES_DEFAULT                                                               \
  ((AnjSupervisorTimes){ 150, 2000, 2000, 20000, 200, { 200, 1000, 5000, 15000 } })

/* the default, with @patience (below 2: no more) times as long until a screen is given up: for
 * builds that sanitizers make slow */
AnjSupervisorTimes anj_supervisor_times_new (int patience);

/**
 * AnjSupervisorOptions:
 * @bwrap: (nullable): path of bubblewrap; %NULL: the one in PATH
 * @program: (nullable): absolute path of what a screen is; %NULL: this very program
 * (/proc/self/exe)
 * @screen_args: (nullable): NULL-terminated options handed to every screen after `--session`,
 *   `--agent SOCKET` not among them, and to the curtain after `--curtain`; with `--windowed` there
 *   is no curtain
 * @agent_socket: the agent's Unix socket; handed on as `--agent SOCKET`
 * @readable_paths: (nullable): NULL-terminated files and folders that a sandboxed screen may read
 *   besides /usr and the fonts (translations of an uninstalled build)
 * @allow_unsandboxed: warn and go on where bwrap cannot start (./run and ./test only)
 * @writable_path: (nullable): file that sandboxed screens may write; tests
 * @test_accessibility: leave the screens the accessibility bus
 * @clock: monotonic time
 */
typedef struct
{
  const char *bwrap;
  const char *program;
  const char *const *screen_args;
  const char *agent_socket;
  const char *const *readable_paths;
  gboolean allow_unsandboxed;
  const char *writable_path;
  gboolean test_accessibility;
  const AnjClock *clock;
  AnjSupervisorTimes times;
} AnjSupervisorOptions;

/**
 * anj_supervisor_run:
 *
 * Keeps one screen shown, one waiting and a curtain under both until SIGTERM, SIGINT or SIGHUP;
 * then ends all. Prints `ready` on standard output once the first screen is on the glass. Blocks;
 * needs no GLib main loop and must be called while the process has one thread. No resident's data
 * ever reaches it.
 *
 * Messages, one text a packet, on descriptor 3 of the screen:
 *   screen → supervisor: READY | PAINT | SHOWN | DONE | STALE | HB
 *   supervisor → screen: SHOW | EXIT
 *
 * Returns: exit code: 0 after a signal, else one of sysexits.h, with one line on standard error
 */
int anj_supervisor_run (const AnjSupervisorOptions *options);

G_END_DECLS
