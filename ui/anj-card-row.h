/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "ui/anj-badge.h"
#include "ui/anj-metrics.h"

G_BEGIN_DECLS

/**
 * AnjCardRow:
 * @long_name: (nullable): left out where large letters need the room: it stands on the next page
 * @sentence: first line beneath the names
 * @strong: (nullable): bold line beneath it
 * @strong_is_secret: it tells an amount
 * @narrow: without the long name
 * @broad: it has the whole width; else two stand beside each other
 */
typedef struct
{
  const char *icon_name;
  const char *name;
  const char *long_name;
  AnjBadge badge;
  const char *sentence;
  const char *strong;
  gboolean strong_is_secret;
  gboolean narrow;
  gboolean broad;
} AnjCardRow;

/* A button that opens a programme: picture, names, badge, sentences, chevron.
 * Returns: (transfer floating) */
GtkWidget *anj_card_row_new (const AnjMetrics *metrics, const AnjCardRow *row);

G_END_DECLS
