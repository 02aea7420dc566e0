/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a line can do to the bytes that it carries. */
typedef enum {
  FAULT_LINE_RESET,      /* both ends hear of a reset */
  FAULT_LINE_CLOSE,      /* both ends hear of an end */
  FAULT_LINE_HALF_CLOSE, /* the bytes' way ends; answers still come */
  FAULT_LINE_STALL,      /* nothing passes any more, and nobody hears of it */
  FAULT_LINE_REPEAT,     /* the last bytes come once more */
  FAULT_LINE_LOSE,       /* the next byte does not come, those after it do */
  FAULT_LINE_DELAY,      /* FAULT_LINE_DELAY_MS */
  FAULT_LINE_N_KINDS
} FaultLineKind;

#define FAULT_LINE_DELAY_MS 50

const char *fault_line_kind_name (FaultLineKind kind);

/**
 * FaultCut:
 * @connection: in the order in which they came since the plan was made; the first is 0
 * @is_down: of the bytes that come from the hub
 * @after: how many bytes pass that way first
 */
typedef struct
{
  guint connection;
  gboolean is_down;
  guint64 after;
  FaultLineKind kind;
} FaultCut;

/**
 * FaultProxy:
 *
 * A line between terminal and hub, byte for byte, on a port of its own; it works in a thread. All
 * calls may come from any thread.
 */
typedef struct _FaultProxy FaultProxy;

FaultProxy *fault_proxy_new (void);
void fault_proxy_free (FaultProxy *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FaultProxy, fault_proxy_free)

/* where terminals call */
guint16 fault_proxy_port (const FaultProxy *self);

/* Drops what is connected; from now on the line leads to @hub_port of the loopback and does what
 * @cuts say, at most one a connection. (array length=n_cuts) (nullable) */
void fault_proxy_plan (FaultProxy *self, guint16 hub_port, const FaultCut *cuts, gsize n_cuts);

/* bytes that passed since the plan */
guint64 fault_proxy_count_all (FaultProxy *self);
/* the same of one connection one way; 0 for one that did not come */
guint64 fault_proxy_count (FaultProxy *self, guint connection, gboolean is_down);
guint fault_proxy_n_connections (FaultProxy *self);
/* how many of the plan's cuts were made */
guint fault_proxy_n_made (FaultProxy *self);
/* whether somebody holds on to a connection that has stalled */
gboolean fault_proxy_is_stalled (FaultProxy *self);
/* whether it holds bytes back that it will pass by itself */
gboolean fault_proxy_is_late (FaultProxy *self);

G_END_DECLS
