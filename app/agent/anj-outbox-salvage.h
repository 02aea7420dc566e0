/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "app/agent/anj-outbox.h"

G_BEGIN_DECLS

/**
 * AnjOutboxSalvage:
 * @n_cases: of the chain that go on
 * @n_pooled: of the pool that go on
 * @n_missing: of the chain that are not there any more, and the hub has not said that it has them
 * @was_read: whether anything of the old file and its log could be
 *
 * What came of it.
 */
typedef struct
{
  guint n_cases;
  guint n_pooled;
  guint n_missing;
  gboolean was_read;
} AnjOutboxSalvage;

/**
 * anj_outbox_salvage:
 * @witness: (nullable): newest link that was ever noted elsewhere: cases up to it were there
 * @real_us: names what is set aside
 *
 * Makes a new outbox.db of all that the damaged one and its log still hold whole, or a log alone,
 * under the same links; gaps stand for the rest. The damaged files go to quarantine/. A power cut
 * leaves the one or the other, or what anj_successor_take_place() ends.
 *
 * Nobody may have the file open.
 */
gboolean anj_outbox_salvage (const char *state_dir,
                             const char *terminal,
                             const guint8 *k_out,
                             const AnjRandom *random,
                             const AnjOutboxLinks *witness,
                             gint64 real_us,
                             AnjOutboxSalvage *out_salvage,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* whether the disk gives back all of outbox.db and its log */
gboolean anj_outbox_is_readable (const char *state_dir);

G_END_DECLS
