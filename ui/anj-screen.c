/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-screen-private.h"

#include "core/anj-secret.h"

/* One window for one resident.
 *
 *   window ─ frame ─ overlay ─ column: header, band, progress, page
 *                  │         └ scrim with a warning or a notice   (never over the help bar)
 *                  └ help bar
 *
 * All of it is built anew when language or text size change, from the visit, in which everything
 * lives that the resident told. A page asks for a way out; the journey table says where it leads.
 * A screen is never used for a second resident: leaving blanks it and ends the process.
 *
 * Here: appearing, input, leaving. Beside: -look (building), -moves (along the table), -scrim (idle
 * and notices), -agent (connecting, and what the agent says), -voice (what is said), -keys (the
 * 12-key pad).
 */

/* long enough for the blank page to be painted */
#define BLANK_MS 60
#define WAITING_NAME "waiting"

G_DEFINE_FINAL_TYPE (AnjScreen, anj_screen, GTK_TYPE_WINDOW)

static guint done_signal;

/* --- leaving --- */

static gboolean
on_blank (gpointer user_data)
{
  AnjScreen *self = ANJ_SCREEN (user_data);

  self->leave_source = 0;
  if (self->options.supervised != NULL)
    anj_supervised_send_done (self->options.supervised);
  g_signal_emit (self, done_signal, 0);
  return G_SOURCE_REMOVE;
}

void
anj_screen_leave (AnjScreen *self)
{
  if (self->leaving)
    return;
  self->leaving = TRUE;
  g_clear_object (&self->idle);
  g_cancellable_cancel (self->cancellable);
  if (self->visit != NULL && anj_visit_get_session (self->visit) != NULL)
    anj_session_close (anj_visit_get_session (self->visit));
  g_clear_handle_id (&self->rebuild_source, g_source_remove);
  g_clear_handle_id (&self->hold_source, g_source_remove);
  anj_screen_voice_end (self);
  g_clear_weak_pointer (&self->focus);
  gtk_window_set_child (GTK_WINDOW (self), gtk_box_new (GTK_ORIENTATION_VERTICAL, 0));
  self->overlay = self->column = self->header = self->band = NULL;
  self->page = self->scrim = self->warning = self->help = NULL;
  self->leave_source = g_timeout_add (BLANK_MS, on_blank, self);
}

/* --- what the page is called --- */

gboolean
anj_screen_is_page (AnjScreen *self, const char *id)
{
  return g_strcmp0 (self->current->id, id) == 0;
}

void
anj_screen_tell_name (AnjScreen *self)
{
  const char *name = WAITING_NAME;

  if (self->shown)
    name = self->warning != NULL ? "diam" : self->current->id;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, name,
                                  -1);
}

/* --- showing --- */

static void
tell_painted (AnjScreen *self)
{
  AnjSession *session = self->visit != NULL ? anj_visit_get_session (self->visit) : NULL;

  if (session != NULL && !self->leaving)
    anj_session_tell_painted (session);
}

static void
on_after_paint (AnjScreen *self, GdkFrameClock *clock)
{
  AnjSupervised *supervised = self->options.supervised;

  self->n_frames++;
  if (self->n_frames == 1)
    {
      if (supervised != NULL)
        anj_supervised_send_paint (supervised);
      gtk_widget_queue_draw (GTK_WIDGET (self));
    }
  else if (self->n_frames == 2)
    {
      g_signal_handlers_disconnect_by_func (clock, on_after_paint, self);
      anj_input_guard_shown (&self->guard, self->options.clock);
      if (supervised != NULL)
        anj_supervised_send_shown (supervised);
      tell_painted (self);
    }
}

static void
on_repainted (AnjScreen *self, GdkFrameClock *clock)
{
  g_signal_handlers_disconnect_by_func (clock, on_repainted, self);
  tell_painted (self);
}

