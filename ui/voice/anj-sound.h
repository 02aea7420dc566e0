/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define ANJ_SOUND_RATE 22050 /* samples a second, mono, signed 16 bit: what libespeak-ng gives */

/* takes samples as they are made; FALSE: no more are wanted */
typedef gboolean (*AnjSoundFunc) (gpointer user_data, const gint16 *samples, gsize n_samples);

/* how a sound ended */
typedef enum {
  ANJ_SOUND_WHOLE, /* all of it was taken */
  ANJ_SOUND_CUT,   /* no more was wanted */
} AnjSoundEnd;

G_END_DECLS
