/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "anj-ui"

#include "ui/anj-screen.h"

#include "core/anj-json.h"
#include "ui/anj-help-bar.h"
#include "ui/anj-i18n.h"
#include "ui/anj-icon.h"
#include "ui/anj-idle-warning.h"
#include "ui/anj-idle.h"
#include "ui/anj-input-guard.h"
#include "ui/anj-journey.h"
#include "ui/anj-notice.h"
#include "ui/anj-page.h"
#include "ui/anj-parts.h"
#include "ui/anj-progress.h"
#include "ui/anj-style.h"
#include "ui/anj-top-bar.h"

/* One window for one resident.
 *
 *   window ─ frame ─ overlay ─ column: header, band, progress, page
 *                  │         └ scrim with a warning or a notice   (never over the help bar)
 *                  └ help bar
 *
 * All of it is built anew when language or text size change, from the visit, in which everything
 * lives that the resident told. A page asks for a way out; the journey table says where it leads.
 * A screen is never used for a second resident: leaving blanks it and ends the process.
 */

#define RETRY_MS 2000
/* long enough for the blank page to be painted */
#define BLANK_MS 60
#define WAITING_NAME "waiting"
#define SCALE_STEP 0.995
#define SMALLEST_SCALE 0.7

struct _AnjScreen
{
  GtkWindow parent_instance;

  AnjScreenOptions options;
  AnjMetrics metrics;
  GtkCssProvider *style;     /* (owned) */
  AnjVisit *visit;           /* (owned) */
  AnjIdle *idle;             /* (owned) (nullable): from the first session on */
  GCancellable *cancellable; /* (owned) */

  const AnjJourneyPage *current;
  GPtrArray *history;         /* (element-type AnjJourneyPage) (owned), not the pages */
  gboolean choosing_language; /* came to the languages by the help bar: goes back there */

  /* (unowned): children */
  GtkWidget *overlay;
  GtkWidget *column;
  GtkWidget *header;
  GtkWidget *band;
  GtkWidget *page;
  GtkWidget *scrim;
  GtkWidget *warning;

  gboolean stale_chrome;
  gboolean shown;
  gboolean leaving;
  AnjInputGuard guard;
  guint n_frames;
  guint rebuild_source;
  guint retry_source;
  guint leave_source;
};

G_DEFINE_FINAL_TYPE (AnjScreen, anj_screen, GTK_TYPE_WINDOW)

static guint done_signal;

static void show_page (AnjScreen *self, const AnjJourneyPage *page);
static void connect_agent (AnjScreen *self);

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

static void
leave (AnjScreen *self)
{
  if (self->leaving)
    return;
  self->leaving = TRUE;
  g_clear_object (&self->idle);
  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->rebuild_source, g_source_remove);
  gtk_window_set_child (GTK_WINDOW (self), gtk_box_new (GTK_ORIENTATION_VERTICAL, 0));
  self->overlay = self->column = self->header = self->band = NULL;
  self->page = self->scrim = self->warning = NULL;
  self->leave_source = g_timeout_add (BLANK_MS, on_blank, self);
}

/* --- what the page is called --- */

static void
tell_name (AnjScreen *self)
{
  const char *name = WAITING_NAME;

  if (self->shown)
    name = self->warning != NULL ? "diam" : anj_journey_name (self->current);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, name,
                                  -1);
}

/* --- scrim: idle warning and notices --- */

static void
remove_scrim (AnjScreen *self)
{
  if (self->scrim != NULL)
    gtk_overlay_remove_overlay (GTK_OVERLAY (self->overlay), self->scrim);
  self->scrim = self->warning = NULL;
  if (self->column != NULL)
    gtk_widget_set_can_target (self->column, TRUE);
  tell_name (self);
}

static void
on_scrim_pressed (AnjScreen *self)
{
  if (self->idle != NULL)
    anj_idle_touch (self->idle);
}

