/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-page.h"

#include <string.h>

#include "ui/anj-error-place.h"
#include "ui/anj-i18n.h"
#include "ui/anj-parts.h"
#include "ui/anj-wait-cover.h"

/* What stands where:
 *
 *   overlay ─ whole ─ top          (hero, or nothing)
 *           │       └ body ─ upper ─ column: question, sentence, error place, content
 *           │              │       └ side  (landscape)
 *           │              └ navigation: back, secondary, primary
 *           └ wait cover   (after 1 s of busy)
 */

#define TOP_SHARE_TO_SPARE 0.4
#define LEFT_BUTTON_MM 72
#define LEFT_BUTTON_LANDSCAPE_MM 50
#define LEFT_BUTTON_LOW_MM 46
/* on a large panel that lies: wider lines would be hard to read, and to reach */
#define WIDEST_MM 260
#define WIDEST_BROAD_MM 350
#define RAIL_MM 40

typedef struct
{
  AnjVisit *visit; /* (owned) */
  AnjMetrics metrics;
  const AnjClock *clock; /* (unowned): main's */

  /* all (unowned): children of the page */
  GtkWidget *overlay;
  GtkWidget *whole;
  GtkWidget *body;
  GtkWidget *upper;
  GtkWidget *column;
  GtkWidget *reading; /* in the column: question and sentence */
  GtkWidget *question;
  GtkWidget *sentence;
  GtkWidget *error_place;
  GtkWidget *content;
  GtkWidget *navigation;
  GtkWidget *back;
  GtkWidget *secondary;
  GtkWidget *primary;
  GtkWidget *cover;

  void (*primary_func) (AnjPage *self);
  gboolean incomplete;
  char *why_not;            /* (owned) (nullable) */
  gboolean has_error_place; /* the page made one */
  gboolean is_lifted;
  gboolean busy;
} AnjPagePrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (AnjPage, anj_page, GTK_TYPE_WIDGET)

#define PRIVATE(self) ((AnjPagePrivate *) anj_page_get_instance_private (self))

typedef enum {
  PROP_VISIT = 1,
  PROP_METRICS,
  PROP_CLOCK,
} AnjPageProperty;

static GParamSpec *properties[PROP_CLOCK + 1];

static guint way_signal;
static guint stir_signal;
static guint error_signal;
static guint waiting_signal;

AnjVisit *
anj_page_get_visit (AnjPage *self)
{
  return PRIVATE (self)->visit;
}

const AnjMetrics *
anj_page_get_metrics (AnjPage *self)
{
  return &PRIVATE (self)->metrics;
}

const AnjClock *
anj_page_get_clock (AnjPage *self)
{
  return PRIVATE (self)->clock;
}

void
anj_page_go (AnjPage *self, const char *way)
{
  g_return_if_fail (ANJ_IS_PAGE (self));

  g_signal_emit (self, way_signal, 0, way);
}

void
anj_page_next (AnjPage *self)
{
  anj_page_go (self, "next");
}

void
anj_page_back (AnjPage *self)
{
  anj_page_go (self, "back");
}

void
anj_page_end (AnjPage *self)
{
  anj_page_go (self, "end");
}

void
anj_page_stir (AnjPage *self)
{
  g_signal_emit (self, stir_signal, 0);
}

void
anj_page_activate_primary (AnjPage *self)
{
  AnjPagePrivate *priv = PRIVATE (self);

  if (priv->busy || priv->primary == NULL)
    return;
  if (priv->incomplete)
    {
      g_auto (GStrv) lines = g_strsplit (priv->why_not != NULL ? priv->why_not : "", "\n", 2);

      if (lines[0] != NULL && *lines[0] != '\0')
        anj_page_set_error (self, lines[0], lines[1]);
      return;
    }
  if (priv->primary_func != NULL)
    priv->primary_func (self);
  else
    anj_page_next (self);
}

gboolean
anj_page_press_key (AnjPage *self, gunichar character, guint keyval)
{
  AnjPagePrivate *priv = PRIVATE (self);

  if (priv->busy)
    return TRUE;
  if (ANJ_PAGE_GET_CLASS (self)->key != NULL &&
      ANJ_PAGE_GET_CLASS (self)->key (self, character, keyval))
    return TRUE;
  return FALSE;
}

