/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "ui/anj-metrics.h"
#include "ui/anj-page.h"

G_BEGIN_DECLS

/**
 * AnjPad:
 *
 * What the keypad, the keyboard and the code pad are: a grid of keys that take no focus and flash
 * when they are touched. A held key does not repeat; only the one that takes a character away does,
 * after 2 s. A trembling hand is the guard's business (ui/anj-input-guard.h).
 * Signal "key" (guint character).
 */
#define ANJ_TYPE_PAD (anj_pad_get_type ())
G_DECLARE_DERIVABLE_TYPE (AnjPad, anj_pad, ANJ, PAD, GtkWidget)

struct _AnjPadClass
{
  GtkWidgetClass parent_class;

  void (*touched) (AnjPad *self, GtkWidget *key);
};

/* (transfer none): of equal cells, with gaps of @gap_mm; the subclass puts its keys there */
GtkGrid *anj_pad_get_grid (AnjPad *self);
void anj_pad_set_gap (AnjPad *self, const AnjMetrics *metrics, double gap_mm);
/* makes a key of @button, wherever it stands */
void anj_pad_take_key (AnjPad *self, GtkWidget *button);
/* @key repeats while it is held */
void anj_pad_set_erase_key (AnjPad *self, GtkWidget *key);
/* @key (nullable): the key that flashes; emits "key" */
void anj_pad_tell (AnjPad *self, GtkWidget *key, gunichar character);
/* (transfer floating): a key with a picture and @name, which is said but not seen */
GtkWidget *anj_pad_make_picture_key (const char *icon_name, double icon_mm, const char *name);
/* says on @page that what the pad writes into takes no more */
void anj_pad_show_full (AnjPage *page);

G_END_DECLS
