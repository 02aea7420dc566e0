/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-backup-set.h"

#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "core/anj-cert.h"
#include "core/anj-json.h"
#include "core/anj-time.h"
#include "hub/hub-files.h"

#define FORMAT 1
#define DAY_CHARS 8 /* 20261122 */

HubBackup *
hub_backup_new (void)
{
  return g_new0 (HubBackup, 1);
}

void
hub_backup_free (HubBackup *self)
{
  g_free (self->name);
  g_free (self->generation);
  g_free (self->database_sha256);
  g_free (self->attachments_sha256);
  g_free (self->audit_head);
  g_free (self);
}

char *
hub_backup_name (gint64 time_us)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (time_us / G_USEC_PER_SEC);
  g_autofree char *seconds = g_date_time_format (time, "%Y%m%dT%H%M%S");

  return g_strdup_printf ("%s.%06dZ", seconds, (int) (time_us % G_USEC_PER_SEC));
}

char *
hub_backup_to_json (const HubBackup *self)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (JsonNode) root = json_node_alloc ();
  g_autofree char *time = anj_time_format (self->time_us);

  json_object_set_int_member (object, "format", FORMAT);
  json_object_set_string_member (object, "program", "anjungan-hub " ANJ_VERSION);
  json_object_set_string_member (object, "time", time);
  json_object_set_int_member (object, "time_us", self->time_us);
  json_object_set_string_member (object, "generation", self->generation);
  json_object_set_string_member (object, "database_sha256", self->database_sha256);
  json_object_set_string_member (object, "attachments_sha256", self->attachments_sha256);
  json_object_set_int_member (object, "audit_id", self->audit_id);
  json_object_set_string_member (object, "audit_head", self->audit_head);
  json_node_init_object (root, object);
  return json_to_string (root, /* pretty */ TRUE);
}

/* (nullable) */
static HubBackup *
read_manifest (const char *backup_dir, const char *name)
{
  g_autofree char *path = g_build_filename (backup_dir, name, "manifest.json", NULL);
  g_autoptr (HubBackup) self = hub_backup_new ();
  g_autoptr (JsonObject) object = NULL;
  g_autoptr (GBytes) bytes = NULL;
  char *text = NULL;
  gsize n_bytes;

  if (!g_file_get_contents (path, &text, &n_bytes, NULL))
    return NULL;
  bytes = g_bytes_new_take (text, n_bytes);
  object = anj_json_parse_object (bytes, NULL);
  if (object == NULL || anj_json_get_int (object, "format", 0) != FORMAT)
    return NULL;
  self->name = g_strdup (name);
  self->time_us = anj_json_get_int (object, "time_us", 0);
  self->generation = g_strdup (anj_json_get_string (object, "generation", ""));
  self->database_sha256 = g_strdup (anj_json_get_string (object, "database_sha256", ""));
  self->attachments_sha256 = g_strdup (anj_json_get_string (object, "attachments_sha256", ""));
  self->audit_id = anj_json_get_int (object, "audit_id", 0);
  self->audit_head = g_strdup (anj_json_get_string (object, "audit_head", ""));
  return g_steal_pointer (&self);
}

GPtrArray *
hub_backup_list (const char *backup_dir)
{
  GPtrArray *backups = g_ptr_array_new_with_free_func ((GDestroyNotify) hub_backup_free);
  g_autoptr (GPtrArray) names = hub_dir_list (backup_dir);

  for (guint i = names->len; i > 0; i--)
    {
      const char *name = g_ptr_array_index (names, i - 1);
      HubBackup *backup = g_ascii_isdigit (name[0]) ? read_manifest (backup_dir, name) : NULL;

      if (backup != NULL)
        g_ptr_array_add (backups, backup);
    }
  return backups;
}

GPtrArray *
hub_backup_list_spare (GPtrArray *backups)
{
  GPtrArray *spare = g_ptr_array_new ();
  const char *day = "";
  guint n_days = 0;

  for (guint i = 0; i < backups->len; i++)
    {
      HubBackup *backup = g_ptr_array_index (backups, i);
      gboolean is_days_newest = strncmp (day, backup->name, DAY_CHARS) != 0;

      day = backup->name;
      n_days += is_days_newest;
      if (i >= HUB_BACKUP_KEEP && !(is_days_newest && n_days <= HUB_BACKUP_KEEP_DAYS))
        g_ptr_array_add (spare, backup);
    }
  return spare;
}

