/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "anj-ui"

#include "ui/anj-style.h"

#include <string.h>

#define RESOURCE_PREFIX "/id/anjungan/Kiosk/"

/* the later sheet wins */
static const char *const SHEETS[] = { "style.css.in", "style-pages.css.in" };
static const char TWO_COLOUR_SHEET[] = "style-dua-warna.css.in";

static const struct
{
  const char *sheet;
  const char *css_class; /* (nullable) */
} THEMES[] = {
  [ANJ_THEME_MORI] = { "theme-mori.css", NULL },
  [ANJ_THEME_BLACK_YELLOW] = { "theme-hitam-kuning.css", "hk" },
  [ANJ_THEME_WHITE_BLACK] = { "theme-putih-hitam.css", "ph" },
};

static const char *const ROLE_NAMES[] = {
  [ANJ_TYPE_ROLE_KECIL] = "$kecil", [ANJ_TYPE_ROLE_ISI] = "$isi",
  [ANJ_TYPE_ROLE_LABEL] = "$label", [ANJ_TYPE_ROLE_PERTANYAAN] = "$pertanyaan",
  [ANJ_TYPE_ROLE_ANGKA] = "$angka", [ANJ_TYPE_ROLE_NOMOR] = "$nomor",
};

static const char *const TEXT_CLASSES[] = {
  [ANJ_TEXT_100] = "t100",
  [ANJ_TEXT_125] = "t125",
  [ANJ_TEXT_150] = "t150",
  [ANJ_TEXT_200] = "t200",
};

static void
append_px (GString *out, double px)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append (out, g_ascii_formatd (text, sizeof text, "%.4g", px));
  g_string_append (out, "px");
}

static gboolean
on_length (const GMatchInfo *match, GString *out, gpointer user_data)
{
  const AnjMetrics *metrics = user_data;
  g_autofree char *number = g_match_info_fetch (match, 1);
  g_autofree char *unit = g_match_info_fetch (match, 2);
  double mm = g_ascii_strtod (number, NULL);

  if (strcmp (unit, "cap") == 0)
    append_px (out, anj_metrics_cap_px (metrics, ANJ_TYPE_ROLE_LABEL, mm));
  else if (strcmp (unit, "teks") == 0)
    append_px (out, anj_metrics_cap_px (metrics, ANJ_TYPE_ROLE_ISI, mm));
  else
    append_px (out, mm < 0 ? -anj_metrics_px (metrics, -mm) : anj_metrics_px (metrics, mm));
  return FALSE;
}

char *
anj_style_fill (const char *template, const AnjMetrics *metrics)
{
  g_autoptr (GRegex)
      length = g_regex_new ("(-?[0-9]+(?:\\.[0-9]+)?)(mm|cap|teks)\\b", G_REGEX_OPTIMIZE, 0, NULL);
  g_autoptr (GString) text = g_string_new (template);

  for (guint role = 0; role < G_N_ELEMENTS (ROLE_NAMES); role++)
    {
      g_autoptr (GString) size = g_string_new (NULL);

      append_px (size, anj_metrics_font_px (metrics, role));
      g_string_replace (text, ROLE_NAMES[role], size->str, /* no limit */ 0);
    }
  return g_regex_replace_eval (length, text->str, (gssize) text->len, 0, 0, on_length,
                               (gpointer) metrics, NULL);
}

static void
on_parsing_error (GtkCssProvider *provider G_GNUC_UNUSED,
                  GtkCssSection *section,
                  const GError *error,
                  gpointer user_data G_GNUC_UNUSED)
{
  g_autofree char *where = gtk_css_section_to_string (section);

  g_warning ("style sheet %s: %s", where, error->message);
}

static void
append_sheet (GString *all, const char *name)
{
  g_autofree char *path = g_strconcat (RESOURCE_PREFIX, name, NULL);
  g_autoptr (GBytes) bytes = g_resources_lookup_data (path, 0, NULL);

  if (bytes != NULL)
    g_string_append_len (all, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes));
}

void
anj_style_load (GtkCssProvider *provider, const AnjMetrics *metrics)
{
  g_autoptr (GString) all = g_string_new (NULL);
  g_autofree char *sheet = NULL;
  gulong handler;

  append_sheet (all, THEMES[metrics->theme].sheet);
  for (guint i = 0; i < G_N_ELEMENTS (SHEETS); i++)
    append_sheet (all, SHEETS[i]);
  if (anj_metrics_has_two_colours (metrics))
    append_sheet (all, TWO_COLOUR_SHEET);
  sheet = anj_style_fill (all->str, metrics);
  handler = g_signal_connect (provider, "parsing-error", G_CALLBACK (on_parsing_error), NULL);
  gtk_css_provider_load_from_data (provider, sheet, -1);
  g_signal_handler_disconnect (provider, handler);
}

static void
set_class (GtkWidget *widget, const char *name, gboolean on)
{
  if (on)
    gtk_widget_add_css_class (widget, name);
  else
    gtk_widget_remove_css_class (widget, name);
}

void
anj_style_set_classes (GtkWidget *window, const AnjMetrics *metrics)
{
  for (guint i = 0; i < G_N_ELEMENTS (TEXT_CLASSES); i++)
    set_class (window, TEXT_CLASSES[i], i == metrics->text_size);
  for (guint i = 0; i < G_N_ELEMENTS (THEMES); i++)
    if (THEMES[i].css_class != NULL)
      set_class (window, THEMES[i].css_class, i == metrics->theme);
  set_class (window, "dua", anj_metrics_has_two_colours (metrics));
  set_class (window, "luas", anj_metrics_is_wide (metrics));
  set_class (window, "land", anj_metrics_is_landscape (metrics));
  set_class (window, "lega", anj_metrics_is_large_landscape (metrics));
  set_class (window, "lapang", anj_metrics_is_broad_landscape (metrics));
  set_class (window, "tegak", !anj_metrics_is_landscape (metrics));
  set_class (window, "sedang", anj_metrics_is_upright_narrow (metrics));
}
