/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "anj-hub"

#include "hub/hub-guess-alarms.h"

#include "core/anj-json.h"
#include "core/anj-region.h"
#include "core/anj-time.h"
#include "hub/hub-audit.h"
#include "hub/hub-guess-watch.h"

#define SLOT_US (HUB_GUESS_STEP_MINUTES * G_TIME_SPAN_MINUTE)
#define WINDOW_SLOTS (HUB_GUESS_WINDOW_MINUTES / HUB_GUESS_STEP_MINUTES)
#define WINDOW_S (HUB_GUESS_WINDOW_MINUTES * 60)
#define HOUR_SLOTS (60 / HUB_GUESS_STEP_MINUTES)
#define DAY_SLOTS (24 * HOUR_SLOTS)
/* an alarm is over when nothing was alarming for so long */
#define QUIET_US G_TIME_SPAN_HOUR
/* counts and means are kept in thousandths */
#define MILLI 1000
#define MAX_LISTED 500
/* an alarm that is over; its audit rows stay as long as others */
#define KEPT_US (365 * G_TIME_SPAN_DAY)

static const HubMigration steps[] = {
  { "guesses", 1,
    /* slot: five minutes since the epoch, when it was told, and each half hour before that it was
     * told for; counts in thousandths */
    "CREATE TABLE guess_counts ("
    "  terminal TEXT NOT NULL REFERENCES terminals (id),"
    "  slot INTEGER NOT NULL,"
    "  look_ups INTEGER NOT NULL,"
    "  missed INTEGER NOT NULL,"
    "  unmended INTEGER NOT NULL,"
    "  PRIMARY KEY (terminal, slot)"
    ") WITHOUT ROWID, STRICT;"
    "CREATE INDEX guess_counts_slot ON guess_counts (slot);"

    /* what is usual at a place (HubGuessPlace), in thousandths; code "" is the country */
    "CREATE TABLE guess_places ("
    "  code TEXT PRIMARY KEY,"
    "  look_ups INTEGER NOT NULL,"
    "  unmended INTEGER NOT NULL,"
    "  windows INTEGER NOT NULL,"
    "  straying INTEGER NOT NULL"
    ") WITHOUT ROWID, STRICT;"

    /* of a place or of a terminal; counts are the highest that were seen */
    "CREATE TABLE guess_alarms ("
    "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
    "  place TEXT,"
    "  terminal TEXT REFERENCES terminals (id),"
    "  raised_us INTEGER NOT NULL,"
    "  last_us INTEGER NOT NULL,"
    "  ended_us INTEGER,"
    "  misses INTEGER NOT NULL,"
    "  look_ups INTEGER NOT NULL,"
    "  expected INTEGER NOT NULL"
    ") STRICT;"
    "CREATE UNIQUE INDEX guess_alarms_place ON guess_alarms (place)"
    "  WHERE ended_us IS NULL AND place IS NOT NULL;"
    "CREATE UNIQUE INDEX guess_alarms_terminal ON guess_alarms (terminal)"
    "  WHERE ended_us IS NULL AND terminal IS NOT NULL;" },
};

/* what an alarm says; of a place or of a terminal */
typedef struct
{
  const char *place;    /* (nullable) */
  const char *terminal; /* (nullable) */
  gint64 misses;
  gint64 look_ups;
  gint64 expected;
} Alarm;

struct _HubGuessTimer
{
  HubApp *app;          /* (unowned): outlives this */
  HubGuessWatch *watch; /* (owned) (nullable): NULL: not read yet */
  gint64 slot;          /* judged last */
  gint64 learnt_slot;
};

gboolean
hub_guess_migrate (HubStore *store, GError **error)
{
  return hub_store_migrate (store, steps, G_N_ELEMENTS (steps), error);
}

static JsonObject *
describe (const Alarm *alarm)
{
  JsonObject *detail = json_object_new ();

  if (alarm->terminal != NULL)
    json_object_set_string_member (detail, "terminal", alarm->terminal);
  else
    json_object_set_string_member (detail, "place", alarm->place);
  json_object_set_int_member (detail, "misses", alarm->misses / MILLI);
  json_object_set_int_member (detail, "look_ups", alarm->look_ups / MILLI);
  if (alarm->place != NULL)
    json_object_set_double_member (detail, "expected", (double) (alarm->expected / 100) / 10);
  return detail;
}

