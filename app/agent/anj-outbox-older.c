/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "anj-agent"

/* What older versions left in clear in outbox.db is sealed when it is opened. See
 * anj-outbox-private.h. */

#include "app/agent/anj-agent-error.h"
#include "app/agent/anj-anonymous-pool.h"
#include "app/agent/anj-outbox-private.h"

/* a payload in clear is a DER SEQUENCE; of sealed ones one of 256 begins like it */
#define LIKE_CLEAR "substr (payload, 1, 1) = x'30'"

static gboolean
has_rows (AnjOutbox *self, const char *sql, gboolean *out_has, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = anj_db_prepare (self->db, error, sql, "");
  AnjDbStep step = statement != NULL ? anj_db_step (self->db, statement, error) : ANJ_DB_ERROR;

  *out_has = step == ANJ_DB_ROW;
  return step != ANJ_DB_ERROR;
}

static gboolean
seal_marks (AnjOutbox *self, GError **error)
{
  g_autoptr (AnjDbTransaction) transaction = NULL;
  gboolean has_old;

  if (!has_rows (self, "SELECT 1 FROM checkpoint", &has_old, error))
    return FALSE;
  if (!has_old)
    return TRUE;
  transaction = anj_db_begin (self->db, error);
  return transaction != NULL &&
         anj_outbox_put_marks (self->db, &self->marks, self->row_key, self->random, error) &&
         anj_db_exec (self->db, "DELETE FROM checkpoint", error) &&
         anj_db_transaction_commit (transaction, error);
}

/* the case of the row, if its payload is in clear; then *is_changed */
static gboolean
seal_case (AnjOutbox *self, sqlite3_stmt *statement, gboolean *is_changed, GError **error)
{
  guint64 seq = (guint64) sqlite3_column_int64 (statement, 0);
  g_autoptr (GBytes) sealed = anj_db_column_bytes (statement, 1);
  g_autoptr (GBytes) payload = anj_db_column_bytes (statement, 2);
  g_autoptr (AnjOutboxEntry) entry = NULL;
  guint8 prev[ANJ_CHAIN_BYTES];

  entry = anj_outbox_entry_open (self->row_key, self->terminal, seq, sealed, payload, prev, error);
  if (entry == NULL)
    return FALSE;
  if (!g_bytes_equal (entry->payload, payload))
    return TRUE;
  *is_changed = TRUE;
  return anj_db_run (self->db, error, "DELETE FROM entry WHERE seq = ?", "i", (gint64) seq) &&
         anj_outbox_put_entry (self->db, entry, self->row_key, self->random, error);
}

static gboolean
seal_cases (AnjOutbox *self, gboolean *is_changed, GError **error)
{
  gint64 seq = 0;
  AnjDbStep step = ANJ_DB_ROW;

  while (step == ANJ_DB_ROW)
    {
      g_autoptr (sqlite3_stmt) statement = anj_db_prepare (
          self->db, error,
          "SELECT seq, sealed, payload FROM entry WHERE seq > ? AND " LIKE_CLEAR
          " ORDER BY seq LIMIT 1",
          "i", seq);

      step = statement != NULL ? anj_db_step (self->db, statement, error) : ANJ_DB_ERROR;
      if (step != ANJ_DB_ROW)
        continue;
      seq = sqlite3_column_int64 (statement, 0);
      if (!seal_case (self, statement, is_changed, error))
        return FALSE;
    }
  return step == ANJ_DB_DONE;
}

static gboolean
seal_pool (AnjOutbox *self, gboolean *is_changed, GError **error)
{
  g_autoptr (GBytes) slot = g_bytes_new (NULL, 0);
  AnjDbStep step = ANJ_DB_ROW;

  while (step == ANJ_DB_ROW)
    {
      g_autoptr (sqlite3_stmt) statement = anj_db_prepare (
          self->db, error,
          "SELECT slot, sealed, payload FROM pool WHERE slot > ? AND " LIKE_CLEAR
          " ORDER BY slot LIMIT 1",
          "b", slot);
      g_autoptr (GBytes) next = NULL;
      g_autoptr (GBytes) sealed = NULL;
      g_autoptr (GBytes) payload = NULL;

      step = statement != NULL ? anj_db_step (self->db, statement, error) : ANJ_DB_ERROR;
      if (step != ANJ_DB_ROW)
        continue;
      next = anj_db_column_bytes (statement, 0);
      sealed = anj_db_column_bytes (statement, 1);
      payload = anj_db_column_bytes (statement, 2);
      if (!anj_anonymous_pool_seal_older (self->db, self->row_key, next, sealed, payload,
                                          self->random, is_changed, error))
        return FALSE;
      g_clear_pointer (&statement, sqlite3_finalize);
      g_bytes_unref (slot);
      slot = g_steal_pointer (&next);
    }
  return step == ANJ_DB_DONE;
}

static gboolean
seal_payloads (AnjOutbox *self, GError **error)
{
  g_autoptr (AnjDbTransaction) transaction = NULL;
  g_autoptr (GError) local_error = NULL;
  gboolean has_some, is_changed = FALSE;

  if (!has_rows (self,
                 "SELECT 1 FROM entry WHERE " LIKE_CLEAR
                 " UNION ALL SELECT 1 FROM pool WHERE " LIKE_CLEAR,
                 &has_some, error))
    return FALSE;
  if (!has_some)
    return TRUE;
  transaction = anj_db_begin (self->db, error);
  if (transaction == NULL || !seal_cases (self, &is_changed, error) ||
      !seal_pool (self, &is_changed, error) || !anj_db_transaction_commit (transaction, error))
    return FALSE;
  /* the log has the pages as they were */
  if (is_changed && !anj_db_settle (self->db, &local_error))
    g_message ("%s", local_error->message);
  return TRUE;
}

gboolean
anj_outbox_seal_older (AnjOutbox *self, GError **error)
{
  g_autoptr (GError) local_error = NULL;

  if (!seal_marks (self, error))
    return FALSE;
  if (seal_payloads (self, &local_error))
    return TRUE;
  if (g_error_matches (local_error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_FULL))
    {
      g_message ("payloads of an older version stay as they are: %s", local_error->message);
      return TRUE;
    }
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}
