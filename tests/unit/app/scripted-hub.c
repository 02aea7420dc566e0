/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "scripted-hub.h"

#include <glib-unix.h>
#include <openssl/ssl.h>
#include <string.h>

/* (nullable): the request, whole */
static GString *
read_request (SSL *ssl)
{
  g_autoptr (GString) text = g_string_new (NULL);
  char buffer[8192];
  int n_read;

  while ((n_read = SSL_read (ssl, buffer, sizeof buffer)) > 0)
    {
      const char *end;
      const char *length;

      g_string_append_len (text, buffer, n_read);
      end = strstr (text->str, "\r\n\r\n");
      length = strstr (text->str, "Content-Length: ");
      if (end != NULL &&
          (length == NULL || length > end ||
           text->len >= (gsize) (end + 4 - text->str) + g_ascii_strtoull (length + 16, NULL, 10)))
        return g_steal_pointer (&text);
    }
  return NULL;
}

static void
talk (ScriptedHub *self, SSL *ssl)
{
  g_autoptr (GString) request = SSL_accept (ssl) == 1 ? read_request (ssl) : NULL;
  g_auto (GStrv) words = request != NULL ? g_strsplit (request->str, " ", 3) : NULL;
  const char *at = request != NULL ? strstr (request->str, "\r\n\r\n") : NULL;
  g_autoptr (GBytes) body = NULL;
  g_autoptr (GBytes) reply = NULL;
  g_autofree char *head = NULL;
  guint status = 200;

  if (at == NULL)
    return;
  body = g_bytes_new (at + 4, request->len - (gsize) (at + 4 - request->str));
  reply = self->answer (self->data, words[1], body, &status);
  if (reply == NULL)
    return;
  head = g_strdup_printf ("HTTP/1.1 %u X\r\nContent-Length: %" G_GSIZE_FORMAT
                          "\r\nContent-Type: %s\r\nConnection: close\r\n\r\n",
                          status, g_bytes_get_size (reply),
                          g_str_has_prefix (words[1], "/v1/config/") ? "application/cms"
                                                                     : "application/json");
  SSL_write (ssl, head, (int) strlen (head));
  SSL_write (ssl, g_bytes_get_data (reply, NULL), (int) g_bytes_get_size (reply));
  SSL_shutdown (ssl);
}

static gboolean
serve (GThreadedSocketService *service G_GNUC_UNUSED,
       GSocketConnection *connection,
       GObject *source G_GNUC_UNUSED,
       gpointer user_data)
{
  ScriptedHub *self = user_data;
  SSL_CTX *context = SSL_CTX_new (TLS_server_method ());
  int fd = g_socket_get_fd (g_socket_connection_get_socket (connection));
  SSL *ssl;

  SSL_CTX_use_certificate (context, self->cert);
  SSL_CTX_use_PrivateKey (context, self->key);
  ssl = SSL_new (context);
  g_unix_set_fd_nonblocking (fd, FALSE, NULL);
  SSL_set_fd (ssl, fd);
  talk (self, ssl);
  SSL_free (ssl);
  SSL_CTX_free (context);
  return TRUE;
}

void
scripted_hub_start (ScriptedHub *self, TerminalFixture *terminal)
{
  static const char *const hosts[] = { "127.0.0.1", NULL };
  g_autoptr (GError) error = NULL;
  AnjCertRequest request = { .kind = ANJ_CERT_SERVER,
                             .common_name = "127.0.0.1",
                             .hosts = hosts,
                             .not_before_us = terminal->agent.real_us,
                             .not_after_us = terminal->agent.real_us * 2 };
  guint16 port;

  self->key = anj_cert_generate_key (&error);
  self->cert = anj_cert_issue (&request, self->key, terminal->agent.ca, terminal->agent.ca_key,
                               &error);
  g_assert_no_error (error);
  self->server = g_threaded_socket_service_new (4);
  port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (self->server), NULL, &error);
  g_assert_no_error (error);
  g_signal_connect (self->server, "run", G_CALLBACK (serve), self);
  g_free (terminal->bootstrap.hub);
  terminal->bootstrap.hub = g_strdup_printf ("https://127.0.0.1:%u", port);
}

void
scripted_hub_stop (ScriptedHub *self)
{
  g_socket_service_stop (self->server);
  g_socket_listener_close (G_SOCKET_LISTENER (self->server));
  g_clear_object (&self->server);
  g_clear_pointer (&self->cert, X509_free);
  g_clear_pointer (&self->key, EVP_PKEY_free);
}
