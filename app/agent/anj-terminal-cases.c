/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "anj-agent"

/* Cases: from the reserved number over outbox and pool to the hub's receipt. See anj-terminal.h. */

#include <string.h>

#include "app/agent/anj-agent-error.h"
#include "app/agent/anj-terminal-private.h"
#include "core/anj-hex.h"
#include "core/anj-json.h"
#include "core/anj-ticket-number.h"
#include "core/anj-time.h"

#define ANONYMOUS_SUFFIX ":anonymous"
#define HEADER_MAX_BYTES (64 * 1024)
#define PAYLOAD_MAX_BYTES (1024 * 1024)
#define BATCH_MAX_ENTRIES 64
/* in base64 and with quotes escaped below the hub's 4 MiB */
#define BATCH_MAX_BYTES (3 * 512 * 1024)

static const char *const kinds[] = { "complaint", "update",   "proposal", "objection",
                                     "note",      "feedback", "referral", NULL };

static gboolean
refuse (GError **error, const char *key)
{
  g_set_error_literal (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_INVALID, key);
  return FALSE;
}

void
anj_reservation_free (AnjReservation *self)
{
  if (self == NULL)
    return;
  g_free (self->id);
  g_free (self->region);
  g_free (self->number);
  g_free (self->kind);
  g_free (self);
}

AnjReservation *
anj_reservation_copy (const AnjReservation *self)
{
  AnjReservation *copy = g_new0 (AnjReservation, 1);

  copy->id = g_strdup (self->id);
  copy->region = g_strdup (self->region);
  copy->number = g_strdup (self->number);
  copy->kind = g_strdup (self->kind);
  copy->anonymous = self->anonymous;
  return copy;
}

AnjReservation *
anj_terminal_reserve (AnjTerminal *self, const char *kind, GError **error)
{
  g_autoptr (AnjReservation) reservation = g_new0 (AnjReservation, 1);
  g_autoptr (AnjCacheGeneration) generation = NULL;
  guint32 sequence;
  guint32 index;

  reservation->kind = g_strdup (kind);
  reservation->anonymous = g_str_has_suffix (kind, ANONYMOUS_SUFFIX);
  if (reservation->anonymous)
    reservation->kind[strlen (kind) - strlen (ANONYMOUS_SUFFIX)] = '\0';
  if (!g_strv_contains (kinds, reservation->kind))
    {
      refuse (error, "kind-unknown");
      return NULL;
    }
  if (!anj_terminal_require_open (self, error))
    return NULL;
  if (anj_ledger_get_mark (self->ledger, ANJ_MARK_BEHIND) != 0)
    {
      g_set_error_literal (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_UNAVAILABLE, "enrol-again");
      return NULL;
    }
  generation = anj_terminal_require_synced (self, error);
  if (generation == NULL ||
      !anj_ledger_take_ticket (self->ledger, self->identity->slice_size, &sequence, error))
    return NULL;

  index = anj_ticket_number_draw (self->ticket_key, self->identity->slice_first,
                                  self->identity->slice_size, sequence);
  reservation->number = anj_ticket_number_format (index);
  reservation->region = g_strdup (self->identity->region);
  reservation->id = reservation->anonymous ? anj_uuid_v4 (self->random)
                                           : anj_uuid_v7 (anj_terminal_now_us (self), self->random);
  return g_steal_pointer (&reservation);
}

static AnjHeader *
check_header (const AnjReservation *reservation, GBytes *bytes, GBytes *payload, GError **error)
{
  g_autoptr (AnjHeader) header = NULL;

  if (g_bytes_get_size (bytes) > HEADER_MAX_BYTES ||
      g_bytes_get_size (payload) > PAYLOAD_MAX_BYTES || g_bytes_get_size (payload) == 0)
    {
      refuse (error, "too-large");
      return NULL;
    }
  header = anj_header_parse (bytes, NULL);
  if (header == NULL)
    {
      refuse (error, "header-invalid");
      return NULL;
    }
  if (!g_str_equal (header->id, reservation->id) ||
      !g_str_equal (header->region, reservation->region) ||
      !g_str_equal (header->number, reservation->number) ||
      !g_str_equal (header->kind, reservation->kind) || header->anonymous != reservation->anonymous)
    {
      refuse (error, "not-reserved");
      return NULL;
    }
  return g_steal_pointer (&header);
}

/* What its sender may be told while the case has not left. */
static gboolean
keep_follow_up (AnjTerminal *self, const AnjHeader *header, GError **error)
{
  g_autoptr (JsonObject) state = json_object_new ();
  JsonArray *history = json_array_new ();
  JsonObject *first = json_object_new ();
  g_autofree char *state_text = NULL;
  AnjFollowUp follow_up = { 0 };

  json_object_set_string_member (first, "state", "waiting");
  json_object_set_string_member (first, "time", header->submitted);
  json_array_add_object_element (history, first);
  json_object_set_string_member (state, "kind", header->kind);
  json_object_set_string_member (state, "category", header->category);
  if (header->programme != NULL)
    json_object_set_string_member (state, "programme", header->programme);
  json_object_set_string_member (state, "state", "waiting");
  json_object_set_string_member (state, "submitted", header->submitted);
  json_object_set_null_member (state, "due");
  json_object_set_array_member (state, "history", history);
  state_text = anj_json_object_to_text (state);
  follow_up.state = state_text;
  return anj_hex_decode (header->follow_hash, follow_up.follow_hash,
                         sizeof follow_up.follow_hash) &&
         anj_ledger_put_follow_up (self->ledger, header->region, header->number, &follow_up, error);
}

