/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-command-queue.h"

#include "core/anj-hex.h"
#include "core/anj-time.h"

static const HubMigration steps[] = {
  { "commands", 1,
    "CREATE TABLE commands ("
    "  seq INTEGER PRIMARY KEY AUTOINCREMENT,"
    "  id TEXT NOT NULL UNIQUE,"
    "  terminal TEXT NOT NULL REFERENCES terminals (id),"
    "  kind TEXT NOT NULL,"
    "  state TEXT NOT NULL CHECK (state IN"
    "    ('PENDING', 'SENT', 'ACKED', 'DONE', 'FAILED', 'EXPIRED', 'CANCELLED')),"
    "  detail TEXT,"
    "  admin TEXT NOT NULL,"
    "  created_us INTEGER NOT NULL,"
    "  expires_us INTEGER NOT NULL,"
    "  sent_us INTEGER,"
    "  acked_us INTEGER,"
    "  ended_us INTEGER"
    ") STRICT;"
    "CREATE INDEX commands_terminal ON commands (terminal, seq);"
    /* each poll asks for these */
    "CREATE INDEX commands_open ON commands (terminal, seq) WHERE state IN ('PENDING', 'SENT');"
    "CREATE INDEX commands_end ON commands (expires_us) WHERE state IN ('PENDING', 'SENT');"
    "CREATE INDEX commands_over ON commands (ended_us) WHERE ended_us IS NOT NULL;"

    "CREATE TABLE command_logs ("
    "  command TEXT PRIMARY KEY REFERENCES commands (id) ON DELETE CASCADE,"
    "  received_us INTEGER NOT NULL,"
    "  text BLOB NOT NULL"
    ") WITHOUT ROWID, STRICT;"

    /* what a terminal said last of being locked; when its last report came; since when, and by what
       evidence, it is set aside as one of two */
    "ALTER TABLE terminals ADD COLUMN is_locked INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE terminals ADD COLUMN told_us INTEGER;"
    "ALTER TABLE terminals ADD COLUMN quarantined_us INTEGER;"
    "ALTER TABLE terminals ADD COLUMN quarantine_evidence TEXT;"
    "CREATE INDEX terminals_order ON terminals (region, enrolled_us, id);" },

  { "commands", 2,
    /* when it said that it is being switched off; 0: its last report says nothing of that */
    "ALTER TABLE terminals ADD COLUMN off_us INTEGER NOT NULL DEFAULT 0;"
    "UPDATE terminals SET off_us = told_us WHERE told_us IS NOT NULL"
    "  AND json_extract (telemetry, '$.stopping');" },
};

gboolean
hub_command_queue_migrate (HubStore *store, GError **error)
{
  return hub_store_migrate (store, steps, G_N_ELEMENTS (steps), error);
}

/* *out_id: (transfer full) (nullable): the terminal's newest open one, if it is of the kind; it
 * waits at least as long as @order does */
static gboolean
take_up (HubStore *store, const HubCommandOrder *order, char **out_id, GError **error)
{
  g_autoptr (HubStmt) stmt = hub_store_query (
      store, error,
      "SELECT id, kind FROM commands WHERE terminal = ? AND state IN ('PENDING', 'SENT')"
      " AND expires_us > ? ORDER BY seq DESC LIMIT 1",
      "ti", order->terminal, order->now_us);
  gboolean row;

  if (stmt == NULL || !hub_stmt_next (stmt, &row, error))
    return FALSE;
  if (!row || !g_str_equal (hub_stmt_text (stmt, 1), anj_remote_kind_name (order->kind)))
    return TRUE;
  *out_id = g_strdup (hub_stmt_text (stmt, 0));
  return hub_store_run (store, error,
                        "UPDATE commands SET expires_us = max (expires_us, ?) WHERE id = ?", "it",
                        order->expires_us, *out_id);
}

char *
hub_command_queue_add (HubStore *store,
                       const AnjRandom *random,
                       const HubCommandOrder *order,
                       GError **error)
{
  guint8 bits[ANJ_REMOTE_ID_BYTES];
  g_autofree char *hex = NULL;
  g_autofree char *id = NULL;

  if (!take_up (store, order, &id, error))
    return NULL;
  if (id != NULL)
    return g_steal_pointer (&id);
  anj_random_fill (random, bits, sizeof bits);
  hex = anj_hex_encode (bits, sizeof bits);
  id = g_strconcat ("c-", hex, NULL);
  if (!hub_store_run (store, error,
                      "INSERT INTO commands (id, terminal, kind, state, admin, created_us,"
                      " expires_us) VALUES (?, ?, ?, 'PENDING', ?, ?, ?)",
                      "ttttii", id, order->terminal, anj_remote_kind_name (order->kind),
                      order->admin, order->now_us, order->expires_us))
    return NULL;
  return g_steal_pointer (&id);
}

