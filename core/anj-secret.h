/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>
#include <string.h>

G_BEGIN_DECLS

/* Bytes and strings that must not outlive their use: freed through these they are wiped first. */

/**
 * anj_secret_bytes_new_take:
 * @data: (transfer full): g_malloc'ed
 *
 * Returns: (transfer full): bytes that are wiped when the last reference goes
 */
GBytes *anj_secret_bytes_new_take (guint8 *data, gsize n_bytes);

/**
 * anj_secret_bytes_new:
 *
 * Returns: (transfer full): a copy of @data that is wiped when the last reference goes
 */
GBytes *anj_secret_bytes_new (const guint8 *data, gsize n_bytes);

/**
 * anj_secret_string_free:
 * @text: (nullable) (transfer full): wiped up to its NUL, then freed
 */
void anj_secret_string_free (char *text);

/* g_autoptr (AnjSecretString) pin = …; declared as char */
typedef char AnjSecretString;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnjSecretString, anj_secret_string_free)

G_END_DECLS
