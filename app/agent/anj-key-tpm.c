/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/agent/anj-key-tpm.h"

#include <string.h>
#include <tss2/tss2_esys.h>
#include <tss2/tss2_rc.h>
#include <tss2/tss2_tctildr.h>

#include "app/agent/anj-agent-error.h"

#define N_INDICES 256
#define PCR_OF_SECURE_BOOT 7
/* of a format-one response code: what is left without the number of the parameter or handle */
#define FORMAT_ONE 0x080u
#define FORMAT_ONE_MASK 0x0bfu
#define TPM_CODE_MASK 0xffffu

struct _AnjKeyTpm
{
  TSS2_TCTI_CONTEXT *tcti; /* (owned) */
  ESYS_CONTEXT *esys;      /* (owned) */
  ESYS_TR salt;            /* (owned): key that sessions are salted to */
};

void
anj_key_tpm_init (void)
{
  g_setenv ("TSS2_LOG", "all+none", /* overwrite */ FALSE);
}

/* the TPM's own code, whoever handed it on */
static TSS2_RC
simplify (TSS2_RC code)
{
  TSS2_RC plain = code & TPM_CODE_MASK;

  return (plain & FORMAT_ONE) != 0 ? plain & FORMAT_ONE_MASK : plain;
}

static const char *
find_advice (TSS2_RC code)
{
  switch (simplify (code))
    {
    case TPM2_RC_BAD_AUTH:
    case TPM2_RC_AUTH_FAIL:
      return "; its owner has a password: take that away (tpm2_changeauth -c owner -p …)";
    case TPM2_RC_NV_SPACE:
      return "; it is full: tpm2_getcap handles-nv-index shows what lies in it";
    case TPM2_RC_LOCKOUT:
      return "; it is locked after wrong passwords: wait, or tpm2_dictionarylockout -c";
    case TPM2_RC_FAILURE:
      return "; it has failed its self-test: switch the machine off and on, else the chip is dead";
    case TPM2_RC_OBJECT_MEMORY:
    case TPM2_RC_SESSION_MEMORY:
      return "; it is busy: name its resource manager, device:/dev/tpmrm0";
    default:
      return "";
    }
}

static gboolean
fail (GError **error, const char *what, TSS2_RC code)
{
  g_set_error (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_UNAVAILABLE, "the TPM cannot %s: %s%s", what,
               Tss2_RC_Decode (code), find_advice (code));
  return FALSE;
}

static void
flush (AnjKeyTpm *self, ESYS_TR *handle)
{
  if (*handle != ESYS_TR_NONE)
    Esys_FlushContext (self->esys, *handle);
  *handle = ESYS_TR_NONE;
}

/* An elliptic key of the hierarchy that asks nobody and lasts until the power goes. */
static TSS2_RC
make_salt (AnjKeyTpm *self)
{
  const TPM2B_SENSITIVE_CREATE sensitive = { 0 };
  const TPM2B_DATA outside = { 0 };
  const TPML_PCR_SELECTION pcrs = { 0 };
  const TPM2B_PUBLIC template = {
    .publicArea = {
      .type = TPM2_ALG_ECC,
      .nameAlg = TPM2_ALG_SHA256,
      .objectAttributes = TPMA_OBJECT_FIXEDTPM | TPMA_OBJECT_FIXEDPARENT
                          | TPMA_OBJECT_SENSITIVEDATAORIGIN | TPMA_OBJECT_USERWITHAUTH
                          | TPMA_OBJECT_RESTRICTED | TPMA_OBJECT_DECRYPT | TPMA_OBJECT_NODA,
      .parameters.eccDetail = {
        .symmetric = { .algorithm = TPM2_ALG_AES, .keyBits.aes = 128, .mode.aes = TPM2_ALG_CFB },
        .scheme.scheme = TPM2_ALG_NULL,
        .curveID = TPM2_ECC_NIST_P256,
        .kdf.scheme = TPM2_ALG_NULL,
      },
    },
  };

  return Esys_CreatePrimary (self->esys, ESYS_TR_RH_NULL, ESYS_TR_PASSWORD, ESYS_TR_NONE,
                             ESYS_TR_NONE, &sensitive, &template, &outside, &pcrs, &self->salt,
                             NULL, NULL, NULL, NULL);
}

AnjKeyTpm *
anj_key_tpm_open (const char *tcti, GError **error)
{
  g_autoptr (AnjKeyTpm) self = g_new0 (AnjKeyTpm, 1);
  TSS2_RC code;

  self->salt = ESYS_TR_NONE;
  code = Tss2_TctiLdr_Initialize (tcti, &self->tcti);
  if (code == TSS2_RC_SUCCESS)
    code = Esys_Initialize (&self->esys, self->tcti, NULL);
  if (code != TSS2_RC_SUCCESS)
    {
      g_set_error (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_UNAVAILABLE,
                   "no TPM answers at %s (%s): see that it is switched on in the firmware and that "
                   "this user may use it (group tss)",
                   tcti, Tss2_RC_Decode (code));
      return NULL;
    }
  code = make_salt (self);
  if (code != TSS2_RC_SUCCESS)
    {
      fail (error, "begin", code);
      return NULL;
    }
  return g_steal_pointer (&self);
}

