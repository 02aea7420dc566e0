/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "anj-net"

#include "net/anj-http-client.h"

#include <curl/curl.h>
#include <glib-unix.h>

#include "core/anj-secret.h"
#include "net/anj-http-message-private.h"
#include "net/anj-http-tls.h"

/*
 * libcurl owns the sockets and says what it waits for; one GSource does the waiting.
 *
 *   on_socket_changed / on_timer_changed   libcurl -> GSource: which fds, until when
 *   multi_source_dispatch                  GSource -> libcurl: this happened
 *   reap_finished                          libcurl -> GTask: the outcome
 *
 * No GTask returns from inside a libcurl callback, because the user's callback may drop the last
 * reference to the client and libcurl must not be torn down from within itself.
 */

struct _AnjHttpClient
{
  GObject parent_instance;

  CURLM *multi;          /* (owned) */
  GSource *source;       /* (owned): a MultiSource */
  GHashTable *transfers; /* (owned) (element-type CURL GTask): what is in flight */
  GMainContext *context; /* (owned): where the source lives */
  const char *protocols; /* (static): list in libcurl's syntax */
  AnjHttpTls tls;
};

G_DEFINE_FINAL_TYPE (AnjHttpClient, anj_http_client, G_TYPE_OBJECT)

#define CONNECT_TIMEOUT_MS 20000L
#define ERROR_BODY_MAX_BYTES 65536

typedef struct
{
  GSource base;
  AnjHttpClient *client; /* (unowned): destroys this source in its finalize */
  GHashTable *watches;   /* (owned): fd -> tag of g_source_add_unix_fd() */
} MultiSource;

typedef struct
{
  CURL *easy;              /* (owned) */
  AnjHttpRequest *request; /* (owned) */
  GByteArray *body;        /* (owned) (nullable) */
  GSource *cancel_source;  /* (owned) (nullable) */
  gsize n_received_bytes;
  gboolean too_large;
  char error_text[CURL_ERROR_SIZE];
} Transfer;

static void
transfer_free (Transfer *transfer)
{
  if (transfer->cancel_source != NULL)
    g_source_destroy (transfer->cancel_source);
  g_clear_pointer (&transfer->cancel_source, g_source_unref);
  g_clear_pointer (&transfer->body, g_byte_array_unref);
  g_clear_pointer (&transfer->easy, curl_easy_cleanup);
  g_clear_pointer (&transfer->request, anj_http_request_free);
  g_free (transfer);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Transfer, transfer_free)

/* libcurl has one code for a handshake that failed and for one that the line cut short: nobody said
 * anything then, so OpenSSL has either no error or that of the missing end */
static gboolean
is_cut_short (const char *detail)
{
  return strstr (detail, " SSL_connect: ") != NULL || strstr (detail, "unexpected eof") != NULL;
}

static AnjNetError
code_from_curl (CURLcode code, const char *detail)
{
  switch (code)
    {
    case CURLE_OPERATION_TIMEDOUT:
      return ANJ_NET_ERROR_TIMEOUT;
    case CURLE_SSL_CONNECT_ERROR:
      return is_cut_short (detail) ? ANJ_NET_ERROR_UNREACHABLE : ANJ_NET_ERROR_TLS;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CACERT_BADFILE:
      return ANJ_NET_ERROR_TLS;
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_CONNECT:
    case CURLE_GOT_NOTHING:
    case CURLE_PARTIAL_FILE:
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
      /* TLS 1.3: that the peer refuses our certificate arrives after the handshake, as an alert */
      return strstr (detail, "alert") != NULL ? ANJ_NET_ERROR_TLS : ANJ_NET_ERROR_UNREACHABLE;
    default:
      return ANJ_NET_ERROR_FAILED;
    }
}

static GError *
transfer_make_error (const Transfer *transfer, CURLcode code)
{
  const char *detail = transfer->error_text;

  if (transfer->too_large)
    return g_error_new (ANJ_NET_ERROR, ANJ_NET_ERROR_TOO_LARGE,
                        "answer is longer than %" G_GSIZE_FORMAT " bytes",
                        transfer->request->max_bytes);

  return g_error_new_literal (ANJ_NET_ERROR, code_from_curl (code, detail),
                              *detail != '\0' ? detail : curl_easy_strerror (code));
}

