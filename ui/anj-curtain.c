/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "anj-ui"

#include "ui/anj-curtain.h"

#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>

#include "core/anj-exit.h"
#include "core/anj-harden.h"
#include "ui/anj-i18n.h"
#include "ui/anj-panel.h"
#include "ui/anj-parts.h"
#include "ui/anj-style.h"
#include "ui/anj-vignette.h"
#include "ui/supervisor/anj-supervised.h"

#define MARK_MM 48
#define MARK_MARGIN_MM 10

#define ANJ_TYPE_CURTAIN (anj_curtain_get_type ())
G_DECLARE_FINAL_TYPE (AnjCurtain, anj_curtain, ANJ, CURTAIN, GtkWindow)

struct _AnjCurtain
{
  GtkWindow parent_instance;

  AnjSupervised *supervised; /* (owned) */
  guint n_frames;
};

G_DEFINE_FINAL_TYPE (AnjCurtain, anj_curtain, GTK_TYPE_WINDOW)

static void
on_after_paint (AnjCurtain *self, GdkFrameClock *clock)
{
  self->n_frames++;
  if (self->n_frames == 1)
    {
      gtk_widget_queue_draw (GTK_WIDGET (self));
      return;
    }
  g_signal_handlers_disconnect_by_func (clock, on_after_paint, self);
  anj_supervised_send_shown (self->supervised);
}

/* not presented: it asks for no focus */
static void
on_show (AnjCurtain *self)
{
  if (gtk_widget_get_visible (GTK_WIDGET (self)))
    return;
  g_signal_connect_object (gtk_widget_get_frame_clock (GTK_WIDGET (self)), "after-paint",
                           G_CALLBACK (on_after_paint), self, G_CONNECT_SWAPPED);
  gtk_window_fullscreen (GTK_WINDOW (self));
  /* fingers have no pointer */
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), "none");
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
}

static GtkWidget *
make_content (const AnjMetrics *metrics)
{
  GtkWidget *box = anj_parts_box (GTK_ORIENTATION_VERTICAL, metrics, MARK_MARGIN_MM, NULL);
  GtkWidget *square = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *mark = anj_vignette_new ("anjungan-mark-terang", MARK_MM, MARK_MM,
                                      /* min_height_mm */ 0);
  int margin = anj_metrics_px (metrics, MARK_MARGIN_MM);

  /* the mark is white: it needs the blue that it stands on everywhere */
  gtk_widget_add_css_class (square, "pendopo");
  gtk_widget_set_halign (square, GTK_ALIGN_CENTER);
  gtk_widget_set_margin_top (mark, margin);
  gtk_widget_set_margin_bottom (mark, margin);
  gtk_widget_set_margin_start (mark, margin);
  gtk_widget_set_margin_end (mark, margin);
  gtk_box_append (GTK_BOX (square), mark);
  gtk_box_append (GTK_BOX (box), square);
  gtk_box_append (GTK_BOX (box), anj_parts_label (_ ("Mohon tunggu"), "pertanyaan nila"));
  gtk_widget_set_halign (box, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  return box;
}

static void
anj_curtain_dispose (GObject *object)
{
  g_clear_object (&ANJ_CURTAIN (object)->supervised);
  G_OBJECT_CLASS (anj_curtain_parent_class)->dispose (object);
}

static void
anj_curtain_class_init (AnjCurtainClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = anj_curtain_dispose;
}

static gboolean
stop (void)
{
  return GDK_EVENT_STOP;
}

static void
anj_curtain_init (AnjCurtain *self)
{
  GtkEventController *guard = gtk_event_controller_legacy_new ();

  gtk_event_controller_set_propagation_phase (guard, GTK_PHASE_CAPTURE);
  g_signal_connect (guard, "event", G_CALLBACK (stop), NULL);
  gtk_widget_add_controller (GTK_WIDGET (self), guard);
  g_signal_connect (self, "close-request", G_CALLBACK (stop), NULL);
}

static AnjCurtain *
curtain_new (const AnjMetrics *metrics, AnjSupervised *supervised)
{
  AnjCurtain *self = g_object_new (ANJ_TYPE_CURTAIN, "title", "Anjungan", "decorated", FALSE,
                                   "default-width", metrics->width_px, "default-height",
                                   metrics->height_px, NULL);
  g_autoptr (GtkCssProvider) style = gtk_css_provider_new ();

  self->supervised = g_object_ref (supervised);
  anj_style_load (style, metrics);
  gtk_style_context_add_provider_for_display (gtk_widget_get_display (GTK_WIDGET (self)),
                                              GTK_STYLE_PROVIDER (style),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  anj_parts_set_metrics (GTK_WIDGET (self), metrics);
  anj_style_set_classes (GTK_WIDGET (self), metrics);
  gtk_window_set_child (GTK_WINDOW (self), make_content (metrics));
  /* like a screen that waits: no page */
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  "waiting", -1);
  g_signal_connect_object (supervised, "show", G_CALLBACK (on_show), self, G_CONNECT_SWAPPED);
  gtk_widget_realize (GTK_WIDGET (self));
  return self;
}

static void
on_exit_asked (void)
{
  anj_exit (EXIT_SUCCESS);
}

int
anj_curtain_run (const char *size,
                 double px_per_mm,
                 const char *language,
                 gboolean test_accessibility)
{
  g_autoptr (AnjSupervised) supervised = anj_supervised_new_from_fd3 ();
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GError) error = NULL;
  AnjMetrics metrics;

  if (supervised == NULL)
    {
      fprintf (stderr, "anjungan: a curtain is started by the supervisor only\n");
      return EX_USAGE;
    }
  if (!anj_harden_self (ANJ_HARDEN_WITH_PARENT))
    g_warning ("cannot close this process to others");
  anj_panel_prepare (test_accessibility);
  if (!gtk_init_check ())
    {
      fprintf (stderr, "anjungan: no display; set DISPLAY or WAYLAND_DISPLAY\n");
      return EX_UNAVAILABLE;
    }
  if (!anj_panel_measure (gdk_display_get_default (), size, px_per_mm, &metrics, &error))
    {
      fprintf (stderr, "anjungan: %s\n", error->message);
      return EX_USAGE;
    }
  anj_i18n_set_language (language);
  g_signal_connect (supervised, "exit", G_CALLBACK (on_exit_asked), NULL);
  curtain_new (&metrics, supervised);
  anj_supervised_send_ready (supervised);
  g_main_loop_run (loop);
  anj_exit (EXIT_SUCCESS);
}
