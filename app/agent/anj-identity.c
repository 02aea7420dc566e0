/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/agent/anj-identity.h"

#include <string.h>

#include "app/agent/anj-agent-error.h"
#include "app/agent/anj-hub-cas.h"
#include "app/agent/anj-own-key.h"
#include "app/agent/anj-state-files.h"
#include "core/anj-json.h"
#include "core/anj-region.h"
#include "core/anj-secret.h"
#include "core/anj-ticket-number.h"

#define CERT_FILE "identity/cert.pem"
#define BOOTSTRAP_ADVICE "; put it back, or have one made: anjunganctl terminal token"
#define IDENTITY_ADVICE                                                                            \
  "put it back; without it keep %s, with the cases in it, and enrol with a new --state-dir"

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

static void
add_advice (GError **error, const char *advice)
{
  g_autofree char *words = NULL;

  if (error == NULL)
    return;
  words = (*error)->message;
  (*error)->message = g_strconcat (words, advice, NULL);
}

void
anj_identity_fail_absent (const char *state_dir, GError **error)
{
  if (anj_state_exists (state_dir, "outbox.db"))
    config_error (error, CERT_FILE " is gone: " IDENTITY_ADVICE, state_dir);
  else
    config_error (error, "%s is not enrolled; run: anjungan-agent enrol", state_dir);
}

static AnjBootstrap *
bootstrap_parse (GBytes *bytes, const char *path, GError **error)
{
  g_autoptr (JsonObject) object = anj_json_parse_object (bytes, error);
  g_autoptr (AnjBootstrap) self = g_new0 (AnjBootstrap, 1);
  gsize n_chars;

  if (object == NULL)
    {
      g_prefix_error (error, "%s is no bootstrap file: ", path);
      return NULL;
    }
  self->hub = g_strdup (anj_json_get_string (object, "hub", ""));
  self->hub_ca_pem = g_strdup (anj_json_get_string (object, "hub_ca", ""));
  self->region = g_strdup (anj_json_get_string (object, "region", ""));
  for (n_chars = strlen (self->hub); n_chars > 0 && self->hub[n_chars - 1] == '/'; n_chars--)
    self->hub[n_chars - 1] = '\0';
  if (!g_str_has_prefix (self->hub, "https://") ||
      anj_region_code_level (self->region) != ANJ_REGION_VILLAGE)
    {
      config_error (error, "%s: needs \"hub\" (https://…) and \"region\" (a village code)", path);
      return NULL;
    }
  self->hub_ca = anj_cert_from_pem (self->hub_ca_pem, error);
  if (self->hub_ca != NULL)
    self->config_ca = anj_cert_from_pem (anj_json_get_string (object, "config_ca", ""), error);
  if (self->config_ca == NULL)
    {
      g_prefix_error (error, "%s: \"hub_ca\" and \"config_ca\" must be PEM certificates: ", path);
      return NULL;
    }
  return g_steal_pointer (&self);
}

AnjBootstrap *
anj_bootstrap_load (const char *path, GError **error)
{
  g_autoptr (GBytes) bytes = anj_state_read ("", path, error);

  AnjBootstrap *self = bytes != NULL ? bootstrap_parse (bytes, path, error) : NULL;

  if (self == NULL)
    add_advice (error, BOOTSTRAP_ADVICE);
  return self;
}

AnjBootstrap *
anj_bootstrap_load_state (const char *state_dir, GError **error)
{
  g_autofree char *path = g_build_filename (state_dir, "bootstrap.json", NULL);

  if (anj_identity_is_enrolled (state_dir) || anj_state_exists (state_dir, "bootstrap.json"))
    return anj_bootstrap_load (path, error);
  anj_identity_fail_absent (state_dir, error);
  return NULL;
}

void
anj_bootstrap_free (AnjBootstrap *self)
{
  if (self == NULL)
    return;
  g_free (self->hub);
  g_free (self->hub_ca_pem);
  g_free (self->region);
  g_clear_pointer (&self->hub_ca, X509_free);
  g_clear_pointer (&self->config_ca, X509_free);
  g_free (self);
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

/* (transfer full) (element-type X509): with what leads from the first to a CA */
static GPtrArray *
load_certs (const char *state_dir, GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autoptr (GBytes) bytes = anj_state_read (state_dir, CERT_FILE, &cause);
  gsize n_bytes = 0;
  const char *data = bytes != NULL ? g_bytes_get_data (bytes, &n_bytes) : NULL;
  g_autofree char *pem = g_strndup (data != NULL ? data : "", n_bytes);
  GPtrArray *certs = bytes != NULL ? anj_cert_list_from_pem (pem, &cause) : NULL;

  if (certs == NULL)
    g_set_error (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_CONFIG,
                 CERT_FILE " is damaged: %s; " IDENTITY_ADVICE, cause->message, state_dir);
  return certs;
}

/* that of the certificate; without it the hub takes nothing from this terminal */
static gboolean
load_own_key (AnjIdentity *self, X509 *cert, GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autoptr (EVP_PKEY) key = NULL;

  self->key_pem = anj_own_key_read (self->state_dir, self->k_out, &cause);
  key = self->key_pem != NULL ? anj_cert_key_from_pem (self->key_pem, &cause) : NULL;
  if (key != NULL && EVP_PKEY_eq (key, X509_get0_pubkey (cert)) == 1)
    return TRUE;
  g_set_error (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_CONFIG,
               "%s is damaged or gone: %s; " IDENTITY_ADVICE,
               anj_own_key_get_name (self->state_dir, self->key_source),
               cause != NULL ? cause->message : "the certificate has another key", self->state_dir);
  return FALSE;
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
          config_error (error,
                        "identity/ca.pem is damaged or gone, and the bootstrap file does not name "
                        "the CA of this terminal's certificate (%s); put it back, or take a newly "
                        "made bootstrap file: anjunganctl terminal token",
                        bootstrap->hub);
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
  return anj_state_exists (state_dir, CERT_FILE);
}

AnjIdentity *
anj_identity_load (const char *state_dir,
                   const char *credentials_dir,
                   const AnjBootstrap *bootstrap,
                   GError **error)
{
  g_autoptr (AnjIdentity) self = g_new0 (AnjIdentity, 1);
  g_autoptr (GPtrArray) certs = NULL;

  g_mutex_init (&self->lock);
  self->state_dir = g_strdup (state_dir);
  if (!anj_identity_is_enrolled (state_dir))
    {
      anj_identity_fail_absent (state_dir, error);
      return NULL;
    }
  certs = load_certs (state_dir, error);
  if (certs == NULL || !load_keys (self, credentials_dir, error) ||
      !load_own_key (self, certs->pdata[0], error))
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

void
anj_identity_set_cert (AnjIdentity *self, X509 *cert)
{
  X509_up_ref (cert);
  g_mutex_lock (&self->lock);
  X509_free (self->cert);
  self->cert = cert;
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
