/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "hub/hub-router.h"

G_BEGIN_DECLS

/**
 * hub_auth_check:
 * @request: with its peer (nullable)
 *
 * Who is it, and may they at this moment: the certificate's end and the terminal's state are looked
 * at anew at every call, so a revoked terminal is out at its next request, on an old connection
 * too. Also notes that the terminal was heard, once a request: one that is held says nothing more
 * of who sent it when its wait is over.
 *
 * Returns: %FALSE when a refusal is set
 */
gboolean hub_auth_check (HubApp *app, HubAuth auth, HubRequest *request) G_GNUC_WARN_UNUSED_RESULT;

/* the second half of it: whether @peer, a terminal, may at this moment; its certificate's end is
 * not looked at, and nobody counts as heard */
gboolean hub_auth_check_terminal (HubApp *app,
                                  HubRequest *request,
                                  const HubPeer *peer) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
