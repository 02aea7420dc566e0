/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "agent-fixture.h"
#include "app/agent/anj-agent-error.h"
#include "app/agent/anj-cache-store.h"
#include "app/agent/anj-state-files.h"
#include "app/agent/anj-sync-page.h"
#include "core/anj-cache-row.h"
#include "core/anj-columns.h"
#include "core/anj-error.h"
#include "core/anj-hex.h"
#include "core/anj-json.h"
#include "core/anj-seal.h"

#define NIK_1 "3509010101800001"
#define NIK_2 "3509010202850002"
#define KK_1 "3509010101200001"
#define KK_2 "3509010101200002"
#define DOCUMENT_1                                                                                 \
  "{\"found\":true,\"household\":{\"region\":\"" AGENT_REGION "\"},\"note\":\"Slamet\"}"
#define LINE_1                                                                                     \
  "{\"record\":\"r1\",\"batch\":\"b1\",\"as_of\":\"2026-10-15\",\"people\":[{\"nik\":\"" NIK_1     \
  "\",\"no_kk\":\"" KK_1 "\",\"member\":\"m-1\"},{\"nik\":\"" NIK_2 "\",\"no_kk\":\"" KK_1         \
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

/* as a hub packs rows */
static char *
pack_rows (GPtrArray *rows, gint64 schema)
{
  static const guint8 key[ANJ_VILLAGE_KEY_BYTES] = { 1, 2, 3 };
  g_autofree char *key_hex = anj_hex_encode (key, sizeof key);
  g_autoptr (AnjColumnsWriter) writer = anj_columns_writer_new ();
  g_autoptr (JsonObject) line = json_object_new ();
  g_autoptr (GBytes) bytes = NULL;
  JsonObject *packed;

  for (guint i = 0; i < rows->len; i++)
    {
      anj_cache_row_shorten (rows->pdata[i], key);
      anj_columns_writer_add (writer, rows->pdata[i]);
    }
  packed = anj_columns_writer_finish (writer);
  json_object_set_int_member (packed, "schema", schema);
  json_object_set_string_member (packed, "key", key_hex);
  json_object_set_object_member (line, "households", packed);
  bytes = anj_json_object_to_bytes (line);
  return g_strdup_printf ("%.*s\n", (int) g_bytes_get_size (bytes),
                          (const char *) g_bytes_get_data (bytes, NULL));
}

/* (transfer full): a page of the lines of @text, those with a record packed into one */
static char *
make_page (const char *text, gint64 schema)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
  g_autoptr (GString) page = g_string_new (NULL);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (gsize i = 0; lines[i] != NULL; i++)
    {
      g_autoptr (GBytes) bytes = agent_text (lines[i]);
      JsonObject *line = anj_json_parse_object (bytes, NULL);

      if (line != NULL && json_object_has_member (line, "record"))
        {
          g_ptr_array_add (rows, line);
          continue;
        }
      g_clear_pointer (&line, json_object_unref);
      g_string_append_printf (page, "%s\n", lines[i]);
    }
  if (rows->len > 0)
    {
      g_autofree char *packed = pack_rows (rows, schema);

      g_string_prepend (page, packed);
    }
  return g_string_free (g_steal_pointer (&page), FALSE);
}

static gboolean
take_page_of (Fixture *fixture, const char *text, gint64 schema, GError **error)
{
  g_autofree char *made = make_page (text, schema);
  g_autoptr (GBytes) lines = agent_text (made);
  gboolean more;
  g_autoptr (AnjCachePage)
      page = anj_sync_page_seal (lines, AGENT_REGION, fixture->generation, fixture->agent.k_seal,
                                 /* threads */ 2, fixture->agent.random, &more, error);

  return page != NULL &&
         anj_cache_store_write (fixture->store, fixture->generation->id, page, error);
}

