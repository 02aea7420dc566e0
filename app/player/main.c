/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "app/player/anj-jack.h"
#include "app/player/anj-player.h"
#include "core/anj-harden.h"

#define USAGE                                                                                      \
  "usage: anjungan-player play DEVICE|test:FILE\n"                                                 \
  "       anjungan-player jack CARD/CONTROL|test:FILE\n"                                           \
  "Started by anjungan-agent; plays what comes on standard input, or writes to standard output\n"  \
  "whether a headset is in."

static int
fail (const char *message, int code)
{
  fprintf (stderr, "anjungan-player: %s\n", message);
  return code;
}

static gboolean
watch_jack (const char *jack, GError **error)
{
  /* nothing else may write among the lines */
  int fd = fcntl (STDOUT_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);

  if (fd >= 0 && dup2 (STDERR_FILENO, STDOUT_FILENO) >= 0)
    return anj_jack_run (jack, fd, error);
  g_set_error_literal (error, G_FILE_ERROR, G_FILE_ERROR_BADF, "standard output is closed");
  return FALSE;
}

int
main (int argc, char **argv)
{
  gboolean is_play = argc == 3 && strcmp (argv[1], "play") == 0;
  g_autoptr (GError) error = NULL;

  if (!anj_harden_self (ANJ_HARDEN_WITH_PARENT))
    return fail (g_strerror (errno), EX_OSERR);
  signal (SIGPIPE, SIG_IGN);
  if (argc == 2 && strcmp (argv[1], "--version") == 0)
    {
      printf ("anjungan-player %s\n", ANJ_VERSION);
      return EX_OK;
    }
  if (argc == 2 && strcmp (argv[1], "--help") == 0)
    {
      printf ("%s\n--version, --help: print it and end.\n", USAGE);
      return EX_OK;
    }
  if (!is_play && !(argc == 3 && strcmp (argv[1], "jack") == 0))
    return fail (USAGE, EX_USAGE);
  if (is_play ? anj_player_run (argv[2], STDIN_FILENO, &error) : watch_jack (argv[2], &error))
    return EX_OK;
  return fail (error->message, EX_UNAVAILABLE);
}
