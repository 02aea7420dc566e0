/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "ui/anj-metrics.h"

G_BEGIN_DECLS

/* A menu tile: picture, word, and (nullable) @note in small letters beneath, with a lock. The whole
 * tile is the target. Returns: (transfer floating) a button */
GtkWidget *
anj_tile_new (const AnjMetrics *metrics, const char *icon_name, const char *word, const char *note);

G_END_DECLS
