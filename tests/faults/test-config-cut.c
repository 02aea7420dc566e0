/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * Configurations come, are kept and taken back, recorded down to their writes; then the power goes
 * after any of them. What is obeyed then is good, no older than what was kept, not what was taken
 * back, and the next one goes on from there.
 *
 * ANJ_FAULT_IMAGES: how many disks (default 104); ANJ_FAULT_SEED.
 */

#include <glib/gstdio.h>

#include "agent-fixture.h"
#include "app/agent/anj-agent-error.h"
#include "app/agent/anj-config-store.h"
#include "fault-disk.h"

#define DEFAULT_IMAGES 104
#define N_VERSIONS 9
#define NEXT N_VERSIONS

typedef enum { STEP_APPLY, STEP_KEEP, STEP_REVERT, STEP_RESTART } StepKind;

typedef struct
{
  StepKind kind;
  guint version; /* that is on trial, or in force */
} Step;

static const Step steps[] = {
  { STEP_APPLY, 1 },  { STEP_REVERT, 1 }, { STEP_APPLY, 2 }, { STEP_KEEP, 2 },
  { STEP_APPLY, 3 },  { STEP_REVERT, 3 }, { STEP_APPLY, 4 }, { STEP_RESTART, 4 },
  { STEP_APPLY, 5 },  { STEP_KEEP, 5 },   { STEP_APPLY, 6 }, { STEP_RESTART, 6 },
  { STEP_REVERT, 6 }, { STEP_APPLY, 7 },  { STEP_KEEP, 7 },
};

typedef struct
{
  AgentFixture agent;
  AnjConfigPlace place;
  GBytes *bundles[N_VERSIONS + 1];
  FaultDisk *disk;
  guint ends[G_N_ELEMENTS (steps)]; /* operations when each step was done */
} Life;

/* A terminal's configuration in some folder. */
typedef struct
{
  Life *life;
  AnjLedger *ledger;
  AnjConfigStore *store;
} Terminal;

static void
terminal_close (Terminal *self)
{
  g_clear_pointer (&self->store, anj_config_store_free);
  g_clear_pointer (&self->ledger, anj_ledger_close);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Terminal, terminal_close)

static void
terminal_open (Terminal *self, Life *life, const char *folder)
{
  g_autoptr (GError) error = NULL;

  self->life = life;
  self->ledger = anj_ledger_open (folder, life->agent.k_out, life->agent.random, &error);
  g_assert_no_error (error);
  self->store = anj_config_store_new (folder, life->agent.ca, &life->place, self->ledger);
  g_assert_true (anj_config_store_resume (self->store, &error));
  g_assert_no_error (error);
}

static gboolean
apply (Terminal *self, guint version, GError **error)
{
  AnjConfigOffer offer = { .bundle = self->life->bundles[version], .epoch = 1, .version = version };
  gboolean changed;

  return anj_config_store_apply (self->store, &offer, self->life->agent.real_us, &changed, error);
}

static guint
get_version (Terminal *self)
{
  const AnjConfig *config = anj_config_store_get (self->store);

  return config != NULL ? (guint) anj_config_version (config) : 0;
}

static void
take_step (Terminal *self, const Step *step)
{
  g_autoptr (GError) error = NULL;
  gboolean good = TRUE;

  switch (step->kind)
    {
    case STEP_APPLY:
      good = apply (self, step->version, &error);
      break;
    case STEP_KEEP:
      good = anj_config_store_keep (self->store, &error);
      break;
    case STEP_REVERT:
      good = anj_config_store_revert (self->store, "line", &error);
      break;
    case STEP_RESTART:
      terminal_close (self);
      terminal_open (self, self->life, self->life->agent.state_dir);
      break;
    }
  g_assert_no_error (error);
  g_assert_true (good);
}

static void
live (Life *life)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) recipients = NULL;
  g_auto (Terminal) terminal = { 0 };

  agent_fixture_init (&life->agent);
  life->place = (AnjConfigPlace){ .region = AGENT_REGION, .terminal = AGENT_TERMINAL };
  recipients = agent_recipients_new (&life->agent);
  for (guint i = 1; i <= N_VERSIONS; i++)
    {
      g_autoptr (GBytes)
          source = anj_config_default (recipients, 1, i, life->agent.real_us, &error);

      g_assert_no_error (error);
      life->bundles[i] = anj_config_sign (source, life->agent.signer, life->agent.signer_key,
                                          /* chain */ NULL, &error);
      g_assert_no_error (error);
    }
  terminal_open (&terminal, life, life->agent.state_dir);
  life->disk = fault_disk_record (life->agent.state_dir);
  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      take_step (&terminal, &steps[i]);
      g_assert_true (get_version (&terminal) > 0 || steps[i].kind == STEP_REVERT);
      life->ends[i] = fault_disk_count (life->disk);
    }
  fault_disk_stop (life->disk);
}

