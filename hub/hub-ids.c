/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-ids.h"

#include <string.h>

#include "core/anj-hex.h"

#define SHA256_BYTES 32

static gboolean
draw_secret (HubStore *store, const AnjRandom *random, GError **error)
{
  guint8 drawn[HUB_IDS_SECRET_BYTES];
  g_autofree char *fresh = NULL;

  anj_random_fill (random, drawn, sizeof drawn);
  fresh = anj_hex_encode (drawn, sizeof drawn);
  return hub_store_run (store, error, "INSERT OR IGNORE INTO meta (key, value) VALUES ('ids', ?)",
                        "t", fresh);
}

gboolean
hub_ids_open (HubIds *self, HubStore *store, const AnjRandom *random, GError **error)
{
  g_autoptr (HubStmt) stmt = NULL;
  gboolean row = FALSE;

  stmt = hub_store_query (store, error, "SELECT value FROM meta WHERE key = 'ids'", "");
  if (stmt == NULL || !hub_stmt_next (stmt, &row, error))
    return FALSE;
  if (!row)
    {
      /* somebody else may draw it meanwhile: the first one's counts */
      if (!draw_secret (store, random, error))
        return FALSE;
      sqlite3_reset (stmt);
      if (!hub_stmt_next (stmt, &row, error))
        return FALSE;
    }
  if (row && anj_hex_decode (hub_stmt_text (stmt, 0), self->secret, sizeof self->secret))
    return TRUE;
  g_set_error_literal (error, HUB_ERROR, HUB_ERROR_CONFIG, "hub.db: the secret of ids is damaged");
  return FALSE;
}

void
hub_ids_village_key (const HubIds *self, const char *village, guint8 out_key[ANJ_VILLAGE_KEY_BYTES])
{
  g_autoptr (GHmac) hmac = g_hmac_new (G_CHECKSUM_SHA256, self->secret, sizeof self->secret);
  guint8 digest[SHA256_BYTES];
  gsize n_bytes = sizeof digest;

  g_hmac_update (hmac, (const guint8 *) village, -1);
  g_hmac_get_digest (hmac, digest, &n_bytes);
  memcpy (out_key, digest, ANJ_VILLAGE_KEY_BYTES);
}
