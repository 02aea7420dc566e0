/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

#include "core/anj-envelope.h"
#include "hub/hub-store.h"

G_BEGIN_DECLS

/* Cases that a terminal lost through a damage of its disk before they were here: the chain goes on
 * behind them, and they are remembered. Caller holds the store's lock. */

#define HUB_LOSSES_MAX 64

/* @head: hash of the link @last_seq, as the terminal says */
typedef struct
{
  guint64 first_seq;
  guint64 last_seq;
  guint8 head[32];
} HubLoss;

/**
 * hub_losses_parse:
 * @array: (nullable): [{first_seq, last_seq, head}], ascending
 *
 * Returns: (transfer full) (element-type HubLoss): %ANJ_ERROR_INVALID says what is wrong
 */
GArray *hub_losses_parse (JsonArray *array, GError **error);

/* remembers it, with an audit row "chain-lost"; belongs in the transaction that takes the chain on
 */
gboolean hub_losses_add (HubStore *store,
                         const char *terminal,
                         guint64 first_seq,
                         guint64 last_seq,
                         gint64 now_us,
                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* adds to @ranges (element-type AnjSeqRange) what of @first_seq … @last_seq was lost */
gboolean hub_losses_list (HubStore *store,
                          const char *terminal,
                          guint64 first_seq,
                          guint64 last_seq,
                          GArray *ranges,
                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full): [{first_seq, last_seq, time}], oldest first */
JsonArray *hub_losses_to_json (HubStore *store, const char *terminal, GError **error);

G_END_DECLS
