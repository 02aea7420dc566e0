/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdlib.h>
#include <string.h>

#include "hub/reconcile/hub-claims.h"

/* The claims of one district, out of the table that hub-claims.c fills. */

/* the table's columns behind the district */
typedef enum {
  FACE_CLAIM,
  FACE_ID,
  FACE_NIK,
  FACE_NO_KK,
  FACE_REGISTERS,
  FACE_SEX,
  FACE_IS_ROW,
  FACE_HOME,
  FACE_BIRTH,
  FACE_VILLAGE,
  FACE_WORDS,
  FACE_ADDRESS,
} FaceColumn;

static void
add_claim (HubDistrict *district,
           HubStmt *stmt,
           const HubDecisions *decisions,
           const char *code,
           GPtrArray *homes)
{
  const char *home = hub_stmt_text (stmt, FACE_HOME);
  HubClaim claim = {
    .id = hub_stmt_text (stmt, FACE_ID),
    .nik = (guint64) hub_stmt_int (stmt, FACE_NIK),
    .no_kk = (guint64) hub_stmt_int (stmt, FACE_NO_KK),
    .registers = (HubRegisters) hub_stmt_int (stmt, FACE_REGISTERS),
    .sex = (HubSex) hub_stmt_int (stmt, FACE_SEX),
    .is_row = hub_stmt_int (stmt, FACE_IS_ROW) != 0,
  };
  gboolean is_here = strncmp (home, code, HUB_DISTRICT_CHARS) == 0;

  claim.is_settled = !is_here || hub_decisions_find_same (decisions, claim.id) != 0;
  hub_district_add_claim (district, &claim);
  g_ptr_array_add (homes, g_strdup (is_here ? home : ""));
}

static void
add_face (HubDistrict *district, HubStmt *stmt)
{
  g_auto (GStrv) words = g_strsplit (hub_stmt_text (stmt, FACE_WORDS), " ", HUB_NAME_MAX_WORDS);
  const char *village = hub_stmt_text (stmt, FACE_VILLAGE);
  HubName name = { 0 };

  for (; words[name.n_words] != NULL && *words[name.n_words] != '\0'; name.n_words++)
    g_strlcpy (name.words[name.n_words], words[name.n_words], sizeof name.words[0]);
  hub_district_add_face (district, &name, (HubDay) hub_stmt_int (stmt, FACE_BIRTH),
                         strlen (village) > HUB_DISTRICT_CHARS
                             ? (guint32) strtoul (village + HUB_DISTRICT_CHARS + 1, NULL, 10)
                             : 0,
                         (guint32) hub_stmt_int (stmt, FACE_ADDRESS));
}

HubDistrict *
hub_claims_district (HubStore *store,
                     const HubDecisions *decisions,
                     const char *code,
                     GPtrArray **out_homes,
                     GError **error)
{
  g_autoptr (HubDistrict) district = hub_district_new ();
  g_autoptr (GPtrArray) homes = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (HubStmt) stmt = hub_store_query (
      store, error,
      "SELECT claim, id, nik, no_kk, registers, sex, is_row, home, birth, village, words, address"
      " FROM claim_faces WHERE district = ? ORDER BY claim, face",
      "t", code);
  gint64 last = -1;
  gboolean row = TRUE;

  if (stmt == NULL)
    return NULL;
  while (hub_stmt_next (stmt, &row, error) && row)
    {
      if (hub_stmt_int (stmt, FACE_CLAIM) != last)
        add_claim (district, stmt, decisions, code, homes);
      last = hub_stmt_int (stmt, FACE_CLAIM);
      add_face (district, stmt);
    }
  if (row)
    return NULL;
  *out_homes = g_steal_pointer (&homes);
  return g_steal_pointer (&district);
}
