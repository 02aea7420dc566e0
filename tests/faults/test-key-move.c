/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The keys on their way from files to a TPM, and a wipe there: the agent is killed before every
 * call on the disk and to the chip, whose power goes too; the next start ends what was begun. */

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include "agent-fixture.h"
#include "app/agent/anj-agent-error.h"
#include "app/agent/anj-state-files.h"
#include "app/agent/anj-store-keys.h"
#include "fault-libc.h"

#define FIRST_INDEX 0x01a09000
/* a chip answers within this, or is not there */
#define SWTPM_TRIES 500
#define SWTPM_WAIT_US 10000
#define MAX_CALLS 1000
#define CHANGES                                                                                    \
  (FAULT_CALL_WRITE | FAULT_CALL_SYNC | FAULT_CALL_OPEN | FAULT_CALL_RENAME | FAULT_CALL_SEND)

typedef struct
{
  AgentFixture agent;
  char *chip; /* (owned): folder of what a software TPM keeps while its power is off */
  char *tcti; /* (owned) */
  GPid pid;
} Fixture;

static gboolean
is_on (Fixture *self)
{
  g_autoptr (AnjKeyTpm) tpm = anj_key_tpm_open (self->tcti, NULL);

  return tpm != NULL;
}

/* a test that fails leaves no chip behind */
static void
die_with_parent (gpointer data G_GNUC_UNUSED)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL);
}

static void
switch_on (Fixture *self)
{
  g_autofree char *socket = g_build_filename (self->chip, "socket", NULL);
  g_autofree char *ctrl = g_strconcat (socket, ".ctrl", NULL);
  g_autofree char *dir_arg = g_strconcat ("dir=", self->chip, NULL);
  g_autofree char *socket_arg = g_strconcat ("type=unixio,path=", socket, NULL);
  g_autofree char *ctrl_arg = g_strconcat ("type=unixio,path=", ctrl, NULL);
  const char *argv[] = { "swtpm",
                         "socket",
                         "--tpm2",
                         "--tpmstate",
                         dir_arg,
                         "--server",
                         socket_arg,
                         "--ctrl",
                         ctrl_arg,
                         "--flags",
                         "not-need-init,startup-clear",
                         NULL };
  g_autoptr (GError) error = NULL;

  g_unlink (socket);
  g_unlink (ctrl);
  g_spawn_async (NULL, (char **) argv, NULL,
                 G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDOUT_TO_DEV_NULL |
                     G_SPAWN_STDERR_TO_DEV_NULL,
                 die_with_parent, NULL, &self->pid, &error);
  g_assert_no_error (error);
  for (guint i = 0; !is_on (self); i++)
    {
      g_assert_cmpuint (i, <, SWTPM_TRIES);
      g_usleep (SWTPM_WAIT_US);
    }
}

static void
switch_off (Fixture *self)
{
  kill (self->pid, SIGKILL);
  waitpid (self->pid, NULL, 0);
}

static void
set_up (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  agent_fixture_init (&self->agent);
  self->chip = g_build_filename (self->agent.state_dir, "chip", NULL);
  g_assert_cmpint (g_mkdir (self->chip, 0700), ==, 0);
  self->tcti = g_strdup_printf ("swtpm:path=%s/socket", self->chip);
  switch_on (self);
}

static void
tear_down (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  switch_off (self);
  g_free (self->chip);
  g_free (self->tcti);
  agent_fixture_clear (&self->agent);
}

static AnjStoreKeysSetup
make_setup (Fixture *self)
{
  return (AnjStoreKeysSetup){ .state_dir = self->agent.state_dir,
                              .tpm = self->tcti,
                              .is_enrolled = TRUE,
                              .random = self->agent.random };
}

/* dies before its n-th call that may change anything */
static int
count (FaultCall call, const char *path, gpointer user_data)
{
  guint *n_left = user_data;

  (void) path;
  if ((call & CHANGES) != 0 && --*n_left == 0)
    kill (getpid (), SIGKILL);
  return 0;
}

typedef gboolean (*Deed) (Fixture *self);

/* whether it came to its end before call @n */
static gboolean
do_until (Fixture *self, Deed deed, guint n)
{
  pid_t child = fork ();
  int status;

  g_assert_cmpint (child, >=, 0);
  if (child == 0)
    {
      const FaultListener listener = { .before = count, .user_data = &n };

      fault_libc_listen (&listener);
      _exit (deed (self) ? 0 : 1);
    }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  if (WIFEXITED (status))
    g_assert_cmpint (WEXITSTATUS (status), ==, 0);
  return WIFEXITED (status);
}

static gboolean
prepare (Fixture *self)
{
  const AnjStoreKeysSetup setup = make_setup (self);
  g_autofree char *lost = NULL;

  return anj_store_keys_prepare (&setup, &lost, NULL) && lost == NULL;
}

