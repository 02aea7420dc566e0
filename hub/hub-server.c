/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "anj-hub"

#include "hub/hub-server.h"

#include <microhttpd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "hub/hub-auth.h"
#include "hub/hub-exchange.h"
#include "hub/hub-tls.h"

/*
 * An exchange's way:
 *
 *   on_request, 1st call   headers are there: match route, limits, auth → maybe a refusal
 *   on_request, body       kept up to the route's limit, else thrown away
 *   on_request, last call  handler under the store's lock → reply, or hold: suspended
 *                          or work: suspended, and pushed to the worker, which resumes it to send
 *   wake / tick            resumes a held one; on_request runs its handler again
 *   on_completed           freed
 *
 * Every connection has one deadline; hub_server_tick() cuts those past it. So no client, however
 * slow, holds one longer than handshake, route or keep-alive time allow.
 */

typedef struct
{
  HubServer *server; /* (unowned) */
  struct MHD_Daemon *daemon;
  const HubRoute *routes; /* (static) */
  gsize n_routes;
  gboolean is_behind_proxy;
  guint *n_active; /* (owned) (array length=n_routes): under the server's lock */
} Listener;

struct _HubServer
{
  HubApp *app; /* (unowned): outlives the server */
  guint max_connections;
  HubTlsTickets *tickets; /* (owned) */
  GPtrArray *listeners;   /* (owned) (element-type Listener) */
  GThreadPool *worker;    /* (owned) (element-type HubExchange): one thread */
  gint64 data_version;    /* of the store; the ticking thread's */
  gint64 feed_seq;        /* where the feed stood then */

  GMutex lock; /* guards all below, and each connection's deadline */
  GCond idle;
  GHashTable *connections; /* (owned) (element-type HubConnection) */
  GHashTable *held;        /* (owned) (element-type HubExchange) */
  guint n_exchanges;
  gboolean is_draining;
};

static gint64
now_monotonic_us (const HubServer *self)
{
  return anj_clock_monotonic_us (self->app->clock);
}

static void
set_deadline (HubServer *self, HubConnection *link, gint64 left_ms)
{
  g_mutex_lock (&self->lock);
  link->deadline_monotonic_us = now_monotonic_us (self) + left_ms * 1000;
  g_mutex_unlock (&self->lock);
}

/* with the lock */
static void
resume (HubServer *self, HubExchange *exchange)
{
  exchange->is_held = FALSE;
  exchange->link->deadline_monotonic_us = now_monotonic_us (self) +
                                          (gint64) exchange->route->timeout_ms * 1000;
  MHD_resume_connection (exchange->connection);
}

static void
wake (gpointer user_data, const char *region)
{
  HubServer *self = user_data;
  GHashTableIter iter;
  HubExchange *exchange;

  g_mutex_lock (&self->lock);
  g_hash_table_iter_init (&iter, self->held);
  while (g_hash_table_iter_next (&iter, (gpointer *) &exchange, NULL))
    if (region == NULL || g_strcmp0 (region, exchange->request->hold_region) == 0)
      {
        g_hash_table_iter_remove (&iter);
        resume (self, exchange);
      }
  g_mutex_unlock (&self->lock);
}

static void
wake_some (gpointer server,
           gboolean (*wants) (gpointer user_data, const HubPeer *peer),
           gpointer user_data)
{
  HubServer *self = server;
  GHashTableIter iter;
  HubExchange *exchange;

  g_mutex_lock (&self->lock);
  g_hash_table_iter_init (&iter, self->held);
  while (g_hash_table_iter_next (&iter, (gpointer *) &exchange, NULL))
    if (wants (user_data, exchange->request->peer))
      {
        g_hash_table_iter_remove (&iter);
        resume (self, exchange);
      }
  g_mutex_unlock (&self->lock);
}

/* A terminal has one held request: a second one is a new connection after a line that broke without
 * a word, so the first is let go. With the lock. */
static void
release_twin (HubServer *self, const HubExchange *fresh)
{
  GHashTableIter iter;
  HubExchange *exchange;

  g_hash_table_iter_init (&iter, self->held);
  while (g_hash_table_iter_next (&iter, (gpointer *) &exchange, NULL))
    if (g_strcmp0 (exchange->request->peer->id, fresh->request->peer->id) == 0)
      {
        g_hash_table_iter_remove (&iter);
        exchange->hold_until_monotonic_us = 1; /* long over */
        resume (self, exchange);
      }
}

