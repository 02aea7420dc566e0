/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * Drives a target where there is no libFuzzer: every file of its corpus as it is, then mutations of
 * them, always the same ones. The target runs in a child; when that dies, the input it died of is
 * written down, to be looked at and to become a file of the corpus.
 *
 *   runner NAME MUTATIONS          a test (TAP); ANJ_TEST_BUDGET=large: 50 times as many mutations
 *   runner NAME FILE               one input, in this very process: for a debugger
 */

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/mutate.h"

#define LARGE_FACTOR 50
/* longer than a mutation makes it: no target's input needs more */
#define ROOM_BYTES 4096
#define MOST_CHANGES 6

#pragma weak LLVMFuzzerInitialize
#pragma weak LLVMFuzzerCustomMutator

/* what the child is at; shared with it */
typedef struct
{
  gsize n_done;
  guint n_taken; /* of the corpus */
} Progress;

typedef struct
{
  const char *name;
  char *folder;
  GPtrArray *files; /* (element-type utf8): names, sorted */
  GPtrArray *seeds; /* (element-type GBytes): what they hold */
  gsize n_mutations;
} Run;

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static void
load (Run *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = g_dir_open (self->folder, 0, &error);
  const char *name;

  if (dir == NULL)
    g_error ("%s", error->message);
  while ((name = g_dir_read_name (dir)) != NULL)
    g_ptr_array_add (self->files, g_strdup (name));
  g_ptr_array_sort (self->files, compare_names);
  for (guint i = 0; i < self->files->len; i++)
    {
      g_autofree char *path = g_build_filename (self->folder, self->files->pdata[i], NULL);
      char *data;
      gsize n_bytes;

      if (!g_file_get_contents (path, &data, &n_bytes, &error))
        g_error ("%s", error->message);
      g_ptr_array_add (self->seeds, g_bytes_new_take (data, n_bytes));
    }
}

gsize
LLVMFuzzerMutate (guint8 *data, gsize n_bytes, gsize n_max)
{
  /* the caller has a seed of its own; its bytes are as good a seed as any */
  FuzzRandom random = { .state = n_bytes };

  for (gsize i = 0; i < n_bytes; i++)
    random.state = random.state * 31 + data[i];
  return fuzz_mutate (&random, data, n_bytes, n_max);
}

/* (transfer full): the @index-th input of the run: the files first, then mutations */
static GBytes *
make_input (const Run *self, gsize index)
{
  FuzzRandom random = { .state = index };
  GBytes *seed;
  gsize n_bytes, n_max, n_changes;
  const guint8 *from;
  guint8 *data;

  if (index < self->seeds->len)
    return g_bytes_ref (self->seeds->pdata[index]);
  seed = self->seeds->pdata[fuzz_random_below (&random, self->seeds->len)];
  from = g_bytes_get_data (seed, &n_bytes);
  n_max = n_bytes + ROOM_BYTES;
  data = g_malloc (n_max);
  if (n_bytes > 0)
    memcpy (data, from, n_bytes);
  n_changes = 1 + fuzz_random_below (&random, MOST_CHANGES);
  for (gsize i = 0; i < n_changes; i++)
    if (LLVMFuzzerCustomMutator != NULL && fuzz_random_below (&random, 2) == 0)
      n_bytes = LLVMFuzzerCustomMutator (data, n_bytes, n_max,
                                         (unsigned) fuzz_random_next (&random));
    else
      n_bytes = fuzz_mutate (&random, data, n_bytes, n_max);
  return g_bytes_new_take (data, n_bytes);
}

static void
run_one (GBytes *input)
{
  gsize n_bytes;
  const guint8 *data = g_bytes_get_data (input, &n_bytes);
  /* a copy of exactly that length: what reads beyond it is seen by a sanitizer */
  g_autofree guint8 *copy = g_memdup2 (data, n_bytes);

  LLVMFuzzerTestOneInput (copy != NULL ? copy : (const guint8 *) "", n_bytes);
}

static void
initialize (void)
{
  char *argv[] = { (char *) "corpus-runner", NULL };
  char **argv_pointer = argv;
  int argc = 1;

  if (LLVMFuzzerInitialize != NULL)
    LLVMFuzzerInitialize (&argc, &argv_pointer);
}

