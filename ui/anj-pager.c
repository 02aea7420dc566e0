/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-pager.h"

#include "ui/anj-i18n.h"
#include "ui/anj-icon.h"
#include "ui/anj-parts.h"

/* Pages are found anew at each allocation, for only then the height is known; the row beneath is
 * brought up to date in an idle callback, for a label must not change while sizes are given out. */

#define BACK_WIDTH_MM 60
#define NEXT_WIDTH_MM 100
#define BACK_WIDTH_NARROW_MM 40
#define NEXT_WIDTH_NARROW_MM 72
#define BACK_WIDTH_TIGHT_MM 20
#define NEXT_WIDTH_TIGHT_MM 60
#define BACK_WIDTH_LANDSCAPE_MM 26
#define NEXT_WIDTH_LANDSCAPE_MM 50
#define NEXT_WIDTH_LOW_MM 44
#define BACK_WIDTH_CLOSE_MM 16
#define NEXT_WIDTH_CLOSE_MM 38
#define CLOSE_GAP_MM 3
#define CLOSE_ICON_MM 8
/* room for this is kept from the start: a page must not grow once it was measured */
#define MOST_PAGES 10
#define BEGIN_PAGE_KEY "anj-begin-page"

struct _AnjPager
{
  GtkWidget parent_instance;

  GPtrArray *items; /* (element-type GtkWidget): children, unowned */
  GtkWidget *bar;   /* (owned): child, unless it was taken */
  GtkWidget *back;  /* (unowned): in the bar */
  GtkWidget *place; /* (unowned): in the bar */
  GtkWidget *next;  /* (unowned): in the bar */
  int gap_px;
  int max_item_px;
  gboolean begin_page; /* with the next item */
  guint n_begun;       /* items that begin a page */

  GArray *starts; /* (element-type guint): first item of each page, of the last layout */
  guint first;    /* an item of the page to show */
  guint page;     /* of the last layout */
  guint update_source;
};

G_DEFINE_FINAL_TYPE (AnjPager, anj_pager, GTK_TYPE_WIDGET)

static guint turned_signal;

static int
min_height (GtkWidget *widget, int width)
{
  int minimum = 0;

  gtk_widget_measure (widget, GTK_ORIENTATION_VERTICAL, width, &minimum, NULL, NULL, NULL);
  return minimum;
}

/* else it was taken and stands elsewhere */
static gboolean
has_bar (AnjPager *self)
{
  return gtk_widget_get_parent (self->bar) == GTK_WIDGET (self);
}

static void
anj_pager_measure (GtkWidget *widget,
                   GtkOrientation orientation,
                   int for_size,
                   int *minimum,
                   int *natural,
                   int *minimum_baseline G_GNUC_UNUSED,
                   int *natural_baseline G_GNUC_UNUSED)
{
  AnjPager *self = ANJ_PAGER (widget);
  int largest = 0, sum = 0, bar = 0;

  for (guint i = 0; i < self->items->len; i++)
    {
      int size = 0;

      gtk_widget_measure (g_ptr_array_index (self->items, i), orientation, for_size, &size, NULL,
                          NULL, NULL);
      largest = MAX (largest, size);
      sum += size + (i > 0 ? self->gap_px : 0);
    }
  if (has_bar (self))
    {
      gtk_widget_measure (self->bar, orientation, for_size, &bar, NULL, NULL, NULL);
      bar += orientation == GTK_ORIENTATION_VERTICAL ? self->gap_px : 0;
    }
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *minimum = *natural = MAX (largest, bar);
  else
    {
      *minimum = self->items->len > 1 ? MIN (sum, largest + bar) : sum;
      if (self->n_begun > 0)
        *minimum = largest + bar;
      *natural = MAX (sum, *minimum);
    }
}

/* starts of pages, each as full as it gets in @height */
static GArray *
split (AnjPager *self, int width, int height)
{
  GArray *starts = g_array_new (FALSE, FALSE, sizeof (guint));
  int used = 0;

  for (guint i = 0; i < self->items->len; i++)
    {
      GtkWidget *item = g_ptr_array_index (self->items, i);
      int need = min_height (item, width);

      if (i == 0 || used + self->gap_px + need > height ||
          g_object_get_data (G_OBJECT (item), BEGIN_PAGE_KEY) != NULL)
        {
          g_array_append_val (starts, i);
          used = need;
        }
      else
        {
          used += self->gap_px + need;
        }
    }
  return starts;
}

