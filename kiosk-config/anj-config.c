/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kiosk-config/anj-config.h"

#include <string.h>

#include "core/anj-error.h"
#include "core/anj-json.h"
#include "core/anj-region.h"
#include "core/anj-time.h"
#include "data/anj-data.h"
#include "kiosk-config/anj-config-check.h"

struct _AnjConfig
{
  JsonObject *document; /* (owned) */
  guint64 epoch;
  guint64 version;
  gint64 expires_us;
};

static AnjConfig *
config_new (JsonObject *document)
{
  AnjConfig *self = g_new0 (AnjConfig, 1);

  self->document = json_object_ref (document);
  self->epoch = (guint64) anj_json_get_int (document, "epoch", 0);
  self->version = (guint64) anj_json_get_int (document, "version", 0);
  if (!anj_time_parse (anj_json_get_string (document, "expires", NULL), &self->expires_us))
    self->expires_us = G_MAXINT64;
  return self;
}

void
anj_config_free (AnjConfig *self)
{
  if (self == NULL)
    return;
  json_object_unref (self->document);
  g_free (self);
}

static JsonObject *
parse_and_check (GBytes *source, GError **error)
{
  g_autoptr (JsonObject) document = anj_json_parse_object (source, error);

  if (document == NULL || !anj_config_check_document (document, error))
    {
      g_prefix_error (error, "configuration: ");
      return NULL;
    }
  return g_steal_pointer (&document);
}

AnjConfig *
anj_config_open (GBytes *der, X509 *config_ca, GError **error)
{
  g_autoptr (GBytes) source = NULL;
  g_autoptr (JsonObject) document = NULL;

  source = anj_cms_verify (der, config_ca, /* at any time */ 0, /* out_signer */ NULL, error);
  if (source == NULL)
    {
      g_prefix_error (error, "configuration: ");
      return NULL;
    }
  document = parse_and_check (source, error);
  return document != NULL ? config_new (document) : NULL;
}

guint64
anj_config_epoch (const AnjConfig *self)
{
  return self->epoch;
}

guint64
anj_config_version (const AnjConfig *self)
{
  return self->version;
}

gint64
anj_config_expires_us (const AnjConfig *self)
{
  return self->expires_us;
}

JsonObject *
anj_config_document (const AnjConfig *self)
{
  return self->document;
}

int
anj_config_compare (const AnjConfig *a, const AnjConfig *b)
{
  if (a->epoch != b->epoch)
    return a->epoch < b->epoch ? -1 : 1;
  return a->version < b->version ? -1 : a->version > b->version;
}

gboolean
anj_config_check_source (GBytes *source, GError **error)
{
  g_autoptr (JsonObject) document = parse_and_check (source, error);

  return document != NULL;
}

GBytes *
anj_config_sign (GBytes *source, X509 *cert, EVP_PKEY *key, GError **error)
{
  if (!anj_config_check_source (source, error))
    return NULL;
  if (!anj_cert_has_usage (cert, ANJ_CERT_SIGNER))
    {
      g_set_error_literal (error, ANJ_ERROR, ANJ_ERROR_INVALID,
                           "the certificate is not a signer's (emailProtection)");
      return NULL;
    }
  return anj_cms_sign (source, cert, key, error);
}

static void
copy_members (JsonObject *from, JsonObject *to)
{
  g_autoptr (GList) members = json_object_get_members (from);

  for (GList *l = members; l != NULL; l = l->next)
    json_object_set_member (to, l->data, json_object_dup_member (from, l->data));
}

GBytes *
anj_config_default (GPtrArray *recipients,
                    guint64 epoch,
                    guint64 version,
                    gint64 issued_us,
                    GError **error)
{
  g_autoptr (GBytes) shipped = anj_data_lookup ("default-config.json", error);
  g_autoptr (JsonObject) defaults = NULL;
  g_autoptr (JsonObject) document = json_object_new ();
  g_autofree char *issued = anj_time_format (issued_us);
  JsonArray *array;

  if (shipped == NULL || (defaults = anj_json_parse_object (shipped, error)) == NULL)
    return NULL;
  json_object_set_int_member (document, "epoch", (gint64) epoch);
  json_object_set_int_member (document, "version", (gint64) version);
  json_object_set_string_member (document, "issued", issued);
  copy_members (defaults, document);

  array = json_array_new ();
  for (guint i = 0; i < recipients->len; i++)
    json_array_add_object_element (array, json_object_ref (g_ptr_array_index (recipients, i)));
  json_object_set_array_member (document, "recipients", array);
  if (!anj_config_check_document (document, error))
    return NULL;
  return anj_json_object_to_bytes (document);
}

/* an element without "region" holds everywhere */
static gboolean
holds_in (JsonObject *element, const char *region)
{
  const char *where = anj_json_get_string (element, "region", NULL);

  return where == NULL || anj_region_code_contains (where, region);
}

