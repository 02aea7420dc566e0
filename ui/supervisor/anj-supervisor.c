/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * The supervisor: one screen shown, one waiting, one poll loop.
 *
 * A child's states (the table below is the law):
 *
 *            READY          SHOW            SHOWN          DONE            EXIT
 *   starting ─────► ready ─────────► showing ─────► shown ──────► left ──────────► ending
 *      │              │                 │             │                              │ LATE
 *      │ LATE         │ SILENT          │ LATE        │ SILENT      EXIT, LATE       ▼
 *      └──────────────┴──── killed ◄────┴─────        └──────► hung ──────────────► killed
 *
 *   and DIED from each of them. STALE: a child that waits is killed and replaced; one that is
 *   shown goes on.
 *
 * Order of a hand-over: the waiting one is told to SHOW, and only when it is SHOWN the old one is
 * told to EXIT (or killed, when it hangs): the other way round flashes. While no other is shown, a
 * screen that was left stays, blank. Nothing here ever holds a resident's data.
 *
 *     shown            what a resident sees
 *     waiting          not mapped
 *     ───────────────
 *     curtain          mapped before the first screen, so below all (anj-curtain-keeper.h); seen
 * for the moment between a crash and the waiting screen's first frame
 *
 * A curtain that was lost: starts again, waits unmapped, and at the next hand-over is SHOWN before
 * the waiting screen is told to SHOW.
 */

#include "ui/supervisor/anj-supervisor.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sysexits.h>
#include <unistd.h>

#include "ui/supervisor/anj-child.h"
#include "ui/supervisor/anj-curtain-keeper.h"
#include "ui/supervisor/anj-sandbox.h"

#define MAX_MESSAGE_BYTES 16
#define MAX_CHILDREN 16
#define MS_US ((gint64) 1000)
/* failures further apart than this do not belong together */
#define FAILURES_APART_US ((gint64) 60 * G_USEC_PER_SEC)
/* one that lived longer failed by chance, not because it cannot work here */
#define LIVED_US ((gint64) 5 * G_USEC_PER_SEC)
/* a program that fails so often before anything was ever shown is not worth restarting */
#define MAX_FIRST_FAILURES 4

typedef enum {
  EVENT_READY,
  EVENT_SHOW,
  EVENT_SHOWN,
  EVENT_DONE,
  EVENT_STALE,
  EVENT_SILENT, /* no heartbeat */
  EVENT_LATE,   /* too long in its state */
  EVENT_EXIT,
  EVENT_DIED,
} Event;

typedef struct
{
  const AnjSupervisorOptions *options;
  char **argv; /* (owned) */
  char **envp; /* (owned) */
  gboolean is_windowed;

  gboolean has_curtain;
  AnjCurtainKeeper curtain;

  GPtrArray *children;  /* (element-type AnjChild): all screens that run */
  AnjChild *front;      /* (unowned) (nullable): shown, left or hung */
  AnjChild *next;       /* (unowned) (nullable): starting, ready or showing */
  gint64 next_start_us; /* no start before; monotonic */
  guint n_failures;     /* in a row */
  gint64 failed_us;
  gboolean was_shown;
  gboolean quits;
  int exit_code;
} Supervisor;

typedef void (*Action) (Supervisor *self, AnjChild *child);

static const char *const state_names[] = {
  "starting", "ready", "showing", "shown", "left", "hung", "ending", "killed", "gone",
};

static gint64
now_us (const Supervisor *self)
{
  return anj_clock_monotonic_us (self->options->clock);
}

static void
complain (const AnjChild *child, AnjChildState state, const char *what)
{
  fprintf (stderr, "anjungan: screen %d %s while %s (exit code %d)\n", (int) child->pid, what,
           state_names[state], child->exit_code);
}

/* actions */

static void
count_failure (Supervisor *self)
{
  gint64 now = now_us (self);
  const guint *back_off_ms = self->options->times.back_off_ms;

  if (now - self->failed_us > FAILURES_APART_US)
    self->n_failures = 0;
  self->failed_us = now;
  self->n_failures++;
  self->next_start_us =
      now +
      MS_US *
          back_off_ms[MIN (self->n_failures, G_N_ELEMENTS (self->options->times.back_off_ms)) - 1];
  if (!self->was_shown && self->n_failures >= MAX_FIRST_FAILURES)
    {
      fprintf (stderr, "anjungan: no screen can start; see the lines above\n");
      self->quits = TRUE;
      self->exit_code = EX_UNAVAILABLE;
    }
}

static void
kill_child (Supervisor *self G_GNUC_UNUSED, AnjChild *child)
{
  anj_child_kill (child);
}

