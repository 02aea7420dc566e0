/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * An outbox on a disk that does not keep what was written: one flipped bit anywhere in outbox.db or
 * its log, files cut anywhere, pages and files of zeros. Each time it must open, salvaged or not,
 * with every case as it was or named as missing, and the next link must be a new one.
 *
 * ANJ_FAULT_STRIDE: a bit of every so many bytes, 1: of each (default: some hundred in all);
 * ANJ_FAULT_BITS=8: all bits of a byte; ANJ_FAULT_BYTES: size of the outbox (default 131072; the
 * figure is taken at 1048576); ANJ_FAULT_SEED; ANJ_FAULT_PART=K/N: the K-th of N parts.
 *
 * ANJ_FAULT_ALL=1: each bit of each byte, by what it is (flips-map.h): those of a case by opening
 * that case, all of the log by its checksum, and the rest (one of ANJ_FAULT_REST, default all), as
 * a sample of the others (one of ANJ_FAULT_SAMPLE, default 20000), by opening the whole.
 */

#include <stdio.h>
#include <string.h>

#include "app/agent/anj-page-scan.h"
#include "flips-map.h"
#include "flips-outbox.h"

#define DEFAULT_BYTES 131072
#define DEFAULT_FLIPS 300
#define DEFAULT_CUTS 40
#define DEFAULT_SAMPLE 20000
/* so many cases can be lost by one bit: the one it is in, or the few of a page that a log's frame
 * was to bring */
#define MAX_LOST 4

typedef struct
{
  FlipsOutbox outbox;
  GRand *chance;
} Fixture;

static guint
number (const char *name, guint otherwise)
{
  const char *text = g_getenv (name);

  return text != NULL ? (guint) g_ascii_strtoull (text, NULL, 10) : otherwise;
}

static void
set_up (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  guint32 seed = number ("ANJ_FAULT_SEED", 1);

  fixture->chance = g_rand_new_with_seed (seed);
  flips_outbox_init (&fixture->outbox, number ("ANJ_FAULT_BYTES", DEFAULT_BYTES));
  g_test_message (
      "seed %u: outbox.db %" G_GSIZE_FORMAT " bytes, its log %" G_GSIZE_FORMAT ", %u cases", seed,
      g_bytes_get_size (fixture->outbox.file), g_bytes_get_size (fixture->outbox.log),
      g_hash_table_size (fixture->outbox.cases));
}

static void
tear_down (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  flips_outbox_clear (&fixture->outbox);
  g_rand_free (fixture->chance);
}

typedef struct
{
  guint n;
  guint n_salvaged;
  guint n_with_loss;
  guint n_lost;
  guint n_pool_lost;
} Totals;

static void
add_up (Totals *totals, const FlipsVerdict *verdict)
{
  totals->n++;
  totals->n_salvaged += verdict->is_salvaged;
  totals->n_with_loss += verdict->n_lost + verdict->n_pool_lost > 0;
  totals->n_lost += verdict->n_lost;
  totals->n_pool_lost += verdict->n_pool_lost;
}

static void
tell (const Totals *totals, const char *what)
{
  g_test_message ("%s: %u images, %u salvaged, %u with a loss: %u cases of the chain, %u of the "
                  "pool, all of them named",
                  what, totals->n, totals->n_salvaged, totals->n_with_loss, totals->n_lost,
                  totals->n_pool_lost);
}

static void
check_image (Fixture *fixture, GBytes *file, GBytes *log, FlipsVerdict *verdict)
{
  flips_outbox_write (&fixture->outbox, file, log);
  flips_outbox_check (&fixture->outbox, fixture->outbox.agent.state_dir, verdict);
}

static void
flip (Fixture *fixture, gsize at, guint bit, gboolean is_log, Totals *totals)
{
  FlipsOutbox *outbox = &fixture->outbox;
  FlipsVerdict verdict;

  flips_outbox_write_flipped (outbox, at, bit, is_log);
  flips_outbox_check (outbox, outbox->agent.state_dir, &verdict);
  flips_outbox_flip_back (outbox, at, is_log);
  if (verdict.n_lost + verdict.n_pool_lost > MAX_LOST)
    g_error ("bit %u of byte %" G_GSIZE_FORMAT " of the %s cost %u and %u cases", bit, at,
             is_log ? "log" : "file", verdict.n_lost, verdict.n_pool_lost);
  add_up (totals, &verdict);
}

static void
flip_all (Fixture *fixture, GBytes *pristine, gboolean is_log, Totals *totals)
{
  gsize n_bytes = g_bytes_get_size (pristine);
  guint stride = number ("ANJ_FAULT_STRIDE", (guint) (n_bytes / DEFAULT_FLIPS * 2));
  guint n_bits = number ("ANJ_FAULT_BITS", 1);
  guint part = 1, n_parts = 1;

  if (g_getenv ("ANJ_FAULT_PART") != NULL)
    g_assert_cmpint (sscanf (g_getenv ("ANJ_FAULT_PART"), "%u/%u", &part, &n_parts), ==, 2);
  for (gsize at = n_bytes / n_parts * (part - 1); at < n_bytes / n_parts * part; at += stride)
    for (guint i = 0; i < n_bits; i++)
      flip (fixture, at, n_bits == 1 ? (guint) g_rand_int_range (fixture->chance, 0, 8) : i, is_log,
            totals);
}

