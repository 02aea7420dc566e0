/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/anj-region.h"
#include "hub/hub-catalogue.h"
#include "hub/hub-store.h"

G_BEGIN_DECLS

/* Counts for offices, of an area: no personal data. Definitions: docs/reports.md. */

/**
 * HubReportQuery:
 * @regions: names of areas, and which exist
 * @area: code of any level
 * @today: YYYY-MM-DD: what is late counts from it
 *
 * All members are (unowned).
 */
typedef struct
{
  HubStore *store;
  const HubCatalogue *catalogue;
  const AnjRegionTable *regions;
  const char *area;
  const char *today;
} HubReportQuery;

typedef enum {
  HUB_REPORT_SIIKEP,
  HUB_REPORT_ZERO,
  HUB_REPORT_TKPK,
  HUB_REPORT_FINDINGS,
  HUB_REPORT_PMT,
  HUB_REPORT_INDICATORS,
  HUB_N_REPORTS,
} HubReport;

/* for messages */
#define HUB_REPORT_NAMES "siikep, zero, tkpk, findings, pmt or indicators"

gboolean hub_report_from_name (const char *name, HubReport *out_report);

/**
 * hub_report_make:
 * @error: %HUB_ERROR_USAGE (@query's area is none), %HUB_ERROR_NO_INPUT (nobody in it is in any
 *   register), %HUB_ERROR_IO
 *
 * A tenth of a second for a million people, whatever the area; some 3 s more where what is counted
 * from does not hold any more (hub-tally.h). Holds the store's lock meanwhile.
 *
 * Returns: (transfer full): the report's JSON document
 */
JsonObject *hub_report_make (HubReport report,
                             const HubReportQuery *query,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;

typedef enum {
  HUB_REPORT_JSON,
  HUB_REPORT_CSV,
  HUB_REPORT_HTML,
  HUB_N_REPORT_FORMATS,
} HubReportFormat;

gboolean hub_report_format_from_name (const char *name, HubReportFormat *out_format);

/**
 * hub_report_write:
 * @document: that hub_report_make() gave for @report
 *
 * @error: %HUB_ERROR_UNAVAILABLE: HTML only: its charts cannot be drawn
 *
 * Returns: (transfer full): a text that ends with a line's end; HTML is one page without other
 * files
 */
char *hub_report_write (HubReport report,
                        HubReportFormat format,
                        const HubReportQuery *query,
                        JsonObject *document,
                        GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
