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
/* of the line under the boxes */
#define LANDSCAPE_WORDS_MM 85
#define BESIDE_WORDS_MM 45
#define LINE_BUTTON_MM 70
#define LETTER_EM 0.56
#define LEAST_LETTERS 12
#define FUNC_KEY "anj-func"

typedef struct
{
  GtkWidget *boxes;  /* (unowned): child */
  GtkWidget *hints;  /* (unowned): child: as high as the highest line that may stand there */
  GtkWidget *hint;   /* (unowned): in @hints: the line that does */
  GtkWidget *keypad; /* (unowned): child */
  gboolean covered;  /* came back to: masked until it is changed */
} AnjNumberPagePrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (AnjNumberPage, anj_number_page, ANJ_TYPE_PAGE)

#define PRIVATE(self) ((AnjNumberPagePrivate *) anj_number_page_get_instance_private (self))

static void show_number (AnjNumberPage *self);

/* --- line under the boxes --- */

static GtkWidget *
add_line (AnjNumberPage *self)
{
  AnjNumberPagePrivate *priv = PRIVATE (self);
  const AnjMetrics *metrics = anj_page_get_metrics (ANJ_PAGE (self));
  GtkWidget *line = anj_parts_row (metrics, 4, NULL);

  gtk_widget_set_halign (line,
                         anj_metrics_is_landscape (metrics) ? GTK_ALIGN_START : GTK_ALIGN_CENTER);
  gtk_stack_add_child (GTK_STACK (priv->hints), line);
  return line;
}

/* how long a line of words may be: what it would like to be counts when the page is measured */
static int
room_for_words (const AnjMetrics *metrics, gboolean button)
{
  double width_mm = anj_metrics_is_landscape (metrics)
                        ? LANDSCAPE_WORDS_MM
                        : metrics->width_px / metrics->px_per_mm - BESIDE_WORDS_MM;
  double letter_px = anj_metrics_font_px (metrics, ANJ_TYPE_ROLE_ISI) * LETTER_EM;

  if (button)
    width_mm -= LINE_BUTTON_MM;
  return (int) MAX (LEAST_LETTERS, width_mm * metrics->px_per_mm / letter_px);
}

static void
fill_line (AnjNumberPage *self,
           GtkWidget *line,
           const char *icon_name,
           const char *bold,
           const char *rest,
           const char *css_class)
{
  const AnjMetrics *metrics = anj_page_get_metrics (ANJ_PAGE (self));
  gboolean landscape = anj_metrics_is_landscape (metrics);
  g_autofree char *markup = g_markup_printf_escaped (landscape ? "<b>%s</b>\n%s" : "<b>%s</b>  %s",
                                                     bold, rest != NULL ? rest : "");
  GtkWidget *icon = anj_icon_new (icon_name, landscape ? 8 : 11);
  GtkWidget *words = anj_parts_markup (
      g_strchomp (markup), anj_metrics_is_small_landscape (metrics) ? "petunjuk" : "isi");

  gtk_label_set_max_width_chars (GTK_LABEL (words), room_for_words (metrics, FALSE));
  if (css_class != NULL)
    {
      gtk_widget_add_css_class (icon, css_class);
      gtk_widget_add_css_class (words, css_class);
    }
  anj_parts_row_add (line, icon);
  anj_parts_row_add (line, words);
}

static GtkWidget *
add_line_button (AnjNumberPage *self, GtkWidget *line, const char *icon_name, const char *word)
{
  GtkWidget *button = anj_parts_button (icon_name, word, "sedang-tombol");
  GtkWidget *words = gtk_widget_get_last_child (line);

  gtk_label_set_max_width_chars (GTK_LABEL (words),
                                 room_for_words (anj_page_get_metrics (ANJ_PAGE (self)), TRUE));
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  anj_parts_row_add (line, button);
  return button;
}

void
anj_number_page_rehearse_hint (AnjNumberPage *self,
                               const char *bold,
                               const char *rest,
                               const char *button_word)
{
  GtkWidget *line = add_line (self);

  fill_line (self, line, "kartu", bold, rest, NULL);
  if (button_word != NULL)
    add_line_button (self, line, "ubah", button_word);
}

void
anj_number_page_set_hint (AnjNumberPage *self,
                          const char *icon_name,
                          const char *bold,
                          const char *rest,
                          const char *css_class)
{
  GtkWidget *line = PRIVATE (self)->hint, *child = NULL;

  while ((child = gtk_widget_get_first_child (line)) != NULL)
    gtk_widget_unparent (child);
  if (bold != NULL)
    fill_line (self, line, icon_name, bold, rest, css_class);
}

