/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-issue.h"

#include "core/anj-hex.h"
#include "hub/hub-terminals.h"

X509 *
hub_issue_terminal (HubApp *app,
                    const char *id,
                    const char *region,
                    guint32 slice_first,
                    guint32 slice_size,
                    EVP_PKEY *key,
                    GError **error)
{
  gint64 now_us = hub_app_now_us (app);
  g_autofree char *slice = hub_peer_slice_format (slice_first, slice_size);
  AnjCertRequest request = {
    .kind = ANJ_CERT_CLIENT,
    .common_name = id,
    .organizational_unit = region,
    .serial_number = slice,
    .not_before_us = now_us - HUB_ISSUE_BACKDATE_US,
    .not_after_us = now_us + HUB_CERT_DAYS * G_TIME_SPAN_DAY,
  };

  return anj_cert_issue (&request, key, app->keys->ca, app->keys->ca_key, error);
}

void
hub_issue_reply (HubApp *app, HubRequest *request, X509 *cert)
{
  g_autoptr (GPtrArray) certs = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bag = NULL;
  g_autoptr (GBytes) body = NULL;
  gsize n_bytes, n_text, n_tail;
  int state = 0, save = 0;
  char *text;

  g_ptr_array_add (certs, cert);
  for (guint i = 0; i < app->keys->ca_chain->len; i++)
    g_ptr_array_add (certs, app->keys->ca_chain->pdata[i]);
  bag = anj_cert_bag_new ((X509 *const *) certs->pdata, certs->len, &error);
  if (bag == NULL)
    {
      hub_reply_error (request, "certificate bag", error);
      return;
    }
  n_bytes = g_bytes_get_size (bag);
  text = g_malloc (n_bytes / 3 * 4 + n_bytes / 54 + 16);
  n_text = g_base64_encode_step (g_bytes_get_data (bag, NULL), n_bytes, /* break_lines */ TRUE,
                                 text, &state, &save);
  n_tail = g_base64_encode_close (/* break_lines */ TRUE, text + n_text, &state, &save);
  body = g_bytes_new_take (text, n_text + n_tail);
  hub_reply_bytes (request, 200, "application/pkcs7-mime; smime-type=certs-only", body);
  hub_reply_header (request, "Content-Transfer-Encoding", "base64");
}

GBytes *
hub_issue_read_body (const HubRequest *request)
{
  return anj_base64_decode (request->body);
}
