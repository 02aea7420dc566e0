/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-row-reader.h"

/*
 * A few chunks of rows go round: the thread takes one from `empty`, fills it and puts it into
 * `full`; the caller takes it from there and gives it back. So memory is bounded and strings are
 * freed by the thread that made them.
 */

#define CHUNK_ROWS 256
#define N_CHUNKS 4

typedef struct
{
  HubReadRow rows[CHUNK_ROWS];
  guint n;
  gboolean is_last;
  GError *error; /* (nullable) (owned): after the last row */
} Chunk;

struct _HubRowReader
{
  HubCsv *csv;            /* (unowned): the caller's, lives longer */
  HubRowChecker *checker; /* (unowned): the caller's, lives longer */
  GAsyncQueue *empty;     /* (element-type Chunk); the reader itself says "stop" */
  GAsyncQueue *full;      /* (element-type Chunk) */
  Chunk *chunks;          /* (owned): N_CHUNKS */
  Chunk *current;         /* (nullable) (unowned): one of them, in the caller's hand */
  guint at;               /* next row of current */
  GThread *thread;
};

static void
set_fault (HubReadRow *read, const char *column, char *fault)
{
  g_free (read->column);
  g_free (read->fault);
  read->column = g_strdup (column);
  read->fault = fault;
}

/* Returns: FALSE when there are no more rows */
static gboolean
read_one (HubRowReader *self, Chunk *chunk)
{
  HubReadRow *read = &chunk->rows[chunk->n];
  const char *column = NULL;
  char *reason = NULL;

  set_fault (read, NULL, NULL);
  switch (hub_csv_next (self->csv, &chunk->error))
    {
    case HUB_CSV_ROW:
      if (!hub_row_checker_check (self->checker, self->csv, &read->row, &column, &reason))
        set_fault (read, column, reason);
      break;
    case HUB_CSV_BAD:
      set_fault (read, hub_csv_fault_column (self->csv), g_strdup (hub_csv_fault (self->csv)));
      break;
    case HUB_CSV_END:
    case HUB_CSV_FAILED:
    default:
      return FALSE;
    }
  read->line = hub_csv_line (self->csv);
  chunk->n++;
  return TRUE;
}

static gpointer
read_ahead (gpointer user_data)
{
  HubRowReader *self = user_data;
  gboolean is_last = FALSE;

  while (!is_last)
    {
      gpointer popped = g_async_queue_pop (self->empty);
      Chunk *chunk = popped;

      if (popped == self)
        break;
      chunk->n = 0;
      while (!chunk->is_last && chunk->n < CHUNK_ROWS)
        chunk->is_last = !read_one (self, chunk);
      is_last = chunk->is_last; /* after the push it is the caller's */
      g_async_queue_push (self->full, chunk);
    }
  return NULL;
}

HubRowReader *
hub_row_reader_new (HubCsv *csv, HubRowChecker *checker)
{
  HubRowReader *self = g_new0 (HubRowReader, 1);

  self->csv = csv;
  self->checker = checker;
  self->empty = g_async_queue_new ();
  self->full = g_async_queue_new ();
  self->chunks = g_new0 (Chunk, N_CHUNKS);
  for (guint i = 0; i < N_CHUNKS; i++)
    g_async_queue_push (self->empty, &self->chunks[i]);
  self->thread = g_thread_new ("read-rows", read_ahead, self);
  return self;
}

static void
chunk_clear (Chunk *self)
{
  for (guint i = 0; i < CHUNK_ROWS; i++)
    {
      hub_row_clear (&self->rows[i].row);
      set_fault (&self->rows[i], NULL, NULL);
    }
  g_clear_error (&self->error);
}

void
hub_row_reader_free (HubRowReader *self)
{
  g_async_queue_push_front (self->empty, self);
  g_thread_join (self->thread);
  for (guint i = 0; i < N_CHUNKS; i++)
    chunk_clear (&self->chunks[i]);
  g_free (self->chunks);
  g_async_queue_unref (self->empty);
  g_async_queue_unref (self->full);
  g_free (self);
}

HubReadResult
hub_row_reader_next (HubRowReader *self, HubReadRow **out_row, GError **error)
{
  while (self->current == NULL || self->at == self->current->n)
    {
      Chunk *done = self->current;

      if (done != NULL && done->error != NULL)
        {
          g_propagate_error (error, g_error_copy (done->error));
          return HUB_READ_FAILED;
        }
      if (done != NULL && done->is_last)
        return HUB_READ_END;
      if (done != NULL)
        g_async_queue_push (self->empty, done);
      self->current = g_async_queue_pop (self->full);
      self->at = 0;
    }
  *out_row = &self->current->rows[self->at++];
  return HUB_READ_ROW;
}