static void
on_hint_button (AnjNumberPage *self, GtkWidget *button)
{
  void (*func) (AnjNumberPage *) = g_object_get_data (G_OBJECT (button), FUNC_KEY);

  func (self);
}

void
anj_number_page_add_hint_button (AnjNumberPage *self,
                                 const char *icon_name,
                                 const char *word,
                                 void (*func) (AnjNumberPage *self))
{
  GtkWidget *button = add_line_button (self, PRIVATE (self)->hint, icon_name, word);

  g_object_set_data (G_OBJECT (button), FUNC_KEY, func);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_hint_button), self, G_CONNECT_SWAPPED);
}

void
anj_number_page_mark_hint_secret (AnjNumberPage *self)
{
  anj_parts_mark_secret (gtk_widget_get_last_child (PRIVATE (self)->hint));
}

/* --- number --- */

static void
uncover (AnjNumberPage *self)
{
  PRIVATE (self)->covered = FALSE;
  show_number (self);
}

static void
cover (AnjNumberPage *self)
{
  anj_page_set_error (ANJ_PAGE (self), NULL, NULL);
  anj_digit_boxes_set_mask (ANJ_DIGIT_BOXES (PRIVATE (self)->boxes), ANJ_DIGIT_MASK_MIDDLE);
  anj_number_page_set_hint (self, "status-diterima", _ ("Sudah 16 angka."), NULL, "hijau");
  anj_number_page_add_hint_button (self, "ubah", _ ("Ubah"), uncover);
}

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
  if (PRIVATE (self)->covered)
    cover (self);
}

void
anj_number_page_set_number (AnjNumberPage *self, const char *number)
{
  AnjNumberPageClass *klass = ANJ_NUMBER_PAGE_GET_CLASS (self);

  klass->store (anj_page_get_visit (ANJ_PAGE (self)), number);
  uncover (self);
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
  if (after == NULL)
    anj_pad_show_full (ANJ_PAGE (self));
  else
    anj_number_page_set_number (self, after);
}

static gboolean
anj_number_page_key (AnjPage *page, gunichar character, guint keyval)
{
  return anj_keypad_type (ANJ_KEYPAD (PRIVATE (ANJ_NUMBER_PAGE (page))->keypad), character, keyval);
}

/* What may stand under the boxes wraps. A box that has height to spare asks how wide it would have
 * to be without wrapping, and takes that for the least width of the page. */
static void
measure_wrapping (GtkWidget *widget,
                  GtkOrientation orientation,
                  int for_size,
                  int *minimum,
                  int *natural,
                  int *minimum_baseline,
                  int *natural_baseline)
{
  gtk_widget_measure (gtk_widget_get_first_child (widget), orientation,
                      orientation == GTK_ORIENTATION_HORIZONTAL ? -1 : for_size, minimum, natural,
                      minimum_baseline, natural_baseline);
}

static void
allocate_wrapping (GtkWidget *widget, int width, int height, int baseline)
{
  gtk_widget_allocate (gtk_widget_get_first_child (widget), width, height, baseline, NULL);
}

static GtkSizeRequestMode
get_wrapping_mode (GtkWidget *widget G_GNUC_UNUSED)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static GtkWidget *
wrapping (GtkWidget *child)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_box_append (GTK_BOX (box), child);
  gtk_widget_set_layout_manager (
      box, gtk_custom_layout_new (get_wrapping_mode, measure_wrapping, allocate_wrapping));
  return box;
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
  priv->hints = gtk_stack_new ();
  priv->hint = add_line (self);
  anj_number_page_rehearse_hint (self, _ ("Sudah 16 angka."), NULL, _ ("Ubah"));
  priv->keypad = anj_keypad_new (metrics);
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
  gtk_box_append (GTK_BOX (under), priv->hints);
  gtk_box_append (GTK_BOX (under), error_place);
  /* an error takes the hint's place */
  g_object_bind_property (error_place, "visible", priv->hints, "visible",
                          G_BINDING_SYNC_CREATE | G_BINDING_INVERT_BOOLEAN);
  gtk_box_append (GTK_BOX (box), priv->boxes);
  gtk_box_append (GTK_BOX (box), wrapping (under));
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
  priv->covered = strlen (ANJ_NUMBER_PAGE_GET_CLASS (self)->read (anj_page_get_visit (page))) ==
                  ANJ_NIK_LENGTH;
  show_number (self);
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
