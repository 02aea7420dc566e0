/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/report/hub-report-chart.h"

#include <gio/gio.h>
#include <math.h>
#include <string.h>

#define WIDTH_PX 680
#define HEIGHT_PX 270
/* labels nearer to each other than this share of the width would touch */
#define LABEL_SHARE 0.13
/* written beside the points of a line */
#define MAX_NUMBERS 10

/* they differ in lightness, in dash and in mark: so they do on a grey printer */
static const char styles[] = "set style line 1 lc rgb '#8c1d18' lw 3 pt 7 ps 0.9\n"
                             "set style line 2 lc rgb '#1b2a5b' lw 2 dt 2 pt 4 ps 0.8\n"
                             "set style line 3 lc rgb '#767676' lw 2 dt 4 pt 8 ps 0.8\n";
static const char *const fills[HUB_CHART_MAX_SERIES] = { "#8c1d18", "#c9cfe0", "#7a86ad" };

static const char frame[] =
    "set border 3 lc rgb '#5b5b5b'\nset tics nomirror out scale 0.4 textcolor rgb '#1f1710'\n"
    "set grid ytics lc rgb '#d8d8d8' lt 1 lw 1\nset yrange [0:*]\n"
    "set offsets graph 0.04, graph 0.06, graph 0.12, 0\n"
    "set key above left Left reverse horizontal samplen 3\nset decimalsign ','\n";

/* gnuplot reads '' as a quote inside quotes; no other character means anything between these */
static void
append_text (GString *out, const char *text)
{
  g_string_append_c (out, '\'');
  for (; *text != '\0'; text++)
    if (*text == '\'')
      g_string_append (out, "''");
    else if (*text != '\n' && *text != '\r')
      g_string_append_c (out, *text);
  g_string_append_c (out, '\'');
}

static void
append_number (GString *out, double number)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  if (isnan (number))
    g_string_append (out, " NaN");
  else
    g_string_append_printf (out, " %s", g_ascii_dtostr (text, sizeof text, number));
}

static double
find_position (const HubChart *chart, guint index)
{
  return chart->positions != NULL ? chart->positions[index] : index;
}

/* the last label always stands, and each before it that does not touch the next one */
static void
append_labels (GString *out, const HubChart *chart)
{
  double first = find_position (chart, 0);
  double least = chart->kind == HUB_CHART_STACKS
                     ? 0
                     : LABEL_SHARE * (find_position (chart, chart->n_labels - 1) - first);
  double shown = G_MAXDOUBLE;
  const char *separator = "";

  g_string_append (out, "set xtics (");
  for (guint i = chart->n_labels; i-- > 0;)
    {
      double position = find_position (chart, i);

      if (shown - position < least)
        continue;
      shown = position;
      g_string_append (out, separator);
      append_text (out, chart->labels[i]);
      append_number (out, position);
      separator = ", ";
    }
  g_string_append (out, ")\n");
}

static void
append_data (GString *out, const HubChart *chart)
{
  g_string_append (out, "$data << END\n");
  for (guint i = 0; i < chart->n_labels; i++)
    {
      append_number (out, find_position (chart, i));
      for (guint s = 0; s < chart->n_series; s++)
        append_number (out, chart->series[s].values[i]);
      g_string_append_c (out, '\n');
    }
  g_string_append (out, "END\n");
}

static void
append_line_plots (GString *out, const HubChart *chart)
{
  guint step = 1 + (chart->n_labels - 1) / MAX_NUMBERS;

  for (guint s = chart->n_series; s-- > 0;)
    {
      g_string_append_printf (out, "$data using 1:%u with linespoints ls %u title ", s + 2, s + 1);
      append_text (out, chart->series[s].name);
      g_string_append (out, ", ");
    }
  /* the last point's number always stands */
  g_string_append_printf (out,
                          "$data every %u::%u using 1:2:(gprintf('%%.6g', $2)) with labels offset "
                          "0,0.9 font ',12' notitle",
                          step, (chart->n_labels - 1) % step);
}

