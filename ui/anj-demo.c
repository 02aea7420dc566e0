/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-demo.h"

#include "ui/anj-i18n.h"
#include "ui/anj-languages.h"
#include "ui/anj-parts.h"
#include "ui/anj-svg.h"

/* pictures are drawn four to three */
#define RATIO 0.75
#define GAP_MM 4
#define MIN_WIDTH_MM 30
#define MAX_ROWS 3
/* the one that says what to do */
#define STILL_SCENE 1

/* @person and @screen: resources/pictures/peragaan-….svg */
static const struct
{
  guint ms;
  const char *person;
  const char *screen;
  const char *words;
} SCENES[] = {
  { 3000, "datang", "layar-mulai", N_ ("Datang saja.") },
  { 2500, "menyentuh", "layar-sentuh", N_ ("Sentuh layar.") },
  { 3000, "menyentuh", "layar-bahasa", N_ ("Pilih bahasa.") },
  { 3000, "menyentuh", "layar-beranda", N_ ("Pilih satu gambar.") },
  { 3500, "menyentuh", "layar-nik", N_ ("Tulis NIK dan Nomor KK.") },
  { 3000, "menyentuh", "layar-hasil", N_ ("Baca hasilnya.") },
  { 2000, "pulang", "kertas", N_ ("Bawa pulang kertasnya.") },
};

#define N_SCENES G_N_ELEMENTS (SCENES)

typedef struct
{
  const char *name;         /* (unowned): of the table */
  cairo_surface_t *surface; /* (owned) */
  int width_px;
} Picture;

struct _AnjDemo
{
  GtkWidget parent_instance;

  AnjMetrics metrics;
  const AnjClock *clock;
  double width_mm;
  char **words; /* (owned): in the pictures */
  GtkWidget *captions[N_SCENES];
  guint scene;
  gint64 begun_us;
  guint source;
  int picture_px; /* width of one picture of the last layout; 0: no room */
  Picture person;
  Picture screen;
};

G_DEFINE_FINAL_TYPE (AnjDemo, anj_demo, GTK_TYPE_WIDGET)

guint
anj_demo_scene_at (gint64 elapsed_ms, guint *out_left_ms)
{
  guint length_ms = 0, scene = 0;
  gint64 at_ms;

  for (guint i = 0; i < N_SCENES; i++)
    length_ms += SCENES[i].ms;
  at_ms = MAX (elapsed_ms, 0) % length_ms;
  while (at_ms >= SCENES[scene].ms)
    at_ms -= SCENES[scene++].ms;
  *out_left_ms = SCENES[scene].ms - (guint) at_ms;
  return scene;
}

/* --- pictures --- */

static void
ensure_picture (AnjDemo *self, Picture *picture, const char *name)
{
  int factor = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  int width = self->picture_px * factor;
  g_autofree char *path = g_strdup_printf ("pictures/peragaan-%s.svg", name);

  if (picture->surface != NULL && picture->name == name && picture->width_px == width)
    return;
  g_clear_pointer (&picture->surface, cairo_surface_destroy);
  picture->name = name;
  picture->width_px = width;
  picture->surface = anj_svg_draw (path, width, (int) (width * RATIO),
                                   (const char *const *) self->words);
  if (picture->surface == NULL)
    return;
  cairo_surface_set_device_scale (picture->surface, factor, factor);
}

static void
paint (cairo_t *cr, const Picture *picture, int x)
{
  if (picture->surface == NULL)
    return;
  cairo_set_source_surface (cr, picture->surface, x, 0);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_NEAREST);
  cairo_paint (cr);
}

static void
anj_demo_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  AnjDemo *self = ANJ_DEMO (widget);
  int width = gtk_widget_get_width (widget);
  int gap = anj_metrics_px (&self->metrics, GAP_MM);
  int left = (width - 2 * self->picture_px - gap) / 2;
  cairo_t *cr = NULL;

  if (self->picture_px == 0)
    return;
  ensure_picture (self, &self->person, SCENES[self->scene].person);
  ensure_picture (self, &self->screen, SCENES[self->scene].screen);
  cr = gtk_snapshot_append_cairo (
      snapshot,
      &GRAPHENE_RECT_INIT (0.0f, 0.0f, (float) width, (float) (self->picture_px * RATIO)));
  paint (cr, &self->person, left);
  paint (cr, &self->screen, left + self->picture_px + gap);
  cairo_destroy (cr);
  gtk_widget_snapshot_child (widget, self->captions[self->scene], snapshot);
}

