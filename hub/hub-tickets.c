/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-tickets.h"

#include <openssl/crypto.h>

#include "core/anj-hex.h"
#include "core/anj-json.h"
#include "core/anj-kdf.h"
#include "core/anj-region.h"
#include "core/anj-ticket-number.h"
#include "core/anj-time.h"
#include "hub/hub-working-days.h"

#define HASH_BYTES 32
#define ISO_DATE_CHARS 10
/* a terminal's clock may be ahead of the hub's by so much */
#define AHEAD_US G_TIME_SPAN_HOUR

static gboolean
add_history (HubStore *store,
             const char *region,
             const char *number,
             const char *state,
             gint64 now_us,
             GError **error)
{
  return hub_store_run (
      store, error,
      "INSERT INTO ticket_history (region, number, state, time_us) VALUES (?, ?, ?, ?)", "ttti",
      region, number, state, now_us);
}

/* (transfer full): what the case says, where that can be: a terminal that was dark for weeks may
 * know little of the time (decision 0035). Else when it came in. Days are due from then */
static char *
read_submitted (const AnjHeader *header, gint64 now_us)
{
  g_autofree char *full = header->anonymous ? g_strconcat (header->submitted, "T00:00:00Z", NULL)
                                            : g_strdup (header->submitted);
  g_autofree char *arrived = anj_time_format (now_us);
  gint64 submitted_us;

  if (!header->is_submitted_unsure && anj_time_parse (full, &submitted_us) &&
      submitted_us <= now_us + AHEAD_US)
    return g_strdup (header->submitted);
  if (header->anonymous)
    arrived[ISO_DATE_CHARS] = '\0';
  return g_steal_pointer (&arrived);
}

gboolean
hub_ticket_add (HubStore *store,
                const AnjHeader *header,
                gint64 submission,
                guint due_days,
                gint64 now_us,
                GError **error)
{
  g_autofree char *submitted = read_submitted (header, now_us);
  g_autofree char *due = hub_working_days_add (submitted, due_days);
  guint8 follow_hash[HASH_BYTES] = { 0 };
  g_autoptr (GBytes) follow = NULL;

  g_return_val_if_fail (anj_hex_decode (header->follow_hash, follow_hash, HASH_BYTES), FALSE);
  follow = g_bytes_new (follow_hash, sizeof follow_hash);
  return hub_store_run (
             store, error,
             "INSERT INTO tickets (region, number, uuid, submission, kind, category, programme,"
             " sensitive, state, submitted, due, follow_sha256)"
             " VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'received', ?, ?, ?)",
             "tttitttittb", header->region, header->number, header->id, submission, header->kind,
             header->category, header->programme, (gint64) header->sensitive, submitted,
             due != NULL ? due : submitted, follow) &&
         add_history (store, header->region, header->number, "received", now_us, error);
}

static JsonArray *
read_history (HubStore *store, const char *region, const char *number, GError **error)
{
  g_autoptr (JsonArray) array = json_array_new ();
  g_autoptr (HubStmt) stmt = hub_store_query (
      store, error,
      "SELECT state, time_us FROM ticket_history WHERE region = ? AND number = ?"
      " ORDER BY id",
      "tt", region, number);
  gboolean row;

  if (stmt == NULL || !hub_stmt_next (stmt, &row, error))
    return NULL;
  while (row)
    {
      JsonObject *entry = json_object_new ();
      g_autofree char *time = anj_time_format (hub_stmt_int (stmt, 1));

      json_object_set_string_member (entry, "state", hub_stmt_text (stmt, 0));
      json_object_set_string_member (entry, "time", time);
      json_array_add_object_element (array, entry);
      if (!hub_stmt_next (stmt, &row, error))
        return NULL;
    }
  return g_steal_pointer (&array);
}

