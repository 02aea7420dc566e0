/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "anj-agent"

/* What the terminal stands on: ledger and outbox on the disk, or, while the disk fails or cannot be
 * written, copies of them in memory. On copies look-ups go on, and nothing is accepted. */

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/agent/anj-agent-error.h"
#include "app/agent/anj-reserve.h"
#include "app/agent/anj-state-files.h"
#include "app/agent/anj-successor.h"
#include "app/agent/anj-terminal-private.h"

#define LEDGER "ledger.db"
#define OUTBOX "outbox.db"
/* in the book, where it is no file of it */
#define STATE_DIR "the state directory"
/* a disk that failed is tried again so often */
#define RETRY_US (10 * (gint64) G_USEC_PER_SEC)

static gboolean
is_writable (AnjTerminal *self)
{
  return access (self->identity->state_dir, R_OK | W_OK | X_OK) == 0 || errno == ENOENT;
}

static gboolean
is_empty (const char *state_dir, const char *name)
{
  g_autofree char *path = g_build_filename (state_dir, name, NULL);
  struct stat status;

  return stat (path, &status) != 0 || status.st_size == 0;
}

static gboolean
has_attachments (const char *state_dir)
{
  g_autofree char *path = g_build_filename (state_dir, "attachments", NULL);
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);

  return folder != NULL && g_dir_read_name (folder) != NULL;
}

static gboolean
has_generation (const AnjIdentity *identity)
{
  g_autoptr (AnjCacheStore)
      cache = anj_cache_store_open_copy (identity->state_dir, identity->k_seal, NULL);
  g_autoptr (AnjCacheGeneration) generation = cache != NULL ? anj_cache_store_current (cache, NULL)
                                                            : NULL;

  return generation != NULL;
}

/* each of these is written only where ledger and outbox are on the disk */
gboolean
anj_terminal_was_at_work (AnjTerminal *self)
{
  static const char *const signs[] = { "tickets", "config/current.cms", "config/previous.cms" };
  const char *state_dir = self->identity->state_dir;

  for (gsize i = 0; i < G_N_ELEMENTS (signs); i++)
    if (anj_state_exists (state_dir, signs[i]))
      return TRUE;
  return !is_empty (state_dir, OUTBOX) || has_attachments (state_dir) ||
         has_generation (self->identity);
}

/* a ledger that is not there, where a terminal was at work */
static gboolean
is_ledger_gone (AnjTerminal *self)
{
  const char *state_dir = self->identity->state_dir;

  return is_empty (state_dir, LEDGER) &&
         (anj_successor_has_lone_log (state_dir, LEDGER) || anj_terminal_was_at_work (self));
}

static gboolean
is_damage (const GError *error)
{
  return g_error_matches (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_DAMAGED) ||
         g_error_matches (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_CONFIG);
}

/* --- the ledger --- */

/* the file, found whole */
static gboolean
take_ledger (AnjTerminal *self, GError **error)
{
  if (self->ledger != NULL)
    return anj_ledger_reopen (self->ledger, /* is_copy */ FALSE, error);
  self->ledger = anj_ledger_open (self->identity->state_dir, self->identity->k_out, self->random,
                                  error);
  if (self->ledger != NULL && anj_db_check (anj_ledger_get_db (self->ledger), error))
    return TRUE;
  g_clear_pointer (&self->ledger, anj_ledger_close);
  return FALSE;
}

static gboolean
open_ledger (AnjTerminal *self, gint64 real_us, GError **error)
{
  const char *state_dir = self->identity->state_dir;
  g_autoptr (GError) local_error = NULL;

  if (!anj_successor_take_place (state_dir, LEDGER, real_us, NULL, error))
    return FALSE;
  if (is_ledger_gone (self))
    g_warning (LEDGER " is gone");
  else
    {
      if (take_ledger (self, &local_error))
        return TRUE;
      if (!is_damage (local_error))
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return FALSE;
        }
      g_warning ("%s", local_error->message);
    }
  return anj_ledger_salvage (state_dir, real_us, error) && take_ledger (self, error);
}

/* --- both --- */

/* what is known of guesses and of the time goes from one to the other */
static const char *const carried_marks[] = {
  ANJ_MARK_MISSES,     ANJ_MARK_MISS_WAIT_US, ANJ_MARK_MISS_POWERED_US, ANJ_MARK_MISS_FORGIVE_US,
  ANJ_MARK_POWERED_US, ANJ_MARK_FLOOR_US,     ANJ_MARK_FLOOR_AHEAD_US,  ANJ_MARK_MISSES_UNTOLD,
};

typedef struct
{
  AnjMark marks[G_N_ELEMENTS (carried_marks)];
  gsize n_marks;
} Carried;

