/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "anj-agent"

#include "app/agent/anj-config-watch.h"

#include "core/anj-kdf.h"
#include "net/anj-net-error.h"

#define TICK_S 1
/* a resident waits no longer for scrypt, on whatever processor */
#define LOOK_UP_MAX_US (G_GINT64_CONSTANT (4) * G_USEC_PER_SEC)
#define HTTP_TOO_MANY 429
#define HTTP_SERVER_FAULT 500

/* What is known of a session's connection; 0 in @generation: it did not ask yet. */
typedef struct
{
  guint generation; /* of the configuration that it asked for first, and shows */
  gboolean has_painted;
} Screen;

struct _AnjConfigWatch
{
  GObject parent_instance;

  AnjStoreThread *store; /* (unowned) */
  const AnjClock *clock; /* (unowned) */
  GHashTable *screens;   /* (owned) (element-type client Screen) */
  guint generation;      /* grows with each configuration that comes into force, from 1 */
  AnjProbation probation;
  AnjProof proofs[ANJ_N_HEALTH];
  AnjLookupCost cost;
  gint64 begun_us;
  gint64 probe_us;       /* when the look-up under way began */
  gboolean is_probing;   /* a look-up is under way */
  gboolean is_asked_for; /* somebody asked for the configuration on trial */
  gboolean has_outlived; /* the store knows that this start was no bad one */
  gboolean is_settling;  /* the store is told the verdict */
  guint tick_id;
};

G_DEFINE_FINAL_TYPE (AnjConfigWatch, anj_config_watch, G_TYPE_OBJECT)

static guint settled_signal;

/* --- the verdict --- */

static gboolean
job_keep (AnjTerminal *terminal, gpointer data G_GNUC_UNUSED, GError **error)
{
  return anj_terminal_keep_config (terminal, error);
}

static gboolean
job_revert (AnjTerminal *terminal, gpointer data, GError **error)
{
  return anj_terminal_revert_config (terminal, data, error);
}

static gboolean
job_outlive (AnjTerminal *terminal, gpointer data G_GNUC_UNUSED, GError **error)
{
  return anj_terminal_outlive_config (terminal, error);
}

static void
on_settled (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AnjConfigWatch) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean is_stopped = self->tick_id == 0;

  self->is_settling = FALSE;
  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      g_warning ("the configuration's trial: %s", error->message);
      if (!is_stopped)
        anj_probation_begin (&self->probation, self->probation.needs,
                             anj_clock_monotonic_us (self->clock));
      return;
    }
  if (is_stopped)
    return;
  g_clear_handle_id (&self->tick_id, g_source_remove);
  if (self->probation.state == ANJ_PROBATION_REVERTED)
    self->generation++;
  g_signal_emit (self, settled_signal, 0);
}

static void
settle (AnjConfigWatch *self)
{
  gboolean is_kept = self->probation.state == ANJ_PROBATION_KEPT;
  const char *fault = anj_health_name (self->probation.fault);

  self->is_settling = TRUE;
  anj_store_thread_run (self->store, is_kept ? job_keep : job_revert,
                        is_kept ? NULL : g_strdup (fault), g_free, on_settled, g_object_ref (self));
}

/* --- proofs --- */

static AnjProof
judge_screens (AnjConfigWatch *self)
{
  GHashTableIter iter;
  const Screen *screen;
  AnjProof proof = self->is_asked_for ? ANJ_PROOF_NONE : ANJ_PROOF_EXCUSED;

  g_hash_table_iter_init (&iter, self->screens);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &screen))
    {
      if (!screen->has_painted)
        continue;
      if (screen->generation == self->generation)
        return ANJ_PROOF_GOOD;
      proof = ANJ_PROOF_EXCUSED; /* a visit that began before goes on */
    }
  return proof;
}

