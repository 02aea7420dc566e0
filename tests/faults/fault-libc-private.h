/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "fault-libc.h"

#include <dlfcn.h>

G_BEGIN_DECLS

/* libc's own; to look for it each time costs as much as a call */
#define FAULT_REAL(type, name)                                                                     \
  ({                                                                                               \
    static gpointer real_function; /* atomic */                                                    \
                                                                                                   \
    if (g_atomic_pointer_get (&real_function) == NULL)                                             \
      g_atomic_pointer_set (&real_function, dlsym (RTLD_NEXT, name));                              \
    (type) g_atomic_pointer_get (&real_function);                                                  \
  })

/* (nullable): %NULL: nobody listens */
const FaultListener *fault_libc_listener (void);
/* (nullable): of an open descriptor, while somebody listens */
const char *fault_libc_path (int fd);
/* @path: (nullable) (transfer full) */
void fault_libc_set_path (int fd, char *path);
/* sets errno */
gboolean fault_libc_refuses (FaultCall call, const char *path);
gsize fault_libc_allows (FaultCall call, const char *path, gsize n_bytes);

G_END_DECLS