static void
append_stack_plots (GString *out, const HubChart *chart)
{
  for (guint s = 0; s < chart->n_series; s++)
    {
      g_string_append_printf (out, "%s$data using %u lc rgb '%s' title ", s > 0 ? ", " : "", s + 2,
                              fills[s]);
      append_text (out, chart->series[s].name);
    }
}

static char *
make_script (const HubChart *chart)
{
  GString *out = g_string_new (NULL);

  g_string_append_printf (out,
                          "set terminal svg size %d,%d dynamic rounded noenhanced font "
                          "'sans-serif,12' name '%s'\n%s%sset ylabel ",
                          WIDTH_PX, HEIGHT_PX, chart->id, styles, frame);
  append_text (out, chart->unit);
  g_string_append_c (out, '\n');
  append_data (out, chart);
  append_labels (out, chart);
  if (chart->n_series == 1)
    g_string_append (out, "unset key\n");
  if (chart->kind == HUB_CHART_STACKS)
    g_string_append (out, "set style data histograms\nset style histogram rowstacked\n"
                          "set boxwidth 0.6\nset style fill solid border rgb '#1f1710'\n");
  g_string_append (out, "plot ");
  if (chart->kind == HUB_CHART_LINES)
    append_line_plots (out, chart);
  else
    append_stack_plots (out, chart);
  g_string_append_c (out, '\n');
  return g_string_free (out, FALSE);
}

/* what stands before the element goes, and gnuplot's own words on it; names that every chart has
 * get this one's in front */
static char *
fit_in (const HubChart *chart, const char *svg)
{
  static const char *const replacements[][2] = {
    { "(gpPt|gpDot|textbox|greybox|gnuplot_)", "%s-\\1" },
    { "<title>[A-Za-z0-9]+_plot_[0-9]+</title>", "" },
    { "^.*?<svg", "<svg role=\"img\" aria-labelledby=\"%s-title %s-desc\"" },
  };
  const char *heading = strstr (svg, "<title>");
  const char *rest = heading != NULL ? strstr (heading, "</desc>") : NULL;
  g_autofree char *begin = NULL;
  g_autofree char *words = NULL;
  char *out;

  if (rest == NULL)
    return NULL;
  begin = g_strndup (svg, (gsize) (heading - svg));
  words = g_markup_printf_escaped ("<title id=\"%s-title\">%s</title>\n<desc id=\"%s-desc\">%s",
                                   chart->id, chart->title, chart->id, chart->description);
  out = g_strconcat (begin, words, rest, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (replacements); i++)
    {
      g_autoptr (GRegex) regex = g_regex_new (replacements[i][0], G_REGEX_DOTALL, 0, NULL);
      g_auto (GStrv) parts = g_strsplit (replacements[i][1], "%s", -1);
      g_autofree char *with = g_strjoinv (chart->id, parts);
      g_autofree char *before = out;

      out = g_regex_replace (regex, before, -1, 0, with, 0, NULL);
    }
  return out;
}

char *
hub_report_chart_draw (const HubChart *chart, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (
      G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE |
      G_SUBPROCESS_FLAGS_STDERR_PIPE);
  g_autoptr (GSubprocess) process = NULL;
  g_autofree char *script = make_script (chart);
  g_autofree char *svg = NULL;
  g_autofree char *complaint = NULL;
  char *fitting = NULL;

  g_subprocess_launcher_setenv (launcher, "LC_ALL", "C.UTF-8", TRUE);
  /* -d: nobody's settings */
  process = g_subprocess_launcher_spawn (launcher, &local_error, "gnuplot", "-d", NULL);
  if (process == NULL)
    {
      g_set_error (error, HUB_ERROR, HUB_ERROR_UNAVAILABLE,
                   "charts need gnuplot: %s; install gnuplot-nox, or take json or csv",
                   local_error->message);
      return NULL;
    }
  if (g_subprocess_communicate_utf8 (process, script, NULL, &svg, &complaint, &local_error) &&
      g_subprocess_get_successful (process) && svg != NULL)
    fitting = fit_in (chart, svg);
  if (fitting == NULL)
    g_set_error (error, HUB_ERROR, HUB_ERROR_UNAVAILABLE, "gnuplot cannot draw %s: %s", chart->id,
                 local_error != NULL ? local_error->message : g_strstrip (complaint));
  return fitting;
}
