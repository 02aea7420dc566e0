/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-keyboard.h"

#include "ui/anj-i18n.h"
#include "ui/anj-icon.h"
#include "ui/anj-parts.h"

#define DOUBLE_STRIKE_US (300 * G_TIME_SPAN_MILLISECOND)
#define FLASH_MS 120
#define N_CHARACTER_KEYS 28
#define N_HALF_COLUMNS 20
/* comma and full stop */
#define N_IN_BAR_FROM 26
#define FULL_STOP 27
#define BAR_KEY_MM 16

/* Where the character keys stand, in half columns: ten, nine and seven letters, then comma and full
 * stop left and right of the space bar. */
static const struct
{
  int row, column;
} PLACES[N_CHARACTER_KEYS] = {
  { 0, 0 },  { 0, 2 },  { 0, 4 },  { 0, 6 },  { 0, 8 },  { 0, 10 }, { 0, 12 },
  { 0, 14 }, { 0, 16 }, { 0, 18 }, { 1, 1 },  { 1, 3 },  { 1, 5 },  { 1, 7 },
  { 1, 9 },  { 1, 11 }, { 1, 13 }, { 1, 15 }, { 1, 17 }, { 2, 3 },  { 2, 5 },
  { 2, 7 },  { 2, 9 },  { 2, 11 }, { 2, 13 }, { 2, 15 }, { 3, 3 },  { 3, 14 },
};

static const char *const LAYERS[] = {
  [ANJ_KEYBOARD_LETTERS] = "qwertyuiopasdfghjklzxcvbnm,.",
  [ANJ_KEYBOARD_CAPITALS] = "QWERTYUIOPASDFGHJKLZXCVBNM,.",
  [ANJ_KEYBOARD_FIGURES] = "1234567890-/:;()&@\"?!'%+=,,.",
};

struct _AnjKeyboard
{
  GtkWidget parent_instance;

  const AnjClock *clock; /* (unowned): outlives the keyboard */
  GtkWidget *grid;       /* (unowned): child */
  GtkWidget *keys[N_CHARACTER_KEYS];
  GtkWidget *capitals, *figures, *erase, *space; /* (unowned) */
  GtkWidget *line;                               /* (unowned) (nullable) */
  GtkWidget *bar; /* (owned) (nullable): the lowest row, to stand elsewhere */
  AnjKeyboardLayer layer;

  GtkWidget *flashing; /* (unowned) (nullable): one of the keys */
  guint flash_source;
  gunichar last_character;
  gint64 last_monotonic_us;
};

G_DEFINE_FINAL_TYPE (AnjKeyboard, anj_keyboard, GTK_TYPE_WIDGET)

static guint key_signal;

static void
set_word (GtkWidget *button, const char *word)
{
  GtkWidget *label = gtk_widget_get_last_child (gtk_button_get_child (GTK_BUTTON (button)));

  gtk_label_set_label (GTK_LABEL (label), word);
  anj_parts_set_name (button, word);
}

static void
end_flash (AnjKeyboard *self)
{
  if (self->flashing != NULL)
    gtk_widget_remove_css_class (self->flashing, "tekan");
  self->flashing = NULL;
}

static gboolean
on_flash_over (gpointer user_data)
{
  AnjKeyboard *self = ANJ_KEYBOARD (user_data);

  self->flash_source = 0;
  end_flash (self);
  return G_SOURCE_REMOVE;
}

static void
flash (AnjKeyboard *self, GtkWidget *key)
{
  end_flash (self);
  g_clear_handle_id (&self->flash_source, g_source_remove);
  self->flashing = key;
  gtk_widget_add_css_class (key, "tekan");
  self->flash_source = g_timeout_add (FLASH_MS, on_flash_over, self);
}

static GtkWidget *
find_key (AnjKeyboard *self, gunichar character)
{
  if (character == '\b')
    return self->erase;
  if (character == '\n')
    return self->line;
  if (character == ' ')
    return self->space;
  for (guint i = 0; i < N_CHARACTER_KEYS; i++)
    if (self->keys[i] != NULL && (gunichar) LAYERS[self->layer][i] == character)
      return self->keys[i];
  return NULL;
}

