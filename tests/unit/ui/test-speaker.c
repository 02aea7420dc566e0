/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <ftw.h>
#include <glib-unix.h>
#include <glib/gstdio.h>
#include <math.h>
#include <poll.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

#include "core/anj-json.h"
#include "sample-clips.h"
#include "ui/voice/anj-outlet.h"
#include "ui/voice/anj-sound.h"
#include "ui/voice/anj-speaker.h"

#define LEAD_SAMPLES (ANJ_SOUND_RATE * ANJ_OUTLET_LEAD_US / G_USEC_PER_SEC)
#define QUIET_MS 60 /* long enough for a thread that wants to write */
#define LONG_TEXT                                                                                  \
  "Pengaduan Anda sudah kami terima. Simpan nomor ini baik-baik. Petugas akan menjawab dalam "     \
  "lima "                                                                                          \
  "hari kerja. Anda bisa bertanya kapan saja di layar ini."

typedef struct
{
  char *folder; /* (owned) */
  char *log;    /* (owned) */
  AnjClock clock;
  atomic_llong now_us;
  AnjSpeaker *speaker;
  int reader;
  GString *news; /* "b0 b1 e " */
  double energy; /* of the samples read last */
} Fixture;

static gint64
read_clock (gpointer user_data)
{
  Fixture *fixture = user_data;

  return atomic_load (&fixture->now_us);
}

static void
on_began (AnjSpeaker *speaker G_GNUC_UNUSED, guint index, gpointer user_data)
{
  g_string_append_printf (((Fixture *) user_data)->news, "b%u ", index);
}

static void
on_ended (AnjSpeaker *speaker G_GNUC_UNUSED, gpointer user_data)
{
  g_string_append (((Fixture *) user_data)->news, "e ");
}

static void
open_pipe (Fixture *fixture)
{
  int ends[2];

  g_assert_true (g_unix_open_pipe (ends, FD_CLOEXEC, NULL));
  g_assert_true (g_unix_set_fd_nonblocking (ends[0], TRUE, NULL));
  fixture->reader = ends[0];
  anj_speaker_set_output (fixture->speaker, ends[1]);
}

static void
set_up (Fixture *fixture, gconstpointer user_data)
{
  AnjSpeakerSetup setup = { .pace = GPOINTER_TO_INT (user_data) };

  fixture->folder = g_dir_make_tmp ("anjungan-speaker-XXXXXX", NULL);
  fixture->log = g_build_filename (fixture->folder, "log", NULL);
  fixture->news = g_string_new (NULL);
  /* stands still until a test moves it */
  fixture->clock = (AnjClock){ read_clock, read_clock, fixture };
  atomic_init (&fixture->now_us, g_get_monotonic_time ());
  setup.clock = &fixture->clock;
  setup.packs_dir = fixture->folder;
  setup.log_path = fixture->log;
  sample_clips_write (fixture->folder, "id", (SampleClip[]){ { NULL, NULL, 0 } });
  fixture->speaker = anj_speaker_new (&setup);
  g_signal_connect (fixture->speaker, "began", G_CALLBACK (on_began), fixture);
  g_signal_connect (fixture->speaker, "ended", G_CALLBACK (on_ended), fixture);
  open_pipe (fixture);
}

static int
remove_one (const char *path,
            const struct stat *info G_GNUC_UNUSED,
            int flag G_GNUC_UNUSED,
            struct FTW *place G_GNUC_UNUSED)
{
  return g_remove (path);
}

