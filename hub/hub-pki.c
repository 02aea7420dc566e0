/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-pki.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "core/anj-secret.h"
#include "hub/hub-error.h"

#define YEARS(n) ((n) *365 * G_TIME_SPAN_DAY)
#define BACKDATE_US G_TIME_SPAN_DAY /* terminals whose clock is behind take it all the same */

typedef struct
{
  X509 *cert;
  EVP_PKEY *key;
} Pair;

static void
pair_clear (Pair *self)
{
  g_clear_pointer (&self->cert, X509_free);
  g_clear_pointer (&self->key, EVP_PKEY_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Pair, pair_clear)

static gboolean
write_file (const char *dir, const char *name, const char *text, int mode, GError **error)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);
  g_autoptr (GError) local_error = NULL;

  if (g_file_set_contents_full (path, text, -1,
                                G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, mode,
                                &local_error))
    return TRUE;
  g_set_error_literal (error, HUB_ERROR, HUB_ERROR_IO, local_error->message);
  return FALSE;
}

static gboolean
write_cert (const char *dir, const char *name, X509 *cert, GError **error)
{
  g_autofree char *pem = anj_cert_to_pem (cert);

  return write_file (dir, name, pem, 0644, error);
}

static gboolean
write_key (const char *dir, const char *name, EVP_PKEY *key, GError **error)
{
  g_autoptr (AnjSecretString) pem = anj_cert_key_to_pem (key);

  return write_file (dir, name, pem, 0600, error);
}

/* DATA/NAME/, or NAME itself where it is a whole path, with the pair and its issuer's certificate
 */
static gboolean
write_pair (const char *data_dir, const char *name, const Pair *pair, X509 *ca, GError **error)
{
  g_autofree char *dir = g_path_is_absolute (name) ? g_strdup (name)
                                                   : g_build_filename (data_dir, name, NULL);

  if (g_mkdir (dir, 0700) != 0)
    {
      g_set_error (error, HUB_ERROR, HUB_ERROR_CANT_CREATE, "cannot make %s: %s", dir,
                   g_strerror (errno));
      return FALSE;
    }
  return write_cert (dir, "cert.pem", pair->cert, error) &&
         write_key (dir, "key.pem", pair->key, error) &&
         write_cert (dir, "ca.pem", ca != NULL ? ca : pair->cert, error);
}

/* @issuer %NULL: self-signed */
static gboolean
make_pair (const AnjCertRequest *request, const Pair *issuer, Pair *out, GError **error)
{
  out->key = anj_cert_generate_key (error);
  if (out->key == NULL)
    return FALSE;
  out->cert = anj_cert_issue (request, out->key, issuer != NULL ? issuer->cert : NULL,
                              issuer != NULL ? issuer->key : out->key, error);
  return out->cert != NULL;
}

static gboolean
make_written (const char *data_dir,
              const char *name,
              const AnjCertRequest *request,
              const Pair *issuer,
              GError **error)
{
  g_auto (Pair) pair = { 0 };

  return make_pair (request, issuer, &pair, error) &&
         write_pair (data_dir, name, &pair, issuer != NULL ? issuer->cert : NULL, error);
}

/* always good for the machine itself, whatever else it is called */
static GPtrArray *
list_hosts (const char *const *hosts)
{
  static const char *const own[] = { "localhost", "127.0.0.1", "::1", NULL };
  GPtrArray *all = g_ptr_array_new ();

  for (gsize i = 0; hosts != NULL && hosts[i] != NULL; i++)
    if (!g_strv_contains (own, hosts[i]))
      g_ptr_array_add (all, (gpointer) hosts[i]);
  for (gsize i = 0; own[i] != NULL; i++)
    g_ptr_array_add (all, (gpointer) own[i]);
  g_ptr_array_add (all, NULL);
  return all;
}

static AnjCertRequest
describe (AnjCertKind kind, const char *common_name, gint64 now_us, gint64 life_us)
{
  return (AnjCertRequest){ .kind = kind,
                           .common_name = common_name,
                           .not_before_us = now_us - BACKDATE_US,
                           .not_after_us = now_us + life_us };
}

