/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "flips-map.h"

#include <string.h>

#include "app/agent/anj-anonymous-pool.h"
#include "app/agent/anj-outbox-private.h"
#include "app/agent/anj-page-scan.h"

#define WINDOW 8
#define LOG_HEADER 32
#define FRAME_HEADER 24
#define FRAME (FRAME_HEADER + ANJ_PAGE_BYTES)

/* sealed bytes and payload of a case; of the pool: seq 0 */
typedef struct
{
  guint64 seq;
  GBytes *columns[2];
} Row;

/* where a byte is from; row 0: from none */
typedef struct
{
  guint16 row;
  guint16 column;
  guint32 offset;
} Origin;

struct _FlipsMap
{
  FlipsOutbox *outbox;
  guint8 row_key[ANJ_OUTBOX_ROW_KEY_BYTES];
  GArray *rows; /* (element-type Row): the first is none */
  Origin *file;
  Origin *log;
  const guint8 *log_data;
  gsize n_log;
};

static void
row_clear (Row *row)
{
  g_clear_pointer (&row->columns[0], g_bytes_unref);
  g_clear_pointer (&row->columns[1], g_bytes_unref);
}

static void
read_rows (FlipsMap *self, AnjDb *db, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (sqlite3_stmt) statement = anj_db_prepare (db, &error, sql, "");

  g_assert_no_error (error);
  while (anj_db_step (db, statement, &error) == ANJ_DB_ROW)
    {
      Row row = { .seq = (guint64) sqlite3_column_int64 (statement, 0),
                  .columns = { anj_db_column_bytes (statement, 1),
                               anj_db_column_bytes (statement, 2) } };

      g_array_append_val (self->rows, row);
    }
  g_assert_no_error (error);
}

/* (element-type guint64 Origin): each window of each column */
static GHashTable *
index_rows (FlipsMap *self)
{
  GHashTable *windows = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);

  for (guint i = 1; i < self->rows->len; i++)
    for (guint column = 0; column < 2; column++)
      {
        gsize n_bytes;
        const guint8 *data = g_bytes_get_data (g_array_index (self->rows, Row, i).columns[column],
                                               &n_bytes);

        for (gsize at = 0; at + WINDOW <= n_bytes; at++)
          {
            Origin origin = { (guint16) i, (guint16) column, (guint32) at };

            g_hash_table_insert (windows, g_memdup2 (data + at, WINDOW),
                                 g_memdup2 (&origin, sizeof origin));
          }
      }
  return windows;
}

static Origin *
find_origins (FlipsMap *self, GHashTable *windows, GBytes *bytes)
{
  gsize n_bytes;
  const guint8 *data = g_bytes_get_data (bytes, &n_bytes);
  Origin *origins = g_new0 (Origin, n_bytes);

  for (gsize at = 0; at + WINDOW <= n_bytes; at++)
    {
      guint64 window;
      const Origin *origin;

      memcpy (&window, data + at, WINDOW);
      origin = g_hash_table_lookup (windows, &window);
      for (guint i = 0; origin != NULL && i < WINDOW; i++)
        origins[at + i] = (Origin){ origin->row, origin->column, origin->offset + i };
    }
  (void) self;
  return origins;
}

FlipsMap *
flips_map_new (FlipsOutbox *outbox)
{
  FlipsMap *self = g_new0 (FlipsMap, 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjOutbox) pristine = NULL;
  g_autoptr (GHashTable) windows = NULL;
  Row none = { 0 };

  self->outbox = outbox;
  self->rows = g_array_new (FALSE, TRUE, sizeof (Row));
  g_array_set_clear_func (self->rows, (GDestroyNotify) row_clear);
  g_array_append_val (self->rows, none);
  g_assert_true (anj_outbox_row_key (outbox->agent.k_out, self->row_key, &error));
  flips_outbox_write (outbox, outbox->file, outbox->log);
  pristine = anj_outbox_open (outbox->agent.state_dir, AGENT_TERMINAL, outbox->agent.k_out,
                              outbox->agent.random, ANJ_DB_READ, &error);
  g_assert_no_error (error);
  read_rows (self, anj_outbox_get_db (pristine), "SELECT seq, sealed, payload FROM entry");
  read_rows (self, anj_outbox_get_db (pristine), "SELECT 0, sealed, payload FROM pool");
  windows = index_rows (self);
  self->file = find_origins (self, windows, outbox->file);
  self->log = find_origins (self, windows, outbox->log);
  self->log_data = g_bytes_get_data (outbox->log, &self->n_log);
  return self;
}

