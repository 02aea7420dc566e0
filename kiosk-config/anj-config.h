/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

#include "core/anj-cms.h"
#include "kiosk-config/anj-config-trust.h"

G_BEGIN_DECLS

/* a longer bundle is refused unread */
#define ANJ_CONFIG_MAX_BYTES (2 * 1024 * 1024)

/**
 * AnjConfig:
 *
 * A configuration document whose signature and schema hold. Immutable.
 */
typedef struct _AnjConfig AnjConfig;

/**
 * AnjConfigPlace:
 * @region: a village's code, from the terminal's certificate
 * @terminal: (nullable): its id
 * @labels: (nullable) (array zero-terminated=1): given by those who run it
 * @hardware: (nullable): its model
 *
 * What a terminal is: selectors and overrides are held against it.
 */
typedef struct
{
  const char *region;
  const char *terminal;
  const char *const *labels;
  const char *hardware;
} AnjConfigPlace;

/**
 * anj_config_open:
 * @der: a bundle (CMS SignedData), at most %ANJ_CONFIG_MAX_BYTES
 * @trust: whose configurations are obeyed
 * @error: %ANJ_ERROR_TAMPERED (signature; a signer that is revoked), %ANJ_ERROR_EXPIRED (its
 *   certificate was not valid at the time that the document says it was issued),
 *   %ANJ_ERROR_INVALID (schema: names the path and what is allowed)
 *
 * A document that changes the trust must hold under the new one as well, and lead from each new
 * root to one that was trusted. Expiry of the document is not an error here: an expired
 * configuration goes on serving (architecture.md).
 */
AnjConfig *anj_config_open (GBytes *der,
                            const AnjConfigTrust *trust,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;
void anj_config_free (AnjConfig *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnjConfig, anj_config_free)

guint64 anj_config_epoch (const AnjConfig *self);
guint64 anj_config_version (const AnjConfig *self);
/* µs UTC; G_MAXINT64 when it never expires */
gint64 anj_config_expires_us (const AnjConfig *self);
/* (transfer none): the whole document */
JsonObject *anj_config_document (const AnjConfig *self);

/**
 * anj_config_trust_follow:
 * @trust: under which @config was opened
 *
 * Returns: (transfer full): what is trusted once @config is obeyed: @trust itself when @config says
 *   nothing of it. Kept only when @config is kept: under it the configuration before may not open
 */
AnjConfigTrust *anj_config_trust_follow (AnjConfigTrust *trust, const AnjConfig *config);

/* whether the document's selector matches; one without is for all */
gboolean anj_config_is_for (const AnjConfig *self, const AnjConfigPlace *place);

/**
 * anj_config_check_for:
 * @error: %ANJ_ERROR_INVALID: not for @place, or what its overrides make of it there does not hold
 *
 * What a terminal asks before it takes a configuration.
 */
gboolean anj_config_check_for (const AnjConfig *self,
                               const AnjConfigPlace *place,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

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
 * anj_config_list_mistakes:
 * @error: %ANJ_ERROR_INVALID: no JSON at all
 *
 * All that anj_config_check_source() could say, and what is wrong where an override holds.
 *
 * Returns: (transfer full) (element-type utf8): "/categories/2/code: …"; empty: it is good
 */
GPtrArray *anj_config_list_mistakes (GBytes *source, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * anj_config_list_doubts:
 * @source: a document that anj_config_check_source() found good
 *
 * What is allowed and still likely a slip: a region that is not in the shipped list, a
 * `poll_hold_s` under which the whole fleet asks all the time; of programmes an icon that is not
 * shipped, a long name, a sum of money in the text of a rule.
 *
 * Returns: (transfer full) (element-type utf8): "programme PKH: …", "/selector/regions/0: …"
 */
GPtrArray *anj_config_list_doubts (GBytes *source, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * AnjConfigPresent:
 * @now_us: µs UTC
 * @published: (nullable): the document that is published
 * @hub_cas: (nullable) (element-type X509): by which an admin knows the hub
 *
 * What a new document is held against.
 */
typedef struct
{
  gint64 now_us;
  JsonObject *published;
  GPtrArray *hub_cas;
} AnjConfigPresent;

/**
 * anj_config_list_doubts_present:
 * @document: which anj_config_check_source() found good
 *
 * What is likely a slip today: numbers that leap, a time of issue long past or still to come, a
 * holiday today that closes the services, `hub_cas` without the hub's CA, or `trust` with it.
 *
 * Returns: (transfer full) (element-type utf8): "/version: …"
 */
GPtrArray *anj_config_list_doubts_present (JsonObject *document, const AnjConfigPresent *present);

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

/**
 * anj_config_sign:
 * @chain: (nullable) (element-type X509): certificates that lead from @cert to older roots, each
 *   signed by another of them or by itself
 *
 * Checks, then signs.
 *
 * Returns: (transfer full): DER
 */
GBytes *
anj_config_sign (GBytes *source, X509 *cert, EVP_PKEY *key, GPtrArray *chain, GError **error)
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
 * @place: a terminal; its region is a village's
 *
 * Returns: (transfer full): what holds there: the overrides for it applied (country, province,
 *   regency, district, village, label, hardware, terminal), announcements whose "region" contains
 *   it, per role the recipient with the longest matching "region", `ppks_types` that are not
 *   sensitive; ready to hand to a session
 */
JsonObject *anj_config_effective (const AnjConfig *self, const AnjConfigPlace *place);

G_END_DECLS
