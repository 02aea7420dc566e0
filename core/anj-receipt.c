/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The hub's word for what it holds: see anj-envelope.h. */

#include "core/anj-envelope.h"

#include <string.h>

#include "core/anj-error.h"
#include "core/anj-fields.h"
#include "core/anj-hex.h"
#include "core/anj-json.h"
#include "core/anj-time.h"

#define MAX_TOMBSTONES 4096
#define NAME "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"

static void
tombstone_free (AnjTombstone *self)
{
  g_free (self->code);
  g_free (self);
}

AnjReceipt *
anj_receipt_new (void)
{
  AnjReceipt *self = g_new0 (AnjReceipt, 1);

  self->tombstones = g_ptr_array_new_with_free_func ((GDestroyNotify) tombstone_free);
  self->missing = g_ptr_array_new_with_free_func (g_free);
  self->lost = g_array_new (FALSE, FALSE, sizeof (AnjSeqRange));
  return self;
}

void
anj_receipt_free (AnjReceipt *self)
{
  if (self == NULL)
    return;
  g_free (self->terminal);
  g_free (self->hub_generation);
  g_ptr_array_unref (self->tombstones);
  g_ptr_array_unref (self->missing);
  g_array_unref (self->lost);
  g_free (self);
}

void
anj_receipt_add_tombstone (AnjReceipt *self, guint64 seq, const char *code)
{
  AnjTombstone *tombstone = g_new (AnjTombstone, 1);

  tombstone->seq = seq;
  tombstone->code = g_strdup (code);
  g_ptr_array_add (self->tombstones, tombstone);
}

static JsonArray *
missing_to_json (const AnjReceipt *self)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < self->missing->len; i++)
    json_array_add_string_element (array, g_ptr_array_index (self->missing, i));
  return array;
}

static JsonArray *
lost_to_json (const AnjReceipt *self)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < self->lost->len; i++)
    {
      const AnjSeqRange *range = &g_array_index (self->lost, AnjSeqRange, i);
      JsonObject *element = json_object_new ();

      json_object_set_int_member (element, "first_seq", (gint64) range->first_seq);
      json_object_set_int_member (element, "last_seq", (gint64) range->last_seq);
      json_array_add_object_element (array, element);
    }
  return array;
}

GBytes *
anj_receipt_to_bytes (const AnjReceipt *self)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autofree char *time = anj_time_format (self->time_us);
  JsonArray *tombstones = json_array_new ();

  for (guint i = 0; i < self->tombstones->len; i++)
    {
      const AnjTombstone *tombstone = g_ptr_array_index (self->tombstones, i);
      JsonObject *element = json_object_new ();

      json_object_set_int_member (element, "seq", (gint64) tombstone->seq);
      json_object_set_string_member (element, "code", tombstone->code);
      json_array_add_object_element (tombstones, element);
    }
  json_object_set_string_member (object, "terminal", self->terminal);
  json_object_set_int_member (object, "first_seq", (gint64) self->first_seq);
  json_object_set_int_member (object, "last_seq", (gint64) self->last_seq);
  anj_fields_set_hex (object, "head", self->head, sizeof self->head);
  json_object_set_int_member (object, "backed_up_seq", (gint64) self->backed_up_seq);
  json_object_set_string_member (object, "hub_generation", self->hub_generation);
  json_object_set_string_member (object, "time", time);
  json_object_set_array_member (object, "tombstones", tombstones);
  if (self->missing->len > 0)
    json_object_set_array_member (object, "missing", missing_to_json (self));
  if (self->lost->len > 0)
    json_object_set_array_member (object, "lost", lost_to_json (self));
  return anj_json_object_to_bytes (object);
}

static gboolean
parse_numbers (AnjReceipt *self, JsonObject *object, GError **error)
{
  if (!anj_fields_count (object, "first_seq", 1, &self->first_seq, error) ||
      !anj_fields_count (object, "last_seq", 1, &self->last_seq, error) ||
      !anj_fields_count (object, "backed_up_seq", 0, &self->backed_up_seq, error) ||
      !anj_fields_hex (object, "head", self->head, sizeof self->head, error))
    return FALSE;
  if (self->last_seq < self->first_seq)
    return anj_fields_refuse (error, "last_seq", "is below first_seq");
  return TRUE;
}

