/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/anj-cert.h"

G_BEGIN_DECLS

/**
 * hub_pki_create:
 * @data_dir: an existing, empty directory
 * @hosts: (nullable): NULL-terminated names and addresses of the server, beside localhost,
 *   127.0.0.1 and ::1
 * @now_us: µs UTC
 * @error: %HUB_ERROR_CANT_CREATE, %HUB_ERROR_IO, or of the core
 *
 * Makes all keys and certificates of a hub:
 *
 *   ca/ admin/ intake/ sensitive/ recovery/ config-signer/   cert.pem key.pem ca.pem each
 *   admin/config_ca.pem, config-signer/ca-key.pem            the configuration CA, and its key
 *   server/ receipts/                                        what `serve` needs beside ca/
 *   server/config_ca.pem                                     to check what is published
 *
 * Directories are 0700, keys 0600.
 */
gboolean hub_pki_create (const char *data_dir,
                         const char *const *hosts,
                         gint64 now_us,
                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * hub_pki_create_next:
 * @data_dir: of a hub
 *
 * Makes what a change of the hub's CA puts in the place of ca/, receipts/ and server/ (hub-ca.h):
 * receipts-next/, server-next/, for the names that the server has now, and at last ca-next/. Its
 * chain.pem holds the new CA's certificate as signed by the present CA, then what led to the CAs
 * before, the oldest of them last: whoever trusts any of them can follow (RFC 4210 § 4.4).
 */
gboolean
hub_pki_create_next (const char *data_dir, gint64 now_us, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * hub_pki_create_admin:
 * @name: in the audit and at the hub
 * @out_dir: is made; must not be there
 * @config_ca: PEM of the configuration root
 *
 * An admin's identity under the present CA: cert.pem, key.pem, ca.pem, config_ca.pem.
 */
gboolean hub_pki_create_admin (const char *data_dir,
                               const char *name,
                               const char *out_dir,
                               const char *config_ca,
                               gint64 now_us,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
