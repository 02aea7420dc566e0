/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-metrics.h"

#include <math.h>

#define WIDE_SHORT_SIDE_MM 240.0
#define LARGE_LANDSCAPE_SHORT_SIDE_MM 150.0
/* cap height of Noto Sans in em */
#define CAP_HEIGHT 0.714

/* cap heights in mm (visual.md § 3) */
static const struct
{
  double normal, wide, small_landscape;
} CAPS[] = {
  [ANJ_TYPE_ROLE_KECIL] = { 3.9, 4.3, 3.7 },  [ANJ_TYPE_ROLE_ISI] = { 4.9, 5.4, 4.9 },
  [ANJ_TYPE_ROLE_LABEL] = { 6.1, 6.7, 5.2 },  [ANJ_TYPE_ROLE_PERTANYAAN] = { 8.2, 9.2, 6.7 },
  [ANJ_TYPE_ROLE_ANGKA] = { 9.6, 11.0, 9.6 }, [ANJ_TYPE_ROLE_NOMOR] = { 13.5, 13.5, 13.5 },
};

/* what is large already grows less */
static const double FACTORS[][4] = {
  [ANJ_TYPE_ROLE_KECIL] = { 1.0, 1.25, 1.5, 2.0 },
  [ANJ_TYPE_ROLE_ISI] = { 1.0, 1.25, 1.5, 2.0 },
  [ANJ_TYPE_ROLE_LABEL] = { 1.0, 1.15, 1.35, 1.6 },
  [ANJ_TYPE_ROLE_PERTANYAAN] = { 1.0, 1.1, 1.2, 1.35 },
  [ANJ_TYPE_ROLE_ANGKA] = { 1.0, 1.05, 1.1, 1.2 },
  [ANJ_TYPE_ROLE_NOMOR] = { 1.0, 1.0, 1.0, 1.0 },
};

int
anj_metrics_px (const AnjMetrics *self, double mm)
{
  int px = (int) lround (mm * self->px_per_mm);

  return mm > 0 ? MAX (px, 1) : px;
}

static double
short_side_mm (const AnjMetrics *self)
{
  double px_per_mm = self->panel_px_per_mm > 0 ? self->panel_px_per_mm : self->px_per_mm;

  return MIN (self->width_px, self->height_px) / px_per_mm;
}

gboolean
anj_metrics_is_landscape (const AnjMetrics *self)
{
  return self->width_px > self->height_px;
}

gboolean
anj_metrics_is_wide (const AnjMetrics *self)
{
  return !anj_metrics_is_landscape (self) && short_side_mm (self) >= WIDE_SHORT_SIDE_MM;
}

gboolean
anj_metrics_is_upright_narrow (const AnjMetrics *self)
{
  return !anj_metrics_is_landscape (self) && !anj_metrics_is_wide (self);
}

gboolean
anj_metrics_is_large_landscape (const AnjMetrics *self)
{
  return anj_metrics_is_landscape (self) && short_side_mm (self) >= LARGE_LANDSCAPE_SHORT_SIDE_MM;
}

gboolean
anj_metrics_is_broad_landscape (const AnjMetrics *self)
{
  return anj_metrics_is_landscape (self) && short_side_mm (self) >= WIDE_SHORT_SIDE_MM;
}

gboolean
anj_metrics_is_small_landscape (const AnjMetrics *self)
{
  return anj_metrics_is_landscape (self) && !anj_metrics_is_large_landscape (self);
}

gboolean
anj_metrics_has_two_colours (const AnjMetrics *self)
{
  return self->theme != ANJ_THEME_MORI;
}

double
anj_metrics_cap_px (const AnjMetrics *self, AnjTypeRole role, double cap_mm)
{
  return cap_mm * self->px_per_mm / CAP_HEIGHT * FACTORS[role][self->text_size];
}

double
anj_metrics_font_px (const AnjMetrics *self, AnjTypeRole role)
{
  double cap_mm = CAPS[role].normal;

  if (short_side_mm (self) >= WIDE_SHORT_SIDE_MM)
    cap_mm = CAPS[role].wide;
  else if (anj_metrics_is_small_landscape (self))
    cap_mm = CAPS[role].small_landscape;
  return anj_metrics_cap_px (self, role, cap_mm);
}
