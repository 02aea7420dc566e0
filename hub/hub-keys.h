/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/anj-cms.h"

G_BEGIN_DECLS

/**
 * HubKeys:
 * @ca, @ca_key: issue terminals' certificates (DATA/ca)
 * @receipts, @receipts_key: sign receipts (DATA/receipts)
 * @config_ca: checks configurations (DATA/server/config_ca.pem)
 * @server_cert_pem, @server_key_pem: TLS (DATA/server); the key is wiped on free
 * @ca_pem: the hub CA's certificate
 *
 * What `serve` holds in memory. Nothing here opens a case or signs a configuration.
 */
typedef struct
{
  X509 *ca;
  EVP_PKEY *ca_key;
  X509 *receipts;
  EVP_PKEY *receipts_key;
  X509 *config_ca;
  char *server_cert_pem;
  char *server_key_pem;
  char *ca_pem;
} HubKeys;

/* @error: %HUB_ERROR_NO_INPUT names the file that is missing, %HUB_ERROR_CONFIG one that is bad */
HubKeys *hub_keys_load (const char *data_dir, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void hub_keys_free (HubKeys *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HubKeys, hub_keys_free)

/**
 * hub_keys_list_misplaced:
 *
 * Returns: (transfer full) (element-type utf8): paths of private keys under @data_dir that belong
 *   off the server: intake/, sensitive/, recovery/, config-signer/
 */
GPtrArray *hub_keys_list_misplaced (const char *data_dir);

G_END_DECLS
