/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "ui/anj-metrics.h"

G_BEGIN_DECLS

/* The pavilion in the fields with a question over it; full width. Returns: (transfer floating) */
GtkWidget *anj_hero_new (const AnjMetrics *metrics, const char *question, const char *sentence);

G_END_DECLS
