/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "app/session/anj-session.h"
#include "ui/anj-metrics.h"

G_BEGIN_DECLS

/**
 * anj_ticket_panel_new:
 * @number_word: "Nomor aduan"
 * @below: (nullable): stands beneath the code
 *
 * Number, PIN (shown this once) and a QR of REGION/NUMBER, never of the PIN.
 *
 * Returns: (transfer floating)
 */
GtkWidget *anj_ticket_panel_new (const AnjMetrics *metrics,
                                 const AnjTicket *ticket,
                                 const char *number_word,
                                 GtkWidget *below);

G_END_DECLS
