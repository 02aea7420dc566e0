/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-voice-page.h"

#include "ui/anj-evidence.h"
#include "ui/anj-i18n.h"
#include "ui/anj-icon.h"
#include "ui/anj-loudness.h"
#include "ui/anj-parts.h"
#include "ui/media/anj-microphone.h"

/* louder than a room: somebody speaks */
#define VOICE_PEAK 0.05

struct _AnjVoicePage
{
  AnjPage parent_instance;

  AnjMicrophone *microphone; /* (owned) (nullable): while it records */
  GCancellable *leaving;     /* (owned): cancelled in dispose */
  GtkWidget *state;          /* (unowned): child, as those below */
  GtkWidget *time;
  GtkWidget *loudness;
  GtkWidget *start;
  GtkWidget *stop;
  GtkWidget *again;
  GtkWidget *remove;
};

G_DEFINE_FINAL_TYPE (AnjVoicePage, anj_voice_page, ANJ_TYPE_PAGE)

static guint
whole_seconds (gint64 length_ms)
{
  return (guint) (length_ms / 1000);
}

static void
show_time (AnjVoicePage *self, guint length_s)
{
  guint max_s = anj_evidence_max_recording_s (anj_page_get_visit (ANJ_PAGE (self)));
  /* translators: %u seconds of at most %u */
  g_autofree char *text = g_strdup_printf (_ ("%u dari %u detik"), length_s, max_s);

  gtk_label_set_text (GTK_LABEL (self->time), text);
}

static void
show_state (AnjVoicePage *self)
{
  AnjVisit *visit = anj_page_get_visit (ANJ_PAGE (self));
  gboolean records = self->microphone != NULL;
  gboolean has_recording = anj_evidence_count (visit, ANJ_ATTACHMENT_OGG) > 0;

  gtk_label_set_text (GTK_LABEL (self->state), records ? _ ("Sedang merekam. Silakan bicara.")
                                               : has_recording ? _ ("Rekaman sudah ada.")
                                                               : _ ("Belum merekam."));
  gtk_widget_set_visible (self->start, !records && !has_recording);
  gtk_widget_set_visible (self->stop, records);
  gtk_widget_set_visible (self->again, !records && has_recording);
  gtk_widget_set_visible (self->remove, !records && has_recording);
  anj_loudness_set_peak (ANJ_LOUDNESS (self->loudness), 0);
  show_time (self, records ? 0 : anj_evidence_get_recording_s (visit));
  anj_page_set_complete (ANJ_PAGE (self), records || has_recording,
                         _ ("Rekam dulu suara Anda.\nAtau sentuh Kembali untuk menulis."));
}

/* recording */

static void
stop_recording (AnjVoicePage *self)
{
  AnjVisit *visit = anj_page_get_visit (ANJ_PAGE (self));
  AnjAttachment *recording = NULL;

  if (self->microphone == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->microphone, self);
  recording = anj_microphone_finish (self->microphone, /* error */ NULL);
  if (recording != NULL)
    anj_evidence_set_recording (visit, recording,
                                whole_seconds (anj_microphone_get_length_ms (self->microphone)));
  g_clear_object (&self->microphone);
}

static void
on_heard (AnjVoicePage *self, double peak)
{
  anj_loudness_set_peak (ANJ_LOUDNESS (self->loudness), peak);
  show_time (self, whole_seconds (anj_microphone_get_length_ms (self->microphone)));
  if (peak >= VOICE_PEAK)
    anj_page_stir (ANJ_PAGE (self));
}

static void
show_no_microphone (AnjVoicePage *self)
{
  anj_page_set_error (ANJ_PAGE (self), _ ("Mikrofon belum bisa dipakai."),
                      _ ("Sentuh Kembali untuk menulis, atau panggil petugas."));
}

