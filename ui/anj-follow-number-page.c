/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-follow-number-page.h"

#include <string.h>

#include "core/anj-secret.h"
#include "core/anj-ticket-number.h"
#include "ui/anj-code-pad.h"
#include "ui/anj-emblem.h"
#include "ui/anj-i18n.h"
#include "ui/anj-parts.h"

#define EMBLEM_HEIGHT_MM 84
/* as high as an error box, so that nothing jumps when one comes */
#define ERROR_HEIGHT_MM 28

struct _AnjFollowNumberPage
{
  AnjPage parent_instance;

  GtkWidget *boxes[ANJ_CODE_LENGTH]; /* (unowned): children */
  GtkWidget *row;                    /* (unowned): child: the boxes */
  GtkWidget *pad;                    /* (unowned): child */
};

G_DEFINE_FINAL_TYPE (AnjFollowNumberPage, anj_follow_number_page, ANJ_TYPE_PAGE)

/* the visit holds the number as it is shown, with dashes */
static char *
read_code (AnjVisit *visit)
{
  g_auto (GStrv) parts = g_strsplit (anj_visit_get_follow_number (visit), "-", -1);

  return g_strjoinv ("", parts);
}

static void
tell_row (GtkWidget *row, const char *code)
{
  g_autoptr (AnjSecretString) shown = anj_code_group (code);
  g_autofree char *instead = g_strdup_printf (_ ("%u dari %u"), (guint) strlen (code),
                                              ANJ_CODE_LENGTH);

  anj_parts_say (row, *code != '\0' ? shown : instead);
  anj_parts_set_secrecy (row, ANJ_SECRECY_HEADSET, instead);
}

static void
show_boxes (AnjFollowNumberPage *self, const char *code)
{
  gsize length = strlen (code);

  tell_row (self->row, code);
  for (guint i = 0; i < ANJ_CODE_LENGTH; i++)
    {
      char text[] = { i < length ? code[i] : '\0', '\0' };

      gtk_label_set_label (GTK_LABEL (self->boxes[i]), text);
      gtk_widget_remove_css_class (self->boxes[i], "terisi");
      gtk_widget_remove_css_class (self->boxes[i], "berikut");
      if (i < length)
        gtk_widget_add_css_class (self->boxes[i], "terisi");
      else if (i == length)
        gtk_widget_add_css_class (self->boxes[i], "berikut");
    }
}

static void
show_number (AnjFollowNumberPage *self)
{
  AnjPage *page = ANJ_PAGE (self);
  g_autoptr (AnjSecretString) code = read_code (anj_page_get_visit (page));
  gsize n_missing = ANJ_CODE_LENGTH - strlen (code);

  show_boxes (self, code);
  anj_code_pad_set_place (ANJ_CODE_PAD (self->pad), (guint) strlen (code));
  anj_page_set_error (page, NULL, NULL);
  if (n_missing > 0)
    {
      g_autofree char *why = g_strdup_printf (
          /* translators: %u characters are missing; what comes after the line break is what to do
           */
          _ ("Nomor aduan ada 8 huruf dan angka.\nTambahkan %u lagi."), (guint) n_missing);

      anj_page_set_complete (page, FALSE, why);
    }
  else if (!anj_ticket_number_parse (code, /* out_index */ NULL))
    {
      const char *heading = _ ("Nomor ini belum tepat.");
      const char *what = _ ("Cocokkan setiap huruf dan angka dengan catatan Anda.");
      g_autofree char *why = g_strjoin ("\n", heading, what, NULL);

      anj_page_set_complete (page, FALSE, why);
      anj_page_set_error (page, heading, what);
    }
  else
    {
      anj_page_set_complete (page, TRUE, NULL);
    }
}

static void
on_key (AnjFollowNumberPage *self, guint character)
{
  AnjVisit *visit = anj_page_get_visit (ANJ_PAGE (self));
  g_autoptr (AnjSecretString) code = read_code (visit);
  g_autoptr (AnjSecretString) after = anj_code_edit (code, (char) character);
  g_autoptr (AnjSecretString) shown = anj_code_group (after);

  anj_visit_set_follow_number (visit, shown);
  show_number (self);
}

static gboolean
anj_follow_number_page_key (AnjPage *page, gunichar character, guint keyval)
{
  AnjCodePad *pad = ANJ_CODE_PAD (ANJ_FOLLOW_NUMBER_PAGE (page)->pad);

  if (keyval == GDK_KEY_BackSpace)
    anj_code_pad_press (pad, ANJ_CODE_ERASE_ONE);
  else if (keyval == GDK_KEY_Delete || keyval == GDK_KEY_Clear)
    anj_code_pad_press (pad, ANJ_CODE_ERASE_ALL);
  else if (character < 128 && g_ascii_isalnum ((char) character))
    anj_code_pad_press (pad, g_ascii_toupper ((char) character));
  else
    return FALSE;
  return TRUE;
}