static guint
get_status (CURL *easy)
{
  long status = 0;

  curl_easy_getinfo (easy, CURLINFO_RESPONSE_CODE, &status);
  return (guint) MAX (status, 0);
}

static GHashTable *
collect_headers (CURL *easy)
{
  GHashTable *headers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  struct curl_header *header = NULL;

  while ((header = curl_easy_nextheader (easy, CURLH_HEADER, -1, header)) != NULL)
    g_hash_table_insert (headers, g_ascii_strdown (header->name, -1), g_strdup (header->value));
  return headers;
}

/* An answer came whole; whether it is a good one is in its status. */
static void
return_answer (GTask *task, Transfer *transfer)
{
  g_autoptr (GHashTable) headers = collect_headers (transfer->easy);
  g_autoptr (GBytes) body = g_byte_array_free_to_bytes (g_steal_pointer (&transfer->body));
  guint status = get_status (transfer->easy);

  if (status >= 200 && status < 300)
    {
      g_task_return_pointer (task, anj_http_response_new (status, body, g_steal_pointer (&headers)),
                             (GDestroyNotify) anj_http_response_free);
    }
  else
    {
      const char *retry_after = g_hash_table_lookup (headers, "retry-after");
      guint64 retry_after_s = retry_after != NULL ? g_ascii_strtoull (retry_after, NULL, 10) : 0;

      g_task_return_error (
          task, anj_net_error_new_status (status, (guint) MIN (retry_after_s, 86400), body));
    }
}

/* Takes the transfer out of libcurl and completes its task; @error is (transfer full). */
static void
complete (AnjHttpClient *self, CURL *easy, GError *error)
{
  g_autoptr (GTask) task = NULL;
  Transfer *transfer;

  g_hash_table_steal_extended (self->transfers, easy, NULL, (gpointer *) &task);
  g_assert (task != NULL);

  transfer = g_task_get_task_data (task);
  curl_multi_remove_handle (self->multi, easy);
  if (transfer->cancel_source != NULL)
    g_source_destroy (transfer->cancel_source);

  if (error != NULL)
    g_task_return_error (task, error);
  else
    return_answer (task, transfer);
}

static void
reap_finished (AnjHttpClient *self)
{
  CURLMsg *message;
  int n_left;

  while ((message = curl_multi_info_read (self->multi, &n_left)) != NULL)
    {
      CURL *easy = message->easy_handle;
      CURLcode code = message->data.result;
      GTask *task = g_hash_table_lookup (self->transfers, easy);

      complete (self, easy,
                code == CURLE_OK ? NULL : transfer_make_error (g_task_get_task_data (task), code));
    }
}

static gboolean
multi_source_dispatch (GSource *source,
                       GSourceFunc callback G_GNUC_UNUSED,
                       gpointer user_data G_GNUC_UNUSED)
{
  MultiSource *multi_source = (MultiSource *) source;
  g_autoptr (AnjHttpClient) self = g_object_ref (multi_source->client);
  g_autofree gpointer *fds = NULL;
  guint n_fds;
  gint64 ready_us = g_source_get_ready_time (source);
  int n_running;

  if (ready_us >= 0 && ready_us <= g_source_get_time (source))
    {
      g_source_set_ready_time (source, -1);
      curl_multi_socket_action (self->multi, CURL_SOCKET_TIMEOUT, 0, &n_running);
    }

  /* a copy: every call below may add and remove watches */
  fds = g_hash_table_get_keys_as_array (multi_source->watches, &n_fds);
  for (guint i = 0; i < n_fds; i++)
    {
      gpointer tag = g_hash_table_lookup (multi_source->watches, fds[i]);
      GIOCondition seen = tag != NULL ? g_source_query_unix_fd (source, tag) : 0;
      int mask = 0;

      if (seen == 0)
        continue;
      if (seen & (G_IO_IN | G_IO_HUP))
        mask |= CURL_CSELECT_IN;
      if (seen & G_IO_OUT)
        mask |= CURL_CSELECT_OUT;
      if (seen & G_IO_ERR)
        mask |= CURL_CSELECT_ERR;
      curl_multi_socket_action (self->multi, GPOINTER_TO_INT (fds[i]), mask, &n_running);
    }

  reap_finished (self);
  return G_SOURCE_CONTINUE;
}

