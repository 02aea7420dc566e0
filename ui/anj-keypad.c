/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-keypad.h"

#include <string.h>

#include "ui/anj-i18n.h"
#include "ui/anj-icon.h"
#include "ui/anj-parts.h"

#define DOUBLE_STRIKE_US (300 * G_TIME_SPAN_MILLISECOND)
#define FLASH_MS 120
#define N_KEYS 12
#define LANDSCAPE_ICON_MM 6.0
#define N_COLUMNS 3

static const char KEYS[N_KEYS] = {
  '1', '2', '3', '4', '5', '6', '7', '8', '9', ANJ_KEYPAD_ERASE_ALL, '0', ANJ_KEYPAD_ERASE_ONE
};

struct _AnjKeypad
{
  GtkWidget parent_instance;

  const AnjClock *clock; /* (unowned): outlives the keypad */
  GtkWidget *grid;       /* (unowned): child */
  GtkWidget *buttons[N_KEYS];
  GtkWidget *flashing; /* (unowned) (nullable): one of the buttons */
  guint flash_source;
  char last_key;
  gint64 last_monotonic_us;
};

G_DEFINE_FINAL_TYPE (AnjKeypad, anj_keypad, GTK_TYPE_WIDGET)

static guint key_signal;

static void
end_flash (AnjKeypad *self)
{
  if (self->flashing != NULL)
    gtk_widget_remove_css_class (self->flashing, "tekan");
  self->flashing = NULL;
}

static gboolean
on_flash_over (gpointer user_data)
{
  AnjKeypad *self = ANJ_KEYPAD (user_data);

  self->flash_source = 0;
  end_flash (self);
  return G_SOURCE_REMOVE;
}

static void
flash (AnjKeypad *self, guint index)
{
  end_flash (self);
  g_clear_handle_id (&self->flash_source, g_source_remove);
  self->flashing = self->buttons[index];
  gtk_widget_add_css_class (self->flashing, "tekan");
  self->flash_source = g_timeout_add (FLASH_MS, on_flash_over, self);
}

void
anj_keypad_press (AnjKeypad *self, char character)
{
  const char *key = memchr (KEYS, character, sizeof KEYS);
  gint64 now_us = anj_clock_monotonic_us (self->clock);
  gboolean again = character == self->last_key &&
                   now_us - self->last_monotonic_us < DOUBLE_STRIKE_US;

  g_return_if_fail (key != NULL);

  self->last_key = character;
  self->last_monotonic_us = now_us;
  if (again)
    return;
  flash (self, (guint) (key - KEYS));
  g_signal_emit (self, key_signal, 0, (guint) character);
}

gboolean
anj_keypad_type (AnjKeypad *self, gunichar character, guint keyval)
{
  if (character >= '0' && character <= '9')
    anj_keypad_press (self, (char) character);
  else if (keyval == GDK_KEY_BackSpace)
    anj_keypad_press (self, ANJ_KEYPAD_ERASE_ONE);
  else if (keyval == GDK_KEY_Delete || keyval == GDK_KEY_Clear)
    anj_keypad_press (self, ANJ_KEYPAD_ERASE_ALL);
  else
    return FALSE;
  return TRUE;
}

static void
on_clicked (AnjKeypad *self, GtkButton *button)
{
  for (guint i = 0; i < N_KEYS; i++)
    if (self->buttons[i] == GTK_WIDGET (button))
      anj_keypad_press (self, KEYS[i]);
}

static GtkWidget *
make_function_button (const char *icon_name, const char *word, gboolean landscape)
{
  GtkWidget *button = anj_parts_button (icon_name, word, "fungsi");
  GtkWidget *box = gtk_button_get_child (GTK_BUTTON (button));
  GtkWidget *label = gtk_widget_get_last_child (box);

  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 7);
  if (landscape)
    {
      gtk_orientable_set_orientation (GTK_ORIENTABLE (box), GTK_ORIENTATION_VERTICAL);
      gtk_label_set_xalign (GTK_LABEL (label), 0.5f);
      g_object_set (gtk_widget_get_first_child (box), "size-mm", LANDSCAPE_ICON_MM, NULL);
    }
  else
    {
      gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_LEFT);
      gtk_label_set_xalign (GTK_LABEL (label), 0);
    }
  return button;
}

static void
build (AnjKeypad *self, const AnjMetrics *metrics)
{
  gboolean landscape = anj_metrics_is_landscape (metrics);
  int gap = anj_metrics_px (metrics, landscape ? 3 : anj_metrics_is_wide (metrics) ? 3.5 : 3);

  self->grid = gtk_grid_new ();
  gtk_grid_set_row_homogeneous (GTK_GRID (self->grid), TRUE);
  gtk_grid_set_column_homogeneous (GTK_GRID (self->grid), TRUE);
  gtk_grid_set_row_spacing (GTK_GRID (self->grid), (guint) gap);
  gtk_grid_set_column_spacing (GTK_GRID (self->grid), (guint) gap);
  gtk_widget_add_css_class (self->grid, "papan");
  for (guint i = 0; i < N_KEYS; i++)
    {
      char digit[] = { KEYS[i], '\0' };

      if (KEYS[i] == ANJ_KEYPAD_ERASE_ALL)
        self->buttons[i] = make_function_button ("status-ditolak", _ ("Hapus semua"), landscape);
      else if (KEYS[i] == ANJ_KEYPAD_ERASE_ONE)
        self->buttons[i] = make_function_button ("hapus", _ ("Hapus satu"), landscape);
      else
        self->buttons[i] = anj_parts_button (/* icon */ NULL, digit, NULL);
      gtk_widget_set_hexpand (self->buttons[i], TRUE);
      gtk_widget_set_focusable (self->buttons[i], FALSE);
      g_signal_connect_swapped (self->buttons[i], "clicked", G_CALLBACK (on_clicked), self);
      gtk_grid_attach (GTK_GRID (self->grid), self->buttons[i], (int) (i % N_COLUMNS),
                       (int) (i / N_COLUMNS), 1, 1);
    }
  gtk_widget_set_parent (self->grid, GTK_WIDGET (self));
}

static void
anj_keypad_dispose (GObject *object)
{
  AnjKeypad *self = ANJ_KEYPAD (object);

  g_clear_handle_id (&self->flash_source, g_source_remove);
  g_clear_pointer (&self->grid, gtk_widget_unparent);

  G_OBJECT_CLASS (anj_keypad_parent_class)->dispose (object);
}

static void
anj_keypad_class_init (AnjKeypadClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = anj_keypad_dispose;
  key_signal = g_signal_new ("key", ANJ_TYPE_KEYPAD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                             G_TYPE_NONE, 1, G_TYPE_UINT);
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
anj_keypad_init (AnjKeypad *self G_GNUC_UNUSED)
{
}

GtkWidget *
anj_keypad_new (const AnjMetrics *metrics, const AnjClock *clock)
{
  AnjKeypad *self = g_object_new (ANJ_TYPE_KEYPAD, NULL);

  self->clock = clock;
  build (self, metrics);
  return GTK_WIDGET (self);
}

char *
anj_keypad_edit (const char *text, guint n_max, char character)
{
  gsize length = strlen (text);

  if (character == ANJ_KEYPAD_ERASE_ALL)
    return g_strdup ("");
  if (character == ANJ_KEYPAD_ERASE_ONE)
    return g_strndup (text, length > 0 ? length - 1 : 0);
  if (!g_ascii_isdigit (character) || length >= n_max)
    return g_strdup (text);
  return g_strdup_printf ("%s%c", text, character);
}
