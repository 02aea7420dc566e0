/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-code-pad.h"

#include <string.h>

#include "ui/anj-i18n.h"
#include "ui/anj-parts.h"

#define GAP_MM 3
/* upright: three rows of letters, one of digits, one to erase */
#define N_COLUMNS 8
#define N_COLUMNS_ERASE 4
#define ERASE_ROW 4
/* three rows of all where a panel lies */
#define N_COLUMNS_LOW 11
#define ICON_MM 9
#define N_LETTERS 23
#define LETTERS "ABCDEFGHJKMNPQRSTUVWXYZ"
#define DIGITS "23456789"
#define N_DIGITS 8
#define N_KEYS (N_LETTERS + N_DIGITS + 2)

/* XXX-NNNN-C (docs/derivations.md, Ticket number) */
#define N_LETTERS_FIRST 3
#define N_BEFORE_CHECK 7

static const char KEYS[] = LETTERS DIGITS "\f\b";

struct _AnjCodePad
{
  AnjPad parent_instance;

  GtkWidget *buttons[N_KEYS]; /* (unowned): children */
  guint n_written;
};

G_DEFINE_FINAL_TYPE (AnjCodePad, anj_code_pad, ANJ_TYPE_PAD)

static gboolean
fits (guint n_written, char character)
{
  if (character == ANJ_CODE_ERASE_ONE || character == ANJ_CODE_ERASE_ALL)
    return n_written > 0;
  if (n_written >= ANJ_CODE_LENGTH || character == '\0')
    return FALSE;
  if (n_written < N_LETTERS_FIRST)
    return strchr (LETTERS, character) != NULL;
  if (n_written < N_BEFORE_CHECK)
    return strchr (DIGITS, character) != NULL;
  return strchr (LETTERS DIGITS, character) != NULL;
}

char *
anj_code_edit (const char *code, char character)
{
  gsize length = strlen (code);

  if (!fits ((guint) length, character))
    return g_strdup (code);
  if (character == ANJ_CODE_ERASE_ALL)
    return g_strdup ("");
  if (character == ANJ_CODE_ERASE_ONE)
    return g_strndup (code, length - 1);
  return g_strdup_printf ("%s%c", code, character);
}

char *
anj_code_group (const char *code)
{
  gsize length = strlen (code);

  if (length <= N_LETTERS_FIRST)
    return g_strdup (code);
  if (length <= N_BEFORE_CHECK)
    return g_strdup_printf ("%.3s-%s", code, code + N_LETTERS_FIRST);
  return g_strdup_printf ("%.3s-%.4s-%s", code, code + N_LETTERS_FIRST, code + N_BEFORE_CHECK);
}

void
anj_code_pad_press (AnjCodePad *self, char character)
{
  const char *key = NULL;

  g_return_if_fail (ANJ_IS_CODE_PAD (self));

  if (!fits (self->n_written, character))
    return;
  key = strchr (KEYS, character);
  anj_pad_tell (ANJ_PAD (self), self->buttons[key - KEYS], (guchar) character);
}

static void
anj_code_pad_touched (AnjPad *pad, GtkWidget *key)
{
  AnjCodePad *self = ANJ_CODE_PAD (pad);

  for (guint i = 0; i < N_KEYS; i++)
    if (self->buttons[i] == key)
      anj_code_pad_press (self, KEYS[i]);
}

void
anj_code_pad_set_place (AnjCodePad *self, guint n_written)
{
  self->n_written = n_written;
  for (guint i = 0; i < N_KEYS; i++)
    {
      gboolean can = fits (n_written, KEYS[i]);

      gtk_widget_set_sensitive (self->buttons[i], can);
      if (can)
        gtk_widget_remove_css_class (self->buttons[i], "mati");
      else
        gtk_widget_add_css_class (self->buttons[i], "mati");
    }
}

static GtkWidget *
make_erase_button (char character, gboolean in_words)
{
  gboolean all = character == ANJ_CODE_ERASE_ALL;
  const char *icon_name = all ? "status-ditolak" : "hapus";
  const char *word = all ? _ ("Hapus semua") : _ ("Hapus satu");

  return in_words ? anj_parts_button (icon_name, word, "fungsi")
                  : anj_pad_make_picture_key (icon_name, ICON_MM, word);
}

static GtkWidget *
make_button (guint index, gboolean in_words)
{
  char word[] = { KEYS[index], '\0' };

  return index < N_LETTERS + N_DIGITS ? anj_parts_button (NULL, word, NULL)
                                      : make_erase_button (KEYS[index], in_words);
}

/* upright digits begin a row, and to erase takes the last one */
static void
attach (GtkGrid *grid, GtkWidget *button, guint index, gboolean low)
{
  guint place = index < N_LETTERS || low ? index : index + 1;
  guint n_columns = low ? N_COLUMNS_LOW : N_COLUMNS;

  if (index < N_LETTERS + N_DIGITS || low)
    gtk_grid_attach (grid, button, (int) (place % n_columns), (int) (place / n_columns), 1, 1);
  else
    gtk_grid_attach (grid, button, (int) (index - N_LETTERS - N_DIGITS) * N_COLUMNS_ERASE,
                     ERASE_ROW, N_COLUMNS_ERASE, 1);
}

static void
anj_code_pad_class_init (AnjCodePadClass *klass)
{
  ANJ_PAD_CLASS (klass)->touched = anj_code_pad_touched;
}

static void
anj_code_pad_init (AnjCodePad *self G_GNUC_UNUSED)
{
}

GtkWidget *
anj_code_pad_new (const AnjMetrics *metrics)
{
  AnjCodePad *self = g_object_new (ANJ_TYPE_CODE_PAD, NULL);
  AnjPad *pad = ANJ_PAD (self);
  GtkGrid *grid = anj_pad_get_grid (pad);
  gboolean low = anj_metrics_is_landscape (metrics);

  anj_pad_set_gap (pad, metrics, GAP_MM);
  gtk_widget_add_css_class (GTK_WIDGET (grid), "papan");
  gtk_widget_add_css_class (GTK_WIDGET (grid), "papan-kode");
  for (guint i = 0; i < N_KEYS; i++)
    {
      self->buttons[i] = make_button (i, /* in words */ !low);
      anj_pad_take_key (pad, self->buttons[i]);
      attach (grid, self->buttons[i], i, low);
    }
  anj_pad_set_erase_key (pad, self->buttons[N_KEYS - 1]);
  anj_code_pad_set_place (self, 0);
  return GTK_WIDGET (self);
}

static char *
characters_at (guint place)
{
  g_autoptr (GString) characters = g_string_new (NULL);

  for (guint i = 0; i < N_LETTERS + N_DIGITS; i++)
    if (fits (place, KEYS[i]))
      g_string_append_c (characters, KEYS[i]);
  return g_string_free (g_steal_pointer (&characters), FALSE);
}

char *
anj_code_pad_get_next (AnjCodePad *self)
{
  return characters_at (self->n_written);
}

char *
anj_code_pad_get_last (AnjCodePad *self)
{
  return self->n_written > 0 ? characters_at (self->n_written - 1) : g_strdup ("");
}
