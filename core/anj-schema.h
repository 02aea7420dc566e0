/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * AnjSchema:
 *
 * A compiled JSON Schema (2020-12) of these words and no other: type, properties, required,
 * additionalProperties, items, enum, const, pattern, minimum, maximum, minLength, maxLength,
 * minItems, maxItems, $ref inside the file, and words that only describe. Immutable; may be shared
 * between threads.
 */
typedef struct _AnjSchema AnjSchema;

/**
 * anj_schema_new:
 * @json: the schema; `$schema`, `$id` (at the root), `$defs`, `title`, `description`, `$comment`,
 *   `default` and `examples` are allowed and say nothing about validity. Patterns are PCRE without
 *   anchors; "$" is the very end; write [0-9] for a digit
 * @error: %ANJ_ERROR_INVALID for an unknown word, a dangling `$ref`, one that leads only to itself,
 * or a bad pattern
 */
AnjSchema *anj_schema_new (GBytes *json, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void anj_schema_free (AnjSchema *self);

/**
 * anj_schema_check:
 * @error: %ANJ_ERROR_INVALID: JSON pointer of the place, what it is and what is allowed,
 *   e.g. "/categories/2/code: \"x y\" does not match ^[a-z-]+$"; never prints more than 40
 *   characters of the instance nor a number longer than 8 digits. Gives up on instances nested
 * deeper than 128 or that need a million steps
 */
gboolean anj_schema_check (const AnjSchema *self,
                           JsonNode *instance,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * anj_schema_check_all:
 * @mistakes: (element-type utf8): what anj_schema_check() would say of each mistake is added, of
 * 100 at most; with a free function
 */
void anj_schema_check_all (const AnjSchema *self, JsonNode *instance, GPtrArray *mistakes);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnjSchema, anj_schema_free)

G_END_DECLS
