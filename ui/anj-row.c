/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-row.h"

struct _AnjRow
{
  GtkWidget parent_instance;

  int spacing_px;
};

G_DEFINE_FINAL_TYPE (AnjRow, anj_row, GTK_TYPE_WIDGET)

/* the next that is laid out, from @child on */
static GtkWidget *
next_shown (GtkWidget *child)
{
  while (child != NULL && !gtk_widget_should_layout (child))
    child = gtk_widget_get_next_sibling (child);
  return child;
}

#define FOR_EACH_SHOWN(child, row)                                                                 \
  for (GtkWidget *child = next_shown (gtk_widget_get_first_child (row)); child != NULL;            \
       child = next_shown (gtk_widget_get_next_sibling (child)))

/* the width of each in the row that is @width wide, as a GtkRequestedSize's minimum_size;
 * (transfer full) */
static GArray *
share_out (AnjRow *self, int width)
{
  GArray *shares = g_array_new (FALSE, FALSE, sizeof (GtkRequestedSize));
  guint n_greedy = 0, index = 0;

  FOR_EACH_SHOWN (child, GTK_WIDGET (self))
  {
    GtkRequestedSize share = { .data = child };

    gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &share.minimum_size,
                        &share.natural_size, NULL, NULL);
    width -= share.minimum_size + (shares->len > 0 ? self->spacing_px : 0);
    n_greedy += gtk_widget_compute_expand (child, GTK_ORIENTATION_HORIZONTAL) ? 1 : 0;
    g_array_append_val (shares, share);
  }
  width = gtk_distribute_natural_allocation (MAX (width, 0), shares->len,
                                             (GtkRequestedSize *) (gpointer) shares->data);
  FOR_EACH_SHOWN (child, GTK_WIDGET (self))
  {
    GtkRequestedSize *share = &g_array_index (shares, GtkRequestedSize, index++);

    if (!gtk_widget_compute_expand (child, GTK_ORIENTATION_HORIZONTAL))
      continue;
    share->minimum_size += width / (int) n_greedy;
    width -= width / (int) n_greedy--;
  }
  return shares;
}

static void
measure_width (AnjRow *self, int *minimum, int *natural)
{
  int gap = 0;

  FOR_EACH_SHOWN (child, GTK_WIDGET (self))
  {
    int least, liked;

    gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &least, &liked, NULL, NULL);
    *minimum += gap + least;
    *natural += gap + liked;
    gap = self->spacing_px;
  }
}

static void
anj_row_measure (GtkWidget *widget,
                 GtkOrientation orientation,
                 int for_size,
                 int *minimum,
                 int *natural,
                 int *minimum_baseline G_GNUC_UNUSED,
                 int *natural_baseline G_GNUC_UNUSED)
{
  g_autoptr (GArray) shares = NULL;
  guint index = 0;

  *minimum = *natural = 0;
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      measure_width (ANJ_ROW (widget), minimum, natural);
      return;
    }
  if (for_size >= 0)
    shares = share_out (ANJ_ROW (widget), for_size);
  FOR_EACH_SHOWN (child, widget)
  {
    int least, liked, width = -1;

    if (shares != NULL)
      width = g_array_index (shares, GtkRequestedSize, index++).minimum_size;
    gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, width, &least, &liked, NULL, NULL);
    *minimum = MAX (*minimum, least);
    *natural = MAX (*natural, liked);
  }
}

static void
anj_row_size_allocate (GtkWidget *widget, int width, int height, int baseline G_GNUC_UNUSED)
{
  AnjRow *self = ANJ_ROW (widget);
  g_autoptr (GArray) shares = share_out (self, width);
  GtkAllocation place = { .height = height };

  for (guint i = 0; i < shares->len; i++)
    {
      const GtkRequestedSize *share = &g_array_index (shares, GtkRequestedSize, i);

      place.width = share->minimum_size;
      gtk_widget_size_allocate (share->data, &place, /* baseline */ -1);
      place.x += place.width + self->spacing_px;
    }
}

static GtkSizeRequestMode
anj_row_get_request_mode (GtkWidget *widget G_GNUC_UNUSED)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
anj_row_compute_expand (GtkWidget *widget, gboolean *hexpand, gboolean *vexpand)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      *hexpand = *hexpand || gtk_widget_compute_expand (child, GTK_ORIENTATION_HORIZONTAL);
      *vexpand = *vexpand || gtk_widget_compute_expand (child, GTK_ORIENTATION_VERTICAL);
    }
}

static void
anj_row_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (anj_row_parent_class)->dispose (object);
}

static void
anj_row_class_init (AnjRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = anj_row_dispose;
  widget_class->measure = anj_row_measure;
  widget_class->size_allocate = anj_row_size_allocate;
  widget_class->get_request_mode = anj_row_get_request_mode;
  widget_class->compute_expand = anj_row_compute_expand;
  gtk_widget_class_set_css_name (widget_class, "box");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
anj_row_init (AnjRow *self G_GNUC_UNUSED)
{
}

GtkWidget *
anj_row_new (int spacing_px)
{
  AnjRow *self = g_object_new (ANJ_TYPE_ROW, NULL);

  self->spacing_px = spacing_px;
  return GTK_WIDGET (self);
}

void
anj_row_add (AnjRow *self, GtkWidget *child)
{
  g_return_if_fail (ANJ_IS_ROW (self));

  gtk_widget_set_parent (child, GTK_WIDGET (self));
}
