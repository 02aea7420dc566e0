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
hub_token_set_replaced (HubStore *store, const char *token, const char *terminal, GError **error)
{
  g_autoptr (GBytes) hash = hub_token_hash (token);

  return hub_store_run (store, error, "UPDATE tokens SET replaces = ? WHERE sha256 = ?", "tb",
                        terminal, hash);
}

gboolean
hub_token_get_replaced (HubStore *store, const char *token, char **out_terminal, GError **error)
{
  g_autoptr (GBytes) hash = hub_token_hash (token);
  g_autoptr (HubStmt) stmt = hub_store_query (
      store, error, "SELECT replaces FROM tokens WHERE sha256 = ?", "b", hash);
  gboolean row;

  if (stmt == NULL || !hub_stmt_next (stmt, &row, error))
    return FALSE;
  *out_terminal = row ? g_strdup (hub_stmt_text (stmt, 0)) : NULL;
  return TRUE;
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
hub_terminal_is_id (const char *text)
{
  guint8 bits[ID_BYTES];

  return g_str_has_prefix (text, "t-") && anj_hex_decode (text + 2, bits, sizeof bits);
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

HubPeer *
hub_terminal_find (HubStore *store, const char *id, const char *key_sha256, GError **error)
{
  g_autoptr (HubStmt) stmt = hub_store_query (
      store, error,
      "SELECT id, region, slice_first, slice_size, key_sha256, not_after_us FROM terminals"
      " WHERE id = ?1 OR (?1 IS NULL AND key_sha256 = ?2) ORDER BY enrolled_us DESC LIMIT 1",
      "tt", id, key_sha256);
  HubPeer *peer;
  gboolean row;

  if (stmt == NULL || !hub_stmt_next (stmt, &row, error) || !row)
    return NULL;
  peer = g_new0 (HubPeer, 1);
  peer->kind = HUB_PEER_TERMINAL;
  peer->id = g_strdup (hub_stmt_text (stmt, 0));
  peer->region = g_strdup (hub_stmt_text (stmt, 1));
  peer->slice_first = (guint32) hub_stmt_int (stmt, 2);
  peer->slice_size = (guint32) hub_stmt_int (stmt, 3);
  peer->key_sha256 = g_strdup (hub_stmt_text (stmt, 4));
  peer->not_after_us = hub_stmt_int (stmt, 5);
  return peer;
}

gboolean
hub_terminal_state_of_key (HubStore *store,
                           const char *id,
                           const char *key_sha256,
                           HubTerminalState *out_state,
                           GError **error)
{
  g_autoptr (HubStmt) stmt = hub_store_query (
      store, error,
      "SELECT CASE WHEN f.terminal IS NULL THEN t.state ELSE 'revoked' END, t.quarantined_us IS "
      "NOT NULL"
      " FROM terminals t LEFT JOIN former_keys f ON f.key_sha256 = ?2 AND f.terminal = t.id"
      " WHERE t.id = ?1 AND (?2 IS NULL OR t.key_sha256 IS NULL OR t.key_sha256 = ?2"
      " OR f.terminal IS NOT NULL)",
      "tt", id, key_sha256);
  gboolean row;

  if (stmt == NULL || !hub_stmt_next (stmt, &row, error))
    return FALSE;
  *out_state = !row                                                 ? HUB_TERMINAL_UNKNOWN
               : g_strcmp0 (hub_stmt_text (stmt, 0), "active") != 0 ? HUB_TERMINAL_REVOKED
               : hub_stmt_int (stmt, 1) != 0                        ? HUB_TERMINAL_QUARANTINED
                                                                    : HUB_TERMINAL_ACTIVE;
  return TRUE;
}

gboolean
hub_terminal_state (HubStore *store, const char *id, HubTerminalState *out_state, GError **error)
{
  return hub_terminal_state_of_key (store, id, /* key_sha256 */ NULL, out_state, error);
}

gboolean
hub_terminal_retire_key (HubStore *store, const char *id, const char *key_sha256, GError **error)
{
  return hub_store_run (store, error,
                        "INSERT OR IGNORE INTO former_keys (key_sha256, terminal)"
                        " SELECT ?1, id FROM terminals WHERE id = ?2 AND ?1 IS NOT NULL",
                        "tt", key_sha256, id);
}

void
hub_certificate_clear (HubCertificate *self)
{
  g_clear_pointer (&self->cert, X509_free);
}

gboolean
hub_terminal_get_certificate (HubStore *store,
                              const char *id,
                              HubCertificate *out_certificate,
                              GError **error)
{
  g_autoptr (HubStmt) stmt = hub_store_query (
      store, error, "SELECT certificate, not_after_us FROM terminals WHERE id = ?", "t", id);
  g_autoptr (GBytes) der = NULL;
  gboolean row;

  if (stmt == NULL || !hub_stmt_next (stmt, &row, error))
    return FALSE;
  *out_certificate = (HubCertificate){ 0 };
  if (!row)
    return TRUE;
  out_certificate->not_after_us = hub_stmt_int (stmt, 1);
  der = hub_stmt_bytes (stmt, 0);
  if (g_bytes_get_size (der) == 0)
    return TRUE;
  out_certificate->cert = anj_cert_from_der (der, error);
  return out_certificate->cert != NULL;
}

gboolean
hub_terminal_set_certificate (HubStore *store, const char *id, X509 *cert, X509 *ca, GError **error)
{
  g_autoptr (GBytes) der = anj_cert_to_der (cert);
  g_autofree char *fingerprint = anj_cert_fingerprint (cert);
  g_autofree char *key_sha256 = anj_cert_key_sha256 (X509_get0_pubkey (cert));
  g_autofree char *ca_fingerprint = anj_cert_fingerprint (ca);

  return hub_store_run (store, error,
                        "UPDATE terminals SET fingerprint = ?, key_sha256 = ?, certificate = ?,"
                        " not_after_us = ?, ca = ? WHERE id = ?",
                        "ttbitt", fingerprint, key_sha256, der, anj_cert_not_after_us (cert),
                        ca_fingerprint, id);
}

gboolean
hub_terminal_note_certificate (HubStore *store,
                               const char *id,
                               const char *fingerprint,
                               gint64 not_after_us,
                               const char *ca,
                               GError **error)
{
  return hub_store_run (store, error,
                        "UPDATE terminals SET fingerprint = ?1, certificate = NULL,"
                        " not_after_us = ?2, ca = ?3 WHERE id = ?4 AND not_after_us < ?2",
                        "titt", fingerprint, not_after_us, ca, id);
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
  if (state != HUB_TERMINAL_ACTIVE && state != HUB_TERMINAL_QUARANTINED)
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
