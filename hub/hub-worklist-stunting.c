/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-worklist-parts.h"

#include "hub/hub-people.h"
#include "hub/reconcile/hub-links.h"
#include "hub/report/hub-report-parts.h"

/* Whom a row of pk means (`person`), by the first NIK of who has two; of each person the newest row
 * alone counts. A row whose NIK is another's stands for itself, without it. In the order of the
 * columns of the list, but for the village's name. */
static const char select_people[] = "WITH told AS ("
                                    "  SELECT coalesce(second.nik, " HUB_PEOPLE_NIK
                                    ") AS person, r.*, b.id AS batch_id, b.date,"
                                    "   b.seq"
                                    "  FROM " HUB_PEOPLE_ROWS ("register_rows") //
    "  JOIN batches b ON b.seq = r.batch"
    "  LEFT JOIN links second ON second.register = '" HUB_LINKS_NIK "'"
    "   AND second.key = " HUB_PEOPLE_NIK " WHERE r.register = 'pk'),"
    " newest AS (SELECT *, row_number() OVER (PARTITION BY coalesce(person, 'row ' || key)"
    "   ORDER BY date DESC, seq DESC) AS nth FROM told)"
    " SELECT m.no_kk, n.person, n.name, n.birth_date,"
    "  coalesce(m.region, n.region) AS village, d.rt, d.rw,"
    "  coalesce(nullif(d.address, ''), n.address), n.family, n.year,"
    "  replace(s.factors, '|', '; '), nullif(s.category, '-'),"
    "  'pk ' || n.batch_id || ' ' || n.date"
    " FROM newest n JOIN pk_sensitive s ON s.nik = n.key AND s.batch = n.batch"
    " LEFT JOIN residents m ON m.nik = n.person"
    " LEFT JOIN register_rows d ON d.register = 'dtsen' AND d.key = n.person"
    " WHERE n.nth = 1 AND s.stunting_risk = 1 AND coalesce(m.is_present, 1)"
    "  AND (village = ?1 OR (village > ?1 || '.' AND village < ?1 || '/'))"
    " ORDER BY village, m.no_kk IS NULL, m.no_kk, n.family, n.birth_date, n.key";

enum {
  COLUMN_VILLAGE = 4,
  N_COLUMNS = 13,
};

static void
add_person (HubWorklist *out, const HubReportQuery *query, HubStmt *stmt)
{
  g_autofree char *name = hub_report_name_region (query, hub_stmt_text (stmt, COLUMN_VILLAGE));
  const char *cells[N_COLUMNS + 1];
  gsize n_cells = 0;

  for (int i = 0; i < N_COLUMNS; i++)
    {
      cells[n_cells++] = hub_stmt_text (stmt, i);
      if (i == COLUMN_VILLAGE)
        cells[n_cells++] = name;
    }
  hub_worklist_add_line (out, cells, n_cells);
}

gboolean
hub_worklist_fill_stunting (HubWorklist *out, const HubReportQuery *query, GError **error)
{
  g_autoptr (HubStmt) stmt = NULL;
  gboolean row = TRUE;

  if (!hub_report_check_area (query, error) || !hub_report_check_people (query, error))
    return FALSE;
  stmt = hub_store_query (query->store, error, select_people, "t", query->area);
  if (stmt == NULL)
    return FALSE;
  while (hub_stmt_next (stmt, &row, error) && row)
    add_person (out, query, stmt);
  return !row;
}
