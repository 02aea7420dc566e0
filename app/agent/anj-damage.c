/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "anj-agent"

#include "app/agent/anj-damage.h"

#include <string.h>

#include "core/anj-json.h"
#include "core/anj-time.h"

/* a disk that fails in turns does not fill itself with the story of it */
#define KEEP 256

struct _AnjDamage
{
  AnjTimeSense *time; /* (unowned) */
  AnjDb *ledger;      /* (unowned) (nullable) */
  GPtrArray *waiting; /* (owned) (element-type AnjDamageEvent): not in the ledger, oldest first */
  GArray *unsure;     /* (owned) (element-type Unsure): noted by this run */
};

/* what a clock said that did not know the time, and when that was; events are known by the former
 */
typedef struct
{
  gint64 noted_us;
  gint64 monotonic_us;
} Unsure;

static const char *const kind_names[ANJ_DAMAGE_N_KINDS] = {
  [ANJ_DAMAGE_SALVAGED] = "salvaged",     [ANJ_DAMAGE_REPLACED] = "replaced",
  [ANJ_DAMAGE_DISK_ERROR] = "disk-error", [ANJ_DAMAGE_READ_ONLY] = "read-only",
  [ANJ_DAMAGE_REMOVED] = "removed",       [ANJ_DAMAGE_LOST] = "lost",
};

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
anj_damage_new (AnjTimeSense *time)
{
  AnjDamage *self = g_new0 (AnjDamage, 1);

  self->time = time;
  self->waiting = events_new ();
  self->unsure = g_array_new (FALSE, FALSE, sizeof (Unsure));
  return self;
}

void
anj_damage_free (AnjDamage *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->waiting);
  g_array_unref (self->unsure);
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
  self->is_unsure = again->is_unsure;
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
  event->is_unsure = sqlite3_column_int (statement, 8) != 0;
  return event;
}

#define SELECT_NEWEST                                                                              \
  "SELECT seq, first_us, last_us, n_times, file, kind, n, detail, unsure FROM damage"              \
  " ORDER BY seq DESC LIMIT ?"

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
                             "UPDATE damage SET last_us = ?, unsure = ?, n_times = n_times + ?,"
                             " n = n + ? WHERE seq = ?",
                             "iiiii", event->last_us, (gint64) event->is_unsure,
                             (gint64) event->n_times, (gint64) event->n, seq);
  else
    is_written = anj_db_run (ledger, error,
                             "INSERT INTO damage (first_us, last_us, n_times, file, kind, n,"
                             " detail, unsure) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                             "iiittiti", event->first_us, event->last_us, (gint64) event->n_times,
                             event->file, event->kind, (gint64) event->n, event->detail,
                             (gint64) event->is_unsure);
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

static void
set_time (AnjDamage *self, AnjDamageEvent *event)
{
  const AnjClock *clock = anj_time_sense_get_clock (self->time);
  const Unsure noted = { anj_clock_real_us (clock), anj_clock_monotonic_us (clock) };

  event->first_us = event->last_us = noted.noted_us;
  event->is_unsure = !anj_time_sense_is_sure (self->time);
  if (event->is_unsure)
    g_array_append_val (self->unsure, noted);
}

static gboolean
put_right_once (AnjDamage *self, const Unsure *noted, gint64 right_us)
{
  for (guint i = 0; i < self->waiting->len; i++)
    {
      AnjDamageEvent *event = self->waiting->pdata[i];

      if (event->first_us == noted->noted_us)
        event->first_us = right_us;
      if (!event->is_unsure || event->last_us != noted->noted_us)
        continue;
      event->last_us = right_us;
      event->is_unsure = FALSE;
    }
  return self->ledger != NULL &&
         anj_db_run (self->ledger, NULL,
                     "UPDATE damage SET first_us = CASE first_us WHEN ?1 THEN ?2 ELSE first_us END,"
                     " last_us = ?2, unsure = 0 WHERE unsure = 1 AND last_us = ?1",
                     "ii", noted->noted_us, right_us);
}

/* the hub has told the time by now: this run knows how long ago each was */
static void
put_right (AnjDamage *self)
{
  const AnjClock *clock = anj_time_sense_get_clock (self->time);
  gint64 ahead_us = anj_clock_real_us (clock) - anj_clock_monotonic_us (clock);
  guint n_done = 0;

  if (!anj_time_sense_is_sure (self->time))
    return;
  for (guint i = 0; i < self->unsure->len; i++)
    {
      const Unsure *noted = &g_array_index (self->unsure, Unsure, i);

      n_done += put_right_once (self, noted, noted->monotonic_us + ahead_us);
    }
  if (n_done == self->unsure->len)
    g_array_set_size (self->unsure, 0);
}

void
anj_damage_note (AnjDamage *self, const char *file, AnjDamageKind kind, guint n, const char *detail)
{
  g_autoptr (AnjDamageEvent) event = g_new0 (AnjDamageEvent, 1);
  g_autofree char *named = g_strconcat (file, ": ", NULL);
  AnjDamageEvent *last;

  if (g_str_has_prefix (detail, named))
    detail += strlen (named);
  if (n > 0)
    g_warning ("%s: %s (%u): %s", file, kind_names[kind], n, detail);
  else
    g_warning ("%s: %s: %s", file, kind_names[kind], detail);
  if (self == NULL)
    return;
  set_time (self, event);
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
  put_right (self);
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

static JsonObject *
event_to_json (const AnjDamageEvent *event)
{
  JsonObject *object = json_object_new ();
  g_autofree char *time = anj_time_format (event->last_us);

  json_object_set_string_member (object, "time", time);
  if (event->is_unsure)
    json_object_set_boolean_member (object, "time_unsure", TRUE);
  json_object_set_string_member (object, "file", event->file);
  json_object_set_string_member (object, "kind", event->kind);
  json_object_set_int_member (object, "n", event->n);
  json_object_set_string_member (object, "detail", event->detail);
  return object;
}

JsonObject *
anj_damage_summarize (GPtrArray *events)
{
  const AnjDamageEvent *lost = NULL;
  JsonObject *damage;

  if (events->len == 0)
    return NULL;
  damage = json_object_new ();
  for (guint i = 0; i < events->len; i++)
    {
      const AnjDamageEvent *event = events->pdata[i];

      json_object_set_int_member (damage, event->kind,
                                  anj_json_get_int (damage, event->kind, 0) + event->n_times);
      if (g_str_equal (event->kind, kind_names[ANJ_DAMAGE_LOST]) &&
          (lost == NULL || (lost->n > 0 && event->n == 0)))
        lost = event;
    }
  json_object_set_object_member (damage, "last", event_to_json (events->pdata[0]));
  if (lost != NULL)
    json_object_set_object_member (damage, "last_lost", event_to_json (lost));
  return damage;
}
