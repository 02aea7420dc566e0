/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-print-button.h"

#include "ui/anj-i18n.h"
#include "ui/anj-icon.h"
#include "ui/anj-parts.h"

#define KEY "anj-print-button"
#define ICON_MM 10

/* what a button may say. All faces are there from the start: there is room for the widest */
typedef enum {
  FACE_PRINT,
  FACE_RUNNING,
  FACE_DONE,
} Face;

static const char *const FACES[] = {
  [FACE_PRINT] = "print",
  [FACE_RUNNING] = "running",
  [FACE_DONE] = "done",
};

typedef struct
{
  AnjPage *page;         /* (unowned): holds the button */
  AnjPrinting *printing; /* (owned) */
  AnjPrintJob job;
} Data;

static void
data_free (Data *self)
{
  g_object_unref (self->printing);
  g_free (self);
}

static Data *
data_of (GtkWidget *button)
{
  return g_object_get_data (G_OBJECT (button), KEY);
}

static void
show_error (const Data *data)
{
  switch (anj_printing_get_state (data->printing))
    {
    case ANJ_PRINTING_NO_PAPER:
      anj_page_set_error (data->page, _ ("Kertas habis."), data->job.write_down);
      break;
    case ANJ_PRINTING_AWAY:
    case ANJ_PRINTING_LOST:
      anj_page_set_error (data->page, _ ("Struk tidak tercetak."), data->job.comfort);
      break;
    default:
      break;
    }
}

static void
add_face (GtkStack *faces, Face face, const char *icon_name, const char *word)
{
  GtkWidget *content = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *label = anj_parts_label (word, "kata");

  gtk_widget_add_css_class (content, "isi-tombol");
  gtk_widget_set_halign (content, GTK_ALIGN_CENTER);
  gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_CENTER);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD);
  gtk_label_set_xalign (GTK_LABEL (label), 0.5f);
  gtk_box_append (GTK_BOX (content), anj_icon_new (icon_name, ICON_MM));
  gtk_box_append (GTK_BOX (content), label);
  anj_parts_set_name (content, word);
  gtk_stack_add_named (faces, content, FACES[face]);
}

static void
show_face (GtkWidget *button, Face face)
{
  GtkStack *faces = GTK_STACK (gtk_button_get_child (GTK_BUTTON (button)));

  gtk_stack_set_visible_child_name (faces, FACES[face]);
  for (guint i = 0; i < G_N_ELEMENTS (FACES); i++)
    gtk_accessible_update_state (GTK_ACCESSIBLE (gtk_stack_get_child_by_name (faces, FACES[i])),
                                 GTK_ACCESSIBLE_STATE_HIDDEN, i != face, -1);
  anj_parts_set_name (button, anj_parts_get_name (gtk_stack_get_visible_child (faces)));
}

static void
set_usable (GtkWidget *button, gboolean usable)
{
  if (usable)
    gtk_widget_remove_css_class (button, "mati");
  else
    gtk_widget_add_css_class (button, "mati");
  gtk_accessible_update_state (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_STATE_DISABLED, !usable, -1);
}

static void
show_state (GtkWidget *button)
{
  AnjPrintingState state = anj_printing_get_state (data_of (button)->printing);

  show_face (button, state == ANJ_PRINTING_RUNNING ? FACE_RUNNING
                     : state == ANJ_PRINTING_DONE  ? FACE_DONE
                                                   : FACE_PRINT);
  set_usable (button, state != ANJ_PRINTING_RUNNING && state != ANJ_PRINTING_DONE &&
                          state != ANJ_PRINTING_LOST);
}

static void
on_changed (GtkWidget *button)
{
  show_state (button);
  show_error (data_of (button));
}

static void
on_clicked (GtkWidget *button)
{
  const Data *data = data_of (button);
  AnjPrintingState state = anj_printing_get_state (data->printing);
  g_autoptr (AnjSlipText) text = NULL;

  if (state == ANJ_PRINTING_RUNNING)
    return;
  if (state == ANJ_PRINTING_DONE)
    anj_page_set_note (data->page, _ ("Struk sudah dicetak."), _ ("Struk hanya dicetak sekali."));
  if (state == ANJ_PRINTING_DONE || state == ANJ_PRINTING_LOST)
    {
      show_error (data);
      return;
    }
  anj_page_set_error (data->page, NULL, NULL);
  text = data->job.make (data->page);
  if (text != NULL)
    anj_printing_start (data->printing, anj_page_get_visit (data->page), &text->slip);
}

GtkWidget *
anj_print_button_new (AnjPage *page, const AnjPrintJob *job)
{
  AnjVisit *visit = anj_page_get_visit (page);
  AnjSlipPaper paper;
  GtkWidget *button = NULL;
  GtkWidget *faces = NULL;
  Data *data = NULL;

  if (!anj_printing_is_possible (visit, &paper))
    return NULL;
  button = anj_parts_button (/* icon */ NULL, job->word, "cetak");
  faces = gtk_stack_new ();
  add_face (GTK_STACK (faces), FACE_PRINT, "cetak", job->word);
  add_face (GTK_STACK (faces), FACE_RUNNING, "cetak", _ ("Sedang dicetak"));
  add_face (GTK_STACK (faces), FACE_DONE, "status-diterima", _ ("Sudah dicetak"));
  gtk_button_set_child (GTK_BUTTON (button), faces);
  data = g_new0 (Data, 1);
  data->page = page;
  data->printing = g_object_ref (anj_printing_of (visit, job->job));
  data->job = *job;
  g_object_set_data_full (G_OBJECT (button), KEY, data, (GDestroyNotify) data_free);
  g_signal_connect (button, "clicked", G_CALLBACK (on_clicked), NULL);
  g_signal_connect_object (data->printing, "changed", G_CALLBACK (on_changed), button,
                           G_CONNECT_SWAPPED);
  on_changed (button);
  return button;
}
