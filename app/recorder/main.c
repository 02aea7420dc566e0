/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sysexits.h>
#include <unistd.h>

#include "app/recorder/anj-recorder.h"

/* A resident's photo and voice pass through this memory: no core, no debugger, and it does not
 * outlive whoever started it. */
static void
harden (void)
{
  struct rlimit no_core = { 0, 0 };

  setrlimit (RLIMIT_CORE, &no_core);
  prctl (PR_SET_DUMPABLE, 0);
  prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  prctl (PR_SET_PDEATHSIG, SIGKILL);
  signal (SIGPIPE, SIG_IGN);
}

#define USAGE                                                                                      \
  "usage: anjungan-recorder camera|microphone DEVICE|test\n"                                       \
  "Started by anjungan-agent; writes what the device gives to standard output."

static int
fail (const char *message, int code)
{
  fprintf (stderr, "anjungan-recorder: %s\n", message);
  return code;
}

int
main (int argc, char **argv)
{
  gboolean is_camera = argc == 3 && strcmp (argv[1], "camera") == 0;
  g_autoptr (GError) error = NULL;
  int fd;

  harden ();
  if (argc == 2 && strcmp (argv[1], "--version") == 0)
    {
      printf ("anjungan-recorder %s\n", ANJ_VERSION);
      return EX_OK;
    }
  if (argc == 2 && strcmp (argv[1], "--help") == 0)
    {
      printf ("%s\n--version, --help: print it and end.\n", USAGE);
      return EX_OK;
    }
  if (!is_camera && !(argc == 3 && strcmp (argv[1], "microphone") == 0))
    return fail (USAGE, EX_USAGE);
  /* nothing else may write into the stream */
  fd = fcntl (STDOUT_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
  if (fd < 0 || dup2 (STDERR_FILENO, STDOUT_FILENO) < 0)
    return fail ("standard output is closed", EX_IOERR);
  if (anj_recorder_run (is_camera ? ANJ_PIPELINE_CAMERA : ANJ_PIPELINE_MICROPHONE, argv[2], fd,
                        &error))
    return EX_OK;
  return fail (error->message, EX_UNAVAILABLE);
}
