/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Slips are read back by programs that know nothing of ours: poppler reads the PDF, zbar the code
 * on the PDF's picture and on the printer's dots. */

#include <glib/gstdio.h>
#include <string.h>

#include "raster.h"
#include "sample-slip.h"

#define POINTS_PER_MM (72 / 25.4)
#define CLOSE_POINTS 0.02

typedef struct
{
  char *dir;
} Fixture;

static const AnjSlipPaper PAPERS[] = { ANJ_SLIP_80_MM, ANJ_SLIP_58_MM };
static const double PAPER_MM[] = { 80, 58 };

static void
set_up (Fixture *self, gconstpointer user_data G_GNUC_UNUSED)
{
  self->dir = g_dir_make_tmp ("slip-XXXXXX", NULL);
}

static void
tear_down (Fixture *self, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GDir) dir = g_dir_open (self->dir, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (self->dir, name, NULL);

      g_remove (path);
    }
  g_rmdir (self->dir);
  g_free (self->dir);
}

/* (transfer full): what the program prints */
static char *
run (const char *const *argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = g_subprocess_newv (
      argv, G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error);
  char *text = NULL;

  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, NULL, NULL, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

static char *
save (Fixture *self, const char *name, GBytes *bytes)
{
  char *path = g_build_filename (self->dir, name, NULL);
  gsize n_bytes;
  const char *data = g_bytes_get_data (bytes, &n_bytes);

  g_assert_true (g_file_set_contents (path, data, (gssize) n_bytes, NULL));
  return path;
}

static char *
save_pdf (Fixture *self, const AnjSlip *slip, AnjSlipPaper paper)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) pdf = anj_slip_write_pdf (slip, paper, &error);

  g_assert_no_error (error);
  return save (self, "slip.pdf", pdf);
}

static Raster *
print (const AnjSlip *slip, AnjSlipPaper paper)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = anj_slip_write_escpos (slip, paper, &error);

  g_assert_no_error (error);
  return raster_read (bytes);
}

/* neither spaces nor hyphens count: a line may end at both, and a word that is broken gets one */
static char *
squeeze (const char *text)
{
  g_autoptr (GRegex) breaks = g_regex_new ("[\\s\\f\u00a0\u2010-]+", 0, 0, NULL);

  return g_regex_replace_literal (breaks, text, -1, 0, "", 0, NULL);
}

static char *
read_pdf (const char *path)
{
  const char *argv[] = { "pdftotext", "-raw", "-nopgbrk", path, "-", NULL };
  g_autofree char *text = run (argv);

  return squeeze (text);
}

/* takes @text out of @rest, where it must be */
static void
take_out (GString *rest, const char *text)
{
  g_autofree char *wanted = NULL;
  char *at;

  if (text == NULL)
    return;
  wanted = squeeze (text);
  at = strstr (rest->str, wanted);
  if (at == NULL)
    g_error ("\"%s\" is not in \"%s\"", wanted, rest->str);
  g_string_erase (rest, at - rest->str, (gssize) strlen (wanted));
}

static void
take_steps_out (GString *rest, const AnjSlip *slip)
{
  for (gsize i = 0; i < slip->n_steps; i++)
    {
      g_autofree char *number = g_strdup_printf ("%" G_GSIZE_FORMAT, i + 1);

      take_out (rest, slip->steps[i].heading);
      take_out (rest, slip->steps[i].text);
      take_out (rest, number);
    }
}

static void
test_pdf_says_all_texts_and_nothing_else (Fixture *self, gconstpointer user_data G_GNUC_UNUSED)
{
  for (gsize p = 0; p < G_N_ELEMENTS (PAPERS); p++)
    for (guint i = 0; sample_slip (i) != NULL; i++)
      {
        const AnjSlip *slip = sample_slip (i);
        g_autofree char *path = save_pdf (self, slip, PAPERS[p]);
        g_autofree char *text = read_pdf (path);
        g_autoptr (GString) rest = g_string_new (text);
        const char *texts[] = { slip->village,     slip->regency,       slip->date,
                                slip->copy,        slip->title,         slip->number,
                                slip->pin_title,   slip->pin,           slip->advice,
                                slip->steps_title, slip->whom,          slip->whom_title,
                                slip->help,        slip->free_of_charge };

        for (gsize t = 0; t < G_N_ELEMENTS (texts); t++)
          take_out (rest, texts[t]);
        take_steps_out (rest, slip);
        g_assert_cmpstr (rest->str, ==, "");
      }
}

