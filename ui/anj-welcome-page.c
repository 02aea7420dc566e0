/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-welcome-page.h"

#include "ui/anj-i18n.h"
#include "ui/anj-parts.h"
#include "ui/anj-place.h"
#include "ui/anj-vignette.h"

#define LOGO_WIDTH_MM 136
#define LOGO_HEIGHT_MM 25.2
#define SIDE_MARGIN_MM 22

struct _AnjWelcomePage
{
  AnjPage parent_instance;
};

G_DEFINE_FINAL_TYPE (AnjWelcomePage, anj_welcome_page, ANJ_TYPE_PAGE)

static GtkWidget *
words (AnjPage *self, const char *text, const char *css_class)
{
  gboolean landscape = anj_metrics_is_landscape (anj_page_get_metrics (self));
  GtkWidget *label = anj_parts_label (text, css_class);

  if (!landscape)
    {
      gtk_label_set_xalign (GTK_LABEL (label), 0.5f);
      gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_CENTER);
    }
  return label;
}

static void
add_greeting (AnjPage *self, GtkBox *box)
{
  const AnjMetrics *metrics = anj_page_get_metrics (self);
  gboolean landscape = anj_metrics_is_landscape (metrics);
  JsonObject *config = anj_visit_get_config (anj_page_get_visit (self));
  g_autofree char *village = anj_place_village (config);
  g_autofree char *regency = anj_place_regency (config);
  g_autofree char *place = *village != '\0' && *regency != '\0'
                               ? g_strjoin (metrics->text_size < ANJ_TEXT_150 ? " · " : "\n",
                                            village, regency, NULL)
                               : NULL;
  double scale = landscape ? 0.4 : MIN (1, metrics->width_px / metrics->px_per_mm / 268);
  GtkWidget *logo = anj_vignette_new ("anjungan-logo-terang", LOGO_WIDTH_MM * scale,
                                      LOGO_HEIGHT_MM * scale, 0);
  GtkWidget *welcome = words (self, "Selamat datang", "sapaan");

  gtk_widget_set_halign (logo, landscape ? GTK_ALIGN_START : GTK_ALIGN_CENTER);
  gtk_box_append (box, logo);
  gtk_box_append (box, words (self, place != NULL ? place : village, "label"));
  gtk_widget_set_margin_top (welcome, anj_metrics_px (metrics, landscape ? 3 : 12));
  gtk_box_append (box, welcome);
  /* greetings stay in their own languages, whatever is chosen */
  gtk_box_append (
      box, words (self, "Sugeng rawuh · Wilujeng sumping\nSalamet dâteng · Welcome", "salam"));
}

/* the whole screen is the button, so a touch anywhere presses it for the eye too */
static void
on_pressed (GtkWidget *start)
{
  gtk_widget_set_state_flags (start, GTK_STATE_FLAG_ACTIVE, /* clear */ FALSE);
}

static void
on_cancelled (GtkWidget *start)
{
  gtk_widget_unset_state_flags (start, GTK_STATE_FLAG_ACTIVE);
}

static void
anj_welcome_page_constructed (GObject *object)
{
  AnjPage *self = ANJ_PAGE (object);
  const AnjMetrics *metrics = NULL;
  GtkWidget *scene = NULL, *box = NULL, *start = NULL, *room = NULL;
  GtkGesture *touch = gtk_gesture_click_new ();
  gboolean landscape;

  G_OBJECT_CLASS (anj_welcome_page_parent_class)->constructed (object);

  metrics = anj_page_get_metrics (self);
  landscape = anj_metrics_is_landscape (metrics);
  box = anj_parts_box (GTK_ORIENTATION_VERTICAL, metrics, landscape ? 2 : 4.5, NULL);
  gtk_widget_set_margin_start (box, anj_metrics_px (metrics, landscape ? 8 : SIDE_MARGIN_MM));
  gtk_widget_set_margin_end (box, anj_metrics_px (metrics, landscape ? 8 : SIDE_MARGIN_MM));
  gtk_widget_set_margin_top (box, anj_metrics_px (metrics, landscape ? 6 : 18));
  gtk_widget_set_margin_bottom (box, anj_metrics_px (metrics, landscape ? 4 : 6));
  add_greeting (self, GTK_BOX (box));

  room = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_set_vexpand (room, TRUE);
  gtk_box_append (GTK_BOX (box), room);
  start = anj_parts_button (/* icon */ NULL, _ ("Sentuh layar untuk mulai"), "mulai");
  g_signal_connect_swapped (start, "clicked", G_CALLBACK (anj_page_next), self);
  if (landscape)
    gtk_widget_set_margin_end (start, metrics->width_px * 45 / 100);
  gtk_box_append (GTK_BOX (box), start);
  gtk_box_append (GTK_BOX (box), words (self, _ ("Gratis, tanpa biaya apa pun."), "isi tebal"));

  scene = anj_vignette_new_behind (landscape ? "sapaan-lebar" : "sapaan", box);
  gtk_widget_add_css_class (scene, "pendopo");
  g_signal_connect_swapped (touch, "pressed", G_CALLBACK (on_pressed), start);
  g_signal_connect_swapped (touch, "cancel", G_CALLBACK (on_cancelled), start);
  g_signal_connect_swapped (touch, "released", G_CALLBACK (anj_page_next), self);
  gtk_widget_add_controller (scene, GTK_EVENT_CONTROLLER (touch));
  anj_page_set_bare (self, scene);
}

static void
anj_welcome_page_class_init (AnjWelcomePageClass *klass)
{
  G_OBJECT_CLASS (klass)->constructed = anj_welcome_page_constructed;
}

static void
anj_welcome_page_init (AnjWelcomePage *self G_GNUC_UNUSED)
{
}