JsonArray *
hub_command_queue_offer (HubStore *store,
                         const char *terminal,
                         gint64 now_us,
                         gint64 *out_last,
                         GError **error)
{
  g_autoptr (JsonArray) array = json_array_new ();
  g_autoptr (HubStmt) stmt = hub_store_query (
      store, error,
      "SELECT seq, id, kind, expires_us FROM commands WHERE terminal = ? AND state IN"
      " ('PENDING', 'SENT') AND expires_us > ? ORDER BY seq LIMIT ?",
      "tii", terminal, now_us, (gint64) HUB_COMMAND_MAX_OFFER);
  gboolean row;

  *out_last = 0;
  if (stmt == NULL || !hub_stmt_next (stmt, &row, error))
    return NULL;
  while (row)
    {
      JsonObject *command = json_object_new ();
      g_autofree char *expires = anj_time_format (hub_stmt_int (stmt, 3));

      json_object_set_string_member (command, "id", hub_stmt_text (stmt, 1));
      json_object_set_string_member (command, "kind", hub_stmt_text (stmt, 2));
      json_object_set_string_member (command, "expires", expires);
      json_array_add_object_element (array, command);
      *out_last = hub_stmt_int (stmt, 0);
      if (!hub_stmt_next (stmt, &row, error))
        return NULL;
    }
  return g_steal_pointer (&array);
}

gboolean
hub_command_queue_note_sent (HubStore *store,
                             const char *terminal,
                             gint64 last,
                             gint64 now_us,
                             GError **error)
{
  gint64 n_new = 0;

  if (last == 0)
    return TRUE;
  return hub_store_get_int (store, error, 0, &n_new,
                            "SELECT 1 FROM commands WHERE terminal = ? AND seq <= ?"
                            " AND state = 'PENDING' AND expires_us > ? LIMIT 1",
                            "tii", terminal, last, now_us) &&
         (n_new == 0 ||
          hub_store_run (store, error,
                         "UPDATE commands SET state = 'SENT', sent_us = ? WHERE terminal = ?"
                         " AND seq <= ? AND state = 'PENDING' AND expires_us > ?",
                         "itii", now_us, terminal, last, now_us));
}

/* of a lock or unlock that is done */
static gboolean
note_locked (HubStore *store, const char *terminal, const char *kind, GError **error)
{
  AnjRemoteKind remote;

  if (!anj_remote_kind_parse (kind, &remote) ||
      (remote != ANJ_REMOTE_LOCK && remote != ANJ_REMOTE_UNLOCK))
    return TRUE;
  return hub_store_run (store, error, "UPDATE terminals SET is_locked = ? WHERE id = ?", "it",
                        (gint64) (remote == ANJ_REMOTE_LOCK), terminal);
}

static gboolean
write_report (HubStore *store,
              const char *id,
              HubCommandReport report,
              const char *detail,
              gint64 now_us,
              GError **error)
{
  g_autofree char *kept = detail != NULL ? g_utf8_substring (detail, 0,
                                                             MIN (HUB_COMMAND_MAX_DETAIL,
                                                                  g_utf8_strlen (detail, -1)))
                                         : NULL;

  if (report == HUB_COMMAND_ACKED)
    return hub_store_run (store, error,
                          "UPDATE commands SET state = 'ACKED', acked_us = ?1, ended_us = NULL"
                          " WHERE id = ?2 AND state NOT IN ('ACKED', 'DONE', 'FAILED')",
                          "it", now_us, id);
  return hub_store_run (store, error,
                        "UPDATE commands SET state = ?1, detail = ?2, ended_us = ?3,"
                        " acked_us = coalesce (acked_us, ?3) WHERE id = ?4"
                        " AND state NOT IN ('DONE', 'FAILED')",
                        "ttit", report == HUB_COMMAND_DONE ? "DONE" : "FAILED", kept, now_us, id);
}

