/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "anj-agent"

#include "app/agent/anj-devices.h"

#include <fcntl.h>
#include <glib-unix.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "app/agent/anj-agent-error.h"
#include "app/agent/anj-headset.h"
#include "app/agent/anj-printer.h"

#define RECORDER "anjungan-recorder"
#define PLAYER "anjungan-player"
#define TEST_DEVICE "test"
#define TEST_SOUND_PREFIX "test:"

typedef struct
{
  const char *kind;
  char *configured;    /* (owned) (nullable) */
  GSubprocess *worker; /* (owned) (nullable): runs: the recorder or the player */
  gconstpointer owner; /* (unowned): compared only */
  GTask *next;         /* (owned) (nullable): waits for @worker to end */
} Slot;

struct _AnjDevices
{
  GObject parent_instance;

  char *recorder; /* (owned) */
  char *player;   /* (owned) */
  char *dev_dir;  /* (owned) */
  char *printer;  /* (owned) (nullable) */
  int printer_mm;
  char *headset_jack;  /* (owned) (nullable) */
  AnjHeadset *headset; /* (owned) (nullable): is watched */
  Slot slots[3];
};

G_DEFINE_FINAL_TYPE (AnjDevices, anj_devices, G_TYPE_OBJECT)

/* what is there */

static char *
find_first_camera (AnjDevices *self)
{
  g_autoptr (GDir) dir = g_dir_open (self->dev_dir, 0, NULL);
  guint64 lowest = G_MAXUINT64;
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      guint64 number;

      if (g_str_has_prefix (name, "video") &&
          g_ascii_string_to_unsigned (name + strlen ("video"), 10, 0, G_MAXUINT32, &number, NULL))
        lowest = MIN (lowest, number);
    }
  return lowest != G_MAXUINT64
             ? g_strdup_printf ("%s/video%" G_GUINT64_FORMAT, self->dev_dir, lowest)
             : NULL;
}

static char *
find_camera (AnjDevices *self, const char *configured)
{
  g_autofree char *path = configured != NULL ? g_strdup (configured) : find_first_camera (self);

  return path != NULL && g_access (path, R_OK) == 0 ? g_steal_pointer (&path) : NULL;
}

/* ALSA's names say nothing of files; some card must be able to record ("c") or to play ("p") */
static char *
find_card (AnjDevices *self, const char *configured, const char *end)
{
  g_autofree char *path = g_build_filename (self->dev_dir, "snd", NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_prefix (name, "pcm") && g_str_has_suffix (name, end))
      return g_strdup (configured != NULL ? configured : "default");
  return NULL;
}

static Slot *
find_slot (AnjDevices *self, const char *kind)
{
  for (gsize i = 0; i < G_N_ELEMENTS (self->slots); i++)
    if (g_str_equal (self->slots[i].kind, kind))
      return &self->slots[i];
  return NULL;
}

static gboolean
is_sound (const Slot *slot)
{
  return g_str_equal (slot->kind, ANJ_DEVICE_SOUND);
}

static const char *
get_program (AnjDevices *self, const Slot *slot)
{
  return is_sound (slot) ? self->player : self->recorder;
}

char *
anj_devices_find (AnjDevices *self, const char *kind)
{
  Slot *slot = find_slot (self, kind);

  if (g_str_equal (kind, ANJ_DEVICE_PRINTER))
    return self->printer != NULL && anj_printer_is_there (self->printer) ? g_strdup (self->printer)
                                                                         : NULL;
  if (slot == NULL || !g_file_test (get_program (self, slot), G_FILE_TEST_IS_EXECUTABLE))
    return NULL;
  if (is_sound (slot) && slot->configured != NULL &&
      g_str_has_prefix (slot->configured, TEST_SOUND_PREFIX))
    return g_strdup (slot->configured);
  if (is_sound (slot))
    return find_card (self, slot->configured, "p");
  if (g_strcmp0 (slot->configured, TEST_DEVICE) == 0)
    return g_strdup (TEST_DEVICE);
  return g_str_equal (kind, ANJ_DEVICE_CAMERA) ? find_camera (self, slot->configured)
                                               : find_card (self, slot->configured, "c");
}

int
anj_devices_get_printer_mm (AnjDevices *self)
{
  return self->printer_mm;
}

/* recorders and players */

typedef struct
{
  AnjDevices *devices; /* (owned) */
  Slot *slot;          /* (unowned): of @devices */
} Watch;

static void start_for (AnjDevices *self, Slot *slot, GTask *task);

static void
on_ended (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Watch *watch = user_data;
  g_autoptr (AnjDevices) self = watch->devices;
  Slot *slot = watch->slot;
  g_autoptr (GTask) next = g_steal_pointer (&slot->next);

  g_subprocess_wait_finish (G_SUBPROCESS (source), result, NULL);
  g_clear_object (&slot->worker);
  slot->owner = NULL;
  if (next != NULL)
    start_for (self, slot, next);
}

static gboolean
spawn (AnjDevices *self, Slot *slot, const char *device, int end, GError **error)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_NONE);
  const char *argv[] = { get_program (self, slot), is_sound (slot) ? "play" : slot->kind, device,
                         NULL };
  Watch *watch;

  if (is_sound (slot))
    g_subprocess_launcher_take_stdin_fd (launcher, end);
  else
    g_subprocess_launcher_take_stdout_fd (launcher, end);
  slot->worker = g_subprocess_launcher_spawnv (launcher, argv, error);
  if (slot->worker == NULL)
    return FALSE;
  watch = g_new0 (Watch, 1);
  watch->devices = g_object_ref (self);
  watch->slot = slot;
  g_subprocess_wait_async (slot->worker, NULL, on_ended, watch);
  return TRUE;
}

