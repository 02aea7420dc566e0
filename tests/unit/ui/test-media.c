/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib-unix.h>
#include <math.h>
#include <opusfile.h>
#include <string.h>
#include <turbojpeg.h>
#include <unistd.h>

#include "app/session/anj-session.h"
#include "ui/media/anj-camera.h"
#include "ui/media/anj-microphone.h"
#include "ui/media/anj-picture.h"
#include "ui/media/anj-voice.h"

#define WIDTH 320
#define HEIGHT 240
#define TONE_HZ 440

/* an APP1 segment with the place where a photo was taken, as telephones write it */
static const char EXIF[] = "\xff\xe1\x00\x16"
                           "Exif\0\0"
                           "JEMBER -8.17,";

/* (transfer full): a picture with EXIF; @noise makes it as large as JPEGs get */
static GBytes *
make_jpeg (int width, int height, gboolean noise)
{
  g_autofree guint8 *pixels = g_malloc ((gsize) width * height * 3);
  g_autoptr (GByteArray) file = g_byte_array_new ();
  g_autoptr (GRand) chance = g_rand_new_with_seed (7);
  tjhandle handle = tjInitCompress ();
  guint8 *jpeg = NULL;
  unsigned long n_bytes = 0;

  for (gsize i = 0; i < (gsize) width * height * 3; i++)
    pixels[i] = (guint8) (noise ? g_rand_int (chance) : i / 3 % width * 255 / width);
  g_assert_cmpint (
      tjCompress2 (handle, pixels, width, 0, height, TJPF_RGB, &jpeg, &n_bytes, TJSAMP_444, 95, 0),
      ==, 0);
  g_byte_array_append (file, jpeg, 2);
  g_byte_array_append (file, (const guint8 *) EXIF, 0x16 + 2);
  g_byte_array_append (file, jpeg + 2, (guint) n_bytes - 2);
  tjFree (jpeg);
  tjDestroy (handle);
  return g_byte_array_free_to_bytes (g_steal_pointer (&file));
}

static gboolean
contains (GBytes *bytes, const char *text)
{
  gsize n_bytes;
  const char *data = g_bytes_get_data (bytes, &n_bytes);

  return memmem (data, n_bytes, text, strlen (text)) != NULL;
}

/* mean distance of the samples of two pictures of one size */
static double
compare (GBytes *a, GBytes *b)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkTexture) one = anj_picture_decode (a, G_MAXINT, &error);
  g_autoptr (GdkTexture) two = anj_picture_decode (b, G_MAXINT, &error);
  gsize stride = (gsize) gdk_texture_get_width (one) * 4;
  gsize n_bytes = stride * gdk_texture_get_height (one);
  g_autofree guint8 *first = g_malloc (n_bytes);
  g_autofree guint8 *second = g_malloc (n_bytes);
  double distance = 0;

  g_assert_no_error (error);
  g_assert_cmpint (gdk_texture_get_width (one), ==, gdk_texture_get_width (two));
  g_assert_cmpint (gdk_texture_get_height (one), ==, gdk_texture_get_height (two));
  gdk_texture_download (one, first, stride);
  gdk_texture_download (two, second, stride);
  for (gsize i = 0; i < n_bytes; i++)
    distance += ABS (first[i] - second[i]);
  return distance / (double) n_bytes;
}

static void
test_rewritten_keeps_the_picture_and_nothing_else (void)
{
  g_autoptr (GBytes) jpeg = make_jpeg (WIDTH, HEIGHT, FALSE);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) written = anj_picture_rewrite (jpeg, 1000000, &error);

  g_assert_no_error (error);
  g_assert_true (contains (jpeg, "JEMBER"));
  g_assert_false (contains (written, "JEMBER"));
  g_assert_false (contains (written, "Exif"));
  g_assert_cmpfloat (compare (jpeg, written), <, 3);
}

