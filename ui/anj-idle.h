/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

#include "core/anj-sources.h"

G_BEGIN_DECLS

/**
 * AnjIdle:
 *
 * When has a resident gone away? After some quiet time it warns for at least 30 seconds, counted
 * down; any touch anywhere brings it back to the start, however often; then the visit ends.
 * Signals: "warning" (guint seconds_left), once a second while it warns; "resumed"; "expired",
 * once.
 */
#define ANJ_TYPE_IDLE (anj_idle_get_type ())
G_DECLARE_FINAL_TYPE (AnjIdle, anj_idle, ANJ, IDLE, GObject)

typedef enum {
  ANJ_IDLE_OFF,      /* nobody is there to go away */
  ANJ_IDLE_OTHER,    /* a page that shows nothing of anybody */
  ANJ_IDLE_PERSONAL, /* a page that does */
} AnjIdleKind;

/**
 * anj_idle_new:
 * @clock: outlives the object
 * @config: (nullable): {"idle": {"personal_s", "other_s", "warning_s"}}; what is
 *   missing is 45, 90 and 30; a warning is never shorter than 20 s
 */
AnjIdle *anj_idle_new (const AnjClock *clock, JsonObject *config);
/* begins anew in this kind */
void anj_idle_set_kind (AnjIdle *self, AnjIdleKind kind);
/* how many times as long quiet is no sign of having gone: who listens needs longer; begins anew */
void anj_idle_set_patience (AnjIdle *self, guint patience);
/* somebody touched something */
void anj_idle_touch (AnjIdle *self);
gboolean anj_idle_is_warning (AnjIdle *self);
guint anj_idle_warning_seconds (AnjIdle *self);
/* looks at the clock; runs by itself four times a second; for tests */
void anj_idle_tick (AnjIdle *self);

G_END_DECLS
