/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-panel.h"

#include <math.h>
#include <stdio.h>

#define FALLBACK_PX_PER_MM 4.0
/* a panel that says less or more than this does not know itself */
#define LEAST_PX_PER_MM 2.0
#define MOST_PX_PER_MM 16.0
/* 8 to 55 inches; 160 × 90 mm, which is what many televisions say, is an aspect and no size */
#define LEAST_DIAGONAL_MM 200.0
#define MOST_DIAGONAL_MM 1400.0
/* pixels are square */
#define MOST_UNLIKE 1.12
/* what a person may say: a window for a trial may be small */
#define LEAST_SAID 1.0
#define MOST_SAID 40.0
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

/* 0 where the measures cannot be those of a panel */
static double
believed_px_per_mm (int width_px, int height_px, int width_mm, int height_mm)
{
  double across, down, px_per_mm;

  if (width_mm <= 0 || height_mm <= 0)
    return 0;
  across = (double) width_px / width_mm;
  down = (double) height_px / height_mm;
  px_per_mm = (across + down) / 2;
  if (MAX (across, down) > MIN (across, down) * MOST_UNLIKE || px_per_mm < LEAST_PX_PER_MM ||
      px_per_mm > MOST_PX_PER_MM || hypot (width_mm, height_mm) < LEAST_DIAGONAL_MM ||
      hypot (width_mm, height_mm) > MOST_DIAGONAL_MM)
    return 0;
  return px_per_mm;
}

double
anj_panel_px_per_mm (int width_px, int height_px, int width_mm, int height_mm)
{
  double px_per_mm = believed_px_per_mm (width_px, height_px, width_mm, height_mm);

  /* a turned panel may still tell the millimetres of one that lies */
  if (px_per_mm <= 0)
    px_per_mm = believed_px_per_mm (width_px, height_px, height_mm, width_mm);
  return px_per_mm > 0 ? px_per_mm : FALLBACK_PX_PER_MM;
}

void
anj_panel_set_low_power (GdkDisplay *display)
{
  g_object_set (gtk_settings_get_for_display (display), "gtk-enable-animations", FALSE, NULL);
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
      metrics.px_per_mm = anj_panel_px_per_mm (geometry.width, geometry.height,
                                               gdk_monitor_get_width_mm (monitor),
                                               gdk_monitor_get_height_mm (monitor));
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
  if (px_per_mm != 0 && !(px_per_mm >= LEAST_SAID && px_per_mm <= MOST_SAID))
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   "--px-per-mm %g: from %g to %g; measure the panel's width in millimetres",
                   px_per_mm, LEAST_SAID, MOST_SAID);
      return FALSE;
    }
  if (px_per_mm > 0)
    metrics.px_per_mm = px_per_mm;
  *out_metrics = metrics;
  return TRUE;
}
