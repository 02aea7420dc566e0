/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "tests/sim/sim-loop.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define TRACE_LINES 4096
#define PRINTED_LINES 60
#define FIRST_ID 0x40000000u /* GLib counts its own from 1 */

typedef struct
{
  gint64 time_us;
  guint64 order; /* of those at the same time the first asked for goes first */
  guint id;
  SimEvent event; /* (nullable): cancelled */
  gpointer user_data;
} Entry;

typedef struct
{
  gint64 time_us;
  const char *what; /* (static) */
  guint who;
  guint64 number;
} Line;

/* libc's and GLib's functions take nothing that could tell one loop from another: the only global
 * here */
static struct
{
  guint64 seed;
  gint64 now_us;
  guint64 order;
  guint next_id;
  GPtrArray *heap;   /* (element-type Entry) */
  GHashTable *by_id; /* (element-type guint Entry) */
  guint64 trace_hash;
  guint64 n_lines;
  Line *lines;
  SimEvent before_failing; /* (nullable) */
  gpointer failing_data;
} loop;

static gboolean
is_before (const Entry *a, const Entry *b)
{
  return a->time_us < b->time_us || (a->time_us == b->time_us && a->order < b->order);
}

static void
swap (guint a, guint b)
{
  gpointer kept = loop.heap->pdata[a];

  loop.heap->pdata[a] = loop.heap->pdata[b];
  loop.heap->pdata[b] = kept;
}

static void
push (Entry *entry)
{
  guint at = loop.heap->len;

  g_ptr_array_add (loop.heap, entry);
  while (at > 0 && is_before (entry, loop.heap->pdata[(at - 1) / 2]))
    {
      swap (at, (at - 1) / 2);
      at = (at - 1) / 2;
    }
}

static Entry *
pop (void)
{
  Entry *first = loop.heap->pdata[0];
  guint at = 0, child;

  swap (0, loop.heap->len - 1);
  g_ptr_array_set_size (loop.heap, (int) loop.heap->len - 1);
  while ((child = 2 * at + 1) < loop.heap->len)
    {
      if (child + 1 < loop.heap->len &&
          is_before (loop.heap->pdata[child + 1], loop.heap->pdata[child]))
        child++;
      if (!is_before (loop.heap->pdata[child], loop.heap->pdata[at]))
        break;
      swap (at, child);
      at = child;
    }
  return first;
}

/* nothing that GLib waits for comes from outside */
static gint
poll_nothing (GPollFD *fds, guint n_fds, gint timeout_ms G_GNUC_UNUSED)
{
  for (guint i = 0; i < n_fds; i++)
    fds[i].revents = 0;
  return 0;
}

void
sim_loop_begin (guint64 seed)
{
  loop.seed = seed;
  loop.now_us = SIM_BEGIN_US;
  loop.order = 0;
  loop.next_id = FIRST_ID;
  loop.heap = g_ptr_array_new ();
  loop.by_id = g_hash_table_new (NULL, NULL);
  loop.trace_hash = G_GUINT64_CONSTANT (0xcbf29ce484222325);
  loop.n_lines = 0;
  loop.lines = g_new0 (Line, TRACE_LINES);
  g_main_context_set_poll_func (NULL, poll_nothing);
}

void
sim_loop_end (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
  while (loop.heap->len > 0)
    g_free (pop ());
  g_clear_pointer (&loop.heap, g_ptr_array_unref);
  g_clear_pointer (&loop.by_id, g_hash_table_unref);
  g_clear_pointer (&loop.lines, g_free);
}

gint64
sim_loop_now_us (void)
{
  return loop.now_us;
}

guint
sim_loop_after (gint64 delay_us, SimEvent event, gpointer user_data)
{
  Entry *entry = g_new (Entry, 1);

  *entry = (Entry){ loop.now_us + MAX (delay_us, 0), loop.order++, loop.next_id++, event,
                    user_data };
  g_hash_table_insert (loop.by_id, GUINT_TO_POINTER (entry->id), entry);
  push (entry);
  return entry->id;
}

gboolean
sim_loop_cancel (guint id)
{
  gpointer entry;

  if (loop.by_id == NULL ||
      !g_hash_table_steal_extended (loop.by_id, GUINT_TO_POINTER (id), NULL, &entry))
    return FALSE;
  ((Entry *) entry)->event = NULL;
  return TRUE;
}

