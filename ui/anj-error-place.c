/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-error-place.h"

#include "ui/anj-i18n.h"

struct _AnjErrorPlace
{
  GtkBox parent_instance;

  AnjMetrics metrics;
  /* what stands there, also while something else is rehearsed */
  AnjSayBoxKind kind;
  char *heading; /* (owned) (nullable) */
  char *more;    /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (AnjErrorPlace, anj_error_place, GTK_TYPE_BOX)

static void
fill (AnjErrorPlace *self, AnjSayBoxKind kind, const char *heading, const char *more)
{
  GtkWidget *old = anj_error_place_get_box (self);

  if (old != NULL)
    gtk_box_remove (GTK_BOX (self), old);
  if (heading != NULL)
    gtk_box_append (GTK_BOX (self), anj_say_box_new (&self->metrics, kind, heading, more));
  gtk_widget_set_visible (GTK_WIDGET (self), heading != NULL);
}

void
anj_error_place_show (AnjErrorPlace *self,
                      AnjSayBoxKind kind,
                      const char *heading,
                      const char *more)
{
  char *old_heading = self->heading, *old_more = self->more;

  self->kind = kind;
  self->heading = g_strdup (heading);
  self->more = g_strdup (more);
  g_free (old_heading);
  g_free (old_more);
  fill (self, kind, self->heading, self->more);
}

void
anj_error_place_rehearse (AnjErrorPlace *self, gboolean on)
{
  if (on)
    fill (self, ANJ_SAY_BOX_ERROR, _ ("NIK harus 16 angka."),
          _ ("Tulisan Anda tetap ada. Coba lagi, atau panggil petugas."));
  else
    fill (self, self->kind, self->heading, self->more);
}

GtkWidget *
anj_error_place_get_box (AnjErrorPlace *self)
{
  return gtk_widget_get_first_child (GTK_WIDGET (self));
}

static void
anj_error_place_finalize (GObject *object)
{
  AnjErrorPlace *self = ANJ_ERROR_PLACE (object);

  g_free (self->heading);
  g_free (self->more);

  G_OBJECT_CLASS (anj_error_place_parent_class)->finalize (object);
}

static void
anj_error_place_class_init (AnjErrorPlaceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = anj_error_place_finalize;
}

static void
anj_error_place_init (AnjErrorPlace *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

GtkWidget *
anj_error_place_new (const AnjMetrics *metrics)
{
  AnjErrorPlace *self = g_object_new (ANJ_TYPE_ERROR_PLACE, NULL);

  self->metrics = *metrics;
  return GTK_WIDGET (self);
}
