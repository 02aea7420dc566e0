/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "anj-agent"

/* Outbox and pool of the terminal: opened, doubted against what the ledger noted of the newest
 * link, and salvaged where they do not hold. See anj-terminal-private.h. */

#include <glib/gstdio.h>
#include <string.h>

#include "app/agent/anj-agent-error.h"
#include "app/agent/anj-outbox-marks.h"
#include "app/agent/anj-outbox-salvage.h"
#include "app/agent/anj-state-files.h"
#include "app/agent/anj-successor.h"
#include "app/agent/anj-terminal-private.h"

#define FILE_NAME "outbox.db"

static gboolean
read_witness (AnjTerminal *self, AnjOutboxLinks *out_links)
{
  g_autofree char *text = anj_ledger_get_note (self->ledger, ANJ_NOTE_OUTBOX_WITNESS);
  guint8 row_key[ANJ_OUTBOX_ROW_KEY_BYTES];
  g_autoptr (GBytes) sealed = NULL;
  gboolean done;
  guchar *data;
  gsize n_bytes;

  if (text == NULL || *text == '\0')
    return FALSE;
  data = g_base64_decode (text, &n_bytes);
  sealed = g_bytes_new_take (data, n_bytes);
  done = anj_outbox_row_key (self->identity->k_out, row_key, NULL) &&
         anj_outbox_witness_open (out_links, row_key, sealed, NULL);
  explicit_bzero (row_key, sizeof row_key);
  return done;
}

static gboolean
write_witness (AnjTerminal *self, const AnjOutboxLinks *links, GError **error)
{
  guint8 row_key[ANJ_OUTBOX_ROW_KEY_BYTES];
  g_autoptr (GBytes) sealed = NULL;
  g_autofree char *text = NULL;

  if (!anj_outbox_row_key (self->identity->k_out, row_key, error))
    return FALSE;
  sealed = anj_outbox_witness_seal (links, row_key, self->random, error);
  explicit_bzero (row_key, sizeof row_key);
  if (sealed == NULL)
    return FALSE;
  text = g_base64_encode (g_bytes_get_data (sealed, NULL), g_bytes_get_size (sealed));
  return anj_ledger_set_note (self->ledger, ANJ_NOTE_OUTBOX_WITNESS, text, error);
}

void
anj_terminal_note_outbox (AnjTerminal *self)
{
  g_autoptr (GError) error = NULL;
  AnjOutboxLinks links, noted;

  anj_outbox_links_begin (self->outbox, &links);
  if (links.last_seq == 0 ||
      (read_witness (self, &noted) && memcmp (&noted, &links, sizeof links) == 0))
    return;
  /* what is in the outbox is kept: an error now would have it sent twice */
  if (!write_witness (self, &links, &error))
    g_warning ("the ledger does not know of the newest case yet: %s", error->message);
}

void
anj_terminal_close_outbox (AnjTerminal *self)
{
  g_clear_pointer (&self->pool, anj_anonymous_pool_free);
  g_clear_pointer (&self->outbox, anj_outbox_close);
}

static gboolean
open_once (AnjTerminal *self, AnjDbMode mode, GError **error)
{
  const AnjIdentity *identity = self->identity;
  AnjOutboxLinks noted;

  /* only looked at before it is known to hold, so that a salvage finds it as it was */
  self->outbox = anj_outbox_open (identity->state_dir, identity->terminal, identity->k_out,
                                  self->random, mode, error);
  if (self->outbox == NULL || (mode != ANJ_DB_NOTHING && read_witness (self, &noted) &&
                               !anj_outbox_reaches (self->outbox, &noted, error)))
    return FALSE;
  self->pool = anj_anonymous_pool_new (self->outbox, identity->k_out, self->random, error);
  return self->pool != NULL;
}

/* an outbox that is not there, where a terminal was at work */
static gboolean
is_gone (AnjTerminal *self)
{
  g_autofree char *path = g_build_filename (self->identity->state_dir, FILE_NAME, NULL);
  AnjOutboxLinks noted;
  GStatBuf status;

  return (g_stat (path, &status) != 0 || status.st_size == 0) &&
         (read_witness (self, &noted) || anj_terminal_was_at_work (self));
}

