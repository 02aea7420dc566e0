/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/anj-sources.h"

G_BEGIN_DECLS

/**
 * AnjPoweredMark:
 * @powered_us: how long the agent ran, in all
 * @monotonic_us: the machine's clock at that moment
 * @told_ahead_us: what the hub told last, ahead of @powered_us; 0: nothing
 * @boot_id: (nullable): the machine's, for which @monotonic_us and @told_ahead_us hold
 * @slot: the module's own: which record it was
 *
 * What is written down every few minutes, all day long: two records of the file `powered`, written
 * in turn and each with its checksum, a sector and no transaction of a database. A cut in the midst
 * of one leaves the one before.
 */
typedef struct
{
  gint64 powered_us;
  gint64 monotonic_us;
  gint64 told_ahead_us;
  char *boot_id;
  guint slot;
} AnjPoweredMark;

/* @out_mark: the newest whole one, zeros where there is none; to be cleared either way */
gboolean anj_powered_mark_read (const char *state_dir, AnjPoweredMark *out_mark);
/* @mark: what was read or written before, with new values; durable when it returns */
gboolean anj_powered_mark_write (const char *state_dir,
                                 AnjPoweredMark *mark,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;
void anj_powered_mark_clear (AnjPoweredMark *mark);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AnjPoweredMark, anj_powered_mark_clear)

G_END_DECLS
