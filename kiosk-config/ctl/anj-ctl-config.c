/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kiosk-config/ctl/anj-ctl.h"

#include "kiosk-config/anj-config.h"

static AnjConfig *
open_bundle (const AnjCtl *ctl, GBytes *der, GError **error)
{
  g_autofree char *text = anj_ctl_read_text (ctl->identity, "config_ca.pem", error);
  g_autoptr (X509) config_ca = NULL;

  if (text == NULL)
    return NULL;
  config_ca = anj_cert_from_pem (text, error);
  if (config_ca == NULL)
    return NULL;
  return anj_config_open (der, config_ca, error);
}

gboolean
anj_ctl_config_show (const AnjCtl *ctl, char **arguments G_GNUC_UNUSED, GError **error)
{
  g_autoptr (GBytes) der = anj_ctl_request (ctl, "GET", "/admin/v1/config", NULL, NULL, error);
  g_autoptr (AnjConfig) config = NULL;
  g_autoptr (JsonNode) node = NULL;

  if (der == NULL)
    return FALSE;
  config = open_bundle (ctl, der, error);
  if (config == NULL)
    {
      g_prefix_error (error, "the hub's configuration is not signed by your signer: ");
      return FALSE;
    }
  node = json_node_alloc ();
  json_node_init_object (node, anj_config_document (config));
  anj_ctl_print_json (node);
  return TRUE;
}

gboolean
anj_ctl_config_check (const AnjCtl *ctl, char **arguments, GError **error)
{
  g_autoptr (GBytes) source = anj_ctl_read_file (NULL, arguments[0], error);
  g_autoptr (GPtrArray) doubts = NULL;

  if (source == NULL)
    return FALSE;
  if (!anj_config_check_source (source, error) ||
      !anj_config_check_packs (source, ctl->packs, error))
    {
      g_prefix_error (error, "%s: ", arguments[0]);
      return FALSE;
    }
  doubts = anj_config_list_doubts (source, error);
  if (doubts == NULL)
    return FALSE;
  for (guint i = 0; i < doubts->len; i++)
    g_printerr ("%s: is this meant? %s\n", arguments[0],
                (const char *) g_ptr_array_index (doubts, i));
  g_print ("%s: good\n", arguments[0]);
  return TRUE;
}

gboolean
anj_ctl_config_sign (const AnjCtl *ctl, char **arguments, GError **error)
{
  g_autoptr (GBytes) source = NULL;
  g_autoptr (GBytes) der = NULL;
  g_autoptr (X509) cert = NULL;
  g_autoptr (EVP_PKEY) key = NULL;

  if (!anj_ctl_require (ctl->signer, "--signer DIR", error) ||
      !anj_ctl_require (ctl->out, "--out FILE", error))
    return FALSE;
  source = anj_ctl_read_file (NULL, arguments[0], error);
  if (source == NULL || !anj_ctl_load_pair (ctl->signer, &cert, &key, error))
    return FALSE;
  if (anj_config_check_packs (source, ctl->packs, error))
    der = anj_config_sign (source, cert, key, error);
  if (der == NULL)
    {
      g_prefix_error (error, "%s: ", arguments[0]);
      return FALSE;
    }
  return anj_ctl_write_file (NULL, ctl->out, der, FALSE, error);
}

gboolean
anj_ctl_config_publish (const AnjCtl *ctl, char **arguments, GError **error)
{
  g_autoptr (GBytes) der = anj_ctl_read_file (NULL, arguments[0], error);
  g_autoptr (GBytes) answer = NULL;
  g_autoptr (AnjConfig) config = NULL;

  if (der == NULL)
    return FALSE;
  config = open_bundle (ctl, der, error);
  if (config == NULL)
    {
      g_prefix_error (error, "%s: ", arguments[0]);
      return FALSE;
    }
  answer = anj_ctl_request (ctl, "PUT", "/admin/v1/config", "application/cms", der, error);
  if (answer == NULL)
    return FALSE;
  g_print ("published epoch %" G_GUINT64_FORMAT ", version %" G_GUINT64_FORMAT "\n",
           anj_config_epoch (config), anj_config_version (config));
  return TRUE;
}
