/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/agent/anj-identity.h"

#include <string.h>

#include "app/agent/anj-agent-error.h"
#include "app/agent/anj-hub-cas.h"
#include "app/agent/anj-identity-copy.h"
#include "app/agent/anj-own-key.h"
#include "app/agent/anj-state-files.h"
#include "core/anj-secret.h"
#include "core/anj-ticket-number.h"

#define CERT_FILE "identity/cert.pem"
#define CERT_ADVICE "start the agent: it asks the hub for it by its key"

static void
config_error (GError **error, const char *format, const char *text)
{
  g_autofree char *message = NULL;

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  message = g_strdup_printf (format, text);
#pragma GCC diagnostic pop
  g_set_error_literal (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_CONFIG, message);
}

char *
anj_identity_dup_new_key_advice (const char *state_dir, const char *id)
{
  g_autofree char *guessed = id == NULL ? anj_identity_guess_id (state_dir) : NULL;
  const char *known = id != NULL ? id : guessed;
  const char *name = known != NULL ? known : "ID";

  return g_strdup_printf (
      "keep %s, for its cases, and have the administrator run: anjunganctl terminal token "
      "--replace %s --out DIR%s; then run here, with the agent stopped, as its user: "
      "anjungan-agent enrol --replace %s --state-dir %s --bootstrap DIR/bootstrap.json "
      "--token-file DIR/token",
      state_dir, name, known == NULL ? " (ID: anjunganctl terminal list)" : "", name, state_dir);
}

char *
anj_identity_dup_enrol_advice (const char *state_dir, const char *region)
{
  return g_strdup_printf ("anjungan-agent enrol --state-dir %s --bootstrap DIR/bootstrap.json "
                          "--token-file DIR/token, with what was made by: anjunganctl terminal "
                          "token --region %s --out DIR",
                          state_dir, region != NULL ? region : "CODE");
}

void
anj_identity_fail_absent (const char *state_dir, GError **error)
{
  g_autofree char *new_key = anj_identity_dup_new_key_advice (state_dir, /* id */ NULL);
  g_autofree char *enrol = anj_identity_dup_enrol_advice (state_dir, /* region */ NULL);

  if (anj_own_key_exists (state_dir) && anj_state_exists (state_dir, "outbox.db"))
    g_set_error_literal (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_CONFIG,
                         CERT_FILE " is gone: " CERT_ADVICE);
  else if (anj_state_exists (state_dir, "outbox.db"))
    g_set_error (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_CONFIG,
                 CERT_FILE " and its key are gone: put them back, or let this terminal go on with "
                           "another key: %s",
                 new_key);
  else
    g_set_error (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_CONFIG, "%s is not enrolled; run: %s",
                 state_dir, enrol);
}

gboolean
anj_identity_parse_slice (const char *text, guint32 *out_first, guint32 *out_size)
{
  g_auto (GStrv) parts = text != NULL ? g_strsplit (text, "+", 2) : NULL;
  guint64 first, size;

  if (parts == NULL || g_strv_length (parts) != 2 ||
      !g_ascii_string_to_unsigned (parts[0], 10, 0, ANJ_TICKET_NUMBER_SPACE - 1, &first, NULL) ||
      !g_ascii_string_to_unsigned (parts[1], 10, 1, ANJ_TICKET_NUMBER_SPACE - first, &size, NULL))
    return FALSE;
  *out_first = (guint32) first;
  *out_size = (guint32) size;
  return TRUE;
}

static gboolean
load_keys (AnjIdentity *self, const char *credentials_dir, GError **error)
{
  g_auto (AnjStoreKeys) keys = { 0 };

  if (!anj_store_keys_load (self->state_dir, credentials_dir, &keys, error))
    return FALSE;
  memcpy (self->k_seal, keys.k_seal, sizeof self->k_seal);
  memcpy (self->k_out, keys.k_out, sizeof self->k_out);
  self->key_source = keys.source;
  return TRUE;
}

static char *
read_text (const char *state_dir, const char *name, GError **error)
{
  g_autoptr (GBytes) bytes = anj_state_read (state_dir, name, error);
  gsize n_bytes = 0;
  const char *data = bytes != NULL ? g_bytes_get_data (bytes, &n_bytes) : NULL;

  return bytes != NULL ? g_strndup (data != NULL ? data : "", n_bytes) : NULL;
}

