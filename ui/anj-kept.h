/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

/* Drawings that many pages show, kept with the display as long as the program lives, so that each
 * is drawn once. Nothing that tells about a resident belongs here, neither in a drawing nor in its
 * key: no page's end wipes it. */

/* (transfer none) (nullable): what was kept under @key */
gpointer anj_kept_find (const char *key);

/* Keeps @drawing (transfer full) of @n_bytes under @key; when there is no more room it is freed at
 * once: whoever goes on using it holds a reference. */
void anj_kept_add (const char *key, gpointer drawing, gsize n_bytes, GDestroyNotify free_func);
