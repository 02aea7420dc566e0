/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * AnjQr:
 *
 * A text as a QR code, square, black on white with its quiet zone, at whole pixels a module.
 */
#define ANJ_TYPE_QR (anj_qr_get_type ())
G_DECLARE_FINAL_TYPE (AnjQr, anj_qr, ANJ, QR, GtkWidget)

/* @size_px: of the square */
GtkWidget *anj_qr_new (const char *text, int size_px);

G_END_DECLS
