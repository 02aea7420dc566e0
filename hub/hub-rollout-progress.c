/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-rollouts.h"

/* How a rollout stands: what terminals said, counted. */

/* what stands on @stmt: (state, whether it is old, how many) */
static void
add_count (HubRolloutCounts *counts, HubStmt *stmt)
{
  const char *state = hub_stmt_text (stmt, 0);
  gboolean is_old = hub_stmt_int (stmt, 1) != 0;
  guint n = (guint) hub_stmt_int (stmt, 2);

  counts->told += n;
  if (g_str_equal (state, "kept"))
    counts->kept += n;
  else if (!g_str_equal (state, "told") && !g_str_equal (state, "probation"))
    counts->failed += n;
  else if (is_old)
    counts->silent += n;
  else
    counts->pending += n;
}

static gboolean
count_group (HubStore *store,
             const HubRollout *rollout,
             gint64 now_us,
             HubRolloutCounts *out_counts,
             GError **error)
{
  g_autoptr (HubStmt)
      stmt = hub_store_query (store, error,
                              "SELECT state, told_us <= ?, count(*) FROM config_states"
                              " WHERE epoch = ? AND version = ? AND told_us >= ? GROUP BY 1, 2",
                              "iiii", now_us - rollout->plan->answer_us, (gint64) rollout->epoch,
                              (gint64) rollout->version, MAX (rollout->released_us, 1));
  gboolean row;

  if (stmt == NULL || !hub_stmt_next (stmt, &row, error))
    return FALSE;
  while (row)
    {
      add_count (out_counts, stmt);
      if (!hub_stmt_next (stmt, &row, error))
        return FALSE;
    }
  return TRUE;
}

/* the kind of hardware with the largest share of failures; one that is not known is none */
static gboolean
find_worst_hardware (HubStore *store,
                     const HubRollout *rollout,
                     HubRolloutProgress *progress,
                     GError **error)
{
  g_autoptr (HubStmt) stmt = hub_store_query (
      store, error,
      "SELECT hardware, count(*) FROM config_states"
      " WHERE epoch = ? AND version = ? AND state IN ('reverted', 'refused', 'other')"
      " AND hardware <> '' GROUP BY hardware",
      "ii", (gint64) rollout->epoch, (gint64) rollout->version);
  gboolean row;

  if (stmt == NULL || !hub_stmt_next (stmt, &row, error))
    return FALSE;
  while (row)
    {
      guint n_failed = (guint) hub_stmt_int (stmt, 1);
      gint64 n_told = 0;

      if (!hub_store_get_int (store, error, 0, &n_told,
                              "SELECT count(*) FROM config_states"
                              " WHERE epoch = ? AND version = ? AND hardware = ?",
                              "iit", (gint64) rollout->epoch, (gint64) rollout->version,
                              hub_stmt_text (stmt, 0)))
        return FALSE;
      if ((guint64) n_failed * progress->hardware_told >=
          (guint64) progress->hardware_failed * (guint64) n_told)
        {
          progress->hardware_failed = n_failed;
          progress->hardware_told = (guint) n_told;
        }
      if (!hub_stmt_next (stmt, &row, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
hub_rollouts_read_progress (HubStore *store,
                            const HubRollout *rollout,
                            gint64 now_us,
                            HubRolloutProgress *out_progress,
                            GError **error)
{
  gint64 n_pending = 0;

  *out_progress = (HubRolloutProgress){
    .now_us = now_us,
    .group = rollout->group,
    .released_us = rollout->released_us,
    .n_fleet = rollout->n_fleet,
    .n_told_before = rollout->n_told_before,
    .admitted = rollout->admitted,
    .admitted_us = rollout->admitted_us,
  };
  if (!count_group (store, rollout, now_us, &out_progress->of_group, error) ||
      !hub_store_get_int (store, error, 0, &n_pending,
                          "SELECT count(*) FROM config_states WHERE epoch = ? AND version = ?"
                          " AND told_us > ? AND state IN "
                          "('told', 'probation')",
                          "iii", (gint64) rollout->epoch, (gint64) rollout->version,
                          now_us - rollout->plan->answer_us))
    return FALSE;
  out_progress->n_pending = (guint) n_pending;
  return find_worst_hardware (store, rollout, out_progress, error);
}
