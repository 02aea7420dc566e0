/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ui/supervisor/anj-child.h"
#include "ui/supervisor/anj-supervisor.h"

G_BEGIN_DECLS

/**
 * AnjCurtainKeeper:
 * @argv: (unowned): NULL-terminated command
 * @envp: (unowned): NULL-terminated
 * @child: (owned) (nullable): the curtain's process
 * @start_us: no start before; monotonic
 *
 * Keeps the curtain: one child that lies under all screens. Its states are those of a screen, up to
 * %ANJ_CHILD_SHOWN, where it stays; it need not beat. A new window comes to lie on top of all
 * others, so the curtain is shown before the first screen, and one that was lost comes back only
 * when no resident's screen could be covered: at a hand-over, before the next screen is shown.
 *
 * Without a curtain everything works; a crash is then seen as some black frames.
 */
typedef struct
{
  const AnjSupervisorTimes *times;
  char **argv;
  char **envp;
  AnjChild *child;
  gint64 start_us;
  guint n_failures; /* in a row */
} AnjCurtainKeeper;

/* reads its messages and reaps it; after every poll() */
void anj_curtain_keeper_look (AnjCurtainKeeper *self, gint64 now_us);

/**
 * anj_curtain_keeper_pursue:
 * @may_cover: no screen is in use, and none is on its way to the glass
 *
 * Starts, shows and gives up what has to be.
 *
 * Returns: when to call it again at the latest; G_MAXINT64: after the next message
 */
gint64 anj_curtain_keeper_pursue (AnjCurtainKeeper *self, gint64 now_us, gboolean may_cover);

/* whether the next screen must not be shown yet, or the curtain would come to lie on it.
 * @is_first: nothing was ever shown; the first curtain is worth waiting for */
gboolean anj_curtain_keeper_holds (const AnjCurtainKeeper *self, gboolean is_first);

G_END_DECLS
