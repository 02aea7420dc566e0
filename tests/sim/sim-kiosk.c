/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "tests/sim/sim-kiosk.h"

#include <glib/gstdio.h>

#include "app/agent/anj-enrol.h"
#include "core/anj-json.h"

#define AGAIN_US G_TIME_SPAN_MINUTE
/* what is cancelled, or begun by the sync, hears of it in the meantime */
#define LAST_WORDS_US (3 * G_TIME_SPAN_SECOND)

struct _SimKiosk
{
  guint who;
  char *state_dir;
  char *bootstrap_path;
  char *region;
  char *id;
  SimHub *hub;
  SimChance chance;
  SimDisk *disk;
  SimPort *port;
  AnjClock clock;
  AnjRandom random;
  gint64 wrong_us; /* its wall clock */

  /* while it is on */
  gboolean is_on;
  gboolean is_dark;
  guint run;
  guint n_boots;
  AnjBootstrap *bootstrap;
  AnjIdentity *identity;
  AnjStoreThread *store;
  AnjLine *line;
  AnjTimeSense *time; /* (owned) */

  /* while it ends */
  gboolean is_ending;
  SimEnd how;
  gint64 off_us;
};

/* state directories → kiosks */
static GHashTable *
kiosks (void)
{
  static GHashTable *table;

  if (table == NULL)
    table = g_hash_table_new (g_str_hash, g_str_equal);
  return table;
}

SimKiosk *
sim_kiosk_of (const char *state_dir)
{
  SimKiosk *self = g_hash_table_lookup (kiosks (), state_dir);

  g_assert (self != NULL);
  return self;
}

static gint64
read_real_us (gpointer user_data)
{
  return sim_loop_now_us () + ((SimKiosk *) user_data)->wrong_us;
}

static gint64
read_monotonic_us (gpointer user_data G_GNUC_UNUSED)
{
  return sim_loop_now_us () - SIM_BEGIN_US + G_TIME_SPAN_DAY;
}

static char *
read_pem (SimHub *hub, const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (sim_hub_data_dir (hub), folder, name, NULL);
  g_autoptr (GError) error = NULL;
  char *pem = NULL;

  if (!g_file_get_contents (path, &pem, NULL, &error))
    g_error ("%s", error->message);
  return pem;
}

static void
write_bootstrap (SimKiosk *self)
{
  g_autofree char *hub_ca = read_pem (self->hub, "ca", "cert.pem");
  g_autofree char *config_ca = read_pem (self->hub, "server", "config_ca.pem");
  g_autoptr (JsonObject) object = json_object_new ();
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  json_object_set_string_member (object, "hub", SIM_HUB_URL);
  json_object_set_string_member (object, "hub_ca", hub_ca);
  json_object_set_string_member (object, "config_ca", config_ca);
  json_object_set_string_member (object, "region", self->region);
  text = anj_json_object_to_text (object);
  if (!g_file_set_contents (self->bootstrap_path, text, -1, &error))
    g_error ("%s", error->message);
}

static void
enrol (SimKiosk *self)
{
  const AnjStoreKeysSetup keys = { .state_dir = self->state_dir, .random = &self->random };
  g_autofree char *token = sim_hub_make_token (self->hub, self->region);
  const AnjEnrolment enrolment = {
    .bootstrap_path = self->bootstrap_path, .keys = &keys, .token = token, .clock = &self->clock
  };
  g_autoptr (GError) error = NULL;

  if (!anj_enrol (&enrolment, &self->id, &error))
    g_error ("%s", error->message);
}

