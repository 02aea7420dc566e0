/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * From above to below, all in dots of 1/8 mm:
 *
 *   tumpal edge · mark, village, date · (copy) · title, number, PIN in a frame · QR, advice ·
 *   steps with their numbers · whom to ask · free of charge · help · tumpal edge
 *
 * Letters are as large as the paper allows: it is kept, and read at home without glasses.
 */

#include "app/slip/anj-slip-layout.h"

#include <math.h>
#include <pango/pangocairo.h>
#include <qrencode.h>

#define FONT "Noto Sans"
/* of the font's own, which leaves room for any script */
#define LINE_SPACING 0.9f
#define NO_BREAK_SPACE "\u00a0"
#define RULE_DOTS 2
#define FRAME_DOTS 3
#define RADIUS_DOTS 20
#define TUMPAL_DOTS 24
#define MARK_DOTS 88
#define MARK_UNITS 64
#define QR_MAX_DOTS 320
#define QR_DARK 1
#define QR_QUIET_MODULES 4

/* sizes of one paper: of letters (em) and of the room between parts */
typedef struct
{
  guint width;
  double body;
  double label;
  double number;
  double gap;
  double disc; /* with a step's number in it */
} Style;

static const Style STYLES[] = {
  [ANJ_SLIP_80_MM] = { 576, 34, 38, 88, 20, 48 },
  [ANJ_SLIP_58_MM] = { 384, 30, 32, 66, 16, 40 },
};

typedef struct
{
  cairo_t *cr;
  const Style *style;
  PangoContext *context;
  double y; /* what is above is drawn */
} Pen;

typedef struct
{
  double em;
  gboolean bold;
  PangoAlignment alignment;
  double left;
  double width;
  int spacing; /* between letters, in dots */
} Look;

guint
anj_slip_width_dots (AnjSlipPaper paper)
{
  return STYLES[paper].width;
}

gboolean
anj_slip_check (cairo_status_t status, GError **error)
{
  if (status == CAIRO_STATUS_SUCCESS)
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "cannot draw the slip: %s",
               cairo_status_to_string (status));
  return FALSE;
}

static gboolean
is_there (const char *text)
{
  return text != NULL && *text != '\0';
}

/* text */

static Look
centred (const Pen *pen, double em, gboolean bold)
{
  return (Look){ em, bold, PANGO_ALIGN_CENTER, 0, pen->style->width, 0 };
}

static Look
inside_frame (const Pen *pen, double em, gboolean bold)
{
  Look look = centred (pen, em, bold);

  look.left = RADIUS_DOTS;
  look.width -= 2 * RADIUS_DOTS;
  return look;
}

/* (transfer full): unhinted, so that the same letters stand at the same places whether they become
 * dots or a PDF's text */
static PangoContext *
make_context (cairo_t *cr, const char *language)
{
  PangoContext *context = pango_cairo_create_context (cr);
  cairo_font_options_t *options = cairo_font_options_create ();

  cairo_font_options_set_antialias (options, CAIRO_ANTIALIAS_GRAY);
  cairo_font_options_set_hint_style (options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_OFF);
  pango_cairo_context_set_font_options (context, options);
  cairo_font_options_destroy (options);
  pango_context_set_round_glyph_positions (context, FALSE);
  pango_context_set_language (context, pango_language_from_string (language));
  return context;
}

/* (transfer full): a number stays in one line with what it counts: "3 Desember" */
static char *
bind_numbers (const char *text)
{
  GString *bound = g_string_new (NULL);

  for (const char *c = text; *c != '\0'; c++)
    if (*c == ' ' && c > text && g_ascii_isdigit (c[-1]))
      g_string_append (bound, NO_BREAK_SPACE);
    else
      g_string_append_c (bound, *c);
  return g_string_free (bound, FALSE);
}

