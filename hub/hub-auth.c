/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-auth.h"

#include "hub/hub-terminals.h"

static gboolean
check_terminal (HubApp *app, HubRequest *request, gint64 now_us)
{
  g_autoptr (GError) error = NULL;
  HubTerminalState state;

  if (!hub_terminal_state (app->store, request->peer->id, &state, &error))
    hub_reply_error (request, "terminal's state", error);
  else if (state == HUB_TERMINAL_UNKNOWN)
    hub_reply_problem (request, HUB_PROBLEM_TERMINAL_UNKNOWN, NULL);
  else if (state == HUB_TERMINAL_REVOKED)
    hub_reply_problem (request, HUB_PROBLEM_TERMINAL_REVOKED, NULL);
  else
    {
      hub_presence_note (app->presence, request->peer->id, now_us);
      return TRUE;
    }
  return FALSE;
}

gboolean
hub_auth_check (HubApp *app, HubAuth auth, HubRequest *request)
{
  const HubPeer *peer = request->peer;
  gint64 now_us = hub_app_now_us (app);

  if (auth == HUB_AUTH_NONE)
    return TRUE;
  if (peer == NULL || peer->kind == HUB_PEER_NOBODY)
    hub_reply_problem (request, peer != NULL ? peer->problem : HUB_PROBLEM_CERTIFICATE_MISSING,
                       NULL);
  else if (peer->not_after_us < now_us)
    hub_reply_problem (request, HUB_PROBLEM_CERTIFICATE_EXPIRED, NULL);
  else if (peer->kind != (auth == HUB_AUTH_ADMIN ? HUB_PEER_ADMIN : HUB_PEER_TERMINAL))
    hub_reply_problem (request, HUB_PROBLEM_FORBIDDEN, NULL);
  else
    return auth == HUB_AUTH_ADMIN || check_terminal (app, request, now_us);
  return FALSE;
}
