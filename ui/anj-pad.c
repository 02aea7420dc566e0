/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-pad.h"

#include "ui/anj-i18n.h"
#include "ui/anj-icon.h"
#include "ui/anj-parts.h"

#define FLASH_MS 120
#define HELD_MS 2000
#define REPEAT_MS 300

typedef struct
{
  GtkWidget *grid;     /* (unowned): child */
  GtkWidget *flashing; /* (unowned) (nullable): one of the keys */
  guint flash_source;
  GtkWidget *erase_key; /* (unowned) (nullable) */
  guint repeat_source;
  gboolean repeated; /* since it was touched: letting go erases no more */
} AnjPadPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (AnjPad, anj_pad, GTK_TYPE_WIDGET)

#define PRIVATE(self) ((AnjPadPrivate *) anj_pad_get_instance_private (self))

static guint key_signal;

/* --- flash --- */

static void
end_flash (AnjPadPrivate *priv)
{
  if (priv->flashing != NULL)
    gtk_widget_remove_css_class (priv->flashing, "tekan");
  priv->flashing = NULL;
}

static gboolean
on_flash_over (gpointer user_data)
{
  AnjPadPrivate *priv = PRIVATE (ANJ_PAD (user_data));

  priv->flash_source = 0;
  end_flash (priv);
  return G_SOURCE_REMOVE;
}

static void
flash (AnjPad *self, GtkWidget *key)
{
  AnjPadPrivate *priv = PRIVATE (self);

  end_flash (priv);
  g_clear_handle_id (&priv->flash_source, g_source_remove);
  priv->flashing = key;
  gtk_widget_add_css_class (key, "tekan");
  priv->flash_source = g_timeout_add (FLASH_MS, on_flash_over, self);
}

void
anj_pad_tell (AnjPad *self, GtkWidget *key, gunichar character)
{
  if (key != NULL)
    flash (self, key);
  g_signal_emit (self, key_signal, 0, (guint) character);
}

/* --- keys --- */

static void
touch_key (AnjPad *self, GtkWidget *key)
{
  ANJ_PAD_GET_CLASS (self)->touched (self, key);
}

static void
on_clicked (AnjPad *self, GtkWidget *key)
{
  AnjPadPrivate *priv = PRIVATE (self);

  if (key != priv->erase_key || !priv->repeated)
    touch_key (self, key);
  priv->repeated = FALSE;
}

static gboolean
on_repeat (gpointer user_data)
{
  AnjPad *self = ANJ_PAD (user_data);

  touch_key (self, PRIVATE (self)->erase_key);
  return G_SOURCE_CONTINUE;
}

static gboolean
on_held (gpointer user_data)
{
  AnjPadPrivate *priv = PRIVATE (ANJ_PAD (user_data));

  priv->repeated = TRUE;
  priv->repeat_source = g_timeout_add (REPEAT_MS, on_repeat, user_data);
  on_repeat (user_data);
  return G_SOURCE_REMOVE;
}

static void
on_erase_state (AnjPad *self, GtkStateFlags old_state, GtkWidget *key)
{
  AnjPadPrivate *priv = PRIVATE (self);
  gboolean was_held = (old_state & GTK_STATE_FLAG_ACTIVE) != 0;
  gboolean is_held = (gtk_widget_get_state_flags (key) & GTK_STATE_FLAG_ACTIVE) != 0;

  if (was_held == is_held)
    return;
  g_clear_handle_id (&priv->repeat_source, g_source_remove);
  if (!is_held)
    return;
  priv->repeated = FALSE;
  priv->repeat_source = g_timeout_add (HELD_MS, on_held, self);
}

void
anj_pad_take_key (AnjPad *self, GtkWidget *button)
{
  gtk_widget_set_hexpand (button, TRUE);
  gtk_widget_set_focusable (button, FALSE);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_clicked), self, G_CONNECT_SWAPPED);
}

void
anj_pad_set_erase_key (AnjPad *self, GtkWidget *key)
{
  PRIVATE (self)->erase_key = key;
  g_signal_connect_object (key, "state-flags-changed", G_CALLBACK (on_erase_state), self,
                           G_CONNECT_SWAPPED);
}

GtkWidget *
anj_pad_make_picture_key (const char *icon_name, double icon_mm, const char *name)
{
  GtkWidget *key = anj_parts_button (/* icon */ NULL, "", "fungsi");
  GtkWidget *box = gtk_button_get_child (GTK_BUTTON (key));

  gtk_widget_set_visible (gtk_widget_get_first_child (box), FALSE);
  gtk_box_append (GTK_BOX (box), anj_icon_new (icon_name, icon_mm));
  anj_parts_set_name (key, name);
  return key;
}

void
anj_pad_show_full (AnjPage *page)
{
  anj_page_set_error (page, _ ("Sudah penuh."), _ ("Cukup sampai di sini."));
}

/* --- object --- */

GtkGrid *
anj_pad_get_grid (AnjPad *self)
{
  return GTK_GRID (PRIVATE (self)->grid);
}

void
anj_pad_set_gap (AnjPad *self, const AnjMetrics *metrics, double gap_mm)
{
  guint gap = (guint) anj_metrics_px (metrics, gap_mm);

  gtk_grid_set_row_spacing (anj_pad_get_grid (self), gap);
  gtk_grid_set_column_spacing (anj_pad_get_grid (self), gap);
}

static void
anj_pad_dispose (GObject *object)
{
  AnjPadPrivate *priv = PRIVATE (ANJ_PAD (object));

  g_clear_handle_id (&priv->flash_source, g_source_remove);
  g_clear_handle_id (&priv->repeat_source, g_source_remove);
  g_clear_pointer (&priv->grid, gtk_widget_unparent);

  G_OBJECT_CLASS (anj_pad_parent_class)->dispose (object);
}

static void
anj_pad_class_init (AnjPadClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = anj_pad_dispose;
  key_signal = g_signal_new ("key", ANJ_TYPE_PAD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                             G_TYPE_NONE, 1, G_TYPE_UINT);
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
anj_pad_init (AnjPad *self)
{
  AnjPadPrivate *priv = PRIVATE (self);

  priv->grid = gtk_grid_new ();
  gtk_grid_set_row_homogeneous (GTK_GRID (priv->grid), TRUE);
  gtk_grid_set_column_homogeneous (GTK_GRID (priv->grid), TRUE);
  gtk_widget_set_parent (priv->grid, GTK_WIDGET (self));
}
