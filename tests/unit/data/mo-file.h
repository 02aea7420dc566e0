/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* (transfer full): a catalogue as msgfmt writes it, of @pairs: text, translation, …, NULL. A
 * plural's forms are parted by "|". */
GBytes *mo_file_new (const char *const *pairs);

G_END_DECLS
