/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "hub/hub-router.h"

G_BEGIN_DECLS

/*
 * HTTPS on libmicrohttpd.
 *
 * Threads: each listener has one (epoll); handlers run in it, one at a time over all listeners,
 * with the store's lock held. The owner's thread calls hub_server_tick() every second. Order of
 * locks: store, then server.
 */

#define HUB_SERVER_DEFAULT_MAX_CONNECTIONS 10000
#define HUB_SERVER_HANDSHAKE_MS 15000   /* accept → the first request's headers */
#define HUB_SERVER_KEEP_ALIVE_MS 120000 /* an answer → the next request's headers */
#define HUB_SERVER_DRAIN_MS 10000
/* a refused body up to this length is read and thrown away, so that the client sees the answer */
#define HUB_SERVER_MAX_DISCARD_BYTES (16 * 1024 * 1024)
#define HUB_SERVER_HEADER_BYTES 16384

typedef struct _HubServer HubServer;

/* @app: (unowned); gets its wake function */
HubServer *hub_server_new (HubApp *app, guint max_connections);
/* after hub_server_drain() */
void hub_server_free (HubServer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HubServer, hub_server_free)

/**
 * hub_server_add_listener:
 * @fd: (transfer full): from hub_listen(). On a Unix socket the hub speaks plain HTTP to a proxy
 *   that ends TLS, and takes its word for the client's certificate (hub_tls_proxied_cert());
 *   anywhere else it ends TLS itself and takes nobody's word
 * @routes: static table
 */
gboolean hub_server_add_listener (HubServer *self,
                                  int fd,
                                  const HubRoute *routes,
                                  gsize n_routes,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * hub_server_tick:
 *
 * Once a second: cuts connections past their deadline, ends holds whose time has come, wakes all
 * held ones when another process (`import`) has committed.
 */
void hub_server_tick (HubServer *self);

/* answers held requests, takes no new connections, waits for exchanges under way up to
 * HUB_SERVER_DRAIN_MS, closes */
void hub_server_drain (HubServer *self);

G_END_DECLS
