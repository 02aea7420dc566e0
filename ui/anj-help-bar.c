/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-help-bar.h"

#include "ui/anj-i18n.h"
#include "ui/anj-icon.h"
#include "ui/anj-parts.h"

#define ATTENDANT_WIDTH_MM 64
#define ICON_MM 10.5
#define BELL_MM 15
#define BELL_LARGE_MM 12
#define BELL_LANDSCAPE_MM 10
#define ICON_LOW_MM 8.5
#define GAP_MM 3
#define RAIL_WIDTH_MM 23
#define RAIL_WIDTH_LARGE_MM 37
/* of GTK's half second */
#define HOLD_FACTOR 2.0

struct _AnjHelpBar
{
  GtkWidget parent_instance;

  GtkWidget *box;        /* (unowned): child */
  GtkWidget *buttons[5]; /* (unowned): in the box */
  GtkWidget *voice_icon; /* (unowned) */
};

G_DEFINE_FINAL_TYPE (AnjHelpBar, anj_help_bar, GTK_TYPE_WIDGET)

static const struct
{
  const char *what;
  const char *icon_name;
  const char *word;
  const char *css_class;
} BUTTONS[] = {
  { "attendant", "panggil-petugas", N_ ("Panggil petugas"), "petugas" },
  { "restart", "mulai-lagi", N_ ("Mulai lagi"), NULL },
  { "voice", "suara-mati", N_ ("Suara"), NULL },
  { "language", "bahasa", N_ ("Bahasa"), NULL },
  { "text-size", "ukuran-huruf", N_ ("Huruf"), NULL },
};

static guint asked_signal;

static void
on_clicked (AnjHelpBar *self, GtkButton *button)
{
  g_signal_emit (self, asked_signal, 0, g_object_get_data (G_OBJECT (button), "what"));
}

static void
on_held (AnjHelpBar *self, double x G_GNUC_UNUSED, double y G_GNUC_UNUSED, GtkGesture *hold)
{
  gtk_gesture_set_state (hold, GTK_EVENT_SEQUENCE_CLAIMED);
  g_signal_emit (self, asked_signal, 0, "voice-off");
}

static void
make_holdable (AnjHelpBar *self, GtkWidget *button)
{
  GtkGesture *hold = gtk_gesture_long_press_new ();

  gtk_gesture_long_press_set_delay_factor (GTK_GESTURE_LONG_PRESS (hold), HOLD_FACTOR);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (hold), GTK_PHASE_CAPTURE);
  g_signal_connect_object (hold, "pressed", G_CALLBACK (on_held), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (button, GTK_EVENT_CONTROLLER (hold));
}

static GtkWidget *
make_button (AnjHelpBar *self, guint index, const AnjMetrics *metrics)
{
  gboolean landscape = anj_metrics_is_landscape (metrics);
  gboolean low = anj_metrics_is_small_landscape (metrics);
  gboolean beside = index == 0 && !landscape;
  gboolean large = metrics->text_size == ANJ_TEXT_200;
  double bell_mm = landscape ? BELL_LANDSCAPE_MM : large ? BELL_LARGE_MM : BELL_MM;
  double icon_mm = low ? ICON_LOW_MM : index > 0 ? ICON_MM : bell_mm;
  const char *word = _ (BUTTONS[index].word);
  GtkWidget *button = gtk_button_new ();
  GtkWidget *box = gtk_box_new (beside ? GTK_ORIENTATION_HORIZONTAL : GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *label = anj_parts_label (word, "kata");
  GtkWidget *icon = NULL;

  gtk_widget_add_css_class (box, "isi-tombol");
  gtk_widget_set_halign (box, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  gtk_label_set_xalign (GTK_LABEL (label), beside ? 0 : 0.5f);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD);
  if (!beside)
    gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_CENTER);
  if (beside || landscape)
    {
      gtk_label_set_natural_wrap_mode (GTK_LABEL (label), GTK_NATURAL_WRAP_WORD);
      gtk_label_set_max_width_chars (GTK_LABEL (label), 8);
    }
  icon = anj_icon_new (BUTTONS[index].icon_name, icon_mm);
  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), label);
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_set_focus_on_click (button, FALSE);
  gtk_widget_add_css_class (button, "tombol");
  anj_parts_add_classes (button, BUTTONS[index].css_class);
  anj_parts_set_name (button, word);
  g_object_set_data (G_OBJECT (button), "what", (gpointer) BUTTONS[index].what);
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (on_clicked), self);
  self->buttons[index] = button;
  if (g_str_equal (BUTTONS[index].what, "voice"))
    {
      self->voice_icon = icon;
      make_holdable (self, button);
    }
  return button;
}