/* --- scenes --- */

static void
show_scene (AnjDemo *self, guint scene)
{
  self->scene = scene;
  for (guint i = 0; i < N_SCENES; i++)
    gtk_widget_set_child_visible (self->captions[i], i == scene && self->picture_px > 0);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static gboolean
on_scene_over (gpointer user_data)
{
  AnjDemo *self = ANJ_DEMO (user_data);

  self->source = 0;
  anj_demo_tick (self);
  return G_SOURCE_REMOVE;
}

static gboolean
is_animated (AnjDemo *self)
{
  gboolean animated = TRUE;

  g_object_get (gtk_widget_get_settings (GTK_WIDGET (self)), "gtk-enable-animations", &animated,
                NULL);
  return animated;
}

void
anj_demo_tick (AnjDemo *self)
{
  gint64 elapsed_us = anj_clock_monotonic_us (self->clock) - self->begun_us;
  guint left_ms = 0, scene = STILL_SCENE;

  g_clear_handle_id (&self->source, g_source_remove);
  if (is_animated (self))
    {
      scene = anj_demo_scene_at (elapsed_us / 1000, &left_ms);
      self->source = g_timeout_add (left_ms, on_scene_over, self);
    }
  if (scene != self->scene)
    show_scene (self, scene);
}

guint
anj_demo_get_scene (AnjDemo *self)
{
  return self->scene;
}

/* a screen that waits behind another shows nothing to anybody */
static void
anj_demo_map (GtkWidget *widget)
{
  AnjDemo *self = ANJ_DEMO (widget);

  GTK_WIDGET_CLASS (anj_demo_parent_class)->map (widget);
  self->begun_us = anj_clock_monotonic_us (self->clock);
  anj_demo_tick (self);
}

static void
anj_demo_unmap (GtkWidget *widget)
{
  g_clear_handle_id (&ANJ_DEMO (widget)->source, g_source_remove);
  GTK_WIDGET_CLASS (anj_demo_parent_class)->unmap (widget);
}

/* --- room --- */

static int
caption_height (AnjDemo *self, int width)
{
  int largest = 0;

  for (guint i = 0; i < N_SCENES; i++)
    {
      int height = 0;

      gtk_widget_measure (self->captions[i], GTK_ORIENTATION_VERTICAL, width, &height, NULL, NULL,
                          NULL);
      largest = MAX (largest, height);
    }
  return largest + anj_metrics_px (&self->metrics, GAP_MM) / 2;
}

static void
anj_demo_measure (GtkWidget *widget,
                  GtkOrientation orientation,
                  int for_size,
                  int *minimum,
                  int *natural,
                  int *minimum_baseline G_GNUC_UNUSED,
                  int *natural_baseline G_GNUC_UNUSED)
{
  AnjDemo *self = ANJ_DEMO (widget);
  int gap = anj_metrics_px (&self->metrics, GAP_MM);
  int width = anj_metrics_px (&self->metrics, self->width_mm);

  *minimum = 0;
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *natural = width;
      return;
    }
  if (for_size >= 0)
    width = MIN (width, for_size);
  *natural = (int) ((width - gap) / 2 * RATIO) + caption_height (self, width);
}

static void
anj_demo_size_allocate (GtkWidget *widget, int width, int height, int baseline G_GNUC_UNUSED)
{
  AnjDemo *self = ANJ_DEMO (widget);
  int gap = anj_metrics_px (&self->metrics, GAP_MM);
  int widest = MIN (width, anj_metrics_px (&self->metrics, self->width_mm));
  int caption = caption_height (self, width);
  int picture = MIN ((widest - gap) / 2, (int) ((height - caption) / RATIO));

  self->picture_px = picture >= anj_metrics_px (&self->metrics, MIN_WIDTH_MM) ? picture : 0;
  for (guint i = 0; i < N_SCENES; i++)
    {
      gtk_widget_set_child_visible (self->captions[i], i == self->scene && self->picture_px > 0);
      gtk_widget_size_allocate (self->captions[i],
                                &(GtkAllocation){ 0, (int) (self->picture_px * RATIO) + gap / 2,
                                                  width, MAX (caption - gap / 2, 1) },
                                -1);
    }
}