void
anj_key_tpm_close (AnjKeyTpm *self)
{
  if (self == NULL)
    return;
  if (self->esys != NULL)
    flush (self, &self->salt);
  Esys_Finalize (&self->esys);
  Tss2_TctiLdr_Finalize (&self->tcti);
  g_free (self);
}

/* @out_object: (out): %ESYS_TR_NONE where nobody has it, or @index cannot be asked for */
static TSS2_RC
find (AnjKeyTpm *self, guint32 index, ESYS_TR *out_object)
{
  ESYS_TR object = ESYS_TR_NONE;
  TSS2_RC code = Esys_TR_FromTPMPublic (self->esys, index, ESYS_TR_NONE, ESYS_TR_NONE, ESYS_TR_NONE,
                                        &object);

  *out_object = code == TSS2_RC_SUCCESS ? object : ESYS_TR_NONE;
  return simplify (code) == TPM2_RC_HANDLE ? TSS2_RC_SUCCESS : code;
}

gboolean
anj_key_tpm_find_free (AnjKeyTpm *self, guint32 from, guint32 *out_index, GError **error)
{
  for (guint32 index = from; index < from + N_INDICES; index++)
    {
      ESYS_TR object;
      TSS2_RC code = find (self, index, &object);

      if (code != TSS2_RC_SUCCESS)
        return fail (error, "look for room", code);
      if (object == ESYS_TR_NONE)
        {
          *out_index = index;
          return TRUE;
        }
      Esys_TR_Close (self->esys, &object);
    }
  return fail (error, "find room", TPM2_RC_NV_SPACE);
}

static TSS2_RC
begin_session (AnjKeyTpm *self, TPM2_SE kind, ESYS_TR *out_session)
{
  const TPMT_SYM_DEF cipher = { .algorithm = TPM2_ALG_AES,
                                .keyBits.aes = 128,
                                .mode.aes = TPM2_ALG_CFB };
  const TPMA_SESSION attributes = TPMA_SESSION_CONTINUESESSION | TPMA_SESSION_DECRYPT |
                                  TPMA_SESSION_ENCRYPT;
  TSS2_RC code = Esys_StartAuthSession (self->esys, self->salt, ESYS_TR_NONE, ESYS_TR_NONE,
                                        ESYS_TR_NONE, ESYS_TR_NONE, NULL, kind, &cipher,
                                        TPM2_ALG_SHA256, out_session);

  if (code != TSS2_RC_SUCCESS)
    *out_session = ESYS_TR_NONE;
  else if (kind != TPM2_SE_TRIAL)
    code = Esys_TRSess_SetAttributes (self->esys, *out_session, attributes, 0xff);
  return code;
}

static TSS2_RC
bind_to_boot (AnjKeyTpm *self, ESYS_TR session)
{
  const TPM2B_DIGEST as_it_is = { 0 };
  const TPML_PCR_SELECTION pcrs = {
    .count = 1,
    .pcrSelections[0] = { .hash = TPM2_ALG_SHA256,
                          .sizeofSelect = 3,
                          .pcrSelect[0] = 1 << PCR_OF_SECURE_BOOT },
  };

  return Esys_PolicyPCR (self->esys, session, ESYS_TR_NONE, ESYS_TR_NONE, ESYS_TR_NONE, &as_it_is,
                         &pcrs);
}

/* the policy that this boot would fulfil */
static TSS2_RC
read_policy (AnjKeyTpm *self, TPM2B_DIGEST *out_policy)
{
  TPM2B_DIGEST *policy = NULL;
  ESYS_TR trial;
  TSS2_RC code = begin_session (self, TPM2_SE_TRIAL, &trial);

  if (code == TSS2_RC_SUCCESS)
    code = bind_to_boot (self, trial);
  if (code == TSS2_RC_SUCCESS)
    code = Esys_PolicyGetDigest (self->esys, trial, ESYS_TR_NONE, ESYS_TR_NONE, ESYS_TR_NONE,
                                 &policy);
  if (code == TSS2_RC_SUCCESS)
    *out_policy = *policy;
  Esys_Free (policy);
  flush (self, &trial);
  return code;
}

static TSS2_RC
define (AnjKeyTpm *self, guint32 index, AnjKeyGuard guard, ESYS_TR *out_object)
{
  const TPM2B_AUTH no_password = { 0 };
  TPM2B_NV_PUBLIC area = {
    .nvPublic = { .nvIndex = index,
                  .nameAlg = TPM2_ALG_SHA256,
                  .attributes = TPMA_NV_AUTHWRITE | TPMA_NV_NO_DA,
                  .dataSize = ANJ_KEY_BYTES },
  };
  TSS2_RC code = TSS2_RC_SUCCESS;

  area.nvPublic.attributes |= guard == ANJ_KEY_GUARD_BOOT ? TPMA_NV_POLICYREAD : TPMA_NV_AUTHREAD;
  if (guard == ANJ_KEY_GUARD_BOOT)
    code = read_policy (self, &area.nvPublic.authPolicy);
  if (code != TSS2_RC_SUCCESS)
    return code;
  return Esys_NV_DefineSpace (self->esys, ESYS_TR_RH_OWNER, ESYS_TR_PASSWORD, ESYS_TR_NONE,
                              ESYS_TR_NONE, &no_password, &area, out_object);
}

