/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "anj-agent"

/* Photos and recordings: from a session's memory to the disk, to the hub, and away with their case.
 * See anj-terminal.h. */

#include "app/agent/anj-agent-error.h"
#include "app/agent/anj-attachment-files.h"
#include "app/agent/anj-attachment-rows.h"
#include "app/agent/anj-terminal-private.h"
#include "core/anj-allowance.h"
#include "core/anj-json.h"

/* attachments leave this much of the disk to cases, which are small and come first */
#define RESERVE_BYTES (G_GUINT64_CONSTANT (64) * 1024 * 1024)

static gboolean
refuse (GError **error, const char *key)
{
  g_set_error_literal (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_INVALID, key);
  return FALSE;
}

static const char *
name_at (const AnjHeader *header, guint index)
{
  return anj_json_get_string (anj_json_array_get_object (header->attachments, index), "sha256", "");
}

static guint64
bytes_at (const AnjHeader *header, guint index)
{
  return (guint64) anj_json_get_int (anj_json_array_get_object (header->attachments, index),
                                     "bytes", 0);
}

/* whether @files are what @header names and the village takes; nothing is written yet */
static gboolean
check (AnjTerminal *self, const AnjHeader *header, GPtrArray *files, GError **error)
{
  JsonObject *document = anj_terminal_get_document (self);
  guint n_named = json_array_get_length (header->attachments);
  AnjAllowance allowance = { 0 };

  if (n_named != (files != NULL ? files->len : 0))
    return refuse (error, "attachments-mismatch");
  if (document != NULL)
    anj_allowance_read (&allowance, document);
  for (guint i = 0; i < n_named; i++)
    {
      JsonObject *entry = anj_json_array_get_object (header->attachments, i);
      const AnjAttachmentFile *file = files->pdata[i];
      const char *key = anj_allowance_take (&allowance, anj_json_get_string (entry, "type", ""),
                                            bytes_at (header, i));

      if (key != NULL)
        return refuse (error, key);
      if (g_strcmp0 (file->sha256, name_at (header, i)) != 0)
        return refuse (error, "attachments-mismatch");
      /* files of no case do not outlive a call or a start: this one is another case's */
      if (anj_attachment_file_exists (self->identity->state_dir, file->sha256))
        return refuse (error, "attachment-known");
    }
  return TRUE;
}

gboolean
anj_terminal_keep_attachments (AnjTerminal *self,
                               const AnjHeader *header,
                               GPtrArray *files,
                               GError **error)
{
  if (!check (self, header, files, error))
    return FALSE;
  for (guint i = 0; files != NULL && i < files->len; i++)
    if (!anj_attachment_file_keep (files->pdata[i], &self->attachments, bytes_at (header, i),
                                   header->submitted, RESERVE_BYTES, error))
      {
        anj_terminal_drop_attachments (self, header);
        return FALSE;
      }
  return TRUE;
}

void
anj_terminal_drop_attachments (AnjTerminal *self, const AnjHeader *header)
{
  for (guint i = 0; i < json_array_get_length (header->attachments); i++)
    anj_attachment_file_remove (self->identity->state_dir, name_at (header, i));
}

guint
anj_terminal_count_lost_attachments (AnjTerminal *self, const AnjHeader *header)
{
  AnjDb *db = anj_outbox_get_db (self->outbox);
  guint n_lost = 0;

  for (guint i = 0; i < json_array_get_length (header->attachments); i++)
    n_lost += anj_attachment_rows_is_lost (db, name_at (header, i));
  return n_lost;
}

static gboolean
lose (AnjTerminal *self, const char *sha256, GError **error)
{
  anj_damage_note (self->damage, "attachments", ANJ_DAMAGE_SALVAGED, 1,
                   "a photo or recording is damaged or gone; its case goes on without it");
  return anj_attachment_file_set_aside (self->identity->state_dir, sha256, error) &&
         anj_attachment_rows_set (anj_outbox_get_db (self->outbox), sha256, ANJ_ATTACHMENT_LOST,
                                  error);
}

