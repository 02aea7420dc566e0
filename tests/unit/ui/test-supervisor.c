/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The supervisor in a process of its own with screens that have no window; what they do is read
 * from the log that they write. */

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "system/anj-system.h"
#include "ui/supervisor/anj-supervisor.h"

#define PATIENCE_US ((gint64) 8 * G_USEC_PER_SEC)
#define SHOWN_TIMEOUT_MS 400
#define NO_BWRAP "/nonexistent/bwrap"

typedef struct
{
  char *folder, *log, *behaviour;
  pid_t pid;
  int out; /* standard output of the supervisor */
  gboolean windowed;
} Fixture;

static void
behave (Fixture *fixture, const char *behaviour)
{
  g_assert_true (g_file_set_contents (fixture->behaviour, behaviour, -1, NULL));
}

static void
set_up (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  fixture->folder = g_dir_make_tmp ("anj-supervisor-XXXXXX", NULL);
  fixture->log = g_build_filename (fixture->folder, "log", NULL);
  fixture->behaviour = g_build_filename (fixture->folder, "behaviour", NULL);
  behave (fixture, "normal");
}

static void
run_supervisor (Fixture *fixture, const char *bwrap, gboolean allow_unsandboxed)
{
  g_autofree char *program = g_strdup (g_getenv ("ANJ_FAKE_SCREEN"));
  const char *args[] = { "--log",
                         fixture->log,
                         "--behaviour",
                         fixture->behaviour,
                         fixture->windowed ? "--windowed" : NULL,
                         NULL };
  AnjSupervisorOptions options = { .bwrap = bwrap,
                                   .program = program,
                                   .screen_args = args,
                                   .agent_socket = "/nonexistent/agent.sock",
                                   .allow_unsandboxed = allow_unsandboxed,
                                   .clock = anj_system_clock (),
                                   .times = ANJ_SUPERVISOR_TIMES_DEFAULT };

  options.times.start_waiting_ms = 20;
  options.times.silent_ms = 900; /* heartbeats come every 500 ms */
  options.times.shown_timeout_ms = SHOWN_TIMEOUT_MS;
  options.times.ready_timeout_ms = 400;
  for (gsize i = 0; i < G_N_ELEMENTS (options.times.back_off_ms); i++)
    options.times.back_off_ms[i] = 30;
  /* the test's own handler would write to standard output */
  g_log_set_default_handler (g_log_default_handler, NULL);
  _exit (anj_supervisor_run (&options));
}

static void
start_with (Fixture *fixture, const char *bwrap, gboolean allow_unsandboxed)
{
  int fds[2];

  g_assert_cmpint (pipe (fds), ==, 0);
  fflush (stdout); /* or the child would print it again */
  fixture->pid = fork ();
  if (fixture->pid == 0)
    {
      dup2 (fds[1], STDOUT_FILENO);
      close (fds[0]);
      close (fds[1]);
      run_supervisor (fixture, bwrap, allow_unsandboxed);
    }
  close (fds[1]);
  fixture->out = fds[0];
}

static void
start (Fixture *fixture)
{
  start_with (fixture, NO_BWRAP, /* allow_unsandboxed */ TRUE);
}

static int
end (Fixture *fixture)
{
  int status = 0;

  if (fixture->pid == 0)
    return -1;
  g_assert_cmpint (waitpid (fixture->pid, &status, 0), ==, fixture->pid);
  fixture->pid = 0;
  close (fixture->out);
  return WIFEXITED (status) ? WEXITSTATUS (status) : 128 + WTERMSIG (status);
}

static void
tear_down (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  if (fixture->pid != 0)
    {
      kill (fixture->pid, SIGTERM);
      g_assert_cmpint (end (fixture), ==, 0);
    }
  g_unlink (fixture->log);
  g_unlink (fixture->behaviour);
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->log);
  g_free (fixture->behaviour);
  g_free (fixture->folder);
}

static void
wait_ready (Fixture *fixture)
{
  char word[6] = { 0 };

  g_assert_cmpint (read (fixture->out, word, sizeof word), ==, 6);
  g_assert_cmpmem (word, 6, "ready\n", 6);
}

/* the @n-th line (from 1) of the log that ends with @word; its pid and its line number */
static pid_t
find_line (Fixture *fixture, const char *word, guint n, guint *out_line)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (!g_file_get_contents (fixture->log, &text, NULL, NULL))
    return 0;
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      const char *space = strchr (lines[i], ' ');

      if (space != NULL && strcmp (space + 1, word) == 0 && --n == 0)
        {
          if (out_line != NULL)
            *out_line = i;
          return (pid_t) g_ascii_strtoll (lines[i], NULL, 10);
        }
    }
  return 0;
}

