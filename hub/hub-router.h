/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "hub/hub-app.h"
#include "hub/hub-request.h"

G_BEGIN_DECLS

typedef enum {
  HUB_AUTH_NONE,     /* anybody: enrolment */
  HUB_AUTH_TERMINAL, /* a terminal that is active at this moment */
  HUB_AUTH_ADMIN,
} HubAuth;

/* Runs with the store's lock held; sets a reply, hold_us or work. */
typedef void (*HubHandler) (HubApp *app, HubRequest *request);

/**
 * HubRoute:
 * @pattern: "/v1/config/{version}"; a {…} stands for one non-empty segment
 * @auth: who may
 * @max_body_bytes: a longer body is 413 and never held in memory; 0: no body
 * @timeout_ms: from the header's end to the last byte of the answer, waiting of a held request not
 *   counted; then the connection is cut
 * @max_active: exchanges of this route at once; more are 503
 */
typedef struct
{
  const char *method;
  const char *pattern;
  HubAuth auth;
  gsize max_body_bytes;
  guint timeout_ms;
  guint max_active;
  HubHandler handler;
} HubRoute;

typedef enum {
  HUB_MATCH_FOUND,
  HUB_MATCH_NO_PATH,
  HUB_MATCH_NO_METHOD,
} HubMatch;

/**
 * hub_router_match:
 * @args: filled with copies (transfer full) on %HUB_MATCH_FOUND, else untouched
 * @out_index: which route
 */
HubMatch hub_router_match (const HubRoute *routes,
                           gsize n_routes,
                           const char *method,
                           const char *path,
                           char *args[HUB_REQUEST_MAX_ARGS],
                           gsize *out_index);

/* (transfer full): "GET, PUT": what @path takes */
char *hub_router_allow (const HubRoute *routes, gsize n_routes, const char *path);

G_END_DECLS
