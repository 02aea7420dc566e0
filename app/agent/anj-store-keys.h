/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "app/agent/anj-key-tpm.h"
#include "core/anj-sources.h"

G_BEGIN_DECLS

/*
 * Where k_seal and k_out lie: as systemd credentials "store.key" and "outbox.key", in the TPM (then
 * tpm.json names the two indices), or else as 0600 files of the state directory.
 *
 *   none ──prepare──► files ──prepare with a TPM──► moving ──► TPM, files wiped
 *     └──────────────────prepare with a TPM───────────┘ └──► back, where the power went
 *
 * tpm.json says "ready": false while the keys move: the files still count then. k_seal is made anew
 * where it is lost, since the hub has all that it sealed; k_out never is.
 */

/**
 * AnjKeySource:
 *
 * "file" is the weaker case: whoever has the disk has the keys.
 */
typedef enum {
  ANJ_KEY_SOURCE_FILE,
  ANJ_KEY_SOURCE_CREDENTIAL,
  ANJ_KEY_SOURCE_TPM,
} AnjKeySource;

/* (transfer none): "file", "credential", "tpm" */
const char *anj_key_source_to_string (AnjKeySource source);

typedef struct
{
  guint8 k_seal[ANJ_KEY_BYTES]; /* opens the cache */
  guint8 k_out[ANJ_KEY_BYTES];  /* opens outbox and ledger */
  AnjKeySource source;
} AnjStoreKeys;

void anj_store_keys_clear (AnjStoreKeys *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AnjStoreKeys, anj_store_keys_clear)

/**
 * AnjStoreKeysSetup:
 * @credentials_dir: (nullable): $CREDENTIALS_DIRECTORY; what it holds goes first
 * @tpm: (nullable): where new keys go, and files move; as anj_key_tpm_open() has it
 * @is_enrolled: whether there is something that only the old k_out opens
 */
typedef struct
{
  const char *state_dir;
  const char *credentials_dir;
  const char *tpm;
  gboolean is_enrolled;
  const AnjRandom *random;
} AnjStoreKeysSetup;

/**
 * anj_store_keys_prepare:
 * @out_lost: (out) (transfer full) (nullable): why k_seal had to be made anew; the cache is gone
 * with the old one
 * @error: %ANJ_AGENT_ERROR_CONFIG: k_out is gone; %ANJ_AGENT_ERROR_UNAVAILABLE: of the TPM
 *
 * Makes what is missing and ends what a power cut left half done: for the one agent that works in
 * the directory. Where files cannot move to the TPM the terminal goes on by them, with a warning.
 */
gboolean anj_store_keys_prepare (const AnjStoreKeysSetup *setup,
                                 char **out_lost,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* reads them and changes nothing; @error as above */
gboolean anj_store_keys_load (const char *state_dir,
                              const char *credentials_dir,
                              AnjStoreKeys *out_keys,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * anj_store_keys_replace_seal:
 *
 * Destroys k_seal as far as its place allows, and puts a new one there. A credential stays: it is
 * the system's.
 */
gboolean anj_store_keys_replace_seal (const char *state_dir,
                                      AnjKeySource source,
                                      const AnjRandom *random,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer none) (nullable): for staff: what should be otherwise */
const char *anj_store_keys_find_fault (const char *state_dir, AnjKeySource source);

/* overwrites it in its place, as far as the disk allows that, and removes it, durably */
gboolean anj_store_keys_wipe_file (const char *state_dir,
                                   const char *name,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* cache.db, and copies of it in quarantine/ */
gboolean
anj_store_keys_remove_cache (const char *state_dir, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
