/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-channel.h"

#include <stdio.h>
#include <string.h>

#include "core/anj-hex.h"
#include "core/anj-time.h"
#include "hub/hub-attachment-store.h"
#include "hub/hub-cache-source.h"
#include "hub/hub-command-queue.h"
#include "hub/hub-config-offer.h"
#include "hub/hub-submissions.h"
#include "hub/hub-tickets.h"

#define GENERATION_CHARS 8
#define HUB_CHANNEL_MAX_MISSING 16

/* what the terminal says it has */
typedef struct
{
  gboolean is_first;
  gint64 tickets;
  gint64 cache;
  guint64 epoch;
  guint64 version;
} Known;

/* what there is */
typedef struct
{
  gint64 tickets;
  gint64 cache;
  JsonArray *changed;  /* (owned) (nullable) */
  GPtrArray *missing;  /* (owned) (element-type utf8): attachments */
  JsonArray *commands; /* (owned) (nullable) */
  gint64 last_command;
  const AnjConfig *config; /* (nullable): newer than the terminal's */
} News;

static void
news_clear (News *self)
{
  g_clear_pointer (&self->changed, json_array_unref);
  g_clear_pointer (&self->missing, g_ptr_array_unref);
  g_clear_pointer (&self->commands, json_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (News, news_clear)

static void
parse_cursor (const HubApp *app, const char *cursor, Known *out)
{
  g_auto (GStrv) parts = g_strsplit (cursor != NULL ? cursor : "", "-", 3);

  out->is_first = g_strv_length (parts) != 3 || strlen (parts[0]) != GENERATION_CHARS ||
                  !g_str_has_prefix (app->generation, parts[0]) ||
                  !g_ascii_string_to_signed (parts[1], 10, 0, G_MAXINT64, &out->tickets, NULL) ||
                  !g_ascii_string_to_signed (parts[2], 10, 0, G_MAXINT64, &out->cache, NULL);
  if (out->is_first)
    out->tickets = out->cache = 0;
}

static gboolean
parse_config (const char *text, Known *out)
{
  g_auto (GStrv) parts = g_strsplit (text != NULL ? text : "0.0", ".", 2);

  return g_strv_length (parts) == 2 &&
         g_ascii_string_to_unsigned (parts[0], 10, 0, G_MAXINT64, &out->epoch, NULL) &&
         g_ascii_string_to_unsigned (parts[1], 10, 0, G_MAXINT64, &out->version, NULL);
}

/* the terminal's own tickets that moved after @since, oldest move first; what another terminal of
 * the village sent, sensitive or not, is not for this one's disk */
static gboolean
read_tickets (HubApp *app, const HubPeer *peer, gint64 since, News *out, GError **error)
{
  g_autoptr (HubStmt) stmt = hub_store_query (
      app->store, error,
      "SELECT h.number, max(h.id) AS moved FROM ticket_history h"
      " JOIN tickets t ON t.region = h.region AND t.number = h.number"
      " JOIN submissions s ON s.id = t.submission"
      " WHERE h.region = ? AND h.id > ? AND s.terminal = ?"
      " GROUP BY h.number ORDER BY moved LIMIT ?",
      "titi", peer->region, since, peer->id, (gint64) HUB_CHANNEL_MAX_TICKETS);
  gboolean row;

  out->changed = json_array_new ();
  out->tickets = since;
  if (stmt == NULL || !hub_stmt_next (stmt, &row, error))
    return FALSE;
  while (row)
    {
      const char *number = hub_stmt_text (stmt, 0);
      JsonObject *state = hub_ticket_state (app->store, peer->region, number, error);
      JsonObject *entry;

      if (state == NULL)
        return FALSE;
      entry = json_object_new ();
      json_object_set_string_member (entry, "region", peer->region);
      json_object_set_string_member (entry, "number", number);
      json_object_set_object_member (entry, "state", state);
      json_array_add_object_element (out->changed, entry);
      out->tickets = hub_stmt_int (stmt, 1);
      if (!hub_stmt_next (stmt, &row, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
read_commands (HubApp *app, const HubPeer *peer, News *out, GError **error)
{
  out->commands = hub_command_queue_offer (app->store, peer->id, hub_app_now_us (app),
                                           &out->last_command, error);
  return out->commands != NULL;
}

static gboolean
has_news (const Known *known, const News *news)
{
  return known->is_first || json_array_get_length (news->changed) > 0 ||
         json_array_get_length (news->commands) > 0 || news->cache != known->cache ||
         news->config != NULL;
}

/* so that a terminal which believes that they came sends them again */
static void
add_missing (JsonObject *reply, const GPtrArray *missing)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < missing->len; i++)
    json_array_add_string_element (array, missing->pdata[i]);
  json_object_set_array_member (reply, "missing", array);
}

static void
add_config (JsonObject *reply, const AnjConfig *config)
{
  JsonObject *version = json_object_new ();

  json_object_set_int_member (version, "epoch", (gint64) anj_config_epoch (config));
  json_object_set_int_member (version, "version", (gint64) anj_config_version (config));
  json_object_set_object_member (reply, "config", version);
}

/* what is as the terminal knows it stays out: of an idle day's bytes this is the most */
static void
reply_news (HubApp *app, HubRequest *request, const Known *known, News *news, const HubChain *chain)
{
  JsonObject *reply = json_object_new ();
  g_autofree char *head = anj_hex_encode (chain->head, sizeof chain->head);
  g_autofree char *time = anj_time_format (hub_app_now_us (app));
  g_autofree char *cursor = g_strdup_printf ("%.*s-%" G_GINT64_FORMAT "-%" G_GINT64_FORMAT,
                                             GENERATION_CHARS, app->generation, news->tickets,
                                             news->cache);

  json_object_set_string_member (reply, "generation", app->generation);
  json_object_set_int_member (reply, "last_seq", (gint64) chain->last_seq);
  json_object_set_string_member (reply, "head", head);
  json_object_set_int_member (reply, "backed_up_seq", (gint64) chain->backed_up_seq);
  if (news->config != NULL)
    add_config (reply, news->config);
  if (news->cache != known->cache)
    json_object_set_boolean_member (reply, "cache", TRUE);
  if (json_array_get_length (news->changed) > 0)
    json_object_set_array_member (reply, "tickets", g_steal_pointer (&news->changed));
  if (news->missing->len > 0)
    add_missing (reply, news->missing);
  if (json_array_get_length (news->commands) > 0)
    json_object_set_array_member (reply, "commands", g_steal_pointer (&news->commands));
  if (known->is_first || news->tickets != known->tickets || news->cache != known->cache)
    json_object_set_string_member (reply, "cursor", cursor);
  json_object_set_string_member (reply, "time", time);
  hub_reply_json (request, 200, reply);
}

/* what the terminal runs, for the admin's list; written only when it changed */
static gboolean
note_config (HubApp *app, const HubPeer *peer, const Known *known, GError **error)
{
  gint64 n_other = 0;

  return hub_store_get_int (app->store, error, 0, &n_other,
                            "SELECT 1 FROM terminals WHERE id = ?"
                            " AND (config_epoch <> ? OR config_version <> ?)",
                            "tii", peer->id, (gint64) known->epoch, (gint64) known->version) &&
         (n_other == 0 ||
          hub_store_run (app->store, error,
                         "UPDATE terminals SET config_epoch = ?, config_version = ? WHERE id = ?",
                         "iit", (gint64) known->epoch, (gint64) known->version, peer->id));
}

void
hub_channel_get (HubApp *app, HubRequest *request)
{
  const HubPeer *peer = request->peer;
  g_auto (News) news = { 0 };
  g_autoptr (GError) error = NULL;
  Known known = { 0 };
  HubChain chain;
  gint64 hold_s = HUB_CHANNEL_DEFAULT_HOLD_S;

  news.missing = g_ptr_array_new_with_free_func (g_free);
  parse_cursor (app, hub_request_query (request, "since"), &known);
  if (!parse_config (hub_request_query (request, "config"), &known) ||
      !hub_request_query_int (request, "hold", 0, G_MAXINT32, &hold_s))
    {
      hub_reply_problem (request, HUB_PROBLEM_BAD_REQUEST,
                         "config is EPOCH.VERSION, hold a number of seconds");
      return;
    }
  if (!note_config (app, peer, &known, &error) ||
      !hub_chain_read (app->store, peer->id, &chain, &error) ||
      !hub_attachment_list_missing (app->store, peer->id, chain.last_seq, HUB_CHANNEL_MAX_MISSING,
                                    news.missing, &error) ||
      !hub_cache_source_head (app->store, peer->region, &news.cache, &error) ||
      !read_tickets (app, peer, known.tickets, &news, &error) ||
      !read_commands (app, peer, &news, &error) ||
      !hub_config_offer_find (app, peer, known.epoch, known.version, &news.config, &error))
    {
      hub_reply_error (request, "channel", error);
      return;
    }
  if (request->must_answer || has_news (&known, &news))
    {
      if (hub_command_queue_note_sent (app->store, peer->id, news.last_command,
                                       hub_app_now_us (app), &error))
        reply_news (app, request, &known, &news, &chain);
      else
        hub_reply_error (request, "channel", error);
      return;
    }
  request->hold_us = CLAMP (hold_s, HUB_CHANNEL_MIN_HOLD_S, HUB_CHANNEL_MAX_HOLD_S) *
                     G_USEC_PER_SEC;
  g_free (request->hold_region);
  request->hold_region = g_strdup (peer->region);
}
