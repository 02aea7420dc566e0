/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * AnjHeadset:
 *
 * Whether a headset is in, as anjungan-player tells it from the sound card's jack. While nobody can
 * tell, none is. Signals "changed".
 */
#define ANJ_TYPE_HEADSET (anj_headset_get_type ())
G_DECLARE_FINAL_TYPE (AnjHeadset, anj_headset, ANJ, HEADSET, GObject)

/**
 * anj_headset_new:
 * @player: path of anjungan-player
 * @jack: what it is to watch
 *
 * Watches from now on, until anj_headset_close(); begins anew 5 s after a jack went.
 */
AnjHeadset *anj_headset_new (const char *player, const char *jack);
gboolean anj_headset_is_in (AnjHeadset *self);
/* no signals any more; to be called before the last reference goes */
void anj_headset_close (AnjHeadset *self);

G_END_DECLS
