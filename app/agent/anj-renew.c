/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "anj-agent"

#include "app/agent/anj-renew.h"

#include <string.h>

#include "app/agent/anj-agent-error.h"
#include "app/agent/anj-issued.h"
#include "core/anj-cms.h"
#include "net/anj-http-client.h"

/*
 *              due, or told to
 *   REST ───────────────────────► ASK     simplereenroll, by the certificate in TLS
 *    ▲ ▲                         │   │
 *    │ │       it has ended (or  │   │ certificate
 *    │ │       the hub says so)  ▼   │
 *    │ │                       SIGN  │    /v1/renew, signed by the ended certificate
 *    │ │                         │   │
 *    │ │             certificate ▼   ▼
 *    │ └──────────────────────── KEEP     on the disk, then in the identity
 *    │                             │
 *    └──waited── WAIT ◄────────────┘ any failure, of ASK and SIGN too
 *
 * What the hub gives may have ended too: its answer to an earlier request, which got lost. Then it
 * is kept, and SIGN asks on with it.
 */

#define ANSWER_MAX_BYTES 65536
#define TIMEOUT_MS 60000
/* a hub whose clock is far ahead makes each certificate look as if it had ended */
#define REST_US G_TIME_SPAN_DAY
/* how long the move to a new CA may take, all terminals together */
#define MOVE_US G_TIME_SPAN_HOUR

static const AnjBackoffPolicy real_backoff = { .first_ms = 60 * 1000, .max_ms = 60 * 60 * 1000 };

typedef enum {
  REST,
  ASK,
  SIGN,
  KEEP,
  WAIT,
  STOPPED,
} State;

static const char *const state_names[] = { "rest", "ask", "sign", "keep", "wait", "stopped" };

struct _AnjRenew
{
  AnjRenewSetup setup;
  GCancellable *cancellable; /* (owned) */
  State state;
  AnjBackoff backoff;
  guint wait_id;

  GPtrArray *hub_cas; /* (owned) (nullable): as considered last, as the next two */
  gint64 floor_us;
  gboolean is_clock_sure;
  X509 *named;                 /* (owned) (nullable): a certificate that one of them issued */
  gint64 renewed_monotonic_us; /* 0: not since the start */
  gint64 move_monotonic_us;    /* since when the certificate is of a CA that is named no more; 0 */
  X509 *fresh;                 /* (owned) (nullable): from ASK or SIGN to KEEP */
};

static void ask (AnjRenew *self);
static void sign (AnjRenew *self);

static void
set_state (AnjRenew *self, State state)
{
  g_debug ("renewal: %s -> %s", state_names[self->state], state_names[state]);
  self->state = state;
}

/* 0 … @span_us, always the same for @cert */
static gint64
spread (X509 *cert, gint64 span_us)
{
  g_autofree char *fingerprint = anj_cert_fingerprint (cert);

  fingerprint[8] = '\0';
  return span_us / G_MAXUINT32 * (gint64) g_ascii_strtoull (fingerprint, NULL, 16);
}

gint64
anj_renew_due_us (X509 *cert)
{
  gint64 begin_us = anj_cert_not_before_us (cert);
  gint64 life_us = anj_cert_not_after_us (cert) - begin_us;

  return begin_us + life_us / 3 + spread (cert, life_us / 6);
}

static gboolean
has_ended (const AnjRenew *self, X509 *cert)
{
  gint64 now_us = self->is_clock_sure ? anj_clock_real_us (self->setup.clock) : self->floor_us;

  return anj_cert_not_after_us (cert) < MAX (now_us, self->floor_us);
}

/* asked with each poll: what a signature said once it says again */
static gboolean
is_of_named_ca (AnjRenew *self, X509 *cert)
{
  if (self->named != NULL && X509_cmp (self->named, cert) == 0)
    return TRUE;
  g_clear_pointer (&self->named, X509_free);
  if (!anj_cert_verify_path (cert, self->hub_cas, /* between */ NULL, ANJ_CERT_CLIENT,
                             ANJ_CERT_ANY_TIME, NULL))
    return FALSE;
  X509_up_ref (cert);
  self->named = cert;
  return TRUE;
}

static gboolean
are_same (GPtrArray *a, GPtrArray *b)
{
  if (a == NULL || a->len != b->len)
    return FALSE;
  for (guint i = 0; i < a->len; i++)
    if (X509_cmp (a->pdata[i], b->pdata[i]) != 0)
      return FALSE;
  return TRUE;
}

/* the move to a new CA, spread over an hour */
static gboolean
is_move_due (AnjRenew *self, X509 *cert)
{
  gint64 now_us = anj_clock_monotonic_us (self->setup.clock);

  if (is_of_named_ca (self, cert))
    {
      self->move_monotonic_us = 0;
      return FALSE;
    }
  if (self->move_monotonic_us == 0)
    self->move_monotonic_us = now_us;
  return now_us - self->move_monotonic_us >= spread (cert, MOVE_US);
}

