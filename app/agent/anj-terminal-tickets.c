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

/* Whether the case is still here only. */
static gboolean
find_waiting (AnjTerminal *self,
              const char *region,
              const char *number,
              gboolean *out_waiting,
              GError **error)
{
  g_autoptr (GPtrArray) pooled = anj_anonymous_pool_headers (self->pool, error);
  g_autoptr (GPtrArray) entries = NULL;
  AnjOutboxState state;
  gboolean found = FALSE;

  if (pooled == NULL)
    return FALSE;
  anj_outbox_get_state (self->outbox, &state);
  entries = anj_outbox_read (self->outbox, MAX (state.receipted_seq, state.front_seq) + 1, G_MAXINT,
                             G_MAXSIZE, error);
  if (entries == NULL)
    return FALSE;
  for (guint i = 0; i < pooled->len && !found; i++)
    found = is_ticket (pooled->pdata[i], region, number);
  for (guint i = 0; i < entries->len && !found; i++)
    found = is_ticket (((AnjOutboxEntry *) entries->pdata[i])->header, region, number);
  *out_waiting = found;
  return TRUE;
}

static char *
mark_offline (const char *state, gboolean has_left)
{
  g_autoptr (GBytes) bytes = g_bytes_new (state, strlen (state));
  g_autoptr (JsonObject) object = anj_json_parse_object (bytes, NULL);

  if (object == NULL)
    object = json_object_new ();
  if (has_left && g_strcmp0 (anj_json_get_string (object, "state", NULL), "waiting") == 0)
    json_object_set_string_member (object, "state", "received"); /* the hub's receipt says so */
  json_object_set_boolean_member (object, "offline", TRUE);
  return anj_json_object_to_text (object);
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

  if (!anj_ledger_try_follow (self->ledger, region, number, anj_clock_real_us (self->clock),
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
  gboolean waiting = FALSE;

  if (!anj_terminal_require_open (self, error) ||
      !find_waiting (self, region, number, &waiting, error))
    return ANJ_TICKET_FAILED;
  if (!waiting && source == ANJ_TICKET_WAITING)
    return ANJ_TICKET_ASK_HUB;
  if (!waiting && !is_known (self, region, number))
    return ANJ_TICKET_ASK_HUB;
  follow_up = open_follow_up (self, region, number, follow, error);
  if (follow_up == NULL)
    return ANJ_TICKET_FAILED;
  *out_state = mark_offline (follow_up->state, !waiting);
  *out_answer = follow_up->answer != NULL ? g_bytes_ref (follow_up->answer) : g_bytes_new (NULL, 0);
  return ANJ_TICKET_ANSWERED;
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