static void
put_scrim (AnjScreen *self, GtkWidget *card, gboolean hides_page)
{
  GtkGesture *touch = gtk_gesture_click_new ();

  remove_scrim (self);
  self->scrim = gtk_center_box_new ();
  gtk_center_box_set_center_widget (GTK_CENTER_BOX (self->scrim), card);
  gtk_widget_add_css_class (self->scrim, "tirai");
  if (hides_page)
    gtk_widget_add_css_class (self->scrim, "rahasia");
  g_signal_connect_swapped (touch, "pressed", G_CALLBACK (on_scrim_pressed), self);
  gtk_widget_add_controller (self->scrim, GTK_EVENT_CONTROLLER (touch));
  gtk_widget_set_can_target (self->column, FALSE);
  gtk_overlay_add_overlay (GTK_OVERLAY (self->overlay), self->scrim);
}

static void
show_notice (AnjScreen *self, const char *icon_name, const char *heading, const char *sentence)
{
  put_scrim (self,
             anj_notice_new (&self->metrics, icon_name, heading, sentence,
                             (void (*) (gpointer)) remove_scrim, self),
             FALSE);
}

static void
on_idle_warning (AnjScreen *self, guint seconds_left)
{
  if (self->warning == NULL)
    {
      GtkWidget *warning = anj_idle_warning_new (&self->metrics,
                                                 anj_idle_warning_seconds (self->idle));

      g_signal_connect_swapped (warning, "stay", G_CALLBACK (on_scrim_pressed), self);
      g_signal_connect_swapped (warning, "leave", G_CALLBACK (leave), self);
      put_scrim (self, warning, self->current->personal);
      self->warning = warning;
      tell_name (self);
    }
  anj_idle_warning_set_seconds_left (ANJ_IDLE_WARNING (self->warning), seconds_left);
}

static void
start_idle (AnjScreen *self)
{
  g_clear_object (&self->idle);
  self->idle = anj_idle_new (self->options.clock, anj_visit_get_config (self->visit));
  g_signal_connect_object (self->idle, "warning", G_CALLBACK (on_idle_warning), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->idle, "resumed", G_CALLBACK (remove_scrim), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->idle, "expired", G_CALLBACK (leave), self, G_CONNECT_SWAPPED);
}

static gboolean
is_page (AnjScreen *self, const char *id)
{
  return g_strcmp0 (self->current->id, id) == 0;
}

static void
set_idle_kind (AnjScreen *self)
{
  if (self->idle == NULL)
    return;
  if (is_page (self, "sapaan") || is_page (self, "tutup") || !self->shown)
    anj_idle_set_kind (self->idle, ANJ_IDLE_OFF);
  else
    anj_idle_set_kind (self->idle, self->current->personal ? ANJ_IDLE_PERSONAL : ANJ_IDLE_OTHER);
}

/* --- moving --- */

static void
go_to (AnjScreen *self, const char *id)
{
  const AnjJourneyPage *page = anj_journey_find (id);

  if (page == NULL)
    {
      g_warning ("no page %s", id);
      return;
    }
  if (page->final)
    g_ptr_array_set_size (self->history, 0);
  else
    g_ptr_array_add (self->history, (gpointer) self->current);
  show_page (self, page);
}

static void
go_back (AnjScreen *self)
{
  if (self->history->len > 0)
    show_page (self, g_ptr_array_steal_index (self->history, self->history->len - 1));
}

static void
on_way (AnjScreen *self, const char *way, AnjPage *page)
{
  const char *target = NULL;
  gboolean was_choosing = self->choosing_language;

  /* a late answer to a page that has gone */
  if (GTK_WIDGET (page) != self->page || self->leaving)
    return;
  self->choosing_language = FALSE;
  target = anj_journey_target (self->current, way);
  if (g_str_equal (way, "end"))
    leave (self);
  else if (g_str_equal (way, "back") || (was_choosing && g_str_equal (way, "next")))
    go_back (self);
  else if (target != NULL)
    go_to (self, target);
  else
    g_warning ("page %s has no way %s", self->current->id, way);
}

static void
choose_language (AnjScreen *self)
{
  if (is_page (self, "bahasa"))
    return;
  self->choosing_language = !is_page (self, "sapaan");
  g_ptr_array_add (self->history, (gpointer) self->current);
  show_page (self, anj_journey_find ("bahasa"));
}

