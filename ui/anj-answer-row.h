/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "ui/anj-metrics.h"

G_BEGIN_DECLS

/* A large answer: picture on a ground of its own (@css_class: "soga", "nila", "hijau"), word, what
 * it means. @selected: the answer given before. Returns: (transfer floating) a button */
GtkWidget *anj_answer_row_new (const AnjMetrics *metrics,
                               const char *icon_name,
                               const char *css_class,
                               const char *word,
                               const char *meaning,
                               gboolean selected);

G_END_DECLS
