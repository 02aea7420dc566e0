/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-keypad.h"

#include <string.h>

#include "ui/anj-i18n.h"
#include "ui/anj-parts.h"

#define N_KEYS 12
#define LANDSCAPE_ICON_MM 6.0
#define N_COLUMNS 3

static const char KEYS[N_KEYS] = {
  '1', '2', '3', '4', '5', '6', '7', '8', '9', ANJ_KEYPAD_ERASE_ALL, '0', ANJ_KEYPAD_ERASE_ONE
};

struct _AnjKeypad
{
  AnjPad parent_instance;

  GtkWidget *buttons[N_KEYS]; /* (unowned): children */
};

G_DEFINE_FINAL_TYPE (AnjKeypad, anj_keypad, ANJ_TYPE_PAD)

void
anj_keypad_press (AnjKeypad *self, char character)
{
  const char *key = memchr (KEYS, character, sizeof KEYS);

  g_return_if_fail (key != NULL);

  anj_pad_tell (ANJ_PAD (self), self->buttons[key - KEYS], (guchar) character);
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
anj_keypad_touched (AnjPad *pad, GtkWidget *key)
{
  AnjKeypad *self = ANJ_KEYPAD (pad);

  for (guint i = 0; i < N_KEYS; i++)
    if (self->buttons[i] == key)
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

static GtkWidget *
make_button (char character, gboolean landscape)
{
  char digit[] = { character, '\0' };

  if (character == ANJ_KEYPAD_ERASE_ALL)
    return make_function_button ("status-ditolak", _ ("Hapus semua"), landscape);
  if (character == ANJ_KEYPAD_ERASE_ONE)
    return make_function_button ("hapus", _ ("Hapus satu"), landscape);
  return anj_parts_button (/* icon */ NULL, digit, NULL);
}

static void
anj_keypad_class_init (AnjKeypadClass *klass)
{
  ANJ_PAD_CLASS (klass)->touched = anj_keypad_touched;
}

static void
anj_keypad_init (AnjKeypad *self G_GNUC_UNUSED)
{
}

GtkWidget *
anj_keypad_new (const AnjMetrics *metrics)
{
  AnjKeypad *self = g_object_new (ANJ_TYPE_KEYPAD, NULL);
  AnjPad *pad = ANJ_PAD (self);
  gboolean landscape = anj_metrics_is_landscape (metrics);

  anj_pad_set_gap (pad, metrics, anj_metrics_is_wide (metrics) ? 3.5 : 3);
  gtk_widget_add_css_class (GTK_WIDGET (anj_pad_get_grid (pad)), "papan");
  for (guint i = 0; i < N_KEYS; i++)
    {
      self->buttons[i] = make_button (KEYS[i], landscape);
      anj_pad_take_key (pad, self->buttons[i]);
      gtk_grid_attach (anj_pad_get_grid (pad), self->buttons[i], (int) (i % N_COLUMNS),
                       (int) (i / N_COLUMNS), 1, 1);
    }
  anj_pad_set_erase_key (pad, self->buttons[N_KEYS - 1]);
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
  if (length >= n_max)
    return NULL;
  return g_strdup_printf ("%s%c", text, character);
}