static guint
page_end (AnjPager *self, guint page)
{
  return page + 1 < self->starts->len ? g_array_index (self->starts, guint, page + 1)
                                      : self->items->len;
}

static void
find_pages (AnjPager *self, int width, int height, int bar_height)
{
  g_clear_pointer (&self->starts, g_array_unref);
  self->starts = split (self, width, height);
  if (self->starts->len > 1)
    {
      g_array_unref (self->starts);
      self->starts = split (self, width, height - bar_height);
    }
  self->page = 0;
  while (self->page + 1 < self->starts->len &&
         g_array_index (self->starts, guint, self->page + 1) <= self->first)
    self->page++;
}

static void
set_mati (GtkWidget *button, gboolean disabled)
{
  gtk_widget_set_sensitive (button, !disabled);
  if (disabled)
    gtk_widget_add_css_class (button, "mati");
  else
    gtk_widget_remove_css_class (button, "mati");
}

static gboolean
on_update (gpointer user_data)
{
  AnjPager *self = ANJ_PAGER (user_data);
  guint n_pages = anj_pager_get_n_pages (self);
  /* translators: page of a list: "1 dari 2" */
  g_autofree char *text = g_strdup_printf (_ ("%u dari %u"), self->page + 1, n_pages);

  self->update_source = 0;
  gtk_label_set_label (GTK_LABEL (self->place), text);
  if (gtk_widget_is_ancestor (self->place, self->next))
    {
      g_autofree char *name = g_strjoin (". ", _ ("Berikut"), text, NULL);

      anj_parts_set_name (self->next, name);
      /* the buttons beside it grow wider and no higher */
      gtk_widget_set_visible (self->bar, n_pages > 1);
    }
  /* elsewhere it keeps its room: a page must not grow once it was measured */
  if (!has_bar (self))
    {
      gtk_widget_set_opacity (self->bar, n_pages > 1 ? 1 : 0);
      gtk_widget_set_sensitive (self->bar, n_pages > 1);
    }
  set_mati (self->back, self->page == 0);
  set_mati (self->next, self->page + 1 >= n_pages);
  return G_SOURCE_REMOVE;
}

/* an item that expands grows to its natural height; where it asks for none, without an end */
static int
expanded_height (GtkWidget *item, int width, int need, int share)
{
  int natural = 0;

  gtk_widget_measure (item, GTK_ORIENTATION_VERTICAL, width, NULL, &natural, NULL, NULL);
  return natural > need ? MIN (need + share, natural) : need + share;
}

/* items that expand share all that is left; else each grows a little */
static int
grown_height (AnjPager *self, GtkWidget *item, int width, int spare, guint n_left, guint n_expand)
{
  int need = min_height (item, width);

  if (n_expand > 0)
    return gtk_widget_compute_expand (item, GTK_ORIENTATION_VERTICAL)
               ? expanded_height (item, width, need, spare / (int) n_expand)
               : need;
  return MAX (need, MIN (need + spare / (int) n_left, self->max_item_px));
}

static void
place_items (AnjPager *self, int width, int height)
{
  guint begin = self->starts->len > 0 ? g_array_index (self->starts, guint, self->page) : 0;
  guint end = page_end (self, self->page);
  int spare = height + self->gap_px, y = 0;
  guint n_expand = 0;

  for (guint i = begin; i < end; i++)
    {
      GtkWidget *item = g_ptr_array_index (self->items, i);

      spare -= min_height (item, width) + self->gap_px;
      n_expand += gtk_widget_compute_expand (item, GTK_ORIENTATION_VERTICAL) ? 1 : 0;
    }
  spare = MAX (spare, 0);
  for (guint i = 0; i < self->items->len; i++)
    {
      GtkWidget *item = g_ptr_array_index (self->items, i);
      gboolean shown = i >= begin && i < end;

      gtk_widget_set_child_visible (item, shown);
      if (shown)
        {
          int need = min_height (item, width);
          int grown = grown_height (self, item, width, spare, end - i, n_expand);

          spare -= grown - need;
          n_expand -= gtk_widget_compute_expand (item, GTK_ORIENTATION_VERTICAL) ? 1 : 0;
          gtk_widget_size_allocate (item, &(GtkAllocation){ 0, y, width, grown }, -1);
          y += grown + self->gap_px;
        }
    }
}

