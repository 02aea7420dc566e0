/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kiosk-config/ctl/anj-ctl-config.h"

#include <string.h>

#include "core/anj-json.h"
#include "core/anj-time.h"
#include "kiosk-config/anj-config.h"

static gboolean
is_document (GBytes *bytes)
{
  gsize n_bytes;
  const char *text = g_bytes_get_data (bytes, &n_bytes);

  while (n_bytes > 0 && g_ascii_isspace (*text))
    {
      text++;
      n_bytes--;
    }
  return n_bytes > 0 && *text == '{';
}

AnjConfig *
anj_ctl_config_open (const AnjCtl *ctl, GBytes *der, GError **error)
{
  g_autofree char *text = NULL;
  g_autoptr (X509) config_ca = NULL;
  g_autoptr (AnjConfigTrust) trust = NULL;

  if (is_document (der))
    {
      g_set_error_literal (error, ANJ_CTL_ERROR, ANJ_CTL_ERROR_DATA,
                           "is not signed; sign it first ('config sign')");
      return NULL;
    }
  text = anj_ctl_read_text (ctl->identity, "config_ca.pem", error);
  if (text == NULL)
    return NULL;
  config_ca = anj_cert_from_pem (text, error);
  if (config_ca == NULL)
    return NULL;
  trust = anj_config_trust_new (config_ca);
  return anj_config_open (der, trust, error);
}

/* of the hub; whoever holds its admin listener's key might have put it there */
static JsonObject *
load_published (const AnjCtl *ctl, GError **error)
{
  g_autoptr (GBytes) der = anj_ctl_request (ctl, "GET", "/admin/v1/config", NULL, NULL, error);
  g_autoptr (AnjConfig) config = NULL;

  if (der == NULL)
    return NULL;
  config = anj_ctl_config_open (ctl, der, error);
  if (config != NULL)
    return json_object_ref (anj_config_document (config));
  g_prefix_error (error, "the hub's configuration is not signed by your signer: ");
  return NULL;
}

JsonObject *
anj_ctl_load_config (const AnjCtl *ctl, const char *name, GError **error)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (AnjConfig) config = NULL;

  if (strcmp (name, ANJ_CTL_PUBLISHED) == 0)
    return load_published (ctl, error);
  bytes = anj_ctl_read_file (NULL, name, error);
  if (bytes == NULL)
    return NULL;
  if (is_document (bytes))
    {
      if (anj_config_check_source (bytes, error))
        return anj_json_parse_object (bytes, error);
    }
  else if (anj_ctl_require (ctl->identity, "--identity DIR", error) &&
           (config = anj_ctl_config_open (ctl, bytes, error)) != NULL)
    return json_object_ref (anj_config_document (config));
  g_prefix_error (error, "%s: ", name);
  return NULL;
}

/* --- check --- */

/* all of them; the first is the error's */
static gboolean
check_mistakes (GBytes *source, const char *name, GError **error)
{
  g_autoptr (GPtrArray) mistakes = anj_config_list_mistakes (source, error);

  if (mistakes == NULL)
    {
      g_prefix_error (error, "%s: ", name);
      return FALSE;
    }
  if (mistakes->len == 0)
    return TRUE;
  for (guint i = 0; i < mistakes->len; i++)
    g_printerr ("%s: %s\n", name, (const char *) g_ptr_array_index (mistakes, i));
  g_set_error (error, ANJ_CTL_ERROR, ANJ_CTL_ERROR_DATA,
               mistakes->len == 1 ? "%s: 1 mistake" : "%s: %u mistakes", name, mistakes->len);
  return FALSE;
}

static gint64
compare_versions (JsonObject *a, JsonObject *b)
{
  gint64 epoch = anj_json_get_int (a, "epoch", 0) - anj_json_get_int (b, "epoch", 0);

  return epoch != 0 ? epoch
                    : anj_json_get_int (a, "version", 0) - anj_json_get_int (b, "version", 0);
}

/* whether each certificate that @published revokes is revoked in @document too */
static gboolean
revokes_all (JsonObject *published, JsonObject *document)
{
  JsonObject *before = anj_json_get_object (published, "trust");
  JsonObject *after = anj_json_get_object (document, "trust");
  JsonArray *gone = before != NULL ? anj_json_get_array (before, "revoked") : NULL;
  JsonArray *still = after != NULL ? anj_json_get_array (after, "revoked") : NULL;

  for (guint i = 0; gone != NULL && i < json_array_get_length (gone); i++)
    {
      const char *fingerprint = json_array_get_string_element (gone, i);
      gboolean found = FALSE;

      for (guint j = 0; still != NULL && !found && j < json_array_get_length (still); j++)
        found = strcmp (json_array_get_string_element (still, j), fingerprint) == 0;
      if (!found)
        return FALSE;
    }
  return TRUE;
}

/* what the hub refuses beside @published */
static gboolean
compare_with_published (JsonObject *document,
                        JsonObject *published,
                        const char *name,
                        GError **error)
{
  if (compare_versions (document, published) <= 0)
    g_printerr ("%s: /version: the hub takes it only above the published one, epoch "
                "%" G_GINT64_FORMAT ", version %" G_GINT64_FORMAT "\n",
                name, anj_json_get_int (published, "epoch", 0),
                anj_json_get_int (published, "version", 0));
  if (revokes_all (published, document))
    return TRUE;
  g_set_error (error, ANJ_CTL_ERROR, ANJ_CTL_ERROR_DATA,
               "%s: /trust/revoked: the published one revokes certificates that this one does not; "
               "terminals that were dark meanwhile would go on trusting them",
               name);
  return FALSE;
}

