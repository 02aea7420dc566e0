/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "tests/fuzz/mutate.h"

G_BEGIN_DECLS

/*
 * DER as a tree that can be changed and written again with lengths that are right: a forger's
 * tool. Flipped bytes seldom get past the first length.
 */

/**
 * DerNode:
 * @tag: first byte (tags above 30 are left as leaves of their parent's bytes)
 * @children: (element-type DerNode) (nullable): of a constructed one
 * @bytes: (nullable): what a primitive one holds
 */
typedef struct
{
  guint8 tag;
  GPtrArray *children;
  GByteArray *bytes;
} DerNode;

/* (nullable): NULL when it is not one object from the first byte to the last */
DerNode *der_node_parse (const guint8 *data, gsize n_bytes);
DerNode *der_node_copy (const DerNode *self);
void der_node_free (DerNode *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DerNode, der_node_free)

DerNode *der_node_new (guint8 tag);
GBytes *der_node_to_bytes (const DerNode *self);
/* (nullable) (transfer none): by places from @self on, ended by -1; a negative one counts from the
 * end: -2 the last, -3 the one before it */
DerNode *der_node_at (DerNode *self, ...);

/* (transfer none): @self and all below it, parents first; (transfer container) */
GPtrArray *der_node_list (DerNode *self);

/**
 * der_node_mutate:
 * @donor: (nullable): pieces may come from it
 *
 * One change to the tree's form or to a leaf.
 */
void der_node_mutate (DerNode *self, DerNode *donor, FuzzRandom *random);

/* the same for an LLVMFuzzerCustomMutator(): @data unchanged when it is no DER or grows too long */
gsize der_mutate (guint8 *data, gsize n_bytes, gsize n_max, FuzzRandom *random);
/* a whole one, of DER in base64; bytes of the text change now and then */
gsize der_mutate_base64 (guint8 *data, gsize n_bytes, gsize n_max, unsigned seed);

G_END_DECLS
