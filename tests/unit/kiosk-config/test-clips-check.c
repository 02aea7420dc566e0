/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <ftw.h>
#include <glib/gstdio.h>
#include <string.h>

#include "../ui/sample-clips.h"
#include "core/anj-json.h"
#include "kiosk-config/ctl/anj-clips-check.h"

typedef struct
{
  char *packs;  /* (owned) */
  char *folder; /* (owned) */
} Fixture;

static const SampleClip good[] = { { "Sugeng rawuh", "rawuh", 900 },
                                   { "Kaca %d", "kaca", 250 },
                                   { "2", "dua", 150 },
                                   { NULL, NULL, 0 } };

static void
set_up (Fixture *self, gconstpointer user_data G_GNUC_UNUSED)
{
  self->packs = g_dir_make_tmp ("anjungan-clips-XXXXXX", NULL);
  self->folder = g_build_filename (self->packs, "jv", NULL);
  sample_clips_write (self->packs, "jv", good);
}

static int
remove_one (const char *path,
            const struct stat *info G_GNUC_UNUSED,
            int flag G_GNUC_UNUSED,
            struct FTW *place G_GNUC_UNUSED)
{
  return g_remove (path);
}

static void
tear_down (Fixture *self, gconstpointer user_data G_GNUC_UNUSED)
{
  nftw (self->packs, remove_one, 8, FTW_DEPTH | FTW_PHYS);
  g_free (self->packs);
  g_free (self->folder);
}

static GPtrArray *
check (Fixture *self)
{
  g_autofree char *path = g_build_filename (self->folder, "manifest.json", NULL);
  g_autofree char *text = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (JsonObject) manifest = NULL;
  gsize n_bytes;

  g_assert_true (g_file_get_contents (path, &text, &n_bytes, NULL));
  bytes = g_bytes_new (text, n_bytes);
  manifest = anj_json_parse_object (bytes, NULL);
  g_assert_nonnull (manifest);
  return anj_clips_check (self->folder, manifest);
}

static void
assert_problem (GPtrArray *problems, guint index, const char *where, const char *what)
{
  const char *problem;

  g_assert_cmpuint (problems->len, >, index);
  problem = g_ptr_array_index (problems, index);
  g_assert_true (g_str_has_prefix (problem, where));
  g_assert_nonnull (strstr (problem, what));
}

/* another recording at the place of @name, with its sum in the manifest left as it was */
static void
replace (Fixture *self, const char *name, int length_ms, double amplitude)
{
  g_autofree char *path = g_build_filename (self->folder, "clips", name, NULL);

  sample_clips_write_one (path, length_ms, amplitude);
}

static void
test_good (Fixture *self, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GPtrArray) problems = check (self);

  g_assert_cmpuint (problems->len, ==, 0);
}

static void
test_another_file (Fixture *self, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GPtrArray) problems = NULL;

  replace (self, "kaca.opus", 300, 0.241);
  problems = check (self);
  g_assert_cmpuint (problems->len, ==, 1);
  assert_problem (problems, 0, "/clips/1: clips/kaca.opus", "is another file");
}

static void
test_loudness (Fixture *self, gconstpointer user_data)
{
  g_autoptr (GPtrArray) problems = NULL;
  double factor = GPOINTER_TO_INT (user_data) / 100.0;

  replace (self, "rawuh.opus", 900, 0.241 * factor);
  problems = check (self);
  g_assert_cmpuint (problems->len, ==, 2);
  assert_problem (problems, 1, "/clips/0: clips/rawuh.opus", "LUFS");
}

static void
test_length (Fixture *self, gconstpointer user_data G_GNUC_UNUSED)
{
  const SampleClip longest[] = { { "a", "a", 6000 }, { "b", "b", 6100 }, { NULL, NULL, 0 } };
  g_autoptr (GPtrArray) problems = NULL;

  sample_clips_write (self->packs, "jv", longest);
  problems = check (self);
  g_assert_cmpuint (problems->len, ==, 1);
  assert_problem (problems, 0, "/clips/1: clips/b.opus", "6.1 s long, at most 6 s");
}

static void
test_gone_and_damaged (Fixture *self, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autofree char *gone = g_build_filename (self->folder, "clips/rawuh.opus", NULL);
  g_autofree char *text = g_build_filename (self->folder, "clips/dua.opus", NULL);
  g_autoptr (GPtrArray) problems = NULL;

  g_assert_cmpint (g_remove (gone), ==, 0);
  g_assert_true (g_file_set_contents (text, "no sound", -1, NULL));
  problems = check (self);
  g_assert_cmpuint (problems->len, ==, 3);
  assert_problem (problems, 0, "/clips/0: ", "rawuh.opus");
  assert_problem (problems, 1, "/clips/2: clips/dua.opus", "is another file");
  assert_problem (problems, 2, "/clips/2: clips/dua.opus", "no whole Ogg/Opus");
}

static void
test_pieces (Fixture *self, gconstpointer user_data G_GNUC_UNUSED)
{
  const SampleClip few[] = { { "Kaca %d saking %d", "a", 300 }, { NULL, NULL, 0 } };
  g_autoptr (GPtrArray) problems = NULL;

  sample_clips_write (self->packs, "jv", few);
  problems = check (self);
  g_assert_cmpuint (problems->len, ==, 1);
  assert_problem (problems, 0, "/clips/0/text", "2 stretches of words, but 1 recordings");
}

#define add(name, data, test)                                                                      \
  g_test_add (name, Fixture, GINT_TO_POINTER (data), set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("/clips-check/good recordings have no problem", 0, test_good);
  add ("/clips-check/another file is named", 0, test_another_file);
  add ("/clips-check/too loud is named", 115, test_loudness);
  add ("/clips-check/too soft is named", 87, test_loudness);
  add ("/clips-check/too long is named", 0, test_length);
  add ("/clips-check/gone and damaged files are named", 0, test_gone_and_damaged);
  add ("/clips-check/missing stretches are named", 0, test_pieces);
  return g_test_run ();
}
