/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "app/agent/anj-bootstrap.h"
#include "app/agent/anj-store-keys.h"
#include "core/anj-cert.h"
#include "core/anj-kdf.h"
#include "core/anj-sources.h"

G_BEGIN_DECLS

/**
 * AnjIdentity:
 * @k_seal: opens the cache
 * @k_out: opens outbox and ledger
 * @slice_first: first index of this terminal's ticket numbers
 *
 * Who this terminal is. Keys are wiped on free.
 */
typedef struct
{
  char *state_dir;
  char *terminal; /* "t-…" */
  char *region;
  char *key_pem;
  GMutex lock;    /* guards the next two */
  X509 *cert;     /* anj_identity_get_cert() */
  char *cert_pem; /* (nullable): with what leads to a CA; %NULL: not from a state directory */
  guint32 slice_first;
  guint32 slice_size;
  guint8 k_seal[ANJ_KEY_BYTES];
  guint8 k_out[ANJ_KEY_BYTES];
  AnjKeySource key_source;
  char **labels;  /* (nullable): as anj_identity_describe() was told */
  char *hardware; /* (nullable) */
} AnjIdentity;

/**
 * anj_identity_load:
 * @bootstrap: the certificate must lead to its hub CA, or to one that anj_hub_cas_keep() kept
 * @credentials_dir: (nullable): $CREDENTIALS_DIRECTORY
 * @error: %ANJ_AGENT_ERROR_CONFIG: not enrolled, or files that do not belong together;
 *   %ANJ_AGENT_ERROR_NO_CERTIFICATE: the key is there, the certificate is not: the hub has it; as
 *   of anj_store_keys_load()
 *
 * What is damaged or gone of certificate and key comes from their copy (anj-identity-copy.h);
 * nothing is written.
 */
AnjIdentity *anj_identity_load (const char *state_dir,
                                const char *credentials_dir,
                                const AnjBootstrap *bootstrap,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
void anj_identity_free (AnjIdentity *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnjIdentity, anj_identity_free)

/**
 * anj_identity_describe:
 * @labels: (nullable) (array zero-terminated=1): given by those who run the terminal
 * @hardware: (nullable): its model; %NULL: as the firmware says (DMI or device tree), if it does
 *
 * What configurations select terminals by, besides region and id.
 */
void anj_identity_describe (AnjIdentity *self, const char *const *labels, const char *hardware);

/* (transfer full): the certificate of this moment: it is renewed while others use it. Any thread */
X509 *anj_identity_get_cert (const AnjIdentity *self);
/* (transfer full) (nullable): the same as identity/cert.pem has it */
char *anj_identity_dup_cert_pem (const AnjIdentity *self);
void anj_identity_set_cert (AnjIdentity *self, X509 *cert, const char *pem);

/* whether identity/cert.pem holds a certificate for this terminal's key */
gboolean anj_identity_is_certificate_kept (const AnjIdentity *self);

/* whether there is an identity in @state_dir */
gboolean anj_identity_is_enrolled (const char *state_dir);
/* or at least the key of one */
gboolean anj_identity_was_begun (const char *state_dir);
/**
 * anj_identity_dup_new_key_advice:
 * @id: (nullable): of the terminal; %NULL: as the certificate in @state_dir says, if it does
 *
 * Returns: (transfer full): the commands that let the terminal whose cases lie in @state_dir go on
 * with another key
 */
char *anj_identity_dup_new_key_advice (const char *state_dir, const char *id);
/* (transfer full): the commands that enrol a machine that has no cases; @region: (nullable) */
char *anj_identity_dup_enrol_advice (const char *state_dir, const char *region);
/* (transfer full) (nullable): the id in the certificate that is there, whatever became of its key
 */
char *anj_identity_guess_id (const char *state_dir);
/* sets CONFIG: there is none, and what to do: another where cases lie that one was lost with */
void anj_identity_fail_absent (const char *state_dir, GError **error);

/* "FIRST+SIZE", as a terminal certificate's serialNumber has it */
gboolean anj_identity_parse_slice (const char *text, guint32 *out_first, guint32 *out_size);

G_END_DECLS