static gsize
count_inputs (const Run *self)
{
  return self->seeds->len + self->n_mutations;
}

static gboolean
run_in_child (const Run *self, Progress *progress)
{
  pid_t child;
  int status;

  fflush (NULL);
  child = fork ();
  if (child == 0)
    {
      initialize ();
      for (; progress->n_done < count_inputs (self); progress->n_done++)
        {
          g_autoptr (GBytes) input = make_input (self, progress->n_done);

          run_one (input);
          if (progress->n_done + 1 == self->seeds->len)
            progress->n_taken = fuzz_count_taken ();
        }
      exit (0); /* not _exit(): leaks are looked for at the end */
    }
  if (child < 0)
    g_error ("cannot fork: %s", g_strerror (errno));
  while (waitpid (child, &status, 0) < 0 && errno == EINTR)
    continue;
  if (WIFSIGNALED (status))
    printf ("# died of signal %d\n", WTERMSIG (status));
  return WIFEXITED (status) && WEXITSTATUS (status) == 0;
}

/* keeps what the child died of */
static void
write_down (const Run *self, gsize index)
{
  g_autofree char *path = g_strdup_printf ("%s/fuzz-%s-%" G_GSIZE_FORMAT, g_get_tmp_dir (),
                                           self->name, index);
  g_autoptr (GBytes) input = NULL;

  if (index >= count_inputs (self))
    {
      printf ("# all inputs passed; it failed at its end\n");
      return;
    }
  if (index < self->files->len)
    {
      printf ("# the input is %s/%s\n", self->folder, (char *) self->files->pdata[index]);
      return;
    }
  input = make_input (self, index);
  if (g_file_set_contents (path, g_bytes_get_data (input, NULL), (gssize) g_bytes_get_size (input),
                           NULL))
    printf ("# the input is in %s\n", path);
}

static int
run_all (Run *self)
{
  Progress *progress = mmap (NULL, sizeof *progress, PROT_READ | PROT_WRITE,
                             MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  gboolean is_good;

  g_assert_true (progress != MAP_FAILED);
  load (self);
  g_assert_cmpuint (self->seeds->len, >, 0);
  is_good = run_in_child (self, progress);
  if (!is_good)
    write_down (self, progress->n_done);
  printf ("# %u of the corpus were taken\n", progress->n_taken);
  is_good = is_good && progress->n_taken > 0;
  printf ("1..1\n%s 1 /fuzz/%s/its-%u-files-and-%" G_GSIZE_FORMAT "-mutations-keep-its-promises\n",
          is_good ? "ok" : "not ok", self->name, self->files->len, self->n_mutations);
  munmap (progress, sizeof *progress);
  return is_good ? 0 : 1;
}

static int
run_file (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) input = NULL;
  char *data;
  gsize n_bytes;

  if (!g_file_get_contents (path, &data, &n_bytes, &error))
    g_error ("%s", error->message);
  input = g_bytes_new_take (data, n_bytes);
  initialize ();
  run_one (input);
  return 0;
}

int
main (int argc, char **argv)
{
  Run run = { .files = g_ptr_array_new_with_free_func (g_free),
              .seeds = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref) };
  guint64 n_mutations;
  int status;

  if (argc != 3)
    {
      fprintf (stderr, "usage: %s NAME MUTATIONS|FILE\n", argv[0]);
      return 64;
    }
  run.name = argv[1];
  run.folder = g_build_filename (g_getenv ("ANJ_SOURCE_ROOT"), "tests/fuzz/corpus", argv[1], NULL);
  if (g_ascii_string_to_unsigned (argv[2], 10, 0, G_MAXINT32, &n_mutations, NULL))
    {
      gboolean is_large = g_strcmp0 (g_getenv ("ANJ_TEST_BUDGET"), "large") == 0;

      run.n_mutations = n_mutations * (is_large ? LARGE_FACTOR : 1);
      status = run_all (&run);
    }
  else
    status = run_file (argv[2]);
  g_free (run.folder);
  g_ptr_array_unref (run.files);
  g_ptr_array_unref (run.seeds);
  return status;
}
