/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <string.h>

#include "core/anj-error.h"
#include "core/anj-json.h"
#include "kiosk-config/anj-config.h"
#include "tests/unit/core/test-pki.h"

/* A good document, and what tests of it share. */

static inline JsonObject *
config_recipient_new (const char *role, const char *region)
{
  g_autoptr (TestIdentity) identity = test_identity_new (ANJ_CERT_RECIPIENT, role, NULL);
  g_autofree char *pem = anj_cert_to_pem (identity->cert);
  JsonObject *recipient = json_object_new ();
  JsonObject *title = json_object_new ();

  json_object_set_string_member (title, "id", region != NULL ? region : role);
  json_object_set_string_member (recipient, "role", role);
  if (region != NULL)
    json_object_set_string_member (recipient, "region", region);
  json_object_set_object_member (recipient, "title", title);
  json_object_set_string_member (recipient, "certificate", pem);
  return recipient;
}

/* (transfer full): the shipped default with three recipients */
static inline GBytes *
config_default_source (guint64 epoch, guint64 version)
{
  static const char *const roles[] = { "intake", "sensitive", "recovery" };
  g_autoptr (GPtrArray)
      recipients = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
  g_autoptr (GError) error = NULL;
  GBytes *source;

  for (gsize i = 0; i < G_N_ELEMENTS (roles); i++)
    g_ptr_array_add (recipients, config_recipient_new (roles[i], NULL));
  source = anj_config_default (recipients, epoch, version, TEST_NOW_US, &error);
  g_assert_no_error (error);
  return source;
}

static inline JsonObject *
config_parse (GBytes *source)
{
  g_autoptr (GError) error = NULL;
  JsonObject *document = anj_json_parse_object (source, &error);

  g_assert_no_error (error);
  return document;
}

/* (transfer full): @document with the members of @more, JSON text, in place of its own */
static inline JsonObject *
config_document_with (GBytes *source, const char *more)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (more, strlen (more));
  g_autoptr (JsonObject) changes = config_parse (bytes);
  JsonObject *document = config_parse (source);
  JsonObjectIter iter;
  const char *member;
  JsonNode *node;

  json_object_iter_init (&iter, changes);
  while (json_object_iter_next (&iter, &member, &node))
    json_object_set_member (document, member, json_node_copy (node));
  return document;
}
