/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "app/agent/anj-cache-store.h"

G_BEGIN_DECLS

/**
 * anj_sync_page_seal:
 * @region: the village's code; a household of another one is refused, and the page with it
 * @lines: JSON lines as `GET /v1/cache` sends them; plain data
 * @n_threads: how many scrypts at once
 * @random: used from several threads at once
 * @out_more: (out): whether another page follows
 * @error: %ANJ_ERROR_INVALID naming the line, never its content
 *
 * Returns: (transfer full): the same page, sealed
 */
AnjCachePage *anj_sync_page_seal (GBytes *lines,
                                  const char *region,
                                  const AnjCacheGeneration *generation,
                                  const guint8 *k_seal,
                                  guint n_threads,
                                  const AnjRandom *random,
                                  gboolean *out_more,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
