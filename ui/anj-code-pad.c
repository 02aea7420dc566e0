/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-code-pad.h"

#include <string.h>

#include "ui/anj-i18n.h"
#include "ui/anj-parts.h"

#define GAP_MM 3
#define N_COLUMNS 8
/* three rows on a small panel that lies */
#define N_COLUMNS_LOW 11
#define N_LETTERS 23
#define LETTERS "ABCDEFGHJKMNPQRSTUVWXYZ"
#define DIGITS "23456789"
#define N_KEYS (N_LETTERS + 1 + 8)

/* XXX-NNNN-C (docs/derivations.md, Ticket number) */
#define N_LETTERS_FIRST 3
#define N_BEFORE_CHECK 7

static const char KEYS[] = LETTERS "\b" DIGITS;

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
  if (character == '\b')
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
  if (character == '\b')
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
make_button (char character)
{
  char word[] = { character, '\0' };

  if (character == '\b')
    return anj_pad_make_picture_key ("hapus", 9, _ ("Hapus satu"));
  return anj_parts_button (NULL, word, NULL);
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
  guint n_columns = anj_metrics_is_small_landscape (metrics) ? N_COLUMNS_LOW : N_COLUMNS;

  anj_pad_set_gap (pad, metrics, GAP_MM);
  gtk_widget_add_css_class (GTK_WIDGET (grid), "papan");
  gtk_widget_add_css_class (GTK_WIDGET (grid), "papan-kode");
  for (guint i = 0; i < N_KEYS; i++)
    {
      self->buttons[i] = make_button (KEYS[i]);
      anj_pad_take_key (pad, self->buttons[i]);
      gtk_grid_attach (grid, self->buttons[i], (int) (i % n_columns), (int) (i / n_columns), 1, 1);
      if (KEYS[i] == '\b')
        anj_pad_set_erase_key (pad, self->buttons[i]);
    }
  anj_code_pad_set_place (self, 0);
  return GTK_WIDGET (self);
}

static char *
characters_at (guint place)
{
  g_autoptr (GString) characters = g_string_new (NULL);

  for (const char *key = KEYS; *key != '\0'; key++)
    if (*key != '\b' && fits (place, *key))
      g_string_append_c (characters, *key);
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
