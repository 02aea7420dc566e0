/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "app/agent/anj-db.h"

G_BEGIN_DECLS

/*
 * Whether the rows of cache.db are those that were written. SQLite does not see a flipped bit in a
 * row, and a resident whose row has one would be told that nobody knows them. So each generation
 * has a sum over its rows, which a row can be added to and taken from, and a seal over itself with
 * that sum. Against decay, not against people: those the rows' own seals stop.
 */

#define ANJ_CACHE_SUM_BYTES 32

typedef struct
{
  guint8 bytes[ANJ_CACHE_SUM_BYTES];
} AnjCacheSum;

/* SHA-256 over the first columns of the row that @statement stands on, each with its length */
void anj_cache_digest_row (sqlite3_stmt *statement, int n_columns, AnjCacheSum *out_sum);
/* adds @row to @self, or takes it away: the same twice is nothing */
void anj_cache_sum_toggle (AnjCacheSum *self, const AnjCacheSum *row);
/* whether the column holds @self */
gboolean anj_cache_sum_matches (const AnjCacheSum *self, sqlite3_stmt *statement, int column);

G_END_DECLS
