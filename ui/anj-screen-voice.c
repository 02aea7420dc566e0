/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "anj-ui"

#include "ui/anj-screen-private.h"

#include <string.h>

#include "core/anj-json.h"
#include "ui/anj-help-bar.h"
#include "ui/anj-i18n.h"
#include "ui/anj-idle-warning.h"
#include "ui/anj-pad.h"
#include "ui/anj-parts.h"
#include "ui/anj-speech-words.h"
#include "ui/anj-text-field.h"

/* What the screen says, and when: a page once it is laid out, what is new on it after a touch,
 * errors, keys, dialogues. Whether it is heard is AnjSpeech's business; a screen without one is
 * mute. */

/* the screen before this one holds the device until it ends */
#define DEVICE_RETRY_MS 300
#define MAX_DEVICE_TRIES 10
/* by then what a touch set going shows: a camera, a recording */
#define LATE_CHANGE_MS 900
/* who listens needs longer (T13) */
#define LISTENER_PATIENCE 3
/* the warning is said when it comes, and at these seconds */
#define WARN_AGAIN 20
#define WARN_LAST 10

static const char *
language_of (AnjScreen *self)
{
  return anj_visit_get_language (self->visit);
}

static AnjReadingHow
how_of (AnjScreen *self, gboolean asked)
{
  return (AnjReadingHow){ .language = language_of (self),
                          .personal = self->current->personal,
                          .asked = asked };
}

static void
say (AnjScreen *self, AnjSpeechCause cause, AnjReading *reading)
{
  anj_speech_say (self->speech, cause, language_of (self), reading);
}

static void
add_text (AnjScreen *self, AnjReading *reading, const char *text)
{
  anj_reading_add_text (reading, self->page, ANJ_UTTERANCE_OPEN, text, language_of (self));
}

/* --- the whole page --- */

static GtkWidget *
find_with_class (GtkWidget *widget, const char *css_class)
{
  GtkWidget *found = NULL;

  if (gtk_widget_has_css_class (widget, css_class))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_with_class (child, css_class);
  return found;
}

/* the step, and the line while it is down */
static void
add_header (AnjScreen *self, AnjReading *reading, const AnjReadingHow *how)
{
  JsonObject *status = anj_visit_get_status (self->visit);
  GtkWidget *progress = find_with_class (self->column, "kemajuan");

  if (progress != NULL)
    anj_reading_add_widget (reading, progress, how);
  if (status != NULL && !anj_json_get_bool (status, "online", FALSE) &&
      anj_reading_is_seen (self->header))
    add_text (self, reading, _ ("Tidak tersambung"));
  anj_reading_add_widget (reading, self->band, how);
}

/* what is the same on all pages: once a session each */
static void
add_frame (AnjScreen *self, AnjReading *reading, const AnjReadingHow *how)
{
  GtkWidget *progress = find_with_class (self->header, "kemajuan");

  if (!self->header_said && progress == NULL && anj_reading_is_seen (self->header))
    {
      anj_reading_add_widget (reading, self->header, how);
      self->header_said = TRUE;
    }
  if (!self->help_said && !self->current->bare)
    {
      anj_reading_add_widget (reading, self->help, how);
      self->help_said = TRUE;
    }
}

static void
add_lesson (AnjScreen *self, AnjReading *reading)
{
  switch (self->keys.is_writing ? self->keys.field : ANJ_KEYS_NO_FIELD)
    {
    case ANJ_KEYS_NO_FIELD:
      add_text (self, reading,
                _ ("Angka 8 maju, 2 mundur, 5 memilih, bintang kembali, 0 mengulang."));
      return;
    case ANJ_KEYS_DIGITS:
      add_text (self, reading, _ ("Ketik angka. Pagar untuk lanjut, bintang untuk menghapus."));
      break;
    case ANJ_KEYS_CODE:
    case ANJ_KEYS_TEXT:
      add_text (self, reading, _ ("Angka 2 sampai 9 menulis huruf, 0 menulis spasi."));
      add_text (self, reading, _ ("Pagar untuk lanjut, bintang untuk menghapus."));
      break;
    }
  add_text (self, reading, _ ("Tahan bintang untuk pilihan lain."));
}

/* once a session on pages without a field, on each page with one */
static void
add_lesson_once (AnjScreen *self, AnjReading *reading)
{
  if (anj_speech_get_mode (self->speech) != ANJ_SPEECH_PRIVATE ||
      (self->lesson_said && self->keys.field == ANJ_KEYS_NO_FIELD))
    return;
  add_lesson (self, reading);
  self->lesson_said = TRUE;
}