static PangoLayout *
make_layout (const Pen *pen, const char *text, const Look *look)
{
  PangoLayout *layout = pango_layout_new (pen->context);
  g_autoptr (PangoFontDescription) font = pango_font_description_from_string (FONT);
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
  g_autofree char *bound = bind_numbers (text);

  pango_font_description_set_absolute_size (font, look->em * PANGO_SCALE);
  pango_font_description_set_weight (font, look->bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_layout_set_font_description (layout, font);
  pango_attr_list_insert (attributes, pango_attr_letter_spacing_new (look->spacing * PANGO_SCALE));
  pango_layout_set_attributes (layout, attributes);
  pango_layout_set_alignment (layout, look->alignment);
  pango_layout_set_line_spacing (layout, LINE_SPACING);
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_width (layout, (int) (look->width * PANGO_SCALE));
  pango_layout_set_text (layout, bound, -1);
  return layout;
}

static double
height_of (PangoLayout *layout)
{
  int height;

  pango_layout_get_size (layout, NULL, &height);
  return (double) height / PANGO_SCALE;
}

static double
width_of (PangoLayout *layout)
{
  int width;

  pango_layout_get_size (layout, &width, NULL);
  return (double) width / PANGO_SCALE;
}

/* draws @text and moves beneath it */
static void
put_text (Pen *pen, const char *text, Look look)
{
  g_autoptr (PangoLayout) layout = NULL;

  if (!is_there (text))
    return;
  layout = make_layout (pen, text, &look);
  cairo_move_to (pen->cr, look.left, pen->y);
  pango_cairo_show_layout (pen->cr, layout);
  pen->y += height_of (layout);
}

/* in one line, made smaller where it does not fit */
static void
put_number (Pen *pen, const char *number, int spacing)
{
  double room = pen->style->width - 1.4 * RADIUS_DOTS, width;
  Look look = centred (pen, pen->style->number, TRUE);
  g_autoptr (PangoLayout) layout = NULL;

  look.spacing = spacing;
  layout = make_layout (pen, number, &look);
  pango_layout_set_width (layout, -1);
  width = width_of (layout);
  if (width > room)
    {
      look.em *= room / width;
      look.spacing = (int) (spacing * room / width);
      g_object_unref (layout);
      layout = make_layout (pen, number, &look);
      pango_layout_set_width (layout, -1);
      width = width_of (layout);
    }
  cairo_move_to (pen->cr, (pen->style->width - width) / 2, pen->y);
  pango_cairo_show_layout (pen->cr, layout);
  pen->y += height_of (layout);
}

/* lines and pictures */

static void
put_rule (Pen *pen)
{
  pen->y += pen->style->gap;
  cairo_rectangle (pen->cr, 0, round (pen->y), pen->style->width, RULE_DOTS);
  cairo_fill (pen->cr);
  pen->y += RULE_DOTS + pen->style->gap;
}

/* the header's row of triangles; @tip: 1 down, -1 up */
static void
put_tumpal (Pen *pen, int tip)
{
  double base = tip > 0 ? pen->y : pen->y + TUMPAL_DOTS;

  for (double x = 0; x < pen->style->width; x += TUMPAL_DOTS)
    {
      cairo_move_to (pen->cr, x, base);
      cairo_line_to (pen->cr, x + TUMPAL_DOTS, base);
      cairo_line_to (pen->cr, x + TUMPAL_DOTS / 2.0, base + tip * TUMPAL_DOTS * 3 / 4.0);
      cairo_close_path (pen->cr);
    }
  cairo_fill (pen->cr);
  cairo_rectangle (pen->cr, 0, tip > 0 ? base : base - FRAME_DOTS, pen->style->width, FRAME_DOTS);
  cairo_fill (pen->cr);
  pen->y += TUMPAL_DOTS;
}

static void
add_frame (const Pen *pen, double top, double bottom)
{
  double half = FRAME_DOTS / 2.0, left = half, right = pen->style->width - half;

  cairo_new_path (pen->cr);
  cairo_arc (pen->cr, left + RADIUS_DOTS, top + RADIUS_DOTS, RADIUS_DOTS, G_PI, 1.5 * G_PI);
  cairo_arc (pen->cr, right - RADIUS_DOTS, top + RADIUS_DOTS, RADIUS_DOTS, 1.5 * G_PI, 0);
  cairo_arc (pen->cr, right - RADIUS_DOTS, bottom - RADIUS_DOTS, RADIUS_DOTS, 0, G_PI / 2);
  cairo_arc (pen->cr, left + RADIUS_DOTS, bottom - RADIUS_DOTS, RADIUS_DOTS, G_PI / 2, G_PI);
  cairo_close_path (pen->cr);
  cairo_set_line_width (pen->cr, FRAME_DOTS);
}

/* a petal of the kawung, from the centre outwards */
static void
add_petal (cairo_t *cr, int quarter)
{
  cairo_save (cr);
  cairo_translate (cr, 32, 41.2);
  cairo_rotate (cr, quarter * G_PI / 2);
  cairo_translate (cr, 1.4, 1.4);
  cairo_scale (cr, .51, .51);
  cairo_move_to (cr, 0, 0);
  cairo_curve_to (cr, 0, 15, 12, 28, 29, 29);
  cairo_curve_to (cr, 28, 12, 15, 0, 0, 0);
  cairo_close_path (cr);
  cairo_restore (cr);
}

/* the pavilion over its flower, as resources/anjungan-mark.svg has it, in one colour */
static void
put_mark (Pen *pen)
{
  static const double ROOF[][2] = { { 4, 26 }, { 22, 17 }, { 29, 6 },
                                    { 35, 6 }, { 42, 17 }, { 60, 26 } };
  cairo_t *cr = pen->cr;

  cairo_save (cr);
  cairo_translate (cr, (pen->style->width - MARK_DOTS) / 2.0, pen->y);
  cairo_scale (cr, (double) MARK_DOTS / MARK_UNITS, (double) MARK_DOTS / MARK_UNITS);
  cairo_new_path (cr);
  for (gsize i = 0; i < G_N_ELEMENTS (ROOF); i++)
    cairo_line_to (cr, ROOF[i][0], ROOF[i][1]);
  cairo_move_to (cr, 9, 61);
  cairo_line_to (cr, 55, 61);
  cairo_set_line_width (cr, 4.4);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_stroke (cr);
  for (int quarter = 0; quarter < 4; quarter++)
    add_petal (cr, quarter);
  cairo_fill (cr);
  cairo_restore (cr);
  pen->y += MARK_DOTS;
}

/* whole dots a module, so that its edges are sharp */
static void
put_qr (Pen *pen, const char *text)
{
  QRcode *code = is_there (text)
                     ? QRcode_encodeString (text, /* smallest version */ 0, QR_ECLEVEL_M, QR_MODE_8,
                                            /* case sensitive */ 1)
                     : NULL;
  int n, module, left, top;

  if (code == NULL)
    return;
  n = code->width;
  module = MAX (1, QR_MAX_DOTS / n);
  left = ((int) pen->style->width - module * n) / 2;
  top = (int) ceil (pen->y + QR_QUIET_MODULES * module / 2.0);
  cairo_save (pen->cr);
  cairo_set_antialias (pen->cr, CAIRO_ANTIALIAS_NONE);
  for (int y = 0; y < n; y++)
    for (int x = 0; x < n; x++)
      if ((code->data[y * n + x] & QR_DARK) != 0)
        cairo_rectangle (pen->cr, left + x * module, top + y * module, module, module);
  cairo_fill (pen->cr);
  cairo_restore (pen->cr);
  pen->y = top + n * module + QR_QUIET_MODULES * module / 2.0;
  QRcode_free (code);
}

/* parts */

static void
put_head (Pen *pen, const AnjSlip *slip)
{
  put_tumpal (pen, 1);
  pen->y += pen->style->gap / 2;
  put_mark (pen);
  pen->y += pen->style->gap / 2;
  put_text (pen, slip->village, centred (pen, pen->style->label, TRUE));
  put_text (pen, slip->regency, centred (pen, pen->style->body, FALSE));
  put_text (pen, slip->date, centred (pen, pen->style->body, FALSE));
  pen->y += pen->style->gap;
}

/* white on black: nobody takes it for the first slip */
static void
put_copy (Pen *pen, const char *copy)
{
  Look look = centred (pen, pen->style->label, TRUE);
  g_autoptr (PangoLayout) layout = NULL;
  double height;

  if (!is_there (copy))
    return;
  layout = make_layout (pen, copy, &look);
  height = height_of (layout) + pen->style->gap;
  cairo_rectangle (pen->cr, 0, round (pen->y), pen->style->width, round (height));
  cairo_fill (pen->cr);
  cairo_set_source_rgb (pen->cr, 1, 1, 1);
  cairo_move_to (pen->cr, 0, pen->y + pen->style->gap / 2);
  pango_cairo_show_layout (pen->cr, layout);
  cairo_set_source_rgb (pen->cr, 0, 0, 0);
  pen->y += height + pen->style->gap;
}

static void
put_ticket (Pen *pen, const AnjSlip *slip)
{
  gboolean has_pin = is_there (slip->pin) && !is_there (slip->copy);
  Look look = inside_frame (pen, pen->style->body, FALSE);
  double top = pen->y;

  if (!is_there (slip->number))
    {
      put_text (pen, slip->title, centred (pen, pen->style->label, TRUE));
      return;
    }
  pen->y += pen->style->gap;
  put_text (pen, slip->title, look);
  put_number (pen, slip->number, 0);
  if (has_pin)
    {
      pen->y += pen->style->gap / 2;
      put_text (pen, slip->pin_title, look);
      put_number (pen, slip->pin, (int) pen->style->number / 6);
    }
  pen->y += pen->style->gap / 2;
  add_frame (pen, top, pen->y);
  cairo_stroke (pen->cr);
  pen->y += pen->style->gap / 2;
  put_qr (pen, slip->qr);
  put_text (pen, slip->advice, centred (pen, pen->style->body, FALSE));
}

static void
put_step (Pen *pen, const AnjSlipStep *step, gsize number)
{
  const Style *style = pen->style;
  double left = style->disc + style->gap * 0.75, top = pen->y;
  Look look = { style->label, TRUE, PANGO_ALIGN_LEFT, left, style->width - left, 0 };
  Look digit = { style->body, TRUE, PANGO_ALIGN_CENTER, 0, style->disc, 0 };
  g_autofree char *text = g_strdup_printf ("%" G_GSIZE_FORMAT, number);
  g_autoptr (PangoLayout) layout = make_layout (pen, text, &digit);

  put_text (pen, step->heading, look);
  look.em = style->body;
  look.bold = FALSE;
  put_text (pen, step->text, look);
  cairo_new_path (pen->cr);
  cairo_arc (pen->cr, style->disc / 2, top + style->label * 0.72, style->disc / 2, 0, 2 * G_PI);
  cairo_fill (pen->cr);
  cairo_set_source_rgb (pen->cr, 1, 1, 1);
  cairo_move_to (pen->cr, 0, top + style->label * 0.72 - height_of (layout) / 2);
  pango_cairo_show_layout (pen->cr, layout);
  cairo_set_source_rgb (pen->cr, 0, 0, 0);
}

static void
put_steps (Pen *pen, const AnjSlip *slip)
{
  if (slip->n_steps == 0)
    return;
  put_rule (pen);
  if (is_there (slip->steps_title))
    {
      put_text (pen, slip->steps_title, centred (pen, pen->style->label, TRUE));
      pen->y += pen->style->gap / 2;
    }
  for (gsize i = 0; i < slip->n_steps; i++)
    {
      pen->y += i > 0 ? pen->style->gap / 2 : 0;
      put_step (pen, &slip->steps[i], i + 1);
    }
}

static void
put_whom (Pen *pen, const AnjSlip *slip)
{
  if (!is_there (slip->whom))
    return;
  put_rule (pen);
  put_text (pen, slip->whom_title, centred (pen, pen->style->body, FALSE));
  put_text (pen, slip->whom, centred (pen, pen->style->label, TRUE));
}

static void
put_foot (Pen *pen, const AnjSlip *slip)
{
  g_auto (GStrv) sentences = g_strsplit (slip->free_of_charge, ". ", 2);
  g_autofree char *lines = g_strjoinv (".\n", sentences);
  double top;

  pen->y += pen->style->gap;
  top = pen->y;
  pen->y += pen->style->gap / 2;
  put_text (pen, lines, inside_frame (pen, pen->style->label, TRUE));
  pen->y += pen->style->gap / 2;
  add_frame (pen, top, pen->y);
  cairo_stroke (pen->cr);
  pen->y += pen->style->gap / 2;
  put_text (pen, slip->help, centred (pen, pen->style->body, FALSE));
  pen->y += pen->style->gap / 2;
  put_tumpal (pen, -1);
}

cairo_surface_t *
anj_slip_lay_out (const AnjSlip *slip, AnjSlipPaper paper, guint *out_height_dots, GError **error)
{
  g_autoptr (cairo_surface_t)
      recording = cairo_recording_surface_create (CAIRO_CONTENT_COLOR_ALPHA, /* unbounded */ NULL);
  g_autoptr (cairo_t) cr = cairo_create (recording);
  Pen pen = { cr, &STYLES[paper], make_context (cr, slip->language), 0 };

  cairo_set_source_rgb (cr, 0, 0, 0);
  put_head (&pen, slip);
  put_copy (&pen, slip->copy);
  put_ticket (&pen, slip);
  put_steps (&pen, slip);
  put_whom (&pen, slip);
  put_foot (&pen, slip);
  g_object_unref (pen.context);
  if (!anj_slip_check (cairo_status (cr), error))
    return NULL;
  *out_height_dots = (guint) ceil (pen.y);
  return g_steal_pointer (&recording);
}
