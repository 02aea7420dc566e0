/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "app/agent/anj-cache-store.h"

G_BEGIN_DECLS

/* (array zero-terminated=1): for anj_db_open() */
extern const char *const anj_cache_migrations[];

G_END_DECLS
