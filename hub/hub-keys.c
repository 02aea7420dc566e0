/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-keys.h"

#include "core/anj-secret.h"
#include "hub/hub-error.h"

static char *
read_file (const char *data_dir, const char *name, GError **error)
{
  g_autofree char *path = g_build_filename (data_dir, name, NULL);
  g_autoptr (GError) local_error = NULL;
  char *text = NULL;

  if (!g_file_get_contents (path, &text, /* length */ NULL, &local_error))
    g_set_error (error, HUB_ERROR, HUB_ERROR_NO_INPUT,
                 "%s; is this a directory that 'anjungan-hub init' made?", local_error->message);
  return text;
}

static X509 *
read_cert (const char *data_dir, const char *name, GError **error)
{
  g_autofree char *pem = read_file (data_dir, name, error);
  g_autoptr (GError) local_error = NULL;
  X509 *cert;

  if (pem == NULL)
    return NULL;
  cert = anj_cert_from_pem (pem, &local_error);
  if (cert == NULL)
    g_set_error (error, HUB_ERROR, HUB_ERROR_CONFIG, "%s/%s is no certificate: %s", data_dir, name,
                 local_error->message);
  return cert;
}

static EVP_PKEY *
read_key (const char *data_dir, const char *name, GError **error)
{
  g_autoptr (AnjSecretString) pem = read_file (data_dir, name, error);
  g_autoptr (GError) local_error = NULL;
  EVP_PKEY *key;

  if (pem == NULL)
    return NULL;
  key = anj_cert_key_from_pem (pem, &local_error);
  if (key == NULL)
    g_set_error (error, HUB_ERROR, HUB_ERROR_CONFIG, "%s/%s is no private key: %s", data_dir, name,
                 local_error->message);
  return key;
}

static gboolean
check_pair (X509 *cert, EVP_PKEY *key, const char *name, GError **error)
{
  if (X509_check_private_key (cert, key) == 1)
    return TRUE;
  g_set_error (error, HUB_ERROR, HUB_ERROR_CONFIG, "%s: key.pem does not belong to cert.pem", name);
  return FALSE;
}

/* none when the file is not there */
static GPtrArray *
read_certs (const char *data_dir, const char *name, GError **error)
{
  g_autofree char *path = g_build_filename (data_dir, name, NULL);
  g_autofree char *pem = NULL;
  g_autoptr (GError) local_error = NULL;
  GPtrArray *certs;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return g_ptr_array_new_with_free_func ((GDestroyNotify) X509_free);
  pem = read_file (data_dir, name, error);
  if (pem == NULL)
    return NULL;
  certs = anj_cert_list_from_pem (pem, &local_error);
  if (certs == NULL)
    g_set_error (error, HUB_ERROR, HUB_ERROR_CONFIG, "%s: %s", path, local_error->message);
  return certs;
}

static gboolean
load_cas (HubKeys *self, const char *data_dir, GError **error)
{
  g_autoptr (GPtrArray) old = read_certs (data_dir, "ca-old/cert.pem", error);

  if (old == NULL || (self->ca_chain = read_certs (data_dir, "ca/chain.pem", error)) == NULL)
    return FALSE;
  self->cas = g_ptr_array_new_with_free_func ((GDestroyNotify) X509_free);
  X509_up_ref (self->ca);
  g_ptr_array_add (self->cas, self->ca);
  g_ptr_array_extend_and_steal (self->cas, g_steal_pointer (&old));
  self->cas_pem = anj_cert_list_to_pem (self->cas);
  return TRUE;
}

HubKeys *
hub_keys_load (const char *data_dir, GError **error)
{
  g_autoptr (HubKeys) self = g_new0 (HubKeys, 1);

  if ((self->ca = read_cert (data_dir, "ca/cert.pem", error)) == NULL ||
      (self->ca_key = read_key (data_dir, "ca/key.pem", error)) == NULL ||
      (self->receipts = read_cert (data_dir, "receipts/cert.pem", error)) == NULL ||
      (self->receipts_key = read_key (data_dir, "receipts/key.pem", error)) == NULL ||
      (self->config_ca = read_cert (data_dir, "server/config_ca.pem", error)) == NULL ||
      (self->server_cert_pem = read_file (data_dir, "server/cert.pem", error)) == NULL ||
      (self->server_key_pem = read_file (data_dir, "server/key.pem", error)) == NULL ||
      !load_cas (self, data_dir, error) || !check_pair (self->ca, self->ca_key, "ca", error) ||
      !check_pair (self->receipts, self->receipts_key, "receipts", error))
    return NULL;
  return g_steal_pointer (&self);
}

void
hub_keys_free (HubKeys *self)
{
  g_clear_pointer (&self->ca, X509_free);
  g_clear_pointer (&self->ca_key, EVP_PKEY_free);
  g_clear_pointer (&self->cas, g_ptr_array_unref);
  g_clear_pointer (&self->ca_chain, g_ptr_array_unref);
  g_clear_pointer (&self->receipts, X509_free);
  g_clear_pointer (&self->receipts_key, EVP_PKEY_free);
  g_clear_pointer (&self->config_ca, X509_free);
  g_free (self->server_cert_pem);
  g_clear_pointer (&self->server_key_pem, anj_secret_string_free);
  g_free (self->cas_pem);
  g_free (self);
}

gint64
hub_keys_next_end (const HubKeys *self, const char **out_name)
{
  g_autoptr (X509) server = anj_cert_from_pem (self->server_cert_pem, NULL);
  const struct
  {
    const char *name;
    X509 *cert;
  } ends[] = { { "ca", self->ca }, { "receipts", self->receipts }, { "server", server } };
  gint64 first_us = G_MAXINT64;

  for (gsize i = 0; i < G_N_ELEMENTS (ends); i++)
    if (ends[i].cert != NULL && anj_cert_not_after_us (ends[i].cert) < first_us)
      {
        first_us = anj_cert_not_after_us (ends[i].cert);
        *out_name = ends[i].name;
      }
  return first_us;
}

GPtrArray *
hub_keys_list_misplaced (const char *data_dir)
{
  static const char *const names[] = { "intake/key.pem", "sensitive/key.pem", "recovery/key.pem",
                                       "config-signer/key.pem", "config-signer/ca-key.pem" };
  GPtrArray *found = g_ptr_array_new_with_free_func (g_free);

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (data_dir, names[i], NULL);

      if (g_file_test (path, G_FILE_TEST_EXISTS))
        g_ptr_array_add (found, g_steal_pointer (&path));
    }
  return found;
}
