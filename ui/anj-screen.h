/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "core/anj-region.h"
#include "core/anj-sources.h"
#include "ui/anj-metrics.h"
#include "ui/anj-visit.h"
#include "ui/supervisor/anj-supervised.h"
#include "ui/voice/anj-speaker.h"

G_BEGIN_DECLS

/**
 * AnjScreenOptions:
 * @agent_socket: (nullable): where the agent listens; %NULL: there is none
 * @language: "id", "en" …; Indonesian where the configuration does not offer it
 * @languages: (nullable) (element-type AnjLanguage): what the terminal is able to show
 * @metrics: the panel's
 * @windowed: stay a window
 * @regions: (nullable): districts there are
 * @supervised: (nullable): %NULL: shows itself, and emits "done" at the end
 * @speaker: (nullable): %NULL: the screen is mute
 *
 * All pointers outlive the screen.
 */
typedef struct
{
  const char *agent_socket;
  const char *language;
  GPtrArray *languages;
  AnjMetrics metrics;
  gboolean windowed;
  const AnjRegionTable *regions;
  const AnjClock *clock;
  const AnjRandom *random;
  AnjSupervised *supervised;
  AnjSpeaker *speaker;
} AnjScreenOptions;

/**
 * AnjScreen:
 *
 * The window for one resident: header, page, help bar; moves along the journey table; ends with the
 * resident. Its accessible description is the name of the page that is shown ("waiting" before it
 * is shown, "diam" while it warns).
 * Signal "done": the resident left and the page is blank.
 */
#define ANJ_TYPE_SCREEN (anj_screen_get_type ())
G_DECLARE_FINAL_TYPE (AnjScreen, anj_screen, ANJ, SCREEN, GtkWindow)

/* (transfer none): GTK holds its windows; @options is copied */
AnjScreen *anj_screen_new (const AnjScreenOptions *options);
/* connects to the agent; shows itself, or says READY and waits to be told to */
void anj_screen_start (AnjScreen *self);

/* (transfer none): what the resident told so far */
AnjVisit *anj_screen_get_visit (AnjScreen *self);
/* the page @id as if the resident had come there; for tests */
void anj_screen_show_page (AnjScreen *self, const char *id);
/* what the screen needs at least of the panel's width and height, in px; for tests */
void anj_screen_measure (AnjScreen *self, int *out_width, int *out_height);

G_END_DECLS
