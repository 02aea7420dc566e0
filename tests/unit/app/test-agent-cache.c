/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "agent-fixture.h"
#include "app/agent/anj-agent-error.h"
#include "app/agent/anj-cache-store.h"
#include "app/agent/anj-state-files.h"
#include "app/agent/anj-sync-page.h"
#include "core/anj-error.h"
#include "core/anj-seal.h"

#define NIK_1 "3509010101800001"
#define NIK_2 "3509010202850002"
#define KK_1 "3509010101200001"
#define KK_2 "3509010101200002"
#define DOCUMENT_1                                                                                 \
  "{\"found\":true,\"household\":{\"region\":\"" AGENT_REGION "\"},\"note\":\"Slamet\"}"
#define LINE_1                                                                                     \
  "{\"record\":\"r1\",\"batch\":\"b1\",\"schema\":1,\"as_of\":\"2026-10-15\",\"people\":"          \
  "[{\"nik\":\"" NIK_1 "\",\"no_kk\":\"" KK_1 "\"},{\"nik\":\"" NIK_2 "\",\"no_kk\":\"" KK_1       \
  "\"}],\"document\":" DOCUMENT_1 "}\n"
#define END_LINE "{\"cursor\":\"c1\",\"more\":false,\"data_date\":\"2026-10-15\"}\n"

static const AnjLookupCost cheap = { 1024, 1, 1 };

typedef struct
{
  AgentFixture agent;
  AnjCacheStore *store;
  AnjCacheGeneration *generation;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;

  agent_fixture_init (&fixture->agent);
  fixture->store = anj_cache_store_open (fixture->agent.state_dir, fixture->agent.k_seal, &error);
  g_assert_no_error (error);
  fixture->generation = anj_cache_store_begin (fixture->store, &cheap, fixture->agent.random,
                                               &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_clear_pointer (&fixture->generation, anj_cache_generation_free);
  g_clear_pointer (&fixture->store, anj_cache_store_close);
  agent_fixture_clear (&fixture->agent);
}

static gboolean
take_page (Fixture *fixture, const char *text, GError **error)
{
  g_autoptr (GBytes) lines = agent_text (text);
  gboolean more;
  g_autoptr (AnjCachePage)
      page = anj_sync_page_seal (lines, AGENT_REGION, fixture->generation, fixture->agent.k_seal,
                                 /* threads */ 2, fixture->agent.random, &more, error);

  return page != NULL &&
         anj_cache_store_write (fixture->store, fixture->generation->id, page, error);
}

static AnjCacheRecord *
look_up (Fixture *fixture, const char *nik, const char *no_kk)
{
  g_autoptr (GError) error = NULL;
  AnjCacheRecord *record = NULL;
  AnjLookupKey key;

  g_assert_true (anj_kdf_lookup (nik, no_kk, fixture->generation->salt, &cheap, &key, &error));
  g_assert_true (anj_cache_store_look_up (fixture->store, fixture->generation->id, key.index,
                                          key.proof, &record, &error));
  g_assert_no_error (error);
  return record;
}

/* what a session does with what Open gave it */
static GBytes *
open_record (const AnjCacheRecord *record, GError **error)
{
  gsize n_bytes;
  const guint8 *data = g_bytes_get_data (record->framed, &n_bytes);
  gsize n_aad = (gsize) data[0] << 8 | data[1];
  g_autoptr (GBytes) aad = g_bytes_new (data + 2, n_aad);
  g_autoptr (GBytes) sealed = g_bytes_new (data + 2 + n_aad, n_bytes - 2 - n_aad);

  return anj_seal_open (g_bytes_get_data (record->key, NULL), sealed, aad, error);
}

static void
test_hit (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  static const char *const niks[] = { NIK_1, NIK_2 };
  g_autoptr (GError) error = NULL;

  g_assert_true (take_page (fixture, LINE_1 END_LINE, &error));
  g_assert_no_error (error);
  for (gsize i = 0; i < G_N_ELEMENTS (niks); i++)
    {
      g_autoptr (AnjCacheRecord) record = look_up (fixture, niks[i], KK_1);
      g_autoptr (GBytes) plain = NULL;

      g_assert_nonnull (record);
      plain = open_record (record, &error);
      g_assert_no_error (error);
      g_assert_cmpmem (g_bytes_get_data (plain, NULL), g_bytes_get_size (plain), DOCUMENT_1,
                       strlen (DOCUMENT_1));
      g_assert_cmpstr (record->as_of, ==, "2026-10-15");
    }
}

static void
test_miss (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (take_page (fixture, LINE_1 END_LINE, &error));
  g_assert_null (look_up (fixture, NIK_1, KK_2));
  g_assert_null (look_up (fixture, "3509010303900003", KK_1));
}

/* a right index with another's proof opens nothing */
static void
test_wrong_proof (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  AnjCacheRecord *record = NULL;
  AnjLookupKey key;

  g_assert_true (take_page (fixture, LINE_1 END_LINE, &error));
  g_assert_true (anj_kdf_lookup (NIK_1, KK_1, fixture->generation->salt, &cheap, &key, &error));
  key.proof[0] ^= 1;
  g_assert_true (anj_cache_store_look_up (fixture->store, fixture->generation->id, key.index,
                                          key.proof, &record, &error));
  g_assert_null (record);
}

static void
test_sealed_on_disk (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  static const char *const files[] = { "cache.db", "cache.db-wal" };
  static const char *const words[] = { "Slamet", NIK_1, KK_1 };
  g_autoptr (GError) error = NULL;

  g_assert_true (take_page (fixture, LINE_1 END_LINE, &error));
  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (words); j++)
      {
        g_autoptr (GBytes) bytes = anj_state_read (fixture->agent.state_dir, files[i], &error);

        g_assert_no_error (error);
        g_assert_null (memmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), words[j],
                               strlen (words[j])));
      }
}

