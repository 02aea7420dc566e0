/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/anj-secret.h"

typedef struct
{
  guint8 *data;
  gsize n_bytes;
} Secret;

static void
secret_free (gpointer user_data)
{
  Secret *secret = user_data;

  if (secret->data != NULL)
    explicit_bzero (secret->data, secret->n_bytes);
  g_free (secret->data);
  g_free (secret);
}

GBytes *
anj_secret_bytes_new_take (guint8 *data, gsize n_bytes)
{
  Secret *secret = g_new (Secret, 1);

  secret->data = data;
  secret->n_bytes = n_bytes;
  return g_bytes_new_with_free_func (data, n_bytes, secret_free, secret);
}

GBytes *
anj_secret_bytes_new (const guint8 *data, gsize n_bytes)
{
  return anj_secret_bytes_new_take (g_memdup2 (data, n_bytes), n_bytes);
}

void
anj_secret_string_free (char *text)
{
  if (text == NULL)
    return;
  explicit_bzero (text, strlen (text));
  g_free (text);
}
