/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "anj-agent"

#include "app/agent/anj-anonymous-pool.h"

#include <string.h>

#include "app/agent/anj-agent-error.h"
#include "app/agent/anj-outbox-row.h"
#include "core/anj-kdf.h"

#define SLOT_BYTES 16
#define PLACE "anonymous pool"
#define DUE_BYTES 8
#define HASH_BYTES 32

struct _AnjAnonymousPool
{
  AnjOutbox *outbox;       /* (unowned): outlives the pool */
  const AnjRandom *random; /* (unowned): outlives the pool */
  guint8 row_key[ANJ_OUTBOX_ROW_KEY_BYTES];
};

/* One that waits, opened. */
typedef struct
{
  GBytes *slot;
  GBytes *header;
  GBytes *payload;
  gint64 due_us;
} Waiting;

static void
waiting_free (Waiting *self)
{
  g_clear_pointer (&self->slot, g_bytes_unref);
  g_clear_pointer (&self->header, g_bytes_unref);
  g_clear_pointer (&self->payload, g_bytes_unref);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Waiting, waiting_free)

AnjAnonymousPool *
anj_anonymous_pool_new (AnjOutbox *outbox,
                        const guint8 *k_out,
                        const AnjRandom *random,
                        GError **error)
{
  g_autoptr (AnjAnonymousPool) self = g_new0 (AnjAnonymousPool, 1);

  self->outbox = outbox;
  self->random = random;
  return anj_outbox_row_key (k_out, self->row_key, error) ? g_steal_pointer (&self) : NULL;
}

void
anj_anonymous_pool_free (AnjAnonymousPool *self)
{
  if (self == NULL)
    return;
  explicit_bzero (self->row_key, sizeof self->row_key);
  g_free (self);
}

static guint64
draw (AnjAnonymousPool *self)
{
  guint64 value;

  anj_random_fill (self->random, (guint8 *) &value, sizeof value);
  return value;
}

/* The payload lies beside: its hash here tells whether it is still the one that was put there. */
static GBytes *
make_due (gint64 due_us, GBytes *payload)
{
  guint8 data[DUE_BYTES + HASH_BYTES];

  memcpy (data, &due_us, DUE_BYTES);
  anj_sha256 (g_bytes_get_data (payload, NULL), g_bytes_get_size (payload), data + DUE_BYTES);
  return g_bytes_new (data, sizeof data);
}

/* rows of older versions have no hash */
static gboolean
read_due (GBytes *due, GBytes *payload, gint64 *out_due_us, GError **error)
{
  gsize n_bytes;
  const guint8 *data = g_bytes_get_data (due, &n_bytes);
  guint8 hash[HASH_BYTES];

  anj_sha256 (g_bytes_get_data (payload, NULL), g_bytes_get_size (payload), hash);
  if (n_bytes == DUE_BYTES ||
      (n_bytes == DUE_BYTES + HASH_BYTES && memcmp (hash, data + DUE_BYTES, HASH_BYTES) == 0))
    {
      memcpy (out_due_us, data, DUE_BYTES);
      return TRUE;
    }
  g_set_error_literal (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_DAMAGED,
                       "its payload is not the one that was put there");
  return FALSE;
}

char *
anj_anonymous_pool_open_id (const guint8 *row_key, GBytes *sealed, GBytes *payload)
{
  g_autoptr (GBytes) opened = anj_outbox_payload_open (row_key, PLACE, payload);
  g_autoptr (GBytes) header = NULL;
  g_autoptr (GBytes) due = NULL;
  g_autoptr (AnjHeader) parsed = NULL;
  gint64 due_us;

  if (!anj_outbox_row_open (row_key, PLACE, sealed, &header, &due, NULL) ||
      !read_due (due, opened, &due_us, NULL))
    return NULL;
  parsed = anj_header_parse (header, NULL);
  return parsed != NULL ? g_strdup (parsed->id) : NULL;
}

static gboolean
put (AnjDb *db,
     const guint8 *row_key,
     GBytes *slot,
     GBytes *header,
     GBytes *due,
     GBytes *payload,
     const AnjRandom *random,
     GError **error)
{
  g_autoptr (GBytes) sealed = anj_outbox_row_seal (row_key, PLACE, header, due, random, error);
  g_autoptr (GBytes) sealed_payload = NULL;

  if (sealed == NULL)
    return FALSE;
  sealed_payload = anj_outbox_payload_seal (row_key, PLACE, payload, random, error);
  return sealed_payload != NULL &&
         anj_db_run (db, error, "INSERT INTO pool (slot, sealed, payload) VALUES (?, ?, ?)", "bbb",
                     slot, sealed, sealed_payload);
}

gboolean
anj_anonymous_pool_seal_older (AnjDb *db,
                               const guint8 *row_key,
                               GBytes *slot,
                               GBytes *sealed,
                               GBytes *payload,
                               const AnjRandom *random,
                               gboolean *is_changed,
                               GError **error)
{
  g_autoptr (GBytes) opened = anj_outbox_payload_open (row_key, PLACE, payload);
  g_autoptr (GBytes) header = NULL;
  g_autoptr (GBytes) old_due = NULL;
  g_autoptr (GBytes) due = NULL;
  gint64 due_us;

  /* a damaged one stays as it is */
  if (!g_bytes_equal (opened, payload) ||
      !anj_outbox_row_open (row_key, PLACE, sealed, &header, &old_due, NULL) ||
      !read_due (old_due, payload, &due_us, NULL))
    return TRUE;
  *is_changed = TRUE;
  due = make_due (due_us, payload); /* with its hash, which the oldest lack */
  return anj_db_run (db, error, "DELETE FROM pool WHERE slot = ?", "b", slot) &&
         put (db, row_key, slot, header, due, payload, random, error);
}