static AnjReading *
read_scrim (AnjScreen *self)
{
  AnjReading *reading = anj_reading_new ();
  AnjReadingHow how = how_of (self, /* asked */ FALSE);

  anj_reading_add_widget (reading, self->scrim, &how);
  return reading;
}

static AnjReading *
read_page (AnjScreen *self, gboolean asked)
{
  AnjReading *reading = anj_reading_new ();
  AnjReadingHow how = how_of (self, asked);

  add_header (self, reading, &how);
  anj_reading_add_page (reading, ANJ_PAGE (self->page), &how);
  g_hash_table_remove_all (self->said);
  anj_reading_remember (reading, self->said);
  add_lesson_once (self, reading);
  add_frame (self, reading, &how);
  return reading;
}

static void
say_page (AnjScreen *self, gboolean asked)
{
  if (!self->shown || self->page == NULL || !anj_speech_wants (self->speech, ANJ_SPEECH_PAGE))
    return;
  say (self, ANJ_SPEECH_PAGE, self->scrim != NULL ? read_scrim (self) : read_page (self, asked));
}

static void
say_changes (AnjScreen *self)
{
  AnjReading *reading = NULL;
  AnjReadingHow how = how_of (self, /* asked */ FALSE);

  if (!self->shown || self->page == NULL || self->scrim != NULL ||
      !anj_speech_wants (self->speech, ANJ_SPEECH_CHANGE))
    return;
  reading = anj_reading_new ();
  anj_reading_add_page (reading, ANJ_PAGE (self->page), &how);
  anj_reading_keep_new (reading, self->said);
  anj_reading_remember (reading, self->said);
  say (self, ANJ_SPEECH_CHANGE, reading);
}

/* --- after the next frame, when all has its place --- */

static void
on_after_paint (AnjScreen *self)
{
  AnjScreenDue due = self->due;

  self->due = ANJ_SCREEN_DUE_NOTHING;
  if (self->leaving)
    return;
  if (due == ANJ_SCREEN_DUE_PAGE)
    say_page (self, /* asked */ FALSE);
  else if (due == ANJ_SCREEN_DUE_CHANGES)
    say_changes (self);
}

static void
make_due (AnjScreen *self, AnjScreenDue due)
{
  if (self->speech == NULL || self->leaving || !gtk_widget_get_realized (GTK_WIDGET (self)))
    return;
  self->due = MAX (self->due, due);
  gdk_frame_clock_request_phase (gtk_widget_get_frame_clock (GTK_WIDGET (self)),
                                 GDK_FRAME_CLOCK_PHASE_AFTER_PAINT);
}

static gboolean
on_late_change (gpointer user_data)
{
  AnjScreen *self = ANJ_SCREEN (user_data);

  self->change_source = 0;
  make_due (self, ANJ_SCREEN_DUE_CHANGES);
  return G_SOURCE_REMOVE;
}

void
anj_screen_say_changes_soon (AnjScreen *self)
{
  if (self->speech == NULL)
    return;
  make_due (self, ANJ_SCREEN_DUE_CHANGES);
  g_clear_handle_id (&self->change_source, g_source_remove);
  self->change_source = g_timeout_add (LATE_CHANGE_MS, on_late_change, self);
}

/* --- pages --- */

static void
on_page_error (AnjScreen *self)
{
  AnjReading *reading = NULL;
  AnjReadingHow how = how_of (self, /* asked */ FALSE);
  GtkWidget *box = anj_page_get_error_box (ANJ_PAGE (self->page));

  /* one that stands there already when the page comes is said with it */
  if (self->due == ANJ_SCREEN_DUE_PAGE || !self->shown || box == NULL)
    return;
  gtk_widget_grab_focus (box);
  anj_speech_play (self->speech, ANJ_TONE_LOOK);
  if (!anj_speech_wants (self->speech, ANJ_SPEECH_PAGE))
    return;
  reading = anj_reading_new ();
  anj_reading_add_widget (reading, box, &how);
  anj_reading_remember (reading, self->said);
  say (self, ANJ_SPEECH_PAGE, reading);
}

static void
on_page_waiting (AnjScreen *self, gboolean waiting)
{
  anj_speech_set_waiting (self->speech, waiting);
  if (waiting)
    make_due (self, ANJ_SCREEN_DUE_CHANGES);
}

