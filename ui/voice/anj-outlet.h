/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/anj-sources.h"

G_BEGIN_DECLS

/**
 * AnjOutlet:
 *
 * Where samples leave, and how far they are ahead of the ear. Whoever writes waits first until
 * anj_outlet_get_wait_us() says 0: then all that was written sounds within %ANJ_OUTLET_LEAD_US and
 * one piece, so that silence comes as soon as nobody writes any more.
 */
typedef struct _AnjOutlet AnjOutlet;

/* what a busy processor may hold us up before a gap is heard */
#define ANJ_OUTLET_LEAD_US (60 * G_TIME_SPAN_MILLISECOND)

/* @clock: outlives it; %NULL: in a hurry, there is no ear */
AnjOutlet *anj_outlet_new (const AnjClock *clock);
void anj_outlet_free (AnjOutlet *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnjOutlet, anj_outlet_free)

/* @fd: (transfer full): a pipe, made as short as it can be; -1: none */
void anj_outlet_set_fd (AnjOutlet *self, int fd);
gboolean anj_outlet_has_fd (AnjOutlet *self);

/* until more may be written; 0: now */
gint64 anj_outlet_get_wait_us (AnjOutlet *self);
/* until all that was written has sounded */
gint64 anj_outlet_get_rest_us (AnjOutlet *self);

/* 20 ms: written whole or not at all, as a pipe does with what fits PIPE_BUF */
#define ANJ_OUTLET_PIECE 441

typedef enum {
  ANJ_OUTLET_WRITTEN,
  ANJ_OUTLET_FULL, /* nothing was: its reader is late */
} AnjOutletResult;

/* @n_samples: at most %ANJ_OUTLET_PIECE. An fd that fails is closed, and it goes on without. */
AnjOutletResult anj_outlet_write (AnjOutlet *self, const gint16 *samples, gsize n_samples);

G_END_DECLS