static double
read_attribute (const char *line, const char *name)
{
  g_autofree char *start = g_strconcat (name, "=\"", NULL);
  const char *at = strstr (line, start);

  g_assert_nonnull (at);
  return g_ascii_strtod (at + strlen (start), NULL);
}

static void
test_long_words_wrap_within_what_is_printed (Fixture *self, gconstpointer user_data G_GNUC_UNUSED)
{
  for (gsize p = 0; p < G_N_ELEMENTS (PAPERS); p++)
    for (guint i = 0; sample_slip (i) != NULL; i++)
      {
        g_autofree char *path = save_pdf (self, sample_slip (i), PAPERS[p]);
        const char *argv[] = { "pdftotext", "-bbox", path, "-", NULL };
        g_autofree char *boxes = run (argv);
        g_auto (GStrv) lines = g_strsplit (boxes, "\n", -1);
        double edge_mm = (PAPER_MM[p] - anj_slip_width_dots (PAPERS[p]) / 8.0) / 2;
        guint n_words = 0;

        for (guint l = 0; lines[l] != NULL; l++)
          if (strstr (lines[l], "<word ") != NULL)
            {
              g_assert_cmpfloat (read_attribute (lines[l], "xMin"), >=,
                                 edge_mm * POINTS_PER_MM - CLOSE_POINTS);
              g_assert_cmpfloat (read_attribute (lines[l], "xMax"), <=,
                                 (PAPER_MM[p] - edge_mm) * POINTS_PER_MM + CLOSE_POINTS);
              n_words++;
            }
        g_assert_cmpuint (n_words, >, 10);
      }
}

static void
test_page_is_as_wide_as_paper_and_as_long_as_slip (Fixture *self,
                                                   gconstpointer user_data G_GNUC_UNUSED)
{
  for (gsize p = 0; p < G_N_ELEMENTS (PAPERS); p++)
    for (guint i = 0; sample_slip (i) != NULL; i++)
      {
        g_autofree char *path = save_pdf (self, sample_slip (i), PAPERS[p]);
        g_autoptr (Raster) raster = print (sample_slip (i), PAPERS[p]);
        const char *argv[] = { "pdftotext", "-bbox", path, "-", NULL };
        g_autofree char *boxes = run (argv);
        const char *page = strstr (boxes, "<page ");

        g_assert_nonnull (page);
        g_assert_null (strstr (page + 1, "<page "));
        g_assert_cmpfloat_with_epsilon (read_attribute (page, "width"), PAPER_MM[p] * POINTS_PER_MM,
                                        CLOSE_POINTS);
        g_assert_cmpfloat_with_epsilon (read_attribute (page, "height"),
                                        (raster->n_rows / 8.0 + 8) * POINTS_PER_MM, CLOSE_POINTS);
      }
}

static void
assert_code (const char *picture, const char *wanted)
{
  const char *argv[] = { "zbarimg", "-q", "--raw", "--nodbus", picture, NULL };
  g_autofree char *text = run (argv);

  g_assert_cmpstr (g_strstrip (text), ==, wanted);
}

static void
test_code_is_read_from_dots_and_from_pdf (Fixture *self, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autofree char *picture = g_build_filename (self->dir, "picture", NULL);
  g_autofree char *png = g_strconcat (picture, ".png", NULL);

  for (gsize p = 0; p < G_N_ELEMENTS (PAPERS); p++)
    {
      g_autoptr (Raster) raster = print (sample_slip (0), PAPERS[p]);
      g_autoptr (GBytes) pgm = raster_to_pgm (raster);
      g_autofree char *dots = save (self, "slip.pgm", pgm);
      g_autofree char *pdf = save_pdf (self, sample_slip (0), PAPERS[p]);
      const char *argv[] = { "pdftoppm", "-r",          "203",   "-gray", "-png",
                             pdf,        "-singlefile", picture, NULL };
      g_autofree char *said = run (argv);

      assert_code (dots, SAMPLE_QR);
      assert_code (png, SAMPLE_QR);
    }
}

