/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "app/agent/anj-ledger.h"

G_BEGIN_DECLS

#define ANJ_LEDGER_FILE "ledger.db"

/* (array zero-terminated=1): for anj_db_open() */
extern const char *const anj_ledger_migrations[];

G_END_DECLS
