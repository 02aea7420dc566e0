/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * AnjMissMark:
 * @wait_us: what the last one earned
 * @forgive_us: quiet time that one is forgiven for
 * @n_untold: of which the hub does not know
 *
 * The file `misses`: what ledger.db knows of wrong guesses, once more, so that a lost ledger
 * neither buys guesses nor makes honest people wait (decision 0040).
 */
typedef struct
{
  gint64 n_misses;
  gint64 wait_us;
  gint64 forgive_us;
  gint64 n_untold;
} AnjMissMark;

/* %FALSE: absent or damaged; @out_mark is untouched then */
gboolean anj_miss_mark_read (const char *state_dir, AnjMissMark *out_mark);
/* Durable when it returns, and without effect where the file says so already. One that cannot be
 * written is removed: an older one would tell of fewer misses */
gboolean anj_miss_mark_write (const char *state_dir,
                              const AnjMissMark *mark,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