static enum MHD_Result
hold (Listener *listener, HubExchange *exchange)
{
  HubServer *self = listener->server;

  g_mutex_lock (&self->lock);
  if (exchange->hold_until_monotonic_us == 0)
    {
      release_twin (self, exchange);
      exchange->hold_until_monotonic_us = now_monotonic_us (self) + exchange->request->hold_us;
    }
  exchange->link->deadline_monotonic_us = G_MAXINT64;
  exchange->is_held = TRUE;
  g_hash_table_add (self->held, exchange);
  MHD_suspend_connection (exchange->connection);
  if (self->is_draining) /* since this handler looked */
    {
      g_hash_table_remove (self->held, exchange);
      resume (self, exchange);
    }
  g_mutex_unlock (&self->lock);
  return MHD_YES;
}

static enum MHD_Result
start_work (HubServer *self, HubExchange *exchange)
{
  gboolean is_draining;

  g_mutex_lock (&self->lock);
  is_draining = self->is_draining;
  if (!is_draining)
    {
      exchange->link->deadline_monotonic_us = G_MAXINT64;
      MHD_suspend_connection (exchange->connection);
      g_thread_pool_push (self->worker, exchange, NULL);
    }
  g_mutex_unlock (&self->lock);
  if (!is_draining)
    return MHD_YES;
  hub_reply_problem (exchange->request, HUB_PROBLEM_BUSY, NULL);
  return hub_exchange_send (exchange);
}

static void
do_work (gpointer data, gpointer user_data)
{
  HubServer *self = user_data;
  HubExchange *exchange = data;

  exchange->request->work (self->app, exchange->request);
  g_mutex_lock (&self->lock);
  resume (self, exchange);
  g_mutex_unlock (&self->lock);
}

/* Certificates are looked at once a connection, by the first route that wants one; a proxy's
 * connections are many clients'. */
static void
identify (HubServer *self, HubExchange *exchange)
{
  const Listener *listener = exchange->listener;
  HubConnection *link = exchange->link;

  if (listener->is_behind_proxy)
    g_clear_pointer (&link->peer, hub_peer_free);
  if (link->peer == NULL && exchange->route->auth != HUB_AUTH_NONE)
    {
      g_autoptr (X509) cert = listener->is_behind_proxy ? hub_tls_proxied_cert (exchange->request)
                                                        : hub_tls_peer_cert (exchange->connection);

      link->peer = hub_peer_new (cert, self->app->keys->cas, hub_app_now_us (self->app));
    }
  exchange->request->peer = link->peer;
}

static gboolean
check_auth (HubServer *self, HubExchange *exchange)
{
  gboolean is_good;

  identify (self, exchange);
  hub_store_lock (self->app->store);
  is_good = hub_auth_check (self->app, exchange->route->auth, exchange->request);
  hub_store_unlock (self->app->store);
  return is_good;
}

/* FALSE: as many as the route allows are under way */
static gboolean
count_in (Listener *listener, HubExchange *exchange)
{
  g_mutex_lock (&listener->server->lock);
  exchange->is_counted = listener->n_active[exchange->route_index] < exchange->route->max_active;
  if (exchange->is_counted)
    listener->n_active[exchange->route_index]++;
  g_mutex_unlock (&listener->server->lock);
  return exchange->is_counted;
}

static void
find_route (Listener *listener, HubExchange *exchange, const char *method, const char *path)
{
  g_autofree char *allow = NULL;

  switch (hub_router_match (listener->routes, listener->n_routes, method, path,
                            exchange->request->args, &exchange->route_index))
    {
    case HUB_MATCH_FOUND:
      exchange->route = &listener->routes[exchange->route_index];
      break;
    case HUB_MATCH_NO_METHOD:
      allow = hub_router_allow (listener->routes, listener->n_routes, path);
      hub_reply_problem (exchange->request, HUB_PROBLEM_METHOD, NULL);
      hub_reply_header (exchange->request, "Allow", allow);
      break;
    case HUB_MATCH_NO_PATH:
    default:
      hub_reply_problem (exchange->request, HUB_PROBLEM_NOT_FOUND, NULL);
    }
}

