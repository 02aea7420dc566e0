/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <ftw.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "core/anj-error.h"
#include "sample-clips.h"
#include "ui/voice/anj-clips.h"

#define FOLDER "anjungan-clips-XXXXXX"

static const SampleClip clips[] = {
  { "Sugeng rawuh", "rawuh", 900 },
  { "Kaca %d saking %d", "kaca-1", 300 },
  { "Kaca %d saking %d", "kaca-2", 400 },
  { "2", "dua", 200 },
  { "4", "papat", 250 },
  { NULL, NULL, 0 },
};

typedef struct
{
  char *packs; /* (owned) */
} Fixture;

static int
remove_one (const char *path,
            const struct stat *info G_GNUC_UNUSED,
            int flag G_GNUC_UNUSED,
            struct FTW *place G_GNUC_UNUSED)
{
  return g_remove (path);
}

static void
set_up (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  fixture->packs = g_dir_make_tmp (FOLDER, NULL);
  g_assert_nonnull (fixture->packs);
  sample_clips_write (fixture->packs, "jv", clips);
}

static void
tear_down (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  nftw (fixture->packs, remove_one, 8, FTW_DEPTH | FTW_PHYS);
  g_free (fixture->packs);
}

static gboolean
count (gpointer user_data, const gint16 *samples G_GNUC_UNUSED, gsize n_samples)
{
  gsize *n_seen = user_data;

  *n_seen += n_samples;
  return TRUE;
}

static gboolean
add_energy (gpointer user_data, const gint16 *samples, gsize n_samples)
{
  double *energy = user_data;

  for (gsize i = 0; i < n_samples; i++)
    *energy += (double) samples[i] * samples[i] / n_samples;
  return FALSE;
}

static void
assert_length (GPtrArray *sounds, guint index, int length_ms)
{
  const AnjClipSound *sound = g_ptr_array_index (sounds, index);
  gsize n_samples = 0;

  g_assert_cmpint (anj_clip_play (sound->file, count, &n_samples), ==, ANJ_SOUND_WHOLE);
  g_assert_cmpfloat_with_epsilon ((double) n_samples * 1000 / ANJ_SOUND_RATE, length_ms, 5);
}

static AnjClips *
open_pack (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  AnjClips *self = anj_clips_open (fixture->packs, "jv", &error);

  g_assert_no_error (error);
  return self;
}

static GPtrArray *
find (AnjClips *self, const char *text)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *sounds = NULL;

  g_assert_true (anj_clips_find (self, text, &sounds, &error));
  g_assert_no_error (error);
  return sounds;
}

static void
test_whole (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (AnjClips) self = open_pack (fixture);
  g_autoptr (GPtrArray) sounds = find (self, "Sugeng rawuh");
  double energy = 0;

  g_assert_nonnull (sounds);
  g_assert_cmpuint (sounds->len, ==, 1);
  assert_length (sounds, 0, 900);
  g_assert_cmpint (anj_clip_play (((AnjClipSound *) sounds->pdata[0])->file, add_energy, &energy),
                   ==, ANJ_SOUND_CUT);
  g_assert_cmpfloat (sqrt (energy), >, 1000);
}

static void
test_pieces (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (AnjClips) self = open_pack (fixture);
  g_autoptr (GPtrArray) sounds = find (self, "Kaca 2 saking 4");
  const int lengths_ms[] = { 300, 200, 400, 250 };

  g_assert_cmpuint (sounds->len, ==, 4);
  for (guint i = 0; i < 4; i++)
    assert_length (sounds, i, lengths_ms[i]);
}

static void
test_unknown_text (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (AnjClips) self = open_pack (fixture);

  g_assert_null (find (self, "Matur nuwun"));
}

static void
assert_no_recording (AnjClips *self, const char *text, const char *file)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *sounds = NULL;

  g_assert_false (anj_clips_find (self, text, &sounds, &error));
  g_assert_nonnull (strstr (error->message, file));
  g_assert_null (strstr (error->message, text));
}

static void
test_damaged_recordings (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autofree char *changed = g_build_filename (fixture->packs, "jv/clips/rawuh.opus", NULL);
  g_autofree char *gone = g_build_filename (fixture->packs, "jv/clips/papat.opus", NULL);
  g_autoptr (AnjClips) self = open_pack (fixture);

  sample_clips_write_one (changed, 900, 0.1);
  g_assert_cmpint (g_remove (gone), ==, 0);
  assert_no_recording (self, "Sugeng rawuh", "rawuh.opus");
  assert_no_recording (self, "Kaca 2 saking 4", "papat.opus");
}

static void
assert_not_opened (Fixture *fixture, const char *manifest, const char *says)
{
  g_autofree char *path = g_build_filename (fixture->packs, "jv/manifest.json", NULL);
  g_autoptr (AnjClips) self = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (path, manifest, -1, NULL));
  self = anj_clips_open (fixture->packs, "jv", &error);
  g_assert_null (self);
  g_assert_error (error, ANJ_ERROR, ANJ_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, "jv/manifest.json"));
  g_assert_nonnull (strstr (error->message, says));
}

static void
test_damaged_manifests (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  const char head[] = "{\"language\":\"jv\",\"name\":\"N\",\"greeting\":\"G\",\"version\":1,"
                      "\"texts\":{\"status\":\"unreviewed\",\"reviewers\":[]},\"voice\":{"
                      "\"status\":\"unreviewed\",\"reviewers\":[],\"speaker\":\"S\"},\"clips\":[";
  const char sum[] = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
  g_autofree char *one = g_strdup_printf ("%s{\"text\":\"Kaca %%d saking %%d\",\"file\":\"clips/a."
                                          "opus\",\"sha256\":\"%s\"}]}",
                                          head, sum);
  g_autofree char *outside = g_strdup_printf ("%s{\"text\":\"a\",\"file\":\"clips/../../a.opus\","
                                              "\"sha256\":\"%s\"}]}",
                                              head, sum);

  assert_not_opened (fixture, "{", "");
  assert_not_opened (fixture, one, "2 stretches of words, but 1 recordings");
  assert_not_opened (fixture, outside, "/clips/0/file");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/clips/a-text-has-its-recording", Fixture, NULL, set_up, test_whole, tear_down);
  g_test_add ("/clips/a-message-with-placeholders-is-put-together", Fixture, NULL, set_up,
              test_pieces, tear_down);
  g_test_add ("/clips/a-text-without-recording-is-left-to-the-voice", Fixture, NULL, set_up,
              test_unknown_text, tear_down);
  g_test_add ("/clips/a-damaged-recording-is-named-and-not-played", Fixture, NULL, set_up,
              test_damaged_recordings, tear_down);
  g_test_add ("/clips/a-damaged-manifest-is-named", Fixture, NULL, set_up, test_damaged_manifests,
              tear_down);
  return g_test_run ();
}