static gboolean
create_hub_side (const char *data_dir, const char *const *hosts, gint64 now_us, GError **error)
{
  AnjCertRequest ca = describe (ANJ_CERT_CA, "Anjungan hub CA", now_us, YEARS (20));
  AnjCertRequest server = describe (ANJ_CERT_SERVER, NULL, now_us, YEARS (5));
  AnjCertRequest receipts = describe (ANJ_CERT_SIGNER, "Anjungan receipts", now_us, YEARS (10));
  AnjCertRequest admin = describe (ANJ_CERT_CLIENT, "admin", now_us, YEARS (2));
  g_autoptr (GPtrArray) names = list_hosts (hosts);
  g_auto (Pair) root = { 0 };

  server.hosts = (const char *const *) names->pdata;
  server.common_name = server.hosts[0];
  admin.organizational_unit = "admin";
  return make_pair (&ca, /* issuer */ NULL, &root, error) &&
         write_pair (data_dir, "ca", &root, /* ca */ NULL, error) &&
         make_written (data_dir, "server", &server, &root, error) &&
         make_written (data_dir, "receipts", &receipts, &root, error) &&
         make_written (data_dir, "admin", &admin, &root, error);
}

static gboolean
create_config_side (const char *data_dir, gint64 now_us, GError **error)
{
  AnjCertRequest ca = describe (ANJ_CERT_CA, "Anjungan configuration CA", now_us, YEARS (20));
  AnjCertRequest signer = describe (ANJ_CERT_SIGNER, "Anjungan configuration signer", now_us,
                                    YEARS (10));
  g_autofree char *signer_dir = g_build_filename (data_dir, "config-signer", NULL);
  g_autofree char *server_dir = g_build_filename (data_dir, "server", NULL);
  g_autofree char *admin_dir = g_build_filename (data_dir, "admin", NULL);
  g_auto (Pair) root = { 0 };

  return make_pair (&ca, /* issuer */ NULL, &root, error) &&
         make_written (data_dir, "config-signer", &signer, &root, error) &&
         write_key (signer_dir, "ca-key.pem", root.key, error) &&
         write_cert (server_dir, "config_ca.pem", root.cert, error) &&
         write_cert (admin_dir, "config_ca.pem", root.cert, error);
}

