/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Every derivation here has a known answer in docs/derivations.md. */

/**
 * AnjLookupCost:
 * @n: scrypt N, a power of two, 2^10 … 2^20
 * @r: block size, 1 … 32
 * @p: 1 … 16
 *
 * Cost of a cache generation's look-up key. Default: N = 2^12, r = 8, p = 1, some 10 ms.
 */
typedef struct
{
  guint64 n;
  guint32 r;
  guint32 p;
} AnjLookupCost;

#define ANJ_LOOKUP_COST_DEFAULT ((AnjLookupCost){ 4096, 8, 1 })

/**
 * AnjLookupKey:
 * @index: finds the row; stored in the cache
 * @proof: opens the row; stored nowhere
 */
typedef struct
{
  guint8 index[16];
  guint8 proof[32];
} AnjLookupKey;

/**
 * anj_kdf_lookup:
 * @nik: 16 digits
 * @no_kk: 16 digits
 * @salt: the cache generation's salt (32 bytes in this programme's caches)
 * @out_key: t = scrypt (NIK ‖ No. KK, salt, cost), 48 bytes, split; the caller wipes it
 *
 * Takes some 10 ms; thread-safe.
 */
gboolean anj_kdf_lookup (const char *nik,
                         const char *no_kk,
                         GBytes *salt,
                         const AnjLookupCost *cost,
                         AnjLookupKey *out_key,
                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

#define ANJ_FOLLOW_BYTES 32

/**
 * anj_kdf_follow:
 * @pin: six digits
 * @region: village code, dotted
 * @number: canonical ticket number with dashes
 * @out_follow: scrypt (PIN, salt = region ‖ number, N = 2^14, r = 8, p = 1)
 */
gboolean anj_kdf_follow (const char *pin,
                         const char *region,
                         const char *number,
                         guint8 out_follow[ANJ_FOLLOW_BYTES],
                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * anj_kdf_hkdf:
 * @key: input keying material
 * @n_key_bytes: its length
 * @salt: (nullable)
 * @info: ASCII purpose, NUL-terminated; not counting the NUL
 * @out: HKDF-SHA-256 (RFC 5869)
 */
gboolean anj_kdf_hkdf (const guint8 *key,
                       gsize n_key_bytes,
                       const guint8 *salt,
                       gsize n_salt_bytes,
                       const char *info,
                       guint8 *out,
                       gsize n_out_bytes,
                       GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Purposes ("info") in use; one place, so that no two keys meet. */
#define ANJ_HKDF_CACHE_ROW                                                                         \
  "anjungan cache row v1" /* key k_seal, salt = proof: wraps household key */
#define ANJ_HKDF_CACHE_INDEX                                                                       \
  "anjungan cache index v1" /* key k_seal, salt = index: what the disk calls a row */
#define ANJ_HKDF_CACHE_KEY                                                                         \
  "anjungan cache key v1" /* key k_seal, salt = a generation's: which key it is under */
#define ANJ_HKDF_ANSWER "anjungan answer v1"         /* key follow: seals an answer */
#define ANJ_HKDF_OUTBOX_ROW "anjungan outbox row v1" /* key k_out: header and link at rest */
#define ANJ_HKDF_ATTACHMENT "anjungan attachment v1" /* key k_out: photos, recordings at rest */
#define ANJ_HKDF_OWN_KEY "anjungan own key v1"       /* key k_out: the terminal's TLS key at rest */
#define ANJ_HKDF_LEDGER "anjungan ledger v1"         /* key k_out: what is sealed in ledger.db */
#define ANJ_HKDF_TICKETS "anjungan ticket order v1"  /* key k_out: permutation of ticket numbers */

/**
 * anj_sha256:
 * @out: 32 bytes
 */
void anj_sha256 (const guint8 *data, gsize n_bytes, guint8 out[32]);

/**
 * anj_sha256_hex:
 *
 * Returns: (transfer full): 64 lower-case hex digits
 */
char *anj_sha256_hex (const guint8 *data, gsize n_bytes);

G_END_DECLS