gboolean
anj_page_activate_back (AnjPage *self)
{
  AnjPagePrivate *priv = PRIVATE (self);

  if (priv->busy || priv->back == NULL)
    return FALSE;
  anj_page_back (self);
  return TRUE;
}

/* --- parts --- */

static void
add_part (GPtrArray *parts, GtkWidget *part)
{
  if (part != NULL)
    g_ptr_array_add (parts, part);
}

GPtrArray *
anj_page_get_parts (AnjPage *self)
{
  AnjPagePrivate *priv = PRIVATE (self);
  GPtrArray *parts = g_ptr_array_new ();

  if (priv->overlay == NULL)
    return parts;
  if (gtk_widget_get_visible (priv->cover))
    {
      g_ptr_array_add (parts, priv->cover);
      return parts;
    }
  for (GtkWidget *top = gtk_widget_get_first_child (priv->whole); top != NULL;
       top = gtk_widget_get_next_sibling (top))
    if (top != priv->body)
      g_ptr_array_add (parts, top);
  add_part (parts, priv->question);
  add_part (parts, priv->sentence);
  add_part (parts, priv->error_place);
  add_part (parts, priv->content);
  for (GtkWidget *side = gtk_widget_get_next_sibling (priv->column); side != NULL;
       side = gtk_widget_get_next_sibling (side))
    g_ptr_array_add (parts, side);
  g_ptr_array_add (parts, priv->navigation);
  return parts;
}

GtkWidget *
anj_page_get_content (AnjPage *self)
{
  return PRIVATE (self)->content;
}

GtkWidget *
anj_page_get_error_box (AnjPage *self)
{
  AnjPagePrivate *priv = PRIVATE (self);

  return priv->overlay != NULL ? anj_error_place_get_box (ANJ_ERROR_PLACE (priv->error_place))
                               : NULL;
}

static void
put_label (GtkWidget **label, GtkWidget *box, const char *text, const char *css_class)
{
  if (*label == NULL && text != NULL)
    {
      *label = anj_parts_label (NULL, css_class);
      gtk_box_append (GTK_BOX (box), *label);
    }
  if (*label != NULL)
    {
      gtk_label_set_label (GTK_LABEL (*label), text != NULL ? text : "");
      gtk_widget_set_visible (*label, text != NULL);
    }
}

/* @label: (nullable) */
static gboolean
is_shown (GtkWidget *label)
{
  return label != NULL && gtk_widget_get_visible (label);
}

/* an empty one would still take the gap to what stands below it */
static void
arrange_reading (AnjPagePrivate *priv)
{
  if (priv->question != NULL)
    gtk_box_reorder_child_after (GTK_BOX (priv->reading), priv->question, NULL);
  gtk_widget_set_visible (priv->reading, priv->is_lifted || is_shown (priv->question) ||
                                             is_shown (priv->sentence));
}

static void
arrange_column (AnjPagePrivate *priv)
{
  GtkBox *column = GTK_BOX (priv->column);
  GtkWidget *parts[] = { priv->reading, priv->error_place, priv->content };
  GtkWidget *previous = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    if (parts[i] != NULL && gtk_widget_get_parent (parts[i]) == priv->column)
      {
        gtk_box_reorder_child_after (column, parts[i], previous);
        previous = parts[i];
      }
}

void
anj_page_set_question (AnjPage *self, const char *question)
{
  AnjPagePrivate *priv = PRIVATE (self);

  put_label (&priv->question, priv->reading, question, "pertanyaan");
  arrange_reading (priv);
}

void
anj_page_set_secret_question (AnjPage *self, const char *question, const char *instead)
{
  anj_page_set_question (self, question);
  anj_parts_set_secrecy (PRIVATE (self)->question, ANJ_SECRECY_HEADSET, instead);
}

void
anj_page_set_sentence (AnjPage *self, const char *sentence)
{
  AnjPagePrivate *priv = PRIVATE (self);

  put_label (&priv->sentence, priv->reading, sentence, "isi kalimat");
  arrange_reading (priv);
}

