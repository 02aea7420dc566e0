/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "anj-agent"

/* The village's records: who is let see one, and what becomes of a cache that is damaged. */

#include <string.h>

#include "app/agent/anj-agent-error.h"
#include "app/agent/anj-state-files.h"
#include "app/agent/anj-terminal-private.h"
#include "core/anj-json.h"
#include "core/anj-time.h"

#define MAX_DELAYS 64
#define CACHE "cache.db"
/* a miss is believed when the cache was found whole so short a time ago */
#define MISS_TRUST_US (600 * (gint64) G_USEC_PER_SEC)
/* without a miss it is looked through so often */
#define CACHE_CHECK_US (6 * 3600 * (gint64) G_USEC_PER_SEC)

/* where the configuration says nothing */
static const gint64 default_delays_s[] = { 0,  0,  0,  2,  5,  10,  15,  20,
                                           20, 20, 20, 20, 60, 120, 300, 600 };

/* a bad sector counts as well: a new file gets others */
static gboolean
is_cache_lost (const GError *error)
{
  return g_error_matches (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_DAMAGED) ||
         g_error_matches (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_CONFIG) ||
         g_error_matches (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_DISK);
}

static gboolean
set_cache_aside (AnjTerminal *self, const char *why, GError **error)
{
  g_autofree char *detail = NULL;

  if (!anj_state_quarantine_one (self->identity->state_dir, CACHE, anj_clock_real_us (self->clock),
                                 error))
    return FALSE;
  detail = g_strconcat (why, "; the records are fetched again", NULL);
  anj_damage_note (self->damage, CACHE, ANJ_DAMAGE_REPLACED, 0, detail);
  return TRUE;
}

/* the cache, or an empty one in the place of one that cannot be read: it is disposable, and fetched
 * again */
static AnjCacheStore *
open_cache (AnjTerminal *self, GError **error)
{
  const AnjIdentity *identity = self->identity;
  g_autoptr (GError) local_error = NULL;
  AnjCacheStore *cache;

  self->is_cache_copy = self->storage == ANJ_STORAGE_READ_ONLY;
  if (self->is_cache_copy)
    return anj_cache_store_open_copy (identity->state_dir, identity->k_seal, error);
  cache = anj_cache_store_open (identity->state_dir, identity->k_seal, &local_error);
  if (cache != NULL)
    return cache;
  if (!self->may_mend || !is_cache_lost (local_error))
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }
  if (!set_cache_aside (self, local_error->message, error))
    return NULL;
  return anj_cache_store_open (identity->state_dir, identity->k_seal, error);
}

/* it is asked for again where it cannot be opened: a terminal without it still takes questions */
void
anj_terminal_try_cache (AnjTerminal *self)
{
  g_autoptr (GError) error = NULL;

  self->cache = open_cache (self, &error);
  if (self->cache == NULL)
    g_warning ("%s", error->message);
}

static void
set_fetching (GError **error)
{
  g_set_error_literal (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_UNAVAILABLE, "not-synced");
}

/* @why goes into the book */
static gboolean
replace_cache (AnjTerminal *self, const char *why, GError **error)
{
  /* closed first: SQLite removes its log by name, which must not be the new file's */
  g_clear_pointer (&self->cache, anj_cache_store_close);
  if (!self->may_mend || self->is_cache_copy)
    {
      g_set_error_literal (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_DAMAGED, why);
      return FALSE;
    }
  if (!set_cache_aside (self, why, error))
    return FALSE;
  self->cache = anj_cache_store_open (self->identity->state_dir, self->identity->k_seal, error);
  return self->cache != NULL;
}

gboolean
anj_terminal_replace_cache (AnjTerminal *self, GError **error)
{
  return replace_cache (self, "its sync found it damaged", error);
}

