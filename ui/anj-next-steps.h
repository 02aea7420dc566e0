/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ui/anj-page.h"
#include "ui/anj-pager.h"
#include "ui/anj-timeline.h"

G_BEGIN_DECLS

/* texts last as long as the call */
typedef void (*AnjNextStepFunc) (AnjStepState state,
                                 const char *icon_name,
                                 const char *heading,
                                 const char *text,
                                 gpointer user_data);

/* tells the steps, in order, that the draft of the page's visit goes once it is sent */
void anj_next_steps_tell (AnjPage *page, AnjNextStepFunc func, gpointer user_data);

/* "Yang terjadi selanjutnya" with the draft of the page's visit, once it is sent: who gets it, what
 * they do, when an answer is due. Returns: (transfer floating) */
GtkWidget *anj_next_steps_new (AnjPage *page);
/* the same into @pager, whose items are @gap_mm apart: large letters in pieces of one step, so that
 * a page may end after each */
void anj_next_steps_append (AnjPage *page, AnjPager *pager, double gap_mm);

G_END_DECLS
