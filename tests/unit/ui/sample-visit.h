/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ui/anj-visit.h"

G_BEGIN_DECLS

/* A resident for tests: the shipped configuration, the household of tests/data (every class, a
 * disagreement, a long name), a complaint half written, a case followed. */

/* @visit: of a screen without an agent */
void sample_visit_fill (AnjVisit *visit);
/* begins a draft of @kind with every answer given; "": nothing to send */
void sample_visit_begin (AnjVisit *visit, const char *kind);
/* begins a draft of the kind that shows @page first among its steps; "" where none does */
void sample_visit_begin_for (AnjVisit *visit, const char *page);
/* (transfer none) (nullable): kind @index of all kinds of drafts; %NULL after the last */
const char *sample_visit_kind (guint index);
/* chooses programme @code of the household for the detail page */
void sample_visit_choose (AnjVisit *visit, const char *code);
/* (transfer none) (nullable): name of hard case @index: a household, a case or a terminal that
 * strains a page; %NULL after the last. @out_pages: (out) (transfer none): the pages that it
 * strains, NULL-terminated */
const char *sample_visit_hard_case (guint index, const char *const **out_pages);
/* makes of the visit that of the hard case @name; FALSE where there is none such. What it changes
 * stays until sample_visit_fill() */
gboolean sample_visit_make_hard (AnjVisit *visit, const char *name);

G_END_DECLS
