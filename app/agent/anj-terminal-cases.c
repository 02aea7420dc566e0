/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "anj-agent"

/* Cases: from the reserved number over outbox and pool to the hub's receipt. See anj-terminal.h. */

#include <string.h>

#include "app/agent/anj-agent-error.h"
#include "app/agent/anj-outbox-batch.h"
#include "app/agent/anj-terminal-private.h"
#include "core/anj-hex.h"
#include "core/anj-json.h"
#include "core/anj-ticket-number.h"
#include "core/anj-time.h"

#define ANONYMOUS_SUFFIX ":anonymous"
#define LOOK_MAX_S (15 * 60)
#define HEADER_MAX_BYTES (64 * 1024)
#define PAYLOAD_MAX_BYTES (1024 * 1024)

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

/* (transfer full) (nullable): one that no case here has: a counter that decayed gives none twice */
static char *
take_number (AnjTerminal *self, GError **error)
{
  const AnjIdentity *identity = self->identity;
  guint32 sequence;

  while (anj_ledger_take_ticket (self->ledger, identity->slice_size, &sequence, error))
    {
      guint32 index = anj_ticket_number_draw (self->ticket_key, identity->slice_first,
                                              identity->slice_size, sequence);
      g_autofree char *number = anj_ticket_number_format (index);

      if (!anj_ledger_knows_ticket (self->ledger, identity->region, number))
        return g_steal_pointer (&number);
      g_warning ("a ticket number is skipped: a case has it already");
    }
  return NULL;
}

AnjReservation *
anj_terminal_reserve (AnjTerminal *self, const char *kind, GError **error)
{
  g_autoptr (AnjReservation) reservation = g_new0 (AnjReservation, 1);

  reservation->kind = g_strdup (kind);
  reservation->anonymous = g_str_has_suffix (kind, ANONYMOUS_SUFFIX);
  if (reservation->anonymous)
    reservation->kind[strlen (kind) - strlen (ANONYMOUS_SUFFIX)] = '\0';
  if (!g_strv_contains (kinds, reservation->kind))
    {
      refuse (error, "kind-unknown");
      return NULL;
    }
  if (!anj_terminal_require_storage (self, error) || !anj_terminal_require_open (self, error))
    return NULL;
  if (anj_ledger_get_mark (self->ledger, ANJ_MARK_BEHIND) != 0)
    {
      g_set_error_literal (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_UNAVAILABLE, "enrol-again");
      return NULL;
    }
  if (!anj_terminal_require_service (self, error) || !anj_terminal_require_room (self, error))
    return NULL;
  reservation->number = take_number (self, error);
  if (reservation->number == NULL)
    return NULL;
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

gboolean
anj_terminal_keep_follow_up (AnjTerminal *self, const AnjHeader *header, GError **error)
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
  if (!anj_terminal_keep_follow_up (self, parsed, error))
    return FALSE;
  if (!parsed->anonymous)
    return anj_outbox_append (self->outbox, header, payload, error);
  return anj_anonymous_pool_add (self->pool, header, payload,
                                 anj_time_sense_powered_us (self->time),
                                 anj_terminal_get_hold_us (self), error);
}

/* what was handed in, on its way to the disk */
typedef struct
{
  const AnjHeader *parsed;
  GBytes *header;
  GBytes *payload;
  GPtrArray *attachments; /* (nullable) */
} Submission;

static gboolean
is_among (GPtrArray *headers, const char *id)
{
  for (guint i = 0; i < headers->len; i++)
    {
      g_autoptr (AnjHeader) header = anj_header_parse (headers->pdata[i], NULL);

      if (header != NULL && g_str_equal (header->id, id))
        return TRUE;
    }
  return FALSE;
}

/* whether the outbox or the pool holds it, whatever the disk answered */
static gboolean
is_kept (AnjTerminal *self, const Submission *submission)
{
  g_autoptr (GPtrArray) headers = NULL;
  g_autoptr (GPtrArray) newest = NULL;
  AnjOutboxState state;

  if (submission->parsed->anonymous)
    headers = anj_anonymous_pool_headers (self->pool, NULL);
  else
    {
      anj_outbox_get_state (self->outbox, &state);
      newest = anj_outbox_read (self->outbox, state.last_seq, 1, 0, NULL);
      headers = g_ptr_array_new ();
      for (guint i = 0; newest != NULL && i < newest->len; i++)
        g_ptr_array_add (headers, ((AnjOutboxEntry *) newest->pdata[i])->header);
    }
  return headers != NULL && is_among (headers, submission->parsed->id);
}

/* @has_files: (out): whether its attachments lie there, and are no other case's */
static gboolean
try_submission (AnjTerminal *self,
                const Submission *submission,
                gboolean *has_files,
                GError **error)
{
  /* attachments first: a case never names a file that is not there */
  *has_files = anj_terminal_keep_attachments (self, submission->parsed, submission->attachments,
                                              error);
  return *has_files &&
         keep_case (self, submission->parsed, submission->header, submission->payload, error);
}

/* whether it may go better the next time */
static gboolean
makes_way (AnjTerminal *self, const GError *error)
{
  return g_error_matches (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_FULL) &&
         anj_terminal_give_up_reserve (self);
}

/* only now, with the files as they are, is it known whether the first try kept it: what it brought
 * may go only if not */
