/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "lint-finding.h"

#include "ui/anj-icon.h"
#include "ui/anj-pad.h"
#include "ui/anj-parts.h"
#include "widget-walk.h"

char *
lint_name (GtkWidget *widget)
{
  const char *name = anj_parts_get_name (widget);
  g_autoptr (GPtrArray) labels = NULL;
  g_autofree char *classes = NULL;
  g_auto (GStrv) list = NULL;

  if (GTK_IS_LABEL (widget))
    return g_strdup_printf ("«%s»", gtk_label_get_text (GTK_LABEL (widget)));
  if (name != NULL)
    return g_strdup_printf ("‹%s›", name);
  labels = widget_walk (widget, widget_is_label, NULL, NULL);
  if (labels->len > 0)
    return g_strdup_printf ("‹%s›", gtk_label_get_text (labels->pdata[0]));
  list = gtk_widget_get_css_classes (widget);
  classes = g_strjoinv (".", list);
  return g_strdup_printf ("%s.%s", G_OBJECT_TYPE_NAME (widget), classes);
}

void
lint_add (Lint *self, const char *rule, GtkWidget *widget, const char *format, ...)
{
  g_autofree char *name = widget != NULL ? lint_name (widget) : g_strdup ("page");
  g_autofree char *what = NULL;
  va_list args;

  va_start (args, format);
  what = g_strdup_vprintf (format, args);
  va_end (args);
  g_ptr_array_add (self->findings, g_strdup_printf ("%s %s: %s", rule, name, what));
}

static gboolean
is_button (GtkWidget *widget, gconstpointer what G_GNUC_UNUSED)
{
  return GTK_IS_BUTTON (widget);
}

static gboolean
is_icon (GtkWidget *widget, gconstpointer what G_GNUC_UNUSED)
{
  return ANJ_IS_ICON (widget);
}

static gboolean
has_class (GtkWidget *widget, gconstpointer css_class)
{
  return gtk_widget_has_css_class (widget, css_class);
}

static gboolean
is_seen_through (GtkWidget *widget, gconstpointer what G_GNUC_UNUSED)
{
  return gtk_widget_get_opacity (widget) < 0.5;
}

GPtrArray *
lint_buttons (Lint *self)
{
  return widget_walk (self->whole, is_button, NULL, is_seen_through);
}

GPtrArray *
lint_with_class (GtkWidget *root, const char *css_class)
{
  return widget_walk (root, has_class, css_class, NULL);
}

GPtrArray *
lint_icons (GtkWidget *root)
{
  return widget_walk (root, is_icon, NULL, NULL);
}

gboolean
lint_is_key (GtkWidget *button)
{
  GtkWidget *parent = gtk_widget_get_parent (button);

  return gtk_widget_get_ancestor (button, ANJ_TYPE_PAD) != NULL ||
         (parent != NULL && gtk_widget_has_css_class (parent, "baris-huruf"));
}
