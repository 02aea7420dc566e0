/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "core/anj-error.h"
#include "core/anj-json.h"
#include "data/anj-clip-list.h"

static JsonObject *
make_manifest (const char *const *texts)
{
  JsonObject *manifest = json_object_new ();
  JsonArray *clips = json_array_new ();

  for (guint i = 0; texts[i] != NULL; i++)
    {
      JsonObject *clip = json_object_new ();
      g_autofree char *file = g_strdup_printf ("clips/%u.opus", i);

      json_object_set_string_member (clip, "text", texts[i]);
      json_object_set_string_member (clip, "file", file);
      json_object_set_string_member (clip, "sha256", "");
      json_array_add_object_element (clips, clip);
    }
  json_object_set_array_member (manifest, "clips", clips);
  return manifest;
}

static const char *const texts[] = {
  "Data per %s",
  "Langkah %d dari %d",
  "Langkah %d dari %d",
  "Langkah %d",
  "Halo, %s.",
  "Halo.",
  "November",
  "0",
  "1",
  "2",
  "3",
  "4",
  "5",
  "6",
  "7",
  "15",
  "20",
  "100",
  "600",
  "1.000",
  "%d.000",
  "%d.000.000",
  "Rp%d",
  "P",
  "G",
  "D",
  "K",
  "8",
  "50",
  "200",
  "Bantuan pangan",
  NULL,
};

/* what is said for @text: texts of clips, words of the voice in [ ], joined by | */
static char *
find (const char *text)
{
  g_autoptr (JsonObject) manifest = make_manifest (texts);
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjClipList) list = anj_clip_list_new (manifest, &error);
  g_autoptr (GPtrArray) parts = NULL;
  GString *said = g_string_new (NULL);

  g_assert_no_error (error);
  parts = anj_clip_list_find (list, text);
  for (guint i = 0; parts != NULL && i < parts->len; i++)
    {
      const AnjClipPart *part = g_ptr_array_index (parts, i);

      if (i > 0)
        g_string_append_c (said, '|');
      if (part->clip != NULL)
        g_string_append (said, part->clip->text);
      else
        g_string_append_printf (said, "[%s]", part->words);
    }
  return g_string_free (said, FALSE);
}

static void
assert_said (const char *text, const char *expected)
{
  g_autofree char *said = find (text);

  g_assert_cmpstr (said, ==, expected);
}

static void
test_whole (void)
{
  assert_said ("Halo.", "Halo.");
  assert_said (" Bantuan \n pangan ", "Bantuan pangan");
  assert_said ("Tidak ada", "");
  assert_said ("", "");
}

static void
test_messages (void)
{
  assert_said ("Langkah 2 dari 4", "Langkah %d dari %d|2|Langkah %d dari %d|4");
  assert_said ("Langkah 2", "Langkah %d|2");
  assert_said ("Langkah dua dari empat", "");
  assert_said ("Langkah 9 dari 4", "Langkah %d dari %d|[9]|Langkah %d dari %d|4");
  assert_said ("Halo, Bu Siti.", "Halo, %s.|[Bu Siti]");
  assert_said ("Data per 15 November 2026", "Data per %s|15|November|2|%d.000|20|6");
}

static void
test_numbers (void)
{
  assert_said ("7", "7");
  assert_said ("25", "20|5");
  assert_said ("100", "100");
  assert_said ("107", "100|7");
  assert_said ("625", "600|20|5");
  assert_said ("1.000", "1.000");
  assert_said ("1.007", "1.000|7");
  assert_said ("600.000", "600|%d.000");
  assert_said ("1.250.000", "1|%d.000.000|200|50|%d.000");
  assert_said ("Rp600.000", "600|%d.000|Rp%d");
  assert_said ("9", "");
  assert_said ("12.34", "");
  assert_said ("Rp", "");
}

static void
test_codes (void)
{
  assert_said ("3504 0154", "3|5|0|4|0|1|5|4");
  assert_said ("3 5 0", "3|5|0");
  assert_said ("08", "0|8");
  assert_said ("PGD-4827-K", "P|G|D|4|8|2|7|K");
  assert_said ("PGD-4927-K", "");
}

static void
test_count (void)
{
  const char *const shown[] = {
    "Halo.",           "Bantuan\npangan",      "Langkah %u dari %u", "Halo, <b>%s</b>.",
    "Langkah %u saja", "Langkah %d dari tiga", "Tidak ada",          "%s: %s",
  };
  g_autoptr (JsonObject) manifest = make_manifest (texts);
  g_autoptr (AnjClipList) list = anj_clip_list_new (manifest, NULL);
  g_autoptr (GPtrArray) all = g_ptr_array_new ();
  guint n_texts;

  for (gsize i = 0; i < G_N_ELEMENTS (shown); i++)
    g_ptr_array_add (all, (gpointer) shown[i]);
  g_assert_cmpuint (anj_clip_list_count (list, all, &n_texts), ==, 4);
  g_assert_cmpuint (n_texts, ==, 7);
}

static void
assert_refused (const char *const *bad, const char *says)
{
  g_autoptr (JsonObject) manifest = make_manifest (bad);
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjClipList) list = anj_clip_list_new (manifest, &error);

  g_assert_null (list);
  g_assert_error (error, ANJ_ERROR, ANJ_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, says));
}

static void
test_refused (void)
{
  const char *const few[] = { "Halo", "Langkah %d dari %d", NULL };
  const char *const many[] = { "Langkah %d", "Langkah %d", NULL };
  const char *const twice[] = { "Halo", "Ada", "Halo", NULL };
  const char *const odd[] = { "Halo %x", NULL };
  const char *const bare[] = { "Halo %", NULL };

  assert_refused (few, "/clips/1/text");
  assert_refused (many, "1 stretches of words, but 2 recordings");
  assert_refused (twice, "/clips/2/text: \"Halo\" stands twice");
  assert_refused (odd, "neither %d nor %s");
  assert_refused (bare, "neither %d nor %s");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/clip-list/a-text-is-said-by-its-own-clip", test_whole);
  g_test_add_func ("/clip-list/a-message-is-said-in-stretches-and-what-stands-between",
                   test_messages);
  g_test_add_func ("/clip-list/numbers-and-amounts-are-put-together", test_numbers);
  g_test_add_func ("/clip-list/codes-are-said-character-by-character", test_codes);
  g_test_add_func ("/clip-list/a-manifest-that-does-not-add-up-is-refused", test_refused);
  g_test_add_func ("/clip-list/texts-with-clips-are-counted", test_count);
  return g_test_run ();
}