void
anj_keyboard_press (AnjKeyboard *self, gunichar character)
{
  gint64 now_us = anj_clock_monotonic_us (self->clock);
  gboolean again = character == self->last_character &&
                   now_us - self->last_monotonic_us < DOUBLE_STRIKE_US;
  GtkWidget *key = NULL;

  g_return_if_fail (ANJ_IS_KEYBOARD (self));

  self->last_character = character;
  self->last_monotonic_us = now_us;
  if (again)
    return;
  key = find_key (self, character);
  if (key != NULL)
    flash (self, key);
  g_signal_emit (self, key_signal, 0, (guint) character);
}

static void
set_layer (AnjKeyboard *self, AnjKeyboardLayer layer)
{
  self->layer = layer;
  for (guint i = 0; i < N_CHARACTER_KEYS; i++)
    {
      char word[] = { LAYERS[layer][i], '\0' };

      if (self->keys[i] != NULL)
        set_word (self->keys[i], word);
    }
  /* capital letters ask for small ones and the other way round */
  set_word (self->capitals, layer == ANJ_KEYBOARD_CAPITALS ? "abc" : "ABC");
  set_word (self->figures, layer == ANJ_KEYBOARD_FIGURES ? "abc"
                           : self->bar != NULL           ? "123"
                                                         : "123 ?");
  gtk_widget_set_sensitive (self->capitals, layer != ANJ_KEYBOARD_FIGURES);
}

static void
on_clicked (AnjKeyboard *self, GtkWidget *key)
{
  AnjKeyboardLayer capitals = self->layer == ANJ_KEYBOARD_CAPITALS ? ANJ_KEYBOARD_LETTERS
                                                                   : ANJ_KEYBOARD_CAPITALS;
  AnjKeyboardLayer figures = self->layer == ANJ_KEYBOARD_FIGURES ? ANJ_KEYBOARD_LETTERS
                                                                 : ANJ_KEYBOARD_FIGURES;

  if (key == self->capitals)
    set_layer (self, capitals);
  else if (key == self->figures)
    set_layer (self, figures);
  else if (key == self->erase)
    anj_keyboard_press (self, '\b');
  else if (key == self->space)
    anj_keyboard_press (self, ' ');
  else if (key == self->line)
    anj_keyboard_press (self, '\n');
  else
    for (guint i = 0; i < N_CHARACTER_KEYS; i++)
      if (self->keys[i] == key)
        anj_keyboard_press (self, (gunichar) LAYERS[self->layer][i]);
}

static GtkWidget *
make_key (AnjKeyboard *self, const char *word, const char *css)
{
  GtkWidget *key = anj_parts_button (/* icon */ NULL, word, css);
  GtkWidget *label = gtk_widget_get_last_child (gtk_button_get_child (GTK_BUTTON (key)));

  gtk_label_set_wrap (GTK_LABEL (label), FALSE);
  gtk_widget_set_focusable (key, FALSE);
  gtk_widget_set_hexpand (key, TRUE);
  g_signal_connect_object (key, "clicked", G_CALLBACK (on_clicked), self, G_CONNECT_SWAPPED);
  return key;
}

static GtkWidget *
add_key (AnjKeyboard *self, const char *word, const char *css, int column, int row, int width)
{
  GtkWidget *key = make_key (self, word, css);

  gtk_grid_attach (GTK_GRID (self->grid), key, column, row, width, 1);
  return key;
}

/* two lines by hand: a label that wraps by itself makes the whole board ask for more height */
static void
break_words (GtkWidget *key)
{
  GtkWidget *label = gtk_widget_get_last_child (gtk_button_get_child (GTK_BUTTON (key)));
  g_autofree char *lines = g_strdelimit (g_strdup (gtk_label_get_label (GTK_LABEL (label))), " ",
                                         '\n');

  gtk_label_set_label (GTK_LABEL (label), lines);
}

static GtkWidget *
add_erase_key (AnjKeyboard *self)
{
  GtkWidget *key = add_key (self, "", "fungsi", 17, 2, 3);
  GtkWidget *box = gtk_button_get_child (GTK_BUTTON (key));

  gtk_widget_set_visible (gtk_widget_get_first_child (box), FALSE);
  gtk_box_append (GTK_BOX (box), anj_icon_new ("hapus", 8.5));
  anj_parts_set_name (key, _ ("Hapus satu"));
  return key;
}

