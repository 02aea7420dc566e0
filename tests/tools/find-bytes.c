/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

/*
 * Looks for byte strings in the memory of processes and in files.
 *
 *   find-bytes PID|FILE… < NEEDLES
 *
 * NEEDLES: a line of hexadecimal digits each, 6 bytes at least, not ending in zeros only. Writes
 * "NUMBER PLACE ADDRESS WHAT" for each hit: the needle's number from 0, what was given, where in
 * it, the name of its mapping. What ended meanwhile is passed over; memory that may not be read at
 * all is an error.
 *
 * At each byte the last bytes of all needles are asked for at once: one look into a bitmap.
 */

#define PIECE_BYTES (4u << 20)
#define LONG_BYTES 8
#define SHORT_BYTES 6
#define BITMAP_BITS 21
#define MAX_HITS 1000

typedef struct
{
  guint8 *data;
  gsize n_bytes;
} Needle;

/* the needles of one window: bytes at their end that are compared first */
typedef struct
{
  gsize n_window_bytes;
  guint64 mask;
  guint64 *bitmap;
  GHashTable *by_window; /* guint64 -> (element-type guint) */
} Window;

typedef struct
{
  GArray *needles;
  Window windows[2];
  gsize longest;
  guint n_hits;
} Search;

/* @at: eight bytes that may be read */
static inline guint64
read_window (const guint8 *at, guint64 mask)
{
  guint64 value;

  memcpy (&value, at, sizeof value);
  return value & mask;
}

static inline guint64
hash_window (guint64 value)
{
  return (value * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15)) >> (64 - BITMAP_BITS);
}

static void
add_needle (Search *self, Needle needle)
{
  Window *window = &self->windows[needle.n_bytes >= LONG_BYTES ? 0 : 1];
  guint64 value = read_window (needle.data + needle.n_bytes - window->n_window_bytes, window->mask);
  guint64 bit = hash_window (value);
  GArray *numbers = g_hash_table_lookup (window->by_window, &value);

  if (numbers == NULL)
    {
      numbers = g_array_new (FALSE, FALSE, sizeof (guint));
      g_hash_table_insert (window->by_window, g_memdup2 (&value, sizeof value), numbers);
    }
  g_array_append_val (numbers, self->needles->len);
  g_array_append_val (self->needles, needle);
  window->bitmap[bit / 64] |= G_GUINT64_CONSTANT (1) << (bit % 64);
  self->longest = MAX (self->longest, needle.n_bytes);
}

static gboolean
read_needles (Search *self)
{
  char *line = NULL;
  size_t n_allocated = 0;
  ssize_t n_chars;

  while ((n_chars = getline (&line, &n_allocated, stdin)) > 0)
    {
      gsize n_digits = strcspn (line, "\n");
      Needle needle = { g_malloc0 (n_digits / 2 + LONG_BYTES), n_digits / 2 };

      if (needle.n_bytes < SHORT_BYTES || n_digits % 2 != 0)
        return FALSE;
      for (gsize i = 0; i < needle.n_bytes; i++)
        {
          int high = g_ascii_xdigit_value (line[2 * i]);
          int low = g_ascii_xdigit_value (line[2 * i + 1]);

          if (high < 0 || low < 0)
            return FALSE;
          needle.data[i] = (guint8) (high << 4 | low);
        }
      if (read_window (needle.data + needle.n_bytes - SHORT_BYTES, self->windows[1].mask) == 0)
        return FALSE;
      add_needle (self, needle);
    }
  free (line);
  return self->needles->len > 0;
}

/* six digits amid a longer number are no PIN */
static gboolean
is_part_of_number (const Needle *needle, const guint8 *at, gboolean has_before)
{
  return needle->n_bytes < LONG_BYTES && g_ascii_isdigit (needle->data[0]) &&
         ((has_before && g_ascii_isdigit (at[-1])) || g_ascii_isdigit (at[needle->n_bytes]));
}

static void
compare (Search *self,
         const Window *window,
         guint64 value,
         const guint8 *piece,
         gsize n_before,
         guint64 address,
         const char *place,
         const char *what)
{
  GArray *numbers = g_hash_table_lookup (window->by_window, &value);

  for (guint i = 0; numbers != NULL && i < numbers->len; i++)
    {
      guint number = g_array_index (numbers, guint, i);
      const Needle *needle = &g_array_index (self->needles, Needle, number);
      gsize n_head = needle->n_bytes - window->n_window_bytes;

      if (n_head > n_before || memcmp (piece + n_before - n_head, needle->data, n_head) != 0 ||
          is_part_of_number (needle, piece + n_before - n_head, n_before > n_head))
        continue;
      if (self->n_hits++ < MAX_HITS)
        printf ("%u %s %" G_GINT64_MODIFIER "x %s\n", number, place, address + n_before - n_head,
                what);
    }
}

/* @n_old bytes at the beginning were the end of the piece before: nothing that lies in them alone
 * is told twice */