static gboolean
try_again (AnjTerminal *self, const Submission *submission, gboolean *has_files, GError **error)
{
  if (is_kept (self, submission))
    return TRUE;
  if (*has_files)
    anj_terminal_drop_attachments (self, submission->parsed);
  return try_submission (self, submission, has_files, error);
}

static gboolean
is_disk_broken (AnjTerminal *self)
{
  return anj_db_is_broken (anj_ledger_get_db (self->ledger)) ||
         anj_db_is_broken (anj_outbox_get_db (self->outbox));
}

/* It has its number: a full disk gives up the reserve for it, and a disk that failed once is asked
 * again with files opened anew, which may show that it was kept all the same. */
static gboolean
keep_submission (AnjTerminal *self, const Submission *submission, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  gboolean has_files = FALSE;

  if (try_submission (self, submission, &has_files, &local_error))
    return TRUE;
  while (makes_way (self, local_error))
    {
      g_clear_error (&local_error);
      if (try_again (self, submission, &has_files, &local_error))
        return TRUE;
    }
  if (is_disk_broken (self))
    {
      /* without it nobody knows whether the case was kept: its files stay until the next start */
      if (!anj_terminal_require_storage (self, error))
        return FALSE;
      g_clear_error (&local_error);
      if (try_again (self, submission, &has_files, &local_error))
        return TRUE;
    }
  /* a disk that failed again does not tell either */
  if (has_files && !is_disk_broken (self) && !is_kept (self, submission))
    anj_terminal_drop_attachments (self, submission->parsed);
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
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
  const Submission submission = { parsed, header, payload, attachments };
  g_autoptr (GError) local_error = NULL;

  if (parsed == NULL || !anj_terminal_require_storage (self, error) ||
      !keep_submission (self, &submission, error))
    return FALSE;
  if (!parsed->anonymous)
    {
      anj_terminal_note_outbox (self);
      return TRUE;
    }
  /* it is kept: an error now would have it sent twice; the next start mends the ledger */
  if (!anj_ledger_add_pooled (self->ledger, parsed->id, &local_error))
    g_warning ("an anonymous case is not in the ledger yet: %s", local_error->message);
  return TRUE;
}

static gboolean
release_pool (AnjTerminal *self, GError **error)
{
  g_autoptr (GPtrArray) released = NULL;

  if (!anj_anonymous_pool_release (self->pool, anj_time_sense_powered_us (self->time),
                                   anj_terminal_get_hold_us (self), &released, error))
    return FALSE;
  if (released->len > 0)
    anj_terminal_note_outbox (self);
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
  g_autoptr (GError) pool_error = NULL;

  anj_terminal_mend (self);
  /* links that would not last would be others after the next start */
  if (self->storage == ANJ_STORAGE_GOOD && !release_pool (self, &pool_error))
    {
      /* the others need not wait for room */
      if (!g_error_matches (pool_error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_FULL))
        {
          g_propagate_error (error, g_steal_pointer (&pool_error));
          return NULL;
        }
      g_message ("the anonymous pool waits for room: %s", pool_error->message);
    }
  return anj_outbox_make_batch (self->outbox, reask_seq, error);
}

/* a hub whose clock says that its own CA has ended is not believed: its word would shut it out */
static gboolean
learn_time (AnjTerminal *self, gint64 signed_us, GPtrArray *hub_cas, GError **error)
{
  gint64 end_us = 0;

  for (guint i = 0; i < hub_cas->len; i++)
    end_us = MAX (end_us, anj_cert_not_after_us (hub_cas->pdata[i]));
  if (signed_us > end_us)
    {
      g_warning ("a receipt bears a time after the end of the hub's CA: the hub's clock is wrong");
      return TRUE;
    }
  return anj_time_sense_learn (self->time, signed_us, error) &&
         anj_time_sense_hear (self->time, signed_us, error);
}

guint
anj_terminal_get_look_s (AnjTerminal *self)
{
  g_autoptr (GPtrArray) headers = anj_anonymous_pool_headers (self->pool, /* error */ NULL);
  gint64 look_s = anj_terminal_get_hold_us (self) / 100 / (gint64) G_USEC_PER_SEC;

  return headers != NULL && headers->len == 0 ? 0 : (guint) CLAMP (look_s, 1, LOOK_MAX_S);
}

static gboolean
try_receipt (AnjTerminal *self, GBytes *der, GError **error)
{
  g_autoptr (AnjReceipt) receipt = NULL;
  g_autoptr (GPtrArray) hub_cas = anj_terminal_list_hub_cas (self);
  guint n_lost;

  if (!anj_terminal_require_storage (self, error) ||
      !anj_outbox_apply_receipt (self->outbox, der, hub_cas, &receipt, &n_lost, error))
    return FALSE;
  if (n_lost > 0)
    anj_damage_note (self->damage, "outbox.db", ANJ_DAMAGE_LOST, n_lost,
                     "the hub never had them; who asks with number and PIN is told");
  return learn_time (self, receipt->time_us, hub_cas, error);
}

/* without it nothing would ever leave a full disk */
gboolean
anj_terminal_apply_receipt (AnjTerminal *self, GBytes *der, GError **error)
{
  g_autoptr (GError) local_error = NULL;

  while (!try_receipt (self, der, &local_error))
    {
      if (!makes_way (self, local_error))
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return FALSE;
        }
      g_clear_error (&local_error);
    }
  return TRUE;
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
