/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-welcome-page.h"

#include "ui/anj-dawn.h"
#include "ui/anj-demo.h"
#include "ui/anj-i18n.h"
#include "ui/anj-languages.h"
#include "ui/anj-parts.h"
#include "ui/anj-place.h"
#include "ui/anj-vignette.h"

#define LOGO_WIDTH_MM 136
#define LOGO_HEIGHT_MM 25.2
#define SIDE_MARGIN_MM 22
/* of the panel's width */
#define DEMO_PERCENT 76
#define DEMO_PERCENT_LANDSCAPE 39
#define PAVILION_PERCENT_LANDSCAPE 41
#define GREETINGS_IN_A_ROW 2
#define RISEN_KEY "anj-risen"

struct _AnjWelcomePage
{
  AnjPage parent_instance;
};

G_DEFINE_FINAL_TYPE (AnjWelcomePage, anj_welcome_page, ANJ_TYPE_PAGE)

static gboolean
is_landscape (AnjPage *self)
{
  return anj_metrics_is_landscape (anj_page_get_metrics (self));
}

/* upright and not wide: the greeting must leave the pavilion its room */
static gboolean
is_low (const AnjMetrics *metrics)
{
  return !anj_metrics_is_landscape (metrics) && !anj_metrics_is_wide (metrics);
}

/* who needs large letters needs the room for them; in two colours the scenes cannot be told */
static gboolean
has_demo (const AnjMetrics *metrics)
{
  return metrics->text_size < (is_low (metrics) ? ANJ_TEXT_125 : ANJ_TEXT_150) &&
         !anj_metrics_has_two_colours (metrics);
}

static GtkWidget *
words (AnjPage *self, const char *text, const char *css_class)
{
  GtkWidget *label = anj_parts_label (text, css_class);

  if (!is_landscape (self))
    {
      gtk_label_set_xalign (GTK_LABEL (label), 0.5f);
      gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_CENTER);
    }
  return label;
}

static GtkWidget *
make_greeting (const AnjLanguage *language, const char *css_class)
{
  GtkWidget *greeting = anj_parts_label (language->greeting, css_class);

  anj_parts_set_language (greeting, language->code);
  return greeting;
}

/* each language that is offered greets in its own words, whatever is chosen; Indonesian first */
static void
add_greetings (AnjPage *self, GtkBox *box)
{
  const AnjMetrics *metrics = anj_page_get_metrics (self);
  g_autoptr (GPtrArray) languages = anj_visit_get_languages (anj_page_get_visit (self));
  const AnjLanguage *indonesian = anj_languages_find (languages, "id");
  GtkAlign align = is_landscape (self) ? GTK_ALIGN_START : GTK_ALIGN_CENTER;
  GtkWidget *row = NULL;
  guint n_greetings = 0;

  if (indonesian != NULL)
    {
      GtkWidget *greeting = make_greeting (indonesian, "sapaan");

      gtk_widget_set_halign (greeting, align);
      gtk_widget_set_margin_top (greeting,
                                 anj_metrics_px (metrics, anj_metrics_is_wide (metrics) ? 12 : 3));
      gtk_box_append (box, greeting);
    }
  for (guint i = 0; i < languages->len; i++)
    {
      const AnjLanguage *language = g_ptr_array_index (languages, i);

      if (language == indonesian)
        continue;
      if (n_greetings++ % GREETINGS_IN_A_ROW == 0)
        {
          row = anj_parts_box (GTK_ORIENTATION_HORIZONTAL, metrics, 2, NULL);
          gtk_widget_set_halign (row, align);
          gtk_box_append (box, row);
        }
      else
        gtk_box_append (GTK_BOX (row), anj_parts_label ("·", "salam"));
      gtk_box_append (GTK_BOX (row), make_greeting (language, "salam"));
    }
}

static void
add_place (AnjPage *self, GtkBox *box)
{
  const AnjMetrics *metrics = anj_page_get_metrics (self);
  gboolean landscape = anj_metrics_is_landscape (metrics);
  gboolean in_a_row = anj_metrics_is_wide (metrics) && metrics->text_size < ANJ_TEXT_150;
  JsonObject *config = anj_visit_get_config (anj_page_get_visit (self));
  g_autofree char *village = anj_place_village (config);
  g_autofree char *regency = anj_place_regency (config);
  g_autofree char *place = *village != '\0' && *regency != '\0'
                               ? g_strjoin (in_a_row ? " · " : "\n", village, regency, NULL)
                               : NULL;
  double scale = landscape ? 0.4 : MIN (1, metrics->width_px / metrics->px_per_mm / 268);
  GtkWidget *logo = anj_vignette_new ("anjungan-logo-terang", LOGO_WIDTH_MM * scale,
                                      LOGO_HEIGHT_MM * scale, 0);

  gtk_widget_set_halign (logo, landscape ? GTK_ALIGN_START : GTK_ALIGN_CENTER);
  gtk_box_append (box, logo);
  gtk_box_append (
      box, words (self, place != NULL ? place : village, is_low (metrics) ? "isi tebal" : "label"));
}