static void
tear_down (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  anj_speaker_close (fixture->speaker);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (fixture->speaker);
  if (fixture->reader >= 0)
    close (fixture->reader);
  nftw (fixture->folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
  g_string_free (fixture->news, TRUE);
  g_free (fixture->log);
  g_free (fixture->folder);
}

/* how many samples came until @wait_ms passed without any, or @n_max did */
static gsize
read_samples (Fixture *fixture, gsize n_max, int wait_ms)
{
  struct pollfd end = { .fd = fixture->reader, .events = POLLIN };
  gsize n_read = 0;

  fixture->energy = 0;
  while (n_read < n_max && poll (&end, 1, wait_ms) > 0)
    {
      gint16 samples[512];
      gssize n_bytes = read (fixture->reader, samples,
                             MIN (sizeof samples, (n_max - n_read) * sizeof samples[0]));

      if (n_bytes <= 0)
        break;
      for (gsize i = 0; i < (gsize) n_bytes / sizeof samples[0]; i++)
        fixture->energy += (double) samples[i] * samples[i];
      n_read += (gsize) n_bytes / sizeof samples[0];
    }
  fixture->energy = sqrt (fixture->energy / MAX (n_read, 1));
  return n_read;
}

/* reads, and lets time go on, until the news end so; returns the samples */
static gsize
read_until (Fixture *fixture, const char *news)
{
  gsize n_read = 0;
  double energy = 0;

  while (!g_str_has_suffix (fixture->news->str, news))
    {
      gsize n = read_samples (fixture, G_MAXSIZE, 1);

      energy += fixture->energy * fixture->energy * n;
      n_read += n;
      atomic_fetch_add (&fixture->now_us, 10 * G_TIME_SPAN_MILLISECOND);
      g_main_context_iteration (NULL, FALSE);
    }
  n_read += read_samples (fixture, G_MAXSIZE, 1);
  fixture->energy = sqrt (energy / MAX (n_read, 1));
  return n_read;
}

static void
wait_for (Fixture *fixture, const char *news)
{
  while (strcmp (fixture->news->str, news) != 0)
    g_main_context_iteration (NULL, TRUE);
}

static GPtrArray *
make_open (const char *text)
{
  GPtrArray *utterances = anj_utterances_new ();

  g_ptr_array_add (utterances, anj_utterance_new (ANJ_UTTERANCE_OPEN, text, NULL, NULL));
  return utterances;
}

/* (transfer full) (element-type JsonObject): the lines of the log */
static GPtrArray *
read_log (Fixture *fixture)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
  g_autofree char *text = NULL;
  g_auto (GStrv) split = NULL;

  g_assert_true (g_file_get_contents (fixture->log, &text, NULL, NULL));
  split = g_strsplit (text, "\n", -1);
  for (guint i = 0; split[i] != NULL && split[i][0] != '\0'; i++)
    {
      g_autoptr (GBytes) bytes = g_bytes_new (split[i], strlen (split[i]));
      JsonObject *line = anj_json_parse_object (bytes, NULL);

      g_assert_nonnull (line);
      g_ptr_array_add (lines, line);
    }
  return lines;
}

/* @expected: a line a sound: source, text, language, then "secret" and "cut" */
static void
assert_log (Fixture *fixture, const char *expected)
{
  g_autoptr (GPtrArray) lines = read_log (fixture);
  g_autoptr (GString) written = g_string_new (NULL);

  for (guint i = 0; i < lines->len; i++)
    {
      JsonObject *line = g_ptr_array_index (lines, i);

      g_assert_cmpint (anj_json_get_int (line, "samples", 0), >, 0);
      g_string_append_printf (written, "%s %s %s%s%s\n", anj_json_get_string (line, "source", "?"),
                              anj_json_get_string (line, "text", "?"),
                              anj_json_get_string (line, "language", "?"),
                              anj_json_get_bool (line, "secret", FALSE) ? " secret" : "",
                              anj_json_get_bool (line, "whole", FALSE) ? "" : " cut");
    }
  g_assert_cmpstr (written->str, ==, expected);
}

static void
test_said (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  anj_speaker_say (fixture->speaker, "id", make_open ("Selamat datang"));
  g_assert_cmpint (anj_speaker_get_state (fixture->speaker), ==, ANJ_SPEAKER_SPEAKING);
  g_assert_cmpuint (read_until (fixture, "e "), >, ANJ_SOUND_RATE / 2);
  g_assert_cmpfloat (fixture->energy, >, 500);
  g_assert_cmpstr (fixture->news->str, ==, "b0 e ");
  g_assert_cmpint (anj_speaker_get_state (fixture->speaker), ==, ANJ_SPEAKER_SILENT);
  assert_log (fixture, "voice Selamat datang id\n");
}

