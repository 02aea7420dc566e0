/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "core/anj-sources.h"
#include "ui/anj-metrics.h"
#include "ui/anj-visit.h"

G_BEGIN_DECLS

/**
 * AnjPage:
 *
 * One page of a journey: the part between header and help bar, navigation row included. A page gets
 * the visit (the resident's model), shows it, and asks for what it wants by the actions below;
 * which page comes next is the journey table's business (ui/anj-journey.c), never the page's. A
 * page is made anew each time it is entered (and when language or text size change: what was typed
 * lives in the visit, so nothing is lost).
 *
 * What a page calls:
 *   anj_page_next (self)          the resident is done here; the table decides
 *   anj_page_go (self, "detail")  a named way out of this page, listed in the table
 *   anj_page_back (self)
 *   anj_page_end (self)           Selesai: the session ends
 *
 * Signals, for the screen: "way" (char *way); "stir"; "error": one is shown; "waiting" (gboolean):
 * what it waits for takes long, or is there.
 */
#define ANJ_TYPE_PAGE (anj_page_get_type ())
G_DECLARE_DERIVABLE_TYPE (AnjPage, anj_page, ANJ, PAGE, GtkWidget)

struct _AnjPageClass
{
  GtkWidgetClass parent_class;

  /* what a 12-key pad or a keyboard types; returns whether the page took it */
  gboolean (*key) (AnjPage *self, gunichar character, guint keyval);
  /* (nullable): takes away what a picture tells too; returns whether there was any of it */
  gboolean (*leave_out) (AnjPage *self);
};

/* A subclass makes its parts in `constructed`, after chaining up; the screen makes it with
 *   g_object_new (type, "visit", visit, "metrics", metrics, "clock", clock, NULL)
 */

/* (transfer none): the resident's model; lives as long as the page */
AnjVisit *anj_page_get_visit (AnjPage *self);
const AnjMetrics *anj_page_get_metrics (AnjPage *self);
const AnjClock *anj_page_get_clock (AnjPage *self);

/* where a page puts its parts; all (transfer floating) children, made with gtk_*_new() */
void anj_page_set_question (AnjPage *self, const char *question);
void anj_page_set_sentence (AnjPage *self, const char *sentence); /* (nullable) */
/* the same with a name in it, which is for a headset alone: @instead is said aloud */
void anj_page_set_secret_question (AnjPage *self, const char *question, const char *instead);
void anj_page_set_secret_sentence (AnjPage *self, const char *sentence, const char *instead);
void anj_page_set_content (AnjPage *self, GtkWidget *content); /* expands */
/* full width above everything, e.g. a hero with the question in it */
void anj_page_set_top (AnjPage *self, GtkWidget *top);
/* takes @by_px from the picture at the top; %FALSE where there is none to spare */
gboolean anj_page_lower_top (AnjPage *self, int by_px);
/* for a page that has no room for it; %FALSE where there was none to leave out */
gboolean anj_page_leave_out_sentence (AnjPage *self);
gboolean anj_page_leave_out (AnjPage *self);
/* what is touched begins @height_px or more below the page's upper edge: question and sentence, or
 * the top, take that much */
void anj_page_set_lift (AnjPage *self, int height_px);
/* right of question and content, full height; for landscape */
void anj_page_set_side (AnjPage *self, GtkWidget *side);
/* the whole page, without margins, question and navigation */
void anj_page_set_bare (AnjPage *self, GtkWidget *whole);
/* @back: whether "Kembali" stands bottom left. @primary (nullable): word of the primary button,
 * @icon_name its icon; %NULL @primary: no primary button */
void
anj_page_set_navigation (AnjPage *self, gboolean back, const char *primary, const char *icon_name);
/* puts @widget (e.g. "Cetak", "Bacakan") bottom left beside or instead of Kembali */
void anj_page_set_secondary (AnjPage *self, GtkWidget *widget);
/* disabled keeps speaking why: @why_not is shown in the error box when it is touched; its first
 * line is the heading, the rest (after "\n") what to do */
void anj_page_set_complete (AnjPage *self, gboolean complete, const char *why_not);
/* shows the error box above the touch zone: heading and what to do; %NULL removes it */
void anj_page_set_error (AnjPage *self, const char *heading, const char *what_to_do);
/* the same place for something that is well: nothing is to be mended */
void anj_page_set_note (AnjPage *self, const char *heading, const char *more);
/* shows an error as long as they come, to see whether the page has room for it; then again what
 * stood there. %FALSE: the page has no errors to show */
gboolean anj_page_rehearse_error (AnjPage *self, gboolean on);
/* (transfer floating): where errors are shown, for a page that wants them inside its content;
 * without this call they stand under the question. Call once, before anything is shown. On a
 * panel that lies it stays empty: there an error takes the place of question and sentence */
GtkWidget *anj_page_take_error_place (AnjPage *self);
/* after 1 s of TRUE "Mohon tunggu" covers the content, after 10 s with a way back; input is ignored
 * meanwhile */
void anj_page_set_busy (AnjPage *self, gboolean busy);
/* runs when the primary button is touched (or Enter); default: anj_page_next() */
void anj_page_set_primary_func (AnjPage *self, void (*func) (AnjPage *self));

/* as if the primary button were touched */
void anj_page_activate_primary (AnjPage *self);
/* as if Kembali were touched; FALSE where there is none */
gboolean anj_page_activate_back (AnjPage *self);
/* a key of a 12-key pad or keyboard; whether the page took it. For the screen */
gboolean anj_page_press_key (AnjPage *self, gunichar character, guint keyval);
/* (transfer container) (element-type GtkWidget): what stands on the page in the order in which it
 * is read: question, sentence, error, content, navigation; alone what covers it. For the screen */
GPtrArray *anj_page_get_parts (AnjPage *self);
/* (transfer none) (nullable) */
GtkWidget *anj_page_get_content (AnjPage *self);
/* (transfer none) (nullable): the error that is shown */
GtkWidget *anj_page_get_error_box (AnjPage *self);

void anj_page_next (AnjPage *self);
void anj_page_go (AnjPage *self, const char *way);
void anj_page_back (AnjPage *self);
void anj_page_end (AnjPage *self);
/* somebody is there although nothing is touched: a voice is heard. Counts as a touch */
void anj_page_stir (AnjPage *self);

G_END_DECLS
