/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-audit.h"

#include "core/anj-hex.h"
#include "core/anj-json.h"
#include "core/anj-kdf.h"
#include "core/anj-time.h"

#define HASH_BYTES 32

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

static gboolean
row_holds (const char *row, GBytes *stored, gint64 expected_id, const guint8 prev[HASH_BYTES])
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (row, strlen (row));
  g_autoptr (JsonObject) object = anj_json_parse_object (bytes, NULL);
  guint8 named_prev[HASH_BYTES], hash[HASH_BYTES];

  anj_sha256 ((const guint8 *) row, strlen (row), hash);
  return object != NULL && anj_json_get_int (object, "id", 0) == expected_id &&
         anj_hex_decode (anj_json_get_string (object, "prev", NULL), named_prev, HASH_BYTES) &&
         memcmp (named_prev, prev, HASH_BYTES) == 0 && g_bytes_get_size (stored) == HASH_BYTES &&
         memcmp (g_bytes_get_data (stored, NULL), hash, HASH_BYTES) == 0;
}

gboolean
hub_audit_verify (HubStore *store, gint64 *out_n_rows, GError **error)
{
  g_autoptr (HubStmt)
      stmt = hub_store_query (store, error, "SELECT row, sha256 FROM audit ORDER BY id", "");
  guint8 prev[HASH_BYTES] = { 0 };
  gint64 n_rows = 0;
  gboolean row;

  if (stmt == NULL || !hub_stmt_next (stmt, &row, error))
    return FALSE;
  while (row)
    {
      const char *text = hub_stmt_text (stmt, 0);
      g_autoptr (GBytes) stored = hub_stmt_bytes (stmt, 1);

      if (text == NULL || !row_holds (text, stored, n_rows + 1, prev))
        {
          g_set_error (error, HUB_ERROR, HUB_ERROR_DATA,
                       "audit row %" G_GINT64_FORMAT " does not continue the chain", n_rows + 1);
          return FALSE;
        }
      memcpy (prev, g_bytes_get_data (stored, NULL), HASH_BYTES);
      n_rows++;
      if (!hub_stmt_next (stmt, &row, error))
        return FALSE;
    }
  *out_n_rows = n_rows;
  return TRUE;
}