static void
add_lowest_row (AnjKeyboard *self, const AnjMetrics *metrics)
{
  for (guint i = N_IN_BAR_FROM; i < N_CHARACTER_KEYS; i++)
    self->keys[i] = add_key (self, "", NULL, PLACES[i].column, PLACES[i].row, 2);
  self->figures = add_key (self, "", "fungsi", 0, 3, 3);
  self->space = add_key (self, _ ("spasi"), "fungsi", 5, 3, 9);
  self->line = add_key (self, _ ("Baris baru"), "fungsi", 16, 3, 4);
  if (!anj_metrics_is_landscape (metrics))
    break_words (self->line);
}

/* what a sentence needs, between back and on */
static void
make_bar (AnjKeyboard *self, const AnjMetrics *metrics)
{
  self->bar = g_object_ref_sink (
      anj_parts_box (GTK_ORIENTATION_HORIZONTAL, metrics, 3, "baris-huruf"));
  self->figures = make_key (self, "", "fungsi");
  self->space = make_key (self, _ ("spasi"), "fungsi");
  self->keys[FULL_STOP] = make_key (self, "", NULL);
  gtk_widget_set_hexpand (self->figures, FALSE);
  gtk_widget_set_hexpand (self->keys[FULL_STOP], FALSE);
  gtk_widget_set_size_request (self->figures, anj_metrics_px (metrics, BAR_KEY_MM), -1);
  gtk_widget_set_size_request (self->keys[FULL_STOP], anj_metrics_px (metrics, BAR_KEY_MM), -1);
  gtk_box_append (GTK_BOX (self->bar), self->figures);
  gtk_box_append (GTK_BOX (self->bar), self->space);
  gtk_box_append (GTK_BOX (self->bar), self->keys[FULL_STOP]);
}

static void
build (AnjKeyboard *self, const AnjMetrics *metrics)
{
  guint gap = (guint) anj_metrics_px (metrics, 2.8);

  self->grid = gtk_grid_new ();
  gtk_grid_set_row_homogeneous (GTK_GRID (self->grid), TRUE);
  gtk_grid_set_column_homogeneous (GTK_GRID (self->grid), TRUE);
  gtk_grid_set_row_spacing (GTK_GRID (self->grid), gap);
  /* a key is two half columns wide: half a gap lies inside it */
  gtk_grid_set_column_spacing (GTK_GRID (self->grid), gap);
  gtk_widget_add_css_class (self->grid, "papan-huruf");
  for (guint i = 0; i < N_IN_BAR_FROM; i++)
    self->keys[i] = add_key (self, "", NULL, PLACES[i].column, PLACES[i].row, 2);
  self->capitals = add_key (self, "", "fungsi", 0, 2, 3);
  self->erase = add_erase_key (self);
  if (anj_metrics_is_small_landscape (metrics))
    make_bar (self, metrics);
  else
    add_lowest_row (self, metrics);
  gtk_widget_set_parent (self->grid, GTK_WIDGET (self));
  set_layer (self, ANJ_KEYBOARD_LETTERS);
}

static void
anj_keyboard_dispose (GObject *object)
{
  AnjKeyboard *self = ANJ_KEYBOARD (object);

  g_clear_handle_id (&self->flash_source, g_source_remove);
  g_clear_pointer (&self->grid, gtk_widget_unparent);
  g_clear_object (&self->bar);

  G_OBJECT_CLASS (anj_keyboard_parent_class)->dispose (object);
}

static void
anj_keyboard_class_init (AnjKeyboardClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = anj_keyboard_dispose;
  key_signal = g_signal_new ("key", ANJ_TYPE_KEYBOARD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                             G_TYPE_NONE, 1, G_TYPE_UINT);
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
anj_keyboard_init (AnjKeyboard *self G_GNUC_UNUSED)
{
}

GtkWidget *
anj_keyboard_new (const AnjMetrics *metrics, const AnjClock *clock)
{
  AnjKeyboard *self = g_object_new (ANJ_TYPE_KEYBOARD, NULL);

  g_assert (N_HALF_COLUMNS == PLACES[9].column + 2);
  self->clock = clock;
  build (self, metrics);
  return GTK_WIDGET (self);
}

GtkWidget *
anj_keyboard_get_bar (AnjKeyboard *self)
{
  g_return_val_if_fail (ANJ_IS_KEYBOARD (self), NULL);

  return self->bar;
}
