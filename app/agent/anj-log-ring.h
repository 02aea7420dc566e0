/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

#include "core/anj-sources.h"

G_BEGIN_DECLS

/**
 * AnjLogRing:
 *
 * The newest lines that this agent logged, in memory, for an admin who asks for them. What keeps
 * personal data out of it: the agent never has any in clear (sessions seal before it sees a byte);
 * only its own domains are kept, from "message" on, never a library's or a debug line; lines are
 * cut, and what could be a NIK or No. KK (a run of 10 digits or more) is masked. Any thread.
 */
typedef struct _AnjLogRing AnjLogRing;

#define ANJ_LOG_RING_LINES 200
#define ANJ_LOG_RING_LINE_CHARS 200

/* @clock: (transfer none): outlives the ring */
AnjLogRing *anj_log_ring_new (const AnjClock *clock);
AnjLogRing *anj_log_ring_ref (AnjLogRing *self);
void anj_log_ring_unref (AnjLogRing *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnjLogRing, anj_log_ring_unref)

/* @domain: (nullable) */
void
anj_log_ring_add (AnjLogRing *self, const char *domain, GLogLevelFlags level, const char *message);

/* from now on what this program logs goes into the ring too; for main programs, once */
void anj_log_ring_install (AnjLogRing *self);

/* (transfer full): lines "TIME LEVEL: WORDS", the oldest first; of too many bytes the oldest lack
 */
GBytes *anj_log_ring_read (AnjLogRing *self, gsize max_bytes);

G_END_DECLS
