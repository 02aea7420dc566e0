/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sample-page.h"

#include <string.h>

#include "sample-screen.h"

/* 22 November 2026 */
#define NOW_US (1795309200 * G_TIME_SPAN_SECOND)

static gint64
tell_time (gpointer user_data G_GNUC_UNUSED)
{
  return NOW_US;
}

gboolean
sample_page_init (int *argc, char ***argv)
{
  if (!sample_screen_init ())
    return FALSE;
  g_test_init (argc, argv, NULL);
  return TRUE;
}

void
sample_page_set_up (SamplePage *self, gconstpointer data G_GNUC_UNUSED)
{
  self->clock = (AnjClock){ tell_time, tell_time, self };
  self->metrics = (AnjMetrics){ .px_per_mm = 4.034, .width_px = 1080, .height_px = 1920 };
  self->visit = anj_visit_new (/* session */ NULL);
  sample_visit_fill (self->visit);
  anj_visit_set_kind (self->visit, "");
}

static void
drop_page (SamplePage *self)
{
  if (self->page != NULL)
    g_assert_finalize_object (g_steal_pointer (&self->page));
}

void
sample_page_tear_down (SamplePage *self, gconstpointer data G_GNUC_UNUSED)
{
  drop_page (self);
  g_assert_finalize_object (self->visit);
  g_free (self->way);
}

static void
on_way (SamplePage *self, const char *way)
{
  g_free (self->way);
  self->way = g_strdup (way);
}

void
sample_page_show (SamplePage *self, GType type)
{
  drop_page (self);
  g_clear_pointer (&self->way, g_free);
  self->page = g_object_ref_sink (g_object_new (type, "visit", self->visit, "metrics",
                                                &self->metrics, "clock", &self->clock, NULL));
  g_signal_connect_swapped (self->page, "way", G_CALLBACK (on_way), self);
}

static void
spin (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    continue;
}

static gboolean
stop (gpointer loop)
{
  g_main_loop_quit (loop);
  return G_SOURCE_REMOVE;
}

GtkWidget *
sample_page_present (SamplePage *self)
{
  GtkWidget *window = gtk_window_new ();
  GMainLoop *loop = g_main_loop_new (NULL, FALSE);

  gtk_window_set_default_size (GTK_WINDOW (window), self->metrics.width_px,
                               self->metrics.height_px);
  gtk_window_set_child (GTK_WINDOW (window), GTK_WIDGET (self->page));
  gtk_window_present (GTK_WINDOW (window));
  g_timeout_add (100, stop, loop);
  g_main_loop_run (loop);
  g_main_loop_unref (loop);
  spin ();
  return window;
}

typedef gboolean (*Wanted) (GtkWidget *widget, gconstpointer what);

static void
walk (GtkWidget *widget, Wanted wanted, gconstpointer what, GPtrArray *found)
{
  if (!gtk_widget_get_visible (widget))
    return;
  if (wanted (widget, what))
    g_ptr_array_add (found, widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    walk (child, wanted, what, found);
}

static gboolean
is_label_with (GtkWidget *widget, gconstpointer text)
{
  return GTK_IS_LABEL (widget) && strstr (gtk_label_get_text (GTK_LABEL (widget)), text) != NULL;
}

static gboolean
is_of_type (GtkWidget *widget, gconstpointer type)
{
  return g_type_is_a (G_OBJECT_TYPE (widget), *(const GType *) type);
}

static gboolean
is_label (GtkWidget *widget, gconstpointer text)
{
  return GTK_IS_LABEL (widget) && strcmp (gtk_label_get_text (GTK_LABEL (widget)), text) == 0;
}

/* a button is found by a line on it */
static gboolean
is_button_with (GtkWidget *widget, gconstpointer text)
{
  g_autoptr (GPtrArray) labels = g_ptr_array_new ();

  if (!GTK_IS_BUTTON (widget))
    return FALSE;
  walk (gtk_button_get_child (GTK_BUTTON (widget)), is_label, text, labels);
  return labels->len > 0;
}

guint
sample_page_count (SamplePage *self, const char *text)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new ();

  walk (GTK_WIDGET (self->page), is_label_with, text, found);
  return found->len;
}

gboolean
sample_page_says (SamplePage *self, const char *text)
{
  return sample_page_count (self, text) > 0;
}

GtkWidget *
sample_page_find (SamplePage *self, const char *text)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new ();

  walk (GTK_WIDGET (self->page), is_label_with, text, found);
  return found->len > 0 ? found->pdata[0] : NULL;
}

GtkWidget *
sample_page_find_type (SamplePage *self, GType type)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new ();

  walk (GTK_WIDGET (self->page), is_of_type, &type, found);
  return found->len > 0 ? found->pdata[0] : NULL;
}

gboolean
sample_page_offers (SamplePage *self, const char *name)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new ();

  walk (GTK_WIDGET (self->page), is_button_with, name, found);
  return found->len > 0;
}

void
sample_page_touch (SamplePage *self, const char *name)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new ();

  walk (GTK_WIDGET (self->page), is_button_with, name, found);
  if (found->len == 0)
    g_error ("no button «%s» on the page", name);
  g_signal_emit_by_name (found->pdata[0], "clicked");
  spin ();
}
