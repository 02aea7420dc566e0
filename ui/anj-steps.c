/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-steps.h"

#include "ui/anj-parts.h"

GtkWidget *
anj_steps_add (AnjSteps *self,
               AnjStepState state,
               const char *icon_name,
               const char *heading,
               const char *under)
{
  GtkWidget *timeline = anj_timeline_new (self->metrics);
  GtkWidget *step = timeline;

  anj_timeline_add (ANJ_TIMELINE (timeline), state, icon_name, heading, under);
  gtk_widget_set_valign (timeline, GTK_ALIGN_FILL);
  if (self->last != NULL)
    {
      anj_timeline_lead_on (ANJ_TIMELINE (self->last), state, self->gap_mm);
    }
  else if (self->heading != NULL)
    {
      step = anj_parts_box (GTK_ORIENTATION_VERTICAL, self->metrics, self->gap_mm, NULL);
      gtk_box_append (GTK_BOX (step), anj_parts_label (self->heading, "label judul"));
      gtk_box_append (GTK_BOX (step), timeline);
    }
  self->last = timeline;
  g_ptr_array_add (self->widgets, step);
  return timeline;
}