static void
run_ready (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

void
sim_loop_run (gint64 until_us, const gboolean *stop)
{
  run_ready ();
  while ((stop == NULL || !*stop) && loop.heap->len > 0 &&
         ((Entry *) loop.heap->pdata[0])->time_us <= until_us)
    {
      g_autofree Entry *entry = pop ();

      if (entry->event == NULL)
        continue;
      loop.now_us = entry->time_us;
      g_hash_table_remove (loop.by_id, GUINT_TO_POINTER (entry->id));
      entry->event (entry->user_data);
      run_ready ();
    }
  if (stop == NULL || !*stop)
    loop.now_us = MAX (loop.now_us, until_us);
}

/* splitmix64 */
guint64
sim_chance_draw (SimChance *self)
{
  guint64 z = self->state += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);

  z = (z ^ z >> 30) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  z = (z ^ z >> 27) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return z ^ z >> 31;
}

SimChance
sim_chance_new (guint64 seed, guint64 who)
{
  SimChance chance = { seed };

  chance.state = sim_chance_draw (&chance) ^ who * G_GUINT64_CONSTANT (0xd1342543de82ef95);
  sim_chance_draw (&chance);
  return chance;
}

guint64
sim_chance_below (SimChance *self, guint64 n)
{
  return n > 0 ? sim_chance_draw (self) % n : 0;
}

gboolean
sim_chance_once_in (SimChance *self, guint n)
{
  return n > 0 && sim_chance_below (self, n) == 0;
}

gint64
sim_chance_wait_us (SimChance *self, gint64 mean_us)
{
  double part = (double) (sim_chance_draw (self) >> 11) / (double) (G_GUINT64_CONSTANT (1) << 53);

  return (gint64) (-log (1.0 - part) * (double) mean_us);
}

void
sim_chance_fill (gpointer chance, guint8 *out, gsize n_bytes)
{
  while (n_bytes > 0)
    {
      guint64 word = sim_chance_draw (chance);
      gsize n = MIN (n_bytes, sizeof word);

      memcpy (out, &word, n);
      out += n;
      n_bytes -= n;
    }
}

static void
hash_in (guint64 word)
{
  loop.trace_hash = (loop.trace_hash ^ word) * G_GUINT64_CONSTANT (0x100000001b3);
  loop.trace_hash ^= loop.trace_hash >> 29;
}

void
sim_trace (const char *what, guint who, guint64 number)
{
  hash_in ((guint64) loop.now_us);
  hash_in (who);
  hash_in (number);
  for (const char *at = what; *at != '\0'; at++)
    hash_in ((guint64) *at);
  loop.lines[loop.n_lines++ % TRACE_LINES] = (Line){ loop.now_us, what, who, number };
}

guint64
sim_trace_hash (void)
{
  return loop.trace_hash;
}

guint64
sim_trace_count (void)
{
  return loop.n_lines;
}

static void
print_line (const Line *line)
{
  gint64 past_us = line->time_us - SIM_BEGIN_US;

  fprintf (stderr, "# %4d d %02d:%02d:%02d.%03d  %3u  %s %" G_GUINT64_FORMAT "\n",
           (int) (past_us / G_TIME_SPAN_DAY), (int) (past_us / G_TIME_SPAN_HOUR % 24),
           (int) (past_us / G_TIME_SPAN_MINUTE % 60), (int) (past_us / G_TIME_SPAN_SECOND % 60),
           (int) (past_us / 1000 % 1000), line->who, line->what, line->number);
}

void
sim_trace_print (guint n_lines)
{
  guint64 n = MIN (MIN (n_lines, TRACE_LINES), loop.n_lines);

  for (guint64 i = loop.n_lines - n; i < loop.n_lines; i++)
    print_line (&loop.lines[i % TRACE_LINES]);
}

void
sim_before_failing (SimEvent event, gpointer user_data)
{
  loop.before_failing = event;
  loop.failing_data = user_data;
}

void
sim_fail (const char *format, ...)
{
  va_list arguments;
  g_autofree char *text = NULL;
  const char *n_lines = g_getenv ("ANJ_SIM_TRACE");

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  sim_trace_print (n_lines != NULL ? (guint) g_ascii_strtoull (n_lines, NULL, 10) : PRINTED_LINES);
  printf ("Bail out! %s\n# ANJ_SIM_SEED=%" G_GUINT64_FORMAT
          ", %.3f days in, trace %016" G_GINT64_MODIFIER "x\n",
          text, loop.seed, (double) (loop.now_us - SIM_BEGIN_US) / (double) G_TIME_SPAN_DAY,
          loop.trace_hash);
  fflush (stdout);
  if (loop.before_failing != NULL)
    loop.before_failing (loop.failing_data);
  _Exit (1);
}
