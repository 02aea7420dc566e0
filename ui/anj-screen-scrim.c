/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-screen-private.h"

#include "ui/anj-idle-warning.h"
#include "ui/anj-notice.h"

/* What covers the page: the idle warning and notices; and when nobody is there any more. */

void
anj_screen_remove_scrim (AnjScreen *self)
{
  if (self->scrim != NULL && self->speech != NULL)
    anj_speech_interrupt (self->speech);
  if (self->scrim != NULL)
    gtk_overlay_remove_overlay (GTK_OVERLAY (self->overlay), self->scrim);
  self->scrim = self->warning = NULL;
  if (self->column != NULL)
    gtk_widget_set_can_target (self->column, TRUE);
  anj_screen_tell_name (self);
}

void
anj_screen_stir (AnjScreen *self)
{
  if (self->idle != NULL)
    anj_idle_touch (self->idle);
}

static void
put_scrim (AnjScreen *self, GtkWidget *card, gboolean hides_page)
{
  GtkGesture *touch = gtk_gesture_click_new ();

  anj_screen_remove_scrim (self);
  self->scrim = gtk_center_box_new ();
  gtk_center_box_set_center_widget (GTK_CENTER_BOX (self->scrim), card);
  gtk_widget_add_css_class (self->scrim, "tirai");
  if (hides_page)
    gtk_widget_add_css_class (self->scrim, "rahasia");
  g_signal_connect_swapped (touch, "pressed", G_CALLBACK (anj_screen_stir), self);
  gtk_widget_add_controller (self->scrim, GTK_EVENT_CONTROLLER (touch));
  gtk_widget_set_can_target (self->column, FALSE);
  gtk_overlay_add_overlay (GTK_OVERLAY (self->overlay), self->scrim);
  anj_screen_move_focus (self, NULL);
}

void
anj_screen_show_notice (AnjScreen *self,
                        const char *icon_name,
                        const char *heading,
                        const char *sentence)
{
  put_scrim (self,
             anj_notice_new (&self->metrics, icon_name, heading, sentence,
                             (void (*) (gpointer)) anj_screen_remove_scrim, self),
             FALSE);
  anj_screen_say_scrim (self);
}

static void
on_idle_warning (AnjScreen *self, guint seconds_left)
{
  if (self->warning == NULL)
    {
      GtkWidget *warning = anj_idle_warning_new (&self->metrics,
                                                 anj_idle_warning_seconds (self->idle));

      g_signal_connect_swapped (warning, "stay", G_CALLBACK (anj_screen_stir), self);
      g_signal_connect_swapped (warning, "leave", G_CALLBACK (anj_screen_leave), self);
      put_scrim (self, warning, self->current->personal);
      self->warning = warning;
      anj_screen_tell_name (self);
    }
  anj_idle_warning_set_seconds_left (ANJ_IDLE_WARNING (self->warning), seconds_left);
  anj_screen_say_warning (self, seconds_left);
}

void
anj_screen_start_idle (AnjScreen *self)
{
  g_clear_object (&self->idle);
  self->idle = anj_idle_new (self->options.clock, anj_visit_get_config (self->visit));
  anj_screen_set_patience (self);
  g_signal_connect_object (self->idle, "warning", G_CALLBACK (on_idle_warning), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->idle, "resumed", G_CALLBACK (anj_screen_remove_scrim), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->idle, "expired", G_CALLBACK (anj_screen_leave), self,
                           G_CONNECT_SWAPPED);
}

void
anj_screen_set_idle_kind (AnjScreen *self)
{
  if (self->idle == NULL)
    return;
  if (anj_screen_is_page (self, "sapaan") || anj_screen_is_page (self, "tutup") || !self->shown)
    anj_idle_set_kind (self->idle, ANJ_IDLE_OFF);
  else
    anj_idle_set_kind (self->idle, self->current->personal ? ANJ_IDLE_PERSONAL : ANJ_IDLE_OTHER);
}