static void
anj_pager_size_allocate (GtkWidget *widget, int width, int height, int baseline G_GNUC_UNUSED)
{
  AnjPager *self = ANJ_PAGER (widget);
  int bar_height = has_bar (self) ? min_height (self->bar, width) + self->gap_px : 0;
  gboolean paged;

  find_pages (self, width, height, bar_height);
  paged = self->starts->len > 1;
  place_items (self, width, paged ? height - bar_height : height);
  if (has_bar (self))
    gtk_widget_set_child_visible (self->bar, paged);
  if (paged && has_bar (self))
    gtk_widget_size_allocate (
        self->bar,
        &(GtkAllocation){ 0, height - bar_height + self->gap_px, width, bar_height - self->gap_px },
        -1);
  if (self->update_source == 0)
    self->update_source = g_idle_add_full (G_PRIORITY_HIGH_IDLE, on_update, self, NULL);
}

static void
turn (AnjPager *self, int by)
{
  guint page = (guint) CLAMP ((int) self->page + by, 0, (int) anj_pager_get_n_pages (self) - 1);

  /* not laid out yet, or nothing to lay out */
  if (self->starts->len == 0)
    return;
  self->page = page;
  self->first = g_array_index (self->starts, guint, page);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
  g_signal_emit (self, turned_signal, 0, self->first);
}

static void
on_back (AnjPager *self)
{
  turn (self, -1);
}

static void
on_next (AnjPager *self)
{
  turn (self, 1);
}

static void
anj_pager_dispose (GObject *object)
{
  AnjPager *self = ANJ_PAGER (object);
  GtkWidget *child = NULL;

  g_clear_handle_id (&self->update_source, g_source_remove);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_ptr_array_set_size (self->items, 0);

  G_OBJECT_CLASS (anj_pager_parent_class)->dispose (object);
}

static void
anj_pager_finalize (GObject *object)
{
  AnjPager *self = ANJ_PAGER (object);

  g_ptr_array_unref (self->items);
  g_array_unref (self->starts);
  g_object_unref (self->bar);

  G_OBJECT_CLASS (anj_pager_parent_class)->finalize (object);
}

