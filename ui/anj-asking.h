/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ui/anj-page.h"

G_BEGIN_DECLS

/* What pages share that ask the agent and wait for its answer. */

/* (transfer none) (nullable): the session to ask, the page being busy from now on; %NULL: there is
 * none yet, and the page says so */
AnjSession *anj_asking_begin (AnjPage *page);
/* the answer is there. Returns: %FALSE: @error says that the page has gone meanwhile */
gboolean anj_asking_end (AnjPage *page, const GError *error);
/* says that the screen cannot answer yet */
void anj_asking_show_not_ready (AnjPage *page);

G_END_DECLS