/* sets a refusal, or leaves the request open for its body and handler */
static void
admit (Listener *listener, HubExchange *exchange, const char *method, const char *path)
{
  guint64 n_bytes = hub_exchange_announced_bytes (exchange);

  find_route (listener, exchange, method, path);
  if (exchange->route == NULL)
    return;
  set_deadline (listener->server, exchange->link, exchange->route->timeout_ms);
  if (!count_in (listener, exchange))
    {
      hub_reply_problem (exchange->request, HUB_PROBLEM_BUSY, NULL);
      hub_reply_header (exchange->request, "Retry-After", "10");
      return;
    }
  if (!check_auth (listener->server, exchange))
    return;
  if (n_bytes != G_MAXUINT64 && n_bytes > exchange->route->max_body_bytes)
    hub_reply_problem (exchange->request, HUB_PROBLEM_TOO_LARGE, NULL);
}

static enum MHD_Result
run_handler (Listener *listener, HubExchange *exchange)
{
  HubServer *self = listener->server;
  HubRequest *request = exchange->request;
  gboolean must_answer;

  g_mutex_lock (&self->lock);
  must_answer = self->is_draining || (exchange->hold_until_monotonic_us > 0 &&
                                      exchange->hold_until_monotonic_us <= now_monotonic_us (self));
  g_mutex_unlock (&self->lock);

  hub_store_lock (self->app->store);
  request->must_answer = must_answer;
  request->hold_us = 0;
  if (hub_auth_check (self->app, exchange->route->auth, request))
    exchange->route->handler (self->app, request);
  if (request->status == 0 && request->hold_us > 0)
    {
      enum MHD_Result result = hold (listener, exchange);

      hub_store_unlock (self->app->store);
      return result;
    }
  hub_store_unlock (self->app->store);
  if (request->status == 0 && request->work != NULL)
    return start_work (self, exchange);
  g_return_val_if_fail (request->status != 0, MHD_NO);
  return hub_exchange_send (exchange);
}

