/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kiosk-config/ctl/anj-ctl.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/anj-secret.h"

G_DEFINE_QUARK (anj_ctl_error_quark, anj_ctl_error)

GBytes *
anj_ctl_read_file (const char *folder, const char *name, GError **error)
{
  g_autofree char *path = folder != NULL ? g_build_filename (folder, name, NULL) : g_strdup (name);
  g_autoptr (GError) local_error = NULL;
  char *data;
  gsize n_bytes;

  if (!g_file_get_contents (path, &data, &n_bytes, &local_error))
    {
      g_set_error (error, ANJ_CTL_ERROR, ANJ_CTL_ERROR_NO_INPUT, "%s", local_error->message);
      return NULL;
    }
  return anj_secret_bytes_new_take ((guint8 *) data, n_bytes);
}

gboolean
anj_ctl_write_file (const char *folder,
                    const char *name,
                    GBytes *content,
                    gboolean is_secret,
                    GError **error)
{
  g_autofree char *path = folder != NULL ? g_build_filename (folder, name, NULL) : g_strdup (name);
  g_autoptr (GError) local_error = NULL;

  if (folder != NULL && g_mkdir_with_parents (folder, 0700) != 0)
    {
      g_set_error (error, ANJ_CTL_ERROR, ANJ_CTL_ERROR_NO_INPUT, "cannot make %s: %s", folder,
                   g_strerror (errno));
      return FALSE;
    }
  if (!g_file_set_contents_full (
          path, g_bytes_get_data (content, NULL), (gssize) g_bytes_get_size (content),
          G_FILE_SET_CONTENTS_CONSISTENT, is_secret ? 0600 : 0644, &local_error))
    {
      g_set_error (error, ANJ_CTL_ERROR, ANJ_CTL_ERROR_NO_INPUT, "%s", local_error->message);
      return FALSE;
    }
  return TRUE;
}

char *
anj_ctl_read_text (const char *folder, const char *name, GError **error)
{
  g_autoptr (GBytes) bytes = anj_ctl_read_file (folder, name, error);

  if (bytes == NULL)
    return NULL;
  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

gboolean
anj_ctl_load_pair (const char *folder, X509 **out_cert, EVP_PKEY **out_key, GError **error)
{
  g_autofree char *cert_pem = anj_ctl_read_text (folder, "cert.pem", error);
  g_autoptr (AnjSecretString) key_pem = NULL;
  g_autoptr (X509) cert = NULL;

  if (cert_pem == NULL)
    return FALSE;
  key_pem = anj_ctl_read_text (folder, "key.pem", error);
  if (key_pem == NULL)
    return FALSE;
  cert = anj_cert_from_pem (cert_pem, error);
  if (cert == NULL)
    return FALSE;
  *out_key = anj_cert_key_from_pem (key_pem, error);
  if (*out_key == NULL)
    return FALSE;
  *out_cert = g_steal_pointer (&cert);
  return TRUE;
}

void
anj_ctl_print_json (JsonNode *node)
{
  g_autofree char *text = json_to_string (node, TRUE);

  g_print ("%s\n", text);
}

gboolean
anj_ctl_require (const char *value, const char *option, GError **error)
{
  if (value != NULL)
    return TRUE;
  g_set_error (error, ANJ_CTL_ERROR, ANJ_CTL_ERROR_USAGE, "this command needs %s", option);
  return FALSE;
}
