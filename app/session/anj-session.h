/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

#include "core/anj-sources.h"

G_BEGIN_DECLS

/**
 * AnjSessionError:
 * @ANJ_SESSION_ERROR_INVALID: the request itself is wrong (body against its schema, kind)
 * @ANJ_SESSION_ERROR_THROTTLED: too many misses; anj_session_error_delay_ms() says how long to wait
 * @ANJ_SESSION_ERROR_LOCKED: this terminal is locked
 * @ANJ_SESSION_ERROR_UNAVAILABLE: not synced yet, or the agent is away
 * @ANJ_SESSION_ERROR_FULL: no room for another case
 * @ANJ_SESSION_ERROR_NOT_FOUND: no such ticket, or a wrong PIN
 * @ANJ_SESSION_ERROR_NO_STORAGE: the agent's disk cannot be written: nothing is accepted
 * @ANJ_SESSION_ERROR_NO_PAPER: the printer says that its paper has ended
 * @ANJ_SESSION_ERROR_INTERNAL: all else
 */
typedef enum {
  ANJ_SESSION_ERROR_INVALID,
  ANJ_SESSION_ERROR_THROTTLED,
  ANJ_SESSION_ERROR_LOCKED,
  ANJ_SESSION_ERROR_UNAVAILABLE,
  ANJ_SESSION_ERROR_FULL,
  ANJ_SESSION_ERROR_NOT_FOUND,
  ANJ_SESSION_ERROR_NO_STORAGE,
  ANJ_SESSION_ERROR_NO_PAPER,
  ANJ_SESSION_ERROR_INTERNAL,
} AnjSessionError;

#define ANJ_SESSION_ERROR (anj_session_error_quark ())
GQuark anj_session_error_quark (void);

/* for THROTTLED: how long until the next try counts, in milliseconds; 0 for other errors */
guint anj_session_error_delay_ms (const GError *error);

/**
 * AnjSession:
 *
 * One resident's dealings with the agent: look-up, sending, following. The only code on a terminal
 * that handles a resident's plain data; lives in the process that ends with the resident.
 * Signals: "status-changed", "config-changed" (no arguments), "closed" (the agent went away).
 */
#define ANJ_TYPE_SESSION (anj_session_get_type ())
G_DECLARE_FINAL_TYPE (AnjSession, anj_session, ANJ, SESSION, GObject)

/**
 * anj_session_new_async:
 * @socket_path: the agent's Unix socket
 * @clock: (transfer none): outlives the session
 * @random: (transfer none): outlives the session
 *
 * Connects and reads the configuration and the status once.
 */
void anj_session_new_async (const char *socket_path,
                            const AnjClock *clock,
                            const AnjRandom *random,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
AnjSession *anj_session_new_finish (GAsyncResult *result, GError **error);

/* (transfer none): the configuration this session keeps, as the agent gave it at the start */
JsonObject *anj_session_get_config (AnjSession *self);
/* (transfer none): the newest health; replaced before "status-changed" */
JsonObject *anj_session_get_status (AnjSession *self);
/* asks anew; "status-changed" when it comes. The agent does not tell when a disk fills or fails */
void anj_session_ask_status (AnjSession *self);

/* what time it is, µs UTC, as the agent tells it; no wall clock is asked */
gint64 anj_session_get_now_us (AnjSession *self);

/* tells the agent that a screen has drawn what the configuration says; nothing comes back */
void anj_session_tell_painted (AnjSession *self);
/* the agent drops all that belongs to this session; it cannot be asked any more */
void anj_session_close (AnjSession *self);

/**
 * anj_session_look_up_async:
 * @nik: 16 digits
 * @no_kk: 16 digits
 *
 * The household document, `{"found": false}` for a miss. scrypt runs in a thread.
 */
void anj_session_look_up_async (AnjSession *self,
                                const char *nik,
                                const char *no_kk,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
JsonObject *anj_session_look_up_finish (AnjSession *self, GAsyncResult *result, GError **error);

/**
 * AnjTicket:
 * @pin: six digits, shown once; wiped on free
 */
typedef struct
{
  char *region;
  char *number;
  char *pin;
} AnjTicket;

void anj_ticket_free (AnjTicket *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnjTicket, anj_ticket_free)

/**
 * anj_session_send_async:
 * @kind: "complaint", …
 * @body: checked against the schema of @kind (data/schema); `anonymous` inside decides the
 *   id's version and the date's length; `category` decides sensitivity and recipients
 * @attachments: (nullable) (element-type AnjAttachment): photos and recordings that go with it, at
 *   most what the configuration's `attachments` allows
 *
 * Reserve, draw a PIN, seal, Submit. Completes after the agent has the case and its attachments
 * durably on disk. Safe to call again after an error: nothing is sent twice.
 */
void anj_session_send_async (AnjSession *self,
                             const char *kind,
                             JsonObject *body,
                             GPtrArray *attachments,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
AnjTicket *anj_session_send_finish (AnjSession *self, GAsyncResult *result, GError **error);

/**
 * anj_session_follow_async:
 * @region: village code; the terminal's own if the resident did not say
 * @number: any writing of a ticket number
 * @pin: six digits
 *
 * Gives `{"region", "number", "state": {kind, category, state, submitted, due, history, offline},
 * "answer": {…} | null}`.
 */
void anj_session_follow_async (AnjSession *self,
                               const char *region,
                               const char *number,
                               const char *pin,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
JsonObject *anj_session_follow_finish (AnjSession *self, GAsyncResult *result, GError **error);

/**
 * anj_session_open_device_async:
 * @kind: "camera", "microphone" or "printer"
 *
 * Fails with %ANJ_SESSION_ERROR_UNAVAILABLE when there is none or another session has it. A camera
 * or a microphone that this session has already is taken from the old descriptor. The printer comes
 * once for each case that was sent and once for each household that was found, for that slip; then
 * it is %ANJ_SESSION_ERROR_INVALID. It may also be %ANJ_SESSION_ERROR_NO_PAPER.
 */
void anj_session_open_device_async (AnjSession *self,
                                    const char *kind,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
/* Returns: the device's stream (docs/protocol.md), to be closed; -1 with @error */
int anj_session_open_device_finish (AnjSession *self, GAsyncResult *result, GError **error);

G_END_DECLS
