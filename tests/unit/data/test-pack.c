/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "data/anj-pack.h"

#include <string.h>

#include "core/anj-error.h"
#include "pack-folder.h"

#define HASH "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
#define CLIP                                                                                       \
  "\"clips\": [{\"text\": \"Kembali\", \"file\": \"clips/kembali.opus\", \"sha256\": \"" HASH "\"" \
  "}]"

typedef struct
{
  char *dir;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  fixture->dir = g_dir_make_tmp ("pack-XXXXXX", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  pack_folder_remove (fixture->dir);
  g_free (fixture->dir);
}

static void
assert_refused (Fixture *fixture, const char *language, const char *more, const char *place)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjPack) pack = NULL;

  pack_folder_write (fixture->dir, language, more);
  pack = anj_pack_load (fixture->dir, language, &error);
  g_assert_null (pack);
  g_assert_error (error, ANJ_ERROR, ANJ_ERROR_INVALID);
  if (strstr (error->message, "manifest.json") == NULL || strstr (error->message, place) == NULL)
    g_test_fail_printf ("does not name file and %s: %s", place, error->message);
}

static AnjPack *
load (Fixture *fixture, const char *language, const char *more)
{
  g_autoptr (GError) error = NULL;
  AnjPack *pack = NULL;

  pack_folder_write (fixture->dir, language, more);
  pack = anj_pack_load (fixture->dir, language, &error);
  g_assert_no_error (error);
  return pack;
}

static void
test_a_native_readers_name_makes_it_reviewed (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (AnjPack) unreviewed = load (fixture, "jv", NULL);
  g_autoptr (AnjPack) reviewed = load (fixture, "su", PACK_REVIEW ("reviewed", "\"Siti A.\""));
  g_autoptr (AnjPack) own = load (fixture, "en", PACK_REVIEW ("maintained", ""));

  g_assert_false (anj_pack_is_reviewed (unreviewed));
  g_assert_true (anj_pack_is_reviewed (reviewed));
  g_assert_true (anj_pack_is_reviewed (own));
  g_assert_cmpstr (anj_pack_get_name (reviewed), ==, "Basa");
  g_assert_cmpstr (anj_pack_get_greeting (reviewed), ==, "Halo");
}

#define WITH_VOICE(status, reviewers)                                                              \
  PACK_REVIEW ("unreviewed", "")                                                                   \
  ", \"voice\": {\"status\": \"" status "\", \"reviewers\": [" reviewers "], \"speaker\": "        \
  "\"Ani\"}"

static void
test_clips_are_reviewed_in_their_own_right (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (AnjPack) mute = load (fixture, "jv", WITH_VOICE ("unreviewed", ""));
  g_autoptr (AnjPack) draft = load (fixture, "jv", WITH_VOICE ("unreviewed", "") ", " CLIP);
  g_autoptr (AnjPack) heard = load (fixture, "jv", WITH_VOICE ("reviewed", "\"Sri W.\"") ", " CLIP);

  g_assert_true (anj_pack_is_voice_reviewed (mute));
  g_assert_false (anj_pack_is_voice_reviewed (draft));
  g_assert_true (anj_pack_is_voice_reviewed (heard));
  g_assert_false (anj_pack_is_reviewed (heard));
}

static void
test_false_reviews_are_refused (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  assert_refused (fixture, "jv", PACK_REVIEW ("reviewed", ""), "/texts/reviewers");
  assert_refused (fixture, "jv", PACK_REVIEW ("maintained", ""), "/texts/status");
  assert_refused (fixture, "jv", PACK_REVIEW ("perfect", ""), "/texts/status");
  assert_refused (fixture, "jv",
                  PACK_REVIEW ("unreviewed", "") ", \"voice\": {\"status\": \"reviewed\","
                                                 " \"reviewers\": [], \"speaker\": \"Ani\"}",
                  "/voice/reviewers");
}