static void
say_word (AnjScreen *self, const char *word)
{
  AnjReading *reading = anj_reading_new ();

  anj_reading_add_text (reading, self->page, ANJ_UTTERANCE_SECRET, word, language_of (self));
  say (self, ANJ_SPEECH_KEY, reading);
}

/* (transfer none) (nullable): the text that is being written */
static const char *
text_of (GtkWidget *widget)
{
  const char *text = NULL;

  if (ANJ_IS_TEXT_FIELD (widget))
    return gtk_widget_has_css_class (widget, "diam") ? NULL : anj_parts_get_name (widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && text == NULL;
       child = gtk_widget_get_next_sibling (child))
    text = text_of (child);
  return text;
}

/* each key, and at a space the word before it */
static void
on_pad_key (AnjScreen *self, guint character)
{
  g_autofree char *word = NULL;
  const char *text = NULL;

  anj_speech_play (self->speech, ANJ_TONE_KEY);
  if (self->rewriting || !anj_speech_wants (self->speech, ANJ_SPEECH_KEY))
    return;
  text = character == ' ' ? text_of (self->page) : NULL;
  if (text != NULL)
    {
      g_autofree char *trimmed = g_strchomp (g_strdup (text));
      const char *space = strrchr (trimmed, ' ');

      word = g_strdup (space != NULL ? space + 1 : trimmed);
    }
  else
    word = g_unichar_isprint (character) || character == '\n'
               ? anj_speech_character (character, language_of (self))
               : g_strdup (_ ("Hapus"));
  say_word (self, word);
}

static void
connect_pads (AnjScreen *self, GtkWidget *widget)
{
  if (ANJ_IS_PAD (widget))
    g_signal_connect_object (widget, "key", G_CALLBACK (on_pad_key), self,
                             G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    connect_pads (self, child);
}

void
anj_screen_voice_page (AnjScreen *self)
{
  gboolean same = self->read_page == self->current &&
                  g_strcmp0 (self->read_language, language_of (self)) == 0;

  if (self->speech == NULL)
    return;
  g_signal_connect_object (self->page, "error", G_CALLBACK (on_page_error), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->page, "waiting", G_CALLBACK (on_page_waiting), self,
                           G_CONNECT_SWAPPED);
  connect_pads (self, self->page);
  anj_speech_set_waiting (self->speech, FALSE);
  anj_screen_show_voice (self);
  g_free (self->read_language);
  self->read_language = g_strdup (language_of (self));
  self->read_page = self->current;
  if (same)
    return;
  g_clear_handle_id (&self->change_source, g_source_remove);
  if (anj_screen_is_page (self, "terkirim"))
    anj_speech_play (self->speech, ANJ_TONE_ACCEPTED);
  make_due (self, ANJ_SCREEN_DUE_PAGE);
}

/* --- dialogues --- */

void
anj_screen_say_scrim (AnjScreen *self)
{
  make_due (self, ANJ_SCREEN_DUE_PAGE);
}

void
anj_screen_say_warning (AnjScreen *self, guint seconds_left)
{
  gboolean first = seconds_left >= anj_idle_warning_seconds (self->idle);

  if (self->speech != NULL && (first || seconds_left == WARN_AGAIN || seconds_left == WARN_LAST))
    say (self, ANJ_SPEECH_ALWAYS, read_scrim (self));
}

void
anj_screen_say_greeting (AnjScreen *self)
{
  AnjReading *reading = NULL;

  if (self->speech == NULL || anj_speech_wants (self->speech, ANJ_SPEECH_PAGE))
    return;
  reading = anj_reading_new ();
  /* as it stands on the page, in whatever language */
  anj_reading_add_text (reading, self->page, ANJ_UTTERANCE_OPEN, "Selamat datang", "id");
  say (self, ANJ_SPEECH_ALWAYS, reading);
}

void
anj_screen_say_focus (AnjScreen *self, GtkWidget *widget)
{
  AnjReading *reading = NULL;
  AnjReadingHow how = how_of (self, /* asked */ FALSE);

  if (self->speech == NULL || !anj_speech_wants (self->speech, ANJ_SPEECH_FOCUS))
    return;
  reading = anj_reading_new ();
  anj_reading_add_choice (reading, ANJ_PAGE (self->page), widget, &how);
  say (self, ANJ_SPEECH_FOCUS, reading);
}

void
anj_screen_teach (AnjScreen *self)
{
  AnjReading *reading = NULL;

  if (self->speech == NULL)
    return;
  reading = anj_reading_new ();
  add_lesson (self, reading);
  say (self, ANJ_SPEECH_PAGE, reading);
}

/* --- the device and the button --- */

void
anj_screen_show_voice (AnjScreen *self)
{
  if (self->speech != NULL && self->help != NULL && !self->leaving)
    anj_help_bar_set_voice (ANJ_HELP_BAR (self->help),
                            anj_speech_get_mode (self->speech) != ANJ_SPEECH_QUIET,
                            anj_speech_is_speaking (self->speech));
}

static void
on_heard (AnjScreen *self)
{
  if (self->idle != NULL && self->warning == NULL)
    anj_idle_touch (self->idle);
}

static void open_device (AnjScreen *self);

static gboolean
on_device_retry (gpointer user_data)
{
  AnjScreen *self = ANJ_SCREEN (user_data);

  self->device_source = 0;
  open_device (self);
  return G_SOURCE_REMOVE;
}

static void
on_device (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AnjScreen) self = ANJ_SCREEN (user_data);
  g_autoptr (GError) error = NULL;
  int fd = anj_session_open_device_finish (ANJ_SESSION (source), result, &error);

  if (fd >= 0)
    {
      anj_speaker_set_output (self->options.speaker, fd);
      make_due (self, ANJ_SCREEN_DUE_PAGE);
    }
  else if (!self->leaving && ++self->n_device_tries < MAX_DEVICE_TRIES)
    self->device_source = g_timeout_add (DEVICE_RETRY_MS, on_device_retry, self);
  else if (!self->leaving)
    g_debug ("no sound: %s", error->message);
}

