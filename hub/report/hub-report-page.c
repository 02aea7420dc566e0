/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/report/hub-report-page.h"

#include <stdio.h>
#include <string.h>

#include "core/anj-json.h"
#include "hub/hub-resources.h"

static const char *const months[] = {
  "Januari", "Februari", "Maret",     "April",   "Mei",      "Juni",
  "Juli",    "Agustus",  "September", "Oktober", "November", "Desember",
};

static const char *const part_words[] = {
  [ANJ_REGION_NONE] = "wilayah",       [ANJ_REGION_PROVINCE] = "kabupaten atau kota",
  [ANJ_REGION_REGENCY] = "kecamatan",  [ANJ_REGION_DISTRICT] = "desa atau kelurahan",
  [ANJ_REGION_VILLAGE] = "lingkungan",
};

static const struct
{
  const char *name;
  const char *words;
} registers[] = {
  { "dtsen", "DTSEN (Data Tunggal Sosial dan Ekonomi Nasional)" },
  { "dtks", "DTKS (Data Terpadu Kesejahteraan Sosial)" },
  { "p3ke", "P3KE (sasaran penghapusan kemiskinan ekstrem)" },
  { "pk", "Pendataan Keluarga BKKBN" },
  { "penerima", "Daftar penerima" },
};

char *
hub_page_number (gint64 number)
{
  GString *text = g_string_new (NULL);
  gssize first = number < 0 ? 1 : 0;

  g_string_printf (text, "%" G_GINT64_FORMAT, number);
  for (gssize i = (gssize) text->len - 3; i > first; i -= 3)
    g_string_insert_c (text, i, '.');
  return g_string_free (text, FALSE);
}

char *
hub_page_percent (gint64 part, gint64 whole)
{
  gint64 tenths = whole > 0 ? (part * 2000 + whole) / (whole * 2) : 0;

  if (whole <= 0)
    return g_strdup ("–");
  return g_strdup_printf ("%" G_GINT64_FORMAT ",%" G_GINT64_FORMAT " %%", tenths / 10, tenths % 10);
}

/* @n_letters: of the month */
static char *
print_date (const char *date, gsize n_letters)
{
  int year = 0, month = 0, day = 0;

  if (sscanf (date, "%4d-%2d-%2d", &year, &month, &day) != 3 || month < 1 || month > 12)
    return g_strdup (date);
  return g_strdup_printf ("%d %.*s %d", day, (int) n_letters, months[month - 1], year);
}

char *
hub_page_date (const char *date)
{
  return print_date (date, 16);
}

char *
hub_page_short_date (const char *date)
{
  return print_date (date, 3);
}

const char *
hub_page_part_word (const char *area)
{
  return part_words[anj_region_code_level (area)];
}

char *
hub_page_region (const HubReportQuery *query, const char *code)
{
  const char *name = anj_region_table_name (query->regions, code);

  if (name == NULL)
    return g_strdup (code);
  switch (anj_region_code_level (code))
    {
    case ANJ_REGION_PROVINCE:
      return g_strconcat ("Provinsi ", name, NULL);
    case ANJ_REGION_DISTRICT:
      return g_strconcat ("Kecamatan ", name, NULL);
    case ANJ_REGION_VILLAGE:
      /* the fourth part of a kelurahan's code begins with 1 */
      return g_strconcat (code[strlen ("35.09.01.")] == '1' ? "Kelurahan " : "Desa ", name, NULL);
    case ANJ_REGION_NONE:
    case ANJ_REGION_REGENCY:
    default:
      return g_strdup (name);
    }
}

void
hub_page_add_markup (HubPage *self, const char *markup)
{
  g_string_append (self->out, markup);
}

void
hub_page_add (HubPage *self, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_markup_vprintf_escaped (format, args);
  va_end (args);
  g_string_append (self->out, text);
}

/* a string of CSS: nothing in it can end it, or the style */
static void
append_css_string (GString *out, const char *text)
{
  g_string_append_c (out, '"');
  for (; *text != '\0'; text = g_utf8_next_char (text))
    {
      gunichar c = g_utf8_get_char (text);

      if (g_unichar_isalnum (c) || c == ' ' || c == ',' || c == '.')
        g_string_append_unichar (out, c);
      else
        g_string_append_printf (out, "\\%x ", c);
    }
  g_string_append_c (out, '"');
}

/* what stands above and below each printed page */
static void
append_margins (GString *out, const char *title, const char *region, const char *date)
{
  g_autofree char *below = g_strconcat (region, ". Data per ", date, ".", NULL);

  g_string_append (out, "@page { @bottom-left { font: 8.5pt sans-serif; color: #3f3126; content: ");
  append_css_string (out, below);
  g_string_append (out, "; } @bottom-right { font: 8.5pt sans-serif; color: #3f3126; "
                        "content: \"Halaman \" counter(page) \" dari \" counter(pages); } "
                        "@top-right { font: 8.5pt sans-serif; color: #3f3126; content: ");
  append_css_string (out, title);
  g_string_append (out, "; } }\n@page :first { @top-right { content: none; } }\n");
}