static pid_t
wait_line (Fixture *fixture, const char *word, guint n, guint *out_line)
{
  gint64 end_us = g_get_monotonic_time () + PATIENCE_US;
  pid_t pid;

  while ((pid = find_line (fixture, word, n, out_line)) == 0)
    {
      if (g_get_monotonic_time () > end_us)
        {
          g_autofree char *text = NULL;

          g_file_get_contents (fixture->log, &text, NULL, NULL);
          g_error ("no \"%s\" number %u in:\n%s", word, n, text);
        }
      g_usleep (1000);
    }
  return pid;
}

static void
wait_gone (pid_t pid)
{
  gint64 end_us = g_get_monotonic_time () + PATIENCE_US;

  while (kill (pid, 0) == 0)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end_us);
      g_usleep (1000);
    }
  g_assert_cmpint (errno, ==, ESRCH);
}

static void
test_hand_over (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  guint shown_line = 0, exit_line = 0;
  pid_t first, second;

  start (fixture);
  wait_ready (fixture);
  first = wait_line (fixture, "shown", 1, NULL);
  second = wait_line (fixture, "ready", 2, NULL);
  g_assert_cmpint (first, !=, second);
  g_assert_cmpint (find_line (fixture, "show", 2, NULL), ==, 0); /* it waits unshown */
  kill (first, SIGUSR1);
  g_assert_cmpint (wait_line (fixture, "shown", 2, &shown_line), ==, second);
  g_assert_cmpint (wait_line (fixture, "exit", 1, &exit_line), ==, first);
  /* "shown" is written after it was sent: the old one may be as quick */
  g_assert_cmpuint (exit_line + 1, >=, shown_line);
  wait_gone (first);
  wait_line (fixture, "ready", 3, NULL);
}

static void
test_crash (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  pid_t first, second;

  start (fixture);
  first = wait_line (fixture, "shown", 1, NULL);
  second = wait_line (fixture, "ready", 2, NULL);
  kill (first, SIGKILL);
  g_assert_cmpint (wait_line (fixture, "shown", 2, NULL), ==, second);
  wait_line (fixture, "ready", 3, NULL);
}

static void
test_hang (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  pid_t first, second;

  start (fixture);
  first = wait_line (fixture, "shown", 1, NULL);
  second = wait_line (fixture, "ready", 2, NULL);
  kill (first, SIGSTOP);
  g_assert_cmpint (wait_line (fixture, "shown", 2, NULL), ==, second);
  wait_gone (first);
}

static void
test_waiting_hang (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  pid_t first, second;

  start (fixture);
  first = wait_line (fixture, "shown", 1, NULL);
  second = wait_line (fixture, "ready", 2, NULL);
  kill (second, SIGSTOP);
  wait_line (fixture, "ready", 3, NULL);
  wait_gone (second);
  g_assert_cmpint (kill (first, 0), ==, 0);
  g_assert_cmpint (find_line (fixture, "show", 2, NULL), ==, 0);
}

static void
test_stale (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  pid_t first, second, third;

  start (fixture);
  first = wait_line (fixture, "shown", 1, NULL);
  second = wait_line (fixture, "ready", 2, NULL);
  kill (first, SIGUSR2);
  wait_line (fixture, "stale", 1, NULL);
  kill (second, SIGUSR2);
  third = wait_line (fixture, "ready", 3, NULL);
  wait_gone (second);
  g_assert_cmpint (kill (first, 0), ==, 0);
  kill (first, SIGUSR1);
  g_assert_cmpint (wait_line (fixture, "shown", 2, NULL), ==, third);
}

/* the one before stays on the glass until another has really taken its place */
static void
test_never_shown (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  pid_t first, second;

  start (fixture);
  first = wait_line (fixture, "shown", 1, NULL);
  behave (fixture, "never-shown");
  kill (wait_line (fixture, "ready", 2, NULL), SIGUSR2);
  second = wait_line (fixture, "ready", 3, NULL);
  behave (fixture, "normal");
  kill (first, SIGUSR1);
  g_assert_cmpint (wait_line (fixture, "show", 2, NULL), ==, second);
  g_assert_cmpint (kill (first, 0), ==, 0);
  wait_line (fixture, "shown", 2, NULL);
  wait_gone (second);
  wait_gone (first);
}

