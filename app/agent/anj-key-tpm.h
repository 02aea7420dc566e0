/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define ANJ_KEY_BYTES 32

/**
 * AnjKeyTpm:
 *
 * An open TPM 2.0, where a key is an NV index: it lies in the chip alone, no file holds it, and
 * once it is dropped no old copy of a disk brings it back. On the way between chip and processor it
 * is encrypted (salted session). No password, so nothing of ours counts against the chip's lockout.
 */
typedef struct _AnjKeyTpm AnjKeyTpm;

/**
 * AnjKeyGuard:
 * @ANJ_KEY_GUARD_NONE: whoever can talk to this chip reads it
 * @ANJ_KEY_GUARD_BOOT: only while PCR 7 (how Secure Boot is set) is as it was when it was put there
 */
typedef enum {
  ANJ_KEY_GUARD_NONE,
  ANJ_KEY_GUARD_BOOT,
} AnjKeyGuard;

/* tells libtss2 to leave standard error alone; before any thread starts */
void anj_key_tpm_init (void);

/**
 * anj_key_tpm_open:
 * @tcti: as tpm2-tss has it: "device:/dev/tpmrm0"
 * @error: %ANJ_AGENT_ERROR_UNAVAILABLE, as of all calls here unless they say otherwise
 */
AnjKeyTpm *anj_key_tpm_open (const char *tcti, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void anj_key_tpm_close (AnjKeyTpm *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnjKeyTpm, anj_key_tpm_close)

/* the first index from @from on that nobody has */
gboolean anj_key_tpm_find_free (AnjKeyTpm *self, guint32 from, guint32 *out_index, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/* @index must be free */
gboolean anj_key_tpm_put (AnjKeyTpm *self,
                          guint32 index,
                          AnjKeyGuard guard,
                          const guint8 key[ANJ_KEY_BYTES],
                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * anj_key_tpm_get:
 * @error: %ANJ_AGENT_ERROR_DAMAGED: it will never be read again: not there, or the guard says no
 */
gboolean anj_key_tpm_get (AnjKeyTpm *self,
                          guint32 index,
                          AnjKeyGuard guard,
                          guint8 out_key[ANJ_KEY_BYTES],
                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* for ever; an index that is not there is fine */
gboolean
anj_key_tpm_drop (AnjKeyTpm *self, guint32 index, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