static void
open_device (AnjScreen *self)
{
  AnjSession *session = anj_visit_get_session (self->visit);

  if (session != NULL)
    anj_session_open_device_async (session, "sound", self->cancellable, on_device,
                                   g_object_ref (self));
}

void
anj_screen_set_patience (AnjScreen *self)
{
  gboolean listens = self->speech != NULL &&
                     anj_speech_get_mode (self->speech) == ANJ_SPEECH_PRIVATE;

  if (self->idle != NULL)
    anj_idle_set_patience (self->idle, listens ? LISTENER_PATIENCE : 1);
}

void
anj_screen_take_headset (AnjScreen *self)
{
  JsonObject *status = anj_visit_get_status (self->visit);
  gboolean is_in = status != NULL && anj_json_get_bool (status, "headset", FALSE);
  gboolean was_in;

  if (self->speech == NULL || !self->shown || self->leaving)
    return;
  was_in = anj_speech_get_mode (self->speech) == ANJ_SPEECH_PRIVATE;
  anj_speech_set_headset (self->speech, is_in);
  if (is_in != was_in)
    anj_screen_set_patience (self);
  if (is_in && !was_in)
    {
      self->lesson_said = FALSE;
      make_due (self, ANJ_SCREEN_DUE_PAGE);
    }
}

void
anj_screen_voice_begin (AnjScreen *self)
{
  if (self->options.speaker == NULL)
    return;
  self->speech = anj_speech_new (self->options.speaker);
  g_signal_connect_object (self->speech, "changed", G_CALLBACK (anj_screen_show_voice), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->speech, "heard", G_CALLBACK (on_heard), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (gtk_widget_get_frame_clock (GTK_WIDGET (self)), "after-paint",
                           G_CALLBACK (on_after_paint), self, G_CONNECT_SWAPPED);
  self->read_page = NULL;
  anj_screen_voice_page (self);
  open_device (self);
  anj_screen_take_headset (self);
}

void
anj_screen_voice_end (AnjScreen *self)
{
  g_clear_handle_id (&self->change_source, g_source_remove);
  g_clear_handle_id (&self->device_source, g_source_remove);
  if (self->speech != NULL)
    {
      anj_speech_set_waiting (self->speech, FALSE);
      anj_speech_interrupt (self->speech);
    }
  g_clear_object (&self->speech);
}

void
anj_screen_touch_voice (AnjScreen *self)
{
  if (self->speech == NULL || !anj_speaker_has_output (self->options.speaker))
    anj_screen_show_notice (self, "suara-mati", _ ("Layar ini belum bisa bersuara."),
                            _ ("Mohon minta petugas membacakan."));
  else if (anj_speech_touch_button (self->speech))
    say_page (self, /* asked */ TRUE);
}
