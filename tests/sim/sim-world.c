/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "tests/sim/sim-world.h"

#include <ftw.h>
#include <stdio.h>
#include <time.h>

#include "app/agent/anj-terminal.h"
#include "hub/hub-losses.h"
#include "tests/sim/sim-faults.h"
#include "tests/sim/sim-libc.h"

/* files of terminals and hub: nothing here waits for a disk */
#define MEMORY_DIR "/dev/shm"
#define FIRST_STARTS_US (10 * G_TIME_SPAN_MINUTE)
#define LOOK_EVERY_US (30 * G_TIME_SPAN_MINUTE)
#define OPEN_US (7 * G_TIME_SPAN_HOUR + 30 * G_TIME_SPAN_MINUTE)
#define SETTLES_WITHIN_US (10 * G_TIME_SPAN_DAY)

static char *
make_folder (const char *parent)
{
  g_autofree char *path = g_build_filename (parent, "anj-sim-XXXXXX", NULL);

  if (g_mkdtemp (path) == NULL)
    g_error ("%s: %m", path);
  return g_steal_pointer (&path);
}

static int
remove_one (const char *path,
            const struct stat *status G_GNUC_UNUSED,
            int type G_GNUC_UNUSED,
            struct FTW *where G_GNUC_UNUSED)
{
  return remove (path);
}

static void
remove_folders (gpointer user_data)
{
  const SimWorld *self = user_data;

  nftw (self->root, remove_one, 16, FTW_DEPTH | FTW_PHYS);
  nftw (self->backup_dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static void
start_kiosk (gpointer kiosk)
{
  sim_kiosk_start (kiosk);
}

static void
back_up (gpointer user_data)
{
  SimWorld *self = user_data;

  sim_hub_back_up (self->hub);
  sim_loop_after ((gint64) self->plan.backup_every_h * G_TIME_SPAN_HOUR, back_up, self);
}

static void
world_init (SimWorld *self, const SimPlan *plan)
{
  *self = (SimWorld){ .plan = *plan };
  sim_loop_begin (plan->seed);
  sim_libc_seed (plan->seed);
  self->chance = sim_chance_new (plan->seed, G_GUINT64_CONSTANT (0x300000));
  sim_vfs_register (&self->chance);
  self->root = make_folder (MEMORY_DIR);
  self->backup_dir = make_folder (g_get_tmp_dir ());
  sim_before_failing (remove_folders, self);
  self->oracle = sim_oracle_new ();
  self->kiosks = g_ptr_array_new_with_free_func ((GDestroyNotify) sim_kiosk_free);
  self->residents = g_ptr_array_new_with_free_func ((GDestroyNotify) sim_residents_free);
  self->offices = g_ptr_array_new_with_free_func ((GDestroyNotify) sim_office_free);
  self->hub = sim_hub_new (self->root, self->backup_dir, plan->seed);
  sim_hub_start (self->hub);
  for (guint i = 0; i < plan->n_terminals; i++)
    {
      SimKiosk *kiosk = sim_kiosk_new (self->root, self->hub, i, plan->seed);
      gint64 open_us = plan->keeps_hours ? OPEN_US : G_TIME_SPAN_DAY;
      SimResidents *residents = sim_residents_new (
          kiosk, self->oracle, plan->keeps_hours ? self->hub : NULL,
          (gint64) ((double) open_us / plan->cases_a_day), plan->seed);

      g_ptr_array_add (self->kiosks, kiosk);
      g_ptr_array_add (self->residents, residents);
      if (plan->keeps_hours)
        g_ptr_array_add (self->offices, sim_office_new (kiosk, residents, plan->seed));
      sim_loop_after ((gint64) sim_chance_below (&self->chance, FIRST_STARTS_US), start_kiosk,
                      kiosk);
    }
  sim_loop_after (G_TIME_SPAN_HOUR, back_up, self);
}

static void
world_clear (SimWorld *self)
{
  for (guint i = 0; i < self->kiosks->len; i++)
    sim_kiosk_stop (self->kiosks->pdata[i], SIM_END_ORDERLY, -1);
  sim_loop_run (sim_loop_now_us () + G_TIME_SPAN_MINUTE, NULL);
  g_ptr_array_unref (self->offices);
  g_ptr_array_unref (self->residents);
  g_ptr_array_unref (self->kiosks);
  sim_hub_free (self->hub);
  sim_oracle_free (self->oracle);
  sim_loop_end ();
  sim_before_failing (NULL, NULL);
  remove_folders (self);
  g_free (self->root);
  g_free (self->backup_dir);
}

/* (nullable): why it is not quiet there yet */
static const char *
find_unrest (SimKiosk *kiosk)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjTerminalHealth) health = NULL;

  if (!sim_kiosk_is_on (kiosk))
    return "is off";
  if (!anj_line_is_online (sim_kiosk_line (kiosk)))
    return "is not online";
  health = anj_terminal_examine (sim_store_terminal (sim_kiosk_store (kiosk)), &error);
  if (health == NULL)
    return "cannot be examined";
  if (!health->is_synced)
    return "is not synced";
  return health->n_waiting > 0 ? "has cases that wait" : NULL;
}

