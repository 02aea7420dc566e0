/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * Days at a terminal that has no memory left: the n-th allocation fails, once or from then on, for
 * every n up to a day in which none did. GLib ends the program there, SQLite and OpenSSL tell an
 * error: whatever becomes of it (a child lives the day), what was told must hold in the next start.
 *
 * ANJ_FAULT_STRIDE: every which n (1: all); ANJ_FAULT_FIRST: from which on.
 */

#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "core/anj-memory.h"
#include "fault-day.h"
#include "fault-memo.h"
#include "fault-memory.h"

#define DEFAULT_STRIDE 499
/* a day takes a tenth of a second */
#define PATIENCE_S 60

/* how a day went; in memory that outlives the child that lived it */
typedef struct
{
  guint n_allocations;
  gboolean is_over;
} Report;

typedef struct
{
  FaultDay day;
  Report *report; /* (owned) */
  char *words;    /* (owned): a file for what children say */
} Fixture;

/**
 * Kind:
 * @first, @last: the part of a day
 * @is_checked_anew: configurations are verified each time, instead of once for all days
 */
typedef struct
{
  const char *name;
  guint first;
  guint last;
  gboolean for_good;
  gboolean is_checked_anew;
} Kind;

static const Kind kinds[] = {
  { "once", 1, 14, FALSE, FALSE },
  { "from-then-on", 1, 14, TRUE, FALSE },
  { "once-with-a-configuration", 8, 8, FALSE, TRUE },
};

static int
note_call (FaultCall call, const char *path G_GNUC_UNUSED, gpointer user_data G_GNUC_UNUSED)
{
  if ((call & (FAULT_CALL_WRITE | FAULT_CALL_SYNC | FAULT_CALL_RENAME)) != 0)
    fault_memory_next ();
  return 0;
}

static void
pause_memory (gboolean is_outside)
{
  fault_memory_pause (is_outside);
  fault_memory_next ();
}

static void
say_nothing (const char *path)
{
  int fd = g_open (path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

  g_assert_cmpint (dup2 (fd, STDOUT_FILENO), >=, 0);
  g_assert_cmpint (dup2 (fd, STDERR_FILENO), >=, 0);
}

/* the child */
static void
live (Fixture *fixture, const Kind *kind, guint nth)
{
  const FaultListener listener = { .before = note_call };
  const struct rlimit none = { 0, 0 };

  setrlimit (RLIMIT_CORE, &none);
  alarm (PATIENCE_S);
  say_nothing (fixture->words);
  fault_libc_listen (&listener);
  fault_memory_fail (nth, kind->for_good);
  fault_day_live (&fixture->day, kind->first, kind->last);
  fixture->report->n_allocations = fault_memory_heal ();
  fixture->report->is_over = TRUE;
  _exit (0);
}

/* it may have ended, but not by a stray pointer, a loop or a promise broken before its eyes */
static void
check_end (Fixture *fixture, int status, guint nth)
{
  g_autofree char *words = NULL;

  if (WIFEXITED (status) && (WEXITSTATUS (status) == 0 || WEXITSTATUS (status) == FAULT_MEMORY_END))
    return;
  g_file_get_contents (fixture->words, &words, NULL, NULL);
  if (!WIFSIGNALED (status) || (WTERMSIG (status) != SIGTRAP && WTERMSIG (status) != SIGABRT))
    g_error ("allocation %u: status %#x: %s", nth, (guint) status, words);
  if (strstr (words, "tests/faults/fault-") != NULL)
    g_error ("allocation %u: %s", nth, words);
}

/* how many allocations there were; 0: it did not come to its end */
static guint
live_with (Fixture *fixture, const Kind *kind, guint nth)
{
  FaultDay *day = &fixture->day;
  int status;
  pid_t pid;

  fault_day_begin (day);
  *fixture->report = (Report){ 0 };
  pid = fork ();
  g_assert_cmpint (pid, >=, 0);
  if (pid == 0)
    live (fixture, kind, nth);
  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  check_end (fixture, status, nth);
  day->told->n_failed++; /* it may have ended in the middle of anything */
  fault_day_check (day, day->terminal.agent.state_dir, G_MAXUINT);
  return fixture->report->n_allocations;
}

static void
test_kind (Fixture *fixture, gconstpointer user_data)
{
  const Kind *kind = user_data;
  guint stride = fault_day_number ("ANJ_FAULT_STRIDE", DEFAULT_STRIDE);
  guint first = fault_day_number ("ANJ_FAULT_FIRST", 1);
  guint n_ended = 0, n_refused = 0, n_done = 0;
  guint n_all;

  fault_memo_set (!kind->is_checked_anew);
  n_all = live_with (fixture, kind, 0);
  g_assert_cmpuint (n_all, >, 1000);
  for (guint nth = first; nth <= n_all; nth += stride, n_done++)
    {
      live_with (fixture, kind, nth);
      n_ended += !fixture->report->is_over;
      n_refused += fixture->report->is_over && fixture->day.told->n_failed > 1;
    }
  g_test_message ("%u of %u allocations: %u ended the program, %u were refused, %u done without",
                  n_done, n_all, n_ended, n_refused, n_done - n_ended - n_refused);
}

static void
set_up (Fixture *fixture, gconstpointer user_data)
{
  const Kind *kind = user_data;
  g_autoptr (GError) error = NULL;

  fixture->report = mmap (NULL, sizeof *fixture->report, PROT_READ | PROT_WRITE,
                          MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  g_assert_true (fixture->report != MAP_FAILED);
  fixture->day = (FaultDay){ .is_rough = TRUE, .pause = pause_memory };
  fault_day_init (&fixture->day);
  fixture->words = g_strconcat (fixture->day.terminal.agent.state_dir, "-words", NULL);
  /* what is remembered is the children's too */
  fault_memo_set (TRUE);
  fault_day_live (&fixture->day, kind->first, kind->last);
}

static void
tear_down (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  fault_memo_clear ();
  fault_day_clear (&fixture->day);
  munmap (fixture->report, sizeof *fixture->report);
  g_remove (fixture->words);
  g_free (fixture->words);
}

int
main (int argc, char **argv)
{
  /* each allocation is libc's then, and not a piece of one before */
  if (g_getenv ("G_SLICE") == NULL)
    {
      g_setenv ("G_SLICE", "always-malloc", TRUE);
      execv ("/proc/self/exe", argv);
      return EX_OSERR;
    }
  g_assert_true (anj_memory_end_when_full ()); /* as the agent */
  g_test_init (&argc, &argv, NULL);
  /* warnings are what it brings */
  g_log_set_always_fatal (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL);
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree char *path = g_strconcat ("/nth-memory/", kinds[i].name, NULL);

      g_test_add (path, Fixture, &kinds[i], set_up, test_kind, tear_down);
    }
  return g_test_run ();
}
