/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "hub/hub-import.h"
#include "hub/reconcile/hub-matcher.h"

G_BEGIN_DECLS

/**
 * HubReconcileResult:
 * @n_rows: of persons, in all registers
 * @n_claims: who came of them by NIK alone
 * @n_links: by rule, all that hold now in the area
 * @n_reviews: by kind, likewise
 * @n_new, @n_gone: links that this run changed
 * @n_households: that terminals get again
 */
typedef struct
{
  guint64 n_rows;
  guint64 n_claims;
  guint64 n_links[HUB_N_RULES];
  guint64 n_reviews[HUB_N_REVIEW_KINDS];
  guint64 n_new;
  guint64 n_gone;
  guint64 n_households;
} HubReconcileResult;

/**
 * hub_reconcile:
 * @area: (nullable): code of any level; only the districts it lies in or holds are worked out
 * @error: %HUB_ERROR_UNAVAILABLE (an import or undo is on), %HUB_ERROR_IO
 *
 * Works out anew who is who across the registers (docs/registers.md, Reconciling), puts links and
 * reviews into hub.db and tells terminals. What holds afterwards depends on the rows that hold and
 * on what officers decided, not on earlier runs. One district is in memory at a time; a server
 * beside it goes on serving and taking cases.
 */
gboolean hub_reconcile (const HubImportContext *context,
                        const char *area,
                        HubReconcileResult *out_result,
                        GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