static void
hash_numbers (GTask *task,
              gpointer source G_GNUC_UNUSED,
              gpointer task_data,
              GCancellable *cancellable G_GNUC_UNUSED)
{
  static const guint8 salt_bytes[32];
  g_autoptr (GBytes) salt = g_bytes_new_static (salt_bytes, sizeof salt_bytes);
  AnjLookupKey key;
  GError *error = NULL;

  /* numbers of nobody */
  if (anj_kdf_lookup ("0000000000000000", "0000000000000000", salt, task_data, &key, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
end_probe (AnjConfigWatch *self, const GError *error)
{
  gint64 took_us = anj_clock_monotonic_us (self->clock) - self->probe_us;

  self->is_probing = FALSE;
  if (error != NULL)
    g_message ("a look-up under the new configuration: %s", error->message);
  else if (took_us > LOOK_UP_MAX_US)
    g_message ("a look-up under the new configuration took %" G_GINT64_FORMAT " ms",
               took_us / 1000);
  else
    {
      self->proofs[ANJ_HEALTH_LOOK_UP] = ANJ_PROOF_GOOD;
      anj_config_watch_judge (self);
    }
}

static void
on_hashed (GObject *source, GAsyncResult *result, gpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;

  end_probe (ANJ_CONFIG_WATCH (source),
             g_task_propagate_boolean (G_TASK (result), &error) ? NULL : error);
}

static gboolean
job_probe (AnjTerminal *terminal, gpointer data G_GNUC_UNUSED, GError **error)
{
  return anj_terminal_probe_look_up (terminal, error);
}

static void
on_probed (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AnjConfigWatch) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GTask) task = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      end_probe (self, error);
      return;
    }
  task = g_task_new (self, /* cancellable */ NULL, on_hashed, /* user_data */ NULL);
  g_task_set_source_tag (task, on_probed);
  g_task_set_task_data (task, g_memdup2 (&self->cost, sizeof self->cost), g_free);
  g_task_run_in_thread (task, hash_numbers);
}

static gboolean
wants_probe (AnjConfigWatch *self)
{
  return (self->probation.needs & 1u << ANJ_HEALTH_LOOK_UP) != 0 &&
         self->proofs[ANJ_HEALTH_LOOK_UP] != ANJ_PROOF_GOOD && !self->is_probing;
}

/* what a session does for a look-up: the configuration, scrypt, the cache */
static void
probe_look_up (AnjConfigWatch *self)
{
  self->is_probing = TRUE;
  self->probe_us = anj_clock_monotonic_us (self->clock);
  anj_store_thread_run (self->store, job_probe, NULL, NULL, on_probed, g_object_ref (self));
}

void
anj_config_watch_judge (AnjConfigWatch *self)
{
  gint64 now_us = anj_clock_monotonic_us (self->clock);

  g_return_if_fail (ANJ_IS_CONFIG_WATCH (self));

  if (!anj_config_watch_is_running (self) || self->is_settling)
    return;
  self->proofs[ANJ_HEALTH_SCREEN] = judge_screens (self);
  if (anj_probation_judge (&self->probation, self->proofs, now_us) != ANJ_PROBATION_RUNNING)
    {
      settle (self);
      return;
    }
  if (wants_probe (self))
    probe_look_up (self);
  if (!self->has_outlived && now_us - self->begun_us > ANJ_PROBATION_PROOF_US)
    {
      self->has_outlived = TRUE;
      anj_store_thread_run (self->store, job_outlive, NULL, NULL, NULL, NULL);
    }
}

static gboolean
on_tick (gpointer user_data)
{
  anj_config_watch_judge (user_data);
  return G_SOURCE_CONTINUE;
}

/* --- what happens --- */

void
anj_config_watch_begin (AnjConfigWatch *self, guint needs, const AnjLookupCost *cost)
{
  g_return_if_fail (ANJ_IS_CONFIG_WATCH (self));

  self->generation++;
  self->begun_us = anj_clock_monotonic_us (self->clock);
  self->cost = *cost;
  self->is_asked_for = self->has_outlived = FALSE;
  for (guint i = 0; i < ANJ_N_HEALTH; i++)
    self->proofs[i] = ANJ_PROOF_NONE;
  anj_probation_begin (&self->probation, needs, self->begun_us);
  if (self->tick_id == 0)
    self->tick_id = g_timeout_add_seconds (TICK_S, on_tick, self);
}

gboolean
anj_config_watch_is_running (AnjConfigWatch *self)
{
  g_return_val_if_fail (ANJ_IS_CONFIG_WATCH (self), FALSE);

  return self->tick_id != 0 && self->probation.state == ANJ_PROBATION_RUNNING;
}

