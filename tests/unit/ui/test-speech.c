/* SPDX-License-Identifier: GPL-3.0-or-later */

/* When the screen speaks: read from what the speaker wrote down, which it does where samples are
 * made. */

#include <glib/gstdio.h>
#include <string.h>

#include "system/anj-system.h"
#include "ui/anj-speech.h"

#define DEADLINE_MS 20000

typedef struct
{
  char *folder;
  char *log;
  AnjSpeaker *speaker;
  AnjSpeech *speech;
  GtkWidget *label;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  AnjSpeakerSetup setup = { .clock = anj_system_clock () };

  self->folder = g_dir_make_tmp ("anj-speech-XXXXXX", NULL);
  self->log = g_build_filename (self->folder, "said", NULL);
  setup.log_path = self->log;
  setup.pace = ANJ_SPEAKER_PACE_HURRY;
  self->speaker = anj_speaker_new (&setup);
  self->speech = anj_speech_new (self->speaker);
  self->label = g_object_ref_sink (gtk_label_new ("Tulis NIK Anda"));
}

static void
tear_down (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_assert_finalize_object (self->speech);
  anj_speaker_close (self->speaker);
  g_object_unref (self->speaker);
  g_assert_finalize_object (self->label);
  g_unlink (self->log);
  g_rmdir (self->folder);
  g_free (self->log);
  g_free (self->folder);
}

static gboolean
fail_late (gpointer user_data G_GNUC_UNUSED)
{
  g_error ("it speaks for ever");
  return G_SOURCE_REMOVE;
}

static void
wait_silence (Fixture *self)
{
  guint source = g_timeout_add (DEADLINE_MS, fail_late, NULL);

  while (anj_speech_is_speaking (self->speech))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (source);
}

static void
say_as (Fixture *self, AnjSpeechCause cause, AnjUtteranceKind kind, const char *text)
{
  AnjReading *reading = anj_reading_new ();

  anj_reading_add_text (reading, self->label, kind, text, "id");
  anj_speech_say (self->speech, cause, "id", reading);
}

static void
say (Fixture *self, AnjSpeechCause cause, const char *text)
{
  say_as (self, cause, ANJ_UTTERANCE_OPEN, text);
}

/* what was heard so far */
static char *
read_log (Fixture *self)
{
  g_autofree char *lines = NULL;

  if (!g_file_get_contents (self->log, &lines, NULL, NULL))
    return g_strdup ("");
  return g_strdup (lines);
}

static void
assert_heard (Fixture *self, const char *text, gboolean expected)
{
  g_autofree char *log = NULL;

  wait_silence (self);
  log = read_log (self);
  if ((strstr (log, text) != NULL) != expected)
    g_test_fail_printf ("«%s» was %sheard", text, expected ? "not " : "");
}

static void
test_quiet (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  say (self, ANJ_SPEECH_PAGE, "halaman");
  say (self, ANJ_SPEECH_FOCUS, "tombol");
  say (self, ANJ_SPEECH_KEY, "tiga");
  g_assert_false (anj_speech_is_speaking (self->speech));
  say (self, ANJ_SPEECH_ALWAYS, "Masih di sini?");
  assert_heard (self, "Masih di sini?", TRUE);
  assert_heard (self, "halaman", FALSE);
  assert_heard (self, "tombol", FALSE);
  assert_heard (self, "tiga", FALSE);
}

static void
test_aloud (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  anj_speech_interrupt (self->speech);
  g_assert_true (anj_speech_touch_button (self->speech));
  g_assert_cmpint (anj_speech_get_mode (self->speech), ==, ANJ_SPEECH_ALOUD);
  say (self, ANJ_SPEECH_PAGE, "halaman");
  assert_heard (self, "halaman", TRUE);
  say (self, ANJ_SPEECH_KEY, "tiga");
  assert_heard (self, "tiga", FALSE);
  say_as (self, ANJ_SPEECH_PAGE, ANJ_UTTERANCE_SECRET, "3509");
  assert_heard (self, "3509", FALSE);
  /* again, while it is silent: once more */
  anj_speech_interrupt (self->speech);
  g_assert_true (anj_speech_touch_button (self->speech));
}

static void
test_second_touch (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  anj_speech_touch_button (self->speech);
  say (self, ANJ_SPEECH_PAGE, "halaman yang panjang sekali");
  g_assert_true (anj_speech_is_speaking (self->speech));
  anj_speech_interrupt (self->speech);
  g_assert_false (anj_speech_touch_button (self->speech));
  g_assert_cmpint (anj_speech_get_mode (self->speech), ==, ANJ_SPEECH_QUIET);
  g_assert_false (anj_speech_is_speaking (self->speech));
}

