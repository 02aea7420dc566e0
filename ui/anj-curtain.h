/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "ui/anj-metrics.h"
#include "ui/supervisor/anj-supervised.h"

G_BEGIN_DECLS

/**
 * AnjCurtain:
 *
 * What is seen where no screen is: the page's colour, the mark and "Mohon tunggu". The lowest
 * window, in a process of its own; it lies there for as long as the supervisor runs. Holds no data,
 * speaks to no agent and takes no input: touches and keys end in it.
 */
#define ANJ_TYPE_CURTAIN (anj_curtain_get_type ())
G_DECLARE_FINAL_TYPE (AnjCurtain, anj_curtain, ANJ, CURTAIN, GtkWindow)

/* @supervised: (transfer none): says when it may be seen; the curtain keeps a reference. READY is
 * sent at once. Returns: (transfer none): GTK holds it */
AnjCurtain *anj_curtain_new (const AnjMetrics *metrics, AnjSupervised *supervised);

G_END_DECLS