void
anj_page_set_secret_sentence (AnjPage *self, const char *sentence, const char *instead)
{
  anj_page_set_sentence (self, sentence);
  anj_parts_set_secrecy (PRIVATE (self)->sentence, ANJ_SECRECY_HEADSET, instead);
}

void
anj_page_set_content (AnjPage *self, GtkWidget *content)
{
  AnjPagePrivate *priv = PRIVATE (self);

  if (priv->content != NULL)
    gtk_box_remove (GTK_BOX (priv->column), priv->content);
  priv->content = content;
  gtk_widget_set_vexpand (content, TRUE);
  gtk_box_append (GTK_BOX (priv->column), content);
  arrange_column (priv);
}

void
anj_page_set_top (AnjPage *self, GtkWidget *top)
{
  gtk_box_prepend (GTK_BOX (PRIVATE (self)->whole), top);
}

gboolean
anj_page_lower_top (AnjPage *self, int by_px)
{
  GtkWidget *top = gtk_widget_get_first_child (PRIVATE (self)->whole);
  int height;

  gtk_widget_get_size_request (top, NULL, &height);
  if (top == PRIVATE (self)->body || by_px <= 0 || by_px > height * TOP_SHARE_TO_SPARE)
    return FALSE;
  gtk_widget_set_size_request (top, -1, height - by_px);
  return TRUE;
}

gboolean
anj_page_leave_out_sentence (AnjPage *self)
{
  AnjPagePrivate *priv = PRIVATE (self);

  if (!is_shown (priv->sentence))
    return FALSE;
  put_label (&priv->sentence, priv->reading, NULL, NULL);
  arrange_reading (priv);
  return TRUE;
}

gboolean
anj_page_leave_out (AnjPage *self)
{
  AnjPageClass *klass = ANJ_PAGE_GET_CLASS (self);

  return klass->leave_out != NULL && klass->leave_out (self);
}

void
anj_page_set_lift (AnjPage *self, int height_px)
{
  AnjPagePrivate *priv = PRIVATE (self);
  GtkWidget *top = gtk_widget_get_first_child (priv->whole);

  if (top != priv->body)
    {
      gtk_widget_set_size_request (top, -1, MAX (height_px, 0));
      return;
    }
  priv->is_lifted = TRUE;
  gtk_widget_set_size_request (priv->reading, -1, MAX (height_px, 0));
  arrange_reading (priv);
}

void
anj_page_set_side (AnjPage *self, GtkWidget *side)
{
  anj_parts_row_add (PRIVATE (self)->upper, side);
}

void
anj_page_set_bare (AnjPage *self, GtkWidget *whole)
{
  AnjPagePrivate *priv = PRIVATE (self);

  gtk_widget_set_visible (priv->body, FALSE);
  gtk_widget_set_vexpand (whole, TRUE);
  gtk_box_append (GTK_BOX (priv->whole), whole);
}

static void
on_primary_clicked (AnjPage *self)
{
  anj_page_activate_primary (self);
}

static void
on_back_clicked (AnjPage *self)
{
  if (!PRIVATE (self)->busy)
    anj_page_back (self);
}

/* the left button has one width on every page; alone with a primary button that is the place where
 * the hand knows it to be */
static void
set_left_width (AnjPagePrivate *priv, GtkWidget *button)
{
  double mm = anj_metrics_is_small_landscape (&priv->metrics) ? LEFT_BUTTON_LOW_MM
              : anj_metrics_is_landscape (&priv->metrics)     ? LEFT_BUTTON_LANDSCAPE_MM
                                                              : LEFT_BUTTON_MM;

  gtk_widget_set_size_request (button, anj_metrics_px (&priv->metrics, mm), -1);
}

static void
arrange_navigation (AnjPagePrivate *priv)
{
  GtkBox *navigation = GTK_BOX (priv->navigation);
  GtkWidget *parts[] = { priv->back, priv->secondary, priv->primary };
  GtkWidget *previous = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    if (parts[i] != NULL)
      {
        gtk_box_reorder_child_after (navigation, parts[i], previous);
        previous = parts[i];
      }
  gtk_widget_set_visible (priv->navigation, previous != NULL);
}

