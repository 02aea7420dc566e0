/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "anj-agent"

#include <errno.h>
#include <glib-unix.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <systemd/sd-daemon.h>

#include "app/agent/anj-agent-error.h"
#include "app/agent/anj-agent-service.h"
#include "app/agent/anj-commands.h"
#include "app/agent/anj-enrol.h"
#include "app/agent/anj-own-key.h"
#include "app/agent/anj-state-files.h"
#include "app/agent/anj-sync-child.h"
#include "core/anj-exit.h"
#include "core/anj-json.h"

#define SYNC_NICENESS 10
/* a resident who is in the midst of something may end it first */
#define RESTART_PATIENCE_S 300
/* what is under way to the hub when the machine goes off may arrive first */
#define LAST_SENDING_S 2

static gboolean
quit (gpointer user_data)
{
  g_main_loop_quit (user_data);
  return G_SOURCE_CONTINUE;
}

/* an admin wishes that this program begins anew */
typedef struct
{
  GMainLoop *loop;          /* (unowned) */
  AnjAgentService *service; /* (unowned) (nullable) */
  guint waited_s;
  gboolean is_wanted;
} Restart;

static gboolean
consider_restart (gpointer user_data)
{
  Restart *self = user_data;

  if (self->service != NULL && anj_agent_service_is_in_use (self->service) &&
      self->waited_s++ < RESTART_PATIENCE_S)
    return G_SOURCE_CONTINUE;
  g_main_loop_quit (self->loop);
  return G_SOURCE_REMOVE;
}

static void
on_restart_wanted (Restart *self, gboolean is_at_once)
{
  if (is_at_once)
    g_main_loop_quit (self->loop);
  else if (!self->is_wanted && consider_restart (self) == G_SOURCE_CONTINUE)
    g_timeout_add_seconds (1, consider_restart, self);
  self->is_wanted = TRUE;
}

static GArray *
parse_uids (const char *const *texts, GError **error)
{
  g_autoptr (GArray) uids = g_array_new (FALSE, FALSE, sizeof (guint));

  for (gsize i = 0; texts != NULL && texts[i] != NULL; i++)
    {
      guint64 value;
      guint uid;

      if (!g_ascii_string_to_unsigned (texts[i], 10, 0, G_MAXUINT32 - 1, &value, /* error */ NULL))
        {
          g_set_error (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_CONFIG,
                       "--allow-uid %s: write the user's number, as id -u tells it", texts[i]);
          return NULL;
        }
      uid = (guint) value;
      g_array_append_val (uids, uid);
    }
  return g_steal_pointer (&uids);
}

static gboolean
job_nothing (AnjTerminal *terminal G_GNUC_UNUSED,
             gpointer data G_GNUC_UNUSED,
             GError **error G_GNUC_UNUSED)
{
  return TRUE;
}

static void
on_drained (GObject *source G_GNUC_UNUSED, GAsyncResult *result G_GNUC_UNUSED, gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
}

/* Jobs end in order: when this one has, those before it are answered. */
static void
drain (AnjStoreThread *store)
{
  gboolean is_drained = FALSE;

  anj_store_thread_run (store, job_nothing, NULL, NULL, on_drained, &is_drained);
  while (!is_drained)
    g_main_context_iteration (NULL, TRUE);
}

static gboolean
on_patience_over (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  return G_SOURCE_CONTINUE;
}

static void
end_sending (AnjLine *line)
{
  gboolean is_over = FALSE;
  guint id = g_timeout_add_seconds (LAST_SENDING_S, on_patience_over, &is_over);

  while (!is_over && anj_line_is_sending (line))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (id);
}

static void
on_stopping_told (GObject *source G_GNUC_UNUSED,
                  GAsyncResult *result G_GNUC_UNUSED,
                  gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
}

static void
say_stopping (AnjLine *line)
{
  gboolean is_told = FALSE;

  anj_line_tell_stopping_async (line, on_stopping_told, &is_told);
  while (!is_told)
    g_main_context_iteration (NULL, TRUE);
}

char *
anj_command_read_boot_id (GError **error)
{
  char *boot_id = NULL;

  if (!g_file_get_contents ("/proc/sys/kernel/random/boot_id", &boot_id, NULL, error))
    return NULL;
  return g_strstrip (boot_id);
}

/* how the run before ended is for the admin's list alone, and a time that nobody knows is learnt
 * from the hub: nothing waits for it */
static void
note_start (AnjTerminal *terminal)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *boot_id = anj_command_read_boot_id (&error);

  if (boot_id != NULL)
    anj_terminal_resume_time (terminal, boot_id);
  if (boot_id == NULL || !anj_terminal_note_start (terminal, boot_id, &error))
    g_warning ("cannot note the start: %s", error->message);
}

static gboolean
job_note_end (AnjTerminal *terminal, gpointer data G_GNUC_UNUSED, GError **error)
{
  return anj_terminal_note_end (terminal, error);
}