static const char *
name_of (const Alarm *alarm)
{
  if (alarm->terminal != NULL)
    return alarm->terminal;
  return *alarm->place != '\0' ? alarm->place : "the whole fleet";
}

/* raises @alarm, or keeps it up */
static gboolean
raise_alarm (HubStore *store, const Alarm *alarm, gint64 now_us, GError **error)
{
  g_autoptr (HubTransaction) transaction = hub_transaction_begin (store, error);

  if (transaction == NULL ||
      !hub_store_run (store, error,
                      "UPDATE guess_alarms SET last_us = ?1, misses = max (misses, ?2),"
                      " look_ups = max (look_ups, ?3), expected = max (expected, ?4)"
                      " WHERE ended_us IS NULL AND place IS ?5 AND terminal IS ?6",
                      "iiiitt", now_us, alarm->misses, alarm->look_ups, alarm->expected,
                      alarm->place, alarm->terminal))
    return FALSE;
  if (hub_store_n_changed (store) > 0)
    return hub_transaction_commit (transaction, error);
  if (!hub_store_run (store, error,
                      "INSERT INTO guess_alarms (place, terminal, raised_us, last_us, misses,"
                      " look_ups, expected) VALUES (?1, ?2, ?3, ?3, ?4, ?5, ?6)",
                      "ttiiii", alarm->place, alarm->terminal, now_us, alarm->misses,
                      alarm->look_ups, alarm->expected) ||
      !hub_audit_append (store, now_us, "hub", "guess-alarm", describe (alarm), error) ||
      !hub_transaction_commit (transaction, error))
    return FALSE;
  g_warning ("somebody may be guessing numbers at %s: %" G_GINT64_FORMAT
             " misses of %" G_GINT64_FORMAT " look-ups; see 'anjunganctl terminal guesses'",
             name_of (alarm), alarm->misses / MILLI, alarm->look_ups / MILLI);
  return TRUE;
}

/* the first that was quiet for long enough; *out_more: there was one */
static gboolean
end_one (HubStore *store, gint64 now_us, gboolean *out_more, GError **error)
{
  g_autoptr (HubTransaction) transaction = hub_transaction_begin (store, error);
  g_autoptr (HubStmt) stmt = NULL;
  g_autoptr (JsonObject) detail = NULL;
  g_autofree char *name = NULL;
  gint64 id;

  if (transaction == NULL)
    return FALSE;
  stmt = hub_store_query (store, error,
                          "SELECT place, terminal, misses, look_ups, expected, id"
                          " FROM guess_alarms WHERE ended_us IS NULL AND last_us < ? LIMIT 1",
                          "i", now_us - QUIET_US);
  if (stmt == NULL || !hub_stmt_next (stmt, out_more, error))
    return FALSE;
  if (!*out_more)
    return TRUE;
  {
    const Alarm alarm = { hub_stmt_text (stmt, 0), hub_stmt_text (stmt, 1), hub_stmt_int (stmt, 2),
                          hub_stmt_int (stmt, 3), hub_stmt_int (stmt, 4) };

    detail = describe (&alarm);
    name = g_strdup (name_of (&alarm));
    id = hub_stmt_int (stmt, 5);
  }
  g_clear_pointer (&stmt, hub_stmt_free);
  g_message ("nobody seems to be guessing at %s any more", name);
  return hub_store_run (store, error, "UPDATE guess_alarms SET ended_us = ? WHERE id = ?", "ii",
                        now_us, id) &&
         hub_audit_append (store, now_us, "hub", "guess-alarm-ended", g_steal_pointer (&detail),
                           error) &&
         hub_transaction_commit (transaction, error);
}

static gboolean
end_alarms (HubStore *store, gint64 now_us, GError **error)
{
  gboolean more = TRUE;

  while (more)
    if (!end_one (store, now_us, &more, error))
      return FALSE;
  return TRUE;
}

