/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-number-page.h"

#include <string.h>

#include "core/anj-secret.h"
#include "ui/anj-digit-boxes.h"
#include "ui/anj-i18n.h"
#include "ui/anj-icon.h"
#include "ui/anj-keypad.h"
#include "ui/anj-parts.h"
#include "ui/anj-vignette.h"

#define PICTURE_WIDTH_MM 181
#define PICTURE_HEIGHT_MM 87.3
#define PICTURE_MIN_HEIGHT_MM 30
/* as high as an error box, so that nothing jumps when one comes */
#define HINT_HEIGHT_MM 33
#define KEYPAD_WIDTH_MM 70
#define KEYPAD_WIDTH_LARGE_MM 96

typedef struct
{
  GtkWidget *boxes;  /* (unowned): child */
  GtkWidget *hint;   /* (unowned): child */
  GtkWidget *keypad; /* (unowned): child */
} AnjNumberPagePrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (AnjNumberPage, anj_number_page, ANJ_TYPE_PAGE)

#define PRIVATE(self) ((AnjNumberPagePrivate *) anj_number_page_get_instance_private (self))

static void
show_number (AnjNumberPage *self)
{
  AnjNumberPageClass *klass = ANJ_NUMBER_PAGE_GET_CLASS (self);
  AnjVisit *visit = anj_page_get_visit (ANJ_PAGE (self));
  g_autoptr (AnjSecretString) number = g_strdup (klass->read (visit));

  anj_digit_boxes_set_text (ANJ_DIGIT_BOXES (PRIVATE (self)->boxes), number);
  anj_page_set_error (ANJ_PAGE (self), NULL, NULL);
  anj_number_page_set_hint (self, NULL, NULL, NULL, NULL);
  klass->judge (self, number);
}

static void
on_key (AnjNumberPage *self, guint key)
{
  AnjNumberPageClass *klass = ANJ_NUMBER_PAGE_GET_CLASS (self);
  AnjVisit *visit = anj_page_get_visit (ANJ_PAGE (self));
  const char *before = klass->read (visit);
  g_autoptr (AnjSecretString) after = NULL;

  if (klass->edit != NULL)
    after = klass->edit (self, before, (char) key);
  if (after == NULL)
    after = anj_keypad_edit (before, ANJ_NIK_LENGTH, (char) key);
  klass->store (visit, after);
  show_number (self);
}

static gboolean
anj_number_page_key (AnjPage *page, gunichar character, guint keyval)
{
  return anj_keypad_type (ANJ_KEYPAD (PRIVATE (ANJ_NUMBER_PAGE (page))->keypad), character, keyval);
}

void
anj_number_page_build (AnjNumberPage *self, const char *picture, const char *const *words)
{
  AnjNumberPagePrivate *priv = PRIVATE (self);
  AnjPage *page = ANJ_PAGE (self);
  const AnjMetrics *metrics = anj_page_get_metrics (page);
  gboolean landscape = anj_metrics_is_landscape (metrics);
  gboolean large = anj_metrics_is_large_landscape (metrics);
  GtkWidget *box = anj_parts_box (GTK_ORIENTATION_VERTICAL, metrics,
                                  anj_metrics_is_small_landscape (metrics) ? 1.5 : 4, NULL);
  GtkWidget *under = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *error_place = anj_page_take_error_place (page);

  priv->boxes = anj_digit_boxes_new (metrics, ANJ_NIK_LENGTH, 4);
  priv->hint = anj_parts_box (GTK_ORIENTATION_HORIZONTAL, metrics, 4, NULL);
  priv->keypad = anj_keypad_new (metrics, anj_page_get_clock (page));
  g_signal_connect_swapped (priv->keypad, "key", G_CALLBACK (on_key), self);

  if (!landscape || large)
    {
      GtkWidget *card = anj_vignette_new (picture, PICTURE_WIDTH_MM, PICTURE_HEIGHT_MM,
                                          PICTURE_MIN_HEIGHT_MM);

      anj_vignette_set_words (ANJ_VIGNETTE (card), words);
      gtk_widget_set_vexpand (card, TRUE);
      gtk_widget_set_margin_top (card, anj_metrics_px (metrics, 1));
      gtk_box_append (GTK_BOX (box), card);
      gtk_widget_set_size_request (under, -1, anj_metrics_px (metrics, HINT_HEIGHT_MM));
    }
  if (landscape)
    gtk_widget_set_halign (priv->boxes, GTK_ALIGN_START);
  else
    gtk_widget_set_halign (priv->hint, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (under), priv->hint);
  gtk_box_append (GTK_BOX (under), error_place);
  /* an error takes the hint's place */
  g_object_bind_property (error_place, "visible", priv->hint, "visible",
                          G_BINDING_SYNC_CREATE | G_BINDING_INVERT_BOOLEAN);
  gtk_box_append (GTK_BOX (box), priv->boxes);
  gtk_box_append (GTK_BOX (box), under);
  if (landscape)
    {
      double width_mm = large ? KEYPAD_WIDTH_LARGE_MM : KEYPAD_WIDTH_MM;

      gtk_widget_set_size_request (priv->keypad, anj_metrics_px (metrics, width_mm), -1);
      gtk_widget_set_valign (priv->keypad, large ? GTK_ALIGN_END : GTK_ALIGN_START);
      anj_page_set_side (page, priv->keypad);
    }
  else
    {
      gtk_box_append (GTK_BOX (box), priv->keypad);
    }
  anj_page_set_content (page, box);
  show_number (self);
}