/* answers @task with the other end; ours are closed once it has been sent */
static void
start_for (AnjDevices *self, Slot *slot, GTask *task)
{
  g_autofree char *device = anj_devices_find (self, slot->kind);
  g_autoptr (GError) error = NULL;
  int own = is_sound (slot) ? 0 : 1; /* which end is the worker's */
  int ends[2];

  if (device == NULL)
    g_task_return_new_error (task, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_UNAVAILABLE, "no-device");
  else if (!g_unix_open_pipe (ends, FD_CLOEXEC, &error))
    g_task_return_error (task, g_steal_pointer (&error));
  else if (!spawn (self, slot, device, ends[own], &error))
    {
      close (ends[1 - own]);
      g_task_return_error (task, g_steal_pointer (&error));
    }
  else
    {
      slot->owner = g_task_get_task_data (task);
      g_task_return_int (task, ends[1 - own]);
    }
}

/* @task: (transfer full): next to have the device; of several of them the newest */
static void
take_over (Slot *slot, GTask *task)
{
  g_autoptr (GTask) older = g_steal_pointer (&slot->next);

  if (older != NULL)
    g_task_return_new_error (older, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_UNAVAILABLE, "device-busy");
  slot->next = task;
  slot->owner = g_task_get_task_data (task);
  g_subprocess_force_exit (slot->worker);
}

void
anj_devices_open_async (AnjDevices *self,
                        gconstpointer owner,
                        const char *kind,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  Slot *slot = find_slot (self, kind);

  g_task_set_source_tag (task, anj_devices_open_async);
  g_task_set_task_data (task, (gpointer) owner, NULL);
  if (slot == NULL)
    g_task_return_new_error (task, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_UNAVAILABLE, "no-device");
  else if (slot->worker == NULL)
    start_for (self, slot, task);
  else if (slot->owner != NULL && slot->owner != owner && !is_sound (slot))
    g_task_return_new_error (task, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_UNAVAILABLE, "device-busy");
  else
    take_over (slot, g_steal_pointer (&task));
}

int
anj_devices_open_finish (AnjDevices *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), -1);

  return (int) g_task_propagate_int (G_TASK (result), error);
}

void
anj_devices_release (AnjDevices *self, gconstpointer owner)
{
  for (gsize i = 0; i < G_N_ELEMENTS (self->slots); i++)
    {
      Slot *slot = &self->slots[i];
      g_autoptr (GTask) next = NULL;

      if (slot->worker == NULL || slot->owner != owner)
        continue;
      next = g_steal_pointer (&slot->next);
      if (next != NULL)
        g_task_return_new_error (next, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_UNAVAILABLE, "no-device");
      slot->owner = NULL; /* an address may come again */
      g_subprocess_force_exit (slot->worker);
    }
}

static char *
find_beside (const char *name)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = g_path_get_dirname (program != NULL ? program : "");

  return g_build_filename (folder, name, NULL);
}

AnjDevices *
anj_devices_new (const AnjDevicesSetup *setup)
{
  AnjDevices *self = g_object_new (ANJ_TYPE_DEVICES, NULL);

  self->recorder = setup->recorder != NULL ? g_strdup (setup->recorder) : find_beside (RECORDER);
  self->player = setup->player != NULL ? g_strdup (setup->player) : find_beside (PLAYER);
  self->dev_dir = g_strdup (setup->dev_dir != NULL ? setup->dev_dir : "/dev");
  self->printer = g_strdup (setup->printer);
  self->printer_mm = setup->printer_mm;
  self->headset_jack = g_strdup (setup->headset_jack);
  self->slots[0].kind = ANJ_DEVICE_CAMERA;
  self->slots[0].configured = g_strdup (setup->camera);
  self->slots[1].kind = ANJ_DEVICE_MICROPHONE;
  self->slots[1].configured = g_strdup (setup->microphone);
  self->slots[2].kind = ANJ_DEVICE_SOUND;
  self->slots[2].configured = g_strdup (setup->sound);
  return self;
}

/* the headset */

static void
emit_changed (AnjDevices *self)
{
  g_signal_emit_by_name (self, "changed");
}

void
anj_devices_watch_headset (AnjDevices *self)
{
  if (self->headset_jack == NULL || self->headset != NULL)
    return;
  self->headset = anj_headset_new (self->player, self->headset_jack);
  g_signal_connect_object (self->headset, "changed", G_CALLBACK (emit_changed), self,
                           G_CONNECT_SWAPPED);
}

gboolean
anj_devices_has_headset (AnjDevices *self)
{
  return self->headset != NULL && anj_headset_is_in (self->headset);
}

static void
anj_devices_dispose (GObject *object)
{
  AnjDevices *self = ANJ_DEVICES (object);

  if (self->headset != NULL)
    anj_headset_close (self->headset);
  g_clear_object (&self->headset);
  G_OBJECT_CLASS (anj_devices_parent_class)->dispose (object);
}

static void
anj_devices_finalize (GObject *object)
{
  AnjDevices *self = ANJ_DEVICES (object);

  for (gsize i = 0; i < G_N_ELEMENTS (self->slots); i++)
    g_free (self->slots[i].configured); /* no worker runs: its watch holds a reference */
  g_free (self->recorder);
  g_free (self->player);
  g_free (self->headset_jack);
  g_free (self->dev_dir);
  g_free (self->printer);
  G_OBJECT_CLASS (anj_devices_parent_class)->finalize (object);
}

static void
anj_devices_class_init (AnjDevicesClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = anj_devices_dispose;
  G_OBJECT_CLASS (klass)->finalize = anj_devices_finalize;
  g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 0);
}

static void
anj_devices_init (AnjDevices *self G_GNUC_UNUSED)
{
}