static void
life_clear (Life *self)
{
  fault_disk_free (self->disk);
  for (guint i = 0; i <= N_VERSIONS; i++)
    g_clear_pointer (&self->bundles[i], g_bytes_unref);
  agent_fixture_clear (&self->agent);
}

/* What holds after a cut. */
typedef struct
{
  guint kept;     /* the highest that was kept for sure */
  guint may_keep; /* the highest that may be kept */
  guint rejected; /* those taken back for sure, bits 1 << version */
  guint newest;   /* that was begun with at all */
} Promises;

static Promises
find_promises (const Life *life, guint cut)
{
  Promises promises = { 0 };

  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      gboolean has_begun = i == 0 || life->ends[i - 1] <= cut;
      gboolean has_ended = life->ends[i] <= cut;

      if (has_begun && steps[i].kind == STEP_APPLY)
        promises.newest = steps[i].version;
      if (has_begun && steps[i].kind == STEP_KEEP)
        promises.may_keep = steps[i].version;
      if (has_ended && steps[i].kind == STEP_KEEP)
        promises.kept = steps[i].version;
      if (has_ended && steps[i].kind == STEP_REVERT)
        promises.rejected |= 1u << steps[i].version;
    }
  return promises;
}

static void
check (Terminal *self, guint cut)
{
  Promises promises = find_promises (self->life, cut);
  guint version = get_version (self);

  g_assert_cmpuint (version, >=, promises.kept);
  g_assert_cmpuint (version, <=, promises.newest);
  g_assert_cmpuint (promises.rejected & 1u << version, ==, 0);
  g_assert_true (version <= promises.may_keep || anj_config_store_is_on_trial (self->store));
  for (guint i = 1; i < NEXT; i++)
    if ((promises.rejected & 1u << i) != 0)
      {
        g_autoptr (GError) error = NULL;

        g_assert_false (apply (self, i, &error));
        g_assert_error (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_REFUSED);
      }
}

/* @goes_on: also that the next one comes into force for good, which takes its time */
static void
open_image (Life *life, const char *folder, guint cut, gboolean goes_on)
{
  g_auto (Terminal) terminal = { 0 };
  g_autoptr (GError) error = NULL;

  terminal_open (&terminal, life, folder);
  check (&terminal, cut);
  if (!goes_on)
    return;
  g_assert_true (apply (&terminal, NEXT, &error));
  g_assert_true (anj_config_store_keep (terminal.store, &error));
  g_assert_no_error (error);
  terminal_close (&terminal);
  terminal_open (&terminal, life, folder);
  g_assert_cmpuint (get_version (&terminal), ==, NEXT);
  g_assert_false (anj_config_store_is_on_trial (terminal.store));
  g_assert_null (anj_config_store_get_problem (terminal.store));
}

static guint
read_number (const char *name, guint otherwise)
{
  const char *text = g_getenv (name);

  return text != NULL ? (guint) g_ascii_strtoull (text, NULL, 10) : otherwise;
}

static void
test_any_write (void)
{
  guint n_images = read_number ("ANJ_FAULT_IMAGES", DEFAULT_IMAGES);
  guint32 seed = read_number ("ANJ_FAULT_SEED", 1);
  Life life = { 0 };
  g_autoptr (GRand) chance = g_rand_new_with_seed (seed);
  g_autofree char *folder = g_strdup ("/dev/shm/anj-image-XXXXXX"); /* its fsync costs nothing */
  g_autoptr (FaultImages) images = NULL;
  guint n_operations;

  /* what is taken back is worth a warning */
  g_log_set_always_fatal ((GLogLevelFlags) (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL));
  g_assert_nonnull (g_mkdtemp (folder));
  live (&life);
  n_operations = fault_disk_count (life.disk);
  g_test_message ("seed %u: %u operations, %u disks", seed, n_operations, n_images);
  images = fault_images_new (life.disk, chance);
  for (guint i = 0; i < n_images; i++)
    {
      guint cut = (guint) ((guint64) i * (n_operations + 1) / n_images);

      fault_images_advance (images, cut);
      fault_images_write (images, folder);
      open_image (&life, folder, cut, i % 4 == 0);
    }
  g_clear_pointer (&images, fault_images_free);
  fault_folder_empty (folder);
  g_rmdir (folder);
  life_clear (&life);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/config-cut/any-write-leaves-a-good-configuration-no-older", test_any_write);
  return g_test_run ();
}
