/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * hub_working_days_add:
 * @date: "YYYY-MM-DD", or an RFC 3339 time, of which the date counts
 * @n_days: working days (Monday to Friday; holidays are not known)
 *
 * Returns: (transfer full) (nullable): "YYYY-MM-DD"; from a weekend counting starts on Monday as
 *   day 1. %NULL when @date is none
 */
char *hub_working_days_add (const char *date, guint n_days);

G_END_DECLS
