/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/agent/anj-memory-check.h"

#include <ftw.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#define SWAPS "Filename\tType\tSize\tUsed\tPriority\n"

typedef struct
{
  char *dir;
  char *proc, *sys;
} Machine;

static void
write_file (const char *dir, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);
  g_autofree char *folder = g_path_get_dirname (path);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static void
setup (Machine *self, gconstpointer data G_GNUC_UNUSED)
{
  self->dir = g_dir_make_tmp ("anjungan-test-XXXXXX", NULL);
  self->proc = g_build_filename (self->dir, "proc", NULL);
  self->sys = g_build_filename (self->dir, "sys", NULL);
  write_file (self->proc, "swaps", SWAPS);
  write_file (self->proc, "sys/kernel/core_pattern", "core\n");
  write_file (self->proc, "locks", "");
  write_file (self->dir, "lock", "");
}

static int
remove_one (const char *path,
            const struct stat *status G_GNUC_UNUSED,
            int kind G_GNUC_UNUSED,
            struct FTW *walk G_GNUC_UNUSED)
{
  return g_remove (path);
}

static void
teardown (Machine *self, gconstpointer data G_GNUC_UNUSED)
{
  nftw (self->dir, remove_one, 8, FTW_DEPTH | FTW_PHYS);
  g_free (self->dir);
  g_free (self->proc);
  g_free (self->sys);
}

static void
assert_says (const Machine *self, gboolean is_safe, const char *words)
{
  const AnjMemoryCheck check = { self->proc, self->sys, self->dir };
  gboolean found_safe;
  g_autofree char *text = anj_memory_check (&check, &found_safe);

  g_test_message ("%s", text);
  g_assert_nonnull (strstr (text, words));
  g_assert_cmpint (found_safe, ==, is_safe);
}

static void
test_without_swap_it_is_safe (Machine *self, gconstpointer data G_GNUC_UNUSED)
{
  assert_says (self, TRUE, "no swap; the agent does not run;");
  assert_says (self, TRUE, "others' go to \"core\"");
}

static void
test_a_bare_partition_or_file_is_named (Machine *self, gconstpointer data G_GNUC_UNUSED)
{
  write_file (self->proc, "swaps", SWAPS "/dev/sda3  partition\t8388604\t0\t-2\n");
  assert_says (self, FALSE, "swap on /dev/sda3 is not known to be encrypted");
  write_file (self->sys, "class/block/dm-0/dm/uuid", "CRYPT-PLAIN-swap\n");
  write_file (self->proc, "swaps", SWAPS "/dev/dm-0 partition 1 0 -2\n/swapfile file 1 0 -3\n");
  assert_says (self, FALSE, "swap on /swapfile is not known");
}

static void
test_an_encrypted_one_is_safe (Machine *self, gconstpointer data G_GNUC_UNUSED)
{
  write_file (self->proc, "swaps", SWAPS "/dev/dm-1 partition 1 0 -2\n");
  write_file (self->sys, "class/block/dm-1/dm/uuid", "LVM-abc\n");
  assert_says (self, FALSE, "/dev/dm-1");
  write_file (self->sys, "class/block/dm-1/slaves/dm-0/size", "1\n");
  assert_says (self, FALSE, "/dev/dm-1");
  write_file (self->sys, "class/block/dm-0/dm/uuid", "CRYPT-LUKS2-abc\n");
  assert_says (self, TRUE, "swap on /dev/dm-1 is encrypted or in memory");
  write_file (self->sys, "class/block/dm-1/slaves/sda3/size", "1\n");
  assert_says (self, FALSE, "/dev/dm-1");
}

static void
test_zram_is_safe_unless_it_writes_back (Machine *self, gconstpointer data G_GNUC_UNUSED)
{
  write_file (self->proc, "swaps", SWAPS "/dev/zram0 partition 1 0 100\n");
  write_file (self->sys, "class/block/zram0/backing_dev", "none\n");
  assert_says (self, TRUE, "swap on /dev/zram0 is encrypted or in memory");
  write_file (self->sys, "class/block/zram0/backing_dev", "/dev/sda3\n");
  assert_says (self, FALSE, "/dev/zram0");
}

static void
test_the_agent_is_known_by_its_lock (Machine *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *path = g_build_filename (self->dir, "lock", NULL);
  g_autofree char *line = NULL;
  GStatBuf status;

  g_assert_cmpint (g_stat (path, &status), ==, 0);
  line = g_strdup_printf ("1: POSIX  ADVISORY  WRITE 7 00:01:9 0 EOF\n"
                          "2: FLOCK  ADVISORY  WRITE 4711 %02x:%02x:%" G_GUINT64_FORMAT " 0 EOF\n",
                          major (status.st_dev), minor (status.st_dev), (guint64) status.st_ino);
  write_file (self->proc, "locks", line);
  write_file (self->proc, "4711/status", "Name:\tanjungan-agent\nVmLck:\t   12345 kB\n");
  assert_says (self, TRUE, "the agent is locked into memory;");
  write_file (self->proc, "4711/status", "Name:\tanjungan-agent\nVmLck:\t       0 kB\n");
  assert_says (self, TRUE, "the agent is not locked into memory: LimitMEMLOCK=infinity");
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *name;
    void (*run) (Machine *self, gconstpointer data);
  } cases[] = {
    { "/memory-check/without swap it is safe", test_without_swap_it_is_safe },
    { "/memory-check/a bare partition or file is named", test_a_bare_partition_or_file_is_named },
    { "/memory-check/an encrypted one is safe", test_an_encrypted_one_is_safe },
    { "/memory-check/zram is safe unless it writes back", test_zram_is_safe_unless_it_writes_back },
    { "/memory-check/the agent is known by its lock", test_the_agent_is_known_by_its_lock },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_test_add (cases[i].name, Machine, NULL, setup, cases[i].run, teardown);
  return g_test_run ();
}