static void
flip_by_kind (Fixture *fixture, GBytes *pristine, gboolean is_log, Totals *totals)
{
  g_autoptr (FlipsMap) map = flips_map_new (&fixture->outbox);
  gsize n_bytes = g_bytes_get_size (pristine);
  gint32 sample = (gint32) number ("ANJ_FAULT_SAMPLE", DEFAULT_SAMPLE);
  gint32 rest = (gint32) number ("ANJ_FAULT_REST", 1);
  guint64 n_content = 0, n_frame = 0, n_rest = 0;

  for (gsize at = 0; at < n_bytes; at++)
    for (guint bit = 0; bit < 8; bit++)
      {
        gboolean is_content = flips_map_is_content (map, at, is_log);
        gboolean is_frame = is_log && flips_map_check_frame (map, at, bit);

        if (is_content)
          flips_map_check_content (map, at, bit, is_log);
        n_content += is_content;
        n_frame += is_frame;
        n_rest += !is_content && !is_frame;
        if (g_rand_int_range (fixture->chance, 0, is_content || is_frame ? sample : rest) == 0)
          flip (fixture, at, bit, is_log, totals);
      }
  g_test_message ("%s: %" G_GSIZE_FORMAT " bits; %" G_GUINT64_FORMAT " of cases, %" G_GUINT64_FORMAT
                  " in the log's checksums, %" G_GUINT64_FORMAT " others",
                  is_log ? "log" : "file", n_bytes * 8, n_content, n_frame, n_rest);
}

/* ANJ_FAULT_ALL */
static void
test_every_bit (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  Totals totals = { 0 };

  flip_by_kind (fixture, fixture->outbox.log, TRUE, &totals);
  flip_by_kind (fixture, fixture->outbox.file, FALSE, &totals);
  tell (&totals, "every bit, opened whole");
}

static void
test_one_bit (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  Totals totals = { 0 };

  flip_all (fixture, fixture->outbox.file, FALSE, &totals);
  flip_all (fixture, fixture->outbox.log, TRUE, &totals);
  tell (&totals, "one bit");
  g_assert_cmpuint (totals.n_salvaged, >, 0);
}

static void
check (Fixture *fixture, GBytes *file, GBytes *log, Totals *totals)
{
  FlipsVerdict verdict;

  check_image (fixture, file, log, &verdict);
  add_up (totals, &verdict);
}

static void
test_cut (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  guint n_cuts = number ("ANJ_FAULT_CUTS", DEFAULT_CUTS);
  GBytes *file = fixture->outbox.file, *log = fixture->outbox.log;
  Totals totals = { 0 };

  for (guint i = 0; i < n_cuts; i++)
    {
      g_autoptr (GBytes)
          file_part = g_bytes_new_from_bytes (file, 0, g_bytes_get_size (file) * i / n_cuts);
      g_autoptr (GBytes)
          log_part = g_bytes_new_from_bytes (log, 0, g_bytes_get_size (log) * i / n_cuts);

      check (fixture, file_part, log, &totals);
      check (fixture, file, log_part, &totals);
    }
  check (fixture, file, NULL, &totals);
  check (fixture, NULL, log, &totals);
  check (fixture, NULL, NULL, &totals);
  tell (&totals, "cut");
}

static GBytes *
with_zeros (GBytes *pristine, gsize at, gsize n)
{
  gsize n_bytes;
  const guint8 *data = g_bytes_get_data (pristine, &n_bytes);
  guint8 *copy = g_memdup2 (data, n_bytes);

  memset (copy + at, 0, MIN (n, n_bytes - at));
  return g_bytes_new_take (copy, n_bytes);
}

static void
test_zeros (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  GBytes *file = fixture->outbox.file, *log = fixture->outbox.log;
  gsize n_file = g_bytes_get_size (file), n_log = g_bytes_get_size (log);
  guint stride = number ("ANJ_FAULT_STRIDE", 0) == 1 ? 1 : 5;
  g_autoptr (GBytes) no_file = with_zeros (file, 0, n_file);
  g_autoptr (GBytes) no_log = with_zeros (log, 0, n_log);
  Totals totals = { 0 };

  for (gsize at = 0; at < n_file; at += stride * ANJ_PAGE_BYTES)
    {
      g_autoptr (GBytes) spoilt = with_zeros (file, at, ANJ_PAGE_BYTES);

      check (fixture, spoilt, log, &totals);
    }
  for (gsize at = 0; at < n_log; at += stride * ANJ_PAGE_BYTES)
    {
      g_autoptr (GBytes) spoilt = with_zeros (log, at, ANJ_PAGE_BYTES);

      check (fixture, file, spoilt, &totals);
    }
  check (fixture, no_file, log, &totals);
  check (fixture, file, no_log, &totals);
  check (fixture, no_file, no_log, &totals);
  tell (&totals, "zeros");
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  if (g_getenv ("ANJ_FAULT_ALL") != NULL)
    ADD ("/bit-flips/none-of-all-bits-loses-a-case-unnamed", test_every_bit);
  ADD ("/bit-flips/no-bit-loses-a-case-unnamed", test_one_bit);
  ADD ("/bit-flips/no-cut-loses-a-case-unnamed", test_cut);
  ADD ("/bit-flips/no-zeros-lose-a-case-unnamed", test_zeros);
  return g_test_run ();
}