static enum MHD_Result
on_request (void *user_data,
            struct MHD_Connection *connection,
            const char *url,
            const char *method,
            const char *version G_GNUC_UNUSED,
            const char *upload_data,
            size_t *upload_data_size,
            void **exchange_slot)
{
  Listener *listener = user_data;
  HubExchange *exchange = *exchange_slot;

  if (exchange == NULL)
    {
      const union MHD_ConnectionInfo *info = MHD_get_connection_info (
          connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

      exchange = hub_exchange_new (connection, info->socket_context);
      exchange->listener = listener;
      *exchange_slot = exchange;
      g_mutex_lock (&listener->server->lock);
      listener->server->n_exchanges++;
      g_mutex_unlock (&listener->server->lock);
      admit (listener, exchange, method, url);
      if (exchange->request->status != 0 && hub_exchange_should_answer_early (exchange))
        return hub_exchange_send (exchange);
      return MHD_YES;
    }
  if (*upload_data_size > 0)
    {
      gsize n_bytes = *upload_data_size;

      *upload_data_size = 0;
      return hub_exchange_take (exchange, upload_data, n_bytes) ? MHD_YES : MHD_NO;
    }
  if (exchange->request->status != 0)
    return hub_exchange_send (exchange);
  if (exchange->body->len > 0)
    {
      g_bytes_unref (exchange->request->body);
      exchange->request->body = g_byte_array_free_to_bytes (g_steal_pointer (&exchange->body));
      exchange->body = g_byte_array_new ();
    }
  return run_handler (listener, exchange);
}

static void
on_completed (void *user_data,
              struct MHD_Connection *connection G_GNUC_UNUSED,
              void **exchange_slot,
              enum MHD_RequestTerminationCode how G_GNUC_UNUSED)
{
  Listener *listener = user_data;
  HubServer *self = listener->server;
  HubExchange *exchange = g_steal_pointer (exchange_slot);

  if (exchange == NULL)
    return;
  g_debug ("%s %s: %u", exchange->route != NULL ? exchange->route->method : "-",
           exchange->route != NULL ? exchange->route->pattern : "unknown",
           exchange->request->status);
  g_mutex_lock (&self->lock);
  g_hash_table_remove (self->held, exchange);
  if (exchange->is_counted)
    listener->n_active[exchange->route_index]--;
  exchange->link->deadline_monotonic_us = now_monotonic_us (self) +
                                          HUB_SERVER_KEEP_ALIVE_MS * G_GINT64_CONSTANT (1000);
  if (--self->n_exchanges == 0)
    g_cond_broadcast (&self->idle);
  g_mutex_unlock (&self->lock);
  hub_exchange_free (exchange);
}

static void
on_connection (void *user_data,
               struct MHD_Connection *connection,
               void **link_slot,
               enum MHD_ConnectionNotificationCode what)
{
  HubServer *self = ((Listener *) user_data)->server;

  if (what == MHD_CONNECTION_NOTIFY_STARTED)
    {
      HubConnection *link = g_new0 (HubConnection, 1);

      link->fd = MHD_get_connection_info (connection, MHD_CONNECTION_INFO_CONNECTION_FD)
                     ->connect_fd;
      hub_tls_tickets_offer (self->tickets, connection);
      set_deadline (self, link, HUB_SERVER_HANDSHAKE_MS);
      g_mutex_lock (&self->lock);
      g_hash_table_add (self->connections, link);
      g_mutex_unlock (&self->lock);
      *link_slot = link;
    }
  else
    {
      HubConnection *link = g_steal_pointer (link_slot);

      g_mutex_lock (&self->lock);
      g_hash_table_remove (self->connections, link);
      g_mutex_unlock (&self->lock);
      g_clear_pointer (&link->peer, hub_peer_free);
      g_free (link);
    }
}

/* the library's own complaints are about clients' TLS and aborted lines: of no use to an operator
 */
static void G_GNUC_PRINTF (2, 0)
    on_library_log (void *user_data G_GNUC_UNUSED, const char *format, va_list arguments)
{
  g_autofree char *text = g_strdup_vprintf (format, arguments);

  g_debug ("%s", g_strchomp (text));
}

static gint64
read_feed_seq (HubServer *self)
{
  gint64 seq = 0;

  hub_store_lock (self->app->store);
  if (!hub_store_get_int (self->app->store, NULL, 0, &seq,
                          "SELECT seq FROM sqlite_sequence WHERE name = 'feed'", ""))
    seq = 0;
  hub_store_unlock (self->app->store);
  return seq;
}

HubServer *
hub_server_new (HubApp *app, guint max_connections)
{
  HubServer *self = g_new0 (HubServer, 1);

  self->app = app;
  self->max_connections = max_connections;
  self->tickets = hub_tls_tickets_new ();
  self->listeners = g_ptr_array_new ();
  self->worker = g_thread_pool_new (do_work, self, /* max_threads */ 1, /* exclusive */ FALSE,
                                    NULL);
  self->data_version = hub_store_data_version (app->store);
  self->feed_seq = read_feed_seq (self);
  g_mutex_init (&self->lock);
  g_cond_init (&self->idle);
  self->connections = g_hash_table_new (NULL, NULL);
  self->held = g_hash_table_new (NULL, NULL);
  app->wake = wake;
  app->wake_some = wake_some;
  app->wake_data = self;
  return self;
}

static gboolean
is_unix_socket (int fd)
{
  struct sockaddr_storage name = { 0 };
  socklen_t n_bytes = sizeof name;

  return getsockname (fd, (struct sockaddr *) &name, &n_bytes) == 0 && name.ss_family == AF_UNIX;
}

static struct MHD_Daemon *
start_daemon (HubServer *self, Listener *listener, int fd)
{
  const HubKeys *keys = self->app->keys;
  struct MHD_OptionItem tls[] = {
    { MHD_OPTION_HTTPS_MEM_KEY, 0, keys->server_key_pem },
    { MHD_OPTION_HTTPS_MEM_CERT, 0, keys->server_cert_pem },
    { MHD_OPTION_HTTPS_MEM_TRUST, 0, keys->cas_pem },
    { MHD_OPTION_HTTPS_PRIORITIES, 0, (void *) HUB_TLS_PRIORITIES },
    { MHD_OPTION_END, 0, NULL },
  };
  guint flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG;

  if (listener->is_behind_proxy)
    tls[0] = tls[G_N_ELEMENTS (tls) - 1];
  else
    flags |= MHD_USE_TLS;
  return MHD_start_daemon (
      flags, 0, /* accept policy */ NULL, NULL, on_request, listener, MHD_OPTION_EXTERNAL_LOGGER,
      on_library_log, NULL, MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_ARRAY, tls,
      MHD_OPTION_CONNECTION_LIMIT, self->max_connections, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
      (size_t) HUB_SERVER_HEADER_BYTES, MHD_OPTION_NOTIFY_COMPLETED, on_completed, listener,
      MHD_OPTION_NOTIFY_CONNECTION, on_connection, listener, MHD_OPTION_END);
}

gboolean
hub_server_add_listener (HubServer *self,
                         int fd,
                         const HubRoute *routes,
                         gsize n_routes,
                         GError **error)
{
  Listener *listener = g_new0 (Listener, 1);

  listener->server = self;
  listener->routes = routes;
  listener->n_routes = n_routes;
  listener->n_active = g_new0 (guint, n_routes);
  listener->is_behind_proxy = is_unix_socket (fd);
  listener->daemon = start_daemon (self, listener, fd);
  if (listener->daemon == NULL)
    {
      close (fd);
      g_free (listener->n_active);
      g_free (listener);
      g_set_error_literal (error, HUB_ERROR, HUB_ERROR_CONFIG,
                           "cannot start TLS; check server/cert.pem and server/key.pem");
      return FALSE;
    }
  g_ptr_array_add (self->listeners, listener);
  return TRUE;
}

static void
end_holds (HubServer *self, gint64 now_us)
{
  GHashTableIter iter;
  HubExchange *exchange;

  g_hash_table_iter_init (&iter, self->held);
  while (g_hash_table_iter_next (&iter, (gpointer *) &exchange, NULL))
    if (self->is_draining || exchange->hold_until_monotonic_us <= now_us)
      {
        g_hash_table_iter_remove (&iter);
        resume (self, exchange);
      }
}

void
hub_server_tick (HubServer *self)
{
  gint64 now_us = now_monotonic_us (self);
  gint64 version = hub_store_data_version (self->app->store);
  GHashTableIter iter;
  HubConnection *link;

  g_mutex_lock (&self->lock);
  g_hash_table_iter_init (&iter, self->connections);
  while (g_hash_table_iter_next (&iter, (gpointer *) &link, NULL))
    if (link->deadline_monotonic_us < now_us)
      shutdown (link->fd, SHUT_RDWR); /* still open: it leaves the table before it is closed */
  end_holds (self, now_us);
  g_mutex_unlock (&self->lock);

  /* an import commits often; held requests need not hear of it before the feed moves */
  if (version != self->data_version)
    {
      gint64 feed_seq = read_feed_seq (self);

      if (feed_seq != self->feed_seq)
        wake (self, /* region */ NULL);
      self->feed_seq = feed_seq;
    }
  self->data_version = version;
}

void
hub_server_drain (HubServer *self)
{
  gint64 until_us = g_get_monotonic_time () + HUB_SERVER_DRAIN_MS * G_GINT64_CONSTANT (1000);

  for (guint i = 0; i < self->listeners->len; i++)
    {
      Listener *listener = g_ptr_array_index (self->listeners, i);
      int fd = MHD_quiesce_daemon (listener->daemon);

      if (fd >= 0)
        close (fd);
    }
  g_mutex_lock (&self->lock);
  self->is_draining = TRUE;
  end_holds (self, 0);
  while (self->n_exchanges > 0)
    if (!g_cond_wait_until (&self->idle, &self->lock, until_us))
      break;
  g_mutex_unlock (&self->lock);
  g_thread_pool_free (g_steal_pointer (&self->worker), /* immediate */ FALSE, /* wait */ TRUE);
  for (guint i = 0; i < self->listeners->len; i++)
    {
      Listener *listener = g_ptr_array_index (self->listeners, i);

      MHD_stop_daemon (g_steal_pointer (&listener->daemon));
    }
}

void
hub_server_free (HubServer *self)
{
  if (self->worker != NULL)
    g_thread_pool_free (self->worker, /* immediate */ FALSE, /* wait */ TRUE);
  for (guint i = 0; i < self->listeners->len; i++)
    {
      Listener *listener = g_ptr_array_index (self->listeners, i);

      if (listener->daemon != NULL)
        MHD_stop_daemon (listener->daemon);
      g_free (listener->n_active);
      g_free (listener);
    }
  self->app->wake = NULL;
  g_ptr_array_unref (self->listeners);
  hub_tls_tickets_free (self->tickets);
  g_hash_table_unref (self->connections);
  g_hash_table_unref (self->held);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->idle);
  g_free (self);
}
