/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-fleet.h"

#include <string.h>

#include "core/anj-json.h"
#include "core/anj-time.h"
#include "hub/hub-guess-alarms.h"
#include "hub/hub-silence.h"
#include "hub/hub-terminal-place.h"

/* those that fell silent so near to each other may have one cause */
#define SAME_TIME_US (30 * G_TIME_SPAN_MINUTE)
#define DISTRICT_CHARS 8 /* 35.09.01 */

enum {
  ID,
  REGION,
  STATE,
  LAST_SEEN,
  CONFIG_VERSION,
  ENROLLED,
  OUTBOX,
  SLICE_FIRST,
  SLICE_SIZE,
  NOT_AFTER,
  TELEMETRY,
  TOLD,
  QUARANTINED,
  EVIDENCE,
  LOST,
  OFF,
  LAST_SEQ,
};

#define STATE_SQL                                                                                  \
  "CASE WHEN state = 'revoked' THEN 'revoked' WHEN quarantined_us IS NOT NULL THEN 'quarantined'"  \
  " WHEN is_locked THEN 'locked' ELSE 'active' END"

/* one of a district that may call, and has not said farewell: who is off says nothing of line and
 * power */
typedef struct
{
  char id[24];
  gint64 last_seen_us;
} Neighbour;

typedef struct
{
  HubApp *app;
  gint64 now_us;
  gint64 silent_before_us;
  GHashTable *connected; /* (owned) (element-type utf8): a set */
  char district[DISTRICT_CHARS + 1];
  GArray *neighbours; /* (owned) (element-type Neighbour): of @district */
} Fleet;

