/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "hub/report/hub-report.h"

G_BEGIN_DECLS

/*
 * What the pages of all reports share. A page is for offices of a regency: Indonesian, A4, one
 * file. Texts of the data are escaped here; @markup is written as it stands.
 */

/**
 * HubPage:
 * @out: the page so far
 * @document: what hub_report_make() gave
 *
 * All members are (unowned).
 */
typedef struct
{
  GString *out;
  const HubReportQuery *query;
  JsonObject *document;
} HubPage;

/* whom a page is for: it counts any group, or it holds nothing that may not be public */
typedef enum {
  HUB_PAGE_FOR_OFFICES,
  HUB_PAGE_FOR_ALL,
} HubPageReaders;

void hub_page_begin (HubPage *self, const char *title, HubPageReaders readers);
/* what the numbers were counted from, and the end */
void hub_page_end (HubPage *self);

/* printf with %s escaped */
void hub_page_add (HubPage *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
void hub_page_add_markup (HubPage *self, const char *markup);

/**
 * hub_page_begin_table:
 * @caption: (nullable)
 * @headings: NULL-terminated; one that begins with "<" is of a column of text, the first always is
 */
void hub_page_begin_table (HubPage *self, const char *caption, const char *const *headings);
void hub_page_end_table (HubPage *self);
void hub_page_begin_row (HubPage *self, const char *label, gboolean is_sum);
void hub_page_end_row (HubPage *self);
void hub_page_add_number (HubPage *self, gint64 number);
void hub_page_add_text (HubPage *self, const char *text);
/* a bar of @number's length where @most fills the cell */
void hub_page_add_bar (HubPage *self, gint64 number, gint64 most);

/* words and what they mean: term, meaning, term, meaning, …, NULL */
void hub_page_add_words (HubPage *self, const char *const *words);

/* (transfer full): 1.234.567, as numbers are written in Indonesia */
char *hub_page_number (gint64 number);
/* (transfer full): "12,3 %"; "–" of nothing */
char *hub_page_percent (gint64 part, gint64 whole);
/* (transfer full): "15 November 2026" of 2026-11-15 */
char *hub_page_date (const char *date);
/* (transfer full): "15 Nov 2026" */
char *hub_page_short_date (const char *date);
/* (transfer full): "Kecamatan Jombang" */
char *hub_page_region (const HubReportQuery *query, const char *code);
/* what the parts of @area are called: "kecamatan" */
const char *hub_page_part_word (const char *area);

G_END_DECLS