static void
end_child (Supervisor *self G_GNUC_UNUSED, AnjChild *child)
{
  anj_child_send (child, "EXIT");
}

static void
show_child (Supervisor *self G_GNUC_UNUSED, AnjChild *child)
{
  anj_child_send (child, "SHOW");
}

static void
replace_next (Supervisor *self, AnjChild *child)
{
  anj_child_kill (child);
  self->next = NULL;
  /* an agent that comes and goes must not make screens start without pause */
  self->next_start_us = child->started_us + MS_US * self->options->times.back_off_ms[0];
}

static void
fail_next (Supervisor *self, AnjChild *child)
{
  anj_child_kill (child);
  self->next = NULL;
  count_failure (self);
}

static void
lose_front (Supervisor *self, AnjChild *child)
{
  self->front = NULL;
  if (self->is_windowed && child->exit_code == 0)
    {
      self->quits = TRUE; /* somebody closed the window on a desktop */
      return;
    }
  if (now_us (self) - child->started_us > LIVED_US)
    self->n_failures = 0;
  count_failure (self);
}

static void
forget_front (Supervisor *self, AnjChild *child G_GNUC_UNUSED)
{
  self->front = NULL;
}

static void
praise (Supervisor *self, AnjChild *child G_GNUC_UNUSED)
{
  self->n_failures = 0;
}

static void take_over (Supervisor *self, AnjChild *child);

static const struct
{
  AnjChildState state;
  Event event;
  AnjChildState new_state;
  Action action;         /* (nullable) */
  const char *complaint; /* (nullable): on standard error */
} transitions[] = {
  { ANJ_CHILD_STARTING, EVENT_READY, ANJ_CHILD_READY, NULL, NULL },
  { ANJ_CHILD_STARTING, EVENT_STALE, ANJ_CHILD_KILLED, replace_next, NULL },
  { ANJ_CHILD_STARTING, EVENT_LATE, ANJ_CHILD_KILLED, fail_next, "was never ready" },
  { ANJ_CHILD_STARTING, EVENT_DIED, ANJ_CHILD_GONE, fail_next, "ended" },
  { ANJ_CHILD_READY, EVENT_SHOW, ANJ_CHILD_SHOWING, show_child, NULL },
  { ANJ_CHILD_READY, EVENT_STALE, ANJ_CHILD_KILLED, replace_next, NULL },
  { ANJ_CHILD_READY, EVENT_SILENT, ANJ_CHILD_KILLED, fail_next, "hangs" },
  { ANJ_CHILD_READY, EVENT_DIED, ANJ_CHILD_GONE, fail_next, "ended" },
  { ANJ_CHILD_SHOWING, EVENT_SHOWN, ANJ_CHILD_SHOWN, take_over, NULL },
  { ANJ_CHILD_SHOWING, EVENT_SILENT, ANJ_CHILD_KILLED, fail_next, "hangs" },
  { ANJ_CHILD_SHOWING, EVENT_LATE, ANJ_CHILD_KILLED, fail_next, "did not show itself" },
  { ANJ_CHILD_SHOWING, EVENT_DIED, ANJ_CHILD_GONE, fail_next, "ended" },
  { ANJ_CHILD_SHOWN, EVENT_DONE, ANJ_CHILD_LEFT, praise, NULL },
  { ANJ_CHILD_SHOWN, EVENT_SILENT, ANJ_CHILD_HUNG, NULL, "hangs" },
  { ANJ_CHILD_SHOWN, EVENT_EXIT, ANJ_CHILD_ENDING, end_child, NULL },
  { ANJ_CHILD_SHOWN, EVENT_DIED, ANJ_CHILD_GONE, lose_front, "ended" },
  { ANJ_CHILD_LEFT, EVENT_EXIT, ANJ_CHILD_ENDING, end_child, NULL },
  { ANJ_CHILD_LEFT, EVENT_DIED, ANJ_CHILD_GONE, forget_front, NULL },
  { ANJ_CHILD_HUNG, EVENT_EXIT, ANJ_CHILD_KILLED, kill_child, NULL },
  { ANJ_CHILD_HUNG, EVENT_LATE, ANJ_CHILD_HUNG, kill_child, NULL }, /* still the front: DIED */
  { ANJ_CHILD_HUNG, EVENT_DIED, ANJ_CHILD_GONE, lose_front, NULL },
  { ANJ_CHILD_ENDING, EVENT_LATE, ANJ_CHILD_KILLED, kill_child, NULL },
  { ANJ_CHILD_ENDING, EVENT_DIED, ANJ_CHILD_GONE, NULL, NULL },
  { ANJ_CHILD_KILLED, EVENT_DIED, ANJ_CHILD_GONE, NULL, NULL },
};

