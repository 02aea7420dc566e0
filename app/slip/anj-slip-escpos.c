/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/slip/anj-slip.h"

#include <string.h>

#include "app/slip/anj-slip-layout.h"
#include "core/anj-secret.h"

#define BAND_ROWS 128
#define BAND_HEAD_BYTES 8
/* a pixel whose grey is darker is a black dot; not dithered, which would blur small letters */
#define THRESHOLD 128

/* 17 mm: from the head to the knife, or to the edge where paper is torn off */
static const guint8 INITIALIZE[] = { 0x1b, '@' };
static const guint8 FEED[] = { 0x1b, 'd', 4 };
static const guint8 CUT[] = { 0x1d, 'V', 1 };

/* (transfer full): the recording as grey pixels on white */
static cairo_surface_t *
play (cairo_surface_t *recording, guint width, guint height, GError **error)
{
  g_autoptr (cairo_surface_t)
      image = cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) width, (int) height);
  g_autoptr (cairo_t) cr = cairo_create (image);

  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  cairo_set_source_surface (cr, recording, 0, 0);
  cairo_paint (cr);
  if (!anj_slip_check (cairo_status (cr), error))
    return NULL;
  cairo_surface_flush (image);
  return g_steal_pointer (&image);
}

/* a row of dots, eight a byte, the left one in the highest bit */
static void
pack_row (const guint8 *pixels, guint width, guint8 *out)
{
  for (guint x = 0; x < width; x++)
    {
      guint32 pixel;

      memcpy (&pixel, pixels + x * sizeof pixel, sizeof pixel);
      /* black and white only: any of the three colours is the grey */
      if ((pixel & 0xff) < THRESHOLD)
        out[x / 8] |= (guint8) (0x80 >> (x % 8));
    }
}

static guint8 *
write_band (cairo_surface_t *image, guint width, guint first, guint n_rows, guint8 *out)
{
  const guint8 *data = cairo_image_surface_get_data (image);
  int stride = cairo_image_surface_get_stride (image);
  guint row_bytes = width / 8;
  const guint8 head[BAND_HEAD_BYTES] = { 0x1d,
                                         'v',
                                         '0',
                                         0 /* as large as it is */,
                                         (guint8) row_bytes,
                                         (guint8) (row_bytes >> 8),
                                         (guint8) n_rows,
                                         (guint8) (n_rows >> 8) };

  memcpy (out, head, sizeof head);
  out += sizeof head;
  for (guint y = first; y < first + n_rows; y++, out += row_bytes)
    pack_row (data + (gsize) y * (gsize) stride, width, out);
  return out;
}

/* the PIN is in it */
static void
wipe (cairo_surface_t *image)
{
  explicit_bzero (cairo_image_surface_get_data (image),
                  (gsize) cairo_image_surface_get_stride (image) *
                      (gsize) cairo_image_surface_get_height (image));
}

GBytes *
anj_slip_write_escpos (const AnjSlip *self, AnjSlipPaper paper, GError **error)
{
  guint width = anj_slip_width_dots (paper), height, n_bands;
  g_autoptr (cairo_surface_t) slip = anj_slip_lay_out (self, paper, &height, error);
  g_autoptr (cairo_surface_t) image = slip != NULL ? play (slip, width, height, error) : NULL;
  gsize n_bytes;
  guint8 *data, *out;

  if (image == NULL)
    return NULL;
  n_bands = (height + BAND_ROWS - 1) / BAND_ROWS;
  n_bytes = sizeof INITIALIZE + sizeof FEED + sizeof CUT + (gsize) n_bands * BAND_HEAD_BYTES +
            (gsize) height * (width / 8);
  out = data = g_malloc0 (n_bytes);
  memcpy (out, INITIALIZE, sizeof INITIALIZE);
  out += sizeof INITIALIZE;
  for (guint y = 0; y < height; y += BAND_ROWS)
    out = write_band (image, width, y, MIN (BAND_ROWS, height - y), out);
  memcpy (out, FEED, sizeof FEED);
  memcpy (out + sizeof FEED, CUT, sizeof CUT);
  wipe (image);
  return anj_secret_bytes_new_take (data, n_bytes);
}