static GtkSizeRequestMode
anj_demo_get_request_mode (GtkWidget *widget G_GNUC_UNUSED)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

/* --- object --- */

static void
anj_demo_dispose (GObject *object)
{
  AnjDemo *self = ANJ_DEMO (object);

  g_clear_handle_id (&self->source, g_source_remove);
  for (guint i = 0; i < N_SCENES; i++)
    g_clear_pointer (&self->captions[i], gtk_widget_unparent);
  g_clear_pointer (&self->person.surface, cairo_surface_destroy);
  g_clear_pointer (&self->screen.surface, cairo_surface_destroy);

  G_OBJECT_CLASS (anj_demo_parent_class)->dispose (object);
}

static void
anj_demo_finalize (GObject *object)
{
  g_strfreev (ANJ_DEMO (object)->words);

  G_OBJECT_CLASS (anj_demo_parent_class)->finalize (object);
}

static void
anj_demo_class_init (AnjDemoClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = anj_demo_dispose;
  G_OBJECT_CLASS (klass)->finalize = anj_demo_finalize;
  widget_class->get_request_mode = anj_demo_get_request_mode;
  widget_class->measure = anj_demo_measure;
  widget_class->size_allocate = anj_demo_size_allocate;
  widget_class->snapshot = anj_demo_snapshot;
  widget_class->map = anj_demo_map;
  widget_class->unmap = anj_demo_unmap;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
anj_demo_init (AnjDemo *self)
{
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
}

/* what the pictures leave open: words, and the languages there are */
static char **
make_words (GPtrArray *languages)
{
  static const char *const texts[][2] = {
    { "@MULAI@", N_ ("Sentuh layar") },
    { "@T1@", N_ ("Cek bantuan") },
    { "@T2@", N_ ("Pengaduan") },
    { "@T3@", N_ ("Perbarui data") },
    { "@NIK@", N_ ("NIK") },
    { "@S1@", N_ ("Menerima") },
    { "@S2@", N_ ("Menunggu") },
  };
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    g_strv_builder_add_many (words, texts[i][0], _ (texts[i][1]), NULL);
  g_strv_builder_add_many (words, "@P1@", "PKH", "@P2@", "Sembako", NULL);
  for (guint i = 0; i < MAX_ROWS; i++)
    {
      const AnjLanguage *language = i < languages->len ? g_ptr_array_index (languages, i) : NULL;
      g_autofree char *name = g_strdup_printf ("@N%u@", i + 1);
      g_autofree char *opacity = g_strdup_printf ("@O%u@", i + 1);

      g_strv_builder_add_many (words, name, language != NULL ? language->name : "", opacity,
                               language != NULL ? "1" : "0", NULL);
    }
  return g_strv_builder_end (words);
}

static void
add_captions (AnjDemo *self)
{
  g_autoptr (GString) all = g_string_new (NULL);

  for (guint i = 0; i < N_SCENES; i++)
    {
      GtkWidget *caption = anj_parts_label (_ (SCENES[i].words), "isi tebal");

      gtk_label_set_xalign (GTK_LABEL (caption), 0.5f);
      gtk_label_set_yalign (GTK_LABEL (caption), 0);
      gtk_label_set_justify (GTK_LABEL (caption), GTK_JUSTIFY_CENTER);
      gtk_widget_set_parent (caption, GTK_WIDGET (self));
      self->captions[i] = caption;
      g_string_append_printf (all, "%s%s", i > 0 ? " " : "", _ (SCENES[i].words));
    }
  anj_parts_set_name (GTK_WIDGET (self), all->str);
  anj_parts_say (GTK_WIDGET (self), all->str);
}

GtkWidget *
anj_demo_new (const AnjMetrics *metrics,
              const AnjClock *clock,
              GPtrArray *languages,
              double width_mm)
{
  AnjDemo *self = g_object_new (ANJ_TYPE_DEMO, NULL);

  self->metrics = *metrics;
  self->clock = clock;
  self->width_mm = width_mm;
  self->words = make_words (languages);
  add_captions (self);
  show_scene (self, 0);
  return GTK_WIDGET (self);
}
