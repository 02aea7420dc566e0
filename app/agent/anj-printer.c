/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/agent/anj-printer.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <linux/lp.h>
#include <poll.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include "app/agent/anj-agent-error.h"

#define ANSWER_TIMEOUT_MS 200

/* DLE EOT 4, "transmit real-time status: roll paper sensor", and what of the answer is fixed and
 * what says that the roll has ended (Epson, ESC/POS Command Reference for TM printers) */
static const guint8 ASK_PAPER[] = { 0x10, 0x04, 4 };
#define ANSWER_FIXED_MASK 0x93
#define ANSWER_FIXED 0x12
#define ANSWER_PAPER_END 0x60

gboolean
anj_printer_is_there (const char *path)
{
  GStatBuf status;

  return g_stat (path, &status) == 0 && S_ISCHR (status.st_mode) && g_access (path, W_OK) == 0;
}

static void
set_unavailable (GError **error, const char *key)
{
  g_set_error_literal (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_UNAVAILABLE, key);
}

/* what bytes say must not be taken for what a keyboard types */
static gboolean
make_raw (int fd)
{
  struct termios mode;

  if (tcgetattr (fd, &mode) != 0)
    return FALSE;
  cfmakeraw (&mode);
  mode.c_cflag |= CLOCAL;
  return tcsetattr (fd, TCSANOW, &mode) == 0;
}

/* a serial printer answers on the line; the session's descriptor only writes */
static gboolean
says_paper_end (const char *path)
{
  int fd = open (path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
  struct pollfd look = { .fd = fd, .events = POLLIN };
  guint8 answer = 0;
  gboolean is_answered;

  if (fd < 0)
    return FALSE;
  tcflush (fd, TCIFLUSH);
  is_answered = write (fd, ASK_PAPER, sizeof ASK_PAPER) == (gssize) sizeof ASK_PAPER &&
                poll (&look, 1, ANSWER_TIMEOUT_MS) == 1 && read (fd, &answer, 1) == 1;
  close (fd);
  return is_answered && (answer & ANSWER_FIXED_MASK) == ANSWER_FIXED &&
         (answer & ANSWER_PAPER_END) == ANSWER_PAPER_END;
}

static gboolean
is_out_of_paper (int fd, const char *path)
{
  int status;

  /* lp and usblp ask the printer themselves */
  if (ioctl (fd, LPGETSTATUS, &status) == 0)
    return (status & LP_POUTPA) != 0;
  return isatty (fd) && says_paper_end (path);
}

static gboolean
prepare (int fd, const char *path, GError **error)
{
  struct stat status;

  if (fstat (fd, &status) != 0 || !S_ISCHR (status.st_mode))
    set_unavailable (error, "printer-absent");
  else if (flock (fd, LOCK_EX | LOCK_NB) != 0)
    set_unavailable (error, errno == EWOULDBLOCK ? "device-busy" : "printer-absent");
  else if (isatty (fd) && !make_raw (fd))
    set_unavailable (error, "printer-absent");
  else if (is_out_of_paper (fd, path))
    set_unavailable (error, "printer-paper");
  else
    return TRUE;
  return FALSE;
}

/* a printer that hangs answers its driver late: not on the main loop */
static void
open_in_thread (GTask *task,
                gpointer source G_GNUC_UNUSED,
                gpointer path,
                GCancellable *cancellable G_GNUC_UNUSED)
{
  int fd = open (path, O_WRONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
  GError *error = NULL;

  if (fd < 0)
    set_unavailable (&error, errno == EBUSY ? "device-busy" : "printer-absent");
  else if (prepare (fd, path, &error))
    {
      g_task_return_int (task, fd);
      return;
    }
  if (fd >= 0)
    close (fd);
  g_task_return_error (task, error);
}

void
anj_printer_open_async (const char *path, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);

  g_task_set_source_tag (task, anj_printer_open_async);
  g_task_set_task_data (task, g_strdup (path), g_free);
  g_task_run_in_thread (task, open_in_thread);
}

int
anj_printer_open_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), -1);
  g_return_val_if_fail (g_async_result_is_tagged (result, anj_printer_open_async), -1);

  return (int) g_task_propagate_int (G_TASK (result), error);
}