SimKiosk *
sim_kiosk_new (const char *root, SimHub *hub, guint who, guint64 seed)
{
  SimKiosk *self = g_new0 (SimKiosk, 1);
  g_autofree char *name = g_strdup_printf ("t%u", who);

  self->who = who;
  self->hub = hub;
  self->state_dir = g_build_filename (root, name, NULL);
  self->bootstrap_path = g_build_filename (self->state_dir, "bootstrap.json", NULL);
  /* two to a village */
  self->region = g_strdup_printf ("35.09.%02u.2%03u", 1 + who / 2 / 999, 1 + who / 2 % 999);
  self->chance = sim_chance_new (seed, who);
  self->clock = (AnjClock){ read_real_us, read_monotonic_us, self };
  self->random = (AnjRandom){ sim_chance_fill, &self->chance };
  if (g_mkdir_with_parents (self->state_dir, 0700) != 0)
    g_error ("%s: %m", self->state_dir);
  self->disk = sim_disk_new (self->state_dir, &self->chance);
  self->port = sim_port_new (hub, &self->clock, who, seed);
  g_hash_table_insert (kiosks (), self->state_dir, self);
  write_bootstrap (self);
  enrol (self);
  return self;
}

void
sim_kiosk_free (SimKiosk *self)
{
  g_assert (!self->is_on);
  g_hash_table_remove (kiosks (), self->state_dir);
  sim_port_free (self->port);
  sim_disk_free (self->disk);
  g_free (self->state_dir);
  g_free (self->bootstrap_path);
  g_free (self->region);
  g_free (self->id);
  g_free (self);
}

static void
start_again (gpointer user_data)
{
  sim_kiosk_start (user_data);
}

static void
on_restart_wanted (SimKiosk *self)
{
  sim_kiosk_stop (self, SIM_END_ORDERLY, G_TIME_SPAN_SECOND);
}

/* the next two as anj_command_run() does it */
static gboolean
prepare (AnjTerminal *terminal, GError **error)
{
  g_autoptr (GError) local_error = NULL;

  if (!anj_terminal_audit_attachments (terminal, &local_error) ||
      !anj_terminal_resume_config (terminal, &local_error))
    {
      if (anj_terminal_is_on_disk (terminal))
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return FALSE;
        }
      g_message ("%s", local_error->message);
    }
  anj_terminal_use_reserve (terminal);
  return TRUE;
}

/* (transfer full) (nullable) */
static AnjTerminal *
open_terminal (SimKiosk *self, GError **error)
{
  g_autofree char *boot_id = g_strdup_printf ("%u-%u", self->who, self->n_boots);
  g_autoptr (GError) local_error = NULL;
  g_autoptr (AnjTerminal) terminal = NULL;

  if ((self->bootstrap = anj_bootstrap_load (self->bootstrap_path, error)) == NULL ||
      (self->identity = anj_identity_load (self->state_dir, NULL, self->bootstrap, error)) == NULL)
    return NULL;
  anj_identity_describe (self->identity, NULL, "sim");
  terminal = anj_terminal_open (self->identity, self->bootstrap, &self->clock, &self->random,
                                error);
  if (terminal == NULL || !prepare (terminal, error))
    return NULL;
  if (!anj_terminal_note_start (terminal, boot_id, &local_error))
    g_message ("cannot note the start: %s", local_error->message);
  return g_steal_pointer (&terminal);
}

void
sim_kiosk_start (SimKiosk *self)
{
  g_autoptr (GError) error = NULL;
  AnjTerminal *terminal;
  AnjLineSetup setup;

  if (self->is_on || self->is_ending || self->is_dark)
    return;
  self->run++;
  terminal = open_terminal (self, &error);
  sim_trace (terminal != NULL ? "starts" : "does not start", self->who, self->run);
  if (terminal == NULL)
    {
      g_message ("terminal %u does not start: %s", self->who, error->message);
      g_clear_pointer (&self->identity, anj_identity_free);
      g_clear_pointer (&self->bootstrap, anj_bootstrap_free);
      if (sim_disk_is_dead (self->disk))
        sim_disk_revive (self->disk, TRUE);
      sim_loop_after (AGAIN_US, start_again, self);
      return;
    }
  self->time = anj_time_sense_ref (anj_terminal_get_time (terminal));
  sim_port_bind (self->port, anj_time_sense_get_clock (self->time));
  self->store = anj_store_thread_new (terminal);
  setup = (AnjLineSetup){ .store = self->store,
                          .identity = self->identity,
                          .bootstrap = self->bootstrap,
                          .bootstrap_path = self->bootstrap_path,
                          .clock = anj_time_sense_get_clock (self->time),
                          .random = &self->random };
  self->line = anj_line_new (&setup);
  g_signal_connect_swapped (self->line, "restart-wanted", G_CALLBACK (on_restart_wanted), self);
  self->is_on = TRUE;
  anj_line_start (self->line);
}

