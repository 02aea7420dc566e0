/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <cairo.h>

#include "app/slip/anj-slip.h"

G_BEGIN_DECLS

#define ANJ_SLIP_DOTS_PER_MM 8

/**
 * anj_slip_lay_out:
 * @out_height_dots: (out): whole dots
 * @error: %G_IO_ERROR_FAILED
 *
 * The one layout of a slip. Its unit is a dot; (0, 0) is the left upper corner of what is printed.
 *
 * Returns: (transfer full): a recording to be played on paper or dots
 */
cairo_surface_t *anj_slip_lay_out (const AnjSlip *slip,
                                   AnjSlipPaper paper,
                                   guint *out_height_dots,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* whether @status is good; else @error says so */
gboolean anj_slip_check (cairo_status_t status, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (cairo_t, cairo_destroy)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (cairo_surface_t, cairo_surface_destroy)

G_END_DECLS
