/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/supervisor/anj-child.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ui/supervisor/anj-supervised.h"

#define EXIT_NOT_STARTED 127

/* between fork() and execve(): nothing but system calls */
static void
become (int fd, pid_t parent, char *const *argv, char *const *envp)
{
  const struct rlimit no_core = { 0, 0 };
  sigset_t none;
  int null_fd;

  sigemptyset (&none);
  if (prctl (PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0 || getppid () != parent ||
      setrlimit (RLIMIT_CORE, &no_core) != 0 || sigprocmask (SIG_SETMASK, &none, NULL) != 0)
    _exit (EXIT_NOT_STARTED);

  /* standard output is the supervisor's alone: it prints "ready" there */
  null_fd = open ("/dev/null", O_RDONLY);
  if (null_fd < 0 || dup2 (null_fd, STDIN_FILENO) < 0 || dup2 (STDERR_FILENO, STDOUT_FILENO) < 0)
    _exit (EXIT_NOT_STARTED);
  if (fd == ANJ_SUPERVISED_FD ? fcntl (fd, F_SETFD, 0) != 0 : dup2 (fd, ANJ_SUPERVISED_FD) < 0)
    _exit (EXIT_NOT_STARTED);
  close_range (ANJ_SUPERVISED_FD + 1, ~0U, 0);
  execve (argv[0], argv, envp);
  _exit (EXIT_NOT_STARTED);
}

AnjChild *
anj_child_start (char *const *argv, char *const *envp, gint64 monotonic_us)
{
  AnjChild *self;
  pid_t parent = getpid ();
  pid_t pid;
  int fds[2];

  if (socketpair (AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds) != 0)
    return NULL;
  pid = fork ();
  if (pid == 0)
    become (fds[1], parent, argv, envp);
  close (fds[1]);
  if (pid < 0)
    {
      close (fds[0]);
      return NULL;
    }
  self = g_new0 (AnjChild, 1);
  self->state = ANJ_CHILD_STARTING;
  self->pid = pid;
  self->pidfd = pidfd_open (pid, 0);
  self->fd = fds[0];
  self->exit_code = -1;
  self->started_us = self->since_us = self->heard_us = monotonic_us;
  g_assert (self->pidfd >= 0); /* it is our child and not reaped: only want of memory or an ancient
                                  kernel could refuse */
  return self;
}

static void
hang_up (AnjChild *self)
{
  if (self->fd >= 0)
    close (self->fd);
  self->fd = -1;
}

void
anj_child_free (AnjChild *self)
{
  siginfo_t info;

  if (self == NULL)
    return;
  if (self->state != ANJ_CHILD_GONE)
    {
      anj_child_kill (self);
      while (waitid (P_PIDFD, (id_t) self->pidfd, &info, WEXITED) != 0 && errno == EINTR)
        ;
    }
  hang_up (self);
  close (self->pidfd);
  g_free (self);
}

void
anj_child_send (AnjChild *self, const char *message)
{
  if (self->fd >= 0)
    (void) !send (self->fd, message, strlen (message), MSG_DONTWAIT | MSG_NOSIGNAL);
}

const char *
anj_child_receive (AnjChild *self, char *buffer, gsize n_bytes)
{
  ssize_t n_received;

  if (self->fd < 0)
    return NULL;
  do
    n_received = recv (self->fd, buffer, n_bytes - 1, MSG_DONTWAIT);
  while (n_received < 0 && errno == EINTR);
  if (n_received < 0 && errno == EAGAIN)
    return NULL;
  if (n_received <= 0)
    {
      hang_up (self); /* it ends, or it will be taken for hung */
      return NULL;
    }
  buffer[n_received] = '\0';
  return buffer;
}

void
anj_child_kill (AnjChild *self)
{
  pidfd_send_signal (self->pidfd, SIGKILL, NULL, 0);
}

gboolean
anj_child_reap (AnjChild *self)
{
  siginfo_t info = { 0 };

  if (waitid (P_PIDFD, (id_t) self->pidfd, &info, WEXITED | WNOHANG) != 0 || info.si_pid == 0)
    return FALSE;
  self->exit_code = info.si_code == CLD_EXITED ? info.si_status : 128 + info.si_status;
  return TRUE;
}
