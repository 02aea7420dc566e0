/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-panel.h"

#include <stdio.h>

#define FALLBACK_PX_PER_MM 4.0
/* a panel that says less or more than this does not know itself */
#define LEAST_PX_PER_MM 2.0
#define MOST_PX_PER_MM 16.0
#define SMALLEST_PX 200
#define LARGEST_PX 8192

void
anj_panel_prepare (gboolean test_accessibility)
{
  /* without a GPU the cairo renderer paints ten times as fast as a simulated one; GDK would load
   * that one all the same: 20 MB and a third of the start-up time */
  if (!g_file_test ("/dev/dri/renderD128", G_FILE_TEST_EXISTS))
    {
      g_setenv ("GSK_RENDERER", "cairo", /* overwrite */ FALSE);
      g_setenv ("GDK_DEBUG", "gl-disable", /* overwrite */ FALSE);
    }
  if (!test_accessibility)
    g_setenv ("GTK_A11Y", "none", /* overwrite */ TRUE);
  /* all that is seen is in our own style sheet */
  g_setenv ("GTK_THEME", "Empty", /* overwrite */ TRUE);
  gtk_disable_setlocale ();
}

static double
panel_px_per_mm (GdkMonitor *monitor, const GdkRectangle *geometry)
{
  int width_mm = gdk_monitor_get_width_mm (monitor);
  double px_per_mm = width_mm > 0 ? (double) geometry->width / width_mm : 0;

  if (px_per_mm < LEAST_PX_PER_MM || px_per_mm > MOST_PX_PER_MM)
    return FALLBACK_PX_PER_MM;
  return px_per_mm;
}

gboolean
anj_panel_measure (GdkDisplay *display,
                   const char *size,
                   double px_per_mm,
                   AnjMetrics *out_metrics,
                   GError **error)
{
  g_autoptr (GdkMonitor) monitor = g_list_model_get_item (gdk_display_get_monitors (display), 0);
  GdkRectangle geometry = { 0, 0, 1080, 1920 };
  AnjMetrics metrics = { .px_per_mm = FALLBACK_PX_PER_MM, .text_size = ANJ_TEXT_100 };
  char rest;

  if (monitor != NULL)
    {
      gdk_monitor_get_geometry (monitor, &geometry);
      metrics.px_per_mm = panel_px_per_mm (monitor, &geometry);
    }
  metrics.width_px = geometry.width;
  metrics.height_px = geometry.height;
  if (size != NULL)
    {
      if (sscanf (size, "%dx%d%c", &metrics.width_px, &metrics.height_px, &rest) != 2 ||
          MIN (metrics.width_px, metrics.height_px) < SMALLEST_PX ||
          MAX (metrics.width_px, metrics.height_px) > LARGEST_PX)
        {
          g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                       "--size %s: write it as 1080x1920, each side from %d to %d", size,
                       SMALLEST_PX, LARGEST_PX);
          return FALSE;
        }
    }
  if (px_per_mm > 0)
    metrics.px_per_mm = px_per_mm;
  *out_metrics = metrics;
  return TRUE;
}
