/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib-unix.h>
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

#include "system/anj-system.h"
#include "ui/voice/anj-sound.h"
#include "ui/voice/anj-speaker.h"

/*
 * How soon the screen's voice is heard, with nothing else of the screen.
 *
 *   speech-times PACKS N   N lines: ms from anj_speaker_say() to the first sample in the pipe to
 * the player that is louder than a breath
 */

#define LOUD 300 /* of 32767 */
#define LIMIT_MS 3000
#define QUIET_MS 120

static const char *const TEXTS[] = {
  "Apa yang Anda perlukan?",
  "Tulis NIK Anda",
  "Cek bantuan",
  "Data per 20 November 2026",
  "Bantuan Anda sudah cair. Ambil di kantor pos.",
};

/* how many samples came within @wait_ms, and at which of them it is loud, else their number */
static gssize
read_some (int fd, int wait_ms, gssize *out_loud)
{
  struct pollfd end = { .fd = fd, .events = POLLIN };
  gint16 samples[512];
  gssize n_samples;

  *out_loud = 0;
  if (poll (&end, 1, wait_ms) <= 0)
    return 0;
  n_samples = read (fd, samples, sizeof samples) / (gssize) sizeof *samples;
  while (*out_loud < n_samples && abs (samples[*out_loud]) <= LOUD)
    ++*out_loud;
  return n_samples;
}

static void
say (AnjSpeaker *speaker, const char *text)
{
  GPtrArray *utterances = anj_utterances_new ();

  g_ptr_array_add (utterances, anj_utterance_new (ANJ_UTTERANCE_OPEN, text, /* spoken */ NULL,
                                                  /* instead */ NULL));
  anj_speaker_say (speaker, "id", utterances);
}

/* the quiet before the first loud sample is waited for as well; negative: nothing was heard */
static double
time_say (AnjSpeaker *speaker, int fd, const char *text)
{
  gint64 start_us = g_get_monotonic_time ();
  gint64 begun_us = 0;
  gssize n_quiet = 0;

  say (speaker, text);
  for (;;)
    {
      gssize loud;
      gssize n_samples = read_some (fd, LIMIT_MS, &loud);

      if (n_samples <= 0)
        return -1;
      if (begun_us == 0)
        begun_us = g_get_monotonic_time ();
      n_quiet += loud;
      if (loud < n_samples)
        break;
    }
  return (double) (begun_us - start_us) / 1000.0 + (double) n_quiet * 1000.0 / ANJ_SOUND_RATE;
}

static void
be_silent (AnjSpeaker *speaker, int fd)
{
  gssize loud;

  anj_speaker_stop (speaker);
  while (read_some (fd, QUIET_MS, &loud) > 0)
    ;
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

int
main (int argc, char **argv)
{
  AnjSpeakerSetup setup = { .clock = anj_system_clock (), .pace = ANJ_SPEAKER_PACE_SOUND };
  g_autoptr (AnjSpeaker) speaker = NULL;
  int ends[2];
  double ms = 0;

  if (argc != 3 || !g_unix_open_pipe (ends, FD_CLOEXEC, NULL))
    return EXIT_FAILURE;
  setup.packs_dir = argv[1];
  speaker = anj_speaker_new (&setup);
  anj_speaker_set_output (speaker, ends[1]);
  for (int i = 0; i < atoi (argv[2]) && ms >= 0; i++)
    {
      ms = time_say (speaker, ends[0], TEXTS[(gsize) i % G_N_ELEMENTS (TEXTS)]);
      be_silent (speaker, ends[0]);
      g_print ("%.2f\n", ms);
    }
  anj_speaker_close (speaker);
  close (ends[0]);
  return ms >= 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
