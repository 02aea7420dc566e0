/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ui/anj-page.h"

G_BEGIN_DECLS

/* What can be seen below a widget. */

typedef gboolean (*WidgetWanted) (GtkWidget *widget, gconstpointer what);

/* (transfer container) (element-type GtkWidget): all below @root that @wanted takes, in order; what
 * @passed_over (nullable) takes is not looked into */
GPtrArray *
widget_walk (GtkWidget *root, WidgetWanted wanted, gconstpointer what, WidgetWanted passed_over);
/* (transfer none) (nullable): the first button with the line @text on it */
GtkWidget *widget_walk_find_button (GtkWidget *root, const char *text);
/* (transfer none) (nullable): the first widget whose type is named @type_name, or is one */
GtkWidget *widget_walk_find (GtkWidget *root, const char *type_name);
/* for widget_walk() */
gboolean widget_is_label (GtkWidget *widget, gconstpointer what);

G_END_DECLS
