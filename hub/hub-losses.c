/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-losses.h"

#include "core/anj-error.h"
#include "core/anj-hex.h"
#include "core/anj-json.h"
#include "core/anj-time.h"
#include "hub/hub-audit.h"

/* as far as a JSON number says exactly what it is */
#define SEQ_MAX (G_GUINT64_CONSTANT (1) << 53)

static gboolean
parse_one (JsonObject *object, guint64 after_seq, HubLoss *out_loss)
{
  if (object == NULL)
    return FALSE;
  out_loss->first_seq = (guint64) MAX (0, anj_json_get_int (object, "first_seq", 0));
  out_loss->last_seq = (guint64) MAX (0, anj_json_get_int (object, "last_seq", 0));
  return out_loss->first_seq > after_seq && out_loss->last_seq >= out_loss->first_seq &&
         out_loss->last_seq <= SEQ_MAX &&
         anj_hex_decode (anj_json_get_string (object, "head", ""), out_loss->head,
                         sizeof out_loss->head);
}

GArray *
hub_losses_parse (JsonArray *array, GError **error)
{
  g_autoptr (GArray) losses = g_array_new (FALSE, FALSE, sizeof (HubLoss));
  guint n = array != NULL ? json_array_get_length (array) : 0;
  guint64 after_seq = 0;

  for (guint i = 0; i < n; i++)
    {
      HubLoss loss;

      if (i == HUB_LOSSES_MAX ||
          !parse_one (anj_json_array_get_object (array, i), after_seq, &loss))
        {
          g_set_error (error, ANJ_ERROR, ANJ_ERROR_INVALID,
                       "lost %u: at most 64 of {first_seq, last_seq, head}, ascending", i);
          return NULL;
        }
      after_seq = loss.last_seq;
      g_array_append_val (losses, loss);
    }
  return g_steal_pointer (&losses);
}

gboolean
hub_losses_add (HubStore *store,
                const char *terminal,
                guint64 first_seq,
                guint64 last_seq,
                gint64 now_us,
                GError **error)
{
  g_autofree char *actor = g_strconcat ("terminal ", terminal, NULL);
  JsonObject *detail;

  if (!hub_store_run (store, error,
                      "INSERT INTO losses (terminal, first_seq, last_seq, told_us)"
                      " VALUES (?, ?, ?, ?)",
                      "tiii", terminal, (gint64) first_seq, (gint64) last_seq, now_us))
    return FALSE;
  detail = json_object_new ();
  json_object_set_int_member (detail, "first_seq", (gint64) first_seq);
  json_object_set_int_member (detail, "last_seq", (gint64) last_seq);
  return hub_audit_append (store, now_us, actor, "chain-lost", detail, error);
}

gboolean
hub_losses_list (HubStore *store,
                 const char *terminal,
                 guint64 first_seq,
                 guint64 last_seq,
                 GArray *ranges,
                 GError **error)
{
  g_autoptr (HubStmt) stmt = hub_store_query (
      store, error,
      "SELECT max (first_seq, ?2), min (last_seq, ?3) FROM losses"
      " WHERE terminal = ?1 AND last_seq >= ?2 AND first_seq <= ?3"
      " ORDER BY first_seq LIMIT ?4",
      "tiii", terminal, (gint64) first_seq, (gint64) last_seq, (gint64) ANJ_RECEIPT_MAX_LOST);
  gboolean row;

  if (stmt == NULL || !hub_stmt_next (stmt, &row, error))
    return FALSE;
  while (row)
    {
      AnjSeqRange range = { (guint64) hub_stmt_int (stmt, 0), (guint64) hub_stmt_int (stmt, 1) };

      g_array_append_val (ranges, range);
      if (!hub_stmt_next (stmt, &row, error))
        return FALSE;
    }
  return TRUE;
}

JsonArray *
hub_losses_to_json (HubStore *store, const char *terminal, GError **error)
{
  g_autoptr (JsonArray) array = json_array_new ();
  g_autoptr (HubStmt) stmt = hub_store_query (store, error,
                                              "SELECT first_seq, last_seq, told_us FROM losses"
                                              " WHERE terminal = ? ORDER BY first_seq",
                                              "t", terminal);
  gboolean row;

  if (stmt == NULL || !hub_stmt_next (stmt, &row, error))
    return NULL;
  while (row)
    {
      g_autofree char *time = anj_time_format (hub_stmt_int (stmt, 2));
      JsonObject *element = json_object_new ();

      json_object_set_int_member (element, "first_seq", hub_stmt_int (stmt, 0));
      json_object_set_int_member (element, "last_seq", hub_stmt_int (stmt, 1));
      json_object_set_string_member (element, "time", time);
      json_array_add_object_element (array, element);
      if (!hub_stmt_next (stmt, &row, error))
        return NULL;
    }
  return g_steal_pointer (&array);
}