static void
start_over (AnjScreen *self)
{
  if (is_page (self, "tutup"))
    return;
  if (!is_page (self, "sapaan"))
    {
      leave (self);
      return;
    }
  /* nobody told anything yet: only how it looks goes back to where it was */
  anj_visit_set_text_size (self->visit, ANJ_TEXT_100);
  anj_visit_set_language (self->visit, self->options.language);
}

static void
on_help_asked (AnjScreen *self, const char *what)
{
  if (self->leaving)
    return;
  if (self->idle != NULL)
    anj_idle_touch (self->idle);
  remove_scrim (self);
  if (g_str_equal (what, "attendant"))
    show_notice (self, "panggil-petugas", _ ("Mohon temui petugas di meja."),
                 _ ("Tulisan Anda tetap ada di layar ini."));
  else if (g_str_equal (what, "restart"))
    start_over (self);
  else if (g_str_equal (what, "voice"))
    show_notice (self, "suara-mati", _ ("Layar ini belum bisa bersuara."),
                 _ ("Mohon minta petugas membacakan."));
  else if (g_str_equal (what, "language"))
    choose_language (self);
  else if (g_str_equal (what, "text-size"))
    anj_visit_set_text_size (self->visit,
                             (anj_visit_get_text_size (self->visit) + 1) % (ANJ_TEXT_200 + 1));
}

/* --- building --- */

static GtkWidget *
make_band (void)
{
  GtkWidget *band = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  gtk_box_append (GTK_BOX (band), anj_icon_new ("luring", 11));
  gtk_box_append (
      GTK_BOX (band),
      anj_parts_label (_ ("Sedang tanpa internet. Anda tetap bisa memakai layar ini."), NULL));
  gtk_widget_add_css_class (band, "pita");
  gtk_widget_set_visible (band, FALSE);
  return band;
}

static void
build_chrome (AnjScreen *self)
{
  gboolean landscape = anj_metrics_is_landscape (&self->metrics);
  GtkWidget *frame = gtk_box_new (landscape ? GTK_ORIENTATION_HORIZONTAL : GTK_ORIENTATION_VERTICAL,
                                  0);
  GtkWidget *help = NULL;

  self->stale_chrome = FALSE;
  anj_parts_set_metrics (GTK_WIDGET (self), &self->metrics);
  anj_style_load (self->style, &self->metrics);
  anj_style_set_classes (GTK_WIDGET (self), &self->metrics);

  self->page = self->scrim = self->warning = NULL;
  self->overlay = gtk_overlay_new ();
  self->column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  self->header = anj_top_bar_new (self->visit, &self->metrics);
  self->band = make_band ();
  help = anj_help_bar_new (&self->metrics);
  g_signal_connect_object (help, "asked", G_CALLBACK (on_help_asked), self, G_CONNECT_SWAPPED);

  gtk_box_append (GTK_BOX (self->column), self->header);
  gtk_box_append (GTK_BOX (self->column), self->band);
  gtk_overlay_set_child (GTK_OVERLAY (self->overlay), self->column);
  gtk_widget_set_hexpand (self->overlay, TRUE);
  gtk_widget_set_vexpand (self->overlay, TRUE);
  gtk_box_append (GTK_BOX (frame), self->overlay);
  if (landscape)
    gtk_box_prepend (GTK_BOX (frame), help);
  else
    gtk_box_append (GTK_BOX (frame), help);
  gtk_window_set_child (GTK_WINDOW (self), frame);
}

static void
show_band (AnjScreen *self)
{
  JsonObject *status = anj_visit_get_status (self->visit);
  gboolean offline = status != NULL && !anj_json_get_bool (status, "online", FALSE);

  if (self->band != NULL)
    gtk_widget_set_visible (self->band, offline && self->current->network);
}