/* (nullable): @text's certificates, the first being @key's */
static GPtrArray *
parse_own (const char *text, EVP_PKEY *key, GError **error)
{
  g_autoptr (GPtrArray) certs = anj_cert_list_from_pem (text, error);

  if (certs == NULL)
    return NULL;
  if (EVP_PKEY_eq (X509_get0_pubkey (certs->pdata[0]), key) == 1)
    return g_steal_pointer (&certs);
  g_set_error_literal (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_CONFIG, "it is for another key");
  return NULL;
}

gboolean
anj_identity_is_certificate_kept (const AnjIdentity *self)
{
  g_autofree char *text = read_text (self->state_dir, CERT_FILE, NULL);
  g_autofree char *in_force = anj_identity_dup_cert_pem (self);
  g_autoptr (EVP_PKEY) key = NULL;
  g_autoptr (GPtrArray) certs = NULL;

  if (text == NULL || g_strcmp0 (text, in_force) == 0)
    return text != NULL;
  key = anj_cert_key_from_pem (self->key_pem, NULL);
  certs = parse_own (text, key, NULL);
  return certs != NULL;
}

/* (transfer full) (element-type X509): with what leads from the first to a CA */
static GPtrArray *
load_certs (AnjIdentity *self, const AnjIdentityCopy *copy, EVP_PKEY *key, GError **error)
{
  g_autoptr (GError) cause = NULL;
  GPtrArray *certs;

  self->cert_pem = read_text (self->state_dir, CERT_FILE, &cause);
  certs = self->cert_pem != NULL ? parse_own (self->cert_pem, key, &cause) : NULL;
  if (certs == NULL && copy != NULL)
    {
      g_free (self->cert_pem);
      self->cert_pem = g_strdup (copy->cert_pem);
      certs = parse_own (self->cert_pem, key, NULL);
    }
  if (certs == NULL)
    g_set_error (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_NO_CERTIFICATE,
                 CERT_FILE " is damaged or gone: %s; " CERT_ADVICE, cause->message);
  return certs;
}

char *
anj_identity_guess_id (const char *state_dir)
{
  g_autofree char *text = read_text (state_dir, CERT_FILE, NULL);
  g_autoptr (X509) cert = text != NULL ? anj_cert_from_pem (text, NULL) : NULL;

  return cert != NULL ? anj_cert_common_name (cert) : NULL;
}

/* without it the hub takes nothing from this terminal */
static EVP_PKEY *
load_own_key (AnjIdentity *self, const AnjIdentityCopy *copy, GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autofree char *advice = NULL;
  EVP_PKEY *key;

  self->key_pem = anj_own_key_read (self->state_dir, self->k_out, &cause);
  key = self->key_pem != NULL ? anj_cert_key_from_pem (self->key_pem, &cause) : NULL;
  if (key == NULL && copy != NULL)
    {
      g_clear_pointer (&self->key_pem, anj_secret_string_free);
      self->key_pem = g_strdup (copy->key_pem);
      key = anj_cert_key_from_pem (self->key_pem, NULL);
    }
  if (key != NULL)
    return key;
  advice = anj_identity_dup_new_key_advice (self->state_dir, /* id */ NULL);
  g_set_error (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_CONFIG,
               "%s is damaged or gone: %s; put it back, or let this terminal go on with another "
               "key: %s",
               anj_own_key_get_name (self->state_dir, self->key_source), cause->message, advice);
  return NULL;
}

/* whether it leads to a CA of the hub's, present or past. Whether it has ended is the hub's to say,
 * by a clock that runs */
static gboolean
is_of_hub (GPtrArray *certs, const char *state_dir, const AnjBootstrap *bootstrap)
{
  g_autoptr (GPtrArray) cas = anj_hub_cas_load (state_dir, bootstrap);

  X509_up_ref (bootstrap->hub_ca);
  g_ptr_array_add (cas, bootstrap->hub_ca);
  return anj_cert_verify_path (certs->pdata[0], cas, certs, ANJ_CERT_CLIENT, ANJ_CERT_ANY_TIME,
                               NULL);
}

