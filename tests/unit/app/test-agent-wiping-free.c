/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <fcntl.h>
#include <glib.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#ifndef __SANITIZE_ADDRESS__

/* the allocator writes its own links at the beginning of what is free */
#define N_LINK_BYTES 32
#define MARK 0xa7

/* how many bytes from @address on are marked still; as from outside, for it is not ours any more */
static guint
count_marks (guintptr address, gsize n_bytes)
{
  g_autofree guint8 *seen = g_malloc0 (n_bytes);
  int fd = open ("/proc/self/mem", O_RDONLY | O_CLOEXEC);
  ssize_t n_read = pread (fd, seen, n_bytes, (off_t) address);
  guint n_marks = 0;

  close (fd);
  for (ssize_t i = N_LINK_BYTES; i < n_read; i++)
    n_marks += seen[i] == MARK ? 1 : 0;
  return n_marks;
}

static guintptr
allocate_marked (gsize n_bytes, guint8 **out_memory)
{
  *out_memory = g_malloc (n_bytes);
  memset (*out_memory, MARK, n_bytes);
  return (guintptr) *out_memory;
}

static void
test_what_is_freed_is_empty (void)
{
  /* of the thread's cache, of the common lists, a mapping of its own */
  static const gsize sizes[] = { 100, 1000, 4000, 100000, 1u << 22 };

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      guint8 *memory;
      guintptr address = allocate_marked (sizes[i], &memory);

      g_assert_cmpuint (count_marks (address, sizes[i]), ==, sizes[i] - N_LINK_BYTES);
      g_free (memory);
      g_assert_cmpuint (count_marks (address, sizes[i]), ==, 0);
    }
}

static void
test_what_grows_leaves_nothing_behind (void)
{
  guint8 *memory;
  guintptr address = allocate_marked (200, &memory);
  guint8 *wall = g_malloc (200); /* nothing can grow where it is */
  guint8 *larger = g_realloc (memory, 2000);

  g_assert_cmpuint ((guintptr) larger, !=, address);
  for (guint i = 0; i < 200; i++)
    g_assert_cmpuint (larger[i], ==, MARK);
  g_assert_cmpuint (count_marks (address, 200), ==, 0);
  g_free (larger);
  g_free (wall);
}

static void
test_what_shrinks_leaves_no_tail (void)
{
  static const gsize left[] = { 900, 100 }; /* stays, moves */

  for (gsize i = 0; i < G_N_ELEMENTS (left); i++)
    {
      guint8 *memory;
      guintptr address = allocate_marked (1000, &memory);
      guint8 *smaller = g_realloc (memory, left[i]);

      for (gsize k = 0; k < left[i]; k++)
        g_assert_cmpuint (smaller[k], ==, MARK);
      g_assert_cmpuint (count_marks (address + left[i], 1000 - left[i]), ==, 0);
      g_free (smaller);
    }
}

static void
test_the_edges_are_those_of_the_standard (void)
{
  volatile gsize too_many = PTRDIFF_MAX - 64u;
  char *text = realloc (NULL, 8);

  g_assert_nonnull (text);
  g_assert_null (realloc (text, 0));
  free (NULL);
  g_assert_null (realloc (NULL, too_many));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/wiping-free/what is freed is empty", test_what_is_freed_is_empty);
  g_test_add_func ("/wiping-free/what grows leaves nothing behind",
                   test_what_grows_leaves_nothing_behind);
  g_test_add_func ("/wiping-free/what shrinks leaves no tail", test_what_shrinks_leaves_no_tail);
  g_test_add_func ("/wiping-free/the edges are those of the standard",
                   test_the_edges_are_those_of_the_standard);
  return g_test_run ();
}

#else

int
main (void)
{
  g_print ("1..0 # SKIP the sanitizer has an allocator of its own\n");
  return 0;
}

#endif
