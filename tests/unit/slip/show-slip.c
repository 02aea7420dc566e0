/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Writes every sample slip to FOLDER, to be looked at: N-80.pdf, N-58.pdf, and as a printer shows
 * its dots, N-80.pgm, N-58.pgm. */

#include "raster.h"
#include "sample-slip.h"

static gboolean
save (const char *folder, guint index, const char *end, GBytes *bytes, GError **error)
{
  g_autofree char *name = g_strdup_printf ("%u-%s", index, end);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  gsize n_bytes;
  const char *data = g_bytes_get_data (bytes, &n_bytes);

  return g_file_set_contents (path, data, (gssize) n_bytes, error);
}

static gboolean
show (const char *folder, guint index, AnjSlipPaper paper, GError **error)
{
  const char *mm = paper == ANJ_SLIP_80_MM ? "80" : "58";
  g_autoptr (GBytes) pdf = anj_slip_write_pdf (sample_slip (index), paper, error);
  gint64 start_us = g_get_monotonic_time ();
  g_autoptr (GBytes) escpos = anj_slip_write_escpos (sample_slip (index), paper, error);
  gint64 end_us = g_get_monotonic_time ();
  g_autofree char *pdf_end = g_strconcat (mm, ".pdf", NULL);
  g_autofree char *pgm_end = g_strconcat (mm, ".pgm", NULL);
  g_autoptr (GBytes) pgm = NULL;
  g_autoptr (Raster) raster = NULL;

  if (pdf == NULL || escpos == NULL)
    return FALSE;
  raster = raster_read (escpos);
  pgm = raster_to_pgm (raster);
  g_print ("%u-%s: %u mm long, %" G_GSIZE_FORMAT " bytes, %.1f ms\n", index, mm, raster->n_rows / 8,
           g_bytes_get_size (escpos), (double) (end_us - start_us) / 1000);
  return save (folder, index, pdf_end, pdf, error) && save (folder, index, pgm_end, pgm, error);
}

int
main (int argc, char **argv)
{
  const char *folder = argc > 1 ? argv[1] : ".";
  g_autoptr (GError) error = NULL;

  for (guint i = 0; sample_slip (i) != NULL; i++)
    if (!show (folder, i, ANJ_SLIP_80_MM, &error) || !show (folder, i, ANJ_SLIP_58_MM, &error))
      {
        g_printerr ("show-slip: %s\n", error->message);
        return 1;
      }
  return 0;
}
