/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "hub/report/hub-report.h"

G_BEGIN_DECLS

/*
 * The people behind a number, for who has to visit them: personal data (UU 27/2022), exempt from
 * what offices publish (UU 14/2008 art. 17(h)). docs/operations.md says who may have it.
 */

/**
 * HubWorklistKind:
 * @HUB_WORKLIST_ZERO: members of the households of desil 1 that no programme reaches, as the report
 *   counts them
 * @HUB_WORKLIST_SIIKEP: who is in P3KE and DTKS and has no aid, as the report counts them
 * @HUB_WORKLIST_STUNTING: whom the newest Pendataan Keluarga finds at risk of stunting, with the
 *   factors; not who died or moved away since. Of health and of children: specific personal data
 *   (UU 27/2022 art. 4 (2))
 */
typedef enum {
  HUB_WORKLIST_ZERO,
  HUB_WORKLIST_SIIKEP,
  HUB_WORKLIST_STUNTING,
  HUB_N_WORKLISTS,
} HubWorklistKind;

/* for messages */
#define HUB_WORKLIST_NAMES "zero, siikep or stunting"

gboolean hub_worklist_from_name (const char *name, HubWorklistKind *out_kind);

/**
 * HubWorklist:
 * @csv: a header line, then one line a person
 * @n_people: lines
 * @n_households: of them; 0 where people are counted
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
 * @error: as hub_report_make(); %HUB_ERROR_FAILED: the list is not as long as the report says
 *
 * Takes the store's lock; twice as long as the report.
 */
HubWorklist *hub_worklist_make (HubWorklistKind kind,
                                const HubReportQuery *query,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