/* misses at @terminal since @slot; in thousandths */
static gboolean
count_since (HubStore *store,
             const char *terminal,
             gint64 slot,
             gint64 *out_missed,
             gint64 *out_look_ups,
             GError **error)
{
  g_autoptr (HubStmt) stmt = hub_store_query (
      store, error,
      "SELECT coalesce (sum (missed), 0), coalesce (sum (look_ups), 0) FROM guess_counts"
      " WHERE terminal = ? AND slot > ?",
      "ti", terminal, slot);
  gboolean row;

  if (stmt == NULL || !hub_stmt_next (stmt, &row, error))
    return FALSE;
  *out_missed = hub_stmt_int (stmt, 0);
  *out_look_ups = hub_stmt_int (stmt, 1);
  return TRUE;
}

static gboolean
judge_terminal (HubStore *store, const char *terminal, gint64 now_us, GError **error)
{
  gint64 slot = now_us / SLOT_US;
  Alarm alarm = { .terminal = terminal };
  gint64 n_hour, n_hour_look_ups;

  if (!count_since (store, terminal, slot - HOUR_SLOTS, &n_hour, &n_hour_look_ups, error) ||
      !count_since (store, terminal, slot - DAY_SLOTS, &alarm.misses, &alarm.look_ups, error))
    return FALSE;
  return !hub_guess_is_sweep (n_hour / MILLI, alarm.misses / MILLI) ||
         raise_alarm (store, &alarm, now_us, error);
}

/* what came in @part_s of the @over_s seconds that @counts were made in, at @slot */
static gboolean
add_counts (HubStore *store,
            const char *terminal,
            JsonObject *counts,
            gint64 slot,
            gint64 part_s,
            gint64 over_s,
            GError **error)
{
  return hub_store_run (store, error,
                        "INSERT INTO guess_counts (terminal, slot, look_ups, missed, unmended)"
                        " VALUES (?, ?, ?, ?, ?) ON CONFLICT (terminal, slot) DO UPDATE SET"
                        " look_ups = look_ups + excluded.look_ups,"
                        " missed = missed + excluded.missed,"
                        " unmended = unmended + excluded.unmended",
                        "tiiii", terminal, slot,
                        anj_json_get_int (counts, "n", 0) * MILLI * part_s / over_s,
                        anj_json_get_int (counts, "missed", 0) * MILLI * part_s / over_s,
                        anj_json_get_int (counts, "unmended", 0) * MILLI * part_s / over_s);
}

gboolean
hub_guess_note (HubStore *store,
                const char *terminal,
                JsonObject *report,
                gint64 now_us,
                GError **error)
{
  JsonObject *counts = anj_json_get_object (report, "look_ups");
  gint64 slot = now_us / SLOT_US, over_s, day_s;

  if (counts == NULL)
    return TRUE;
  over_s = MAX (1, anj_json_get_int (counts, "over_s", 0));
  day_s = MIN (over_s, 24 * 3600);
  for (gint64 at_s = 0; at_s < day_s; at_s += WINDOW_S, slot -= WINDOW_SLOTS)
    if (!add_counts (store, terminal, counts, slot, MIN (WINDOW_S, day_s - at_s), over_s, error))
      return FALSE;
  return anj_json_get_int (counts, "missed", 0) == 0 ||
         judge_terminal (store, terminal, now_us, error);
}

/* the fleet */

static double
get_milli (HubStmt *stmt, int column)
{
  return (double) hub_stmt_int (stmt, column) / MILLI;
}

static gboolean
read_places (HubGuessTimer *self, GError **error)
{
  g_autoptr (HubGuessWatch) watch = hub_guess_watch_new ();
  g_autoptr (HubStmt) stmt = hub_store_query (
      self->app->store, error,
      "SELECT code, look_ups, unmended, windows, straying FROM guess_places", "");
  gboolean row;

  if (stmt == NULL || !hub_stmt_next (stmt, &row, error))
    return FALSE;
  while (row)
    {
      HubGuessPlace *place = hub_guess_watch_get (watch, hub_stmt_text (stmt, 0));

      place->past_look_ups = get_milli (stmt, 1);
      place->past_unmended = get_milli (stmt, 2);
      place->past_windows = get_milli (stmt, 3);
      place->past_straying = get_milli (stmt, 4);
      if (!hub_stmt_next (stmt, &row, error))
        return FALSE;
    }
  self->watch = g_steal_pointer (&watch);
  return TRUE;
}

