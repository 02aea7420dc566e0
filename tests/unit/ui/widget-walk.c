/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "widget-walk.h"

static void
walk (GtkWidget *widget,
      WidgetWanted wanted,
      gconstpointer what,
      WidgetWanted passed_over,
      GPtrArray *found)
{
  if (!gtk_widget_get_visible (widget) || !gtk_widget_get_child_visible (widget) ||
      (passed_over != NULL && passed_over (widget, what)))
    return;
  if (wanted (widget, what))
    g_ptr_array_add (found, widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    walk (child, wanted, what, passed_over, found);
}

GPtrArray *
widget_walk (GtkWidget *root, WidgetWanted wanted, gconstpointer what, WidgetWanted passed_over)
{
  GPtrArray *found = g_ptr_array_new ();

  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    walk (child, wanted, what, passed_over, found);
  return found;
}

gboolean
widget_is_label (GtkWidget *widget, gconstpointer what G_GNUC_UNUSED)
{
  return GTK_IS_LABEL (widget);
}

static gboolean
is_button_with (GtkWidget *widget, gconstpointer text)
{
  g_autoptr (GPtrArray) labels = NULL;

  if (!GTK_IS_BUTTON (widget))
    return FALSE;
  labels = widget_walk (widget, widget_is_label, NULL, NULL);
  for (guint i = 0; i < labels->len; i++)
    if (g_str_equal (gtk_label_get_text (labels->pdata[i]), text))
      return TRUE;
  return FALSE;
}

GtkWidget *
widget_walk_find_button (GtkWidget *root, const char *text)
{
  g_autoptr (GPtrArray) found = widget_walk (root, is_button_with, text, NULL);

  return found->len > 0 ? found->pdata[0] : NULL;
}

static gboolean
is_of_type (GtkWidget *widget, gconstpointer type_name)
{
  GType type = g_type_from_name (type_name);

  return type != 0 && g_type_is_a (G_OBJECT_TYPE (widget), type);
}

GtkWidget *
widget_walk_find (GtkWidget *root, const char *type_name)
{
  g_autoptr (GPtrArray) found = widget_walk (root, is_of_type, type_name, NULL);

  return found->len > 0 ? found->pdata[0] : NULL;
}
