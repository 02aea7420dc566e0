/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "anj-hub"

#include "hub/hub-attachment-store.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "core/anj-json.h"
#include "hub/hub-files.h"

#define PART_SUFFIX ".part"

void
hub_attachment_clear (HubAttachment *self)
{
  g_clear_pointer (&self->terminal, g_free);
}

static JsonObject *
entry_at (const AnjHeader *header, guint index)
{
  return anj_json_array_get_object (header->attachments, index);
}

gboolean
hub_attachment_judge (HubStore *store,
                      const AnjHeader *header,
                      const char **out_code,
                      GError **error)
{
  *out_code = NULL;
  for (guint i = 0; *out_code == NULL && i < json_array_get_length (header->attachments); i++)
    {
      gint64 n_others = 0;

      if (anj_json_get_int (entry_at (header, i), "bytes", 0) > HUB_ATTACHMENT_MAX_BYTES)
        *out_code = "attachment";
      else if (!hub_store_get_int (store, error, 0, &n_others,
                                   "SELECT count(*) FROM attachments WHERE sha256 = ?", "t",
                                   anj_json_get_string (entry_at (header, i), "sha256", "")))
        return FALSE;
      else if (n_others > 0)
        *out_code = "conflict";
    }
  return TRUE;
}

gboolean
hub_attachment_add_all (HubStore *store,
                        const AnjHeader *header,
                        const char *terminal,
                        guint64 seq,
                        GError **error)
{
  for (guint i = 0; i < json_array_get_length (header->attachments); i++)
    {
      JsonObject *entry = entry_at (header, i);

      if (!hub_store_run (store, error,
                          "INSERT INTO attachments (sha256, uuid, terminal, seq, bytes, type)"
                          " VALUES (?, ?, ?, ?, ?, ?)",
                          "tttiit", anj_json_get_string (entry, "sha256", ""), header->id, terminal,
                          (gint64) seq, anj_json_get_int (entry, "bytes", 0),
                          anj_json_get_string (entry, "type", "")))
        return FALSE;
    }
  return TRUE;
}

gboolean
hub_attachment_move_all (HubStore *store,
                         const AnjHeader *header,
                         const char *terminal,
                         guint64 seq,
                         GError **error)
{
  return hub_store_run (store, error, "UPDATE attachments SET terminal = ?, seq = ? WHERE uuid = ?",
                        "tit", terminal, (gint64) seq, header->id);
}

gboolean
hub_attachment_find (HubStore *store,
                     const char *sha256,
                     HubAttachment *out,
                     gboolean *out_known,
                     GError **error)
{
  g_autoptr (HubStmt) stmt = hub_store_query (
      store, error,
      "SELECT terminal, bytes, received_us IS NOT NULL OR dropped_us IS NOT NULL FROM attachments"
      " WHERE sha256 = ?",
      "t", sha256);

  if (stmt == NULL || !hub_stmt_next (stmt, out_known, error))
    return FALSE;
  if (*out_known)
    *out = (HubAttachment){ .terminal = g_strdup (hub_stmt_text (stmt, 0)),
                            .n_bytes = hub_stmt_int (stmt, 1),
                            .is_settled = hub_stmt_int (stmt, 2) != 0 };
  return TRUE;
}

