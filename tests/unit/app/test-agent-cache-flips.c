/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * Every so many bits of cache.db flipped, one at a time: a resident gets their own record or hears
 * that the records are being fetched, and the file is set aside; nobody is told that they are not
 * known, and nobody gets another's.
 *
 * ANJ_FLIP_STRIDE: every which bit (default 307).
 */

#include <glib/gstdio.h>
#include <string.h>

#include "app/agent/anj-agent-error.h"
#include "app/agent/anj-cache-seal.h"
#include "app/agent/anj-terminal-private.h"
#include "core/anj-kdf.h"
#include "terminal-fixture.h"

#define DEFAULT_STRIDE 307
#define N_HOUSEHOLDS 12

static const AnjLookupCost cheap = { 1024, 1, 1 };

typedef struct
{
  TerminalFixture terminal;
  char *path;
  char *whole; /* the file as it was written */
  gsize n_bytes;
  AnjLookupKey keys[N_HOUSEHOLDS];
  GBytes *framed[N_HOUSEHOLDS];
  guint n_right;
  guint n_found;
} Fixture;

static AnjSealedHousehold *
seal (Fixture *fixture, GBytes *salt, guint i)
{
  g_autofree char *nik = g_strdup_printf ("35090101018%05u", i);
  g_autofree char *no_kk = g_strdup_printf ("35090101012%05u", i);
  g_autofree char *record = g_strdup_printf ("r%u", i);
  g_autofree char *text = g_strdup_printf ("{\"household\":%u,\"note\":\"%0200u\"}", i, i);
  g_autoptr (GBytes) plain = agent_text (text);
  g_autoptr (GArray) people = g_array_new (FALSE, FALSE, sizeof (AnjCachePerson));
  const AnjCachePerson person = { nik, no_kk, "m-1" };
  const AnjCacheDocument document = { record, "b1", "2026-10-15", 2, plain, people };
  g_autoptr (GError) error = NULL;
  AnjSealedHousehold *household;

  g_array_append_val (people, person);
  household = anj_cache_seal (&document, fixture->terminal.agent.k_seal, salt, &cheap,
                              fixture->terminal.agent.random, &error);
  g_assert_no_error (error);
  g_assert_true (anj_kdf_lookup (nik, no_kk, salt, &cheap, &fixture->keys[i], &error));
  return household;
}

static void
write_cache (Fixture *fixture)
{
  g_autoptr (AnjCachePage) page = anj_cache_page_new ();
  g_autoptr (AnjCacheGeneration) generation = NULL;
  g_autoptr (AnjCacheStore) store = NULL;
  g_autoptr (GError) error = NULL;

  store = anj_cache_store_open (fixture->terminal.agent.state_dir, fixture->terminal.agent.k_seal,
                                &error);
  g_assert_no_error (error);
  generation = anj_cache_store_begin_anew (store, &cheap, fixture->terminal.agent.random, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < N_HOUSEHOLDS; i++)
    g_ptr_array_add (page->households, seal (fixture, generation->salt, i));
  page->cursor = g_strdup ("c1");
  page->data_date = g_strdup ("2026-10-15");
  page->is_last = TRUE;
  g_assert_true (anj_cache_store_write (store, generation->id, page, &error));
  g_assert_no_error (error);
}

static gboolean
look_up (Fixture *fixture, guint i, AnjCacheRecord **out_record, GError **error)
{
  g_autofree char *viewed = NULL;

  return anj_terminal_look_up (fixture->terminal.terminal, fixture->keys[i].index,
                               fixture->keys[i].proof, out_record, &viewed, error);
}

static void
close_cache (Fixture *fixture)
{
  g_clear_pointer (&fixture->terminal.terminal->cache, anj_cache_store_close);
  fixture->terminal.terminal->cache_checked_us = 0;
}

static void
set_up (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  TerminalFixture *terminal = &fixture->terminal;
  g_autoptr (GError) error = NULL;

  terminal_fixture_init (terminal);
  terminal_fixture_sync (terminal);
  write_cache (fixture);
  for (guint i = 0; i < N_HOUSEHOLDS; i++)
    {
      g_autoptr (AnjCacheRecord) record = NULL;

      g_assert_true (look_up (fixture, i, &record, &error));
      g_assert_no_error (error);
      g_assert_nonnull (record);
      fixture->framed[i] = g_bytes_ref (record->framed);
    }
  close_cache (fixture);
  fixture->path = g_build_filename (terminal->agent.state_dir, "cache.db", NULL);
  g_assert_true (g_file_get_contents (fixture->path, &fixture->whole, &fixture->n_bytes, &error));
}