gboolean
anj_config_watch_wants_line (AnjConfigWatch *self)
{
  return anj_config_watch_is_running (self) && self->proofs[ANJ_HEALTH_LINE] != ANJ_PROOF_GOOD;
}

static Screen *
find_screen (AnjConfigWatch *self, gconstpointer client)
{
  Screen *screen = g_hash_table_lookup (self->screens, client);

  if (screen == NULL)
    {
      screen = g_new0 (Screen, 1);
      g_hash_table_insert (self->screens, (gpointer) client, screen);
    }
  return screen;
}

void
anj_config_watch_asks (AnjConfigWatch *self, gconstpointer client)
{
  Screen *screen = find_screen (self, client);

  if (screen->generation != 0)
    return;
  screen->generation = self->generation;
  self->is_asked_for = TRUE;
}

void
anj_config_watch_paints (AnjConfigWatch *self, gconstpointer client)
{
  find_screen (self, client)->has_painted = TRUE;
  anj_config_watch_judge (self);
}

void
anj_config_watch_leaves (AnjConfigWatch *self, gconstpointer client)
{
  g_hash_table_remove (self->screens, client);
}

gboolean
anj_config_watch_has_screen (AnjConfigWatch *self)
{
  GHashTableIter iter;
  const Screen *screen;
  gboolean found = FALSE;

  g_hash_table_iter_init (&iter, self->screens);
  while (!found && g_hash_table_iter_next (&iter, NULL, (gpointer *) &screen))
    found = screen->has_painted;
  return found;
}

/* what the hub, or nginx before it (400 without a problem), says of the terminal itself */
static gboolean
is_about_terminal (const GError *error)
{
  static const char *const keys[] = { "certificate-expired", "terminal-revoked",
                                      "terminal-quarantined", NULL };
  const char *key = anj_net_error_get_key (error);

  return key != NULL ? g_strv_contains (keys, key) : anj_net_error_get_status (error) == 400;
}

/* only what the configuration may have done counts against it: no network is no fault of its own,
 * nor is a hub in trouble, nor a certificate that has ended */
static gboolean
is_excuse (const GError *error)
{
  guint status = anj_net_error_get_status (error);

  return g_error_matches (error, ANJ_NET_ERROR, ANJ_NET_ERROR_UNREACHABLE) ||
         g_error_matches (error, ANJ_NET_ERROR, ANJ_NET_ERROR_TIMEOUT) || status == HTTP_TOO_MANY ||
         status >= HTTP_SERVER_FAULT || is_about_terminal (error);
}

void
anj_config_watch_polled (AnjConfigWatch *self, const GError *error)
{
  AnjProof *proof = &self->proofs[ANJ_HEALTH_LINE];

  g_return_if_fail (ANJ_IS_CONFIG_WATCH (self));

  if (error == NULL)
    *proof = ANJ_PROOF_GOOD;
  else if (*proof != ANJ_PROOF_GOOD)
    *proof = is_excuse (error) ? ANJ_PROOF_EXCUSED : ANJ_PROOF_NONE;
  anj_config_watch_judge (self);
}

void
anj_config_watch_stop (AnjConfigWatch *self)
{
  g_return_if_fail (ANJ_IS_CONFIG_WATCH (self));

  g_clear_handle_id (&self->tick_id, g_source_remove);
}

static void
anj_config_watch_finalize (GObject *object)
{
  AnjConfigWatch *self = ANJ_CONFIG_WATCH (object);

  anj_config_watch_stop (self);
  g_hash_table_unref (self->screens);
  G_OBJECT_CLASS (anj_config_watch_parent_class)->finalize (object);
}

static void
anj_config_watch_class_init (AnjConfigWatchClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = anj_config_watch_finalize;
  settled_signal = g_signal_new ("settled", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
}

static void
anj_config_watch_init (AnjConfigWatch *self)
{
  self->screens = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->generation = 1;
}

AnjConfigWatch *
anj_config_watch_new (AnjStoreThread *store, const AnjClock *clock)
{
  AnjConfigWatch *self = g_object_new (ANJ_TYPE_CONFIG_WATCH, NULL);

  self->store = store;
  self->clock = clock;
  return self;
}
