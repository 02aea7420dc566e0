/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-terminals.h"

#include "core/anj-hex.h"
#include "core/anj-kdf.h"
#include "core/anj-ticket-number.h"
#include "core/anj-time.h"
#include "hub/hub-audit.h"

#define TOKEN_PREFIX "ANJ1-"
#define TOKEN_BYTES 16
#define TOKEN_CHARS 26 /* of 5 bits: 128 bits and two zero bits in front */
#define ID_BYTES 6

static const char crockford[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

static char *
format_token (const guint8 bits[TOKEN_BYTES])
{
  GString *text = g_string_sized_new (sizeof TOKEN_PREFIX + TOKEN_CHARS);

  g_string_append (text, TOKEN_PREFIX);
  for (int i = 0; i < TOKEN_CHARS; i++)
    {
      guint value = 0;

      for (int bit = i * 5 - 2; bit < i * 5 + 3; bit++)
        value = value << 1 | (bit < 0 ? 0u : bits[bit / 8] >> (7 - bit % 8) & 1u);
      g_string_append_c (text, crockford[value]);
    }
  return g_string_free (text, /* free_segment */ FALSE);
}

GBytes *
hub_token_hash (const char *token)
{
  g_autofree char *text = g_ascii_strup (token, -1);
  guint8 hash[32];

  g_strstrip (text);
  for (char *c = g_str_has_prefix (text, TOKEN_PREFIX) ? text + strlen (TOKEN_PREFIX) : text;
       *c != '\0'; c++)
    *c = *c == 'O' ? '0' : *c == 'I' || *c == 'L' ? '1' : *c;
  anj_sha256 ((const guint8 *) text, strlen (text), hash);
  explicit_bzero (text, strlen (text));
  return g_bytes_new (hash, sizeof hash);
}

char *
hub_token_issue (HubStore *store,
                 const AnjRandom *random,
                 const char *region,
                 gint64 now_us,
                 gint64 expires_us,
                 GError **error)
{
  guint8 bits[TOKEN_BYTES];
  g_autofree char *token = NULL;
  g_autoptr (GBytes) hash = NULL;

  anj_random_fill (random, bits, sizeof bits);
  token = format_token (bits);
  explicit_bzero (bits, sizeof bits);
  hash = hub_token_hash (token);
  if (!hub_store_run (
          store, error,
          "INSERT INTO tokens (sha256, region, created_us, expires_us) VALUES (?, ?, ?, ?)", "btii",
          hash, region, now_us, expires_us))
    return NULL;
  return g_steal_pointer (&token);
}

gboolean
hub_token_look (HubStore *store,
                const char *token,
                gint64 now_us,
                HubTokenState *out_state,
                char **out_region,
                GError **error)
{
  g_autoptr (GBytes) hash = hub_token_hash (token);
  g_autoptr (HubStmt) stmt = NULL;
  gboolean row;

  stmt = hub_store_query (
      store, error, "SELECT region, used_us IS NOT NULL, expires_us FROM tokens WHERE sha256 = ?",
      "b", hash);
  if (stmt == NULL || !hub_stmt_next (stmt, &row, error))
    return FALSE;
  if (!row)
    *out_state = HUB_TOKEN_UNKNOWN;
  else if (hub_stmt_int (stmt, 1) != 0)
    *out_state = HUB_TOKEN_USED;
  else if (hub_stmt_int (stmt, 2) <= now_us)
    *out_state = HUB_TOKEN_EXPIRED;
  else
    {
      *out_state = HUB_TOKEN_OK;
      *out_region = g_strdup (hub_stmt_text (stmt, 0));
    }
  return TRUE;
}

gboolean
hub_token_burn (HubStore *store,
                const char *token,
                const char *terminal,
                gint64 now_us,
                GError **error)
{
  g_autoptr (GBytes) hash = hub_token_hash (token);

  return hub_store_run (store, error,
                        "UPDATE tokens SET used_us = ?, terminal = ? WHERE sha256 = ?", "itb",
                        now_us, terminal, hash);
}

gboolean
hub_terminal_next_slice (HubStore *store,
                         const char *region,
                         guint32 *out_first,
                         gboolean *out_is_exhausted,
                         GError **error)
{
  gint64 next = 0;

  if (!hub_store_get_int (store, error, 0, &next, "SELECT next FROM slices WHERE region = ?", "t",
                          region))
    return FALSE;
  *out_is_exhausted = (next + 1) * HUB_SLICE_SIZE > ANJ_TICKET_NUMBER_SPACE;
  if (*out_is_exhausted)
    return TRUE;
  if (!hub_store_run (store, error, "INSERT OR REPLACE INTO slices (region, next) VALUES (?, ?)",
                      "ti", region, next + 1))
    return FALSE;
  *out_first = (guint32) next * HUB_SLICE_SIZE;
  return TRUE;
}

gboolean
hub_terminal_skip_slices (HubStore *store, const char *region, guint32 next, GError **error)
{
  return hub_store_run (store, error,
                        "INSERT INTO slices (region, next) VALUES (?, ?) ON CONFLICT (region)"
                        " DO UPDATE SET next = max(next, excluded.next)",
                        "ti", region, (gint64) next);
}

char *
hub_terminal_draw_id (const AnjRandom *random)
{
  guint8 bits[ID_BYTES];
  g_autofree char *hex = NULL;

  anj_random_fill (random, bits, sizeof bits);
  hex = anj_hex_encode (bits, sizeof bits);
  return g_strconcat ("t-", hex, NULL);
}

gboolean
hub_terminal_add (HubStore *store,
                  const char *id,
                  const char *region,
                  guint32 slice_first,
                  const char *fingerprint,
                  gint64 now_us,
                  GError **error)
{
  static const guint8 zeros[32];
  g_autoptr (GBytes) head = g_bytes_new_static (zeros, sizeof zeros);

  return hub_store_run (
      store, error,
      "INSERT INTO terminals (id, region, state, slice_first, slice_size, fingerprint, enrolled_us,"
      " head) VALUES (?, ?, 'active', ?, ?, ?, ?, ?)",
      "ttiitib", id, region, (gint64) slice_first, (gint64) HUB_SLICE_SIZE, fingerprint, now_us,
      head);
}

gboolean
hub_terminal_state (HubStore *store, const char *id, HubTerminalState *out_state, GError **error)
{
  g_autoptr (HubStmt)
      stmt = hub_store_query (store, error, "SELECT state FROM terminals WHERE id = ?", "t", id);
  gboolean row;

  if (stmt == NULL || !hub_stmt_next (stmt, &row, error))
    return FALSE;
  *out_state = !row                                                 ? HUB_TERMINAL_UNKNOWN
               : g_strcmp0 (hub_stmt_text (stmt, 0), "active") == 0 ? HUB_TERMINAL_ACTIVE
                                                                    : HUB_TERMINAL_REVOKED;
  return TRUE;
}

gboolean
hub_terminal_revoke (HubStore *store,
                     const char *id,
                     const char *reason,
                     const char *actor,
                     gint64 now_us,
                     gboolean *out_known,
                     GError **error)
{
  g_autoptr (HubTransaction) transaction = hub_transaction_begin (store, error);
  HubTerminalState state;
  JsonObject *detail;

  if (transaction == NULL || !hub_terminal_state (store, id, &state, error))
    return FALSE;
  *out_known = state != HUB_TERMINAL_UNKNOWN;
  if (state != HUB_TERMINAL_ACTIVE)
    return TRUE;
  if (!hub_store_run (store, error,
                      "UPDATE terminals SET state = 'revoked', revoked_us = ?, revoke_reason = ?"
                      " WHERE id = ?",
                      "itt", now_us, reason, id))
    return FALSE;
  detail = json_object_new ();
  json_object_set_string_member (detail, "terminal", id);
  return hub_audit_append (store, now_us, actor, "terminal-revoked", detail, error) &&
         hub_transaction_commit (transaction, error);
}

static JsonObject *
terminal_to_json (HubStmt *stmt)
{
  JsonObject *object = json_object_new ();
  g_autofree char *enrolled = anj_time_format (hub_stmt_int (stmt, 5));
  g_autofree char *slice = g_strdup_printf ("%" G_GINT64_FORMAT "+%" G_GINT64_FORMAT,
                                            hub_stmt_int (stmt, 7), hub_stmt_int (stmt, 8));

  json_object_set_string_member (object, "id", hub_stmt_text (stmt, 0));
  json_object_set_string_member (object, "region", hub_stmt_text (stmt, 1));
  json_object_set_string_member (object, "state", hub_stmt_text (stmt, 2));
  if (hub_stmt_int (stmt, 3) > 0)
    {
      g_autofree char *seen = anj_time_format (hub_stmt_int (stmt, 3));

      json_object_set_string_member (object, "last_seen", seen);
    }
  else
    json_object_set_null_member (object, "last_seen");
  json_object_set_int_member (object, "config_version", hub_stmt_int (stmt, 4));
  json_object_set_int_member (object, "outbox", hub_stmt_int (stmt, 6));
  json_object_set_string_member (object, "enrolled", enrolled);
  json_object_set_string_member (object, "slice", slice);
  return object;
}

JsonArray *
hub_terminal_list (HubStore *store, const char *id, GError **error)
{
  g_autoptr (JsonArray) array = json_array_new ();
  g_autoptr (HubStmt) stmt = hub_store_query (
      store, error,
      "SELECT id, region, state, last_seen_us, config_version, enrolled_us, outbox, slice_first,"
      " slice_size FROM terminals WHERE ?1 IS NULL OR id = ?1 ORDER BY region, enrolled_us, id",
      "t", id);
  gboolean row;

  if (stmt == NULL || !hub_stmt_next (stmt, &row, error))
    return NULL;
  while (row)
    {
      json_array_add_object_element (array, terminal_to_json (stmt));
      if (!hub_stmt_next (stmt, &row, error))
        return NULL;
    }
  return g_steal_pointer (&array);
}
