/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-keyboard.h"

#include "ui/anj-i18n.h"
#include "ui/anj-parts.h"

#define N_CHARACTER_KEYS 28
#define N_HALF_COLUMNS 20
/* comma and full stop */
#define N_IN_BAR_FROM 26
#define FULL_STOP 27
#define BAR_KEY_MM 16
#define GAP_MM 3

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
  AnjPad parent_instance;

  /* all (unowned): children */
  GtkWidget *keys[N_CHARACTER_KEYS];
  GtkWidget *capitals, *figures, *erase, *space;
  GtkWidget *line; /* (nullable) */
  GtkWidget *bar;  /* (owned) (nullable): the lowest row, to stand elsewhere */
  AnjKeyboardLayer layer;
};

G_DEFINE_FINAL_TYPE (AnjKeyboard, anj_keyboard, ANJ_TYPE_PAD)

static void
set_word (GtkWidget *button, const char *word)
{
  GtkWidget *label = gtk_widget_get_last_child (gtk_button_get_child (GTK_BUTTON (button)));

  gtk_label_set_label (GTK_LABEL (label), word);
  anj_parts_set_name (button, word);
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
  g_return_if_fail (ANJ_IS_KEYBOARD (self));

  anj_pad_tell (ANJ_PAD (self), find_key (self, character), character);
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
anj_keyboard_touched (AnjPad *pad, GtkWidget *key)
{
  AnjKeyboard *self = ANJ_KEYBOARD (pad);
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
  anj_pad_take_key (ANJ_PAD (self), key);
  return key;
}

static GtkWidget *
add_key (AnjKeyboard *self, const char *word, const char *css, int column, int row, int width)
{
  GtkWidget *key = make_key (self, word, css);

  gtk_grid_attach (anj_pad_get_grid (ANJ_PAD (self)), key, column, row, width, 1);
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
  GtkWidget *key = anj_pad_make_picture_key ("hapus", 8.5, _ ("Hapus satu"));

  anj_pad_take_key (ANJ_PAD (self), key);
  anj_pad_set_erase_key (ANJ_PAD (self), key);
  gtk_grid_attach (anj_pad_get_grid (ANJ_PAD (self)), key, 17, 2, 3, 1);
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
  AnjPad *pad = ANJ_PAD (self);

  /* a key is two half columns wide: half a gap lies inside it */
  anj_pad_set_gap (pad, metrics, GAP_MM);
  gtk_widget_add_css_class (GTK_WIDGET (anj_pad_get_grid (pad)), "papan-huruf");
  for (guint i = 0; i < N_IN_BAR_FROM; i++)
    self->keys[i] = add_key (self, "", NULL, PLACES[i].column, PLACES[i].row, 2);
  self->capitals = add_key (self, "", "fungsi", 0, 2, 3);
  self->erase = add_erase_key (self);
  if (anj_metrics_is_small_landscape (metrics))
    make_bar (self, metrics);
  else
    add_lowest_row (self, metrics);
  set_layer (self, ANJ_KEYBOARD_LETTERS);
}

static void
anj_keyboard_dispose (GObject *object)
{
  g_clear_object (&ANJ_KEYBOARD (object)->bar);

  G_OBJECT_CLASS (anj_keyboard_parent_class)->dispose (object);
}

static void
anj_keyboard_class_init (AnjKeyboardClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = anj_keyboard_dispose;
  ANJ_PAD_CLASS (klass)->touched = anj_keyboard_touched;
}

static void
anj_keyboard_init (AnjKeyboard *self G_GNUC_UNUSED)
{
}

GtkWidget *
anj_keyboard_new (const AnjMetrics *metrics)
{
  AnjKeyboard *self = g_object_new (ANJ_TYPE_KEYBOARD, NULL);

  g_assert (N_HALF_COLUMNS == PLACES[9].column + 2);
  build (self, metrics);
  return GTK_WIDGET (self);
}

GtkWidget *
anj_keyboard_get_bar (AnjKeyboard *self)
{
  g_return_val_if_fail (ANJ_IS_KEYBOARD (self), NULL);

  return self->bar;
}
