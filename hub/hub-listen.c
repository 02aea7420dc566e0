/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-listen.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <netdb.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define BACKLOG 1024
#define UNIX_PREFIX "unix:"
/* who may connect may say who they are: the socket's group is the proxy's */
#define UNIX_MODE 0660

static int
fail (int fd, const char *address, GError **error)
{
  g_set_error (error, HUB_ERROR, HUB_ERROR_UNAVAILABLE, "cannot listen on %s: %s", address,
               g_strerror (errno));
  if (fd >= 0)
    close (fd);
  return -1;
}

/* whether somebody answers there; a socket file of a dead process does not */
static gboolean
is_alive (const struct sockaddr_un *name)
{
  int fd = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  gboolean alive = fd >= 0 && connect (fd, (const struct sockaddr *) name, sizeof *name) == 0;

  if (fd >= 0)
    close (fd);
  return alive;
}

static int
listen_unix (const char *address, GError **error)
{
  const char *path = address + strlen (UNIX_PREFIX);
  struct sockaddr_un name = { .sun_family = AF_UNIX };
  GStatBuf status;
  int fd;

  if (*path == '\0' || strlen (path) >= sizeof name.sun_path)
    {
      g_set_error (error, HUB_ERROR, HUB_ERROR_USAGE, "%s: the path is empty or too long", address);
      return -1;
    }
  g_strlcpy (name.sun_path, path, sizeof name.sun_path);
  if (g_lstat (path, &status) == 0 && S_ISSOCK (status.st_mode))
    {
      if (is_alive (&name))
        {
          errno = EADDRINUSE;
          return fail (-1, address, error);
        }
      g_unlink (path);
    }
  fd = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0 || bind (fd, (struct sockaddr *) &name, sizeof name) != 0 ||
      chmod (path, UNIX_MODE) != 0 || listen (fd, BACKLOG) != 0)
    return fail (fd, address, error);
  return fd;
}

/* "[::1]:80" and "127.0.0.1:80" into host and port */
static gboolean
split_address (const char *address, char **out_host, char **out_port)
{
  const char *colon = strrchr (address, ':');
  gsize n_host = colon != NULL ? (gsize) (colon - address) : 0;

  if (n_host == 0 || colon[1] == '\0')
    return FALSE;
  if (address[0] == '[' && n_host > 2 && address[n_host - 1] == ']')
    *out_host = g_strndup (address + 1, n_host - 2);
  else if (memchr (address, ':', n_host) == NULL)
    *out_host = g_strndup (address, n_host);
  else
    return FALSE;
  *out_port = g_strdup (colon + 1);
  return TRUE;
}

static char *
name_socket (int fd)
{
  struct sockaddr_storage name;
  socklen_t n_bytes = sizeof name;
  char host[64], port[8];

  if (getsockname (fd, (struct sockaddr *) &name, &n_bytes) != 0 ||
      getnameinfo ((struct sockaddr *) &name, n_bytes, host, sizeof host, port, sizeof port,
                   NI_NUMERICHOST | NI_NUMERICSERV) != 0)
    return NULL;
  return g_strdup_printf (name.ss_family == AF_INET6 ? "[%s]:%s" : "%s:%s", host, port);
}

static int
listen_tcp (const char *address, char **out_name, GError **error)
{
  struct addrinfo hints = { .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE,
                            .ai_socktype = SOCK_STREAM };
  struct addrinfo *info = NULL;
  g_autofree char *host = NULL;
  g_autofree char *port = NULL;
  const int on = 1;
  int fd;

  if (!split_address (address, &host, &port) || getaddrinfo (host, port, &hints, &info) != 0)
    {
      g_set_error (error, HUB_ERROR, HUB_ERROR_USAGE,
                   "%s is no address; write 127.0.0.1:8443, [::1]:8443 or unix:/path", address);
      return -1;
    }
  fd = socket (info->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0 || setsockopt (fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0 ||
      bind (fd, info->ai_addr, info->ai_addrlen) != 0 || listen (fd, BACKLOG) != 0)
    fd = fail (fd, address, error);
  else
    *out_name = name_socket (fd);
  freeaddrinfo (info);
  return fd;
}

int
hub_listen (const char *address, char **out_name, GError **error)
{
  int fd;

  if (!g_str_has_prefix (address, UNIX_PREFIX))
    return listen_tcp (address, out_name, error);
  fd = listen_unix (address, error);
  if (fd >= 0)
    *out_name = g_strdup (address);
  return fd;
}
