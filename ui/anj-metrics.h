/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * AnjTextSize:
 *
 * The four steps of "Huruf": 100, 125, 150, 200 %.
 */
typedef enum {
  ANJ_TEXT_100,
  ANJ_TEXT_125,
  ANJ_TEXT_150,
  ANJ_TEXT_200,
} AnjTextSize;

/**
 * AnjTheme:
 * @ANJ_THEME_MORI: unbleached cotton; all colours
 * @ANJ_THEME_BLACK_YELLOW: yellow on black, nothing else
 * @ANJ_THEME_WHITE_BLACK: black on white, nothing else
 *
 * The three ways of "Huruf" to colour a screen (visual.md § 2).
 */
typedef enum {
  ANJ_THEME_MORI,
  ANJ_THEME_BLACK_YELLOW,
  ANJ_THEME_WHITE_BLACK,
} AnjTheme;

typedef enum {
  ANJ_TYPE_ROLE_KECIL,
  ANJ_TYPE_ROLE_ISI,
  ANJ_TYPE_ROLE_LABEL,
  ANJ_TYPE_ROLE_PERTANYAAN,
  ANJ_TYPE_ROLE_ANGKA,
  ANJ_TYPE_ROLE_NOMOR,
} AnjTypeRole;

/**
 * AnjMetrics:
 * @px_per_mm: of the panel; above 0
 * @width_px: of the panel
 * @height_px: of the panel
 * @panel_px_per_mm: where @px_per_mm is less than the panel's, so that a page fits: the panel's,
 *   which decides how a page is laid out; else 0
 * @theme: of two colours only, nothing is told apart by colour
 * @reach: for who sits or is small: what a page holds stands in the lower 60 % of the panel
 *
 * All sizes of a screen come from here (visual.md § 3, 4). A value type; copy it.
 */
typedef struct
{
  double px_per_mm;
  int width_px;
  int height_px;
  AnjTextSize text_size;
  double panel_px_per_mm;
  AnjTheme theme;
  gboolean reach;
} AnjMetrics;

/* rounded; at least 1 for a positive @mm */
int anj_metrics_px (const AnjMetrics *self, double mm);
/* short side ≥ 240 mm, upright */
gboolean anj_metrics_is_wide (const AnjMetrics *self);
gboolean anj_metrics_is_landscape (const AnjMetrics *self);
/* upright, and not wide */
gboolean anj_metrics_is_upright_narrow (const AnjMetrics *self);
/* lying, short side ≥ 150 mm: room for what a small one leaves out */
gboolean anj_metrics_is_large_landscape (const AnjMetrics *self);
/* lying, short side ≥ 240 mm: as much room as on a wide one */
gboolean anj_metrics_is_broad_landscape (const AnjMetrics *self);
/* lying, and not large: height is what it has least of */
gboolean anj_metrics_is_small_landscape (const AnjMetrics *self);
/* nothing may be told apart by colour, and there is no ornament */
gboolean anj_metrics_has_two_colours (const AnjMetrics *self);
/* font size in px for a cap height in mm, growing with the text size as @role does */
double anj_metrics_cap_px (const AnjMetrics *self, AnjTypeRole role, double cap_mm);
/* font size in px for a role: cap height ÷ 0.714, with the text size's factor */
double anj_metrics_font_px (const AnjMetrics *self, AnjTypeRole role);

G_END_DECLS
