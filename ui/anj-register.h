/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* The registers that a household may be in: elements of household.registers. */

/* (transfer full): "DTSEN"; the code in capitals of one that is not known */
char *anj_register_name (const char *code);
/* (transfer none): what that stands for, untranslated: it is a name; "" where it is not known */
const char *anj_register_long_name (const char *code);
/* (transfer none) (nullable): what register @code says of @household */
JsonObject *anj_register_find (JsonObject *household, const char *code);
/* whether the family counts there today */
gboolean anj_register_is_active (JsonObject *entry);

G_END_DECLS
