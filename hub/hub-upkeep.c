/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "anj-hub"

#include "hub/hub-upkeep.h"

#include "hub/hub-backup-timer.h"
#include "hub/hub-command-queue.h"
#include "hub/hub-guess-alarms.h"
#include "hub/hub-retention.h"
#include "hub/report/hub-tally-timer.h"

#define RETENTION_CHECK_US (10 * G_TIME_SPAN_MINUTE)

struct _HubUpkeep
{
  HubApp *app; /* (unowned): the caller's */
  char *data_dir;
  char *backup_dir;       /* (nullable) */
  HubTerminalLog *log;    /* (owned) */
  HubBackupTimer *backup; /* (owned) (nullable) */
  HubTallyTimer *tally;   /* (owned) */
  HubGuessTimer *guesses; /* (owned) */
  gint64 retention_due_monotonic_us;
  gboolean has_told_gap;
};

static void G_GNUC_PRINTF (1, 2) warn (const char *format, ...)
{
  va_list arguments;
  g_autofree char *text = NULL;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_printerr ("anjungan-hub serve: warning: %s\n", text);
}

/* a backup disk that is missing does not keep the hub from serving */
static void
prepare_backups (HubUpkeep *self)
{
  g_autoptr (GError) error = NULL;
  gboolean is_elsewhere = FALSE;

  if (self->backup_dir == NULL)
    warn ("no --backup-dir: nothing is backed up, and terminals keep every case");
  else if (!hub_backup_prepare (self->data_dir, self->backup_dir, &is_elsewhere, &error) ||
           !hub_terminal_log_merge (self->backup_dir, self->data_dir, &error))
    warn ("no backup can be made: %s", error->message);
  else if (!is_elsewhere)
    warn ("%s is on the same device as the data: such a backup is lost with it, and terminals keep "
          "every case",
          self->backup_dir);
}

/* a database that somebody put back by hand must not admit a thief either */
static gboolean
replay_log (HubUpkeep *self, GError **error)
{
  HubTerminalLogResult result;

  if (!hub_terminal_log_replay (self->data_dir, self->app->store, hub_app_now_us (self->app),
                                &result, error))
    return FALSE;
  if (result.n_revoked + result.n_enrolled > 0)
    warn ("the database is older than terminals.log: %u terminals enrolled and %u revoked since",
          result.n_enrolled, result.n_revoked);
  if (result.n_unread > 0)
    warn ("terminals.log has %u lines that cannot be read", result.n_unread);
  return TRUE;
}

HubUpkeep *
hub_upkeep_new (HubApp *app,
                const char *data_dir,
                const char *backup_dir,
                guint backup_every_s,
                GError **error)
{
  g_autoptr (HubUpkeep) self = g_new0 (HubUpkeep, 1);

  self->app = app;
  self->data_dir = g_strdup (data_dir);
  self->backup_dir = g_strdup (backup_dir);
  self->log = hub_terminal_log_new (data_dir, backup_dir);
  prepare_backups (self);
  if (!replay_log (self, error))
    return NULL;
  if (backup_dir != NULL)
    {
      HubBackupJob job = { app->store, self->data_dir, self->backup_dir, app->clock };

      self->backup = hub_backup_timer_new (&job, backup_every_s);
    }
  self->tally = hub_tally_timer_new (app->store, app->clock);
  self->guesses = hub_guess_timer_new (app);
  app->terminal_log = self->log;
  return g_steal_pointer (&self);
}

void
hub_upkeep_free (HubUpkeep *self)
{
  g_clear_pointer (&self->backup, hub_backup_timer_free);
  g_clear_pointer (&self->tally, hub_tally_timer_free);
  g_clear_pointer (&self->guesses, hub_guess_timer_free);
  self->app->terminal_log = NULL;
  hub_terminal_log_free (self->log);
  g_free (self->data_dir);
  g_free (self->backup_dir);
  g_free (self);
}

static gboolean
forget_some (HubUpkeep *self,
             const HubRetentionPolicy *policy,
             gint64 now_us,
             gboolean *out_more,
             GError **error)
{
  HubRetentionCounts counts;

  return hub_retention_run (self->app->store, self->data_dir, policy, now_us, &counts, out_more,
                            error) &&
         (*out_more || hub_retention_note_done (self->app->store, now_us, error));
}

/* with the store's lock; *out_more: go on at the next tick */
static gboolean
retain (HubUpkeep *self, gboolean *out_more, GError **error)
{
  const AnjConfig *config = hub_config_state_current (self->app->config);
  gint64 now_us = hub_app_now_us (self->app);
  HubRetentionPolicy policy;
  HubRetentionTurn turn;

  *out_more = FALSE;
  if (!hub_retention_read_policy (anj_config_document (config), &policy))
    return TRUE;
  if (!hub_retention_turn (self->app->store, now_us, &turn, error))
    return FALSE;
  if (turn == HUB_RETENTION_GAP && !self->has_told_gap)
    g_warning ("the clock jumped, or the hub was off for long: nothing is forgotten until you run "
               "'anjungan-hub retain'");
  self->has_told_gap = turn == HUB_RETENTION_GAP;
  return turn != HUB_RETENTION_DUE || forget_some (self, &policy, now_us, out_more, error);
}

void
hub_upkeep_tick (HubUpkeep *self)
{
  gint64 now_monotonic_us = anj_clock_monotonic_us (self->app->clock);
  g_autoptr (GError) error = NULL;
  gboolean more = FALSE;

  if (self->backup != NULL)
    hub_backup_timer_tick (self->backup);
  hub_tally_timer_tick (self->tally);
  hub_guess_timer_tick (self->guesses);
  if (now_monotonic_us < self->retention_due_monotonic_us)
    return;
  hub_store_lock (self->app->store);
  if (!hub_command_queue_upkeep (self->app->store, hub_app_now_us (self->app), &error) ||
      !retain (self, &more, &error))
    g_warning ("retention: %s", error->message);
  hub_store_unlock (self->app->store);
  if (!more)
    self->retention_due_monotonic_us = now_monotonic_us + RETENTION_CHECK_US;
}
