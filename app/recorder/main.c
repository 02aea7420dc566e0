/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "app/recorder/anj-recorder.h"
#include "core/anj-harden.h"

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

  if (!anj_harden_self (ANJ_HARDEN_WITH_PARENT))
    return fail (g_strerror (errno), EX_OSERR);
  signal (SIGPIPE, SIG_IGN);
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