static void
build (AnjHelpBar *self, const AnjMetrics *metrics)
{
  gboolean landscape = anj_metrics_is_landscape (metrics);
  GtkWidget *others = NULL, *attendant = make_button (self, 0, metrics);
  GtkOrientation orientation = landscape ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL;

  self->box = anj_parts_box (orientation, metrics, GAP_MM, "bantuan");
  others = anj_parts_box (orientation, metrics, GAP_MM, NULL);
  gtk_box_set_homogeneous (GTK_BOX (others), TRUE);
  gtk_widget_set_hexpand (others, TRUE);
  gtk_widget_set_vexpand (others, landscape);
  for (guint i = 1; i < G_N_ELEMENTS (BUTTONS); i++)
    {
      GtkWidget *button = make_button (self, i, metrics);

      if (landscape)
        gtk_box_prepend (GTK_BOX (others), button);
      else
        gtk_box_append (GTK_BOX (others), button);
    }
  if (landscape)
    {
      double rail_mm = anj_metrics_is_large_landscape (metrics) ? RAIL_WIDTH_LARGE_MM
                                                                : RAIL_WIDTH_MM;

      gtk_widget_set_size_request (others, anj_metrics_px (metrics, rail_mm), -1);
      gtk_box_append (GTK_BOX (self->box), others);
      gtk_box_append (GTK_BOX (self->box), attendant);
    }
  else
    {
      gtk_widget_set_size_request (
          attendant,
          MIN (anj_metrics_px (metrics, ATTENDANT_WIDTH_MM), metrics->width_px * 24 / 100), -1);
      gtk_box_append (GTK_BOX (self->box), attendant);
      gtk_box_append (GTK_BOX (self->box), others);
    }
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

static void
anj_help_bar_dispose (GObject *object)
{
  g_clear_pointer (&ANJ_HELP_BAR (object)->box, gtk_widget_unparent);

  G_OBJECT_CLASS (anj_help_bar_parent_class)->dispose (object);
}

static void
anj_help_bar_class_init (AnjHelpBarClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = anj_help_bar_dispose;
  asked_signal = g_signal_new ("asked", ANJ_TYPE_HELP_BAR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                               G_TYPE_NONE, 1, G_TYPE_STRING);
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
anj_help_bar_init (AnjHelpBar *self G_GNUC_UNUSED)
{
}

GtkWidget *
anj_help_bar_new (const AnjMetrics *metrics)
{
  AnjHelpBar *self = g_object_new (ANJ_TYPE_HELP_BAR, NULL);

  build (self, metrics);
  return GTK_WIDGET (self);
}

void
anj_help_bar_set_voice (AnjHelpBar *self, gboolean is_on, gboolean is_speaking)
{
  GtkWidget *button = anj_help_bar_get_button (self, "voice");

  anj_icon_set_name (ANJ_ICON (self->voice_icon), is_on ? "suara" : "suara-mati");
  if (is_speaking)
    gtk_widget_add_css_class (button, "biru");
  else
    gtk_widget_remove_css_class (button, "biru");
}

GtkWidget *
anj_help_bar_get_button (AnjHelpBar *self, const char *what)
{
  for (guint i = 0; i < G_N_ELEMENTS (BUTTONS); i++)
    if (g_str_equal (BUTTONS[i].what, what))
      return self->buttons[i];
  return NULL;
}
