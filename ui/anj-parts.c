/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-parts.h"

#include "core/anj-secret.h"
#include "ui/anj-icon.h"
#include "ui/anj-row.h"

#define METRICS_KEY "anj-metrics"
#define NAME_KEY "anj-name"
#define SAID_KEY "anj-said"
#define LANGUAGE_KEY "anj-language"
#define SECRECY_KEY "anj-secrecy"
#define INSTEAD_KEY "anj-instead"
#define FIELD_KEY "anj-field"
#define BUTTON_ICON_MM 10
#define LONG_WORD_LETTERS 20

static const AnjMetrics DEFAULT_METRICS = { .px_per_mm = 4.034,
                                            .width_px = 1080,
                                            .height_px = 1920 };

const AnjMetrics *
anj_parts_metrics_for (GtkWidget *widget)
{
  GtkRoot *root = gtk_widget_get_root (widget);
  const AnjMetrics *metrics = NULL;

  if (root != NULL)
    metrics = g_object_get_data (G_OBJECT (root), METRICS_KEY);
  return metrics != NULL ? metrics : &DEFAULT_METRICS;
}

void
anj_parts_set_metrics (GtkWidget *root, const AnjMetrics *metrics)
{
  g_object_set_data_full (G_OBJECT (root), METRICS_KEY, g_memdup2 (metrics, sizeof *metrics),
                          g_free);
}

void
anj_parts_add_classes (GtkWidget *widget, const char *css_classes)
{
  g_auto (GStrv) classes = css_classes != NULL ? g_strsplit (css_classes, " ", -1) : NULL;

  for (guint i = 0; classes != NULL && classes[i] != NULL; i++)
    if (*classes[i] != '\0')
      gtk_widget_add_css_class (widget, classes[i]);
}

/* Only a long word may break within: to find how narrow such a label can be, GTK lays it out many
 * times with a letter or two in a line, which costs a slow machine seconds on a page full of them.
 */
static void
choose_wrap_mode (GtkLabel *label)
{
  glong n_letters = 0;

  for (const char *at = gtk_label_get_text (label); *at != '\0' && n_letters <= LONG_WORD_LETTERS;
       at = g_utf8_next_char (at))
    n_letters = g_unichar_isspace (g_utf8_get_char (at)) ? 0 : n_letters + 1;
  gtk_label_set_wrap_mode (label,
                           n_letters > LONG_WORD_LETTERS ? PANGO_WRAP_WORD_CHAR : PANGO_WRAP_WORD);
}

GtkWidget *
anj_parts_label (const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  choose_wrap_mode (GTK_LABEL (label));
  g_signal_connect (label, "notify::label", G_CALLBACK (choose_wrap_mode), NULL);
  gtk_label_set_natural_wrap_mode (GTK_LABEL (label), GTK_NATURAL_WRAP_NONE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  anj_parts_add_classes (label, css_class);
  return label;
}

GtkWidget *
anj_parts_markup (const char *markup, const char *css_class)
{
  GtkWidget *label = anj_parts_label (NULL, css_class);

  gtk_label_set_markup (GTK_LABEL (label), markup);
  return label;
}

const char *
anj_parts_under_heading (const AnjMetrics *metrics)
{
  return metrics->text_size < ANJ_TEXT_150 ? "isi tebal" : "isi";
}

GtkWidget *
anj_parts_box (GtkOrientation orientation,
               const AnjMetrics *metrics,
               double spacing_mm,
               const char *css_class)
{
  GtkWidget *box = gtk_box_new (orientation, anj_metrics_px (metrics, spacing_mm));

  anj_parts_add_classes (box, css_class);
  return box;
}

GtkWidget *
anj_parts_row (const AnjMetrics *metrics, double spacing_mm, const char *css_class)
{
  GtkWidget *row = anj_row_new (anj_metrics_px (metrics, spacing_mm));

  anj_parts_add_classes (row, css_class);
  return row;
}

void
anj_parts_row_add (GtkWidget *row, GtkWidget *child)
{
  anj_row_add (ANJ_ROW (row), child);
}

/* wiped: it may be what a resident wrote */
static void
set_words (GtkWidget *widget, const char *key, const char *words)
{
  g_object_set_data_full (G_OBJECT (widget), key, g_strdup (words),
                          (GDestroyNotify) anj_secret_string_free);
}

void
anj_parts_set_name (GtkWidget *widget, const char *name)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  set_words (widget, NAME_KEY, name);
}