/* an event that a state has no line for is ignored */
static void
handle (Supervisor *self, AnjChild *child, Event event)
{
  for (gsize i = 0; i < G_N_ELEMENTS (transitions); i++)
    if (transitions[i].state == child->state && transitions[i].event == event)
      {
        if (transitions[i].complaint != NULL)
          complain (child, child->state, transitions[i].complaint);
        g_debug ("screen %d: %s → %s", (int) child->pid, state_names[child->state],
                 state_names[transitions[i].new_state]);
        child->state = transitions[i].new_state;
        child->since_us = now_us (self);
        if (transitions[i].action != NULL)
          transitions[i].action (self, child);
        return;
      }
}

/* the waiting one is on the glass: now, and not before, the old one ends */
static void
take_over (Supervisor *self, AnjChild *child)
{
  AnjChild *old = self->front;
  gint64 start_us = now_us (self) + MS_US * self->options->times.start_waiting_ms;

  self->front = child;
  self->next = NULL;
  self->next_start_us = MAX (self->next_start_us, start_us);
  if (old != NULL)
    handle (self, old, EVENT_EXIT);
  if (!self->was_shown)
    {
      self->was_shown = TRUE;
      printf ("ready\n");
      fflush (stdout);
    }
}

/* time */

/* µs that a child may stay in its state; 0: for ever */
static gint64
state_limit_us (const Supervisor *self, const AnjChild *child)
{
  const AnjSupervisorTimes *times = &self->options->times;

  switch (child->state)
    {
    case ANJ_CHILD_STARTING:
      return MS_US * times->ready_timeout_ms;
    case ANJ_CHILD_SHOWING:
    case ANJ_CHILD_HUNG:
      return MS_US * times->shown_timeout_ms;
    case ANJ_CHILD_ENDING:
      return MS_US * times->exit_timeout_ms;
    default:
      return 0;
    }
}

static gboolean
must_beat (const AnjChild *child)
{
  return child->state == ANJ_CHILD_READY || child->state == ANJ_CHILD_SHOWING ||
         child->state == ANJ_CHILD_SHOWN;
}

/* the earlier of @deadline_us and @time_us */
static void
bring_forward (gint64 *deadline_us, gint64 time_us)
{
  *deadline_us = MIN (*deadline_us, time_us);
}

/* fires what is due; returns when to look again */
static gint64
check_times (Supervisor *self)
{
  gint64 now = now_us (self);
  gint64 silent_us = MS_US * self->options->times.silent_ms;
  gint64 deadline_us = G_MAXINT64;

  for (guint i = 0; i < self->children->len; i++)
    {
      AnjChild *child = g_ptr_array_index (self->children, i);
      gint64 limit_us = state_limit_us (self, child);

      if (must_beat (child) && now - child->heard_us > silent_us)
        handle (self, child, EVENT_SILENT);
      else if (limit_us > 0 && now - child->since_us > limit_us)
        handle (self, child, EVENT_LATE);
      limit_us = state_limit_us (self, child);
      if (must_beat (child))
        bring_forward (&deadline_us, child->heard_us + silent_us);
      if (limit_us > 0)
        bring_forward (&deadline_us, child->since_us + limit_us);
    }
  if (self->next == NULL)
    bring_forward (&deadline_us, self->next_start_us);
  return deadline_us;
}

/* children */

static void
start_next (Supervisor *self)
{
  AnjChild *child = anj_child_start (self->argv, self->envp, now_us (self));

  if (child == NULL)
    {
      fprintf (stderr, "anjungan: cannot start a screen: %s; free memory or processes\n",
               g_strerror (errno));
      count_failure (self);
      return;
    }
  self->next = child;
  g_ptr_array_add (self->children, child);
}

static gboolean
is_served (const Supervisor *self)
{
  return self->front != NULL && self->front->state == ANJ_CHILD_SHOWN;
}

/* returns when to look again */
static gint64
pursue_curtain (Supervisor *self)
{
  gboolean is_next_coming = self->next != NULL && self->next->state == ANJ_CHILD_SHOWING;

  if (!self->has_curtain)
    return G_MAXINT64;
  return anj_curtain_keeper_pursue (&self->curtain, now_us (self),
                                    !is_served (self) && !is_next_coming);
}