/* what bears its name now counts; where that is nothing it is fetched again */
static void
leave_moved_cache (AnjTerminal *self)
{
  if (self->cache == NULL || !self->may_mend || !anj_cache_store_is_moved (self->cache))
    return;
  g_clear_pointer (&self->cache, anj_cache_store_close);
  self->cache_checked_us = 0;
  anj_damage_note (self->damage, CACHE, ANJ_DAMAGE_REMOVED, 0,
                   "it, or its log, was removed, moved or exchanged while the agent worked; the"
                   " records are fetched again");
}

/* a copy gives way to the file, once there is one again */
static gboolean
require_cache (AnjTerminal *self, GError **error)
{
  leave_moved_cache (self);
  if (self->is_cache_copy && self->storage != ANJ_STORAGE_READ_ONLY)
    g_clear_pointer (&self->cache, anj_cache_store_close);
  if (self->cache == NULL)
    self->cache = open_cache (self, error);
  return self->cache != NULL;
}

AnjCacheGeneration *
anj_terminal_read_cache (AnjTerminal *self, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  AnjCacheGeneration *generation;

  if (self->is_wiped || !require_cache (self, error))
    return NULL;
  generation = anj_cache_store_current (self->cache, &local_error);
  if (!is_cache_lost (local_error))
    {
      if (local_error != NULL)
        g_propagate_error (error, g_steal_pointer (&local_error));
      return generation;
    }
  if (!replace_cache (self, local_error->message, error))
    return NULL;
  return anj_cache_store_current (self->cache, error);
}

/* Looks through all of the cache, when that is longer than @trust_us ago. @error: UNAVAILABLE where
 * it was not whole, and is an empty one now */
static gboolean
check_cache (AnjTerminal *self, gint64 trust_us, GError **error)
{
  gint64 now_us = anj_clock_monotonic_us (self->clock);
  g_autoptr (GError) local_error = NULL;

  if (self->cache_checked_us != 0 && now_us - self->cache_checked_us < trust_us)
    return TRUE;
  if (anj_cache_store_verify (self->cache, &local_error))
    {
      self->cache_checked_us = MAX (now_us, 1);
      return TRUE;
    }
  if (!is_cache_lost (local_error))
    g_propagate_error (error, g_steal_pointer (&local_error));
  else if (replace_cache (self, local_error->message, error))
    set_fetching (error);
  return FALSE;
}

AnjCacheGeneration *
anj_terminal_require_synced (AnjTerminal *self, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  AnjCacheGeneration *generation = NULL;

  if (anj_terminal_get_document (self) != NULL)
    generation = anj_terminal_read_cache (self, &local_error);
  if (generation != NULL)
    return generation;
  if (local_error != NULL)
    g_propagate_error (error, g_steal_pointer (&local_error));
  else
    set_fetching (error);
  return NULL;
}

static gsize
read_delays (AnjTerminal *self, gint64 *delays_s)
{
  JsonObject *document = anj_terminal_get_document (self);
  JsonArray *array = document != NULL ? anj_json_get_array (document, "guess_delays_s") : NULL;
  gsize n_delays = array != NULL ? MIN (json_array_get_length (array), MAX_DELAYS) : 0;

  if (n_delays == 0)
    {
      memcpy (delays_s, default_delays_s, sizeof default_delays_s);
      return G_N_ELEMENTS (default_delays_s);
    }
  for (gsize i = 0; i < n_delays; i++)
    delays_s[i] = json_array_get_int_element (array, (guint) i);
  return n_delays;
}

void
anj_terminal_keep_misses (AnjTerminal *self)
{
  g_autoptr (GError) error = NULL;

  if (self->storage == ANJ_STORAGE_GOOD && !anj_guess_delay_keep (self->guess_delay, &error))
    g_warning ("what is known of guesses is not written down: %s", error->message);
}

