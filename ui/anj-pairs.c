/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-pairs.h"

#include "ui/anj-parts.h"

void
anj_pairs_add (AnjPairs *self, GtkWidget *widget)
{
  if (!self->two)
    {
      anj_pager_append (self->pager, widget);
      return;
    }
  if (self->row != NULL)
    {
      gtk_box_append (GTK_BOX (self->row), widget);
      self->row = NULL;
      return;
    }
  self->row = anj_parts_box (GTK_ORIENTATION_HORIZONTAL, self->metrics, self->gap_mm, NULL);
  gtk_box_set_homogeneous (GTK_BOX (self->row), TRUE);
  gtk_box_append (GTK_BOX (self->row), widget);
  anj_pager_append (self->pager, self->row);
}

void
anj_pairs_end_row (AnjPairs *self)
{
  /* nothing beside it: the one that is there takes the whole width */
  self->row = NULL;
}

void
anj_pairs_add_broad (AnjPairs *self, GtkWidget *widget)
{
  anj_pairs_end_row (self);
  anj_pager_append (self->pager, widget);
}
