/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * anj_indication_says:
 * @programme: an element of household.programmes
 *
 * Whether a programme that does not list the family may be meant for it, by which list and of which
 * day, and that a person decides: it is a hint (docs/decisions/0023).
 *
 * Returns: (transfer full) (nullable): %NULL where the hub gave no hint
 */
char *anj_indication_says (JsonObject *programme, const char *language);

G_END_DECLS
