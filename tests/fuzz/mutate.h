/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Chance that comes out the same everywhere: splitmix64. */
typedef struct
{
  guint64 state;
} FuzzRandom;

guint64 fuzz_random_next (FuzzRandom *self);
/* 0 … @n - 1; 0 for @n = 0 */
gsize fuzz_random_below (FuzzRandom *self, gsize n);

/**
 * fuzz_mutate:
 * @data: of @n_max bytes, @n_bytes of them in use; changed in place
 *
 * One small change, as line noise and forgers make them: a bit, a byte, a number of digits, a piece
 * left out, doubled or moved, an end cut off.
 *
 * Returns: how many bytes are in use now
 */
gsize fuzz_mutate (FuzzRandom *random, guint8 *data, gsize n_bytes, gsize n_max);

G_END_DECLS
