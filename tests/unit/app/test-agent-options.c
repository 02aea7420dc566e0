/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gstdio.h>

#include "app/agent/anj-agent-options.h"

typedef struct
{
  char *dir;
  char *path;
  AnjAgentOptions options;
  GError *error;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer conf)
{
  fixture->dir = g_dir_make_tmp ("options-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->dir, "agent.conf", NULL);
  g_assert_true (g_file_set_contents (fixture->path, conf, -1, NULL));
}

static void
tear_down (Fixture *fixture, gconstpointer conf G_GNUC_UNUSED)
{
  anj_agent_options_clear (&fixture->options);
  g_clear_error (&fixture->error);
  g_remove (fixture->path);
  g_rmdir (fixture->dir);
  g_free (fixture->path);
  g_free (fixture->dir);
}

static gboolean
parse (Fixture *fixture, char **words)
{
  return anj_agent_options_parse (&fixture->options, fixture->dir, (int) g_strv_length (words),
                                  words, &fixture->error);
}

static void
test_settings_and_command_line_make_the_options (Fixture *fixture, gconstpointer conf G_GNUC_UNUSED)
{
  char *words[] = { (char *) "anjungan-agent", (char *) "run", (char *) "--socket=/line", NULL };

  g_assert_true (parse (fixture, words));
  g_assert_no_error (fixture->error);
  g_assert_cmpstr (fixture->options.verb, ==, "run");
  g_assert_cmpstr (fixture->options.state_dir, ==, "/conf/state");
  g_assert_cmpstr (fixture->options.socket, ==, "/line");
  g_assert_cmpuint (g_strv_length (fixture->options.allow_uids), ==, 2);
}

static void
test_a_wrong_command_line_is_told_from_a_wrong_setting (Fixture *fixture,
                                                        gconstpointer conf G_GNUC_UNUSED)
{
  char *odd[] = { (char *) "anjungan-agent", (char *) "check", (char *) "--odd", NULL };
  char *good[] = { (char *) "anjungan-agent", (char *) "check", NULL };

  g_assert_false (parse (fixture, odd));
  g_assert_error (fixture->error, G_OPTION_ERROR, G_OPTION_ERROR_UNKNOWN_OPTION);
  g_clear_error (&fixture->error);
  g_assert_false (parse (fixture, good));
  g_assert_true (fixture->error->domain == G_KEY_FILE_ERROR);
}

static void
test_sync_and_version_need_no_settings (Fixture *fixture, gconstpointer conf G_GNUC_UNUSED)
{
  char *sync[] = { (char *) "anjungan-agent", (char *) "sync", (char *) "--floor-us=1", NULL };
  char *version[] = { (char *) "anjungan-agent", (char *) "--version", NULL };

  g_assert_true (parse (fixture, sync));
  g_assert_cmpint (fixture->options.floor_us, ==, 1);
  anj_agent_options_clear (&fixture->options);
  fixture->options = (AnjAgentOptions){ 0 };
  g_assert_true (parse (fixture, version));
  g_assert_true (fixture->options.version);
}

int
main (int argc, char **argv)
{
  const char *good = "[agent]\nstate-dir=/conf/state\nsocket=/conf/socket\nallow-uid=1;2\n";
  const char *bad = "[agent]\nversion=true\n";

  g_test_init (&argc, &argv, NULL);
  g_test_add ("/agent-options/settings-and-command-line-make-the-options", Fixture, good, set_up,
              test_settings_and_command_line_make_the_options, tear_down);
  g_test_add ("/agent-options/a-wrong-command-line-is-told-from-a-wrong-setting", Fixture, bad,
              set_up, test_a_wrong_command_line_is_told_from_a_wrong_setting, tear_down);
  g_test_add ("/agent-options/sync-and-version-need-no-settings", Fixture, bad, set_up,
              test_sync_and_version_need_no_settings, tear_down);
  return g_test_run ();
}