void
flips_map_free (FlipsMap *self)
{
  g_array_unref (self->rows);
  g_free (self->file);
  g_free (self->log);
  g_free (self);
}

gboolean
flips_map_is_content (FlipsMap *self, gsize at, gboolean is_log)
{
  return (is_log ? self->log : self->file)[at].row != 0;
}

void
flips_map_check_content (FlipsMap *self, gsize at, guint bit, gboolean is_log)
{
  const Origin *origin = &(is_log ? self->log : self->file)[at];
  const Row *row = &g_array_index (self->rows, Row, origin->row);
  gsize n_bytes;
  const guint8 *data = g_bytes_get_data (row->columns[origin->column], &n_bytes);
  guint8 *copy = g_memdup2 (data, n_bytes);
  g_autoptr (GBytes) flipped = g_bytes_new_take (copy, n_bytes);
  GBytes *sealed = origin->column == 0 ? flipped : row->columns[0];
  GBytes *payload = origin->column == 1 ? flipped : row->columns[1];
  g_autofree char *id = NULL;
  g_autoptr (AnjOutboxEntry) entry = NULL;
  guint8 prev[ANJ_CHAIN_BYTES];

  copy[origin->offset] = (guint8) (copy[origin->offset] ^ (1 << bit));
  if (row->seq == 0)
    id = anj_anonymous_pool_open_id (self->row_key, sealed, payload);
  else
    entry = anj_outbox_entry_open (self->row_key, AGENT_TERMINAL, row->seq, sealed, payload, prev,
                                   NULL);
  if (id != NULL || entry != NULL)
    g_error ("bit %u of byte %" G_GSIZE_FORMAT " of the %s changes case %" G_GUINT64_FORMAT
             " unseen",
             bit, at, is_log ? "log" : "file", row->seq);
}

/* the log's checksum goes on from frame to frame: WAL-mode file format, checksum algorithm */
static void
add_up (const guint8 *data, gsize n_bytes, guint32 sums[2])
{
  for (gsize i = 0; i < n_bytes; i += 8)
    {
      guint32 words[2];

      memcpy (words, data + i, sizeof words);
      sums[0] += GUINT32_FROM_LE (words[0]) + sums[1];
      sums[1] += GUINT32_FROM_LE (words[1]) + sums[0];
    }
}

static guint32
read_u32 (const guint8 *data)
{
  guint32 value;

  memcpy (&value, data, sizeof value);
  return GUINT32_FROM_BE (value);
}

static gboolean
is_valid_frame (const guint8 *frame, const guint8 *log_salt, const guint8 *sums_before)
{
  guint32 sums[2] = { read_u32 (sums_before), read_u32 (sums_before + 4) };

  add_up (frame, 8, sums);
  add_up (frame + FRAME_HEADER, ANJ_PAGE_BYTES, sums);
  return memcmp (frame + 8, log_salt, 8) == 0 && read_u32 (frame + 16) == sums[0] &&
         read_u32 (frame + 20) == sums[1];
}

gboolean
flips_map_check_frame (FlipsMap *self, gsize at, guint bit)
{
  gsize i = (at - LOG_HEADER) / FRAME;
  const guint8 *frame = self->log_data + LOG_HEADER + i * FRAME;
  const guint8 *before = i > 0 ? frame - FRAME + 16 : self->log_data + 24;
  guint8 copy[FRAME];

  if (at < LOG_HEADER)
    return FALSE;
  g_assert_true (is_valid_frame (frame, self->log_data + 16, before));
  memcpy (copy, frame, FRAME);
  copy[(at - LOG_HEADER) % FRAME] ^= (guint8) (1 << bit);
  if (is_valid_frame (copy, self->log_data + 16, before))
    g_error ("bit %u of byte %" G_GSIZE_FORMAT " of the log is not in its checksum", bit, at);
  return TRUE;
}
