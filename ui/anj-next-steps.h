/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ui/anj-page.h"

G_BEGIN_DECLS

/* "Yang terjadi selanjutnya" with the draft of the page's visit, once it is sent: who gets it, what
 * they do, when an answer is due. Returns: (transfer floating) */
GtkWidget *anj_next_steps_new (AnjPage *page);

G_END_DECLS
