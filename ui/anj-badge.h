/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "core/anj-household.h"

G_BEGIN_DECLS

/**
 * anj_badge_new:
 *
 * A programme's class in word, icon, outline and ground; never touchable.
 *
 * Returns: (transfer floating)
 */
GtkWidget *anj_badge_new (AnjProgrammeClass klass);
/* the word of the badge, translated */
const char *anj_badge_word (AnjProgrammeClass klass);

G_END_DECLS
