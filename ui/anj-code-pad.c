/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-code-pad.h"

#include <string.h>

#include "ui/anj-i18n.h"
#include "ui/anj-icon.h"
#include "ui/anj-parts.h"

#define DOUBLE_STRIKE_US (300 * G_TIME_SPAN_MILLISECOND)
#define FLASH_MS 120
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
  GtkWidget parent_instance;

  const AnjClock *clock; /* (unowned): outlives the pad */
  GtkWidget *grid;       /* (unowned): child */
  GtkWidget *buttons[N_KEYS];
  guint n_written;

  GtkWidget *flashing; /* (unowned) (nullable): one of the buttons */
  guint flash_source;
  char last_character;
  gint64 last_monotonic_us;
};

G_DEFINE_FINAL_TYPE (AnjCodePad, anj_code_pad, GTK_TYPE_WIDGET)

static guint key_signal;

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

static void
end_flash (AnjCodePad *self)
{
  if (self->flashing != NULL)
    gtk_widget_remove_css_class (self->flashing, "tekan");
  self->flashing = NULL;
}

static gboolean
on_flash_over (gpointer user_data)
{
  AnjCodePad *self = ANJ_CODE_PAD (user_data);

  self->flash_source = 0;
  end_flash (self);
  return G_SOURCE_REMOVE;
}

static void
flash (AnjCodePad *self, GtkWidget *button)
{
  end_flash (self);
  g_clear_handle_id (&self->flash_source, g_source_remove);
  self->flashing = button;
  gtk_widget_add_css_class (button, "tekan");
  self->flash_source = g_timeout_add (FLASH_MS, on_flash_over, self);
}

void
anj_code_pad_press (AnjCodePad *self, char character)
{
  gint64 now_us = anj_clock_monotonic_us (self->clock);
  gboolean again = character == self->last_character &&
                   now_us - self->last_monotonic_us < DOUBLE_STRIKE_US;
  const char *key = NULL;

  g_return_if_fail (ANJ_IS_CODE_PAD (self));

  self->last_character = character;
  self->last_monotonic_us = now_us;
  if (again || !fits (self->n_written, character))
    return;
  key = strchr (KEYS, character);
  flash (self, self->buttons[key - KEYS]);
  g_signal_emit (self, key_signal, 0, (guint) character);
}

static void
on_clicked (AnjCodePad *self, GtkWidget *button)
{
  for (guint i = 0; i < N_KEYS; i++)
    if (self->buttons[i] == button)
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
make_button (AnjCodePad *self, char character)
{
  char word[] = { character, '\0' };
  gboolean erase = character == '\b';
  GtkWidget *button = anj_parts_button (NULL, erase ? "" : word, erase ? "fungsi" : NULL);
  GtkWidget *box = gtk_button_get_child (GTK_BUTTON (button));

  if (erase)
    {
      gtk_widget_set_visible (gtk_widget_get_first_child (box), FALSE);
      gtk_box_append (GTK_BOX (box), anj_icon_new ("hapus", 9));
      anj_parts_set_name (button, _ ("Hapus satu"));
    }
  gtk_widget_set_focusable (button, FALSE);
  gtk_widget_set_hexpand (button, TRUE);
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (on_clicked), self);
  return button;
}

static void
anj_code_pad_dispose (GObject *object)
{
  AnjCodePad *self = ANJ_CODE_PAD (object);

  g_clear_handle_id (&self->flash_source, g_source_remove);
  g_clear_pointer (&self->grid, gtk_widget_unparent);

  G_OBJECT_CLASS (anj_code_pad_parent_class)->dispose (object);
}

static void
anj_code_pad_class_init (AnjCodePadClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = anj_code_pad_dispose;
  key_signal = g_signal_new ("key", ANJ_TYPE_CODE_PAD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                             G_TYPE_NONE, 1, G_TYPE_UINT);
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
anj_code_pad_init (AnjCodePad *self G_GNUC_UNUSED)
{
}

GtkWidget *
anj_code_pad_new (const AnjMetrics *metrics, const AnjClock *clock)
{
  AnjCodePad *self = g_object_new (ANJ_TYPE_CODE_PAD, NULL);
  guint gap = (guint) anj_metrics_px (metrics, 3);
  guint n_columns = anj_metrics_is_small_landscape (metrics) ? N_COLUMNS_LOW : N_COLUMNS;

  self->clock = clock;
  self->grid = gtk_grid_new ();
  gtk_grid_set_row_homogeneous (GTK_GRID (self->grid), TRUE);
  gtk_grid_set_column_homogeneous (GTK_GRID (self->grid), TRUE);
  gtk_grid_set_row_spacing (GTK_GRID (self->grid), gap);
  gtk_grid_set_column_spacing (GTK_GRID (self->grid), gap);
  gtk_widget_add_css_class (self->grid, "papan");
  gtk_widget_add_css_class (self->grid, "papan-kode");
  for (guint i = 0; i < N_KEYS; i++)
    {
      self->buttons[i] = make_button (self, KEYS[i]);
      gtk_grid_attach (GTK_GRID (self->grid), self->buttons[i], (int) (i % n_columns),
                       (int) (i / n_columns), 1, 1);
    }
  gtk_widget_set_parent (self->grid, GTK_WIDGET (self));
  anj_code_pad_set_place (self, 0);
  return GTK_WIDGET (self);
}
