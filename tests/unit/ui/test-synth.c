/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <ebur128.h>
#include <math.h>
#include <string.h>

#include "ui/voice/anj-synth.h"
#include "ui/voice/anj-tone.h"

/* sentences of the screen, as a page says them */
static const char *const indonesian[] = {
  "Apakah saya menerima bantuan?",
  "Tulis enam belas angka NIK. Angka itu ada di KTP Anda.",
  "Data Anda tidak disimpan di layar ini.",
  "Langkah dua dari empat.",
  "Pengaduan Anda sudah kami terima. Simpan nomor ini baik-baik.",
  "Mohon tunggu beberapa detik. Petugas bisa membantu Anda.",
  "Bantuan pangan belum dibayar. Tanyakan kepada petugas desa.",
  NULL,
};
static const char *const english[] = {
  "Do I receive aid?",
  "Write sixteen digits. They are on your identity card.",
  "Your data is not kept on this screen.",
  "Step two of four.",
  "We have received your complaint. Keep this number safe.",
  "Please wait a few seconds. The officer can help you.",
  NULL,
};

static gboolean
collect (gpointer user_data, const gint16 *samples, gsize n_samples)
{
  g_array_append_vals (user_data, samples, (guint) n_samples);
  return TRUE;
}

static gboolean
refuse (gpointer user_data, const gint16 *samples G_GNUC_UNUSED, gsize n_samples)
{
  gsize *n_seen = user_data;

  *n_seen += n_samples;
  return FALSE;
}

static double
measure_lufs (const gint16 *samples, gsize n_samples)
{
  ebur128_state *meter = ebur128_init (1, ANJ_SOUND_RATE, EBUR128_MODE_I);
  double lufs = 0;

  ebur128_add_frames_short (meter, samples, n_samples);
  g_assert_cmpint (ebur128_loudness_global (meter, &lufs), ==, EBUR128_SUCCESS);
  ebur128_destroy (&meter);
  return lufs;
}

static guint
count_words (const char *text)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);

  return g_strv_length (words);
}

static GArray *
say_all (const char *language, const char *const *sentences, guint *out_n_words)
{
  g_autoptr (AnjSynth) synth = anj_synth_new ();
  GArray *samples = g_array_new (FALSE, FALSE, sizeof (gint16));

  g_assert_nonnull (synth);
  *out_n_words = 0;
  for (guint i = 0; sentences[i] != NULL; i++)
    {
      *out_n_words += count_words (sentences[i]);
      g_assert_cmpint (anj_synth_say (synth, language, sentences[i], collect, samples), ==,
                       ANJ_SOUND_WHOLE);
    }
  return samples;
}

static void
check_voice (const char *language, const char *const *sentences)
{
  guint n_words = 0;
  g_autoptr (GArray) samples = say_all (language, sentences, &n_words);
  double minutes = samples->len / (double) ANJ_SOUND_RATE / 60;
  double lufs = measure_lufs ((const gint16 *) (gpointer) samples->data, samples->len);

  g_test_message ("%s: %.0f words a minute, %.2f LUFS", language, n_words / minutes, lufs);
  g_assert_cmpfloat (n_words / minutes, >=, 140);
  g_assert_cmpfloat (n_words / minutes, <=, 150);
  g_assert_cmpfloat_with_epsilon (lufs, -16, 1);
}

static void
test_pace_and_loudness (void)
{
  check_voice ("id", indonesian);
  check_voice ("en", english);
}

static GArray *
say_one (AnjSynth *synth, const char *language, const char *text)
{
  GArray *samples = g_array_new (FALSE, FALSE, sizeof (gint16));

  g_assert_cmpint (anj_synth_say (synth, language, text, collect, samples), ==, ANJ_SOUND_WHOLE);
  g_assert_cmpuint (samples->len, >, ANJ_SOUND_RATE / 10);
  return samples;
}

static void
test_languages (void)
{
  g_autoptr (AnjSynth) synth = anj_synth_new ();
  g_autoptr (GArray) id = say_one (synth, "id", "Langkah satu");
  g_autoptr (GArray) en = say_one (synth, "en", "Langkah satu");
  g_autoptr (GArray) jv = say_one (synth, "jv", "Langkah satu");

  /* its voice trembles a little: the length tells the words */
  g_assert_cmpuint (ABS ((int) id->len - (int) jv->len), <, ANJ_SOUND_RATE / 50);
  g_assert_cmpuint (ABS ((int) id->len - (int) en->len), >, ANJ_SOUND_RATE / 20);
}

