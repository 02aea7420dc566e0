/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-audit.h"

#include "core/anj-hex.h"
#include "core/anj-json.h"
#include "core/anj-kdf.h"
#include "core/anj-time.h"

/*
 * A row is JSON that names the hash of the row before. What retention takes from the front is
 * vouched for by a row of event PURGED that stands further back in the chain:
 *
 *   (rows 1 … k gone)  k+1 {prev: H}  …  n {event: "audit-purged", detail: {last: k, head: H}}
 */

#define HASH_BYTES 32
#define PURGED "audit-purged"

/* id and hash of the last row; 0 and zeros before the first */
static gboolean
read_head (HubStore *store, gint64 *out_id, guint8 out_hash[HASH_BYTES], GError **error)
{
  g_autoptr (HubStmt) stmt = NULL;
  g_autoptr (GBytes) hash = NULL;
  gboolean row;

  stmt = hub_store_query (store, error, "SELECT id, sha256 FROM audit ORDER BY id DESC LIMIT 1",
                          "");
  if (stmt == NULL || !hub_stmt_next (stmt, &row, error))
    return FALSE;
  *out_id = 0;
  memset (out_hash, 0, HASH_BYTES);
  if (!row)
    return TRUE;
  *out_id = hub_stmt_int (stmt, 0);
  hash = hub_stmt_bytes (stmt, 1);
  if (g_bytes_get_size (hash) == HASH_BYTES)
    memcpy (out_hash, g_bytes_get_data (hash, NULL), HASH_BYTES);
  return TRUE;
}

static char *
make_row (gint64 id,
          gint64 now_us,
          const char *actor,
          const char *event,
          JsonObject *detail,
          const guint8 prev[HASH_BYTES])
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *time = anj_time_format (now_us);
  g_autofree char *prev_hex = anj_hex_encode (prev, HASH_BYTES);

  json_object_set_int_member (object, "id", id);
  json_object_set_string_member (object, "time", time);
  json_object_set_string_member (object, "actor", actor);
  json_object_set_string_member (object, "event", event);
  json_object_set_object_member (object, "detail", json_object_ref (detail));
  json_object_set_string_member (object, "prev", prev_hex);
  bytes = anj_json_object_to_bytes (object);
  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

gboolean
hub_audit_append (HubStore *store,
                  gint64 now_us,
                  const char *actor,
                  const char *event,
                  JsonObject *detail,
                  GError **error)
{
  g_autoptr (JsonObject) owned = detail != NULL ? detail : json_object_new ();
  g_autoptr (HubTransaction) transaction = hub_transaction_begin (store, error);
  guint8 prev[HASH_BYTES], hash[HASH_BYTES];
  gint64 id;
  g_autofree char *row = NULL;
  g_autoptr (GBytes) blob = NULL;

  if (transaction == NULL || !read_head (store, &id, prev, error))
    return FALSE;
  row = make_row (id + 1, now_us, actor, event, owned, prev);
  anj_sha256 ((const guint8 *) row, strlen (row), hash);
  blob = g_bytes_new (hash, sizeof hash);
  return hub_store_run (store, error, "INSERT INTO audit (id, row, sha256) VALUES (?, ?, ?)", "itb",
                        id + 1, row, blob) &&
         hub_transaction_commit (transaction, error);
}

/* what the walk along the chain knows */
typedef struct
{
  gint64 first_id;
  gint64 last_id; /* 0 before the first row */
  guint8 first_prev[HASH_BYTES];
  guint8 head[HASH_BYTES];
  gboolean is_vouched; /* for the rows before the first */
} Walk;

static void
note_purge (Walk *walk, JsonObject *row)
{
  JsonObject *detail = anj_json_get_object (row, "detail");
  guint8 head[HASH_BYTES];

  if (detail != NULL && anj_json_get_int (detail, "last", -1) == walk->first_id - 1 &&
      anj_hex_decode (anj_json_get_string (detail, "head", NULL), head, HASH_BYTES) &&
      memcmp (head, walk->first_prev, HASH_BYTES) == 0)
    walk->is_vouched = TRUE;
}

