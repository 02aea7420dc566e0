/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-i18n.h"

static void
test_source_strings_are_indonesian (void)
{
  anj_i18n_set_language ("id");
  g_assert_cmpstr (_ ("Kembali"), ==, "Kembali");
}

static void
test_the_language_changes_while_running (void)
{
  g_assert_true (anj_i18n_check ("en"));
  g_assert_cmpstr (_ ("Mulai lagi"), ==, "Start over");
  anj_i18n_set_language ("id");
  g_assert_cmpstr (_ ("Mulai lagi"), ==, "Mulai lagi");
  anj_i18n_set_language ("en");
  g_assert_cmpstr (_ ("Mulai lagi"), ==, "Start over");
}

static void
test_a_missing_catalogue_is_noticed (void)
{
  g_assert_false (anj_i18n_check ("zz"));
  anj_i18n_set_language ("id");
}

int
main (int argc, char **argv)
{
  g_autofree char *packs_dir = g_build_filename (g_getenv ("ANJ_BUILD_ROOT"), "packs", NULL);

  anj_i18n_init (packs_dir);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/words/source-strings-are-indonesian", test_source_strings_are_indonesian);
  g_test_add_func ("/words/the-language-changes-while-running",
                   test_the_language_changes_while_running);
  g_test_add_func ("/words/a-missing-catalogue-is-noticed", test_a_missing_catalogue_is_noticed);
  return g_test_run ();
}