void
anj_screen_repaint (AnjScreen *self)
{
  if (self->n_frames < 2)
    return;
  g_signal_connect_object (gtk_widget_get_frame_clock (GTK_WIDGET (self)), "after-paint",
                           G_CALLBACK (on_repainted), self, G_CONNECT_SWAPPED);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
appear (AnjScreen *self)
{
  if (self->shown)
    return;
  self->shown = TRUE;
  /* it was made ready while somebody else was served */
  if (self->visit != NULL && anj_visit_get_session (self->visit) != NULL)
    anj_session_ask_status (anj_visit_get_session (self->visit));
  anj_input_guard_close (&self->guard);
  anj_screen_set_idle_kind (self);
  gtk_widget_realize (GTK_WIDGET (self));
  g_signal_connect_object (gtk_widget_get_frame_clock (GTK_WIDGET (self)), "after-paint",
                           G_CALLBACK (on_after_paint), self, G_CONNECT_SWAPPED);
  if (!self->options.windowed)
    {
      gtk_window_fullscreen (GTK_WINDOW (self));
      /* fingers have no pointer */
      gtk_widget_set_cursor_from_name (GTK_WIDGET (self), "none");
    }
  gtk_window_present (GTK_WINDOW (self));
  anj_screen_tell_name (self);
  anj_screen_voice_begin (self);
}

void
anj_screen_get_ready (AnjScreen *self)
{
  GtkWidget *child = gtk_window_get_child (GTK_WINDOW (self));
  int minimum;

  gtk_widget_realize (GTK_WIDGET (self));
  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, self->metrics.width_px, &minimum, NULL, NULL,
                      NULL);
  if (self->options.supervised != NULL)
    anj_supervised_send_ready (self->options.supervised);
  else
    appear (self);
}

/* --- input --- */

/* a hand has no use for the ring that the keys lead */
static void
take_touch (AnjScreen *self)
{
  anj_screen_move_focus (self, NULL);
  if (self->speech == NULL)
    return;
  anj_speech_interrupt (self->speech);
  anj_screen_say_changes_soon (self);
}

static gboolean
on_event (AnjScreen *self, GdkEvent *event)
{
  AnjInput input = anj_input_from_event (GTK_WIDGET (self), event);

  if (self->leaving || anj_input_guard_swallows (&self->guard, self->options.clock, &input))
    return GDK_EVENT_STOP;
  if (!anj_input_guard_is_press (input.type))
    return GDK_EVENT_PROPAGATE;
  if (input.type != GDK_KEY_PRESS)
    take_touch (self);
  /* while it warns any key says that somebody is there, and does nothing else; the scrim decides
   * on a touch: its buttons must not vanish under the finger */
  if (self->warning != NULL && input.type == GDK_KEY_PRESS)
    {
      anj_screen_stir (self);
      return GDK_EVENT_STOP;
    }
  if (self->idle != NULL && self->warning == NULL)
    anj_idle_touch (self->idle);
  return GDK_EVENT_PROPAGATE;
}

static gint64
event_time_us (GtkEventController *controller)
{
  return gtk_event_controller_get_current_event_time (controller) * G_TIME_SPAN_MILLISECOND;
}

static gboolean
on_key (AnjScreen *self,
        guint keyval,
        guint keycode G_GNUC_UNUSED,
        GdkModifierType state G_GNUC_UNUSED,
        GtkEventController *keys)
{
  if (anj_screen_press_key (self, keyval, event_time_us (keys)))
    return GDK_EVENT_STOP;
  if (self->page == NULL || self->scrim != NULL)
    return GDK_EVENT_PROPAGATE;
  if (anj_page_press_key (ANJ_PAGE (self->page), gdk_keyval_to_unicode (keyval), keyval))
    return GDK_EVENT_STOP;
  return GDK_EVENT_PROPAGATE;
}

static void
on_key_released (AnjScreen *self,
                 guint keyval,
                 guint keycode G_GNUC_UNUSED,
                 GdkModifierType state G_GNUC_UNUSED,
                 GtkEventController *keys)
{
  anj_screen_release_key (self, keyval, event_time_us (keys));
}

/* --- object --- */

