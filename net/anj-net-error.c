/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/anj-net-error.h"

#include <string.h>

#include "core/anj-json.h"

typedef struct
{
  guint status;
  guint retry_after_s;
  char *key;    /* (owned) (nullable) */
  GBytes *body; /* (owned) (nullable) */
} AnjNetErrorPrivate;

static void
anj_net_error_private_init (AnjNetErrorPrivate *priv)
{
  memset (priv, 0, sizeof *priv);
}

static void
anj_net_error_private_copy (const AnjNetErrorPrivate *source, AnjNetErrorPrivate *copy)
{
  g_assert (source != NULL && copy != NULL);
  copy->status = source->status;
  copy->retry_after_s = source->retry_after_s;
  copy->key = g_strdup (source->key);
  copy->body = source->body != NULL ? g_bytes_ref (source->body) : NULL;
}

static void
anj_net_error_private_clear (AnjNetErrorPrivate *priv)
{
  g_assert (priv != NULL);
  g_clear_pointer (&priv->key, g_free);
  g_clear_pointer (&priv->body, g_bytes_unref);
}

G_DEFINE_EXTENDED_ERROR (AnjNetError, anj_net_error)

static char *
key_from_type (const char *type)
{
  const char *hash = type != NULL ? strrchr (type, '#') : NULL;

  return hash != NULL && hash[1] != '\0' ? g_strdup (hash + 1) : NULL;
}

GError *
anj_net_error_new_status (guint status, guint retry_after_s, GBytes *body)
{
  g_autoptr (JsonObject) problem = NULL;
  g_autofree char *key = NULL;
  AnjNetErrorPrivate *priv;
  GError *error;

  if (body != NULL && g_bytes_get_size (body) > 0)
    problem = anj_json_parse_object (body, NULL); /* a proxy's page is no problem document */
  if (problem != NULL)
    key = key_from_type (anj_json_get_string (problem, "type", NULL));

  error = g_error_new (ANJ_NET_ERROR, ANJ_NET_ERROR_STATUS, "status %u%s%s", status,
                       key != NULL ? " " : "", key != NULL ? key : "");
  priv = anj_net_error_get_private (error);
  g_assert (priv != NULL);
  priv->status = status;
  priv->retry_after_s = retry_after_s;
  priv->key = g_steal_pointer (&key);
  priv->body = body != NULL ? g_bytes_ref (body) : NULL;
  return error;
}

static const AnjNetErrorPrivate *
peek (const GError *error)
{
  return g_error_matches (error, ANJ_NET_ERROR, ANJ_NET_ERROR_STATUS)
             ? anj_net_error_get_private (error)
             : NULL;
}

guint
anj_net_error_get_status (const GError *error)
{
  const AnjNetErrorPrivate *priv = peek (error);

  return priv != NULL ? priv->status : 0;
}

guint
anj_net_error_get_retry_after_s (const GError *error)
{
  const AnjNetErrorPrivate *priv = peek (error);

  return priv != NULL ? priv->retry_after_s : 0;
}

const char *
anj_net_error_get_key (const GError *error)
{
  const AnjNetErrorPrivate *priv = peek (error);

  return priv != NULL ? priv->key : NULL;
}

GBytes *
anj_net_error_get_body (const GError *error)
{
  const AnjNetErrorPrivate *priv = peek (error);

  return priv != NULL ? priv->body : NULL;
}
