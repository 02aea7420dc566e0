/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "anj-agent1.h"
#include "app/session/anj-case.h"
#include "app/session/anj-session.h"
#include "app/session/anj-told-clock.h"

G_BEGIN_DECLS

/* Inside of the session library.
 *
 *   anj-session.c          the connection, the configuration and the status it keeps
 *   anj-session-device.c   camera, microphone, printer: descriptors
 *   anj-session-error.c    the agent's errors in the session's words
 *   anj-session-look-up.c  NIK + No. KK → household document
 *   anj-session-send.c     body → ticket, over the agent
 *   anj-case.c             what is sent: checks, recipients, PIN, sealing; no agent
 *   anj-session-follow.c   number + PIN → state and answer
 *
 * scrypt and sealing run in a thread on data of their own; all else in the context that the session
 * was made in. */

struct _AnjSession
{
  GObject parent_instance;

  char *socket_path;
  AnjToldClock clock; /* as the agent tells the time */
  const AnjRandom *random;
  AnjAgent1 *agent;         /* (owned) */
  GCancellable *closing;    /* (owned): cancelled in dispose */
  JsonObject *config;       /* (owned): as it was at the start */
  JsonObject *lookup;       /* (owned) (nullable): salt and cost of the cache's generation */
  JsonObject *status;       /* (owned) */
  gboolean lookup_is_stale; /* the agent's configuration changed since @lookup was read */
  gboolean has_looked_up;   /* this connection is known to concern a household */
  JsonObject *followed;     /* (owned) (nullable): the case that was followed last on it */
  AnjCase *pending;         /* (owned) (nullable): not yet surely with the agent */
  AnjAgent1 *pending_agent; /* (owned) (nullable): the connection it was reserved on */
  AnjAgent1 *sent_agent;    /* (owned) (nullable): that of the last case: only there its slip is */
  gboolean is_sending;
};

/* connects to the socket; gives (transfer full) a proxy whose connection is its own */
void anj_session_connect_async (const char *socket_path,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
AnjAgent1 *anj_session_connect_finish (GAsyncResult *result, GError **error);

/* lets go of @agent, and closes its connection unless it is the session's own */
void anj_session_drop_agent (AnjSession *self, AnjAgent1 **agent);

/* forgets what is on its way, and closes the connection that was made for it alone */
void anj_session_drop_pending (AnjSession *self);

/* @error: (transfer full): of a call to the agent. Returns: (transfer full): the same in
 * %ANJ_SESSION_ERROR, or as it was when it says that the call was cancelled */
GError *anj_session_error_translate (GError *error);

/* @error: (transfer full): of the core. Returns: (transfer full): @code with its message */
GError *anj_session_error_wrap (GError *error, AnjSessionError code);

/* (transfer full) (nullable): the object that is written in @text; INTERNAL otherwise */
JsonObject *anj_session_parse (const char *text, const char *what, GError **error);

G_END_DECLS
