/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/player/anj-player.h"

#include <alsa/asoundlib.h>
#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <unistd.h>

#define RATE 22050
#define CHANNELS 1
#define BUFFER_US 60000
#define FRAME_BYTES ((gsize) sizeof (gint16))

/* where samples go; FALSE with @error: nowhere any more */
typedef gboolean (*Sink) (gpointer user_data, guint8 *samples, gsize n_frames, GError **error);

static gboolean
fail (GError **error, const char *what, const char *why)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "%s: %s", what, why);
  return FALSE;
}

/* FALSE: the stream failed; TRUE: @out_n_bytes came, 0 at its end */
static gboolean
read_some (int fd, guint8 *buffer, gsize size, gsize *out_n_bytes, GError **error)
{
  gssize n_read;

  do
    n_read = read (fd, buffer, size);
  while (n_read < 0 && errno == EINTR);
  if (n_read < 0)
    return fail (error, "cannot read", g_strerror (errno));
  *out_n_bytes = (gsize) n_read;
  return TRUE;
}

static gboolean
copy (int fd, Sink sink, gpointer user_data, GError **error)
{
  guint8 buffer[1024];
  gsize n_held = 0; /* half a sample of the last time */
  gsize n_read = 1;

  while (n_read > 0)
    {
      gsize n_frames;

      if (!read_some (fd, buffer + n_held, sizeof buffer - n_held, &n_read, error))
        return FALSE;
      n_frames = (n_held + n_read) / FRAME_BYTES;
      if (n_frames > 0 && !sink (user_data, buffer, n_frames, error))
        return FALSE;
      n_held = (n_held + n_read) % FRAME_BYTES;
      if (n_held > 0)
        buffer[0] = buffer[n_frames * FRAME_BYTES];
    }
  explicit_bzero (buffer, sizeof buffer);
  return TRUE;
}

/* a device */

/* an empty device is no fault: nothing was said for a while, and it stopped by itself */
static gboolean
play (gpointer user_data, guint8 *samples, gsize n_frames, GError **error)
{
  snd_pcm_t *pcm = user_data;

  while (n_frames > 0)
    {
      snd_pcm_sframes_t n_played = snd_pcm_writei (pcm, samples, n_frames);

      if (n_played < 0)
        n_played = snd_pcm_recover (pcm, (int) n_played, /* silent */ 1);
      if (n_played < 0)
        return fail (error, "cannot play", snd_strerror ((int) n_played));
      samples += (gsize) n_played * FRAME_BYTES;
      n_frames -= (gsize) n_played;
    }
  return TRUE;
}

/* it begins with the first sample, not with a full buffer: a tick is shorter than that */
static int
set_up (snd_pcm_t *pcm)
{
  snd_pcm_sw_params_t *how = NULL;
  int code = snd_pcm_set_params (pcm, SND_PCM_FORMAT_S16_LE, SND_PCM_ACCESS_RW_INTERLEAVED,
                                 CHANNELS, RATE, /* soft_resample */ 1, BUFFER_US);

  snd_pcm_sw_params_alloca (&how);
  if (code >= 0)
    code = snd_pcm_sw_params_current (pcm, how);
  if (code >= 0)
    code = snd_pcm_sw_params_set_start_threshold (pcm, how, 1);
  return code >= 0 ? snd_pcm_sw_params (pcm, how) : code;
}

static gboolean
run_device (const char *device, int fd, GError **error)
{
  snd_pcm_t *pcm = NULL;
  int code = snd_pcm_open (&pcm, device, SND_PCM_STREAM_PLAYBACK, /* mode */ 0);
  gboolean is_played;

  if (code < 0)
    return fail (error, device, snd_strerror (code));
  code = set_up (pcm);
  is_played = code >= 0 ? copy (fd, play, pcm, error) : fail (error, device, snd_strerror (code));
  if (is_played)
    snd_pcm_drain (pcm);
  snd_pcm_close (pcm);
  return is_played;
}

/* a file */

static gboolean
keep (gpointer user_data, guint8 *samples, gsize n_frames, GError **error)
{
  gsize n_bytes = n_frames * FRAME_BYTES;

  if (write (GPOINTER_TO_INT (user_data), samples, n_bytes) == (gssize) n_bytes)
    return TRUE;
  return fail (error, "cannot write", g_strerror (errno));
}

static gboolean
run_file (const char *path, int fd, GError **error)
{
  int file = open (path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  gboolean is_kept;

  if (file < 0)
    return fail (error, path, g_strerror (errno));
  is_kept = copy (fd, keep, GINT_TO_POINTER (file), error);
  close (file);
  return is_kept;
}

gboolean
anj_player_run (const char *device, int fd, GError **error)
{
  return g_str_has_prefix (device, ANJ_PLAYER_TEST_PREFIX)
             ? run_file (device + strlen (ANJ_PLAYER_TEST_PREFIX), fd, error)
             : run_device (device, fd, error);
}