static void
test_never_ready (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  start (fixture);
  wait_line (fixture, "ready", 2, NULL);
  behave (fixture, "never-ready");
  kill (wait_line (fixture, "ready", 2, NULL), SIGKILL);
  wait_line (fixture, "start-deaf", 3, NULL);
  behave (fixture, "normal");
  wait_line (fixture, "ready", 3, NULL);
}

static void
test_exit_ignored (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  pid_t first;

  behave (fixture, "ignores-exit");
  start (fixture);
  first = wait_line (fixture, "shown", 1, NULL);
  wait_line (fixture, "ready", 2, NULL);
  kill (first, SIGUSR1);
  g_assert_cmpint (wait_line (fixture, "exit", 1, NULL), ==, first);
  wait_gone (first);
}

static void
test_terminated (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  pid_t first, second;

  behave (fixture, "ignores-exit");
  start (fixture);
  first = wait_line (fixture, "shown", 1, NULL);
  second = wait_line (fixture, "ready", 2, NULL);
  kill (fixture->pid, SIGTERM);
  g_assert_cmpint (end (fixture), ==, 0);
  wait_gone (first);
  wait_gone (second);
  wait_line (fixture, "exit", 2, NULL);
}

static void
test_killed (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  pid_t first, second;

  start (fixture);
  first = wait_line (fixture, "shown", 1, NULL);
  second = wait_line (fixture, "ready", 2, NULL);
  kill (fixture->pid, SIGKILL);
  g_assert_cmpint (end (fixture), ==, 128 + SIGKILL);
  wait_gone (first);
  wait_gone (second);
}

static void
test_cannot_start (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  behave (fixture, "crashes");
  start (fixture);
  g_assert_cmpint (end (fixture), ==, EX_UNAVAILABLE);
}

static void
test_no_sandbox (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  start_with (fixture, NO_BWRAP, /* allow_unsandboxed */ FALSE);
  g_assert_cmpint (end (fixture), ==, EX_OSERR);
  g_assert_cmpint (find_line (fixture, "start-deaf", 1, NULL), ==, 0);
}

/* nothing of the folder is visible inside, so the log stays empty: "ready" has to do */
static void
test_sandbox (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *bwrap = g_find_program_in_path ("bwrap");
  const char *probe[] = { bwrap, "--unshare-all", "--ro-bind", "/", "/", "/usr/bin/true", NULL };
  int status = 1;

  if (bwrap == NULL ||
      !g_spawn_sync (NULL, (char **) probe, NULL, G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, NULL,
                     NULL, &status, NULL) ||
      status != 0)
    {
      g_test_skip ("bwrap does not start here");
      return;
    }
  start_with (fixture, bwrap, /* allow_unsandboxed */ FALSE);
  wait_ready (fixture);
  kill (fixture->pid, SIGTERM);
  g_assert_cmpint (end (fixture), ==, 0);
  g_assert_cmpint (find_line (fixture, "start-deaf", 1, NULL), ==, 0);
}

static void
test_curtain (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  guint curtain_line = 0, screen_line = 0;
  pid_t first, curtain;

  start (fixture);
  wait_ready (fixture);
  first = wait_line (fixture, "shown", 1, NULL);
  curtain = wait_line (fixture, "curtain-show", 1, &curtain_line);
  wait_line (fixture, "show", 1, &screen_line);
  g_assert_cmpint (curtain, !=, first);
  g_assert_cmpuint (curtain_line, <, screen_line);
  wait_line (fixture, "ready", 2, NULL);
  kill (first, SIGKILL);
  wait_line (fixture, "shown", 2, NULL);
  g_assert_cmpint (kill (curtain, 0), ==, 0);
  g_assert_cmpint (find_line (fixture, "curtain-show", 2, NULL), ==, 0);
}

/* mapped at once it would cover the resident's screen */
static void
test_curtain_lost (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  guint curtain_line = 0, screen_line = 0;
  pid_t first, second, curtain;

  start (fixture);
  first = wait_line (fixture, "shown", 1, NULL);
  second = wait_line (fixture, "ready", 2, NULL);
  kill (wait_line (fixture, "curtain-shown", 1, NULL), SIGKILL);
  curtain = wait_line (fixture, "curtain-ready", 2, NULL);
  g_assert_cmpint (kill (first, 0), ==, 0);
  g_assert_cmpint (find_line (fixture, "curtain-show", 2, NULL), ==, 0);
  kill (first, SIGUSR1);
  g_assert_cmpint (wait_line (fixture, "show", 2, &screen_line), ==, second);
  g_assert_cmpint (find_line (fixture, "curtain-show", 2, &curtain_line), ==, curtain);
  g_assert_cmpuint (curtain_line, <, screen_line);
}