JsonObject *
hub_ticket_state (HubStore *store, const char *region, const char *number, GError **error)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (HubStmt)
      stmt = hub_store_query (store, error,
                              "SELECT kind, category, programme, state, submitted, due,"
                              " (SELECT count(*) FROM attachments WHERE uuid = tickets.uuid"
                              " AND received_us IS NULL AND dropped_us IS NOT NULL)"
                              " FROM tickets WHERE region = ? AND number = ?",
                              "tt", region, number);
  JsonArray *history;
  gboolean row;

  if (stmt == NULL || !hub_stmt_next (stmt, &row, error) || !row)
    return NULL;
  json_object_set_string_member (object, "kind", hub_stmt_text (stmt, 0));
  json_object_set_string_member (object, "category", hub_stmt_text (stmt, 1));
  if (hub_stmt_text (stmt, 2) != NULL)
    json_object_set_string_member (object, "programme", hub_stmt_text (stmt, 2));
  json_object_set_string_member (object, "state", hub_stmt_text (stmt, 3));
  json_object_set_string_member (object, "submitted", hub_stmt_text (stmt, 4));
  json_object_set_string_member (object, "due", hub_stmt_text (stmt, 5));
  if (hub_stmt_int (stmt, 6) > 0)
    json_object_set_int_member (object, "attachments_lost", hub_stmt_int (stmt, 6));
  history = read_history (store, region, number, error);
  if (history == NULL)
    return NULL;
  json_object_set_array_member (object, "history", history);
  return g_steal_pointer (&object);
}

gboolean
hub_ticket_answer (HubStore *store,
                   const char *region,
                   const char *number,
                   const char *state,
                   GBytes *answer,
                   gint64 now_us,
                   gboolean *out_known,
                   GError **error)
{
  g_autoptr (HubTransaction) transaction = hub_transaction_begin (store, error);

  if (transaction == NULL ||
      !hub_store_run (store, error,
                      "UPDATE tickets SET state = ?, answer = coalesce(?, answer)"
                      " WHERE region = ? AND number = ?",
                      "tbtt", state, answer, region, number))
    return FALSE;
  *out_known = hub_store_n_changed (store) == 1;
  if (!*out_known)
    return TRUE;
  return add_history (store, region, number, state, now_us, error) &&
         hub_transaction_commit (transaction, error);
}