gboolean
anj_key_tpm_put (AnjKeyTpm *self,
                 guint32 index,
                 AnjKeyGuard guard,
                 const guint8 key[ANJ_KEY_BYTES],
                 GError **error)
{
  TPM2B_MAX_NV_BUFFER content = { .size = ANJ_KEY_BYTES };
  ESYS_TR session = ESYS_TR_NONE;
  ESYS_TR object = ESYS_TR_NONE;
  TSS2_RC code = define (self, index, guard, &object);

  if (code == TSS2_RC_SUCCESS)
    code = begin_session (self, TPM2_SE_HMAC, &session);
  if (code == TSS2_RC_SUCCESS)
    {
      /* this command has nothing to encrypt on its way back */
      Esys_TRSess_SetAttributes (self->esys, session, 0, TPMA_SESSION_ENCRYPT);
      memcpy (content.buffer, key, ANJ_KEY_BYTES);
      code = Esys_NV_Write (self->esys, object, object, session, ESYS_TR_NONE, ESYS_TR_NONE,
                            &content, /* offset */ 0);
      explicit_bzero (&content, sizeof content);
    }
  flush (self, &session);
  if (object != ESYS_TR_NONE)
    Esys_TR_Close (self->esys, &object);
  return code == TSS2_RC_SUCCESS || fail (error, "take a key", code);
}

static gboolean
is_gone (TSS2_RC code)
{
  TSS2_RC plain = simplify (code);

  return plain == TPM2_RC_POLICY_FAIL || plain == TPM2_RC_NV_UNINITIALIZED;
}

/* whatever else may lie there is not ours */
static gboolean
take_content (TPM2B_MAX_NV_BUFFER *content, guint8 *out_key)
{
  gboolean is_key = content->size == ANJ_KEY_BYTES;

  if (is_key)
    memcpy (out_key, content->buffer, ANJ_KEY_BYTES);
  explicit_bzero (content, sizeof *content);
  Esys_Free (content);
  return is_key;
}

static TSS2_RC
read_object (AnjKeyTpm *self, ESYS_TR object, AnjKeyGuard guard, TPM2B_MAX_NV_BUFFER **out_content)
{
  ESYS_TR session;
  TSS2_RC code = begin_session (self, guard == ANJ_KEY_GUARD_BOOT ? TPM2_SE_POLICY : TPM2_SE_HMAC,
                                &session);

  if (code == TSS2_RC_SUCCESS && guard == ANJ_KEY_GUARD_BOOT)
    code = bind_to_boot (self, session);
  if (code == TSS2_RC_SUCCESS)
    {
      /* and this one nothing on its way there */
      Esys_TRSess_SetAttributes (self->esys, session, 0, TPMA_SESSION_DECRYPT);
      code = Esys_NV_Read (self->esys, object, object, session, ESYS_TR_NONE, ESYS_TR_NONE,
                           ANJ_KEY_BYTES, /* offset */ 0, out_content);
    }
  flush (self, &session);
  return code;
}

gboolean
anj_key_tpm_get (AnjKeyTpm *self,
                 guint32 index,
                 AnjKeyGuard guard,
                 guint8 out_key[ANJ_KEY_BYTES],
                 GError **error)
{
  TPM2B_MAX_NV_BUFFER *content = NULL;
  ESYS_TR object;
  TSS2_RC code = find (self, index, &object);
  gboolean is_there = object != ESYS_TR_NONE;

  if (code == TSS2_RC_SUCCESS && is_there)
    {
      code = read_object (self, object, guard, &content);
      Esys_TR_Close (self->esys, &object);
    }
  if (code != TSS2_RC_SUCCESS && !is_gone (code))
    return fail (error, "give a key", code);
  if (code == TSS2_RC_SUCCESS && is_there && take_content (content, out_key))
    return TRUE;
  g_set_error (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_DAMAGED, "the TPM %s (index 0x%x)",
               simplify (code) == TPM2_RC_POLICY_FAIL
                   ? "keeps a key back: Secure Boot is set otherwise than when it was put there"
                   : "has no such key any more",
               index);
  return FALSE;
}

gboolean
anj_key_tpm_drop (AnjKeyTpm *self, guint32 index, GError **error)
{
  ESYS_TR object;
  TSS2_RC code = find (self, index, &object);

  if (code == TSS2_RC_SUCCESS && object != ESYS_TR_NONE)
    code = Esys_NV_UndefineSpace (self->esys, ESYS_TR_RH_OWNER, object, ESYS_TR_PASSWORD,
                                  ESYS_TR_NONE, ESYS_TR_NONE);
  return code == TSS2_RC_SUCCESS || fail (error, "drop a key", code);
}
