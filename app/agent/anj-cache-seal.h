/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/anj-kdf.h"
#include "core/anj-sources.h"

G_BEGIN_DECLS

#define ANJ_CACHE_INDEX_BYTES 16
#define ANJ_CACHE_PROOF_BYTES 32

/**
 * AnjCachePerson:
 *
 * One of a household: scrypt turns the two numbers into index and proof.
 */
typedef struct
{
  const char *nik;    /* (unowned) */
  const char *no_kk;  /* (unowned) */
  const char *member; /* (unowned): who that is in the document; "" when not in it */
} AnjCachePerson;

/**
 * AnjCacheDocument:
 * @plain: the household document, JSON
 * @people: (element-type AnjCachePerson)
 *
 * One household as the hub sent it: plain data, in the sync's child only.
 */
typedef struct
{
  const char *record; /* (unowned): record id */
  const char *batch;  /* (unowned) */
  const char *as_of;  /* (unowned): date */
  guint schema;
  GBytes *plain;
  GArray *people;
} AnjCacheDocument;

typedef struct
{
  guint8 index[ANJ_CACHE_INDEX_BYTES]; /* anj_cache_hide_index() */
  GBytes *wrapped;                     /* household key ‖ member, under HKDF (k_seal, proof) */
} AnjCacheRow;

/**
 * AnjSealedHousehold:
 * @rows: (element-type AnjCacheRow)
 *
 * The same, sealed under a key of its own: what the disk gets.
 */
typedef struct
{
  char *record;
  char *as_of;
  GBytes *aad;
  GBytes *sealed;
  GArray *rows;
} AnjSealedHousehold;

void anj_sealed_household_free (AnjSealedHousehold *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnjSealedHousehold, anj_sealed_household_free)

/**
 * anj_cache_seal:
 * @k_seal: 32 bytes
 *
 * Draws a household key, seals the document, wraps the key once a person: some 10 ms each.
 * Thread-safe as @random is.
 */
AnjSealedHousehold *anj_cache_seal (const AnjCacheDocument *document,
                                    const guint8 *k_seal,
                                    GBytes *salt,
                                    const AnjLookupCost *cost,
                                    const AnjRandom *random,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * anj_cache_hide_index:
 * @index: of a look-up
 *
 * What the disk calls the row of @index: without k_seal nobody finds out whether two numbers that
 * he knows already are of this village.
 */
gboolean anj_cache_hide_index (const guint8 *k_seal,
                               const guint8 index[ANJ_CACHE_INDEX_BYTES],
                               guint8 out_hidden[ANJ_CACHE_INDEX_BYTES],
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * anj_cache_unwrap:
 * @record: record id the row names
 *
 * Returns: (transfer full): the household key (32 bytes) ‖ the member's id (UTF-8, may be empty);
 *   %ANJ_ERROR_TAMPERED when @proof is another's
 */
GBytes *anj_cache_unwrap (GBytes *wrapped,
                          const char *record,
                          const guint8 *k_seal,
                          const guint8 *proof,
                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