/* what the files of identity/ and the keys had lost; for the book of damage */
typedef struct
{
  char *lost_key;          /* (owned) (nullable): why k_seal had to be made anew */
  gboolean is_cert_gotten; /* from the hub */
} Losses;

static void
losses_clear (Losses *self)
{
  g_free (self->lost_key);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Losses, losses_clear)

static void
note_losses (AnjTerminal *terminal, const Losses *losses)
{
  if (losses->lost_key != NULL)
    anj_terminal_note_new_key (terminal, losses->lost_key);
  if (losses->is_cert_gotten)
    anj_terminal_note_certificate_returned (terminal);
}

/* (transfer full) (nullable) */
static AnjIdentity *
load_identity (const AnjCommandOptions *options,
               const AnjBootstrap *bootstrap,
               const AnjStoreKeysSetup *setup,
               Losses *losses,
               GError **error)
{
  g_autoptr (GError) cause = NULL;
  AnjIdentity *identity = anj_identity_load (options->state_dir, options->credentials_dir,
                                             bootstrap, &cause);

  if (g_error_matches (cause, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_NO_CERTIFICATE))
    {
      g_message ("%s", cause->message);
      losses->is_cert_gotten = anj_enrol_fetch_certificate (bootstrap, setup, options->clock,
                                                            error);
      return losses->is_cert_gotten ? anj_identity_load (options->state_dir,
                                                         options->credentials_dir, bootstrap, error)
                                    : NULL;
    }
  if (identity == NULL)
    g_propagate_error (error, g_steal_pointer (&cause));
  return identity;
}

static void
keep_bootstrap (const AnjCommandOptions *options)
{
  g_autoptr (GError) error = NULL;

  if (!anj_bootstrap_keep (options->bootstrap, options->state_dir, &error))
    g_warning ("no copy of %s: %s", options->bootstrap, error->message);
}

/* (transfer full) (nullable) */
static AnjIdentity *
open_identity (const AnjCommandOptions *options,
               const AnjBootstrap *bootstrap,
               Losses *losses,
               GError **error)
{
  const AnjStoreKeysSetup setup = { .state_dir = options->state_dir,
                                    .credentials_dir = options->credentials_dir,
                                    .tpm = options->tpm,
                                    .is_enrolled = TRUE,
                                    .random = options->random };
  AnjIdentity *identity = NULL;
  g_autoptr (GError) unsettled = NULL;

  if (!anj_identity_was_begun (options->state_dir) ||
      (anj_state_lock (options->state_dir, error) &&
       anj_store_keys_prepare (&setup, &losses->lost_key, error)))
    identity = load_identity (options, bootstrap, &setup, losses, error);
  if (identity == NULL)
    return NULL;
  keep_bootstrap (options);
  if (!anj_own_key_settle (options->state_dir, identity->key_source, identity->k_out,
                           options->random, &unsettled))
    g_warning ("the certificate's key stays in clear: %s", unsettled->message);
  anj_identity_describe (identity, options->labels, options->hardware);
  return identity;
}

/* where nothing can be written all that can wait does: look-ups and information go on */
static gboolean
prepare (AnjTerminal *terminal, GError **error)
{
  g_autoptr (GError) local_error = NULL;

  if (anj_terminal_audit_attachments (terminal, &local_error) &&
      anj_terminal_resume_config (terminal, &local_error))
    {
      anj_terminal_use_reserve (terminal);
      return TRUE;
    }
  if (anj_terminal_is_on_disk (terminal))
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  g_warning ("%s", local_error->message);
  anj_terminal_use_reserve (terminal);
  return TRUE;
}

