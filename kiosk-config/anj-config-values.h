/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "kiosk-config/anj-config.h"

G_BEGIN_DECLS

/**
 * AnjConfigValue:
 * @pointer: JSON pointer (RFC 6901) into what holds for a terminal
 * @node: (owned): a scalar, or an empty list or object
 * @origin: "default", "country", "regency 35.09", "label x", "hardware x", "terminal t-…",
 *   "certificate" (the terminal's)
 */
typedef struct
{
  char *pointer;
  JsonNode *node;
  char *origin;
} AnjConfigValue;

/**
 * anj_config_list_values:
 * @document: one that anj_config_check_source() found good
 *
 * Returns: (transfer full) (element-type AnjConfigValue): each value that holds for @place and
 * where it comes from, in the document's order
 */
GPtrArray *anj_config_list_values (JsonObject *document, const AnjConfigPlace *place);

/**
 * AnjConfigChange:
 * @pointer: JSON pointer: in the new document, of what is gone in the old one
 * @name: (nullable): the code of the list's element that it is in, for people
 * @before: (owned) (nullable): %NULL: added
 * @after: (owned) (nullable): %NULL: gone
 */
typedef struct
{
  char *pointer;
  char *name;
  JsonNode *before;
  JsonNode *after;
} AnjConfigChange;

/**
 * anj_config_list_changes:
 *
 * Elements of a list that carry a code (or id, date, role) are compared by it; of others, and where
 * only the order changed, the whole list is one change.
 *
 * Returns: (transfer full) (element-type AnjConfigChange)
 */
GPtrArray *anj_config_list_changes (JsonObject *before, JsonObject *after);

/* (transfer full): one step further into @pointer */
char *anj_config_step_into (const char *pointer, const char *member);

G_END_DECLS