static void
test_rewritten_fits (void)
{
  g_autoptr (GBytes) jpeg = make_jpeg (1600, 1200, TRUE);
  g_autoptr (GError) error = NULL;
  static const gsize limits[] = { 1500000, 400000, 60000 };

  g_assert_cmpuint (g_bytes_get_size (jpeg), >, 1500000);
  for (gsize i = 0; i < G_N_ELEMENTS (limits); i++)
    {
      g_autoptr (GBytes) written = anj_picture_rewrite (jpeg, limits[i], &error);

      g_assert_no_error (error);
      g_assert_cmpuint (g_bytes_get_size (written), <=, limits[i]);
      g_assert_cmpuint (g_bytes_get_size (written), >, limits[i] / 8);
    }
  g_assert_null (anj_picture_rewrite (jpeg, 1000, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
}

static void
test_shown_no_wider_than_asked (void)
{
  g_autoptr (GBytes) jpeg = make_jpeg (1280, 960, FALSE);
  g_autoptr (GError) error = NULL;
  static const int cases[][2] = { { 1280, 1280 }, { 1279, 640 }, { 640, 640 }, { 300, 160 } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GdkTexture) texture = anj_picture_decode (jpeg, cases[i][0], &error);

      g_assert_no_error (error);
      g_assert_cmpint (gdk_texture_get_width (texture), ==, cases[i][1]);
      g_assert_cmpint (gdk_texture_get_height (texture), ==, cases[i][1] * 3 / 4);
    }
}

static void
test_what_is_no_jpeg_is_refused (void)
{
  g_autoptr (GBytes) jpeg = make_jpeg (WIDTH, HEIGHT, FALSE);
  gsize n_bytes = g_bytes_get_size (jpeg);
  g_autoptr (GError) error = NULL;

  for (gsize length = 0; length < 200; length++)
    {
      g_autoptr (GBytes) head = g_bytes_new_from_bytes (jpeg, 0, length);

      g_assert_null (anj_picture_decode (head, 100, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
      g_clear_error (&error);
    }
  /* a frame whose end got lost is still a picture */
  {
    g_autoptr (GBytes) most = g_bytes_new_from_bytes (jpeg, 0, n_bytes - 100);
    g_autoptr (GdkTexture) texture = anj_picture_decode (most, 100, &error);

    g_assert_no_error (error);
    g_assert_nonnull (texture);
  }
}

/* a stream of frames, written by another thread */

typedef struct
{
  int fd;
  GPtrArray *frames; /* (element-type GBytes) */
} Feed;

static void
write_all (int fd, const void *data, gsize n_bytes)
{
  const guint8 *bytes = data;

  while (n_bytes > 0)
    {
      gssize n_written = write (fd, bytes, n_bytes);

      if (n_written <= 0)
        return; /* the reader went */
      bytes += n_written;
      n_bytes -= (gsize) n_written;
    }
}

static gpointer
feed (gpointer user_data)
{
  Feed *self = user_data;

  for (guint i = 0; i < self->frames->len; i++)
    {
      GBytes *frame = self->frames->pdata[i];
      guint32 length = GUINT32_TO_BE ((guint32) g_bytes_get_size (frame));

      write_all (self->fd, &length, sizeof length);
      write_all (self->fd, g_bytes_get_data (frame, NULL), g_bytes_get_size (frame));
    }
  close (self->fd);
  return NULL;
}

typedef struct
{
  guint n_frames;
  gboolean is_lost;
  int width;
} Seen;

static void
on_frame (Seen *seen, GdkTexture *texture)
{
  seen->n_frames++;
  seen->width = gdk_texture_get_width (texture);
}

static void
on_lost (Seen *seen)
{
  seen->is_lost = TRUE;
}

static void
on_result (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

/* drops the last reference but those of threads that end */
static void
drop (gpointer object)
{
  gpointer alive = object;

  g_object_add_weak_pointer (object, &alive);
  g_object_unref (object);
  while (g_atomic_pointer_get (&alive) != NULL)
    g_main_context_iteration (NULL, FALSE);
}

static AnjAttachment *
take (AnjCamera *camera, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  anj_camera_take_async (camera, 100000, NULL, on_result, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return anj_camera_take_finish (camera, result, error);
}

static void
test_camera_shows_frames_and_takes_the_newest (void)
{
  g_autoptr (GPtrArray) frames = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjAttachment) photo = NULL;
  Seen seen = { 0 };
  Feed stream = { .frames = frames };
  GThread *thread;
  AnjCamera *camera;
  int ends[2];

  g_ptr_array_add (frames, make_jpeg (WIDTH, HEIGHT, TRUE));
  g_ptr_array_add (frames, g_bytes_new ("no picture", 10)); /* passed over */
  g_ptr_array_add (frames, make_jpeg (WIDTH, HEIGHT, FALSE));
  g_assert_true (g_unix_open_pipe (ends, FD_CLOEXEC, &error));
  stream.fd = ends[1];
  camera = anj_camera_new (ends[0], WIDTH / 2);
  g_signal_connect_swapped (camera, "frame", G_CALLBACK (on_frame), &seen);
  g_signal_connect_swapped (camera, "lost", G_CALLBACK (on_lost), &seen);
  g_assert_null (take (camera, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_clear_error (&error);

  thread = g_thread_new ("feed", feed, &stream);
  while (!seen.is_lost)
    g_main_context_iteration (NULL, TRUE);
  g_thread_join (thread);
  g_assert_cmpuint (seen.n_frames, ==, 2);
  g_assert_cmpint (seen.width, ==, WIDTH / 2);

  photo = take (camera, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (anj_attachment_get_type (photo), ==, ANJ_ATTACHMENT_JPEG);
  g_assert_false (contains (anj_attachment_get_bytes (photo), "JEMBER"));
  g_assert_cmpfloat (compare (frames->pdata[2], anj_attachment_get_bytes (photo)), <, 3);
  anj_camera_close (camera);
  drop (camera);
}

static void
test_camera_that_is_closed_lets_go_of_the_stream (void)
{
  g_autoptr (GError) error = NULL;
  Seen seen = { 0 };
  AnjCamera *camera;
  int ends[2];

  g_assert_true (g_unix_open_pipe (ends, FD_CLOEXEC, &error));
  camera = anj_camera_new (ends[0], WIDTH);
  g_signal_connect_swapped (camera, "lost", G_CALLBACK (on_lost), &seen);
  anj_camera_close (camera);
  drop (camera);
  g_assert_false (seen.is_lost);
  g_assert_cmpint (write (ends[1], "x", 1), ==, -1);
  g_assert_cmpint (errno, ==, EPIPE);
  close (ends[1]);
}

static void
test_camera_ends_at_a_length_that_cannot_be (void)
{
  static const guint32 lengths[] = { 0, ANJ_CAMERA_FRAME_MAX_BYTES + 1, G_MAXUINT32 };

  for (gsize i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      guint32 length = GUINT32_TO_BE (lengths[i]);
      Seen seen = { 0 };
      AnjCamera *camera;
      int ends[2];

      g_assert_true (g_unix_open_pipe (ends, FD_CLOEXEC, NULL));
      camera = anj_camera_new (ends[0], WIDTH);
      g_signal_connect_swapped (camera, "lost", G_CALLBACK (on_lost), &seen);
      write_all (ends[1], &length, sizeof length);
      while (!seen.is_lost)
        g_main_context_iteration (NULL, TRUE);
      close (ends[1]);
      anj_camera_close (camera);
      drop (camera);
    }
}

/* sound */

static void
fill_tone (gint16 *samples, gsize n_samples)
{
  for (gsize i = 0; i < n_samples; i++)
    samples[i] = (gint16) lrint (12000 * sin (2 * G_PI * TONE_HZ * (double) i / ANJ_VOICE_RATE));
}

/* the length in ms of the file @bytes; its tone is counted by the sign's changes */
static gint64
check_tone (GBytes *bytes)
{
  gsize n_bytes;
  const guint8 *data = g_bytes_get_data (bytes, &n_bytes);
  OggOpusFile *file = op_open_memory (data, n_bytes, NULL);
  gint64 n_samples = 0, n_changes = 0;
  opus_int16 piece[5760], last = 0;
  int n_read;

  g_assert_nonnull (file);
  g_assert_cmpint (op_channel_count (file, -1), ==, 1);
  while ((n_read = op_read (file, piece, G_N_ELEMENTS (piece), NULL)) > 0)
    {
      for (int i = 0; i < n_read; i++)
        {
          n_changes += (piece[i] < 0) != (last < 0);
          last = piece[i];
        }
      n_samples += n_read;
    }
  g_assert_cmpint (n_read, ==, 0);
  op_free (file);
  g_assert_cmpint (ABS (n_changes * 48000 / 2 / n_samples - TONE_HZ), <, TONE_HZ / 20);
  return n_samples / 48;
}

static void
test_voice_is_a_recording_of_its_length (void)
{
  g_autoptr (AnjVoice) voice = anj_voice_new (10);
  g_autofree gint16 *samples = g_new (gint16, 3 * ANJ_VOICE_RATE);
  g_autoptr (GBytes) file = NULL;

  fill_tone (samples, 3 * ANJ_VOICE_RATE);
  for (gsize i = 0; i < 30; i++)
    g_assert_true (anj_voice_write (voice, samples + i * ANJ_VOICE_RATE / 10, ANJ_VOICE_RATE / 10));
  g_assert_cmpint (anj_voice_get_length_ms (voice), ==, 3000);
  file = anj_voice_finish (voice);
  g_assert_nonnull (file);
  g_assert_cmpint (ABS (check_tone (file) - 3000), <=, 20);
  g_assert_cmpuint (g_bytes_get_size (file), <, 3 * 24000 / 8 * 3 / 2);
}

static void
test_voice_stops_when_it_is_full (void)
{
  g_autoptr (AnjVoice) voice = anj_voice_new (1);
  g_autofree gint16 *samples = g_new (gint16, 2 * ANJ_VOICE_RATE);
  g_autoptr (GBytes) file = NULL;

  fill_tone (samples, 2 * ANJ_VOICE_RATE);
  g_assert_false (anj_voice_write (voice, samples, 2 * ANJ_VOICE_RATE));
  g_assert_cmpint (anj_voice_get_length_ms (voice), ==, 1000);
  file = anj_voice_finish (voice);
  g_assert_cmpint (ABS (check_tone (file) - 1000), <=, 20);
}

static void
test_silence_is_no_recording (void)
{
  g_autoptr (AnjVoice) voice = anj_voice_new (1);

  g_assert_null (anj_voice_finish (voice));
}

typedef struct
{
  double loudest;
  guint n_heard;
  gboolean has_ended;
} Heard;

static void
on_heard (Heard *heard, double peak)
{
  heard->n_heard++;
  heard->loudest = MAX (heard->loudest, peak);
}

static void
on_ended (Heard *heard)
{
  heard->has_ended = TRUE;
}

static void
record (guint max_s, gsize n_samples, Heard *heard, AnjAttachment **out, GError **error)
{
  g_autofree gint16 *samples = g_new (gint16, n_samples + 1);
  AnjMicrophone *microphone;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GPtrArray) none = g_ptr_array_new ();
  int ends[2];

  fill_tone (samples, n_samples);
  g_assert_true (g_unix_open_pipe (ends, FD_CLOEXEC, NULL));
  microphone = anj_microphone_new (ends[0], max_s);
  g_signal_connect_swapped (microphone, "heard", G_CALLBACK (on_heard), heard);
  g_signal_connect_swapped (microphone, "ended", G_CALLBACK (on_ended), heard);
  for (gsize i = 0; i < n_samples && !heard->has_ended; i += ANJ_VOICE_RATE / 10)
    {
      guint n_before = heard->n_heard;

      write_all (ends[1], samples + i, MIN (ANJ_VOICE_RATE / 10, n_samples - i) * sizeof *samples);
      while (heard->n_heard == n_before && !heard->has_ended &&
             n_samples - i >= ANJ_VOICE_RATE / 10)
        g_main_context_iteration (NULL, TRUE);
    }
  close (ends[1]);
  while (!heard->has_ended)
    g_main_context_iteration (NULL, TRUE);
  *out = anj_microphone_finish (microphone, error);
  drop (microphone);
}

static void
test_microphone_records_until_the_stream_ends (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjAttachment) recording = NULL;
  Heard heard = { 0 };

  record (10, 2 * ANJ_VOICE_RATE + 800, &heard, &recording, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (anj_attachment_get_type (recording), ==, ANJ_ATTACHMENT_OGG);
  g_assert_cmpint (ABS (check_tone (anj_attachment_get_bytes (recording)) - 2050), <=, 20);
  g_assert_cmpfloat_with_epsilon (heard.loudest, 12000.0 / 32767, 0.01);
  /* no encoder's name, no date */
  g_assert_false (contains (anj_attachment_get_bytes (recording), "opus "));
  g_assert_false (contains (anj_attachment_get_bytes (recording), "ENCODER"));
}

static void
test_microphone_ends_at_the_longest_time (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjAttachment) recording = NULL;
  Heard heard = { 0 };

  record (1, 3 * ANJ_VOICE_RATE, &heard, &recording, &error);
  g_assert_no_error (error);
  g_assert_cmpint (ABS (check_tone (anj_attachment_get_bytes (recording)) - 1000), <=, 20);
}

static void
test_microphone_that_gave_nothing_gives_no_recording (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjAttachment) recording = NULL;
  Heard heard = { 0 };

  record (1, 0, &heard, &recording, &error);
  g_assert_null (recording);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  signal (SIGPIPE, SIG_IGN);
  g_test_add_func ("/picture/rewritten keeps the picture and nothing else",
                   test_rewritten_keeps_the_picture_and_nothing_else);
  g_test_add_func ("/picture/rewritten fits", test_rewritten_fits);
  g_test_add_func ("/picture/shown no wider than asked", test_shown_no_wider_than_asked);
  g_test_add_func ("/picture/what is no JPEG is refused", test_what_is_no_jpeg_is_refused);
  g_test_add_func ("/camera/shows frames and takes the newest",
                   test_camera_shows_frames_and_takes_the_newest);
  g_test_add_func ("/camera/one that is closed lets go of the stream",
                   test_camera_that_is_closed_lets_go_of_the_stream);
  g_test_add_func ("/camera/ends at a length that cannot be",
                   test_camera_ends_at_a_length_that_cannot_be);
  g_test_add_func ("/voice/is a recording of its length", test_voice_is_a_recording_of_its_length);
  g_test_add_func ("/voice/stops when it is full", test_voice_stops_when_it_is_full);
  g_test_add_func ("/voice/silence is no recording", test_silence_is_no_recording);
  g_test_add_func ("/microphone/records until the stream ends",
                   test_microphone_records_until_the_stream_ends);
  g_test_add_func ("/microphone/ends at the longest time",
                   test_microphone_ends_at_the_longest_time);
  g_test_add_func ("/microphone/one that gave nothing gives no recording",
                   test_microphone_that_gave_nothing_gives_no_recording);
  return g_test_run ();
}
