/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "fault-libc.h"

#include <dlfcn.h>

G_BEGIN_DECLS

#define FAULT_REAL(type, name) ((type) dlsym (RTLD_NEXT, name))

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