/* the screen is told when the curtain is seen or given up, not before */
static void
test_curtain_slow (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  gint64 left_us;
  pid_t first;

  start (fixture);
  first = wait_line (fixture, "shown", 1, NULL);
  wait_line (fixture, "ready", 2, NULL);
  behave (fixture, "curtain-never-shown");
  kill (wait_line (fixture, "curtain-shown", 1, NULL), SIGKILL);
  wait_line (fixture, "curtain-ready", 2, NULL);
  left_us = g_get_monotonic_time ();
  kill (first, SIGUSR1);
  wait_line (fixture, "shown", 2, NULL);
  g_assert_cmpint (g_get_monotonic_time () - left_us, >=, SHOWN_TIMEOUT_MS * 1000);
}

static void
test_curtain_crashes (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  behave (fixture, "curtain-crashes");
  start (fixture);
  wait_ready (fixture);
  wait_line (fixture, "ready", 2, NULL);
  g_assert_cmpint (find_line (fixture, "curtain-ready", 1, NULL), ==, 0);
}

static void
test_curtain_never_shown (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  pid_t curtain;

  behave (fixture, "curtain-never-shown");
  start (fixture);
  curtain = wait_line (fixture, "curtain-show", 1, NULL);
  wait_ready (fixture);
  wait_gone (curtain);
}

static void
test_curtain_terminated (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  pid_t curtain;

  start (fixture);
  curtain = wait_line (fixture, "curtain-shown", 1, NULL);
  wait_line (fixture, "ready", 1, NULL);
  kill (fixture->pid, SIGTERM);
  g_assert_cmpint (end (fixture), ==, 0);
  g_assert_cmpint (wait_line (fixture, "curtain-exit", 1, NULL), ==, curtain);
  wait_gone (curtain);
}

static void
test_curtain_windowed (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  fixture->windowed = TRUE;
  start (fixture);
  wait_ready (fixture);
  wait_line (fixture, "ready", 2, NULL);
  g_assert_cmpint (find_line (fixture, "curtain-start-deaf", 1, NULL), ==, 0);
}

static void
test_patience (void)
{
  AnjSupervisorTimes usual = ANJ_SUPERVISOR_TIMES_DEFAULT;
  AnjSupervisorTimes none = anj_supervisor_times_new (0), ten = anj_supervisor_times_new (10);

  g_assert_cmpmem (&none, sizeof none, &usual, sizeof usual);
  g_assert_cmpuint (ten.silent_ms, ==, 10 * usual.silent_ms);
  g_assert_cmpuint (ten.exit_timeout_ms, ==, 10 * usual.exit_timeout_ms);
  g_assert_cmpuint (ten.start_waiting_ms, ==, usual.start_waiting_ms);
}

#define ADD(path, func) g_test_add ("/supervisor/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("the-next-is-shown-before-the-old-ends", test_hand_over);
  ADD ("after-a-crash-the-waiting-one-is-shown", test_crash);
  ADD ("a-hanging-one-is-replaced-and-killed", test_hang);
  ADD ("a-hanging-waiting-one-is-replaced-unseen", test_waiting_hang);
  ADD ("only-a-waiting-one-is-replaced-when-stale", test_stale);
  ADD ("one-that-does-not-show-is-replaced-while-the-old-stays", test_never_shown);
  ADD ("one-that-is-never-ready-is-replaced", test_never_ready);
  ADD ("one-that-does-not-leave-is-killed", test_exit_ignored);
  ADD ("sigterm-ends-all", test_terminated);
  ADD ("screens-do-not-outlive-a-killed-supervisor", test_killed);
  ADD ("a-screen-that-cannot-start-ends-it", test_cannot_start);
  ADD ("without-a-sandbox-nothing-starts", test_no_sandbox);
  ADD ("in-the-sandbox-a-screen-sees-no-other-folder", test_sandbox);
  ADD ("the-curtain-lies-before-the-first-screen-and-stays", test_curtain);
  ADD ("a-lost-curtain-comes-back-at-the-next-hand-over", test_curtain_lost);
  ADD ("a-screen-waits-for-the-curtain-that-comes-back", test_curtain_slow);
  ADD ("a-curtain-that-cannot-start-stops-no-screen", test_curtain_crashes);
  ADD ("a-curtain-that-does-not-show-stops-no-screen", test_curtain_never_shown);
  ADD ("sigterm-ends-the-curtain", test_curtain_terminated);
  ADD ("in-a-window-there-is-no-curtain", test_curtain_windowed);
  g_test_add_func ("/supervisor/patience-makes-limits-longer-and-no-start-later", test_patience);
  return g_test_run ();
}