/* (element-type utf8): what cases name, in the chain or in the pool */
static GHashTable *
collect_named (GPtrArray *rows, GPtrArray *pooled)
{
  GHashTable *named = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < rows->len; i++)
    g_hash_table_add (named, g_strdup (((AnjAttachmentRow *) rows->pdata[i])->sha256));
  for (guint i = 0; i < pooled->len; i++)
    {
      g_autoptr (AnjHeader) header = anj_header_parse (pooled->pdata[i], NULL);

      for (guint j = 0; header != NULL && j < json_array_get_length (header->attachments); j++)
        g_hash_table_add (named, g_strdup (name_at (header, j)));
    }
  return named;
}

/* whether all cases that were ever taken are known here: a file of another one is nobody's then */
static gboolean
knows_all_cases (AnjTerminal *self, guint n_pooled)
{
  g_autoptr (sqlite3_stmt) statement = NULL;
  AnjOutboxState state;

  anj_outbox_get_state (self->outbox, &state);
  statement = anj_db_prepare (anj_outbox_get_db (self->outbox), NULL, "SELECT count(*) FROM pool",
                              "");
  return state.n_unsure + state.n_lost == 0 && statement != NULL &&
         anj_db_step (anj_outbox_get_db (self->outbox), statement, NULL) == ANJ_DB_ROW &&
         sqlite3_column_int64 (statement, 0) == n_pooled;
}

static void
seal_older (AnjTerminal *self, GHashTable *named)
{
  GHashTableIter iter;
  gpointer name;

  g_hash_table_iter_init (&iter, named);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    {
      g_autoptr (GError) error = NULL;

      if (!anj_attachment_file_seal_older (&self->attachments, name, &error))
        g_message ("an attachment of an older version stays as it is: %s", error->message);
    }
}

gboolean
anj_terminal_audit_attachments (AnjTerminal *self, GError **error)
{
  AnjDb *db = anj_outbox_get_db (self->outbox);
  g_autoptr (GPtrArray) rows = anj_attachment_rows_list_all (db, 0, G_MAXUINT64, error);
  g_autoptr (GPtrArray) waiting = NULL;
  g_autoptr (GPtrArray) pooled = NULL;
  g_autoptr (GHashTable) named = NULL;

  if (rows == NULL ||
      (waiting = anj_attachment_rows_list (db, ANJ_ATTACHMENT_WAITING, 0, G_MAXUINT64, error)) ==
          NULL ||
      (pooled = anj_anonymous_pool_headers (self->pool, error)) == NULL)
    return FALSE;
  if (self->storage != ANJ_STORAGE_GOOD)
    return TRUE;
  named = collect_named (rows, pooled);
  seal_older (self, named);
  if (knows_all_cases (self, pooled->len))
    anj_attachment_files_sweep (self->identity->state_dir, named);
  for (guint i = 0; i < waiting->len; i++)
    {
      const AnjAttachmentRow *row = waiting->pdata[i];

      if (!anj_attachment_file_holds (&self->attachments, row->sha256, row->n_bytes,
                                      /* check_hash */ FALSE) &&
          !lose (self, row->sha256, error))
        return FALSE;
    }
  return TRUE;
}

/* the first in @state that is not skipped; its length is of interest only while it waits */
static gboolean
find_next (AnjTerminal *self,
           AnjAttachmentState state,
           GHashTable *skipped,
           char **out_sha256,
           guint64 *out_n_bytes,
           GError **error)
{
  g_autoptr (GPtrArray) rows = NULL;
  AnjOutboxState outbox;

  anj_outbox_get_state (self->outbox, &outbox);
  rows = anj_attachment_rows_list (anj_outbox_get_db (self->outbox), state, 0, outbox.receipted_seq,
                                   error);
  if (rows == NULL)
    return FALSE;
  *out_sha256 = NULL;
  for (guint i = 0; i < rows->len && *out_sha256 == NULL; i++)
    {
      const AnjAttachmentRow *row = rows->pdata[i];

      if (g_hash_table_contains (skipped, row->sha256))
        continue;
      *out_sha256 = g_strdup (row->sha256);
      *out_n_bytes = state == ANJ_ATTACHMENT_WAITING ? row->n_bytes : 0;
    }
  return TRUE;
}