static GPtrArray *
make_secrets (void)
{
  GPtrArray *utterances = make_open ("Nama");

  g_ptr_array_add (utterances,
                   anj_utterance_new (ANJ_UTTERANCE_SECRET, "SURYO", NULL, "Nama Anda"));
  g_ptr_array_add (utterances, anj_utterance_new (ANJ_UTTERANCE_SECRET, "Rp600.000",
                                                  "enam ratus ribu rupiah", NULL));
  return utterances;
}

static void
test_secret_aloud (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  anj_speaker_say (fixture->speaker, "id", make_secrets ());
  read_until (fixture, "e ");
  g_assert_cmpstr (fixture->news->str, ==, "b0 b1 e ");
  assert_log (fixture, "voice Nama id\nvoice Nama Anda id\n");
}

static void
test_only_secret_aloud (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  GPtrArray *utterances = anj_utterances_new ();

  g_ptr_array_add (utterances, anj_utterance_new (ANJ_UTTERANCE_SECRET, "SURYO", NULL, NULL));
  anj_speaker_say (fixture->speaker, "id", utterances);
  g_assert_cmpuint (read_until (fixture, "e "), ==, 0);
  g_assert_cmpstr (fixture->news->str, ==, "e ");
  assert_log (fixture, "");
}

static void
test_secret_in_headset (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  anj_speaker_set_headset (fixture->speaker, TRUE);
  anj_speaker_say (fixture->speaker, "id", make_secrets ());
  read_until (fixture, "e ");
  g_assert_cmpstr (fixture->news->str, ==, "b0 b1 b2 e ");
  assert_log (fixture, "voice Nama id\nvoice SURYO id secret\nvoice Rp600.000 id secret\n");
}

/* with a clock that stands still: the lead is written, and no more */
static void
begin_long (Fixture *fixture)
{
  anj_speaker_say (fixture->speaker, "id", make_open (LONG_TEXT));
  wait_for (fixture, "b0 ");
  g_assert_cmpuint (read_samples (fixture, G_MAXSIZE, QUIET_MS), >=, LEAD_SAMPLES);
}

static void
test_pace (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  gsize n_samples;

  anj_speaker_say (fixture->speaker, "id", make_open (LONG_TEXT));
  n_samples = read_samples (fixture, G_MAXSIZE, QUIET_MS);
  g_assert_cmpuint (n_samples, >=, LEAD_SAMPLES);
  g_assert_cmpuint (n_samples, <=, LEAD_SAMPLES + ANJ_OUTLET_PIECE);
  atomic_fetch_add (&fixture->now_us, 50 * G_TIME_SPAN_MILLISECOND);
  n_samples = read_samples (fixture, G_MAXSIZE, QUIET_MS);
  g_assert_cmpuint (n_samples, >=, ANJ_SOUND_RATE / 20 - ANJ_OUTLET_PIECE);
  g_assert_cmpuint (n_samples, <=, ANJ_SOUND_RATE / 20 + ANJ_OUTLET_PIECE);
}

static void
test_stopped (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  begin_long (fixture);
  anj_speaker_stop (fixture->speaker);
  g_assert_cmpstr (fixture->news->str, ==, "b0 e ");
  atomic_fetch_add (&fixture->now_us, G_USEC_PER_SEC);
  g_assert_cmpuint (read_samples (fixture, G_MAXSIZE, QUIET_MS), ==, 0);
  assert_log (fixture, "voice " LONG_TEXT " id cut\n");
}

/* a clock that stands still lets nothing of the second through */
static void
test_unheard (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  begin_long (fixture);
  anj_speaker_say (fixture->speaker, "en", make_open ("Yes"));
  g_assert_cmpuint (read_samples (fixture, G_MAXSIZE, QUIET_MS), ==, 0);
  anj_speaker_close (fixture->speaker);
  assert_log (fixture, "voice " LONG_TEXT " id cut\n");
}

