/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/anj-schema.h"

G_BEGIN_DECLS

typedef enum {
  ANJ_JSON_NULL = 1 << 0,
  ANJ_JSON_BOOLEAN = 1 << 1,
  ANJ_JSON_OBJECT = 1 << 2,
  ANJ_JSON_ARRAY = 1 << 3,
  ANJ_JSON_NUMBER = 1 << 4,
  ANJ_JSON_STRING = 1 << 5,
  ANJ_JSON_INTEGER = 1 << 6, /* a number without a fraction; such a number is both */
} AnjJsonType;

/**
 * AnjSchemaRule:
 *
 * One compiled (sub)schema. What a word did not say is NULL, 0 types, or a length of -1. Pointers
 * to rules and nodes belong to the schema, which outlives its rules.
 */
typedef struct _AnjSchemaRule AnjSchemaRule;
struct _AnjSchemaRule
{
  gboolean never;                /* the schema `false` */
  guint types;                   /* AnjJsonType bits */
  AnjSchemaRule *ref;            /* (unowned) */
  GHashTable *properties;        /* (owned): name (unowned) -> rule (unowned) */
  GPtrArray *required;           /* (owned) (element-type utf8): names (unowned) */
  AnjSchemaRule *additional;     /* (unowned) */
  AnjSchemaRule *items;          /* (unowned) */
  JsonArray *allowed;            /* (unowned): enum */
  JsonNode *constant;            /* (unowned): const */
  GRegex *pattern;               /* (owned) */
  JsonNode *minimum;             /* (unowned) */
  JsonNode *maximum;             /* (unowned) */
  gint64 min_length, max_length; /* code points */
  gint64 min_items, max_items;
};

/* the rule of the whole document */
const AnjSchemaRule *anj_schema_get_start (const AnjSchema *self);

/* "object", "integer", … for one bit; for a number the narrower word */
const char *anj_schema_type_name (guint type);
/* the bits @node has */
guint anj_schema_type_of (JsonNode *node);
/* < 0, 0, > 0; both are numbers */
int anj_schema_compare_numbers (JsonNode *a, JsonNode *b);

G_END_DECLS