static gboolean
parse_tombstones (AnjReceipt *self, JsonObject *object, GError **error)
{
  JsonArray *array = anj_fields_array (object, "tombstones", MAX_TOMBSTONES, error);

  if (array == NULL)
    return FALSE;
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonObject *element = anj_json_array_get_object (array, i);
      const char *code;
      guint64 seq;

      if (element == NULL)
        return anj_fields_refuse (error, "tombstones", "must hold objects");
      if (!anj_fields_count (element, "seq", 1, &seq, error) ||
          (code = anj_fields_matching (element, "code", NAME, error)) == NULL)
        return FALSE;
      if (seq < self->first_seq || seq > self->last_seq)
        return anj_fields_refuse (error, "tombstones", "names a case outside the receipt");
      anj_receipt_add_tombstone (self, seq, code);
    }
  return TRUE;
}

static gboolean
parse_missing (AnjReceipt *self, JsonObject *object, GError **error)
{
  JsonArray *array;

  if (!json_object_has_member (object, "missing"))
    return TRUE;
  array = anj_fields_array (object, "missing", ANJ_RECEIPT_MAX_MISSING, error);
  if (array == NULL)
    return FALSE;
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      guint8 hash[32];

      if (json_node_get_value_type (node) != G_TYPE_STRING ||
          !anj_hex_decode (json_node_get_string (node), hash, sizeof hash))
        return anj_fields_refuse (error, "missing", "must hold SHA-256 in hex");
      g_ptr_array_add (self->missing, g_strdup (json_node_get_string (node)));
    }
  return TRUE;
}

static gboolean
parse_lost (AnjReceipt *self, JsonObject *object, GError **error)
{
  guint64 last_seq = 0;
  JsonArray *array;

  if (!json_object_has_member (object, "lost"))
    return TRUE;
  array = anj_fields_array (object, "lost", ANJ_RECEIPT_MAX_LOST, error);
  if (array == NULL)
    return FALSE;
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonObject *element = anj_json_array_get_object (array, i);
      AnjSeqRange range;

      if (element == NULL)
        return anj_fields_refuse (error, "lost", "must hold objects");
      if (!anj_fields_count (element, "first_seq", 1, &range.first_seq, error) ||
          !anj_fields_count (element, "last_seq", 1, &range.last_seq, error))
        return FALSE;
      if (range.first_seq <= last_seq || range.last_seq < range.first_seq ||
          range.first_seq < self->first_seq || range.last_seq > self->last_seq)
        return anj_fields_refuse (error, "lost", "must ascend within the receipt");
      last_seq = range.last_seq;
      g_array_append_val (self->lost, range);
    }
  return TRUE;
}

AnjReceipt *
anj_receipt_parse (GBytes *json, GError **error)
{
  g_autoptr (AnjReceipt) self = anj_receipt_new ();
  g_autoptr (JsonObject) object = anj_json_parse_object (json, error);
  const char *time, *terminal, *generation;

  if (object == NULL || !parse_numbers (self, object, error) ||
      !parse_tombstones (self, object, error) || !parse_missing (self, object, error) ||
      !parse_lost (self, object, error) ||
      (terminal = anj_fields_matching (object, "terminal", NAME, error)) == NULL ||
      (generation = anj_fields_matching (object, "hub_generation", NAME, error)) == NULL ||
      (time = anj_fields_string (object, "time", error)) == NULL)
    {
      g_prefix_error (error, "receipt: ");
      return NULL;
    }
  if (!anj_time_parse (time, &self->time_us))
    {
      anj_fields_refuse (error, "time", "must be an RFC 3339 time");
      return NULL;
    }
  self->terminal = g_strdup (terminal);
  self->hub_generation = g_strdup (generation);
  return g_steal_pointer (&self);
}