static void
test_headset_moves (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  GPtrArray *utterances = anj_utterances_new ();

  anj_speaker_set_headset (fixture->speaker, TRUE);
  g_ptr_array_add (utterances, anj_utterance_new (ANJ_UTTERANCE_SECRET, LONG_TEXT, NULL, NULL));
  anj_speaker_say (fixture->speaker, "id", utterances);
  wait_for (fixture, "b0 ");
  read_samples (fixture, G_MAXSIZE, QUIET_MS);
  anj_speaker_set_headset (fixture->speaker, TRUE); /* no news */
  g_assert_cmpstr (fixture->news->str, ==, "b0 ");
  anj_speaker_set_headset (fixture->speaker, FALSE);
  g_assert_cmpstr (fixture->news->str, ==, "b0 e ");
  atomic_fetch_add (&fixture->now_us, G_USEC_PER_SEC);
  g_assert_cmpuint (read_samples (fixture, G_MAXSIZE, QUIET_MS), ==, 0);
  g_assert_true (anj_speaker_repeat (fixture->speaker)); /* nothing of it is for everyone's ears */
  wait_for (fixture, "b0 e e ");
  g_assert_cmpuint (read_samples (fixture, G_MAXSIZE, QUIET_MS), ==, 0);
  assert_log (fixture, "voice " LONG_TEXT " id secret cut\n");
}

static void
test_interrupted (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  begin_long (fixture);
  anj_speaker_say (fixture->speaker, "en", make_open ("Yes"));
  read_until (fixture, "e ");
  g_assert_cmpstr (fixture->news->str, ==, "b0 b0 e ");
  assert_log (fixture, "voice " LONG_TEXT " id cut\nvoice Yes en\n");
}

static void
test_paused (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  anj_speaker_toggle_pause (fixture->speaker); /* silent: nothing to hold */
  begin_long (fixture);
  anj_speaker_toggle_pause (fixture->speaker);
  g_assert_cmpint (anj_speaker_get_state (fixture->speaker), ==, ANJ_SPEAKER_PAUSED);
  atomic_fetch_add (&fixture->now_us, G_USEC_PER_SEC);
  g_assert_cmpuint (read_samples (fixture, G_MAXSIZE, QUIET_MS), <=, ANJ_OUTLET_PIECE);
  anj_speaker_toggle_pause (fixture->speaker);
  g_assert_cmpint (anj_speaker_get_state (fixture->speaker), ==, ANJ_SPEAKER_SPEAKING);
  g_assert_cmpuint (read_samples (fixture, G_MAXSIZE, QUIET_MS), >, LEAD_SAMPLES / 2);
}

static void
test_tone_in_pause (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  begin_long (fixture);
  anj_speaker_toggle_pause (fixture->speaker);
  atomic_fetch_add (&fixture->now_us, G_USEC_PER_SEC);
  read_samples (fixture, G_MAXSIZE, QUIET_MS);
  atomic_fetch_add (&fixture->now_us, G_USEC_PER_SEC);
  anj_speaker_play (fixture->speaker, ANJ_TONE_KEY);
  g_assert_cmpuint (read_samples (fixture, G_MAXSIZE, QUIET_MS), ==, ANJ_SOUND_RATE / 50);
  assert_log (fixture, "tone key \n");
}

static void
test_repeated (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_assert_false (anj_speaker_repeat (fixture->speaker));
  anj_speaker_say (fixture->speaker, "id", make_open ("Selamat datang"));
  read_until (fixture, "b0 e ");
  g_assert_true (anj_speaker_repeat (fixture->speaker));
  g_assert_cmpuint (read_until (fixture, "b0 e b0 e "), >, ANJ_SOUND_RATE / 2);
  anj_speaker_stop (fixture->speaker);
  g_assert_true (anj_speaker_repeat (fixture->speaker));
  read_until (fixture, "b0 e b0 e b0 e ");
  assert_log (fixture, "voice Selamat datang id\nvoice Selamat datang id\n"
                       "voice Selamat datang id\n");
}

