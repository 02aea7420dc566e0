/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ui/anj-idle.h"
#include "ui/anj-input-guard.h"
#include "ui/anj-journey.h"
#include "ui/anj-page.h"
#include "ui/anj-screen.h"

G_BEGIN_DECLS

/* What the files of the screen share. */

struct _AnjScreen
{
  GtkWindow parent_instance;

  AnjScreenOptions options;
  AnjMetrics metrics;
  /* (owned) (nullable): a style sheet for each text size, kept, for parsing is dear */
  GtkCssProvider *styles[ANJ_TEXT_200 + 1];
  GtkCssProvider *scaled_style; /* (owned): of a page that is made smaller than the panel's sizes */
  GtkCssProvider *style;        /* (unowned) (nullable): the one of them that the display has */
  AnjVisit *visit;              /* (owned) */
  AnjIdle *idle;                /* (owned) (nullable): from the first session on */
  GCancellable *cancellable;    /* (owned) */

  const AnjJourneyPage *current;
  GPtrArray *history;         /* (element-type AnjJourneyPage) (owned), not the pages */
  gboolean choosing_language; /* came to the languages by the help bar: goes back there */

  /* (unowned): children */
  GtkWidget *overlay;
  GtkWidget *column;
  GtkWidget *header;
  GtkWidget *band;
  GtkWidget *page;
  GtkWidget *scrim;
  GtkWidget *warning;

  gboolean stale_chrome;
  gboolean shown;
  gboolean leaving;
  AnjInputGuard guard;
  guint n_frames;
  guint rebuild_source;
  guint retry_source;
  guint leave_source;
};

/* blanks the screen and ends the session */
void anj_screen_leave (AnjScreen *self);
void anj_screen_tell_name (AnjScreen *self);
gboolean anj_screen_is_page (AnjScreen *self, const char *id);
/* as much as can be done before anybody looks; then it appears, or waits to be told to */
void anj_screen_get_ready (AnjScreen *self);

/* anj-screen-scrim.c */
void anj_screen_remove_scrim (AnjScreen *self);
void anj_screen_show_notice (AnjScreen *self,
                             const char *icon_name,
                             const char *heading,
                             const char *sentence);
void anj_screen_start_idle (AnjScreen *self);
/* as if something were touched */
void anj_screen_stir (AnjScreen *self);
/* how long the page that is shown waits for a touch */
void anj_screen_set_idle_kind (AnjScreen *self);

/* anj-screen-moves.c */
void anj_screen_go_to (AnjScreen *self, const AnjJourneyPage *page);
void anj_screen_take_way (AnjScreen *self, const char *way, AnjPage *page);
/* @what: of the help bar */
void anj_screen_help (AnjScreen *self, const char *what);

/* anj-screen-look.c */
/* Builds @page. One that needs more than the panel would push its lowest row off it: on a small
 * panel the chosen text size becomes the largest that fits, for this page alone. */
void anj_screen_show (AnjScreen *self, const AnjJourneyPage *page);
/* says when the line is down, on pages that need it */
void anj_screen_show_band (AnjScreen *self);
/* language or text size: soon, for a page may be in the middle of asking for it */
void anj_screen_look_changed (AnjScreen *self);

/* anj-screen-agent.c */
void anj_screen_connect (AnjScreen *self);

G_END_DECLS