gboolean
anj_command_run (const AnjCommandOptions *options, GError **error)
{
  g_autoptr (AnjBootstrap)
      bootstrap = anj_bootstrap_load_or_kept (options->bootstrap, options->state_dir, error);
  g_autoptr (AnjIdentity) identity = NULL;
  g_autoptr (GArray) uids = NULL;
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (AnjTimeSense) time = NULL;
  g_autoptr (AnjLine) line = NULL;
  g_autoptr (AnjStoreThread) store = NULL;
  g_autoptr (AnjDevices) devices = anj_devices_new (&options->devices);
  g_autoptr (AnjAgentService) service = NULL;
  g_autoptr (AnjTerminal) terminal = NULL;
  g_autoptr (AnjLogRing) log = anj_log_ring_new (options->clock);
  g_auto (Losses) losses = { 0 };
  Restart restart = { .loop = loop };
  AnjLineSetup setup;

  anj_log_ring_install (log);
  if (bootstrap == NULL)
    return FALSE;
  identity = open_identity (options, bootstrap, &losses, error);
  if (identity == NULL)
    return FALSE;
  uids = parse_uids (options->allow_uids, error);
  terminal = uids != NULL
                 ? anj_terminal_open (identity, bootstrap, options->clock, options->random, error)
                 : NULL;
  if (terminal == NULL || !prepare (terminal, error))
    return FALSE;
  note_losses (terminal, &losses);
  note_start (terminal);
  time = anj_time_sense_ref (anj_terminal_get_time (terminal));
  store = anj_store_thread_new (g_steal_pointer (&terminal));
  setup = (AnjLineSetup){ .store = store,
                          .identity = identity,
                          .bootstrap = bootstrap,
                          .bootstrap_path = options->bootstrap,
                          .clock = anj_time_sense_get_clock (time),
                          .random = options->random,
                          .log = log };
  line = anj_line_new (&setup);
  service = anj_agent_service_new (options->socket, uids, store, line, devices, error);
  if (service == NULL)
    return FALSE;

  g_unix_signal_add (SIGTERM, quit, loop);
  g_unix_signal_add (SIGINT, quit, loop);
  restart.service = service;
  g_signal_connect_swapped (line, "restart-wanted", G_CALLBACK (on_restart_wanted), &restart);
  anj_devices_watch_headset (devices);
  anj_line_start (line);
  printf ("ready unix:path=%s\n", options->socket);
  fflush (stdout);
  sd_notify (0, "READY=1");
  g_main_loop_run (loop);

  /* Nothing new; what the store has begun it ends, and whoever asked hears of it. The farewell is
   * made when nothing moves any more: its count of cases stands until the next start. */
  sd_notify (0, "STOPPING=1");
  anj_agent_service_end (service);
  drain (store);
  if (!restart.is_wanted)
    end_sending (line);
  anj_line_stop (line);
  if (!restart.is_wanted)
    say_stopping (line);
  anj_store_thread_run (store, job_note_end, NULL, NULL, NULL, NULL);
  drain (store);
  restart.service = NULL;
  g_clear_pointer (&service, anj_agent_service_free);
  g_clear_pointer (&store, anj_store_thread_free);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  if (restart.is_wanted)
    g_set_error_literal (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_RESTART,
                         "ends to be begun anew, as an admin wished");
  return !restart.is_wanted;
}

static gboolean
parse_cost (const char *text, AnjLookupCost *out_cost)
{
  unsigned long long n;
  unsigned r, p;
  char rest;

  *out_cost = ANJ_LOOKUP_COST_DEFAULT;
  if (text == NULL)
    return TRUE;
  if (sscanf (text, "%llu:%u:%u%c", &n, &r, &p, &rest) != 3)
    return FALSE;
  *out_cost = (AnjLookupCost){ n, r, p };
  return TRUE;
}

static void
print_outcome (gboolean good, guint n_changed, const GError *problem)
{
  g_autoptr (JsonObject) outcome = json_object_new ();
  g_autoptr (GBytes) text = NULL;

  json_object_set_boolean_member (outcome, "ok", good);
  json_object_set_int_member (outcome, "changed", n_changed);
  if (!good)
    {
      json_object_set_string_member (outcome, "error", problem->message);
      json_object_set_boolean_member (
          outcome, "damaged", g_error_matches (problem, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_DAMAGED));
    }
  text = anj_json_object_to_bytes (outcome);
  fwrite (g_bytes_get_data (text, NULL), 1, g_bytes_get_size (text), stdout);
  fflush (stdout);
}

static gboolean
sync_all (const AnjCommandOptions *options, guint *n_changed, GError **error)
{
  g_autoptr (AnjBootstrap)
      bootstrap = anj_bootstrap_load_or_kept (options->bootstrap, options->state_dir, error);
  g_autoptr (AnjIdentity) identity = NULL;
  AnjSyncTask task = { .bootstrap = bootstrap, .floor_us = MAX (options->floor_us, 1) };

  if (bootstrap == NULL)
    return FALSE;
  if (!parse_cost (options->cost, &task.cost))
    {
      g_set_error_literal (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_INVALID, "bad --cost");
      return FALSE;
    }
  identity = anj_identity_load (options->state_dir, options->credentials_dir, bootstrap, error);
  task.identity = identity;
  return identity != NULL &&
         anj_sync_child_run (&task, options->clock, options->random, n_changed, error);
}

gboolean
anj_command_sync (const AnjCommandOptions *options, GError **error G_GNUC_UNUSED)
{
  g_autoptr (GError) problem = NULL;
  guint n_changed = 0;
  gboolean good;

  /* never longer than the agent, and never in the resident's way */
  prctl (PR_SET_PDEATHSIG, SIGKILL);
  if (setpriority (PRIO_PROCESS, 0, SYNC_NICENESS) != 0)
    g_debug ("cannot lower the priority: %s", g_strerror (errno));
  good = sync_all (options, &n_changed, &problem);
  print_outcome (good, n_changed, problem);
  /* households in clear lie all over this memory: no exit handler gets to see it */
  anj_exit (good ? 0 : 1);
}
