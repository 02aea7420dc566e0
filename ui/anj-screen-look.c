/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-screen-private.h"

#include "core/anj-json.h"
#include "ui/anj-door.h"
#include "ui/anj-help-bar.h"
#include "ui/anj-i18n.h"
#include "ui/anj-icon.h"
#include "ui/anj-parts.h"
#include "ui/anj-progress.h"
#include "ui/anj-style.h"
#include "ui/anj-top-bar.h"

/* What is built: frame, header, band, progress and page, anew when language or text size change,
 * from the visit, in which everything lives that the resident told. */

#define SCALE_STEP 0.995
#define SMALLEST_SCALE 0.7
/* smaller than this, a page that was asked to come down rather stays up a little */
#define SMALLEST_REACH_SCALE 0.85
/* with less room than this the next text size would not fit either */
#define ROOM_FOR_NEXT 0.75
/* for who reaches no higher, all that is touched lies in the lower 60 % */
#define REACH_SHARE 0.4

static GtkWidget *
make_band (void)
{
  GtkWidget *band = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  gtk_box_append (GTK_BOX (band), anj_icon_new ("luring", 11));
  gtk_box_append (GTK_BOX (band), anj_parts_label ("", NULL));
  gtk_widget_add_css_class (band, "pita");
  gtk_widget_set_visible (band, FALSE);
  return band;
}

static GtkCssProvider *
find_style (AnjScreen *self)
{
  GtkCssProvider **style = &self->styles[self->metrics.theme][self->metrics.text_size];

  if (self->metrics.panel_px_per_mm > 0)
    {
      anj_style_load (self->scaled_style, &self->metrics);
      return self->scaled_style;
    }
  if (*style == NULL)
    {
      *style = gtk_css_provider_new ();
      anj_style_load (*style, &self->metrics);
    }
  return *style;
}