static void
test_tones (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  for (int tone = 0; tone < ANJ_N_TONES; tone++)
    {
      g_autoptr (GArray) samples = anj_tone_make ((AnjTone) tone);

      anj_speaker_play (fixture->speaker, (AnjTone) tone);
      g_assert_cmpuint (read_samples (fixture, samples->len, 5000), ==, samples->len);
      g_assert_cmpfloat (fixture->energy, >, 50);
    }
  g_assert_cmpuint (read_samples (fixture, G_MAXSIZE, QUIET_MS), ==, 0);
  g_assert_cmpstr (fixture->news->str, ==, "");
  assert_log (fixture, "tone key \ntone accepted \ntone look \ntone call \ntone wait \n");
}

static double
measure_step (Fixture *fixture, guint step)
{
  const char *text = fixture->news->len == 0 ? "e " : "e b0 e ";

  anj_speaker_set_loudness (fixture->speaker, step);
  anj_speaker_say (fixture->speaker, "id", make_open ("Mohon tunggu beberapa detik"));
  read_until (fixture, text);
  return fixture->energy;
}

static void
test_loudness (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  double loudest;
  double softest;

  g_assert_cmpuint (anj_speaker_get_loudness (fixture->speaker), ==, ANJ_SPEAKER_DEFAULT_STEP);
  loudest = measure_step (fixture, 5);
  softest = measure_step (fixture, 1);
  g_assert_cmpfloat_with_epsilon (20 * log10 (loudest / softest), 20, 1);
  anj_speaker_set_loudness (fixture->speaker, 9);
  g_assert_cmpuint (anj_speaker_get_loudness (fixture->speaker), ==, ANJ_SPEAKER_STEPS);
}

static void
test_clips (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  const SampleClip clips[] = { { "Kaca %d", "kaca", 500 }, { "2", "dua", 250 }, { NULL, NULL, 0 } };

  sample_clips_write (fixture->folder, "jv", clips);
  anj_speaker_set_drafts (fixture->speaker, TRUE);
  anj_speaker_say (fixture->speaker, "jv", make_open ("Kaca 2"));
  g_assert_cmpfloat_with_epsilon (read_until (fixture, "b0 e "), ANJ_SOUND_RATE * 3 / 4, 220);
  anj_speaker_say (fixture->speaker, "jv", make_open ("Kaca 3"));
  read_until (fixture, "e b0 e ");
  anj_speaker_say (fixture->speaker, "jv", make_open ("Matur nuwun"));
  read_until (fixture, "e b0 e b0 e ");
  assert_log (fixture, "clip Kaca 2 jv\nvoice Kaca 3 jv\nvoice Matur nuwun jv\n");
}

static void
test_drafts (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  const SampleClip clips[] = { { "Kaca", "kaca", 500 }, { NULL, NULL, 0 } };

  sample_clips_write (fixture->folder, "jv", clips);
  anj_speaker_say (fixture->speaker, "jv", make_open ("Kaca"));
  read_until (fixture, "b0 e ");
  anj_speaker_set_drafts (fixture->speaker, TRUE);
  anj_speaker_say (fixture->speaker, "jv", make_open ("Kaca"));
  read_until (fixture, "e b0 e ");
  anj_speaker_set_drafts (fixture->speaker, FALSE);
  anj_speaker_say (fixture->speaker, "jv", make_open ("Kaca"));
  read_until (fixture, "e b0 e b0 e ");
  assert_log (fixture, "voice Kaca jv\nclip Kaca jv\nvoice Kaca jv\n");
}

static void
test_damaged_pack (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autofree char *path = g_build_filename (fixture->folder, "id", "manifest.json", NULL);

  g_assert_true (g_file_set_contents (path, "{\"clips\": 1}", -1, NULL));
  g_test_expect_message ("anj-ui", G_LOG_LEVEL_WARNING, "no recordings: *manifest.json: *");
  anj_speaker_say (fixture->speaker, "id", make_open ("Selamat datang"));
  read_until (fixture, "b0 e ");
  g_test_assert_expected_messages ();
  assert_log (fixture, "voice Selamat datang id\n");
}