static gboolean
is_due (AnjRenew *self, X509 *cert)
{
  gint64 now_us = MAX (anj_clock_real_us (self->setup.clock), self->floor_us);

  if (is_move_due (self, cert))
    return TRUE;
  if (self->renewed_monotonic_us != 0 &&
      anj_clock_monotonic_us (self->setup.clock) - self->renewed_monotonic_us < REST_US)
    return FALSE;
  return now_us >= anj_renew_due_us (cert);
}

static void
begin (AnjRenew *self)
{
  g_autoptr (X509) cert = anj_identity_get_cert (self->setup.identity);

  if (has_ended (self, cert))
    sign (self);
  else
    ask (self);
}

static gboolean
on_waited (gpointer user_data)
{
  AnjRenew *self = user_data;

  self->wait_id = 0;
  begin (self);
  return G_SOURCE_REMOVE;
}

static void
fail (AnjRenew *self, const GError *error)
{
  guint at_least_ms = anj_net_error_get_retry_after_s (error) * 1000;
  guint wait_ms = anj_backoff_next_ms (&self->backoff, self->setup.random);

  g_message ("certificate not renewed: %s: %s", state_names[self->state], error->message);
  g_clear_pointer (&self->fresh, X509_free);
  set_state (self, WAIT);
  self->wait_id = g_timeout_add (MIN (MAX (wait_ms, at_least_ms), self->backoff.policy->max_ms),
                                 on_waited, self);
  self->setup.ended (/* is fresh */ FALSE, error, self->setup.user_data);
}

typedef struct
{
  AnjIdentity *identity; /* (unowned) */
  X509 *cert;            /* (owned) */
  char *pem;             /* (owned) */
} Keep;

static void
keep_free (Keep *self)
{
  X509_free (self->cert);
  g_free (self->pem);
  g_free (self);
}

/* in one go: who looks next, in this thread, finds the same on the disk and in memory */
static gboolean
job_keep (AnjTerminal *terminal, gpointer data, GError **error)
{
  const Keep *keep = data;

  if (!anj_terminal_keep_certificate (terminal, keep->pem, anj_cert_not_before_us (keep->cert),
                                      error))
    return FALSE;
  anj_identity_set_cert (keep->identity, keep->cert, keep->pem);
  return TRUE;
}

static void
rest (AnjRenew *self, gboolean is_fresh)
{
  self->renewed_monotonic_us = anj_clock_monotonic_us (self->setup.clock);
  anj_backoff_reset (&self->backoff);
  set_state (self, REST);
  self->setup.ended (is_fresh, /* error */ NULL, self->setup.user_data);
}

static void
on_kept (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer user_data)
{
  AnjRenew *self = user_data;
  g_autoptr (X509) fresh = g_steal_pointer (&self->fresh);
  g_autoptr (GError) error = NULL;
  gboolean good = g_task_propagate_boolean (G_TASK (result), &error);

  if (self->state == STOPPED)
    return;
  if (!good)
    {
      fail (self, error);
      return;
    }
  self->floor_us = MAX (self->floor_us, anj_cert_not_before_us (fresh));
  if (has_ended (self, fresh))
    {
      sign (self);
      return;
    }
  g_message ("certificate renewed");
  rest (self, /* is fresh */ TRUE);
}

static void
take (AnjRenew *self, GBytes *body)
{
  g_autoptr (X509) old = anj_identity_get_cert (self->setup.identity);
  g_autofree char *pem = NULL;
  g_autoptr (GError) error = NULL;
  Keep *keep;

  self->fresh = anj_issued_read (body, X509_get0_pubkey (old), self->hub_cas, &pem, &error);
  if (self->fresh != NULL &&
      X509_NAME_cmp (X509_get_subject_name (self->fresh), X509_get_subject_name (old)) != 0)
    {
      g_clear_pointer (&self->fresh, X509_free);
      g_set_error_literal (&error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_REFUSED,
                           "the hub's answer is for another terminal");
    }
  if (self->fresh == NULL)
    {
      fail (self, error);
      return;
    }
  if (anj_cert_not_after_us (self->fresh) <= anj_cert_not_after_us (old))
    {
      /* the hub thinks that the one we have is new enough */
      g_clear_pointer (&self->fresh, X509_free);
      rest (self, /* is fresh */ FALSE);
      return;
    }
  set_state (self, KEEP);
  keep = g_new0 (Keep, 1);
  keep->identity = self->setup.identity;
  X509_up_ref (self->fresh);
  keep->cert = self->fresh;
  keep->pem = g_steal_pointer (&pem);
  anj_store_thread_run (self->setup.store, job_keep, keep, (GDestroyNotify) keep_free, on_kept,
                        self);
}

/* whether a hub that answered with @error, or what stands before it, takes our certificate for
 * ended */
static gboolean
is_called_for (const GError *error)
{
  const char *key = anj_net_error_get_key (error);

  /* 400 is nginx' own word for a client certificate that has ended; the hub gives a key */
  return g_strcmp0 (key, "certificate-expired") == 0 ||
         (anj_net_error_get_status (error) == 400 && key == NULL);
}