gboolean
hub_attachment_list_missing (HubStore *store,
                             const char *terminal,
                             guint64 last_seq,
                             guint n_max,
                             GPtrArray *names,
                             GError **error)
{
  g_autoptr (HubStmt) stmt = hub_store_query (
      store, error,
      "SELECT sha256 FROM attachments WHERE terminal = ? AND seq <= ? AND received_us IS NULL"
      " AND dropped_us IS NULL ORDER BY seq, sha256 LIMIT ?",
      "tii", terminal, (gint64) last_seq, (gint64) n_max);
  gboolean row;

  if (stmt == NULL || !hub_stmt_next (stmt, &row, error))
    return FALSE;
  while (row)
    {
      g_ptr_array_add (names, g_strdup (hub_stmt_text (stmt, 0)));
      if (!hub_stmt_next (stmt, &row, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
hub_attachment_complete_seq (HubStore *store,
                             const char *terminal,
                             gint64 last_seq,
                             gint64 *out_seq,
                             GError **error)
{
  return hub_store_get_int (store, error, last_seq, out_seq,
                            "SELECT min(seq) - 1 FROM attachments WHERE terminal = ?"
                            " AND received_us IS NULL AND dropped_us IS NULL",
                            "t", terminal);
}

/* whether the file is there with its full length */
static gboolean
is_on_disk (const char *dir, const char *sha256, gint64 n_bytes)
{
  g_autofree char *path = g_build_filename (dir, sha256, NULL);
  struct stat info;

  return stat (path, &info) == 0 && info.st_size == n_bytes;
}

JsonArray *
hub_attachment_list (HubStore *store, const char *dir, const char *uuid, GError **error)
{
  g_autoptr (JsonArray) array = json_array_new ();
  g_autoptr (HubStmt) stmt = hub_store_query (
      store, error,
      "SELECT sha256, bytes, type, received_us IS NOT NULL, dropped_us IS NOT NULL FROM attachments"
      " WHERE uuid = ? ORDER BY type DESC, sha256",
      "t", uuid);
  gboolean row;

  if (stmt == NULL || !hub_stmt_next (stmt, &row, error))
    return NULL;
  while (row)
    {
      JsonObject *entry = json_object_new ();
      const char *sha256 = hub_stmt_text (stmt, 0);
      gboolean was_here = hub_stmt_int (stmt, 3) != 0, is_over = hub_stmt_int (stmt, 4) != 0;
      const char *state = is_on_disk (dir, sha256, hub_stmt_int (stmt, 1)) ? "present" : "missing";

      if (is_over)
        state = was_here ? "dropped" : "lost";
      json_object_set_string_member (entry, "sha256", sha256);
      json_object_set_int_member (entry, "bytes", hub_stmt_int (stmt, 1));
      json_object_set_string_member (entry, "type", hub_stmt_text (stmt, 2));
      json_object_set_string_member (entry, "state", state);
      json_array_add_object_element (array, entry);
      if (!hub_stmt_next (stmt, &row, error))
        return NULL;
    }
  return g_steal_pointer (&array);
}

gboolean
hub_attachment_count_bytes (HubStore *store,
                            const char *terminal,
                            gint64 since_us,
                            gint64 *out_bytes,
                            GError **error)
{
  return hub_store_get_int (
      store, error, 0, out_bytes,
      "SELECT sum(bytes) FROM attachments WHERE terminal = ? AND received_us > ?", "ti", terminal,
      since_us);
}

gboolean
hub_attachment_settle (HubStore *store, const char *sha256, gint64 now_us, GError **error)
{
  return hub_store_run (store, error, "UPDATE attachments SET received_us = ? WHERE sha256 = ?",
                        "it", now_us, sha256);
}

gboolean
hub_attachment_give_up (HubStore *store, const char *sha256, gint64 now_us, GError **error)
{
  return hub_store_run (store, error,
                        "UPDATE attachments SET dropped_us = ? WHERE sha256 = ?"
                        " AND received_us IS NULL AND dropped_us IS NULL",
                        "it", now_us, sha256);
}

static gboolean
unlink_all (HubStore *store, const char *dir, const char *uuid, GError **error)
{
  g_autoptr (HubStmt) stmt = hub_store_query (
      store, error, "SELECT sha256 FROM attachments WHERE uuid = ?", "t", uuid);
  gboolean row;

  if (stmt == NULL || !hub_stmt_next (stmt, &row, error))
    return FALSE;
  while (row)
    {
      g_autofree char *path = g_build_filename (dir, hub_stmt_text (stmt, 0), NULL);
      g_autofree char *part = g_strconcat (path, PART_SUFFIX, NULL);

      g_unlink (part);
      if (g_unlink (path) != 0 && errno != ENOENT)
        {
          g_set_error (error, HUB_ERROR, HUB_ERROR_IO, "cannot remove %s: %m", path);
          return FALSE;
        }
      if (!hub_stmt_next (stmt, &row, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
hub_attachment_drop (HubStore *store,
                     const char *dir,
                     const char *uuid,
                     gint64 now_us,
                     GError **error)
{
  return hub_store_run (store, error,
                        "UPDATE attachments SET dropped_us = coalesce(dropped_us, ?)"
                        " WHERE uuid = ?",
                        "it", now_us, uuid) &&
         unlink_all (store, dir, uuid, error);
}

/* (element-type utf8): names that the store holds for come */
static GPtrArray *
list_gone (HubStore *store, const char *dir, GError **error)
{
  g_autoptr (GPtrArray) gone = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (HubStmt) stmt = hub_store_query (
      store, error,
      "SELECT sha256, bytes FROM attachments WHERE received_us IS NOT NULL AND dropped_us IS NULL",
      "");
  gboolean row;

  if (stmt == NULL || !hub_stmt_next (stmt, &row, error))
    return NULL;
  while (row)
    {
      if (!is_on_disk (dir, hub_stmt_text (stmt, 0), hub_stmt_int (stmt, 1)))
        g_ptr_array_add (gone, g_strdup (hub_stmt_text (stmt, 0)));
      if (!hub_stmt_next (stmt, &row, error))
        return NULL;
    }
  return g_steal_pointer (&gone);
}

static gboolean
sweep_parts (HubStore *store, const char *dir, GError **error)
{
  g_autoptr (GPtrArray) names = hub_dir_list (dir);

  for (guint i = 0; i < names->len; i++)
    {
      const char *name = names->pdata[i];
      g_autofree char *path = g_build_filename (dir, name, NULL);
      g_autofree char *sha256 = g_strdup (name);
      g_auto (HubAttachment) attachment = { 0 };
      gboolean is_known;

      if (!g_str_has_suffix (name, PART_SUFFIX))
        continue;
      sha256[strlen (name) - strlen (PART_SUFFIX)] = '\0';
      if (!hub_attachment_find (store, sha256, &attachment, &is_known, error))
        return FALSE;
      if (!is_known || attachment.is_settled)
        g_unlink (path);
    }
  return TRUE;
}

gboolean
hub_attachment_reconcile (HubStore *store, const char *dir, GError **error)
{
  g_autoptr (GPtrArray) gone = NULL;

  if (!hub_dir_make (dir, error) || (gone = list_gone (store, dir, error)) == NULL)
    return FALSE;
  for (guint i = 0; i < gone->len; i++)
    {
      const char *sha256 = gone->pdata[i];

      g_message ("attachment %s is gone from the disk: asking for it again", sha256);
      if (!hub_store_run (store, error,
                          "UPDATE attachments SET received_us = NULL WHERE sha256 = ?", "t",
                          sha256))
        return FALSE;
    }
  return sweep_parts (store, dir, error);
}