static gboolean
take_page (Fixture *fixture, const char *text, GError **error)
{
  return take_page_of (fixture, text, /* schema */ 2, error);
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

/* as it was, but for the order of members */
static void
check_document (GBytes *plain)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) wanted_text = agent_text (DOCUMENT_1);
  g_autoptr (JsonNode) wanted = anj_json_parse (wanted_text, &error);
  g_autoptr (JsonNode) got = anj_json_parse (plain, &error);

  g_assert_no_error (error);
  g_assert_true (json_node_equal (got, wanted));
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
      check_document (plain);
      g_assert_cmpstr (record->as_of, ==, "2026-10-15");
    }
}

static void
test_who_looked (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjCacheRecord) named = NULL;
  g_autoptr (AnjCacheRecord) unnamed = NULL;
  gsize n_bytes;
  const char *key;

  g_assert_true (take_page (fixture, LINE_1 END_LINE, &error));
  named = look_up (fixture, NIK_1, KK_1);
  key = g_bytes_get_data (named->key, &n_bytes);
  g_assert_cmpmem (key + ANJ_SEAL_KEY_BYTES, n_bytes - ANJ_SEAL_KEY_BYTES, "m-1", 3);
  unnamed = look_up (fixture, NIK_2, KK_1);
  g_assert_cmpuint (g_bytes_get_size (unnamed->key), ==, ANJ_SEAL_KEY_BYTES);
}

/* a hub that speaks a later form is not misread */
static void
test_other_schema (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (take_page_of (fixture, LINE_1 END_LINE, /* schema */ 3, &error));
  g_assert_error (error, ANJ_ERROR, ANJ_ERROR_INVALID);
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

/* whoever knows two numbers already does not find out by the disk whether they are here */
static void
test_hidden_index (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  static const char *const files[] = { "cache.db", "cache.db-wal" };
  guint8 hidden[ANJ_CACHE_INDEX_BYTES];
  guint n_hidden = 0;
  g_autoptr (GError) error = NULL;
  AnjLookupKey key;

  g_assert_true (take_page (fixture, LINE_1 END_LINE, &error));
  g_assert_true (anj_kdf_lookup (NIK_1, KK_1, fixture->generation->salt, &cheap, &key, &error));
  g_assert_true (anj_cache_hide_index (fixture->agent.k_seal, key.index, hidden, &error));
  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autoptr (GBytes) bytes = anj_state_read (fixture->agent.state_dir, files[i], &error);
      const guint8 *data = g_bytes_get_data (bytes, NULL);
      gsize n_bytes = g_bytes_get_size (bytes);

      g_assert_null (memmem (data, n_bytes, key.index, sizeof key.index));
      n_hidden += memmem (data, n_bytes, hidden, sizeof hidden) != NULL;
    }
  g_assert_cmpuint (n_hidden, >, 0);
}

/* with a key that came from elsewhere, every resident would be told that nobody knows him */
static void
test_other_key (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  guint8 other[32];

  g_assert_true (take_page (fixture, LINE_1 END_LINE, &error));
  g_clear_pointer (&fixture->store, anj_cache_store_close);
  memcpy (other, fixture->agent.k_seal, sizeof other);
  other[0] ^= 1;
  fixture->store = anj_cache_store_open (fixture->agent.state_dir, other, &error);
  g_assert_no_error (error);
  g_assert_null (anj_cache_store_current (fixture->store, &error));
  g_assert_error (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_DAMAGED);
  g_clear_error (&error);
  g_assert_null (anj_cache_store_begin (fixture->store, &cheap, fixture->agent.random, &error));
  g_assert_error (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_DAMAGED);
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
                            "{\"record\":\"r1\",\"batch\":\"b2\",\"as_of\":\"d\","
                            "\"people\":[{\"nik\":\"" NIK_1 "\",\"no_kk\":\"" KK_1 "\"}],"
                            "\"document\":" DOCUMENT_1 "}\n"
                            "{\"record\":\"r2\",\"batch\":\"b2\",\"as_of\":\"d\","
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

typedef struct
{
  Fixture *fixture;
  AnjCachePage *come, *gone; /* (unowned): the household comes, and goes */
  gint is_over;              /* (atomic) */
} Writer;

/* what a sync's child does, in small */
static gpointer
write_again_and_again (gpointer user_data)
{
  Writer *self = user_data;
  const AgentFixture *agent = &self->fixture->agent;
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjCacheStore) store = anj_cache_store_open (agent->state_dir, agent->k_seal, &error);

  for (guint i = 0; i < 200; i++)
    g_assert_true (anj_cache_store_write (store, self->fixture->generation->id,
                                          i % 2 == 0 ? self->gone : self->come, &error));
  g_atomic_int_set (&self->is_over, TRUE);
  return NULL;
}

