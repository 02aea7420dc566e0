/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "app/session/anj-told-clock.h"
#include "ui/anj-door.h"
#include "ui/anj-idle.h"
#include "ui/anj-input-guard.h"
#include "ui/anj-journey.h"
#include "ui/anj-keys.h"
#include "ui/anj-page.h"
#include "ui/anj-screen.h"
#include "ui/anj-speech.h"

G_BEGIN_DECLS

/* What the files of the screen share. */

/* what is said once the next frame was painted */
typedef enum {
  ANJ_SCREEN_DUE_NOTHING,
  ANJ_SCREEN_DUE_CHANGES, /* what is new on the page */
  ANJ_SCREEN_DUE_PAGE,
} AnjScreenDue;

struct _AnjScreen
{
  GtkWindow parent_instance;

  AnjScreenOptions options; /* their clock is @told */
  AnjToldClock told;
  AnjMetrics metrics;
  /* (owned) (nullable): a style sheet for each theme and text size, kept, for parsing is dear */
  GtkCssProvider *styles[ANJ_THEME_WHITE_BLACK + 1][ANJ_TEXT_200 + 1];
  GtkCssProvider *scaled_style; /* (owned): of a page that is made smaller than the panel's sizes */
  GtkCssProvider *style;        /* (unowned) (nullable): the one of them that the display has */
  AnjVisit *visit;              /* (owned) */
  AnjIdle *idle;                /* (owned) (nullable): from the first session on */
  GCancellable *cancellable;    /* (owned) */

  const AnjJourneyPage *current;
  GPtrArray *history; /* (element-type AnjJourneyPage) (owned), not the pages */
  gboolean choosing;  /* came to languages or letters by the help bar: goes back there */

  /* (unowned): children */
  GtkWidget *overlay;
  GtkWidget *column;
  GtkWidget *header;
  GtkWidget *band;
  GtkWidget *page;
  GtkWidget *scrim;
  GtkWidget *warning;
  GtkWidget *help;

  AnjKeys keys;
  GtkWidget *focus;   /* (unowned) (nullable): where the keys are; a weak pointer */
  GtkWidget *watched; /* (unowned) (nullable): what has GTK's focus; a weak pointer */
  gboolean rewriting;
  guint hold_source;

  AnjSpeech *speech; /* (owned) (nullable): from the moment that it is shown */
  AnjScreenDue due;
  const AnjJourneyPage *read_page; /* (nullable): the last that was to be said, and its language */
  char *read_language;             /* (owned) (nullable) */
  GHashTable *said;                /* (owned): texts of that page */
  gboolean header_said;
  gboolean help_said;
  gboolean lesson_said;
  guint change_source;
  guint device_source;
  guint n_device_tries;

  gboolean stale_chrome;
  gboolean shown;
  gboolean leaving;
  AnjInputGuard guard;
  guint n_frames;
  guint rebuild_source;
  guint retry_source;
  guint door_source;
  AnjDoor door;      /* when it was looked at last */
  AnjDoor told_door; /* of the page that is shown, when it was built */
  guint leave_source;
};

/* blanks the screen and ends the session */
void anj_screen_leave (AnjScreen *self);
void anj_screen_tell_name (AnjScreen *self);
gboolean anj_screen_is_page (AnjScreen *self, const char *id);
/* as much as can be done before anybody looks; then it appears, or waits to be told to */
void anj_screen_get_ready (AnjScreen *self);
/* shown already, with another session than before: the agent hears when that is painted too */
void anj_screen_repaint (AnjScreen *self);

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
/* what the page tells of is not so any more */
gboolean anj_screen_door_changed (AnjScreen *self);
/* language, text size, theme, reach: soon, for a page may be in the middle of asking for it */
void anj_screen_look_changed (AnjScreen *self);

/* anj-screen-voice.c; each does nothing on a screen that is mute */
void anj_screen_voice_begin (AnjScreen *self);
void anj_screen_voice_end (AnjScreen *self);
/* a page was built: it is said once it is laid out, unless it was already */
void anj_screen_voice_page (AnjScreen *self);
/* a touch may have changed something */
void anj_screen_say_changes_soon (AnjScreen *self);
void anj_screen_say_scrim (AnjScreen *self);
void anj_screen_say_warning (AnjScreen *self, guint seconds_left);
void anj_screen_say_greeting (AnjScreen *self);
void anj_screen_say_focus (AnjScreen *self, GtkWidget *widget);
/* how the keys work here */
void anj_screen_teach (AnjScreen *self);
void anj_screen_take_headset (AnjScreen *self);
/* who listens is given more time */
void anj_screen_set_patience (AnjScreen *self);
void anj_screen_touch_voice (AnjScreen *self);
/* on the help bar */
void anj_screen_show_voice (AnjScreen *self);

/* anj-screen-keys.c */
/* a page was built */
void anj_screen_begin_keys (AnjScreen *self);
/* whether it is one of a pad's; @time_us: when it came down or went up */
gboolean anj_screen_press_key (AnjScreen *self, guint keyval, gint64 time_us);
void anj_screen_release_key (AnjScreen *self, guint keyval, gint64 time_us);
/* the window's focus is another */
void anj_screen_watch_focus (AnjScreen *self);
/* @widget: (nullable) */
void anj_screen_move_focus (AnjScreen *self, GtkWidget *widget);

/* anj-screen-agent.c */
void anj_screen_connect (AnjScreen *self);
/* (transfer none): the one of the options, if it is offered, else Indonesian */
const char *anj_screen_first_language (AnjScreen *self);
/* that the configuration wants before anybody chooses */
AnjTheme anj_screen_first_theme (AnjScreen *self);

G_END_DECLS
