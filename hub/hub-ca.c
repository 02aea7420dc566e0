/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-ca.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "core/anj-json.h"
#include "hub/hub-audit.h"
#include "hub/hub-config-state.h"
#include "hub/hub-files.h"
#include "hub/hub-keys.h"
#include "hub/hub-pki.h"
#include "hub/hub-registers.h"

/* in this order: between any two of them a hub can serve everybody. The new receipts' signer needs
 * ca/chain.pem, and the old server certificate is good as long as its root is trusted */
static const char *const parts[] = { "ca", "receipts", "server" };

static gboolean
exists (const char *data_dir, const char *name, const char *suffix)
{
  g_autofree char *folder = g_strconcat (name, suffix, NULL);
  g_autofree char *path = g_build_filename (data_dir, folder, NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static gboolean
move (const char *data_dir, const char *name, const char *from, const char *to, GError **error)
{
  g_autofree char *from_name = g_strconcat (name, from, NULL);
  g_autofree char *to_name = g_strconcat (name, to, NULL);
  g_autofree char *from_path = g_build_filename (data_dir, from_name, NULL);
  g_autofree char *to_path = g_build_filename (data_dir, to_name, NULL);

  if (g_rename (from_path, to_path) == 0)
    return TRUE;
  g_set_error (error, HUB_ERROR, HUB_ERROR_IO, "cannot rename %s: %s", from_path,
               g_strerror (errno));
  return FALSE;
}

static gboolean
remove_parts (const char *data_dir, const char *suffix, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      g_autofree char *name = g_strconcat (parts[i], suffix, NULL);
      g_autofree char *path = g_build_filename (data_dir, name, NULL);

      if (!hub_dir_remove (path, error))
        return FALSE;
    }
  return hub_dir_sync (data_dir, error);
}

static gboolean
refuse (GError **error, HubError code, const char *message)
{
  g_set_error_literal (error, HUB_ERROR, code, message);
  return FALSE;
}

/* @event with the present CA's fingerprint */
static gboolean
tell_audit (HubStore *store, const char *event, X509 *ca, gint64 now_us, GError **error)
{
  g_autofree char *fingerprint = anj_cert_fingerprint (ca);
  JsonObject *detail = json_object_new ();

  json_object_set_string_member (detail, "ca", fingerprint);
  return hub_audit_append (store, now_us, "hub", event, detail, error);
}

static X509 *
read_ca (const char *data_dir, const char *folder, GError **error)
{
  g_autofree char *path = g_build_filename (data_dir, folder, "cert.pem", NULL);
  g_autofree char *pem = NULL;
  g_autoptr (GError) local_error = NULL;

  if (g_file_get_contents (path, &pem, NULL, &local_error))
    return anj_cert_from_pem (pem, error);
  g_set_error_literal (error, HUB_ERROR, HUB_ERROR_NO_INPUT, local_error->message);
  return NULL;
}

static gboolean
tell_audit_of (const char *data_dir,
               const char *folder,
               const char *event,
               const AnjClock *clock,
               GError **error)
{
  g_autoptr (HubStore) store = hub_registers_open (data_dir, error);
  g_autoptr (X509) ca = store != NULL ? read_ca (data_dir, folder, error) : NULL;

  return ca != NULL && tell_audit (store, event, ca, anj_clock_real_us (clock), error);
}

gboolean
hub_ca_new (const char *data_dir, const AnjClock *clock, GError **error)
{
  g_autofree char *part = g_build_filename (data_dir, "ca-next.part", NULL);

  if (exists (data_dir, "ca", "-next"))
    return refuse (error, HUB_ERROR_USAGE, "the next CA is made already; go on with 'ca switch'");
  if (exists (data_dir, "ca", "-old"))
    return refuse (error, HUB_ERROR_USAGE, "end the last change first, with 'ca drop'");
  return hub_dir_remove (part, error) && remove_parts (data_dir, "-next", error) &&
         hub_pki_create_next (data_dir, anj_clock_real_us (clock), error) &&
         hub_dir_sync (data_dir, error) &&
         tell_audit_of (data_dir, "ca-next", "ca-made", clock, error);
}

/* what `serve` wants in server/ besides what `new` made */
static gboolean
copy_config_ca (const char *data_dir, GError **error)
{
  g_autofree char *from = g_build_filename (data_dir, "server", "config_ca.pem", NULL);
  g_autofree char *to = g_build_filename (data_dir, "server-next", "config_ca.pem", NULL);
  g_autofree char *sha256 = NULL;

  if (!exists (data_dir, "server", "-next") || !g_file_test (from, G_FILE_TEST_EXISTS))
    return TRUE;
  sha256 = hub_file_copy (from, to, error);
  return sha256 != NULL;
}

static gboolean
move_all (const char *data_dir, GError **error)
{
  if (!copy_config_ca (data_dir, error))
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      if (!exists (data_dir, parts[i], "-next"))
        continue;
      if ((exists (data_dir, parts[i], "") && !move (data_dir, parts[i], "", "-old", error)) ||
          !hub_dir_sync (data_dir, error) || !move (data_dir, parts[i], "-next", "", error) ||
          !hub_dir_sync (data_dir, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
hub_ca_switch (const char *data_dir, const AnjClock *clock, GError **error)
{
  gboolean is_cut_off = exists (data_dir, "ca", "-old") && exists (data_dir, "server", "-next");
  gboolean good;
  int lock;

  if (!exists (data_dir, "ca", "-next") && !is_cut_off)
    return refuse (error, HUB_ERROR_USAGE, "there is no next CA; make it with 'ca new'");
  lock = hub_dir_lock (data_dir, error);
  if (lock < 0)
    return FALSE;
  good = move_all (data_dir, error);
  close (lock);
  return good && tell_audit_of (data_dir, "ca", "ca-switched", clock, error);
}

static gboolean
count_active (HubStore *store, const char *ca, gint64 *out_n, GError **error)
{
  return hub_store_get_int (store, error, 0, out_n,
                            "SELECT count(*) FROM terminals WHERE state = 'active' AND ca IS ?",
                            "t", ca);
}

/* whether what terminals obey names @ca */
static gboolean
is_named (HubStore *store, const HubKeys *keys, gboolean *out_named, GError **error)
{
  g_autoptr (HubConfigState) state = hub_config_state_open (store, keys->config_ca, error);
  g_autofree char *wanted = anj_cert_fingerprint (keys->ca);
  JsonArray *named;

  *out_named = FALSE;
  if (state == NULL)
    return FALSE;
  named = anj_json_get_array (anj_config_document (hub_config_state_current (state)), "hub_cas");
  for (guint i = 0; named != NULL && i < json_array_get_length (named) && !*out_named; i++)
    {
      g_autoptr (X509) cert = anj_cert_from_pem (json_array_get_string_element (named, i), NULL);
      g_autofree char *fingerprint = cert != NULL ? anj_cert_fingerprint (cert) : NULL;

      *out_named = g_strcmp0 (fingerprint, wanted) == 0;
    }
  return TRUE;
}

static gboolean
check_nobody_is_left (HubStore *store, const HubKeys *keys, GError **error)
{
  g_autofree char *present = anj_cert_fingerprint (keys->ca);
  gint64 n_left = 0;
  gboolean named;

  if (!hub_store_get_int (store, error, 0, &n_left,
                          "SELECT count(*) FROM terminals WHERE state = 'active'"
                          " AND ca IS NOT ?",
                          "t", present) ||
      !is_named (store, keys, &named, error))
    return FALSE;
  if (n_left > 0)
    {
      g_set_error (error, HUB_ERROR, HUB_ERROR_DATA,
                   "%" G_GINT64_FORMAT " active terminals have not renewed yet; wait for them, or "
                   "revoke them",
                   n_left);
      return FALSE;
    }
  return named || refuse (error, HUB_ERROR_DATA,
                          "the published configuration does not name the present CA in hub_cas");
}

gboolean
hub_ca_drop (const char *data_dir, gboolean forced, const AnjClock *clock, GError **error)
{
  g_autoptr (HubStore) store = NULL;
  g_autoptr (HubKeys) keys = NULL;
  int lock;

  if (!exists (data_dir, "ca", "-old"))
    return refuse (error, HUB_ERROR_USAGE, "there is no old CA");
  if (exists (data_dir, "server", "-next"))
    return refuse (error, HUB_ERROR_USAGE, "the switch was cut off; run 'ca switch' again");
  lock = hub_dir_lock (data_dir, error);
  if (lock < 0)
    return FALSE;
  close (lock); /* our own opening of the database is next */
  store = hub_registers_open (data_dir, error);
  keys = store != NULL ? hub_keys_load (data_dir, error) : NULL;
  if (keys == NULL || (!forced && !check_nobody_is_left (store, keys, error)))
    return FALSE;
  return tell_audit (store, "ca-dropped", keys->cas->pdata[1], anj_clock_real_us (clock), error) &&
         remove_parts (data_dir, "-old", error);
}

void
hub_ca_free (HubCa *self)
{
  X509_free (self->cert);
  g_free (self);
}

/* (transfer full): PEM of the configuration root that new terminals are to trust */
static char *
read_config_root (const char *data_dir, GError **error)
{
  g_autoptr (HubStore) store = hub_registers_open (data_dir, error);
  g_autoptr (HubKeys) keys = store != NULL ? hub_keys_load (data_dir, error) : NULL;
  g_autoptr (HubConfigState)
      state = keys != NULL ? hub_config_state_open (store, keys->config_ca, error) : NULL;

  if (state == NULL)
    return NULL;
  return anj_cert_to_pem (
      g_ptr_array_index (anj_config_trust_get_roots (hub_config_state_trust (state)), 0));
}

gboolean
hub_ca_create_admin (const char *data_dir,
                     const char *name,
                     const char *out_dir,
                     const AnjClock *clock,
                     GError **error)
{
  g_autofree char *root = read_config_root (data_dir, error);

  return root != NULL &&
         hub_pki_create_admin (data_dir, name, out_dir, root, anj_clock_real_us (clock), error);
}

GPtrArray *
hub_ca_list (const char *data_dir, gint64 *out_n_unknown, GError **error)
{
  static const struct
  {
    const char *role, *folder;
  } places[] = { { "present", "ca" }, { "old", "ca-old" }, { "next", "ca-next" } };
  g_autoptr (HubStore) store = hub_registers_open (data_dir, error);
  g_autoptr (GPtrArray) cas = g_ptr_array_new_with_free_func ((GDestroyNotify) hub_ca_free);

  if (store == NULL || !count_active (store, NULL, out_n_unknown, error))
    return NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_autofree char *fingerprint = NULL;
      HubCa *ca;

      if (!exists (data_dir, places[i].folder, ""))
        continue;
      ca = g_new0 (HubCa, 1);
      g_ptr_array_add (cas, ca);
      ca->role = places[i].role;
      ca->cert = read_ca (data_dir, places[i].folder, error);
      if (ca->cert == NULL)
        return NULL;
      fingerprint = anj_cert_fingerprint (ca->cert);
      if (!count_active (store, fingerprint, &ca->n_terminals, error))
        return NULL;
    }
  return g_steal_pointer (&cas);
}