static void
multi_source_finalize (GSource *source)
{
  g_clear_pointer (&((MultiSource *) source)->watches, g_hash_table_unref);
}

static GSourceFuncs multi_source_funcs = {
  .dispatch = multi_source_dispatch,
  .finalize = multi_source_finalize,
};

static int
on_socket_changed (CURL *easy G_GNUC_UNUSED,
                   curl_socket_t fd,
                   int what,
                   void *user_data,
                   void *socket_data G_GNUC_UNUSED)
{
  MultiSource *multi_source = user_data;
  GSource *source = (GSource *) multi_source;
  gpointer key = GINT_TO_POINTER (fd);
  gpointer tag = g_hash_table_lookup (multi_source->watches, key);
  GIOCondition wanted = 0;

  if (what == CURL_POLL_REMOVE)
    {
      if (tag != NULL)
        g_source_remove_unix_fd (source, tag);
      g_hash_table_remove (multi_source->watches, key);
      return 0;
    }

  if (what & CURL_POLL_IN)
    wanted |= G_IO_IN;
  if (what & CURL_POLL_OUT)
    wanted |= G_IO_OUT;
  if (tag != NULL)
    g_source_modify_unix_fd (source, tag, wanted);
  else
    g_hash_table_insert (multi_source->watches, key, g_source_add_unix_fd (source, fd, wanted));
  return 0;
}

static int
on_timer_changed (CURLM *multi G_GNUC_UNUSED, long timeout_ms, void *user_data)
{
  gint64 ready_us = -1;

  if (timeout_ms >= 0)
    ready_us = g_get_monotonic_time () + timeout_ms * (G_USEC_PER_SEC / 1000);
  g_source_set_ready_time (user_data, ready_us);
  return 0;
}

static size_t
on_body (char *data, size_t size, size_t n_items, void *user_data)
{
  Transfer *transfer = user_data;
  AnjHttpRequest *request = transfer->request;
  gsize n_bytes = size * n_items;
  gboolean is_good = get_status (transfer->easy) < 300;
  gsize max_bytes = is_good ? request->max_bytes : ERROR_BODY_MAX_BYTES;

  if (n_bytes > max_bytes - transfer->n_received_bytes)
    {
      transfer->too_large = TRUE;
      return CURL_WRITEFUNC_ERROR;
    }
  transfer->n_received_bytes += n_bytes;

  if (is_good && request->sink != NULL)
    return request->sink ((const guint8 *) data, n_bytes, request->sink_data)
               ? n_bytes
               : CURL_WRITEFUNC_ERROR;
  g_byte_array_append (transfer->body, (const guint8 *) data, n_bytes);
  return n_bytes;
}

static gboolean
on_cancelled (GCancellable *cancellable G_GNUC_UNUSED, gpointer user_data)
{
  GTask *task = user_data;
  Transfer *transfer = g_task_get_task_data (task);

  complete (g_task_get_source_object (task), transfer->easy,
            g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "request was cancelled"));
  return G_SOURCE_REMOVE;
}

static void
watch_cancellable (GTask *task, Transfer *transfer)
{
  GCancellable *cancellable = g_task_get_cancellable (task);

  if (cancellable == NULL)
    return;

  transfer->cancel_source = g_cancellable_source_new (cancellable);
  g_task_attach_source (task, transfer->cancel_source, G_SOURCE_FUNC (on_cancelled));
}