static void
test_moved_person (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjCacheRecord) moved = NULL;

  g_assert_true (take_page (fixture, LINE_1 END_LINE, &error));
  g_assert_true (take_page (fixture,
                            "{\"record\":\"r1\",\"batch\":\"b2\",\"schema\":1,\"as_of\":\"d\","
                            "\"people\":[{\"nik\":\"" NIK_1 "\",\"no_kk\":\"" KK_1 "\"}],"
                            "\"document\":" DOCUMENT_1 "}\n"
                            "{\"record\":\"r2\",\"batch\":\"b2\",\"schema\":1,\"as_of\":\"d\","
                            "\"people\":[{\"nik\":\"" NIK_2 "\",\"no_kk\":\"" KK_2 "\"}],"
                            "\"document\":" DOCUMENT_1 "}\n" END_LINE,
                            &error));
  g_assert_no_error (error);
  g_assert_null (look_up (fixture, NIK_2, KK_1));
  moved = look_up (fixture, NIK_2, KK_2);
  g_assert_nonnull (moved);
  g_assert_cmpstr (moved->record, ==, "r2");
}

static void
test_deleted (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (take_page (fixture, LINE_1 END_LINE, &error));
  g_assert_true (take_page (fixture, "{\"delete\":\"r1\"}\n" END_LINE, &error));
  g_assert_null (look_up (fixture, NIK_1, KK_1));
}

static void
test_generations (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  static const AnjLookupCost dearer = { 2048, 1, 1 };
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjCacheGeneration) current = NULL;
  g_autoptr (AnjCacheGeneration) next = NULL;
  g_autoptr (AnjCacheGeneration) last = NULL;
  g_autoptr (AnjCacheRecord) still = NULL;

  g_assert_null (anj_cache_store_current (fixture->store, &error));
  g_assert_true (take_page (fixture, LINE_1 END_LINE, &error));
  next = anj_cache_store_begin (fixture->store, &dearer, fixture->agent.random, &error);
  g_assert_cmpint (next->id, !=, fixture->generation->id);
  g_assert_false (g_bytes_equal (next->salt, fixture->generation->salt));
  current = anj_cache_store_current (fixture->store, &error);
  g_assert_cmpint (current->id, ==, fixture->generation->id);
  still = look_up (fixture, NIK_1, KK_1);
  g_assert_nonnull (still);

  g_clear_pointer (&fixture->generation, anj_cache_generation_free);
  fixture->generation = g_steal_pointer (&next);
  g_assert_true (take_page (fixture, END_LINE, &error));
  last = anj_cache_store_current (fixture->store, &error);
  g_assert_no_error (error);
  g_assert_cmpint (last->id, ==, fixture->generation->id);
}