/* it counts also where it cannot be written down */
static void
count_miss (AnjTerminal *self)
{
  gint64 delays_s[MAX_DELAYS];
  gsize n_delays = read_delays (self, delays_s);
  g_autoptr (GError) error = NULL;

  if (!anj_guess_delay_count_miss (self->guess_delay, delays_s, n_delays, &error))
    g_warning ("a miss is not written down: %s", error->message);
  anj_terminal_keep_misses (self);
}

/* (transfer full): when it was looked at before. A full disk keeps nobody from their record */
static char *
view (AnjTerminal *self, const char *record)
{
  g_autofree char *now = NULL;
  g_autoptr (GError) error = NULL;
  char *last = NULL;

  now = anj_time_sense_is_sure (self->time) ? anj_time_format (anj_terminal_now_us (self))
                                            : g_strdup (ANJ_VIEWED_UNKNOWN);
  if (anj_ledger_view (self->ledger, record, now, &last, &error))
    return last;
  g_warning ("a look is not written down: %s", error->message);
  return g_strdup ("");
}

static void
note_records (AnjTerminal *self)
{
  g_autoptr (GError) error = NULL;

  if (anj_ledger_get_mark (self->ledger, ANJ_MARK_HAD_RECORDS) == 0 &&
      !anj_ledger_set_mark (self->ledger, ANJ_MARK_HAD_RECORDS, 1, &error))
    g_warning ("%s", error->message);
}

gboolean
anj_terminal_is_refetching (AnjTerminal *self, const AnjCacheGeneration *generation)
{
  if (generation != NULL && self->may_mend)
    note_records (self);
  return generation == NULL && anj_terminal_get_document (self) != NULL &&
         anj_ledger_get_mark (self->ledger, ANJ_MARK_HAD_RECORDS) != 0;
}

gboolean
anj_terminal_require_service (AnjTerminal *self, GError **error)
{
  g_autoptr (AnjCacheGeneration) generation = anj_terminal_read_cache (self, /* error */ NULL);

  if (anj_terminal_is_refetching (self, generation))
    return TRUE;
  g_clear_pointer (&generation, anj_cache_generation_free);
  generation = anj_terminal_require_synced (self, error);
  return generation != NULL;
}

gboolean
anj_terminal_look_up (AnjTerminal *self,
                      const guint8 *index,
                      const guint8 *proof,
                      AnjCacheRecord **out_record,
                      char **out_last_viewed,
                      GError **error)
{
  g_autoptr (AnjCacheGeneration) generation = NULL;
  g_autoptr (AnjCacheRecord) record = NULL;
  g_autoptr (GError) local_error = NULL;
  gint64 wait_us;

  anj_terminal_mend (self);
  if (anj_terminal_require_open (self, error))
    generation = anj_terminal_require_synced (self, error);
  if (generation == NULL)
    return FALSE;
  wait_us = anj_guess_delay_get_wait_us (self->guess_delay);
  if (wait_us > 0)
    {
      g_propagate_error (error, anj_agent_error_new_throttled (wait_us));
      return FALSE;
    }
  if (!anj_cache_store_look_up (self->cache, generation->id, index, proof, &record, &local_error))
    {
      if (!is_cache_lost (local_error))
        g_propagate_error (error, g_steal_pointer (&local_error));
      else if (replace_cache (self, local_error->message, error))
        set_fetching (error);
      return FALSE;
    }
  if (record == NULL)
    {
      /* a bit that flipped makes a stranger of anybody: that must not count */
      if (!check_cache (self, MISS_TRUST_US, error))
        return FALSE;
      *out_record = NULL;
      *out_last_viewed = g_strdup ("");
      count_miss (self);
      return TRUE;
    }
  *out_last_viewed = view (self, record->record);
  *out_record = g_steal_pointer (&record);
  return TRUE;
}

void
anj_terminal_check_cache (AnjTerminal *self)
{
  g_autoptr (GError) error = NULL;

  if (!self->is_wiped && require_cache (self, NULL) && !self->is_cache_copy &&
      !check_cache (self, CACHE_CHECK_US, &error))
    g_debug ("%s", error->message);
}
