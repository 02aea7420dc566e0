/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "hub/hub-import.h"

G_BEGIN_DECLS

/*
 * What the reconciler leaves to an officer: a row, or all rows with a NIK, and who it may be. Until
 * somebody decides, all of them stay as they are.
 */

/**
 * hub_review_list:
 * @area: (nullable): code of any level
 * @n_max: at most so many, the oldest first
 *
 * Returns: (transfer full): [{"id", "kind", "register", "region", "candidates", "opened"}]: nothing
 *   that tells who it is; "register" is HUB_LINKS_NIK for all rows with a NIK
 */
JsonArray *hub_review_list (HubStore *store, const char *area, guint n_max, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/**
 * hub_review_show:
 * @by: who looks; hub_plain_line_check() has to hold, of @by and @reason below as well: both are
 * kept for years
 * @error: %HUB_ERROR_USAGE: no such review is open
 *
 * What the registers say of the row and of each candidate, for comparing; NIKs are masked. Leaves a
 * row in the audit chain.
 *
 * Returns: (transfer full): {"id", "kind", "region", "statements": [STATEMENT], "candidates":
 *   [{"person": 1, "score", "statements"}]}, STATEMENT = {"register", "batch", "date", "id"?,
 *   "nik"?, "no_kk"?, "name", "birth_date", "region", "address"?, "review"?}: "id": id_p3ke or the
 *   family's id in its register; "review": the open one that is about this row. A candidate has the
 *   rows with the NIK, those linked to it, and those for which it is a candidate too.
 */
JsonObject *hub_review_show (const HubImportContext *context,
                             gint64 id,
                             const char *by,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * HubReviewVerdict:
 * @is_same: of the candidate @person; else none of them is
 * @person: 1 …: as hub_review_show() numbers them
 */
typedef struct
{
  gint64 id;
  gboolean is_same;
  guint person;
  const char *by;
  const char *reason;
} HubReviewVerdict;

/**
 * hub_review_decide:
 * @error: %HUB_ERROR_USAGE (no such review or person), %HUB_ERROR_UNAVAILABLE (an import is on)
 *
 * Holds at once and in every later run; an audit row tells of it, without the reason.
 */
gboolean hub_review_decide (const HubImportContext *context,
                            const HubReviewVerdict *verdict,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * hub_review_reopen:
 * @id: of a review that was decided
 * @error: %HUB_ERROR_USAGE (no such decision), %HUB_ERROR_UNAVAILABLE (an import is on)
 *
 * Takes a decision back and reconciles its district: the review is open again under its number, if
 * its row is still there and still leaves room for doubt. An audit row tells who and why.
 */
gboolean hub_review_reopen (const HubImportContext *context,
                            gint64 id,
                            const char *by,
                            const char *reason,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
