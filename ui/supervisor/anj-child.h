/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>
#include <sys/types.h>

G_BEGIN_DECLS

typedef enum {
  ANJ_CHILD_STARTING, /* builds its window */
  ANJ_CHILD_READY,    /* waits, unmapped */
  ANJ_CHILD_SHOWING,  /* was told to show itself */
  ANJ_CHILD_SHOWN,    /* a resident's screen */
  ANJ_CHILD_LEFT,     /* the resident left; blank, kept until another is shown */
  ANJ_CHILD_HUNG,     /* no heartbeat; kept until another is shown, but not for long */
  ANJ_CHILD_ENDING,   /* was told to end */
  ANJ_CHILD_KILLED,   /* not reaped yet */
  ANJ_CHILD_GONE,
} AnjChildState;

/**
 * AnjChild:
 * @pidfd: (owned): readable when it ended; of bwrap where the screen is in a sandbox
 * @fd: (owned): the supervisor's end of the socket pair; -1 when the child closed its own
 * @since_us: when it came into @state; monotonic, like all times here
 * @heard_us: last message
 * @exit_code: once reaped: its exit code, or 128 + the signal that ended it; -1 before
 *
 * One screen, seen from its supervisor.
 */
typedef struct
{
  AnjChildState state;
  pid_t pid;
  int pidfd;
  int fd;
  gint64 started_us;
  gint64 since_us;
  gint64 heard_us;
  int exit_code;
} AnjChild;

/**
 * anj_child_start:
 * @argv: NULL-terminated; argv[0] is a path
 * @envp: NULL-terminated
 *
 * Returns: (transfer full) (nullable): the child, or %NULL with errno set
 */
AnjChild *anj_child_start (char *const *argv,
                           char *const *envp,
                           gint64 monotonic_us) G_GNUC_WARN_UNUSED_RESULT;
/* kills and reaps it if it still runs */
void anj_child_free (AnjChild *self);

void anj_child_send (AnjChild *self, const char *message);
/* (transfer none): the next message, in @buffer; %NULL when there is none now */
const char *anj_child_receive (AnjChild *self, char *buffer, gsize n_bytes);
void anj_child_kill (AnjChild *self);
/* whether it has ended; sets @exit_code. Never blocks */
gboolean anj_child_reap (AnjChild *self);

G_END_DECLS
