/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/media/anj-camera.h"

#include <gio/gunixinputstream.h>
#include <string.h>

#include "core/anj-secret.h"
#include "ui/media/anj-picture.h"

struct _AnjCamera
{
  GObject parent_instance;

  GInputStream *stream;  /* (owned): read by one task at a time */
  GCancellable *closing; /* (owned) */
  GBytes *newest;        /* (owned) (nullable): secret */
  int max_width_px;
};

typedef enum {
  SIGNAL_FRAME,
  SIGNAL_LOST,
} AnjCameraSignal;

static const char *const signal_names[] = { "frame", "lost" };

G_DEFINE_FINAL_TYPE (AnjCamera, anj_camera, G_TYPE_OBJECT)

/* one frame, on its way through a thread */
typedef struct
{
  GInputStream *stream; /* (owned) */
  int max_width_px;
  GBytes *jpeg;        /* (owned) (nullable) */
  GdkTexture *texture; /* (owned) (nullable) */
} Frame;

static void
frame_free (Frame *self)
{
  g_object_unref (self->stream);
  g_clear_pointer (&self->jpeg, g_bytes_unref);
  g_clear_object (&self->texture);
  g_free (self);
}

static gboolean
read_exactly (GInputStream *stream,
              void *data,
              gsize n_bytes,
              GCancellable *cancellable,
              GError **error)
{
  gsize n_read;

  if (!g_input_stream_read_all (stream, data, n_bytes, &n_read, cancellable, error))
    return FALSE;
  if (n_read == n_bytes)
    return TRUE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CLOSED, "the camera ended");
  return FALSE;
}

static GBytes *
read_frame (GInputStream *stream, GCancellable *cancellable, GError **error)
{
  g_autoptr (GBytes) jpeg = NULL;
  guint32 length;
  guint8 *data;

  if (!read_exactly (stream, &length, sizeof length, cancellable, error))
    return NULL;
  length = GUINT32_FROM_BE (length);
  if (length == 0 || length > ANJ_CAMERA_FRAME_MAX_BYTES)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "a frame of %u bytes", length);
      return NULL;
    }
  data = g_malloc (length);
  jpeg = anj_secret_bytes_new_take (data, length);
  if (!read_exactly (stream, data, length, cancellable, error))
    return NULL;
  return g_steal_pointer (&jpeg);
}

static void
read_in_thread (GTask *task,
                gpointer source G_GNUC_UNUSED,
                gpointer task_data,
                GCancellable *cancellable)
{
  Frame *frame = task_data;
  GError *error = NULL;

  /* one that cannot be shown is no reason to stop */
  do
    {
      g_clear_pointer (&frame->jpeg, g_bytes_unref);
      frame->jpeg = read_frame (frame->stream, cancellable, &error);
      if (frame->jpeg != NULL)
        frame->texture = anj_picture_decode (frame->jpeg, frame->max_width_px, /* error */ NULL);
    }
  while (frame->jpeg != NULL && frame->texture == NULL);
  if (frame->jpeg != NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void read_next (AnjCamera *self);

static void
on_frame (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AnjCamera) self = user_data;
  Frame *frame = g_task_get_task_data (G_TASK (result));

  if (g_cancellable_is_cancelled (self->closing))
    return;
  if (!g_task_propagate_boolean (G_TASK (result), /* error */ NULL))
    {
      g_signal_emit_by_name (self, signal_names[SIGNAL_LOST]);
      return;
    }
  g_clear_pointer (&self->newest, g_bytes_unref);
  self->newest = g_bytes_ref (frame->jpeg);
  read_next (self);
  g_signal_emit_by_name (self, signal_names[SIGNAL_FRAME], frame->texture);
}

/* the task holds the stream, the callback this object: neither goes in the thread */
static void
read_next (AnjCamera *self)
{
  g_autoptr (GTask) task = g_task_new (NULL, self->closing, on_frame, g_object_ref (self));
  Frame *frame = g_new0 (Frame, 1);

  g_task_set_source_tag (task, read_next);
  frame->stream = g_object_ref (self->stream);
  frame->max_width_px = self->max_width_px;
  g_task_set_task_data (task, frame, (GDestroyNotify) frame_free);
  g_task_run_in_thread (task, read_in_thread);
}

AnjCamera *
anj_camera_new (int fd, int max_width_px)
{
  AnjCamera *self = g_object_new (ANJ_TYPE_CAMERA, NULL);

  self->stream = g_unix_input_stream_new (fd, /* close_fd */ TRUE);
  self->max_width_px = max_width_px;
  read_next (self);
  return self;
}

void
anj_camera_close (AnjCamera *self)
{
  g_cancellable_cancel (self->closing);
}

/* photos */

typedef struct
{
  GBytes *jpeg; /* (owned) */
  gsize max_bytes;
} Photo;

static void
photo_free (Photo *self)
{
  g_bytes_unref (self->jpeg);
  g_free (self);
}

static void
take_in_thread (GTask *task,
                gpointer source G_GNUC_UNUSED,
                gpointer task_data,
                GCancellable *cancellable G_GNUC_UNUSED)
{
  const Photo *photo = task_data;
  GError *error = NULL;
  g_autoptr (GBytes) jpeg = anj_picture_rewrite (photo->jpeg, photo->max_bytes, &error);
  AnjAttachment *attachment = NULL;

  if (jpeg != NULL)
    attachment = anj_attachment_new (jpeg, ANJ_ATTACHMENT_JPEG, &error);
  if (attachment != NULL)
    g_task_return_pointer (task, attachment, (GDestroyNotify) anj_attachment_unref);
  else
    g_task_return_error (task, error);
}

void
anj_camera_take_async (AnjCamera *self,
                       gsize max_bytes,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Photo *photo;

  g_return_if_fail (ANJ_IS_CAMERA (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, anj_camera_take_async);
  if (self->newest == NULL)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "no picture yet");
      return;
    }
  photo = g_new0 (Photo, 1);
  photo->jpeg = g_bytes_ref (self->newest);
  photo->max_bytes = max_bytes;
  g_task_set_task_data (task, photo, (GDestroyNotify) photo_free);
  g_task_run_in_thread (task, take_in_thread);
}

AnjAttachment *
anj_camera_take_finish (AnjCamera *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, anj_camera_take_async), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
anj_camera_finalize (GObject *object)
{
  AnjCamera *self = ANJ_CAMERA (object);

  g_clear_object (&self->stream);
  g_clear_object (&self->closing);
  g_clear_pointer (&self->newest, g_bytes_unref);
  G_OBJECT_CLASS (anj_camera_parent_class)->finalize (object);
}

static void
anj_camera_class_init (AnjCameraClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = anj_camera_finalize;
  g_signal_new (signal_names[SIGNAL_FRAME], G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                NULL, NULL, G_TYPE_NONE, 1, GDK_TYPE_TEXTURE);
  g_signal_new (signal_names[SIGNAL_LOST], G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                NULL, NULL, G_TYPE_NONE, 0);
}

static void
anj_camera_init (AnjCamera *self)
{
  self->closing = g_cancellable_new ();
}