static void
fleet_clear (Fleet *self)
{
  g_clear_pointer (&self->connected, g_hash_table_unref);
  g_clear_pointer (&self->neighbours, g_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Fleet, fleet_clear)

/* wakes nobody: looks who is there */
static gboolean
note_connected (gpointer user_data, const HubPeer *peer)
{
  g_hash_table_add (user_data, g_strdup (peer->id));
  return FALSE;
}

static gboolean
read_district (Fleet *self, const char *region, GError **error)
{
  g_autoptr (HubStmt) stmt = NULL;
  gboolean row;

  if (strncmp (self->district, region, DISTRICT_CHARS) == 0)
    return TRUE;
  g_strlcpy (self->district, region, sizeof self->district);
  g_array_set_size (self->neighbours, 0);
  stmt = hub_store_query (self->app->store, error,
                          "SELECT id, last_seen_us FROM terminals WHERE region > ?1 || '.'"
                          " AND region < ?1 || '/' AND state = 'active'"
                          " AND quarantined_us IS NULL AND last_seen_us > off_us",
                          "t", self->district);
  if (stmt == NULL || !hub_stmt_next (stmt, &row, error))
    return FALSE;
  while (row)
    {
      Neighbour neighbour = { .last_seen_us = hub_stmt_int (stmt, 1) };

      g_strlcpy (neighbour.id, hub_stmt_text (stmt, 0), sizeof neighbour.id);
      g_array_append_val (self->neighbours, neighbour);
      if (!hub_stmt_next (stmt, &row, error))
        return FALSE;
    }
  return TRUE;
}

static void
count_neighbours (const Fleet *self, const char *id, HubSilenceFacts *facts)
{
  for (guint i = 0; i < self->neighbours->len; i++)
    {
      const Neighbour *neighbour = &g_array_index (self->neighbours, Neighbour, i);

      if (g_str_equal (neighbour->id, id))
        continue;
      facts->n_neighbours++;
      if (g_hash_table_contains (self->connected, neighbour->id) ||
          neighbour->last_seen_us >= self->silent_before_us)
        continue;
      facts->n_silent++;
      if (ABS (neighbour->last_seen_us - facts->last_seen_us) <= SAME_TIME_US)
        facts->n_fell_silent++;
    }
}

static void
set_time (JsonObject *object, const char *member, gint64 time_us)
{
  if (time_us > 0)
    {
      g_autofree char *time = anj_time_format (time_us);

      json_object_set_string_member (object, member, time);
    }
}

/* Cases that it told of and that are not here: what came since then is, also where it could not be
 * told so, and where its attachments came too. Numbers of the chain that a damage took count as
 * cases until it tells anew. */
static gboolean
set_waiting (JsonObject *object,
             const Fleet *self,
             HubStmt *stmt,
             JsonObject *report,
             GError **error)
{
  gint64 n_told = hub_stmt_int (stmt, OUTBOX), n_waiting = n_told, n_incomplete = 0;
  gint64 first = report != NULL ? anj_json_get_int (report, "receipted_seq", 0) : 0;
  gint64 last = report != NULL ? anj_json_get_int (report, "last_seq", 0) : 0;
  gint64 here = CLAMP (hub_stmt_int (stmt, LAST_SEQ), first, MAX (first, last));

  if (here > first)
    {
      if (!hub_store_get_int (self->app->store, error, 0, &n_incomplete,
                              "SELECT count(DISTINCT seq) FROM attachments WHERE terminal = ?"
                              " AND received_us IS NULL AND dropped_us IS NULL"
                              " AND seq > ? AND seq <= ?",
                              "tii", hub_stmt_text (stmt, ID), first, here))
        return FALSE;
      n_waiting = MAX (n_told - (here - first), last - here) + n_incomplete;
    }
  json_object_set_int_member (object, "outbox", MIN (n_told, n_waiting));
  return TRUE;
}

static void
set_identity (JsonObject *object, const Fleet *self, HubStmt *stmt)
{
  const char *region = hub_stmt_text (stmt, REGION);
  const char *village = self->app->regions != NULL
                            ? anj_region_table_name (self->app->regions, region)
                            : NULL;
  g_autofree char *slice = g_strdup_printf ("%" G_GINT64_FORMAT "+%" G_GINT64_FORMAT,
                                            hub_stmt_int (stmt, SLICE_FIRST),
                                            hub_stmt_int (stmt, SLICE_SIZE));

  json_object_set_string_member (object, "id", hub_stmt_text (stmt, ID));
  json_object_set_string_member (object, "region", region);
  if (village != NULL)
    json_object_set_string_member (object, "village", village);
  json_object_set_string_member (object, "state", hub_stmt_text (stmt, STATE));
  if (hub_stmt_int (stmt, LAST_SEEN) > 0)
    set_time (object, "last_seen", hub_stmt_int (stmt, LAST_SEEN));
  else
    json_object_set_null_member (object, "last_seen");
  json_object_set_int_member (object, "config_version", hub_stmt_int (stmt, CONFIG_VERSION));
  if (hub_stmt_int (stmt, LOST) > 0)
    json_object_set_int_member (object, "lost", hub_stmt_int (stmt, LOST));
  set_time (object, "enrolled", hub_stmt_int (stmt, ENROLLED));
  json_object_set_string_member (object, "slice", slice);
  set_time (object, "certificate_until", hub_stmt_int (stmt, NOT_AFTER));
}

/* of its last report, what is not a column */
static void
set_report (JsonObject *object, JsonObject *report)
{
  static const char *const members[] = { "version", "key",      "data_date",      "free_bytes",
                                         "labels",  "hardware", "config_expired", "storage",
                                         "damage",  "behind" };

  for (gsize i = 0; report != NULL && i < G_N_ELEMENTS (members); i++)
    {
      JsonNode *node = json_object_get_member (report, members[i]);

      if (node != NULL)
        json_object_set_member (object, members[i], json_node_copy (node));
    }
}

static void
set_silence (JsonObject *object, const HubSilence *silence)
{
  JsonObject *member;
  JsonArray *facts;

  if (silence->cause == HUB_SILENCE_NONE)
    return;
  member = json_object_new ();
  facts = json_array_new ();
  json_object_set_string_member (member, "cause", hub_silence_cause_name (silence->cause));
  json_object_set_boolean_member (member, "known", silence->is_known);
  for (guint i = 0; i < silence->facts->len; i++)
    json_array_add_string_element (facts, silence->facts->pdata[i]);
  json_object_set_array_member (member, "facts", facts);
  json_object_set_object_member (object, "silent", member);
}

static JsonObject *
read_report (HubStmt *stmt)
{
  const char *text = hub_stmt_text (stmt, TELEMETRY);
  g_autoptr (GBytes) bytes = NULL;

  if (text == NULL)
    return NULL;
  bytes = g_bytes_new (text, strlen (text));
  return anj_json_parse_object (bytes, NULL);
}

static gboolean
judge (Fleet *self, HubStmt *stmt, JsonObject *report, JsonObject *object, GError **error)
{
  const char *id = hub_stmt_text (stmt, ID), *state = hub_stmt_text (stmt, STATE);
  HubSilenceFacts facts = {
    .now_us = self->now_us,
    .silent_before_us = self->silent_before_us,
    .last_seen_us = hub_stmt_int (stmt, LAST_SEEN),
    .is_connected = g_hash_table_contains (self->connected, id),
    .is_refused = g_str_equal (state, "revoked") || g_str_equal (state, "quarantined"),
    .not_after_us = hub_stmt_int (stmt, NOT_AFTER),
    .told_us = hub_stmt_int (stmt, TOLD),
    .off_us = hub_stmt_int (stmt, OFF),
    .report = report,
  };
  g_auto (HubSilence) silence = { 0 };

  /* the poll that it left behind is held until the line notices */
  if (hub_silence_said_farewell (facts.last_seen_us, facts.off_us))
    facts.is_connected = FALSE;
  if (!facts.is_connected && facts.last_seen_us < self->silent_before_us)
    {
      if (!read_district (self, hub_stmt_text (stmt, REGION), error))
        return FALSE;
      count_neighbours (self, id, &facts);
    }
  hub_silence_judge (&facts, &silence);
  json_object_set_boolean_member (object, "connected", facts.is_connected);
  set_silence (object, &silence);
  return TRUE;
}

/* the newest published version that is for it */
static void
set_config_due (const Fleet *self, HubStmt *stmt, JsonObject *object)
{
  GPtrArray *entries = hub_config_state_entries (self->app->config);
  g_autoptr (HubTerminalPlace) place = NULL;

  for (guint i = 0; i < entries->len; i++)
    {
      const HubConfigEntry *entry = entries->pdata[i];

      if (!entry->is_published)
        continue;
      if (place == NULL && json_object_has_member (anj_config_document (entry->config), "selector"))
        place = hub_terminal_place_new (hub_stmt_text (stmt, ID), hub_stmt_text (stmt, REGION),
                                        hub_stmt_text (stmt, TELEMETRY));
      if (place != NULL && !anj_config_is_for (entry->config, &place->place))
        continue;
      json_object_set_int_member (object, "config_due",
                                  (gint64) anj_config_version (entry->config));
      return;
    }
}

static gboolean
set_guessing (const Fleet *self, HubStmt *stmt, JsonObject *object, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  JsonObject *guessing = hub_guess_find (self->app->store, hub_stmt_text (stmt, ID), &local_error);

  if (guessing != NULL)
    json_object_set_object_member (object, "guessing", guessing);
  if (local_error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

static JsonObject *
make_terminal (Fleet *self, HubStmt *stmt, GError **error)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (JsonObject) report = read_report (stmt);

  set_identity (object, self, stmt);
  set_config_due (self, stmt, object);
  set_report (object, report);
  set_time (object, "told", hub_stmt_int (stmt, TOLD));
  if (hub_stmt_int (stmt, QUARANTINED) > 0)
    {
      JsonObject *quarantine = json_object_new ();

      set_time (quarantine, "since", hub_stmt_int (stmt, QUARANTINED));
      json_object_set_string_member (quarantine, "evidence", hub_stmt_text (stmt, EVIDENCE));
      json_object_set_object_member (object, "quarantine", quarantine);
    }
  if (!set_waiting (object, self, stmt, report, error) || !set_guessing (self, stmt, object, error))
    return NULL;
  return judge (self, stmt, report, object, error) ? g_steal_pointer (&object) : NULL;
}

/* only what is asked for stands in it, so that an index can be used; ?6 is always there */
static HubStmt *
query_rows (HubApp *app, const HubFleetQuery *query, gint64 now_us, GError **error)
{
  g_autoptr (GString) sql = g_string_new (
      "SELECT id, region, " STATE_SQL
      " AS shown, last_seen_us, config_version, enrolled_us, outbox,"
      " slice_first, slice_size, not_after_us, telemetry, told_us, quarantined_us,"
      " quarantine_evidence, (SELECT sum (last_seq - first_seq + 1) FROM losses"
      " WHERE terminal = terminals.id), off_us, last_seq FROM terminals WHERE 1");

  if (query->id != NULL)
    g_string_append (sql, " AND id = ?1");
  if (query->region != NULL)
    g_string_append (sql, " AND region >= ?2 AND region < ?2 || '/'"
                          " AND (region = ?2 OR region > ?2 || '.')");
  if (query->state != NULL)
    g_string_append (sql, " AND shown = ?3");
  if (query->is_silent)
    g_string_append (sql, " AND (last_seen_us < ?4 OR (off_us > 0 AND last_seen_us <= off_us))"
                          " AND shown IN ('active', 'locked')");
  if (query->after != NULL)
    g_string_append (sql, " AND (region, enrolled_us, id) >"
                          " (SELECT region, enrolled_us, id FROM terminals WHERE id = ?5)");
  g_string_append (sql, " ORDER BY region, enrolled_us, id LIMIT ?6");
  return hub_store_query (app->store, error, sql->str, "tttiti", query->id, query->region,
                          query->state, hub_presence_silent_before_us (app->presence, now_us),
                          query->after, query->limit > 0 ? query->limit : (gint64) -1);
}

JsonArray *
hub_fleet_list (HubApp *app, const HubFleetQuery *query, GError **error)
{
  g_autoptr (JsonArray) array = json_array_new ();
  g_auto (Fleet) fleet = {
    .app = app,
    .now_us = hub_app_now_us (app),
    .silent_before_us = hub_presence_silent_before_us (app->presence, hub_app_now_us (app)),
    .connected = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL),
    .neighbours = g_array_new (FALSE, FALSE, sizeof (Neighbour)),
  };
  g_autoptr (HubStmt) stmt = query_rows (app, query, fleet.now_us, error);
  gboolean row;

  if (app->wake_some != NULL)
    app->wake_some (app->wake_data, note_connected, fleet.connected);
  if (stmt == NULL || !hub_stmt_next (stmt, &row, error))
    return NULL;
  while (row)
    {
      JsonObject *terminal = make_terminal (&fleet, stmt, error);

      if (terminal == NULL)
        return NULL;
      json_array_add_object_element (array, terminal);
      if (!hub_stmt_next (stmt, &row, error))
        return NULL;
    }
  return g_steal_pointer (&array);
}