static void
search_piece (Search *self,
              const guint8 *piece,
              gsize n_old,
              gsize n_bytes,
              guint64 address,
              const char *place,
              const char *what)
{
  for (gsize w = 0; w < G_N_ELEMENTS (self->windows); w++)
    {
      const Window *window = &self->windows[w];
      gsize n_window = window->n_window_bytes;
      gsize first = n_old >= n_window ? n_old - n_window + 1 : 0;

      if (g_hash_table_size (window->by_window) == 0)
        continue;
      for (gsize i = first; i + n_window <= n_bytes; i++)
        {
          guint64 value = read_window (piece + i, window->mask);
          guint64 bit = hash_window (value);

          /* most of any memory: no needle ends in so many zeros */
          if (value == 0)
            continue;
          if (window->bitmap[bit / 64] >> (bit % 64) & 1)
            compare (self, window, value, piece, i, address, place, what);
        }
    }
}

/* Returns: bytes read */
static gsize
search_span (Search *self,
             int fd,
             guint64 start,
             guint64 end,
             guint8 *piece,
             const char *place,
             const char *what)
{
  gsize n_old = 0, n_total = 0, n_kept;

  while (start < end)
    {
      gsize n_wanted = MIN (end - start, PIECE_BYTES);
      ssize_t n_read = pread (fd, piece + n_old, n_wanted, (off_t) start);

      if (n_read <= 0)
        {
          if (n_read == 0 || errno != EIO)
            return n_total;
          start += (guint64) sysconf (_SC_PAGESIZE); /* a hole */
          n_old = 0;
          continue;
        }
      search_piece (self, piece, n_old, n_old + (gsize) n_read, start - n_old, place, what);
      n_total += (gsize) n_read;
      start += (guint64) n_read;
      n_old += (gsize) n_read;
      n_kept = MIN (self->longest - 1, n_old);
      memmove (piece, piece + n_old - n_kept, n_kept);
      n_old = n_kept;
    }
  return n_total;
}

/* code and constants of what is installed: nobody can write there */
static gboolean
is_installed (const char *permissions, const char *name)
{
  return permissions[1] != 'w' && name != NULL && g_str_has_prefix (name, "/usr/");
}

static gboolean
search_process (Search *self, const char *pid, guint8 *piece)
{
  g_autofree char *maps_path = g_strconcat ("/proc/", pid, "/maps", NULL);
  g_autofree char *memory_path = g_strconcat ("/proc/", pid, "/mem", NULL);
  g_autofree char *maps = NULL;
  g_auto (GStrv) lines = NULL;
  gsize n_total = 0;
  int fd = open (memory_path, O_RDONLY | O_CLOEXEC);

  if (fd < 0)
    return errno == ENOENT || errno == ESRCH;
  if (!g_file_get_contents (maps_path, &maps, NULL, NULL))
    maps = g_strdup ("");
  lines = g_strsplit (maps, "\n", -1);
  for (guint i = 0; lines[i] != NULL && *lines[i] != '\0'; i++)
    {
      char permissions[8];
      guint64 start, end;
      const char *name = strpbrk (lines[i], "/[");

      if (sscanf (lines[i], "%" G_GINT64_MODIFIER "x-%" G_GINT64_MODIFIER "x %7s", &start, &end,
                  permissions) != 3 ||
          permissions[0] != 'r' || is_installed (permissions, name))
        continue;
      n_total += search_span (self, fd, start, end, piece, pid, name != NULL ? name : "");
    }
  close (fd);
  return n_total > 0 || kill (atoi (pid), 0) != 0 || *maps == '\0';
}

static void
search_file (Search *self, const char *path, guint8 *piece)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC);

  if (fd < 0)
    return;
  search_span (self, fd, 0, G_MAXINT64, piece, path, "");
  close (fd);
}

int
main (int argc, char **argv)
{
  Search search = { .needles = g_array_new (FALSE, FALSE, sizeof (Needle)) };
  gboolean good = TRUE;
  guint8 *piece;

  for (gsize w = 0; w < G_N_ELEMENTS (search.windows); w++)
    {
      search.windows[w].n_window_bytes = w == 0 ? LONG_BYTES : SHORT_BYTES;
      search.windows[w].mask = w == 0 ? ~G_GUINT64_CONSTANT (0)
                                      : (G_GUINT64_CONSTANT (1) << 48) - 1;
      search.windows[w].bitmap = g_malloc0 ((1u << BITMAP_BITS) / 8);
      search.windows[w].by_window = g_hash_table_new (g_int64_hash, g_int64_equal);
    }
  if (argc < 2 || !read_needles (&search))
    {
      fprintf (stderr, "find-bytes: PID|FILE…, and on standard input a needle a line, in hex\n");
      return EX_USAGE;
    }
  piece = g_malloc (PIECE_BYTES + search.longest + LONG_BYTES);
  for (int i = 1; i < argc; i++)
    if (g_ascii_isdigit (argv[i][0]))
      good = search_process (&search, argv[i], piece) && good;
    else
      search_file (&search, argv[i], piece);
  if (good)
    return EX_OK;
  fprintf (stderr, "find-bytes: memory that may not be read; be root\n");
  return EX_NOPERM;
}