gboolean
hub_ticket_wait_s (HubStore *store,
                   const char *region,
                   const char *number,
                   gint64 now_us,
                   guint *out_wait_s,
                   GError **error)
{
  gint64 oldest_us = 0, left_us;

  /* the fifth youngest wrong try: it must leave the window before another one may be made */
  if (!hub_store_get_int (store, error, 0, &oldest_us,
                          "SELECT tried_us FROM ticket_tries WHERE region = ? AND number = ?"
                          " AND tried_us > ? ORDER BY tried_us DESC LIMIT 1 OFFSET ?",
                          "ttii", region, number, now_us - HUB_TICKET_TRIES_WINDOW_US,
                          (gint64) HUB_TICKET_MAX_TRIES - 1))
    return FALSE;
  left_us = oldest_us + HUB_TICKET_TRIES_WINDOW_US - now_us;
  *out_wait_s = oldest_us == 0 ? 0
                               : (guint) ((MAX (left_us, 1) + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC);
  return TRUE;
}

/* old rows go with every new one, so the table stays small without a job of its own */
static gboolean
note_wrong_try (HubStore *store,
                const char *region,
                const char *number,
                gint64 now_us,
                GError **error)
{
  g_autoptr (HubTransaction) transaction = hub_transaction_begin (store, error);

  return transaction != NULL &&
         hub_store_run (store, error, "DELETE FROM ticket_tries WHERE tried_us <= ?", "i",
                        now_us - HUB_TICKET_TRIES_WINDOW_US) &&
         hub_store_run (store, error,
                        "INSERT INTO ticket_tries (region, number, tried_us) VALUES (?, ?, ?)",
                        "tti", region, number, now_us) &&
         hub_transaction_commit (transaction, error);
}

/* whether @follow opens it; the same work for a number that does not exist */
static gboolean
check_follow (HubStore *store,
              const char *region,
              const char *number,
              const guint8 follow[ANJ_FOLLOW_BYTES],
              gboolean *out_is_right,
              GBytes **out_answer,
              GError **error)
{
  g_autoptr (HubStmt) stmt = hub_store_query (
      store, error, "SELECT follow_sha256, answer FROM tickets WHERE region = ? AND number = ?",
      "tt", region, number);
  guint8 given[HASH_BYTES], held[HASH_BYTES] = { 0 };
  gboolean row;

  if (stmt == NULL || !hub_stmt_next (stmt, &row, error))
    return FALSE;
  anj_sha256 (follow, ANJ_FOLLOW_BYTES, given);
  if (row && sqlite3_column_bytes (stmt, 0) == HASH_BYTES)
    memcpy (held, sqlite3_column_blob (stmt, 0), HASH_BYTES);
  *out_is_right = CRYPTO_memcmp (given, held, HASH_BYTES) == 0 && row;
  if (*out_is_right && sqlite3_column_type (stmt, 1) != SQLITE_NULL)
    *out_answer = hub_stmt_bytes (stmt, 1);
  return TRUE;
}

static void
reply_ticket (HubApp *app,
              HubRequest *request,
              const char *region,
              const char *number,
              GBytes *answer)
{
  g_autoptr (GError) error = NULL;
  JsonObject *state = hub_ticket_state (app->store, region, number, &error);
  JsonObject *reply;

  if (state == NULL)
    {
      hub_reply_error (request, "ticket state", error);
      return;
    }
  reply = json_object_new ();
  json_object_set_object_member (reply, "state", state);
  if (answer != NULL)
    {
      g_autofree char *text = g_base64_encode (g_bytes_get_data (answer, NULL),
                                               g_bytes_get_size (answer));

      json_object_set_string_member (reply, "answer", text);
    }
  else
    json_object_set_null_member (reply, "answer");
  hub_reply_json (request, 200, reply);
}

static void
refuse_tries (HubRequest *request, guint wait_s)
{
  g_autofree char *text = g_strdup_printf ("%u", wait_s);

  hub_reply_problem (request, HUB_PROBLEM_TICKET_TRIES, NULL);
  hub_reply_header (request, "Retry-After", text);
}

void
hub_tickets_query (HubApp *app, HubRequest *request)
{
  g_autoptr (JsonObject) body = hub_request_json (request);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) answer = NULL;
  g_autofree char *number = NULL;
  guint8 follow[ANJ_FOLLOW_BYTES];
  gint64 now_us = hub_app_now_us (app);
  const char *region;
  gboolean is_right = FALSE;
  guint wait_s = 0;

  if (body == NULL)
    return;
  region = anj_json_get_string (body, "region", NULL);
  number = anj_ticket_number_normalize (anj_json_get_string (body, "number", NULL));
  if (anj_region_code_level (region) != ANJ_REGION_VILLAGE || number == NULL ||
      !anj_hex_decode (anj_json_get_string (body, "follow", NULL), follow, sizeof follow))
    {
      hub_reply_problem (request, HUB_PROBLEM_BAD_REQUEST,
                         "needs region (village), number and follow (64 hex digits)");
      return;
    }
  if (!hub_ticket_wait_s (app->store, region, number, now_us, &wait_s, &error))
    hub_reply_error (request, "ticket tries", error);
  else if (wait_s > 0)
    refuse_tries (request, wait_s);
  else if (!check_follow (app->store, region, number, follow, &is_right, &answer, &error))
    hub_reply_error (request, "ticket", error);
  else if (is_right)
    reply_ticket (app, request, region, number, answer);
  else if (!note_wrong_try (app->store, region, number, now_us, &error))
    hub_reply_error (request, "ticket tries", error);
  else
    hub_reply_problem (request, HUB_PROBLEM_TICKET_UNKNOWN, NULL);
  explicit_bzero (follow, sizeof follow);
}
