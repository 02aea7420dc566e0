/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "anj-agent"

#include "app/agent/anj-damage.h"

/* a disk that fails in turns does not fill itself with the story of it */
#define KEEP 256

struct _AnjDamage
{
  const AnjClock *clock; /* (unowned) */
  AnjDb *ledger;         /* (unowned) (nullable) */
  GPtrArray *waiting; /* (owned) (element-type AnjDamageEvent): not in the ledger, oldest first */
};

static const char *const kind_names[ANJ_DAMAGE_N_KINDS] = {
  [ANJ_DAMAGE_SALVAGED] = "salvaged",
  [ANJ_DAMAGE_REPLACED] = "replaced",
  [ANJ_DAMAGE_DISK_ERROR] = "disk-error",
  [ANJ_DAMAGE_READ_ONLY] = "read-only",
  [ANJ_DAMAGE_LOST] = "lost",
};

const char *
anj_damage_kind_to_string (AnjDamageKind kind)
{
  return kind_names[kind];
}

void
anj_damage_event_free (AnjDamageEvent *self)
{
  if (self == NULL)
    return;
  g_free (self->file);
  g_free (self->kind);
  g_free (self->detail);
  g_free (self);
}

static GPtrArray *
events_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) anj_damage_event_free);
}

AnjDamage *
anj_damage_new (const AnjClock *clock)
{
  AnjDamage *self = g_new0 (AnjDamage, 1);

  self->clock = clock;
  self->waiting = events_new ();
  return self;
}

void
anj_damage_free (AnjDamage *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->waiting);
  g_free (self);
}

static gboolean
is_same (const AnjDamageEvent *a, const AnjDamageEvent *b)
{
  return g_str_equal (a->file, b->file) && g_str_equal (a->kind, b->kind) &&
         g_str_equal (a->detail, b->detail);
}

static void
add_up (AnjDamageEvent *self, const AnjDamageEvent *again)
{
  self->last_us = again->last_us;
  self->n_times += again->n_times;
  self->n += again->n;
}

/* event of the row that @statement stands on */
static AnjDamageEvent *
read_event (sqlite3_stmt *statement)
{
  AnjDamageEvent *event = g_new0 (AnjDamageEvent, 1);

  event->first_us = sqlite3_column_int64 (statement, 1);
  event->last_us = sqlite3_column_int64 (statement, 2);
  event->n_times = (guint) sqlite3_column_int64 (statement, 3);
  event->file = anj_db_column_text (statement, 4);
  event->kind = anj_db_column_text (statement, 5);
  event->n = (guint) sqlite3_column_int64 (statement, 6);
  event->detail = anj_db_column_text (statement, 7);
  return event;
}

#define SELECT_NEWEST                                                                              \
  "SELECT seq, first_us, last_us, n_times, file, kind, n, detail FROM damage ORDER BY seq DESC"    \
  " LIMIT ?"

/* @out_seq: of the newest row, 0 where there is none */
static gboolean
read_newest (AnjDb *ledger, gint64 *out_seq, AnjDamageEvent **out_event, GError **error)
{
  g_autoptr (sqlite3_stmt)
      statement = anj_db_prepare (ledger, error, SELECT_NEWEST, "i", (gint64) 1);
  AnjDbStep step = statement != NULL ? anj_db_step (ledger, statement, error) : ANJ_DB_ERROR;

  if (step == ANJ_DB_ROW)
    {
      *out_seq = sqlite3_column_int64 (statement, 0);
      *out_event = read_event (statement);
    }
  return step != ANJ_DB_ERROR;
}

static gboolean
write_event (AnjDb *ledger, const AnjDamageEvent *event, GError **error)
{
  g_autoptr (AnjDbTransaction) transaction = anj_db_begin (ledger, error);
  g_autoptr (AnjDamageEvent) newest = NULL;
  gint64 seq = 0;
  gboolean is_written;

  if (transaction == NULL || !read_newest (ledger, &seq, &newest, error))
    return FALSE;
  if (newest != NULL && is_same (newest, event))
    is_written = anj_db_run (ledger, error,
                             "UPDATE damage SET last_us = ?, n_times = n_times + ?, n = n + ?"
                             " WHERE seq = ?",
                             "iiii", event->last_us, (gint64) event->n_times, (gint64) event->n,
                             seq);
  else
    is_written = anj_db_run (ledger, error,
                             "INSERT INTO damage (first_us, last_us, n_times, file, kind, n,"
                             " detail) VALUES (?, ?, ?, ?, ?, ?, ?)",
                             "iiittit", event->first_us, event->last_us, (gint64) event->n_times,
                             event->file, event->kind, (gint64) event->n, event->detail);
  return is_written &&
         anj_db_run (ledger, error, "DELETE FROM damage WHERE seq <= ?", "i", seq + 1 - KEEP) &&
         anj_db_transaction_commit (transaction, error);
}

/* Into the ledger with what waits, as far as it takes it. */
static void
write_waiting (AnjDamage *self)
{
  g_autoptr (GError) error = NULL;

  while (self->ledger != NULL && self->waiting->len > 0 &&
         write_event (self->ledger, self->waiting->pdata[0], &error))
    g_ptr_array_remove_index (self->waiting, 0);
  if (error != NULL)
    g_debug ("damage is not written down yet: %s", error->message);
}

void
anj_damage_note (AnjDamage *self, const char *file, AnjDamageKind kind, guint n, const char *detail)
{
  g_autoptr (AnjDamageEvent) event = g_new0 (AnjDamageEvent, 1);
  AnjDamageEvent *last;

  if (n > 0)
    g_warning ("%s: %s (%u): %s", file, kind_names[kind], n, detail);
  else
    g_warning ("%s: %s: %s", file, kind_names[kind], detail);
  if (self == NULL)
    return;
  event->first_us = event->last_us = anj_clock_real_us (self->clock);
  event->n_times = 1;
  event->file = g_strdup (file);
  event->kind = g_strdup (kind_names[kind]);
  event->n = n;
  event->detail = g_strdup (detail);
  last = self->waiting->len > 0 ? self->waiting->pdata[self->waiting->len - 1] : NULL;
  if (last != NULL && is_same (last, event))
    add_up (last, event);
  else
    g_ptr_array_add (self->waiting, g_steal_pointer (&event));
  if (self->waiting->len > KEEP)
    g_ptr_array_remove_index (self->waiting, 0);
  write_waiting (self);
}

void
anj_damage_set_ledger (AnjDamage *self, AnjDb *ledger)
{
  self->ledger = ledger;
  write_waiting (self);
}

GPtrArray *
anj_damage_list (AnjDamage *self)
{
  g_autoptr (GPtrArray) events = events_new ();
  g_autoptr (sqlite3_stmt) statement = NULL;

  write_waiting (self);
  for (guint i = self->waiting->len; i > 0; i--)
    {
      const AnjDamageEvent *event = self->waiting->pdata[i - 1];
      AnjDamageEvent *copy = g_memdup2 (event, sizeof *event);

      copy->file = g_strdup (event->file);
      copy->kind = g_strdup (event->kind);
      copy->detail = g_strdup (event->detail);
      g_ptr_array_add (events, copy);
    }
  if (self->ledger != NULL)
    statement = anj_db_prepare (self->ledger, NULL, SELECT_NEWEST, "i", (gint64) KEEP);
  while (statement != NULL && anj_db_step (self->ledger, statement, NULL) == ANJ_DB_ROW)
    g_ptr_array_add (events, read_event (statement));
  return g_steal_pointer (&events);
}
