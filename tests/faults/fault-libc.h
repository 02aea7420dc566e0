/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>
#include <sys/types.h>

G_BEGIN_DECLS

/* What stands before libc tells whom it is for. Paths are absolute; that of a socket is the peer it
 * was connected to: "inet:ADDRESS:PORT" or "unix:PATH". Calls on what has no path go on untold. */
typedef enum {
  FAULT_CALL_WRITE = 1 << 0, /* and truncate */
  FAULT_CALL_SYNC = 1 << 1,
  FAULT_CALL_OPEN = 1 << 2,
  FAULT_CALL_RENAME = 1 << 3, /* and link, unlink, mkdir */
  FAULT_CALL_READ = 1 << 4,
  FAULT_CALL_ALLOCATE = 1 << 5, /* of room on the disk */
  FAULT_CALL_MAP = 1 << 6,
  FAULT_CALL_CONNECT = 1 << 7,
  FAULT_CALL_SEND = 1 << 8,
  FAULT_CALL_RECV = 1 << 9,
} FaultCall;

/* each may be NULL; threads call them as they come */
typedef struct
{
  /* errno for the call to fail with; 0: go on */
  int (*before) (FaultCall call, const char *path, gpointer user_data);
  /* how many of @n_bytes (> 0) a read, write, send or recv may do: 1 to @n_bytes */
  gsize (*allow) (FaultCall call, const char *path, gsize n_bytes, gpointer user_data);
  /* done, anywhere */
  void (*created) (const char *path, gpointer user_data);
  void (*wrote) (const char *path, const void *data, gsize n_bytes, goffset at, gpointer user_data);
  void (*truncated) (const char *path, goffset size, gpointer user_data);
  void (*synced) (const char *path, gpointer user_data);
  /* what the kernel remembers of it may differ from the disk: it is to be forgotten */
  void (*dropped) (const char *path, gpointer user_data);
  void (*renamed) (const char *from, const char *to, gpointer user_data);
  void (*linked) (const char *from, const char *to, gpointer user_data);
  void (*unlinked) (const char *path, gpointer user_data);
  void (*sent) (const char *path, gsize n_bytes, gpointer user_data);
  void (*received) (const char *path, gsize n_bytes, gpointer user_data);
  gpointer user_data;
} FaultListener;

/* (nullable): %NULL: nobody listens */
void fault_libc_listen (const FaultListener *listener);

G_END_DECLS