void
anj_page_set_navigation (AnjPage *self, gboolean back, const char *primary, const char *icon_name)
{
  AnjPagePrivate *priv = PRIVATE (self);

  g_return_if_fail (priv->back == NULL && priv->primary == NULL);

  if (back)
    {
      priv->back = anj_parts_button ("kembali", _ ("Kembali"), NULL);
      set_left_width (priv, priv->back);
      g_signal_connect_swapped (priv->back, "clicked", G_CALLBACK (on_back_clicked), self);
      gtk_box_append (GTK_BOX (priv->navigation), priv->back);
    }
  if (primary != NULL)
    {
      gboolean forward = g_strcmp0 (icon_name, "lanjut") == 0;

      priv->primary = forward ? anj_parts_button_end (primary, icon_name, "utama")
                              : anj_parts_button (icon_name, primary, "utama");
      gtk_widget_set_hexpand (priv->primary, TRUE);
      g_signal_connect_swapped (priv->primary, "clicked", G_CALLBACK (on_primary_clicked), self);
      gtk_box_append (GTK_BOX (priv->navigation), priv->primary);
    }
  arrange_navigation (priv);
}

void
anj_page_set_secondary (AnjPage *self, GtkWidget *widget)
{
  AnjPagePrivate *priv = PRIVATE (self);

  if (priv->secondary != NULL)
    gtk_box_remove (GTK_BOX (priv->navigation), priv->secondary);
  priv->secondary = widget;
  if (widget != NULL)
    {
      set_left_width (priv, widget);
      gtk_box_append (GTK_BOX (priv->navigation), widget);
    }
  arrange_navigation (priv);
}

void
anj_page_set_complete (AnjPage *self, gboolean complete, const char *why_not)
{
  AnjPagePrivate *priv = PRIVATE (self);

  priv->incomplete = !complete;
  g_free (priv->why_not);
  priv->why_not = g_strdup (why_not);
  if (priv->primary == NULL)
    return;
  if (complete)
    gtk_widget_remove_css_class (priv->primary, "mati");
  else
    gtk_widget_add_css_class (priv->primary, "mati");
  gtk_accessible_update_state (GTK_ACCESSIBLE (priv->primary), GTK_ACCESSIBLE_STATE_DISABLED,
                               !complete, -1);
}

void
anj_page_set_primary_func (AnjPage *self, void (*func) (AnjPage *self))
{
  PRIVATE (self)->primary_func = func;
}

/* --- error box --- */

GtkWidget *
anj_page_take_error_place (AnjPage *self)
{
  AnjPagePrivate *priv = PRIVATE (self);

  priv->has_error_place = TRUE;
  if (anj_metrics_is_landscape (&priv->metrics))
    {
      GtkWidget *empty = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

      gtk_widget_set_visible (empty, FALSE);
      return empty;
    }
  g_object_ref (priv->error_place);
  gtk_box_remove (GTK_BOX (priv->column), priv->error_place);
  /* floating again, as a widget fresh from its maker is */
  g_object_force_floating (G_OBJECT (priv->error_place));
  return priv->error_place;
}

/* @label: (nullable) */
static void
show_words (GtkWidget *label, gboolean on)
{
  if (label != NULL)
    gtk_widget_set_visible (label, on && *gtk_label_get_label (GTK_LABEL (label)) != '\0');
}

/* where height is scarce the error stands instead of the sentence, or of the question too */
static void
make_room (AnjPagePrivate *priv)
{
  const AnjMetrics *metrics = &priv->metrics;
  gboolean low = anj_metrics_is_landscape (metrics);
  gboolean is_empty = anj_error_place_get_box (ANJ_ERROR_PLACE (priv->error_place)) == NULL;

  if (low || metrics->text_size == ANJ_TEXT_200)
    show_words (priv->sentence, is_empty);
  if (low)
    show_words (priv->question, is_empty);
  arrange_reading (priv);
}