static void
take_marks (AnjTerminal *self, Carried *out_carried)
{
  out_carried->n_marks = 0;
  for (gsize i = 0; self->ledger != NULL && i < G_N_ELEMENTS (carried_marks); i++)
    if (anj_ledger_has_mark (self->ledger, carried_marks[i]))
      out_carried->marks[out_carried->n_marks++] = (AnjMark){
        carried_marks[i], anj_ledger_get_mark (self->ledger, carried_marks[i])
      };
}

/* the clock that counts from here on rests on the ledger, and the events have times of it; our
 * certificate is the first thing that the hub signed with a time in it */
static gboolean
begin_time (AnjTerminal *self, GError **error)
{
  g_autoptr (X509) cert = anj_identity_get_cert (self->identity);

  if (self->time != NULL)
    return TRUE;
  self->time = anj_time_sense_new (self->identity->state_dir, self->ledger, self->clock);
  self->clock = anj_time_sense_get_clock (self->time);
  self->damage = anj_damage_new (self->time);
  return anj_time_sense_learn (self->time, anj_cert_not_before_us (cert), error);
}

static gboolean
go_durable (AnjTerminal *self, gint64 real_us, GError **error)
{
  Carried carried;

  if (!is_writable (self))
    {
      g_set_error (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_DISK, "cannot write: %s",
                   g_strerror (errno));
      return FALSE;
    }
  take_marks (self, &carried);
  if (!open_ledger (self, real_us, error) ||
      !anj_ledger_set_marks (self->ledger, carried.marks, carried.n_marks, error))
    return FALSE;
  return begin_time (self, error) &&
         anj_terminal_open_outbox (self, ANJ_DB_DURABLE, /* may_mend */ TRUE, error) &&
         anj_terminal_repair (self, error);
}

/* where there is no room for what opening wants, the reserve makes some */
static gboolean
go_durable_at_any_price (AnjTerminal *self, gint64 real_us, GError **error)
{
  g_autoptr (GError) local_error = NULL;

  while (!go_durable (self, real_us, &local_error))
    {
      if (!g_error_matches (local_error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_FULL) ||
          !anj_reserve_give_up_some (self->identity->state_dir))
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return FALSE;
        }
      g_clear_error (&local_error);
      anj_terminal_close_outbox (self);
    }
  return TRUE;
}

/* @error: only where there is no memory, or no randomness */
static gboolean
go_copy (AnjTerminal *self, GError **error)
{
  g_autoptr (AnjLedger) ledger = NULL;

  anj_terminal_close_outbox (self);
  if (self->ledger != NULL && !anj_ledger_reopen (self->ledger, /* is_copy */ TRUE, error))
    return FALSE;
  if (self->ledger == NULL)
    {
      ledger = anj_ledger_open_copy (self->identity->state_dir, self->identity->k_out, self->random,
                                     error);
      /* one that could not be read at all knows of no guesses */
      if (ledger == NULL || (!anj_ledger_has_mark (ledger, ANJ_MARK_FLOOR_US) &&
                             !anj_guess_delay_recover (ledger, self->identity->state_dir, error)))
        return FALSE;
      self->ledger = g_steal_pointer (&ledger);
    }
  return begin_time (self, error) &&
         (anj_terminal_open_outbox (self, ANJ_DB_COPY, /* may_mend */ FALSE, NULL) ||
          anj_terminal_open_outbox (self, ANJ_DB_NOTHING, /* may_mend */ FALSE, error)) &&
         anj_terminal_repair (self, error);
}

/* for who looks on while an agent may be at work */
static gboolean
look (AnjTerminal *self, GError **error)
{
  const AnjIdentity *identity = self->identity;

  /* a new one in the place of a lost one would give numbers again: that is the agent's to mend */
  self->ledger = is_ledger_gone (self)
                     ? anj_ledger_open_copy (identity->state_dir, identity->k_out, self->random,
                                             error)
                     : anj_ledger_open (identity->state_dir, identity->k_out, self->random, error);
  if (self->ledger == NULL)
    return FALSE;
  if (!begin_time (self, error))
    return FALSE;
  anj_damage_set_ledger (self->damage, anj_ledger_get_db (self->ledger));
  return anj_terminal_open_outbox (self, ANJ_DB_DURABLE, /* may_mend */ FALSE, error);
}

static void
set_storage (AnjTerminal *self, const GError *problem)
{
  self->storage = problem == NULL      ? ANJ_STORAGE_GOOD
                  : is_writable (self) ? ANJ_STORAGE_FAILING
                                       : ANJ_STORAGE_READ_ONLY;
  g_free (self->storage_problem);
  self->storage_problem = problem != NULL ? g_strdup (problem->message) : NULL;
  if (problem == NULL)
    anj_damage_set_ledger (self->damage, anj_ledger_get_db (self->ledger));
}