/* portrait: a row of its own above the page, which goes with the page; landscape: in the header */
static GtkWidget *
with_progress (AnjScreen *self, GtkWidget *page)
{
  const AnjJourneyPage *row = self->current;
  gboolean landscape = anj_metrics_is_landscape (&self->metrics);
  int margin = anj_metrics_px (&self->metrics, 12);
  GtkWidget *box = NULL, *progress = NULL;

  anj_top_bar_set_progress (ANJ_TOP_BAR (self->header), row->step, landscape ? row->n_steps : 0);
  if (landscape || row->n_steps == 0)
    return page;
  box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  progress = anj_progress_new (&self->metrics, row->step, row->n_steps);
  gtk_widget_set_margin_start (progress, margin);
  gtk_widget_set_margin_end (progress, margin);
  gtk_widget_set_margin_top (progress, anj_metrics_px (&self->metrics, 4));
  gtk_widget_set_margin_bottom (progress, anj_metrics_px (&self->metrics, 3));
  gtk_box_append (GTK_BOX (box), progress);
  gtk_box_append (GTK_BOX (box), page);
  gtk_widget_set_vexpand (box, TRUE);
  return box;
}

static void
build_page (AnjScreen *self)
{
  GtkWidget *old = NULL;

  if (self->stale_chrome || self->column == NULL)
    build_chrome (self);
  remove_scrim (self);
  old = gtk_widget_get_last_child (self->column);
  if (self->page != NULL && old != self->band)
    gtk_box_remove (GTK_BOX (self->column), old);

  gtk_widget_set_visible (self->header, !self->current->bare);
  self->page = g_object_new (self->current->get_type (), "visit", self->visit, "metrics",
                             &self->metrics, "clock", self->options.clock, NULL);
  gtk_widget_set_vexpand (self->page, TRUE);
  g_signal_connect_object (self->page, "way", G_CALLBACK (on_way), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (self->column), with_progress (self, self->page));
  show_band (self);
}

/* how much of what the page needs the panel has; 1 or more: it fits */
static double
room (AnjScreen *self)
{
  int width, height;

  anj_screen_measure (self, &width, &height);
  return MIN ((double) self->metrics.width_px / width, (double) self->metrics.height_px / height);
}

/* the next smaller size to try; FALSE when there is none worth reading */
static gboolean
make_smaller (AnjScreen *self, double has_room)
{
  double smallest = self->options.metrics.px_per_mm * SMALLEST_SCALE;

  if (self->metrics.text_size > ANJ_TEXT_100)
    self->metrics.text_size--;
  else if (self->metrics.px_per_mm > smallest)
    self->metrics.px_per_mm = MAX (self->metrics.px_per_mm * has_room * SCALE_STEP, smallest);
  else
    return FALSE;
  return TRUE;
}

/* A page that needs more than the panel would push its lowest row off it. On a small panel the
 * chosen text size becomes the largest that fits, for this page alone. */
static void
show_page (AnjScreen *self, const AnjJourneyPage *page)
{
  AnjMetrics wanted = self->options.metrics;
  double has_room;

  self->current = page;
  g_clear_handle_id (&self->rebuild_source, g_source_remove);
  wanted.text_size = anj_visit_get_text_size (self->visit);
  if (wanted.text_size != self->metrics.text_size || wanted.px_per_mm < self->metrics.px_per_mm ||
      wanted.px_per_mm > self->metrics.px_per_mm)
    self->stale_chrome = TRUE;
  self->metrics = wanted;
  build_page (self);
  while ((has_room = room (self)) < 1 && make_smaller (self, has_room))
    {
      self->stale_chrome = TRUE;
      build_page (self);
    }
  set_idle_kind (self);
  tell_name (self);
}

static gboolean
on_rebuild (gpointer user_data)
{
  AnjScreen *self = ANJ_SCREEN (user_data);

  self->rebuild_source = 0;
  show_page (self, self->current);
  return G_SOURCE_REMOVE;
}

/* language or text size: soon, for a page may be in the middle of asking for it */
static void
on_look_changed (AnjScreen *self)
{
  anj_i18n_set_language (anj_visit_get_language (self->visit));
  self->stale_chrome = TRUE;
  if (self->rebuild_source == 0 && !self->leaving)
    self->rebuild_source = g_idle_add_full (G_PRIORITY_HIGH_IDLE, on_rebuild, self, NULL);
}