static JsonArray *
filter_by_region (JsonArray *all, const char *region)
{
  JsonArray *kept = json_array_new ();

  for (guint i = 0; all != NULL && i < json_array_get_length (all); i++)
    if (holds_in (anj_json_array_get_object (all, i), region))
      json_array_add_element (kept, json_array_dup_element (all, i));
  return kept;
}

static gsize
nearness (JsonObject *element)
{
  return strlen (anj_json_get_string (element, "region", ""));
}

/* whether another recipient of the same role is nearer to @region than @candidate */
static gboolean
is_outdone (JsonArray *all, JsonObject *candidate, const char *region)
{
  const char *role = anj_json_get_string (candidate, "role", "");

  for (guint i = 0; i < json_array_get_length (all); i++)
    {
      JsonObject *other = anj_json_array_get_object (all, i);

      if (strcmp (anj_json_get_string (other, "role", ""), role) == 0 && holds_in (other, region) &&
          nearness (other) > nearness (candidate))
        return TRUE;
    }
  return FALSE;
}

static JsonArray *
filter_recipients (JsonArray *all, const char *region)
{
  JsonArray *kept = json_array_new ();

  for (guint i = 0; i < json_array_get_length (all); i++)
    {
      JsonObject *recipient = anj_json_array_get_object (all, i);

      if (holds_in (recipient, region) && !is_outdone (all, recipient, region))
        json_array_add_element (kept, json_array_dup_element (all, i));
    }
  return kept;
}

/* those of the nearest place that has any: a village's own hours stand instead of the country's */
static JsonArray *
filter_nearest (JsonArray *all, const char *region)
{
  g_autoptr (JsonArray) held = filter_by_region (all, region);
  JsonArray *kept = json_array_new ();
  gsize nearest = 0;

  for (guint i = 0; i < json_array_get_length (held); i++)
    nearest = MAX (nearest, nearness (anj_json_array_get_object (held, i)));
  for (guint i = 0; i < json_array_get_length (held); i++)
    if (nearness (anj_json_array_get_object (held, i)) == nearest)
      json_array_add_element (kept, json_array_dup_element (held, i));
  return kept;
}

static gboolean
is_told (JsonArray *types, const char *code)
{
  for (guint i = 0; i < json_array_get_length (types); i++)
    if (strcmp (anj_json_get_string (anj_json_array_get_object (types, i), "code", ""), code) == 0)
      return TRUE;
  return FALSE;
}

/* takes the codes that @types lacks out of the programme's referral */
static void
keep_told_needs (JsonObject *programme, JsonArray *types)
{
  JsonObject *referral = anj_json_get_object (programme, "referral");
  JsonArray *codes = referral != NULL ? anj_json_get_array (referral, "ppks") : NULL;

  for (guint i = codes != NULL ? json_array_get_length (codes) : 0; i > 0; i--)
    if (!is_told (types, json_array_get_string_element (codes, i - 1)))
      json_array_remove_element (codes, i - 1);
}

/* a session stands on a public screen: it is told no sensitive kind of need */
static void
drop_sensitive_needs (JsonObject *effective)
{
  JsonArray *types = anj_json_get_array (effective, "ppks_types");
  JsonArray *programmes = anj_json_get_array (effective, "programmes");

  if (types == NULL)
    return;
  for (guint i = json_array_get_length (types); i > 0; i--)
    if (anj_json_get_bool (anj_json_array_get_object (types, i - 1), "sensitive", TRUE))
      json_array_remove_element (types, i - 1);
  for (guint i = 0; i < json_array_get_length (programmes); i++)
    keep_told_needs (anj_json_array_get_object (programmes, i), types);
}

/* json-glib copies a node, not what it holds; a caller may write into what it is given */
static JsonObject *
deep_copy (JsonObject *object)
{
  g_autoptr (GBytes) bytes = anj_json_object_to_bytes (object);
  JsonObject *copy = anj_json_parse_object (bytes, /* error */ NULL);

  g_assert (copy != NULL);
  return copy;
}

JsonObject *
anj_config_effective (const AnjConfig *self, const char *region)
{
  static const struct
  {
    const char *list;
    JsonArray *(*filter) (JsonArray *all, const char *region);
  } filters[] = { { "announcements", filter_by_region },
                  { "contacts", filter_by_region },
                  { "opening_hours", filter_nearest },
                  { "programmes", filter_by_region },
                  { "recipients", filter_recipients } };
  JsonObject *effective = deep_copy (self->document);

  g_return_val_if_fail (region != NULL, effective);
  json_object_set_string_member (effective, "region", region);
  for (gsize i = 0; i < G_N_ELEMENTS (filters); i++)
    json_object_set_array_member (
        effective, filters[i].list,
        filters[i].filter (anj_json_get_array (effective, filters[i].list), region));
  drop_sensitive_needs (effective);
  return effective;
}
