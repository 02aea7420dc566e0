/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "core/anj-sources.h"
#include "ui/anj-visit.h"

G_BEGIN_DECLS

/**
 * AnjDataDate:
 * @as_of: "2026-11-15"
 * @kk: (nullable): masked No. KK to show beside it
 * @source: (nullable): whose data they are
 */
typedef struct
{
  const char *as_of;
  const char *kk;
  const char *source;
} AnjDataDate;

/* of the box: it is read before all else on a page */
#define ANJ_DATA_DATE_CLASS "umur-data"

/**
 * anj_data_date_new:
 *
 * "Data per 15 November 2026"; older than the configuration's `data_old_days` a box that says so
 * and what to do.
 *
 * Returns: (transfer floating)
 */
GtkWidget *anj_data_date_new (AnjVisit *visit,
                              const AnjMetrics *metrics,
                              const AnjClock *clock,
                              const AnjDataDate *date);

/* On a low panel: @heading (transfer floating), and at its end in few letters "Data per 15 Nov
 * 2026": that is a row more for the page. Not for old data. Returns: (transfer floating) */
GtkWidget *anj_data_date_beside (AnjVisit *visit,
                                 const AnjMetrics *metrics,
                                 GtkWidget *heading,
                                 const char *as_of);

/* whether data of @as_of are older than the configuration wants them shown without a word */
gboolean anj_data_date_is_old (AnjVisit *visit, const AnjClock *clock, const char *as_of);
/* days from @as_of to @real_us (UTC); 0 when @as_of is no date or lies ahead */
guint anj_data_date_age_days (const char *as_of, gint64 real_us);

G_END_DECLS
