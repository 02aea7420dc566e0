/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gstdio.h>

#include "data/anj-conf.h"

/* a folder of settings and what a program takes from it */
typedef struct
{
  char *dir;
  GPtrArray *paths; /* (element-type utf8): files to remove */
  GError *error;

  char *socket;
  char **hosts;
  int n_workers;
  double px_per_mm;
  gboolean windowed;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  fixture->dir = g_dir_make_tmp ("conf-XXXXXX", NULL);
  g_assert_nonnull (fixture->dir);
  fixture->paths = g_ptr_array_new_with_free_func (g_free);
}

static void
tear_down (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  for (guint i = 0; i < fixture->paths->len; i++)
    g_remove (fixture->paths->pdata[i]);
  g_assert_cmpint (g_rmdir (fixture->dir), ==, 0);
  g_ptr_array_unref (fixture->paths);
  g_free (fixture->dir);
  g_clear_error (&fixture->error);
  g_free (fixture->socket);
  g_strfreev (fixture->hosts);
}

static void
put (Fixture *fixture, const char *name, const char *text)
{
  char *path = g_build_filename (fixture->dir, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  g_ptr_array_add (fixture->paths, path);
}

static gboolean
read_as (Fixture *fixture, AnjConfKeys keys, const char *const *words)
{
  const GOptionEntry settings[] = {
    { "socket", 0, 0, G_OPTION_ARG_FILENAME, &fixture->socket, NULL, NULL },
    { "host", 0, 0, G_OPTION_ARG_STRING_ARRAY, &fixture->hosts, NULL, NULL },
    { "workers", 0, 0, G_OPTION_ARG_INT, &fixture->n_workers, NULL, NULL },
    { "px-per-mm", 0, 0, G_OPTION_ARG_DOUBLE, &fixture->px_per_mm, NULL, NULL },
    { "windowed", 0, 0, G_OPTION_ARG_NONE, &fixture->windowed, NULL, NULL },
    G_OPTION_ENTRY_NULL,
  };

  g_clear_error (&fixture->error);
  return anj_conf_read (fixture->dir, "screen", settings, keys, words, &fixture->error);
}

static gboolean
read_conf (Fixture *fixture)
{
  static const char *const words[] = { "program", NULL };

  return read_as (fixture, ANJ_CONF_OURS_ONLY, words);
}

/* the error names the file and says @why */
static void
assert_refused (Fixture *fixture, const char *name, const char *why)
{
  g_autofree char *path = g_build_filename (fixture->dir, name, NULL);

  g_assert_false (read_conf (fixture));
  g_assert_nonnull (fixture->error);
  g_assert_true (fixture->error->domain == G_KEY_FILE_ERROR);
  g_assert_true (g_str_has_prefix (fixture->error->message, path));
  g_assert_nonnull (strstr (fixture->error->message, why));
}

static void
test_reads_settings_of_every_form (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  put (fixture, "screen.conf",
       "[screen]\nsocket=/run/a b\nhost=one;two\nworkers=3\npx-per-mm=3.5\nwindowed=true\n");
  g_assert_true (read_conf (fixture));
  g_assert_no_error (fixture->error);
  g_assert_cmpstr (fixture->socket, ==, "/run/a b");
  g_assert_cmpuint (g_strv_length (fixture->hosts), ==, 2);
  g_assert_cmpstr (fixture->hosts[1], ==, "two");
  g_assert_cmpint (fixture->n_workers, ==, 3);
  g_assert_cmpfloat (fixture->px_per_mm, ==, 3.5);
  g_assert_true (fixture->windowed);
}

static void
test_a_flag_may_be_false (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  put (fixture, "screen.conf", "[screen]\nwindowed=false\nhost=\n");
  g_assert_true (read_conf (fixture));
  g_assert_false (fixture->windowed);
  g_assert_null (fixture->hosts);
}

static void
test_a_later_file_overrules (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  put (fixture, "20-b.conf", "[screen]\nsocket=/late\nhost=late\n");
  put (fixture, "10-a.conf", "[screen]\nsocket=/early\nhost=early\nworkers=1\n");
  g_assert_true (read_conf (fixture));
  g_assert_cmpstr (fixture->socket, ==, "/late");
  g_assert_cmpuint (g_strv_length (fixture->hosts), ==, 1);
  g_assert_cmpstr (fixture->hosts[0], ==, "late");
  g_assert_cmpint (fixture->n_workers, ==, 1);
}

static void
test_the_command_line_wins (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  static const char *const words[] = { "program", "--socket",  "/x",           "--host=x",
                                       "--",      "--workers", "--windowedly", NULL };

  put (fixture, "a.conf", "[screen]\nsocket=/conf\nhost=conf\nworkers=2\nwindowed=true\n");
  g_assert_true (read_as (fixture, ANJ_CONF_OURS_ONLY, words));
  g_assert_null (fixture->socket);
  g_assert_null (fixture->hosts);
  g_assert_cmpint (fixture->n_workers, ==, 2); /* an argument, not an option */
  g_assert_true (fixture->windowed);
}

static void
test_other_groups_and_files_are_others (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  put (fixture, "a.conf", "[hub]\nsocket=/hub\nodd=1\n");
  put (fixture, "a.conf.dpkg-old", "no key file");
  g_assert_true (read_conf (fixture));
  g_assert_null (fixture->socket);
}

static void
test_an_unknown_setting_is_named (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  static const char *const words[] = { "program", NULL };

  put (fixture, "a.conf", "[screen]\nsockets=/x\nsocket=/y\n");
  assert_refused (fixture, "a.conf", "no setting sockets");
  g_assert_true (read_as (fixture, ANJ_CONF_OTHERS_TOO, words));
  g_assert_cmpstr (fixture->socket, ==, "/y");
}

static void
test_a_broken_file_is_named (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  put (fixture, "a.conf", "[screen]\nsocket=/x\n");
  put (fixture, "b.conf", "no key file\n");
  assert_refused (fixture, "b.conf", "no key file");
}

static void
test_a_bad_value_is_named (Fixture *fixture, gconstpointer data)
{
  const char *line = data;
  g_autofree char *text = g_strdup_printf ("[screen]\n%s\n", line);
  g_autofree char *name = g_strndup (line, strcspn (line, "="));

  put (fixture, "a.conf", text);
  assert_refused (fixture, "a.conf", name);
}

static void
test_no_folder_is_no_settings (void)
{
  static const char *const words[] = { "program", NULL };
  const GOptionEntry settings[] = { G_OPTION_ENTRY_NULL };
  g_autofree char *dir = g_dir_make_tmp ("conf-XXXXXX", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_rmdir (dir), ==, 0);
  g_assert_true (anj_conf_read (dir, "hub", settings, ANJ_CONF_OURS_ONLY, words, &error));
  g_assert_no_error (error);
}

static void
test_a_folder_that_cannot_be_read_is_named (void)
{
  static const char *const words[] = { "program", NULL };
  const GOptionEntry settings[] = { G_OPTION_ENTRY_NULL };
  g_autoptr (GError) error = NULL;

  g_assert_false (anj_conf_read ("/dev/null", "hub", settings, ANJ_CONF_OURS_ONLY, words, &error));
  g_assert_error (error, G_KEY_FILE_ERROR, G_KEY_FILE_ERROR_PARSE);
  g_assert_true (g_str_has_prefix (error->message, "/dev/null: "));
}

static void
add (const char *name, gconstpointer data, void (*test) (Fixture *fixture, gconstpointer data))
{
  g_test_add (name, Fixture, data, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("/conf/reads-settings-of-every-form", NULL, test_reads_settings_of_every_form);
  add ("/conf/a-flag-may-be-false", NULL, test_a_flag_may_be_false);
  add ("/conf/a-later-file-overrules", NULL, test_a_later_file_overrules);
  add ("/conf/the-command-line-wins", NULL, test_the_command_line_wins);
  add ("/conf/other-groups-and-files-are-others", NULL, test_other_groups_and_files_are_others);
  add ("/conf/an-unknown-setting-is-named", NULL, test_an_unknown_setting_is_named);
  add ("/conf/a-broken-file-is-named", NULL, test_a_broken_file_is_named);
  add ("/conf/a-bad-number-is-named", "workers=three", test_a_bad_value_is_named);
  add ("/conf/a-bad-flag-is-named", "windowed=maybe", test_a_bad_value_is_named);
  g_test_add_func ("/conf/no-folder-is-no-settings", test_no_folder_is_no_settings);
  g_test_add_func ("/conf/a-folder-that-cannot-be-read-is-named",
                   test_a_folder_that_cannot_be_read_is_named);
  return g_test_run ();
}