static void
test_checked_meanwhile (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autofree char *text = make_page (LINE_1 END_LINE, /* schema */ 2);
  g_autoptr (GBytes) lines = agent_text (text);
  g_autoptr (GError) error = NULL;
  gboolean more;
  g_autoptr (AnjCachePage)
      come = anj_sync_page_seal (lines, AGENT_REGION, fixture->generation, fixture->agent.k_seal,
                                 /* threads */ 1, fixture->agent.random, &more, &error);
  g_autoptr (AnjCachePage) gone = anj_cache_page_new ();
  Writer writer = { .fixture = fixture, .come = come, .gone = gone };
  GThread *thread;

  g_assert_true (anj_cache_store_write (fixture->store, fixture->generation->id, come, &error));
  gone->cursor = g_strdup ("c2");
  g_ptr_array_add (gone->deleted, g_strdup ("r1"));
  thread = g_thread_new ("writer", write_again_and_again, &writer);
  while (!g_atomic_int_get (&writer.is_over))
    {
      g_assert_true (anj_cache_store_verify (fixture->store, &error));
      g_assert_no_error (error);
    }
  g_thread_join (thread);
}

#define ADD(path, data, func) g_test_add (path, Fixture, data, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/cache/each-member-opens-the-household", NULL, test_hit);
  ADD ("/cache/the-key-comes-with-who-looked", NULL, test_who_looked);
  ADD ("/cache/page-refused/form-of-another-version", NULL, test_other_schema);
  ADD ("/cache/unknown-nik-and-wrong-kk-are-the-same-miss", NULL, test_miss);
  ADD ("/cache/another-proof-opens-nothing", NULL, test_wrong_proof);
  ADD ("/cache/nothing-in-clear-on-disk", NULL, test_sealed_on_disk);
  ADD ("/cache/an-index-is-hidden-on-disk", NULL, test_hidden_index);
  ADD ("/cache/of-another-key-is-damaged", NULL, test_other_key);
  ADD ("/cache/moved-person-leaves-the-old-household", NULL, test_moved_person);
  ADD ("/cache/deleted-household-is-a-miss", NULL, test_deleted);
  ADD ("/cache/old-generation-answers-until-the-new-is-whole", NULL, test_generations);
  ADD ("/cache/page-refused/household-of-another-village", NULL, test_foreign_record);
  ADD ("/cache/a-killed-sync-goes-on-and-the-old-answers", NULL, test_killed_midway);
  ADD ("/cache/a-sync-meanwhile-makes-no-damage", NULL, test_checked_meanwhile);
  ADD ("/cache/page-refused/no-cursor", LINE_1, test_bad_page);
  ADD ("/cache/page-refused/no-json", "x\n" END_LINE, test_bad_page);
  ADD ("/cache/page-refused/short-number",
       "{\"record\":\"r\",\"people\":[{\"nik\":\"35090\",\"no_kk\":\"1\"}],\"document\":" DOCUMENT_1
       "}\n" END_LINE,
       test_bad_page);
  ADD ("/cache/page-refused/no-document",
       "{\"record\":\"r\",\"people\":[{\"nik\":\"" NIK_1 "\",\"no_kk\":\"" KK_1 "\"}]}\n" END_LINE,
       test_bad_page);
  ADD ("/cache/page-refused/columns-that-do-not-agree",
       "{\"households\":{\"schema\":2,\"key\":\"000102030405060708090a0b0c0d0e0f\",\"rows\":2,"
       "\"columns\":{\"kinds\":\"ooo\"}}}\n" END_LINE,
       test_bad_page);

  return g_test_run ();
}
