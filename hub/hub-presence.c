/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-presence.h"

#include "hub/hub-silence.h"

struct _HubPresence
{
  GHashTable *seen; /* (owned) (element-type utf8 gint64) */
  /* between them the hub heard nobody */
  gint64 away_from_us;
  gint64 away_until_us;
};

HubPresence *
hub_presence_new (void)
{
  HubPresence *self = g_new0 (HubPresence, 1);

  self->seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

void
hub_presence_free (HubPresence *self)
{
  g_hash_table_unref (self->seen);
  g_free (self);
}

void
hub_presence_note (HubPresence *self, const char *terminal, gint64 now_us)
{
  g_hash_table_replace (self->seen, g_strdup (terminal), g_memdup2 (&now_us, sizeof now_us));
}

gboolean
hub_presence_flush (HubPresence *self, HubStore *store, GError **error)
{
  g_autoptr (HubTransaction) transaction = NULL;
  GHashTableIter iter;
  const char *terminal;
  const gint64 *seen_us;

  if (g_hash_table_size (self->seen) == 0)
    return TRUE;
  transaction = hub_transaction_begin (store, error);
  if (transaction == NULL)
    return FALSE;
  g_hash_table_iter_init (&iter, self->seen);
  while (g_hash_table_iter_next (&iter, (gpointer *) &terminal, (gpointer *) &seen_us))
    if (!hub_store_run (store, error, "UPDATE terminals SET last_seen_us = ? WHERE id = ?", "it",
                        *seen_us, terminal))
      return FALSE;
  if (!hub_transaction_commit (transaction, error))
    return FALSE;
  g_hash_table_remove_all (self->seen);
  return TRUE;
}

gboolean
hub_presence_begin (HubPresence *self, HubStore *store, gint64 now_us, GError **error)
{
  gint64 heard_us;

  if (!hub_store_get_int (store, error, 0, &heard_us, "SELECT max (last_seen_us) FROM terminals",
                          ""))
    return FALSE;
  self->away_from_us = heard_us > 0 ? MIN (heard_us, now_us) : now_us;
  self->away_until_us = now_us;
  return TRUE;
}

gint64
hub_presence_silent_before_us (const HubPresence *self, gint64 now_us)
{
  gint64 before_us = now_us - HUB_SILENT_AFTER_US;

  if (before_us >= self->away_until_us)
    return before_us;
  return before_us - (self->away_until_us - self->away_from_us);
}
