/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>

#include "app/session/anj-attachment.h"
#include "app/session/anj-session.h"

#define SIDE 48
#define PLACE "-7.2575 112.7521 here it was"

/* a picture whose every row differs */
static GByteArray *
make_jpeg (gboolean is_progressive)
{
  struct jpeg_compress_struct out;
  struct jpeg_error_mgr errors;
  guint8 row[SIDE * 3];
  JSAMPROW rows[] = { row };
  unsigned char *data = NULL;
  unsigned long n_bytes = 0;
  GByteArray *jpeg = g_byte_array_new ();

  out.err = jpeg_std_error (&errors);
  jpeg_create_compress (&out);
  jpeg_mem_dest (&out, &data, &n_bytes);
  out.image_width = out.image_height = SIDE;
  out.input_components = 3;
  out.in_color_space = JCS_RGB;
  jpeg_set_defaults (&out);
  if (is_progressive)
    jpeg_simple_progression (&out);
  jpeg_start_compress (&out, TRUE);
  for (guint y = 0; y < SIDE; y++)
    {
      for (guint x = 0; x < sizeof row; x++)
        row[x] = (guint8) (x * 5 + y * y * 3);
      jpeg_write_scanlines (&out, rows, 1);
    }
  jpeg_finish_compress (&out);
  jpeg_destroy_compress (&out);
  g_byte_array_append (jpeg, data, (guint) n_bytes);
  free (data);
  return jpeg;
}

/* what is seen */
static GBytes *
decode (const guint8 *data, gsize n_bytes)
{
  struct jpeg_decompress_struct in;
  struct jpeg_error_mgr errors;
  guint8 row[SIDE * 3];
  JSAMPROW rows[] = { row };
  GByteArray *pixels = g_byte_array_new ();

  in.err = jpeg_std_error (&errors);
  jpeg_create_decompress (&in);
  jpeg_mem_src (&in, data, n_bytes);
  jpeg_read_header (&in, TRUE);
  g_assert_cmpuint (in.image_width, ==, SIDE);
  jpeg_start_decompress (&in);
  while (in.output_scanline < in.output_height)
    {
      jpeg_read_scanlines (&in, rows, 1);
      g_byte_array_append (pixels, row, sizeof row);
    }
  jpeg_finish_decompress (&in);
  jpeg_destroy_decompress (&in);
  return g_byte_array_free_to_bytes (pixels);
}

static void
insert (GByteArray *jpeg, gsize at, guint8 marker, const void *data, gsize n_bytes)
{
  guint8 head[] = { 0xff, marker, (guint8) ((n_bytes + 2) >> 8), (guint8) (n_bytes + 2) };
  g_autofree guint8 *rest = g_memdup2 (jpeg->data + at, jpeg->len - at);
  guint n_rest = jpeg->len - (guint) at;

  g_byte_array_set_size (jpeg, (guint) at);
  g_byte_array_append (jpeg, head, sizeof head);
  g_byte_array_append (jpeg, data, (guint) n_bytes);
  g_byte_array_append (jpeg, rest, n_rest);
}

/* an EXIF block, little endian: one directory that points to a GPS directory with one text */
static GByteArray *
make_exif (void)
{
  static const guint8 head[] = { 'E',  'x',  'i',  'f', 0, 0, /* name */
                                 'I',  'I',  42,   0,   8, 0, 0,
                                 0,       /* TIFF */
                                 1,    0, /* one entry */
                                 0x25, 0x88, 4,    0,   1, 0, 0,
                                 0,    26,   0,    0,   0, /* GPS at 26 */
                                 0,    0,    0,    0,      /* no more */
                                 1,    0,    0x1c, 0,   7, 0, sizeof PLACE,
                                 0,    0,    0,    44,  0, 0, 0, /* area */
                                 0,    0,    0,    0 };
  GByteArray *exif = g_byte_array_new ();

  g_byte_array_append (exif, head, sizeof head);
  g_byte_array_append (exif, (const guint8 *) PLACE, sizeof PLACE);
  return exif;
}

static GBytes *
to_bytes (const GByteArray *array)
{
  return g_bytes_new (array->data, array->len);
}

static gboolean
contains (GBytes *bytes, const char *text)
{
  return memmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), text, strlen (text)) !=
         NULL;
}

/* no segment before the sound of the picture but tables, frame, scan, an empty JFIF */
static void
assert_clean (GBytes *jpeg)
{
  gsize n_bytes, at = 2;
  const guint8 *data = g_bytes_get_data (jpeg, &n_bytes);

  g_assert_cmpmem (data, 2, "\xff\xd8", 2);
  while (at + 4 <= n_bytes && data[at + 1] != 0xda)
    {
      gsize length = (gsize) data[at + 2] << 8 | data[at + 3];

      g_assert_cmpint (data[at], ==, 0xff);
      g_assert_cmpint (data[at + 1], !=, 0xfe);
      if (data[at + 1] >= 0xe0 && data[at + 1] <= 0xef)
        {
          g_assert_cmpint (data[at + 1], ==, 0xe0);
          g_assert_cmpuint (length, ==, 16); /* no thumbnail */
        }
      at += 2 + length;
    }
  g_assert_cmpmem (data + n_bytes - 2, 2, "\xff\xd9", 2);
}

