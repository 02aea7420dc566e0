/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

#include "app/session/anj-attachment.h"
#include "core/anj-secret.h"
#include "core/anj-sources.h"

G_BEGIN_DECLS

/**
 * AnjCase:
 *
 * What one resident sends, on its way from words to sealed bytes (docs/protocol.md, Cases). Made by
 * new, then told its reservation, then sealed once; after that it does not change, so that it can
 * be handed to the agent again. Plain parts are wiped as soon as it is sealed, the PIN with the
 * last reference.
 */
typedef struct _AnjCase AnjCase;

/**
 * anj_case_new:
 * @config: the session's configuration: categories and recipients
 * @kind: one of the bodies in data/schema/body-KIND.json
 * @about: (nullable): for a note: the followed case, as anj_session_follow_finish() gives it
 * @attachments: (nullable) (element-type AnjAttachment): copied
 * @error: %ANJ_SESSION_ERROR_INVALID (names the place in @body, or begins with the key of what is
 *   wrong with @attachments), %ANJ_SESSION_ERROR_UNAVAILABLE when the configuration lacks a
 *   recipient
 *
 * Checks @body and chooses the recipients: the office that the configuration names for category or
 * kind, else the intake; for a sensitive category the inspectors instead, for a referral the
 * recipient of its programme or kind, else them too; always also the recovery certificate. A note
 * goes where the case goes that it is about, and is anonymous as that one is; a feedback always is.
 */
AnjCase *anj_case_new (JsonObject *config,
                       const char *kind,
                       JsonObject *body,
                       JsonObject *about,
                       GPtrArray *attachments,
                       GError **error) G_GNUC_WARN_UNUSED_RESULT;
AnjCase *anj_case_ref (AnjCase *self);
void anj_case_unref (AnjCase *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnjCase, anj_case_unref)

/* whether both were made from the same kind, body and attachments; also true for one sealed
 * meanwhile */
gboolean anj_case_equal (const AnjCase *a, const AnjCase *b);

gboolean anj_case_is_anonymous (const AnjCase *self);
/* (transfer none): what Reserve is called with: the kind, of an anonymous case "KIND:anonymous" */
const char *anj_case_reservation_kind (const AnjCase *self);

/* once; what Reserve answered, and the PIN drawn */
void anj_case_reserve (AnjCase *self,
                       const char *id,
                       const char *region,
                       const char *number,
                       const AnjRandom *random);
gboolean anj_case_is_reserved (const AnjCase *self);
const char *anj_case_get_region (const AnjCase *self);
const char *anj_case_get_number (const AnjCase *self);
/* (transfer none): six digits */
const char *anj_case_get_pin (const AnjCase *self);

/**
 * anj_case_seal:
 * @now_us: µs UTC: when it was sent
 * @is_sure: whether that is right, or the earliest it can have been
 * @error: %ANJ_SESSION_ERROR_INTERNAL
 *
 * Some 50 ms; may run in a thread while nobody else touches @self. Does nothing when sealed.
 */
gboolean anj_case_seal (AnjCase *self, gint64 now_us, gboolean is_sure, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/* (transfer none) (nullable): exact bytes for Submit; %NULL before it is sealed */
GBytes *anj_case_get_header (const AnjCase *self);
GBytes *anj_case_get_payload (const AnjCase *self);

/**
 * AnjSealedAttachment:
 * @sha256: of @bytes, hex
 *
 * What the agent gets of an attachment: CMS for the case's recipients.
 */
typedef struct
{
  char *sha256;
  GBytes *bytes;
} AnjSealedAttachment;

/* (transfer none) (element-type AnjSealedAttachment): empty before it is sealed */
GPtrArray *anj_case_get_sealed_attachments (const AnjCase *self);

/* (transfer full): six random digits, every value equally likely; wiped by
 * anj_secret_string_free() */
char *anj_case_draw_pin (const AnjRandom *random);

G_END_DECLS
