/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sample-visit.h"
#include "ui/anj-screen.h"

G_BEGIN_DECLS

/* A whole screen with the sample resident before it. */

/* starts GTK with the languages of this build; FALSE where there is no display */
gboolean sample_screen_init (void);
/* (transfer none): without an agent, in a window of that size; gtk_window_destroy() ends it */
AnjScreen *sample_screen_new (AnjMetrics metrics, const char *language);
/* the same with a voice; @speaker and @clock outlive it */
AnjScreen *sample_screen_new_speaking (AnjMetrics metrics,
                                       const char *language,
                                       AnjSpeaker *speaker,
                                       const AnjClock *clock);
/* destroys it and lets it go */
void sample_screen_end (AnjScreen *screen);

G_END_DECLS