static void
on_ended (AnjVoicePage *self)
{
  gboolean was_heard = anj_microphone_get_length_ms (self->microphone) > 0;

  stop_recording (self);
  show_state (self);
  if (!was_heard)
    show_no_microphone (self);
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AnjVoicePage) self = user_data;
  g_autoptr (GError) error = NULL;
  int fd = anj_session_open_device_finish (ANJ_SESSION (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  anj_page_set_busy (ANJ_PAGE (self), FALSE);
  if (fd < 0)
    {
      show_no_microphone (self);
      return;
    }
  self->microphone = anj_microphone_new (
      fd, anj_evidence_max_recording_s (anj_page_get_visit (ANJ_PAGE (self))));
  g_signal_connect_swapped (self->microphone, "heard", G_CALLBACK (on_heard), self);
  g_signal_connect_swapped (self->microphone, "ended", G_CALLBACK (on_ended), self);
  show_state (self);
}

static void
on_start (AnjVoicePage *self)
{
  AnjPage *page = ANJ_PAGE (self);
  AnjSession *session = anj_visit_get_session (anj_page_get_visit (page));

  anj_page_set_error (page, NULL, NULL);
  if (session == NULL)
    {
      show_no_microphone (self);
      return;
    }
  anj_page_set_busy (page, TRUE);
  anj_session_open_device_async (session, "microphone", self->leaving, on_opened,
                                 g_object_ref (self));
}

static void
on_stop (AnjVoicePage *self)
{
  stop_recording (self);
  show_state (self);
}

static void
on_remove (AnjVoicePage *self)
{
  anj_evidence_set_recording (anj_page_get_visit (ANJ_PAGE (self)), /* recording */ NULL, 0);
  show_state (self);
}

static void
go_on (AnjPage *page)
{
  AnjVoicePage *self = ANJ_VOICE_PAGE (page);

  stop_recording (self);
  show_state (self);
  if (anj_evidence_count (anj_page_get_visit (page), ANJ_ATTACHMENT_OGG) > 0)
    anj_page_next (page);
}

char *
anj_voice_page_summary (AnjVisit *visit)
{
  guint n_seconds = anj_evidence_get_recording_s (visit);

  /* translators: %u seconds */
  return g_strdup_printf (ngettext ("Rekaman %u detik", "Rekaman %u detik", n_seconds), n_seconds);
}

/* parts */

static GtkWidget *
make_button (AnjVoicePage *self,
             const char *icon_name,
             const char *word,
             const char *css_class,
             void (*func) (AnjVoicePage *self))
{
  GtkWidget *button = anj_parts_button (icon_name, word, css_class);

  g_signal_connect_swapped (button, "clicked", G_CALLBACK (func), self);
  gtk_widget_set_hexpand (button, TRUE);
  return button;
}

static GtkWidget *
make_panel (AnjVoicePage *self)
{
  const AnjMetrics *metrics = anj_page_get_metrics (ANJ_PAGE (self));
  gboolean landscape = anj_metrics_is_landscape (metrics);
  GtkWidget *panel = anj_parts_box (GTK_ORIENTATION_VERTICAL, metrics, 0, "kotak-rekam");
  GtkWidget *inner = anj_parts_box (
      landscape ? GTK_ORIENTATION_HORIZONTAL : GTK_ORIENTATION_VERTICAL, metrics, 6, NULL);
  GtkWidget *words = anj_parts_box (GTK_ORIENTATION_VERTICAL, metrics, landscape ? 1 : 4, NULL);
  GtkWidget *square = anj_parts_square ("mikrofon", landscape ? 16 : 52, metrics,
                                        landscape ? 26 : 84, NULL);

  self->state = anj_parts_label ("", "label");
  self->time = anj_parts_label ("", "angka");
  self->loudness = anj_loudness_new (metrics);
  gtk_box_append (GTK_BOX (words), self->state);
  gtk_box_append (GTK_BOX (words), self->time);
  gtk_box_append (GTK_BOX (words), self->loudness);
  gtk_widget_set_hexpand (words, TRUE);
  if (!landscape)
    {
      gtk_label_set_xalign (GTK_LABEL (self->state), 0.5f);
      gtk_label_set_xalign (GTK_LABEL (self->time), 0.5f);
    }
  gtk_box_append (GTK_BOX (inner), square);
  gtk_box_append (GTK_BOX (inner), words);
  gtk_widget_set_vexpand (inner, TRUE);
  gtk_widget_set_valign (inner, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (panel), inner);
  return panel;
}

static GtkWidget *
make_buttons (AnjVoicePage *self)
{
  const AnjMetrics *metrics = anj_page_get_metrics (ANJ_PAGE (self));
  GtkWidget *buttons = anj_parts_box (GTK_ORIENTATION_HORIZONTAL, metrics, 4, NULL);

  self->start = make_button (self, "mikrofon", _ ("Mulai rekam"), "utama", on_start);
  self->stop = make_button (self, "status-berhenti", _ ("Berhenti merekam"), "utama", on_stop);
  self->again = make_button (self, "mikrofon", _ ("Rekam lagi"), NULL, on_start);
  self->remove = make_button (self, "hapus", _ ("Hapus"), NULL, on_remove);
  gtk_box_append (GTK_BOX (buttons), self->start);
  gtk_box_append (GTK_BOX (buttons), self->stop);
  gtk_box_append (GTK_BOX (buttons), self->again);
  gtk_box_append (GTK_BOX (buttons), self->remove);
  return buttons;
}

static GtkWidget *
make_warning (AnjVoicePage *self)
{
  const AnjMetrics *metrics = anj_page_get_metrics (ANJ_PAGE (self));
  GtkWidget *box = anj_parts_box (GTK_ORIENTATION_HORIZONTAL, metrics, 4, "kotak-kuning");
  GtkWidget *label = anj_parts_label (_ ("Suara Anda bisa dikenali orang, walau tanpa nama."),
                                      "isi tebal");

  gtk_widget_set_valign (label, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box),
                  anj_icon_new ("tanpa-nama", anj_metrics_is_landscape (metrics) ? 8 : 12));
  gtk_box_append (GTK_BOX (box), label);
  return box;
}

