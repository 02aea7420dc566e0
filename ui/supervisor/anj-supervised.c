/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/supervisor/anj-supervised.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define HEARTBEAT_MS 500
#define MAX_MESSAGE_BYTES 16

struct _AnjSupervised
{
  GObject parent_instance;

  int fd;             /* (owned): -1 once the supervisor is gone */
  GSource *messages;  /* (owned) */
  GSource *heartbeat; /* (owned) */
};

G_DEFINE_FINAL_TYPE (AnjSupervised, anj_supervised, G_TYPE_OBJECT)

static void
drop_source (GSource **source)
{
  if (*source == NULL)
    return;
  g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static void
hang_up (AnjSupervised *self)
{
  drop_source (&self->messages);
  drop_source (&self->heartbeat);
  if (self->fd >= 0)
    close (self->fd);
  self->fd = -1;
}

/* never blocks and never raises SIGPIPE; a full queue means that the supervisor sleeps, and a lost
 * heartbeat is then no loss */
static void
send_message (AnjSupervised *self, const char *message)
{
  if (self->fd >= 0)
    (void) !send (self->fd, message, strlen (message), MSG_DONTWAIT | MSG_NOSIGNAL);
}

static gboolean
on_heartbeat (gpointer user_data)
{
  send_message (user_data, "HB");
  return G_SOURCE_CONTINUE;
}

static gboolean
on_message (int fd, GIOCondition condition G_GNUC_UNUSED, gpointer user_data)
{
  g_autoptr (AnjSupervised) self = g_object_ref (user_data);
  char message[MAX_MESSAGE_BYTES + 1];
  ssize_t n_bytes;

  n_bytes = recv (fd, message, MAX_MESSAGE_BYTES, MSG_DONTWAIT);
  if (n_bytes < 0 && (errno == EAGAIN || errno == EINTR))
    return G_SOURCE_CONTINUE;
  if (n_bytes <= 0)
    {
      hang_up (self);
      g_signal_emit_by_name (self, "exit");
      return G_SOURCE_REMOVE;
    }

  message[n_bytes] = '\0';
  if (strcmp (message, "SHOW") == 0)
    g_signal_emit_by_name (self, "show");
  else if (strcmp (message, "EXIT") == 0)
    g_signal_emit_by_name (self, "exit");
  return G_SOURCE_CONTINUE;
}

static void
anj_supervised_finalize (GObject *object)
{
  hang_up (ANJ_SUPERVISED (object));
  G_OBJECT_CLASS (anj_supervised_parent_class)->finalize (object);
}

static void
anj_supervised_class_init (AnjSupervisedClass *klass)
{
  static const char *const names[] = { "show", "exit" };

  G_OBJECT_CLASS (klass)->finalize = anj_supervised_finalize;
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    g_signal_new (names[i], G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);
}

static void
anj_supervised_init (AnjSupervised *self)
{
  self->fd = -1;
}

AnjSupervised *
anj_supervised_new (int fd)
{
  AnjSupervised *self = g_object_new (ANJ_TYPE_SUPERVISED, NULL);

  self->fd = fd;
  fcntl (fd, F_SETFD, FD_CLOEXEC);

  self->messages = g_unix_fd_source_new (fd, G_IO_IN | G_IO_HUP | G_IO_ERR);
  g_source_set_callback (self->messages, G_SOURCE_FUNC (on_message), self, NULL);
  g_source_attach (self->messages, g_main_context_get_thread_default ());

  self->heartbeat = g_timeout_source_new (HEARTBEAT_MS);
  g_source_set_callback (self->heartbeat, on_heartbeat, self, NULL);
  g_source_attach (self->heartbeat, g_main_context_get_thread_default ());
  on_heartbeat (self);
  return self;
}

AnjSupervised *
anj_supervised_new_from_fd3 (void)
{
  int type = 0;
  socklen_t size = sizeof type;

  if (getsockopt (ANJ_SUPERVISED_FD, SOL_SOCKET, SO_TYPE, &type, &size) != 0 ||
      type != SOCK_SEQPACKET)
    return NULL;
  return anj_supervised_new (ANJ_SUPERVISED_FD);
}

void
anj_supervised_send_ready (AnjSupervised *self)
{
  g_return_if_fail (ANJ_IS_SUPERVISED (self));
  send_message (self, "READY");
}

void
anj_supervised_send_paint (AnjSupervised *self)
{
  g_return_if_fail (ANJ_IS_SUPERVISED (self));
  send_message (self, "PAINT");
}

void
anj_supervised_send_shown (AnjSupervised *self)
{
  g_return_if_fail (ANJ_IS_SUPERVISED (self));
  send_message (self, "SHOWN");
}

void
anj_supervised_send_done (AnjSupervised *self)
{
  g_return_if_fail (ANJ_IS_SUPERVISED (self));
  send_message (self, "DONE");
}

void
anj_supervised_send_stale (AnjSupervised *self)
{
  g_return_if_fail (ANJ_IS_SUPERVISED (self));
  send_message (self, "STALE");
}