static void
set_box (AnjPage *self, AnjSayBoxKind kind, const char *heading, const char *what_to_do)
{
  AnjPagePrivate *priv = PRIVATE (self);

  /* an answer may come after the page has gone */
  if (priv->overlay == NULL)
    return;
  anj_error_place_show (ANJ_ERROR_PLACE (priv->error_place), kind, heading, what_to_do);
  make_room (priv);
  if (heading != NULL)
    g_signal_emit (self, error_signal, 0);
}

void
anj_page_set_error (AnjPage *self, const char *heading, const char *what_to_do)
{
  set_box (self, ANJ_SAY_BOX_ERROR, heading, what_to_do);
}

void
anj_page_set_note (AnjPage *self, const char *heading, const char *more)
{
  set_box (self, ANJ_SAY_BOX_NOTE, heading, more);
}

gboolean
anj_page_rehearse_error (AnjPage *self, gboolean on)
{
  AnjPagePrivate *priv = PRIVATE (self);
  /* a page that neither refuses nor made a place for errors has none to show */

  if (priv->primary == NULL || (priv->why_not == NULL && !priv->has_error_place))
    return FALSE;
  anj_error_place_rehearse (ANJ_ERROR_PLACE (priv->error_place), on);
  make_room (priv);
  return TRUE;
}

/* --- wait cover --- */

/* a page that cannot be left has no way out: what was sent cannot be called back.
 * (transfer floating) (nullable) */
static GtkWidget *
make_way_out (AnjPage *self)
{
  AnjPagePrivate *priv = PRIVATE (self);
  GtkWidget *button = NULL;

  if (priv->back == NULL)
    return NULL;
  button = anj_parts_button ("kembali", _ ("Kembali"), NULL);
  set_left_width (priv, button);
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (anj_page_back), self);
  return button;
}

static void
on_cover_changed (AnjPage *self)
{
  g_signal_emit (self, waiting_signal, 0, gtk_widget_get_visible (PRIVATE (self)->cover));
}

void
anj_page_set_busy (AnjPage *self, gboolean busy)
{
  AnjPagePrivate *priv = PRIVATE (self);

  if (priv->busy == busy || priv->overlay == NULL)
    return;
  priv->busy = busy;
  gtk_widget_set_can_target (priv->whole, !busy);
  if (busy)
    anj_wait_cover_begin (ANJ_WAIT_COVER (priv->cover), make_way_out (self));
  else
    anj_wait_cover_end (ANJ_WAIT_COVER (priv->cover));
}

/* --- object --- */

