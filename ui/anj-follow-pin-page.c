/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-follow-pin-page.h"

#include <string.h>

#include "core/anj-json.h"
#include "core/anj-secret.h"
#include "ui/anj-asking.h"
#include "ui/anj-digit-boxes.h"
#include "ui/anj-emblem.h"
#include "ui/anj-i18n.h"
#include "ui/anj-keypad.h"
#include "ui/anj-parts.h"

#define PIN_LENGTH 6
#define PIN_GROUP 3
#define EMBLEM_HEIGHT_MM 84
#define ERROR_HEIGHT_MM 28
#define MS_PER_MINUTE 60000

struct _AnjFollowPinPage
{
  AnjPage parent_instance;

  GtkWidget *boxes;          /* (unowned): child */
  GtkWidget *keypad;         /* (unowned): child */
  GCancellable *cancellable; /* (owned) */
};

G_DEFINE_FINAL_TYPE (AnjFollowPinPage, anj_follow_pin_page, ANJ_TYPE_PAGE)

static void
show_pin (AnjFollowPinPage *self)
{
  AnjPage *page = ANJ_PAGE (self);
  const char *pin = anj_visit_get_follow_pin (anj_page_get_visit (page));

  anj_digit_boxes_set_text (ANJ_DIGIT_BOXES (self->boxes), pin);
  anj_page_set_error (page, NULL, NULL);
  anj_page_set_complete (page, strlen (pin) == PIN_LENGTH,
                         _ ("PIN ada 6 angka.\nTulis dulu 6 angka dari catatan Anda."));
}

static void
on_key (AnjFollowPinPage *self, guint key)
{
  AnjVisit *visit = anj_page_get_visit (ANJ_PAGE (self));
  g_autoptr (AnjSecretString)
      after = anj_keypad_edit (anj_visit_get_follow_pin (visit), PIN_LENGTH, (char) key);

  if (after == NULL)
    {
      anj_pad_show_full (ANJ_PAGE (self));
      return;
    }
  anj_visit_set_follow_pin (visit, after);
  show_pin (self);
}

static gboolean
anj_follow_pin_page_key (AnjPage *page, gunichar character, guint keyval)
{
  return anj_keypad_type (ANJ_KEYPAD (ANJ_FOLLOW_PIN_PAGE (page)->keypad), character, keyval);
}

static void
show_failure (AnjPage *page, const GError *error)
{
  guint minutes = (anj_session_error_delay_ms (error) + MS_PER_MINUTE - 1) / MS_PER_MINUTE;

  if (g_error_matches (error, ANJ_SESSION_ERROR, ANJ_SESSION_ERROR_NOT_FOUND))
    {
      anj_page_set_error (page, _ ("Nomor dan PIN belum cocok."),
                          _ ("Periksa keduanya pada catatan Anda."));
    }
  else if (g_error_matches (error, ANJ_SESSION_ERROR, ANJ_SESSION_ERROR_THROTTLED))
    {
      g_autofree char *heading = minutes > 1
                                     ? g_strdup_printf (_ ("Mohon tunggu %u menit."), minutes)
                                     : g_strdup (_ ("Mohon tunggu sebentar."));

      anj_page_set_error (page, heading, _ ("Lalu coba lagi. Petugas bisa membantu Anda."));
    }
  else
    {
      anj_page_set_error (page, _ ("Kabar belum bisa dibuka."),
                          _ ("Mohon coba lagi, atau panggil petugas."));
    }
}

static void
on_followed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AnjPage) page = ANJ_PAGE (user_data);
  g_autoptr (GError) error = NULL;
  JsonObject *followed = anj_session_follow_finish (ANJ_SESSION (source), result, &error);

  if (!anj_asking_end (page, error))
    return;
  if (followed == NULL)
    {
      show_failure (page, error);
      return;
    }
  anj_visit_set_followed (anj_page_get_visit (page), followed);
  json_object_unref (followed);
  anj_page_next (page);
}