static gboolean
write_places (HubGuessTimer *self, GError **error)
{
  GPtrArray *places = hub_guess_watch_list (self->watch);
  g_autoptr (HubTransaction) transaction = hub_transaction_begin (self->app->store, error);

  if (transaction == NULL)
    return FALSE;
  for (guint i = 0; i < places->len; i++)
    {
      const HubGuessPlace *place = places->pdata[i];

      if (!hub_store_run (self->app->store, error,
                          "INSERT OR REPLACE INTO guess_places"
                          " (code, look_ups, unmended, windows, straying) VALUES (?, ?, ?, ?, ?)",
                          "tiiii", place->code, (gint64) (place->past_look_ups * MILLI),
                          (gint64) (place->past_unmended * MILLI),
                          (gint64) (place->past_windows * MILLI),
                          (gint64) (place->past_straying * MILLI)))
        return FALSE;
    }
  return hub_transaction_commit (transaction, error);
}

static gboolean
read_window (HubGuessTimer *self, gint64 slot, GError **error)
{
  g_autoptr (HubStmt) stmt = hub_store_query (
      self->app->store, error,
      "SELECT region, sum (g.look_ups), sum (g.unmended) FROM guess_counts g"
      " JOIN terminals ON terminals.id = g.terminal WHERE slot > ? AND slot <= ?"
      " GROUP BY region",
      "ii", slot - WINDOW_SLOTS, slot);
  gboolean row;

  hub_guess_watch_begin (self->watch);
  if (stmt == NULL || !hub_stmt_next (stmt, &row, error))
    return FALSE;
  while (row)
    {
      hub_guess_watch_add (self->watch, hub_stmt_text (stmt, 0), get_milli (stmt, 1),
                           get_milli (stmt, 2));
      if (!hub_stmt_next (stmt, &row, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
raise_alarms (HubGuessTimer *self, gint64 now_us, GError **error)
{
  GPtrArray *places = hub_guess_watch_list (self->watch);

  for (guint i = 0; i < places->len; i++)
    {
      const HubGuessPlace *place = places->pdata[i];
      const Alarm alarm = { .place = place->code,
                            .misses = (gint64) (place->unmended * MILLI),
                            .look_ups = (gint64) (place->look_ups * MILLI),
                            .expected = (gint64) (place->expected * MILLI) };

      if (place->is_alarming && !raise_alarm (self->app->store, &alarm, now_us, error))
        return FALSE;
    }
  return end_alarms (self->app->store, now_us, error);
}

static gboolean
judge (HubGuessTimer *self, gint64 slot, gint64 now_us, GError **error)
{
  if (self->watch == NULL && !read_places (self, error))
    return FALSE;
  if (!read_window (self, slot, error))
    return FALSE;
  hub_guess_watch_judge (self->watch);
  if (!raise_alarms (self, now_us, error))
    return FALSE;
  if (slot % WINDOW_SLOTS != 0 || slot == self->learnt_slot)
    return TRUE;
  self->learnt_slot = slot;
  hub_guess_watch_learn (self->watch);
  return write_places (self, error) &&
         hub_store_run (self->app->store, error, "DELETE FROM guess_counts WHERE slot <= ?", "i",
                        slot - DAY_SLOTS) &&
         hub_store_run (self->app->store, error, "DELETE FROM guess_alarms WHERE ended_us < ?", "i",
                        now_us - KEPT_US);
}

void
hub_guess_timer_tick (HubGuessTimer *self)
{
  gint64 now_us = hub_app_now_us (self->app);
  /* the one before has been told whole */
  gint64 slot = now_us / SLOT_US - 1;
  g_autoptr (GError) error = NULL;

  if (slot == self->slot)
    return;
  self->slot = slot;
  hub_store_lock (self->app->store);
  if (!judge (self, slot, now_us, &error))
    g_warning ("cannot judge whether numbers are guessed: %s", error->message);
  hub_store_unlock (self->app->store);
}

HubGuessTimer *
hub_guess_timer_new (HubApp *app)
{
  HubGuessTimer *self = g_new0 (HubGuessTimer, 1);

  self->app = app;
  return self;
}

void
hub_guess_timer_free (HubGuessTimer *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->watch, hub_guess_watch_free);
  g_free (self);
}

/* told to admins */

static void
set_time (JsonObject *object, const char *member, gint64 time_us)
{
  g_autofree char *time = anj_time_format (time_us);

  json_object_set_string_member (object, member, time);
}

static JsonObject *
make_alarm (HubStmt *stmt)
{
  const Alarm alarm = { hub_stmt_text (stmt, 0), hub_stmt_text (stmt, 1), hub_stmt_int (stmt, 5),
                        hub_stmt_int (stmt, 6), hub_stmt_int (stmt, 7) };
  JsonObject *object = describe (&alarm);

  if (hub_stmt_text (stmt, 8) != NULL)
    json_object_set_string_member (object, "region", hub_stmt_text (stmt, 8));
  set_time (object, "raised", hub_stmt_int (stmt, 2));
  set_time (object, "last", hub_stmt_int (stmt, 3));
  if (hub_stmt_int (stmt, 4) > 0)
    set_time (object, "ended", hub_stmt_int (stmt, 4));
  return object;
}

JsonArray *
hub_guess_list (HubStore *store, const char *region, gboolean all, GError **error)
{
  g_autoptr (JsonArray) array = json_array_new ();
  g_autoptr (HubStmt) stmt = hub_store_query (
      store, error,
      "SELECT place, terminal, raised_us, last_us, ended_us, misses, look_ups, expected, region"
      " FROM (SELECT a.*, t.region, coalesce (a.place, t.region) AS at FROM guess_alarms a"
      "  LEFT JOIN terminals t ON t.id = a.terminal)"
      " WHERE (?1 IS NULL OR at = '' OR at = ?1 OR substr (at, 1, length (?1) + 1) = ?1 || '.'"
      "  OR substr (?1, 1, length (at) + 1) = at || '.')"
      " AND (?2 OR ended_us IS NULL)"
      " ORDER BY ended_us IS NOT NULL, raised_us DESC, id DESC LIMIT ?3",
      "tii", region, (gint64) all, (gint64) MAX_LISTED);
  gboolean row;

  if (stmt == NULL || !hub_stmt_next (stmt, &row, error))
    return NULL;
  while (row)
    {
      json_array_add_object_element (array, make_alarm (stmt));
      if (!hub_stmt_next (stmt, &row, error))
        return NULL;
    }
  return g_steal_pointer (&array);
}

JsonObject *
hub_guess_find (HubStore *store, const char *terminal, GError **error)
{
  g_autoptr (HubStmt) stmt = hub_store_query (
      store, error,
      "SELECT raised_us, misses FROM guess_alarms WHERE terminal = ? AND ended_us IS NULL", "t",
      terminal);
  JsonObject *object;
  gboolean row;

  if (stmt == NULL || !hub_stmt_next (stmt, &row, error) || !row)
    return NULL;
  object = json_object_new ();
  set_time (object, "since", hub_stmt_int (stmt, 0));
  json_object_set_int_member (object, "misses", hub_stmt_int (stmt, 1) / MILLI);
  return object;
}

void
hub_guess_alarms_get (HubApp *app, HubRequest *request)
{
  const char *region = hub_request_query (request, "region");
  gboolean all = g_strcmp0 (hub_request_query (request, "all"), "true") == 0;
  g_autoptr (GError) error = NULL;
  JsonArray *array;

  if (region != NULL && anj_region_code_level (region) == ANJ_REGION_NONE)
    {
      hub_reply_problem (request, HUB_PROBLEM_BAD_REQUEST, "region is a code like 35.09");
      return;
    }
  array = hub_guess_list (app->store, region, all, &error);
  if (array == NULL)
    hub_reply_error (request, "guess-alarms", error);
  else
    hub_reply_json_array (request, 200, array);
}