gboolean
hub_command_queue_report (HubStore *store,
                          const char *terminal,
                          const char *id,
                          HubCommandReport report,
                          const char *detail,
                          gint64 now_us,
                          gboolean *out_known,
                          GError **error)
{
  g_autoptr (HubTransaction) transaction = hub_transaction_begin (store, error);
  g_autoptr (HubStmt) stmt = NULL;
  g_autofree char *kind = NULL;
  gboolean row;

  if (transaction == NULL)
    return FALSE;
  stmt = hub_store_query (store, error, "SELECT kind FROM commands WHERE id = ? AND terminal = ?",
                          "tt", id, terminal);
  if (stmt == NULL || !hub_stmt_next (stmt, &row, error))
    return FALSE;
  *out_known = row;
  if (!row)
    return TRUE;
  kind = g_strdup (hub_stmt_text (stmt, 0));
  g_clear_pointer (&stmt, hub_stmt_free);
  if (!write_report (store, id, report, detail, now_us, error))
    return FALSE;
  if (report == HUB_COMMAND_DONE && hub_store_n_changed (store) > 0 &&
      !note_locked (store, terminal, kind, error))
    return FALSE;
  return hub_transaction_commit (transaction, error);
}

gboolean
hub_command_queue_cancel (HubStore *store,
                          const char *id,
                          gint64 now_us,
                          gboolean *out_changed,
                          GError **error)
{
  if (!hub_store_run (store, error,
                      "UPDATE commands SET state = 'CANCELLED', ended_us = ?1 WHERE id = ?2"
                      " AND state IN ('PENDING', 'SENT') AND expires_us > ?1",
                      "it", now_us, id))
    return FALSE;
  *out_changed = hub_store_n_changed (store) > 0;
  return TRUE;
}

static void
set_time (JsonObject *object, const char *member, HubStmt *stmt, int column)
{
  if (hub_stmt_int (stmt, column) > 0)
    {
      g_autofree char *time = anj_time_format (hub_stmt_int (stmt, column));

      json_object_set_string_member (object, member, time);
    }
}

static JsonObject *
command_to_json (HubStmt *stmt)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "id", hub_stmt_text (stmt, 0));
  json_object_set_string_member (object, "terminal", hub_stmt_text (stmt, 1));
  json_object_set_string_member (object, "kind", hub_stmt_text (stmt, 2));
  json_object_set_string_member (object, "state", hub_stmt_text (stmt, 3));
  if (hub_stmt_text (stmt, 4) != NULL)
    json_object_set_string_member (object, "detail", hub_stmt_text (stmt, 4));
  json_object_set_string_member (object, "admin", hub_stmt_text (stmt, 5));
  set_time (object, "created", stmt, 6);
  set_time (object, "expires", stmt, 7);
  set_time (object, "sent", stmt, 8);
  set_time (object, "acked", stmt, 9);
  set_time (object, "ended", stmt, 10);
  if (hub_stmt_int (stmt, 11) != 0)
    json_object_set_boolean_member (object, "log", TRUE);
  return object;
}

JsonArray *
hub_command_queue_list (HubStore *store, const char *terminal, const char *id, GError **error)
{
  g_autoptr (JsonArray) array = json_array_new ();
  g_autoptr (HubStmt) stmt = hub_store_query (
      store, error,
      "SELECT id, terminal, kind, state, detail, admin, created_us, expires_us, sent_us, acked_us,"
      " ended_us, EXISTS (SELECT 1 FROM command_logs WHERE command = id) FROM commands"
      " WHERE (?1 IS NULL OR terminal = ?1) AND (?2 IS NULL OR id = ?2) ORDER BY seq DESC LIMIT "
      "500",
      "tt", terminal, id);
  gboolean row;

  if (stmt == NULL || !hub_stmt_next (stmt, &row, error))
    return NULL;
  while (row)
    {
      json_array_add_object_element (array, command_to_json (stmt));
      if (!hub_stmt_next (stmt, &row, error))
        return NULL;
    }
  return g_steal_pointer (&array);
}

static JsonObject *
order_to_json (HubStmt *stmt)
{
  static const char *const states[] = { "PENDING", "SENT",    "ACKED",    "DONE",
                                        "FAILED",  "EXPIRED", "CANCELLED" };
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "kind", hub_stmt_text (stmt, 0));
  json_object_set_string_member (object, "admin", hub_stmt_text (stmt, 1));
  set_time (object, "created", stmt, 2);
  json_object_set_int_member (object, "count", hub_stmt_int (stmt, 3));
  for (gsize i = 0; i < G_N_ELEMENTS (states); i++)
    if (hub_stmt_int (stmt, 4 + (int) i) > 0)
      json_object_set_int_member (object, states[i], hub_stmt_int (stmt, 4 + (int) i));
  return object;
}