static void
follow (AnjPage *page)
{
  AnjVisit *visit = anj_page_get_visit (page);
  AnjSession *session = anj_asking_begin (page);

  if (session == NULL)
    return;
  anj_session_follow_async (
      session, anj_json_get_string (anj_visit_get_config (visit), "region", ""),
      anj_visit_get_follow_number (visit), anj_visit_get_follow_pin (visit),
      ANJ_FOLLOW_PIN_PAGE (page)->cancellable, on_followed, g_object_ref (page));
}

static void
build (AnjFollowPinPage *self)
{
  AnjPage *page = ANJ_PAGE (self);
  const AnjMetrics *metrics = anj_page_get_metrics (page);
  gboolean landscape = anj_metrics_is_landscape (metrics);
  GtkWidget *box = anj_parts_box (GTK_ORIENTATION_VERTICAL, metrics, 4, NULL);
  GtkWidget *under = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->boxes = anj_digit_boxes_new (metrics, PIN_LENGTH, PIN_GROUP);
  self->keypad = anj_keypad_new (metrics);
  g_signal_connect_swapped (self->keypad, "key", G_CALLBACK (on_key), self);
  gtk_widget_set_halign (self->boxes, landscape ? GTK_ALIGN_START : GTK_ALIGN_CENTER);
  if (!landscape)
    {
      GtkWidget *emblem = anj_emblem_new (metrics, "rahasia", EMBLEM_HEIGHT_MM);

      gtk_widget_set_vexpand (emblem, TRUE);
      gtk_widget_set_margin_bottom (emblem, anj_metrics_px (metrics, 6));
      gtk_box_append (GTK_BOX (box), emblem);
      gtk_widget_set_size_request (under, -1, anj_metrics_px (metrics, ERROR_HEIGHT_MM));
    }
  gtk_box_append (GTK_BOX (box), self->boxes);
  gtk_box_append (GTK_BOX (under), anj_page_take_error_place (page));
  gtk_box_append (GTK_BOX (box), under);
  if (landscape)
    {
      gtk_widget_set_size_request (self->keypad, anj_metrics_px (metrics, 70), -1);
      gtk_widget_set_valign (self->keypad, GTK_ALIGN_START);
      anj_page_set_side (page, self->keypad);
    }
  else
    {
      gtk_box_append (GTK_BOX (box), self->keypad);
    }
  anj_page_set_content (page, box);
}

static void
anj_follow_pin_page_constructed (GObject *object)
{
  AnjPage *page = ANJ_PAGE (object);

  G_OBJECT_CLASS (anj_follow_pin_page_parent_class)->constructed (object);

  anj_page_set_question (page, _ ("Tulis PIN aduan"));
  anj_page_set_sentence (page, _ ("PIN ada 6 angka, di bawah nomor aduan."));
  anj_page_set_navigation (page, TRUE, _ ("Lihat kabar"), "lanjut");
  anj_page_set_primary_func (page, follow);
  build (ANJ_FOLLOW_PIN_PAGE (object));
  show_pin (ANJ_FOLLOW_PIN_PAGE (object));
}

static void
anj_follow_pin_page_dispose (GObject *object)
{
  AnjFollowPinPage *self = ANJ_FOLLOW_PIN_PAGE (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (anj_follow_pin_page_parent_class)->dispose (object);
}

static void
anj_follow_pin_page_class_init (AnjFollowPinPageClass *klass)
{
  G_OBJECT_CLASS (klass)->constructed = anj_follow_pin_page_constructed;
  G_OBJECT_CLASS (klass)->dispose = anj_follow_pin_page_dispose;
  ANJ_PAGE_CLASS (klass)->key = anj_follow_pin_page_key;
}

static void
anj_follow_pin_page_init (AnjFollowPinPage *self)
{
  self->cancellable = g_cancellable_new ();
}