/* what is missing is started, what is wanted is shown */
static void
pursue_goal (Supervisor *self)
{
  if (!is_served (self) && self->next != NULL && self->next->state == ANJ_CHILD_READY &&
      !anj_curtain_keeper_holds (&self->curtain, !self->was_shown))
    handle (self, self->next, EVENT_SHOW);
  if (self->next == NULL && !self->quits && now_us (self) >= self->next_start_us &&
      self->children->len < MAX_CHILDREN)
    start_next (self);
}

static void
read_messages (Supervisor *self, AnjChild *child)
{
  static const struct
  {
    const char *text;
    Event event;
  } messages[] = {
    { "READY", EVENT_READY },
    { "SHOWN", EVENT_SHOWN },
    { "DONE", EVENT_DONE },
    { "STALE", EVENT_STALE },
  };
  char buffer[MAX_MESSAGE_BYTES + 1];
  const char *message;

  while ((message = anj_child_receive (child, buffer, sizeof buffer)) != NULL)
    {
      child->heard_us = now_us (self); /* HB and PAINT say no more than this */
      for (gsize i = 0; i < G_N_ELEMENTS (messages); i++)
        if (strcmp (message, messages[i].text) == 0)
          handle (self, child, messages[i].event);
    }
}

/* messages first, so that a last DONE is not lost */
static void
look_at_children (Supervisor *self)
{
  anj_curtain_keeper_look (&self->curtain, now_us (self));
  for (guint i = 0; i < self->children->len; i++)
    read_messages (self, g_ptr_array_index (self->children, i));
  for (guint i = self->children->len; i-- > 0;)
    {
      AnjChild *child = g_ptr_array_index (self->children, i);

      if (!anj_child_reap (child))
        continue;
      handle (self, child, EVENT_DIED);
      g_ptr_array_remove_index (self->children, i);
    }
}

static nfds_t
add_fds (struct pollfd *fds, nfds_t n_fds, const AnjChild *child)
{
  fds[n_fds++] = (struct pollfd){ child->pidfd, POLLIN, 0 };
  fds[n_fds++] = (struct pollfd){ child->fd, POLLIN, 0 }; /* -1 is passed over */
  return n_fds;
}

/* sleeps until something happens or @deadline_us; returns whether a signal asks for the end */
static gboolean
wait_for_news (Supervisor *self, int signal_fd, gint64 deadline_us)
{
  struct pollfd fds[2 * (MAX_CHILDREN + 1) + 1] = { { signal_fd, POLLIN, 0 } };
  nfds_t n_fds = 1;
  struct signalfd_siginfo signal_info;
  gint64 left_us = deadline_us - now_us (self);
  gint64 wait_us = deadline_us == G_MAXINT64 ? -1 : MAX (0, left_us);

  for (guint i = 0; i < self->children->len; i++)
    n_fds = add_fds (fds, n_fds, g_ptr_array_index (self->children, i));
  if (self->curtain.child != NULL)
    n_fds = add_fds (fds, n_fds, self->curtain.child);
  /* rounded up, or it would spin through the last millisecond */
  if (poll (fds, n_fds, wait_us < 0 ? -1 : (int) MIN (wait_us / MS_US + 1, G_MAXINT)) < 0)
    return FALSE;
  return (fds[0].revents & POLLIN) != 0 &&
         read (signal_fd, &signal_info, sizeof signal_info) == sizeof signal_info;
}

static void
end_all (Supervisor *self, int signal_fd)
{
  gint64 deadline_us = now_us (self) + MS_US * self->options->times.exit_timeout_ms;

  self->quits = TRUE;
  if (self->curtain.child != NULL)
    g_ptr_array_add (self->children, g_steal_pointer (&self->curtain.child));
  for (guint i = 0; i < self->children->len; i++)
    anj_child_send (g_ptr_array_index (self->children, i), "EXIT");
  while (self->children->len > 0 && now_us (self) < deadline_us)
    {
      /* a second signal does not wait */
      if (wait_for_news (self, signal_fd, deadline_us))
        break;
      for (guint i = self->children->len; i-- > 0;)
        {
          AnjChild *child = g_ptr_array_index (self->children, i);
          char buffer[MAX_MESSAGE_BYTES + 1];

          while (anj_child_receive (child, buffer, sizeof buffer) != NULL)
            ;
          if (!anj_child_reap (child))
            continue;
          child->state = ANJ_CHILD_GONE;
          g_ptr_array_remove_index (self->children, i);
        }
    }
  g_ptr_array_set_size (self->children, 0); /* kills and reaps the rest */
}

static void
run_loop (Supervisor *self, int signal_fd)
{
  while (!self->quits)
    {
      gint64 deadline_us = pursue_curtain (self);

      pursue_goal (self);
      deadline_us = MIN (deadline_us, check_times (self));
      if (self->quits || wait_for_news (self, signal_fd, deadline_us))
        return;
      look_at_children (self);
    }
}

