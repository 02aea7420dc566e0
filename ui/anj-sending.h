/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ui/anj-page.h"

G_BEGIN_DECLS

/**
 * anj_sending_begin:
 * @page: is busy meanwhile
 * @done: @sent: the visit has its ticket; else @error: (nullable): %NULL: there is no session
 *
 * Sends the draft of @page's visit. Not cancelled when the page goes: what is on its way gets its
 * number; @done is called then too.
 */
void
anj_sending_begin (AnjPage *page, void (*done) (AnjPage *page, gboolean sent, const GError *error));
/* also when a page that has gone sends it */
gboolean anj_sending_is_under_way (AnjVisit *visit);

G_END_DECLS