static GtkSizeRequestMode
anj_pager_get_request_mode (GtkWidget *widget G_GNUC_UNUSED)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
anj_pager_class_init (AnjPagerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = anj_pager_dispose;
  G_OBJECT_CLASS (klass)->finalize = anj_pager_finalize;
  widget_class->get_request_mode = anj_pager_get_request_mode;
  widget_class->measure = anj_pager_measure;
  widget_class->size_allocate = anj_pager_size_allocate;
  turned_signal = g_signal_new ("turned", ANJ_TYPE_PAGER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
anj_pager_init (AnjPager *self)
{
  self->items = g_ptr_array_new ();
  self->starts = g_array_new (FALSE, FALSE, sizeof (guint));
}

GtkWidget *
anj_pager_new (const AnjMetrics *metrics, double gap_mm, double max_item_mm)
{
  AnjPager *self = g_object_new (ANJ_TYPE_PAGER, NULL);
  gboolean landscape = anj_metrics_is_landscape (metrics);
  gboolean wide = anj_metrics_is_wide (metrics);
  gboolean low = anj_metrics_is_small_landscape (metrics);
  gboolean tight = (low || anj_metrics_is_upright_narrow (metrics)) &&
                   metrics->text_size >= ANJ_TEXT_125;
  g_autofree char *widest = g_strdup_printf (_ ("%u dari %u"), MOST_PAGES, MOST_PAGES);
  /* the arrow back has no word: large letters leave it no more than it needs */
  double back_mm = tight                                        ? BACK_WIDTH_TIGHT_MM
                   : landscape                                  ? BACK_WIDTH_LANDSCAPE_MM
                   : wide && metrics->text_size == ANJ_TEXT_200 ? BACK_WIDTH_TIGHT_MM
                   : wide && metrics->text_size != ANJ_TEXT_150 ? BACK_WIDTH_MM
                                                                : BACK_WIDTH_NARROW_MM;
  double next_mm = tight && low ? NEXT_WIDTH_LOW_MM
                   : tight      ? NEXT_WIDTH_TIGHT_MM
                   : landscape  ? NEXT_WIDTH_LANDSCAPE_MM
                   : wide       ? NEXT_WIDTH_MM
                                : NEXT_WIDTH_NARROW_MM;

  self->gap_px = anj_metrics_px (metrics, gap_mm);
  self->max_item_px = anj_metrics_px (metrics, max_item_mm);
  self->bar = anj_parts_box (GTK_ORIENTATION_HORIZONTAL, metrics, tight ? 2 : 4, "halaman-daftar");
  self->back = anj_parts_button ("kembali", "", NULL);
  gtk_widget_set_visible (
      gtk_widget_get_last_child (gtk_button_get_child (GTK_BUTTON (self->back))), FALSE);
  anj_parts_set_name (self->back, _ ("Sebelumnya"));
  self->next = anj_parts_button_end (_ ("Berikut"), "lanjut", "biru");
  self->place = anj_parts_label (widest, tight && low ? "kecil tebal" : "label");
  gtk_label_set_wrap (GTK_LABEL (self->place), FALSE);
  gtk_label_set_xalign (GTK_LABEL (self->place), 0.5f);
  gtk_widget_set_hexpand (self->place, TRUE);
  gtk_widget_set_size_request (self->back, anj_metrics_px (metrics, back_mm), -1);
  gtk_widget_set_size_request (self->next, anj_metrics_px (metrics, next_mm), -1);
  g_signal_connect_object (self->back, "clicked", G_CALLBACK (on_back), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->next, "clicked", G_CALLBACK (on_next), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (self->bar), self->back);
  gtk_box_append (GTK_BOX (self->bar), self->place);
  gtk_box_append (GTK_BOX (self->bar), self->next);
  g_object_ref_sink (self->bar);
  gtk_widget_set_parent (self->bar, GTK_WIDGET (self));
  return GTK_WIDGET (self);
}

void
anj_pager_append (AnjPager *self, GtkWidget *item)
{
  g_return_if_fail (ANJ_IS_PAGER (self));

  if (self->begin_page)
    {
      g_object_set_data (G_OBJECT (item), BEGIN_PAGE_KEY, item);
      self->n_begun++;
      self->begin_page = FALSE;
    }
  g_ptr_array_add (self->items, item);
  gtk_widget_insert_before (item, GTK_WIDGET (self), has_bar (self) ? self->bar : NULL);
}

GtkWidget *
anj_pager_take_bar (AnjPager *self)
{
  g_return_val_if_fail (ANJ_IS_PAGER (self) && has_bar (self), NULL);

  gtk_widget_unparent (self->bar);
  gtk_widget_set_opacity (self->bar, 0);
  return self->bar;
}

gboolean
anj_pager_stands_close (const AnjMetrics *metrics)
{
  return anj_metrics_is_small_landscape (metrics) && metrics->text_size <= ANJ_TEXT_125;
}

GtkWidget *
anj_pager_take_close_bar (AnjPager *self, const AnjMetrics *metrics)
{
  GtkWidget *bar = anj_pager_take_bar (self);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *line = anj_parts_box (GTK_ORIENTATION_HORIZONTAL, metrics, 1.5, NULL);
  GtkWidget *place = g_object_ref (self->place);

  gtk_box_remove (GTK_BOX (bar), place);
  gtk_button_set_child (GTK_BUTTON (self->next), words);
  gtk_box_append (GTK_BOX (words), anj_parts_label (_ ("Berikut"), "kata"));
  gtk_label_set_xalign (GTK_LABEL (gtk_widget_get_first_child (words)), 0.5f);
  gtk_box_append (GTK_BOX (line), place);
  gtk_box_append (GTK_BOX (line), anj_icon_new ("lanjut", CLOSE_ICON_MM));
  gtk_box_append (GTK_BOX (words), line);
  gtk_widget_set_halign (line, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  gtk_widget_remove_css_class (place, "label");
  anj_parts_add_classes (place, "kecil tebal");
  gtk_widget_set_size_request (self->back, anj_metrics_px (metrics, BACK_WIDTH_CLOSE_MM), -1);
  gtk_widget_set_size_request (self->next, anj_metrics_px (metrics, NEXT_WIDTH_CLOSE_MM), -1);
  gtk_widget_set_hexpand (self->next, TRUE);
  gtk_box_set_spacing (GTK_BOX (bar), anj_metrics_px (metrics, CLOSE_GAP_MM));
  g_object_unref (place);
  return bar;
}

void
anj_pager_begin_page (AnjPager *self)
{
  g_return_if_fail (ANJ_IS_PAGER (self));

  self->begin_page = self->items->len > 0;
}

void
anj_pager_show_item (AnjPager *self, guint index)
{
  g_return_if_fail (ANJ_IS_PAGER (self));

  self->first = index;
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

guint
anj_pager_get_n_pages (AnjPager *self)
{
  return MAX (self->starts->len, 1);
}
