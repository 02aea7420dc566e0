/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a ticket's sender is told: from the outbox, from the ledger, from the hub. See
 * anj-terminal.h. */

#include <openssl/crypto.h>
#include <string.h>

#include "app/agent/anj-agent-error.h"
#include "app/agent/anj-terminal-private.h"
#include "core/anj-json.h"

#define HASH_BYTES 32

/* where a case is, as far as this terminal can tell */
typedef enum {
  PLACE_AWAY,    /* not here */
  PLACE_KEPT,    /* here, and the hub has receipted it */
  PLACE_WAITING, /* here only */
  PLACE_REFUSED, /* the hub did not take it */
} Place;

typedef struct
{
  Place place;
  AnjHeader *header; /* (owned) (nullable): NULL: it is away */
} Found;

static void
found_clear (Found *self)
{
  g_clear_pointer (&self->header, anj_header_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Found, found_clear)

/* the newer place of one case counts: what the hub refused it may have been sent again */
static void
look_at (Found *found, GBytes *bytes, const char *region, const char *number, Place place)
{
  g_autoptr (AnjHeader) header = anj_header_parse (bytes, NULL);

  if (header == NULL || !g_str_equal (header->region, region) ||
      !g_str_equal (header->number, number))
    return;
  found->place = place;
  g_clear_pointer (&found->header, anj_header_free);
  found->header = g_steal_pointer (&header);
}

static gboolean
find_case (AnjTerminal *self,
           const char *region,
           const char *number,
           Found *out_found,
           GError **error)
{
  g_autoptr (GPtrArray) pooled = anj_anonymous_pool_headers (self->pool, error);
  g_autoptr (GPtrArray) refused = NULL;
  g_autoptr (GPtrArray) entries = NULL;
  AnjOutboxState state;

  out_found->place = PLACE_AWAY;
  if (pooled == NULL)
    return FALSE;
  anj_outbox_get_state (self->outbox, &state);
  entries = anj_outbox_read (self->outbox, state.front_seq + 1, G_MAXINT, G_MAXSIZE, error);
  refused = entries != NULL ? anj_outbox_read_refused (self->outbox, error) : NULL;
  if (refused == NULL)
    return FALSE;
  for (guint i = 0; i < pooled->len; i++)
    look_at (out_found, pooled->pdata[i], region, number, PLACE_WAITING);
  for (guint i = 0; i < entries->len; i++)
    {
      const AnjOutboxEntry *entry = entries->pdata[i];

      look_at (out_found, entry->header, region, number,
               entry->seq > state.receipted_seq ? PLACE_WAITING : PLACE_KEPT);
    }
  for (guint i = 0; i < refused->len && out_found->place != PLACE_WAITING; i++)
    look_at (out_found, refused->pdata[i], region, number, PLACE_REFUSED);
  return TRUE;
}

static gboolean
is_state (JsonObject *state, const char *word)
{
  return g_strcmp0 (anj_json_get_string (state, "state", NULL), word) == 0;
}

/* What became of a case that does not wait here. The hub tells of each that it gets at the latest
 * when it backs it up, and no case leaves before: one of which it never told is lost, if any is. */
typedef enum {
  FATE_GONE_ON,
  FATE_LOST,
  FATE_REFUSED,
  FATE_UNSURE, /* the hub has not said yet which it has of those that were lost here */
  FATE_UNKNOWN /* of old: the hub has let it go */
} Fate;

static Fate
judge_fate (AnjTerminal *self, AnjTicketSource source, Place place, JsonObject *follow_up)
{
  AnjOutboxState state;

  if (place == PLACE_WAITING || place == PLACE_KEPT)
    return FATE_GONE_ON;
  /* a hub that knows it took it the second time */
  if (place == PLACE_REFUSED)
    return source == ANJ_TICKET_UNKNOWN_TO_HUB || is_state (follow_up, "waiting") ? FATE_REFUSED
                                                                                  : FATE_GONE_ON;
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

/* @word: "lost", "refused" */
static void
end_with (JsonObject *state, const char *word)
{
  JsonArray *history = anj_json_get_array (state, "history");
  JsonObject *step = json_object_new ();

  json_object_set_string_member (state, "state", word);
  json_object_set_string_member (step, "state", word);
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

/* of what is here the hub may not have heard yet */
static void
add_lost_attachments (AnjTerminal *self, const Found *found, JsonObject *state)
{
  guint n_lost = found->header != NULL ? anj_terminal_count_lost_attachments (self, found->header)
                                       : 0;

  if (n_lost > 0)
    json_object_set_int_member (state, "attachments_lost", n_lost);
}

/* What to say, by its place and, for one that is away, by what became of it. */
static AnjTicketOutcome
tell (AnjTerminal *self,
      AnjTicketSource source,
      const Found *found,
      const AnjFollowUp *follow_up,
      char **out_state,
      GError **error)
{
  g_autoptr (JsonObject) state = parse_state (follow_up->state);
  Fate fate = judge_fate (self, source, found->place, state);

  if (fate == FATE_UNSURE)
    return ANJ_TICKET_ASK_HUB;
  if (fate == FATE_UNKNOWN)
    {
      g_set_error_literal (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_INVALID, "ticket-unknown");
      return ANJ_TICKET_FAILED;
    }
  if (fate == FATE_LOST)
    end_with (state, "lost");
  else if (fate == FATE_REFUSED)
    end_with (state, "refused");
  else if (found->place != PLACE_WAITING && is_state (state, "waiting"))
    json_object_set_string_member (state, "state", "received"); /* the hub's receipt says so */
  add_lost_attachments (self, found, state);
  json_object_set_boolean_member (state, "offline", TRUE);
  *out_state = anj_json_object_to_text (state);
  return ANJ_TICKET_ANSWERED;
}

/* (nullable): NULL without error: not known. What a lost ledger forgot the case itself tells, if it
 * is here */
static AnjFollowUp *
recall (AnjTerminal *self,
        const char *region,
        const char *number,
        const AnjHeader *header,
        GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autoptr (AnjFollowUp)
      follow_up = anj_ledger_get_follow_up (self->ledger, region, number, &local_error);

  if (follow_up != NULL || (header == NULL && local_error == NULL))
    return g_steal_pointer (&follow_up);
  if (header == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }
  return anj_terminal_keep_follow_up (self, header, error)
             ? anj_ledger_get_follow_up (self->ledger, region, number, error)
             : NULL;
}

/* (nullable): the follow-up that @follow opens, counting wrong tries */
static AnjFollowUp *
open_follow_up (AnjTerminal *self,
                const char *region,
                const char *number,
                const guint8 *follow,
                const AnjHeader *header,
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
  follow_up = recall (self, region, number, header, &local_error);
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
  g_auto (Found) found = { 0 };
  AnjTicketOutcome outcome;
  gboolean knows;

  if (!anj_terminal_require_open (self, error) || !find_case (self, region, number, &found, error))
    return ANJ_TICKET_FAILED;
  knows = found.header != NULL || is_known (self, region, number);
  if (found.place != PLACE_WAITING &&
      (source == ANJ_TICKET_WAITING || (source == ANJ_TICKET_LAST_KNOWN && !knows)))
    return ANJ_TICKET_ASK_HUB;
  if (!knows)
    {
      g_set_error_literal (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_INVALID, "ticket-unknown");
      return ANJ_TICKET_FAILED;
    }
  follow_up = open_follow_up (self, region, number, follow, found.header, error);
  if (follow_up == NULL)
    return ANJ_TICKET_FAILED;
  outcome = tell (self, source, &found, follow_up, out_state, error);
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
