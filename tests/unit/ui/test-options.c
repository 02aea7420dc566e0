/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gstdio.h>

#include "ui/anj-ui-options.h"

typedef struct
{
  char *dir;
  char *path;
  AnjUiOptions options;
  GError *error;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer conf)
{
  fixture->dir = g_dir_make_tmp ("options-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->dir, "screen.conf", NULL);
  g_assert_true (g_file_set_contents (fixture->path, conf, -1, NULL));
}

static void
tear_down (Fixture *fixture, gconstpointer conf G_GNUC_UNUSED)
{
  anj_ui_options_clear (&fixture->options);
  g_clear_error (&fixture->error);
  g_remove (fixture->path);
  g_rmdir (fixture->dir);
  g_free (fixture->path);
  g_free (fixture->dir);
}

static gboolean
parse (Fixture *fixture, char **words)
{
  return anj_ui_options_parse (&fixture->options, fixture->dir, (int) g_strv_length (words), words,
                               &fixture->error);
}

static void
test_the_supervisor_reads_settings (Fixture *fixture, gconstpointer conf G_GNUC_UNUSED)
{
  char *words[] = { (char *) "anjungan", (char *) "--px-per-mm", (char *) "4", NULL };

  g_assert_true (parse (fixture, words));
  g_assert_no_error (fixture->error);
  g_assert_cmpstr (fixture->options.agent, ==, "/conf/agent.sock");
  g_assert_cmpfloat (fixture->options.px_per_mm, ==, 4);
  g_assert_true (fixture->options.windowed);
  g_assert_true (fixture->options.low_power);
  g_assert_cmpstr (fixture->options.language, ==, "id");
  g_assert_true (g_path_is_absolute (fixture->options.packs));
}

static void
test_packs_are_found_from_any_folder (Fixture *fixture, gconstpointer conf G_GNUC_UNUSED)
{
  char *words[] = { (char *) "anjungan", (char *) "--packs=my/../packs", NULL };
  g_autofree char *expected = g_canonicalize_filename ("packs", NULL);

  g_assert_true (parse (fixture, words));
  g_assert_cmpstr (fixture->options.packs, ==, expected);
}

static void
test_screen_and_curtain_are_told_all (Fixture *fixture, gconstpointer conf G_GNUC_UNUSED)
{
  char *session[] = { (char *) "anjungan", (char *) "--session", (char *) "--lang=en", NULL };
  char *curtain[] = { (char *) "anjungan", (char *) "--curtain", NULL };

  g_assert_true (parse (fixture, session));
  g_assert_null (fixture->options.agent);
  g_assert_cmpstr (fixture->options.language, ==, "en");
  anj_ui_options_clear (&fixture->options);
  fixture->options = (AnjUiOptions){ 0 };
  g_assert_true (parse (fixture, curtain));
  g_assert_false (fixture->options.windowed);
}

static void
test_what_is_for_trial_is_no_setting (Fixture *fixture, gconstpointer conf G_GNUC_UNUSED)
{
  char *words[] = { (char *) "anjungan", NULL };

  g_assert_false (parse (fixture, words));
  g_assert_error (fixture->error, G_KEY_FILE_ERROR, G_KEY_FILE_ERROR_KEY_NOT_FOUND);
}

int
main (int argc, char **argv)
{
  const char
      *good = "[screen]\nagent=/conf/agent.sock\npx-per-mm=3\nwindowed=true\nlow-power=true\n";
  const char *session = "[screen]\nsession=true\n";
  const char *spied = "[screen]\ntest-utterances=/tmp/said\n";
  const char *patient = "[screen]\ntest-patience=10\n";
  const char *unsafe = "[screen]\nallow-unsandboxed=true\n";

  g_test_init (&argc, &argv, NULL);
  g_test_add ("/ui-options/the-supervisor-reads-settings", Fixture, good, set_up,
              test_the_supervisor_reads_settings, tear_down);
  g_test_add ("/ui-options/packs-are-found-from-any-folder", Fixture, good, set_up,
              test_packs_are_found_from_any_folder, tear_down);
  g_test_add ("/ui-options/screen-and-curtain-are-told-all", Fixture, good, set_up,
              test_screen_and_curtain_are_told_all, tear_down);
  g_test_add ("/ui-options/a-session-is-no-setting", Fixture, session, set_up,
              test_what_is_for_trial_is_no_setting, tear_down);
  g_test_add ("/ui-options/no-sandbox-is-no-setting", Fixture, unsafe, set_up,
              test_what_is_for_trial_is_no_setting, tear_down);
  g_test_add ("/ui-options/what-writes-down-secrets-is-no-setting", Fixture, spied, set_up,
              test_what_is_for_trial_is_no_setting, tear_down);
  g_test_add ("/ui-options/patience-is-no-setting", Fixture, patient, set_up,
              test_what_is_for_trial_is_no_setting, tear_down);
  return g_test_run ();
}