AnjSupervisorTimes
anj_supervisor_times_new (int patience)
{
  AnjSupervisorTimes times = ANJ_SUPERVISOR_TIMES_DEFAULT;
  guint factor = (guint) MAX (patience, 1);

  times.silent_ms *= factor;
  times.shown_timeout_ms *= factor;
  times.ready_timeout_ms *= factor;
  times.exit_timeout_ms *= factor;
  return times;
}

/* start and end */

/* of a screen, or without an agent of the curtain */
static char **
make_argv (const AnjSupervisorOptions *options, const AnjSandbox *sandbox)
{
  GPtrArray *argv = anj_sandbox_args (sandbox);

  g_ptr_array_add (argv, g_strdup (sandbox->program));
  if (sandbox->agent_socket == NULL)
    g_ptr_array_add (argv, g_strdup ("--curtain"));
  else
    {
      g_ptr_array_add (argv, g_strdup ("--session"));
      g_ptr_array_add (argv, g_strdup ("--agent"));
      g_ptr_array_add (argv, g_strdup (sandbox->agent_socket));
    }
  for (gsize i = 0; options->screen_args != NULL && options->screen_args[i] != NULL; i++)
    g_ptr_array_add (argv, g_strdup (options->screen_args[i]));
  g_ptr_array_add (argv, NULL);
  return (char **) g_ptr_array_free (argv, /* free_seg */ FALSE);
}

/* whether screens may start: in the sandbox, or without it where that is allowed */
static gboolean
settle_sandbox (const AnjSupervisorOptions *options, AnjSandbox *sandbox)
{
  g_autofree char *why_not = anj_sandbox_probe (sandbox);

  if (why_not == NULL)
    return TRUE;
  fprintf (stderr, "anjungan: %s: the sandbox does not start: %s; %s\n",
           options->allow_unsandboxed ? "warning" : "error", why_not,
           options->allow_unsandboxed ? "screens run without it"
                                      : "install bubblewrap and allow user namespaces");
  sandbox->bwrap = NULL;
  return options->allow_unsandboxed;
}

static int
open_signals (void)
{
  sigset_t signals;

  sigemptyset (&signals);
  sigaddset (&signals, SIGTERM);
  sigaddset (&signals, SIGINT);
  sigaddset (&signals, SIGHUP);
  if (sigprocmask (SIG_BLOCK, &signals, NULL) != 0)
    return -1;
  return signalfd (-1, &signals, SFD_CLOEXEC);
}

int
anj_supervisor_run (const AnjSupervisorOptions *options)
{
  g_autofree char *self_path = g_file_read_link ("/proc/self/exe", /* error */ NULL);
  g_autofree char *bwrap = options->bwrap != NULL ? g_strdup (options->bwrap)
                                                  : g_find_program_in_path ("bwrap");
  g_autofree char *socket_path = g_canonicalize_filename (options->agent_socket, NULL);
  AnjSupervisorOptions own = *options;
  AnjSandbox sandbox = { .bwrap = bwrap,
                         .program = options->program != NULL ? options->program : self_path,
                         .readable_paths = options->readable_paths,
                         .writable_path = options->writable_path,
                         .test_accessibility = options->test_accessibility };
  AnjSandbox curtain_sandbox;
  Supervisor self = { .options = &own };
  int signal_fd;

  own.agent_socket = sandbox.agent_socket = socket_path;
  if (!settle_sandbox (&own, &sandbox))
    return EX_OSERR;
  signal_fd = open_signals ();
  if (signal_fd < 0)
    return EX_OSERR;
  self.argv = make_argv (&own, &sandbox);
  self.envp = anj_sandbox_environment (&sandbox);
  self.is_windowed = own.screen_args != NULL && g_strv_contains (own.screen_args, "--windowed");
  self.has_curtain = !self.is_windowed;
  curtain_sandbox = sandbox;
  curtain_sandbox.agent_socket = NULL;
  self.curtain = (AnjCurtainKeeper){ .times = &own.times,
                                     .argv = make_argv (&own, &curtain_sandbox),
                                     .envp = self.envp };
  self.children = g_ptr_array_new_with_free_func ((GDestroyNotify) anj_child_free);

  run_loop (&self, signal_fd);
  end_all (&self, signal_fd);

  g_ptr_array_unref (self.children);
  g_strfreev (self.argv);
  g_strfreev (self.curtain.argv);
  g_strfreev (self.envp);
  close (signal_fd);
  return self.exit_code;
}