static GtkWidget *
make_demo (AnjPage *self)
{
  const AnjMetrics *metrics = anj_page_get_metrics (self);
  g_autoptr (GPtrArray) languages = anj_visit_get_languages (anj_page_get_visit (self));
  int percent = is_landscape (self) ? DEMO_PERCENT_LANDSCAPE : DEMO_PERCENT;
  GtkWidget *demo = anj_demo_new (metrics, anj_page_get_clock (self), languages,
                                  metrics->width_px / metrics->px_per_mm * percent / 100);

  gtk_widget_set_valign (demo, GTK_ALIGN_START);
  return demo;
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

/* who greets, and how it is done: upright one above the other, else side by side */
static GtkWidget *
make_greeting_part (AnjPage *self)
{
  const AnjMetrics *metrics = anj_page_get_metrics (self);
  gboolean landscape = anj_metrics_is_landscape (metrics);
  GtkWidget *part = anj_parts_box (landscape ? GTK_ORIENTATION_HORIZONTAL
                                             : GTK_ORIENTATION_VERTICAL,
                                   metrics, is_low (metrics) ? 3 : 6, NULL);
  GtkWidget *greeting = anj_parts_box (GTK_ORIENTATION_VERTICAL, metrics, landscape ? 2 : 4.5,
                                       NULL);
  GtkWidget *demo = make_demo (self);

  add_place (self, GTK_BOX (greeting));
  add_greetings (self, GTK_BOX (greeting));
  gtk_widget_set_hexpand (greeting, TRUE);
  gtk_widget_set_hexpand (demo, !landscape);
  gtk_box_append (GTK_BOX (part), greeting);
  gtk_widget_set_visible (demo, has_demo (metrics));
  gtk_box_append (GTK_BOX (part), demo);
  gtk_widget_set_vexpand (part, TRUE);
  return part;
}

static GtkWidget *
make_content (AnjPage *self, GtkWidget *start)
{
  const AnjMetrics *metrics = anj_page_get_metrics (self);
  gboolean landscape = anj_metrics_is_landscape (metrics);
  GtkWidget *content = anj_parts_box (GTK_ORIENTATION_VERTICAL, metrics, landscape ? 2 : 4.5, NULL);
  int side = anj_metrics_px (metrics, landscape ? 8 : SIDE_MARGIN_MM);

  gtk_box_append (GTK_BOX (content), make_greeting_part (self));
  gtk_box_append (GTK_BOX (content), start);
  gtk_box_append (GTK_BOX (content), words (self, _ ("Gratis, tanpa biaya apa pun."), "isi tebal"));
  if (landscape)
    gtk_widget_set_margin_end (start, metrics->width_px * PAVILION_PERCENT_LANDSCAPE / 100);
  gtk_widget_set_margin_start (content, side);
  gtk_widget_set_margin_end (content, side);
  gtk_widget_set_margin_top (content,
                             anj_metrics_px (metrics, anj_metrics_is_wide (metrics) ? 18 : 6));
  gtk_widget_set_margin_bottom (content, anj_metrics_px (metrics, landscape ? 4 : 6));
  return content;
}

/* the sun rises once a visit, not with each change of letters */
static void
on_seen (AnjPage *self)
{
  AnjVisit *visit = anj_page_get_visit (self);

  g_object_set_data (G_OBJECT (visit), RISEN_KEY, visit);
}

static GtkWidget *
make_scene (AnjPage *self, GtkWidget *content)
{
  gboolean risen = g_object_get_data (G_OBJECT (anj_page_get_visit (self)), RISEN_KEY) != NULL;
  AnjDawnView view = is_landscape (self)                    ? ANJ_DAWN_BROAD
                     : is_low (anj_page_get_metrics (self)) ? ANJ_DAWN_LOW
                                                            : ANJ_DAWN_TALL;
  GtkWidget *scene = anj_dawn_new (anj_page_get_clock (self), view, risen, content);

  g_signal_connect_swapped (scene, "map", G_CALLBACK (on_seen), self);
  return scene;
}

static void
anj_welcome_page_constructed (GObject *object)
{
  AnjPage *self = ANJ_PAGE (object);
  GtkWidget *scene = NULL, *start = NULL;
  GtkGesture *touch = gtk_gesture_click_new ();

  G_OBJECT_CLASS (anj_welcome_page_parent_class)->constructed (object);

  start = anj_parts_button (/* icon */ NULL, _ ("Sentuh layar untuk mulai"), "mulai");
  g_signal_connect_swapped (start, "clicked", G_CALLBACK (anj_page_next), self);
  scene = make_scene (self, make_content (self, start));
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
