/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "tests/sim/sim-net.h"

#include "net/anj-http-client.h"
#include "net/anj-http-message-private.h"

/*
 * A request's way, each arrow an event of its own:
 *
 *   send ──delay──► the hub takes it ──hold──► it answers ──delay──► the caller hears
 *      └ lost                └ again, later        └ lost
 *
 * Whatever comes of it, the caller hears once: answer, UNREACHABLE, TIMEOUT or CANCELLED.
 */

/* a name or a connection that does not come about */
#define REFUSED_US (3 * G_TIME_SPAN_SECOND)
#define REPEATED_WITHIN_US G_TIME_SPAN_HOUR

struct _SimPort
{
  SimHub *hub;
  const AnjClock *clock;
  const AnjClock *bound; /* (nullable) */
  guint who;
  SimChance chance;
  SimNetFaults faults;
  gboolean is_cut;
  guint n_cuts;
  guint64 n_requests;
  GPtrArray *transfers; /* (element-type Transfer) (unowned): not answered yet */
};

struct _AnjHttpClient
{
  GObject parent_instance;

  SimPort *port;             /* (unowned) */
  SimConnection *connection; /* (owned) (nullable) */
  char *cert_pem;            /* (owned) (nullable) */
  X509 *cert;                /* (owned) (nullable): the same, once it was used */
};

G_DEFINE_FINAL_TYPE (AnjHttpClient, anj_http_client, G_TYPE_OBJECT)

/* One request; @task is NULL when the caller has heard. */
typedef struct
{
  grefcount refs;
  SimPort *port;
  AnjHttpRequest *request; /* (owned) */
  GHashTable *headers;     /* (owned) */
  SimConnection *connection;
  GTask *task; /* (owned) (nullable) */
  gulong cancel_id;
  guint timeout_id;
  guint n_cuts; /* of the port, when it was sent */
  /* what the hub said */
  guint status;
  GHashTable *reply_headers; /* (owned) (nullable) */
  GBytes *reply;             /* (owned) (nullable) */
} Transfer;

/* clocks → ports */
static GHashTable *
ports (void)
{
  static GHashTable *table;

  if (table == NULL)
    table = g_hash_table_new (NULL, NULL);
  return table;
}

SimPort *
sim_port_new (SimHub *hub, const AnjClock *clock, guint who, guint64 seed)
{
  SimPort *self = g_new0 (SimPort, 1);

  self->hub = hub;
  self->clock = clock;
  self->who = who;
  self->chance = sim_chance_new (seed, who + G_GUINT64_CONSTANT (0x100000));
  self->transfers = g_ptr_array_new ();
  g_hash_table_insert (ports (), (gpointer) clock, self);
  return self;
}

void
sim_port_free (SimPort *self)
{
  g_assert (self->transfers->len == 0);
  g_hash_table_remove (ports (), self->clock);
  g_ptr_array_unref (self->transfers);
  g_free (self);
}

void
sim_port_bind (SimPort *self, const AnjClock *clock)
{
  if (self->bound != NULL)
    g_hash_table_remove (ports (), self->bound);
  self->bound = clock;
  if (clock != NULL)
    g_hash_table_insert (ports (), (gpointer) clock, self);
}

void
sim_port_set_faults (SimPort *self, const SimNetFaults *faults)
{
  self->faults = *faults;
}

guint64
sim_port_n_requests (const SimPort *self)
{
  return self->n_requests;
}

static Transfer *
transfer_ref (Transfer *self)
{
  g_ref_count_inc (&self->refs);
  return self;
}

static void
transfer_unref (Transfer *self)
{
  if (!g_ref_count_dec (&self->refs))
    return;
  anj_http_request_free (self->request);
  g_hash_table_unref (self->headers);
  sim_connection_unref (self->connection);
  g_clear_pointer (&self->reply_headers, g_hash_table_unref);
  g_clear_pointer (&self->reply, g_bytes_unref);
  g_free (self);
}