static void
test_photo_loses_its_notes (gconstpointer data)
{
  g_autoptr (GByteArray) jpeg = make_jpeg (GPOINTER_TO_INT (data));
  g_autoptr (GBytes) seen = decode (jpeg->data, jpeg->len);
  g_autoptr (GByteArray) exif = make_exif ();
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GBytes) again = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjAttachment) photo = NULL;
  GBytes *clean;

  for (guint8 app = 1; app < 16; app++)
    insert (jpeg, 20, (guint8) (0xe0 + app), PLACE, sizeof PLACE);
  insert (jpeg, 2, 0xfe, PLACE, sizeof PLACE);
  insert (jpeg, 2, 0xe1, exif->data, exif->len);
  g_byte_array_append (jpeg, (const guint8 *) "behind " PLACE, sizeof "behind " PLACE);
  bytes = to_bytes (jpeg);
  g_assert_true (contains (bytes, PLACE) && contains (bytes, "Exif"));
  photo = anj_attachment_new (bytes, ANJ_ATTACHMENT_JPEG, &error);
  g_assert_no_error (error);
  clean = anj_attachment_get_bytes (photo);
  g_assert_cmpstr (anj_attachment_get_type (photo), ==, "image/jpeg");
  g_assert_false (contains (clean, PLACE) || contains (clean, "Exif") ||
                  contains (clean, "behind"));
  assert_clean (clean);
  again = decode (g_bytes_get_data (clean, NULL), g_bytes_get_size (clean));
  g_assert_true (g_bytes_equal (seen, again));
}

static void
refuse (const void *data, gsize n_bytes, const char *type, const char *key)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, n_bytes);
  g_autoptr (GError) error = NULL;

  g_assert_null (anj_attachment_new (bytes, type, &error));
  g_assert_error (error, ANJ_SESSION_ERROR, ANJ_SESSION_ERROR_INVALID);
  g_assert_true (g_str_has_prefix (error->message, key));
}

static void
test_photo_that_is_not_whole (void)
{
  g_autoptr (GByteArray) jpeg = make_jpeg (FALSE);
  g_autofree guint8 *much = g_malloc0 (ANJ_ATTACHMENT_MAX_BYTES + 1);

  /* cut at any byte */
  for (guint n_bytes = 0; n_bytes < jpeg->len; n_bytes++)
    refuse (jpeg->data, n_bytes, ANJ_ATTACHMENT_JPEG, "attachment-damaged");
  refuse ("GIF89a", 6, ANJ_ATTACHMENT_JPEG, "attachment-damaged");
  refuse (jpeg->data, jpeg->len, "image/png", "attachment-type");
  refuse (jpeg->data, jpeg->len, ANJ_ATTACHMENT_OGG, "attachment-damaged");
  memcpy (much, jpeg->data, jpeg->len);
  refuse (much, ANJ_ATTACHMENT_MAX_BYTES + 1, ANJ_ATTACHMENT_JPEG, "attachment-too-large");
}

/* foreign bytes end in a clean photo or in an error, never in a crash */
static void
test_photo_with_any_byte_wrong (void)
{
  g_autoptr (GByteArray) jpeg = make_jpeg (TRUE);

  for (guint at = 0; at < jpeg->len; at++)
    for (guint bit = 0; bit < 8; bit += 3)
      {
        g_autoptr (GBytes) bytes = NULL;
        g_autoptr (AnjAttachment) photo = NULL;

        jpeg->data[at] ^= (guint8) (1 << bit);
        bytes = to_bytes (jpeg);
        photo = anj_attachment_new (bytes, ANJ_ATTACHMENT_JPEG, NULL);
        if (photo != NULL)
          assert_clean (anj_attachment_get_bytes (photo));
        jpeg->data[at] ^= (guint8) (1 << bit);
      }
}

/* a frame header that asks for 65,500 × 65,500 pixels */
static void
test_photo_that_would_fill_the_memory (void)
{
  g_autoptr (GByteArray) jpeg = make_jpeg (FALSE);

  for (guint at = 2; at + 9 < jpeg->len;
       at += 2 + (guint) (jpeg->data[at + 2] << 8) + jpeg->data[at + 3])
    if (jpeg->data[at + 1] == 0xc0)
      {
        memcpy (jpeg->data + at + 5, "\xff\xdc\xff\xdc", 4);
        break;
      }
  refuse (jpeg->data, jpeg->len, ANJ_ATTACHMENT_JPEG,
          "attachment-damaged: no whole JPEG: too many");
}

