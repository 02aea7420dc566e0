/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "lint-finding.h"
#include "ui/anj-screen.h"

G_BEGIN_DECLS

/* Which pages the linter opens, in which looks, on which panels. */

typedef struct
{
  const char *name;
  double px_per_mm;
  int width_px, height_px;
} LintPanel;

/**
 * LintLook:
 *
 * One of the ways a page can look: numbers of lint_panels(), lint_languages() and the enums.
 */
typedef struct
{
  guint panel, language, theme, text_size;
} LintLook;

const LintPanel *lint_panels (guint *out_n_panels);
const char *lint_language (guint index);
/* how a person calls a theme: "mori", "hk", "ph" */
const char *lint_theme (guint index);

/**
 * lint_looks:
 * @all: every one there is; else so few that each two values of two factors stand together once
 *
 * Returns: (transfer full) (element-type LintLook): in the same order each time; those of one panel
 *   and language follow each other
 */
GArray *lint_looks (gboolean all);

/* (transfer full) (element-type char): "nik", "periksa:update", "hasil:semua-beda", "rincian:PKH",
 * "tutup:3": every page of the table, and each kind that shows it differently */
GPtrArray *lint_pages (void);
/* shows @page, one of lint_pages(), to a resident who has come there, laid out as on the panel */
void lint_open (AnjScreen *screen, const char *page);

/* (transfer none): a screen in @look, mapped */
AnjScreen *lint_screen_new (const LintLook *look);
/* all rules but those that need pixels; @out_lint: its findings are (transfer full) */
void lint_page (AnjScreen *screen, const LintLook *look, Lint *out_lint);

G_END_DECLS