static gboolean
keep_case (AnjTerminal *self,
           const AnjHeader *parsed,
           GBytes *header,
           GBytes *payload,
           GError **error)
{
  /* the follow-up first: without its case it is never asked for, without it the case could not be
   * followed offline */
  if (!keep_follow_up (self, parsed, error))
    return FALSE;
  if (!parsed->anonymous)
    return anj_outbox_append (self->outbox, header, payload, error);
  return anj_anonymous_pool_add (self->pool, header, payload, anj_clock_real_us (self->clock),
                                 anj_terminal_get_hold_us (self), error);
}

gboolean
anj_terminal_submit (AnjTerminal *self,
                     const AnjReservation *reservation,
                     GBytes *header,
                     GBytes *payload,
                     GPtrArray *attachments,
                     GError **error)
{
  g_autoptr (AnjHeader) parsed = check_header (reservation, header, payload, error);
  g_autoptr (GError) local_error = NULL;

  /* attachments first: a case never names a file that is not there */
  if (parsed == NULL || !anj_terminal_keep_attachments (self, parsed, attachments, error))
    return FALSE;
  if (!keep_case (self, parsed, header, payload, error))
    {
      anj_terminal_drop_attachments (self, parsed);
      return FALSE;
    }
  if (!parsed->anonymous)
    return TRUE;
  /* it is kept: an error now would have it sent twice; the next start mends the ledger */
  if (!anj_ledger_add_pooled (self->ledger, parsed->id, &local_error))
    g_warning ("an anonymous case is not in the ledger yet: %s", local_error->message);
  return TRUE;
}

static gboolean
release_pool (AnjTerminal *self, GError **error)
{
  g_autoptr (GPtrArray) released = NULL;

  if (!anj_anonymous_pool_release (self->pool, anj_clock_real_us (self->clock),
                                   anj_terminal_get_hold_us (self), &released, error))
    return FALSE;
  for (guint i = 0; i < released->len; i++)
    {
      g_autoptr (GError) local_error = NULL;

      /* it is linked and goes; what stays in the ledger the next start mends */
      if (!anj_ledger_remove_pooled (self->ledger, released->pdata[i], &local_error))
        g_warning ("an anonymous case is still in the ledger: %s", local_error->message);
    }
  return TRUE;
}

GBytes *
anj_terminal_make_batch (AnjTerminal *self, guint64 reask_seq, GError **error)
{
  g_autoptr (GPtrArray) entries = NULL;
  g_autoptr (GString) body = g_string_new ("{\"submissions\":[");
  AnjOutboxState state;

  if (!release_pool (self, error))
    return NULL;
  anj_outbox_get_state (self->outbox, &state);
  if (state.last_seq > MAX (state.receipted_seq, state.front_seq))
    entries = anj_outbox_read (self->outbox, MAX (state.receipted_seq, state.front_seq) + 1,
                               BATCH_MAX_ENTRIES, BATCH_MAX_BYTES, error);
  else if (reask_seq > state.front_seq && reask_seq <= state.receipted_seq)
    entries = anj_outbox_read (self->outbox, reask_seq, 1, 0, error);
  if (entries == NULL || entries->len == 0)
    return NULL;

  for (guint i = 0; i < entries->len; i++)
    {
      const AnjOutboxEntry *entry = entries->pdata[i];
      g_autoptr (GBytes)
          text = anj_submission_to_bytes (entry->header, entry->link, entry->payload);

      if (i > 0)
        g_string_append_c (body, ',');
      g_string_append_len (body, g_bytes_get_data (text, NULL), (gssize) g_bytes_get_size (text));
    }
  /* a hub that was restored learns from which case on it can have them */
  g_string_append_printf (body, "],\"front_seq\":%" G_GUINT64_FORMAT "}", state.front_seq);
  return g_string_free_to_bytes (g_steal_pointer (&body));
}

gboolean
anj_terminal_apply_receipt (AnjTerminal *self, GBytes *der, GError **error)
{
  g_autoptr (AnjReceipt) receipt = NULL;
  g_autoptr (GPtrArray) hub_cas = anj_terminal_list_hub_cas (self);

  if (!anj_outbox_apply_receipt (self->outbox, der, hub_cas, &receipt, error))
    return FALSE;
  anj_terminal_witness_time (self, receipt->time_us);
  return anj_ledger_raise_mark (self->ledger, ANJ_MARK_FLOOR_US, receipt->time_us, error);
}

/* A hub that holds more than was ever linked here means that this disk was put back to an older
 * state: its numbers were given away already, and what it links forks the chain. Nothing is
 * reserved then, so that nobody is told a number that is another's. */
static gboolean
note_behind (AnjTerminal *self, guint64 hub_last_seq, GError **error)
{
  AnjOutboxState state;
  gboolean is_behind;

  anj_outbox_get_state (self->outbox, &state);
  is_behind = hub_last_seq > state.last_seq;
  if (is_behind == (anj_ledger_get_mark (self->ledger, ANJ_MARK_BEHIND) != 0))
    return TRUE;
  if (is_behind)
    g_warning ("the hub holds %" G_GUINT64_FORMAT " cases of this terminal, %" G_GUINT64_FORMAT
               " were made here: the disk is an older copy; enrol it anew",
               hub_last_seq, state.last_seq);
  return anj_ledger_set_mark (self->ledger, ANJ_MARK_BEHIND, is_behind, error);
}

gboolean
anj_terminal_rewind (AnjTerminal *self, guint64 hub_last_seq, GError **error)
{
  if (!note_behind (self, hub_last_seq, error))
    return FALSE;
  return anj_outbox_rewind (self->outbox, hub_last_seq, error);
}
