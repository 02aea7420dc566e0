/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "anj-agent"

#include "app/agent/anj-bootstrap.h"

#include <string.h>

#include "app/agent/anj-agent-error.h"
#include "app/agent/anj-identity.h"
#include "app/agent/anj-state-files.h"
#include "core/anj-json.h"
#include "core/anj-region.h"

#define KEPT_FILE "bootstrap.json"
#define BOOTSTRAP_ADVICE                                                                           \
  "; put it back, or have one made: anjunganctl terminal token --region CODE --out DIR"

static void
add_advice (GError **error, const char *advice)
{
  g_autofree char *words = NULL;

  if (error == NULL)
    return;
  words = (*error)->message;
  (*error)->message = g_strconcat (words, advice, NULL);
}

static AnjBootstrap *
bootstrap_parse (GBytes *bytes, const char *path, GError **error)
{
  g_autoptr (JsonObject) object = anj_json_parse_object (bytes, error);
  g_autoptr (AnjBootstrap) self = g_new0 (AnjBootstrap, 1);
  gsize n_chars;

  if (object == NULL)
    {
      g_prefix_error (error, "%s is no bootstrap file: ", path);
      return NULL;
    }
  self->hub = g_strdup (anj_json_get_string (object, "hub", ""));
  self->hub_ca_pem = g_strdup (anj_json_get_string (object, "hub_ca", ""));
  self->region = g_strdup (anj_json_get_string (object, "region", ""));
  for (n_chars = strlen (self->hub); n_chars > 0 && self->hub[n_chars - 1] == '/'; n_chars--)
    self->hub[n_chars - 1] = '\0';
  if (!g_str_has_prefix (self->hub, "https://") ||
      anj_region_code_level (self->region) != ANJ_REGION_VILLAGE)
    {
      g_set_error (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_CONFIG,
                   "%s: needs \"hub\" (https://…) and \"region\" (a village code)", path);
      return NULL;
    }
  self->hub_ca = anj_cert_from_pem (self->hub_ca_pem, error);
  if (self->hub_ca != NULL)
    self->config_ca = anj_cert_from_pem (anj_json_get_string (object, "config_ca", ""), error);
  if (self->config_ca == NULL)
    {
      g_prefix_error (error, "%s: \"hub_ca\" and \"config_ca\" must be PEM certificates: ", path);
      return NULL;
    }
  return g_steal_pointer (&self);
}

AnjBootstrap *
anj_bootstrap_load (const char *path, GError **error)
{
  g_autoptr (GBytes) bytes = anj_state_read ("", path, error);

  AnjBootstrap *self = bytes != NULL ? bootstrap_parse (bytes, path, error) : NULL;

  if (self == NULL)
    add_advice (error, BOOTSTRAP_ADVICE);
  return self;
}

AnjBootstrap *
anj_bootstrap_load_or_kept (const char *path, const char *state_dir, GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autofree char *kept_path = g_build_filename (state_dir, KEPT_FILE, NULL);
  AnjBootstrap *self = anj_bootstrap_load (path, &cause);

  if (self == NULL)
    self = anj_bootstrap_load (kept_path, /* error */ NULL);
  if (self == NULL)
    g_propagate_error (error, g_steal_pointer (&cause));
  else if (cause != NULL)
    g_warning ("going on by the copy in %s: %s", state_dir, cause->message);
  return self;
}

gboolean
anj_bootstrap_keep (const char *path, const char *state_dir, GError **error)
{
  g_autoptr (AnjBootstrap) given = anj_bootstrap_load (path, /* error */ NULL);
  g_autoptr (GBytes) content = given != NULL ? anj_state_read ("", path, error) : NULL;
  g_autoptr (GBytes) kept = anj_state_read (state_dir, KEPT_FILE, /* error */ NULL);

  if (given == NULL || (kept != NULL && content != NULL && g_bytes_equal (content, kept)))
    return TRUE;
  return content != NULL && anj_state_write (state_dir, KEPT_FILE, content, error);
}

AnjBootstrap *
anj_bootstrap_load_state (const char *state_dir, GError **error)
{
  g_autofree char *path = g_build_filename (state_dir, KEPT_FILE, NULL);

  if (anj_identity_is_enrolled (state_dir) || anj_state_exists (state_dir, KEPT_FILE))
    return anj_bootstrap_load (path, error);
  anj_identity_fail_absent (state_dir, error);
  return NULL;
}

void
anj_bootstrap_free (AnjBootstrap *self)
{
  if (self == NULL)
    return;
  g_free (self->hub);
  g_free (self->hub_ca_pem);
  g_free (self->region);
  g_clear_pointer (&self->hub_ca, X509_free);
  g_clear_pointer (&self->config_ca, X509_free);
  g_free (self);
}