/* --- the agent --- */

static gboolean
is_in_service (AnjScreen *self)
{
  JsonObject *status = anj_visit_get_status (self->visit);

  return status != NULL && anj_json_get_bool (status, "synced", FALSE);
}

static void
on_status_changed (AnjScreen *self)
{
  if (self->leaving)
    return;
  if (is_page (self, "sapaan") && !is_in_service (self))
    show_page (self, anj_journey_find ("tutup"));
  else if (is_page (self, "tutup") && is_in_service (self))
    show_page (self, anj_journey_find ("sapaan"));
  else
    show_band (self);
}

static void
take_visit (AnjScreen *self, AnjSession *session)
{
  g_clear_object (&self->visit);
  self->visit = anj_visit_new (session);
  anj_visit_set_regions (self->visit, self->options.regions);
  anj_visit_set_language (self->visit, self->options.language);
  anj_i18n_set_language (self->options.language);
  g_signal_connect_object (self->visit, "notify::language", G_CALLBACK (on_look_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->visit, "notify::text-size", G_CALLBACK (on_look_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->visit, "notify::status", G_CALLBACK (on_status_changed), self,
                           G_CONNECT_SWAPPED);
  self->stale_chrome = TRUE;
  show_page (self, anj_journey_find (is_in_service (self) ? "sapaan" : "tutup"));
}

static gboolean
on_retry (gpointer user_data)
{
  AnjScreen *self = ANJ_SCREEN (user_data);

  self->retry_source = 0;
  connect_agent (self);
  return G_SOURCE_REMOVE;
}

static void
retry_later (AnjScreen *self)
{
  if (self->retry_source == 0)
    self->retry_source = g_timeout_add (RETRY_MS, on_retry, self);
}

/* a number that a resident just got stays readable, whatever becomes of the agent */
static void
on_session_closed (AnjScreen *self)
{
  if (self->leaving)
    return;
  if (!self->shown && self->options.supervised != NULL)
    anj_supervised_send_stale (self->options.supervised);
  else if (is_page (self, "sapaan") || is_page (self, "tutup"))
    {
      take_visit (self, /* session */ NULL);
      retry_later (self);
    }
  else if (!is_page (self, "terkirim"))
    leave (self);
}

/* what was built from the old configuration goes, unless somebody is using it */
static void
on_config_changed (AnjScreen *self)
{
  if (!self->shown && self->options.supervised != NULL)
    anj_supervised_send_stale (self->options.supervised);
  else if (is_page (self, "sapaan"))
    leave (self);
}

/* --- showing --- */

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
    }
}

static void
show_screen (AnjScreen *self)
{
  if (self->shown)
    return;
  self->shown = TRUE;
  anj_input_guard_close (&self->guard);
  set_idle_kind (self);
  gtk_widget_realize (GTK_WIDGET (self));
  g_signal_connect_object (gtk_widget_get_frame_clock (GTK_WIDGET (self)), "after-paint",
                           G_CALLBACK (on_after_paint), self, G_CONNECT_SWAPPED);
  if (!self->options.windowed)
    gtk_window_fullscreen (GTK_WINDOW (self));
  gtk_window_present (GTK_WINDOW (self));
  tell_name (self);
}

/* as much as can be done before anybody looks */
static void
get_ready (AnjScreen *self)
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
    show_screen (self);
}

static void
on_connected (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AnjScreen) self = ANJ_SCREEN (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjSession) session = anj_session_new_finish (result, &error);
  gboolean first = self->column == NULL;

  if (self->leaving)
    return;
  if (session != NULL)
    {
      g_signal_connect_object (session, "closed", G_CALLBACK (on_session_closed), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (session, "config-changed", G_CALLBACK (on_config_changed), self,
                               G_CONNECT_SWAPPED);
      take_visit (self, session);
      start_idle (self);
      set_idle_kind (self);
    }
  else
    {
      g_debug ("no agent: %s", error->message);
      if (first)
        take_visit (self, /* session */ NULL);
      retry_later (self);
    }
  if (first)
    get_ready (self);
}