static void
test_manifests_keep_the_schema (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (AnjPack) with_clips = NULL;

  assert_refused (fixture, "jv", "\"greeting\": \"Halo\", \"version\": 1", "texts");
  assert_refused (fixture, "jv", PACK_REVIEW ("unreviewed", "") ", \"colour\": 1", "colour");
  assert_refused (fixture, "jv", PACK_REVIEW ("unreviewed", "") ", " CLIP, "/voice");
  assert_refused (fixture, "jv",
                  PACK_REVIEW ("unreviewed", "") ", \"clips\": [{\"text\": \"a\", \"file\": "
                                                 "\"clips/../../x.opus\", \"sha256\": \"" HASH
                                                 "\"}]",
                  "/clips/0/file");
  with_clips = load (
      fixture, "jv",
      PACK_REVIEW ("unreviewed", "") ", \"voice\": {\"status\": \"unreviewed\","
                                     " \"reviewers\": [], \"speaker\": \"Ani\"}, " CLIP);
}

static void
test_a_pack_is_named_as_its_folder (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *from = g_build_filename (fixture->dir, "jv", "manifest.json", NULL);
  g_autofree char *folder = g_build_filename (fixture->dir, "mad", NULL);
  g_autofree char *to = g_build_filename (folder, "manifest.json", NULL);
  g_autofree char *json = NULL;
  g_autoptr (GError) error = NULL;

  pack_folder_write (fixture->dir, "jv", NULL);
  pack_folder_write (fixture->dir, "mad", NULL);
  g_assert_true (g_file_get_contents (from, &json, NULL, NULL));
  g_assert_true (g_file_set_contents (to, json, -1, NULL));
  g_assert_null (anj_pack_load (fixture->dir, "mad", &error));
  g_assert_error (error, ANJ_ERROR, ANJ_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_null (anj_pack_load (fixture->dir, "su", &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
}

static void
test_a_catalogue_answers_or_is_refused (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  const char *const good[] = { ANJ_PACK_PROBE, "Wangsul", NULL };
  const char *const dead[] = { ANJ_PACK_PROBE, ANJ_PACK_PROBE, NULL };
  const char *const none[] = { "Lanjut", "Lajeng", NULL };
  g_autoptr (AnjPack) pack = load (fixture, "jv", NULL);
  g_autoptr (AnjPack) indonesian = load (fixture, "id", PACK_REVIEW ("maintained", ""));
  g_autoptr (GHashTable) of_indonesian = anj_pack_read_texts (indonesian, NULL);
  g_autoptr (GHashTable) texts = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (g_hash_table_size (of_indonesian), ==, 0);
  g_assert_null (anj_pack_read_texts (pack, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  g_clear_error (&error);
  pack_folder_write_texts (fixture->dir, "jv", dead);
  g_assert_null (anj_pack_read_texts (pack, &error));
  g_assert_error (error, ANJ_ERROR, ANJ_ERROR_INVALID);
  g_clear_error (&error);
  pack_folder_write_texts (fixture->dir, "jv", none);
  g_assert_null (anj_pack_read_texts (pack, &error));
  g_assert_error (error, ANJ_ERROR, ANJ_ERROR_INVALID);
  g_clear_error (&error);
  pack_folder_write_texts (fixture->dir, "jv", good);
  texts = anj_pack_read_texts (pack, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_hash_table_size (texts), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, test) g_test_add ("/pack/" name, Fixture, NULL, set_up, test, tear_down)
  ADD ("a-native-readers-name-makes-it-reviewed", test_a_native_readers_name_makes_it_reviewed);
  ADD ("clips-are-reviewed-in-their-own-right", test_clips_are_reviewed_in_their_own_right);
  ADD ("false-reviews-are-refused", test_false_reviews_are_refused);
  ADD ("manifests-keep-the-schema", test_manifests_keep_the_schema);
  ADD ("a-pack-is-named-as-its-folder", test_a_pack_is_named_as_its_folder);
  ADD ("a-catalogue-answers-or-is-refused", test_a_catalogue_answers_or_is_refused);
#undef ADD
  return g_test_run ();
}