static gboolean
apply_method (CURL *easy, const AnjHttpRequest *request)
{
  gsize n_bytes = 0;
  const char *data = "";

  if (g_str_equal (request->method, "GET"))
    return curl_easy_setopt (easy, CURLOPT_HTTPGET, 1L) == CURLE_OK;
  if (request->body != NULL)
    data = g_bytes_get_data (request->body, &n_bytes);
  return curl_easy_setopt (easy, CURLOPT_POST, 1L) == CURLE_OK &&
         curl_easy_setopt (easy, CURLOPT_POSTFIELDS, data != NULL ? data : "") == CURLE_OK &&
         curl_easy_setopt (easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t) n_bytes) == CURLE_OK &&
         curl_easy_setopt (easy, CURLOPT_CUSTOMREQUEST, request->method) == CURLE_OK;
}

/* @request: (transfer full) */
static Transfer *
transfer_new (AnjHttpClient *self, AnjHttpRequest *request)
{
  g_autoptr (Transfer) transfer = g_new0 (Transfer, 1);
  CURL *easy = curl_easy_init ();

  transfer->easy = easy;
  transfer->request = request;
  transfer->body = g_byte_array_new ();

  if (easy == NULL || curl_easy_setopt (easy, CURLOPT_URL, request->url) != CURLE_OK ||
      curl_easy_setopt (easy, CURLOPT_PROTOCOLS_STR, self->protocols) != CURLE_OK ||
      curl_easy_setopt (easy, CURLOPT_PROXY, "") != CURLE_OK ||
      curl_easy_setopt (easy, CURLOPT_TIMEOUT_MS, (long) request->timeout_ms) != CURLE_OK ||
      curl_easy_setopt (easy, CURLOPT_CONNECTTIMEOUT_MS, CONNECT_TIMEOUT_MS) != CURLE_OK ||
      /* costs bytes on an idle line; a dead one is noticed by the request's time-out */
      curl_easy_setopt (easy, CURLOPT_TCP_KEEPALIVE, 0L) != CURLE_OK ||
      curl_easy_setopt (easy, CURLOPT_NOSIGNAL, 1L) != CURLE_OK ||
      curl_easy_setopt (easy, CURLOPT_ACCEPT_ENCODING, "zstd") != CURLE_OK ||
      curl_easy_setopt (easy, CURLOPT_HTTPHEADER, request->headers) != CURLE_OK ||
      curl_easy_setopt (easy, CURLOPT_ERRORBUFFER, transfer->error_text) != CURLE_OK ||
      curl_easy_setopt (easy, CURLOPT_WRITEFUNCTION, on_body) != CURLE_OK ||
      curl_easy_setopt (easy, CURLOPT_WRITEDATA, transfer) != CURLE_OK ||
      !apply_method (easy, request) || !anj_http_tls_apply (&self->tls, easy))
    return NULL;

  return g_steal_pointer (&transfer);
}

void
anj_http_client_send_async (AnjHttpClient *self,
                            AnjHttpRequest *request,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (AnjHttpRequest) owned = request;
  g_autoptr (GTask) task = NULL;
  Transfer *transfer;
  CURL *easy;

  g_return_if_fail (ANJ_IS_HTTP_CLIENT (self));
  g_return_if_fail (request != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, anj_http_client_send_async);
  if (g_task_return_error_if_cancelled (task))
    return;

  transfer = transfer_new (self, g_steal_pointer (&owned));
  if (transfer == NULL)
    {
      g_task_return_new_error (task, ANJ_NET_ERROR, ANJ_NET_ERROR_FAILED,
                               "cannot set up the request");
      return;
    }
  easy = transfer->easy;
  g_task_set_task_data (task, transfer, (GDestroyNotify) transfer_free);
  watch_cancellable (task, transfer);

  g_hash_table_insert (self->transfers, easy, g_steal_pointer (&task));
  if (curl_multi_add_handle (self->multi, easy) != CURLM_OK)
    complete (self, easy,
              g_error_new_literal (ANJ_NET_ERROR, ANJ_NET_ERROR_FAILED, "cannot start request"));
}

AnjHttpResponse *
anj_http_client_send_finish (AnjHttpClient *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, anj_http_client_send_async), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
on_sent (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **out_result = user_data;

  *out_result = g_object_ref (result);
}