static void
tear_down (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  for (guint i = 0; i < N_HOUSEHOLDS; i++)
    g_bytes_unref (fixture->framed[i]);
  g_free (fixture->path);
  g_free (fixture->whole);
  terminal_fixture_clear (&fixture->terminal);
}

static void
flip (Fixture *fixture, gsize bit)
{
  g_autoptr (GError) error = NULL;

  fixture->whole[bit / 8] ^= (char) (1 << (bit % 8));
  g_assert_true (g_file_set_contents_full (fixture->path, fixture->whole, (gssize) fixture->n_bytes,
                                           G_FILE_SET_CONTENTS_NONE, 0600, &error));
  fixture->whole[bit / 8] ^= (char) (1 << (bit % 8));
}

/* one that comes; FALSE: the cache was found damaged, and is an empty one now */
static gboolean
is_answered (Fixture *fixture, guint i, gsize bit)
{
  g_autoptr (AnjCacheRecord) record = NULL;
  g_autoptr (GError) error = NULL;

  if (!look_up (fixture, i, &record, &error))
    {
      g_assert_error (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_UNAVAILABLE);
      g_assert_cmpstr (error->message, ==, "not-synced");
      return FALSE;
    }
  if (record == NULL)
    g_error ("bit %" G_GSIZE_FORMAT ": household %u is told that nobody knows it", bit, i);
  g_assert_true (g_bytes_equal (record->framed, fixture->framed[i]));
  return TRUE;
}

static void
test_flips (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  const char *text = g_getenv ("ANJ_FLIP_STRIDE");
  gsize stride = text != NULL ? g_ascii_strtoull (text, NULL, 10) : DEFAULT_STRIDE;
  guint n_found = 0;
  guint n_flips = 0;

  for (gsize bit = 0; bit < 8 * fixture->n_bytes; bit += stride)
    {
      gboolean is_whole = TRUE;

      close_cache (fixture);
      flip (fixture, bit);
      for (guint i = 0; is_whole && i < N_HOUSEHOLDS; i++)
        is_whole = is_answered (fixture, i, bit);
      n_found += !is_whole;
      n_flips++;
    }
  g_assert_cmpuint (n_found, >, 0);
  g_assert_cmpint (anj_guess_delay_get_level (fixture->terminal.terminal->guess_delay), ==, 0);
  g_test_message ("%u flips, %u found by a look-up", n_flips, n_found);
}

/* what no look-up meets, the check now and then does */
static void
test_check (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  guint n_missed = 0;

  for (gsize byte = 4096; byte < fixture->n_bytes; byte += 97)
    {
      g_autoptr (AnjTerminalHealth) health = NULL;
      g_autoptr (GError) error = NULL;

      if (fixture->whole[byte] == 0) /* mostly room that nothing lies in */
        continue;
      close_cache (fixture);
      flip (fixture, 8 * byte);
      health = anj_terminal_examine (fixture->terminal.terminal, &error);
      g_assert_no_error (error);
      n_missed += health->is_synced;
    }
  g_test_message ("%u flips in rows not found", n_missed);
  g_assert_cmpuint (n_missed, <=, 2); /* of pages, what nobody reads */
}

int
main (int argc, char **argv)
{
  /* what an fsync does is not the point here */
  if (g_file_test ("/dev/shm", G_FILE_TEST_IS_DIR))
    g_setenv ("TMPDIR", "/dev/shm", TRUE);
  g_test_init (&argc, &argv, NULL);
  /* each flip is one */
  g_log_set_always_fatal (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL);

  g_test_add ("/cache-flips/everybody-gets-their-own-or-hears-that-it-is-fetched", Fixture, NULL,
              set_up, test_flips, tear_down);
  g_test_add ("/cache-flips/the-quiet-check-finds-the-others", Fixture, NULL, set_up, test_check,
              tear_down);

  return g_test_run ();
}
