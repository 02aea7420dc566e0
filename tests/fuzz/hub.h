/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "tests/unit/hub/server-fixture.h"

G_BEGIN_DECLS

/**
 * FuzzHub:
 * @peer: (nullable) (unowned): who asks; the fixture's terminal at first
 * @n_commits: transactions since fuzz_hub_rewind()
 *
 * A hub without sockets, with one terminal, that goes back to how it was before every input.
 */
typedef struct
{
  ServerFixture server;
  const HubPeer *peer;
  sqlite3 *pristine; /* (owned): as it was at fuzz_hub_keep() */
  guint64 kept_random_state;
  guint64 kept_seq;
  guint8 kept_head[32];
  guint n_commits;
} FuzzHub;

FuzzHub *fuzz_hub_new (void);
/* nullable; removes its folder */
void fuzz_hub_free (FuzzHub *self);
/* this is what it goes back to from now on */
void fuzz_hub_keep (FuzzHub *self);
void fuzz_hub_rewind (FuzzHub *self);

/**
 * fuzz_hub_add_signed_terminal:
 *
 * Lets the terminal of tests/fuzz/signed in, whose key was thrown away with its CA's: what it
 * signed is the corpus.
 *
 * Returns: (transfer full): its certificate
 */
X509 *fuzz_hub_add_signed_terminal (FuzzHub *self);

/**
 * fuzz_hub_run:
 * @request: (transfer full): its body or query is set
 *
 * Lets @handler answer @self->peer, and asserts what holds for every answer: there is one (or a
 * wait), it is none of the hub's own failures, and a refusal is a problem document.
 *
 * Returns: (transfer full): @request
 */
HubRequest *fuzz_hub_run (FuzzHub *self, HubHandler handler, HubRequest *request);

/* (transfer full): a request with this body */
HubRequest *fuzz_hub_request (const guint8 *data, gsize n_bytes);

gint64 fuzz_hub_count (FuzzHub *self, const char *sql);

G_END_DECLS
