/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/media/anj-picture.h"

#include <string.h>
#include <turbojpeg.h>

#include "core/anj-secret.h"

#define MAX_PIXELS (16 * 1000 * 1000)
#define PIXEL_BYTES 4

/* Cairo's own order, so that nothing is turned round for the screen */
#if G_BYTE_ORDER == G_LITTLE_ENDIAN
#define PIXEL_FORMAT TJPF_BGRA
#else
#define PIXEL_FORMAT TJPF_ARGB
#endif

typedef struct
{
  GBytes *bytes; /* (owned): secret */
  int width, height;
} Pixels;

static void
pixels_clear (Pixels *self)
{
  g_clear_pointer (&self->bytes, g_bytes_unref);
}

static void
turbo_free (tjhandle handle)
{
  tjDestroy (handle);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Pixels, pixels_clear)
typedef void TurboHandle;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TurboHandle, turbo_free)

static gboolean
fail (TurboHandle *handle, GError **error)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "no JPEG to show: %s",
               tjGetErrorStr2 (handle));
  return FALSE;
}

/* a half, a quarter, an eighth: what JPEG's 8×8 blocks give at no cost */
static int
find_divisor (int width, int max_width)
{
  int divisor = 1;

  while (divisor < 8 && width / divisor > max_width)
    divisor *= 2;
  return divisor;
}

static gboolean
decode (GBytes *jpeg, int max_width, Pixels *out, GError **error)
{
  g_autoptr (TurboHandle) handle = tjInitDecompress ();
  gsize n_bytes;
  const guint8 *data = g_bytes_get_data (jpeg, &n_bytes);
  int width, height, subsampling, colours;
  tjscalingfactor factor = { 1, 1 };
  guint8 *pixels;

  if (tjDecompressHeader3 (handle, data, n_bytes, &width, &height, &subsampling, &colours) != 0)
    return fail (handle, error);
  if (width < 1 || height < 1 || (gint64) width * height > MAX_PIXELS)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "a picture of %d × %d", width,
                   height);
      return FALSE;
    }
  factor.denom = find_divisor (width, max_width);
  out->width = TJSCALED (width, factor);
  out->height = TJSCALED (height, factor);
  pixels = g_malloc ((gsize) out->width * out->height * PIXEL_BYTES);
  out->bytes = anj_secret_bytes_new_take (pixels, (gsize) out->width * out->height * PIXEL_BYTES);
  /* cameras leave a bit out now and then: a warning, and a picture all the same */
  if (tjDecompress2 (handle, data, n_bytes, pixels, out->width, /* pitch */ 0, out->height,
                     PIXEL_FORMAT, /* flags */ 0) != 0 &&
      tjGetErrorCode (handle) != TJERR_WARNING)
    return fail (handle, error);
  return TRUE;
}

GdkTexture *
anj_picture_decode (GBytes *jpeg, int max_width_px, GError **error)
{
  g_auto (Pixels) pixels = { 0 };

  if (!decode (jpeg, max_width_px, &pixels, error))
    return NULL;
  return gdk_memory_texture_new (pixels.width, pixels.height, GDK_MEMORY_DEFAULT, pixels.bytes,
                                 (gsize) pixels.width * PIXEL_BYTES);
}

static GBytes *
encode (const Pixels *pixels, int quality, GError **error)
{
  g_autoptr (TurboHandle) handle = tjInitCompress ();
  const guint8 *data = g_bytes_get_data (pixels->bytes, NULL);
  unsigned long n_bytes = tjBufSize (pixels->width, pixels->height, TJSAMP_420);
  g_autofree guint8 *buffer = g_malloc (n_bytes);
  gsize n_allocated = n_bytes;
  GBytes *jpeg = NULL;
  guint8 *out = buffer;

  if (tjCompress2 (handle, data, pixels->width, /* pitch */ 0, pixels->height, PIXEL_FORMAT, &out,
                   &n_bytes, TJSAMP_420, quality, TJFLAG_NOREALLOC) == 0)
    jpeg = anj_secret_bytes_new (out, n_bytes);
  else
    fail (handle, error);
  explicit_bzero (buffer, n_allocated);
  return jpeg;
}

GBytes *
anj_picture_rewrite (GBytes *jpeg, gsize max_bytes, GError **error)
{
  static const int qualities[] = { 88, 75, 60 };
  int max_width = G_MAXINT;

  for (int size = 0; size < 4; size++)
    {
      g_auto (Pixels) pixels = { 0 };

      if (!decode (jpeg, max_width, &pixels, error))
        return NULL;
      for (gsize i = 0; i < G_N_ELEMENTS (qualities); i++)
        {
          g_autoptr (GBytes) written = encode (&pixels, qualities[i], error);

          if (written == NULL)
            return NULL;
          if (g_bytes_get_size (written) <= max_bytes)
            return g_steal_pointer (&written);
        }
      max_width = pixels.width - 1;
    }
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE,
               "the picture does not fit into %" G_GSIZE_FORMAT " bytes", max_bytes);
  return NULL;
}