static void
test_hold (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  anj_speech_touch_button (self->speech);
  say (self, ANJ_SPEECH_PAGE, "halaman");
  anj_speech_hold_button (self->speech);
  g_assert_false (anj_speech_is_speaking (self->speech));
  g_assert_cmpint (anj_speech_get_mode (self->speech), ==, ANJ_SPEECH_QUIET);
}

static void
test_headset (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  anj_speech_set_headset (self->speech, TRUE);
  g_assert_cmpint (anj_speech_get_mode (self->speech), ==, ANJ_SPEECH_PRIVATE);
  say (self, ANJ_SPEECH_KEY, "tiga");
  assert_heard (self, "tiga", TRUE);
  say_as (self, ANJ_SPEECH_PAGE, ANJ_UTTERANCE_SECRET, "3509");
  assert_heard (self, "3509", TRUE);
  /* held: silent, but still private */
  anj_speech_hold_button (self->speech);
  g_assert_cmpint (anj_speech_get_mode (self->speech), ==, ANJ_SPEECH_PRIVATE);
  say (self, ANJ_SPEECH_PAGE, "halaman yang panjang sekali");
  anj_speech_set_headset (self->speech, FALSE);
  g_assert_false (anj_speech_is_speaking (self->speech));
  g_assert_cmpint (anj_speech_get_mode (self->speech), ==, ANJ_SPEECH_QUIET);
}

static void
test_change_waits (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *log = NULL;

  anj_speech_set_headset (self->speech, TRUE);
  say (self, ANJ_SPEECH_PAGE, "halaman pertama");
  say (self, ANJ_SPEECH_CHANGE, "kamera menyala");
  assert_heard (self, "kamera menyala", TRUE);
  log = read_log (self);
  g_assert_nonnull (strstr (log, "halaman pertama"));
  g_assert_true (strstr (log, "halaman pertama") < strstr (log, "kamera menyala"));
  g_assert_null (strstr (log, "\"whole\":false"));
}

static void
test_interrupt (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  anj_speech_set_headset (self->speech, TRUE);
  say (self, ANJ_SPEECH_PAGE, "halaman pertama");
  say (self, ANJ_SPEECH_CHANGE, "kamera menyala");
  anj_speech_interrupt (self->speech);
  g_assert_false (anj_speech_is_speaking (self->speech));
  assert_heard (self, "kamera menyala", FALSE);
  anj_speech_repeat (self->speech);
  assert_heard (self, "halaman pertama", TRUE);
}

static void
on_heard (AnjSpeech *speech G_GNUC_UNUSED, guint *n_heard)
{
  (*n_heard)++;
}

static void
note_mark (GtkWidget *label)
{
  if (gtk_widget_has_css_class (label, "sedang-dibaca"))
    gtk_widget_add_css_class (label, "pernah");
}

static void
test_mark (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  guint n_heard = 0;

  g_signal_connect (self->speech, "heard", G_CALLBACK (on_heard), &n_heard);
  g_signal_connect_swapped (self->speech, "heard", G_CALLBACK (note_mark), self->label);
  anj_speech_set_headset (self->speech, TRUE);
  say (self, ANJ_SPEECH_PAGE, "halaman");
  wait_silence (self);
  g_assert_cmpuint (n_heard, >, 0);
  g_assert_true (gtk_widget_has_css_class (self->label, "pernah"));
  g_assert_false (gtk_widget_has_css_class (self->label, "sedang-dibaca"));
  /* a warning is no sign of life */
  n_heard = 0;
  say (self, ANJ_SPEECH_ALWAYS, "Masih di sini?");
  wait_silence (self);
  g_assert_cmpuint (n_heard, ==, 0);
}

static void
test_loudness (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_assert_true (anj_speech_change_loudness (self->speech, 1));
  g_assert_true (anj_speech_change_loudness (self->speech, 1));
  g_assert_false (anj_speech_change_loudness (self->speech, 1));
  g_assert_cmpuint (anj_speaker_get_loudness (self->speaker), ==, ANJ_SPEAKER_STEPS);
  g_assert_true (anj_speech_change_loudness (self->speech, -1));
}

static void
add (const char *name, void (*test) (Fixture *self, gconstpointer data))
{
  g_test_add (name, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  if (!gtk_init_check ())
    return 77;
  g_test_init (&argc, &argv, NULL);
  add ("/speech/quiet, only what is always said is heard", test_quiet);
  add ("/speech/Suara turns it on, but no secret and no key is heard", test_aloud);
  add ("/speech/Suara touched while it speaks ends it", test_second_touch);
  add ("/speech/Suara held ends it", test_hold);
  add ("/speech/a headset hears all; without it nothing goes on aloud", test_headset);
  add ("/speech/what is new waits for the page", test_change_waits);
  add ("/speech/a touch ends what is said and what waits", test_interrupt);
  add ("/speech/what is said is marked and keeps the visit alive", test_mark);
  add ("/speech/loudness ends at the loudest", test_loudness);
  return g_test_run ();
}
