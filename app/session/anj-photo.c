/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/session/anj-photo.h"

#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#include <jpeglib.h>

#include "app/session/anj-session.h"
#include "core/anj-secret.h"

/*
 * libjpeg reads the DCT coefficients and writes them into a new file: what it is not told to keep
 * (every APPn, every COM) is never read. The library ends a call by longjmp() when something is
 * wrong with the bytes; all that must survive lives in one Transcode.
 */

/* up to 96 MB of coefficients */
#define MAX_PIXELS (16 * 1000 * 1000)
/* a file of a few kilobytes may ask for the whole picture again in every scan */
#define MAX_SCANS 100
#define SPARE_BYTES 65536

typedef struct
{
  struct jpeg_error_mgr errors;
  struct jpeg_progress_mgr progress;
  struct jpeg_destination_mgr destination;
  struct jpeg_decompress_struct in;
  struct jpeg_compress_struct out;
  jmp_buf escape;
  char why[JMSG_LENGTH_MAX];
  guint8 *data; /* (owned): secret */
  gsize n_allocated;
} Transcode;

static G_GNUC_NORETURN void
on_error (j_common_ptr info)
{
  Transcode *self = info->client_data;

  info->err->format_message (info, self->why);
  longjmp (self->escape, 1);
}

/* a warning is about bytes that are missing or wrong */
static void
on_message (j_common_ptr info, int level)
{
  if (level < 0)
    on_error (info);
}

static void
on_progress (j_common_ptr info)
{
  Transcode *self = info->client_data;

  if (self->in.input_scan_number <= MAX_SCANS)
    return;
  g_strlcpy (self->why, "too many scans", sizeof self->why);
  longjmp (self->escape, 1);
}

static void
on_begin (j_compress_ptr out)
{
  Transcode *self = out->client_data;

  self->destination.next_output_byte = self->data;
  self->destination.free_in_buffer = self->n_allocated;
}

static boolean
on_full (j_compress_ptr out)
{
  Transcode *self = out->client_data;
  guint8 *bigger = g_malloc (self->n_allocated * 2);

  memcpy (bigger, self->data, self->n_allocated);
  explicit_bzero (self->data, self->n_allocated);
  g_free (self->data);
  self->data = bigger;
  self->destination.next_output_byte = bigger + self->n_allocated;
  self->destination.free_in_buffer = self->n_allocated;
  self->n_allocated *= 2;
  return TRUE;
}

static void
on_end (j_compress_ptr out G_GNUC_UNUSED)
{
}

static void
set_up (Transcode *self, gsize n_bytes)
{
  jpeg_std_error (&self->errors);
  self->errors.error_exit = on_error;
  self->errors.emit_message = on_message;
  self->progress.progress_monitor = on_progress;
  self->destination.init_destination = on_begin;
  self->destination.empty_output_buffer = on_full;
  self->destination.term_destination = on_end;
  self->in.err = &self->errors;
  self->out.err = &self->errors;
  self->in.client_data = self;
  self->out.client_data = self;
  self->n_allocated = n_bytes + SPARE_BYTES;
  self->data = g_malloc (self->n_allocated);
}

/* leaves by longjmp() when the bytes are no whole JPEG */
static void
copy_pixels (Transcode *self, GBytes *jpeg)
{
  gsize n_bytes;
  const guint8 *data = g_bytes_get_data (jpeg, &n_bytes);
  jvirt_barray_ptr *coefficients;

  jpeg_create_decompress (&self->in);
  jpeg_create_compress (&self->out);
  self->in.progress = &self->progress;
  jpeg_mem_src (&self->in, data, n_bytes);
  jpeg_read_header (&self->in, /* require_image */ TRUE);
  if ((guint64) self->in.image_width * self->in.image_height > MAX_PIXELS)
    {
      g_strlcpy (self->why, "too many pixels", sizeof self->why);
      longjmp (self->escape, 1);
    }
  coefficients = jpeg_read_coefficients (&self->in);
  jpeg_copy_critical_parameters (&self->in, &self->out);
  self->out.optimize_coding = TRUE;
  self->out.dest = &self->destination;
  jpeg_write_coefficients (&self->out, coefficients);
  jpeg_finish_compress (&self->out);
  jpeg_finish_decompress (&self->in);
}

GBytes *
anj_photo_strip (GBytes *jpeg, GError **error)
{
  g_autofree Transcode *self = g_new0 (Transcode, 1);
  GBytes *stripped = NULL;

  set_up (self, g_bytes_get_size (jpeg));
  if (setjmp (self->escape) == 0)
    {
      copy_pixels (self, jpeg);
      stripped = anj_secret_bytes_new (self->data,
                                       self->n_allocated - self->destination.free_in_buffer);
    }
  else
    g_set_error (error, ANJ_SESSION_ERROR, ANJ_SESSION_ERROR_INVALID,
                 "attachment-damaged: no whole JPEG: %s", self->why);
  jpeg_destroy_compress (&self->out);
  jpeg_destroy_decompress (&self->in);
  explicit_bzero (self->data, self->n_allocated);
  g_free (self->data);
  return stripped;
}
