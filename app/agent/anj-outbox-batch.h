/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "app/agent/anj-outbox.h"

G_BEGIN_DECLS

/**
 * anj_outbox_make_batch:
 * @reask_seq: 0, or the sequence of a receipted case to ask a fresh receipt for, where nothing
 *   waits
 *
 * Returns: (transfer full) (nullable): the body of `POST /v1/submissions`: what waits, from the
 *   oldest on, as much as goes at once, with the gaps between; %NULL without error: nothing
 */
GBytes *anj_outbox_make_batch (AnjOutbox *self, guint64 reask_seq, GError **error);

G_END_DECLS
