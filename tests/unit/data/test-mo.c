/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "data/anj-mo.h"

#include "core/anj-error.h"
#include "mo-file.h"

static void
test_translations_are_read (void)
{
  const char *const pairs[] = { "",  "Language: jv\n",  "Kembali",   "Wangsul", "a\4b",
                                "c", "%u hari|%u hari", "%u dinten", NULL };
  g_autoptr (GBytes) file = mo_file_new (pairs);
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) messages = anj_mo_read (file, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (g_hash_table_size (messages), ==, 3);
  g_assert_cmpstr (g_hash_table_lookup (messages, "Kembali"), ==, "Wangsul");
  g_assert_cmpstr (g_hash_table_lookup (messages, "a\4b"), ==, "c");
  g_assert_cmpstr (g_hash_table_lookup (messages, "%u hari"), ==, "%u dinten");
}

static void
test_pieces_are_kept (void)
{
  static const char *const good[][2] = {
    { "Data per %s. Sumber: %s.", "Data %s saking %s." },
    { "%u dari %s", "%2$s, %1$u" },
    { "100 %% benar", "100 %% leres" },
    { "Tercatat: <b>%s</b>", "<b>%s</b> kacathet" },
    { "Satu.\nDua.", "Setunggal.\nKalih." },
    { "%.2f %-5d %lu", "%.1f %d %lu" },
  };
  static const char *const bad[][2] = {
    { "Data per %s.", "Data." },
    { "Data.", "Data %s." },
    { "%s harus %u angka", "%u %s" },
    { "%u hari", "%s dinten" },
    { "%u hari", "%n" },
    { "%u hari", "%*u" },
    { "<b>%s</b>", "%s" },
    { "Satu.", "<b>Setunggal.</b>" },
    { "Satu.\nDua.", "Setunggal. Kalih." },
    { "%s", "%1$s %2$s" },
    { "%s %u", "%1$s %1$u" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    if (!anj_mo_keeps_pieces (good[i][0], good[i][1]))
      g_test_fail_printf ("refused: %s", good[i][1]);
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    if (anj_mo_keeps_pieces (bad[i][0], bad[i][1]))
      g_test_fail_printf ("taken: %s", bad[i][1]);
}

static void
assert_refused (GBytes *file)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) messages = anj_mo_read (file, &error);

  g_assert_null (messages);
  g_assert_error (error, ANJ_ERROR, ANJ_ERROR_INVALID);
}

static void
test_a_translation_with_other_pieces_is_refused (void)
{
  const char *const plain[] = { "Lahir %s?", "Lair?", NULL };
  const char *const second_form[] = { "%u hari|%u hari", "%u day|%s days", NULL };
  const char *const context[] = { "a\4Lahir %s?", "Lair %d?", NULL };
  g_autoptr (GBytes) a = mo_file_new (plain);
  g_autoptr (GBytes) b = mo_file_new (second_form);
  g_autoptr (GBytes) c = mo_file_new (context);

  assert_refused (a);
  assert_refused (b);
  assert_refused (c);
}

/* whatever is cut off or turned over: an answer or an error, never a read outside */
static void
test_damaged_files_are_refused_or_read (void)
{
  const char *const pairs[] = { "", "Language: jv\n", "Kembali", "Wangsul", NULL };
  g_autoptr (GBytes) file = mo_file_new (pairs);
  gsize n_bytes;
  const guint8 *data = g_bytes_get_data (file, &n_bytes);

  for (gsize n = 0; n < n_bytes; n++)
    {
      g_autofree guint8 *copy = g_memdup2 (data, n);
      g_autoptr (GBytes) cut = g_bytes_new (copy, n);

      assert_refused (cut);
    }
  for (gsize i = 0; i < n_bytes; i++)
    {
      g_autofree guint8 *copy = g_memdup2 (data, n_bytes);
      g_autoptr (GBytes) turned = NULL;
      g_autoptr (GHashTable) messages = NULL;
      g_autoptr (GError) error = NULL;

      copy[i] ^= 0xff;
      turned = g_bytes_new_take (g_steal_pointer (&copy), n_bytes);
      messages = anj_mo_read (turned, &error);
      g_assert_true ((messages == NULL) == (error != NULL));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mo/translations-are-read", test_translations_are_read);
  g_test_add_func ("/mo/pieces-are-kept", test_pieces_are_kept);
  g_test_add_func ("/mo/a-translation-with-other-pieces-is-refused",
                   test_a_translation_with_other_pieces_is_refused);
  g_test_add_func ("/mo/damaged-files-are-refused-or-read", test_damaged_files_are_refused_or_read);
  return g_test_run ();
}