JsonArray *
hub_command_queue_orders (HubStore *store, const char *region, GError **error)
{
  g_autoptr (JsonArray) array = json_array_new ();
  g_autoptr (HubStmt) stmt = hub_store_query (
      store, error,
      "SELECT c.kind, c.admin, c.created_us, count(*), sum(c.state = 'PENDING'),"
      " sum(c.state = 'SENT'), sum(c.state = 'ACKED'), sum(c.state = 'DONE'),"
      " sum(c.state = 'FAILED'), sum(c.state = 'EXPIRED'), sum(c.state = 'CANCELLED')"
      " FROM commands c JOIN terminals t ON t.id = c.terminal WHERE ?1 IS NULL OR t.region = ?1"
      " OR (t.region > ?1 || '.' AND t.region < ?1 || '/')"
      " GROUP BY c.created_us, c.kind, c.admin ORDER BY c.created_us DESC, c.kind LIMIT 100",
      "t", region);
  gboolean row;

  if (stmt == NULL || !hub_stmt_next (stmt, &row, error))
    return NULL;
  while (row)
    {
      json_array_add_object_element (array, order_to_json (stmt));
      if (!hub_stmt_next (stmt, &row, error))
        return NULL;
    }
  return g_steal_pointer (&array);
}

gboolean
hub_command_queue_cancel_region (HubStore *store,
                                 const char *region,
                                 AnjRemoteKind kind,
                                 gint64 now_us,
                                 gint64 *out_n,
                                 GError **error)
{
  if (!hub_store_run (store, error,
                      "UPDATE commands SET state = 'CANCELLED', ended_us = ?1 WHERE kind = ?2"
                      " AND state IN ('PENDING', 'SENT') AND expires_us > ?1 AND terminal IN"
                      " (SELECT id FROM terminals WHERE region = ?3"
                      " OR (region > ?3 || '.' AND region < ?3 || '/'))",
                      "itt", now_us, anj_remote_kind_name (kind), region))
    return FALSE;
  *out_n = hub_store_n_changed (store);
  return TRUE;
}

gboolean
hub_command_queue_upkeep (HubStore *store, gint64 now_us, GError **error)
{
  return hub_store_run (store, error,
                        "UPDATE commands SET state = 'EXPIRED', ended_us = expires_us"
                        " WHERE state IN ('PENDING', 'SENT') AND expires_us <= ?",
                        "i", now_us) &&
         hub_store_run (store, error, "DELETE FROM command_logs WHERE received_us < ?", "i",
                        now_us - HUB_COMMAND_LOG_DAYS * G_TIME_SPAN_DAY) &&
         hub_store_run (store, error, "DELETE FROM commands WHERE ended_us < ?", "i",
                        now_us - HUB_COMMAND_KEEP_DAYS * G_TIME_SPAN_DAY);
}

gboolean
hub_command_queue_keep_log (HubStore *store,
                            const char *terminal,
                            const char *id,
                            GBytes *log,
                            gint64 now_us,
                            gboolean *out_known,
                            GError **error)
{
  if (!hub_store_run (store, error,
                      "INSERT OR REPLACE INTO command_logs (command, received_us, text)"
                      " SELECT id, ?, ? FROM commands WHERE id = ? AND terminal = ? AND kind = ?",
                      "ibttt", now_us, log, id, terminal, anj_remote_kind_name (ANJ_REMOTE_LOGS)))
    return FALSE;
  *out_known = hub_store_n_changed (store) > 0;
  return TRUE;
}

GBytes *
hub_command_queue_read_log (HubStore *store, const char *id, GError **error)
{
  g_autoptr (HubStmt) stmt = hub_store_query (
      store, error, "SELECT text FROM command_logs WHERE command = ?", "t", id);
  gboolean row;

  if (stmt == NULL || !hub_stmt_next (stmt, &row, error) || !row)
    return NULL;
  return g_bytes_new (sqlite3_column_blob (stmt, 0), (gsize) sqlite3_column_bytes (stmt, 0));
}
