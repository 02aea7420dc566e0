/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ui/anj-page.h"
#include "ui/anj-pager.h"

G_BEGIN_DECLS

/* What the pages of information show: lists of facts that are read, not touched. */

/* A card: picture, a small line, what it says. @icon_name, @small, @more: (nullable): the picture,
 * the line above, the line beneath. Returns: (transfer floating) */
GtkWidget *anj_fact_new (const AnjMetrics *metrics,
                         const char *icon_name,
                         const char *small,
                         const char *text,
                         const char *more);
/* The same with a number at the end. Returns: (transfer floating) */
GtkWidget *anj_fact_count_new (const AnjMetrics *metrics,
                               const char *icon_name,
                               const char *text,
                               const char *count);

/* Question, "Kembali" and an empty list on @page. @emblem: (nullable): picture of the page, where
 * there is room. Returns: (transfer none) the list */
AnjPager *
anj_facts_fill (AnjPage *page, const char *question, const char *emblem, double max_item_mm);
/* in place of facts that there are none of */
void
anj_facts_say_none (AnjPage *page, AnjPager *facts, const char *icon_name, const char *sentence);

G_END_DECLS