static gboolean
job_note_end (AnjTerminal *terminal, gpointer data G_GNUC_UNUSED, GError **error)
{
  return anj_terminal_note_end (terminal, error);
}

static void
end (gpointer user_data)
{
  SimKiosk *self = user_data;
  gpointer line = self->line;

  sim_store_abandon (self->store);
  sim_port_drop_all (self->port);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_object_add_weak_pointer (G_OBJECT (self->line), &line);
  g_object_unref (self->line);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  if (line != NULL)
    sim_fail ("terminal %u: something holds on to the line of a run that is over", self->who);
  self->line = NULL;
  g_clear_pointer (&self->store, anj_store_thread_free);
  sim_port_bind (self->port, NULL);
  g_clear_pointer (&self->time, anj_time_sense_unref);
  g_clear_pointer (&self->identity, anj_identity_free);
  g_clear_pointer (&self->bootstrap, anj_bootstrap_free);
  if (self->how != SIM_END_ORDERLY)
    sim_disk_revive (self->disk, self->how == SIM_END_POWER);
  self->is_ending = FALSE;
  if (self->off_us >= 0)
    sim_loop_after (self->off_us, start_again, self);
}

void
sim_kiosk_stop (SimKiosk *self, SimEnd how, gint64 off_us)
{
  static const char *const words[] = { "ends", "crashes", "loses its power" };

  if (!self->is_on)
    return;
  sim_trace (words[how], self->who, (guint64) off_us);
  self->is_on = FALSE;
  self->is_ending = TRUE;
  self->how = how;
  self->off_us = off_us;
  if (how == SIM_END_POWER)
    self->n_boots++;
  if (how != SIM_END_ORDERLY)
    sim_disk_die (self->disk);
  anj_line_stop (self->line);
  if (how == SIM_END_ORDERLY)
    {
      /* as anj_command_run() does it */
      anj_line_tell_stopping_async (self->line, NULL, NULL);
      anj_store_thread_run (self->store, job_note_end, NULL, NULL, NULL, NULL);
    }
  sim_loop_after (LAST_WORDS_US, end, self);
}

void
sim_kiosk_switch_off (SimKiosk *self, SimEnd how)
{
  sim_kiosk_stop (self, how, -1);
  self->is_dark = TRUE;
  if (how == SIM_END_ORDERLY)
    self->n_boots++;
}

void
sim_kiosk_switch_on (SimKiosk *self)
{
  self->is_dark = FALSE;
  sim_kiosk_start (self);
}

gboolean
sim_kiosk_is_on (const SimKiosk *self)
{
  return self->is_on;
}

guint
sim_kiosk_run (const SimKiosk *self)
{
  return self->run;
}

AnjStoreThread *
sim_kiosk_store (SimKiosk *self)
{
  return self->store;
}

AnjLine *
sim_kiosk_line (SimKiosk *self)
{
  return self->line;
}

guint
sim_kiosk_who (const SimKiosk *self)
{
  return self->who;
}

const char *
sim_kiosk_id (const SimKiosk *self)
{
  return self->id;
}

const char *
sim_kiosk_region (const SimKiosk *self)
{
  return self->region;
}

SimDisk *
sim_kiosk_disk (SimKiosk *self)
{
  return self->disk;
}

SimPort *
sim_kiosk_port (SimKiosk *self)
{
  return self->port;
}

const AnjClock *
sim_kiosk_clock (SimKiosk *self)
{
  return &self->clock;
}

void
sim_kiosk_set_clock (SimKiosk *self, gint64 wrong_us)
{
  sim_trace ("clock is set", self->who, (guint64) wrong_us);
  self->wrong_us = wrong_us;
}