void
hub_page_begin (HubPage *self, const char *title, HubPageReaders readers)
{
  const char *code = anj_json_get_string (self->document, "area", "");
  g_autoptr (GBytes)
      css = g_resource_lookup_data (hub_get_resource (), "/id/anjungan/hub/report/report.css",
                                    G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  g_autofree char *date = hub_page_date (anj_json_get_string (self->document, "as_of", "–"));
  g_autofree char *region = hub_page_region (self->query, code);
  g_autofree char *parent = anj_region_code_parent (code);
  g_autofree char *around = parent != NULL ? hub_page_region (self->query, parent) : NULL;

  g_assert (css != NULL); /* compiled in */
  hub_page_add (self,
                "<!DOCTYPE html>\n<html lang=\"id\">\n<head>\n<meta charset=\"utf-8\">\n"
                "<meta name=\"viewport\" content=\"width=device-width\">\n<title>%s – %s</title>\n",
                title, region);
  g_string_append (self->out, "<style>\n");
  g_string_append_len (self->out, g_bytes_get_data (css, NULL), (gssize) g_bytes_get_size (css));
  append_margins (self->out, title, region, date);
  g_string_append (self->out, "</style>\n</head>\n<body>\n<header>\n");
  hub_page_add (self, "<p class=\"office\">%s</p>\n",
                readers == HUB_PAGE_FOR_ALL ? "Boleh diumumkan" : "Hanya untuk kantor");
  hub_page_add (self,
                "<h1>%s</h1>\n<p><strong>%s</strong>%s%s (kode %s). Data per "
                "<strong>%s</strong>.</p>\n</header>\n",
                title, region, around != NULL ? ", " : "", around != NULL ? around : "", code,
                date);
}

static const char *
find_register (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (registers); i++)
    if (strcmp (registers[i].name, name) == 0)
      return registers[i].words;
  return name;
}

static void
add_sources (HubPage *self)
{
  static const char *const headings[] = { "Sumber", "<Kiriman terbaru", "Data per",
                                          "Banyak kiriman", NULL };
  JsonArray *sources = anj_json_get_array (self->document, "sources");

  if (sources == NULL || json_array_get_length (sources) == 0)
    return;
  hub_page_add_markup (self, "<section class=\"keep\">\n<h2>Asal angka</h2>\n");
  hub_page_begin_table (self, NULL, headings);
  for (guint i = 0; i < json_array_get_length (sources); i++)
    {
      JsonObject *source = anj_json_array_get_object (sources, i);
      const char *programmes = anj_json_get_string (source, "programmes", NULL);
      g_autofree char *date = hub_page_short_date (anj_json_get_string (source, "date", ""));
      g_autofree char *label = g_strconcat (
          find_register (anj_json_get_string (source, "register", "")),
          programmes != NULL ? ": " : "", programmes, NULL);

      hub_page_begin_row (self, label, FALSE);
      hub_page_add_text (self, anj_json_get_string (source, "batch", ""));
      hub_page_add (self, "<td>%s</td>", date);
      hub_page_add_number (self, anj_json_get_int (source, "batches", 0));
      hub_page_end_row (self);
    }
  hub_page_end_table (self);
  hub_page_add_markup (self, "</section>\n");
}

void
hub_page_end (HubPage *self)
{
  add_sources (self);
  hub_page_add_markup (self, "</body>\n</html>\n");
}

void
hub_page_begin_table (HubPage *self, const char *caption, const char *const *headings)
{
  hub_page_add_markup (self, "<table>\n");
  if (caption != NULL)
    hub_page_add (self, "<caption>%s</caption>\n", caption);
  hub_page_add_markup (self, "<thead><tr>");
  for (; *headings != NULL; headings++)
    if (**headings == '<')
      hub_page_add (self, "<th scope=\"col\" class=\"text\">%s</th>", *headings + 1);
    else
      hub_page_add (self, "<th scope=\"col\">%s</th>", *headings);
  hub_page_add_markup (self, "</tr></thead>\n<tbody>\n");
}

void
hub_page_end_table (HubPage *self)
{
  hub_page_add_markup (self, "</tbody>\n</table>\n");
}

void
hub_page_begin_row (HubPage *self, const char *label, gboolean is_sum)
{
  hub_page_add_markup (self, is_sum ? "<tr class=\"sum\">" : "<tr>");
  hub_page_add (self, "<th scope=\"row\">%s</th>", label);
}

void
hub_page_end_row (HubPage *self)
{
  hub_page_add_markup (self, "</tr>\n");
}

void
hub_page_add_number (HubPage *self, gint64 number)
{
  g_autofree char *text = hub_page_number (number);

  hub_page_add (self, "<td>%s</td>", text);
}

void
hub_page_add_text (HubPage *self, const char *text)
{
  hub_page_add (self, "<td class=\"text\">%s</td>", text);
}

void
hub_page_add_bar (HubPage *self, gint64 number, gint64 most)
{
  gint64 thousandths = most > 0 ? number * 1000 / most : 0;

  if (number == 0)
    hub_page_add_markup (self, "<td class=\"bar\"></td>");
  else
    hub_page_add (self,
                  "<td class=\"bar\"><i style=\"width:%" G_GINT64_FORMAT ".%" G_GINT64_FORMAT
                  "%%\"></i></td>",
                  thousandths / 10, thousandths % 10);
}

void
hub_page_add_words (HubPage *self, const char *const *words)
{
  hub_page_add_markup (self, "<h2>Arti kata</h2>\n<dl class=\"words\">\n");
  for (; words[0] != NULL; words += 2)
    hub_page_add (self, "<dt>%s</dt><dd>%s</dd>\n", words[0], words[1]);
  hub_page_add_markup (self, "</dl>\n");
}
