/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A public screen has none of the ways out that a toolkit brings along: on no page is there a
 * widget that has a clipboard, a menu, a chooser or a link; nothing can be selected, dragged or
 * dropped; and nobody closes the window or opens GTK's inspector. */

#include <gtk/gtk.h>

#include "sample-screen.h"
#include "ui/anj-journey.h"

static const AnjMetrics METRICS = { .px_per_mm = 4.034, .width_px = 1080, .height_px = 1920 };

static gboolean
is_banned (GtkWidget *widget)
{
  return GTK_IS_EDITABLE (widget) || GTK_IS_TEXT_VIEW (widget) || GTK_IS_POPOVER (widget) ||
         GTK_IS_LINK_BUTTON (widget) || GTK_IS_MENU_BUTTON (widget) || GTK_IS_DROP_DOWN (widget) ||
         GTK_IS_COMBO_BOX (widget) || GTK_IS_COLOR_CHOOSER (widget) ||
         GTK_IS_FILE_CHOOSER (widget) || GTK_IS_SCROLLED_WINDOW (widget) || GTK_IS_VIDEO (widget);
}

static gboolean
has_way_out (GtkWidget *widget)
{
  GtkLabel *label = GTK_IS_LABEL (widget) ? GTK_LABEL (widget) : NULL;

  return is_banned (widget) || gtk_widget_get_has_tooltip (widget) ||
         (label != NULL &&
          (gtk_label_get_selectable (label) || gtk_label_get_current_uri (label) != NULL ||
           g_strrstr (gtk_label_get_label (label), "<a ") != NULL));
}

/* of the kinds that carry data between places */
static gboolean
has_drag (GtkWidget *widget)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_DRAG_SOURCE (controller) || GTK_IS_DROP_TARGET (controller) ||
          GTK_IS_DROP_TARGET_ASYNC (controller))
        return TRUE;
    }
  return FALSE;
}

static guint
count_ways_out (GtkWidget *widget, const char *page)
{
  guint n_found = 0;

  if (has_way_out (widget) || has_drag (widget))
    {
      g_test_message ("%s: a %s", page, G_OBJECT_TYPE_NAME (widget));
      n_found++;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n_found += count_ways_out (child, page);
  return n_found;
}

static void
test_no_page_has_a_way_out (void)
{
  AnjScreen *screen = sample_screen_new (METRICS, "id");
  AnjVisit *visit = anj_screen_get_visit (screen);
  guint n_pages, n_found = 0;
  const AnjJourneyPage *pages = anj_journey_pages (&n_pages);

  for (guint i = 0; i < n_pages; i++)
    {
      sample_visit_begin_for (visit, pages[i].id);
      anj_screen_show_page (screen, pages[i].id);
      n_found += count_ways_out (GTK_WIDGET (screen), pages[i].id);
    }
  g_assert_cmpuint (n_pages, >, 20);
  g_assert_cmpuint (n_found, ==, 0);
  sample_screen_end (screen);
}

static AnjScreen *
make_terminal (gboolean windowed)
{
  AnjScreenOptions options = { .language = "id", .metrics = METRICS, .windowed = windowed };

  return anj_screen_new (&options);
}

static void
test_nobody_closes_the_screen_of_a_terminal (void)
{
  AnjScreen *terminal = make_terminal (FALSE), *window = make_terminal (TRUE);

  g_assert_true (GTK_WINDOW_GET_CLASS (terminal)->close_request (GTK_WINDOW (terminal)));
  g_assert_false (GTK_WINDOW_GET_CLASS (window)->close_request (GTK_WINDOW (window)));
  gtk_window_destroy (GTK_WINDOW (terminal));
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_the_inspector_stays_shut (void)
{
  AnjScreen *terminal = make_terminal (FALSE);
  guint n_windows = g_list_model_get_n_items (gtk_window_get_toplevels ());
  gboolean opened = TRUE;

  g_signal_emit_by_name (terminal, "enable-debugging", FALSE, &opened);
  g_assert_false (opened);
  g_assert_cmpuint (g_list_model_get_n_items (gtk_window_get_toplevels ()), ==, n_windows);
  gtk_window_destroy (GTK_WINDOW (terminal));
}

int
main (int argc, char **argv)
{
  if (!sample_screen_init ())
    return 77;
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lockdown/no-page-has-a-way-out", test_no_page_has_a_way_out);
  g_test_add_func ("/lockdown/nobody-closes-the-screen-of-a-terminal",
                   test_nobody_closes_the_screen_of_a_terminal);
  g_test_add_func ("/lockdown/the-inspector-stays-shut", test_the_inspector_stays_shut);
  return g_test_run ();
}
