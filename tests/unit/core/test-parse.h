/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <string.h>

#include "core/anj-json.h"

/* JSON that a test writes itself, and that is right. */

static inline JsonNode *
test_parse (const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));
  g_autoptr (GError) error = NULL;
  JsonNode *node = anj_json_parse (bytes, &error);

  g_assert_no_error (error);
  return node;
}

static inline JsonObject *
test_parse_object (const char *text)
{
  g_autoptr (JsonNode) node = test_parse (text);

  return json_node_dup_object (node);
}
