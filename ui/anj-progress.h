/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "ui/anj-metrics.h"

G_BEGIN_DECLS

/* "Langkah 2 dari 4" and a bar for each step: done, now, to come. The words are always there.
 * Returns: (transfer floating) */
GtkWidget *anj_progress_new (const AnjMetrics *metrics, guint step, guint n_steps);

G_END_DECLS
