/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/slip/anj-slip.h"

#include <cairo-pdf.h>

#include "app/slip/anj-slip-layout.h"
#include "core/anj-secret.h"

#define POINTS_PER_MM (72 / 25.4)
#define POINTS_PER_DOT (POINTS_PER_MM / ANJ_SLIP_DOTS_PER_MM)
#define EDGE_MM 4 /* above and below */

static const double WIDTH_MM[] = { [ANJ_SLIP_80_MM] = 80, [ANJ_SLIP_58_MM] = 58 };

static cairo_status_t
append (void *pdf, const unsigned char *data, unsigned int n_bytes)
{
  g_byte_array_append (pdf, data, n_bytes);
  return CAIRO_STATUS_SUCCESS;
}

GBytes *
anj_slip_write_pdf (const AnjSlip *self, AnjSlipPaper paper, GError **error)
{
  guint height_dots;
  g_autoptr (cairo_surface_t) slip = anj_slip_lay_out (self, paper, &height_dots, error);
  g_autoptr (GByteArray) pdf = g_byte_array_new ();
  g_autoptr (cairo_surface_t) page = NULL;
  g_autoptr (cairo_t) cr = NULL;
  double edge_mm;
  gsize n_bytes;

  if (slip == NULL)
    return NULL;
  edge_mm = (WIDTH_MM[paper] - (double) anj_slip_width_dots (paper) / ANJ_SLIP_DOTS_PER_MM) / 2;
  page = cairo_pdf_surface_create_for_stream (append, pdf, WIDTH_MM[paper] * POINTS_PER_MM,
                                              height_dots * POINTS_PER_DOT +
                                                  2 * EDGE_MM * POINTS_PER_MM);
  cr = cairo_create (page);
  cairo_translate (cr, edge_mm * POINTS_PER_MM, EDGE_MM * POINTS_PER_MM);
  cairo_scale (cr, POINTS_PER_DOT, POINTS_PER_DOT);
  cairo_set_source_surface (cr, slip, 0, 0);
  cairo_paint (cr);
  cairo_show_page (cr);
  cairo_surface_finish (page);
  if (!anj_slip_check (cairo_status (cr), error) ||
      !anj_slip_check (cairo_surface_status (page), error))
    return NULL;
  n_bytes = pdf->len;
  return anj_secret_bytes_new_take (g_byte_array_free (g_steal_pointer (&pdf), FALSE), n_bytes);
}
