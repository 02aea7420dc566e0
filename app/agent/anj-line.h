/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "app/agent/anj-backoff.h"
#include "app/agent/anj-config-watch.h"
#include "app/agent/anj-log-ring.h"
#include "app/agent/anj-store-thread.h"

G_BEGIN_DECLS

/**
 * AnjLine:
 *
 * All talk with the hub: the channel's long poll, configuration, sync, sending, telemetry, tickets.
 * Lives in one main context. Signals: "status-changed", "config-changed" (no arguments),
 * "restart-wanted" (whether at once; the program is to end and be begun anew) and "ticket-changed"
 * (region, number).
 */
#define ANJ_TYPE_LINE (anj_line_get_type ())
G_DECLARE_FINAL_TYPE (AnjLine, anj_line, ANJ, LINE, GObject)

/**
 * AnjLineSetup:
 * @bootstrap_path: handed to the sync's child
 * @backoff: (nullable): after failures; %NULL: the real ones, minutes long
 * @log: (nullable): what an admin who asks for logs gets
 *
 * What a line needs; all (transfer none), all outlive it.
 */
typedef struct
{
  AnjStoreThread *store;
  AnjIdentity *identity; /* its certificate is renewed */
  const AnjBootstrap *bootstrap;
  const char *bootstrap_path;
  const AnjClock *clock;
  const AnjRandom *random;
  const AnjBackoffPolicy *backoff;
  AnjLogRing *log;
} AnjLineSetup;

AnjLine *anj_line_new (const AnjLineSetup *setup);
void anj_line_start (AnjLine *self);
/* cancels what is under way; nothing is begun after it */
void anj_line_stop (AnjLine *self);

/* (transfer none): to be told of screens */
AnjConfigWatch *anj_line_get_config_watch (AnjLine *self);

/* whether cases or attachments are under way to the hub, and it is there */
gboolean anj_line_is_sending (AnjLine *self);
/* Looks whether the disk holds no case any more, or soon, and tells the hub at once, beside a poll
 * that is held, if it does not know. Every five minutes of itself */
void anj_line_look_at_disk (AnjLine *self);
/* For a line that was stopped: tells the hub that this terminal is being switched off, so that
 * nobody asks why it is silent, and what the store holds now. It is the last that the hub hears of
 * this run. Ends within seconds, well or not */
void anj_line_tell_stopping_async (AnjLine *self, GAsyncReadyCallback callback, gpointer user_data);

/* somebody looked up a household; the hub gets counts */
void anj_line_note_look_up (AnjLine *self, gboolean is_miss);
/* a visit ended in which nobody was found after so many misses */
void anj_line_note_unmended (AnjLine *self, guint n_misses);

/* a case is there to be sent */
void anj_line_kick (AnjLine *self);

gboolean anj_line_is_online (AnjLine *self);
/* (nullable): the problem's key when the hub refused what was sent last, a case or an attachment */
const char *anj_line_get_refusal (AnjLine *self);
/* µs UTC of the last good answer; 0: never since the start */
gint64 anj_line_get_last_contact_us (AnjLine *self);

/**
 * anj_line_query_ticket_async:
 * @follow: 32 bytes
 *
 * `POST /v1/tickets/query`. Errors: %ANJ_AGENT_ERROR_INVALID "ticket-unknown",
 * %ANJ_AGENT_ERROR_THROTTLED, %ANJ_NET_ERROR for all that another way may help with.
 */
void anj_line_query_ticket_async (AnjLine *self,
                                  const char *region,
                                  const char *number,
                                  const guint8 *follow,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
/* @out_state: (transfer full): JSON; @out_answer: (transfer full): sealed, maybe empty */
gboolean anj_line_query_ticket_finish (AnjLine *self,
                                       GAsyncResult *result,
                                       char **out_state,
                                       GBytes **out_answer,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
