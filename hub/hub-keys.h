/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/anj-cms.h"

G_BEGIN_DECLS

/**
 * HubKeys:
 * @ca, @ca_key: issue terminals' certificates (DATA/ca)
 * @cas: (element-type X509): whose terminals are let in: @ca first, then, until it is dropped, the
 *   one before (DATA/ca-old)
 * @ca_chain: (element-type X509): what leads from @ca to the CAs before it (DATA/ca/chain.pem);
 * empty where there was none
 * @receipts, @receipts_key: sign receipts (DATA/receipts)
 * @config_ca: checks configurations (DATA/server/config_ca.pem)
 * @server_cert_pem, @server_key_pem: TLS (DATA/server), the certificate followed by what leads to
 * the CAs before; the key is wiped on free
 * @cas_pem: @cas
 *
 * What `serve` holds in memory. Nothing here opens a case or signs a configuration.
 */
typedef struct
{
  X509 *ca;
  EVP_PKEY *ca_key;
  GPtrArray *cas;
  GPtrArray *ca_chain;
  X509 *receipts;
  EVP_PKEY *receipts_key;
  X509 *config_ca;
  char *server_cert_pem;
  char *server_key_pem;
  char *cas_pem;
} HubKeys;

/* @error: %HUB_ERROR_NO_INPUT names the file that is missing, %HUB_ERROR_CONFIG one that is bad */
HubKeys *hub_keys_load (const char *data_dir, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void hub_keys_free (HubKeys *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HubKeys, hub_keys_free)

/**
 * hub_keys_next_end:
 * @out_name: (out): (static): whose
 *
 * Returns: when the first of the certificates ends that a change of the CA renews, µs UTC
 */
gint64 hub_keys_next_end (const HubKeys *self, const char **out_name);

/**
 * hub_keys_list_misplaced:
 *
 * Returns: (transfer full) (element-type utf8): paths of private keys under @data_dir that belong
 *   off the server: intake/, sensitive/, recovery/, config-signer/
 */
GPtrArray *hub_keys_list_misplaced (const char *data_dir);

G_END_DECLS