gboolean
anj_terminal_next_attachment (AnjTerminal *self,
                              GHashTable *skipped,
                              char **out_sha256,
                              guint64 *out_n_bytes,
                              GError **error)
{
  return find_next (self, ANJ_ATTACHMENT_WAITING, skipped, out_sha256, out_n_bytes, error) &&
         (*out_sha256 != NULL ||
          find_next (self, ANJ_ATTACHMENT_LOST, skipped, out_sha256, out_n_bytes, error));
}

GBytes *
anj_terminal_read_attachment (AnjTerminal *self,
                              const char *sha256,
                              guint64 offset,
                              gsize n_max,
                              GError **error)
{
  g_autoptr (GError) failed = NULL;
  g_autoptr (GError) local_error = NULL;
  GBytes *bytes = anj_attachment_file_read (&self->attachments, sha256, offset, n_max, &failed);

  if (bytes != NULL && g_bytes_get_size (bytes) > 0)
    return bytes;
  /* it may be there the next time */
  if (bytes == NULL && g_error_matches (failed, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_FAILED))
    {
      anj_damage_note (self->damage, "attachments", ANJ_DAMAGE_DISK_ERROR, 0, failed->message);
      g_propagate_error (error, g_steal_pointer (&failed));
      return NULL;
    }
  if (bytes != NULL)
    g_set_error (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_DAMAGED, "attachment %s is cut short",
                 sha256);
  else
    g_propagate_error (error, g_steal_pointer (&failed));
  g_clear_pointer (&bytes, g_bytes_unref);
  if (!lose (self, sha256, &local_error))
    g_warning ("%s", local_error->message);
  return NULL;
}

gboolean
anj_terminal_confirm_attachment (AnjTerminal *self, const char *sha256, GError **error)
{
  return anj_attachment_rows_set (anj_outbox_get_db (self->outbox), sha256, ANJ_ATTACHMENT_SENT,
                                  error);
}

gboolean
anj_terminal_give_up_attachment (AnjTerminal *self, const char *sha256, GError **error)
{
  return anj_attachment_rows_set (anj_outbox_get_db (self->outbox), sha256, ANJ_ATTACHMENT_GIVEN_UP,
                                  error);
}

gboolean
anj_terminal_doubt_attachment (AnjTerminal *self, const char *sha256, GError **error)
{
  g_autoptr (GPtrArray) rows = anj_attachment_rows_list (
      anj_outbox_get_db (self->outbox), ANJ_ATTACHMENT_WAITING, 0, G_MAXUINT64, error);

  for (guint i = 0; rows != NULL && i < rows->len; i++)
    {
      const AnjAttachmentRow *row = rows->pdata[i];

      if (g_str_equal (row->sha256, sha256) &&
          !anj_attachment_file_holds (&self->attachments, sha256, row->n_bytes,
                                      /* check_hash */ TRUE))
        return lose (self, sha256, error);
    }
  return rows != NULL;
}

gboolean
anj_terminal_reopen_attachments (AnjTerminal *self, JsonArray *missing, GError **error)
{
  for (guint i = 0; i < json_array_get_length (missing); i++)
    {
      JsonNode *node = json_array_get_element (missing, i);

      if (json_node_get_value_type (node) == G_TYPE_STRING &&
          !anj_attachment_rows_reopen (anj_outbox_get_db (self->outbox),
                                       json_node_get_string (node), 0, error))
        return FALSE;
    }
  return TRUE;
}