/* a document whose end has come would be refused by every terminal that has another one */
static void
look_at_end (const AnjCtl *ctl, JsonObject *document, const char *name)
{
  const char *expires = anj_json_get_string (document, "expires", NULL);
  gint64 expires_us;

  if (anj_time_parse (expires, &expires_us) && expires_us < anj_clock_real_us (ctl->clock))
    g_printerr ("%s: /expires: lies in the past; terminals refuse it\n", name);
}

static void
print_doubts (GPtrArray *doubts, const char *name)
{
  for (guint i = 0; i < doubts->len; i++)
    g_printerr ("%s: is this meant? %s\n", name, (const char *) g_ptr_array_index (doubts, i));
}

/* overrides for terminals that the hub, which answers, does not know */
static void
look_at_terminals (const AnjCtl *ctl, JsonObject *document, const char *name)
{
  JsonArray *overrides = anj_json_get_array (document, "overrides");

  for (guint i = 0; overrides != NULL && i < json_array_get_length (overrides); i++)
    {
      JsonObject *whom = anj_json_get_object (anj_json_array_get_object (overrides, i), "for");
      const char *id = anj_json_get_string (whom, "terminal", NULL);
      g_autofree char *escaped = id != NULL ? g_uri_escape_string (id, NULL, FALSE) : NULL;
      g_autofree char *path = g_strconcat ("/admin/v1/terminals/", escaped, NULL);
      g_autoptr (GBytes) known = NULL;
      g_autoptr (GError) error = NULL;

      if (id != NULL)
        known = anj_ctl_request (ctl, "GET", path, NULL, NULL, &error);
      if (error != NULL)
        g_printerr ("%s: is this meant? /overrides/%u: %s: %s\n", name, i, id, error->message);
    }
}

/* a hub that is away keeps nobody from writing */
static gboolean
compare_with_hub (const AnjCtl *ctl, JsonObject *document, const char *name, GError **error)
{
  g_autoptr (GError) away = NULL;
  g_autofree char *pem = NULL;
  g_autoptr (JsonObject) published = NULL;
  g_autoptr (GPtrArray) hub_cas = NULL;
  g_autoptr (GPtrArray) doubts = NULL;
  gboolean has_hub = ctl->admin != NULL && ctl->identity != NULL;

  if (has_hub && (published = load_published (ctl, &away)) == NULL)
    g_printerr ("%s: not compared with the published one: %s\n", name, away->message);
  if (published != NULL && !compare_with_published (document, published, name, error))
    return FALSE;
  if (published != NULL)
    look_at_terminals (ctl, document, name);
  pem = ctl->identity != NULL ? anj_ctl_read_text (ctl->identity, "ca.pem", NULL) : NULL;
  hub_cas = pem != NULL ? anj_cert_list_from_pem (pem, NULL) : NULL;
  doubts = anj_config_list_doubts_present (
      document, &(const AnjConfigPresent){ .now_us = anj_clock_real_us (ctl->clock),
                                           .published = published,
                                           .hub_cas = hub_cas });
  print_doubts (doubts, name);
  return TRUE;
}

gboolean
anj_ctl_config_check (const AnjCtl *ctl, char **arguments, GError **error)
{
  const char *name = arguments[0];
  g_autoptr (GBytes) source = anj_ctl_read_file (NULL, name, error);
  g_autoptr (JsonObject) document = NULL;
  g_autoptr (GPtrArray) doubts = NULL;

  if (source == NULL || !check_mistakes (source, name, error))
    return FALSE;
  if (!anj_config_check_packs (source, ctl->packs, error))
    {
      g_prefix_error (error, "%s: ", name);
      return FALSE;
    }
  doubts = anj_config_list_doubts (source, error);
  document = doubts != NULL ? anj_json_parse_object (source, error) : NULL;
  if (document == NULL)
    return FALSE;
  look_at_end (ctl, document, name);
  print_doubts (doubts, name);
  if (!compare_with_hub (ctl, document, name, error))
    return FALSE;
  g_print ("%s: good\n", name);
  return TRUE;
}

/* --- sign and publish --- */

/* (transfer full): of --chain, or of the signer's folder where it has one; empty without either */
static GPtrArray *
load_chain (const AnjCtl *ctl, GError **error)
{
  g_autofree char *own = g_build_filename (ctl->signer, "chain.pem", NULL);
  const char *path = ctl->chain != NULL                      ? ctl->chain
                     : g_file_test (own, G_FILE_TEST_EXISTS) ? own
                                                             : NULL;
  g_autofree char *pem = NULL;
  GPtrArray *chain;

  if (path == NULL)
    return g_ptr_array_new ();
  pem = anj_ctl_read_text (NULL, path, error);
  chain = pem != NULL ? anj_cert_list_from_pem (pem, error) : NULL;
  if (chain == NULL)
    g_prefix_error (error, "%s: ", path);
  return chain;
}

gboolean
anj_ctl_config_sign (const AnjCtl *ctl, char **arguments, GError **error)
{
  g_autoptr (GBytes) source = NULL;
  g_autoptr (GBytes) der = NULL;
  g_autoptr (X509) cert = NULL;
  g_autoptr (EVP_PKEY) key = NULL;
  g_autoptr (GPtrArray) chain = NULL;

  if (!anj_ctl_require (ctl->signer, "--signer DIR", error) ||
      !anj_ctl_require (ctl->out, "--out FILE", error))
    return FALSE;
  source = anj_ctl_read_file (NULL, arguments[0], error);
  if (source == NULL || !anj_ctl_load_pair (ctl->signer, &cert, &key, error) ||
      (chain = load_chain (ctl, error)) == NULL || !check_mistakes (source, arguments[0], error))
    return FALSE;
  if (anj_config_check_packs (source, ctl->packs, error))
    der = anj_config_sign (source, cert, key, chain, error);
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
  config = anj_ctl_config_open (ctl, der, error);
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