static void
connect_agent (AnjScreen *self)
{
  if (self->options.agent_socket == NULL)
    {
      take_visit (self, /* session */ NULL);
      get_ready (self);
      return;
    }
  anj_session_new_async (self->options.agent_socket, self->options.clock, self->options.random,
                         self->cancellable, on_connected, g_object_ref (self));
}

/* --- input --- */

static gboolean
on_event (AnjScreen *self, GdkEvent *event)
{
  GdkEventType type = gdk_event_get_event_type (event);

  if (self->leaving || anj_input_guard_swallows (&self->guard, self->options.clock, type))
    return GDK_EVENT_STOP;
  /* while it warns the scrim decides: its buttons must not vanish under the finger */
  if (anj_input_guard_is_press (type) && self->idle != NULL &&
      (self->warning == NULL || type == GDK_KEY_PRESS))
    anj_idle_touch (self->idle);
  return GDK_EVENT_PROPAGATE;
}

static gboolean
on_key (AnjScreen *self,
        guint keyval,
        guint keycode G_GNUC_UNUSED,
        GdkModifierType state G_GNUC_UNUSED)
{
  if (self->page == NULL || self->scrim != NULL)
    return GDK_EVENT_PROPAGATE;
  if (anj_page_press_key (ANJ_PAGE (self->page), gdk_keyval_to_unicode (keyval), keyval))
    return GDK_EVENT_STOP;
  if (keyval == GDK_KEY_Return || keyval == GDK_KEY_KP_Enter)
    {
      anj_page_activate_primary (ANJ_PAGE (self->page));
      return GDK_EVENT_STOP;
    }
  return GDK_EVENT_PROPAGATE;
}

/* --- object --- */

static void
anj_screen_dispose (GObject *object)
{
  AnjScreen *self = ANJ_SCREEN (object);

  g_clear_handle_id (&self->rebuild_source, g_source_remove);
  g_clear_handle_id (&self->retry_source, g_source_remove);
  g_clear_handle_id (&self->leave_source, g_source_remove);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->idle);
  g_clear_object (&self->visit);
  g_clear_object (&self->style);
  g_clear_pointer (&self->history, g_ptr_array_unref);

  G_OBJECT_CLASS (anj_screen_parent_class)->dispose (object);
}

static void
anj_screen_class_init (AnjScreenClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = anj_screen_dispose;
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
  self->style = gtk_css_provider_new ();
  gtk_event_controller_set_propagation_phase (guard, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (guard, "event", G_CALLBACK (on_event), self);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (GTK_WIDGET (self), guard);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

AnjScreen *
anj_screen_new (const AnjScreenOptions *options)
{
  AnjScreen *self = g_object_new (ANJ_TYPE_SCREEN, "title", "Anjungan", "decorated", FALSE, NULL);

  self->options = *options;
  self->metrics = options->metrics;
  gtk_window_set_default_size (GTK_WINDOW (self), options->metrics.width_px,
                               options->metrics.height_px);
  gtk_style_context_add_provider_for_display (gtk_widget_get_display (GTK_WIDGET (self)),
                                              GTK_STYLE_PROVIDER (self->style),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  tell_name (self);
  if (options->supervised != NULL)
    g_signal_connect_object (options->supervised, "show", G_CALLBACK (show_screen), self,
                             G_CONNECT_SWAPPED);
  return self;
}

void
anj_screen_start (AnjScreen *self)
{
  connect_agent (self);
}

AnjVisit *
anj_screen_get_visit (AnjScreen *self)
{
  return self->visit;
}

void
anj_screen_show_page (AnjScreen *self, const char *id)
{
  go_to (self, id);
}

void
anj_screen_measure (AnjScreen *self, int *out_width, int *out_height)
{
  GtkWidget *child = gtk_window_get_child (GTK_WINDOW (self));

  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, out_width, NULL, NULL, NULL);
  gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, MAX (*out_width, self->metrics.width_px),
                      out_height, NULL, NULL, NULL);
}