static gboolean
replace (Fixture *self)
{
  return anj_store_keys_replace_seal (self->agent.state_dir, ANJ_KEY_SOURCE_TPM, self->agent.random,
                                      NULL);
}

static void
write_key (Fixture *self, const char *name, const guint8 *key)
{
  g_autoptr (GBytes) bytes = g_bytes_new (key, ANJ_KEY_BYTES);

  g_assert_true (anj_state_write (self->agent.state_dir, name, bytes, NULL));
}

/* as the chip and the disk have them, and nowhere else */
static void
load_from_chip (Fixture *self, AnjStoreKeys *keys)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjKeyTpm) tpm = anj_key_tpm_open (self->tcti, &error);
  guint32 index;

  g_assert_no_error (error);
  g_assert_true (anj_key_tpm_find_free (tpm, FIRST_INDEX, &index, NULL));
  g_assert_cmpuint (index, ==, FIRST_INDEX + 2);
  g_clear_pointer (&tpm, anj_key_tpm_close);
  g_assert_false (anj_state_exists (self->agent.state_dir, "store.key"));
  g_assert_false (anj_state_exists (self->agent.state_dir, "outbox.key"));
  g_assert_true (anj_store_keys_load (self->agent.state_dir, NULL, keys, &error));
  g_assert_no_error (error);
  g_assert_cmpint (keys->source, ==, ANJ_KEY_SOURCE_TPM);
}

static void
empty_chip (Fixture *self)
{
  g_autoptr (AnjKeyTpm) tpm = anj_key_tpm_open (self->tcti, NULL);
  g_autofree char *place = g_build_filename (self->agent.state_dir, "tpm.json", NULL);

  g_assert_true (anj_key_tpm_drop (tpm, FIRST_INDEX, NULL));
  g_assert_true (anj_key_tpm_drop (tpm, FIRST_INDEX + 1, NULL));
  g_assert_cmpint (g_unlink (place), ==, 0);
}

static void
test_move (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  gboolean is_whole = FALSE;
  guint n = 0;

  while (!is_whole)
    {
      g_auto (AnjStoreKeys) keys = { 0 };

      g_assert_cmpuint (++n, <, MAX_CALLS);
      write_key (self, "store.key", self->agent.k_seal);
      write_key (self, "outbox.key", self->agent.k_out);
      is_whole = do_until (self, prepare, n);
      if (is_whole)
        g_assert_false (anj_state_exists (self->agent.state_dir, "store.key"));
      switch_off (self);
      switch_on (self);
      g_assert_true (prepare (self));
      load_from_chip (self, &keys);
      g_assert_cmpmem (keys.k_seal, ANJ_KEY_BYTES, self->agent.k_seal, ANJ_KEY_BYTES);
      g_assert_cmpmem (keys.k_out, ANJ_KEY_BYTES, self->agent.k_out, ANJ_KEY_BYTES);
      empty_chip (self);
    }
  g_test_message ("killed before each of %u calls", n - 1);
  g_assert_cmpuint (n, >, 40);
}

/* either the old key or a new one that the start made; never none, and k_out as ever */
static void
test_wipe (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  gboolean is_whole = FALSE;
  guint n = 0, n_new = 0;

  write_key (self, "store.key", self->agent.k_seal);
  write_key (self, "outbox.key", self->agent.k_out);
  g_assert_true (prepare (self));
  while (!is_whole)
    {
      const AnjStoreKeysSetup setup = make_setup (self);
      g_auto (AnjStoreKeys) before = { 0 };
      g_auto (AnjStoreKeys) after = { 0 };
      g_autofree char *lost = NULL;

      g_assert_cmpuint (++n, <, MAX_CALLS);
      load_from_chip (self, &before);
      is_whole = do_until (self, replace, n);
      switch_off (self);
      switch_on (self);
      g_assert_true (anj_store_keys_prepare (&setup, &lost, NULL));
      load_from_chip (self, &after);
      n_new += memcmp (after.k_seal, before.k_seal, ANJ_KEY_BYTES) != 0;
      if (is_whole)
        g_assert_true (memcmp (after.k_seal, before.k_seal, ANJ_KEY_BYTES) != 0);
      g_assert_cmpmem (after.k_out, ANJ_KEY_BYTES, self->agent.k_out, ANJ_KEY_BYTES);
    }
  g_assert_cmpuint (n_new, >, 1);
  g_assert_cmpuint (n_new, <, n);
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  anj_key_tpm_init ();

  ADD ("/key-move/killed-anywhere-the-keys-are-there-once", test_move);
  ADD ("/key-move/a-wipe-killed-anywhere-leaves-a-key", test_wipe);

  return g_test_run ();
}