static GtkWidget *
make_boxes (AnjFollowNumberPage *self, const AnjMetrics *metrics)
{
  gboolean landscape = anj_metrics_is_landscape (metrics);
  GtkWidget *row = anj_parts_box (GTK_ORIENTATION_HORIZONTAL, metrics, landscape ? 1 : 2, NULL);
  gboolean low = anj_metrics_is_small_landscape (metrics);
  int width = anj_metrics_px (metrics, low ? 9 : landscape ? 15 : 17);
  int height = anj_metrics_px (metrics, low ? 12 : landscape ? 20 : 26);

  self->row = row;
  anj_parts_mark_field (row);
  gtk_widget_set_halign (row, GTK_ALIGN_CENTER);
  for (guint i = 0; i < ANJ_CODE_LENGTH; i++)
    {
      if (i == 3 || i == ANJ_CODE_LENGTH - 1)
        gtk_box_append (GTK_BOX (row), anj_parts_label ("–", low ? "label kedua" : "angka kedua"));
      self->boxes[i] = gtk_label_new (NULL);
      gtk_widget_add_css_class (self->boxes[i], "kotak-huruf");
      gtk_widget_set_size_request (self->boxes[i], width, height);
      gtk_box_append (GTK_BOX (row), self->boxes[i]);
    }
  return row;
}

/* left of the boxes, where there is no height for it above them */
static void
add_sentence_beside (GtkWidget *upper, const char *sentence)
{
  GtkWidget *label = anj_parts_label (sentence, "kecil kedua");

  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (upper), label);
}

static void
anj_follow_number_page_constructed (GObject *object)
{
  AnjFollowNumberPage *self = ANJ_FOLLOW_NUMBER_PAGE (object);
  AnjPage *page = ANJ_PAGE (object);
  const AnjMetrics *metrics = NULL;
  const char *sentence = NULL;
  GtkWidget *box = NULL, *upper = NULL, *under = NULL;
  gboolean low;

  G_OBJECT_CLASS (anj_follow_number_page_parent_class)->constructed (object);

  metrics = anj_page_get_metrics (page);
  low = anj_metrics_is_small_landscape (metrics);
  box = anj_parts_box (GTK_ORIENTATION_VERTICAL, metrics, low ? 1.5 : 4, NULL);
  upper = anj_parts_box (GTK_ORIENTATION_HORIZONTAL, metrics, 4, NULL);
  under = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  self->pad = anj_code_pad_new (metrics);
  g_signal_connect_swapped (self->pad, "key", G_CALLBACK (on_key), self);
  sentence = _ ("Nomor ada pada catatan Anda. Contoh: PGD-4827-W.");
  anj_page_set_question (page, _ ("Tulis nomor aduan"));
  if (low)
    add_sentence_beside (upper, sentence);
  else
    anj_page_set_sentence (page, sentence);
  if (!anj_metrics_is_landscape (metrics))
    {
      GtkWidget *emblem = anj_emblem_new (metrics, "layanan-ikuti", EMBLEM_HEIGHT_MM);

      gtk_widget_set_vexpand (emblem, TRUE);
      gtk_widget_set_margin_bottom (emblem, anj_metrics_px (metrics, 6));
      gtk_box_append (GTK_BOX (box), emblem);
      gtk_widget_set_size_request (under, -1, anj_metrics_px (metrics, ERROR_HEIGHT_MM));
    }
  gtk_widget_set_halign (upper, low ? GTK_ALIGN_FILL : GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (upper), make_boxes (self, metrics));
  gtk_box_append (GTK_BOX (box), upper);
  gtk_box_append (GTK_BOX (under), anj_page_take_error_place (page));
  gtk_widget_set_visible (under, !low);
  gtk_box_append (GTK_BOX (box), under);
  gtk_box_append (GTK_BOX (box), self->pad);
  anj_page_set_navigation (page, TRUE, _ ("Lanjut"), "lanjut");
  anj_page_set_content (page, box);
  show_number (self);
}

static void
anj_follow_number_page_class_init (AnjFollowNumberPageClass *klass)
{
  G_OBJECT_CLASS (klass)->constructed = anj_follow_number_page_constructed;
  ANJ_PAGE_CLASS (klass)->key = anj_follow_number_page_key;
}

static void
anj_follow_number_page_init (AnjFollowNumberPage *self G_GNUC_UNUSED)
{
}
