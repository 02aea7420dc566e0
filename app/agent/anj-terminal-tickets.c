/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a ticket's sender is told: from the outbox, from the ledger, from the hub. See
 * anj-terminal.h. */

#include <openssl/crypto.h>
#include <string.h>

#include "app/agent/anj-agent-error.h"
#include "app/agent/anj-terminal-private.h"
#include "core/anj-json.h"

#define HASH_BYTES 32

static gboolean
is_ticket (GBytes *bytes, const char *region, const char *number)
{
  g_autoptr (AnjHeader) header = anj_header_parse (bytes, NULL);

  return header != NULL && g_str_equal (header->region, region) &&
         g_str_equal (header->number, number);
}

/* where a case is, as far as this terminal can tell */
typedef enum {
  PLACE_AWAY,    /* not here */
  PLACE_KEPT,    /* here, and the hub has receipted it */
  PLACE_WAITING, /* here only */
} Place;

static gboolean
find_place (AnjTerminal *self,
            const char *region,
            const char *number,
            Place *out_place,
            GError **error)
{
  g_autoptr (GPtrArray) pooled = anj_anonymous_pool_headers (self->pool, error);
  g_autoptr (GPtrArray) entries = NULL;
  AnjOutboxState state;

  *out_place = PLACE_AWAY;
  if (pooled == NULL)
    return FALSE;
  anj_outbox_get_state (self->outbox, &state);
  entries = anj_outbox_read (self->outbox, state.front_seq + 1, G_MAXINT, G_MAXSIZE, error);
  if (entries == NULL)
    return FALSE;
  for (guint i = 0; i < pooled->len && *out_place == PLACE_AWAY; i++)
    if (is_ticket (pooled->pdata[i], region, number))
      *out_place = PLACE_WAITING;
  for (guint i = 0; i < entries->len && *out_place == PLACE_AWAY; i++)
    {
      const AnjOutboxEntry *entry = entries->pdata[i];

      if (is_ticket (entry->header, region, number))
        *out_place = entry->seq > state.receipted_seq ? PLACE_WAITING : PLACE_KEPT;
    }
  return TRUE;
}

static gboolean
is_state (JsonObject *state, const char *word)
{
  return g_strcmp0 (anj_json_get_string (state, "state", NULL), word) == 0;
}

/* What became of a case that is not here. The hub tells of each that it gets at the latest when it
 * backs it up, and no case leaves before: one of which it never told is lost, if any is. */
typedef enum {
  FATE_GONE_ON,
  FATE_LOST,
  FATE_UNSURE, /* the hub has not said yet which it has of those that were lost here */
  FATE_UNKNOWN /* of old: the hub has let it go */
} Fate;

static Fate
judge_fate (AnjTerminal *self, AnjTicketSource source, JsonObject *follow_up)
{
  AnjOutboxState state;

  if (source == ANJ_TICKET_UNKNOWN_TO_HUB)
    return is_state (follow_up, "answered") || is_state (follow_up, "closed") ? FATE_UNKNOWN
                                                                              : FATE_LOST;
  if (!is_state (follow_up, "waiting"))
    return FATE_GONE_ON;
  anj_outbox_get_state (self->outbox, &state);
  if (state.n_unsure > 0)
    return FATE_UNSURE;
  return state.n_lost + self->n_lost > 0 ? FATE_LOST : FATE_GONE_ON;
}

static void
mark_lost (JsonObject *state)
{
  JsonArray *history = anj_json_get_array (state, "history");
  JsonObject *step = json_object_new ();

  json_object_set_string_member (state, "state", "lost");
  json_object_set_string_member (step, "state", "lost");
  if (history != NULL)
    json_array_add_object_element (history, step);
  else
    json_object_unref (step);
}

/* (transfer full) */
static JsonObject *
parse_state (const char *state)
{
  g_autoptr (GBytes) bytes = g_bytes_new (state, strlen (state));
  JsonObject *object = anj_json_parse_object (bytes, NULL);

  return object != NULL ? object : json_object_new ();
}

/* What to say, by @place and, for one that is away, by what became of it. */
static AnjTicketOutcome
tell (AnjTerminal *self,
      AnjTicketSource source,
      Place place,
      const AnjFollowUp *follow_up,
      char **out_state,
      GError **error)
{
  g_autoptr (JsonObject) state = parse_state (follow_up->state);
  Fate fate = place == PLACE_AWAY ? judge_fate (self, source, state) : FATE_GONE_ON;

  if (fate == FATE_UNSURE)
    return ANJ_TICKET_ASK_HUB;
  if (fate == FATE_UNKNOWN)
    {
      g_set_error_literal (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_INVALID, "ticket-unknown");
      return ANJ_TICKET_FAILED;
    }
  if (fate == FATE_LOST)
    mark_lost (state);
  else if (place != PLACE_WAITING && is_state (state, "waiting"))
    json_object_set_string_member (state, "state", "received"); /* the hub's receipt says so */
  json_object_set_boolean_member (state, "offline", TRUE);
  *out_state = anj_json_object_to_text (state);
  return ANJ_TICKET_ANSWERED;
}