static void
test_cut (void)
{
  g_autoptr (AnjSynth) synth = anj_synth_new ();
  gsize n_seen = 0;

  g_assert_cmpint (anj_synth_say (synth, "id", indonesian[1], refuse, &n_seen), ==, ANJ_SOUND_CUT);
  g_assert_cmpuint (n_seen, >, 0);
  g_assert_cmpuint (n_seen, <=, ANJ_SOUND_RATE / 50);
}

/* marks of a synthesizer's own language are no orders to it */
static void
test_plain_words (void)
{
  g_autoptr (AnjSynth) synth = anj_synth_new ();
  g_autoptr (GArray) plain = say_one (synth, "id", "halo dunia");
  g_autoptr (GArray) marked = say_one (synth, "id", "halo <break time=\"9s\"/> dunia [[a]]");

  g_assert_cmpuint (marked->len, <, plain->len * 6);
}

static void
test_tones (void)
{
  for (int tone = 0; tone < ANJ_N_TONES; tone++)
    {
      g_autoptr (GArray) samples = anj_tone_make ((AnjTone) tone);
      const gint16 *values = (const gint16 *) (gpointer) samples->data;
      int peak = 0;

      for (guint i = 0; i < samples->len; i++)
        peak = MAX (peak, ABS ((int) values[i]));
      g_assert_cmpint (peak, >, G_MAXINT16 / 50);
      g_assert_cmpint (peak, <, G_MAXINT16);
      g_assert_cmpint (ABS ((int) values[0]), <, 100); /* neither end clicks */
      g_assert_cmpint (ABS ((int) values[samples->len - 1]), <, 400);
      g_assert_cmpuint (samples->len, <=, ANJ_SOUND_RATE * 5 / 4);
    }
}

/* as loud as it is while it sounds, however short: as if it went on */
static double
measure_tone (AnjTone tone)
{
  g_autoptr (GArray) samples = anj_tone_make (tone);
  g_autoptr (GArray) many = g_array_new (FALSE, FALSE, sizeof (gint16));

  while (many->len < 2 * ANJ_SOUND_RATE)
    g_array_append_vals (many, samples->data, samples->len);
  return measure_lufs ((const gint16 *) (gpointer) many->data, many->len);
}

static void
test_loudness_of_tones (void)
{
  g_autoptr (GArray) tick = anj_tone_make (ANJ_TONE_KEY);

  for (int tone = 0; tone < ANJ_N_TONES; tone++)
    g_test_message ("%s: %.2f LUFS", anj_tone_get_name ((AnjTone) tone),
                    measure_tone ((AnjTone) tone));
  g_assert_cmpuint (tick->len, ==, ANJ_SOUND_RATE / 50);
  g_assert_cmpfloat_with_epsilon (measure_tone (ANJ_TONE_KEY), -18, 1);
  g_assert_cmpfloat_with_epsilon (measure_tone (ANJ_TONE_ACCEPTED), -18, 1);
  g_assert_cmpfloat_with_epsilon (measure_tone (ANJ_TONE_LOOK), -18, 1);
  g_assert_cmpfloat_with_epsilon (measure_tone (ANJ_TONE_CALL), -18, 1);
  g_assert_cmpfloat (measure_tone (ANJ_TONE_WAIT), <, -24); /* soft */
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/synth/speaks-at-the-design's-pace-and-loudness", test_pace_and_loudness);
  g_test_add_func ("/synth/has-a-voice-for-id-and-one-for-en", test_languages);
  g_test_add_func ("/synth/stops-as-soon-as-no-more-is-wanted", test_cut);
  g_test_add_func ("/synth/reads-marks-as-words", test_plain_words);
  g_test_add_func ("/tone/each-is-heard-and-does-not-click", test_tones);
  g_test_add_func ("/tone/a-key-is-a-tick-of-20-ms-as-loud-as-the-design-says",
                   test_loudness_of_tones);
  return g_test_run ();
}
