/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

#include "core/anj-cms.h"

G_BEGIN_DECLS

/**
 * AnjConfig:
 *
 * A configuration document whose signature and schema hold. Immutable.
 */
typedef struct _AnjConfig AnjConfig;

/**
 * anj_config_open:
 * @der: a bundle (CMS SignedData)
 * @config_ca: the configuration signer's root, from the bootstrap file
 * @error: %ANJ_ERROR_TAMPERED (signature), %ANJ_ERROR_INVALID (schema: names the path and what is
 *   allowed)
 *
 * Expiry is not an error here: an expired configuration goes on serving (architecture.md).
 */
AnjConfig *anj_config_open (GBytes *der, X509 *config_ca, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void anj_config_free (AnjConfig *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnjConfig, anj_config_free)

guint64 anj_config_epoch (const AnjConfig *self);
guint64 anj_config_version (const AnjConfig *self);
/* µs UTC; G_MAXINT64 when it never expires */
gint64 anj_config_expires_us (const AnjConfig *self);
/* (transfer none): the whole document */
JsonObject *anj_config_document (const AnjConfig *self);

/* < 0, 0, > 0 by (epoch, version) */
int anj_config_compare (const AnjConfig *a, const AnjConfig *b);

/**
 * anj_config_check_source:
 * @source: an unsigned document, as an admin edits it
 *
 * Schema, then what a schema cannot say: unique codes, every programme and status code explained in
 * "id", recipients' certificates that parse and have the right usage, "intake" and "recovery"
 * there.
 */
gboolean anj_config_check_source (GBytes *source, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * anj_config_list_doubts:
 * @source: a document that anj_config_check_source() found good
 *
 * What is allowed and still likely a slip of programmes: a region or an icon that is not shipped, a
 * long name, a sum of money in the text of a rule.
 *
 * Returns: (transfer full) (element-type utf8): "programme PKH: …"
 */
GPtrArray *anj_config_list_doubts (GBytes *source, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * anj_config_check_packs:
 * @source: a document that anj_config_check_source() found good
 * @packs_dir: the language packs that the terminals have
 * @error: %ANJ_ERROR_INVALID with the path in the document and what to do
 *
 * Whether every language may be offered: a `production` configuration offers only languages whose
 * pack is good and has been reviewed by a native reader, its clips too if it has any. Any other
 * passes.
 */
gboolean anj_config_check_packs (GBytes *source,
                                 const char *packs_dir,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* checks, then signs; (transfer full) DER */
GBytes *anj_config_sign (GBytes *source, X509 *cert, EVP_PKEY *key, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/**
 * anj_config_default:
 * @recipients: (element-type JsonObject): {role, region?, title {id, en}, certificate (PEM)}
 * @epoch: usually 1
 * @version: usually 1
 * @issued_us: µs UTC
 *
 * Returns: (transfer full): the shipped default document (data/default-config.json) completed; JSON
 */
GBytes *anj_config_default (GPtrArray *recipients,
                            guint64 epoch,
                            guint64 version,
                            gint64 issued_us,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * anj_config_effective:
 * @region: the terminal's village
 *
 * Returns: (transfer full): what holds for a terminal there: announcements whose "region" contains
 *   it, per role the recipient with the longest matching "region", `ppks_types` that are not
 *   sensitive; ready to hand to a session
 */
JsonObject *anj_config_effective (const AnjConfig *self, const char *region);

G_END_DECLS
