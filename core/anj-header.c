/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The clear part of a submission: see anj-envelope.h. */

#include "core/anj-envelope.h"

#include <string.h>

#include "core/anj-error.h"
#include "core/anj-fields.h"
#include "core/anj-json.h"
#include "core/anj-region.h"
#include "core/anj-ticket-number.h"
#include "core/anj-time.h"

#define HASH_BYTES 32
#define MAX_RECIPIENTS 8
#define MAX_ATTACHMENTS 16

#define UUID_VERSION_AT 14
#define UUID_V7 "^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"
#define UUID_V4 "^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"
#define CATEGORY "^([a-z0-9][a-z0-9-]{0,63})?$"
#define PROGRAMME "^[A-Z0-9][A-Z0-9-]{0,31}$"
#define ROLE "^[a-z0-9][a-z0-9-]{0,31}$"
#define MEDIA_TYPE "^[a-z0-9][a-z0-9.+-]{0,39}/[a-z0-9][a-z0-9.+-]{0,79}$"

static const char *const header_members[] = {
  "id",          "region",     "number",      "kind",      "category",
  "programme",   "sensitive",  "anonymous",   "submitted", "submitted_unsure",
  "follow_hash", "recipients", "attachments", NULL
};
static const char *const recipient_members[] = { "role", "fingerprint", NULL };
static const char *const attachment_members[] = { "sha256", "bytes", "type", NULL };
static const char *const kinds[] = { "complaint", "update",   "proposal", "objection",
                                     "note",      "feedback", "referral", NULL };

AnjRecipientName *
anj_recipient_name_new (const char *role, const char *fingerprint)
{
  AnjRecipientName *self = g_new (AnjRecipientName, 1);

  self->role = g_strdup (role);
  self->fingerprint = g_strdup (fingerprint);
  return self;
}

void
anj_recipient_name_free (AnjRecipientName *self)
{
  if (self == NULL)
    return;
  g_free (self->role);
  g_free (self->fingerprint);
  g_free (self);
}

AnjHeader *
anj_header_new (void)
{
  AnjHeader *self = g_new0 (AnjHeader, 1);

  self->recipients = g_ptr_array_new_with_free_func ((GDestroyNotify) anj_recipient_name_free);
  self->attachments = json_array_new ();
  return self;
}

void
anj_header_free (AnjHeader *self)
{
  if (self == NULL)
    return;
  g_free (self->id);
  g_free (self->region);
  g_free (self->number);
  g_free (self->kind);
  g_free (self->category);
  g_free (self->programme);
  g_free (self->submitted);
  g_free (self->follow_hash);
  g_ptr_array_unref (self->recipients);
  json_array_unref (self->attachments);
  g_free (self);
}

static JsonArray *
recipients_to_json (const AnjHeader *self)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < self->recipients->len; i++)
    {
      const AnjRecipientName *recipient = g_ptr_array_index (self->recipients, i);
      JsonObject *object = json_object_new ();

      json_object_set_string_member (object, "role", recipient->role);
      json_object_set_string_member (object, "fingerprint", recipient->fingerprint);
      json_array_add_object_element (array, object);
    }
  return array;
}

GBytes *
anj_header_to_bytes (const AnjHeader *self)
{
  g_autoptr (JsonObject) object = json_object_new ();

  json_object_set_string_member (object, "id", self->id);
  json_object_set_string_member (object, "region", self->region);
  json_object_set_string_member (object, "number", self->number);
  json_object_set_string_member (object, "kind", self->kind);
  json_object_set_string_member (object, "category", self->category != NULL ? self->category : "");
  if (self->programme != NULL)
    json_object_set_string_member (object, "programme", self->programme);
  json_object_set_boolean_member (object, "sensitive", self->sensitive);
  json_object_set_boolean_member (object, "anonymous", self->anonymous);
  json_object_set_string_member (object, "submitted", self->submitted);
  if (self->is_submitted_unsure)
    json_object_set_boolean_member (object, "submitted_unsure", TRUE);
  json_object_set_string_member (object, "follow_hash", self->follow_hash);
  json_object_set_array_member (object, "recipients", recipients_to_json (self));
  json_object_set_array_member (object, "attachments", json_array_ref (self->attachments));
  return anj_json_object_to_bytes (object);
}

/* an anonymous case must not say when on its day it was made */
static gboolean
is_submitted (const char *text, gboolean anonymous)
{
  g_autofree char *full = NULL;
  g_autofree char *again = NULL;
  gint64 time_us;

  full = anonymous ? g_strconcat (text, "T00:00:00Z", NULL) : g_strdup (text);
  if (!anj_time_parse (full, &time_us))
    return FALSE;
  again = anj_time_format (time_us);
  return strcmp (again, full) == 0;
}

/* the id's version says it too; the member may be left out */
static gboolean
parse_anonymous (AnjHeader *self, JsonObject *object, GError **error)
{
  const char *id = anj_json_get_string (object, "id", "");

  if (json_object_has_member (object, "anonymous"))
    return anj_fields_bool (object, "anonymous", &self->anonymous, error);
  self->anonymous = strlen (id) > UUID_VERSION_AT && id[UUID_VERSION_AT] == '4';
  return TRUE;
}

