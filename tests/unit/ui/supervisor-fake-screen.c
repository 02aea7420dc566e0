/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A screen without a window for the supervisor's tests. `--log FILE`: appends "PID WORD" lines.
 * `--behaviour FILE`: what the next one started does: normal, crashes, never-ready, never-shown,
 * ignores-exit. With `--curtain` it is the curtain: its words begin with "curtain-", and so do the
 * behaviours that are not the screens'. SIGUSR1: the resident leaves; SIGUSR2: what it was built
 * from changed. */

#include <fcntl.h>
#include <glib-unix.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/anj-harden.h"
#include "ui/supervisor/anj-supervised.h"

typedef struct
{
  AnjSupervised *supervised;
  char *log;
  char *behaviour;
  gboolean is_curtain;
} Screen;

static void
note (const Screen *self, const char *word)
{
  g_autofree char *line = g_strdup_printf ("%d %s%s\n", (int) getpid (),
                                           self->is_curtain ? "curtain-" : "", word);
  int fd = self->log != NULL ? open (self->log, O_WRONLY | O_APPEND | O_CREAT, 0600) : -1;

  if (fd < 0)
    return;
  (void) !write (fd, line, strlen (line));
  close (fd);
}

/* "x": all do; "curtain-x": the curtain does */
static gboolean
does (const Screen *self, const char *what)
{
  const char *curtain_what = NULL;

  if (g_str_has_prefix (self->behaviour, "curtain-"))
    curtain_what = self->behaviour + strlen ("curtain-");
  return strcmp (self->behaviour, what) == 0 ||
         (self->is_curtain && g_strcmp0 (curtain_what, what) == 0);
}

static void
on_show (Screen *self)
{
  note (self, "show");
  if (does (self, "never-shown"))
    return;
  anj_supervised_send_paint (self->supervised);
  anj_supervised_send_shown (self->supervised);
  note (self, "shown");
}

static void
on_exit_asked (Screen *self)
{
  note (self, "exit");
  if (!does (self, "ignores-exit"))
    _exit (0);
}

static gboolean
on_done (gpointer user_data)
{
  Screen *self = user_data;

  note (self, "done");
  anj_supervised_send_done (self->supervised);
  return G_SOURCE_CONTINUE;
}

static gboolean
on_stale (gpointer user_data)
{
  Screen *self = user_data;

  note (self, "stale");
  anj_supervised_send_stale (self->supervised);
  return G_SOURCE_CONTINUE;
}

static gboolean
has_word (int argc, char **argv, const char *word)
{
  for (int i = 1; i < argc; i++)
    if (strcmp (argv[i], word) == 0)
      return TRUE;
  return FALSE;
}

static const char *
word_after (int argc, char **argv, const char *name)
{
  for (int i = 1; i + 1 < argc; i++)
    if (strcmp (argv[i], name) == 0)
      return argv[i + 1];
  return NULL;
}

int
main (int argc, char **argv)
{
  const char *behaviour_file = word_after (argc, argv, "--behaviour");
  Screen self = { .log = g_strdup (word_after (argc, argv, "--log")),
                  .is_curtain = has_word (argc, argv, "--curtain") };
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);

  if (behaviour_file == NULL || !g_file_get_contents (behaviour_file, &self.behaviour, NULL, NULL))
    self.behaviour = g_strdup ("normal");
  if (does (&self, "crashes"))
    _exit (1);
  if (has_word (argc, argv, "--agent") == self.is_curtain)
    _exit (4); /* a screen needs its agent, the curtain must not know it */
  if (!anj_harden_self (ANJ_HARDEN_WITH_PARENT))
    return 2;
  self.supervised = anj_supervised_new_from_fd3 ();
  if (self.supervised == NULL)
    return 3;
  note (&self, g_getenv ("GTK_A11Y") != NULL ? "start-deaf" : "start");
  g_signal_connect_swapped (self.supervised, "show", G_CALLBACK (on_show), &self);
  g_signal_connect_swapped (self.supervised, "exit", G_CALLBACK (on_exit_asked), &self);
  g_unix_signal_add (SIGUSR1, on_done, &self);
  g_unix_signal_add (SIGUSR2, on_stale, &self);
  if (!does (&self, "never-ready"))
    {
      anj_supervised_send_ready (self.supervised);
      note (&self, "ready");
    }
  g_main_loop_run (loop);
  return 0;
}
