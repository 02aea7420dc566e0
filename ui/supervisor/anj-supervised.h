/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* the descriptor on which a screen finds its supervisor: one end of a SOCK_SEQPACKET pair */
#define ANJ_SUPERVISED_FD 3

/**
 * AnjSupervised:
 *
 * A screen's side of the supervisor's protocol (ui/supervisor/anj-supervisor.h): tells it how far
 * the screen is, beats for it from the main loop, and passes on what it wants.
 *
 * Heartbeats go out by themselves every 500 ms from construction on, so a main loop that hangs is
 * noticed; a screen that builds for longer than 2 s without running the loop is taken for hung.
 *
 * Signals, both without arguments, emitted in the context the object was made in:
 * - "show": present the window now, then send PAINT and SHOWN
 * - "exit": end now, by _exit (0) in the handler: nothing a screen holds is worth an orderly
 *   shutdown. Also emitted, once, when the supervisor is gone.
 *
 * Order in a screen's life: construct, build and measure the window unmapped, connect to the agent,
 * send_ready; "show": present, send_paint after the first frame, send_shown after the second;
 * resident leaves: blank the page, send_done, wait for "exit". Input is ignored for 300 ms after
 * send_shown.
 */
#define ANJ_TYPE_SUPERVISED (anj_supervised_get_type ())
G_DECLARE_FINAL_TYPE (AnjSupervised, anj_supervised, ANJ, SUPERVISED, GObject)

/**
 * anj_supervised_new_from_fd3:
 *
 * Takes over descriptor 3 (closed when the object goes) if it is a SOCK_SEQPACKET socket.
 *
 * Returns: (transfer full) (nullable): %NULL when nobody supervises this process; it then shows
 *   itself and ends by itself
 */
AnjSupervised *anj_supervised_new_from_fd3 (void) G_GNUC_WARN_UNUSED_RESULT;

/* the same on any descriptor (transfer full), for tests */
AnjSupervised *anj_supervised_new (int fd) G_GNUC_WARN_UNUSED_RESULT;

/* realised, measured, agent connected (or given up on: the page then says so); unmapped */
void anj_supervised_send_ready (AnjSupervised *self);
/* first frame drawn */
void anj_supervised_send_paint (AnjSupervised *self);
/* second frame drawn: the first is on the glass */
void anj_supervised_send_shown (AnjSupervised *self);
/* the resident left or the time ran out; the page is blank already */
void anj_supervised_send_done (AnjSupervised *self);
/**
 * anj_supervised_send_stale:
 *
 * What the screen was built from changed (the agent's "config-changed", or it lost the agent).
 * Waiting: it is replaced. Shown: it keeps its own configuration, the supervisor ignores this.
 */
void anj_supervised_send_stale (AnjSupervised *self);

G_END_DECLS
