/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "data/anj-data.h"
#include "hub/hub-import.h"

/* a name may hold a comma or a quotation mark */
static void
append_region (const char *code, const char *name, GString *csv)
{
  g_autoptr (GString) quoted = g_string_new (name);

  g_string_replace (quoted, "\"", "\"\"", 0);
  g_string_append_printf (csv, "%s,\"%s\"\n", code, quoted->str);
}

/* the codes that regions had, and those of the districts in which villages were */
static void
append_former (const char *codes, GString *csv)
{
  g_auto (GStrv) all = g_strsplit (codes, "|", -1);

  for (char **code = all; *code != NULL; code++)
    {
      g_string_append_printf (csv, "-%s,-\n", *code);
      if (anj_region_code_level (*code) == ANJ_REGION_VILLAGE)
        g_string_append_printf (csv, "-%.8s,-\n", *code);
    }
}

AnjRegionTable *
hub_import_load_regions (HubStore *store, GError **error)
{
  g_autoptr (GBytes) shipped = anj_data_regions_csv (error);
  g_autoptr (GString) csv = g_string_new (NULL);
  g_autoptr (HubStmt) stmt = NULL;
  g_autoptr (GBytes) all = NULL;
  gboolean row = TRUE;

  if (shipped == NULL)
    return NULL;
  g_string_append_len (csv, g_bytes_get_data (shipped, NULL), (gssize) g_bytes_get_size (shipped));
  /* the later of two lines with one code counts */
  stmt = hub_store_query (
      store, error,
      "SELECT r.code, r.name, r.former FROM register_regions r JOIN batches b ON b.seq = r.batch"
      " ORDER BY b.date, b.seq",
      "");
  while (stmt != NULL && hub_stmt_next (stmt, &row, error) && row)
    {
      append_region (hub_stmt_text (stmt, 0), hub_stmt_text (stmt, 1), csv);
      append_former (hub_stmt_text (stmt, 2), csv);
    }
  if (row)
    return NULL;
  all = g_string_free_to_bytes (g_steal_pointer (&csv));
  return anj_region_table_new (all, error);
}