static gboolean
parse_names (AnjHeader *self, JsonObject *object, GError **error)
{
  const char *id, *region, *number, *kind, *category;
  g_autofree char *canonical = NULL;

  if ((id = anj_fields_matching (object, "id", self->anonymous ? UUID_V4 : UUID_V7, error)) ==
          NULL ||
      (region = anj_fields_string (object, "region", error)) == NULL ||
      (number = anj_fields_string (object, "number", error)) == NULL ||
      (kind = anj_fields_string (object, "kind", error)) == NULL ||
      (category = anj_fields_matching (object, "category", CATEGORY, error)) == NULL)
    return FALSE;
  if (anj_region_code_level (region) != ANJ_REGION_VILLAGE)
    return anj_fields_refuse (error, "region", "must be a village code");
  canonical = anj_ticket_number_normalize (number);
  if (canonical == NULL || strcmp (canonical, number) != 0)
    return anj_fields_refuse (error, "number", "must be a ticket number in its canonical writing");
  if (!g_strv_contains (kinds, kind))
    return anj_fields_refuse (error, "kind", "is none of the known kinds");
  if (strcmp (kind, "complaint") == 0 && *category == '\0')
    return anj_fields_refuse (error, "category", "must not be empty for a complaint");
  self->id = g_strdup (id);
  self->region = g_strdup (region);
  self->number = g_strdup (number);
  self->kind = g_strdup (kind);
  self->category = g_strdup (category);
  return TRUE;
}

static gboolean
parse_rest (AnjHeader *self, JsonObject *object, GError **error)
{
  guint8 follow_hash[HASH_BYTES];
  const char *submitted = anj_fields_string (object, "submitted", error);

  if (submitted == NULL)
    return FALSE;
  if (!is_submitted (submitted, self->anonymous))
    return anj_fields_refuse (error, "submitted",
                              self->anonymous ? "must be a date"
                                              : "must be a UTC time in whole seconds");
  if (json_object_has_member (object, "submitted_unsure") &&
      !anj_fields_bool (object, "submitted_unsure", &self->is_submitted_unsure, error))
    return FALSE;
  if (!anj_fields_hex (object, "follow_hash", follow_hash, sizeof follow_hash, error))
    return FALSE;
  self->submitted = g_strdup (submitted);
  self->follow_hash = g_strdup (json_object_get_string_member (object, "follow_hash"));
  if (json_object_has_member (object, "programme"))
    {
      self->programme = g_strdup (anj_fields_matching (object, "programme", PROGRAMME, error));
      return self->programme != NULL;
    }
  return TRUE;
}

static gboolean
parse_recipients (AnjHeader *self, JsonObject *object, GError **error)
{
  JsonArray *array = anj_fields_array (object, "recipients", MAX_RECIPIENTS, error);

  if (array == NULL)
    return FALSE;
  if (json_array_get_length (array) == 0)
    return anj_fields_refuse (error, "recipients", "names nobody");
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonObject *element = anj_json_array_get_object (array, i);
      guint8 fingerprint[HASH_BYTES];
      const char *role;

      if (element == NULL)
        return anj_fields_refuse (error, "recipients", "must hold objects");
      if (!anj_fields_only (element, recipient_members, error) ||
          (role = anj_fields_matching (element, "role", ROLE, error)) == NULL ||
          !anj_fields_hex (element, "fingerprint", fingerprint, sizeof fingerprint, error))
        return FALSE;
      g_ptr_array_add (
          self->recipients,
          anj_recipient_name_new (role, json_object_get_string_member (element, "fingerprint")));
    }
  return TRUE;
}

/* two of the same could not be told apart */
static gboolean
names_twice (JsonArray *attachments, guint index)
{
  const char *hash = anj_json_get_string (anj_json_array_get_object (attachments, index), "sha256",
                                          "");

  for (guint i = 0; i < index; i++)
    if (g_str_equal (anj_json_get_string (anj_json_array_get_object (attachments, i), "sha256", ""),
                     hash))
      return TRUE;
  return FALSE;
}

static gboolean
parse_attachments (AnjHeader *self, JsonObject *object, GError **error)
{
  JsonArray *array;

  if (!json_object_has_member (object, "attachments"))
    return TRUE;
  array = anj_fields_array (object, "attachments", MAX_ATTACHMENTS, error);
  if (array == NULL)
    return FALSE;
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonObject *element = anj_json_array_get_object (array, i);
      guint8 hash[HASH_BYTES];
      guint64 n_bytes;

      if (element == NULL)
        return anj_fields_refuse (error, "attachments", "must hold objects");
      if (!anj_fields_only (element, attachment_members, error) ||
          !anj_fields_hex (element, "sha256", hash, sizeof hash, error) ||
          !anj_fields_count (element, "bytes", 1, &n_bytes, error) ||
          anj_fields_matching (element, "type", MEDIA_TYPE, error) == NULL)
        return FALSE;
      if (names_twice (array, i))
        return anj_fields_refuse (error, "attachments", "names one twice");
    }
  json_array_unref (self->attachments);
  self->attachments = json_array_ref (array);
  return TRUE;
}

AnjHeader *
anj_header_parse (GBytes *bytes, GError **error)
{
  g_autoptr (AnjHeader) self = anj_header_new ();
  g_autoptr (JsonObject) object = anj_json_parse_object (bytes, error);

  if (object == NULL)
    {
      g_prefix_error (error, "header: ");
      return NULL;
    }
  if (!anj_fields_only (object, header_members, error) ||
      !anj_fields_bool (object, "sensitive", &self->sensitive, error) ||
      !parse_anonymous (self, object, error) || !parse_names (self, object, error) ||
      !parse_rest (self, object, error) || !parse_recipients (self, object, error) ||
      !parse_attachments (self, object, error))
    {
      g_prefix_error (error, "header: ");
      return NULL;
    }
  return g_steal_pointer (&self);
}
