/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "ui/anj-page.h"

G_BEGIN_DECLS

/* What the linter of pages looks at, and what it finds there (T1 to T10 of ux.md). */

/**
 * Lint:
 * @whole: laid out as on the panel; what is looked at lies in it
 * @page: (nullable): the page in it
 * @language: of the page
 * @px_per_mm: by which the page was made: the panel's, or less
 * @width_px: of the panel
 * @height_px: of the panel
 * @findings: (element-type char): "T1 ‹Lanjut›: 15.0 × 15.0 mm, not 20.0 × 20.0"
 */
typedef struct
{
  GtkWidget *whole;
  AnjPage *page;
  const char *language;
  double px_per_mm;
  int width_px, height_px;
  GPtrArray *findings;
} Lint;

void lint_add (Lint *self, const char *rule, GtkWidget *widget, const char *format, ...)
    G_GNUC_PRINTF (4, 5);
/* (transfer full): how a person would call it */
char *lint_name (GtkWidget *widget);
/* (transfer container) (element-type GtkWidget): the buttons that can be seen */
GPtrArray *lint_buttons (Lint *self);
/* (transfer container) (element-type GtkWidget): those that can be seen and have the class */
GPtrArray *lint_with_class (GtkWidget *root, const char *css_class);
/* (transfer container) (element-type GtkWidget): the icons in it that can be seen */
GPtrArray *lint_icons (GtkWidget *root);
/* a key of a keypad or keyboard, wherever it stands */
gboolean lint_is_key (GtkWidget *button);

/* T1 to T4: targets are large, apart, and can be touched where they are seen */
void lint_targets (Lint *self);
/* T7, T8: letters are large, whole, on the panel and on nothing else; nothing scrolls */
void lint_letters (Lint *self);
/* T6, T9, T10: icon and word, few choices, one question */
void lint_choices (Lint *self);
/* G3: with every letter gone, what can be touched differs by picture and by what is said */
void lint_unread (Lint *self);

G_END_DECLS