/* whether the row that @stmt stands on (id, row, sha256) continues @walk */
static gboolean
step (Walk *walk, HubStmt *stmt)
{
  gint64 id = hub_stmt_int (stmt, 0);
  const char *text = hub_stmt_text (stmt, 1) != NULL ? hub_stmt_text (stmt, 1) : "";
  g_autoptr (GBytes) stored = hub_stmt_bytes (stmt, 2);
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));
  g_autoptr (JsonObject) object = anj_json_parse_object (bytes, NULL);
  guint8 prev[HASH_BYTES], hash[HASH_BYTES];

  anj_sha256 ((const guint8 *) text, strlen (text), hash);
  if (object == NULL || anj_json_get_int (object, "id", 0) != id ||
      !anj_hex_decode (anj_json_get_string (object, "prev", NULL), prev, HASH_BYTES) ||
      g_bytes_get_size (stored) != HASH_BYTES ||
      memcmp (g_bytes_get_data (stored, NULL), hash, HASH_BYTES) != 0)
    return FALSE;
  if (walk->last_id == 0)
    {
      walk->first_id = id;
      memcpy (walk->first_prev, prev, HASH_BYTES);
    }
  else if (id != walk->last_id + 1 || memcmp (prev, walk->head, HASH_BYTES) != 0)
    return FALSE;
  walk->last_id = id;
  memcpy (walk->head, hash, HASH_BYTES);
  if (g_str_equal (anj_json_get_string (object, "event", ""), PURGED))
    note_purge (walk, object);
  return TRUE;
}

/* @stmt stands on the row that does not continue */
static void
name_fault (const Walk *walk, HubStmt *stmt, GError **error)
{
  gint64 id = hub_stmt_int (stmt, 0);
  const char *text = hub_stmt_text (stmt, 1) != NULL ? hub_stmt_text (stmt, 1) : "";
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));
  g_autoptr (JsonObject) object = anj_json_parse_object (bytes, NULL);
  const char *time = object != NULL ? anj_json_get_string (object, "time", "") : "";

  if (walk->last_id > 0 && id > walk->last_id + 1)
    g_set_error (error, HUB_ERROR, HUB_ERROR_DATA,
                 "audit row %" G_GINT64_FORMAT " is missing; the next one is %" G_GINT64_FORMAT
                 " of %s",
                 walk->last_id + 1, id, *time != '\0' ? time : "an unknown time");
  else
    g_set_error (error, HUB_ERROR, HUB_ERROR_DATA,
                 "audit row %" G_GINT64_FORMAT " of %s does not continue the chain", id,
                 *time != '\0' ? time : "an unknown time");
}

/* the chain's start: row 1, or one that a purge vouches for */
static gboolean
check_front (const Walk *walk, GError **error)
{
  static const guint8 zeros[HASH_BYTES];

  if (walk->last_id == 0 || walk->is_vouched ||
      (walk->first_id == 1 && memcmp (walk->first_prev, zeros, HASH_BYTES) == 0))
    return TRUE;
  g_set_error (error, HUB_ERROR, HUB_ERROR_DATA,
               "audit row 1 is missing; the first one is %" G_GINT64_FORMAT
               ", and no purge tells of those before it",
               walk->first_id);
  return FALSE;
}

static void
fill_head (HubAuditState *state, const guint8 head[HASH_BYTES])
{
  g_autofree char *hex = anj_hex_encode (head, HASH_BYTES);

  g_strlcpy (state->head, hex, sizeof state->head);
}

gboolean
hub_audit_verify (HubStore *store, HubAuditState *out_state, GError **error)
{
  g_autoptr (HubStmt)
      stmt = hub_store_query (store, error, "SELECT id, row, sha256 FROM audit ORDER BY id", "");
  Walk walk = { 0 };
  gboolean row;

  if (stmt == NULL || !hub_stmt_next (stmt, &row, error))
    return FALSE;
  while (row)
    {
      if (!step (&walk, stmt))
        {
          name_fault (&walk, stmt, error);
          return FALSE;
        }
      if (!hub_stmt_next (stmt, &row, error))
        return FALSE;
    }
  if (!check_front (&walk, error))
    return FALSE;
  out_state->first_id = walk.first_id;
  out_state->last_id = walk.last_id;
  fill_head (out_state, walk.head);
  return TRUE;
}