static void
test_bad_page (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (take_page (fixture, user_data, &error));
  g_assert_error (error, ANJ_ERROR, ANJ_ERROR_INVALID);
  g_assert_null (strstr (error->message, "35090"));
}

/* every line is good but for the village it is of */
static void
test_foreign_record (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_auto (GStrv) parts = g_strsplit (LINE_1 END_LINE, AGENT_REGION, -1);
  g_autofree char *foreign = g_strjoinv ("35.09.01.2002", parts);
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjCacheGeneration) current = NULL;

  g_assert_true (take_page (fixture, LINE_1 END_LINE, &error));
  g_assert_false (take_page (fixture, foreign, &error));
  g_assert_error (error, ANJ_ERROR, ANJ_ERROR_INVALID);
  g_assert_null (strstr (error->message, "Slamet"));
  g_clear_error (&error);
  current = anj_cache_store_current (fixture->store, &error);
  g_assert_nonnull (current);
}

/* a sync that was killed goes on where it was, and what was there goes on answering */
static void
test_killed_midway (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  static const AnjLookupCost dearer = { 2048, 1, 1 };
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjCacheGeneration) first = NULL;
  g_autoptr (AnjCacheGeneration) again = NULL;
  g_autoptr (AnjCacheGeneration) current = NULL;

  g_assert_true (take_page (fixture, LINE_1 END_LINE, &error));
  first = g_steal_pointer (&fixture->generation);
  fixture->generation = anj_cache_store_begin (fixture->store, &dearer, fixture->agent.random,
                                               &error);
  g_assert_true (take_page (fixture, LINE_1 "{\"cursor\":\"half\",\"more\":true}\n", &error));
  g_clear_pointer (&fixture->store, anj_cache_store_close);
  fixture->store = anj_cache_store_open (fixture->agent.state_dir, fixture->agent.k_seal, &error);
  g_assert_no_error (error);
  current = anj_cache_store_current (fixture->store, &error);
  g_assert_cmpint (current->id, ==, first->id);
  again = anj_cache_store_begin (fixture->store, &dearer, fixture->agent.random, &error);
  g_assert_cmpint (again->id, ==, fixture->generation->id);
  g_assert_cmpstr (again->cursor, ==, "half");
  g_assert_true (g_bytes_equal (again->salt, fixture->generation->salt));
}

#define ADD(path, data, func) g_test_add (path, Fixture, data, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/cache/each-member-opens-the-household", NULL, test_hit);
  ADD ("/cache/unknown-nik-and-wrong-kk-are-the-same-miss", NULL, test_miss);
  ADD ("/cache/another-proof-opens-nothing", NULL, test_wrong_proof);
  ADD ("/cache/nothing-in-clear-on-disk", NULL, test_sealed_on_disk);
  ADD ("/cache/moved-person-leaves-the-old-household", NULL, test_moved_person);
  ADD ("/cache/deleted-household-is-a-miss", NULL, test_deleted);
  ADD ("/cache/old-generation-answers-until-the-new-is-whole", NULL, test_generations);
  ADD ("/cache/page-refused/household-of-another-village", NULL, test_foreign_record);
  ADD ("/cache/a-killed-sync-goes-on-and-the-old-answers", NULL, test_killed_midway);
  ADD ("/cache/page-refused/no-cursor", LINE_1, test_bad_page);
  ADD ("/cache/page-refused/no-json", "x\n" END_LINE, test_bad_page);
  ADD ("/cache/page-refused/short-number",
       "{\"record\":\"r\",\"people\":[{\"nik\":\"35090\",\"no_kk\":\"1\"}],\"document\":{}}"
       "\n" END_LINE,
       test_bad_page);

  return g_test_run ();
}
