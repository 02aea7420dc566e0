/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* How places are written for residents: "Desa Sumber Kencana", "Kabupaten Jember". */

/**
 * anj_place_village:
 * @config: a session's configuration: "region" and "place" {village, regency, …}
 *
 * Returns: (transfer full): with "Desa" or "Kelurahan" by the village code; "" when unknown
 */
char *anj_place_village (JsonObject *config);
/* (transfer full): the regency, "Kab." written out; "" when unknown */
char *anj_place_regency (JsonObject *config);
/* (transfer full): "15 Nov 2026" of "2026-11-15"; %NULL when @iso is no date */
char *anj_place_short_date (const char *iso, const char *language);

G_END_DECLS
