/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

#include "core/anj-cms.h"
#include "core/anj-sources.h"

G_BEGIN_DECLS

/*
 * What a resident sends: {header, link, payload} (docs/protocol.md, Cases).
 *
 *   session   header (JSON bytes) + payload (CMS over {header_sha256, body, follow})
 *   agent     + link (JSON bytes) in the outbox' transaction
 *   hub       checks hashes and chain, answers with a receipt over links
 *
 * On the wire a submission is a JSON object
 *   {"header": "<the header's exact text>", "link": "<the link's exact text>", "payload":
 * "<base64>"} so that nobody re-serialises what was hashed.
 */

/**
 * AnjHeader:
 *
 * The clear part, parsed. Strings are owned. @submitted is RFC 3339 with "Z", or the date alone for
 * an anonymous case.
 */
typedef struct
{
  char *id;     /* UUIDv7, or v4 for anonymous */
  char *region; /* village code */
  char *number; /* canonical ticket number */
  char *kind;   /* complaint | update | proposal | objection | note | feedback | referral */
  char *category;
  char *programme; /* (nullable) */
  gboolean sensitive;
  gboolean anonymous;
  char *submitted;
  gboolean is_submitted_unsure; /* it was handed in then at the earliest */
  char *follow_hash;            /* SHA-256 (follow), hex */
  GPtrArray *recipients;        /* (element-type AnjRecipientName) */
  JsonArray *attachments;       /* (owned): [{sha256, bytes, type}], empty in most cases */
} AnjHeader;

typedef struct
{
  char *role;        /* "intake", "sensitive", "recovery" */
  char *fingerprint; /* SHA-256 of the certificate's DER, hex */
} AnjRecipientName;

AnjRecipientName *anj_recipient_name_new (const char *role, const char *fingerprint);
void anj_recipient_name_free (AnjRecipientName *self);

AnjHeader *anj_header_new (void); /* all empty; recipients and attachments are there */
void anj_header_free (AnjHeader *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnjHeader, anj_header_free)

/* exact bytes that are hashed, sent and kept */
GBytes *anj_header_to_bytes (const AnjHeader *self);
/* checks every field's form (UUID version, region level, number's check character, hex lengths);
 * INVALID names the field; an unknown member is refused */
AnjHeader *anj_header_parse (GBytes *bytes, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * anj_payload_seal:
 * @header: the header's exact bytes
 * @body: the body's exact bytes (JSON object)
 * @follow: 32 bytes
 * @recipients: (element-type X509)
 *
 * Returns: (transfer full): CMS over {"header_sha256": hex, "body": {…}, "follow": hex}
 */
GBytes *anj_payload_seal (GBytes *header,
                          GBytes *body,
                          const guint8 *follow,
                          GPtrArray *recipients,
                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * anj_payload_open:
 * @header: the header that came along
 * @out_follow: 32 bytes
 * @error: %ANJ_ERROR_TAMPERED when the payload was not made for this header
 *
 * Returns: (transfer full): the body as it was sent
 */
GBytes *anj_payload_open (GBytes *payload,
                          GBytes *header,
                          X509 *cert,
                          EVP_PKEY *key,
                          guint8 *out_follow,
                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * AnjLink:
 * @terminal: terminal's id
 * @seq: from 1, no gaps
 * @prev: SHA-256 of the previous link's exact bytes; of nothing (32 zero bytes) for seq 1
 */
typedef struct
{
  char *terminal;
  guint64 seq;
  guint8 prev[32];
  guint8 header_sha256[32];
  guint8 payload_sha256[32];
} AnjLink;

void anj_link_free (AnjLink *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnjLink, anj_link_free)
GBytes *anj_link_to_bytes (const AnjLink *self);
AnjLink *anj_link_parse (GBytes *bytes, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* SHA-256 of the exact bytes: what the next link's prev holds */
void anj_link_hash (GBytes *link, guint8 out[32]);
/* whether the link names these bytes */
gboolean anj_link_covers (const AnjLink *self, GBytes *header, GBytes *payload);

/* one submission on the wire; all three (transfer full) */
GBytes *anj_submission_to_bytes (GBytes *header, GBytes *link, GBytes *payload);
gboolean anj_submission_parse (GBytes *json,
                               GBytes **out_header,
                               GBytes **out_link,
                               GBytes **out_payload,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * AnjReceipt:
 * @head: hash of the link @last_seq
 * @tombstones: (element-type AnjTombstone): cases the hub refused; covered like the others
 * @missing: (element-type utf8): SHA-256 (hex) of attachments that headers up to @last_seq name and
 *   the hub does not hold whole; of a great many the first
 * @lost: (element-type AnjSeqRange): cases that the terminal lost, and the hub never had
 * @time_us: hub's clock, µs UTC
 *
 * The hub's word, CMS-signed by the receipt signer under hub_ca.
 */
typedef struct
{
  char *terminal;
  guint64 first_seq;
  guint64 last_seq;
  guint8 head[32];
  guint64 backed_up_seq;
  char *hub_generation;
  gint64 time_us;
  GPtrArray *tombstones;
  GPtrArray *missing;
  GArray *lost;
} AnjReceipt;

#define ANJ_RECEIPT_MAX_MISSING 1024
#define ANJ_RECEIPT_MAX_LOST 64

typedef struct
{
  guint64 first_seq;
  guint64 last_seq;
} AnjSeqRange;

typedef struct
{
  guint64 seq;
  char *code; /* "conflict", "invalid", … */
} AnjTombstone;

AnjReceipt *anj_receipt_new (void);
void anj_receipt_free (AnjReceipt *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnjReceipt, anj_receipt_free)
void anj_receipt_add_tombstone (AnjReceipt *self, guint64 seq, const char *code);
GBytes *anj_receipt_to_bytes (const AnjReceipt *self);
AnjReceipt *anj_receipt_parse (GBytes *json, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * anj_answer_seal:
 * @follow: 32 bytes, from the payload
 * @answer: JSON the officer wrote
 *
 * AES-256-GCM under HKDF (follow, ANJ_HKDF_ANSWER), associated data "region/number".
 */
GBytes *anj_answer_seal (const guint8 *follow,
                         const char *region,
                         const char *number,
                         GBytes *answer,
                         const AnjRandom *random,
                         GError **error) G_GNUC_WARN_UNUSED_RESULT;
GBytes *anj_answer_open (const guint8 *follow,
                         const char *region,
                         const char *number,
                         GBytes *sealed,
                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* UUIDs (RFC 9562); (transfer full) */
char *anj_uuid_v7 (gint64 real_us, const AnjRandom *random);
char *anj_uuid_v4 (const AnjRandom *random);

G_END_DECLS