/* the checksum, the slow way of RFC 3533 */
static void
add_page (GByteArray *ogg, guint8 flags, guint8 sequence, const void *body, guint8 n_bytes)
{
  guint8 page[28 + 255] = { 'O', 'g', 'g', 'S', 0, flags };
  guint32 crc = 0;

  page[14] = 9;
  page[18] = sequence;
  page[26] = 1;
  page[27] = n_bytes;
  memcpy (page + 28, body, n_bytes);
  for (guint bit = 0; bit < (28u + n_bytes) * 8; bit++)
    {
      guint32 in = (page[bit / 8] >> (7 - bit % 8)) & 1;

      crc = (crc << 1) ^ (((crc >> 31) ^ in) != 0 ? 0x04c11db7u : 0);
    }
  for (guint i = 0; i < 4; i++)
    page[22 + i] = (guint8) (crc >> (8 * i));
  g_byte_array_append (ogg, page, 28 + n_bytes);
}

static GByteArray *
make_ogg (void)
{
  static const guint8 tags[] = "OpusTags\4\0\0\0here\1\0\0\0\7\0\0\0A=place";
  static const guint8 head[] = "OpusHead\1\1\70\1\200\273\0\0\0\0";
  GByteArray *ogg = g_byte_array_new ();

  add_page (ogg, 2, 0, head, 19);
  add_page (ogg, 0, 1, tags, sizeof tags - 1);
  add_page (ogg, 0, 2, "sound one", 9);
  add_page (ogg, 4, 3, "sound two", 9);
  return ogg;
}

static void
test_recording_loses_its_tags (void)
{
  /* made by hand: page header, checksum by another program, "OpusTags", two empty lengths */
  static const guint8 tags[] = { 'O', 'g', 'g', 'S', 0,   0,   0, 0, 0, 0, 0, 0, 0,  0,   9,
                                 0,   0,   0,   1,   0,   0,   0, 0, 0, 0, 0, 1, 16, 'O', 'p',
                                 'u', 's', 'T', 'a', 'g', 's', 0, 0, 0, 0, 0, 0, 0,  0 };
  g_autoptr (GByteArray) ogg = make_ogg ();
  g_autoptr (GBytes) bytes = to_bytes (ogg);
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjAttachment) recording = anj_attachment_new (bytes, ANJ_ATTACHMENT_OGG, &error);
  g_autoptr (AnjAttachment) again = NULL;
  gsize n_bytes;
  const guint8 *data;

  g_assert_no_error (error);
  data = g_bytes_get_data (anj_attachment_get_bytes (recording), &n_bytes);
  g_assert_cmpuint (n_bytes, ==, 47 + sizeof tags + 2 * 37);
  g_assert_cmpmem (data, 47, ogg->data, 47);
  g_assert_cmpmem (data + 47, 22, tags, 22);
  g_assert_cmpmem (data + 47 + 26, sizeof tags - 26, tags + 26, sizeof tags - 26);
  g_assert_cmpmem (data + 47 + sizeof tags, 74, ogg->data + ogg->len - 74, 74);
  /* its checksums hold: it is taken again, and stays as it is */
  again = anj_attachment_new (anj_attachment_get_bytes (recording), ANJ_ATTACHMENT_OGG, &error);
  g_assert_no_error (error);
  g_assert_true (
      g_bytes_equal (anj_attachment_get_bytes (again), anj_attachment_get_bytes (recording)));
}

static void
test_recording_that_is_not_whole (void)
{
  g_autoptr (GByteArray) ogg = make_ogg ();
  g_autoptr (GByteArray) bare = g_byte_array_new ();

  for (guint n_bytes = 0; n_bytes < ogg->len; n_bytes++)
    refuse (ogg->data, n_bytes, ANJ_ATTACHMENT_OGG, "attachment-damaged");
  for (guint at = 0; at < ogg->len; at++)
    {
      ogg->data[at] ^= 4;
      refuse (ogg->data, ogg->len, ANJ_ATTACHMENT_OGG, "attachment-damaged");
      ogg->data[at] ^= 4;
    }
  g_byte_array_append (ogg, (const guint8 *) PLACE, sizeof PLACE);
  refuse (ogg->data, ogg->len, ANJ_ATTACHMENT_OGG, "attachment-damaged");
  add_page (bare, 2, 0, "OpusHead\1\1", 19);
  add_page (bare, 4, 1, "OpusTags\0\0\0\0\0\0\0", 16);
  refuse (bare->data, bare->len, ANJ_ATTACHMENT_OGG,
          "attachment-damaged: no Ogg/Opus recording: it");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/attachment/photo/loses-its-notes-and-keeps-its-pixels",
                        GINT_TO_POINTER (FALSE), test_photo_loses_its_notes);
  g_test_add_data_func ("/attachment/photo/progressive-too", GINT_TO_POINTER (TRUE),
                        test_photo_loses_its_notes);
  g_test_add_func ("/attachment/photo/that-is-not-whole-is-refused", test_photo_that_is_not_whole);
  g_test_add_func ("/attachment/photo/with-any-byte-wrong-is-clean-or-refused",
                   test_photo_with_any_byte_wrong);
  g_test_add_func ("/attachment/photo/that-would-fill-the-memory-is-refused",
                   test_photo_that_would_fill_the_memory);
  g_test_add_func ("/attachment/recording/loses-its-tags-and-keeps-its-sound",
                   test_recording_loses_its_tags);
  g_test_add_func ("/attachment/recording/that-is-not-whole-is-refused",
                   test_recording_that_is_not_whole);
  return g_test_run ();
}
