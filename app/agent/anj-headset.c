/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "anj-agent"

#include "app/agent/anj-headset.h"

#include <string.h>

#define AGAIN_S 5

struct _AnjHeadset
{
  GObject parent_instance;

  char *player;
  char *jack;
  GSubprocess *watcher;    /* (owned) (nullable) */
  GDataInputStream *lines; /* (owned) (nullable): of @watcher */
  GCancellable *closing;   /* (owned) */
  guint again_id;          /* source that starts it anew; 0: none */
  gboolean is_in;
  gboolean is_told; /* that it cannot be watched: said once in a row */
};

G_DEFINE_FINAL_TYPE (AnjHeadset, anj_headset, G_TYPE_OBJECT)

static void
set_in (AnjHeadset *self, gboolean is_in)
{
  if (self->is_in == is_in)
    return;
  self->is_in = is_in;
  g_signal_emit_by_name (self, "changed");
}

static gboolean start (gpointer user_data);

static void
start_later (AnjHeadset *self)
{
  if (!self->is_told)
    g_warning ("cannot tell whether a headset is in: %s", self->jack);
  self->is_told = TRUE;
  g_clear_object (&self->lines);
  g_clear_object (&self->watcher);
  self->again_id = g_timeout_add_seconds (AGAIN_S, start, self);
  set_in (self, FALSE);
}

static void read_line (AnjHeadset *self);

static void
on_line (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AnjHeadset) self = user_data;
  g_autofree char *line = g_data_input_stream_read_line_finish (G_DATA_INPUT_STREAM (source),
                                                                result, NULL, NULL);

  if (g_cancellable_is_cancelled (self->closing))
    return;
  if (line == NULL)
    {
      start_later (self);
      return;
    }
  self->is_told = FALSE;
  read_line (self);
  set_in (self, strcmp (line, "in") == 0);
}

static void
read_line (AnjHeadset *self)
{
  g_data_input_stream_read_line_async (self->lines, G_PRIORITY_DEFAULT, self->closing, on_line,
                                       g_object_ref (self));
}

static gboolean
start (gpointer user_data)
{
  AnjHeadset *self = user_data;

  self->again_id = 0;
  self->watcher = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, NULL, self->player, "jack",
                                    self->jack, NULL);
  if (self->watcher == NULL)
    {
      start_later (self);
      return G_SOURCE_REMOVE;
    }
  self->lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->watcher));
  read_line (self);
  return G_SOURCE_REMOVE;
}

AnjHeadset *
anj_headset_new (const char *player, const char *jack)
{
  AnjHeadset *self = g_object_new (ANJ_TYPE_HEADSET, NULL);

  self->player = g_strdup (player);
  self->jack = g_strdup (jack);
  start (self);
  return self;
}

gboolean
anj_headset_is_in (AnjHeadset *self)
{
  return self->is_in;
}

void
anj_headset_close (AnjHeadset *self)
{
  g_cancellable_cancel (self->closing);
  g_clear_handle_id (&self->again_id, g_source_remove);
  if (self->watcher != NULL)
    g_subprocess_force_exit (self->watcher);
}

static void
anj_headset_finalize (GObject *object)
{
  AnjHeadset *self = ANJ_HEADSET (object);

  g_clear_handle_id (&self->again_id, g_source_remove);
  g_clear_object (&self->lines);
  g_clear_object (&self->watcher);
  g_clear_object (&self->closing);
  g_free (self->player);
  g_free (self->jack);
  G_OBJECT_CLASS (anj_headset_parent_class)->finalize (object);
}

static void
anj_headset_class_init (AnjHeadsetClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = anj_headset_finalize;
  g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 0);
}

static void
anj_headset_init (AnjHeadset *self)
{
  self->closing = g_cancellable_new ();
}