/* of what kind the trouble is, for the admin */
static void
note_trouble (AnjTerminal *self, const char *file)
{
  if (!is_writable (self))
    anj_damage_note (self->damage, STATE_DIR, ANJ_DAMAGE_READ_ONLY, 0,
                     "it cannot be written: no case is taken until it can; none is lost by this");
  else
    anj_damage_note (self->damage, file, ANJ_DAMAGE_DISK_ERROR, 0,
                     self->storage_problem != NULL ? self->storage_problem
                                                   : "the disk failed to read or write");
}

gboolean
anj_terminal_open_storage (AnjTerminal *self, gboolean may_mend, GError **error)
{
  gint64 real_us = anj_clock_real_us (self->clock);
  g_autoptr (GError) problem = NULL;

  self->may_mend = may_mend;
  if (!may_mend && is_writable (self))
    return look (self, error);
  if (may_mend && go_durable_at_any_price (self, real_us, &problem))
    {
      set_storage (self, NULL);
      return TRUE;
    }
  if (problem == NULL)
    problem = g_error_new_literal (ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_DISK,
                                   "the state directory cannot be written");
  if (!go_copy (self, error))
    return FALSE;
  set_storage (self, problem);
  if (may_mend)
    note_trouble (self, LEDGER);
  self->storage_try_us = anj_clock_monotonic_us (self->clock);
  return TRUE;
}

/* --- the disk while it is in use --- */

static gboolean
is_broken (AnjTerminal *self)
{
  return !is_writable (self) || anj_db_is_broken (anj_ledger_get_db (self->ledger)) ||
         anj_db_is_broken (anj_outbox_get_db (self->outbox));
}

static gboolean
is_sound (AnjTerminal *self)
{
  return self->storage == ANJ_STORAGE_GOOD && !is_broken (self) &&
         !anj_terminal_needs_rescue (self) &&
         !anj_db_is_damaged (anj_ledger_get_db (self->ledger)) &&
         !anj_db_is_damaged (anj_outbox_get_db (self->outbox));
}

static gboolean
come_back (AnjTerminal *self, GError **error)
{
  gint64 now_us = anj_clock_real_us (self->clock);
  g_autofree char *outbox = g_build_filename (self->identity->state_dir, OUTBOX, NULL);

  anj_terminal_close_outbox (self);
  anj_db_drop_page_cache (outbox);
  return go_durable_at_any_price (self, now_us, error) &&
         anj_db_settle (anj_outbox_get_db (self->outbox), error);
}

static gboolean
is_due (AnjTerminal *self, gint64 now_us)
{
  return self->storage == ANJ_STORAGE_GOOD ||
         (is_writable (self) &&
          (self->storage == ANJ_STORAGE_READ_ONLY || now_us - self->storage_try_us >= RETRY_US));
}

/* with what is open: nothing is added to it */
static void
hold_out (AnjTerminal *self, const GError *problem)
{
  g_warning ("%s: no case is taken until it can", problem->message);
  if (self->storage == ANJ_STORAGE_GOOD)
    anj_damage_note (self->damage, STATE_DIR, ANJ_DAMAGE_DISK_ERROR, 0, problem->message);
  set_storage (self, problem);
}

void
anj_terminal_mend (AnjTerminal *self)
{
  gint64 now_us = anj_clock_monotonic_us (self->clock);
  g_autoptr (GError) error = NULL;

  if (!self->may_mend || is_sound (self) || !is_due (self, now_us))
    return;
  if (self->storage == ANJ_STORAGE_GOOD && is_broken (self))
    note_trouble (self, anj_db_is_broken (anj_ledger_get_db (self->ledger)) ? LEDGER : OUTBOX);
  self->storage_try_us = now_us;
  if (!anj_terminal_rescue (self, &error))
    {
      hold_out (self, error);
      return;
    }
  if (!come_back (self, &error))
    {
      g_warning ("%s: no case is taken until the disk is well", error->message);
      if (!go_copy (self, NULL))
        g_error ("no memory for copies of what the disk held"); /* begun anew by the system */
    }
  else
    {
      g_message ("the disk is well: cases are taken");
      anj_terminal_keep_misses (self);
    }
  set_storage (self, error);
}

gboolean
anj_terminal_is_on_disk (AnjTerminal *self)
{
  anj_terminal_mend (self);
  return self->storage == ANJ_STORAGE_GOOD;
}

gboolean
anj_terminal_require_storage (AnjTerminal *self, GError **error)
{
  anj_terminal_mend (self);
  if (self->storage == ANJ_STORAGE_GOOD)
    return TRUE;
  g_set_error_literal (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_UNAVAILABLE, "storage");
  return FALSE;
}

const char *
anj_storage_to_string (AnjStorage storage)
{
  static const char *const names[] = { [ANJ_STORAGE_GOOD] = "good",
                                       [ANJ_STORAGE_READ_ONLY] = "read-only",
                                       [ANJ_STORAGE_FAILING] = "disk-error" };

  return names[storage];
}