static void
note_gone (AnjTerminal *self, const AnjOutboxSalvage *salvaged)
{
  g_autofree char *detail = NULL;

  if (salvaged == NULL)
    detail = g_strdup ("it was gone: cases that had not been sent are lost, how many nobody knows");
  else
    detail = g_strdup_printf (
        "it was gone: what had not been sent of %u cases is lost; the hub says"
        " which it has",
        salvaged->n_missing);
  anj_damage_note (self->damage, FILE_NAME,
                   salvaged != NULL ? ANJ_DAMAGE_REPLACED : ANJ_DAMAGE_LOST,
                   salvaged != NULL ? salvaged->n_missing : 0, detail);
}

/* a disk that does not give back some of the file has lost it, whatever is done */
static gboolean
is_damage (AnjTerminal *self, const GError *error)
{
  return g_error_matches (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_DAMAGED) ||
         (g_error_matches (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_DISK) &&
          !anj_outbox_is_readable (self->identity->state_dir));
}

static void
note_salvaged (AnjTerminal *self, const char *why, const AnjOutboxSalvage *salvaged)
{
  g_autofree char *detail = g_strdup_printf (
      "%s; %u cases and %u anonymous ones that wait go on, %u could not be read%s", why,
      salvaged->n_cases, salvaged->n_pooled, salvaged->n_missing,
      salvaged->n_missing > 0 ? ": the hub says which of them it has" : "");

  anj_damage_note (self->damage, FILE_NAME, ANJ_DAMAGE_SALVAGED, salvaged->n_missing, detail);
}

static gboolean
salvage (AnjTerminal *self, AnjOutboxSalvage *out_salvaged, GError **error)
{
  const AnjIdentity *identity = self->identity;
  AnjOutboxLinks noted;
  gboolean has_witness = read_witness (self, &noted);

  return anj_outbox_salvage (identity->state_dir, identity->terminal, identity->k_out, self->random,
                             has_witness ? &noted : NULL, anj_clock_real_us (self->clock),
                             out_salvaged, error);
}

/* of an outbox that is gone, before opening a new one deletes it */
static gboolean
salvage_lone_log (AnjTerminal *self, GError **error)
{
  AnjOutboxSalvage salvaged;

  if (!salvage (self, &salvaged, error))
    return FALSE;
  if (salvaged.was_read)
    note_salvaged (self, "it was gone, but its log was there", &salvaged);
  else
    note_gone (self, salvaged.n_missing > 0 ? &salvaged : NULL);
  return TRUE;
}

/* salvages what does not hold */
static gboolean
open_and_mend (AnjTerminal *self, AnjDbMode mode, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  AnjOutboxSalvage salvaged;
  gboolean is_new, was_gone;

  if (!anj_successor_take_place (self->identity->state_dir, FILE_NAME,
                                 anj_clock_real_us (self->clock), &is_new, error))
    return FALSE;
  if (is_new && !self->is_rescued)
    anj_damage_note (self->damage, FILE_NAME, ANJ_DAMAGE_SALVAGED, 0,
                     "what the run before wrote in its place, and could not end, has taken it");
  self->is_rescued = FALSE;
  if (anj_successor_has_lone_log (self->identity->state_dir, FILE_NAME) &&
      !salvage_lone_log (self, error))
    return FALSE;
  was_gone = mode == ANJ_DB_DURABLE && is_gone (self);
  if (open_once (self, mode, &local_error))
    {
      if (was_gone)
        note_gone (self, NULL);
    }
  else
    {
      anj_terminal_close_outbox (self);
      if (!is_damage (self, local_error))
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return FALSE;
        }
      if (!salvage (self, &salvaged, error))
        return FALSE;
      if (was_gone)
        note_gone (self, &salvaged);
      else
        note_salvaged (self, local_error->message, &salvaged);
      if (!open_once (self, mode, error))
        return FALSE;
    }
  anj_terminal_note_outbox (self);
  return TRUE;
}

gboolean
anj_terminal_open_outbox (AnjTerminal *self, AnjDbMode mode, gboolean may_mend, GError **error)
{
  const char *state_dir = self->identity->state_dir;
  gboolean is_open;

  /* an agent may be at work in it, and is to find it gone where it is */
  if (!may_mend && mode == ANJ_DB_DURABLE)
    mode = anj_state_exists (state_dir, FILE_NAME) &&
                   !anj_successor_has_lone_log (state_dir, FILE_NAME)
               ? ANJ_DB_READ
               : ANJ_DB_NOTHING;
  is_open = may_mend ? open_and_mend (self, mode, error) : open_once (self, mode, error);
  if (!is_open)
    anj_terminal_close_outbox (self);
  return is_open;
}
