/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include "core/anj-crypto.h"

G_DEFINE_AUTOPTR_CLEANUP_FUNC (X509_STORE, X509_STORE_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (X509_STORE_CTX, X509_STORE_CTX_free)

/* the stack alone: its certificates are somebody else's */
typedef STACK_OF (X509) X509Stack;

static void
stack_free (X509Stack *stack)
{
  sk_X509_free (stack);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (X509Stack, stack_free)

/* cross-certificates from one root to the next */
#define MAX_BETWEEN 8

typedef struct
{
  guint32 key_usage;
  guint32 extended_key_usage; /* exactly these; 0: none */
} Usage;

static const Usage usages[] = {
  [ANJ_CERT_CA] = { KU_KEY_CERT_SIGN, 0 },
  [ANJ_CERT_SERVER] = { KU_DIGITAL_SIGNATURE, XKU_SSL_SERVER },
  [ANJ_CERT_CLIENT] = { KU_DIGITAL_SIGNATURE, XKU_SSL_CLIENT },
  [ANJ_CERT_SIGNER] = { KU_DIGITAL_SIGNATURE, XKU_SMIME },
  [ANJ_CERT_RECIPIENT] = { KU_KEY_AGREEMENT, XKU_SMIME },
};

/* OpenSSL's own purposes pass a certificate without extended key usage, and know no EC recipient */
gboolean
anj_cert_has_usage (X509 *cert, AnjCertKind kind)
{
  guint32 extended = X509_get_extended_key_usage (cert);

  if (!anj_crypto_is_our_curve (X509_get0_pubkey (cert)))
    return FALSE;
  if ((X509_get_key_usage (cert) & usages[kind].key_usage) == 0)
    return FALSE;
  if ((kind == ANJ_CERT_CA) != (X509_check_ca (cert) == 1))
    return FALSE;
  /* UINT32_MAX says that the certificate has no such extension */
  return extended == (kind == ANJ_CERT_CA ? UINT32_MAX : usages[kind].extended_key_usage);
}

static gboolean
set_up (X509_STORE *store,
        X509_STORE_CTX *context,
        X509 *cert,
        GPtrArray *roots,
        STACK_OF (X509) * between,
        gint64 at_us)
{
  X509_VERIFY_PARAM *param;
  gboolean ok = store != NULL && context != NULL;

  for (guint i = 0; ok && i < roots->len; i++)
    ok = X509_STORE_add_cert (store, g_ptr_array_index (roots, i)) == 1;
  if (!ok || X509_STORE_CTX_init (context, store, cert, between) != 1)
    return FALSE;
  param = X509_STORE_CTX_get0_param (context);
  X509_VERIFY_PARAM_set_depth (param, sk_X509_num (between) > 0 ? MAX_BETWEEN : 0);
  if (at_us == ANJ_CRYPTO_ANY_TIME)
    return X509_VERIFY_PARAM_set_flags (param, X509_V_FLAG_NO_CHECK_TIME) == 1;
  X509_VERIFY_PARAM_set_time (param, at_us / G_USEC_PER_SEC);
  return TRUE;
}

/* OpenSSL takes other curves and CAs with an extended key usage for issuers */
static gboolean
has_good_issuers (X509_STORE_CTX *context)
{
  STACK_OF (X509) *chain = X509_STORE_CTX_get0_chain (context);

  for (int i = 1; i < sk_X509_num (chain); i++)
    if (!anj_cert_has_usage (sk_X509_value (chain, i), ANJ_CERT_CA))
      return FALSE;
  return TRUE;
}

gboolean
anj_crypto_check_path (X509 *cert,
                       GPtrArray *roots,
                       GPtrArray *between,
                       AnjCertKind kind,
                       gint64 at_us,
                       GError **error)
{
  g_autoptr (X509_STORE) store = X509_STORE_new ();
  g_autoptr (X509_STORE_CTX) context = X509_STORE_CTX_new ();
  g_autoptr (X509Stack) untrusted = sk_X509_new_null ();
  int code;

  g_return_val_if_fail (cert != NULL && roots != NULL && kind < G_N_ELEMENTS (usages), FALSE);
  for (guint i = 0; between != NULL && i < between->len; i++)
    sk_X509_push (untrusted, g_ptr_array_index (between, i));
  if (!set_up (store, context, cert, roots, untrusted, at_us))
    return anj_crypto_fail (error, ANJ_ERROR_FAILED, "cannot check a certificate");
  if (!anj_cert_has_usage (cert, kind))
    {
      g_set_error_literal (error, ANJ_ERROR, ANJ_ERROR_TAMPERED,
                           "the certificate is for another use");
      return FALSE;
    }
  if (X509_verify_cert (context) == 1 && has_good_issuers (context))
    return TRUE;

  code = X509_STORE_CTX_get_error (context);
  g_set_error (error, ANJ_ERROR,
               code == X509_V_ERR_CERT_HAS_EXPIRED || code == X509_V_ERR_CERT_NOT_YET_VALID
                   ? ANJ_ERROR_EXPIRED
                   : ANJ_ERROR_TAMPERED,
               "the certificate does not hold: %s",
               code != X509_V_OK ? X509_verify_cert_error_string (code)
                                 : "an issuer is for another use");
  anj_crypto_fail (NULL, ANJ_ERROR_TAMPERED, "");
  return FALSE;
}

gboolean
anj_crypto_check_chain (X509 *cert, X509 *ca, AnjCertKind kind, gint64 at_us, GError **error)
{
  g_autoptr (GPtrArray) roots = g_ptr_array_new ();

  g_return_val_if_fail (ca != NULL, FALSE);
  g_ptr_array_add (roots, ca);
  return anj_crypto_check_path (cert, roots, /* between */ NULL, kind, at_us, error);
}

gboolean
anj_cert_verify_chain (X509 *cert, X509 *ca, AnjCertKind kind, gint64 at_us, GError **error)
{
  return anj_crypto_check_chain (cert, ca, kind, at_us, error);
}

gboolean
anj_cert_verify_path (X509 *cert,
                      GPtrArray *roots,
                      GPtrArray *between,
                      AnjCertKind kind,
                      gint64 at_us,
                      GError **error)
{
  return anj_crypto_check_path (cert, roots, between, kind, at_us, error);
}
