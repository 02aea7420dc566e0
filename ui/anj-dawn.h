/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "core/anj-sources.h"

G_BEGIN_DECLS

/**
 * AnjDawn:
 *
 * What the greeting stands on: a pavilion in the fields behind which the sun rises, once, in two
 * seconds. Where animations are off, or a theme has two colours, it has risen already.
 */
#define ANJ_TYPE_DAWN (anj_dawn_get_type ())
G_DECLARE_FINAL_TYPE (AnjDawn, anj_dawn, ANJ, DAWN, GtkWidget)

typedef enum {
  ANJ_DAWN_TALL,  /* upright, with room above the roof */
  ANJ_DAWN_LOW,   /* upright, a small pavilion */
  ANJ_DAWN_BROAD, /* lying, the pavilion at the right */
} AnjDawnView;

/**
 * anj_dawn_new:
 * @clock: outlives the widget
 * @risen: it has risen before, before this resident
 * @child: stands on it and says how much room is needed
 *
 * Fills whatever room it gets.
 */
GtkWidget *anj_dawn_new (const AnjClock *clock, AnjDawnView view, gboolean risen, GtkWidget *child);

/* 0: below the horizon, 1: up */
double anj_dawn_height_at (gint64 elapsed_us);

G_END_DECLS
