/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/recorder/anj-recorder.h"

#include <errno.h>
#include <gio/gio.h>
#include <gst/app/gstappsink.h>
#include <poll.h>
#include <unistd.h>

/* how soon a reader that went is noticed while the device gives nothing */
#define LOOK_UP_NS (200 * GST_MSECOND)

typedef enum {
  WRITE_DONE,
  WRITE_READER_GONE,
  WRITE_FAILED,
} WriteResult;

static gboolean
is_reader_gone (int fd)
{
  struct pollfd look = { .fd = fd, .events = 0 };

  return poll (&look, 1, 0) > 0 && (look.revents & (POLLERR | POLLHUP)) != 0;
}

static WriteResult
write_all (int fd, const guint8 *data, gsize n_bytes, GError **error)
{
  while (n_bytes > 0)
    {
      gssize n_written = write (fd, data, n_bytes);
      int code = errno;

      if (n_written >= 0)
        {
          data += n_written;
          n_bytes -= (gsize) n_written;
        }
      else if (code == EPIPE || code == ECONNRESET)
        return WRITE_READER_GONE;
      else if (code != EINTR)
        {
          g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code), "cannot write: %s",
                       g_strerror (code));
          return WRITE_FAILED;
        }
    }
  return WRITE_DONE;
}

static WriteResult
write_sample (AnjPipelineKind kind, GstSample *sample, int fd, GError **error)
{
  GstBuffer *buffer = gst_sample_get_buffer (sample);
  WriteResult result = WRITE_DONE;
  GstMapInfo map;

  if (!gst_buffer_map (buffer, &map, GST_MAP_READ))
    return WRITE_DONE; /* the next one will do */
  if (kind == ANJ_PIPELINE_CAMERA)
    {
      guint32 length = GUINT32_TO_BE ((guint32) map.size);

      G_STATIC_ASSERT (sizeof length == ANJ_RECORDER_LENGTH_BYTES);
      result = write_all (fd, (const guint8 *) &length, sizeof length, error);
    }
  if (result == WRITE_DONE)
    result = write_all (fd, map.data, map.size, error);
  gst_buffer_unmap (buffer, &map);
  return result;
}

static WriteResult
copy (AnjPipelineKind kind, GstElement *pipeline, int fd, GError **error)
{
  g_autoptr (GstElement) out = gst_bin_get_by_name (GST_BIN (pipeline), "out");
  WriteResult result = WRITE_DONE;

  while (result == WRITE_DONE)
    {
      g_autoptr (GstSample) sample = gst_app_sink_try_pull_sample (GST_APP_SINK (out), LOOK_UP_NS);
      GError *fault = anj_pipeline_take_fault (pipeline);

      if (is_reader_gone (fd))
        result = WRITE_READER_GONE;
      else if (sample != NULL)
        result = write_sample (kind, sample, fd, error);
      else if (fault == NULL && gst_app_sink_is_eos (GST_APP_SINK (out)))
        fault = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CLOSED, "the device ended");
      if (fault == NULL)
        continue;
      if (result == WRITE_DONE)
        {
          g_propagate_error (error, fault);
          return WRITE_FAILED;
        }
      g_error_free (fault);
    }
  return result;
}

gboolean
anj_recorder_run (AnjPipelineKind kind, const char *device, int fd, GError **error)
{
  g_autoptr (GstElement) pipeline = anj_pipeline_new (kind, device, error);
  WriteResult result = WRITE_FAILED;

  if (pipeline == NULL)
    return FALSE;
  gst_element_set_state (pipeline, GST_STATE_PLAYING); /* what went wrong stands on the bus */
  result = copy (kind, pipeline, fd, error);
  gst_element_set_state (pipeline, GST_STATE_NULL);
  return result == WRITE_READER_GONE;
}
