/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/anj-columns-private.h"

G_BEGIN_DECLS

typedef struct _AnjColumnsNode AnjColumnsNode;

/* a member of the objects of a node */
typedef struct
{
  char *name;           /* (owned) */
  AnjColumnsNode *node; /* (owned): as many values as there are objects */
  guint n_plain;        /* objects where it holds no array */
  guint n_others;       /* objects where it does */
} AnjColumnsMember;

struct _AnjColumnsNode
{
  GString *kinds;     /* an AnjKind a value */
  GArray *values;     /* (element-type guint32): numbers in the pool */
  GArray *heads;      /* (element-type guint32): an object without what holds arrays, in the pool */
  GPtrArray *members; /* (element-type AnjColumnsMember) */
  GHashTable *by_name;   /* name → AnjColumnsMember */
  GArray *lengths;       /* (element-type guint32): of arrays */
  AnjColumnsNode *items; /* (owned) (nullable) */
};

struct _AnjColumnsWriter
{
  GHashTable *numbers; /* form of a value → its number */
  GPtrArray *pool;     /* (element-type JsonNode): by number */
  GString *form;       /* of the value at hand */
  AnjColumnsNode *root;
  guint n_rows;
};

/* how an equal value is known; @node holds no array */
guint32 anj_columns_number_of (AnjColumnsWriter *self, JsonNode *node);

/* the members' nodes have a value for each object from then on */
void anj_columns_fill_members (AnjColumnsNode *node);

G_END_DECLS
