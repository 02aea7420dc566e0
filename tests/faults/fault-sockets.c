/* SPDX-License-Identifier: GPL-3.0-or-later */

/* libc's socket calls, as fault-libc.c has its file calls */

#undef _FORTIFY_SOURCE

#include "fault-libc-private.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

/* (nullable) (transfer full) */
static char *
name_peer (const struct sockaddr *address, socklen_t n_bytes)
{
  char text[INET6_ADDRSTRLEN] = "";

  if (address->sa_family == AF_INET)
    {
      const struct sockaddr_in *in = (const struct sockaddr_in *) address;

      inet_ntop (AF_INET, &in->sin_addr, text, sizeof text);
      return g_strdup_printf ("inet:%s:%u", text, ntohs (in->sin_port));
    }
  if (address->sa_family == AF_INET6)
    {
      const struct sockaddr_in6 *in = (const struct sockaddr_in6 *) address;

      inet_ntop (AF_INET6, &in->sin6_addr, text, sizeof text);
      return g_strdup_printf ("inet:[%s]:%u", text, ntohs (in->sin6_port));
    }
  if (address->sa_family == AF_UNIX && n_bytes > G_STRUCT_OFFSET (struct sockaddr_un, sun_path))
    return g_strconcat ("unix:", ((const struct sockaddr_un *) address)->sun_path, NULL);
  return NULL;
}

int
connect (int fd, const struct sockaddr *address, socklen_t n_bytes)
{
  int (*real) (int, const struct sockaddr *, socklen_t) = FAULT_REAL (
      int (*) (int, const struct sockaddr *, socklen_t), "connect");
  g_autofree char *path = name_peer (address, n_bytes);
  int status;

  if (fault_libc_refuses (FAULT_CALL_CONNECT, path))
    return -1;
  status = real (fd, address, n_bytes);
  if (status == 0 || errno == EINPROGRESS)
    {
      int number = errno;

      fault_libc_set_path (fd, g_steal_pointer (&path));
      errno = number;
    }
  return status;
}

static void
tell_sent (int fd, ssize_t n_done)
{
  const FaultListener *listener = fault_libc_listener ();
  const char *path = fault_libc_path (fd);

  if (listener != NULL && listener->sent != NULL && path != NULL && n_done > 0)
    listener->sent (path, (gsize) n_done, listener->user_data);
}

static void
tell_received (int fd, ssize_t n_done)
{
  const FaultListener *listener = fault_libc_listener ();
  const char *path = fault_libc_path (fd);

  if (listener != NULL && listener->received != NULL && path != NULL && n_done > 0)
    listener->received (path, (gsize) n_done, listener->user_data);
}

ssize_t
send (int fd, const void *data, size_t n_bytes, int flags)
{
  ssize_t (*real) (int, const void *, size_t,
                   int) = FAULT_REAL (ssize_t (*) (int, const void *, size_t, int), "send");
  const char *path = fault_libc_path (fd);
  ssize_t n_done;

  if (fault_libc_refuses (FAULT_CALL_SEND, path))
    return -1;
  n_done = real (fd, data, fault_libc_allows (FAULT_CALL_SEND, path, n_bytes), flags);
  tell_sent (fd, n_done);
  return n_done;
}

ssize_t
recv (int fd, void *out, size_t n_bytes, int flags)
{
  ssize_t (*real) (int, void *, size_t, int) = FAULT_REAL (ssize_t (*) (int, void *, size_t, int),
                                                           "recv");
  const char *path = fault_libc_path (fd);
  ssize_t n_done;

  if (fault_libc_refuses (FAULT_CALL_RECV, path))
    return -1;
  n_done = real (fd, out, fault_libc_allows (FAULT_CALL_RECV, path, n_bytes), flags);
  tell_received (fd, n_done);
  return n_done;
}

ssize_t
sendmsg (int fd, const struct msghdr *message, int flags)
{
  ssize_t (*real) (int, const struct msghdr *,
                   int) = FAULT_REAL (ssize_t (*) (int, const struct msghdr *, int), "sendmsg");
  ssize_t n_done;

  if (fault_libc_refuses (FAULT_CALL_SEND, fault_libc_path (fd)))
    return -1;
  n_done = real (fd, message, flags);
  tell_sent (fd, n_done);
  return n_done;
}

ssize_t
recvmsg (int fd, struct msghdr *message, int flags)
{
  ssize_t (*real) (int, struct msghdr *, int) = FAULT_REAL (ssize_t (*) (int, struct msghdr *, int),
                                                            "recvmsg");
  ssize_t n_done;

  if (fault_libc_refuses (FAULT_CALL_RECV, fault_libc_path (fd)))
    return -1;
  n_done = real (fd, message, flags);
  tell_received (fd, n_done);
  return n_done;
}
