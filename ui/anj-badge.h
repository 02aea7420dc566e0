/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* What a resident is told of a programme in a word: its class; money that was sent, but is not
 * known to be there, is a thing of its own. */
typedef enum {
  ANJ_BADGE_NONE,
  ANJ_BADGE_PAID,
  ANJ_BADGE_SENT,
  ANJ_BADGE_PENDING,
  ANJ_BADGE_FAILED,
  ANJ_BADGE_EXCLUDED,
  ANJ_N_BADGES,
} AnjBadge;

/* of an element of household.programmes */
AnjBadge anj_badge_of (JsonObject *programme);

/**
 * anj_badge_new:
 *
 * The badge in word, icon, outline and ground; never touchable.
 *
 * Returns: (transfer floating)
 */
GtkWidget *anj_badge_new (AnjBadge badge);
/* the word of the badge, translated */
const char *anj_badge_word (AnjBadge badge);
/* the name in the style of its outline and ground */
const char *anj_badge_css_class (AnjBadge badge);

G_END_DECLS