static void
test_no_output (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_assert_true (anj_speaker_has_output (fixture->speaker));
  anj_speaker_set_output (fixture->speaker, -1);
  g_assert_false (anj_speaker_has_output (fixture->speaker));
  anj_speaker_say (fixture->speaker, "id", make_open ("Selamat datang"));
  wait_for (fixture, "b0 e ");
  assert_log (fixture, "voice Selamat datang id\n");
}

static void
test_output_fails (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  close (fixture->reader);
  fixture->reader = -1;
  anj_speaker_say (fixture->speaker, "id", make_open ("Selamat datang"));
  wait_for (fixture, "b0 e ");
  g_assert_false (anj_speaker_has_output (fixture->speaker));
}

static void
test_closed_amid (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  begin_long (fixture);
  anj_speaker_play (fixture->speaker, ANJ_TONE_CALL);
  anj_speaker_close (fixture->speaker);
  g_assert_cmpint (anj_speaker_get_state (fixture->speaker), ==, ANJ_SPEAKER_SILENT);
  g_assert_cmpstr (fixture->news->str, ==, "b0 ");
}

static void
add (const char *name, AnjSpeakerPace pace, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (name, Fixture, GINT_TO_POINTER (pace), set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("/speaker/a-text-becomes-sound-and-is-logged", ANJ_SPEAKER_PACE_HURRY, test_said);
  add ("/speaker/secrets/aloud-only-what-stands-for-them", ANJ_SPEAKER_PACE_HURRY,
       test_secret_aloud);
  add ("/speaker/secrets/aloud-not-one-sample", ANJ_SPEAKER_PACE_HURRY, test_only_secret_aloud);
  add ("/speaker/secrets/are-said-in-a-headset", ANJ_SPEAKER_PACE_HURRY, test_secret_in_headset);
  add ("/speaker/secrets/end-with-the-headset", ANJ_SPEAKER_PACE_SOUND, test_headset_moves);
  add ("/speaker/is-80-ms-ahead-of-the-ear", ANJ_SPEAKER_PACE_SOUND, test_pace);
  add ("/speaker/stops-at-once", ANJ_SPEAKER_PACE_SOUND, test_stopped);
  add ("/speaker/says-the-next-at-once", ANJ_SPEAKER_PACE_SOUND, test_interrupted);
  add ("/speaker/logs-nothing-that-gave-no-sample", ANJ_SPEAKER_PACE_SOUND, test_unheard);
  add ("/speaker/a-pause-holds-it", ANJ_SPEAKER_PACE_SOUND, test_paused);
  add ("/speaker/a-pause-lets-tones-through", ANJ_SPEAKER_PACE_SOUND, test_tone_in_pause);
  add ("/speaker/repeats-what-was-said-last", ANJ_SPEAKER_PACE_HURRY, test_repeated);
  add ("/speaker/plays-each-tone", ANJ_SPEAKER_PACE_HURRY, test_tones);
  add ("/speaker/has-20-db-of-loudness", ANJ_SPEAKER_PACE_HURRY, test_loudness);
  add ("/speaker/recordings-come-before-the-voice", ANJ_SPEAKER_PACE_HURRY, test_clips);
  add ("/speaker/recordings-that-nobody-heard-wait-for-leave", ANJ_SPEAKER_PACE_HURRY, test_drafts);
  add ("/speaker/a-damaged-pack-leaves-the-voice", ANJ_SPEAKER_PACE_HURRY, test_damaged_pack);
  add ("/speaker/speaks-on-without-output", ANJ_SPEAKER_PACE_HURRY, test_no_output);
  add ("/speaker/drops-an-output-that-fails", ANJ_SPEAKER_PACE_HURRY, test_output_fails);
  add ("/speaker/closes-amid-speech", ANJ_SPEAKER_PACE_SOUND, test_closed_amid);
  return g_test_run ();
}