int
hub_backup_set_lock (const char *backup_dir, GError **error)
{
  int fd = open (backup_dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  if (fd >= 0 && flock (fd, LOCK_EX | LOCK_NB) == 0)
    return fd;
  if (fd < 0)
    g_set_error (error, HUB_ERROR, HUB_ERROR_NO_INPUT, "cannot open %s: %m", backup_dir);
  else
    {
      g_set_error (error, HUB_ERROR, HUB_ERROR_UNAVAILABLE,
                   "%s is in use by another backup or restore; try again when it has ended",
                   backup_dir);
      close (fd);
    }
  return -1;
}

static char *
fingerprint (const char *path, GError **error)
{
  g_autofree char *pem = NULL;
  g_autoptr (X509) cert = NULL;

  if (!g_file_get_contents (path, &pem, NULL, error))
    return NULL;
  cert = anj_cert_from_pem (pem, error);
  return cert != NULL ? anj_cert_fingerprint (cert) : NULL;
}

/* whether the CA of @ca_path came after that of @fingerprint_before (hub-ca.h) */
static gboolean
is_successor (const char *ca_path, const char *fingerprint_before)
{
  g_autofree char *dir = g_path_get_dirname (ca_path);
  g_autofree char *path = g_build_filename (dir, "chain.pem", NULL);
  g_autofree char *old_path = g_strconcat (dir, "-old", G_DIR_SEPARATOR_S, "cert.pem", NULL);
  g_autofree char *old = fingerprint (old_path, NULL);
  g_autofree char *pem = NULL;
  g_autoptr (GPtrArray) chain = NULL;
  gboolean is_found = g_strcmp0 (old, fingerprint_before) == 0;

  if (!g_file_get_contents (path, &pem, NULL, NULL) ||
      (chain = anj_cert_list_from_pem (pem, NULL)) == NULL)
    return is_found;
  for (guint i = 0; i < chain->len && !is_found; i++)
    {
      g_autofree char *one = anj_cert_fingerprint (chain->pdata[i]);

      is_found = g_str_equal (one, fingerprint_before);
    }
  return is_found;
}

gboolean
hub_backup_set_check_ca (const char *backup_dir, const char *ca_path, GError **error)
{
  g_autofree char *own_path = g_build_filename (backup_dir, "ca.pem", NULL);
  g_autoptr (GError) local_error = NULL;
  g_autofree char *own = NULL;
  g_autofree char *other = NULL;

  if (!g_file_test (own_path, G_FILE_TEST_EXISTS))
    return TRUE;
  own = fingerprint (own_path, &local_error);
  other = own != NULL ? fingerprint (ca_path, &local_error) : NULL;
  if (other == NULL)
    g_set_error_literal (error, HUB_ERROR, HUB_ERROR_CONFIG, local_error->message);
  else if (!g_str_equal (own, other) && !is_successor (ca_path, own))
    g_set_error (
        error, HUB_ERROR, HUB_ERROR_CONFIG,
        "%s holds the backups of another hub than %s belongs to; give each hub a folder of "
        "its own",
        backup_dir, ca_path);
  else
    return TRUE;
  return FALSE;
}

GPtrArray *
hub_backup_read_attachments (const char *backup_dir, const HubBackup *backup, GError **error)
{
  g_autofree char *path = g_build_filename (backup_dir, backup->name, "attachments.list", NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) local_error = NULL;
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (!g_file_get_contents (path, &text, NULL, &local_error))
    {
      g_set_error_literal (error, HUB_ERROR, HUB_ERROR_IO, local_error->message);
      return NULL;
    }
  lines = g_strsplit (text, "\n", -1);
  for (gsize i = 0; lines[i] != NULL; i++)
    if (hub_is_sha256_name (lines[i]))
      g_ptr_array_add (names, g_strdup (lines[i]));
  return g_steal_pointer (&names);
}