/* (nullable): the follow-up that @follow opens, counting wrong tries */
static AnjFollowUp *
open_follow_up (AnjTerminal *self,
                const char *region,
                const char *number,
                const guint8 *follow,
                GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autoptr (AnjFollowUp) follow_up = NULL;
  guint8 hash[HASH_BYTES];
  gint64 wait_us;

  if (!anj_ledger_try_follow (self->ledger, region, number, anj_time_sense_powered_us (self->time),
                              &wait_us, error))
    return NULL;
  if (wait_us > 0)
    {
      g_propagate_error (error, anj_agent_error_new_throttled (wait_us));
      return NULL;
    }
  follow_up = anj_ledger_get_follow_up (self->ledger, region, number, &local_error);
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }
  anj_sha256 (follow, ANJ_FOLLOW_BYTES, hash);
  if (follow_up != NULL && CRYPTO_memcmp (hash, follow_up->follow_hash, sizeof hash) == 0)
    return anj_ledger_forgive_follow (self->ledger, region, number, error)
               ? g_steal_pointer (&follow_up)
               : NULL;
  g_set_error_literal (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_INVALID, "ticket-unknown");
  return NULL;
}

static gboolean
is_known (AnjTerminal *self, const char *region, const char *number)
{
  g_autoptr (AnjFollowUp)
      follow_up = anj_ledger_get_follow_up (self->ledger, region, number, /* error */ NULL);

  return follow_up != NULL;
}

AnjTicketOutcome
anj_terminal_find_ticket (AnjTerminal *self,
                          AnjTicketSource source,
                          const char *region,
                          const char *number,
                          const guint8 *follow,
                          char **out_state,
                          GBytes **out_answer,
                          GError **error)
{
  g_autoptr (AnjFollowUp) follow_up = NULL;
  AnjTicketOutcome outcome;
  Place place;

  if (!anj_terminal_require_open (self, error) || !find_place (self, region, number, &place, error))
    return ANJ_TICKET_FAILED;
  if (place != PLACE_WAITING && source == ANJ_TICKET_WAITING)
    return ANJ_TICKET_ASK_HUB;
  if (place != PLACE_WAITING && source == ANJ_TICKET_LAST_KNOWN && !is_known (self, region, number))
    return ANJ_TICKET_ASK_HUB;
  if (place == PLACE_AWAY && !is_known (self, region, number))
    {
      g_set_error_literal (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_INVALID, "ticket-unknown");
      return ANJ_TICKET_FAILED;
    }
  follow_up = open_follow_up (self, region, number, follow, error);
  if (follow_up == NULL)
    return ANJ_TICKET_FAILED;
  outcome = tell (self, source, place, follow_up, out_state, error);
  if (outcome == ANJ_TICKET_ANSWERED)
    *out_answer = follow_up->answer != NULL ? g_bytes_ref (follow_up->answer)
                                            : g_bytes_new (NULL, 0);
  return outcome;
}

gboolean
anj_terminal_keep_ticket (AnjTerminal *self,
                          const char *region,
                          const char *number,
                          const guint8 *follow,
                          const char *state,
                          GBytes *answer,
                          GError **error)
{
  AnjFollowUp follow_up = { .state = (char *) state, .answer = answer };

  anj_sha256 (follow, ANJ_FOLLOW_BYTES, follow_up.follow_hash);
  return anj_ledger_put_follow_up (self->ledger, region, number, &follow_up, error);
}

gboolean
anj_terminal_update_ticket (AnjTerminal *self,
                            const char *region,
                            const char *number,
                            const char *state,
                            GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autoptr (AnjFollowUp)
      follow_up = anj_ledger_get_follow_up (self->ledger, region, number, &local_error);

  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  if (follow_up == NULL)
    return TRUE;
  g_free (follow_up->state);
  follow_up->state = g_strdup (state);
  return anj_ledger_put_follow_up (self->ledger, region, number, follow_up, error);
}

gboolean
anj_terminal_take_slip (AnjTerminal *self, const char *region, const char *number, GError **error)
{
  return anj_ledger_take_slip (self->ledger, region, number, error);
}
