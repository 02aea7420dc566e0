/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "hub/report/hub-report.h"

G_BEGIN_DECLS

/*
 * The people behind a report's number, for who has to visit them: personal data (UU 27/2022),
 * exempt from what offices publish (UU 14/2008 art. 17(h)). docs/operations.md says who may have
 * it.
 */

/**
 * HubWorklist:
 * @csv: a header line, then one line a person
 * @n_people: lines
 * @n_households: of them; 0 for siikep, which counts people
 */
typedef struct
{
  GString *csv;
  guint n_people;
  guint n_households;
} HubWorklist;

void hub_worklist_free (HubWorklist *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HubWorklist, hub_worklist_free)

/**
 * hub_worklist_make:
 * @report: %HUB_REPORT_ZERO: members of the households of desil 1 that no programme reaches;
 *   %HUB_REPORT_SIIKEP: who is in P3KE and DTKS and has no aid
 * @error: as hub_report_make(); %HUB_ERROR_FAILED: the list is not as long as the report says
 *
 * Takes the store's lock; twice as long as the report.
 */
HubWorklist *hub_worklist_make (HubReport report,
                                const HubReportQuery *query,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