static gboolean
is_black (const Raster *raster, guint x, guint y)
{
  return raster->dots->data[y * raster->width + x] != 0;
}

static void
test_dots_fill_the_width_and_the_paper_is_cut (Fixture *self G_GNUC_UNUSED,
                                               gconstpointer user_data G_GNUC_UNUSED)
{
  static const guint widths[] = { 576, 384 };

  for (gsize p = 0; p < G_N_ELEMENTS (PAPERS); p++)
    {
      g_autoptr (Raster) raster = print (sample_slip (0), PAPERS[p]);

      g_assert_cmpuint (raster->width, ==, widths[p]);
      g_assert_cmpuint (raster->n_bands, ==, (raster->n_rows + 127) / 128);
      g_assert_cmpuint (raster->n_fed_lines, ==, 4);
      g_assert_true (raster->is_cut);
      /* the edges' lines reach from side to side, above and below */
      for (guint x = 0; x < raster->width; x++)
        g_assert_true (is_black (raster, x, 1) && is_black (raster, x, raster->n_rows - 2));
    }
}

static void
test_number_is_at_least_twice_as_high_as_text (Fixture *self, gconstpointer user_data G_GNUC_UNUSED)
{
  for (gsize p = 0; p < G_N_ELEMENTS (PAPERS); p++)
    {
      g_autofree char *path = save_pdf (self, sample_slip (0), PAPERS[p]);
      const char *argv[] = { "pdftotext", "-bbox", path, "-", NULL };
      g_autofree char *boxes = run (argv);
      g_auto (GStrv) lines = g_strsplit (boxes, "\n", -1);
      double number = 0, text = 0;

      for (guint l = 0; lines[l] != NULL; l++)
        {
          double height = strstr (lines[l], "<word ") != NULL
                              ? read_attribute (lines[l], "yMax") -
                                    read_attribute (lines[l], "yMin")
                              : 0;

          if (strstr (lines[l], ">PGD-4827-K<") != NULL)
            number = height;
          else if (strstr (lines[l], ">Kabupaten<") != NULL)
            text = height;
        }
      g_assert_cmpfloat (text, >, 0);
      g_assert_cmpfloat (number, >=, 2 * text);
    }
}

static void
test_copy_has_no_pin (Fixture *self, gconstpointer user_data G_GNUC_UNUSED)
{
  AnjSlip copy = *sample_slip (0);
  g_autofree char *path = NULL;
  g_autofree char *text = NULL;

  copy.copy = "SALINAN";
  path = save_pdf (self, &copy, ANJ_SLIP_80_MM);
  text = read_pdf (path);
  g_assert_nonnull (strstr (text, "SALINAN"));
  g_assert_nonnull (strstr (text, "PGD4827K"));
  g_assert_null (strstr (text, SAMPLE_PIN));
  g_assert_null (strstr (text, "PIN"));
}

static void
test_same_slip_gives_same_bytes (Fixture *self G_GNUC_UNUSED, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GBytes) first = anj_slip_write_escpos (sample_slip (0), ANJ_SLIP_80_MM, NULL);
  g_autoptr (GBytes) second = anj_slip_write_escpos (sample_slip (0), ANJ_SLIP_80_MM, NULL);

  g_assert_true (g_bytes_equal (first, second));
}

#define add(name, test) g_test_add (name, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("/slip/PDF says all texts and nothing else", test_pdf_says_all_texts_and_nothing_else);
  add ("/slip/long words wrap within what is printed", test_long_words_wrap_within_what_is_printed);
  add ("/slip/page is as wide as the paper and as long as the slip",
       test_page_is_as_wide_as_paper_and_as_long_as_slip);
  add ("/slip/code is read from the dots and from the PDF",
       test_code_is_read_from_dots_and_from_pdf);
  add ("/slip/dots fill the width and the paper is cut",
       test_dots_fill_the_width_and_the_paper_is_cut);
  add ("/slip/number is at least twice as high as text",
       test_number_is_at_least_twice_as_high_as_text);
  add ("/slip/a copy has no PIN", test_copy_has_no_pin);
  add ("/slip/same slip gives same bytes", test_same_slip_gives_same_bytes);
  return g_test_run ();
}