const char *
anj_parts_get_name (GtkWidget *widget)
{
  return g_object_get_data (G_OBJECT (widget), NAME_KEY);
}

void
anj_parts_say (GtkWidget *widget, const char *text)
{
  set_words (widget, SAID_KEY, text);
}

const char *
anj_parts_get_said (GtkWidget *widget)
{
  return g_object_get_data (G_OBJECT (widget), SAID_KEY);
}

void
anj_parts_set_language (GtkWidget *widget, const char *language)
{
  set_words (widget, LANGUAGE_KEY, language);
}

const char *
anj_parts_get_language (GtkWidget *widget)
{
  const char *language = NULL;

  for (; widget != NULL && language == NULL; widget = gtk_widget_get_parent (widget))
    language = g_object_get_data (G_OBJECT (widget), LANGUAGE_KEY);
  return language;
}

void
anj_parts_mark_field (GtkWidget *widget)
{
  g_object_set_data (G_OBJECT (widget), FIELD_KEY, widget);
}

gboolean
anj_parts_is_field (GtkWidget *widget)
{
  return g_object_get_data (G_OBJECT (widget), FIELD_KEY) != NULL;
}

void
anj_parts_mark_secret (GtkWidget *widget)
{
  anj_parts_set_secrecy (widget, ANJ_SECRECY_HEADSET, /* instead */ NULL);
}

void
anj_parts_set_secrecy (GtkWidget *widget, AnjSecrecy secrecy, const char *instead)
{
  g_object_set_data (G_OBJECT (widget), SECRECY_KEY, GUINT_TO_POINTER (secrecy));
  set_words (widget, INSTEAD_KEY, instead);
}

AnjSecrecy
anj_parts_get_secrecy (GtkWidget *widget, GtkWidget **out_marked)
{
  for (; widget != NULL; widget = gtk_widget_get_parent (widget))
    {
      AnjSecrecy secrecy = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (widget), SECRECY_KEY));

      if (secrecy != ANJ_SECRECY_NONE)
        {
          *out_marked = widget;
          return secrecy;
        }
    }
  *out_marked = NULL;
  return ANJ_SECRECY_NONE;
}

const char *
anj_parts_get_instead (GtkWidget *marked)
{
  return g_object_get_data (G_OBJECT (marked), INSTEAD_KEY);
}

static GtkWidget *
button (const char *icon_name, const char *word, const char *css_class, gboolean icon_first)
{
  GtkWidget *self = gtk_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *label = anj_parts_label (word, "kata");
  GtkWidget *icon = icon_name != NULL ? anj_icon_new (icon_name, BUTTON_ICON_MM) : NULL;

  gtk_widget_add_css_class (box, "isi-tombol");
  gtk_widget_set_halign (box, GTK_ALIGN_CENTER);
  gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_CENTER);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD);
  gtk_label_set_xalign (GTK_LABEL (label), 0.5f);
  if (icon != NULL && icon_first)
    gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), label);
  if (icon != NULL && !icon_first)
    gtk_box_append (GTK_BOX (box), icon);
  gtk_button_set_child (GTK_BUTTON (self), box);
  gtk_widget_set_focus_on_click (self, FALSE);
  anj_parts_add_classes (self, "tombol");
  anj_parts_add_classes (self, css_class);
  anj_parts_set_name (self, word);
  return self;
}

GtkWidget *
anj_parts_button (const char *icon_name, const char *word, const char *css_class)
{
  return button (icon_name, word, css_class, TRUE);
}

GtkWidget *
anj_parts_button_end (const char *word, const char *icon_name, const char *css_class)
{
  return button (icon_name, word, css_class, FALSE);
}

GtkWidget *
anj_parts_square (const char *icon_name,
                  double icon_mm,
                  const AnjMetrics *metrics,
                  double side_mm,
                  const char *css_class)
{
  GtkWidget *square = gtk_center_box_new ();
  int side_px = anj_metrics_px (metrics, side_mm);

  gtk_center_box_set_center_widget (GTK_CENTER_BOX (square), anj_icon_new (icon_name, icon_mm));
  gtk_widget_set_halign (square, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (square, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (square, "kotak");
  anj_parts_add_classes (square, css_class);
  gtk_widget_set_size_request (square, side_px, side_px);
  return square;
}