/* the caller hears; what comes later is for nobody. Returns the task (transfer full) (nullable) */
static GTask *
finish (Transfer *self)
{
  GTask *task = g_steal_pointer (&self->task);

  if (task == NULL)
    return NULL;
  if (self->timeout_id != 0 && sim_loop_cancel (self->timeout_id))
    transfer_unref (self);
  self->timeout_id = 0;
  if (self->cancel_id != 0)
    g_cancellable_disconnect (g_task_get_cancellable (task), self->cancel_id);
  g_ptr_array_remove_fast (self->port->transfers, self);
  return task;
}

/* @error: (transfer full) */
static void
fail (Transfer *self, GError *error)
{
  g_autoptr (GTask) task = finish (self);

  if (task == NULL)
    {
      g_error_free (error);
      return;
    }
  g_clear_pointer (&((AnjHttpClient *) g_task_get_source_object (task))->connection,
                   sim_connection_unref);
  g_task_return_error (task, error);
  transfer_unref (self);
}

static GError *
unreachable (const char *what)
{
  return g_error_new_literal (ANJ_NET_ERROR, ANJ_NET_ERROR_UNREACHABLE, what);
}

static void
on_refused (gpointer user_data)
{
  Transfer *self = user_data;

  fail (self, unreachable ("the hub cannot be reached"));
  transfer_unref (self);
}

static void
on_timeout (gpointer user_data)
{
  Transfer *self = user_data;

  self->timeout_id = 0;
  sim_trace ("waits in vain", self->port->who, 0);
  fail (self, g_error_new_literal (ANJ_NET_ERROR, ANJ_NET_ERROR_TIMEOUT, "no answer in time"));
  transfer_unref (self);
}

static void
on_cancel_event (gpointer user_data)
{
  Transfer *self = user_data;

  fail (self, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "request was cancelled"));
  transfer_unref (self);
}

/* never from inside g_cancellable_cancel(), as the real one */
static void
on_cancelled (GCancellable *cancellable G_GNUC_UNUSED, gpointer user_data)
{
  sim_loop_after (0, on_cancel_event, transfer_ref (user_data));
}

void
sim_port_set_cut (SimPort *self, gboolean is_cut)
{
  if (self->is_cut == is_cut)
    return;
  sim_trace (is_cut ? "line is cut" : "line is back", self->who, 0);
  self->is_cut = is_cut;
  self->n_cuts++;
}

void
sim_port_drop_all (SimPort *self)
{
  while (self->transfers->len > 0)
    fail (self->transfers->pdata[self->transfers->len - 1], unreachable ("gone"));
}

/* an answer below 300, or its error */
static AnjHttpResponse *
make_response (Transfer *self, GError **error)
{
  const char *retry_after = g_hash_table_lookup (self->reply_headers, "retry-after");
  guint64 retry_after_s = retry_after != NULL ? g_ascii_strtoull (retry_after, NULL, 10) : 0;
  AnjHttpRequest *request = self->request;
  g_autoptr (GBytes) empty = g_bytes_new_static ("", 0);
  gsize n_bytes;
  gconstpointer data = g_bytes_get_data (self->reply, &n_bytes);

  if (self->status >= 300)
    {
      g_propagate_error (
          error, anj_net_error_new_status (self->status, (guint) retry_after_s, self->reply));
      return NULL;
    }
  if (n_bytes > request->max_bytes)
    {
      g_set_error_literal (error, ANJ_NET_ERROR, ANJ_NET_ERROR_TOO_LARGE, "too long an answer");
      return NULL;
    }
  if (request->sink == NULL)
    return anj_http_response_new (self->status, self->reply,
                                  g_hash_table_ref (self->reply_headers));
  if (n_bytes > 0)
    request->sink (data, n_bytes, request->sink_data);
  return anj_http_response_new (self->status, empty, g_hash_table_ref (self->reply_headers));
}

static void
on_reply (gpointer user_data)
{
  Transfer *self = user_data;
  g_autoptr (GTask) task = NULL;
  GError *error = NULL;
  AnjHttpResponse *response;

  /* the line went down under it */
  if (self->task != NULL && self->n_cuts == self->port->n_cuts)
    {
      task = finish (self);
      response = make_response (self, &error);
      if (response != NULL)
        g_task_return_pointer (task, response, (GDestroyNotify) anj_http_response_free);
      else
        g_task_return_error (task, error);
      transfer_unref (self);
    }
  transfer_unref (self);
}

