/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/*
 * A household's row of /v1/cache, long as both sides work with it and short as it travels: what can
 * be computed from the numbers stays out (docs/protocol.md, Cache). Random ids would be more than
 * half of a first sync, since nothing compresses them; so they are derived from the numbers under a
 * key of the village, without which they say nothing.
 */

#define ANJ_VILLAGE_KEY_BYTES 16

/* (transfer full): 32 hex digits of HMAC-SHA-256 (@key, "record" ‖ @no_kk) */
char *anj_cache_record_id (const guint8 *key, const char *no_kk);

/* (transfer full): "m-" and 12 hex digits of HMAC-SHA-256 (@key, "member" ‖ @nik) */
char *anj_cache_member_id (const guint8 *key, const char *nik);

/**
 * anj_cache_row_shorten:
 * @row: {"record", "batch", "as_of", "people", "document"}; changed in place
 * @key: the village's
 *
 * What is not as it would be computed stays, what is not there at all becomes null: whatever the
 * row has, anj_cache_row_lengthen() makes it again.
 */
void anj_cache_row_shorten (JsonObject *row, const guint8 *key);

/* @row: from anywhere; what does not have the expected form stays as it is */
void anj_cache_row_lengthen (JsonObject *row, const guint8 *key);

G_END_DECLS
