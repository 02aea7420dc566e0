/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a thermal printer makes of the bytes it gets. */
typedef struct
{
  guint width;
  guint n_rows;
  guint n_bands;
  guint n_fed_lines;
  gboolean is_cut;
  GByteArray *dots; /* (owned): a byte each, 1 is black */
} Raster;

/* aborts on a byte that no command explains */
Raster *raster_read (GBytes *bytes);
void raster_free (Raster *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Raster, raster_free)

/* (transfer full): as a PGM picture with white paper around it */
GBytes *raster_to_pgm (const Raster *self);

G_END_DECLS