static gboolean
check_certificate (AnjIdentity *self,
                   GPtrArray *certs,
                   const AnjBootstrap *bootstrap,
                   GError **error)
{
  g_autofree char *slice = anj_cert_serial_number (self->cert);

  self->terminal = anj_cert_common_name (self->cert);
  self->region = anj_cert_organizational_unit (self->cert);
  if (!is_of_hub (certs, self->state_dir, bootstrap))
    {
      if (!anj_hub_cas_is_whole (self->state_dir))
        {
          g_set_error (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_CONFIG,
                       "identity/ca.pem is damaged or gone, and the bootstrap file does not name "
                       "the CA of this terminal's certificate (%s); put it back, or take a newly "
                       "made bootstrap file: anjunganctl terminal token --region %s --out DIR",
                       bootstrap->hub, bootstrap->region);
          return FALSE;
        }
      config_error (error,
                    "the bootstrap file is another hub's (%s); take the one this terminal was "
                    "enrolled with",
                    bootstrap->hub);
      return FALSE;
    }
  if (self->terminal == NULL || g_strcmp0 (self->region, bootstrap->region) != 0 ||
      !anj_identity_parse_slice (slice, &self->slice_first, &self->slice_size))
    {
      config_error (error,
                    "the certificate is not for %s; enrol this terminal with a token of "
                    "that village",
                    bootstrap->region);
      return FALSE;
    }
  return TRUE;
}

gboolean
anj_identity_is_enrolled (const char *state_dir)
{
  return anj_state_exists (state_dir, CERT_FILE) || anj_identity_copy_exists (state_dir);
}

gboolean
anj_identity_was_begun (const char *state_dir)
{
  return anj_identity_is_enrolled (state_dir) || anj_own_key_exists (state_dir);
}

AnjIdentity *
anj_identity_load (const char *state_dir,
                   const char *credentials_dir,
                   const AnjBootstrap *bootstrap,
                   GError **error)
{
  g_autoptr (AnjIdentity) self = g_new0 (AnjIdentity, 1);
  g_autoptr (AnjIdentityCopy) copy = NULL;
  g_autoptr (GPtrArray) certs = NULL;
  g_autoptr (EVP_PKEY) key = NULL;

  g_mutex_init (&self->lock);
  self->state_dir = g_strdup (state_dir);
  if (!anj_identity_was_begun (state_dir))
    {
      anj_identity_fail_absent (state_dir, error);
      return NULL;
    }
  if (!load_keys (self, credentials_dir, error))
    return NULL;
  copy = anj_identity_copy_read (state_dir, self->k_out);
  key = load_own_key (self, copy, error);
  certs = key != NULL ? load_certs (self, copy, key, error) : NULL;
  if (certs == NULL)
    return NULL;
  self->cert = X509_dup (certs->pdata[0]);
  if (!check_certificate (self, certs, bootstrap, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
anj_identity_free (AnjIdentity *self)
{
  if (self == NULL)
    return;
  explicit_bzero (self->k_seal, sizeof self->k_seal);
  explicit_bzero (self->k_out, sizeof self->k_out);
  g_clear_pointer (&self->key_pem, anj_secret_string_free);
  g_clear_pointer (&self->cert, X509_free);
  g_free (self->cert_pem);
  g_mutex_clear (&self->lock);
  g_strfreev (self->labels);
  g_free (self->hardware);
  g_free (self->terminal);
  g_free (self->region);
  g_free (self->state_dir);
  g_free (self);
}

X509 *
anj_identity_get_cert (const AnjIdentity *self)
{
  GMutex *lock = (GMutex *) &self->lock;
  X509 *cert;

  g_mutex_lock (lock);
  cert = self->cert;
  X509_up_ref (cert);
  g_mutex_unlock (lock);
  return cert;
}

char *
anj_identity_dup_cert_pem (const AnjIdentity *self)
{
  GMutex *lock = (GMutex *) &self->lock;
  char *pem;

  g_mutex_lock (lock);
  pem = g_strdup (self->cert_pem);
  g_mutex_unlock (lock);
  return pem;
}

void
anj_identity_set_cert (AnjIdentity *self, X509 *cert, const char *pem)
{
  X509_up_ref (cert);
  g_mutex_lock (&self->lock);
  X509_free (self->cert);
  g_free (self->cert_pem);
  self->cert = cert;
  self->cert_pem = g_strdup (pem);
  g_mutex_unlock (&self->lock);
}

/* (nullable): what the firmware says of the machine */
static char *
find_hardware (void)
{
  static const char *const paths[] = { "/sys/class/dmi/id/product_name",
                                       "/sys/firmware/devicetree/base/model" };

  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autofree char *text = NULL;

      if (g_file_get_contents (paths[i], &text, NULL, /* error */ NULL) &&
          g_utf8_validate (text, -1, NULL) && *g_strstrip (text) != '\0')
        return g_steal_pointer (&text);
    }
  return NULL;
}

void
anj_identity_describe (AnjIdentity *self, const char *const *labels, const char *hardware)
{
  g_strfreev (self->labels);
  g_free (self->hardware);
  self->labels = g_strdupv ((char **) labels);
  self->hardware = hardware != NULL ? g_strdup (hardware) : find_hardware ();
}
