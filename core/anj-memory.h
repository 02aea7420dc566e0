/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * anj_memory_end_when_full:
 *
 * From now on a program also ends when OpenSSL gets no memory, as it does when GLib gets none: a
 * seal or a signature that could not be tried must never be taken for one that does not hold. To
 * be called before anything of OpenSSL.
 *
 * Returns: %FALSE: too late
 */
gboolean anj_memory_end_when_full (void) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