void
anj_number_page_set_hint (AnjNumberPage *self,
                          const char *icon_name,
                          const char *bold,
                          const char *rest,
                          const char *css_class)
{
  AnjNumberPagePrivate *priv = PRIVATE (self);
  AnjPage *page = ANJ_PAGE (self);
  const AnjMetrics *metrics = anj_page_get_metrics (page);
  gboolean landscape = anj_metrics_is_landscape (metrics);
  GtkWidget *child = NULL, *words = NULL, *icon = NULL;
  g_autofree char *markup = NULL;

  while ((child = gtk_widget_get_first_child (priv->hint)) != NULL)
    gtk_box_remove (GTK_BOX (priv->hint), child);
  if (bold == NULL)
    return;

  markup = g_markup_printf_escaped (landscape ? "<b>%s</b>\n%s" : "<b>%s</b>  %s", bold,
                                    rest != NULL ? rest : "");
  icon = anj_icon_new (icon_name, landscape ? 8 : 11);
  words = anj_parts_markup (g_strchomp (markup),
                            anj_metrics_is_small_landscape (metrics) ? "petunjuk" : "isi");
  if (css_class != NULL)
    {
      gtk_widget_add_css_class (icon, css_class);
      gtk_widget_add_css_class (words, css_class);
    }
  gtk_box_append (GTK_BOX (priv->hint), icon);
  gtk_box_append (GTK_BOX (priv->hint), words);
}

guint
anj_number_page_year (AnjNumberPage *self)
{
  gint64 now_us = anj_clock_real_us (anj_page_get_clock (ANJ_PAGE (self)));
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_utc (now_us / G_TIME_SPAN_SECOND);

  return (guint) g_date_time_get_year (now);
}

char *
anj_number_page_why_short (const char *label, guint n_digits)
{
  guint n_missing = ANJ_NIK_LENGTH - n_digits;
  g_autofree char *missing = NULL;

  if (n_digits == 0)
    /* translators: %s is "NIK" or "Nomor KK"; what comes after the line break is what to do */
    return g_strdup_printf (_ ("%s harus 16 angka.\nTulis dulu 16 angka."), label);
  if (n_missing == 1)
    missing = g_strdup (_ ("Tambahkan satu angka lagi."));
  else
    missing = g_strdup_printf (_ ("Tambahkan %u angka lagi."), n_missing);
  /* translators: %s is "NIK" or "Nomor KK", %u how many digits are there, the last %s is
   * "Tambahkan … lagi." */
  return g_strdup_printf (_ ("%s harus 16 angka.\nAnda menulis %u. %s"), label, n_digits, missing);
}

static void
anj_number_page_class_init (AnjNumberPageClass *klass)
{
  ANJ_PAGE_CLASS (klass)->key = anj_number_page_key;
}

static void
anj_number_page_init (AnjNumberPage *self G_GNUC_UNUSED)
{
}
