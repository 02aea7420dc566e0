/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/*
 * Why a terminal is silent, as far as is known. Pure: facts in, a judgement and the facts that it
 * rests on out. A cause is "known" only where what is known leaves no other; "likely" where it
 * points to one; and "unknown" is an answer.
 */

/* a poll is held for 30 minutes at most; a quarter of an hour for what may come between two */
#define HUB_SILENT_AFTER_US (45 * G_TIME_SPAN_MINUTE)

typedef enum {
  HUB_SILENCE_NONE,         /* not silent */
  HUB_SILENCE_REFUSED,      /* revoked or set aside */
  HUB_SILENCE_NEVER_CALLED, /* enrolled, never heard since */
  HUB_SILENCE_CERTIFICATE,
  HUB_SILENCE_SWITCHED_OFF, /* it said so */
  HUB_SILENCE_DISK,
  HUB_SILENCE_DISTRICT, /* line or power of more than this village */
  HUB_SILENCE_PROGRAMME,
  HUB_SILENCE_POWER,
  HUB_SILENCE_LINE,
  HUB_SILENCE_UNKNOWN,
  HUB_N_SILENCES,
} HubSilenceCause;

/**
 * HubSilenceFacts:
 * @silent_before_us: who called last before it is silent (hub_presence_silent_before_us())
 * @last_seen_us: 0: never
 * @not_after_us: end of its newest certificate; 0: not known
 * @told_us: when its last report came; 0: never
 * @off_us: when it said that it is being switched off; 0: its last report says nothing of that
 * @report: (nullable): that report (data/schema/telemetry.json)
 * @n_neighbours: other terminals of its district that may call, and have not said farewell
 * @n_silent: those of them that are silent
 * @n_fell_silent: those of them that fell silent within half an hour of this one
 */
typedef struct
{
  gint64 now_us;
  gint64 silent_before_us;
  gint64 last_seen_us;
  gboolean is_connected;
  gboolean is_refused;
  gint64 not_after_us;
  gint64 told_us;
  gint64 off_us;
  JsonObject *report;
  guint n_neighbours;
  guint n_silent;
  guint n_fell_silent;
} HubSilenceFacts;

/**
 * HubSilence:
 * @is_known: no guess
 * @facts: (element-type utf8): English, for an admin: what it rests on
 */
typedef struct
{
  HubSilenceCause cause;
  gboolean is_known;
  GPtrArray *facts;
} HubSilence;

/* it said that it is being switched off, and no request came after that one: it is silent at once
 */
static inline gboolean
hub_silence_said_farewell (gint64 last_seen_us, gint64 off_us)
{
  return off_us > 0 && last_seen_us <= off_us;
}

void hub_silence_judge (const HubSilenceFacts *facts, HubSilence *out);
void hub_silence_clear (HubSilence *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HubSilence, hub_silence_clear)

/* (transfer none): "power", "unknown", …; NULL for %HUB_SILENCE_NONE */
const char *hub_silence_cause_name (HubSilenceCause cause);

G_END_DECLS