AnjHttpResponse *
anj_http_client_send (AnjHttpClient *self,
                      AnjHttpRequest *request,
                      GCancellable *cancellable,
                      GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  g_return_val_if_fail (ANJ_IS_HTTP_CLIENT (self), NULL);

  anj_http_client_send_async (self, request, cancellable, on_sent, &result);
  while (result == NULL)
    g_main_context_iteration (self->context, TRUE);
  return anj_http_client_send_finish (self, result, error);
}

void
anj_http_client_global_init (void)
{
  curl_global_init (CURL_GLOBAL_DEFAULT);
}

void
anj_http_client_set_ca (AnjHttpClient *self, const char *pem)
{
  g_return_if_fail (ANJ_IS_HTTP_CLIENT (self));

  g_free (self->tls.ca_pem);
  self->tls.ca_pem = g_strdup (pem);
}

void
anj_http_client_set_identity (AnjHttpClient *self, const char *cert_pem, const char *key_pem)
{
  g_return_if_fail (ANJ_IS_HTTP_CLIENT (self));

  g_clear_pointer (&self->tls.cert_pem, g_free);
  g_clear_pointer (&self->tls.key_pem, anj_secret_string_free);
  self->tls.cert_pem = g_strdup (cert_pem);
  self->tls.key_pem = g_strdup (key_pem);
}

void
anj_http_client_set_time_floor (AnjHttpClient *self, gint64 floor_us, gboolean is_clock_sure)
{
  g_return_if_fail (ANJ_IS_HTTP_CLIENT (self));

  self->tls.floor_us = floor_us;
  self->tls.is_clock_sure = is_clock_sure;
}

void
anj_http_client_allow_plain_http (AnjHttpClient *self)
{
  g_return_if_fail (ANJ_IS_HTTP_CLIENT (self));

  self->protocols = "https,http";
}

static void
anj_http_client_finalize (GObject *object)
{
  AnjHttpClient *self = ANJ_HTTP_CLIENT (object);

  /* every task holds a reference to us, so none can be left */
  g_assert (g_hash_table_size (self->transfers) == 0);

  curl_multi_cleanup (self->multi); /* still calls on_socket_changed: before the source goes */
  g_source_destroy (self->source);
  g_source_unref (self->source);
  g_hash_table_unref (self->transfers);
  g_clear_pointer (&self->context, g_main_context_unref);
  anj_http_tls_clear (&self->tls); /* after curl_multi_cleanup: connections point to it */

  G_OBJECT_CLASS (anj_http_client_parent_class)->finalize (object);
}

static void
anj_http_client_class_init (AnjHttpClientClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = anj_http_client_finalize;
}

static void
anj_http_client_init (AnjHttpClient *self)
{
  MultiSource *multi_source;

  self->protocols = "https";
  self->transfers = g_hash_table_new_full (NULL, NULL, NULL, g_object_unref);
  self->source = g_source_new (&multi_source_funcs, sizeof (MultiSource));
  g_source_set_static_name (self->source, "anj-http-client");
  multi_source = (MultiSource *) self->source;
  multi_source->client = self;
  multi_source->watches = g_hash_table_new (NULL, NULL);
  self->context = g_main_context_ref_thread_default ();
  g_source_attach (self->source, self->context);

  self->multi = curl_multi_init ();
  curl_multi_setopt (self->multi, CURLMOPT_SOCKETFUNCTION, on_socket_changed);
  curl_multi_setopt (self->multi, CURLMOPT_SOCKETDATA, multi_source);
  curl_multi_setopt (self->multi, CURLMOPT_TIMERFUNCTION, on_timer_changed);
  curl_multi_setopt (self->multi, CURLMOPT_TIMERDATA, multi_source);
}

AnjHttpClient *
anj_http_client_new (const AnjClock *clock)
{
  AnjHttpClient *self;

  g_return_val_if_fail (clock != NULL, NULL);

  self = g_object_new (ANJ_TYPE_HTTP_CLIENT, NULL);
  self->tls.clock = clock;
  return self;
}
