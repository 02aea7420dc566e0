/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A catalogue as msgfmt makes it. gettext itself looks texts up; this reads one to judge it: a
 * catalogue comes from outside, and a translation with another %s than its text would bring the
 * screen down. */

/**
 * anj_mo_read:
 * @bytes: the file
 * @error: %ANJ_ERROR_INVALID
 *
 * Returns: (transfer full) (element-type utf8 utf8): every translated text (with its context and
 *   "\4" before it where it has one; a plural's singular) and its translation, the first of a
 *   plural's; each keeps the pieces of its text (see anj_mo_keeps_pieces())
 */
GHashTable *anj_mo_read (GBytes *bytes, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* whether @translation has the pieces of @text: the same arguments (%s, %u, %2$s …), the same tags
 * (<b>) and as many line breaks */
gboolean anj_mo_keeps_pieces (const char *text, const char *translation);

G_END_DECLS