static void
anj_screen_dispose (GObject *object)
{
  AnjScreen *self = ANJ_SCREEN (object);

  g_clear_handle_id (&self->rebuild_source, g_source_remove);
  g_clear_handle_id (&self->retry_source, g_source_remove);
  g_clear_handle_id (&self->door_source, g_source_remove);
  g_clear_handle_id (&self->leave_source, g_source_remove);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_handle_id (&self->hold_source, g_source_remove);
  anj_screen_voice_end (self);
  g_clear_weak_pointer (&self->focus);
  g_clear_weak_pointer (&self->watched);
  g_clear_pointer (&self->said, g_hash_table_unref);
  g_clear_pointer (&self->read_language, g_free);
  g_clear_object (&self->idle);
  g_clear_object (&self->visit);
  anj_input_guard_clear (&self->guard);
  if (self->style != NULL)
    gtk_style_context_remove_provider_for_display (gtk_widget_get_display (GTK_WIDGET (self)),
                                                   GTK_STYLE_PROVIDER (self->style));
  self->style = NULL;
  for (guint theme = 0; theme < G_N_ELEMENTS (self->styles); theme++)
    for (guint size = 0; size < G_N_ELEMENTS (self->styles[theme]); size++)
      g_clear_object (&self->styles[theme][size]);
  g_clear_object (&self->scaled_style);
  g_clear_pointer (&self->history, g_ptr_array_unref);

  G_OBJECT_CLASS (anj_screen_parent_class)->dispose (object);
}

/* nobody at a terminal closes its screen */
static gboolean
anj_screen_close_request (GtkWindow *window)
{
  return !ANJ_SCREEN (window)->options.windowed;
}

/* GTK's inspector shows all that a resident wrote */
static gboolean
anj_screen_enable_debugging (GtkWindow *window G_GNUC_UNUSED, gboolean toggle G_GNUC_UNUSED)
{
  return FALSE;
}

static void
anj_screen_class_init (AnjScreenClass *klass)
{
  GtkWindowClass *window_class = GTK_WINDOW_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = anj_screen_dispose;
  window_class->close_request = anj_screen_close_request;
  window_class->enable_debugging = anj_screen_enable_debugging;
  done_signal = g_signal_new ("done", ANJ_TYPE_SCREEN, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                              G_TYPE_NONE, 0);
}

static void
anj_screen_init (AnjScreen *self)
{
  GtkEventController *guard = gtk_event_controller_legacy_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->cancellable = g_cancellable_new ();
  self->history = g_ptr_array_new ();
  self->said = g_hash_table_new_full (g_str_hash, g_str_equal,
                                      (GDestroyNotify) anj_secret_string_free, g_free);
  self->scaled_style = gtk_css_provider_new ();
  anj_input_guard_shut (GTK_WIDGET (self));
  gtk_event_controller_set_propagation_phase (guard, GTK_PHASE_CAPTURE);
  /* before a focused button takes it */
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (guard, "event", G_CALLBACK (on_event), self);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (on_key), self);
  g_signal_connect_swapped (keys, "key-released", G_CALLBACK (on_key_released), self);
  g_signal_connect (self, "notify::focus-widget", G_CALLBACK (anj_screen_watch_focus), NULL);
  /* the one that was added last is asked first */
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  gtk_widget_add_controller (GTK_WIDGET (self), guard);
}

AnjScreen *
anj_screen_new (const AnjScreenOptions *options)
{
  AnjScreen *self = g_object_new (ANJ_TYPE_SCREEN, "title", "Anjungan", "decorated", FALSE, NULL);

  self->options = *options;
  anj_told_clock_init (&self->told, options->clock);
  self->options.clock = &self->told.clock;
  self->metrics = options->metrics;
  gtk_window_set_default_size (GTK_WINDOW (self), options->metrics.width_px,
                               options->metrics.height_px);
  anj_screen_tell_name (self);
  if (options->supervised != NULL)
    g_signal_connect_object (options->supervised, "show", G_CALLBACK (appear), self,
                             G_CONNECT_SWAPPED);
  return self;
}

void
anj_screen_start (AnjScreen *self)
{
  anj_screen_connect (self);
}

AnjVisit *
anj_screen_get_visit (AnjScreen *self)
{
  return self->visit;
}

void
anj_screen_show_page (AnjScreen *self, const char *id)
{
  anj_screen_go_to (self, anj_journey_find (id));
}

void
anj_screen_measure (AnjScreen *self, int *out_width, int *out_height)
{
  GtkWidget *child = gtk_window_get_child (GTK_WINDOW (self));

  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, out_width, NULL, NULL, NULL);
  gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, MAX (*out_width, self->metrics.width_px),
                      out_height, NULL, NULL, NULL);
}
