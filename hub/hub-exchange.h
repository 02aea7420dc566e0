/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <microhttpd.h>

#include "hub/hub-router.h"

G_BEGIN_DECLS

/* What hub-server.c knows of a connection and of an exchange on it; for that file and
 * hub-exchange.c only. */

/**
 * HubConnection:
 * @fd: socket; the library's
 * @deadline_monotonic_us: when the watch cuts it; under the server's lock
 * @peer: (owned) (nullable): made at the first request that asks for one
 */
typedef struct
{
  int fd;
  gint64 deadline_monotonic_us;
  HubPeer *peer;
} HubConnection;

/**
 * HubExchange:
 * @route: (nullable): what it is for; %NULL when nothing fits
 * @n_discarded: bytes of a refused body
 * @is_counted: is one of its route's max_active
 * @is_held: suspended, in the server's list
 * @hold_until_monotonic_us: 0 before the first hold
 */
typedef struct
{
  struct MHD_Connection *connection;
  HubConnection *link; /* (unowned): lives longer */
  gpointer listener;   /* (unowned) */
  const HubRoute *route;
  gsize route_index;
  HubRequest *request;
  GByteArray *body;
  gsize n_discarded;
  gboolean is_counted;
  gboolean is_held;
  gint64 hold_until_monotonic_us;
} HubExchange;

HubExchange *hub_exchange_new (struct MHD_Connection *connection, HubConnection *link);
void hub_exchange_free (HubExchange *self);

/* G_MAXUINT64 for a body of unknown length (chunked), 0 for none */
guint64 hub_exchange_announced_bytes (const HubExchange *self);

/* whether a refusal should go out before the body is read: the client asks, or it is too long to
 * throw away */
gboolean hub_exchange_should_answer_early (const HubExchange *self);

/* keeps or throws away; %FALSE: cut the connection */
gboolean hub_exchange_take (HubExchange *self, const char *data, gsize n_bytes);

/* queues the request's reply */
enum MHD_Result hub_exchange_send (HubExchange *self);

G_END_DECLS
