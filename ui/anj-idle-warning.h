/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "ui/anj-metrics.h"

G_BEGIN_DECLS

/**
 * AnjIdleWarning:
 *
 * 21: "Masih di sini?" with a ring that counts down in whole seconds; stands on a scrim.
 * Signals: "stay"; "leave".
 */
#define ANJ_TYPE_IDLE_WARNING (anj_idle_warning_get_type ())
G_DECLARE_FINAL_TYPE (AnjIdleWarning, anj_idle_warning, ANJ, IDLE_WARNING, GtkWidget)

/* @n_seconds: the whole ring */
GtkWidget *anj_idle_warning_new (const AnjMetrics *metrics, guint n_seconds);
void anj_idle_warning_set_seconds_left (AnjIdleWarning *self, guint seconds_left);

G_END_DECLS