static void
anj_voice_page_constructed (GObject *object)
{
  AnjVoicePage *self = ANJ_VOICE_PAGE (object);
  AnjPage *page = ANJ_PAGE (object);
  const AnjMetrics *metrics = NULL;
  GtkWidget *box = NULL;

  G_OBJECT_CLASS (anj_voice_page_parent_class)->constructed (object);

  metrics = anj_page_get_metrics (page);
  box = anj_parts_box (GTK_ORIENTATION_VERTICAL, metrics,
                       anj_metrics_is_landscape (metrics) ? 2 : 5, NULL);
  anj_page_set_question (page, _ ("Rekam suara Anda"));
  if (!anj_metrics_is_landscape (metrics))
    anj_page_set_sentence (page, _ ("Ceritakan yang terjadi, kapan, dan di mana."));
  if (anj_visit_is_kind (anj_page_get_visit (page), "complaint") &&
      anj_visit_get_name_choice (anj_page_get_visit (page)) == ANJ_NAME_ANONYMOUS)
    gtk_box_append (GTK_BOX (box), make_warning (self));
  gtk_box_append (GTK_BOX (box), make_panel (self));
  gtk_box_append (GTK_BOX (box), anj_page_take_error_place (page));
  gtk_box_append (GTK_BOX (box), make_buttons (self));
  anj_page_set_navigation (page, TRUE, _ ("Lanjut"), "lanjut");
  anj_page_set_primary_func (page, go_on);
  anj_page_set_content (page, box);
  show_state (self);
}

static void
anj_voice_page_dispose (GObject *object)
{
  AnjVoicePage *self = ANJ_VOICE_PAGE (object);

  g_cancellable_cancel (self->leaving);
  stop_recording (self);
  G_OBJECT_CLASS (anj_voice_page_parent_class)->dispose (object);
}

static void
anj_voice_page_finalize (GObject *object)
{
  g_object_unref (ANJ_VOICE_PAGE (object)->leaving);
  G_OBJECT_CLASS (anj_voice_page_parent_class)->finalize (object);
}

static void
anj_voice_page_class_init (AnjVoicePageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->constructed = anj_voice_page_constructed;
  object_class->dispose = anj_voice_page_dispose;
  object_class->finalize = anj_voice_page_finalize;
}

static void
anj_voice_page_init (AnjVoicePage *self)
{
  self->leaving = g_cancellable_new ();
}
