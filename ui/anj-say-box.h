/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "ui/anj-metrics.h"

G_BEGIN_DECLS

/**
 * AnjSayBoxKind:
 * @ANJ_SAY_BOX_ERROR: something is to be mended
 * @ANJ_SAY_BOX_NOTE: all is well
 */
typedef enum {
  ANJ_SAY_BOX_ERROR,
  ANJ_SAY_BOX_NOTE,
} AnjSayBoxKind;

/* A box on a page that says what came of a touch. It takes focus, to be read.
 * @more: (nullable): what to do. Returns: (transfer floating) */
GtkWidget *anj_say_box_new (const AnjMetrics *metrics,
                            AnjSayBoxKind kind,
                            const char *heading,
                            const char *more);

G_END_DECLS