gboolean
hub_audit_read_head (HubStore *store, HubAuditState *out_state, GError **error)
{
  guint8 head[HASH_BYTES];

  out_state->first_id = 0;
  if (!read_head (store, &out_state->last_id, head, error))
    return FALSE;
  fill_head (out_state, head);
  return TRUE;
}

gboolean
hub_audit_holds (HubStore *store, gint64 id, const char *head, gboolean *out_holds, GError **error)
{
  guint8 hash[HASH_BYTES];
  g_autoptr (GBytes) blob = NULL;
  gint64 n_rows = 0;

  *out_holds = id == 0;
  if (*out_holds || !anj_hex_decode (head, hash, HASH_BYTES))
    return TRUE;
  blob = g_bytes_new (hash, sizeof hash);
  if (!hub_store_get_int (store, error, 0, &n_rows,
                          "SELECT count(*) FROM audit WHERE id = ? AND sha256 = ?", "ib", id, blob))
    return FALSE;
  *out_holds = n_rows == 1;
  return TRUE;
}

/* the front's rows older than @before_us; *out_last is the newest of them, 0 for none */
static gboolean
find_older (HubStore *store,
            gint64 before_us,
            guint n_max,
            guint *out_n_rows,
            gint64 *out_last,
            guint8 out_hash[HASH_BYTES],
            GError **error)
{
  g_autofree char *before = anj_time_format (before_us);
  g_autoptr (HubStmt) stmt = hub_store_query (
      store, error,
      "SELECT id, sha256, coalesce(json_extract(row, '$.time'), '') < ? FROM audit ORDER BY id"
      " LIMIT ?",
      "ti", before, (gint64) n_max);
  gboolean row = TRUE;

  *out_n_rows = 0;
  *out_last = 0;
  if (stmt == NULL)
    return FALSE;
  while (row)
    {
      if (!hub_stmt_next (stmt, &row, error))
        return FALSE;
      if (!row || hub_stmt_int (stmt, 2) == 0 || sqlite3_column_bytes (stmt, 1) != HASH_BYTES)
        break;
      *out_last = hub_stmt_int (stmt, 0);
      memcpy (out_hash, sqlite3_column_blob (stmt, 1), HASH_BYTES);
      (*out_n_rows)++;
    }
  return TRUE;
}

gboolean
hub_audit_count_older (HubStore *store,
                       gint64 before_us,
                       guint n_max,
                       guint *out_n_rows,
                       GError **error)
{
  guint8 hash[HASH_BYTES];
  gint64 last;

  return find_older (store, before_us, n_max, out_n_rows, &last, hash, error);
}

gboolean
hub_audit_purge (HubStore *store,
                 gint64 before_us,
                 gint64 now_us,
                 guint n_max,
                 guint *out_n_rows,
                 GError **error)
{
  g_autoptr (HubTransaction) transaction = hub_transaction_begin (store, error);
  g_autofree char *head = NULL;
  guint8 hash[HASH_BYTES];
  JsonObject *detail;
  gint64 last;

  if (transaction == NULL || !find_older (store, before_us, n_max, out_n_rows, &last, hash, error))
    return FALSE;
  if (*out_n_rows == 0)
    return TRUE;
  head = anj_hex_encode (hash, sizeof hash);
  detail = json_object_new ();
  json_object_set_int_member (detail, "rows", *out_n_rows);
  json_object_set_int_member (detail, "last", last);
  json_object_set_string_member (detail, "head", head);
  return hub_audit_append (store, now_us, "hub", PURGED, detail, error) &&
         hub_store_run (store, error, "DELETE FROM audit WHERE id <= ?", "i", last) &&
         hub_transaction_commit (transaction, error);
}
