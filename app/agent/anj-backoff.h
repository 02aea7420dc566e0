/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/anj-sources.h"

G_BEGIN_DECLS

/**
 * AnjBackoffPolicy:
 * @first_ms: upper bound of the first wait
 * @max_ms: upper bound that is never exceeded
 *
 * The bound doubles with each failure; the wait is drawn evenly from its upper half, so that
 * terminals that lost the hub together do not come back together.
 */
typedef struct
{
  guint first_ms;
  guint max_ms;
} AnjBackoffPolicy;

typedef struct
{
  const AnjBackoffPolicy *policy; /* (static) */
  guint n_failures;
} AnjBackoff;

/* counts a failure; how long to wait, in milliseconds */
guint anj_backoff_next_ms (AnjBackoff *self, const AnjRandom *random);
void anj_backoff_reset (AnjBackoff *self);

G_END_DECLS
