/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

#include "hub/hub-error.h"

G_BEGIN_DECLS

/* Charts as SVG that stands inside a page; drawn by gnuplot, a program of its own
 * (docs/decisions/0024-report-charts.md). */

typedef enum {
  HUB_CHART_LINES,  /* positions are in scale: days, years */
  HUB_CHART_STACKS, /* a bar a label, its series one upon the other */
} HubChartKind;

#define HUB_CHART_MAX_SERIES 3

/**
 * HubChartSeries:
 * @name: for the key
 * @values: one a label; NAN for none
 */
typedef struct
{
  const char *name;
  const double *values;
} HubChartSeries;

/**
 * HubChart:
 * @id: letters and digits; no other chart of the page has it
 * @title, @description: for those who hear the page
 * @unit: word of the upright axis
 * @labels: of the lying axis, @n_labels
 * @positions: (nullable): where the labels stand, ascending; not for stacks
 * @series: the first is what the chart is about: drawn strongest, with its numbers
 *
 * All texts are in Indonesian and without markup.
 */
typedef struct
{
  HubChartKind kind;
  const char *id;
  const char *title;
  const char *description;
  const char *unit;
  const char *const *labels;
  const double *positions;
  guint n_labels;
  HubChartSeries series[HUB_CHART_MAX_SERIES];
  guint n_series;
} HubChart;

/**
 * hub_report_chart_draw:
 * @error: %HUB_ERROR_UNAVAILABLE: gnuplot is not there or cannot draw this
 *
 * Returns: (transfer full): an svg element
 */
char *hub_report_chart_draw (const HubChart *chart, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
