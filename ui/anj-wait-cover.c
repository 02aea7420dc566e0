/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-wait-cover.h"

#include "ui/anj-i18n.h"
#include "ui/anj-icon.h"
#include "ui/anj-parts.h"

#define DUE_MS 1000
#define WAY_OUT_MS 9000
#define GAP_MM 5

struct _AnjWaitCover
{
  GtkBox parent_instance;

  AnjMetrics metrics;
  GtkWidget *way_out; /* (owned) (nullable): until it stands there */
  guint source;       /* until it comes, then until its way out does */
};

G_DEFINE_FINAL_TYPE (AnjWaitCover, anj_wait_cover, GTK_TYPE_BOX)

static guint changed_signal;

static void
fill (AnjWaitCover *self)
{
  GtkWidget *inner = anj_parts_box (GTK_ORIENTATION_VERTICAL, &self->metrics, GAP_MM, NULL);

  gtk_box_append (GTK_BOX (inner), anj_icon_new ("status-diproses", 26));
  gtk_box_append (GTK_BOX (inner), anj_parts_label (_ ("Mohon tunggu"), "pertanyaan"));
  gtk_widget_set_halign (inner, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (inner, GTK_ALIGN_CENTER);
  gtk_widget_set_vexpand (inner, TRUE);
  gtk_widget_add_css_class (inner, "nila");
  gtk_box_append (GTK_BOX (self), inner);
}

static gboolean
on_way_out_due (gpointer user_data)
{
  AnjWaitCover *self = user_data;

  self->source = 0;
  gtk_widget_set_halign (self->way_out, GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (self), self->way_out);
  g_clear_object (&self->way_out);
  g_signal_emit (self, changed_signal, 0);
  return G_SOURCE_REMOVE;
}

static gboolean
on_due (gpointer user_data)
{
  AnjWaitCover *self = user_data;

  fill (self);
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
  self->source = self->way_out != NULL ? g_timeout_add (WAY_OUT_MS, on_way_out_due, self) : 0;
  g_signal_emit (self, changed_signal, 0);
  return G_SOURCE_REMOVE;
}

void
anj_wait_cover_begin (AnjWaitCover *self, GtkWidget *way_out)
{
  g_return_if_fail (self->source == 0);

  self->way_out = way_out != NULL ? g_object_ref_sink (way_out) : NULL;
  self->source = g_timeout_add (DUE_MS, on_due, self);
}

void
anj_wait_cover_end (AnjWaitCover *self)
{
  GtkWidget *child = NULL;

  g_clear_handle_id (&self->source, g_source_remove);
  g_clear_object (&self->way_out);
  if (!gtk_widget_get_visible (GTK_WIDGET (self)))
    return;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_box_remove (GTK_BOX (self), child);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  g_signal_emit (self, changed_signal, 0);
}

static void
anj_wait_cover_dispose (GObject *object)
{
  AnjWaitCover *self = ANJ_WAIT_COVER (object);

  g_clear_handle_id (&self->source, g_source_remove);
  g_clear_object (&self->way_out);

  G_OBJECT_CLASS (anj_wait_cover_parent_class)->dispose (object);
}

static void
anj_wait_cover_class_init (AnjWaitCoverClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = anj_wait_cover_dispose;
  changed_signal = g_signal_new ("changed", ANJ_TYPE_WAIT_COVER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);
}

static void
anj_wait_cover_init (AnjWaitCover *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_widget_add_css_class (GTK_WIDGET (self), "tunggu");
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

GtkWidget *
anj_wait_cover_new (const AnjMetrics *metrics)
{
  AnjWaitCover *self = g_object_new (ANJ_TYPE_WAIT_COVER, "spacing",
                                     anj_metrics_px (metrics, GAP_MM), NULL);

  self->metrics = *metrics;
  return GTK_WIDGET (self);
}