/* nobody comes, nothing breaks: until all is where it belongs */
static gint64
settle (SimWorld *self)
{
  gint64 begun_us = sim_loop_now_us ();
  const char *unrest = "";

  for (guint i = 0; i < self->residents->len; i++)
    sim_residents_end (self->residents->pdata[i]);
  for (guint i = 0; i < self->offices->len; i++)
    sim_office_end (self->offices->pdata[i]);
  while (unrest != NULL)
    {
      sim_loop_run (sim_loop_now_us () + LOOK_EVERY_US, NULL);
      unrest = sim_hub_is_up (self->hub) ? NULL : "hub is off";
      for (guint i = 0; unrest == NULL && i < self->kiosks->len; i++)
        {
          unrest = find_unrest (self->kiosks->pdata[i]);
          if (unrest != NULL && sim_loop_now_us () - begun_us > SETTLES_WITHIN_US)
            sim_fail ("terminal %u (%s) %s, ten days after all was mended", i,
                      sim_kiosk_id (self->kiosks->pdata[i]), unrest);
        }
    }
  return sim_loop_now_us () - begun_us;
}

/* (transfer full) (element-type guint): of each terminal, what it lost and says so */
static GArray *
count_declared (SimWorld *self)
{
  GArray *n_declared = g_array_new (FALSE, TRUE, sizeof (guint));

  for (guint i = 0; i < self->kiosks->len; i++)
    {
      SimKiosk *kiosk = self->kiosks->pdata[i];
      AnjTerminal *terminal = sim_store_terminal (sim_kiosk_store (kiosk));
      g_autoptr (GError) error = NULL;
      g_autoptr (AnjTerminalHealth) health = anj_terminal_examine (terminal, &error);
      g_autoptr (JsonArray) losses = hub_losses_to_json (sim_hub_app (self->hub)->store,
                                                         sim_kiosk_id (kiosk), &error);
      guint n = health != NULL ? health->n_lost : 0;

      for (guint k = 0; losses != NULL && k < json_array_get_length (losses); k++)
        {
          JsonObject *loss = json_array_get_object_element (losses, k);

          n += (guint) (json_object_get_int_member (loss, "last_seq") -
                        json_object_get_int_member (loss, "first_seq") + 1);
        }
      /* a disk that only fails may lose what nobody was told is kept */
      if (!self->plan.rots)
        n = 0;
      g_array_append_val (n_declared, n);
    }
  return n_declared;
}

static double
read_cpu_s (void)
{
  struct timespec now;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &now);
  return (double) now.tv_sec + (double) now.tv_nsec / 1e9;
}

static void
count (const SimWorld *self, SimOutcome *out)
{
  out->n_syncs = sim_disk_n_syncs (sim_hub_disk (self->hub));
  for (guint i = 0; i < self->kiosks->len; i++)
    {
      out->n_requests += sim_port_n_requests (sim_kiosk_port (self->kiosks->pdata[i]));
      out->n_syncs += sim_disk_n_syncs (sim_kiosk_disk (self->kiosks->pdata[i]));
      out->n_followed += sim_residents_n_followed (self->residents->pdata[i]);
      out->n_unknown += sim_residents_n_unknown (self->residents->pdata[i]);
    }
}

void
sim_world_live (const SimPlan *plan, SimOutcome *out)
{
  SimWorld world;
  SimFaults *faults = NULL;
  g_autoptr (GArray) n_declared = NULL;
  double begun_s;

  *out = (SimOutcome){ 0 };
  world_init (&world, plan);
  if (plan->is_rough)
    faults = sim_faults_new (&world);
  begun_s = read_cpu_s ();
  sim_loop_run (SIM_BEGIN_US + (gint64) (plan->days * (double) G_TIME_SPAN_DAY), NULL);
  out->cpu_s = read_cpu_s () - begun_s;
  if (faults != NULL)
    sim_faults_heal (faults);
  out->settling_h = (double) settle (&world) / (double) G_TIME_SPAN_HOUR;
  n_declared = count_declared (&world);
  sim_oracle_judge (world.oracle, world.hub, n_declared, &out->verdict);
  out->trace_hash = sim_trace_hash ();
  out->n_events = sim_trace_count ();
  count (&world, out);
  g_clear_pointer (&faults, sim_faults_free);
  world_clear (&world);
}