gboolean
hub_pki_create (const char *data_dir, const char *const *hosts, gint64 now_us, GError **error)
{
  static const char *const roles[] = { "intake", "sensitive", "recovery" };

  if (!create_hub_side (data_dir, hosts, now_us, error) ||
      !create_config_side (data_dir, now_us, error))
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (roles); i++)
    {
      AnjCertRequest request = describe (ANJ_CERT_RECIPIENT, roles[i], now_us, YEARS (10));

      if (!make_written (data_dir, roles[i], &request, /* issuer */ NULL, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
read_pair (const char *data_dir, const char *name, Pair *out, GError **error)
{
  g_autofree char *cert_path = g_build_filename (data_dir, name, "cert.pem", NULL);
  g_autofree char *key_path = g_build_filename (data_dir, name, "key.pem", NULL);
  g_autoptr (GError) local_error = NULL;
  g_autoptr (AnjSecretString) key_pem = NULL;
  g_autofree char *cert_pem = NULL;

  if (!g_file_get_contents (cert_path, &cert_pem, NULL, &local_error) ||
      !g_file_get_contents (key_path, &key_pem, NULL, &local_error))
    {
      g_set_error_literal (error, HUB_ERROR, HUB_ERROR_NO_INPUT, local_error->message);
      return FALSE;
    }
  return (out->cert = anj_cert_from_pem (cert_pem, error)) != NULL &&
         (out->key = anj_cert_key_from_pem (key_pem, error)) != NULL;
}

/* (transfer full) (element-type X509): from @cross to the oldest CA */
static GPtrArray *
make_chain (const char *data_dir, X509 *cross, X509 *old, GError **error)
{
  g_autofree char *path = g_build_filename (data_dir, "ca", "chain.pem", NULL);
  g_autoptr (GPtrArray) chain = g_ptr_array_new_with_free_func ((GDestroyNotify) X509_free);
  g_autofree char *pem = NULL;
  GPtrArray *before;

  X509_up_ref (cross);
  g_ptr_array_add (chain, cross);
  if (g_file_get_contents (path, &pem, NULL, NULL))
    {
      before = anj_cert_list_from_pem (pem, error);
      if (before == NULL)
        return NULL;
      g_ptr_array_extend_and_steal (chain, before);
    }
  else
    {
      X509_up_ref (old);
      g_ptr_array_add (chain, old);
    }
  return g_steal_pointer (&chain);
}

/* NAME/cert.pem anew: @cert, then @chain without the root, which nobody needs to be told */
static gboolean
write_with_chain (const char *data_dir,
                  const char *name,
                  X509 *cert,
                  GPtrArray *chain,
                  GError **error)
{
  g_autofree char *dir = g_build_filename (data_dir, name, NULL);
  g_autoptr (GPtrArray) all = g_ptr_array_new ();
  g_autofree char *pem = NULL;

  g_ptr_array_add (all, cert);
  for (guint i = 0; i + 1 < chain->len; i++)
    g_ptr_array_add (all, chain->pdata[i]);
  pem = anj_cert_list_to_pem (all);
  return write_file (dir, "cert.pem", pem, 0644, error);
}

static gboolean
create_next_server (const char *data_dir,
                    const Pair *root,
                    GPtrArray *chain,
                    gint64 now_us,
                    GError **error)
{
  AnjCertRequest server = describe (ANJ_CERT_SERVER, NULL, now_us, YEARS (5));
  g_auto (Pair) present = { 0 };
  g_auto (Pair) next = { 0 };
  g_auto (GStrv) hosts = NULL;

  if (!read_pair (data_dir, "server", &present, error))
    return FALSE;
  hosts = anj_cert_hosts (present.cert);
  server.hosts = (const char *const *) hosts;
  server.common_name = hosts[0] != NULL ? hosts[0] : "localhost";
  return make_pair (&server, root, &next, error) &&
         write_pair (data_dir, "server-next", &next, root->cert, error) &&
         write_with_chain (data_dir, "server-next", next.cert, chain, error);
}

gboolean
hub_pki_create_next (const char *data_dir, gint64 now_us, GError **error)
{
  AnjCertRequest ca = describe (ANJ_CERT_CA, "Anjungan hub CA", now_us, YEARS (20));
  AnjCertRequest receipts = describe (ANJ_CERT_SIGNER, "Anjungan receipts", now_us, YEARS (10));
  g_autofree char *staged = g_build_filename (data_dir, "ca-next.part", NULL);
  g_autofree char *final = g_build_filename (data_dir, "ca-next", NULL);
  g_auto (Pair) old = { 0 };
  g_auto (Pair) root = { 0 };
  g_autoptr (X509) cross = NULL;
  g_autoptr (GPtrArray) chain = NULL;
  g_autofree char *chain_pem = NULL;

  if (!read_pair (data_dir, "ca", &old, error) || !make_pair (&ca, NULL, &root, error) ||
      (cross = anj_cert_issue (&ca, root.key, old.cert, old.key, error)) == NULL ||
      (chain = make_chain (data_dir, cross, old.cert, error)) == NULL ||
      !create_next_server (data_dir, &root, chain, now_us, error) ||
      !make_written (data_dir, "receipts-next", &receipts, &root, error))
    return FALSE;
  chain_pem = anj_cert_list_to_pem (chain);
  if (!write_pair (data_dir, "ca-next.part", &root, /* ca */ NULL, error) ||
      !write_file (staged, "chain.pem", chain_pem, 0644, error))
    return FALSE;
  if (g_rename (staged, final) == 0)
    return TRUE;
  g_set_error (error, HUB_ERROR, HUB_ERROR_CANT_CREATE, "cannot make %s: %s", final,
               g_strerror (errno));
  return FALSE;
}

gboolean
hub_pki_create_admin (const char *data_dir,
                      const char *name,
                      const char *out_dir,
                      const char *config_ca,
                      gint64 now_us,
                      GError **error)
{
  AnjCertRequest request = describe (ANJ_CERT_CLIENT, name, now_us, YEARS (2));
  g_autofree char *path = g_canonicalize_filename (out_dir, NULL);
  g_auto (Pair) root = { 0 };

  request.organizational_unit = "admin";
  return read_pair (data_dir, "ca", &root, error) &&
         make_written (data_dir, path, &request, &root, error) &&
         write_file (path, "config_ca.pem", config_ca, 0644, error);
}
