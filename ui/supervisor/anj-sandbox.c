/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/supervisor/anj-sandbox.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

static const char *const readable_system[] = {
  "/etc/fonts", "/etc/ld.so.cache", "/etc/alternatives", "/etc/localtime", "/var/cache/fontconfig",
};

static const char *const passed_variables[] = {
  "DISPLAY",
  "WAYLAND_DISPLAY",
  "BROADWAY_DISPLAY",
  "GDK_BACKEND",
  "GSK_RENDERER",
  "XAUTHORITY",
  "XDG_RUNTIME_DIR",
  "LANG",
  "LC_ALL",
  "LANGUAGE",
  "TZ",
  "PATH",
  "FONTCONFIG_FILE",
  "G_DEBUG",
  "G_MESSAGES_DEBUG",
  "XKB_CONFIG_ROOT",
  "ASAN_OPTIONS",
  "UBSAN_OPTIONS",
  "LSAN_OPTIONS",
};

static const char *const bus_variables[] = {
  "DBUS_SESSION_BUS_ADDRESS",
  "AT_SPI_BUS_ADDRESS",
};

static void
add (GPtrArray *args, const char *option, const char *from, const char *to)
{
  g_ptr_array_add (args, g_strdup (option));
  if (from != NULL)
    g_ptr_array_add (args, g_strdup (from));
  if (to != NULL)
    g_ptr_array_add (args, g_strdup (to));
}

static void
bind_readable (GPtrArray *args, const char *path)
{
  if (path != NULL && *path == '/')
    add (args, "--ro-bind-try", path, path);
}

/* /lib, /bin … are links into /usr on a merged system, folders on others */
static void
add_root_links (GPtrArray *args)
{
  static const char *const names[] = { "bin", "sbin", "lib", "lib32", "lib64", "libx32" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_strconcat ("/", names[i], NULL);
      g_autofree char *target = g_file_read_link (path, /* error */ NULL);

      if (target != NULL)
        add (args, "--symlink", target, path);
      else
        bind_readable (args, path);
    }
}

static gboolean
holds_only_sockets (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, /* error */ NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      GStatBuf info;

      if (g_lstat (path, &info) != 0 || !S_ISSOCK (info.st_mode))
        return FALSE;
    }
  return dir != NULL;
}

static void
add_agent_socket (GPtrArray *args, const AnjSandbox *self)
{
  g_autofree char *folder = NULL;

  if (self->agent_socket == NULL)
    return;
  /* there already: bound once more it would stay the socket of an agent that has ended */
  if (self->test_accessibility && (g_str_has_prefix (self->agent_socket, "/tmp/") ||
                                   g_str_has_prefix (self->agent_socket, "/run/")))
    return;
  folder = g_path_get_dirname (self->agent_socket);
  bind_readable (args, holds_only_sockets (folder) ? folder : self->agent_socket);
}

/* X11's, Wayland's or Broadway's, whichever the environment names */
static void
add_display_sockets (GPtrArray *args)
{
  const char *display = g_getenv ("DISPLAY");
  const char *wayland = g_getenv ("WAYLAND_DISPLAY");
  const char *broadway = g_getenv ("BROADWAY_DISPLAY");
  const char *runtime_dir = g_getenv ("XDG_RUNTIME_DIR");

  if (display != NULL && *display == ':')
    {
      g_autofree char *number = g_strndup (display + 1, strspn (display + 1, "0123456789"));
      g_autofree char *path = g_strconcat ("/tmp/.X11-unix/X", number, NULL);

      bind_readable (args, path);
      bind_readable (args, g_getenv ("XAUTHORITY"));
    }
  if (runtime_dir == NULL)
    return;
  if (wayland != NULL)
    {
      g_autofree char *path = *wayland == '/' ? g_strdup (wayland)
                                              : g_build_filename (runtime_dir, wayland, NULL);

      bind_readable (args, path);
    }
  if (broadway != NULL && *broadway == ':')
    {
      g_autofree char *path = g_strdup_printf (
          "%s/broadway%d.socket", runtime_dir,
          (int) g_ascii_strtoll (broadway + 1, /* endptr */ NULL, 10) + 1);

      bind_readable (args, path);
    }
}

GPtrArray *
anj_sandbox_args (const AnjSandbox *self)
{
  GPtrArray *args = g_ptr_array_new_with_free_func (g_free);

  if (self->bwrap == NULL)
    return args;
  add (args, self->bwrap, "--unshare-all", "--die-with-parent");
  add (args, "--new-session", "--cap-drop", "ALL");
  add (args, "--ro-bind", "/usr", "/usr");
  add_root_links (args);
  for (gsize i = 0; i < G_N_ELEMENTS (readable_system); i++)
    bind_readable (args, readable_system[i]);
  add (args, "--proc", "/proc", NULL);
  add (args, "--dev", "/dev", NULL);
  if (self->test_accessibility)
    {
      add (args, "--share-net", NULL, NULL);
      add (args, "--bind", "/tmp", "/tmp");
      add (args, "--bind", "/run", "/run");
    }
  else
    {
      add (args, "--tmpfs", "/tmp", NULL);
      add (args, "--tmpfs", "/run", NULL);
    }
  add_display_sockets (args);
  add_agent_socket (args, self);
  for (gsize i = 0; self->readable_paths != NULL && self->readable_paths[i] != NULL; i++)
    bind_readable (args, self->readable_paths[i]);
  if (self->writable_path != NULL)
    add (args, "--bind", self->writable_path, self->writable_path);
  bind_readable (args, self->program);
  add (args, "--chdir", "/", NULL);
  add (args, "--", NULL, NULL);
  return args;
}

char **
anj_sandbox_environment (const AnjSandbox *self)
{
  char **environment = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (passed_variables); i++)
    if (g_getenv (passed_variables[i]) != NULL)
      environment = g_environ_setenv (environment, passed_variables[i],
                                      g_getenv (passed_variables[i]), TRUE);
  environment = g_environ_setenv (environment, "HOME", "/tmp", TRUE);
  environment = g_environ_setenv (environment, "GSETTINGS_BACKEND", "memory", TRUE);
  environment = g_environ_setenv (environment, "GIO_USE_VFS", "local", TRUE);
  environment = g_environ_setenv (environment, "GTK_IM_MODULE", "gtk-im-context-simple", TRUE);
  if (!self->test_accessibility)
    return g_environ_setenv (environment, "GTK_A11Y", "none", TRUE);
  for (gsize i = 0; i < G_N_ELEMENTS (bus_variables); i++)
    if (g_getenv (bus_variables[i]) != NULL)
      environment = g_environ_setenv (environment, bus_variables[i], g_getenv (bus_variables[i]),
                                      TRUE);
  return environment;
}

char *
anj_sandbox_probe (const AnjSandbox *self)
{
  g_autoptr (GPtrArray) args = anj_sandbox_args (self);
  g_auto (GStrv) environment = anj_sandbox_environment (self);
  g_autofree char *words = NULL;
  g_autoptr (GError) error = NULL;
  int status = 0;

  if (self->bwrap == NULL)
    return g_strdup ("bwrap is not installed");
  g_ptr_array_add (args, g_strdup ("/usr/bin/true"));
  g_ptr_array_add (args, NULL);
  if (!g_spawn_sync ("/", (char **) args->pdata, environment, G_SPAWN_STDOUT_TO_DEV_NULL, NULL,
                     NULL, NULL, &words, &status, &error))
    return g_strdup (error->message);
  if (g_spawn_check_wait_status (status, &error))
    return NULL;
  return g_strdup (words != NULL && *words != '\0' ? g_strchomp (words) : error->message);
}
