/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "hub/report/hub-report-page.h"
#include "hub/report/hub-tally.h"

G_BEGIN_DECLS

/*
 * A report is three functions. The first counts: hub-report.c calls it with the store's lock and a
 * transaction held, and it adds its members to @out, which has "area"; a report on people is handed
 * their tally, and @out has "as_of" and "sources" already; another is handed %NULL. The others
 * write what it gave, as a spreadsheet's rows and as a page.
 */
#define HUB_REPORT_DECLARE(name)                                                                   \
  gboolean hub_report_##name (const HubReportQuery *query, const HubTally *tally, JsonObject *out, \
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;                           \
  void hub_report_##name##_csv (const HubReportQuery *query, JsonObject *document, GString *out);  \
  gboolean hub_report_##name##_page (HubPage *page, GError **error) G_GNUC_WARN_UNUSED_RESULT;

HUB_REPORT_DECLARE (siikep)
HUB_REPORT_DECLARE (zero)
HUB_REPORT_DECLARE (tkpk)
HUB_REPORT_DECLARE (findings)
HUB_REPORT_DECLARE (pmt)
HUB_REPORT_DECLARE (indicators)

/* (transfer full) (element-type gboolean): of each of @villages, whether it lies in @area */
GArray *hub_report_find_villages (const GPtrArray *villages, const char *area);

/**
 * hub_report_zero_list_unreached:
 *
 * @people: as hub_people_load() gave them; gets their registers
 *
 * Whom the report zero counts as "unreached". The caller holds the store's lock and a transaction.
 *
 * Returns: (transfer full) (element-type guint64): their No. KK, in no order
 */
GArray *hub_report_zero_list_unreached (const HubReportQuery *query,
                                        HubPeople *people,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full): of a village that was split or renamed, what rows still call it by */
char *hub_report_name_region (const HubReportQuery *query, const char *code);

/* %HUB_ERROR_USAGE: @query's area is none */
gboolean
hub_report_check_area (const HubReportQuery *query, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* %HUB_ERROR_NO_INPUT: no register has anybody in the area */
gboolean
hub_report_check_people (const HubReportQuery *query, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* whether any register has anybody in the area */
gboolean hub_report_has_people (const HubReportQuery *query,
                                gboolean *out_has,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
