/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "lint-finding.h"
#include "ui/anj-reading.h"
#include "widget-walk.h"

/* what a choice of any kind may carry beside its picture: it tells nothing apart */
static const char *const COMMON[] = { "rincian", "status-diterima", NULL };

static gboolean
is_picture (GtkWidget *widget, gconstpointer what G_GNUC_UNUSED)
{
  return GTK_IS_PICTURE (widget);
}

/* every letter and digit becomes the same box; what is left of a text is where its words end and
 * how large they are */
static void
add_letters (GString *signature, GtkWidget *root)
{
  g_autoptr (GPtrArray) labels = widget_walk (root, widget_is_label, NULL, NULL);

  for (guint i = 0; i < labels->len; i++)
    {
      PangoFontDescription *font = pango_context_get_font_description (
          gtk_widget_get_pango_context (labels->pdata[i]));

      if (g_utf8_strlen (gtk_label_get_text (labels->pdata[i]), -1) == 1)
        g_string_append_printf (signature, "▯%d ",
                                pango_font_description_get_size (font) / PANGO_SCALE);
    }
}

/* a small button stands in the row that it is for, whose picture is its own */
static GtkWidget *
find_row (GtkWidget *button)
{
  GtkWidget *parent = gtk_widget_get_parent (button);

  while (parent != NULL && !gtk_widget_has_css_class (parent, "baris-periksa") &&
         !gtk_widget_has_css_class (parent, "kotak-foto"))
    parent = gtk_widget_get_parent (parent);
  return parent != NULL ? parent : button;
}

/* (transfer full): what a person sees of it who cannot read */
static char *
look_at (GtkWidget *touched)
{
  GtkWidget *button = find_row (touched);
  g_autoptr (GPtrArray) icons = lint_icons (button);
  g_autoptr (GPtrArray) pictures = widget_walk (button, is_picture, NULL, NULL);
  GString *signature = g_string_new (NULL);

  for (guint i = 0; i < icons->len; i++)
    {
      g_autofree char *name = NULL;
      g_autofree char *path = NULL;
      g_autoptr (GBytes) drawing = NULL;

      g_object_get (icons->pdata[i], "icon-name", &name, NULL);
      if (name == NULL || (icons->len > 1 && g_strv_contains (COMMON, name)))
        continue;
      path = g_strdup_printf ("/id/anjungan/Kiosk/icons/%s.svg", name);
      drawing = g_resources_lookup_data (path, 0, NULL);
      /* two names may have one drawing */
      g_string_append_printf (signature, "%x ", drawing != NULL ? g_bytes_hash (drawing) : 0);
    }
  for (guint i = 0; i < pictures->len; i++)
    g_string_append_printf (signature, "%p ",
                            (void *) gtk_picture_get_paintable (pictures->pdata[i]));
  add_letters (signature, button);
  return g_string_free (signature, FALSE);
}

/* (transfer full): what a person hears of it, without its place among the others */
static char *
listen_to (Lint *self, GtkWidget *button)
{
  AnjReadingHow how = { .language = self->language };
  g_autoptr (AnjReading) reading = anj_reading_new ();
  GString *heard = g_string_new (NULL);

  anj_reading_add_widget (reading, button, &how);
  for (guint i = 0; i < reading->utterances->len; i++)
    {
      const AnjUtterance *utterance = g_ptr_array_index (reading->utterances, i);

      g_string_append_printf (heard, "%s\n", utterance->text);
    }
  return g_string_free (heard, FALSE);
}

/* arrows of a list beside those of the page: one direction, one picture */
static gboolean
turns_pages (GtkWidget *button)
{
  GtkWidget *parent = gtk_widget_get_parent (button);

  return parent != NULL && gtk_widget_has_css_class (parent, "halaman-daftar");
}

static void
check_unlike (Lint *self, GHashTable *seen, GtkWidget *button, char *signature, const char *how)
{
  GtkWidget *other = g_hash_table_lookup (seen, signature);
  g_autofree char *name = other != NULL ? lint_name (other) : NULL;

  if (*signature == '\0')
    lint_add (self, "G3", button, "has nothing to be %s", how);
  else if (other != NULL && !turns_pages (button) && !turns_pages (other))
    lint_add (self, "G3", button, "is %s as %s is", how, name);
  g_hash_table_insert (seen, signature, button);
}

void
lint_unread (Lint *self)
{
  g_autoptr (GPtrArray) buttons = lint_buttons (self);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) heard = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < buttons->len; i++)
    {
      if (lint_is_key (buttons->pdata[i]))
        continue;
      check_unlike (self, seen, buttons->pdata[i], look_at (buttons->pdata[i]), "seen");
      check_unlike (self, heard, buttons->pdata[i], listen_to (self, buttons->pdata[i]), "heard");
    }
}