static void
keep_reply (Transfer *self, const HubRequest *request)
{
  self->status = request->status;
  self->reply = request->reply != NULL ? g_bytes_ref (request->reply) : g_bytes_new (NULL, 0);
  self->reply_headers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  if (request->reply_type != NULL)
    g_hash_table_replace (self->reply_headers, g_strdup ("content-type"),
                          g_strdup (request->reply_type));
  for (guint i = 0; i + 1 < request->reply_headers->len; i += 2)
    g_hash_table_replace (self->reply_headers,
                          g_ascii_strdown (request->reply_headers->pdata[i], -1),
                          g_strdup (request->reply_headers->pdata[i + 1]));
}

static gint64
draw_delay_us (SimPort *self)
{
  return self->faults.delay_us > 0
             ? 1000 + sim_chance_wait_us (&self->chance, self->faults.delay_us)
             : 1000;
}

/* a SimAnswer */
static void
on_answered (gpointer user_data, const HubRequest *request)
{
  Transfer *self = user_data;
  SimPort *port = self->port;

  if (self->task == NULL || self->status != 0)
    {
      transfer_unref (self); /* nobody waits, or it was the same once more */
      return;
    }
  if (request == NULL)
    {
      sim_loop_after (draw_delay_us (port), on_refused, self);
      return;
    }
  sim_trace ("hub answers", port->who, request->status);
  if (sim_chance_once_in (&port->chance, port->faults.loses_reply))
    {
      sim_trace ("reply is lost", port->who, request->status);
      transfer_unref (self);
      return;
    }
  keep_reply (self, request);
  sim_loop_after (draw_delay_us (port), on_reply, self);
}

static void
give_to_hub (Transfer *self, SimAnswer answer)
{
  const SimCall call = { .method = self->request->method,
                         .path = self->request->url + strlen (SIM_HUB_URL),
                         .headers = self->headers,
                         .body = self->request->body,
                         .connection = self->connection };

  sim_hub_take (self->port->hub, &call, answer, self);
}

static void
on_arrived (gpointer user_data)
{
  give_to_hub (user_data, on_answered);
}

static void
on_repeat_answered (gpointer user_data, const HubRequest *request G_GNUC_UNUSED)
{
  transfer_unref (user_data);
}

static void
on_arrived_again (gpointer user_data)
{
  sim_trace ("comes again", ((Transfer *) user_data)->port->who, 0);
  give_to_hub (user_data, on_repeat_answered);
}

/* (transfer full): names in lower case */
static GHashTable *
copy_headers (const AnjHttpRequest *request)
{
  GHashTable *headers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  for (const struct curl_slist *at = request->headers; at != NULL; at = at->next)
    {
      g_auto (GStrv) parts = g_strsplit (at->data, ":", 2);

      if (g_strv_length (parts) == 2)
        g_hash_table_replace (headers, g_ascii_strdown (g_strstrip (parts[0]), -1),
                              g_strdup (g_strstrip (parts[1])));
    }
  return headers;
}

static SimConnection *
connect_to_hub (AnjHttpClient *self)
{
  if (self->cert == NULL && self->cert_pem != NULL)
    self->cert = anj_cert_from_pem (self->cert_pem, NULL);
  if (self->connection == NULL)
    self->connection = sim_connection_new (self->cert);
  return g_rc_box_acquire (self->connection);
}

/* @request: (transfer full) */
static Transfer *
transfer_new (AnjHttpClient *client, AnjHttpRequest *request)
{
  Transfer *self = g_new0 (Transfer, 1);

  g_ref_count_init (&self->refs);
  self->port = client->port;
  self->request = request;
  self->headers = copy_headers (request);
  self->connection = connect_to_hub (client);
  self->n_cuts = client->port->n_cuts;
  client->port->n_requests++;
  return self;
}

