/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-auth.h"

#include "hub/hub-terminals.h"

gboolean
hub_auth_check_terminal (HubApp *app, HubRequest *request, const HubPeer *peer)
{
  g_autoptr (GError) error = NULL;
  HubTerminalState state;

  if (!hub_terminal_state_of_key (app->store, peer->id, peer->key_sha256, &state, &error))
    hub_reply_error (request, "terminal's state", error);
  else if (state == HUB_TERMINAL_UNKNOWN)
    hub_reply_problem (request, HUB_PROBLEM_TERMINAL_UNKNOWN, NULL);
  else if (state == HUB_TERMINAL_REVOKED)
    hub_reply_problem (request, HUB_PROBLEM_TERMINAL_REVOKED, NULL);
  else if (state == HUB_TERMINAL_QUARANTINED)
    hub_reply_problem (request, HUB_PROBLEM_TERMINAL_QUARANTINED, NULL);
  else
    return TRUE;
  return FALSE;
}

static gboolean
check_and_note (HubApp *app, HubRequest *request, gint64 now_us)
{
  if (!hub_auth_check_terminal (app, request, request->peer))
    return FALSE;
  if (!request->is_heard)
    hub_presence_note (app->presence, request->peer->id, now_us);
  request->is_heard = TRUE;
  return TRUE;
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
    return auth == HUB_AUTH_ADMIN || check_and_note (app, request, now_us);
  return FALSE;
}