gboolean
anj_anonymous_pool_add (AnjAnonymousPool *self,
                        GBytes *header,
                        GBytes *payload,
                        gint64 now_us,
                        gint64 hold_us,
                        GError **error)
{
  gint64 due_us = now_us + (hold_us > 0 ? (gint64) (draw (self) % (guint64) hold_us) : 0);
  g_autoptr (GBytes) due = make_due (due_us, payload);
  guint8 slot_data[SLOT_BYTES];
  g_autoptr (GBytes) slot = NULL;

  anj_random_fill (self->random, slot_data, sizeof slot_data);
  slot = g_bytes_new (slot_data, sizeof slot_data);
  return put (anj_outbox_get_db (self->outbox), self->row_key, slot, header, due, payload,
              self->random, error);
}

static Waiting *
read_waiting (AnjAnonymousPool *self, sqlite3_stmt *statement, GError **error)
{
  g_autoptr (Waiting) waiting = g_new0 (Waiting, 1);
  g_autoptr (GBytes) sealed = anj_db_column_bytes (statement, 1);
  g_autoptr (GBytes) payload = anj_db_column_bytes (statement, 2);
  g_autoptr (GBytes) due = NULL;

  waiting->slot = anj_db_column_bytes (statement, 0);
  waiting->payload = anj_outbox_payload_open (self->row_key, PLACE, payload);
  if (!anj_outbox_row_open (self->row_key, PLACE, sealed, &waiting->header, &due, error) ||
      !read_due (due, waiting->payload, &waiting->due_us, error))
    return NULL;
  return g_steal_pointer (&waiting);
}

/* (element-type Waiting) */
static GPtrArray *
read_all (AnjAnonymousPool *self, GError **error)
{
  AnjDb *db = anj_outbox_get_db (self->outbox);
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify) waiting_free);
  g_autoptr (sqlite3_stmt)
      statement = anj_db_prepare (db, error, "SELECT slot, sealed, payload FROM pool", "");
  AnjDbStep step;

  if (statement == NULL)
    return NULL;
  while ((step = anj_db_step (db, statement, error)) == ANJ_DB_ROW)
    {
      g_autoptr (GError) local_error = NULL;
      Waiting *waiting = read_waiting (self, statement, &local_error);

      /* one damaged case stays where it is and holds up none of the others; the ledger names it */
      if (waiting != NULL)
        g_ptr_array_add (all, waiting);
      else
        g_warning ("a case in the anonymous pool is damaged: %s", local_error->message);
    }
  return step == ANJ_DB_DONE ? g_steal_pointer (&all) : NULL;
}

static void
shuffle (AnjAnonymousPool *self, GPtrArray *array)
{
  for (guint i = array->len; i > 1; i--)
    {
      guint other = (guint) (draw (self) % i);
      gpointer swapped = array->pdata[i - 1];

      array->pdata[i - 1] = array->pdata[other];
      array->pdata[other] = swapped;
    }
}

static gboolean
is_due (const Waiting *waiting, gint64 now_us, gint64 hold_us)
{
  return waiting->due_us <= now_us || waiting->due_us > now_us + hold_us;
}

static gboolean
move (AnjAnonymousPool *self, GPtrArray *due, GPtrArray *released, GError **error)
{
  AnjDb *db = anj_outbox_get_db (self->outbox);
  g_autoptr (AnjDbTransaction) transaction = anj_db_begin (db, error);
  AnjOutboxLinks links;

  anj_outbox_links_begin (self->outbox, &links);
  if (transaction == NULL)
    return FALSE;
  for (guint i = 0; i < due->len; i++)
    {
      const Waiting *waiting = due->pdata[i];
      g_autoptr (AnjHeader) header = anj_header_parse (waiting->header, error);

      if (header == NULL ||
          !anj_outbox_links_add (self->outbox, &links, waiting->header, waiting->payload, error) ||
          !anj_db_run (db, error, "DELETE FROM pool WHERE slot = ?", "b", waiting->slot))
        return FALSE;
      g_ptr_array_add (released, g_strdup (header->id));
    }
  if (!anj_db_transaction_commit (transaction, error))
    return FALSE;
  anj_outbox_links_done (self->outbox, &links);
  return TRUE;
}

gboolean
anj_anonymous_pool_release (AnjAnonymousPool *self,
                            gint64 now_us,
                            gint64 hold_us,
                            GPtrArray **out_released,
                            GError **error)
{
  g_autoptr (GPtrArray) all = read_all (self, error);
  g_autoptr (GPtrArray) due = g_ptr_array_new ();
  g_autoptr (GPtrArray) released = g_ptr_array_new_with_free_func (g_free);

  if (all == NULL)
    return FALSE;
  for (guint i = 0; i < all->len; i++)
    if (is_due (all->pdata[i], now_us, hold_us))
      g_ptr_array_add (due, all->pdata[i]);
  shuffle (self, due);
  if (due->len > 0 && !move (self, due, released, error))
    return FALSE;
  *out_released = g_steal_pointer (&released);
  return TRUE;
}

GPtrArray *
anj_anonymous_pool_headers (AnjAnonymousPool *self, GError **error)
{
  g_autoptr (GPtrArray) all = read_all (self, error);
  GPtrArray *headers;

  if (all == NULL)
    return NULL;
  headers = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  for (guint i = 0; i < all->len; i++)
    g_ptr_array_add (headers, g_bytes_ref (((Waiting *) all->pdata[i])->header));
  return headers;
}