static void
send_off (Transfer *self)
{
  SimPort *port = self->port;

  if (port->is_cut || !sim_hub_is_up (port->hub))
    {
      sim_loop_after (sim_chance_wait_us (&port->chance, REFUSED_US), on_refused,
                      transfer_ref (self));
      return;
    }
  if (sim_chance_once_in (&port->chance, port->faults.loses_request))
    {
      sim_trace ("request is lost", port->who, 0);
      return;
    }
  sim_loop_after (draw_delay_us (port), on_arrived, transfer_ref (self));
  if (sim_chance_once_in (&port->chance, port->faults.repeats))
    sim_loop_after ((gint64) sim_chance_below (&port->chance, REPEATED_WITHIN_US), on_arrived_again,
                    transfer_ref (self));
}

void
anj_http_client_send_async (AnjHttpClient *self,
                            AnjHttpRequest *request,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Transfer *transfer;

  g_task_set_source_tag (task, anj_http_client_send_async);
  if (g_task_return_error_if_cancelled (task))
    {
      anj_http_request_free (request);
      return;
    }
  transfer = transfer_new (self, request);
  transfer->task = g_steal_pointer (&task);
  transfer->timeout_id = sim_loop_after ((gint64) request->timeout_ms * 1000, on_timeout,
                                         transfer_ref (transfer));
  if (cancellable != NULL)
    transfer->cancel_id = g_cancellable_connect (cancellable, G_CALLBACK (on_cancelled), transfer,
                                                 NULL);
  g_ptr_array_add (self->port->transfers, transfer);
  send_off (transfer);
}

AnjHttpResponse *
anj_http_client_send_finish (AnjHttpClient *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* a SimAnswer: of one who waits */
static void
on_answered_now (gpointer user_data, const HubRequest *request)
{
  if (request != NULL)
    keep_reply (user_data, request);
}

/* Who waits does so in no time: enrolment and the sync's child. */
AnjHttpResponse *
anj_http_client_send (AnjHttpClient *self,
                      AnjHttpRequest *request,
                      GCancellable *cancellable G_GNUC_UNUSED,
                      GError **error)
{
  SimPort *port = self->port;
  Transfer *transfer = transfer_new (self, request);
  AnjHttpResponse *response = NULL;
  gboolean is_lost = port->is_cut || sim_chance_once_in (&port->chance, port->faults.loses_request);

  if (!is_lost)
    give_to_hub (transfer, on_answered_now);
  if (transfer->status == 0 || sim_chance_once_in (&port->chance, port->faults.loses_reply))
    g_propagate_error (error, unreachable ("the hub cannot be reached"));
  else
    response = make_response (transfer, error);
  transfer_unref (transfer);
  return response;
}

void
anj_http_client_global_init (void)
{
}

void
anj_http_client_set_ca (AnjHttpClient *self G_GNUC_UNUSED, const char *pem G_GNUC_UNUSED)
{
}

void
anj_http_client_set_identity (AnjHttpClient *self, const char *cert_pem, const char *key_pem)
{
  g_return_if_fail ((cert_pem != NULL) == (key_pem != NULL));

  g_free (self->cert_pem);
  self->cert_pem = g_strdup (cert_pem);
  g_clear_pointer (&self->cert, X509_free);
  g_clear_pointer (&self->connection, sim_connection_unref);
}

void
anj_http_client_set_time_floor (AnjHttpClient *self G_GNUC_UNUSED,
                                gint64 floor_us G_GNUC_UNUSED,
                                gboolean is_clock_sure G_GNUC_UNUSED)
{
}

void
anj_http_client_allow_plain_http (AnjHttpClient *self G_GNUC_UNUSED)
{
}

static void
anj_http_client_finalize (GObject *object)
{
  AnjHttpClient *self = ANJ_HTTP_CLIENT (object);

  g_clear_pointer (&self->connection, sim_connection_unref);
  g_free (self->cert_pem);
  g_clear_pointer (&self->cert, X509_free);
  G_OBJECT_CLASS (anj_http_client_parent_class)->finalize (object);
}

static void
anj_http_client_class_init (AnjHttpClientClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = anj_http_client_finalize;
}

static void
anj_http_client_init (AnjHttpClient *self G_GNUC_UNUSED)
{
}

AnjHttpClient *
anj_http_client_new (const AnjClock *clock)
{
  AnjHttpClient *self = g_object_new (ANJ_TYPE_HTTP_CLIENT, NULL);

  self->port = g_hash_table_lookup (ports (), clock);
  g_assert (self->port != NULL);
  return self;
}
