/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "lint-cases.h"

G_BEGIN_DECLS

/* Where a rule cannot hold, and why: all there is is in the tables of lint-exempt.c. */

/* (transfer none) (nullable): why @finding of @page in @look is none; %NULL: it is one */
const char *lint_why_exempt (const LintLook *look, const char *page, const char *finding);

/* whether a page may be shown at @shown, at so many hundredths of its size, when @look was asked
 * for */
gboolean lint_may_shrink (const LintLook *look, guint shown, int percent);

G_END_DECLS
