/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-cmd-init.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <sysexits.h>

#include "core/anj-secret.h"
#include "hub/hub-audit.h"
#include "hub/hub-config-state.h"
#include "hub/hub-pki.h"
#include "hub/hub-registers.h"

typedef struct
{
  const char *role;
  const char *title_id;
  const char *title_en;
} Recipient;

static const Recipient recipients[] = {
  { "intake", "Dinas Sosial", "Social Services Office" },
  { "sensitive", "Inspektorat", "Inspectorate" },
  { "recovery", "Pemulihan (tersimpan luring)", "Recovery (kept offline)" },
};

static char *
read_text (const char *data_dir, const char *dir, const char *name, GError **error)
{
  g_autofree char *path = g_build_filename (data_dir, dir, name, NULL);
  char *text = NULL;

  return g_file_get_contents (path, &text, /* length */ NULL, error) ? text : NULL;
}

static JsonObject *
describe_recipient (const char *data_dir, const Recipient *recipient, GError **error)
{
  g_autofree char *pem = read_text (data_dir, recipient->role, "cert.pem", error);
  JsonObject *object, *title;

  if (pem == NULL)
    return NULL;
  title = json_object_new ();
  json_object_set_string_member (title, "id", recipient->title_id);
  json_object_set_string_member (title, "en", recipient->title_en);
  object = json_object_new ();
  json_object_set_string_member (object, "role", recipient->role);
  json_object_set_object_member (object, "title", title);
  json_object_set_string_member (object, "certificate", pem);
  return object;
}

/* (transfer full): configuration 1.1, signed */
static GBytes *
make_bundle (const char *data_dir, gint64 now_us, GError **error)
{
  g_autoptr (GPtrArray)
      objects = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
  g_autofree char *cert_pem = read_text (data_dir, "config-signer", "cert.pem", error);
  g_autoptr (AnjSecretString) key_pem = NULL;
  g_autoptr (GBytes) source = NULL;
  g_autoptr (X509) cert = NULL;
  g_autoptr (EVP_PKEY) key = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (recipients); i++)
    {
      JsonObject *object = describe_recipient (data_dir, &recipients[i], error);

      if (object == NULL)
        return NULL;
      g_ptr_array_add (objects, object);
    }
  if (cert_pem == NULL ||
      (key_pem = read_text (data_dir, "config-signer", "key.pem", error)) == NULL ||
      (cert = anj_cert_from_pem (cert_pem, error)) == NULL ||
      (key = anj_cert_key_from_pem (key_pem, error)) == NULL ||
      (source = anj_config_default (objects, 1, 1, now_us, error)) == NULL)
    return NULL;
  return anj_config_sign (source, cert, key, /* chain */ NULL, error);
}

static gboolean
publish_first (HubStore *store, const char *data_dir, gint64 now_us, GError **error)
{
  g_autofree char *ca_pem = read_text (data_dir, "server", "config_ca.pem", error);
  g_autoptr (HubTransaction) transaction = NULL;
  g_autoptr (GBytes) bundle = NULL;
  g_autoptr (X509) config_ca = NULL;
  g_autoptr (AnjConfigTrust) trust = NULL;
  g_autoptr (AnjConfig) config = NULL;
  JsonObject *detail;

  if (ca_pem == NULL || (config_ca = anj_cert_from_pem (ca_pem, error)) == NULL)
    return FALSE;
  trust = anj_config_trust_new (config_ca);
  if ((bundle = make_bundle (data_dir, now_us, error)) == NULL ||
      (config = anj_config_open (bundle, trust, error)) == NULL ||
      (transaction = hub_transaction_begin (store, error)) == NULL ||
      !hub_config_store_first (store, config, bundle, now_us, error))
    return FALSE;
  detail = json_object_new ();
  json_object_set_int_member (detail, "epoch", 1);
  json_object_set_int_member (detail, "version", 1);
  return hub_audit_append (store, now_us, "hub", "config-published", detail, error) &&
         hub_transaction_commit (transaction, error);
}

static gboolean
prepare_directory (const char *data_dir, GError **error)
{
  g_autoptr (GDir) dir = NULL;

  if (g_mkdir_with_parents (data_dir, 0700) != 0 || (dir = g_dir_open (data_dir, 0, NULL)) == NULL)
    {
      g_set_error (error, HUB_ERROR, HUB_ERROR_CANT_CREATE, "cannot make %s: %s", data_dir,
                   g_strerror (errno));
      return FALSE;
    }
  if (g_dir_read_name (dir) == NULL)
    return TRUE;
  g_set_error (error, HUB_ERROR, HUB_ERROR_CANT_CREATE,
               "%s is not empty; give another directory, keys are never overwritten", data_dir);
  return FALSE;
}

gboolean
hub_init_run (const char *data_dir,
              const char *const *hosts,
              const AnjClock *clock,
              const AnjRandom *random,
              GError **error)
{
  gint64 now_us = anj_clock_real_us (clock);
  g_autoptr (HubStore) store = NULL;
  g_autofree char *generation = NULL;

  if (!prepare_directory (data_dir, error))
    return FALSE;
  if (hub_pki_create (data_dir, hosts, now_us, error) &&
      (store = hub_registers_open (data_dir, error)) != NULL &&
      (generation = hub_store_ensure_generation (store, random, error)) != NULL &&
      publish_first (store, data_dir, now_us, error))
    return TRUE;
  g_prefix_error (error, "%s is not complete, remove it: ", data_dir);
  return FALSE;
}

int
hub_cmd_init (int argc, char **argv, const AnjClock *clock, const AnjRandom *random)
{
  g_autofree char *data_dir = NULL;
  g_auto (GStrv) hosts = NULL;
  g_autoptr (GError) error = NULL;
  const GOptionEntry entries[] = {
    { "data-dir", 0, 0, G_OPTION_ARG_FILENAME, &data_dir, "New data directory", "DIR" },
    { "host", 0, 0, G_OPTION_ARG_STRING_ARRAY, &hosts,
      "Name or address of the server, may be given again", "NAME" },
    G_OPTION_ENTRY_NULL,
  };

  if (!hub_command_parse (&argc, &argv, NULL,
                          "Makes keys, database and configuration version 1 of a hub.", entries,
                          &error))
    return hub_command_fail ("init", error);
  if (data_dir == NULL || argc > 1)
    {
      g_set_error (&error, HUB_ERROR, HUB_ERROR_USAGE, "needs --data-dir DIR and nothing else");
      return hub_command_fail ("init", error);
    }
  if (!hub_init_run (data_dir, (const char *const *) hosts, clock, random, &error))
    return hub_command_fail ("init", error);
  g_print ("%s is ready. Move admin/, intake/, sensitive/, recovery/ and config-signer/ off the "
           "server before it serves residents.\n",
           data_dir);
  return EX_OK;
}
