/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "hub/hub-people.h"
#include "hub/hub-report.h"

G_BEGIN_DECLS

/* One report a file; hub-report.c calls them with the store's lock and a transaction held. */

/* add their members to @out, which has "area" and "as_of" */
gboolean hub_report_siikep (const HubReportQuery *query,
                            HubPeople *people,
                            JsonObject *out,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean hub_report_zero (const HubReportQuery *query,
                          HubPeople *people,
                          JsonObject *out,
                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full) (element-type gboolean): of each of @people's villages, whether it lies in @area
 */
GArray *hub_report_find_villages (const HubPeople *people, const char *area);

G_END_DECLS