static void
on_answer (GObject *source, GAsyncResult *result, gpointer user_data)
{
  AnjRenew *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjHttpResponse)
      response = anj_http_client_send_finish (ANJ_HTTP_CLIENT (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return; /* maybe nobody is there any more */
  if (response != NULL)
    take (self, anj_http_response_get_body (response));
  else if (self->state == ASK && is_called_for (error))
    sign (self);
  else
    fail (self, error);
}

/* @cert_pem: (nullable): what TLS shows */
static void
send_request (AnjRenew *self,
              const char *path,
              const char *cert_pem,
              GBytes *body,
              const char *type)
{
  const AnjRenewSetup *setup = &self->setup;
  g_autoptr (AnjHttpClient) client = anj_http_client_new (setup->clock);
  g_autofree char *url = g_strconcat (setup->bootstrap->hub, path, NULL);
  g_autofree char *cas = anj_cert_list_to_pem (self->hub_cas);
  AnjHttpRequest *request = anj_http_request_new ("POST", url, ANSWER_MAX_BYTES, TIMEOUT_MS);

  anj_http_client_set_ca (client, cas);
  if (cert_pem != NULL)
    anj_http_client_set_identity (client, cert_pem, setup->identity->key_pem);
  anj_http_client_set_time_floor (client, MAX (self->floor_us, 1), self->is_clock_sure);
  anj_http_request_set_body (request, body, type);
  if (cert_pem != NULL)
    anj_http_request_add_header (request, "Content-Transfer-Encoding", "base64");
  anj_http_client_send_async (client, request, self->cancellable, on_answer, self);
}

static void
ask (AnjRenew *self)
{
  const AnjIdentity *identity = self->setup.identity;
  g_autoptr (GError) error = NULL;
  g_autoptr (X509) cert = anj_identity_get_cert (identity);
  g_autoptr (EVP_PKEY) key = anj_cert_key_from_pem (identity->key_pem, &error);
  g_autoptr (GBytes) der = key != NULL ? anj_cert_request_renewal (key, cert, &error) : NULL;
  g_autofree char *cert_pem = anj_cert_to_pem (cert);
  g_autoptr (GBytes) body = NULL;
  char *text;

  set_state (self, ASK);
  if (der == NULL)
    {
      fail (self, error);
      return;
    }
  text = g_base64_encode (g_bytes_get_data (der, NULL), g_bytes_get_size (der));
  body = g_bytes_new_take (text, strlen (text));
  send_request (self, "/.well-known/est/simplereenroll", cert_pem, body, "application/pkcs10");
}

static void
sign (AnjRenew *self)
{
  const AnjIdentity *identity = self->setup.identity;
  g_autoptr (GError) error = NULL;
  g_autoptr (X509) cert = anj_identity_get_cert (identity);
  g_autoptr (EVP_PKEY) key = anj_cert_key_from_pem (identity->key_pem, &error);
  g_autoptr (GBytes) der = key != NULL ? anj_cert_request_renewal (key, cert, &error) : NULL;
  g_autoptr (GBytes) body = der != NULL ? anj_cms_sign (der, cert, key, &error) : NULL;

  set_state (self, SIGN);
  if (body == NULL)
    fail (self, error);
  else
    send_request (self, "/v1/renew", /* cert_pem */ NULL, body, "application/cms");
}

void
anj_renew_consider (AnjRenew *self, GPtrArray *hub_cas, gint64 floor_us, gboolean is_clock_sure)
{
  g_autoptr (X509) cert = anj_identity_get_cert (self->setup.identity);

  if (!are_same (self->hub_cas, hub_cas))
    g_clear_pointer (&self->named, X509_free);
  g_ptr_array_ref (hub_cas);
  g_clear_pointer (&self->hub_cas, g_ptr_array_unref);
  self->hub_cas = hub_cas;
  self->floor_us = floor_us;
  self->is_clock_sure = is_clock_sure;
  if (self->state == REST && is_due (self, cert))
    begin (self);
}

gboolean
anj_renew_now (AnjRenew *self)
{
  if (self->hub_cas == NULL || self->state == STOPPED)
    return FALSE;
  if (self->state != REST && self->state != WAIT)
    return TRUE;
  g_clear_handle_id (&self->wait_id, g_source_remove);
  begin (self);
  return TRUE;
}

void
anj_renew_heed (AnjRenew *self, const GError *error)
{
  if (self->state == REST && is_called_for (error))
    anj_renew_now (self);
}

void
anj_renew_stop (AnjRenew *self)
{
  set_state (self, STOPPED);
  g_clear_handle_id (&self->wait_id, g_source_remove);
  g_cancellable_cancel (self->cancellable);
}

AnjRenew *
anj_renew_new (const AnjRenewSetup *setup)
{
  AnjRenew *self = g_new0 (AnjRenew, 1);

  self->setup = *setup;
  self->cancellable = g_cancellable_new ();
  self->backoff.policy = setup->backoff != NULL ? setup->backoff : &real_backoff;
  return self;
}

void
anj_renew_free (AnjRenew *self)
{
  anj_renew_stop (self);
  g_clear_pointer (&self->named, X509_free);
  g_clear_pointer (&self->hub_cas, g_ptr_array_unref);
  g_clear_pointer (&self->fresh, X509_free);
  g_clear_object (&self->cancellable);
  g_free (self);
}