static void
use_style (AnjScreen *self)
{
  GdkDisplay *display = gtk_widget_get_display (GTK_WIDGET (self));
  GtkCssProvider *style = find_style (self);

  if (style == self->style)
    return;
  if (self->style != NULL)
    gtk_style_context_remove_provider_for_display (display, GTK_STYLE_PROVIDER (self->style));
  self->style = style;
  gtk_style_context_add_provider_for_display (display, GTK_STYLE_PROVIDER (style),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
}

static void
build_chrome (AnjScreen *self)
{
  gboolean landscape = anj_metrics_is_landscape (&self->metrics);
  GtkWidget *frame = landscape ? anj_parts_row (&self->metrics, 0, NULL)
                               : gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->stale_chrome = FALSE;
  anj_parts_set_metrics (GTK_WIDGET (self), &self->metrics);
  use_style (self);
  anj_style_set_classes (GTK_WIDGET (self), &self->metrics);

  self->page = self->scrim = self->warning = NULL;
  /* GTK takes a window to be as high as its content is at the least width */
  gtk_widget_set_size_request (frame, self->metrics.width_px, -1);
  self->overlay = gtk_overlay_new ();
  self->column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  self->header = anj_top_bar_new (self->visit, &self->metrics);
  self->band = make_band ();
  self->help = anj_help_bar_new (&self->metrics);
  g_signal_connect_object (self->help, "asked", G_CALLBACK (anj_screen_help), self,
                           G_CONNECT_SWAPPED);

  gtk_box_append (GTK_BOX (self->column), self->header);
  gtk_box_append (GTK_BOX (self->column), self->band);
  gtk_overlay_set_child (GTK_OVERLAY (self->overlay), self->column);
  gtk_widget_set_hexpand (self->overlay, TRUE);
  gtk_widget_set_vexpand (self->overlay, TRUE);
  if (landscape)
    {
      anj_parts_row_add (frame, self->help);
      anj_parts_row_add (frame, self->overlay);
    }
  else
    {
      gtk_box_append (GTK_BOX (frame), self->overlay);
      gtk_box_append (GTK_BOX (frame), self->help);
    }
  gtk_window_set_child (GTK_WINDOW (self), frame);
}

/* (transfer none) (nullable): what does not work now, and what does */
static const char *
choose_band_text (AnjScreen *self, const char **out_icon_name)
{
  JsonObject *status = anj_visit_get_status (self->visit);

  *out_icon_name = "status-perlu-tindakan";
  if (status == NULL)
    return NULL;
  /* who has just sent something need not know of the next */
  if (anj_door_takes_no_case (self->visit) && !self->current->final)
    return _ ("Belum bisa mengirim. Yang lain tetap bisa.");
  if (anj_door_looks_up_nobody (self->visit) && !self->current->personal)
    return _ ("Belum bisa cek bantuan. Yang lain tetap bisa.");
  *out_icon_name = "luring";
  if (!anj_json_get_bool (status, "online", FALSE))
    return _ ("Sedang tanpa internet. Anda tetap bisa memakai layar ini.");
  return NULL;
}

void
anj_screen_show_band (AnjScreen *self)
{
  const char *icon_name = NULL;
  const char *text = self->current->network ? choose_band_text (self, &icon_name) : NULL;

  if (self->band == NULL)
    return;
  if (text != NULL)
    {
      anj_icon_set_name (ANJ_ICON (gtk_widget_get_first_child (self->band)), icon_name);
      gtk_label_set_text (GTK_LABEL (gtk_widget_get_last_child (self->band)), text);
    }
  gtk_widget_set_visible (self->band, text != NULL);
}

/* portrait: a row of its own above the page, which goes with the page; landscape: in the header */
static GtkWidget *
with_progress (AnjScreen *self, GtkWidget *page)
{
  guint step = 0, n_steps = 0;
  gboolean landscape = anj_metrics_is_landscape (&self->metrics);
  int margin = anj_metrics_px (&self->metrics, 12);
  GtkWidget *box = NULL, *progress = NULL;

  anj_journey_step (self->current, self->visit, &step, &n_steps);
  anj_top_bar_set_progress (ANJ_TOP_BAR (self->header), step, landscape ? n_steps : 0);
  if (landscape || n_steps == 0)
    return page;
  box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  progress = anj_progress_new (&self->metrics, step, n_steps);
  gtk_widget_set_margin_start (progress, margin);
  gtk_widget_set_margin_end (progress, margin);
  gtk_widget_set_margin_top (progress, anj_metrics_px (&self->metrics, 4));
  gtk_widget_set_margin_bottom (progress, anj_metrics_px (&self->metrics, 3));
  gtk_box_append (GTK_BOX (box), progress);
  gtk_box_append (GTK_BOX (box), page);
  gtk_widget_set_vexpand (box, TRUE);
  return box;
}

static int
height_of (GtkWidget *widget, int width)
{
  int height = 0;

  if (widget != NULL && gtk_widget_get_visible (widget))
    gtk_widget_measure (widget, GTK_ORIENTATION_VERTICAL, width, &height, NULL, NULL, NULL);
  return height;
}

/* header and progress stand above the page; it stays @short_px higher than it should */
static void
lift (AnjScreen *self, int short_px)
{
  int width = self->metrics.width_px;
  GtkWidget *beside = gtk_widget_get_prev_sibling (self->page);
  int above = height_of (self->header, width);

  if (!self->metrics.reach)
    return;
  if (gtk_widget_get_parent (self->page) != self->column)
    above += height_of (beside, width);
  anj_page_set_lift (ANJ_PAGE (self->page),
                     (int) (self->metrics.height_px * REACH_SHARE) - above - short_px);
}

static AnjDoor
look_at_door (AnjScreen *self)
{
  return self->current->door != NULL ? self->current->door (self->visit) : ANJ_DOOR_OPEN;
}

static void
build_page (AnjScreen *self)
{
  GtkWidget *old = NULL;

  if (self->stale_chrome || self->column == NULL)
    build_chrome (self);
  anj_screen_remove_scrim (self);
  old = gtk_widget_get_last_child (self->column);
  if (self->page != NULL && old != self->band)
    gtk_box_remove (GTK_BOX (self->column), old);

  gtk_widget_set_visible (self->header, !self->current->bare);
  self->page = g_object_new (self->current->get_type (), "visit", self->visit, "metrics",
                             &self->metrics, "clock", self->options.clock, NULL);
  gtk_widget_set_vexpand (self->page, TRUE);
  g_signal_connect_object (self->page, "way", G_CALLBACK (anj_screen_take_way), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->page, "stir", G_CALLBACK (anj_screen_stir), self,
                           G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (self->column), with_progress (self, self->page));
  lift (self, /* short_px */ 0);
  self->told_door = look_at_door (self);
  anj_screen_show_band (self);
}

gboolean
anj_screen_door_changed (AnjScreen *self)
{
  return self->told_door != look_at_door (self);
}

static double
measured_room (AnjScreen *self)
{
  int width, height;

  anj_screen_measure (self, &width, &height);
  return MIN ((double) self->metrics.width_px / width, (double) self->metrics.height_px / height);
}

/* how much of what the page needs, with an error and without, the panel has; 1 or more: it fits */
static double
room (AnjScreen *self)
{
  double plain = measured_room (self), with_error = plain;

  if (anj_page_rehearse_error (ANJ_PAGE (self->page), TRUE))
    {
      with_error = measured_room (self);
      anj_page_rehearse_error (ANJ_PAGE (self->page), FALSE);
    }
  return MIN (plain, with_error);
}

/* the next smaller size to try; FALSE when there is none worth reading */
static gboolean
make_smaller (AnjScreen *self, double has_room)
{
  double smallest = self->options.metrics.px_per_mm *
                    (self->metrics.reach ? SMALLEST_REACH_SCALE : SMALLEST_SCALE);

  if (self->metrics.text_size > ANJ_TEXT_125 && has_room < ROOM_FOR_NEXT)
    self->metrics.text_size -= 2;
  else if (self->metrics.text_size > ANJ_TEXT_100)
    self->metrics.text_size--;
  else if (self->metrics.px_per_mm > smallest)
    {
      self->metrics.panel_px_per_mm = self->options.metrics.px_per_mm;
      self->metrics.px_per_mm = MAX (self->metrics.px_per_mm * has_room * SCALE_STEP, smallest);
    }
  else
    return FALSE;
  return TRUE;
}

/* large letters are worth more than what a picture tells too, and on a low panel than the sentence
 * under the question */
static gboolean
leave_out (AnjScreen *self)
{
  return self->metrics.text_size > ANJ_TEXT_100 &&
         (anj_page_leave_out (ANJ_PAGE (self->page)) ||
          (anj_metrics_is_small_landscape (&self->metrics) &&
           anj_page_leave_out_sentence (ANJ_PAGE (self->page))));
}

/* a picture is worth less than letters; for who reaches no higher it keeps what is touched low */
static gboolean
lower_picture (AnjScreen *self)
{
  int width, height;

  if (self->metrics.reach)
    return FALSE;
  anj_screen_measure (self, &width, &height);
  return anj_page_lower_top (ANJ_PAGE (self->page), height - self->metrics.height_px);
}

static void
make_fit (AnjScreen *self)
{
  double has_room;

  while ((has_room = room (self)) < 1)
    {
      if (lower_picture (self) || leave_out (self))
        continue;
      if (!make_smaller (self, has_room))
        break;
      self->stale_chrome = TRUE;
      build_page (self);
    }
  if (has_room >= 1 || !self->metrics.reach)
    return;
  lift (self, (int) (self->metrics.height_px / has_room) - self->metrics.height_px + 1);
  if (room (self) >= 1)
    return;
  self->metrics.reach = FALSE;
  self->stale_chrome = TRUE;
  build_page (self);
  make_fit (self);
}

void
anj_screen_show (AnjScreen *self, const AnjJourneyPage *page)
{
  AnjMetrics wanted = self->options.metrics;

  self->current = page;
  g_clear_handle_id (&self->rebuild_source, g_source_remove);
  wanted.text_size = anj_visit_get_text_size (self->visit);
  wanted.theme = anj_visit_get_theme (self->visit);
  wanted.reach = anj_visit_get_reach (self->visit) && !anj_metrics_is_landscape (&wanted);
  if (wanted.text_size != self->metrics.text_size || wanted.px_per_mm < self->metrics.px_per_mm ||
      wanted.px_per_mm > self->metrics.px_per_mm)
    self->stale_chrome = TRUE;
  self->metrics = wanted;
  build_page (self);
  make_fit (self);
  anj_screen_set_idle_kind (self);
  anj_screen_tell_name (self);
  anj_screen_begin_keys (self);
  anj_screen_voice_page (self);
}

static gboolean
on_rebuild (gpointer user_data)
{
  AnjScreen *self = ANJ_SCREEN (user_data);

  self->rebuild_source = 0;
  anj_screen_show (self, self->current);
  return G_SOURCE_REMOVE;
}

void
anj_screen_look_changed (AnjScreen *self)
{
  anj_i18n_set_language (anj_visit_get_language (self->visit));
  self->stale_chrome = TRUE;
  if (self->rebuild_source == 0 && !self->leaving)
    self->rebuild_source = g_idle_add_full (G_PRIORITY_HIGH_IDLE, on_rebuild, self, NULL);
}