static void
anj_page_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  AnjPagePrivate *priv = PRIVATE (ANJ_PAGE (object));

  switch ((AnjPageProperty) prop_id)
    {
    case PROP_VISIT:
      priv->visit = g_value_dup_object (value);
      break;
    case PROP_METRICS:
      priv->metrics = *(const AnjMetrics *) g_value_get_pointer (value);
      break;
    case PROP_CLOCK:
      priv->clock = g_value_get_pointer (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

/* what is left at each side of the content, which keeps its width where it must be made smaller */
static int
side_margin_px (const AnjMetrics *metrics)
{
  double panel = metrics->panel_px_per_mm > 0 ? metrics->panel_px_per_mm : metrics->px_per_mm;
  double widest_mm = anj_metrics_is_broad_landscape (metrics) ? WIDEST_BROAD_MM : WIDEST_MM;
  double left_px = metrics->width_px - (RAIL_MM + widest_mm) * panel;

  return anj_metrics_is_large_landscape (metrics) ? (int) MAX (left_px / 2, 0) : 0;
}

/* below what is only read */
static double
reading_gap_mm (const AnjMetrics *metrics)
{
  if (!anj_metrics_is_landscape (metrics))
    return 2;
  return anj_metrics_is_small_landscape (metrics) && metrics->text_size > ANJ_TEXT_100 ? 0.8 : 1.5;
}

static void
anj_page_constructed (GObject *object)
{
  AnjPagePrivate *priv = PRIVATE (ANJ_PAGE (object));
  const AnjMetrics *metrics = &priv->metrics;
  gboolean landscape = anj_metrics_is_landscape (metrics);

  G_OBJECT_CLASS (anj_page_parent_class)->constructed (object);

  priv->overlay = gtk_overlay_new ();
  priv->whole = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  priv->body = anj_parts_box (GTK_ORIENTATION_VERTICAL, metrics, landscape ? 3 : 4, "isi-halaman");
  priv->upper = anj_parts_row (metrics, 5, NULL);
  priv->column = anj_parts_box (GTK_ORIENTATION_VERTICAL, metrics, reading_gap_mm (metrics), NULL);
  priv->reading = anj_parts_box (GTK_ORIENTATION_VERTICAL, metrics, reading_gap_mm (metrics), NULL);
  priv->error_place = anj_error_place_new (metrics);
  priv->navigation = anj_parts_box (GTK_ORIENTATION_HORIZONTAL, metrics, landscape ? 3 : 4,
                                    "navigasi");

  gtk_widget_set_margin_start (priv->body, side_margin_px (metrics));
  gtk_widget_set_margin_end (priv->body, side_margin_px (metrics));
  gtk_widget_set_vexpand (priv->body, TRUE);
  gtk_widget_set_vexpand (priv->upper, TRUE);
  gtk_widget_set_hexpand (priv->column, TRUE);
  gtk_widget_set_visible (priv->reading, FALSE);
  gtk_widget_set_visible (priv->navigation, FALSE);
  gtk_box_append (GTK_BOX (priv->column), priv->reading);
  gtk_box_append (GTK_BOX (priv->column), priv->error_place);
  anj_parts_row_add (priv->upper, priv->column);
  gtk_box_append (GTK_BOX (priv->body), priv->upper);
  gtk_box_append (GTK_BOX (priv->body), priv->navigation);
  gtk_box_append (GTK_BOX (priv->whole), priv->body);
  gtk_overlay_set_child (GTK_OVERLAY (priv->overlay), priv->whole);
  priv->cover = anj_wait_cover_new (metrics);
  g_signal_connect_object (priv->cover, "changed", G_CALLBACK (on_cover_changed), object,
                           G_CONNECT_SWAPPED);
  gtk_overlay_add_overlay (GTK_OVERLAY (priv->overlay), priv->cover);
  gtk_widget_set_parent (priv->overlay, GTK_WIDGET (object));
}

static void
anj_page_dispose (GObject *object)
{
  AnjPagePrivate *priv = PRIVATE (ANJ_PAGE (object));

  g_clear_pointer (&priv->overlay, gtk_widget_unparent);
  g_clear_object (&priv->visit);

  G_OBJECT_CLASS (anj_page_parent_class)->dispose (object);
}

static void
anj_page_finalize (GObject *object)
{
  AnjPagePrivate *priv = PRIVATE (ANJ_PAGE (object));

  g_free (priv->why_not);

  G_OBJECT_CLASS (anj_page_parent_class)->finalize (object);
}

static void
anj_page_class_init (AnjPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags flags = G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;

  object_class->set_property = anj_page_set_property;
  object_class->constructed = anj_page_constructed;
  object_class->dispose = anj_page_dispose;
  object_class->finalize = anj_page_finalize;

  properties[PROP_VISIT] = g_param_spec_object ("visit", NULL, NULL, ANJ_TYPE_VISIT, flags);
  properties[PROP_METRICS] = g_param_spec_pointer ("metrics", NULL, NULL, flags);
  properties[PROP_CLOCK] = g_param_spec_pointer ("clock", NULL, NULL, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  /* which way out the resident took; the screen looks it up in the journey table */
  way_signal = g_signal_new ("way", ANJ_TYPE_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                             G_TYPE_NONE, 1, G_TYPE_STRING);

  stir_signal = g_signal_new ("stir", ANJ_TYPE_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                              G_TYPE_NONE, 0);

  error_signal = g_signal_new ("error", ANJ_TYPE_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                               G_TYPE_NONE, 0);

  waiting_signal = g_signal_new ("waiting", ANJ_TYPE_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, G_TYPE_BOOLEAN);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "halaman");
}

static void
anj_page_init (AnjPage *self)
{
  gtk_widget_add_css_class (GTK_WIDGET (self), "halaman");
}
