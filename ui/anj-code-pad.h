/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ui/anj-pad.h"

G_BEGIN_DECLS

/* characters of a ticket number without its dashes */
#define ANJ_CODE_LENGTH 8
#define ANJ_CODE_ERASE_ONE '\b'
#define ANJ_CODE_ERASE_ALL '\f'

/**
 * AnjCodePad:
 *
 * The letters and digits that a ticket number can have, in their order, "Hapus semua" and "Hapus
 * satu". Only those that can come next can be pressed. "key" tells one of them,
 * %ANJ_CODE_ERASE_ONE, %ANJ_CODE_ERASE_ALL.
 */
#define ANJ_TYPE_CODE_PAD (anj_code_pad_get_type ())
G_DECLARE_FINAL_TYPE (AnjCodePad, anj_code_pad, ANJ, CODE_PAD, AnjPad)

GtkWidget *anj_code_pad_new (const AnjMetrics *metrics);
/* @n_written: characters that stand there already: says which can come next */
void anj_code_pad_set_place (AnjCodePad *self, guint n_written);
/* as if the key were touched; what cannot come next is not taken */
void anj_code_pad_press (AnjCodePad *self, char character);

/* (transfer full): the characters that can come next */
char *anj_code_pad_get_next (AnjCodePad *self);
/* (transfer full): those that can stand in place of the last one */
char *anj_code_pad_get_last (AnjCodePad *self);

/**
 * anj_code_edit:
 * @code: without dashes
 *
 * Returns: (transfer full): @code after @character; unchanged when that cannot come next
 */
char *anj_code_edit (const char *code, char character);
/* (transfer full): "ABC-2345-D", as far as it is written: "ABC-23" */
char *anj_code_group (const char *code);

G_END_DECLS
