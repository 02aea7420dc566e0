/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gstdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "ui/supervisor/anj-sandbox.h"

typedef struct
{
  char *folder, *socket_path, *file_path;
  AnjSandbox sandbox;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  int fd = socket (AF_UNIX, SOCK_STREAM, 0);

  fixture->folder = g_dir_make_tmp ("anj-sandbox-XXXXXX", NULL);
  fixture->socket_path = g_build_filename (fixture->folder, "agent.sock", NULL);
  fixture->file_path = g_build_filename (fixture->folder, "key.pem", NULL);
  g_strlcpy (address.sun_path, fixture->socket_path, sizeof address.sun_path);
  g_assert_cmpint (bind (fd, (struct sockaddr *) &address, sizeof address), ==, 0);
  close (fd);
  fixture->sandbox = (AnjSandbox){ .bwrap = "/usr/bin/bwrap",
                                   .program = "/usr/bin/true",
                                   .agent_socket = fixture->socket_path };
}

static void
tear_down (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_unlink (fixture->socket_path);
  g_unlink (fixture->file_path);
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->socket_path);
  g_free (fixture->file_path);
  g_free (fixture->folder);
}

static gboolean
has (const AnjSandbox *sandbox, const char *word)
{
  g_autoptr (GPtrArray) args = anj_sandbox_args (sandbox);

  return g_ptr_array_find_with_equal_func (args, word, g_str_equal, NULL);
}

static void
test_closed (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_assert_true (has (&fixture->sandbox, "--unshare-all"));
  g_assert_true (has (&fixture->sandbox, "--die-with-parent"));
  g_assert_false (has (&fixture->sandbox, "--share-net"));
  g_assert_false (has (&fixture->sandbox, "--bind"));
}

static void
test_accessible (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_auto (GStrv) closed = NULL;
  g_auto (GStrv) open = NULL;

  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/tmp/bus", TRUE);
  g_setenv ("ANJ_SECRET", "1", TRUE);
  closed = anj_sandbox_environment (&fixture->sandbox);
  g_assert_cmpstr (g_environ_getenv (closed, "GTK_A11Y"), ==, "none");
  g_assert_null (g_environ_getenv (closed, "DBUS_SESSION_BUS_ADDRESS"));
  g_assert_null (g_environ_getenv (closed, "ANJ_SECRET"));

  fixture->sandbox.test_accessibility = TRUE;
  open = anj_sandbox_environment (&fixture->sandbox);
  g_assert_null (g_environ_getenv (open, "GTK_A11Y"));
  g_assert_cmpstr (g_environ_getenv (open, "DBUS_SESSION_BUS_ADDRESS"), ==, "unix:path=/tmp/bus");
  g_assert_true (has (&fixture->sandbox, "--share-net"));
}

static void
test_writable (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_assert_false (has (&fixture->sandbox, "--bind"));
  fixture->sandbox.writable_path = fixture->file_path;
  g_assert_true (has (&fixture->sandbox, "--bind"));
  g_assert_true (has (&fixture->sandbox, fixture->file_path));
}

/* a folder of its own lets a screen find an agent that restarted; keys beside it stay unseen */
static void
test_socket (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_assert_true (has (&fixture->sandbox, fixture->folder));
  g_assert_false (has (&fixture->sandbox, fixture->socket_path));
  g_assert_true (g_file_set_contents (fixture->file_path, "secret", -1, NULL));
  g_assert_false (has (&fixture->sandbox, fixture->folder));
  g_assert_true (has (&fixture->sandbox, fixture->socket_path));
}

static void
test_no_agent (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  fixture->sandbox.agent_socket = NULL;
  g_assert_false (has (&fixture->sandbox, fixture->folder));
  g_assert_true (has (&fixture->sandbox, "--unshare-all"));
}

/* what of a toolkit's environment opens an inspector, loads a module or another way to type */
static void
test_toolkit (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  static const char *const names[] = { "GTK_DEBUG",      "GTK_MODULES", "GTK_PATH",
                                       "GTK_EXE_PREFIX", "GDK_DEBUG",   "GTK_IM_MODULE",
                                       "GTK_USE_PORTAL", "LD_PRELOAD",  "GIO_EXTRA_MODULES" };
  g_auto (GStrv) environment = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    g_setenv (names[i], "interactive", TRUE);
  environment = anj_sandbox_environment (&fixture->sandbox);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const char *value = g_environ_getenv (environment, names[i]);

      if (strcmp (names[i], "GTK_IM_MODULE") == 0)
        g_assert_cmpstr (value, ==, "gtk-im-context-simple");
      else
        g_assert_null (value);
      g_unsetenv (names[i]);
    }
}

static void
test_probe (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *why_not = NULL;

  fixture->sandbox.bwrap = "/usr/bin/false";
  why_not = anj_sandbox_probe (&fixture->sandbox);
  g_assert_nonnull (why_not);
}

#define ADD(path, func) g_test_add ("/sandbox/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("a-screen-has-no-network-and-nothing-to-write-to", test_closed);
  ADD ("a-screen-has-no-bus-unless-accessibility-is-tested", test_accessible);
  ADD ("a-test-may-name-one-file-to-write-to", test_writable);
  ADD ("the-sockets-folder-is-seen-only-when-it-holds-nothing-else", test_socket);
  ADD ("the-curtain-sees-no-agent", test_no_agent);
  ADD ("a-screen-inherits-no-doors-of-its-toolkit", test_toolkit);
  ADD ("a-sandbox-that-does-not-start-says-so", test_probe);
  return g_test_run ();
}
