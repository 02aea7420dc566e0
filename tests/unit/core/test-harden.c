/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/anj-harden.h"

#include <linux/capability.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/* CAP_IPC_LOCK or no limit, as this machine gives them */
static gboolean
may_lock (void)
{
  g_autofree char *status = NULL;
  const char *line;
  struct rlimit limit;
  guint64 capabilities = 0;

  g_assert_true (g_file_get_contents ("/proc/self/status", &status, NULL, NULL));
  line = strstr (status, "\nCapEff:");
  g_assert_cmpint (sscanf (line, " CapEff: %" G_GINT64_MODIFIER "x", &capabilities), ==, 1);
  g_assert_cmpint (getrlimit (RLIMIT_MEMLOCK, &limit), ==, 0);
  return limit.rlim_max == RLIM_INFINITY || (capabilities & (1u << CAP_IPC_LOCK)) != 0 ||
         (capabilities & (1u << CAP_SYS_RESOURCE)) != 0;
}

static gboolean
is_locked (void)
{
  g_autofree char *status = NULL;
  const char *line;
  guint64 n_kib = 0;

  g_assert_true (g_file_get_contents ("/proc/self/status", &status, NULL, NULL));
  line = strstr (status, "\nVmLck:");
  g_assert_cmpint (sscanf (line, " VmLck: %" G_GUINT64_FORMAT, &n_kib), ==, 1);
  return n_kib > 0;
}

static void
look_at_self (AnjHarden harden)
{
  gboolean can_lock = may_lock ();
  struct rlimit core;
  int parent_signal = 0;

  g_assert_true (anj_harden_self (harden));
  g_assert_cmpint (getrlimit (RLIMIT_CORE, &core), ==, 0);
  g_assert_cmpuint (core.rlim_max, ==, 0);
  g_assert_cmpint (prctl (PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0), ==, harden != ANJ_HARDEN_STARTER);
  prctl (PR_GET_PDEATHSIG, &parent_signal, 0, 0, 0);
  g_assert_cmpint (parent_signal != 0, ==, harden == ANJ_HARDEN_WITH_PARENT);
#ifndef __SANITIZE_ADDRESS__
  g_assert_cmpint (prctl (PR_GET_DUMPABLE, 0, 0, 0, 0), ==, 0);
  g_assert_cmpint (is_locked (), ==, can_lock);
#endif
}

/* in a child, for there is no way back */
static void
check_in_child (AnjHarden harden)
{
  int status = 0;
  pid_t pid = fork ();

  if (pid == 0)
    {
      look_at_self (harden);
      _exit (0);
    }
  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  g_assert_true (WIFEXITED (status) && WEXITSTATUS (status) == 0);
}

static void
test_a_program_keeps_itself_to_itself (void)
{
  check_in_child (ANJ_HARDEN_ALONE);
}

static void
test_what_others_start_ends_with_them (void)
{
  check_in_child (ANJ_HARDEN_WITH_PARENT);
}

static void
test_a_starter_leaves_privileges_to_what_it_starts (void)
{
  check_in_child (ANJ_HARDEN_STARTER);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/harden/a program keeps itself to itself",
                   test_a_program_keeps_itself_to_itself);
  g_test_add_func ("/harden/what others start ends with them",
                   test_what_others_start_ends_with_them);
  g_test_add_func ("/harden/a starter leaves privileges to what it starts",
                   test_a_starter_leaves_privileges_to_what_it_starts);
  return g_test_run ();
}
