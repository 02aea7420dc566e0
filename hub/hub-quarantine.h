/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "hub/hub-store.h"

G_BEGIN_DECLS

/*
 * Two machines with one terminal's key: two links of one number in its chain prove it. Which of
 * them is the village's, the hub cannot know, so it refuses both until an admin has looked. Caller
 * holds the store's lock.
 */

/* sets @terminal aside; @last_seq: where the chain stands that the hub holds; an audit row
 * "terminal-quarantined". No effect when it is */
gboolean hub_quarantine_set (HubStore *store,
                             const char *terminal,
                             guint64 last_seq,
                             gint64 now_us,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * hub_quarantine_end:
 * @actor: for the audit row "terminal-confirmed"
 * @out_changed: FALSE: it was not set aside
 *
 * An admin looked: the machine that goes on with the chain which the hub holds is the right one.
 * The other's next case sets both aside again.
 */
gboolean hub_quarantine_end (HubStore *store,
                             const char *terminal,
                             const char *actor,
                             gint64 now_us,
                             gboolean *out_changed,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
