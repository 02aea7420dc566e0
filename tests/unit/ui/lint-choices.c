/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "lint-finding.h"
#include "ui/anj-parts.h"
#include "widget-walk.h"

#define MOST_TILES 6
#define MOST_ROWS 7

/* T6: told by a picture and a word, not by its colour */
static void
check_icon_and_word (Lint *self, const char *css_class)
{
  g_autoptr (GPtrArray) found = lint_with_class (self->whole, css_class);

  for (guint i = 0; i < found->len; i++)
    {
      g_autoptr (GPtrArray) icons = lint_icons (found->pdata[i]);
      g_autoptr (GPtrArray) labels = widget_walk (found->pdata[i], widget_is_label, NULL, NULL);
      gboolean has_word = FALSE;

      for (guint l = 0; l < labels->len && !has_word; l++)
        has_word = *gtk_label_get_text (labels->pdata[l]) != '\0';
      if (!has_word)
        lint_add (self, "T6", found->pdata[i], "no word");
      /* a letter of its size is the picture of a text size */
      if (icons->len == 0 && labels->len < 2)
        lint_add (self, "T6", found->pdata[i], "no icon");
    }
}

/* T9 */
static void
check_how_many (Lint *self)
{
  g_autoptr (GPtrArray) buttons = lint_buttons (self);
  guint n_tiles = 0, n_rows = 0;

  for (guint i = 0; i < buttons->len; i++)
    if (gtk_widget_has_css_class (buttons->pdata[i], "ubin"))
      n_tiles++;
    else if (gtk_widget_has_css_class (buttons->pdata[i], "kartu") &&
             !gtk_widget_has_css_class (buttons->pdata[i], "berita"))
      n_rows++;
  if (n_tiles > MOST_TILES)
    lint_add (self, "T9", NULL, "%u tiles, not %d", n_tiles, MOST_TILES);
  if (n_rows > MOST_ROWS)
    lint_add (self, "T9", NULL, "%u rows, not %d", n_rows, MOST_ROWS);
}

/* T10: in the words of a choice the same letters are no question */
static void
check_one_question (Lint *self)
{
  g_autoptr (GPtrArray) found = lint_with_class (self->whole, "pertanyaan");
  guint n = 0;

  for (guint i = 0; i < found->len; i++)
    n += gtk_widget_get_ancestor (found->pdata[i], GTK_TYPE_BUTTON) == NULL;
  if (n != 1)
    lint_add (self, "T10", NULL, "%u questions, not 1", n);
}

void
lint_choices (Lint *self)
{
  check_icon_and_word (self, "lencana");
  check_icon_and_word (self, "ubin");
  check_how_many (self);
  check_one_question (self);
}
