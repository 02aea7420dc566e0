/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "raster.h"

#include <string.h>

#define EDGE 32

typedef struct
{
  const guint8 *next;
  const guint8 *end;
} Reader;

static guint8
take (Reader *reader)
{
  g_assert_true (reader->next < reader->end);
  return *reader->next++;
}

static guint
take_u16 (Reader *reader)
{
  guint low = take (reader);

  return low | (guint) take (reader) << 8;
}

static void
read_band (Reader *reader, Raster *raster)
{
  guint row_bytes, n_rows;

  g_assert_cmpuint (take (reader), ==, '0');
  g_assert_cmpuint (take (reader), ==, 0);
  row_bytes = take_u16 (reader);
  n_rows = take_u16 (reader);
  g_assert_cmpuint (n_rows, >, 0);
  g_assert_cmpuint (n_rows, <=, 128);
  g_assert_true (raster->width == 0 || raster->width == row_bytes * 8);
  raster->width = row_bytes * 8;
  raster->n_rows += n_rows;
  raster->n_bands++;
  for (guint i = 0; i < n_rows * row_bytes; i++)
    {
      guint8 eight = take (reader);

      for (guint bit = 0; bit < 8; bit++)
        {
          guint8 dot = (eight >> (7 - bit)) & 1;

          g_byte_array_append (raster->dots, &dot, 1);
        }
    }
}

Raster *
raster_read (GBytes *bytes)
{
  Raster *raster = g_new0 (Raster, 1);
  gsize n_bytes;
  const guint8 *data = g_bytes_get_data (bytes, &n_bytes);
  Reader reader = { data, data + n_bytes };

  raster->dots = g_byte_array_new ();
  g_assert_cmpmem (data, 2, "\x1b@", 2);
  reader.next += 2;
  while (reader.next < reader.end)
    {
      guint command = (guint) take (&reader) << 8;

      command |= take (&reader);
      g_assert_false (raster->is_cut);
      if (command == (0x1d << 8 | 'v'))
        read_band (&reader, raster);
      else if (command == (0x1b << 8 | 'd'))
        raster->n_fed_lines += take (&reader);
      else
        {
          g_assert_cmphex (command, ==, 0x1d << 8 | 'V');
          g_assert_cmpuint (take (&reader), ==, 1);
          raster->is_cut = TRUE;
        }
    }
  return raster;
}

void
raster_free (Raster *self)
{
  g_byte_array_unref (self->dots);
  g_free (self);
}

GBytes *
raster_to_pgm (const Raster *self)
{
  guint width = self->width + 2 * EDGE, height = self->n_rows + 2 * EDGE;
  GString *pgm = g_string_new (NULL);
  gsize head;

  g_string_printf (pgm, "P5 %u %u 255\n", width, height);
  head = pgm->len;
  g_string_set_size (pgm, head + (gsize) width * height);
  memset (pgm->str + head, 0xff, (gsize) width * height);
  for (guint y = 0; y < self->n_rows; y++)
    for (guint x = 0; x < self->width; x++)
      if (self->dots->data[y * self->width + x] != 0)
        pgm->str[head + (y + EDGE) * (gsize) width + x + EDGE] = 0;
  return g_string_free_to_bytes (pgm);
}
