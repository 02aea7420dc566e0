/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "app/agent/anj-cache-seal.h"

G_BEGIN_DECLS

/**
 * AnjCacheStore:
 *
 * cache.db: the village's sealed records, a generation at a time. A generation has its own salt and
 * cost; the newest complete one answers while another is being built beside it. Disposable: a
 * damaged file is set aside and fetched again. Two processes use it: the agent reads, its sync
 * child writes.
 */
typedef struct _AnjCacheStore AnjCacheStore;

/**
 * AnjCacheGeneration:
 * @cursor: the hub's; "0" at first
 * @data_date: (nullable): day of the data
 * @place: (nullable): JSON, the hub's place line: names, officials, totals
 */
typedef struct
{
  gint64 id;
  GBytes *salt;
  AnjLookupCost cost;
  char *cursor;
  char *data_date;
  char *place;
  gboolean is_complete;
} AnjCacheGeneration;

void anj_cache_generation_free (AnjCacheGeneration *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnjCacheGeneration, anj_cache_generation_free)

/**
 * AnjCacheRecord:
 * @key: household key (32 bytes) ‖ id of the member who looked, as Open hands it out
 * @framed: u16 length ‖ associated data ‖ sealed record, as Open hands it out
 */
typedef struct
{
  char *record;
  char *as_of;
  GBytes *key;
  GBytes *framed;
} AnjCacheRecord;

void anj_cache_record_free (AnjCacheRecord *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnjCacheRecord, anj_cache_record_free)

/**
 * AnjCachePage:
 * @households: (element-type AnjSealedHousehold)
 * @deleted: (element-type utf8): record ids
 * @place: (nullable)
 *
 * One page of the hub, sealed, written in one transaction together with its cursor.
 */
typedef struct
{
  GPtrArray *households;
  GPtrArray *deleted;
  char *cursor;
  char *data_date;
  char *place;
  gboolean is_last;
} AnjCachePage;

AnjCachePage *anj_cache_page_new (void);
void anj_cache_page_free (AnjCachePage *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnjCachePage, anj_cache_page_free)

/**
 * anj_cache_store_open:
 * @k_seal: (nullable): 32 bytes; %NULL where nothing is looked up
 *
 * Errors: %ANJ_AGENT_ERROR_DAMAGED: set the file aside and open anew.
 */
AnjCacheStore *anj_cache_store_open (const char *state_dir,
                                     const guint8 *k_seal,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* %ANJ_DB_COPY */
AnjCacheStore *anj_cache_store_open_copy (const char *state_dir,
                                          const guint8 *k_seal,
                                          GError **error) G_GNUC_WARN_UNUSED_RESULT;
void anj_cache_store_close (AnjCacheStore *self);
/* anj_db_is_moved() */
gboolean anj_cache_store_is_moved (const AnjCacheStore *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnjCacheStore, anj_cache_store_close)

/**
 * anj_cache_store_verify:
 * @error: %ANJ_AGENT_ERROR_DAMAGED
 *
 * Whether each row is what was written (anj-cache-digest.h) and the file holds together: some
 * milliseconds a megabyte.
 */
gboolean anj_cache_store_verify (AnjCacheStore *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full) (nullable): the newest complete generation; NULL without error: none yet */
AnjCacheGeneration *anj_cache_store_current (AnjCacheStore *self, GError **error);

/**
 * anj_cache_store_begin:
 * @cost: what the configuration asks for
 *
 * Returns: (transfer full): the generation to write to: the newest of that cost, else a new one
 */
AnjCacheGeneration *anj_cache_store_begin (AnjCacheStore *self,
                                           const AnjLookupCost *cost,
                                           const AnjRandom *random,
                                           GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* the same, always a new one: the hub does not know the cursor any more */
AnjCacheGeneration *anj_cache_store_begin_anew (AnjCacheStore *self,
                                                const AnjLookupCost *cost,
                                                const AnjRandom *random,
                                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* the last page makes the generation complete and drops the older ones */
gboolean anj_cache_store_write (AnjCacheStore *self,
                                gint64 generation,
                                const AnjCachePage *page,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * anj_cache_store_look_up:
 * @index: 16 bytes
 * @proof: 32 bytes
 * @out_record: (out) (nullable): %NULL for a miss, which does the same work. A damage may make a
 *   miss of anybody; anj_cache_store_verify() knows
 * @error: %ANJ_AGENT_ERROR_DAMAGED: the record is not what was written
 */
gboolean anj_cache_store_look_up (AnjCacheStore *self,
                                  gint64 generation,
                                  const guint8 *index,
                                  const guint8 *proof,
                                  AnjCacheRecord **out_record,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
