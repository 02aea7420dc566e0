/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/anj-envelope.h"
#include "hub/hub-app.h"
#include "hub/hub-router.h"

G_BEGIN_DECLS

/* 2026-11-20, a Friday, 03:00 UTC */
#define FIXTURE_NOW_US G_GINT64_CONSTANT (1795143600000000)
#define FIXTURE_VILLAGE "35.09.01.2001"

/**
 * ServerFixture:
 * @now_us: both clocks; tests set it
 * @wakes: (element-type utf8): regions that were woken, "*" for all
 * @terminal: first terminal of the village, slice 0+131072
 * @admin: an admin
 *
 * A hub as `init` makes it, in a directory of its own, without sockets.
 */
typedef struct
{
  char *dir;
  gint64 now_us;
  guint64 random_state;
  AnjClock clock;
  AnjRandom random;
  HubTokenGuard token_guard;
  HubApp app;
  GPtrArray *wakes;
  HubPeer *terminal;
  HubPeer *admin;

  /* chain of the terminal */
  guint64 seq;
  guint8 head[32];
} ServerFixture;

/* for g_test_add() */
void server_fixture_set_up (ServerFixture *self, gconstpointer data);
void server_fixture_tear_down (ServerFixture *self, gconstpointer data);

/* runs @handler as @peer with @body (nullable, text); (transfer full) */
HubRequest *server_fixture_call (ServerFixture *self,
                                 HubHandler handler,
                                 const HubPeer *peer,
                                 const char *body);
/* the same with a request that is set up already; (transfer full) is passed through */
HubRequest *server_fixture_run (ServerFixture *self,
                                HubHandler handler,
                                const HubPeer *peer,
                                HubRequest *request);

/* (transfer full): the reply as an object */
JsonObject *server_fixture_reply (const HubRequest *request);
/* asserts status and problem key */
void server_fixture_assert_problem (const HubRequest *request, HubProblem problem);

/* a header of a complaint with the @index-th number; follow is 32 × 0x07; (transfer full) */
AnjHeader *server_fixture_header (ServerFixture *self, guint32 index);
/* @header linked as the next of @self's chain, with @payload; (transfer full) wire object */
JsonObject *server_fixture_link (ServerFixture *self, const AnjHeader *header, const char *payload);

G_END_DECLS
