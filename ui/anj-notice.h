/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "ui/anj-metrics.h"

G_BEGIN_DECLS

/* A card that says one thing and waits to be put away. Put on a scrim.
 * @on_close: called with @user_data when its button is touched. Returns: (transfer floating) */
GtkWidget *anj_notice_new (const AnjMetrics *metrics,
                           const char *icon_name,
                           const char *heading,
                           const char *sentence,
                           void (*on_close) (gpointer user_data),
                           gpointer user_data);

G_END_DECLS
